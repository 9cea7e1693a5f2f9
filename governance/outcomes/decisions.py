"""The lines of a house's log: what it agreed, what is open, and how all of it came to be.

They are read in a file, long after: every day has its year, and nothing asks to be typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from governance.facts import ProposalKind
from governance.members import MemberId
from governance.outcomes.base import HowSaid, Outcome, Part, Refusal
from governance.outcomes.changes import RoleForm
from governance.outcomes.person import NameLine
from governance.outcomes.roles import RoleState
from governance.proposals import ObjectionState, State
from governance.role_facts import How, RoleName

# ------------------------------------------------------------------------------ asked in the chat


class ExportForm(Enum):
    """As what kind of file a house takes its decisions along; the values are what people type."""

    JSON = "json"
    MD = "md"
    CSV = "csv"
    ICS = "ics"


@dataclass(frozen=True, slots=True)
class ExportMade(Outcome):
    """The house's decisions go with this, as a file."""

    form: ExportForm


@dataclass(frozen=True, slots=True)
class ExportFormUnknown(Refusal):
    """A kind of file that there is not."""

    typed: str


# ------------------------------------------------------------------------------- the whole of it


class LogSection(Enum):
    """The parts of the log, in their order."""

    IN_FORCE = "in_force"
    OPEN = "open"
    DECIDED = "decided"
    ROLES = "roles"
    TURNS = "turns"
    REQUESTS = "requests"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class LogTitle(Part):
    """Of which house it is."""

    house: str


@dataclass(frozen=True, slots=True)
class LogAbout(Part):
    """From when it is, and how to read it."""

    made_on: date


@dataclass(frozen=True, slots=True)
class LogHeading(Part):
    """What a part of the log is about."""

    section: LogSection


@dataclass(frozen=True, slots=True)
class LogNothing(Part):
    """There is nothing in this part."""

    section: LogSection


# --------------------------------------------------------------------------------- what holds now


class WhatComes(Enum):
    """What becomes of an agreement that holds."""

    REVIEW = "review"
    """It is looked at again."""
    TRIAL = "trial"
    """It is seen whether to keep it."""
    END = "end"
    """It ends by itself."""
    URGENT = "urgent"
    """It ends unless a round keeps it."""
    NOW = "now"
    """It is being looked at."""
    OVERDUE = "overdue"
    """Its day came, and nobody said anything."""


@dataclass(frozen=True, slots=True)
class LogAgreed(Part):
    """An agreement's number, and since when it holds."""

    agreement: str
    since: date


@dataclass(frozen=True, slots=True)
class LogStanding(Part):
    """Where it came from, and what comes."""

    proposal: str
    member: MemberId
    what: WhatComes
    review: date


@dataclass(frozen=True, slots=True)
class LogConcerns(Part):
    """The words that follow go along with an agreement."""

    count: int


@dataclass(frozen=True, slots=True)
class LogByVoice(Part):
    """In the place of words that were spoken in."""


# ------------------------------------------------------------------------------- of one proposal


@dataclass(frozen=True, slots=True)
class LogProposal(Part):
    """Its number, and what kind of thing it is."""

    proposal: str
    kind: ProposalKind


@dataclass(frozen=True, slots=True)
class LogInPlaceOf(Part):
    """What it would take the place of, or end."""

    agreement: str
    is_end: bool


@dataclass(frozen=True, slots=True)
class LogPutForward(Part):
    """Who put it forward, and when."""

    member: MemberId
    on: date


@dataclass(frozen=True, slots=True)
class LogGoesOn(Part):
    """Who goes on with it, because who put it forward left."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class LogEarlier(Part):
    """An earlier text of it follows."""

    number: int
    on: date


@dataclass(frozen=True, slots=True)
class LogHeard(Part):
    """How many were heard on the last text, and what they said."""

    heard: int
    asked: int
    consent: int
    concern: int
    objection: int
    aside: int


@dataclass(frozen=True, slots=True)
class LogObjection(Part):
    """An objection, and how it ended."""

    member: MemberId
    version: int
    state: ObjectionState
    reason: str
    words: HowSaid


@dataclass(frozen=True, slots=True)
class LogStands(Part):
    """Where it stands, or how it ended without an agreement."""

    state: State
    on: date
    """Of what runs, until when; of what is over, since when."""


class Course(Enum):
    """How it went with an agreement."""

    SETTLING = "settling"
    HOLDS = "holds"
    DONE = "done"
    """It ended on the day on which it began: to end another one was all it was for."""
    ENDED = "ended"
    NEVER_HELD = "never_held"
    """An objection in the grace."""


@dataclass(frozen=True, slots=True)
class LogBecame(Part):
    """What it became."""

    agreement: str
    course: Course
    since: date
    """Since when it held; else when it was agreed."""
    until: date


@dataclass(frozen=True, slots=True)
class LogFromTheTable(Part):
    """Who told it from the table."""

    member: MemberId


# ----------------------------------------------------------------- roles, requests, what changed


@dataclass(frozen=True, slots=True)
class LogRole(Part):
    """A role, who has it, and who is next."""

    role: RoleName
    form: RoleForm
    state: RoleState
    holder: tuple[NameLine, ...]
    until: date
    following: tuple[NameLine, ...]
    """Who was told for the next turn; nobody, where that is open or was not told."""


@dataclass(frozen=True, slots=True)
class LogRoleEnded(Part):
    """A role that the house had."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class LogTurn(Part):
    """What one holder had of a turn in a role; nobody: it was open."""

    role: RoleName
    since: date
    until: date
    holder: tuple[NameLine, ...]
    how: How
    mentor: tuple[NameLine, ...]


@dataclass(frozen=True, slots=True)
class LogAsked(Part):
    """Who asked the organisation for it, and when; of an agreement its number, else nothing."""

    member: MemberId
    on: date
    agreement: str
    has_agreement: bool


@dataclass(frozen=True, slots=True)
class LogPromised(Part):
    """By when there is an answer."""

    member: MemberId
    due: date
    text: str
    has_text: bool


@dataclass(frozen=True, slots=True)
class LogNoAnswer(Part):
    """There is none yet."""


@dataclass(frozen=True, slots=True)
class LogAnswered(Part):
    """The answer follows."""

    member: MemberId
    on: date
