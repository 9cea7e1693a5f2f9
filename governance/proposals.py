"""A proposal's life: the table of its states, and what is known of it.

Theory of operation. What people did and what time did are kept as facts and never changed. A
fact that moves a proposal is a row of `MOVES`; the other facts (stances, reasons) only add to
what is known. `fold` reads the facts in the order of their sequence numbers, whatever order they
come in, and gives the present state: a `Proposal`, frozen. The rules in `rounds.py` look at a
`Proposal` and answer with further facts; nothing else decides. (Design §3.)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

from governance.effects import Effect, concerned
from governance.facts import (
    Adopted,
    AgreementEnded,
    Amended,
    Answer,
    BackAtTable,
    CameIntoForce,
    Kept,
    Lapsed,
    ObjectionStood,
    ProposalKind,
    Proposed,
    Renewed,
    Reopened,
    ReviewOpened,
    ReviewSaid,
    ReviewUnanswered,
    RoundExtended,
    RoundOpened,
    RoundRules,
    Stalled,
    Stance,
    StanceTaken,
    Unsettled,
    Via,
    WentToTable,
    Withdrawn,
)
from governance.members import MemberId


class State(Enum):
    """Where a proposal stands."""

    TALKING = "talking"
    """Questions and first reactions; no round is open yet."""
    CONSENT = "consent"
    """A round is open: everyone on the roll is asked."""
    INTEGRATING = "integrating"
    """Time was up with an open objection; the proposer looks for what meets it."""
    AT_TABLE = "at_table"
    """It is talked over at the table, until somebody tells what came of it."""
    ADOPTED = "adopted"
    """It became an agreement; see `Agreement.state`."""
    WITHDRAWN = "withdrawn"
    """The proposer took it back. Final."""
    LAPSED = "lapsed"
    """Too few were heard, also after a second time. Final, and no rejection."""
    STALLED = "stalled"
    """Nothing came from the table. Final, and no rejection."""


class AgreementState(Enum):
    """Where an agreement stands."""

    SETTLING = "settling"
    """Adopted while somebody was unheard: they can still speak."""
    IN_FORCE = "in_force"
    """It holds."""
    IN_REVIEW = "in_review"
    """It holds, and the house looks at it again."""
    ENDED = "ended"
    """It holds no more, or never came into force."""


class ObjectionState(Enum):
    """Where an objection stands."""

    PENDING = "pending"
    """No reason yet; it blocks for `REASON_HOURS` while the bot asks."""
    OPEN = "open"
    """It has a reason; only who made it can end it."""
    RESOLVED = "resolved"
    """Ended by who made it."""
    CONCERN = "concern"
    """No reason came in time, or its owner was unheard on the version that followed."""


FINAL = frozenset({State.WITHDRAWN, State.LAPSED, State.STALLED})
"""States that nothing leads out of."""

REASON_TIME = timedelta(hours=48)
"""How long an objection without a reason blocks (design §3 rule 5)."""


TABLE_TIME = timedelta(days=14)
"""How long nothing need be heard from the table before it counts as stalled."""

ORPHAN_TIME = timedelta(hours=24)
"""How long the objection of who left waits for somebody to take it over (rule 11)."""


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow of the diagram: this fact takes a proposal from here to there."""

    start: State | AgreementState | None
    fact: type
    end: State | AgreementState
    when: str
    """In words, for the diagram."""


