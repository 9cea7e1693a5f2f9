"""Outcomes of changing the house itself: what would be, what is now, and why not (design §7.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from governance.members import Kind, MemberId
from governance.outcomes.base import (
    FullDate,
    NameAsTyped,
    Outcome,
    Part,
    PersonOutcome,
    Refusal,
    RoomOutcome,
    Usage,
)
from governance.outcomes.house import SettingLine, SettingValue
from governance.outcomes.person import NameLine
from governance.role_facts import Pool, RoleName, Way


class Means(Enum):
    """What a change comes down to, where its words alone do not tell."""

    NOTHING = "nothing"
    FEWER_HEARD = "fewer_heard"
    """A round can go on with fewer people heard."""
    LONGER = "longer"
    """One person can have a role for longer."""


# ------------------------------------------------------- what would be: the sentence of the card


@dataclass(frozen=True, slots=True)
class SettingWouldBe(Part):
    """A setting would get another value."""

    line: SettingLine
    before: SettingValue
    means: Means


@dataclass(frozen=True, slots=True)
class RoleForm(Part):
    """What a role is like."""

    every: int
    weekday: int
    time: str
    way: Way
    pool: Pool


@dataclass(frozen=True, slots=True)
class RoleWouldBe(Part):
    """The house would have this role, or have it otherwise."""

    role: RoleName
    form: RoleForm
    before: tuple[RoleForm, ...]
    """What it is like now; none where the house has it not."""
    means: Means


@dataclass(frozen=True, slots=True)
class RoleWouldEnd(Part):
    """The house would have this role no more."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class UntilDay(Part):
    """A day until which something is."""

    day: date


@dataclass(frozen=True, slots=True)
class WouldBeElected(Part):
    """Somebody would have a role by the choice of the house."""

    role: RoleName
    who: MemberId
    until: tuple[UntilDay, ...]
    """None: until its review."""
    before: tuple[NameLine, ...]
    """Whom the house has chosen now."""


@dataclass(frozen=True, slots=True)
class ElectionWouldEnd(Part):
    """The role would go its own way again."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class KindWouldBe(Part):
    """Somebody would be something else to the house."""

    who: MemberId
    becomes: Kind
    now: Kind


@dataclass(frozen=True, slots=True)
class FlagsWouldBeMuted(Part):
    """The house would not hear of roles that stay with the same few."""

    until: date


@dataclass(frozen=True, slots=True)
class FlagsWouldBeUnmuted(Part):
    """It would hear of them again."""


@dataclass(frozen=True, slots=True)
class WheelWouldTurn(Part):
    """The yearly reinvention would begin."""


@dataclass(frozen=True, slots=True)
class YesNeeded(Part):
    """Whose own yes it takes."""

    who: MemberId


# ------------------------------------------------------- what was agreed: the sentence of a list


@dataclass(frozen=True, slots=True)
class SettingAgreed(Part):
    """A setting has this value."""

    line: SettingLine


@dataclass(frozen=True, slots=True)
class RoleAgreed(Part):
    """The house has this role."""

    role: RoleName
    form: RoleForm


@dataclass(frozen=True, slots=True)
class RoleEndAgreed(Part):
    """It has this role no more."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class ElectionAgreed(Part):
    """The house chose who has a role."""

    role: RoleName
    who: MemberId
    until: tuple[UntilDay, ...]
    """None: until its review."""


