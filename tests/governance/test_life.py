"""Lives of proposals that nobody wrote down: any acts in any order, and what must hold after each.

The machine acts as people and time do. What is checked is written apart from the rules: from the
facts, from what each person said, and from rule 3 in its own words.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from governance.advance import advance, due_at
from governance.facts import (
    Adopted,
    BackAtTable,
    CameIntoForce,
    ObjectionBecameConcern,
    ObjectionStood,
    ObjectionTakenOver,
    Reopened,
    RoundExtended,
    RoundOpened,
    Stalled,
    Stance,
    StanceRetracted,
    StanceTaken,
    Via,
    WentToTable,
)
from governance.fold import fold
from governance.proposals import (
    AGREEMENT_MOVES,
    FINAL,
    MOVES,
    AgreementState,
    Objection,
    Proposal,
    State,
)
from governance.queueing import is_queued
from governance.ruling import Ruling
from tests.governance.house import House, Step

TIMED = {State.TALKING, State.CONSENT, State.INTEGRATING, State.AT_TABLE}
"""Where time alone leads out of; a round that waits for others apart."""

NAMES = ("alice", "bob", "carol", "dan", "erin", "finn", "gita", "hugo")

houses = st.fixed_dictionaries(
    {
        "talk_hours": st.sampled_from([0, 24]),
        "round_hours": st.sampled_from([24, 48, 100]),
        "quick_hours": st.sampled_from([1, 24]),
        "grace_hours": st.sampled_from([0, 24, 72]),
        "quorum": st.sampled_from([0, 0.5, 0.75, 1]),
        "min_heard": st.sampled_from([1, 3, 8]),
    }
)


@dataclass(frozen=True)
class Beginning:
    """Who lives there, what they have settled, and how it is put forward."""

    people: int
    settled: dict[str, Any]
    quick: bool


@dataclass(frozen=True)
class Speaks:
    """Somebody takes a stance."""

    nth: int
    stance: str
    reason: str | None
    via: Via


@dataclass(frozen=True)
class ComesBackToIt:
    """Somebody has said it, and does something about it."""

    nth: int
    does: str
    text: str


@dataclass(frozen=True)
class Moves:
    """Something is done about the proposal, or changes in the house."""

    nth: int
    does: str
    hours: int


@dataclass(frozen=True)
class Passes:
    """Time does: to what falls due and some seconds, or some hours."""

    hours: int | None
    seconds: int
    then: Beginning
    """The next proposal, when this one is over."""


@dataclass(frozen=True)
class Away:
    """The bot is away for some hours, and somebody speaks as it goes."""

    hours: int
    speaks: Speaks


somebody = st.integers(0, 7)
beginnings = st.builds(Beginning, st.sampled_from([4, 3, 5, 2, 6, 8, 1, 7]), houses, st.booleans())
readings = st.randoms(use_true_random=False)
speaking = st.builds(
    Speaks,
    somebody,
    st.sampled_from([*(stance.value for stance in Stance), "objection"]),
    st.sampled_from([None, "", "I work nights"]),
    st.sampled_from([Via.COMMAND, Via.POLL, Via.REACTION]),
)
coming_back = st.builds(
    ComesBackToIt,
    somebody,
    st.sampled_from(["redacts", "resolves", "reasons", "unvotes", "empties", "strays"]),
    st.sampled_from(["", "it wakes the baby"]),
)
moving = st.builds(
    Moves,
    st.integers(0, 2),
    st.sampled_from(
        [
            *("amends", "opens", "asks", "withdraws", "leaves", "comes", "settles"),
            *("tables", "tells", "tells", "rewords", "gives up", "takes over", "crowds"),
        ]
    ),
    st.sampled_from([24, 1, 100, 400]),
)
passing = st.builds(
    Passes,
    st.sampled_from([None, None, 1, 12, 24, 47, 100]),
    st.sampled_from([0, -1, 5]),
    beginnings,
)
being_away = st.builds(Away, st.integers(1, 60), speaking)


@dataclass
class Said:
    """One message of somebody that the house recorded, as the test remembers it."""

    source: str
    version: int
    stance: str | None
    is_taken_back: bool = False


class Life(RuleBasedStateMachine):
    """One proposal in one house."""

    house: House
    over: Proposal | None

    @initialize(life=beginnings, reading=readings)
    def move_in(self, life: Beginning, reading: random.Random) -> None:
        self.reading = reading
        self._begin(life)

    # One rule for all acts: Hypothesis leaves out rules at random, and a life needs them all.
    @rule(
        act=speaking
        | speaking
        | speaking
        | coming_back
        | coming_back
        | moving
        | passing
        | being_away
    )
    def happens(self, act: Speaks | ComesBackToIt | Moves | Passes | Away) -> None:
        match act:
            case Speaks():
                self._speaks(act)
            case ComesBackToIt():
                self._comes_back_to_it(act)
            case Moves():
                self._moves(act)
            case Passes():
                self._passes(act)
            case Away():
                self._is_away(act)

    # What must hold.

    @invariant()
    def facts_fit_together(self) -> None:
        self._check_new_facts()

    @invariant()
    def order_of_reading_does_not_matter(self) -> None:
        facts = list(self.house.facts)
        self.reading.shuffle(facts)
        assert fold(facts) == self.house.proposal

    @invariant()
    def nothing_more_follows_when_asked_again(self) -> None:
        here = self.house.circumstances()
        assert advance(self.house.proposal, here) is None

    @invariant()
    def what_waits_has_a_time_that_lies_ahead(self) -> None:
        known, due = self.house.proposal, due_at(self.house.proposal)
        waits = known.state in TIMED or known.is_settling
        assert due is not None or not waits or is_queued(known)
        # At the very moment of an act, a time that has come with it waits for the next second.
        assert due is None or due >= self.house.now

    @invariant()
    def heard_are_those_who_spoke(self) -> None:
        """Silence never counts: each of them said something of this version, or proposed it."""
        known = self.house.proposal
        for member in known.heard:
            name = self.house.name(member)
            last = self._last(name, known.version.number)
            puts_forward = member in {known.author, known.version.by}
            assert puts_forward or (last is not None and last.stance is not None)

    @invariant()
    def who_objected_last_blocks_unless_no_reason_came(self) -> None:
        known = self.house.proposal
        for member in known.round.roll if known.round else ():
            last = self._last(self.house.name(member), known.version.number)
            mine = [o for o in known.blocking() if o.member == member]
            made = [o for o in known.objections if last and last.source in o.sources]
            if last and last.stance == "objection":
                assert len(made) == 1
                has_ended = made[0].expired or made[0].left_at is not None
                assert made == mine or (has_ended and not mine)
            else:
                assert mine == []

    @invariant()
    def nobody_has_two_standing_objections(self) -> None:
        owners = [objection.member for objection in self.house.proposal.standing()]
        assert len(owners) == len(set(owners))

    @invariant()
    def in_force_means_that_nobody_objects(self) -> None:
        known = self.house.proposal
        if known.agreement and known.agreement.state is AgreementState.IN_FORCE:
            assert known.standing() == ()

    @invariant()
    def what_is_final_never_changes(self) -> None:
        known = self.house.proposal
        if self.over:
            assert known == self.over
        elif known.state in FINAL or known.is_over:
            self.over = known

    @invariant()
    def agreements_are_numbered_and_only_the_last_may_hold(self) -> None:
        agreements = self.house.proposal.agreements
        assert [a.number for a in agreements] == list(range(1, len(agreements) + 1))
        for agreement in agreements[:-1]:
            assert agreement.state is AgreementState.ENDED
            assert agreement.in_force_at is None

    # How it is checked.

    def _begin(self, life: Beginning) -> None:
        self.house = House(*NAMES[: life.people], **life.settled)
        self.said: dict[str, list[Said]] = {name: [] for name in NAMES}
        self.checked = 0
        self.time_acts = False
        self.over = None
        self.house.propose(quick=life.quick)

    def _name(self, nth: int) -> str:
        known = list(self.house.ids)
        return known[nth % len(known)]

    def _speaks(self, act: Speaks, at: datetime | None = None) -> None:
        who = self._name(act.nth)
        reason = act.reason if act.via is Via.COMMAND else None
        ruling = self.house.says(who, act.stance, reason, act.via, at=at)
        self._remember(who, act.stance, ruling)

    def _comes_back_to_it(self, act: ComesBackToIt) -> None:
        who = self._name(act.nth)
        standing, known = self._standing(who), self.house.proposal
        if act.does == "redacts" and standing:
            source = standing[len(act.text) % len(standing)].source
            self._taken_back(self.house.retracts(source))
        elif act.does == "resolves":
            self._remember(who, "concern", self.house.resolves(who))
        elif act.does == "reasons" and known.objections:
            whose = known.objections[act.nth % len(known.objections)].member
            self.house.gives_reason(self.house.name(whose), act.text, who)
        elif act.does == "unvotes":
            self._remember(who, None, self.house.unvotes(who))
        elif act.does == "empties":
            self._taken_back(self.house.empties_the_poll(who))
        elif act.does == "strays" and known.version.number > 1:
            assert self.house.says(who, "consent", via=Via.REACTION, version=1) == Ruling()

    def _moves(self, act: Moves) -> None:
        house, who = self.house, self._name(act.nth // 2)  # the proposer, or somebody tries
        if act.does == "amends" and house.proposal.version.number < 5:
            house.amends(who, f"wording {len(house.facts)}")
        elif act.does == "opens":
            house.opens(who, None if act.hours == 1 else timedelta(hours=act.hours))
        elif act.does == "asks":
            assert house.asks_objector(who, self._name(act.hours)).facts == ()
        elif act.does == "withdraws" and len(house.facts) > 15:
            house.withdraws(who)
        elif act.does in {"tables", "tells", "rewords", "gives up", "takes over"}:
            self._at_the_table(act)
        elif act.does == "crowds":
            house.crowds(act.hours % 3)
        elif act.does == "leaves" and len(house.home) > 1:
            house.leaves(house.home[act.hours % len(house.home)])
        elif act.does == "comes" and len(house.home) < len(NAMES):
            house.moves_in(next(name for name in NAMES if name not in house.home))
        elif act.does == "settles":
            hours = act.hours % 300
            house.settle(grace_hours=hours, round_hours=hours, quorum=act.nth % 2)

    def _at_the_table(self, act: Moves) -> None:
        house = self.house
        by = house.home[(act.nth + act.hours) % len(house.home)]
        if act.does == "tables":
            house.to_the_table(by)
        elif act.does == "tells":
            house.tells(by)
        elif act.does == "rewords" and house.proposal.version.number < 5:
            house.tells(by, f"words {len(house.facts)}")
        elif act.does == "gives up" and len(house.facts) > 15:
            house.gives_up(by)
        elif act.does == "takes over":
            house.takes_over(by)

    def _passes(self, act: Passes) -> None:
        due = due_at(self.house.proposal)
        self.time_acts = True
        if self.over:
            self._begin(act.then)
        elif act.hours:
            self.house.later(hours=act.hours)
        elif due:
            self.house.until(max(self.house.now, due + timedelta(seconds=act.seconds)))

    def _is_away(self, act: Away) -> None:
        """What was said meanwhile is read first, by the server's time; then what fell due."""
        sent_at = self.house.now
        self.house.now += timedelta(hours=act.hours)
        self._speaks(act.speaks, at=sent_at)
        self._check_new_facts()
        self.time_acts = True
        self.house.until(self.house.now)

    def _check_new_facts(self) -> None:
        for step in self.house.steps[self.checked :]:
            if step.before:
                _stays_within_the_tables(step.before, step)
                _is_adopted_rightly(step.before, step)
                _round_is_fair(self.house, step.before, step)
                _goes_to_the_table_rightly(step.before, step)
                self._ends_objections_rightly(step.before, step)
        self.checked = len(self.house.steps)
        self.time_acts = False

    def _ends_objections_rightly(self, before: Proposal, step: Step) -> None:
        after = {objection.id: objection for objection in step.after.objections}
        for objection in before.standing():
            if after[objection.id].ended is None:
                continue
            fact = step.fact
            if isinstance(fact, ObjectionBecameConcern):
                assert fact.objection == objection.id
                if fact.expired:
                    _no_reason_came(objection, fact.at)
                elif objection in before.blocking():
                    assert objection.left_at is not None
                    assert fact.at - objection.left_at >= timedelta(hours=24)
                continue
            if isinstance(fact, ObjectionTakenOver):
                assert fact.objection == objection.id
                assert objection.left_at is not None
                assert fact.by in {o.member for o in before.standing()} - {objection.member}
                continue
            if isinstance(fact, StanceTaken) and _puts_forward(fact, before):
                assert objection.version < before.version.number
                continue
            assert not self.time_acts
            assert isinstance(fact, StanceTaken | StanceRetracted)
            assert fact.source in self.house.said[self.house.name(objection.member)]

    def _remember(self, who: str, stance: str | None, ruling: Ruling) -> None:
        """Nothing that follows from a message makes a new version, so it was about this one."""
        if ruling.facts:
            version = self.house.proposal.version.number
            self.said[who].append(Said(self.house.said[who][-1], version, stance))

    def _taken_back(self, ruling: Ruling) -> None:
        gone = {fact.source for fact in ruling.facts if isinstance(fact, StanceRetracted)}
        for everything in self.said.values():
            for said in everything:
                said.is_taken_back |= said.source in gone

    def _last(self, name: str, version: int) -> Said | None:
        said = [said for said in self._standing(name) if said.version == version]
        return said[-1] if said else None

    def _standing(self, name: str) -> list[Said]:
        return [said for said in self.said[name] if not said.is_taken_back]


