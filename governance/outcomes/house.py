"""Outcomes about the house itself, its settings, and help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.members import MemberId
from governance.outcomes.base import (
    CommandName,
    Outcome,
    Part,
    Purpose,
    Refusal,
    RoomOutcome,
    SettingName,
    Usage,
)


@dataclass(frozen=True, slots=True)
class Welcome(RoomOutcome):
    """The bot came into the house's room."""

    is_encrypted: bool


@dataclass(frozen=True, slots=True)
class MovedHere(RoomOutcome):
    """The house goes on in this room, with all it decided."""


@dataclass(frozen=True, slots=True)
class KringChanged(RoomOutcome):
    """This account of the bot serves the house from now on; the one before is not in its room."""


@dataclass(frozen=True, slots=True)
class AnotherIsHere(Outcome):
    """Another account of the bot serves the house of this room, and is in it: this one goes."""

    account: str


@dataclass(frozen=True, slots=True)
class AnotherComesAlong(Outcome):
    """The house of the room before is served by another account of the bot: this one goes."""

    account: str


@dataclass(frozen=True, slots=True)
class CannotRead(RoomOutcome):
    """A message of this member could not be decrypted, and its key has not come."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class CannotReadYou(Outcome):
    """The same in a private room."""


@dataclass(frozen=True, slots=True)
class PrivateWelcome(Outcome):
    """The bot came into a private room of somebody who lives in a house."""


@dataclass(frozen=True, slots=True)
class PrivateStranger(Outcome):
    """The bot came into a private room, and is in no house with its owner."""


@dataclass(frozen=True, slots=True)
class DoneInTheRoom(Outcome):
    """What was asked for privately now stands in the house's room."""


@dataclass(frozen=True, slots=True)
class ProfessionalNamed(RoomOutcome):
    """The configuration names this member as a professional."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class LanguageSet(RoomOutcome):
    """The house's language is now the one this is said in."""


@dataclass(frozen=True, slots=True)
class SettingValue(Part):
    """The value of a setting in words, or all that it can be."""

    setting: SettingName
    value: int | float | str
    percent: int
    """The same as a part of a hundred; 0 for what is no share."""
    weekday: int
    time: str
    """Of what comes once a week; empty for everything else."""
    is_range: bool


@dataclass(frozen=True, slots=True)
class SettingLine(Part):
    """One setting and its value, in one sentence without its full stop."""

    setting: SettingName
    value: SettingValue


@dataclass(frozen=True, slots=True)
class ChangedOn(Part):
    """When something in the house itself was changed, and by which agreement."""

    at: date
    agreement: str
    """Empty: while the house set itself up."""
    has_agreement: bool


@dataclass(frozen=True, slots=True)
class SettingEntry(Part):
    """One setting, how to change it, and how it came to be so."""

    line: SettingLine
    command: Usage
    changed: tuple[ChangedOn, ...]


@dataclass(frozen=True, slots=True)
class SettingsShown(Outcome):
    """All settings of the house."""

    lines: tuple[SettingEntry, ...]


@dataclass(frozen=True, slots=True)
class HelpLine(Part):
    """One command and what it does."""

    usage: Usage
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class HelpShown(Outcome):
    """The first commands somebody needs."""

    lines: tuple[HelpLine, ...]


@dataclass(frozen=True, slots=True)
class HelpAllShown(Outcome):
    """All commands."""

    lines: tuple[HelpLine, ...]


@dataclass(frozen=True, slots=True)
class HelpOne(Outcome):
    """One command, with its word in the other language."""

    usage: Usage
    purpose: Purpose
    other: str
    """Its word in the other language."""


@dataclass(frozen=True, slots=True)
class UnknownCommand(Refusal):
    """No command has this word, and none is near."""

    word: str


@dataclass(frozen=True, slots=True)
class DidYouMean(Refusal):
    """No command has this word; one is near."""

    word: str
    command: CommandName


@dataclass(frozen=True, slots=True)
class PlainTalk(Refusal):
    """Somebody tells the bot something in private, in a sentence of their own."""


@dataclass(frozen=True, slots=True)
class EditNotRead(Refusal):
    """An edited message holds a command; edits are not read."""

    command: CommandName


@dataclass(frozen=True, slots=True)
class FileNotSent(Refusal):
    """A file that was told of cannot be sent: the homeserver does not take it."""


@dataclass(frozen=True, slots=True)
class Crashed(Refusal):
    """The bot failed; `reference` is also in the log."""

    reference: str
