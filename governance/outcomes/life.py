"""Outcomes of a proposal's life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from governance.facts import Stance
from governance.members import MemberId
from governance.outcomes.base import (
    HowSaid,
    Outcome,
    Part,
    PersonOutcome,
    PrivateOutcome,
    Refusal,
    RoomOutcome,
)
from governance.proposals import State


@dataclass(frozen=True, slots=True)
class StillTalking(Refusal):
    """A stance before the round opened."""

    proposal: str
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class RoundIsOpen(Refusal):
    """The round opened already."""

    proposal: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class RoundIsOver(Refusal):
    """Nothing can be said on it any more."""

    proposal: str
    agreement: str
    """What it became; empty where it became none."""
    state: State
    since: datetime
    is_about_somebody: bool
    """Then nothing invites to bring it up again."""


@dataclass(frozen=True, slots=True)
class RoundIsClosed(Refusal):
    """The round closed with an objection; what meets it is being looked for."""

    proposal: str
    author: MemberId


@dataclass(frozen=True, slots=True)
class HeardAlready(Refusal):
    """The grace is for who was not heard; an objection is still possible."""

    proposal: str
    until: datetime


@dataclass(frozen=True, slots=True)
class NothingToTakeBack(Refusal):
    """No stance stands."""

    proposal: str


@dataclass(frozen=True, slots=True)
class ReasonNeeded(PersonOutcome):
    """An objection came a third time without a reason; not recorded."""


@dataclass(frozen=True, slots=True)
class SameText(Refusal):
    """An amendment that changes nothing."""

    proposal: str


@dataclass(frozen=True, slots=True)
class StanceNoted(Outcome):
    """A stance was heard; shown as a mark on the message where the room can."""

    proposal: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class IsItACondition(Refusal):
    """A consent with a "but" to it: nothing is noted before it is clear what it means."""

    proposal: str
    words: str


@dataclass(frozen=True, slots=True)
class StanceWiped(Outcome):
    """No stance stands any more."""

    proposal: str


@dataclass(frozen=True, slots=True)
class ReasonNoted(Outcome):
    """The reason of an objection was heard."""

    proposal: str


@dataclass(frozen=True, slots=True)
class RoundLine(RoomOutcome):
    """The round opened after talking: how to answer, also without a poll."""

    proposal: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class AskedAgain(RoomOutcome):
    """The last objection ended after the close, but too few were heard: a new round."""

    proposal: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class ReasonQuestion(PersonOutcome):
    """What could go wrong, and for whom?"""

    until: datetime


@dataclass(frozen=True, slots=True)
class ReasonDidNotCome(PersonOutcome):
    """The objection goes along as a concern; it can be brought back once."""


@dataclass(frozen=True, slots=True)
class ObjectorAsked(PersonOutcome):
    """The proposer thinks an objection is met; only who made it can say so."""

    author: MemberId


@dataclass(frozen=True, slots=True)
class ObjectorWasAsked(Outcome):
    """The answer to the proposer: I ask them."""

    proposal: str
    member: MemberId


@dataclass(frozen=True, slots=True)
class VoiceLine(Part):
    """A concern or objection of a member, in their own words."""

    member: MemberId
    reason: str
    words: HowSaid
    by: MemberId
    """Who said it: the member, or somebody for them."""
    is_own: bool


@dataclass(frozen=True, slots=True)
class StillObjects(Part):
    """An objection to an earlier text that its owner has not answered the new one to."""

    member: MemberId
    reason: str
    words: HowSaid


@dataclass(frozen=True, slots=True)
class DoesItMeet(PrivateOutcome):
    """A new text came: does it meet the objection of who hears this?"""

    text: str
    reason: str
    words: HowSaid


@dataclass(frozen=True, slots=True)
class ObjectionIsOpen(RoomOutcome):
    """Time was up with an open objection: how can it be met?"""

    proposal: str
    author: MemberId
    objections: tuple[VoiceLine, ...]


@dataclass(frozen=True, slots=True)
class SaidAtTable(Part):
    """Who told it from the table."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class InPlaceOf(Part):
    """Which agreement ends when this one holds."""

    agreement: str


@dataclass(frozen=True, slots=True)
class NotAsked(Part):
    """How many live here and were away; what they can do when they are back."""

    count: int
    agreement: str


@dataclass(frozen=True, slots=True)
class AgreedToEnd(RoomOutcome):
    """Adopted, and all it says is that another agreement ends."""

    proposal: str
    agreement: str
    """The one that ends."""
    told: tuple[SaidAtTable, ...]
    heard: int
    asked: int
    until: datetime
    concerns: tuple[VoiceLine, ...]
    is_settling: bool
    """It ends at `until`, without an objection."""
    change: tuple[Outcome, ...] = ()
    """What is otherwise in the house itself from now on."""


@dataclass(frozen=True, slots=True)
class Agreed(RoomOutcome):
    """Adopted and in force: everyone was heard."""

    proposal: str
    agreement: str
    told: tuple[SaidAtTable, ...]
    heard: int
    concerns: tuple[VoiceLine, ...]
    review: date
    in_place_of: tuple[InPlaceOf, ...] = ()
    is_trial: bool = False
    standing: int = 0
    """How many agreements stand, where they are many; else 0."""
    not_asked: tuple[NotAsked, ...] = ()
    """One, when as many were away as were asked, or more; else none."""
    ends_itself: bool = False
    """On that day it is over, and there is nothing to look at."""
    change: tuple[Outcome, ...] = ()
    """What is otherwise in the house itself from now on."""


@dataclass(frozen=True, slots=True)
class AgreedSettling(RoomOutcome):
    """Adopted; until `until` it settles."""

    proposal: str
    agreement: str
    told: tuple[SaidAtTable, ...]
    heard: int
    asked: int
    until: datetime
    concerns: tuple[VoiceLine, ...]
    review: date
    is_everyone_heard: bool
    in_place_of: tuple[InPlaceOf, ...] = ()
    is_trial: bool = False
    standing: int = 0
    """How many agreements stand, where they are many; else 0."""
    not_asked: tuple[NotAsked, ...] = ()
    """One, when as many were away as were asked, or more; else none."""
    ends_itself: bool = False
    """On that day it is over, and there is nothing to look at."""


@dataclass(frozen=True, slots=True)
class ReopenedByObjection(RoomOutcome):
    """An objection in the grace: the agreement does not come into force."""

    proposal: str
    agreement: str
    author: MemberId
    objections: tuple[VoiceLine, ...]


@dataclass(frozen=True, slots=True)
class TooFewHeard(RoomOutcome):
    """Lapsed: too few were heard, twice."""

    proposal: str
    heard: int
    needed: int
    is_about_somebody: bool
    """Then nothing invites to bring it up again."""
    objections: tuple[VoiceLine, ...]
    """To an earlier text, whose owners were not heard on this one."""


@dataclass(frozen=True, slots=True)
class TakenBack(RoomOutcome):
    """The proposer withdrew it."""

    proposal: str
    member: MemberId
    is_about_somebody: bool
    """Then nothing invites to bring it up again."""


@dataclass(frozen=True, slots=True)
class PollMended(RoomOutcome):
    """Somebody else ended the poll while answers still count; a new one follows."""

    proposal: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class PollLeftEnded(RoomOutcome):
    """Somebody else ended the poll again: from now on words and reactions do."""

    proposal: str
    closes_at: datetime
