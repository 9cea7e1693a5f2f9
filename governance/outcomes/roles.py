"""Outcomes of roles and their terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from governance.members import MemberId
from governance.outcomes.base import Audience, Outcome, Refusal, RoomOutcome
from governance.role_facts import Pool, RoleName, Way


@dataclass(frozen=True, slots=True)
class TurnPublished(RoomOutcome):
    """Who has the next term, and who stands by them when it is their first."""

    role: RoleName
    holder: MemberId
    mentor: MemberId | None
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class TurnMovedOn(RoomOutcome):
    """Somebody passed a term on, and this is who has it instead."""

    role: RoleName
    by: MemberId
    holder: MemberId
    mentor: MemberId | None
    starts_at: datetime
    """When the new holder begins: now, when the term runs already."""


@dataclass(frozen=True, slots=True)
class TurnOpen(RoomOutcome):
    """Nobody has a term: it is there to be taken."""

    role: RoleName
    way: Way
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class YourTermBegins(Outcome):
    """The note for who holds a role from now on."""

    audience: ClassVar[Audience] = Audience.PERSON
    member: MemberId
    role: RoleName
    until: datetime
    mentor: MemberId | None
    handover: str | None


@dataclass(frozen=True, slots=True)
class TermsMissed(RoomOutcome):
    """While the bot was down no terms were told; it goes on with the next ones. Told once."""

    roles: tuple[RoleName, ...]
    terms: int
    """How many there were, of all these roles together."""


@dataclass(frozen=True, slots=True)
class StandsIn(RoomOutcome):
    """Somebody has a running term from now on."""

    role: RoleName
    holder: MemberId
    before: MemberId | None
    until: datetime


@dataclass(frozen=True, slots=True)
class TurnTaken(RoomOutcome):
    """Somebody has the open next term."""

    role: RoleName
    holder: MemberId
    mentor: MemberId | None
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class SwapQuestion(Outcome):
    """The holder asks somebody to have their turn; they answer with the same command."""

    audience: ClassVar[Audience] = Audience.PERSON
    member: MemberId
    role: RoleName
    by: MemberId
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class SwapWasAsked(Outcome):
    """Who is to have the turn instead was asked."""

    role: RoleName
    to: MemberId


@dataclass(frozen=True, slots=True)
class Swapped(RoomOutcome):
    """Both want it: somebody has the turn of another."""

    role: RoleName
    holder: MemberId
    before: MemberId
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class PauseQuestion(Outcome):
    """Somebody declined three times in a row: would they rather not be asked for a while?"""

    audience: ClassVar[Audience] = Audience.PERSON
    member: MemberId
    role: RoleName


@dataclass(frozen=True, slots=True)
class HandoverKept(Outcome):
    """It is read to the next holder."""

    role: RoleName


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
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ElectionIsOver(RoomOutcome):
    """The time is over for which somebody was elected."""

    role: RoleName
    before: MemberId
    holder: MemberId | None
    """Who has the rest of the term."""


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
class NotYourTurn(Refusal):
    """Somebody else has this term, or nobody."""

    role: RoleName
    holder: MemberId | None


@dataclass(frozen=True, slots=True)
class HasItAlready(Refusal):
    """Who is to have it has it."""

    role: RoleName
    who: MemberId


@dataclass(frozen=True, slots=True)
class NothingToTake(Refusal):
    """No term of this role runs or is open; the next one may be told to somebody."""

    role: RoleName
    holder: MemberId | None
    starts_at: datetime
