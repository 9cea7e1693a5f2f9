"""How a command is declared: one row gives its words, its arguments, its permission, its help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from governance.members import MemberId
from governance.proposals import Proposal

if TYPE_CHECKING:
    from commands.turn import Turn


class Arg(Enum):
    """What may come after a command's word."""

    TEXT = "text"
    """The rest of the message; needed, and of limited length."""
    REASON = "reason"
    """The rest of the message; may be left out."""
    PROPOSAL = "proposal"
    """`P3`; may be left out where only one can be meant."""
    PROPOSAL_OR_AGREEMENT = "proposal-or-agreement"
    """`P3` or `A3`; may be left out where only one proposal can be meant."""
    WORDS = "words"
    """What to look for; may be left out."""
    NOTE = "note"
    """Words that nobody asked for but that are not thrown away; not shown in help."""
    DURATION = "duration"
    """`2 days`, `36 uur`; may be left out."""
    LANGUAGE = "language"
    """`en` or `nl`; needed."""
    OBJECTOR = "objector"
    """`@name`; may be left out."""
    COMMAND = "command"
    """Another command's word, or `all`; may be left out."""


NEEDED = frozenset({Arg.TEXT, Arg.LANGUAGE})
"""What cannot be left out."""


class Who(Enum):
    """Who may give a command; being asked in a round is the rules' matter."""

    ANYONE = "anyone"
    RESIDENT = "resident"


@dataclass(frozen=True, slots=True)
class Said:
    """A command as it was read: the values of its arguments."""

    command: Command
    number: int | None = None
    """Of the proposal that is meant."""
    text: str = ""
    duration: timedelta | None = None
    objector: MemberId | None = None


Handler = Callable[["Turn", Said], Awaitable[None]]
Meant = Callable[[Proposal, MemberId], bool]


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the table."""

    key: str
    """Its name in the code; also its English word."""
    nl: str
    run: Handler = field(repr=False)
    args: tuple[Arg, ...] = ()
    who: Who = Who.RESIDENT
    meant: Meant | None = field(default=None, repr=False)
    """Which proposals could be meant when the number is left out."""
    is_first: bool = False
    """Among the twelve that `!help` shows."""

    @property
    def en(self) -> str:
        """Its English word."""
        return self.key

    def word(self, language: str) -> str:
        """Its word in a language."""
        return self.nl if language == "nl" else self.en
