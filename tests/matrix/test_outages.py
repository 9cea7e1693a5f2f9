"""The homeserver goes away while people talk: calm meanwhile, and back at once."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver
from tests.matrix.between import BehindAProxy, Proxy
from tests.matrix.conftest import NewAccount

log = logging.getLogger(__name__)

IS_LONG = os.environ.get("KRING_LONG") == "1"
AWAY = 30.0 if IS_LONG else 8.0
"""Seconds that the server is away."""

SOON = 10.0
"""Seconds after its return in which all is answered."""


@pytest_asyncio.fixture
async def house(
    homeserver: Homeserver, new_account: NewAccount, tmp_path: Path
) -> AsyncIterator[BehindAProxy]:
    made = BehindAProxy(homeserver, new_account, tmp_path)
    async with Proxy(homeserver.url) as made.proxy, made:
        yield made


async def go_away(proxy: Proxy, how: str) -> None:
    if how == "refused":
        await proxy.refuse()
    else:
        proxy.show_a_page()


async def come_back(proxy: Proxy, how: str) -> None:
    if how == "refused":
        await proxy.listen()
    else:
        proxy.pass_on()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells the work")
@pytest.mark.parametrize(
    "how",
    [
        "a page",
        pytest.param("refused", marks=pytest.mark.skipif(not IS_LONG, reason="KRING_LONG=1")),
    ],
)
async def test_a_server_that_is_away_is_waited_for_calmly(house: BehindAProxy, how: str) -> None:
    """Few requests, hardly any work, and soon after its return every answer, once, in order."""
    await house.start_bot()
    await house.move_in("alice", "bob")
    people = list(house.people.values())
    house.proxy.look()
    house.proxy.held = "PUT send"  # the server goes away while the bot speaks
    await people[0].say(house.room, "!propose Idea 0")
    async with asyncio.timeout(SOON):
        while not house.proxy.look()["PUT send"]:
            await asyncio.sleep(0.01)
    await go_away(house.proxy, how)
    house.proxy.held = ""
    work, lines, gone = house.cpu(), len(house.log()), monotonic()
    for number in range(1, 7):
        await people[number % 2].say(house.room, f"!propose Idea {number}")
    await asyncio.sleep(AWAY - (monotonic() - gone))
    # A connection that is refused leaves no trace but in the log of who tried.
    tried = [line for line in house.log()[lines:] if line["event"] in _TRIES]
    requests = house.proxy.look().total() if how == "a page" else len(tried)
    work = house.cpu() - work
    assert 2 <= requests <= 20
    assert work <= 1.0

    await come_back(house.proxy, how)
    back = monotonic()
    await house.sees(lambda one: one.text.startswith("P1 “"), SOON)
    await house.sees(lambda one: one.text.startswith("P7 “"), SOON - (monotonic() - back))
    last = monotonic() - back
    log.info("measured: %s, %d requests, %.2f s of work, %.1f s", how, requests, work, last)
    await asyncio.sleep(1)
    cards = [one.text.partition(" “")[0] for one in house.said("From ")]
    assert cards == [f"P{number}" for number in range(1, 8)]


_TRIES = ("sync failed", "not sent yet", "sending failed")
