"""Facts are added and come back as they were; nothing ever changes them."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from asyncpg import PostgresError
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from governance.facts import Adopted, CameIntoForce, Fact, Lapsed, StanceRetracted, Withdrawn
from governance.members import MemberId
from storage.codec import UnreadableFact, decode, encode
from storage.records import House
from storage.store import Store
from tests.storage.made_up import FACTS, NOON, everything, facts, rows

OTHERWISE = "id, house_id, subject, 'Lapsed', at, source, body"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

by_kind = pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__)


async def _two_facts(store: Store, house: House) -> None:
    async with store.transaction() as tx:
        await tx.record(house.id, "P1", [Withdrawn(NOON, MemberId(1)), Lapsed(NOON)], "$a")


@pytest.mark.parametrize(
    ("database", "act"),
    [
        ("sqlite", "UPDATE facts SET kind = 'Adopted'"),
        ("sqlite", "UPDATE OR REPLACE facts SET id = 2 WHERE id = 1"),
        ("sqlite", "DELETE FROM facts"),
        ("sqlite", "DELETE FROM facts WHERE id = 2"),
        ("sqlite", f"REPLACE INTO facts SELECT {OTHERWISE} FROM facts"),
        ("postgresql", "UPDATE facts SET kind = 'Adopted'"),
        ("postgresql", "UPDATE facts SET id = 9 WHERE id = 1"),
        ("postgresql", "UPDATE facts SET body = '{}' WHERE id = 2"),
        ("postgresql", "DELETE FROM facts"),
        ("postgresql", "DELETE FROM facts WHERE id = 2"),
        ("postgresql", "TRUNCATE facts"),
        ("postgresql", "TRUNCATE houses CASCADE"),
    ],
    indirect=["database"],
)
async def test_the_database_itself_refuses_to_change_a_fact(
    file: Path, store: Store, house: House, act: str
) -> None:
    """Not even somebody with the file in hand changes or removes one by accident."""
    await _two_facts(store, house)
    before = everything(file)
    with pytest.raises((sqlite3.IntegrityError, PostgresError), match="facts are never changed"):
        rows(file, act)
    assert everything(file) == before


@by_kind
@given(data=st.data())
def test_every_fact_comes_back_as_it_was(kind: type[Any], data: st.DataObject) -> None:
    """Through JSON and back nothing is lost, whatever people wrote; every moment has its zone."""
    fact = data.draw(facts(kind))
    again: Any = decode(kind.__name__, json.loads(json.dumps(encode(fact))))
    assert again == fact
    moments = [getattr(again, name) for name in kind.__dataclass_fields__]
    assert all(m.utcoffset() == timedelta(0) for m in moments if isinstance(m, datetime))


async def test_facts_come_back_in_the_order_they_were_recorded(store: Store, house: House) -> None:
    """Time stands still and goes back; the order of recording is the order of things."""
    told: list[Fact] = [
        StanceRetracted(NOON, "$1"),
        CameIntoForce(NOON - timedelta(days=1)),
        StanceRetracted(NOON, "$2"),
        Lapsed(NOON),
    ]
    async with store.transaction() as tx:
        recorded = await tx.record(house.id, "P1", told[:2], None)
        recorded += await tx.record(house.id, "P1", told[2:], None)
    async with store.transaction() as tx:
        found = await tx.facts(house.id, "P1")
    assert [one.fact for one in found] == told
    assert found == recorded
    assert [one.seq for one in found] == sorted({one.seq for one in found})


async def test_facts_of_one_proposal_are_not_those_of_another(store: Store, house: House) -> None:
    """P1 is not P11, and not the P1 of the house next door."""
    async with store.transaction() as tx:
        other = await tx.make_house(
            room="!elm:kring.test",
            name="De Iep",
            language="nl",
            timezone="Europe/Amsterdam",
            settings=house.settings,
            at=NOON,
        )
        for number, home in enumerate((house.id, house.id, other.id)):
            subject = ("P1", "P11", "P1")[number]
            await tx.record(home, subject, [StanceRetracted(NOON, str(number))], None)
    async with store.transaction() as tx:
        assert [one.fact for one in await tx.facts(house.id, "P1")] == [StanceRetracted(NOON, "0")]
        assert sorted(await tx.proposal_facts(house.id)) == [1, 11]
        assert sorted(await tx.proposal_facts(other.id)) == [1]


@pytest.mark.parametrize("fold", [0, 1])
async def test_the_hour_that_comes_twice_is_stored_once_each(
    store: Store, house: House, fold: int
) -> None:
    """Half past two in the night the clocks go back is one of two moments, and stays that one."""
    local = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM, fold=fold)
    expected = datetime(2026, 10, 25, fold, 30, tzinfo=UTC)
    adopted = Adopted(local, 1, local, False, local)
    async with store.transaction() as tx:
        await tx.record(house.id, "P1", [adopted], None)
        await tx.set_due(house.id, "P1", local)
    async with store.transaction() as tx:
        (found,) = await tx.facts(house.id, "P1")
        due = await tx.next_due()
    assert due is not None
    assert due.at == expected
    assert isinstance(found.fact, Adopted)
    assert found.fact.at == found.fact.grace_until == found.fact.review_at == expected


async def test_a_moment_without_a_zone_is_refused(file: Path, store: Store, house: House) -> None:
    """Nobody would know later which moment it was."""
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a time zone"):
        async with store.transaction() as tx:
            await tx.record(house.id, "P1", [Lapsed(naive)], None)
    with pytest.raises(StatementError, match="without a time zone"):
        async with store.transaction() as tx:
            await tx.set_due(house.id, "P1", naive)
    assert rows(file, "SELECT * FROM facts") == rows(file, "SELECT * FROM due") == []


@pytest.mark.parametrize(
    ("kind", "body"), [("Dreamt", {}), ("Lapsed", {}), ("Lapsed", {"at": "soon"})]
)
def test_a_fact_that_cannot_be_read_says_so(kind: str, body: dict[str, Any]) -> None:
    """A newer version wrote it, or somebody's hand did; either way it is told as what it is."""
    with pytest.raises(UnreadableFact):
        decode(kind, body)
