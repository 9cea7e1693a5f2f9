"""What a rule may know, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from governance.effects import Effect
from governance.facts import Fact
from governance.members import MemberId
from governance.outcomes import Outcome, Refusal
from governance.settings import Settings


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a rule may know of the house at this moment."""

    now: datetime
    """When this is recorded; what begins now is counted from here."""
    settings: Settings
    zone: ZoneInfo
    roll: tuple[MemberId, ...]
    """Who is asked when a round opens now."""
    next_agreement: int
    """The number the next agreement gets."""
    professionals: tuple[MemberId, ...] = ()
    """Who works here."""
    with_account: frozenset[MemberId] = frozenset()
    """Who can be told something privately."""
    household: tuple[MemberId, ...] = ()
    """Who lives here, also who is away or resting."""
    sent_at: datetime | None = None
    """When the message that is handled was sent; None when it is time that acts."""
    ahead: int = 0
    """How many rounds are open, or wait for that longer than this proposal (rule 16)."""
    structures_ahead: int = 0
    """How many of them are about the house itself, where this one is too."""
    undo: Effect | None = None
    """What makes the house as it was before this proposal's agreement; None: nothing does."""
    still_since: datetime | None = None
    """Since when the bot cannot speak in the room, so that time stands still; None: it runs."""

    @property
    def present(self) -> frozenset[MemberId]:
        """Everybody who is in the house: lives here, works here, or is a guest."""
        return frozenset((*self.roll, *self.household, *self.professionals)) | self.with_account

    @property
    def reached(self) -> datetime:
        """Times up to here have begun: a round has, for who speaks at its very first moment."""
        moment = self.sent_at or self.now
        return min(moment, self.still_since) if self.still_since else moment

    @property
    def come(self) -> datetime:
        """Times up to here have come; at the very moment of a message they have not (rule 2)."""
        return self.reached - timedelta.resolution if self.sent_at else self.reached


@dataclass(frozen=True, slots=True)
class Change:
    """What is put forward about the house itself: its effect, and what would undo it now."""

    effect: Effect
    was: Effect | None


@dataclass(frozen=True, slots=True)
class Successor:
    """A proposal that follows on an agreement's review: it would take its place, or end it."""

    by: MemberId
    text: str
    ends: bool
    change: Change | None = None
    """What it changes in the house itself."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule answers: what to record and what to tell. Nothing of both: it is ignored."""

    facts: tuple[Fact, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    successor: Successor | None = None
    """A proposal that is put forward because of it, with the next number."""

    @property
    def is_refused(self) -> bool:
        """Nothing was done, and the reason is told."""
        return any(isinstance(outcome, Refusal) for outcome in self.outcomes)


IGNORED = Ruling()


def refused(refusal: Refusal) -> Ruling:
    """Nothing is done, and this is why."""
    return Ruling(outcomes=(refusal,))
