"""Statements run where they are asked for; who has to wait holds up nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from storage import driver
from storage.records import House
from storage.store import Store
from tests.database import only_sqlite
from tests.storage.made_up import NOON, a_house, everything


@only_sqlite
async def test_while_another_program_holds_the_database_all_else_goes_on(
    file: Path, store: Store, house: House
) -> None:
    """Whoever waits for it waits in a thread, and goes on once it is let go."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        async def write() -> None:
            async with store.transaction() as tx:
                await tx.set_due(house.id, "P1", NOON)

        writing = asyncio.create_task(write())
        for _ in range(20):
            await asyncio.sleep(0.01)
        assert not writing.done()
        other.execute("ROLLBACK")
        await writing
    assert len(everything(file)["due"]) == 1


@only_sqlite
async def test_who_waited_too_long_can_try_again(
    file: Path, store: Store, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is as it was before."""
    monkeypatch.setattr(driver, "PATIENCE", 0.05)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(OperationalError, match="locked"):
                async with store.transaction() as tx:
                    await tx.set_due(house.id, "P1", NOON)
        other.execute("ROLLBACK")
    async with store.transaction() as tx:
        await tx.set_due(house.id, "P1", NOON)
    assert len(everything(file)["due"]) == 1


@only_sqlite
async def test_who_gives_up_waiting_leaves_no_lock(file: Path, store: Store, house: House) -> None:
    """Neither in the way of others, nor in its own."""

    async def write() -> None:
        async with store.transaction() as tx:
            await tx.set_due(house.id, "P1", NOON)

    with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(write())
        await asyncio.sleep(0.05)
        writing.cancel()
        other.execute("ROLLBACK")
        with pytest.raises(asyncio.CancelledError):
            await writing
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    await write()
    assert len(everything(file)["due"]) == 1


@only_sqlite
async def test_what_was_written_is_in_the_file_whatever_came_before(
    file: Path, store: Store, house: House
) -> None:
    """After what was only read, after what was undone, and after what was written alike."""

    async def read() -> None:
        async with store.transaction() as tx:
            await tx.next_due()

    async def fall() -> None:
        with contextlib.suppress(ZeroDivisionError):
            async with store.transaction() as tx:
                await tx.set_due(house.id, "P1", None)
                await tx.set_due(house.id, "P2", NOON)
                raise ZeroDivisionError

    times = [NOON + timedelta(hours=hours) for hours in range(6)]
    for at, before in zip(times, (read, fall, read, read, fall, fall), strict=True):
        await before()
        async with store.transaction() as tx:
            await tx.set_due(house.id, "P1", at)
        with closing(sqlite3.connect(file)) as other:
            found = other.execute("SELECT subject, at FROM due").fetchall()
        assert [subject for subject, _ in found] == ["P1"]
        assert found[0][1].startswith(at.strftime("%Y-%m-%d %H"))
        assert (await _due(store)) == at


async def _due(store: Store) -> object:
    async with store.transaction() as tx:
        found = await tx.next_due()
        return found.at if found else None


@only_sqlite
async def test_what_was_not_committed_nobody_else_sees(
    file: Path, store: Store, house: House
) -> None:
    """Though statements run at once, a transaction is whole or not there."""
    async with store.transaction() as tx:
        await tx.set_due(house.id, "P1", NOON)
        assert everything(file)["due"] == []
    assert len(everything(file)["due"]) == 1


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
async def test_in_memory_it_is_the_same(url: str) -> None:
    """Nothing is in a file, and everything else as ever."""
    store = await Store.open(url)
    async with store.transaction() as tx:
        house = await a_house(tx)
        await tx.set_due(house.id, "P1", NOON)
    assert await _due(store) == NOON
    await store.close()
