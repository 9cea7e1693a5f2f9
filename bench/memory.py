"""What a thousand houses that are used take of memory, at the desk and in the storage.

Beyond what nio keeps of their rooms. What is folded from facts is kept between messages, up to a
bound (`storage/shelf.py`); a house with a long past is let go of sooner than one with a short.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
from itertools import pairwise
from pathlib import Path

from bench.many import HERE, copy_houses, first_house, lived, on_disk
from bench.measured import Figure, Found
from bench.progress import Progress
from bot.room import Message
from storage.shelf import MOST
from tests.desk.hall import Home

HOUSES = 2_000
STEP = 1_000
WARM = 50


def resident() -> int:
    """Bytes of memory that this process has now."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # no Linux: the most it ever had
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
    return pages * os.sysconf("SC_PAGESIZE")


async def measure(progress: Progress) -> list[Found]:
    """Each house is asked two things; some are left out, which warm the process up."""
    with on_disk() as folder:
        file = folder / "memory.db"
        async with first_house(file) as home:
            await lived(home)
            now = home.now
        with progress.of(f"{HOUSES} houses move in", HOUSES // 100) as step:
            copy_houses(file, HOUSES + WARM, step)
        async with Home(file, access=HERE).opened() as home:
            home.now = now
            home.numbered_from(1_000_000)
            taken = []
            with progress.of("houses are used", HOUSES // 100) as step:
                for number in range(2, HOUSES + WARM + 1):
                    if (number - WARM - 1) % STEP == 0 and number > WARM:
                        taken.append(_settled())
                    await _used(home, number)
                    if number % 100 == 0:
                        step()
                taken.append(_settled())
            kept = home.store._shelf.facts
    grown = [(after - before) / 2**20 for before, after in pairwise(taken)]
    each = kept / (HOUSES + WARM - 1)
    return [
        Figure("the first thousand houses that are used", grown[0], "MB", STEP),
        Figure("the last thousand of them", grown[-1], "MB", STEP, note=f"of {HOUSES:,}"),
        Figure(
            "facts kept in memory of each", each, "facts", HOUSES, note=f"all: {MOST:,} at most"
        ),
    ]


async def _used(home: Home, house: int) -> None:
    for said in ("!proposals", "!roles"):
        who, room = f"@alice-{house}:kring.test", f"!oak:kring.test-{house}"
        heard = Message(home.event(), room, who, home.now, said)
        await home.desk.hear(heard, position=("@kring", f"s{heard.event}"))


def _settled() -> int:
    gc.collect()
    return resident()
