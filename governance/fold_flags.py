"""From the facts about a house's flags to what was raised, told and settled: a pure fold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from governance.flag_facts import (
    FlagFact,
    FlagRaised,
    FlagSettled,
    FlagsMuted,
    FlagsUnmuted,
    FlagToldHouse,
    ResidentsPresent,
    WhySettled,
)
from governance.members import MemberId
from governance.role_facts import RoleName


@dataclass(frozen=True, slots=True)
class Flags:
    """A house's flags, and who was present when each term started."""

    raised: tuple[FlagRaised, ...] = ()
    told: Mapping[int, datetime] = field(default_factory=dict)
    """When the room was told, by the number of the flag."""
    settled: Mapping[int, WhySettled] = field(default_factory=dict)
    """Why it will not be."""
    mutes: tuple[tuple[datetime, datetime], ...] = ()
    """From when to when the house agreed to hear of none."""
    present: Mapping[tuple[RoleName, date], frozenset[MemberId]] = field(default_factory=dict)
    """The residents at the start of each term, by its role and day."""

    @property
    def next_number(self) -> int:
        """The number of the next flag."""
        return len(self.raised) + 1

    @property
    def waiting(self) -> tuple[FlagRaised, ...]:
        """Of these the room has not been told, and may be."""
        return tuple(
            flag
            for flag in self.raised
            if flag.number not in self.told and flag.number not in self.settled
        )

    def muted_until(self, now: datetime) -> datetime | None:
        """Until when the house hears of none; None: it does."""
        return max((until for since, until in self.mutes if since <= now < until), default=None)


def fold_flags(facts: Iterable[FlagFact], since: Flags | None = None) -> Flags:
    """What these facts, the first one first, come to; `since`: what all those before them did."""
    flags = since or Flags()
    present = dict(flags.present)
    for fact in facts:
        if isinstance(fact, ResidentsPresent):
            present[fact.role, fact.day] = frozenset(fact.present)
        else:
            flags = add_flag_fact(flags, fact)
    return replace(flags, present=present)


def add_flag_fact(flags: Flags, fact: FlagFact) -> Flags:
    """What it comes to with one more fact, which must come after all the others."""
    match fact:
        case ResidentsPresent(role=role, day=day, present=present):
            return replace(flags, present={**flags.present, (role, day): frozenset(present)})
        case FlagRaised():
            return replace(flags, raised=(*flags.raised, fact))
        case FlagToldHouse(at=at, number=number):
            return replace(flags, told={**flags.told, number: at})
        case FlagSettled(number=number, why=why):
            return replace(flags, settled={**flags.settled, number: why})
        case FlagsMuted(at=at, until=until):
            return replace(flags, mutes=(*flags.mutes, (at, until)))
        case FlagsUnmuted(at=at):
            return replace(flags, mutes=tuple((a, min(b, at)) for a, b in flags.mutes if a < at))
