"""Monday at nine in a thousand houses: terms begin, and who works there gets the weekly nudge.

As in the service one task looks for what is due and another hears commands, at the same desk. The
sending is left out: how long it takes at a homeserver's limits is reckoned.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import count
from statistics import median
from time import perf_counter

from bench.many import HERE, copy_houses, first_house, lived, on_disk
from bench.measured import Figure, Found, at_part
from bench.memory import resident
from bench.progress import Progress
from bot.room import Message
from tests.desk.hall import DAY, MONDAY_NOON, Home

HOUSES = 1_000
NINE = MONDAY_NOON + 7 * DAY - timedelta(hours=3)
PAUSE = 0.05
"""Seconds between two commands that come meanwhile."""
QUIET = 40
"""Commands before, when nothing else goes on."""

BURST, APART = 10, 5.0
"""Synapse's default for messages: so many at once, then one in so many seconds."""
ROOMS_AT_ONCE, ROOMS_APART = 10, 62.5
"""The same for new rooms, with the little that the bot waits longer than it is asked to."""


async def measure(progress: Progress) -> list[Found]:
    """All that falls due, with somebody asking something all the time."""
    with on_disk() as folder:
        file = folder / "monday.db"
        async with first_house(file) as home:
            await lived(home)
            await home.go(NINE - timedelta(minutes=1) - home.now)
        with progress.of(f"{HOUSES} houses move in", HOUSES // 100) as step:
            copy_houses(file, HOUSES, step)
        async with Home(file, access=HERE).opened() as home:
            home.numbered_from(1_000_000)
            with progress.of("a thousand houses, twice something due", 2) as step:
                return await nine_o_clock(home, step)


async def nine_o_clock(home: Home, step: Callable[[], None]) -> list[Found]:
    """The tick that handles it all, and what is to be said after it."""
    home.now = NINE - timedelta(minutes=1)
    before, facts, asking = resident(), _facts(home), _Asking(home)
    for _ in range(QUIET):
        await asking.once()
    quiet, asking.took = asking.took, []
    step()
    home.now = NINE + timedelta(seconds=4)
    began = perf_counter()
    others = asyncio.create_task(asking.on_and_on())
    await home.desk.tick(NINE)
    seconds = perf_counter() - began
    asking.is_over = True
    await others
    step()
    messages, rooms = _to_say(home), HOUSES
    began = perf_counter()
    async with home.store.transaction() as tx:
        await tx.rooms_waiting(home.now)
    looked = perf_counter() - began
    heard = len(asking.took)
    recorded = _facts(home) - facts
    assert messages >= 2 * HOUSES, messages
    assert recorded >= 2 * HOUSES, recorded
    return [
        Figure("houses handled a second", HOUSES / seconds, "houses", HOUSES),
        Figure("memory beyond before, at its peak", (asking.peak - before) / 2**20, "MB", heard),
        Figure("a command when nothing else goes on", 1e3 * median(quiet), "ms", QUIET),
        Figure("a command meanwhile, median", 1e3 * median(asking.took), "ms", heard),
        Figure("a command meanwhile, 95%", 1e3 * at_part(asking.took, 0.95), "ms", heard),
        Figure("a command meanwhile, the longest wait", 1e3 * max(asking.took), "ms", heard),
        Figure("a look at all rooms that wait", 1e3 * looked, "ms", messages),
        _reckoned("the nudges alone at the default limit", rooms, BURST, APART),
        _reckoned("all messages at the default limit", messages, BURST, APART),
        _reckoned("the first week, a room each", rooms, ROOMS_AT_ONCE, ROOMS_APART),
    ]


def _reckoned(name: str, many: int, at_once: int, apart: float) -> Figure:
    left = max(many - at_once, 0)
    note = f"reckoned: {at_once} at once, {left:,} × {apart:g} s"
    return Figure(f"sent: {name}", left * apart / 60, "min", many, note=note)


class _Asking:
    """Somebody asks something, now in one house, now in another."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._numbers = count(1)
        self.took: list[float] = []
        """Seconds until each answer was committed."""
        self.peak = 0
        """The most memory that was seen."""
        self.is_over = False

    async def once(self) -> None:
        """One command."""
        number = next(self._numbers)
        house = 2 + number * 37 % (HOUSES - 1)
        who, room = f"@alice-{house}:kring.test", f"!oak:kring.test-{house}"
        now = self._home.now
        heard = Message(self._home.event(), room, who, now, "!proposals")
        began = perf_counter()
        await self._home.desk.hear(heard, position=("@kring", f"s{number}"))
        self.took.append(perf_counter() - began)
        self.peak = max(self.peak, resident())

    async def on_and_on(self) -> None:
        """One after another until it is over."""
        while not self.is_over:
            await asyncio.sleep(PAUSE)
            await self.once()


def _facts(home: Home) -> int:
    return _counted(home, "SELECT count(*) FROM facts")


def _to_say(home: Home) -> int:
    """How much waits to be sent that the clock says."""
    return _counted(home, "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND by_clock")


def _counted(home: Home, query: str) -> int:
    with closing(sqlite3.connect(home.file)) as connection:
        return int(connection.execute(query).fetchone()[0])
