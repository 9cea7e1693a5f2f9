"""Outcomes of a new house's first questions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from governance.outcomes.base import Part
from governance.start_facts import Matter


class Choice(Enum):
    """What can be tapped in the first questions, beside the names of people."""

    ENGLISH = "en"
    DUTCH = "nl"
    EVERY_WEEK = "every-week"
    EVERY_2_WEEKS = "every-2-weeks"
    EVERY_4_WEEKS = "every-4-weeks"
    NO_CHAIR = "no-chair"
    NOBODY = "nobody"
    SKIP = "skip"
    """It stays as it is."""


@dataclass(frozen=True, slots=True)
class StartQuestion(Part):
    """One of the first questions, as its poll puts it."""

    matter: Matter


@dataclass(frozen=True, slots=True)
class StartChoice(Part):
    """One answer of that poll."""

    matter: Matter
    choice: Choice


@dataclass(frozen=True, slots=True)
class StartTyped(Part):
    """What answers it where no poll can be tapped."""

    matter: Matter


@dataclass(frozen=True, slots=True)
class StartClosed(Part):
    """What stands under that poll when it ended."""
