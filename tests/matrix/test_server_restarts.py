"""The homeserver itself starts anew, in the middle of what it does, or from yesterday's backup."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest_asyncio

from bot.demo.homeserver import Homeserver
from tests.matrix.between import BehindAProxy, Proxy
from tests.matrix.conftest import accounts_on

log = logging.getLogger(__name__)

SOON = 10.0
"""Seconds after its return in which all is answered."""


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[BehindAProxy]:
    """A house on a homeserver of its own."""
    async with Homeserver(tmp_path / "server") as server:
        made = BehindAProxy(server, accounts_on(server), tmp_path)
        async with Proxy(server.url) as made.proxy, made:
            await made.start_bot()
            await made.move_in("alice", "bob", is_encrypted=False)
            yield made


async def until_put_forward(house: BehindAProxy, number: int, seconds: float) -> None:
    """Until the bot's own record has so many proposals."""
    async with asyncio.timeout(seconds):
        while len((await house.export())["proposals"]) < number:
            await asyncio.sleep(0.1)


async def test_a_homeserver_that_starts_anew_costs_nothing(house: BehindAProxy) -> None:
    """It goes while the bot answers one after the other; then it comes from a backup."""
    alice, bob = house.people.values()
    server = house.homeserver
    backup = server.folder.with_name("backup")
    for number in range(1, 9):
        await (alice, bob)[number % 2].say(house.room, f"!propose Idea {number}")
    await house.hears("P2 “Idea 2”")
    await server.stop()
    shutil.copytree(server.folder, backup)
    await server.start()
    back = monotonic()
    await house.hears("P8 “Idea 8”")
    last = monotonic() - back
    log.info("measured: last answer %.1f s after its return", last)
    assert last <= SOON
    await asyncio.sleep(1)
    cards = [one.text.partition(" “")[0] for one in house.said("From ")]
    assert cards == [f"P{number}" for number in range(1, 9)]

    for number in range(9, 15):
        await bob.say(house.room, f"!propose Idea {number}")
    await until_put_forward(house, 14, 45)
    await asyncio.sleep(2)
    await server.stop()
    shutil.rmtree(server.folder)
    shutil.copytree(backup, server.folder)
    await server.start()
    back = monotonic()
    for number in range(15, 18):
        await bob.say(house.room, f"!propose Idea {number}")
    await until_put_forward(house, 17, 45)
    log.info("measured: from a backup, all heard after %.1f s", monotonic() - back)
    texts = [one["versions"][0]["text"] for one in (await house.export())["proposals"]]
    assert texts == [f"Idea {number}" for number in range(1, 18)]
