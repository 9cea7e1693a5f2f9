"""Outcomes that show how things stand: the card, the poll, lists and histories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from governance.facts import Answer, ProposalKind, Stance
from governance.members import MemberId
from governance.outcomes.base import (
    HowSaid,
    Outcome,
    Part,
    RoomOutcome,
)
from governance.outcomes.changes import YesNeeded
from governance.outcomes.life import StillObjects
from governance.outcomes.person import ConfidentialOutcome, NameLine
from governance.outcomes.review import EarlyLine
from governance.proposals import AgreementState, ObjectionState, State


class CardNote(Enum):
    """What else there is to know of where a proposal stands."""

    NONE = "none"
    QUEUED = "queued"
    """Its round waits for others to end."""
    TOLD = "told"
    """The table agrees; who objected is asked."""
    ORPHANED = "orphaned"
    """Its proposer left."""
    OWN_YES = "own_yes"
    """Enough may be heard, but not whose own yes it takes."""
    PERSON_LEFT = "person_left"
    """The person it was about left before the room knew of it."""


@dataclass(frozen=True, slots=True)
class CardStatus(Part):
    """The line of the card that says where the proposal stands."""

    proposal: str
    version: int
    state: State
    agreement: str
    agreement_state: AgreementState
    quick: bool
    until: datetime
    heard: int
    asked: int
    consent: int
    concern: int
    objection: int
    aside: int
    extended: bool
    is_everyone_heard: bool
    carried: tuple[StillObjects, ...]
    """Objections to an earlier text that are open, while everyone is asked about this one."""
    note: CardNote
    is_temporary: bool
    """Urgent, and not kept by a round."""
    is_overdue: bool
    """It holds, and nobody answered when it was looked at."""


@dataclass(frozen=True, slots=True)
class Wording(Part):
    """The text of a proposal, as it is shown; of one that ends an agreement, with that."""

    text: str
    agreement: str
    """The one that ends; empty where none does."""
    is_end: bool


@dataclass(frozen=True, slots=True)
class Card(Part):
    """The bot's message of one version."""

    proposal: str
    text: Wording
    author: MemberId
    version: int
    kind: ProposalKind
    agreement: str
    """The one from whose review it comes; empty where it does not."""
    is_successor: bool
    is_changed: bool
    """It differs from the version before by few words."""
    changes: str
    """Which; empty otherwise."""
    would: tuple[Part, ...]
    """What would be otherwise in the house itself; nothing, for most."""
    yes: tuple[YesNeeded, ...]
    """Whose own yes it takes."""
    status: CardStatus


@dataclass(frozen=True, slots=True)
class CardReplaced(Part):
    """What stands on the card of a version that another one took the place of."""

    proposal: str
    text: Wording
    version: int
    latest: int
    """The number of the version that is asked about now."""
    about: tuple[NameLine, ...]
    """The person it is about; nobody, for most."""


@dataclass(frozen=True, slots=True)
class PersonStatus(Part):
    """The line of the card while the house talks about a person."""

    until: datetime
    is_paused: bool


@dataclass(frozen=True, slots=True)
class PersonCard(Part):
    """The bot's message of one version that is about a person."""

    proposal: str
    text: Wording
    about: MemberId
    author: MemberId
    version: int
    agreement: str
    """The one from whose review it comes; empty where it does not."""
    is_successor: bool
    status: Part


@dataclass(frozen=True, slots=True)
class AskedUntil(Part):
    """Until when everyone is asked about a new text."""

    closes_at: datetime


@dataclass(frozen=True, slots=True)
class AboutYouAnew(ConfidentialOutcome):
    """To the person: there is a new text, which the house reads too."""

    author: MemberId
    text: Wording
    asked: tuple[AskedUntil, ...]
    """None while it is talked about."""
    objects: bool
    """They objected to the text before."""


@dataclass(frozen=True, slots=True)
class AboutSomebodyAnew(ConfidentialOutcome):
    """To a professional: the same, after the person."""

    about: MemberId
    author: MemberId
    text: Wording
    asked: tuple[AskedUntil, ...]


@dataclass(frozen=True, slots=True)
class PersonPollQuestion(Part):
    """The question of the poll of its round."""

    proposal: str
    about: MemberId
    text: Wording


@dataclass(frozen=True, slots=True)
class PollQuestion(Part):
    """The question of the poll of a round."""

    proposal: str
    text: Wording
    would: tuple[Part, ...]
    """What would be otherwise in the house itself; nothing, for most."""


