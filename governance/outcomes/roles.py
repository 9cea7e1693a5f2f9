"""Outcomes of roles and their terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from governance.members import MemberId
from governance.outcomes.base import (
    NameAsTyped,
    Outcome,
    Part,
    PersonOutcome,
    Refusal,
    RoomOutcome,
    Usage,
)
from governance.outcomes.house import ChangedOn
from governance.outcomes.person import ConfidentialOutcome, NameLine
from governance.outcomes.shown import ProposalLine
from governance.role_facts import Pool, RoleName, Way


@dataclass(frozen=True, slots=True)
class RoleNamed(Part):
    """A role, on a line of its own."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class TurnPublished(Part):
    """Who has the next term, and who stands by them when no term was theirs yet."""

    role: RoleName
    holder: MemberId
    mentor: tuple[NameLine, ...]
    starts_at: datetime
    is_first: bool
    weeks: int
    """From the start of the last term they had, or stood in for, to this one's.

    Of no meaning for the first.
    """
    offline: tuple[AskThem, ...] = ()
    """Who has it, when they have no account."""


@dataclass(frozen=True, slots=True)
class AskThem(Part):
    """Who has a turn has no account: somebody tells them, and can pass for them."""

    role: RoleName
    holder: MemberId
    first: NameAsTyped


@dataclass(frozen=True, slots=True)
class TurnsTold(RoomOutcome):
    """The terms that start together: who has them, and how to pass."""

    starts_at: datetime
    turns: tuple[TurnPublished | TurnOpen, ...]
    """By the name of the role."""
    held: int
    """How many of them somebody with an account has."""
    offline: tuple[AskThem, ...] = ()
    """Who has one and no account."""


@dataclass(frozen=True, slots=True)
class TurnMovedOn(RoomOutcome):
    """Somebody passed a term on, and this is who has it instead."""

    role: RoleName
    by: MemberId
    holder: MemberId
    mentor: tuple[NameLine, ...]
    is_first: bool
    """They did not have the role before, nor stood in for who had it."""
    starts_at: datetime
    is_running: bool
    """Then the new holder begins at once."""
    term: datetime
    """When the term starts, or started; it names the term within its role."""
    until: datetime
    offline: tuple[AskThem, ...] = ()
    """The new holder, when they have no account."""
    handover: tuple[HandoverLine, ...] = ()
    """What the one before left, when the new holder begins at once and is not told privately."""


@dataclass(frozen=True, slots=True)
class TurnOpen(Part):
    """Nobody has a term: it is there to be taken."""

    role: RoleName
    way: Way
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class HandoverLine(Part):
    """What somebody left to the next one, in their own words."""

    text: str


@dataclass(frozen=True, slots=True)
class ReviewComing(Part):
    """An agreement that will be looked at again soon."""

    agreement: str
    day: date


@dataclass(frozen=True, slots=True)
class YourTermBegins(PersonOutcome):
    """The note for who holds a role from now on."""

    role: RoleName
    until: datetime
    mentor: tuple[NameLine, ...]
    handover: tuple[HandoverLine, ...]
    """What the one before left, if they did."""
    is_chair: bool
    opening: int
    """Which way to begin the chair is told, from 0 to 3."""
    is_start: bool
    """The term begins; else somebody has the rest of it."""
    proposals: tuple[ProposalLine, ...] = ()
    """What is open."""
    reviews: tuple[ReviewComing, ...] = ()


@dataclass(frozen=True, slots=True)
class TermBegins(Part):
    """A term of somebody who has no private room with the bot."""

    role: RoleName
    holder: MemberId
    until: datetime
    mentor: tuple[NameLine, ...]
    handover: tuple[HandoverLine, ...]


@dataclass(frozen=True, slots=True)
class TermsBegin(RoomOutcome):
    """The terms that begin now, of all who have no private room: one short message."""

    terms: tuple[TermBegins, ...]
    is_chair: bool
    """The chair is among them."""
    opening: int
    """Which way to begin the chair is told, from 0 to 3."""
    role: RoleName
    """One of the roles, to show how to hand over."""
    open_count: int
    """How many proposals are open."""
    reviews: tuple[ReviewComing, ...]


@dataclass(frozen=True, slots=True)
class TermsMissed(RoomOutcome):
    """While the bot was down no terms were told; it goes on with the next ones. Told once."""

    roles: tuple[RoleNamed, ...]
    terms: int
    """How many there were, of all these roles together."""


@dataclass(frozen=True, slots=True)
class StandsIn(RoomOutcome):
    """Somebody has a running term from now on."""

    role: RoleName
    holder: MemberId
    before: tuple[NameLine, ...]
    until: datetime
    handover: tuple[HandoverLine, ...] = ()
    """What the one before left, when the new holder is not told privately."""


