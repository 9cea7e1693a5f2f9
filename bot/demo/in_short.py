"""Weeks that go by at once, in short: what is new is shown whole, the rest a line a week."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

_LONGEST = 44
"""Characters of one message in the line of its week."""

_FIGURES = re.compile(r"\d+")
_SENTENCE = re.compile(r"(?<=[.;?!]) ")


def kind_of(head: str, text: str, names: Collection[str]) -> str:
    """What a message has in common with others like it: how it begins, whoever it is about."""
    words = [*head.split(), *text.split()[:2]]
    bare = (word.strip(".,:;“”") for word in words)
    return " ".join("…" if word in names else _FIGURES.sub("#", word) for word in bare)


def brief(head: str, text: str) -> str:
    """A few words of a message: its first ones that tell something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    telling = lines[1] if lines[0].endswith(":") and len(lines) > 1 else lines[0]
    words = _SENTENCE.split(telling)[0]
    if len(words) > _LONGEST:
        words = words[: _LONGEST - 1].rstrip() + "…"
    return f"{head.strip().removeprefix('kring').strip(' :')} {words}".strip()


@dataclass
class Week:
    """What was left out of one week."""

    monday: date
    said: list[str] = field(default_factory=list)

    def note(self, words: str) -> None:
        """One more; the same words once."""
        if words not in self.said:
            self.said.append(words)

    def has(self, day: date) -> bool:
        """Whether a day is in this week."""
        return self.monday == monday_of(day)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
