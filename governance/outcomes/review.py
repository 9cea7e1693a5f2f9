"""Outcomes of what an agreement lives through: urgent ones, trials, reviews, the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from governance.facts import Answer
from governance.members import MemberId
from governance.outcomes.base import (
    Outcome,
    Part,
    PersonOutcome,
    Refusal,
    RoomOutcome,
    Usage,
)
from governance.outcomes.life import SaidAtTable, VoiceLine
from governance.outcomes.person import NameLine

# ---------------------------------------------------------------------------------- urgent ones


@dataclass(frozen=True, slots=True)
class UrgentTold(RoomOutcome):
    """Somebody acted, and tells: an agreement at once."""

    proposal: str
    agreement: str
    member: MemberId
    until: datetime


@dataclass(frozen=True, slots=True)
class UrgentUnsettled(RoomOutcome):
    """An objection to an urgent agreement: everyone is asked, and meanwhile it does not hold."""

    proposal: str
    agreement: str
    closes_at: datetime
    objections: tuple[VoiceLine, ...]


@dataclass(frozen=True, slots=True)
class UrgentKept(RoomOutcome):
    """A round kept an urgent agreement."""

    proposal: str
    agreement: str
    told: tuple[SaidAtTable, ...]
    heard: int
    asked: int
    concerns: tuple[VoiceLine, ...]
    review: date
    standing: int = 0
    """How many agreements stand, where they are many; else 0."""


@dataclass(frozen=True, slots=True)
class UrgentEnded(RoomOutcome):
    """An urgent agreement ends: no round kept it."""

    proposal: str
    agreement: str
    goes_on: bool
    """The proposal itself is still open."""


@dataclass(frozen=True, slots=True)
class UrgentHasNoReview(Refusal):
    """A review of an urgent agreement: it ends by itself, or a round keeps it."""

    proposal: str
    agreement: str
    until: datetime


# --------------------------------------------------------------------------------------- reviews


@dataclass(frozen=True, slots=True)
class EarlyLine(Part):
    """Why a review is opened before its date: somebody's fresh objection."""

    member: MemberId
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewStarts(RoomOutcome):
    """The house looks at an agreement again."""

    proposal: str
    agreement: str
    text: str
    until: datetime
    early: tuple[EarlyLine, ...]
    """One, when somebody's objection opened it; else none."""
    concerns: tuple[VoiceLine, ...]
    is_trial: bool
    about: tuple[NameLine, ...]
    """The person it is about; nobody, for most."""
    agreed: tuple[Part, ...]
    """What it made of the house itself; nothing, for most."""


@dataclass(frozen=True, slots=True)
class ReviewGoesOn(RoomOutcome):
    """The review is halfway, and some have not answered."""

    proposal: str
    agreement: str
    unheard: int
    until: datetime


@dataclass(frozen=True, slots=True)
class ReviewQuestion(Part):
    """The question of the poll of a review."""

    agreement: str
    text: str
    about: tuple[NameLine, ...]
    """The person it is about; nobody, for most."""
    agreed: tuple[Part, ...]
    """What it made of the house itself; nothing, for most."""


@dataclass(frozen=True, slots=True)
class ReviewAnswer(Part):
    """One answer of that poll."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class ReviewClosed(Part):
    """What stands under that poll when it ended."""

    agreement: str


@dataclass(frozen=True, slots=True)
class ReviewPollMended(RoomOutcome):
    """Somebody else ended the poll of a review; a new one follows."""

    proposal: str
    agreement: str


@dataclass(frozen=True, slots=True)
class ReviewPollLeftEnded(RoomOutcome):
    """Somebody else ended it again: from now on words do."""

    proposal: str
    agreement: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ReviewNoted(Outcome):
    """What somebody said in a review was heard."""

    agreement: str
    answer: Answer
    has_text: bool


@dataclass(frozen=True, slots=True)
class ReviewWiped(Outcome):
    """They said nothing any more."""

    agreement: str


@dataclass(frozen=True, slots=True)
class ReviewTextAsked(PersonOutcome):
    """It is to change: how should it be?"""

    agreement: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ReviewKept(RoomOutcome):
    """Kept by all who answered."""

    proposal: str
    agreement: str
    review: date
    was_trial: bool


@dataclass(frozen=True, slots=True)
class ReviewWithoutText(RoomOutcome):
    """It was to change, and nobody wrote how: it stays."""

    proposal: str
    agreement: str
    review: date


@dataclass(frozen=True, slots=True)
class ReviewLedNowhere(RoomOutcome):
    """What was to take its place did not come about: it stays."""

    proposal: str
    agreement: str
    successor: str
    review: date


@dataclass(frozen=True, slots=True)
class ReviewWithoutAnswer(RoomOutcome):
    """Nobody answered: it stays, and waits for somebody to look."""

    proposal: str
    agreement: str


@dataclass(frozen=True, slots=True)
class TrialEnded(RoomOutcome):
    """A trial that nobody answered about ends."""

    proposal: str
    agreement: str


# ------------------------------------------------------------------------------------- refusals


@dataclass(frozen=True, slots=True)
class NoAgreementYet(Refusal):
    """A review of what was not agreed."""

    proposal: str


@dataclass(frozen=True, slots=True)
class AgreementIsOver(Refusal):
    """It ended, or was replaced."""

    agreement: str
    since: datetime


@dataclass(frozen=True, slots=True)
class NoReviewOpen(Refusal):
    """Its date has not come."""

    agreement: str
    review: date


@dataclass(frozen=True, slots=True)
class ReviewIsOpen(Refusal):
    """A fresh objection, or a new text, while a review runs: it can be said in there."""

    agreement: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ReviewIsHandedOn(Refusal):
    """Another proposal is about it now."""

    agreement: str
    proposal: str


@dataclass(frozen=True, slots=True)
class ReviewAnswerMissing(Refusal):
    """Keep, change or end?"""

    agreement: str


@dataclass(frozen=True, slots=True)
class ReviewAnswerUnclear(Refusal):
    """A word that is none of the three."""

    typed: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class ReviewSameText(Refusal):
    """A change to the words it has."""

    agreement: str


@dataclass(frozen=True, slots=True)
class ReviewReasonNeeded(Refusal):
    """A fresh objection to an agreement, without a word why."""

    agreement: str
