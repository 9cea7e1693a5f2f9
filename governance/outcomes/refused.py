"""Refusals of what was typed, and of who may do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from governance.members import MemberId
from governance.outcomes.base import (
    Example,
    Refusal,
    Usage,
)


@dataclass(frozen=True, slots=True)
class TextMissing(Refusal):
    """The command needs a text."""

    usage: Example


@dataclass(frozen=True, slots=True)
class TextTooLong(Refusal):
    """A proposal is longer than it may be."""

    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class NumberMissing(Refusal):
    """Several proposals could be meant, or none."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class NumberMalformed(Refusal):
    """Something like a number that is none."""

    typed: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class NumberUnknown(Refusal):
    """There is no such proposal or agreement."""

    number: str


@dataclass(frozen=True, slots=True)
class DurationUnclear(Refusal):
    """No length of time can be read in it."""

    typed: str


@dataclass(frozen=True, slots=True)
class DurationOutOfRange(Refusal):
    """A round shorter or longer than it may be."""

    proposal: str
    shortest: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class LanguageUnknown(Refusal):
    """A language the bot does not speak."""

    typed: str


@dataclass(frozen=True, slots=True)
class TooManyWords(Refusal):
    """More was typed than the command takes."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class MemberUnknown(Refusal):
    """No member has this name."""

    typed: str


@dataclass(frozen=True, slots=True)
class ResidentsOnly(Refusal):
    """A command for who lives here."""


@dataclass(frozen=True, slots=True)
class ResidentsDecide(Refusal):
    """An answer of who does not live here; they can ask, and about a person have a week added."""

    proposal: str
    is_professional: bool
    is_about_somebody: bool
    can_be_paused: bool


@dataclass(frozen=True, slots=True)
class ProposersOnly(Refusal):
    """Only who put it forward can do this."""

    proposal: str
    author: MemberId


@dataclass(frozen=True, slots=True)
class NotOnTheRoll(Refusal):
    """Not asked in this round: came later, or does not live here."""

    proposal: str


@dataclass(frozen=True, slots=True)
class NoObjectionStands(Refusal):
    """The member meant has no objection standing."""

    proposal: str
