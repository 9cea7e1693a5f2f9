"""Requests to the organisation: what a house asks for that it cannot decide itself (design §5).

Asked in the open by residents, promised with a date and answered by professionals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from governance import outcomes
from governance.members import MemberId
from governance.professional_facts import (
    RequestAnswered,
    RequestFact,
    RequestMade,
    RequestPromised,
)
from governance.rounds import TEXT_LIMIT
from governance.ruling import Ruling, refused


class RequestState(Enum):
    """How a request stands; the values are those of the export."""

    OPEN = "open"
    PROMISED = "promised"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as it stands."""

    made: RequestMade
    promises: tuple[RequestPromised, ...] = ()
    answers: tuple[RequestAnswered, ...] = ()

    @property
    def number(self) -> int:
        """Its number in the house."""
        return self.made.number

    @property
    def ref(self) -> str:
        """How people call it."""
        return f"R{self.made.number}"

    @property
    def state(self) -> RequestState:
        """How it stands."""
        if self.answers:
            return RequestState.ANSWERED
        return RequestState.PROMISED if self.promises else RequestState.OPEN

    @property
    def due(self) -> date | None:
        """By when an answer was promised last; None: it was not."""
        return self.promises[-1].due if self.promises else None

    @property
    def answer(self) -> RequestAnswered | None:
        """The last answer."""
        return self.answers[-1] if self.answers else None

    def is_overdue(self, today: date) -> bool:
        """The promised day is over, and there is no answer."""
        return self.state is RequestState.PROMISED and self.promises[-1].due < today


@dataclass(frozen=True, slots=True)
class Requests:
    """All requests of a house."""

    known: tuple[Request, ...] = field(default=())

    @property
    def next_number(self) -> int:
        """The number of the next one."""
        return len(self.known) + 1

    def get(self, number: int) -> Request | None:
        """The request with this number."""
        return next((request for request in self.known if request.number == number), None)

    @property
    def waiting(self) -> tuple[Request, ...]:
        """Those without an answer, the oldest first."""
        return tuple(one for one in self.known if one.state is not RequestState.ANSWERED)


def fold_requests(facts: Iterable[RequestFact]) -> Requests:
    """What these facts, the first one first, come to."""
    requests = Requests()
    for fact in facts:
        requests = add_request_fact(requests, fact)
    return requests


def add_request_fact(requests: Requests, fact: RequestFact) -> Requests:
    """What it comes to with one more fact, which must come after all the others."""
    if isinstance(fact, RequestMade):
        return Requests((*requests.known, Request(fact)))

    def with_it(request: Request) -> Request:
        if request.number != fact.number:
            return request
        if isinstance(fact, RequestPromised):
            return replace(request, promises=(*request.promises, fact))
        return replace(request, answers=(*request.answers, fact))

    return Requests(tuple(map(with_it, requests.known)))


# ------------------------------------------------------------------------------------- rules


def ask(
    requests: Requests,
    by: MemberId,
    text: str,
    agreement: int | None,
    now: datetime,
    *,
    has_professionals: bool,
) -> Ruling:
    """Somebody asks the organisation for something; the same is asked once."""
    if len(text) > TEXT_LIMIT:
        return refused(outcomes.TextTooLong(len(text), TEXT_LIMIT))
    same = next((one for one in requests.waiting if _is_same(one, text, agreement)), None)
    if same is not None:
        return refused(outcomes.AskedAlready(same.ref))
    made = RequestMade(now, requests.next_number, by, text, agreement)
    ref = f"A{agreement}" if agreement else ""
    told = outcomes.Requested(f"R{made.number}", by, text, ref, bool(ref), has_professionals)
    return Ruling((made,), (told,))


def _is_same(request: Request, text: str, agreement: int | None) -> bool:
    made = request.made
    return made.agreement == agreement and made.text.casefold() == text.casefold()


def promise(
    request: Request, by: MemberId, due: date, text: str, today: date, now: datetime
) -> Ruling:
    """A professional says by when; a later promise takes the place of an earlier one."""
    if request.answer is not None:
        return refused(outcomes.AnsweredAlready(request.ref, request.answer.at))
    if due < today:
        return refused(outcomes.PromiseIsPast(request.ref, outcomes.FullDate(due)))
    promised = RequestPromised(now, request.number, by, due, text)
    before = (outcomes.DayLine(outcomes.NearDate(request.due)),) if request.due else ()
    told = outcomes.Promised(
        request.ref, by, outcomes.FullDate(due), text, bool(text), before, request.made.text
    )
    return Ruling((promised,), (told,))


def answer(request: Request, by: MemberId, text: str, now: datetime) -> Ruling:
    """A professional gives the answer; the room hears it once."""
    if request.answer is not None and request.answer.text == text:
        return refused(outcomes.AnsweredAlready(request.ref, request.answer.at))
    answered = RequestAnswered(now, request.number, by, text)
    is_again = request.answer is not None
    told = outcomes.Answered(request.ref, by, text, request.made.text, is_again)
    return Ruling((answered,), (told,))
