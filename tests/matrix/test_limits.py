"""A homeserver with its default limits: one message in five seconds after ten."""

from __future__ import annotations

import asyncio
import itertools
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest_asyncio

from bot.demo.homeserver import Homeserver
from tests.matrix.between import BehindAProxy, Proxy
from tests.matrix.conftest import Account

log = logging.getLogger(__name__)


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[BehindAProxy]:
    """A house on a homeserver of its own, with the limits that every new one has."""
    numbers = itertools.count(1)
    async with Homeserver(tmp_path / "server", default_limits=True) as server:

        async def new_account(name: str = "someone") -> Account:
            user_id = await server.register(f"{name}{next(numbers)}", "correct horse")
            return Account(server.url, user_id, "correct horse")

        made = BehindAProxy(server, new_account, tmp_path)
        async with Proxy(server.url) as made.proxy, made:
            yield made


async def test_much_to_say_at_once_arrives_whole_and_in_order(house: BehindAProxy) -> None:
    """The first refusals teach the pace; what can wait together is said in fewer messages."""
    await house.start_bot()
    await house.move_in("alice", "bob")
    alice, bob = house.people.values()
    private = await alice.private_room(house.bot_id)
    await house.sees(lambda one: one.room == private and one.sender == house.bot_id)
    await house.bot.stop()
    commands = []
    for number in range(1, 8):
        if number <= 6:
            commands.append(await bob.say(house.room, f"!show P{number}"))
        await alice.say(private, f"!show P{number}")
    house.heard.clear()
    before, started = house.proxy.limited, monotonic()
    await house.bot.start()
    expected = [f"P{number}" for number in range(1, 8)]
    async with asyncio.timeout(60):
        while numbers_in(house, private) != expected or answers_in(house) != commands:
            await asyncio.sleep(0.1)
    took, refused = monotonic() - started, house.proxy.limited - before
    log.info("measured: %.0f s, %d refused", took, refused)
    assert refused <= 4


def answers_in(house: BehindAProxy) -> list[str | None]:
    """What the bot's messages in the house answer, in order."""
    said = [one for one in house.heard if one.sender == house.bot_id and one.room == house.room]
    return [one.reply_to for one in said]


def numbers_in(house: BehindAProxy, room: str) -> list[str]:
    """The proposals that the bot names in a room, in order."""
    said = [one for one in house.heard if one.sender == house.bot_id and one.room == room]
    return re.findall(r"P\d", " ".join(one.text for one in said))
