"""Every row of the tables that only urgent ones and reviews use is walked along by somebody."""

from __future__ import annotations

from collections.abc import Callable

from tests.governance.agreement_house import OF_AGREEMENTS
from tests.governance.agreement_house import AgreementHouse as House


def _a_house() -> House:
    return House("alice", "bob", "carol")


def _all_consent(house: House) -> None:
    for name in ("bob", "carol"):
        house.says(name, "consent")


def kept_by_a_round() -> House:
    house = _a_house()
    house.tells_urgent()
    house.opens("bob")
    _all_consent(house)
    return house


def kept_after_an_objection() -> House:
    house = _a_house()
    house.tells_urgent()
    house.objects_urgently("bob")
    house.says("carol", "consent")
    house.resolves("bob")
    return house


def kept_while_integrating() -> House:
    house = _a_house()
    house.tells_urgent()
    house.objects_urgently("bob")
    house.says("carol", "consent")
    house.until(house.closes_at)
    house.resolves("bob")
    return house


def kept_at_the_table() -> House:
    house = _a_house()
    house.tells_urgent()
    house.objects_urgently("bob")
    house.says("carol", "consent")
    house.to_the_table("carol")
    house.tells("carol")
    house.resolves("bob")
    return house


def ended_by_itself() -> House:
    house = _a_house()
    house.tells_urgent()
    house.later(days=14)
    return house


def ended_while_it_settles() -> House:
    house = _a_house()
    house.tells_urgent()
    house.objects_urgently("bob")
    house.withdraws("alice")
    return house


def renewed() -> House:
    house = _a_house()
    house.agrees()
    house.until_review()
    house.reviews("bob", "keep")
    house.later(days=14)
    return house


def overdue() -> House:
    house = _a_house()
    house.agrees()
    house.until_review()
    house.later(days=14)
    return house


def replaced() -> House:
    house = _a_house()
    house.agrees()
    house.until_review()
    house.reviews("bob", "end")
    house.later(days=14)
    house.successor_holds()
    return house


LIVES: tuple[Callable[[], House], ...] = (
    kept_by_a_round,
    kept_after_an_objection,
    kept_while_integrating,
    kept_at_the_table,
    ended_by_itself,
    ended_while_it_settles,
    renewed,
    overdue,
    replaced,
)


def test_every_row_about_urgent_ones_and_reviews_is_reached() -> None:
    """What is in the table can happen; what cannot happen should not be there."""
    reached: set[tuple[object, type]] = set()
    for live in LIVES:
        for step in live().steps:
            before = step.before
            holding = before.holding if before else None
            reached.add((before.state if before else None, type(step.fact)))
            reached.add((holding.state if holding else None, type(step.fact)))
    missing = [(start, fact) for start, fact in OF_AGREEMENTS if (start, fact) not in reached]
    assert missing == []
