"""Outcomes of the wheel: the yearly questions, what is looked at, and what came of it.

What people answer to the questions is theirs: nothing of it comes back here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from governance.facts import Answer
from governance.members import MemberId
from governance.outcomes.base import (
    NameAsTyped,
    Outcome,
    Part,
    PersonOutcome,
    Refusal,
    RoomOutcome,
)
from governance.outcomes.roles import RoleNamed
from governance.role_facts import RoleName


class Topic(Enum):
    """The five standing questions, in the order in which they are asked."""

    CORE_GROUP = "core_group"
    PLACE = "place"
    RULES = "rules"
    ROLES = "roles"
    LIKENESS = "likeness"


@dataclass(frozen=True, slots=True)
class WheelBegins(RoomOutcome):
    """The wheel turns: why, and what comes."""

    is_yearly: bool
    """Else the house agreed on it."""
    first_at: datetime
    """When the first question comes."""


@dataclass(frozen=True, slots=True)
class WheelIsWanted(Part):
    """The house wants the wheel to turn; the opening follows."""


@dataclass(frozen=True, slots=True)
class WheelTurnsAlready(Part):
    """The house agreed that the wheel turns, and it does already."""


@dataclass(frozen=True, slots=True)
class WheelQuestion(RoomOutcome):
    """One of the standing questions; people just reply."""

    topic: Topic


@dataclass(frozen=True, slots=True)
class AskAboutRole(Part):
    """Who is asked has no account: somebody asks them, and can answer for them."""

    member: MemberId
    first: NameAsTyped


@dataclass(frozen=True, slots=True)
class RoleReviewStarts(RoomOutcome):
    """The house looks at a role."""

    role: RoleName
    until: datetime
    number: int
    """Which of the house's reviews of roles it is; who answers this message means that."""
    offline: tuple[AskAboutRole, ...]
    """Who is asked and has no account."""


@dataclass(frozen=True, slots=True)
class RoleReviewGoesOn(RoomOutcome):
    """Half of the time is over, and some have not answered."""

    role: RoleName
    unheard: int
    until: datetime


@dataclass(frozen=True, slots=True)
class RoleReviewQuestion(Part):
    """The question of the poll on a role; its answers are those of any review."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class RoleReviewClosed(Part):
    """What stands under that poll when it ended."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class RolePollMended(RoomOutcome):
    """Somebody else ended that poll; a new one follows."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class RolePollLeftEnded(RoomOutcome):
    """Somebody else ended it again: from now on words do."""

    role: RoleName
    until: datetime


@dataclass(frozen=True, slots=True)
class RoleReviewNoted(Outcome):
    """What somebody said of a role was heard."""

    role: RoleName
    answer: Answer


@dataclass(frozen=True, slots=True)
class SpokenOfRole(RoomOutcome):
    """Somebody said in the open what a member without an account thinks of a role."""

    role: RoleName
    number: int
    member: MemberId
    by: MemberId
    answer: Answer


@dataclass(frozen=True, slots=True)
class SpokenOfRoleUndone(RoomOutcome):
    """Somebody said that it is not so."""

    role: RoleName
    member: MemberId


@dataclass(frozen=True, slots=True)
class RoleReviewIsOver(Refusal):
    """A word on a role that nobody is asked about any more."""


@dataclass(frozen=True, slots=True)
class RoleStays(RoomOutcome):
    """Nobody wants a role otherwise."""

    role: RoleName
    is_answered: bool
    """Somebody said so; else nobody said anything."""


@dataclass(frozen=True, slots=True)
class RoleIsDiscussed(RoomOutcome):
    """Somebody wants to do without a role, and a proposal about it is open already."""

    role: RoleName
    proposal: str


@dataclass(frozen=True, slots=True)
class RoleChangeAsked(PersonOutcome):
    """Who said first that a role is to change is asked how."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class AgreementNamed(Part):
    """An agreement, on a line of its own."""

    agreement: str
    text: str
    agreed: tuple[Part, ...]
    """What it made of the house itself."""


@dataclass(frozen=True, slots=True)
class ProposalNamed(Part):
    """A proposal that is still being decided, on a line of its own."""

    proposal: str


@dataclass(frozen=True, slots=True)
class WheelDay(Part):
    """When the wheel turns again."""

    day: date


@dataclass(frozen=True, slots=True)
class WheelIsRound(RoomOutcome):
    """All was looked at: what came of it, and when the wheel turns again."""

    stayed: tuple[RoleNamed | AgreementNamed, ...]
    changed: tuple[RoleNamed | AgreementNamed, ...]
    ended: tuple[RoleNamed | AgreementNamed, ...]
    deciding: tuple[ProposalNamed, ...]
    """What goes on as proposals."""
    again: tuple[WheelDay, ...]
    """None, as long as the house has not agreed on anything."""
