"""The facts of a new house's first questions: what was asked, and what needs no asking any more.

Their subject is `G`. What was tapped is a change like any other, or the house's language: it is
not kept a second time here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from governance.members import MemberId


class Matter(Enum):
    """What a new house is asked, in this order."""

    LANGUAGE = "language"
    """What the bot speaks here."""
    CHAIR = "chair"
    """How often the chair goes to somebody else."""
    PROFESSIONAL = "professional"
    """Who works here."""


@dataclass(frozen=True, slots=True)
class StartAsked:
    """One of the first questions was asked, with a poll."""

    at: datetime
    matter: Matter
    people: tuple[MemberId, ...] = ()
    """Who can be tapped."""


@dataclass(frozen=True, slots=True)
class StartSettled:
    """It needs no answer any more: somebody tapped or typed one, or it stayed in another room."""

    at: datetime
    matter: Matter
    by: MemberId | None
    """Whose word settled it."""


@dataclass(frozen=True, slots=True)
class StartOver:
    """Nothing more is asked: all was, or the house does not set itself up any more."""

    at: datetime


StartFact: TypeAlias = StartAsked | StartSettled | StartOver
