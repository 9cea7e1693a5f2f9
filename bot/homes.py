"""The houses of one person: how they are told apart, and which is meant by what was typed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.looks import look
from commands.reading import clean, echo, folded
from governance.outcomes import HouseBornLine, HouseLine, OfHouse, Part
from storage.records import House
from storage.transaction import Transaction

NEAR_ENOUGH = 75
"""How alike (of 100) what was typed must be to a house's name."""

AHEAD = 15
"""And how much more alike than to the name of any other: in doubt they are asked again."""

SHORTEST = 2
"""Letters that are the beginning of a name; one may be a slip."""

_SIGNS = " .,:;!?()[]#*\u20e3\ufe0f"


@dataclass(frozen=True, slots=True)
class Home:
    """One of somebody's houses, with its number among them."""

    number: int
    house: House
    is_one_of_a_name: bool
    """Another goes by what looks like the same name."""

    @property
    def shown(self) -> str:
        """Its name; with its number where that is not enough."""
        name = echo(clean(self.house.name))
        return f"{name} ({self.number})" if self.is_one_of_a_name else name


async def every_home(tx: Transaction, account: str) -> list[Home]:
    """All houses of this account, oldest first, also those that the bot was put out of."""
    houses = await tx.houses_of(account)
    looks = Counter(look(one.name) for one in houses)
    return [
        Home(number, one, looks[look(one.name)] > 1) for number, one in enumerate(houses, start=1)
    ]


def that_count(homes: Sequence[Home]) -> list[Home]:
    """Houses that the bot was put out of count only where there is no other."""
    return [one for one in homes if not one.house.is_gone] or list(homes)


async def heading(
    tx: Transaction, house: House, account: str, *, is_named: bool = False
) -> OfHouse | None:
    """The first line of what this house says privately to somebody who lives in others too.

    `is_named`: it goes without, unless another has its name.
    """
    homes = await every_home(tx, account)
    here = next((one for one in homes if one.house.id == house.id), None)
    if here is None or len(homes) == 1 or (is_named and not here.is_one_of_a_name):
        return None
    return OfHouse(here.shown)


def lines(homes: Iterable[Home]) -> tuple[Part, ...]:
    """The houses to choose from."""
    return tuple(
        HouseBornLine(one.number, echo(clean(one.house.name)), one.house.born_at)
        if one.is_one_of_a_name
        else HouseLine(one.number, echo(clean(one.house.name)))
        for one in homes
    )


def numbered(typed: str, homes: Sequence[Home]) -> list[Home]:
    """The house with this number: `2`, `2.`, `2 De Linde`."""
    found = re.fullmatch(r"(\d{1,4})\b(.*)", _bare(typed))
    if not found:
        return []
    number, name = int(found[1]), _bare(found[2])
    return [one for one in homes if one.number == number and name in {"", _bare(one.house.name)}]


def called(typed: str, homes: Sequence[Home]) -> list[Home]:
    """The houses that go by just this name, case and accents apart."""
    bare = _bare(typed)
    shown = [one for one in homes if bare and bare == _bare(one.shown)]
    return shown or [one for one in homes if bare and bare == _bare(one.house.name)]


def begun(typed: str, homes: Sequence[Home]) -> list[Home]:
    """The houses of whose name this is the beginning, or that of a word in it."""
    bare = _bare(typed)
    if len(bare) < SHORTEST:
        return []
    return [one for one in homes if f" {bare}" in f" {_bare(one.house.name)}"]


def near(typed: str, homes: Sequence[Home]) -> list[Home]:
    """The house whose name is nearest, where one is near and no other nearly as much."""
    bare = _bare(typed)
    alike = {one.number: fuzz.ratio(bare, _bare(one.house.name)) for one in homes}
    return [
        one
        for one in homes
        if alike[one.number] >= NEAR_ENOUGH
        and all(
            likeness + AHEAD <= alike[one.number]
            for number, likeness in alike.items()
            if number != one.number
        )
    ]


def _bare(text: str) -> str:
    return folded(clean(text)).strip(_SIGNS)
