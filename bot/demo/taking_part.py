"""The prompt at the end of the demo: what you type is said in the house."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from bot.demo.people import Refused
from bot.demo.screen import Screen
from bot.demo.stage import Stage
from bot.transcript import Acts, Passes, Says, Step, Taps

HINT = (
    "Type a message or a command, such as `!propose …` or `!help`. "
    "Also: tap consent · react ✋ · reply … · private … · days 2 · quit. "
    "Speak for somebody else with their name first: `bob: tap consent`."
)

_ABOUT = r"(?: (?:on )?(?P<about>[Pp]\d+))?"
_FORMS: tuple[tuple[str, str], ...] = (
    ("votes", rf"(?:/?taps?|/?votes?) (?P<what>[a-z]+){_ABOUT}"),
    ("reacts", rf"/?reacts? (?P<what>\S+){_ABOUT}"),
    ("reply", rf"/?reply{_ABOUT}:? (?P<what>.+)"),
    ("private", r"/?private:? (?P<what>.+)"),
    ("pass", r"/?(?P<unit>hour|day|week)s? (?P<what>\d{1,3})"),
    ("leaves", r"/?leaves?"),
)


def read(typed: str, you: str, people: set[str], latest: str) -> Step | None:
    """What a typed line means, as a step of a story; None for nothing to do.

    `latest` is the proposal that is meant when none is named.
    """
    line, who = " ".join(typed.split()), you
    named = re.fullmatch(r"([^\s:]+): ?(.+)", line)
    if named and named[1] in people:
        who, line = named[1], named[2]
    if not line:
        return None
    for form, pattern in _FORMS:
        if match := re.fullmatch(pattern, line):
            found = match.groupdict()
            about = (found.get("about") or latest).upper()
            return _step(form, who, found.get("what") or "", about, found.get("unit") or "")
    return Says(0, who, line)


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
            return Passes(0, length=timedelta(**{f"{unit}s": int(what)}))


async def take_part(stage: Stage, screen: Screen, you: str) -> None:
    """Play what is typed, until `quit` or the end of the input. Raises BotFailed."""
    screen.tell(HINT, "dim")
    screen.prompt(f"you ({you})> ")
    try:
        async for typed in _lines():
            if typed.strip() in {"quit", "exit", "/quit"}:
                return
            screen.typed()
            if typed.strip() in {"?", "help"}:
                screen.tell(HINT, "dim")
            elif step := read(typed, you, set(stage.people), stage.teller.board.latest):
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
