"""The facts of a proposal: what people did and what time did, kept and never changed.

Every fact has `at`, a moment in UTC. People are ids, messages are opaque names; the present is
folded from these in `proposals.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeAlias

from governance.members import MemberId


class ProposalKind(Enum):
    """What a proposal is to become."""

    AGREEMENT = "agreement"
    """An ordinary agreement, looked at again after some months."""


class Stance(Enum):
    """What somebody on the roll says of one version."""

    CONSENT = "consent"
    """No objection."""
    CONCERN = "concern"
    """A worry that goes along and does not stop it."""
    OBJECTION = "objection"
    """It would do harm; it stops the round until it is met."""
    ASIDE = "aside"
    """Heard, but without me."""


class Via(Enum):
    """How a stance reached us."""

    COMMAND = "command"
    POLL = "poll"
    REACTION = "reaction"
    RULE = "rule"
    """The rules put it there: putting a version forward, or an objection that became a concern."""


@dataclass(frozen=True, slots=True)
class RoundRules:
    """The settings a round began with; a change of settings does not reach it."""

    length: timedelta
    quorum: float
    min_heard: int
    grace: timedelta
    review_months: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody put a text forward: version 1."""

    at: datetime
    number: int
    by: MemberId
    text: str
    kind: ProposalKind
    quick: bool
    talk_until: datetime
    """When the round opens by itself."""


@dataclass(frozen=True, slots=True)
class Amended:
    """The proposer wrote a new version."""

    at: datetime
    by: MemberId
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class RoundOpened:
    """Everyone on the roll is asked about a version, until `closes_at` (inclusive)."""

    at: datetime
    version: int
    roll: tuple[MemberId, ...]
    closes_at: datetime
    rules: RoundRules


@dataclass(frozen=True, slots=True)
class RoundExtended:
    """Too few were heard: the round goes on once more."""

    at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class StanceTaken:
    """Somebody took a stance, or with `stance` None took theirs away (`!unvote`).

    `at` is the server's time of the message; `source` names the message, so that taking the
    message back takes the stance back.
    """

    at: datetime
    by: MemberId
    version: int
    stance: Stance | None
    reason: str | None
    via: Via
    source: str


@dataclass(frozen=True, slots=True)
class StanceRetracted:
    """A reaction was removed, or a vote or command redacted: the stance before stands again."""

    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class ReasonAsked:
    """The bot asked what harm an objection sees; the 48 hours run from here."""

    at: datetime
    objection: str


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """Somebody said the reason of an objection, for themselves or for another."""

    at: datetime
    objection: str
    by: MemberId
    text: str
    """Empty when it was said by voice."""


@dataclass(frozen=True, slots=True)
class ObjectionBecameConcern:
    """No reason came in time, or its owner was unheard at the close of a later version."""

    at: datetime
    objection: str
    expired: bool
    """True when it was the missing reason."""


@dataclass(frozen=True, slots=True)
class ObjectionStood:
    """The round closed with an open objection."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Adopted:
    """It is an agreement; until `grace_until` it settles (equal to `at` when all were heard)."""

    at: datetime
    agreement: int
    grace_until: datetime
    full_grace: bool
    """The grace runs its whole time, also when all are heard before (rules 5 and 6)."""
    review_at: datetime


@dataclass(frozen=True, slots=True)
class CameIntoForce:
    """The agreement holds from now on."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Reopened:
    """An objection in the grace: the agreement ended without having been in force."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Lapsed:
    """Too few were heard, twice."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The proposer took it back."""

    at: datetime
    by: MemberId


@dataclass(frozen=True, slots=True)
class LeftTheRoll:
    """Somebody who was asked does not live here any more."""

    at: datetime
    member: MemberId


@dataclass(frozen=True, slots=True)
class Waited:
    """The bot could not speak in the room from `since` to `at`: time stood still for it.

    What was to come in that time, or after, comes as much later.
    """

    at: datetime
    since: datetime
    talk_until: datetime | None = None
    """When the talking ends now: put off, and never in quiet hours. None: as it was."""

    def put_off(self, moment: datetime, begun: datetime) -> datetime:
        """When something comes now that began at `begun` and was to come at `moment`.

        What was past when the waiting began stays past; what began meanwhile begins at its end.
        """
        if moment <= self.since:
            return moment
        # Whatever the clocks say, nothing comes sooner for having waited.
        return moment + max(self.at - max(self.since, begun), timedelta())


Fact: TypeAlias = (
    Proposed
    | Amended
    | RoundOpened
    | RoundExtended
    | StanceTaken
    | StanceRetracted
    | ReasonAsked
    | ReasonGiven
    | ObjectionBecameConcern
    | ObjectionStood
    | Adopted
    | CameIntoForce
    | Reopened
    | Lapsed
    | Withdrawn
    | LeftTheRoll
    | Waited
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact and its place in the order of things."""

    seq: int
    fact: Fact