@dataclass(frozen=True, slots=True)
class TurnTaken(RoomOutcome):
    """Somebody has the open next term."""

    role: RoleName
    holder: MemberId
    mentor: tuple[NameLine, ...]
    is_first: bool
    """They did not have the role before, nor stood in for who had it."""
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class SwapQuestion(PersonOutcome):
    """The holder asks somebody to have their turn; they answer with the same command."""

    role: RoleName
    by: MemberId
    starts_at: datetime
    until: datetime
    is_running: bool
    """Then it is about the rest of the turn, at once."""
    is_offline: bool
    """Who is asked has no account: somebody answers for them."""
    first: NameAsTyped
    """Who is asked."""


@dataclass(frozen=True, slots=True)
class SwapWasAsked(Outcome):
    """Who is to have the turn instead was asked."""

    role: RoleName
    member: MemberId


@dataclass(frozen=True, slots=True)
class Swapped(RoomOutcome):
    """Both want it: somebody has the turn of another."""

    role: RoleName
    holder: MemberId
    before: MemberId
    starts_at: datetime
    until: datetime
    is_running: bool
    """Then the new holder begins at once."""
    handover: tuple[HandoverLine, ...] = ()
    """What the one before left, when the new holder begins at once and is not told privately."""


@dataclass(frozen=True, slots=True)
class PauseQuestion(ConfidentialOutcome):
    """Somebody declined three times in a row: would they rather not be asked for a while?"""

    role: RoleName


@dataclass(frozen=True, slots=True)
class HandoverKept(Outcome):
    """It is read to the next holder."""

    role: RoleName
    is_read: bool
    """At once: the next one has begun."""


@dataclass(frozen=True, slots=True)
class HandoverRead(PersonOutcome):
    """What the one before leaves, to who has begun already."""

    role: RoleName
    by: MemberId
    text: str


@dataclass(frozen=True, slots=True)
class RoleSaidFor(RoomOutcome):
    """What somebody said for a member without an account, about a turn; and what came of it."""

    member: MemberId
    by: MemberId
    answer: Outcome


@dataclass(frozen=True, slots=True)
class SpokenWilling(RoomOutcome):
    """Somebody said for a member without an account whether they are asked for a role."""

    role: RoleName
    member: MemberId
    by: MemberId
    is_willing: bool
    first: NameAsTyped
    """The member's, to say the opposite."""


@dataclass(frozen=True, slots=True)
class SpokenHandover(RoomOutcome):
    """Somebody passed on what a member without an account leaves to the next one."""

    role: RoleName
    member: MemberId
    by: MemberId
    text: str


@dataclass(frozen=True, slots=True)
class WillingNoted(Outcome):
    """They are asked for this role."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class UnwillingNoted(Outcome):
    """They are not asked for this role any more."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class RoleIsMade(RoomOutcome):
    """The house has a new role."""

    role: RoleName
    every: int
    way: Way
    pool: Pool
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class RoleIsAltered(RoomOutcome):
    """A role goes on otherwise, from the next term that is not told yet."""

    role: RoleName
    every: int
    way: Way
    pool: Pool
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class RoleIsOver(RoomOutcome):
    """The house has a role no more."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class HoldsByElection(RoomOutcome):
    """The house chose who has a role."""

    role: RoleName
    holder: MemberId
    until: datetime
    has_end: bool


@dataclass(frozen=True, slots=True)
class ElectionIsOver(RoomOutcome):
    """The time is over for which somebody was elected."""

    role: RoleName
    before: MemberId
    holder: tuple[NameLine, ...]
    """Who has the rest of the term; nobody, where it is open."""


@dataclass(frozen=True, slots=True)
class RoleUnknown(Refusal):
    """The house has no such role."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class RhythmOutOfRange(Refusal):
    """Terms shorter or longer than they may be, in weeks."""

    weeks: int
    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class LimitOutOfRange(Refusal):
    """A limit to the terms in a row that cannot be."""

    limit: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class RoleIsSo(Refusal):
    """The role is like that already."""

    role: RoleName


@dataclass(frozen=True, slots=True)
class DateIsPast(Refusal):
    """An election until a day that is over."""

    until: datetime


@dataclass(frozen=True, slots=True)
class NotInThePool(Refusal):
    """Somebody may not get this role."""

    role: RoleName
    who: MemberId
    pool: Pool


@dataclass(frozen=True, slots=True)
class AwayThen(Refusal):
    """Somebody is away at that time, and said so."""

    role: RoleName
    who: MemberId


@dataclass(frozen=True, slots=True)
class HoldsAnother(Refusal):
    """Somebody has another role at that time."""

    role: RoleName
    who: MemberId
    other: RoleName


@dataclass(frozen=True, slots=True)
class OverTheLimit(Refusal):
    """A swap would make somebody hold a role too often in a row."""

    role: RoleName
    who: MemberId
    limit: int


