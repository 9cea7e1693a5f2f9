"""On PostgreSQL houses do not wait for each other; one house's transactions do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from governance.facts import Lapsed
from governance.members import Kind
from storage.records import House, Parcel
from storage.store import Store
from storage.transaction import Transaction
from tests.database import make_empty, rows_of, url_of
from tests.storage.made_up import NOON, a_house, rows

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

A_WHILE = 0.2


@asynccontextmanager
async def another(file: Path) -> AsyncIterator[asyncpg.Connection]:
    """A program that is none of ours."""
    connection = await asyncpg.connect(url_of(file))
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def elm(store: Store, house: House) -> House:
    async with store.transaction() as tx:
        return await a_house(tx, "!elm:kring.test")


async def _propose(store: Store, house: House) -> int:
    async with store.transaction() as tx:
        number = await tx.next_proposal(house.id)
        await tx.record(house.id, f"P{number}", [Lapsed(NOON)], None)
        return number


async def test_a_house_that_is_held_keeps_no_other_waiting(
    file: Path, store: Store, house: House, elm: House
) -> None:
    """One house's row is in somebody's hands; the house next door goes on."""
    async with another(file) as other, other.transaction():
        await other.execute("SELECT 1 FROM houses WHERE id = $1 FOR UPDATE", house.id)
        waiting = asyncio.create_task(_propose(store, house))
        assert [await _propose(store, elm) for _ in range(3)] == [1, 2, 3]
        await asyncio.sleep(A_WHILE)
        assert not waiting.done()
    assert await waiting == 1


@pytest.mark.parametrize("find", [Transaction.house_in, Transaction.house])
async def test_who_finds_a_house_sees_what_was_done_before(
    store: Store, house: House, find: Callable[..., Awaitable[House]]
) -> None:
    """Also where it waited for that: nobody decides on what is over."""
    has_found, may_end = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with store.transaction() as tx:
            await tx.house(house.id)
            has_found.set()
            await may_end.wait()
            await tx.set_language(house.id, "nl")
            await tx.record(house.id, "P1", [Lapsed(NOON)], None)

    async def second() -> tuple[str, int]:
        async with store.transaction() as tx:
            await tx.houses()  # looked at before, without holding it
            found = await find(tx, house.room if find is Transaction.house_in else house.id)
            return found.language, len(await tx.facts(house.id, "P1"))

    one = asyncio.create_task(first())
    await has_found.wait()
    two = asyncio.create_task(second())
    await asyncio.sleep(A_WHILE)
    assert not two.done()
    may_end.set()
    await one
    assert await two == ("nl", 1)


async def test_the_facts_of_a_house_are_numbered_as_they_were_written_down(
    store: Store, house: House, elm: House
) -> None:
    """Who keeps what was folded up to a number misses none that comes later with a lower one."""
    seen: list[int] = []

    async def write(of: House) -> None:
        async with store.transaction() as tx:
            (recorded,) = await tx.record(of.id, "P1", [Lapsed(NOON)], None)
            await asyncio.sleep(0.001)
        if of is house:
            seen.append(recorded.seq)

    await asyncio.gather(*(write(of) for _ in range(20) for of in (house, elm)))
    assert seen == sorted(seen)
    assert len(seen) == 20


async def test_between_transactions_means_all_of_them(store: Store, house: House) -> None:
    """Who ends the bot cuts nobody off."""
    is_in = asyncio.Semaphore(0)
    ended: list[int] = []

    async def work(number: int) -> None:
        async with store.transaction() as tx:
            await tx.houses()
            is_in.release()
            await asyncio.sleep(0.05 * number)
            ended.append(number)

    tasks = [asyncio.create_task(work(number)) for number in range(4)]
    for _ in tasks:
        await is_in.acquire()
    async with store.between_transactions():
        assert sorted(ended) == [0, 1, 2, 3]
        late = asyncio.create_task(work(0))
        await asyncio.sleep(0.05)
        assert len(ended) == 4
    await late
    await asyncio.gather(*tasks)


async def test_two_houses_that_write_to_somebody_ask_for_one_room(
    store: Store, house: House, elm: House, file: Path
) -> None:
    """Whoever comes second finds that it is asked for; both letters wait for it."""

    async def write(of: House) -> None:
        async with store.transaction() as tx:
            await tx.house(of.id)
            place = await tx.private_room_or_new("@bob", NOON, NOON)
            await asyncio.sleep(0.02)
            await tx.post(Parcel(place, "Say", {"plain": of.room}, NOON, house_id=of.id), NOON)

    await asyncio.gather(*(write(of) for of in (house, elm)))
    letters = rows(file, "SELECT kind FROM outbox WHERE room = 'to:@bob' ORDER BY kind")
    assert letters == [("Open",), ("Say",), ("Say",)]


async def test_a_letter_that_is_written_while_the_room_is_opened_goes_there(
    store: Store, house: House, file: Path
) -> None:
    """None is left behind, where rooms are waited for, when there is one."""
    async with store.transaction() as tx:
        await tx.house(house.id)
        await tx.private_room_or_new("@bob", NOON, NOON)
    async with store.transaction() as tx:
        (door,) = await tx.waiting_held(NOON, "to:@bob", 1)

    async def write() -> None:
        async with store.transaction() as tx:
            await tx.house(house.id)
            place = await tx.private_room_or_new("@bob", NOON, NOON)
            await asyncio.sleep(0.02)
            await tx.post(Parcel(place, "Say", {"plain": "a"}, NOON, house_id=house.id), NOON)

    async def opened() -> None:
        await asyncio.sleep(0.01)
        async with store.transaction() as tx:
            await tx.mark_sent(door, "!bob", NOON)

    await asyncio.gather(write(), opened(), write())
    assert set(rows(file, "SELECT room FROM outbox WHERE kind = 'Say'")) == {("!bob",)}


async def test_what_is_begun_to_be_sent_is_not_reworded_meanwhile(
    store: Store, house: House
) -> None:
    """The newer words wait for the letter, and follow it."""
    async with store.transaction() as tx:
        card = await tx.post(
            Parcel("!oak", "Say", {"plain": "card"}, NOON, house_id=house.id), NOON
        )
        (sent,) = await tx.waiting(NOON)
        await tx.mark_sent(sent, "$card", NOON)
        edit = Parcel("!oak", "Edit", {"plain": "1"}, NOON, house_id=house.id, target=card)
        await tx.post_edit(edit, NOON)

    async def reword() -> None:
        async with store.transaction() as tx:
            await tx.house(house.id)
            newer = Parcel("!oak", "Edit", {"plain": "2"}, NOON, house_id=house.id, target=card)
            await tx.post_edit(newer, NOON)

    async with store.transaction() as tx:
        (letter,) = await tx.waiting_held(NOON, "!oak", 1)
        rewording = asyncio.create_task(reword())
        await asyncio.wait({rewording}, timeout=2 * A_WHILE)
        assert not rewording.done()
        await tx.mark_tried(letter, NOON)
    await rewording
    assert letter.body == {"plain": "1"}
    async with store.transaction() as tx:
        assert await tx.waiting(NOON) == []  # ten seconds after what may be in the room


async def _kill_all(file: Path) -> None:
    async with another(file) as other:
        await other.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def test_a_connection_that_is_lost_on_the_way_costs_nothing(
    file: Path, store: Store, house: House
) -> None:
    """What was begun is done once more, and once."""
    tries = 0

    async def work(tx: Transaction) -> int:
        nonlocal tries
        tries += 1
        number = await tx.next_proposal(house.id)
        await tx.record(house.id, f"P{number}", [Lapsed(NOON)], None)
        if tries == 1:
            await _kill_all(file)
        return number

    assert await store.do(work) == 1
    assert tries == 2
    assert len(rows_of(file)["facts"]) == 1


async def test_connections_that_were_lost_while_nobody_looked_are_made_anew(
    file: Path, store: Store, house: House
) -> None:
    """The next one to come notices nothing."""
    await asyncio.gather(*(_propose(store, house) for _ in range(4)))
    await _kill_all(file)
    await asyncio.sleep(A_WHILE)
    assert await _propose(store, house) == 5


async def test_who_waits_for_each_other_is_told_apart_and_tried_again(
    store: Store, house: House, elm: House
) -> None:
    """Held in the wrong order, by hand: PostgreSQL ends one of them, and it comes again."""
    both = asyncio.Barrier(2)
    tries: list[str] = []

    async def cross(tx: Transaction, one: House, other: House) -> None:
        tries.append(one.room)
        await tx.house(one.id)
        if len(tries) <= 2:
            await both.wait()
        await tx.house(other.id)
        await tx.next_proposal(other.id)

    await asyncio.gather(
        store.do(lambda tx: cross(tx, house, elm)), store.do(lambda tx: cross(tx, elm, house))
    )
    assert len(tries) == 3
    async with store.transaction() as tx:
        assert await tx.next_proposal(house.id) == await tx.next_proposal(elm.id) == 2


async def test_two_that_start_at_once_make_the_tables_once(file: Path, database: str) -> None:
    """The second waits, and finds that nothing is missing."""
    make_empty(file)
    stores = await asyncio.gather(*(Store.open(url_of(file)) for _ in range(3)))
    async with stores[0].transaction() as tx:
        await a_house(tx)
    for each in stores:
        async with each.transaction() as tx:
            assert len(await tx.houses()) == 1
        await each.close()


async def test_who_only_reads_sees_one_moment_and_holds_nobody_up(
    file: Path, store: Store, house: House
) -> None:
    """An export beside the running bot; and nothing can be changed by it."""
    reader = await Store.open_to_read(url_of(file))
    try:
        async with reader.transaction() as tx:
            before = await tx.house_in(house.room)
            async with store.transaction() as writing:
                await writing.add_member(
                    house.id, name="Bob", kind=Kind.RESIDENT, account="@bob", at=NOON
                )
                await writing.set_language(house.id, "nl")
            assert await tx.house_in(house.room) == before
            assert await tx.members(house.id) == []
        with pytest.raises(Exception, match="read-only"):
            await _propose(reader, house)
    finally:
        await reader.close()
