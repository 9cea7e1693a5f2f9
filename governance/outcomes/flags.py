"""Outcomes of the flags: what was seen, first to those concerned, then to the house.

Thanks before the question, roles and not people, no score; it ends with what anyone can do now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.outcomes.base import RoomOutcome
from governance.outcomes.person import ConfidentialOutcome
from governance.outcomes.roles import RoleNamed
from governance.role_facts import RoleName


@dataclass(frozen=True, slots=True)
class ManyTermsRunning(ConfidentialOutcome):
    """Somebody has a role for more terms in a row than its limit."""

    role: RoleName
    row: int
    """How many in a row this one makes."""
    house_at: datetime
    """When the house is asked, unless they hand over."""


@dataclass(frozen=True, slots=True)
class MuchCarried(ConfidentialOutcome):
    """Somebody is among the few who hold these roles more than chance explains."""

    roles: tuple[RoleNamed, ...]
    house_at: datetime


@dataclass(frozen=True, slots=True)
class RoleWithOne(RoomOutcome):
    """A role stays with one person; the house is asked how it wants that."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class RolesWithFew(RoomOutcome):
    """Some roles were mostly with the same people; the house is asked how it wants that."""

    roles: tuple[RoleNamed, ...]
    example: RoleName
    """One of them, for the command that is shown."""