def _round_is_fair(house: House, before: Proposal, step: Step) -> None:
    """It asks everyone who lives here, for as long as the first one, and is extended once.

    After the table it is a short one.
    """
    known = step.after
    if isinstance(step.fact, RoundOpened):
        assert known.round is not None
        assert known.roll == known.round.roll == step.fact.roll
        assert [house.name(member) for member in known.roll] == house.home
        length = step.fact.closes_at - step.fact.at
        if before.state is State.AT_TABLE:
            assert length == timedelta(hours=house.settings.quick_hours)
        else:
            assert length == (before.first_length or length)
            assert length == known.first_length
    if isinstance(step.fact, RoundExtended):
        assert before.round is not None
        assert not before.round.extended
        assert before.blocking() == ()


def _puts_forward(fact: StanceTaken, before: Proposal) -> bool:
    """Who writes a version says consent by it, also where they had objected themselves."""
    by_writer = fact.by in {before.author, before.version.by} and fact.stance is Stance.CONSENT
    return fact.via is Via.RULE and by_writer


def _goes_to_the_table_rightly(before: Proposal, step: Step) -> None:
    """With an open objection only, and at the third time in any case; back from its own grace."""
    match step.fact:
        case WentToTable():
            assert before.blocking()
        case ObjectionStood():
            assert before.blocking()
            assert before.times_integrated < 2
        case Reopened() | BackAtTable():
            last = before.agreement
            assert last is not None
            assert before.blocking()
            is_back = last.told_by is not None or before.times_integrated >= 2
            assert is_back == isinstance(step.fact, BackAtTable)
        case Stalled(at=at):
            spoken = [r.taken.at for r in before.stances]
            assert all(at - moment >= timedelta(days=14) for moment in [*spoken, before.since])