MOVES: tuple[Move, ...] = (
    Move(None, Proposed, State.TALKING, "proposed"),
    Move(State.TALKING, Amended, State.TALKING, "amended, which is free"),
    Move(State.TALKING, RoundOpened, State.CONSENT, "the round opens"),
    Move(State.TALKING, Adopted, State.ADOPTED, "urgent: an agreement at once"),
    Move(State.TALKING, Withdrawn, State.WITHDRAWN, "withdrawn"),
    Move(State.TALKING, Lapsed, State.LAPSED, "its proposer left"),
    Move(State.CONSENT, Amended, State.CONSENT, "amended, everyone is asked again"),
    Move(State.CONSENT, RoundOpened, State.CONSENT, "the round of the new version opens"),
    Move(State.CONSENT, RoundExtended, State.CONSENT, "too few heard, extended once"),
    Move(State.CONSENT, ObjectionStood, State.INTEGRATING, "time is up with an open objection"),
    Move(State.CONSENT, Adopted, State.ADOPTED, "all heard, or time is up and enough heard"),
    Move(State.CONSENT, Kept, State.ADOPTED, "an urgent agreement is kept"),
    Move(State.CONSENT, WentToTable, State.AT_TABLE, "to the table, or the third time"),
    Move(State.CONSENT, Lapsed, State.LAPSED, "too few heard again, or its proposer left"),
    Move(State.CONSENT, Withdrawn, State.WITHDRAWN, "withdrawn"),
    Move(State.INTEGRATING, Amended, State.INTEGRATING, "amended"),
    Move(State.INTEGRATING, RoundOpened, State.CONSENT, "a new round opens"),
    Move(State.INTEGRATING, Adopted, State.ADOPTED, "the last objection ended, enough heard"),
    Move(State.INTEGRATING, Kept, State.ADOPTED, "an urgent agreement is kept"),
    Move(State.INTEGRATING, WentToTable, State.AT_TABLE, "to the table, or no new version came"),
    Move(State.INTEGRATING, Lapsed, State.LAPSED, "its proposer left"),
    Move(State.INTEGRATING, Withdrawn, State.WITHDRAWN, "withdrawn"),
    Move(State.AT_TABLE, Amended, State.AT_TABLE, "amended"),
    Move(State.AT_TABLE, RoundOpened, State.CONSENT, "a new round opens"),
    Move(State.AT_TABLE, Adopted, State.ADOPTED, "the table agrees, and so do all objectors"),
    Move(State.AT_TABLE, Kept, State.ADOPTED, "an urgent agreement is kept"),
    Move(State.AT_TABLE, Stalled, State.STALLED, "nothing heard for fourteen days"),
    Move(State.AT_TABLE, Lapsed, State.LAPSED, "its proposer left"),
    Move(State.AT_TABLE, Withdrawn, State.WITHDRAWN, "withdrawn"),
    Move(State.ADOPTED, Reopened, State.INTEGRATING, "an objection in the grace"),
    Move(State.ADOPTED, BackAtTable, State.AT_TABLE, "an objection in the grace, once more"),
    Move(State.ADOPTED, RoundOpened, State.CONSENT, "everyone is asked about an urgent one"),
)
"""Every way a proposal can move. What is not here cannot happen."""

AGREEMENT_MOVES: tuple[Move, ...] = (
    Move(None, Adopted, AgreementState.SETTLING, "adopted"),
    Move(AgreementState.SETTLING, CameIntoForce, AgreementState.IN_FORCE, "grace over, or none"),
    Move(AgreementState.SETTLING, Reopened, AgreementState.ENDED, "an objection in the grace"),
    Move(AgreementState.SETTLING, BackAtTable, AgreementState.ENDED, "an objection in the grace"),
    Move(AgreementState.SETTLING, Kept, AgreementState.IN_FORCE, "urgent, and kept by a round"),
    Move(AgreementState.SETTLING, AgreementEnded, AgreementState.ENDED, "urgent, and not kept"),
    Move(AgreementState.IN_FORCE, Unsettled, AgreementState.SETTLING, "urgent, and objected to"),
    Move(AgreementState.IN_FORCE, Kept, AgreementState.IN_FORCE, "urgent, and kept by a round"),
    Move(AgreementState.IN_FORCE, ReviewOpened, AgreementState.IN_REVIEW, "its review date"),
    Move(AgreementState.IN_FORCE, AgreementEnded, AgreementState.ENDED, "not kept, or replaced"),
    Move(AgreementState.IN_REVIEW, Renewed, AgreementState.IN_FORCE, "kept"),
    Move(AgreementState.IN_REVIEW, ReviewUnanswered, AgreementState.IN_FORCE, "nobody answered"),
    Move(AgreementState.IN_REVIEW, AgreementEnded, AgreementState.ENDED, "not kept, or replaced"),
)
"""Every way an agreement can move."""


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a proposal."""

    number: int
    text: str
    by: MemberId
    at: datetime
    effect: Effect | None = None
    """What it changes in the house itself."""
    was: Effect | None = None
    """What would have made it as it was when this was written."""


@dataclass(frozen=True, slots=True)
class Round:
    """The round of one version."""

    opened_at: datetime
    closes_at: datetime
    roll: tuple[MemberId, ...]
    rules: RoundRules
    remind_at: datetime | None = None
    """When who is unheard is reminded; None: not, or not again."""
    extended: bool = False
    asked_once_more: bool = False
    """A third or more stood aside, and everyone was asked once more."""
    waits_until: datetime | None = None
    """Until when that question is waited for."""
    yes_asked: bool = False
    """Whom it concerns was asked for their own yes."""
    closed_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When it closes: later than planned while it is asked once more."""
        return max(self.closes_at, self.waits_until or self.closes_at)


