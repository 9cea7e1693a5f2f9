"""The prompt at the end of the demo: what you type is said in the house."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.demo.people import Refused
from bot.demo.screen import Screen
from bot.demo.stage import Stage
from bot.transcript import Acts, Passes, Says, Step, Taps

HINT = (
    "Type a message or a command, such as `!propose …`, `!try …`, `!urgent …` or `!help`. "
    "Also: tap consent · react ✋ · react ✋ turn · reply … · private … · days 2 · quit. "
    "Speak for somebody else with their name first: `bob: tap consent`, "
    "or `pat: !mandate …` as the professional, who gets a nudge every Monday (`weeks 1`). "
    "After `months 6` the house looks at A1 again: then `tap keep`. "
    "A long jump is told in short: `more` shows all of it."
)

STANCES = ("consent", "concern", "objection", "aside")
ANSWERS = ("keep", "change", "end")
"""What can be tapped: on the poll of a round, and on that of a review."""

HANDS = ("✋", "🛑", "👎")
"""Signs that also pass a turn on, or undo what was said for somebody."""

_ABOUT = r"(?: (?:on )?(?P<about>[PpAa]\d+))?"
_FORMS: tuple[tuple[str, str], ...] = (
    ("votes", rf"/?(?:tap|vote)s?(?: (?P<what>[^\s\d]+))?{_ABOUT}"),
    ("turn", r"/?reacts? (?P<what>\S+) (?:on )?(?:the )?turn(?: of (?P<about>\S+))?"),
    ("reacts", rf"/?reacts? (?P<what>\S+){_ABOUT}"),
    ("reply", rf"/?reply{_ABOUT}:? (?P<what>.+)"),
    ("private", r"/?private:? (?P<what>.+)"),
    ("pass", r"/?(?P<unit>hour|day|week|month)s? (?P<what>\d{1,3})"),
    ("leaves", r"/?leaves?"),
)

_ALONE = re.compile(r"/?(reacts?|reply|private|hours?|days?|weeks?|months?):?")
_EXAMPLES = {"react": "react ✋", "reply": "reply Why?", "private": "private !help"}


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was typed cannot be done; `told` says what can."""

    told: str


def read(
    typed: str,
    you: str,
    people: set[str],
    latest: str,
    reviewed: str = "",
    *,
    asks_last: bool = False,
) -> Step | Unclear | None:
    """What a typed line means, as a step of a story; None for nothing to do.

    `latest` is the proposal that is meant when none is named, `reviewed` the agreement; `asks_last`
    tells that a line which asks for a hand is newer than its card: a turn, say.
    """
    line, who = " ".join(typed.split()), you
    named = re.fullmatch(r"([^\s:]+): ?(.+)", line)
    if named and named[1] in people:
        who, line = named[1], named[2]
    if not line:
        return None
    if alone := _ALONE.fullmatch(line):
        word = alone[1].removesuffix("s")
        example = _EXAMPLES.get(word, f"{word}s 2")
        return Unclear(f"Something comes after it, such as `{example}`.")
    for form, pattern in _FORMS:
        if match := re.fullmatch(pattern, line):
            found = match.groupdict()
            about, what = found.get("about") or "", found.get("what") or ""
            if form == "turn":
                return Taps(0, who, "reacts", what, about, is_turn=True)
            if form == "reacts" and what in HANDS and not about and asks_last:
                return Taps(0, who, "reacts", what, "", is_line=True)
            about = about.upper()
            if form == "votes":
                return _tap(who, what.casefold(), about, latest, reviewed)
            return _step(form, who, what, about or latest, found.get("unit") or "")
    return Says(0, who, line)


def _tap(who: str, what: str, about: str, latest: str, reviewed: str) -> Step | Unclear:
    what = "objection" if what == "object" else what
    about = about or (reviewed if what in ANSWERS else latest)
    answers = ANSWERS if about.startswith("A") else STANCES
    if what in answers:
        return Taps(0, who, "votes", what, about)
    if what in ANSWERS and not about:
        return Unclear("Nothing is looked at again now. After `months 6`, A1 is.")
    on = f" on {about}" if about != latest else ""
    return Unclear(f"You can tap {', '.join(answers[:-1])} or {answers[-1]}{on}.")


def _step(form: str, who: str, what: str, about: str, unit: str) -> Step:
    match form:
        case "votes" | "reacts":
            return Taps(0, who, form, what, about)
        case "reply":
            return Says(0, who, what, is_reply=True, about=about)
        case "private":
            return Says(0, who, what, is_private=True)
        case "leaves":
            return Acts(0, who, "leaves")
        case _:
            return Passes(0, length=int(what) * _LENGTHS[unit])


_LENGTHS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=31),
}


async def take_part(stage: Stage, screen: Screen, you: str) -> None:
    """Play what is typed, until `quit` or the end of the input. Raises BotFailed."""
    stage.is_over = True
    screen.tell(HINT, "dim")
    screen.prompt(f"you ({you})> ")
    try:
        async for typed in _lines():
            if typed.strip() in {"quit", "exit", "/quit"}:
                return
            screen.typed()
            if typed.strip() in {"?", "help"}:
                screen.tell(HINT, "dim")
                continue
            if typed.strip() in {"more", "/more"}:
                screen.more()
                continue
            board = stage.teller.board
            step = read(
                typed,
                you,
                set(stage.people),
                board.latest,
                board.reviewed,
                asks_last=board.asks_last,
            )
            if isinstance(step, Unclear):
                screen.tell(step.told, "dim")
            elif step:
                await _play(stage, screen, step)
    finally:
        screen.prompt("")
        screen.tell("")


async def _play(stage: Stage, screen: Screen, step: Step) -> None:
    try:
        await stage.step(step)
    except Refused as fault:
        screen.tell(f"That did not work: {fault}", "red")


async def _lines() -> AsyncIterator[str]:
    """The lines of standard input as they are typed; no thread that would hold up the end."""
    arrived: asyncio.Queue[bytes] = asyncio.Queue()
    with _reader(sys.stdin.fileno(), arrived.put_nowait):
        left = b""
        while chunk := await arrived.get():
            *lines, left = (left + chunk).split(b"\n")
            for line in lines:
                yield line.decode(errors="replace")


@contextmanager
def _reader(descriptor: int, take: Callable[[bytes], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()

    def ready() -> None:
        chunk = b""
        with suppress(OSError):
            chunk = os.read(descriptor, 4096)
        if not chunk:
            loop.remove_reader(descriptor)
        take(chunk)

    loop.add_reader(descriptor, ready)
    try:
        yield
    finally:
        loop.remove_reader(descriptor)
