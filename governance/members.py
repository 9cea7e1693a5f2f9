"""Who lives here: the kinds of member, and what each may be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

MemberId = NewType("MemberId", int)
"""A member, as facts and outcomes refer to them. Names stand once, in the members' table."""


class Kind(Enum):
    """What somebody is to the house."""

    RESIDENT = "resident"
    """Lives here, through an account in the room; is asked in every round."""

    OFFLINE = "offline"
    """Lives here without an account; a resident speaks for them in the open."""

    PROFESSIONAL = "professional"
    """Works here; is never on a roll."""

    GUEST = "guest"
    """Says so themselves: does not live here."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person in one house."""

    id: MemberId
    name: str
    kind: Kind
    joined_at: datetime
    left_at: datetime | None = None
    account: str | None = None
    """The chat account, opaque; None for who has none."""
    away_since: datetime | None = None
    """When they said that they are away; None: they did not, or said that they are back."""
    away_until: datetime | None = None
    """When that ends by itself; None: when they say so."""
    resting_since: datetime | None = None
    """Since when they are not asked for want of any word; None while they are."""
    last_heard_at: datetime | None = None
    """The last day they said anything, to the moment of their first word on it."""
    asked_to_rest_at: datetime | None = None
    """When they were asked privately whether they would rather rest."""
    named_at: datetime | None = None
    """Since when they go by this name; None: since they joined."""
    same_as: MemberId | None = None
    """The member of before that this one turned out to be; None for everybody else."""

    @property
    def is_here(self) -> bool:
        """Joined and not left."""
        return self.left_at is None

    @property
    def lives_here(self) -> bool:
        """A resident, with or without an account, present or away."""
        return self.is_here and self.kind in {Kind.RESIDENT, Kind.OFFLINE}

    def is_away(self, now: datetime) -> bool:
        """Said so, and the time has not come when that ends."""
        return self.away_since is not None and (self.away_until is None or now < self.away_until)

    def is_asked(self, now: datetime) -> bool:
        """Stands on the roll of a round that opens now."""
        return self.lives_here and not self.is_away(now) and self.resting_since is None


def roll_of(members: Iterable[Member], now: datetime) -> tuple[MemberId, ...]:
    """Who is asked when a round opens now (design §3 rule 2), in a fixed order."""
    return tuple(sorted(member.id for member in members if member.is_asked(now)))


def household(members: Iterable[Member]) -> tuple[MemberId, ...]:
    """Who lives here, also who is away or resting: one who takes a stance joins that roll."""
    return tuple(sorted(member.id for member in members if member.lives_here))
