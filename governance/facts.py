"""The facts of a proposal: what people did and what time did, kept and never changed.

Every fact has `at`, a moment in UTC. People are ids, messages are opaque names; the present is
folded from these in `proposals.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeAlias

from governance.change_facts import ChangeFact
from governance.effects import Effect
from governance.flag_facts import FlagFact
from governance.members import MemberId
from governance.professional_facts import ProfessionalFact
from governance.role_facts import RoleFact, RoleName
from governance.start_facts import StartFact
from governance.wheel_facts import WheelFact


class ProposalKind(Enum):
    """What a proposal is to become."""

    AGREEMENT = "agreement"
    """An ordinary agreement, looked at again after some months."""
    EXPERIMENT = "experiment"
    """Something to try; it ends after four weeks unless the review keeps it."""
    URGENT = "urgent"
    """Done already; it ends by itself within fourteen days unless a round keeps it."""
    PERSON = "person"
    """Excludes or restricts somebody: slow, careful, with that person's own stance."""
    STRUCTURE = "structure"
    """Changes how the house itself works; it carries one effect."""


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


class Answer(Enum):
    """What somebody says in the review of an agreement."""

    KEEP = "keep"
    CHANGE = "change"
    END = "end"


class WhyEnded(Enum):
    """What ended an agreement that held."""

    REPLACED = "replaced"
    """Another agreement took its place, or said that it ends."""
    NOT_KEPT = "not_kept"
    """An urgent one, or an experiment, that nobody kept."""
    DONE = "done"
    """All it was for is done: another one ended, or the day came until which it was."""


@dataclass(frozen=True, slots=True)
class RoundRules:
    """The settings a round began with; a change of settings does not reach it."""

    length: timedelta
    quorum: float
    min_heard: int
    grace: timedelta
    review_months: int
    integrate: timedelta = timedelta(days=7)
    """How long an open objection is looked at before it goes to the table."""


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
    about: MemberId | None = None
    """Whom it would exclude or restrict; None for all but proposals about a person."""
    announce_at: datetime | None = None
    """When the room is told; None: at once."""
    replaces: int | None = None
    """The agreement that ends when this one comes into force."""
    ends: bool = False
    """That is all it is for: nothing takes its place."""
    effect: Effect | None = None
    """What it changes in the house itself; None for all but structural proposals."""
    was: Effect | None = None
    """What would make it as it was when this was written."""


@dataclass(frozen=True, slots=True)
class Amended:
    """The proposer wrote a new version."""

    at: datetime
    by: MemberId
    version: int
    text: str
    effect: Effect | None = None
    was: Effect | None = None


@dataclass(frozen=True, slots=True)
class RoundOpened:
    """Everyone on the roll is asked about a version, until `closes_at` (inclusive)."""

    at: datetime
    version: int
    roll: tuple[MemberId, ...]
    closes_at: datetime
    rules: RoundRules
    remind_at: datetime | None = None
    """When who is not heard yet is reminded; None: not at all."""


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
    said_by: MemberId | None = None
    """Who spoke for them in the open; None: they spoke themselves."""


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
class Announced:
    """The room is told of a proposal about a person."""

    at: datetime
    talk_until: datetime | None = None
    """When the round opens, if that is later than was meant: the talking is counted from here."""


@dataclass(frozen=True, slots=True)
class Queued:
    """The talking is over, but enough rounds are open: it waits for its turn."""

    at: datetime
    length: timedelta | None = None
    """How long the proposer asked its round to be; None: as long as usual."""


