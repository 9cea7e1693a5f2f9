"""The chat of a replay: remembers what the bot said, and holds it against what was expected."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.room import (
    Capabilities,
    Decline,
    Document,
    Edit,
    Join,
    Open,
    Outgoing,
    Picture,
    Poll,
    PollEnd,
    React,
    Say,
)
from bot.transcript import Expects, Transcript

ANY = "…"
"""In an expected line: any text."""

Print = Callable[[datetime, str, str], None]
"""Called with the time, who, and what."""


@dataclass(frozen=True, slots=True)
class BotLine:
    """A message of the bot: to the house, or to one person."""

    to: str | None
    text: str


@dataclass
class Hall:
    """The chat of a replay: remembers what the bot said, and tells who watches."""

    house_room: str
    now: Callable[[], datetime]
    watch: Print
    lines: list[BotLine] = field(default_factory=list)
    last_private: dict[str, str] = field(default_factory=dict)
    capabilities: Capabilities = field(default_factory=Capabilities)
    _counter: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _sent: dict[str, str] = field(default_factory=dict)

    async def send(
        self, room: str, outgoing: Outgoing, *, transaction_id: str, target: str | None
    ) -> str:
        """Show it; the same transaction id gives the same message."""
        if transaction_id in self._sent:
            return self._sent[transaction_id]
        reference = f"{self.house_room}-kring-{next(self._counter)}"
        self._sent[transaction_id] = reference
        private = f"{self.house_room}-private-"
        if isinstance(outgoing, Open):
            reference = private + outgoing.account.removesuffix(f":{self.house_room}")
            self._sent[transaction_id] = reference
            return reference
        if room != self.house_room and not room.startswith(private):
            return reference  # another house of the same database
        to = None if room == self.house_room else room.removeprefix(private)
        match outgoing:
            case (
                Say(plain=text) | Poll(fallback=text) | Picture(fallback=text) | Document(name=text)
            ):
                self._said(to, text, reference)
            case Edit(plain=text):
                self.watch(self.now(), "kring edits", text)
            case React(key=key):
                self.watch(self.now(), "kring reacts", key)
            case PollEnd() | Join() | Open() | Decline():
                pass
        return reference

    def _said(self, to: str | None, text: str, reference: str) -> None:
        self.lines.append(BotLine(to, text))
        if to is not None:
            self.last_private[to] = reference
        self.watch(self.now(), f"kring to {to}" if to else "kring", text)


def check(transcript: Transcript, lines: list[BotLine]) -> list[str]:
    """What differs from the expected bot lines; a file that expects none is always right."""
    expected = [step for step in transcript.steps if isinstance(step, Expects)]
    if not expected:
        return []
    faults = []
    for step, line in itertools.zip_longest(expected, lines):
        if step is None:
            faults.append(f"{transcript.file}: not expected: {_shown(line)}")
        elif line is None:
            faults.append(f"{transcript.file}:{step.line}: never came: {step.pattern}")
        elif not _matches(step, line):
            wanted = f"kring to {step.to}: " if step.to else "kring: "
            faults.append(
                f"{transcript.file}:{step.line}:\n  expected {wanted}{step.pattern}"
                f"\n  but got  {_shown(line)}"
            )
            break  # what follows is out of step and says nothing more
    return faults


def _shown(line: BotLine) -> str:
    to = f"kring to {line.to}: " if line.to else "kring: "
    return to + " ".join(line.text.split())


def _matches(step: Expects, line: BotLine) -> bool:
    if step.to != line.to:
        return False
    wanted = " ".join(step.pattern.replace("...", ANY).split())
    pattern = r".*".join(re.escape(part.strip()) for part in wanted.split(ANY))
    pattern = pattern.replace(".*", r"\s*.*\s*")
    return re.fullmatch(pattern, " ".join(line.text.split())) is not None
