"""Lives of proposals that nobody wrote down: any acts in any order, and what must hold after each.

The machine acts as people and time do. What is checked is written apart from the rules: from the
facts, from what each person said, and from rule 3 in its own words.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from governance.advance import advance, due_at
from governance.facts import (
    Adopted,
    CameIntoForce,
    ObjectionBecameConcern,
    Stance,
    StanceRetracted,
    StanceTaken,
    Via,
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
from governance.rounds import Ruling
from tests.governance.house import House, Step

NAMES = ("alice", "bob", "carol", "dan", "erin", "finn", "gita", "hugo")

somebody = st.integers(0, 7)
stances = st.sampled_from([stance.value for stance in Stance])
reasons = st.sampled_from([None, "", "I work nights"])
readings = st.randoms(use_true_random=False)
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

    @initialize(people=st.integers(1, 8), settled=houses, quick=st.booleans(), reading=readings)
    def move_in(
        self, people: int, settled: dict[str, object], quick: bool, reading: random.Random
    ) -> None:
        self.reading = reading
        self._begin(people, settled, quick)

    @precondition(lambda self: self.over is not None)
    @rule(people=st.integers(1, 8), settled=houses, quick=st.booleans())
    def another_life_begins(self, people: int, settled: dict[str, object], quick: bool) -> None:
        self._begin(people, settled, quick)

    # What people do.

    @rule(nth=somebody, stance=stances, reason=reasons)
    def says(self, nth: int, stance: str, reason: str | None) -> None:
        self._says(self._name(nth), stance, reason, Via.COMMAND)

    @rule(nth=somebody, reason=reasons)
    def objects(self, nth: int, reason: str | None) -> None:
        self._says(self._name(nth), "objection", reason, Via.COMMAND)

    @rule(nth=somebody, stance=stances)
    def taps(self, nth: int, stance: str) -> None:
        self._says(self._name(nth), stance, None, Via.POLL)

    @rule(nth=somebody, stance=stances)
    def reacts(self, nth: int, stance: str) -> None:
        self._says(self._name(nth), stance, None, Via.REACTION)

    @precondition(lambda self: self.house.proposal.version.number > 1)
    @rule(nth=somebody, stance=stances)
    def reacts_to_an_earlier_card(self, nth: int, stance: str) -> None:
        earlier = self.house.proposal.version.number - 1
        who = self._name(nth)
        assert self.house.says(who, stance, via=Via.REACTION, version=earlier) == Ruling()

    @precondition(lambda self: self.house.state == "consent")
    @rule(stance=stances, but=somebody)
    def the_others_speak(self, stance: str, but: int) -> None:
        unheard = [self.house.name(member) for member in self.house.proposal.unheard]
        for who in unheard:
            if who != self._name(but):
                self._says(who, stance, None, Via.COMMAND)

    @rule(nth=somebody)
    def unvotes(self, nth: int) -> None:
        who = self._name(nth)
        self._remember(who, None, self.house.unvotes(who))

    @precondition(lambda self: any(self._standing(name) for name in NAMES))
    @rule(which=st.integers(0, 30))
    def takes_back(self, which: int) -> None:
        """Any message that somebody wrote."""
        standing = [said for name in NAMES for said in self._standing(name)]
        self._taken_back(self.house.retracts(standing[which % len(standing)].source))

    @rule(nth=somebody)
    def empties_the_poll(self, nth: int) -> None:
        self._taken_back(self.house.empties_the_poll(self._name(nth)))

    @precondition(lambda self: self.house.proposal.objections != ())
    @rule(by=somebody, which=somebody, text=st.sampled_from(["", "so"]))
    def gives_reason(self, by: int, which: int, text: str) -> None:
        objections = self.house.proposal.objections
        objection = objections[which % len(objections)]
        self.house.gives_reason(self.house.name(objection.member), text, self._name(by))

    @rule(nth=somebody)
    def resolves(self, nth: int) -> None:
        who = self._name(nth)
        self._remember(who, "concern", self.house.resolves(who))

    @precondition(lambda self: self.house.proposal.standing() != ())
    @rule()
    def the_objectors_resolve(self) -> None:
        for objection in self.house.proposal.standing():
            who = self.house.name(objection.member)
            self._remember(who, "concern", self.house.resolves(who))

    @rule(by=somebody, whose=somebody)
    def asks_objector(self, by: int, whose: int) -> None:
        assert self.house.asks_objector(self._name(by), self._name(whose)).facts == ()

    @rule(by=st.integers(0, 1), hours=st.sampled_from([None, 24, 100, 400]))
    def opens(self, by: int, hours: int | None) -> None:
        self.house.opens(self._name(by), timedelta(hours=hours) if hours else None)

    @precondition(lambda self: self.house.proposal.version.number < 5)
    @rule(by=st.integers(0, 1))
    def amends(self, by: int) -> None:
        self.house.amends(self._name(by), f"wording {len(self.house.facts)}")

    @precondition(lambda self: len(self.house.steps) > 15)
    @rule(by=st.integers(0, 3))
    def withdraws(self, by: int) -> None:
        self.house.withdraws(self._name(by))

    @rule(nth=somebody)
    def leaves(self, nth: int) -> None:
        if self._name(nth) in self.house.home:
            self.house.leaves(self._name(nth))

    @rule(nth=somebody)
    def comes_to_live_here(self, nth: int) -> None:
        if NAMES[nth] not in self.house.home:
            self.house.moves_in(NAMES[nth])

    @rule(hours=st.sampled_from([1, 24, 48]), quorum=st.sampled_from([0, 1]))
    def the_house_settles_otherwise(self, hours: int, quorum: float) -> None:
        self.house.settle(grace_hours=hours, round_hours=hours, quorum=quorum)

    # What time does.

    @rule(hours=st.sampled_from([1, 12, 24, 47, 48, 100, 1000]))
    def time_passes(self, hours: int) -> None:
        self.time_acts = True
        self.house.later(hours=hours)

    @rule(seconds=st.sampled_from([-1, 0, 5]))
    def the_next_thing_is_due(self, seconds: int) -> None:
        due = due_at(self.house.proposal)
        if due:
            self.time_acts = True
            self.house.until(max(self.house.now, due + timedelta(seconds=seconds)))

    @rule(nth=somebody, stance=stances, reason=reasons, hours=st.integers(1, 60))
    def the_bot_was_away(self, nth: int, stance: str, reason: str | None, hours: int) -> None:
        """What was said meanwhile is read first, by the server's time; then what fell due."""
        sent_at = self.house.now
        self.house.now += timedelta(hours=hours)
        self._says(self._name(nth), stance, reason, Via.COMMAND, at=sent_at)
        self._check_new_facts()
        self.time_acts = True
        self.house.until(self.house.now)

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
        waits = known.state in {State.TALKING, State.CONSENT} or known.is_settling
        assert due is not None or not waits
        # At the very moment of an act, a time that has come with it waits for the next second.
        assert due is None or due >= self.house.now

    @invariant()
    def heard_are_those_who_spoke(self) -> None:
        """Silence never counts: each of them said something of this version, or proposed it."""
        known = self.house.proposal
        for member in known.heard:
            name = self.house.name(member)
            last = self._last(name, known.version.number)
            assert member == known.author or (last is not None and last.stance is not None)

    @invariant()
    def who_objected_last_blocks_unless_no_reason_came(self) -> None:
        known = self.house.proposal
        for member in known.round.roll if known.round else ():
            last = self._last(self.house.name(member), known.version.number)
            mine = [o for o in known.blocking() if o.member == member]
            made = [o for o in known.objections if last and last.source in o.sources]
            if last and last.stance == "objection":
                assert len(made) == 1
                assert made == mine or (made[0].expired and not mine)
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

    def _begin(self, people: int, settled: dict[str, object], quick: bool) -> None:
        self.house = House(*NAMES[:people], **settled)
        self.said: dict[str, list[Said]] = {name: [] for name in NAMES}
        self.checked = 0
        self.time_acts = False
        self.over: Proposal | None = None
        self.house.propose(quick=quick)

    def _name(self, nth: int) -> str:
        known = list(self.house.ids)
        return known[nth % len(known)]

    def _check_new_facts(self) -> None:
        for step in self.house.steps[self.checked :]:
            if step.before:
                _stays_within_the_tables(step.before, step)
                _is_adopted_rightly(step.before, step)
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
                else:
                    assert objection not in before.blocking()
                continue
            if isinstance(fact, StanceTaken) and _puts_forward(fact, before):
                assert objection.version < before.version.number
                continue
            assert not self.time_acts
            assert isinstance(fact, StanceTaken | StanceRetracted)
            assert fact.source in self.house.said[self.house.name(objection.member)]

    def _says(
        self,
        who: str,
        stance: str,
        reason: str | None,
        via: Via,
        at: datetime | None = None,
    ) -> None:
        self._remember(who, stance, self.house.says(who, stance, reason, via, at=at))

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


def _puts_forward(fact: StanceTaken, before: Proposal) -> bool:
    """Who amends says consent by it, also where they had objected themselves."""
    by_author = fact.by == before.author and fact.stance is Stance.CONSENT
    return fact.via is Via.RULE and by_author


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
        assert len(before.heard) >= _needed_by_rule_3(before)
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