@dataclass(frozen=True, slots=True)
class YesAsked:
    """Whom it concerns was asked for their own yes, once a round."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Reminded:
    """Who is not heard yet was reminded, once a round."""

    at: datetime


@dataclass(frozen=True, slots=True)
class AskedOnceMore:
    """A third or more of the heard stand aside: asked once more, until `until`."""

    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class JoinedTheRoll:
    """Somebody who was away or resting took a stance: they count from now on."""

    at: datetime
    member: MemberId


@dataclass(frozen=True, slots=True)
class CameDuringIt:
    """Somebody came, or came back, while it was open: they may object, and are asked next time."""

    at: datetime
    member: MemberId


@dataclass(frozen=True, slots=True)
class ObjectionTakenOver:
    """Its owner left; somebody who stays makes it theirs."""

    at: datetime
    objection: str
    by: MemberId


@dataclass(frozen=True, slots=True)
class ProposalTakenOver:
    """Its proposer left; somebody who stays goes on with it."""

    at: datetime
    by: MemberId


@dataclass(frozen=True, slots=True)
class WentToTable:
    """It is talked over at the table: somebody said so, or (None) time did."""

    at: datetime
    by: MemberId | None


@dataclass(frozen=True, slots=True)
class ToldAtTable:
    """Somebody told that the table agrees; it waits for every open objector to say so."""

    at: datetime
    by: MemberId


@dataclass(frozen=True, slots=True)
class BackAtTable:
    """An objection in the grace, where integrating leads nowhere new: back to the table."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Stalled:
    """Nothing was heard of it at the table for fourteen days."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Paused:
    """A professional asks for time to talk; all that is to come comes as much later."""

    at: datetime
    by: MemberId
    reason: str
    length: timedelta


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An objection to an urgent agreement: it settles again while everyone is asked."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A round kept an urgent agreement; from now on it is one like any other."""

    at: datetime
    review_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewOpened:
    """Everyone on the roll is asked whether to keep, change or end an agreement."""

    at: datetime
    roll: tuple[MemberId, ...]
    until: datetime
    early_by: MemberId | None = None
    """Whose fresh objection opened it; None: its date had come."""
    reason: str | None = None
    """What they see going wrong."""


@dataclass(frozen=True, slots=True)
class ReviewSaid:
    """What somebody says of an agreement in its review; or of a role, when the wheel turns."""

    at: datetime
    by: MemberId
    answer: Answer | None
    """None: they took it back."""
    text: str | None
    """The new wording, when it is to change and they wrote one; else why, where they said so."""
    via: Via
    source: str
    said_by: MemberId | None = None
    effect: Effect | None = None
    """What they would have instead, where it is about the house itself."""
    was: Effect | None = None
    role: RoleName | None = None
    """Which role it is of; None: an agreement."""


@dataclass(frozen=True, slots=True)
class ReviewReminded:
    """Who has not answered in the review was reminded, once."""

    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewWaits:
    """It is to change, and nobody has written how: who said so is asked, until `until`."""

    at: datetime
    by: MemberId
    until: datetime


@dataclass(frozen=True, slots=True)
class ReviewHandedOn:
    """Who wants it otherwise put that forward; the agreement stays meanwhile."""

    at: datetime
    proposal: int


@dataclass(frozen=True, slots=True)
class Renewed:
    """The agreement is kept, until its next review."""

    at: datetime
    review_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewUnanswered:
    """Nobody answered: the agreement stays, and is shown as overdue."""

    at: datetime


@dataclass(frozen=True, slots=True)
class AgreementEnded:
    """The agreement holds no more."""

    at: datetime
    why: WhyEnded


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
    | Announced
    | Queued
    | YesAsked
    | Reminded
    | AskedOnceMore
    | JoinedTheRoll
    | CameDuringIt
    | ObjectionTakenOver
    | ProposalTakenOver
    | WentToTable
    | ToldAtTable
    | BackAtTable
    | Stalled
    | Paused
    | Unsettled
    | Kept
    | ReviewOpened
    | ReviewSaid
    | ReviewReminded
    | ReviewWaits
    | ReviewHandedOn
    | Renewed
    | ReviewUnanswered
    | AgreementEnded
    | Waited
    | RoleFact
    | FlagFact
    | ProfessionalFact
    | ChangeFact
    | WheelFact
    | StartFact
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact and its place in the order of things."""

    seq: int
    fact: Fact
