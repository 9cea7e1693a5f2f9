"""Outcomes of who lives in several houses, and writes to the bot in one private room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.outcomes.base import Outcome, Part, Refusal


@dataclass(frozen=True, slots=True)
class OfHouse(Part):
    """The first line of what one of somebody's houses says to them privately."""

    house: str


@dataclass(frozen=True, slots=True)
class HouseLine(Part):
    """One of the houses that can be meant."""

    number: int
    house: str


@dataclass(frozen=True, slots=True)
class HouseBornLine(Part):
    """The same, where another goes by the same name."""

    number: int
    house: str
    born_at: datetime


@dataclass(frozen=True, slots=True)
class WhichHouse(Outcome):
    """Said privately by a member of several houses, who has not said yet which is meant."""

    houses: tuple[Part, ...]
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class HouseUnclear(Refusal):
    """The answer to that is none of the houses."""

    typed: str
    houses: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class HouseChosen(Outcome):
    """What they write here is about this house from now on."""


@dataclass(frozen=True, slots=True)
class OfAHouseTheyLeft(Refusal):
    """A private answer to what a house said that the writer is not in any more."""