@dataclass(frozen=True, slots=True)
class ElectionEndAgreed(Part):
    """The role goes its own way."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class KindAgreed(Part):
    """What somebody is to the house."""

    who: MemberId
    becomes: Kind


@dataclass(frozen=True, slots=True)
class FlagsHeardAgreed(Part):
    """The house hears of roles that stay with the same few."""


@dataclass(frozen=True, slots=True)
class WheelAgreed(Part):
    """The house began its wheel before its time."""


# ------------------------------------------------------------------------------- what is now


@dataclass(frozen=True, slots=True)
class SettingIsNow(Part):
    """A setting has another value."""

    line: SettingLine
    before: SettingValue


@dataclass(frozen=True, slots=True)
class KindIsNow(Part):
    """Somebody is something else to the house."""

    who: MemberId
    becomes: Kind


@dataclass(frozen=True, slots=True)
class FlagsAreMuted(Part):
    """The house does not hear of roles that stay with the same few, until then."""

    until: date


@dataclass(frozen=True, slots=True)
class FlagsAreHeard(Part):
    """It hears of them again."""


@dataclass(frozen=True, slots=True)
class ChangeTold(RoomOutcome):
    """What was agreed holds from now on, and the house is otherwise."""

    agreement: str
    done: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class ChangeNotDone(RoomOutcome):
    """What was agreed holds from now on, and there is nothing to change any more."""

    agreement: str
    why: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class UnkeptIsOver(RoomOutcome):
    """Nobody answered in the review of something that then ends."""

    agreement: str
    done: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class MuteIsOver(RoomOutcome):
    """The day came until which the house did not want to hear."""

    agreement: str


@dataclass(frozen=True, slots=True)
class HouseSetUp(RoomOutcome):
    """A resident changed the house while it sets itself up; one hand undoes it."""

    by: MemberId
    done: tuple[Outcome, ...]
    change: int
    """Its number; what a hand at this line undoes."""
    is_undoable: bool
    about: tuple[NameLine, ...] = ()
    """Whom it concerns, where that is somebody else: they are spoken to, and may undo it."""


@dataclass(frozen=True, slots=True)
class SetUpUndone(RoomOutcome):
    """A hand undid it."""

    by: MemberId
    done: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class SetUpStays(RoomOutcome):
    """A hand came, but the same was changed again since, or cannot be as it was."""

    by: MemberId


@dataclass(frozen=True, slots=True)
class SetUpLasts(RoomOutcome):
    """A hand came after the two days in which it undoes; a command still does."""

    by: MemberId
    command: Usage


# ------------------------------------------------------------------------------ somebody's yes


@dataclass(frozen=True, slots=True)
class YesQuestion(PersonOutcome):
    """A proposal concerns this member: is it well with them?"""

    would: tuple[Part, ...]
    until: datetime
    has_account: bool
    first: NameAsTyped


@dataclass(frozen=True, slots=True)
class NoYesNoted(Outcome):
    """Whom it concerns, and who is not asked otherwise, said something that is no yes."""

    proposal: str


@dataclass(frozen=True, slots=True)
class YesDidNotCome(RoomOutcome):
    """Lapsed: enough were heard, but the yes of whom it concerns is not there."""

    proposal: str
    who: MemberId


@dataclass(frozen=True, slots=True)
class YesIsAwaited(RoomOutcome):
    """The last objection ended, but that yes is not there: everyone is asked once more."""

    proposal: str
    who: MemberId
    closes_at: datetime


# ---------------------------------------------------------------------------------- refusals


class ChangeForm(Enum):
    """The ways to write a change."""

    ALL = "all"
    ROLE = "role"
    END = "end"
    ELECT = "elect"
    SET = "set"
    MEMBER = "member"
    MUTE = "mute"


@dataclass(frozen=True, slots=True)
class ChangeHelp(Outcome):
    """All ways to write a change."""

    usage: Usage
    other: str
    """The command's word in the other language."""


@dataclass(frozen=True, slots=True)
class ChangeUnclear(Refusal):
    """No change can be read in it."""

    typed: str
    form: ChangeForm


@dataclass(frozen=True, slots=True)
class SettingUnknown(Refusal):
    """No setting has this name."""

    typed: str


@dataclass(frozen=True, slots=True)
class SettingImpossible(Refusal):
    """A value that this setting cannot have."""

    line: SettingLine
    """With what it can have in the place of the value."""


@dataclass(frozen=True, slots=True)
class SettingIsSo(Refusal):
    """It has this value already."""

    line: SettingLine


@dataclass(frozen=True, slots=True)
class RoleNameImpossible(Refusal):
    """A role's name is one word, and no command's."""

    typed: str
    longest: int


@dataclass(frozen=True, slots=True)
class PoolWouldBeEmpty(Refusal):
    """Nobody here could have this role."""

    role: RoleName
    pool: Pool


@dataclass(frozen=True, slots=True)
class ElectWhom(Refusal):
    """Who was chosen is missing; these had the role longest ago, or never."""

    role: RoleName
    candidates: tuple[NameLine, ...]


@dataclass(frozen=True, slots=True)
class ElectedAlready(Refusal):
    """The house has chosen them, for as long."""

    role: RoleName
    who: MemberId


@dataclass(frozen=True, slots=True)
class UntilMissing(Refusal):
    """Not to hear of something has an end."""


@dataclass(frozen=True, slots=True)
class UntilUnclear(Refusal):
    """No day can be read in it."""

    typed: str


@dataclass(frozen=True, slots=True)
class UntilThePast(Refusal):
    """That day is today, or past."""

    day: FullDate


@dataclass(frozen=True, slots=True)
class UntilTooFar(Refusal):
    """More than a year."""

    day: FullDate
    latest: FullDate


@dataclass(frozen=True, slots=True)
class MutedAlready(Refusal):
    """The house does not hear of it for as long already."""

    until: date


@dataclass(frozen=True, slots=True)
class KindIsSo(Refusal):
    """They are that already."""

    who: MemberId
    becomes: Kind


@dataclass(frozen=True, slots=True)
class KindNeedsAccount(Refusal):
    """Who has no account lives here, or is not on the list."""

    who: MemberId
    first: NameAsTyped


@dataclass(frozen=True, slots=True)
class LastResident(Refusal):
    """Somebody has to live here."""

    who: MemberId


@dataclass(frozen=True, slots=True)
class NotHere(Refusal):
    """They left."""

    who: MemberId


@dataclass(frozen=True, slots=True)
class YesTakenBack(Refusal):
    """They had said yes, and did not any more when it was to take effect."""

    who: MemberId


@dataclass(frozen=True, slots=True)
class OpenAlready(Refusal):
    """Another proposal about the same is open."""

    proposal: str


@dataclass(frozen=True, slots=True)
class NothingIsMuted(Refusal):
    """The house hears of it."""
