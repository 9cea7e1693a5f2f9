"""The fold: facts in whatever order they are read, and histories that cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from governance.facts import (
    Adopted,
    Amended,
    CameIntoForce,
    Fact,
    Lapsed,
    ObjectionStood,
    Proposed,
    Recorded,
    Reopened,
    RoundExtended,
    RoundOpened,
    RoundRules,
    Withdrawn,
)
from governance.fold import ImpossibleHistory, add, fold
from governance.members import Kind, Member, MemberId, roll_of
from governance.proposals import AGREEMENT_MOVES, FINAL, MOVES, AgreementState, State
from tests.governance.house import MONDAY_NOON, House

NOW = MONDAY_NOON
LATER = NOW + timedelta(hours=24)
ALICE = MemberId(1)
RULES = RoundRules(timedelta(hours=24), 0.5, 3, timedelta(hours=24), 6)
MOVING: tuple[Fact, ...] = (
    Amended(NOW, ALICE, 2, "other"),
    RoundOpened(NOW, 1, (ALICE,), LATER, RULES),
    RoundExtended(NOW, LATER),
    ObjectionStood(NOW),
    Adopted(NOW, 1, LATER, False, LATER),
    CameIntoForce(NOW),
    Reopened(NOW),
    Lapsed(NOW),
    Withdrawn(NOW, ALICE),
)


def lives() -> dict[str, House]:
    """A house in every state there is."""
    names = ("alice", "bob", "carol", "dan")
    there = {state: House(*names) for state in ("talking", "consent", "integrating", "settling")}
    there |= {state: House(*names) for state in ("in_force", "withdrawn", "lapsed")}
    there["talking"].propose()
    for state in there.keys() - {"talking"}:
        there[state].quick()
    there["integrating"].says("bob", "objection", "I work nights")
    for name in ("bob", "carol"):
        there["settling"].says(name, "consent")
        there["in_force"].says(name, "consent")
    there["withdrawn"].withdraws()
    for state in ("integrating", "settling", "in_force"):
        there[state].later(hours=24)
    for state in ("in_force", "lapsed"):
        there[state].later(hours=48)
    return there


@pytest.mark.parametrize("state", list(lives()))
@pytest.mark.parametrize("fact", MOVING, ids=lambda fact: type(fact).__name__)
def test_what_is_not_in_the_table_cannot_happen(state: str, fact: Fact) -> None:
    """A fact moves a proposal as a row says, or the history is impossible."""
    known = lives()[state].proposal
    agreement = known.agreement if known.state is State.ADOPTED else None
    starts = (known.state, agreement.state if agreement else None)
    kinds = {move.fact for move in MOVES}, {move.fact for move in AGREEMENT_MOVES}
    tables = (MOVES, AGREEMENT_MOVES)
    rows = [
        next((m for m in table if (m.start, m.fact) == (start, type(fact))), None)
        for start, table in zip(starts, tables, strict=True)
    ]
    is_allowed = all(row or type(fact) not in kind for row, kind in zip(rows, kinds, strict=True))
    recorded = Recorded(1_000, fact)
    if not is_allowed:
        with pytest.raises(ImpossibleHistory):
            add(known, recorded)
        return
    moved = add(known, recorded)
    assert moved.state is (rows[0].end if rows[0] else known.state)
    if rows[1]:
        assert moved.agreement is not None
        assert moved.agreement.state is rows[1].end


def test_nothing_leads_out_of_what_is_final() -> None:
    """Withdrawn and lapsed have no row; nor has an agreement that ended."""
    assert not [move for move in MOVES if move.start in FINAL]
    assert not [move for move in AGREEMENT_MOVES if move.start is AgreementState.ENDED]


def test_every_state_can_be_reached() -> None:
    """The tables have no dead ends but the final states."""
    assert {move.end for move in MOVES} == set(State)
    assert {move.end for move in AGREEMENT_MOVES} == set(AgreementState)


def test_a_life_begins_by_being_proposed() -> None:
    """Neither nothing nor something else is a life."""
    with pytest.raises(ImpossibleHistory):
        fold([])
    with pytest.raises(ImpossibleHistory):
        fold([Recorded(1, Withdrawn(NOW, ALICE))])


def test_nobody_is_proposed_twice() -> None:
    """A second beginning is impossible."""
    house = House("alice", "bob")
    house.propose()
    first = house.facts[0].fact
    assert isinstance(first, Proposed)
    with pytest.raises(ImpossibleHistory):
        fold([*house.facts, Recorded(99, replace(first, text="again"))])


def test_the_order_of_reading_does_not_matter() -> None:
    """The sequence numbers do."""
    house = lives()["in_force"]
    assert fold(house.facts) == fold(reversed(house.facts)) == house.proposal


@pytest.mark.parametrize(
    ("kind", "is_asked"),
    [
        (Kind.RESIDENT, True),
        (Kind.OFFLINE, True),
        (Kind.PROFESSIONAL, False),
        (Kind.GUEST, False),
    ],
)
def test_residents_are_asked_offline_ones_too(kind: Kind, is_asked: bool) -> None:
    """Who works here or visits is on no roll, nor is who left."""
    member = Member(MemberId(7), "Jan", kind, NOW)
    assert roll_of([member], NOW) == ((MemberId(7),) if is_asked else ())
    assert roll_of([replace(member, left_at=NOW)], NOW) == ()