@dataclass(frozen=True, slots=True)
class PollAnswer(Part):
    """One answer of the poll."""

    stance: Stance


@dataclass(frozen=True, slots=True)
class PollClosed(Part):
    """What stands under a poll that ended."""

    proposal: str


@dataclass(frozen=True, slots=True)
class ProposalLine(Part):
    """One open proposal."""

    proposal: str
    text: Wording
    state: State
    until: datetime
    heard: int
    asked: int
    is_queued: bool
    about: tuple[NameLine, ...]
    """The person it is about; nobody, for most."""


@dataclass(frozen=True, slots=True)
class ProposalsShown(Outcome):
    """What is open."""

    count: int
    lines: tuple[ProposalLine, ...]


@dataclass(frozen=True, slots=True)
class AgreementLine(Part):
    """One agreement that holds or settles."""

    agreement: str
    text: Wording
    state: AgreementState
    review: date
    is_trial: bool
    is_temporary: bool
    """Urgent: it ends on that date, unless a round keeps it."""
    is_overdue: bool
    """Nobody answered when it was looked at."""
    ends_itself: bool
    """On that day it is over, and there is nothing to look at."""
    agreed: tuple[Part, ...]
    """What it made of the house itself; nothing, for most."""


@dataclass(frozen=True, slots=True)
class AgreementsShown(Outcome):
    """What the house has agreed."""

    count: int
    lines: tuple[AgreementLine, ...]


@dataclass(frozen=True, slots=True)
class HistoryProposed(Part):
    """A line of `!show`: a version was put forward."""

    at: datetime
    member: MemberId
    version: int
    text: Wording


@dataclass(frozen=True, slots=True)
class HistoryRound(Part):
    """A line of `!show`: a round opened."""

    at: datetime
    asked: int
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryExtended(Part):
    """A line of `!show`: too few were heard, the round went on."""

    at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryStance(Part):
    """A line of `!show`: somebody took a stance."""

    at: datetime
    member: MemberId
    by: MemberId
    """Who said it: the member, or somebody for them."""
    is_own: bool
    stance: Stance
    reason: str
    words: HowSaid
    counts: bool
    """It is the one that counts now."""


@dataclass(frozen=True, slots=True)
class HistoryObjection(Part):
    """A line of `!show`: how an objection stands now, at the moment since when it does."""

    at: datetime
    member: MemberId
    state: ObjectionState
    reason: str
    words: HowSaid


@dataclass(frozen=True, slots=True)
class HistoryMoved(Part):
    """A line of `!show`: it went into another state."""

    at: datetime
    state: State


@dataclass(frozen=True, slots=True)
class HistoryTold(Part):
    """A line of `!show`: somebody told what came of it at the table."""

    at: datetime
    member: MemberId


@dataclass(frozen=True, slots=True)
class HistoryTakenOver(Part):
    """A line of `!show`: its proposer had left, and somebody went on with it."""

    at: datetime
    member: MemberId


@dataclass(frozen=True, slots=True)
class HistoryAgreement(Part):
    """A line of `!show`: what became of the agreement."""

    at: datetime
    agreement: str
    state: AgreementState


@dataclass(frozen=True, slots=True)
class HistoryKept(Part):
    """A line of `!show`: a round kept an urgent agreement."""

    at: datetime
    agreement: str
    review: date


@dataclass(frozen=True, slots=True)
class HistoryReview(Part):
    """A line of `!show`: the house looked at the agreement again."""

    at: datetime
    agreement: str
    until: datetime
    early: tuple[EarlyLine, ...]


@dataclass(frozen=True, slots=True)
class HistoryAnswer(Part):
    """A line of `!show`: what somebody said in a review, and who said it for them."""

    at: datetime
    member: MemberId
    by: MemberId
    is_own: bool
    answer: Answer
    text: str
    has_text: bool


@dataclass(frozen=True, slots=True)
class HistoryHandedOn(Part):
    """A line of `!show`: another proposal came of a review."""

    at: datetime
    proposal: str


@dataclass(frozen=True, slots=True)
class HistoryRenewed(Part):
    """A line of `!show`: the agreement was kept, or nobody answered (`is_overdue`)."""

    at: datetime
    agreement: str
    review: date
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ProposalShown(Outcome):
    """All of a proposal, in time order."""

    card: Part
    lines: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class TimeStoodStill(RoomOutcome):
    """The bot can speak in the room again; what was to come comes as much later."""

    since: datetime
    was_out: bool
    """It was out of the room, and so heard nothing either."""
    lines: tuple[ProposalLine, ...]
