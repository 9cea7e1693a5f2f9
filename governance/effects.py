"""What a structural proposal does when it comes into force: one effect each (design §3 rule 13).

An effect is data: it is kept with the version that proposes it, and runs once (`commands/`). Every
kind has a tag, so that a stored one is read back as what it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from governance.members import Kind, MemberId
from governance.rhythm import moment
from governance.role_facts import Pool, RoleName, Way

MORNING = time(9)
"""House time at which something ends that was until a day."""


@dataclass(frozen=True, slots=True)
class MakeRole:
    """The house has this role; what is None stays as it is, or is as roles usually are."""

    role: RoleName
    every: int | None = None
    weekday: int | None = None
    """Monday is 0."""
    clock: time | None = None
    way: Way | None = None
    pool: Pool | None = None
    limit: int | None = None
    """Terms in a row; only as an undoing."""
    kind: Literal["role"] = "role"


@dataclass(frozen=True, slots=True)
class EndRole:
    """The house has this role no more."""

    role: RoleName
    kind: Literal["end_role"] = "end_role"


@dataclass(frozen=True, slots=True)
class Elect:
    """The house chooses who has a role."""

    role: RoleName
    member: MemberId
    until: date | None = None
    """None: until the review of what was agreed."""
    kind: Literal["elect"] = "elect"


@dataclass(frozen=True, slots=True)
class EndElection:
    """Nobody is chosen for this role any more; only as an undoing, or when a review kept none."""

    role: RoleName
    kind: Literal["end_election"] = "end_election"


@dataclass(frozen=True, slots=True)
class SetSetting:
    """A setting of the house gets another value."""

    name: str
    value: int | float | str
    kind: Literal["setting"] = "setting"


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """Somebody is something else to the house: lives here, works here, or is a guest."""

    member: MemberId
    becomes: Kind
    kind: Literal["member"] = "member"


@dataclass(frozen=True, slots=True)
class MuteFlags:
    """Until that day the house does not hear that the same few hold the roles."""

    until: date
    kind: Literal["mute"] = "mute"


@dataclass(frozen=True, slots=True)
class UnmuteFlags:
    """It hears of it again; only as an undoing, or when a review kept no mute."""

    kind: Literal["unmute"] = "unmute"


@dataclass(frozen=True, slots=True)
class TurnWheel:
    """The yearly reinvention begins."""

    kind: Literal["wheel"] = "wheel"


Effect: TypeAlias = (
    MakeRole
    | EndRole
    | Elect
    | EndElection
    | SetSetting
    | ChangeKind
    | MuteFlags
    | UnmuteFlags
    | TurnWheel
)


def concerned(effect: Effect | None) -> MemberId | None:
    """Whose own yes it takes; None: it concerns nobody in person."""
    return effect.member if isinstance(effect, Elect | ChangeKind) else None


def ends_at(effect: Effect | None, zone: ZoneInfo) -> datetime | None:
    """When what it brings is over by itself; None: not."""
    if isinstance(effect, Elect | MuteFlags) and effect.until is not None:
        return moment(effect.until, MORNING, zone)
    return None


def ends_unkept(effect: Effect | None) -> bool:
    """What it brings ends when nobody answers in its review (rule 14)."""
    return isinstance(effect, Elect | MuteFlags)


def collide(one: Effect, other: Effect) -> bool:
    """Both are about the same setting, role or person, so that one could undo the other."""
    if {*_things(one)} & {*_things(other)}:
        return True
    who = {concerned(one), concerned(other)}
    is_kind = isinstance(one, ChangeKind) or isinstance(other, ChangeKind)
    return is_kind and len(who) == 1 and None not in who


def _things(effect: Effect) -> Iterator[tuple[str, object]]:
    match effect:
        case MakeRole() | EndRole() | Elect() | EndElection():
            yield "role", effect.role
        case SetSetting(name=name):
            yield "setting", name
        case ChangeKind(member=member):
            yield "member", member
        case MuteFlags() | UnmuteFlags():
            yield "flags", None
        case TurnWheel():
            yield "wheel", None
