"""Outcomes between a house and its organisation: requests, role cards, nudges, questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.members import MemberId
from governance.outcomes.base import (
    CardName,
    FullDate,
    NearDate,
    Outcome,
    Part,
    QuestionName,
    Refusal,
    RoleNames,
    RoomOutcome,
    Usage,
)
from governance.outcomes.person import ConfidentialOutcome, NameLine
from governance.role_facts import RoleName

# ------------------------------------------------------------------------------- requests


@dataclass(frozen=True, slots=True)
class Requested(RoomOutcome):
    """A resident asked the organisation for something."""

    request: str
    by: MemberId
    text: str
    agreement: str
    has_agreement: bool
    """It is about that agreement."""
    has_professionals: bool


@dataclass(frozen=True, slots=True)
class AskedAlready(Refusal):
    """The same was asked, and waits for an answer."""

    request: str


@dataclass(frozen=True, slots=True)
class RequestAboutPerson(Refusal):
    """The agreement is about a person, and a request goes beyond the house."""

    agreement: str


@dataclass(frozen=True, slots=True)
class DayLine(Part):
    """A day, in the midst of a sentence."""

    day: NearDate


@dataclass(frozen=True, slots=True)
class Promised(RoomOutcome):
    """A professional said by when there is an answer."""

    request: str
    by: MemberId
    due: FullDate
    text: str
    """What they said with it."""
    has_text: bool
    before: tuple[DayLine, ...]
    """The day that was promised before."""
    asked: str
    """What was asked."""


@dataclass(frozen=True, slots=True)
class PromiseUnclear(Refusal):
    """No day can be read at its beginning."""

    request: str
    typed: str


@dataclass(frozen=True, slots=True)
class PromiseIsPast(Refusal):
    """A promise for a day that is over."""

    request: str
    day: FullDate


@dataclass(frozen=True, slots=True)
class Answered(RoomOutcome):
    """The organisation's answer, read out once."""

    request: str
    by: MemberId
    text: str
    asked: str
    is_again: bool
    """There was another answer before."""


@dataclass(frozen=True, slots=True)
class AnsweredAlready(Refusal):
    """There is an answer, and nothing to promise any more."""

    request: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RequestMissing(Refusal):
    """Several requests could be meant, or none is open."""

    refs: tuple[RequestRef, ...]
    usage: Usage


@dataclass(frozen=True, slots=True)
class RequestRef(Part):
    """One request, by its number."""

    request: str


@dataclass(frozen=True, slots=True)
class RequestMalformed(Refusal):
    """Something that looks like the number of a request and is none."""

    typed: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class RequestUnknown(Refusal):
    """No request has this number."""

    typed: str


@dataclass(frozen=True, slots=True)
class RequestLine(Part):
    """One request and how it stands."""

    request: str
    text: str
    asked: NearDate
    due: tuple[DayLine, ...]
    is_overdue: bool
    answer: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True)
class AnswerLine(Part):
    """What was answered, and when."""

    day: NearDate
    text: str


@dataclass(frozen=True, slots=True)
class RequestsShown(Outcome):
    """What was asked of the organisation: what waits, then what was answered lately."""

    waiting: tuple[RequestLine, ...]
    answered: tuple[RequestLine, ...]


@dataclass(frozen=True, slots=True)
class RequestShown(Outcome):
    """All of one request, in time order."""

    request: str
    lines: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class HistoryRequested(Part):
    """It was asked."""

    at: datetime
    by: MemberId
    text: str


@dataclass(frozen=True, slots=True)
class HistoryPromised(Part):
    """A day was promised."""

    at: datetime
    by: MemberId
    due: NearDate
    text: str
    has_text: bool


@dataclass(frozen=True, slots=True)
class HistoryAnswered(Part):
    """It was answered."""

    at: datetime
    by: MemberId
    text: str


# ------------------------------------------------------------------------------ role cards


@dataclass(frozen=True, slots=True)
class MandateKept(RoomOutcome):
    """A professional said what they decide themselves."""

    by: MemberId
    text: str


@dataclass(frozen=True, slots=True)
class VoteIsForResidents(ConfidentialOutcome):
    """A professional tapped an answer; told once."""


# ---------------------------------------------------------------------------------- nudges


@dataclass(frozen=True, slots=True)
class NudgeTurn(Part):
    """Who takes over a role from whom, and who stands by."""

    role: RoleName
    starts_at: NearDate
    holder: tuple[NameLine, ...]
    """Nobody: the turn is open."""
    before: tuple[NameLine, ...]
    mentor: tuple[NameLine, ...]


@dataclass(frozen=True, slots=True)
class NudgeRequest(Part):
    """A request that waits."""

    request: str
    text: str
    asked: NearDate
    due: tuple[DayLine, ...]
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class NudgeWords(Part):
    """What a nudge says, whoever reads it: at most 120 words."""

    house: str
    week: str
    is_quiet: bool
    """Nothing to tell: one line, and one question."""
    turns: tuple[NudgeTurn, ...]
    more_turns: int
    unheard: int
    is_sharing: bool
    """The room was asked how it wants to share these roles."""
    roles: RoleNames
    requests: tuple[NudgeRequest, ...]
    more_requests: int
    without_card: tuple[NameLine, ...]
    is_monthly: bool
    card: tuple[NudgeCard, ...]
    question: tuple[NudgeQuestion, ...]


@dataclass(frozen=True, slots=True)
class NudgeCard(Part):
    """The card of the week."""

    card: CardName


@dataclass(frozen=True, slots=True)
class NudgeQuestion(Part):
    """The question of a quiet week."""

    question: QuestionName


@dataclass(frozen=True, slots=True)
class Nudge(ConfidentialOutcome):
    """The weekly nudge, to one professional."""

    words: NudgeWords


@dataclass(frozen=True, slots=True)
class NudgeShown(Outcome):
    """The same, to who asks for it."""

    words: NudgeWords


@dataclass(frozen=True, slots=True)
class NoNudgeYet(Outcome):
    """There was none in this week; when the next one comes."""

    at: datetime
    has_professionals: bool


# ------------------------------------------------------------------------------- questions


@dataclass(frozen=True, slots=True)
class QuestionAsked(Outcome):
    """A why-question, to who asked for one."""

    question: QuestionName
    number: int


@dataclass(frozen=True, slots=True)
class WeeklyQuestion(RoomOutcome):
    """The why-question of the week."""

    question: QuestionName
    number: int


@dataclass(frozen=True, slots=True)
class QuestionsStop(RoomOutcome):
    """Nobody replied for three weeks: there is none any more until the house wants one."""
