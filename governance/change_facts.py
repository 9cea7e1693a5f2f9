"""The facts of what a house changed in its own structure: what ran, and what could not.

Their subject is `C`. An effect runs once, in the transaction in which what it rests on comes into
force; the fact of it is the proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from governance.effects import Effect
from governance.members import MemberId


@dataclass(frozen=True, slots=True)
class ChangeMade:
    """The house is otherwise from here on."""

    at: datetime
    number: int
    """Counts the changes of a house, from 1."""
    effect: Effect
    typed: str
    """As somebody typed it, with members as `mentioned.py` keeps them."""
    agreement: int | None
    """The agreement it rests on; None: it was made while the house set itself up, or undone."""
    undo: Effect | None
    """What makes it as it was; None where nothing can."""
    by: MemberId | None = None
    """Who made it without an agreement."""
    undoes: int | None = None
    """The change that this one undoes."""


@dataclass(frozen=True, slots=True)
class ChangeVoid:
    """It came into force, and there was nothing to change any more."""

    at: datetime
    effect: Effect
    typed: str
    agreement: int


ChangeFact: TypeAlias = ChangeMade | ChangeVoid
