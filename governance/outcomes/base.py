"""What every outcome is: who hears it, and whether it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar, NewType

from governance.members import MemberId
from governance.role_facts import RoleName

CommandName = NewType("CommandName", str)
"""The key of a row of the command table; said as the word of the house's language, as `!word`."""

Usage = NewType("Usage", str)
"""The key of a row; said as the word with what comes after it: `!concern P1 [text]`."""

Example = NewType("Example", str)
"""As `Usage`, with somebody's words as an example: `!propose We eat together on Friday`."""

Purpose = NewType("Purpose", str)
"""The key of a row; said as what the command does, the text `purpose-<key>`."""

CardName = NewType("CardName", str)
"""The key of a card for who works here; said as the text `card-<key>`."""

QuestionName = NewType("QuestionName", str)
"""The key of a why-question for the house; said as the text `question-<key>`."""

FullDate = NewType("FullDate", date)
"""A day with its weekday and year, as the bot echoes what somebody typed."""

NearDate = NewType("NearDate", date)
"""A day with its weekday; with its year only where that is another one."""

RoleNames = NewType("RoleNames", tuple[RoleName, ...])
"""The names of roles, in the midst of a sentence."""

SettingName = NewType("SettingName", str)
"""The name of a setting; the texts choose their words by it."""


NameAsTyped = NewType("NameAsTyped", MemberId)
"""A member's name in a command that is shown, to be typed as it stands."""


class HowSaid(Enum):
    """How a reason reached us."""

    WRITTEN = "written"
    VOICE = "voice"
    NONE = "none"
    """There is none."""


def how_said(reason: str | None) -> HowSaid:
    """None: not said; empty: said by voice; else in writing."""
    if reason is None:
        return HowSaid.NONE
    return HowSaid.WRITTEN if reason else HowSaid.VOICE


class Audience(Enum):
    """Who hears an outcome."""

    ASKER = "asker"
    """Who wrote, where they wrote it."""
    ROOM = "room"
    """The whole house."""
    PERSON = "person"
    """The one in the field `member`: privately where a private room exists, else in the thread."""
    PRIVATE = "private"
    """The one in the field `member`: privately where a private room exists, else not at all."""
    CONFIDENTIAL = "confidential"
    """The one in `member`: in a private room, which is opened if need be, and nowhere else."""
    PART = "part"
    """Nobody by itself: a line of another outcome, or of the card."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something happened."""

    audience: ClassVar[Audience] = Audience.ASKER


@dataclass(frozen=True, slots=True)
class Refusal(Outcome):
    """Something was not done; its text says what is wrong and what to do instead."""


@dataclass(frozen=True, slots=True)
class RoomOutcome(Outcome):
    """Something the house should hear."""

    audience: ClassVar[Audience] = Audience.ROOM


@dataclass(frozen=True, slots=True)
class PersonOutcome(Outcome):
    """Something for one member."""

    audience: ClassVar[Audience] = Audience.PERSON
    member: MemberId
    proposal: str


@dataclass(frozen=True, slots=True)
class PrivateOutcome(PersonOutcome):
    """Something for one member that is nobody else's business."""

    audience: ClassVar[Audience] = Audience.PRIVATE


@dataclass(frozen=True, slots=True)
class Part(Outcome):
    """A line within another outcome."""

    audience: ClassVar[Audience] = Audience.PART
