"""The bot's start with 200 rooms it is in, and its memory, beside nio alone on the same account.

Each room is a house that the database knows, encrypted, with three residents. From the first
question to the homeserver until all rooms are known and heard; both ask the same. What comes before
it, mostly the loading of the program, is told apart. Homeserver, keys and database are put back for
each run. Memory is looked at a moment later, and once more with an
account that is in no room: what a room adds is the difference.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.again import Again, Moment, asked_at
from bench.bare import SYNCED
from bench.machines import Machine, resident_memory
from bench.measured import Figure, Found, Samples
from bench.progress import Progress
from bench.street import KRING_IS_READY, Street, somewhere, street

RESIDENTS, ROOMS = 3, 200
AT_ONCE = 4
N = 4
LIMIT = 1.2
A_MOMENT = 2.0
"""Seconds until memory is looked at."""


async def measure(progress: Progress) -> list[Found]:
    """Both in turns, from the same moment; with no rooms, and with all."""
    seconds: dict[int, tuple[list[float], list[float]]] = {}
    loading: tuple[list[float], list[float]] = [], []
    memory: dict[int, tuple[list[float], list[float]]] = {}
    with somewhere() as name:
        for rooms, times in ((0, 2), (ROOMS, N)):
            folder = Path(name) / str(rooms)
            async with street(folder) as here:
                moment = await _at_rest(here, rooms, progress)
            seconds[rooms], memory[rooms] = ([], []), ([], [])
            with progress.of(f"started with {rooms} rooms", 2 * times) as step:
                for number in range(times):
                    for side in (0, 1) if number % 2 else (1, 0):
                        async with moment.lived_again() as again:
                            loaded, took, held = await _started(again, is_ours=side == 0)
                        loading[side].append(loaded)
                        seconds[rooms][side].append(took)
                        memory[rooms][side].append(held)
                        step()
    many = Samples(*seconds[ROOMS])
    before = Samples(*loading)
    return [
        many.measured(
            f"start with {ROOMS} rooms",
            LIMIT,
            "first question → rooms known and heard, beside nio's own full-state sync",
            unit="s",
        ),
        before.measured("before the first question", None, "what is loaded and opened", unit="s"),
        *_memory(*memory[0], *memory[ROOMS]),
    ]


def _memory(
    kring: list[float], bare: list[float], kring_many: list[float], bare_many: list[float]
) -> list[Found]:
    ours = median(kring_many) - median(kring)
    theirs = median(bare_many) - median(bare)
    n = len(kring_many)
    return [
        Figure("memory without a room", median(kring), "MB", n, note=f"nio: {median(bare):.0f} MB"),
        Figure(
            f"memory with {ROOMS} rooms",
            median(kring_many),
            "MB",
            n,
            note=f"nio: {median(bare_many):.0f} MB",
        ),
        Figure(
            "memory per 1,000 houses beyond nio's",
            (ours - theirs) / ROOMS * 1_000,
            "MB",
            n,
            note=f"{ROOMS} rooms add {ours:.1f} MB to the bot, {theirs:.1f} MB to nio",
        ),
    ]


async def _at_rest(here: Street, rooms: int, progress: Progress) -> Moment:
    """The bot is in so many rooms, knows the house in each, and has been stopped."""
    await here.move_in(RESIDENTS)
    account = await here.account("kring")
    config = here.configure_kring(account, here.folder / "kring")
    async with here.kring(config) as kring:
        with progress.of("rooms the bot comes into", max(rooms, 1)) as step:
            await here.many_rooms(account.user_id, rooms, step, at_once=AT_ONCE)
        await asyncio.sleep(1)
        kring.check()
    return Moment(here.homeserver.folder, config.parent)


async def _started(again: Again, *, is_ours: bool) -> tuple[float, float, float]:
    """Seconds until it asks, seconds from then until it is ready, and the memory it holds then."""
    process: Machine = again.kring() if is_ours else again.bare(writes=False)
    async with process as one:
        await one.says(KRING_IS_READY if is_ours else SYNCED)
        at, asked = perf_counter(), await asked_at(one)
        await asyncio.sleep(A_MOMENT)
        return asked - one.began, at - asked, resident_memory(one.pid)
