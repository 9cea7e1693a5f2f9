"""Outcomes of a round's course: reminded, asked once more, in the queue; who comes and goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.members import MemberId
from governance.outcomes.base import (
    NameAsTyped,
    Outcome,
    PrivateOutcome,
    Refusal,
    RoomOutcome,
)
from governance.outcomes.life import VoiceLine
from governance.outcomes.person import NameLine
from governance.outcomes.shown import ProposalLine, Wording


@dataclass(frozen=True, slots=True)
class NotHeardYet(RoomOutcome):
    """The reminder: so many are not heard yet, and the round ends soon."""

    proposal: str
    unheard: int
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class SomebodyCanSay(RoomOutcome):
    """The reminder when only people without an account are not heard: who asks them?"""

    proposal: str
    names: tuple[NameLine, ...]
    first: NameAsTyped
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class YourTurn(PrivateOutcome):
    """The reminder to one who is not heard yet."""

    text: Wording
    closes_at: datetime
    about: tuple[NameLine, ...]
    """The person it is about; nobody, for most."""


@dataclass(frozen=True, slots=True)
class ManyAsides(RoomOutcome):
    """A third or more of the heard stand aside: asked once more."""

    proposal: str
    aside: int
    heard: int
    until: datetime


@dataclass(frozen=True, slots=True)
class RoundWaits(Outcome):
    """The proposer ended the talking, but enough rounds are open: it opens when one ends."""

    proposal: str
    ahead: int
    """How many rounds are open, or wait for longer."""


@dataclass(frozen=True, slots=True)
class StillQueued(Refusal):
    """A stance, or `!round`, while it waits for its turn."""

    proposal: str


@dataclass(frozen=True, slots=True)
class Greeted(RoomOutcome):
    """Somebody joined while something is open."""

    member: MemberId
    lines: tuple[ProposalLine, ...]


@dataclass(frozen=True, slots=True)
class AskedNextTime(Refusal):
    """Came during the round: may object, and is asked from the next version on."""

    proposal: str


@dataclass(frozen=True, slots=True)
class ObjectorLeft(RoomOutcome):
    """Who objected does not live here any more; somebody may make it theirs."""

    proposal: str
    member: MemberId
    until: datetime
    objections: tuple[VoiceLine, ...]


@dataclass(frozen=True, slots=True)
class ProposerLeft(RoomOutcome):
    """Who put it forward does not live here any more; somebody may go on with it."""

    proposal: str
    member: MemberId


@dataclass(frozen=True, slots=True)
class TakenOver(RoomOutcome):
    """Somebody goes on with a proposal whose proposer left."""

    proposal: str
    member: MemberId


@dataclass(frozen=True, slots=True)
class ProposerIsHere(Refusal):
    """A proposal can be taken over only when its proposer left."""

    proposal: str
    author: MemberId


@dataclass(frozen=True, slots=True)
class TakeItOverFirst(Refusal):
    """What only a proposer can do, and the proposer left."""

    proposal: str
    author: MemberId


@dataclass(frozen=True, slots=True)
class NobodyTookItOver(RoomOutcome):
    """Lapsed: its proposer left, and nobody went on with it."""

    proposal: str
    is_about_somebody: bool
    """Then nothing invites to bring it up again."""
