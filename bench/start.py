"""How soon `kring` answers, and what opening the storage costs at every start.

`kring --help` in a process of its own, against a Python that does nothing at all.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from time import perf_counter

from bench.many import copy_houses, first_house, lived, on_disk
from bench.measured import Figure, Found, at_part, in_turns, wall
from bench.progress import Progress
from storage.store import Store

N = 10
STORES = 20
HOUSES = 1_000
SOON = 0.5
"""Seconds."""

HELP = (sys.executable, "-m", "bot.cli", "--help")
NOTHING = (sys.executable, "-c", "pass")


async def measure(progress: Progress) -> list[Found]:
    """The command line, and the storage."""
    with progress.of("processes", N) as step:
        taken = await in_turns(wall(_running(HELP)), wall(_running(NOTHING)), N, step, warm=1)
    median = at_part(taken.ours, 0.5)
    return [
        taken.measured("`kring --help`", None, "a Python that does nothing"),
        Figure("`kring --help`", median, "s", N, SOON),
        *await _storage(progress),
    ]


def _running(command: Sequence[str]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        process = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL)
        assert await process.wait() == 0, command

    return run


async def _storage(progress: Progress) -> list[Found]:
    """A new file gets all its tables; an old one is looked at."""
    with on_disk() as folder, progress.of("the storage is opened", 2 * STORES) as step:
        new, old = [], []
        for number in range(STORES):
            new.append(await _opened(folder / f"new{number}.db"))
            step()
        file = folder / "lived.db"
        async with first_house(file) as home:
            await lived(home)
        copy_houses(file, HOUSES, lambda: None)
        for _ in range(STORES):
            old.append(await _opened(file))
            step()
    return [
        Figure("the storage is made", 1e3 * at_part(new, 0.5), "ms", STORES),
        Figure("the storage is opened", 1e3 * at_part(old, 0.5), "ms", STORES),
    ]


async def _opened(file: Path) -> float:
    began = perf_counter()
    store = await Store.open(f"sqlite:///{file}")
    async with store.transaction() as tx:
        await tx.next_due()
    seconds = perf_counter() - began
    await store.close()
    return seconds
