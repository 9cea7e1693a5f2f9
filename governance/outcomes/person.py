"""Outcomes of a proposal about a person (design §3 rule 15): each is read by somebody it is about.

No label and no blame: what somebody wrote, what comes when, and whom one can talk to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from governance.members import MemberId
from governance.outcomes.base import Audience, Outcome, Part, PersonOutcome, Refusal, RoomOutcome


@dataclass(frozen=True, slots=True)
class ConfidentialOutcome(PersonOutcome):
    """Something for one member, in a private room that is opened if need be, and nowhere else."""

    audience: ClassVar[Audience] = Audience.CONFIDENTIAL


@dataclass(frozen=True, slots=True)
class NameLine(Part):
    """One member, on a line of their own."""

    member: MemberId


# ------------------------------------------------------------------------- putting it forward


@dataclass(frozen=True, slots=True)
class SayItPrivately(Refusal):
    """What concerns a person was said where everybody reads; nothing of it is repeated or kept."""


@dataclass(frozen=True, slots=True)
class PersonMissing(Refusal):
    """Nobody is named, or nothing is said of them."""


@dataclass(frozen=True, slots=True)
class PersonUnknown(Refusal):
    """No member has this name."""

    typed: str


@dataclass(frozen=True, slots=True)
class IsAboutYou(Refusal):
    """Whom it is about cannot go on with it in place of who put it forward."""

    proposal: str


@dataclass(frozen=True, slots=True)
class WhichPerson(Refusal):
    """Several members have this name."""

    people: tuple[NameLine, ...]


@dataclass(frozen=True, slots=True)
class AboutYourself(Refusal):
    """Somebody put something forward about themselves."""


@dataclass(frozen=True, slots=True)
class AboutNoted(Outcome):
    """The answer to who put it forward: who hears it when."""

    proposal: str
    about: MemberId
    version: int
    room_at: datetime
    round_at: datetime
    has_account: bool
    has_professionals: bool


@dataclass(frozen=True, slots=True)
class AboutYou(ConfidentialOutcome):
    """To the person: what was put forward, by whom, and what comes when."""

    author: MemberId
    text: str
    version: int
    room_at: datetime
    round_at: datetime
    professionals: tuple[NameLine, ...]


@dataclass(frozen=True, slots=True)
class AboutSomebody(ConfidentialOutcome):
    """To a professional: the same, after the person."""

    about: MemberId
    author: MemberId
    text: str
    version: int
    room_at: datetime
    round_at: datetime
    has_account: bool


@dataclass(frozen=True, slots=True)
class AboutTakenBack(Outcome):
    """The answer to who took it back before the room knew."""

    proposal: str


@dataclass(frozen=True, slots=True)
class AboutYouTakenBack(ConfidentialOutcome):
    """To the person: it was taken back before the room knew, or who put it forward left."""

    author: MemberId
    has_left: bool


@dataclass(frozen=True, slots=True)
class AboutSomebodyTakenBack(ConfidentialOutcome):
    """To a professional: the same."""

    about: MemberId
    author: MemberId
    has_left: bool
    has_account: bool


@dataclass(frozen=True, slots=True)
class AboutSomebodyLeft(ConfidentialOutcome):
    """To who put it forward, and to the professionals: the person left before the room knew."""

    about: MemberId
    author: MemberId
    is_author: bool


@dataclass(frozen=True, slots=True)
class PersonLeft(RoomOutcome):
    """The person left while the house talks about it, or is asked."""

    proposal: str
    member: MemberId
    author: tuple[NameLine, ...]
    """Who can take it back; nobody, where that one left too."""


@dataclass(frozen=True, slots=True)
class TalkToSomebody(Outcome):
    """The person writes to the bot about it, which cannot talk it over: people can."""

    professionals: tuple[NameLine, ...]


@dataclass(frozen=True, slots=True)
class IsItAboutSomebody(ConfidentialOutcome):
    """An ordinary proposal names somebody: a question to who put it forward."""

    about: MemberId


# ------------------------------------------------------------------------------ time to talk


@dataclass(frozen=True, slots=True)
class TalkingTakesAWeek(Refusal):
    """`!round` before the week of talking is over."""

    proposal: str
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class ShownPrivately(Refusal):
    """All of a decision about a person, asked for in the room."""

    agreement: str


@dataclass(frozen=True, slots=True)
class PausedToTalk(RoomOutcome):
    """A professional asked for a week more to talk."""

    proposal: str
    member: MemberId
    reason: str


@dataclass(frozen=True, slots=True)
class PausedBefore(ConfidentialOutcome):
    """The same before the room knows, to each who does."""

    by: MemberId
    reason: str
    room_at: datetime


@dataclass(frozen=True, slots=True)
class PauseNoted(Outcome):
    """The answer to who paused it before the room knows."""

    proposal: str
    room_at: datetime


@dataclass(frozen=True, slots=True)
class ProfessionalsOnly(Refusal):
    """A command for who works here."""


@dataclass(frozen=True, slots=True)
class OnlyAboutAPerson(Refusal):
    """A pause of something that concerns no person."""

    proposal: str


@dataclass(frozen=True, slots=True)
class TooLateToPause(Refusal):
    """It was decided, or stopped, already."""

    proposal: str


@dataclass(frozen=True, slots=True)
class PausedAlready(Refusal):
    """It was paused once, and can be only once."""

    proposal: str


@dataclass(frozen=True, slots=True)
class PauseIsForAnother(Refusal):
    """A professional cannot pause what is about themselves."""

    proposal: str


# ------------------------------------------------------------------------- lines of `!show`


@dataclass(frozen=True, slots=True)
class HistoryAnnounced(Part):
    """A line of `!show`: the room was told."""

    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryPaused(Part):
    """A line of `!show`: a professional asked for time to talk."""

    at: datetime
    member: MemberId
    reason: str
