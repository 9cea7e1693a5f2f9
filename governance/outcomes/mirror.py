"""What the mirror shows: who did what, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.outcomes.base import Outcome, Part
from governance.outcomes.person import NameLine
from governance.role_facts import RoleName


@dataclass(frozen=True, slots=True)
class MirrorLine(Part):
    """A term, or a part of it, that one member had or that was open."""

    role: RoleName
    term: date
    """The day that names the term within its role."""
    since: date
    holder: tuple[NameLine, ...]
    """Nobody, where it was open."""
    is_rest: bool
    """It began in the midst of the term: somebody stood in, or passed it on."""


@dataclass(frozen=True, slots=True)
class MirrorShown(Outcome):
    """Who did what in the last terms of each role, or of one; the lines are in time order."""

    lines: tuple[MirrorLine, ...]


@dataclass(frozen=True, slots=True)
class MirrorPicture(Part):
    """What stands beside the picture of the same, and is read to who cannot see it."""

    key: str
    """Whose initials these are."""
    has_open: bool
    """Some of it nobody had."""
