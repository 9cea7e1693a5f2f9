"""Outcomes of what somebody asks about themselves: to read what is held, and to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass

from governance.members import MemberId
from governance.outcomes.base import CommandName, Outcome, Part, Refusal, RoomOutcome


@dataclass(frozen=True, slots=True)
class OwnOutcome(Outcome):
    """An answer about who asked, in all their houses: no house speaks."""


@dataclass(frozen=True, slots=True)
class AskMePrivately(Refusal):
    """It is nobody else's business: in the room it is not done, and nothing is shown."""

    command: CommandName


@dataclass(frozen=True, slots=True)
class ForgetOnlyWhenSure(OwnOutcome):
    """A yes or no that may be about something else: how it is said so that it is certain."""


@dataclass(frozen=True, slots=True)
class MyData(OwnOutcome):
    """All that is held of them comes as a file."""


@dataclass(frozen=True, slots=True)
class OwnHouse(Part):
    """A house that they are in, or were in."""

    house: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class ForgetQuestion(OwnOutcome):
    """What will happen, and what stays; nothing is done yet."""

    houses: tuple[OwnHouse, ...]


@dataclass(frozen=True, slots=True)
class Forgotten(OwnOutcome):
    """It is done; these are the last words in that private room."""

    is_here: bool
    """They are still in the room of a house."""


@dataclass(frozen=True, slots=True)
class SomebodyForgotten(RoomOutcome):
    """Their name is gone; what they said goes on under another."""

    member: MemberId
