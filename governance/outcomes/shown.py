"""Outcomes that show how things stand: the card, the poll, lists and histories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from governance.facts import Stance
from governance.members import MemberId
from governance.outcomes.base import (
    HowSaid,
    Outcome,
    Part,
    RoomOutcome,
)
from governance.proposals import AgreementState, ObjectionState, State


@dataclass(frozen=True, slots=True)
class CardStatus(Part):
    """The line of the card that says where the proposal stands."""

    proposal: str
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


@dataclass(frozen=True, slots=True)
class Card(Part):
    """The bot's message of one version."""

    proposal: str
    text: str
    author: MemberId
    version: int
    status: CardStatus


@dataclass(frozen=True, slots=True)
class CardReplaced(Part):
    """What stands on the card of a version that another one took the place of."""

    proposal: str
    text: str
    version: int
    latest: int
    """The number of the version that is asked about now."""


@dataclass(frozen=True, slots=True)
class PollQuestion(Part):
    """The question of the poll of a round."""

    proposal: str
    text: str


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
    text: str
    state: State
    until: datetime
    heard: int
    asked: int


@dataclass(frozen=True, slots=True)
class ProposalsShown(Outcome):
    """What is open."""

    count: int
    lines: tuple[ProposalLine, ...]


@dataclass(frozen=True, slots=True)
class AgreementLine(Part):
    """One agreement that holds or settles."""

    agreement: str
    text: str
    state: AgreementState
    review: date


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
    text: str


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
    stance: Stance
    reason: str
    words: HowSaid
    counts: bool
    """It is the one that counts now."""


@dataclass(frozen=True, slots=True)
class HistoryObjection(Part):
    """A line of `!show`: how an objection stands now."""

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
class HistoryAgreement(Part):
    """A line of `!show`: what became of the agreement."""

    at: datetime
    agreement: str
    state: AgreementState


@dataclass(frozen=True, slots=True)
class ProposalShown(Outcome):
    """All of a proposal, in time order."""

    card: Card
    lines: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class TimeStoodStill(RoomOutcome):
    """The bot can speak in the room again; what was to come comes as much later."""

    since: datetime
    was_out: bool
    """It was out of the room, and so heard nothing either."""
    lines: tuple[ProposalLine, ...]