@dataclass(frozen=True, slots=True)
class SwapTakesTwo(Refusal):
    """One person asked for a swap and says yes to it: somebody else is to speak for the other."""

    role: RoleName
    member: MemberId
    """Who has no account."""
    first: NameAsTyped
    """The same."""
    other: NameAsTyped
    """With whom they swap."""
    is_answer: bool
    """The yes is theirs; else it is they who ask."""


@dataclass(frozen=True, slots=True)
class NotYourTurn(Refusal):
    """Somebody else has this term, or nobody."""

    role: RoleName
    holder: tuple[NameLine, ...]


@dataclass(frozen=True, slots=True)
class NothingToHandOver(Refusal):
    """Who leaves a word to the next one has had no turn of late."""

    role: RoleName
    holder: tuple[NameLine, ...]
    """Who has it now; nobody, where it is open."""


@dataclass(frozen=True, slots=True)
class HasItAlready(Refusal):
    """Who is to have it has it."""

    role: RoleName
    who: MemberId


@dataclass(frozen=True, slots=True)
class NothingToTake(Refusal):
    """No term of this role runs or is open; the next one may be told to somebody."""

    role: RoleName
    holder: tuple[NameLine, ...]
    starts_at: datetime


# ------------------------------------------------------------------------------ what is shown


class RoleState(Enum):
    """How a role stands now."""

    HELD = "held"
    OPEN = "open"
    """Nobody has it."""
    NONE = "none"
    """No term of it runs yet."""


@dataclass(frozen=True, slots=True)
class RoleShown(Part):
    """One role: who has it, who is next, and who may follow."""

    role: RoleName
    every: int
    state: RoleState
    holder: tuple[NameLine, ...]
    until: datetime
    mentor: tuple[NameLine, ...]
    is_told: bool
    """The next term was told to the house; else it is what is likely."""
    following: tuple[NameLine, ...]
    """Who has the next term; nobody, where it is open."""
    starts_at: datetime
    has_next: bool
    after: tuple[NameLine, ...]
    """Who is likely to have the one after that."""
    way: Way


@dataclass(frozen=True, slots=True)
class RolesShown(Outcome):
    """All roles of the house."""

    roles: tuple[RoleShown, ...]


class Because(Enum):
    """Why somebody is next."""

    LONG_AGO = "long_ago"
    """They had it longest ago, or almost."""
    NEVER = "never"
    """They never had it."""
    ELECTED = "elected"
    CHOSE = "chose"
    """They took it."""
    NOBODY = "nobody"
    """Nobody who can has it."""


class WhatElse(Enum):
    """What else there is to say about it."""

    LONGEST = "longest"
    """Nobody else who could waited longer."""
    OWED = "owed"
    """Others waited longer for this role; over all roles together it is their turn."""
    ALONE = "alone"
    """Nobody else could."""


@dataclass(frozen=True, slots=True)
class WhyThisOne(Part):
    """Why the next one is next, in plain words."""

    role: RoleName
    holder: MemberId
    because: Because
    last_held: date
    terms: int
    """Terms of it since."""
    others: int
    """How many others could have had it."""
    but: WhatElse
    way: Way
    has_passed: bool
    """Somebody who was to have it passed; who, is nobody's business."""


class WhatOfRole(Enum):
    """What the house did with a role."""

    MADE = "made"
    ALTERED = "altered"
    ENDED = "ended"
    ELECTED = "elected"
    """Chose who has it."""
    NOT_ELECTED = "not_elected"
    """Let it go its own way again."""


@dataclass(frozen=True, slots=True)
class RoleChangedOn(Part):
    """When the house did something with a role, and by which agreement."""

    what: WhatOfRole
    on: ChangedOn


@dataclass(frozen=True, slots=True)
class RoleExplained(Outcome):
    """One role, and why the next one is next."""

    shown: RoleShown
    why: tuple[WhyThisOne, ...]
    changed: tuple[RoleChangedOn, ...] = ()


# ------------------------------------------------------------------- what cannot be understood


@dataclass(frozen=True, slots=True)
class NoRoles(Refusal):
    """The house has no roles."""


@dataclass(frozen=True, slots=True)
class NoSuchRole(Refusal):
    """What was typed is no role of this house."""

    typed: str
    roles: tuple[RoleNamed, ...]


@dataclass(frozen=True, slots=True)
class WhichRole(Refusal):
    """The house has several roles, and none was named."""

    roles: tuple[RoleNamed, ...]
    usage: Usage


@dataclass(frozen=True, slots=True)
class WhichTurn(Refusal):
    """Who passes has several turns."""

    roles: tuple[RoleNamed, ...]
    usage: Usage


@dataclass(frozen=True, slots=True)
class NoTurn(Refusal):
    """Who passes has no turn."""
