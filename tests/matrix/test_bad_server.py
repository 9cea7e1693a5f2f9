"""What a homeserver, or what stands before it, can do to the bot: calm meanwhile, and back soon.

With `KRING_LONG=1` each trouble comes by itself, and lasts for minutes.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from time import monotonic

import pytest_asyncio

from bot.demo.homeserver import Homeserver
from bot.demo.seen import Seen
from tests.matrix.between import (
    BehindAProxy,
    Fault,
    Proxy,
    a_page,
    a_welcome,
    cut,
    half,
    in_turn,
    slow,
    too_many,
)
from tests.matrix.conftest import NewAccount

log = logging.getLogger(__name__)

IS_LONG = os.environ.get("KRING_LONG") == "1"

SOON = 10.0
"""Seconds after its end in which all is answered."""

OFTEN = 0.5
"""Requests a second, at most, while it lasts."""

AT_FIRST = 6
"""So many more, while the pauses of the sync and of the message are still short."""


@dataclass(frozen=True)
class Trouble:
    """What becomes of every request, and of those under way, for so many seconds."""

    name: str
    fault: Fault | None
    """None: silence."""
    seconds: float
    is_answered: bool = False
    """What is asked is answered all the same, meanwhile."""


NO_ANSWERS = (a_page(500, 502, 503), cut, half, a_welcome)
LIMITS = (
    [too_many(), too_many(header="2"), too_many(milliseconds=1500)]
    if IS_LONG
    else [in_turn(too_many(header="1"), too_many(milliseconds=1500))]
)
TROUBLES = (
    [
        Trouble("pages of errors", NO_ANSWERS[0], 120),
        Trouble("answers cut off", cut, 60),
        Trouble("half an answer", half, 60),
        Trouble("somebody else's page", a_welcome, 60),
        Trouble("no answer any more, shortly", None, 5),
        Trouble("no answer any more", None, 120),
        Trouble("each answer after ten seconds", slow(10), 120, is_answered=True),
    ]
    if IS_LONG
    else [
        Trouble("no answer, one way or another", in_turn(*NO_ANSWERS), 6),
        Trouble("no answer any more", None, 12),
    ]
)


@pytest_asyncio.fixture
async def house(
    homeserver: Homeserver, new_account: NewAccount, tmp_path: Path
) -> AsyncIterator[BehindAProxy]:
    made = BehindAProxy(homeserver, new_account, tmp_path)
    async with Proxy(homeserver.url) as made.proxy, made:
        await made.start_bot()
        await made.move_in("alice", "bob")
        yield made


async def test_whatever_a_homeserver_does_nothing_is_lost_or_said_twice(
    house: BehindAProxy,
) -> None:
    """Few requests while it lasts; soon after, every answer, once and in order."""
    numbers = count(1)
    for trouble in TROUBLES:
        last = await _live_through(house, trouble, numbers)
        assert last <= SOON, trouble.name
    # A server that has too many teaches the pace, which is kept to for a while: it comes last.
    for limit in LIMITS:
        last = await _live_through(house, Trouble("one too many", limit, 5), numbers)
        assert last <= (3 if IS_LONG else 2) * SOON  # five seconds for each answer, at worst
    await asyncio.sleep(1)
    expected = [f"P{number}" for number in range(1, next(numbers))]
    assert [one.text.partition(" “")[0] for one in house.said("From ")] == expected
    assert "Traceback" not in house.bot.log_file.read_text()
    assert not [one for one in house.log() if one["event"] in ("crash", "nio could not send")]


async def _live_through(house: BehindAProxy, trouble: Trouble, numbers: count[int]) -> float:
    """Seconds from the end of the trouble until all is answered."""
    alice, bob = house.people.values()
    first, second, third = (next(numbers) for _ in range(3))
    await alice.say(house.room, f"!propose Idea {first}")
    await asyncio.sleep(0.1)  # it may be anywhere between being heard and being answered
    house.proxy.look()
    begun = monotonic()
    if trouble.fault:
        house.proxy.fall_ill(trouble.fault)
    else:
        house.proxy.fall_silent()
    await bob.say(house.room, f"!propose Idea {second}")
    await asyncio.sleep(trouble.seconds / 2)
    await alice.say(house.room, f"!propose Idea {third}")
    if trouble.is_answered:
        await house.sees(partial(_is_about, second), trouble.seconds)
    await asyncio.sleep(trouble.seconds - (monotonic() - begun))
    requests = house.proxy.look()
    assert requests.total() <= AT_FIRST + OFTEN * trouble.seconds, requests
    house.proxy.recover()
    over = monotonic()
    for number in (first, second, third):
        await house.sees(partial(_is_about, number), 60)
    last = monotonic() - over
    rate = requests.total() / trouble.seconds
    log.info("measured: %s: %.2f requests/s, last answer after %.1f s", trouble.name, rate, last)
    return last


def _is_about(number: int, one: Seen) -> bool:
    return one.text.startswith(f"P{number} “")
