"""Outcomes about who lives here: away and back, guests, who has no account and who speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from governance.facts import Answer, Stance
from governance.members import MemberId
from governance.outcomes.base import (
    CommandName,
    FullDate,
    NearDate,
    Outcome,
    Part,
    PrivateOutcome,
    Refusal,
    RoomOutcome,
    Usage,
)


@dataclass(frozen=True, slots=True)
class DateUnclear(Refusal):
    """No day can be read in it."""

    typed: str


@dataclass(frozen=True, slots=True)
class AwayUntilThePast(Refusal):
    """Away until today, or until a day that is past."""

    day: FullDate


@dataclass(frozen=True, slots=True)
class AwayTooLong(Refusal):
    """Away for more than a year."""

    day: FullDate
    latest: FullDate


@dataclass(frozen=True, slots=True)
class AwayUntil(Outcome):
    """They are on no roll that opens before the morning of that day."""

    day: FullDate


@dataclass(frozen=True, slots=True)
class AwayForNow(Outcome):
    """They did not say until when: for so long, unless they say otherwise."""

    day: FullDate


@dataclass(frozen=True, slots=True)
class BackAgain(Outcome):
    """They are asked again."""

    was_away: bool


@dataclass(frozen=True, slots=True)
class GuestNow(Outcome):
    """They do not live here, by their own word."""


@dataclass(frozen=True, slots=True)
class ResidentAgain(Outcome):
    """That was a slip."""


@dataclass(frozen=True, slots=True)
class GuestAlready(Refusal):
    """They are a guest, for longer than a slip."""


@dataclass(frozen=True, slots=True)
class ProfessionalIsNoGuest(Refusal):
    """A professional does not live here either, and stays one."""


class MemberAct(Enum):
    """What was done to the list of who lives here."""

    ADD = "add"
    REMOVE = "remove"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class MemberTold(RoomOutcome):
    """Somebody without an account came, went, or has an account now; one hand undoes it."""

    act: MemberAct
    member: MemberId
    by: MemberId
    change: int
    """Of the list of changes; what a hand at this line undoes."""


@dataclass(frozen=True, slots=True)
class MemberUndone(RoomOutcome):
    """A resident undid it."""

    act: MemberAct
    member: MemberId
    by: MemberId


@dataclass(frozen=True, slots=True)
class NameTaken(Refusal):
    """Somebody here goes by that name already."""

    name: str


@dataclass(frozen=True, slots=True)
class NameTooLong(Refusal):
    """Longer than a name may be."""

    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class NameImpossible(Refusal):
    """It could be read as a number of a proposal, or has no letter in it."""

    name: str


@dataclass(frozen=True, slots=True)
class MemberWordUnclear(Refusal):
    """Neither `add`, nor `remove`, nor `link`."""

    typed: str


@dataclass(frozen=True, slots=True)
class HasAnAccount(Refusal):
    """Leaves by leaving the room, and speaks for themselves."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class LinkNeedsAccount(Refusal):
    """The one to link with is not somebody who is here through an account of their own."""

    typed: str


@dataclass(frozen=True, slots=True)
class LinkTooLate(Refusal):
    """The account has taken part in something open, as somebody else than the member."""

    member: MemberId
    other: MemberId
    proposal: str


@dataclass(frozen=True, slots=True)
class NotALink(Refusal):
    """The one to link with is a professional."""

    member: MemberId
    other: MemberId


@dataclass(frozen=True, slots=True)
class SayItInTheRoom(Refusal):
    """It is done in the open or not at all."""

    command: CommandName


@dataclass(frozen=True, slots=True)
class NameOption(Part):
    """One of several who could be meant, and what to write."""

    member: MemberId
    write: str
    """The account; empty for who has none, and is written by name."""
    has_account: bool


@dataclass(frozen=True, slots=True)
class SeveralMeant(Refusal):
    """The name fits more than one person."""

    typed: str
    options: tuple[NameOption, ...]


@dataclass(frozen=True, slots=True)
class SpeaksForThemselves(Refusal):
    """They have an account."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class CannotBeSpoken(Refusal):
    """A command that nobody gives for somebody else."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class SpokenFor(RoomOutcome):
    """Somebody said in the open what a member without an account says."""

    proposal: str
    member: MemberId
    by: MemberId
    stance: Stance
    version: int


@dataclass(frozen=True, slots=True)
class SpokenReview(RoomOutcome):
    """The same in the review of an agreement."""

    proposal: str
    agreement: str
    member: MemberId
    by: MemberId
    answer: Answer
    text: str
    has_text: bool
    version: int


@dataclass(frozen=True, slots=True)
class SpokenWiped(RoomOutcome):
    """Somebody said in the open that a member without an account takes their answer back."""

    proposal: str
    member: MemberId
    by: MemberId


@dataclass(frozen=True, slots=True)
class AboutThem(Outcome):
    """What came of speaking for somebody, where it is an answer to who spoke."""

    member: MemberId
    answer: Outcome


@dataclass(frozen=True, slots=True)
class SpokenUndone(RoomOutcome):
    """A hand: what was said for them is void."""

    proposal: str
    member: MemberId


@dataclass(frozen=True, slots=True)
class SpokenUndoneAskedAgain(RoomOutcome):
    """The same in the grace; without them too few were heard."""

    proposal: str
    member: MemberId
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class RestQuestion(PrivateOutcome):
    """Unheard for a while, and nothing said: would they rather not be asked?"""


@dataclass(frozen=True, slots=True)
class AskedFromNowOn(Outcome):
    """Any word of theirs answers that question: they are asked."""


@dataclass(frozen=True, slots=True)
class WhoLine(Part):
    """One member; `kind` is theirs."""

    member: MemberId
    is_offline: bool
    is_away: bool
    until: tuple[WhoUntil, ...]
    card: tuple[MandateLine, ...] = ()
    """What a professional decides, in their words."""


@dataclass(frozen=True, slots=True)
class MandateLine(Part):
    """A professional's role card, beneath their name."""

    text: str
    day: NearDate


@dataclass(frozen=True, slots=True)
class WhoUntil(Part):
    """Until when somebody is away, where they said so."""

    day: FullDate


@dataclass(frozen=True, slots=True)
class WhoShown(Outcome):
    """Everybody, by what they are to the house."""

    residents: tuple[WhoLine, ...]
    professionals: tuple[WhoLine, ...]
    guests: tuple[WhoLine, ...]