@dataclass(frozen=True, slots=True)
class StanceRecord:
    """One stance as it was taken; whether it counts now is asked of the proposal."""

    seq: int
    taken: StanceTaken
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody sees going wrong in one version."""

    id: str
    member: MemberId
    version: int
    at: datetime
    sources: frozenset[str]
    reason: str | None = None
    """None: not said yet. Empty: said by voice."""
    given_by: MemberId | None = None
    asked_at: datetime | None = None
    ended: ObjectionState | None = None
    """Why it does not stand any more; None while it does."""
    expired: bool = False
    """It became a concern for want of a reason."""
    left_at: datetime | None = None
    """When its owner left; None while they are here."""

    @property
    def state(self) -> ObjectionState:
        """Its state in the words of the export."""
        if self.ended:
            return self.ended
        return ObjectionState.PENDING if self.reason is None else ObjectionState.OPEN

    @property
    def pending_until(self) -> datetime | None:
        """When it stops blocking for want of a reason; None when it has one or has ended."""
        if self.state is not ObjectionState.PENDING or self.asked_at is None:
            return None
        return self.asked_at + REASON_TIME


@dataclass(frozen=True, slots=True)
class Review:
    """The house looks at an agreement again."""

    opened_at: datetime
    until: datetime
    roll: tuple[MemberId, ...]
    early_by: MemberId | None
    reason: str | None
    said: tuple[ReviewSaid, ...] = ()
    """In the order it was said; what was taken back is left out."""
    reminded: bool = False
    waits_for: MemberId | None = None
    """Who was asked how it should be; `until` is then how long."""
    successor: int | None = None
    """The proposal that would take its place."""
    gone: frozenset[MemberId] = field(default_factory=frozenset)
    """Who left since it opened: they are not asked, and what they said does not count."""

    @property
    def live(self) -> dict[MemberId, ReviewSaid]:
        """What everyone said last, in the order it was said; nobody who took it back or left."""
        last: dict[MemberId, ReviewSaid] = {}
        for said in self.said:
            last.pop(said.by, None)
            last[said.by] = said
        return {
            by: said for by, said in last.items() if said.answer is not None and by not in self.gone
        }

    @property
    def unheard(self) -> tuple[MemberId, ...]:
        """Who on the roll lives here and has not answered."""
        live = self.live
        return tuple(m for m in self.roll if m not in live and m not in self.gone)

    def is_over(self, come: datetime) -> bool:
        """Its time has come, or everyone has answered; somebody has, not all have left."""
        return come >= self.until or (bool(self.live) and not self.unheard)

    def taps_of(self, member: MemberId) -> tuple[str, ...]:
        """The messages by which somebody answered in its poll."""
        return tuple(s.source for s in self.said if s.by == member and s.via is Via.POLL)

    def without(self, source: str) -> Review:
        """The review as if this message had said nothing in it."""
        return replace(self, said=tuple(one for one in self.said if one.source != source))

    @property
    def is_asking(self) -> bool:
        """Everyone can still answer: it neither waits for a text nor was handed on."""
        return self.waits_for is None and self.successor is None

    def count(self, answer: Answer) -> int:
        """How many say so."""
        return sum(said.answer is answer for said in self.live.values())


@dataclass(frozen=True, slots=True)
class Agreement:
    """What an adopted proposal became."""

    number: int
    version: int
    state: AgreementState
    adopted_at: datetime
    grace_until: datetime
    """When it has settled, waits for reasons apart."""
    full_grace: bool
    review_at: datetime
    in_force_at: datetime | None = None
    ended_at: datetime | None = None
    told_by: MemberId | None = None
    """Who told it from the table."""
    is_temporary: bool = False
    """Urgent, and not kept by a round: it ends at `review_at`."""
    is_overdue: bool = False
    """Nobody answered in its review."""
    is_trial: bool = False
    """An experiment that no review has kept yet: without an answer it ends."""
    reviews: int = 0
    """How many reviews of it were opened."""
    looked_at: datetime | None = None
    """When the last of them was."""
    review: Review | None = None
    """The review that runs; None where none does."""
    concerns: tuple[str, ...] = ()
    """The words of the concerns that went along when it was adopted. Empty: said by voice."""

    @property
    def ref(self) -> str:
        """Its number as people write it."""
        return f"A{self.number}"

    @property
    def holds(self) -> bool:
        """The house goes by it: in force, also while it is looked at again."""
        return self.state in (AgreementState.IN_FORCE, AgreementState.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The present state of one proposal; made by `fold` alone."""

    number: int
    author: MemberId
    kind: ProposalKind
    quick: bool
    talk_until: datetime
    state: State
    since: datetime
    """When it came into this state."""
    versions: tuple[Version, ...]
    round: Round | None = None
    """The round of the latest version; None until it opens."""
    first_length: timedelta | None = None
    """How long the first round was; the later ones are as long."""
    stances: tuple[StanceRecord, ...] = ()
    objections: tuple[Objection, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    gone: frozenset[MemberId] = field(default_factory=frozenset)
    came: frozenset[MemberId] = field(default_factory=frozenset)
    """Who came during the round: they may object, and are asked about the next version."""
    author_left: bool = False
    """Its proposer left, and nobody took it over yet."""
    queued_at: datetime | None = None
    """Since when it waits for other rounds to end."""
    asked_length: timedelta | None = None
    """How long its round is to be when it opens; None: as long as usual."""
    deadline: datetime | None = None
    """How long it is looked at while integrating, or waited for at the table."""
    told_by: MemberId | None = None
    """Who told that the table agrees, while the objectors have not all said so."""
    times_integrated: int = 0
    is_paused: bool = False
    """A professional asked for time to talk, which can be done once."""
    about: MemberId | None = None
    """The person whom it would exclude or restrict."""
    announce_at: datetime | None = None
    """When the room will be told; None once it knows."""
    replaces: int | None = None
    """The agreement that ends when this one comes into force."""
    ends: bool = False
    """That is all it is for."""

    @property
    def ref(self) -> str:
        """Its number as people write it."""
        return f"P{self.number}"

    @property
    def version(self) -> Version:
        """The latest wording."""
        return self.versions[-1]

    @property
    def is_structural(self) -> bool:
        """It changes how the house itself works."""
        return self.kind is ProposalKind.STRUCTURE

    @property
    def concerned(self) -> MemberId | None:
        """Whose own yes the latest version takes; None: nobody's."""
        return concerned(self.version.effect)

    @property
    def lacks_a_yes(self) -> bool:
        """Whom it concerns has not said that it is well; silence is no yes (rule 13)."""
        if self.concerned is None:
            return False
        record = self.live.get(self.concerned)
        return record is None or record.taken.stance not in {Stance.CONSENT, Stance.CONCERN}

    @property
    def agreement(self) -> Agreement | None:
        """The agreement it became last, whatever its state."""
        return self.agreements[-1] if self.agreements else None

    @property
    def holding(self) -> Agreement | None:
        """The agreement that has not ended; it settles, holds or is looked at again."""
        last = self.agreement
        return last if last and last.state is not AgreementState.ENDED else None

    @property
    def is_urgent(self) -> bool:
        """An agreement at once, which no round has kept yet."""
        return self.holding is not None and self.holding.is_temporary

    @property
    def is_settling(self) -> bool:
        """Adopted, and the grace still runs."""
        return (
            self.state is State.ADOPTED
            and self.agreement is not None
            and self.agreement.state is AgreementState.SETTLING
        )

    @property
    def is_asked_once_more(self) -> bool:
        """Many stand aside, and everyone can say once more what they think of it."""
        is_waiting = self.round is not None and self.round.waits_until is not None
        is_told = self.state is State.AT_TABLE and self.told_by is not None
        is_open = self.state in {State.CONSENT, State.INTEGRATING} or is_told
        return is_open and is_waiting and not self.blocking()

    @property
    def is_about_somebody(self) -> bool:
        """It would exclude or restrict a person."""
        return self.about is not None

    @property
    def is_hidden(self) -> bool:
        """About a person, and the room was not told, or never will be: nothing is said there."""
        return self.announce_at is not None

    @property
    def is_over(self) -> bool:
        """Nothing more can be said on it: it is in force, or final without agreement."""
        return self.state in FINAL or (self.state is State.ADOPTED and not self.is_settling)

    @property
    def is_at_rest(self) -> bool:
        """It is over, and nobody is asked about what it became either."""
        return self.is_over and not (self.holding and self.holding.review)

    @property
    def roll(self) -> tuple[MemberId, ...]:
        """Who is asked and still lives here."""
        asked = self.round.roll if self.round else ()
        return tuple(member for member in asked if member not in self.gone)

    @property
    def live(self) -> dict[MemberId, StanceRecord]:
        """The stance that counts now of everyone who has one on the latest version."""
        return {
            member: record
            for member, record in self.last_of(self.version.number).items()
            if record.taken.stance is not None
        }

    @property
    def heard(self) -> tuple[MemberId, ...]:
        """Who on the roll has a live stance on the latest version."""
        live = self.live
        return tuple(member for member in self.roll if member in live)

    @property
    def unheard(self) -> tuple[MemberId, ...]:
        """Who on the roll has none."""
        live = self.live
        return tuple(member for member in self.roll if member not in live)

    @property
    def concerns(self) -> tuple[str, ...]:
        """The words of the concerns that go along: of who said so, and of unheard objectors.

        Empty: said by voice.
        """
        said = [
            record.taken.reason
            for member, record in self.live.items()
            if record.taken.stance is Stance.CONCERN and member in {*self.roll, *self.came}
        ]
        carried = [o.reason for o in self.objections if o.ended is ObjectionState.CONCERN]
        return tuple(reason for reason in [*said, *carried] if reason is not None)

    def standing(self) -> tuple[Objection, ...]:
        """The objections that have not ended, with or without a reason, on any version."""
        return tuple(objection for objection in self.objections if objection.ended is None)

    def blocking(self) -> tuple[Objection, ...]:
        """The standing objections to the latest version, of who may object to it."""
        asked = {*(self.round.roll if self.round else ()), *self.came}
        latest = [o for o in self.standing() if o.version == self.version.number]
        return tuple(o for o in latest if o.member in asked or self._left_during_it(o))

    def _left_during_it(self, objection: Objection) -> bool:
        """Somebody who came during the round, and left again; their objection waits too."""
        since = self.round.opened_at if self.round else None
        return bool(since and objection.left_at and objection.left_at >= since)

    def carried(self) -> tuple[Objection, ...]:
        """The standing objections to earlier versions, whose owners were not heard since."""
        return tuple(o for o in self.standing() if o.version < self.version.number)

    def last_of(self, version: int) -> dict[MemberId, StanceRecord]:
        """Everyone's last stance on a version that was not taken back; it may be None."""
        last: dict[MemberId, StanceRecord] = {}
        for record in self.stances:
            if record.taken.version == version and not record.retracted:
                last[record.taken.by] = record
        return last
