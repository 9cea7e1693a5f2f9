"""How a command is declared: one row gives its words, its arguments, its permission, its help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from governance.facts import Answer
from governance.members import Member, MemberId
from governance.proposals import Proposal
from governance.role_facts import RoleName
from governance.ruling import Change

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
    AGREEMENT = "agreement"
    """`A3`; may be left out where only one is looked at again."""
    ANSWER = "answer"
    """`keep`, `change` or `end`."""
    OUTCOME = "outcome"
    """`adopt` or `withdraw`."""
    WORDING = "wording"
    """The rest of the message as a new text, of limited length; may be left out."""
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
    UNTIL = "until"
    """`until friday`, `tot 3 december`; may be left out."""
    MEMBER_ACT = "member-act"
    """`add Jan`, `weg Jan`, `link Jan @jan`; needed."""
    NAME = "name"
    """Somebody's name; may be left out."""
    SPOKEN = "spoken"
    """The name of who has no account, and a command for them; needed."""
    PERSON = "person"
    """`@name`, needed; what comes after it is left for the next."""
    WHY = "why"
    """The rest of the message as a reason; needed."""
    ROLE = "role"
    """A role's name; may be left out where the house has one."""
    ROLE_MAYBE = "role-maybe"
    """A role's name; may be left out."""
    ROLE_OR_PROPOSAL = "role-or-proposal"
    """A role's name, or `P3`."""
    WITH = "with"
    """`@name`; needed."""
    REQUEST = "request"
    """`R3`; may be left out where only one waits for an answer."""
    ANY_NUMBER = "any-number"
    """`P3`, `A3` or `R3`; may be left out where only one proposal can be meant."""
    BY_WHEN = "by-when"
    """A date, and what is said with it; needed."""
    REQUESTED = "requested"
    """What is asked of the organisation, in words or by `A3`; needed."""
    FORM = "form"
    """`json`, `md`, `csv` or `ics`; may be left out."""
    COMMAND = "command"
    """Another command's word, or `all`; may be left out."""
    SURE = "sure"
    """`yes`; may be left out."""
    CHANGE = "change"
    """What is to be otherwise in the house itself; needed."""


OWN_WORDS = frozenset({Arg.TEXT, Arg.WHY, Arg.BY_WHEN, Arg.REQUESTED})
"""Where people write what they have to say."""

NEEDED = frozenset(
    {
        Arg.TEXT,
        Arg.WHY,
        Arg.PERSON,
        Arg.LANGUAGE,
        Arg.MEMBER_ACT,
        Arg.SPOKEN,
        Arg.ROLE,
        Arg.ROLE_OR_PROPOSAL,
        Arg.WITH,
        Arg.BY_WHEN,
        Arg.REQUESTED,
        Arg.CHANGE,
    }
)
"""What cannot be left out."""


NUMBERS = frozenset(
    {
        Arg.PROPOSAL,
        Arg.PROPOSAL_OR_AGREEMENT,
        Arg.AGREEMENT,
        Arg.ANY_NUMBER,
        Arg.REQUEST,
        Arg.ANSWER,
        Arg.OUTCOME,
    }
)
"""What help shows as if it were needed, because without it one thing alone must be meant."""


REFS = frozenset(
    {
        Arg.PROPOSAL,
        Arg.PROPOSAL_OR_AGREEMENT,
        Arg.AGREEMENT,
        Arg.ANY_NUMBER,
        Arg.REQUEST,
    }
)
"""What is said by its number."""


NAMED = frozenset({Arg.ROLE, Arg.ROLE_MAYBE, Arg.ROLE_OR_PROPOSAL})
"""What names a role, or may."""


class FromTable(Enum):
    """What may come of a talk at the table."""

    ADOPT = "adopt"
    WITHDRAW = "withdraw"


class Who(Enum):
    """Who may give a command; being asked in a round is the rules' matter."""

    ANYONE = "anyone"
    RESIDENT = "resident"
    ASKED = "asked"
    """Residents, and whom an open proposal is about."""
    PROFESSIONAL = "professional"


@dataclass(frozen=True, slots=True)
class Said:
    """A command as it was read: the values of its arguments."""

    command: Command
    number: int | None = None
    """Of the proposal that is meant."""
    agreement: int | None = None
    """The agreement's number, where that was typed."""
    request: int | None = None
    """Of the request to the organisation that is meant."""
    answer: Answer | None = None
    """What is said in a review."""
    outcome: FromTable | None = None
    """What came of a talk at the table."""
    text: str = ""
    duration: timedelta | None = None
    objector: MemberId | None = None
    person: MemberId | None = None
    """Whom it is about."""
    until: date | None = None
    role: RoleName | None = None
    member: Member | None = None
    """For whom it is said."""
    inner: Said | None = None
    """What is said for them."""
    change: Change | None = None
    """What would be otherwise in the house itself; `text` is how it was typed."""


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
    is_open: bool = False
    """It is done where everybody reads it, or not at all."""
    is_private: bool = False
    """Said to the bot alone; in the room it is not read."""
    is_own: bool = False
    """About who gives it, in all their houses; said to the bot alone."""
    is_first: bool = False
    """Among the twelve that `!help` shows."""

    @property
    def en(self) -> str:
        """Its English word."""
        return self.key

    def word(self, language: str) -> str:
        """Its word in a language."""
        return self.nl if language == "nl" else self.en
