"""All of it or nothing, one after the other, in a file for one pair of eyes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from governance.facts import Lapsed
from governance.members import Kind
from storage.engine import UnknownDatabase
from storage.records import Conversation, House
from storage.store import Store
from storage.transaction import Transaction
from tests.database import only_sqlite, url_of
from tests.storage.made_up import NOON, a_held_event, a_house, a_parcel, everything


class _Fell(Exception):
    pass


async def _fall(store: Store) -> None:
    async with store.transaction() as tx:
        house = await a_house(tx, "!elm:kring.test")
        await tx.add_member(house.id, name="Bob", kind=Kind.RESIDENT, account="@bob", at=NOON)
        assert await tx.next_proposal(house.id) == 1
        await tx.record(house.id, "P1", [Lapsed(NOON)], "$a")
        await tx.use_agreement(house.id, 1)
        await tx.set_due(house.id, "P1", NOON)
        await tx.post(a_parcel("hello"), NOON)
        await tx.mark_handled("$a", NOON)
        await tx.set_position("@kring", "s1")
        await tx.set_private_room("@bob", "!private")
        await tx.set_conversation(Conversation("@bob", house.id, NOON, {"message": None}))
        await tx.hold(a_held_event("$b"), NOON)
        raise _Fell


async def test_what_is_rolled_back_leaves_nothing(file: Path, store: Store) -> None:
    """Whatever goes wrong at the end, no table shows that it began."""
    before = everything(file)
    with pytest.raises(_Fell):
        await _fall(store)
    assert everything(file) == before


async def _use_numbers_and_fall(store: Store, house: House) -> None:
    async with store.transaction() as tx:
        assert await tx.next_proposal(house.id) == 1
        await tx.use_agreement(house.id, 1)
        raise _Fell


async def test_what_is_rolled_back_uses_up_no_number(store: Store, house: House) -> None:
    """The next proposal gets the number that the failed one had."""
    with pytest.raises(_Fell):
        await _use_numbers_and_fall(store, house)
    async with store.transaction() as tx:
        assert await tx.next_proposal(house.id) == 1
        assert await tx.next_proposal(house.id) == 2
        assert (await tx.house(house.id)).next_agreement == 1


async def test_an_event_is_handled_once(store: Store) -> None:
    """It is known by its id, also by another process on the same file; twice is refused."""
    async with store.transaction() as tx:
        assert not await tx.is_handled("$a")
        await tx.mark_handled("$a", NOON)
    async with store.transaction() as tx:
        assert await tx.is_handled("$a")
    with pytest.raises(IntegrityError):
        async with store.transaction() as tx:
            await tx.mark_handled("$a", NOON)


async def _count_slowly(store: Store, house: House) -> int:
    async with store.transaction() as tx:
        number = await tx.next_proposal(house.id)
        await asyncio.sleep(0.02)
        await tx.record(house.id, f"P{number}", [Lapsed(NOON)], None)
        return number


async def test_two_at_once_wait_for_each_other(store: Store, house: House) -> None:
    """Everyone gets a number of their own, whatever comes together."""
    numbers = await asyncio.gather(*(_count_slowly(store, house) for _ in range(4)))
    assert sorted(numbers) == [1, 2, 3, 4]


async def test_two_processes_at_once_wait_for_each_other(
    file: Path, store: Store, house: House
) -> None:
    """`kring export` beside a running bot neither fails nor makes it fail."""
    other = await Store.open(url_of(file))
    try:
        work = [_count_slowly(each, house) for each in (store, other, store, other)]
        assert sorted(await asyncio.gather(*work)) == [1, 2, 3, 4]
    finally:
        await other.close()


@contextmanager
def _open_to_all() -> Iterator[None]:
    mask = os.umask(0)
    try:
        yield
    finally:
        os.umask(mask)


async def test_only_its_owner_reads_the_database(file: Path) -> None:
    """The file and what SQLite keeps beside it, whatever the machine's habits are."""
    with _open_to_all():
        store = await Store.open(f"sqlite:///{file}")
        async with store.transaction() as tx:
            await a_house(tx)
        modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
        await store.close()
    assert modes == {"kring.db": 0o600, "kring.db-wal": 0o600, "kring.db-shm": 0o600}


