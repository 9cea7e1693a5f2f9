"""The facts of the flags: who was there, what was seen, and who was told (fairness §2).

The evidence itself is never kept: it follows from the terms and from who was present, in
`hardening.py`. What is kept is what cannot be found out again later, and what people were told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeAlias

from governance.members import MemberId
from governance.role_facts import RoleName


class FlagKind(Enum):
    """What a flag is about; the values are those of the export."""

    TERM_LIMIT = "term_limit"
    """Somebody has a role for more terms in a row than its limit. Certain."""
    CONCENTRATION = "concentration"
    """The same people hold the roles more than chance explains. Statistical."""


class WhySettled(Enum):
    """Why the house is not told of a flag."""

    HANDED_OVER = "handed_over"
    """Somebody concerned handed over, passed or swapped within the private hours."""
    ROLE_ENDED = "role_ended"
    """The house has none of its roles any more."""
    MUTED = "muted"
    """The house agreed not to hear of it until a date."""


@dataclass(frozen=True, slots=True)
class ResidentsPresent:
    """Who lived here and was neither away nor resting when a term started: the members' lens.

    The same people as on the roll of a round (`roll_of`), willing or not, newcomer or not: that
    some never hold a role because they do not want to must be seen. Absences are forgotten when
    they end, so it is written down at the start.
    """

    at: datetime
    role: RoleName
    day: date
    """With the role it names the term."""
    present: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True)
class FlagRaised:
    """Something was seen; those concerned are told at once, privately."""

    at: datetime
    number: int
    """Counts the flags of a house, from 1."""
    kind: FlagKind
    roles: tuple[RoleName, ...]
    members: tuple[MemberId, ...]
    """Who is told privately; for `concentration` it may be nobody."""
    term: int = 0
    """`term_limit`: the how manieth term of the role it was, open ones counted."""
    row: int = 0
    """`term_limit`: how many in a row it made."""
    look: datetime | None = None
    """`concentration`: the look that it came from."""


@dataclass(frozen=True, slots=True)
class FlagToldHouse:
    """The room was asked how it wants to share the roles of this flag."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class FlagSettled:
    """The room will not be told of this flag."""

    at: datetime
    number: int
    why: WhySettled


@dataclass(frozen=True, slots=True)
class FlagsMuted:
    """The house agreed that no flag is raised or told until then; terms are looked at all along."""

    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class FlagsUnmuted:
    """The house hears of flags again, sooner than it had agreed."""

    at: datetime


FlagFact: TypeAlias = (
    ResidentsPresent | FlagRaised | FlagToldHouse | FlagSettled | FlagsMuted | FlagsUnmuted
)
