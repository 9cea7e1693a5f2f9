"""Who leads: on a real PostgreSQL, one at a time, and nothing of an earlier one counts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from storage import leadership
from storage.leadership import Leadership, NoLongerLeading, SameDevice
from storage.store import Store
from tests.postgres import new_database, server

ACCOUNT = "@kring:house.test"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of its own; all that takes seconds takes a tenth."""
    for name in ("BEAT_EVERY", "LEASE", "STALE", "LOOK_EVERY", "SETTLING", "_LOOK_AGAIN"):
        monkeypatch.setattr(leadership, name, getattr(leadership, name) / 10)
    made = new_database()
    yield made
    server().drop(made)


class Instance:
    """One of several; `task` is its leading."""

    def __init__(self, url: str, device: str, account: str = ACCOUNT) -> None:
        self.url = url
        self.lead = Leadership(url, account, device)
        self.store: Store | None = None
        self.winning = asyncio.create_task(self.lead.win())
        self.keeping: asyncio.Task[None] | None = None

    async def leads(self) -> Store:
        """Wait until it does."""
        async with asyncio.timeout(5):
            await self.winning
        self.keeping = asyncio.create_task(self.lead.keep())
        self.store = await Store.open(self.url, self.lead)
        return self.store

    async def freezes(self) -> None:
        """It does nothing any more, and its connections stay."""
        assert self.keeping
        self.keeping.cancel()
        await asyncio.wait({self.keeping})

    async def ends(self) -> None:
        for task in (self.winning, self.keeping):
            if task:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        if self.store:
            await self.store.close()
        await self.lead.close()


@asynccontextmanager
async def instances(url: str, *devices: str) -> AsyncIterator[list[Instance]]:
    """The first of them leads."""
    made = [Instance(url, devices[0])]
    try:
        await made[0].leads()
        made += [Instance(url, device) for device in devices[1:]]
        yield made
    finally:
        for one in made:
            await one.ends()


async def note(store: Store, event: str) -> None:
    async with store.transaction() as tx:
        await tx.mark_handled(event, NOW)


async def is_noted(url: str, event: str) -> bool:
    store = await Store.open_to_read(url)
    try:
        async with store.transaction() as tx:
            return await tx.is_handled(event)
    finally:
        await store.close()


async def test_one_leads_and_the_other_waits(url: str) -> None:
    async with instances(url, "ONE", "TWO") as (one, two):
        await asyncio.sleep(2 * leadership.STALE)
        assert one.lead.may_act()
        assert not two.winning.done()
        assert not two.lead.may_act()


async def test_who_is_busy_leads_on(url: str) -> None:
    """Not only who waits for something: also who computes for longer than a beat may be old."""
    async with instances(url, "ONE", "TWO") as (one, two):
        await asyncio.sleep(leadership.BEAT_EVERY)
        time.sleep(2 * leadership.STALE)  # noqa: ASYNC251  # as a computation would
        assert one.lead.may_act()
        await asyncio.sleep(leadership.LOOK_EVERY)
        assert not two.winning.done()
        assert one.lead.may_act()


async def test_each_account_on_one_database_has_a_leader_of_its_own(url: str) -> None:
    async with instances(url, "ONE") as (one,):
        other = Instance(url, "OTHER", "@other:house.test")
        try:
            await other.leads()
            assert one.lead.may_act()
            assert other.lead.may_act()
        finally:
            await other.ends()


async def test_who_ends_is_followed_at_once(url: str) -> None:
    async with instances(url, "ONE", "TWO") as (one, two):
        await one.ends()
        await two.leads()
        assert two.lead.epoch == 2
        assert two.lead.seconds_to_settle == 0


async def test_who_freezes_is_followed_and_writes_nothing_more(url: str) -> None:
    """Its transactions are cut off, and what it does when it wakes up is refused."""
    async with instances(url, "ONE", "TWO") as (one, two):
        assert one.store
        asleep = asyncio.Event()

        async def half_way() -> None:
            assert one.store
            async with one.store.transaction() as tx:
                await tx.mark_handled("half", NOW)
                await asleep.wait()

        frozen = asyncio.create_task(half_way())
        await asyncio.sleep(0.1)
        await one.freezes()
        store = await two.leads()
        await note(store, "after")
        assert not one.lead.may_act()
        asleep.set()
        with pytest.raises(Exception):  # noqa: B017, PT011  # whatever the driver says of it
            await frozen
        with pytest.raises(NoLongerLeading):
            await note(one.store, "late")
        with pytest.raises(NoLongerLeading):
            await one.lead.keep()
        assert await is_noted(url, "after")
        assert not await is_noted(url, "half")
        assert not await is_noted(url, "late")


async def test_nobody_acts_before_the_lease_of_the_other_is_over(url: str) -> None:
    """A frozen leader's lease ends before anybody else's begins, by a clock that goes on."""
    async with instances(url, "ONE", "TWO") as (one, two):
        await one.freezes()
        while one.lead.may_act():
            assert not two.lead.may_act()
            await asyncio.sleep(0.01)
        assert not two.winning.done()
        await two.leads()


async def test_what_the_former_leader_began_may_still_settle(url: str) -> None:
    """Who dies in the middle leaves requests behind; for a while they may come to pass."""
    async with instances(url, "ONE", "TWO") as (one, two):
        cut(url, one)
        await one.freezes()
        began = leadership.clock()
        await two.leads()
        settled = leadership.clock() + two.lead.seconds_to_settle
        assert settled >= began + leadership.SETTLING  # however late anybody looks


def cut(url: str, one: Instance) -> None:
    """Its connections are gone."""
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = "
    server().run(f"{end} '{one.lead.name}'", url=url)


async def test_a_leader_that_loses_its_connection_leads_on_where_nobody_else_does(
    url: str,
) -> None:
    async with instances(url, "ONE") as (one,):
        for number in range(3):
            cut(url, one)
            async with asyncio.timeout(5):
                while one.lead.may_act():
                    await asyncio.sleep(0.001)
                while not one.lead.may_act():
                    await asyncio.sleep(0.01)
            assert one.store
            await note(one.store, f"after {number}")
        assert one.lead.epoch == 1


async def test_an_instance_with_the_same_device_is_told(url: str) -> None:
    """Two processes with one crypto store would ruin it."""
    async with instances(url, "ONE", "ONE") as (_, copied):
        with pytest.raises(SameDevice):
            async with asyncio.timeout(5):
                await copied.winning


async def test_the_first_leader_makes_the_tables_while_others_wait() -> None:
    empty = new_database(is_empty=True)
    async with instances(empty, "ONE", "TWO") as (one, two):
        assert one.lead.epoch == 1
        await asyncio.sleep(0.1)
        assert not two.winning.done()
    server().drop(empty)


async def test_a_beat_waits_for_no_transaction_and_the_next_epoch_for_all(url: str) -> None:
    async with instances(url, "ONE") as (one,):
        assert one.store
        async with one.store.transaction():
            await asyncio.sleep(2 * leadership.LEASE)
            assert one.lead.may_act()
