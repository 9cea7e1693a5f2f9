"""The facts of a house's roles: what people did and what time did, kept and never changed.

A term is named by its role and the day it starts on. Who was away, new or resting is not kept
here: a fact that gives a term to somebody carries who could have had it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import NewType, TypeAlias

from governance.members import MemberId
from governance.rhythm import Rhythm

RoleName = NewType("RoleName", str)
"""A role's one word; it is also what tells it from the others."""


class Pool(Enum):
    """Who may get a role."""

    RESIDENTS = "residents"
    PROFESSIONALS = "professionals"
    EVERYONE = "everyone"
    """Residents and professionals; a guest has no role."""


class Way(Enum):
    """How a role finds its holder."""

    ROTATION = "rotation"
    """It passes round."""
    VOLUNTEER = "volunteer"
    """Whoever takes it first."""
    ELECTION = "election"
    """Whom the house elects."""


class How(Enum):
    """How somebody came to hold a term, or a part of it."""

    ROTATION = "rotation"
    TAKE = "take"
    """Stood in."""
    SWAP = "swap"
    VOLUNTEER = "volunteer"
    ELECTION = "election"


class WhyPassed(Enum):
    """Why a term went on to somebody else."""

    DECLINED = "declined"
    """They said so; it costs nothing."""
    UNABLE = "unable"
    """They are away, rest, left, or may not hold it any more."""
    UNWILLING = "unwilling"
    """They said that they do not want this role."""


@dataclass(frozen=True, slots=True)
class RoleMade:
    """The house has a role, or has one again that had ended."""

    at: datetime
    role: RoleName
    rhythm: Rhythm
    pool: Pool
    way: Way
    limit: int | None
    """Terms in a row; None: the house's setting."""


@dataclass(frozen=True, slots=True)
class RoleAltered:
    """The role goes on otherwise, from the first day of its rhythm that is not begun or told."""

    at: datetime
    role: RoleName
    rhythm: Rhythm
    pool: Pool
    way: Way
    limit: int | None
    prolonged_until: datetime | None
    """Until when the last term of the old rhythm lasts; None where there is none."""


@dataclass(frozen=True, slots=True)
class RoleEnded:
    """The house has the role no more; its term ends here."""

    at: datetime
    role: RoleName


@dataclass(frozen=True, slots=True)
class Willing:
    """Somebody wants to be asked for this role again."""

    at: datetime
    role: RoleName
    member: MemberId


@dataclass(frozen=True, slots=True)
class Unwilling:
    """Somebody does not want to be asked for this role."""

    at: datetime
    role: RoleName
    member: MemberId


@dataclass(frozen=True, slots=True)
class TermPublished:
    """The house is told who has the next term; once more when they passed it on."""

    at: datetime
    role: RoleName
    day: date
    starts_at: datetime
    ends_at: datetime
    holder: MemberId | None
    """None: it is open."""
    how: How
    mentor: MemberId | None
    eligible: tuple[MemberId, ...]
    """Who shares its credit: who could have had it, who declined it too. Only by rotation."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody passed a term on, before it started or in its midst."""

    at: datetime
    role: RoleName
    day: date
    member: MemberId
    why: WhyPassed


@dataclass(frozen=True, slots=True)
class TermStarted:
    """The published term began, and the one before is over."""

    at: datetime
    role: RoleName
    day: date


@dataclass(frozen=True, slots=True)
class HolderChanged:
    """A term that is told or running got another holder, from `at` on."""

    at: datetime
    role: RoleName
    day: date
    holder: MemberId | None
    how: How
    mentor: MemberId | None


@dataclass(frozen=True, slots=True)
class SwapOffered:
    """The holder of a term asks somebody to have it instead."""

    at: datetime
    role: RoleName
    day: date
    by: MemberId
    to: MemberId
    said_by: MemberId | None = None
    """Who asked it for the holder in the open; None: they asked themselves."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What the holder leaves to the next one, in their words."""

    at: datetime
    role: RoleName
    by: MemberId
    text: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Terms that nobody was told of in time: they were not, up to that of `last`."""

    at: datetime
    role: RoleName
    last: date


@dataclass(frozen=True, slots=True)
class Elected:
    """The house chose somebody by consent."""

    at: datetime
    role: RoleName
    member: MemberId
    until: datetime | None
    """None: until a review."""


@dataclass(frozen=True, slots=True)
class ElectionEnded:
    """Its time is over, or its review did not keep it."""

    at: datetime
    role: RoleName


RoleFact: TypeAlias = (
    RoleMade
    | RoleAltered
    | RoleEnded
    | Willing
    | Unwilling
    | TermPublished
    | Passed
    | TermStarted
    | HolderChanged
    | SwapOffered
    | HandedOver
    | Skipped
    | Elected
    | ElectionEnded
)
