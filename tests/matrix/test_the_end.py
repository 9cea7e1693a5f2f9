"""The bot is asked to end, at the worst moments: it ends soon and well, and nothing is lost."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest_asyncio

from bot.demo.homeserver import Homeserver
from storage.store import Store
from tests.matrix.between import BehindAProxy, Proxy
from tests.matrix.conftest import NewAccount

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
SOON = 10.0
"""Seconds that it has; systemd gives nine times as many."""


@pytest_asyncio.fixture
async def house(
    homeserver: Homeserver, new_account: NewAccount, tmp_path: Path
) -> AsyncIterator[BehindAProxy]:
    made = BehindAProxy(homeserver, new_account, tmp_path)
    async with Proxy(homeserver.url) as made.proxy, made:
        await made.start_bot()
        await made.move_in("alice", "bob")
        yield made


async def ask_to_end(house: BehindAProxy, what: str, *, times: int = 1) -> None:
    """SIGTERM, once or every tenth of a second; it ends with exit code 0."""
    process = house.bot._process
    assert process
    begun, sent = monotonic(), 0
    while process.poll() is None:
        if sent < times:
            os.kill(process.pid, signal.SIGTERM)
            sent += 1
        assert monotonic() - begun < SOON, what
        await asyncio.sleep(0.1)
    log.info("measured: %s: ended after %.1f s", what, monotonic() - begun)
    assert process.poll() == 0, house.bot.log_file.read_text()[-2000:]
    house.bot._process = None


async def test_whenever_it_is_asked_to_end_it_does_and_nothing_is_lost(
    house: BehindAProxy,
) -> None:
    """In a batch, while a message hangs, beside a homeserver that says nothing any more."""
    alice, bob = house.people.values()
    people = [alice, bob]
    await asyncio.sleep(1)
    await ask_to_end(house, "at rest")
    for number in range(1, 21):  # they come as one batch
        await people[number % 2].say(house.room, f"!propose Idea {number}")
    await house.bot.start()
    await house.sees(lambda one: one.text.startswith("P3 “"))
    await ask_to_end(house, "in a batch", times=100)
    await house.bot.start()
    await house.sees(lambda one: one.text.startswith("P20 “"))

    house.proxy.held = "PUT send"
    house.proxy.look()
    await alice.say(house.room, "!propose Idea 21")
    async with asyncio.timeout(SOON):
        while not house.proxy.look()["PUT send"]:
            await asyncio.sleep(0.05)
    await ask_to_end(house, "while a message hangs", times=2)
    house.proxy.held = ""
    await house.bot.start()
    await house.sees(lambda one: one.text.startswith("P21 “"))

    await bob.say(house.room, "!propose Idea 22")
    await asyncio.sleep(0.05)
    house.proxy.fall_silent()
    await bob.say(house.room, "!propose Idea 23")
    await asyncio.sleep(1)
    await ask_to_end(house, "beside a silent homeserver", times=2)
    house.proxy.recover()
    await house.bot.start()
    await house.sees(lambda one: one.text.startswith("P23 “"))
    await asyncio.sleep(1)
    cards = [one.text.partition(" “")[0] for one in house.said("From ")]
    assert cards == [f"P{number}" for number in range(1, 24)]

    await _be_away(house, 13 * HOUR)
    await _set_the_clock(house)
    assert "Traceback" not in house.bot.log_file.read_text()


async def _be_away(house: BehindAProxy, length: timedelta) -> None:
    """The machine is off: what comes late because of it is owned up to, once."""
    alice, bob = house.people.values()
    await alice.say(house.room, "!quick Idea 24")
    await house.poll("P24")
    await ask_to_end(house, "for the night")
    house.time.move_to(house.time.now() + length)
    store = await Store.open(f"sqlite:///{house.folder / 'kring.db'}")
    store.account = house.bot_id
    async with store.transaction() as tx:
        at = await tx.listened_at()
        assert at
        assert datetime.now(UTC) - at < timedelta(minutes=1)
        await tx.set_listened_at(at - length)
    await store.close()
    await house.bot.start()
    await house.hears("not been heard on P24 yet")
    await bob.say(house.room, "!show P24")
    await house.hears("P24 “Idea 24”")
    assert len(house.said("Sorry, I was away for a while")) == 1


async def _set_the_clock(house: BehindAProxy) -> None:
    """An hour back, then a day forward, under a bot that runs: it goes on, and repeats nothing."""
    alice, _ = house.people.values()
    for number, by in ((25, -HOUR), (26, 24 * HOUR)):
        house.time._offset += by
        house.time._write()
        await alice.say(house.room, f"!propose Idea {number}")
        await house.sees(lambda one, n=number: one.text.startswith(f"P{n} “"), SOON)  # type: ignore[misc]
    await asyncio.sleep(2)
    assert len(house.said("Sorry, I was away for a while")) == 1
    assert len(house.said("not been heard on P24 yet")) == 1