def _stays_within_the_tables(before: Proposal, step: Step) -> None:
    """What moved, moved along a row of the tables."""
    row = (before.state, type(step.fact), step.after.state)
    rows = {(move.start, move.fact, move.end) for move in MOVES}
    assert row in rows or step.after.state is before.state
    was = {agreement.number: agreement.state for agreement in before.agreements}
    agreed = {(move.start, move.fact, move.end) for move in AGREEMENT_MOVES}
    for agreement in step.after.agreements:
        start = was.get(agreement.number)
        assert start is agreement.state or (start, type(step.fact), agreement.state) in agreed


def _is_adopted_rightly(before: Proposal, step: Step) -> None:
    """Nobody on the roll objects, enough are heard, and in force all of this still holds."""
    if isinstance(step.fact, Adopted):
        assert before.standing() == ()
        assert before.state is not State.AT_TABLE or before.told_by is not None
        assert len(before.heard) >= _needed_by_rule_3(before)
        _asides_were_asked(before, step.fact.at)
        all_heard = set(before.heard) == set(before.roll)
        assert (
            step.fact.full_grace
            or all_heard == (step.fact.grace_until == step.fact.at)
            or (before.round is not None and not before.round.rules.grace)
        )
    if isinstance(step.fact, CameIntoForce):
        assert before.standing() == ()
        assert before.agreement is not None
        is_over = step.now >= before.agreement.grace_until
        assert is_over or (not before.unheard and not before.agreement.full_grace)


def _asides_were_asked(before: Proposal, at: datetime) -> None:
    """A third or more aside: they were asked once more, and had a day."""
    asides = [m for m in before.heard if before.live[m].taken.stance is Stance.ASIDE]
    if asides and 3 * len(asides) >= len(before.heard):
        assert before.round is not None
        assert before.round.asked_once_more
        assert before.round.waits_until is None or at >= before.round.waits_until


def _needed_by_rule_3(before: Proposal) -> int:
    assert before.round is not None
    n, rules = len(before.roll), before.round.rules
    assert n > 0
    if n <= 2:
        return n
    if n <= 4:
        return n - 1
    return min(n, max(rules.min_heard, ceil(rules.quorum * n)))


def _no_reason_came(objection: Objection, at: datetime) -> None:
    assert objection.reason is None
    assert objection.asked_at is not None
    assert at - objection.asked_at >= timedelta(hours=48)


TestLife = Life.TestCase
