"""Outcomes of what is talked over at the table (design §3 rule 9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from governance.members import MemberId
from governance.outcomes.base import (
    Outcome,
    PersonOutcome,
    Refusal,
    RoomOutcome,
    Usage,
)
from governance.outcomes.life import VoiceLine


class WhyTable(Enum):
    """What brought a proposal to the table."""

    ASKED = "asked"
    """Somebody asked for it."""
    TIME = "time"
    """No new version came in time."""
    AGAIN = "again"
    """An objection stood for the third time."""


@dataclass(frozen=True, slots=True)
class ToTheTable(RoomOutcome):
    """Talk it over at dinner, and tell what came of it."""

    proposal: str
    why: WhyTable
    member: MemberId
    """Who asked for it; the proposer where nobody did."""
    objections: tuple[VoiceLine, ...]


@dataclass(frozen=True, slots=True)
class BackToTheTable(RoomOutcome):
    """An objection in the grace: the agreement does not begin, and it is talked over again."""

    proposal: str
    agreement: str
    objections: tuple[VoiceLine, ...]


@dataclass(frozen=True, slots=True)
class NothingForTheTable(Refusal):
    """No objection is open, so there is nothing to talk over yet."""

    proposal: str


@dataclass(frozen=True, slots=True)
class TalkedOverAtTable(Refusal):
    """It is at the table: what comes of it is told with `!outcome`."""

    proposal: str


@dataclass(frozen=True, slots=True)
class NotAtTable(Refusal):
    """An outcome is told of what was talked over at the table."""

    proposal: str


@dataclass(frozen=True, slots=True)
class OutcomeUnclear(Refusal):
    """Neither adopted nor withdrawn."""

    typed: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class ConfirmQuestion(PersonOutcome):
    """Somebody told that the table agrees; only who objected can say that their objection ends."""

    by: MemberId


@dataclass(frozen=True, slots=True)
class OutcomeWaits(Outcome):
    """The answer to who told it: it waits for the objectors."""

    proposal: str
    waits: int


@dataclass(frozen=True, slots=True)
class NothingFromTable(RoomOutcome):
    """Stalled: nothing was heard of it for fourteen days."""

    proposal: str
    is_about_somebody: bool
    """Then nothing invites to bring it up again."""
