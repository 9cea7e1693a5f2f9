"""The facts between a house and its organisation: requests, role cards, nudges, questions.

Requests are what is beyond the house's mandate; they count `R1`, `R2` … within a house. What a
nudge told is kept as it was, by ids, so that it can be read again in its own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from governance.members import MemberId
from governance.role_facts import RoleName


@dataclass(frozen=True, slots=True)
class RequestMade:
    """A resident asked the organisation for something."""

    at: datetime
    number: int
    by: MemberId
    text: str
    agreement: int | None = None
    """The agreement that it is about; None: it stands by itself."""


@dataclass(frozen=True, slots=True)
class RequestPromised:
    """A professional said by when there is an answer."""

    at: datetime
    number: int
    by: MemberId
    due: date
    """The day, in house time; it is kept on the day itself."""
    text: str
    """What they said with it; may be empty."""


@dataclass(frozen=True, slots=True)
class RequestAnswered:
    """A professional gave the organisation's answer; the last one counts."""

    at: datetime
    number: int
    by: MemberId
    text: str


RequestFact: TypeAlias = RequestMade | RequestPromised | RequestAnswered


@dataclass(frozen=True, slots=True)
class MandateSaid:
    """A professional said what they decide themselves, and what the organisation decides."""

    at: datetime
    by: MemberId
    text: str


@dataclass(frozen=True, slots=True)
class VoteExplained:
    """A professional tapped an answer, and was told, once, that residents decide."""

    at: datetime
    member: MemberId


@dataclass(frozen=True, slots=True)
class TurnNudged:
    """A turn that a nudge told of: who has it, after whom, and who stands by."""

    role: RoleName
    day: date
    """With the role it names the term."""
    starts_at: datetime
    holder: MemberId | None
    before: MemberId | None
    """Who had the term before; None: nobody, or the same person."""
    mentor: MemberId | None


@dataclass(frozen=True, slots=True)
class RequestNudged:
    """A request that a nudge told of, as it stood then."""

    number: int
    asked: date
    due: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class NudgeSent:
    """The nudge of one week went to everyone who works here."""

    at: datetime
    week: str
    """The ISO week in house time: `2026-W48`."""
    to: tuple[MemberId, ...]
    house: str
    """The name of the house, as it was then."""
    language: str
    turns: tuple[TurnNudged, ...] = ()
    more_turns: int = 0
    """How many more there were than a nudge can tell."""
    unheard: int = 0
    roles: tuple[RoleName, ...] = ()
    """Of these the room was asked since the last nudge how it wants to share them."""
    requests: tuple[RequestNudged, ...] = ()
    more_requests: int = 0
    without_card: tuple[MemberId, ...] = ()
    """Who is asked for their role card: there is none, or it is half a year old."""
    is_monthly: bool = False
    card: str | None = None
    """None in a quiet week, which has a question in its place."""
    question: str | None = None


NudgeFact: TypeAlias = MandateSaid | VoteExplained | NudgeSent


@dataclass(frozen=True, slots=True)
class QuestionPosed:
    """A why-question was put to the house, or to who asked for one."""

    at: datetime
    number: int
    """Counts the questions of a house, from 1."""
    key: str
    is_weekly: bool
    """The house has asked for one a week; else somebody typed the command."""


@dataclass(frozen=True, slots=True)
class QuestionReplied:
    """Somebody replied to a question; who and what is not kept."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class QuestionsStopped:
    """Nobody replied for some weeks: the weekly question switched itself off."""

    at: datetime


QuestionFact: TypeAlias = QuestionPosed | QuestionReplied | QuestionsStopped

ProfessionalFact: TypeAlias = RequestFact | NudgeFact | QuestionFact