@pytest.mark.parametrize("url", ["mysql://localhost/kring", "kring.db", "sqlite:kring.db", ""])
async def test_another_database_is_refused_by_name(url: str) -> None:
    """What Kring cannot use is no crash but something to mend."""
    with pytest.raises(UnknownDatabase, match=r"sqlite:///kring\.db"):
        await Store.open(url)


def _write_a_letter(file: Path) -> bytes:
    file.write_text("this is a letter, not a database" * 50)
    return _content(file)


def _content(file: Path) -> bytes:
    return file.read_bytes()


async def test_a_file_that_is_no_database_is_left_as_it_is(file: Path) -> None:
    """It is told, nothing stays open, and not a byte is changed."""
    before = _write_a_letter(file)
    with pytest.raises(SQLAlchemyError):
        await Store.open(f"sqlite:///{file}")
    assert _content(file) == before


async def test_what_the_database_complains_of_quotes_nobody(store: Store, house: House) -> None:
    """Its faults end up in a log; what people wrote does not."""

    async def post_twice(tx: Transaction) -> None:
        await tx.mark_handled("a secret of the house", NOON)
        await tx.mark_handled("a secret of the house", NOON)

    with pytest.raises(SQLAlchemyError) as fault:
        async with store.transaction() as tx:
            await post_twice(tx)
    assert "secret" not in str(fault.value)


async def test_a_house_may_be_looked_up_by_who_lives_there(store: Store, house: House) -> None:
    """Somebody's houses are those they are in now, oldest first."""
    async with store.transaction() as tx:
        other = await a_house(tx, "!elm:kring.test")
        for home in (other, house):
            member = await tx.add_member(
                home.id, name="Bob", kind=Kind.RESIDENT, account="@bob", at=NOON
            )
        assert [one.id for one in await tx.houses_of("@bob")] == [house.id, other.id]
        await tx.set_left(member.id, NOON + timedelta(days=1))
        assert [one.id for one in await tx.houses_of("@bob")] == [other.id]


async def test_who_is_cancelled_between_transactions_is_not_cut_off_in_one(store: Store) -> None:
    """What was begun is there, and the store goes on and closes."""
    is_in = asyncio.Event()

    async def work() -> None:
        while True:
            async with store.transaction() as tx:
                is_in.set()
                await tx.set_position("@kring", "s1")
                await asyncio.sleep(0.05)
                await tx.mark_handled("$a", NOON)
            await asyncio.sleep(60)

    task = asyncio.create_task(work())
    await is_in.wait()
    async with store.between_transactions():
        task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    async with store.transaction() as tx:
        assert await tx.position("@kring") == "s1"
        assert await tx.is_handled("$a")


async def _how_it_is_kept(store: Store, *, is_last: bool) -> int:
    """2: until it is on the disk; 1: in its place in the journal, for whoever waits next."""
    async with store.transaction(is_last=is_last) as tx:
        await tx.mark_handled(f"$kept-{is_last}", NOON)
        return int((await tx._session.exec(text("PRAGMA synchronous"))).scalar_one())  # type: ignore[call-overload]


@only_sqlite
async def test_only_what_nobody_would_tell_again_waits_for_the_disk(
    file: Path, store: Store
) -> None:
    """The last of several brings along what came before it; each is whole all the same."""
    assert await _how_it_is_kept(store, is_last=False) == 1
    assert await _how_it_is_kept(store, is_last=True) == 2
    assert {row[0] for row in everything(file)["handled"]} == {"$kept-False", "$kept-True"}
    async with store.transaction() as tx:
        assert (await tx._session.exec(text("PRAGMA synchronous"))).scalar_one() == 2  # type: ignore[call-overload]
