"""The bot is killed at each of its steps, and at any moment: nothing is lost or said twice.

A story is lived once undisturbed, and what it passed is counted. Then it is lived again, while the
bot is killed and started again. With `KRING_LONG=1` two hundred times. `KRING_SEED=…` (it is told
when a test fails) draws the same steps again.
"""

from __future__ import annotations

import itertools
import logging
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from bot.demo.homeserver import Homeserver
from tests.matrix.came_of_it import CameOfIt, what_came_of
from tests.matrix.conftest import NewAccount
from tests.matrix.eventful import live
from tests.matrix.mortal import ANY_MOMENT, MortalHouse, Order

log = logging.getLogger(__name__)

IS_LONG = os.environ.get("KRING_LONG") == "1"
SEED = int(os.environ.get("KRING_SEED") or random.randrange(10**6))
KILLS = 200
"""So many with `KRING_LONG=1`."""

STORIES = 3
"""So many at most, until somebody died in each phase."""

AT_ONCE, MOST = 24, 12
"""Then, so many deaths in one story, and no more than so many stories."""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks of processes")

PHASES = (
    ("after GET client/sync", "before an answer to a sync is taken in"),
    (
        "before a device's message is opened",
        "after a device's message is opened",
        "before a message is decrypted",
        "after a message is decrypted",
        "before nio's save_account",
        "before nio's save_inbound_group_session",
        "after nio's save_inbound_group_session",
    ),
    ("before a transaction begins", "after a transaction begins"),
    (
        # With its answer, or without one that can go at once: that depends on the moment.
        "before a commit of due+fact+handle+position",
        "after a commit of due+fact+handle+position",
        "before a commit of due+fact+handle+position+tried",
        "after a commit of due+fact+handle+position+tried",
    ),
    ("before a commit of tried", "after a commit of tried"),
    ("before PUT send m.room.encrypted", "before PUT send m.reaction"),
    ("after PUT send m.room.encrypted", "after PUT send m.reaction"),
    ("before a commit of sent", "after a commit of sent"),
    ("before a commit of position", "after a commit of position"),
    ("after an answer is handled", "before GET client/sync"),
)
"""From an answer of the homeserver to its being acknowledged; one of each in every run."""


@dataclass(frozen=True)
class Draw:
    """Steps to die at, drawn by a seed: the same for each, whatever other steps there are."""

    seed: str
    passed: Counter[str]
    """How often each step is passed in an undisturbed run."""

    def of(self, *what: object) -> random.Random:
        """Dice for one purpose."""
        return random.Random(" ".join(map(str, (self.seed, *what))))

    def order(self, step: str, time: int = 0) -> Order:
        """To die there at one of its passings."""
        return step, self.of(step, time).randint(1, self.passed[step])

    def phases(self) -> list[Order]:
        """One step of each phase."""
        known = [[step for step in phase if self.passed[step]] for phase in PHASES]
        return [self.order(self.of(number).choice(steps)) for number, steps in enumerate(known)]

    def moments(self, count: int) -> list[float]:
        """When it is killed from outside."""
        return [self.of("moment", number).uniform(0, 6) for number in range(count)]

    def in_turn(self) -> Iterator[Order]:
        """Every step once, in any order; then again, at others of their passings."""
        for time in itertools.count():
            steps = sorted(self.passed, key=lambda step: self.of("turn", step, time).random())
            for step in steps:
                yield self.order(step, time)


class Houses:
    """One house after the other, each with the same story."""

    def __init__(self, homeserver: Homeserver, new_account: NewAccount, folder: Path) -> None:
        self._new = homeserver, new_account
        self._folder = folder
        self._count = itertools.count()

    async def undisturbed(self) -> tuple[CameOfIt, Counter[str]]:
        """What comes of the story when nobody dies, and how often each step is passed."""
        house = self._next()
        async with house:
            await live(house, has_picture=IS_LONG)
            came = await what_came_of(house)
            assert house.bot.deaths == []
            return came, Counter(house.bot.trace())

    async def killed(self, orders: Sequence[Order], moments: Sequence[float]) -> Lived:
        """The same story with deaths."""
        house = self._next()
        house.orders, house.moments, house.is_spared = orders, moments, False
        try:
            async with house:
                await live(house, has_picture=IS_LONG)
                return Lived(await what_came_of(house), house.bot.deaths, house.bot.open_orders())
        except BaseException as fault:
            fault.add_note(_told(house))
            raise

    def _next(self) -> MortalHouse:
        folder = self._folder / str(next(self._count))
        folder.mkdir()
        return MortalHouse(*self._new, folder)


def _told(house: MortalHouse) -> str:
    deaths = house.bot.deaths if hasattr(house, "bot") else []
    lines = house.bot.log_file.read_text().splitlines()[-30:] if deaths else []
    return "\n".join([f"It died at: {deaths}", *lines])


@dataclass(frozen=True)
class Lived:
    """A story with deaths."""

    came: CameOfIt
    deaths: list[str]
    missed: list[Order]
    """Orders whose step was not passed so often this time."""


def check_same(lived: Lived, expected: CameOfIt) -> None:
    """Nothing was lost, nothing was doubled."""
    died = f"it died at: {lived.deaths}"
    assert lived.came.export == expected.export, died
    assert lived.came.said - expected.said == Counter(), died
    assert expected.said - lived.came.said == Counter(), died


@pytest.fixture
def houses(homeserver: Homeserver, new_account: NewAccount, tmp_path: Path) -> Houses:
    print(f"KRING_SEED={SEED}")  # noqa: T201  # pytest shows it when a test fails
    return Houses(homeserver, new_account, tmp_path)


async def test_a_bot_that_dies_at_any_step_loses_nothing_and_says_nothing_twice(
    houses: Houses,
) -> None:
    """Once in each phase of its work, once at any moment, and once for as long as people write."""
    expected, passed = await houses.undisturbed()
    draw = Draw(str(SEED), passed)
    orders, moments = draw.phases(), draw.moments(1)
    for _ in range(STORIES):
        lived = await houses.killed(orders, moments)
        check_same(lived, expected)
        # A step that was passed less often this time: in another story, at its first passing.
        orders, moments = [(step, 1) for step, _ in lived.missed], []
        if not orders:
            return
    raise AssertionError(f"nobody died at {orders}")


@pytest.mark.skipif(not IS_LONG, reason="KRING_LONG=1")
async def test_two_hundred_deaths(houses: Houses) -> None:
    """At every step that there is, each at several of its passings, and at any moment."""
    expected, passed = await houses.undisturbed()
    assert not {step for phase in PHASES for step in phase} - set(passed)
    draw = Draw(str(SEED), passed)
    turn, deaths, missed = draw.in_turn(), Counter[str](), list[Order]()
    for story in range(MOST):
        began = monotonic()
        # What was not passed so often the last time is met at its first passing.
        orders = [(step, 1) for step, _ in missed] + list(itertools.islice(turn, AT_ONCE))
        lived = await houses.killed(orders, Draw(f"{SEED} {story}", passed).moments(4))
        check_same(lived, expected)
        deaths.update(lived.deaths)
        missed = lived.missed
        took = monotonic() - began
        log.info(
            "story %d: %d deaths in %.0f s; missed: %s", story, len(lived.deaths), took, missed
        )
        if deaths.total() >= KILLS and set(passed) <= set(deaths):
            break
    log.info("seed %d: %d deaths at %d steps", SEED, deaths.total(), len(deaths))
    assert deaths.total() >= KILLS
    assert deaths[ANY_MOMENT] > 0
    assert not {step for phase in PHASES for step in phase} - set(deaths)
