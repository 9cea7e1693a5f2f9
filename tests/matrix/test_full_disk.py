"""A bot that cannot write: told in its log, nobody lost, and on again without a restart."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver
from tests.matrix.between import BehindAProxy, Proxy
from tests.matrix.conftest import NewAccount

pytestmark = pytest.mark.skipif(
    not hasattr(resource, "prlimit"), reason="only Linux limits a process that runs"
)


@pytest_asyncio.fixture
async def house(
    homeserver: Homeserver, new_account: NewAccount, tmp_path: Path
) -> AsyncIterator[BehindAProxy]:
    made = BehindAProxy(homeserver, new_account, tmp_path)
    async with Proxy(homeserver.url) as made.proxy, made:
        yield made


def _pid(house: BehindAProxy) -> int:
    assert house.bot._process
    return house.bot._process.pid


@contextmanager
def _no_room(house: BehindAProxy) -> Iterator[None]:
    """No file of the bot grows beyond what only its log is below."""
    before = resource.prlimit(_pid(house), resource.RLIMIT_FSIZE)
    resource.prlimit(_pid(house), resource.RLIMIT_FSIZE, (2**16, before[1]))
    try:
        yield
    finally:
        resource.prlimit(_pid(house), resource.RLIMIT_FSIZE, before)


@contextmanager
def _held(house: BehindAProxy) -> Iterator[None]:
    """Somebody else writes in the database, and does not come to an end."""
    file = house.folder / "kring.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


Broken = Callable[[BehindAProxy], AbstractContextManager[None]]


@pytest.mark.parametrize(
    ("broken", "told"),
    [(_no_room, "The disk does not take what is written."), (_held, "")],
    ids=["no room", "held by another"],
)
async def test_a_bot_that_cannot_write_waits_and_goes_on(
    house: BehindAProxy, broken: Broken, told: str
) -> None:
    """What is said meanwhile is answered once, when it can; who ends it then loses nothing."""
    await house.start_bot()
    await house.move_in("alice", "bob")
    alice, bob = house.people.values()
    await alice.say(house.room, "!propose Before")
    await house.hears("P1 “Before”")
    with broken(house):
        await bob.say(house.room, "!propose Meanwhile")
        await alice.say(house.room, "!propose And again")
        if told:
            async with asyncio.timeout(20):
                while not _troubles(house):
                    await asyncio.sleep(0.05)
        await asyncio.sleep(3)
        house.bot.check()
        assert not house.said("Meanwhile")
    await house.hears("P2 “Meanwhile”")
    await house.hears("P3 “And again”")
    await asyncio.sleep(1)
    for text in ("Before", "Meanwhile", "And again"):
        assert len(house.said(f"“{text}”")) == 1
    troubles = _troubles(house)
    assert {one["what"] for one in troubles} == ({told} if told else set())
    assert all(one["mend"] for one in troubles)
    assert "Traceback" not in house.bot.log_file.read_text()


def _troubles(house: BehindAProxy) -> list[dict[str, str]]:
    return [one for one in house.log() if one["event"] == "nothing can be written down"]


@contextmanager
def _no_files(house: BehindAProxy) -> Iterator[None]:
    """What the bot has open it keeps; it can open nothing more."""
    before = resource.prlimit(_pid(house), resource.RLIMIT_NOFILE)
    resource.prlimit(_pid(house), resource.RLIMIT_NOFILE, (3, before[1]))
    try:
        yield
    finally:
        resource.prlimit(_pid(house), resource.RLIMIT_NOFILE, before)


async def test_a_bot_that_can_open_nothing_more_says_so_and_goes_on(house: BehindAProxy) -> None:
    """No file and no connection: the log says what is the matter, and nothing is lost."""
    await house.start_bot()
    await house.move_in("alice", "bob")
    alice, bob = house.people.values()
    await alice.say(house.room, "!propose Before")
    await house.hears("P1 “Before”")
    with _no_files(house):
        await house.proxy.refuse()  # it has to connect anew
        await house.proxy.listen()
        await bob.say(house.room, "!propose Meanwhile")
        async with asyncio.timeout(20):
            while not _troubles(house):
                await asyncio.sleep(0.05)
        await asyncio.sleep(3)
        house.bot.check()
        assert not house.said("Meanwhile")
        tries = [one for one in house.log() if one["event"] in ("sync failed", "not sent yet")]
        assert len(tries) <= 10
    await house.hears("P2 “Meanwhile”")
    await asyncio.sleep(1)
    assert [len(house.said(f"“{text}”")) for text in ("Before", "Meanwhile")] == [1, 1]
    assert {one["what"] for one in _troubles(house)} == {"There are too many open files."}
    assert "Traceback" not in house.bot.log_file.read_text()
