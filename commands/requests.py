"""What the house asks of its organisation: asked, promised, answered, shown (design §5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from commands import showing
from commands.dates import read_date
from commands.declare import Arg, Said
from commands.numbering import existing, mended
from commands.reading import Number, echo, take_number
from commands.turn import Turn
from governance import outcomes, requests
from governance.facts import Fact
from governance.members import Kind
from governance.outcomes import NearDate, Outcome, Usage
from governance.professional_facts import RequestFact
from governance.requests import Request, Requests, fold_requests
from governance.ruling import Ruling
from storage.transaction import Transaction

SUBJECT = "R"
"""The subject of the facts about requests."""

LATELY = timedelta(weeks=4)
"""So long an answer is shown in the list."""

LONGEST_DATE = 6
"""Words in a date at most."""


async def read_requests(tx: Transaction, house_id: int) -> Requests:
    """What a house asked of its organisation."""
    facts = (recorded.fact for recorded in await tx.facts(house_id, SUBJECT))
    return fold_requests(fact for fact in facts if isinstance(fact, RequestFact))


async def requests_of(turn: Turn) -> Requests:
    """The same, of the house of this turn."""
    return await read_requests(turn.tx, turn.house.id)


async def request(turn: Turn, said: Said) -> None:
    """Ask the organisation for something, in words or by an agreement."""
    number, rest = take_number(said.text)
    agreement, text = None, said.text
    if isinstance(number, Number) and number.letter == "A":
        agreed = await _agreed(turn, number)
        if isinstance(agreed, Outcome):
            turn.tell(agreed)
            return
        agreement, text = number.value, rest or agreed
    elif _MISTYPED.match(text) or _NUMBER_ALONE.fullmatch(text):
        usage = await mended(turn, said.command, text)
        turn.tell(outcomes.NumberMalformed(echo(text), usage))
        return
    known, by = await requests_of(turn), turn.speaker.id
    works_here = any(one.is_here and one.kind is Kind.PROFESSIONAL for one in await turn.members())
    await _take(
        turn, requests.ask(known, by, text, agreement, turn.now, has_professionals=works_here)
    )


# "2 chairs" and "a 3-seater" are words; "A-3 …" can only be meant as a number, "R 3" too.
_MISTYPED = re.compile(r"#?[aA][-_.#:]\d|#[aA]?\d")
_NUMBER_ALONE = re.compile(r"\W*[pPaArR]?[-_.#: ]*\d{1,9}\W*")


async def _agreed(turn: Turn, number: Number) -> str | Outcome:
    """The text of an agreement that may be spoken of beyond the house."""
    found = await existing(turn, number)
    proposal = await turn.proposal(found) if found else None
    if proposal is None:
        return outcomes.NumberUnknown(str(number))
    if proposal.about is not None:
        return outcomes.RequestAboutPerson(str(number))
    agreement = next(a for a in proposal.agreements if a.number == number.value)
    return proposal.versions[agreement.version - 1].text


async def promise(turn: Turn, said: Said) -> None:
    """By when there is an answer."""
    assert said.request is not None
    asked = await _known(turn, said.request)
    due, text = date_first(said.text, _today(turn))
    if due is None:
        turn.tell(outcomes.PromiseUnclear(asked.ref, echo(said.text)))
        return
    by = turn.speaker.id
    await _take(turn, requests.promise(asked, by, due, text, _today(turn), turn.now))


async def answer(turn: Turn, said: Said) -> None:
    """What the organisation says."""
    assert said.request is not None
    asked = await _known(turn, said.request)
    await _take(turn, requests.answer(asked, turn.speaker.id, said.text, turn.now))


async def _known(turn: Turn, number: int) -> Request:
    found = (await requests_of(turn)).get(number)
    assert found is not None
    return found


async def _take(turn: Turn, ruling: Ruling) -> None:
    known: list[Fact] = list(ruling.facts)
    await turn.tx.record(turn.house.id, SUBJECT, known, turn.source)
    turn.tell(*ruling.outcomes)


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.house.zone).date()


def date_first(typed: str, today: date) -> tuple[date | None, str]:
    """The day at the beginning, the longest that can be read, and what comes after it."""
    words = typed.split()
    for count in range(min(len(words), LONGEST_DATE), 0, -1):
        if day := read_date(" ".join(words[:count]).rstrip(":;–-"), today):
            return day, " ".join(words[count:]).lstrip(":,;–- ")
    return None, typed


# ----------------------------------------------------------------------- which one is meant


_MISTYPED_ONE = re.compile(r"#?[rR]?[-_.#: ]?(\d{1,9})(?!\w)\S*")
"""`R-1`, `R 1`, `#1`, `1`: never read as a date or as words, but where it is one."""


def names_one(rest: str) -> bool:
    """It begins with what can only be the number of a request."""
    return re.match(r"#?[rR][-_.#: ]?\d", rest) is not None


async def read_request(turn: Turn, said: Said, rest: str) -> tuple[int | Outcome, str]:
    """The number of a request at the start of `rest`, and what comes after it.

    It may be left out where only one waits for an answer.
    """
    known = await requests_of(turn)
    number, after = take_number(rest)
    match number:
        case Number(letter="R", value=value):
            found = known.get(value)
            return (value if found else outcomes.RequestUnknown(str(number))), after
        case Number():
            return outcomes.RequestUnknown(str(number)), after
    mistyped = _MISTYPED_ONE.match(rest)
    if mistyped and not (Arg.BY_WHEN in said.command.args and date_first(rest, _today(turn))[0]):
        meant = known.get(int(mistyped[1]))
        usage = f"{said.command.key} {meant.ref}" if meant else said.command.key
        return outcomes.RequestMalformed(echo(mistyped[0]), Usage(usage)), rest
    waiting = known.waiting
    if len(waiting) == 1:
        return waiting[0].number, rest
    refs = tuple(outcomes.RequestRef(one.ref) for one in waiting)
    return outcomes.RequestMissing(refs, Usage(_example(said, waiting))), rest


def _example(said: Said, waiting: Iterable[Request]) -> str:
    first = next(iter(waiting), None)
    return f"{said.command.key} {first.ref}" if first else said.command.key


# ---------------------------------------------------------------------------------- showing


async def show_requests(turn: Turn, said: Said) -> None:
    """What waits for an answer, and what was answered lately."""
    known = await requests_of(turn)
    lately = [one for one in known.known if one.answer and one.answer.at > turn.now - LATELY]
    turn.tell(
        outcomes.RequestsShown(
            tuple(_line(turn, one) for one in known.waiting),
            tuple(_line(turn, one) for one in lately),
        )
    )


def _line(turn: Turn, one: Request) -> outcomes.RequestLine:
    answers = (
        (outcomes.AnswerLine(_day(turn, one.answer.at), one.answer.text),) if one.answer else ()
    )
    return outcomes.RequestLine(
        one.ref,
        one.made.text,
        _day(turn, one.made.at),
        due_line(one.due),
        one.is_overdue(_today(turn)),
        answers,
    )


def due_line(due: date | None) -> tuple[outcomes.DayLine, ...]:
    """The day by which an answer was promised, if one was."""
    return (outcomes.DayLine(NearDate(due)),) if due else ()


def _day(turn: Turn, at: datetime) -> NearDate:
    return NearDate(at.astimezone(turn.house.zone).date())


async def show(turn: Turn, said: Said) -> None:
    """All of one request, or of a proposal or agreement, in time order."""
    if said.request is None:
        await showing.show(turn, said)
        return
    one = await _known(turn, said.request)
    lines: list[tuple[datetime, outcomes.Part]] = [
        (one.made.at, outcomes.HistoryRequested(one.made.at, one.made.by, one.made.text))
    ]
    for promised in one.promises:
        due, text = NearDate(promised.due), promised.text
        line = outcomes.HistoryPromised(promised.at, promised.by, due, text, bool(text))
        lines.append((promised.at, line))
    lines += [(a.at, outcomes.HistoryAnswered(a.at, a.by, a.text)) for a in one.answers]
    in_order = sorted(lines, key=lambda line: line[0])
    turn.tell(outcomes.RequestShown(one.ref, tuple(line for _, line in in_order)))
