"""The facts of the wheel: once a year the house looks at its own ways (design §5).

What people answer to its five questions is never kept. What they say of a role is, as in the
review of an agreement: `ReviewSaid`, with the role.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from governance.members import MemberId
from governance.role_facts import RoleName


class RoleReviewed(Enum):
    """What a house said of a role when the wheel turned."""

    KEPT = "kept"
    """Whoever answered wants it as it is."""
    CHANGE = "change"
    """Somebody wants it otherwise, and was asked how."""
    END = "end"
    """Somebody wants to do without it, and that was put forward."""
    UNANSWERED = "unanswered"
    """Nobody said anything: it stays."""
    GONE = "gone"
    """The role ended, before anybody could say so here or meanwhile."""


@dataclass(frozen=True, slots=True)
class WheelBegan:
    """The wheel turns: everybody hears why."""

    at: datetime
    is_yearly: bool
    """Its day of the year has come; else the house wanted it now."""


@dataclass(frozen=True, slots=True)
class WheelAsked:
    """One of the standing questions was asked."""

    at: datetime
    question: int
    """Which, from 1."""


@dataclass(frozen=True, slots=True)
class WheelLaidOut:
    """The questions are asked: this is what the house looks at, in this order."""

    at: datetime
    proposals: tuple[int, ...]
    """The structural agreements, each by the number of its proposal."""
    roles: tuple[RoleName, ...]
    """The roles that none of them stands for."""


@dataclass(frozen=True, slots=True)
class AgreementReviewBegan:
    """A structural agreement is looked at; its own facts tell how."""

    at: datetime
    proposal: int


@dataclass(frozen=True, slots=True)
class AgreementReviewOver:
    """The house has looked at it: it stays, has ended, or goes on as a proposal."""

    at: datetime
    proposal: int


@dataclass(frozen=True, slots=True)
class RoleReviewOpened:
    """Everyone on the roll is asked whether to keep, change or end a role."""

    at: datetime
    role: RoleName
    number: int
    """Counts the reviews of roles in a house, from 1; the poll carries it."""
    roll: tuple[MemberId, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class RoleReviewReminded:
    """Who has not answered was reminded, once."""

    at: datetime
    role: RoleName


@dataclass(frozen=True, slots=True)
class RoleReviewOver:
    """The house has looked at a role."""

    at: datetime
    role: RoleName
    how: RoleReviewed
    by: MemberId | None = None
    """Who said first that it is to change or to end; None: nobody did."""


@dataclass(frozen=True, slots=True)
class WheelEnded:
    """All was looked at, and the house heard what came of it."""

    at: datetime


WheelFact: TypeAlias = (
    WheelBegan
    | WheelAsked
    | WheelLaidOut
    | AgreementReviewBegan
    | AgreementReviewOver
    | RoleReviewOpened
    | RoleReviewReminded
    | RoleReviewOver
    | WheelEnded
)
