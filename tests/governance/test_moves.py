"""Every arrow of the diagram is walked by a short life; none is there for show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from governance.facts import Kept
from governance.proposals import MOVES, Move, State
from tests.governance.house import House

OF_OTHER_LIVES = {
    (State.TALKING, State.ADOPTED),
    (State.ADOPTED, State.CONSENT),
}
"""The rows of urgent proposals, and all that are `Kept`: their own tests walk them."""

WHY = "it wakes the baby"


def walked(house: House) -> set[tuple[Any, ...]]:
    """The rows that a life went along."""
    return {
        (step.before.state if step.before else None, type(step.fact), step.after.state)
        for step in house.steps
    }


def a_round(*, names: str = "alice bob carol dan", **settings: Any) -> House:
    house = House(*names.split(), **settings)
    house.quick()
    return house


def objected(house: House, *heard: str) -> House:
    """The round closed with an objection of Bob's."""
    house.says("bob", "objection", WHY)
    for name in heard:
        house.says(name, "consent")
    house.until(house.closes_at)
    return house


def talks_and_changes() -> House:
    house = House("alice", "bob")
    house.propose()
    house.amends()
    house.opens()
    house.amends(text="Quiet hours from 22:30")
    house.later(hours=500)
    return house


def withdrawn_while_talking() -> House:
    house = House("alice", "bob")
    house.propose()
    house.withdraws()
    return house


def orphaned_while_talking() -> House:
    house = House("alice", "bob")
    house.propose()
    house.leaves("alice")
    house.later(hours=30)
    return house


def withdrawn_in_the_round() -> House:
    house = a_round()
    house.withdraws()
    return house


def all_heard() -> House:
    house = a_round(names="alice bob")
    house.says("bob", "consent")
    return house


def integrated() -> House:
    house = objected(a_round(), "carol", "dan")
    house.says("bob", "consent")
    return house


def reopened() -> House:
    house = a_round()
    house.says("carol", "consent")
    house.says("dan", "consent")
    house.until(house.closes_at)
    house.says("bob", "objection", WHY)
    house.amends()
    return house


def withdrawn_while_integrating() -> House:
    house = objected(a_round())
    house.withdraws()
    return house


def orphaned_while_integrating() -> House:
    house = objected(a_round())
    house.leaves("alice")
    house.later(days=8)
    return house


def late_while_integrating() -> House:
    house = objected(a_round())
    house.later(days=8)
    house.tells("carol", "Quiet hours from 24:00")
    return house


def told_and_back() -> House:
    house = a_round()
    house.says("bob", "objection", WHY)
    house.says("carol", "consent")
    house.to_the_table("carol")
    house.tells("carol")
    house.resolves("bob")
    house.says("dan", "objection", WHY)
    house.withdraws()
    return house


def stalled() -> House:
    house = a_round()
    house.says("bob", "objection", WHY)
    house.to_the_table("carol")
    house.later(days=15)
    return house


def orphaned_at_the_table() -> House:
    house = a_round()
    house.says("bob", "objection", WHY)
    house.to_the_table("carol")
    house.leaves("alice")
    house.later(days=15)
    return house


LIVES: tuple[Callable[[], House], ...] = (
    talks_and_changes,
    withdrawn_while_talking,
    orphaned_while_talking,
    withdrawn_in_the_round,
    all_heard,
    integrated,
    reopened,
    withdrawn_while_integrating,
    orphaned_while_integrating,
    late_while_integrating,
    told_and_back,
    stalled,
    orphaned_at_the_table,
)
ROWS = [m for m in MOVES if m.fact is not Kept and (m.start, m.end) not in OF_OTHER_LIVES]


@pytest.mark.parametrize("move", ROWS, ids=lambda m: f"{m.start}-{m.fact.__name__}-{m.end.value}")
def test_every_row_is_walked(move: Move) -> None:
    """By one of the lives above."""
    rows = set().union(*(walked(life()) for life in LIVES))
    assert (move.start, move.fact, move.end) in rows
