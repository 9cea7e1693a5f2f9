"""What was said while the bot was away: 2,000 encrypted commands, beside what nio alone needs.

Ten rooms with two hundred commands each, by six people, half of them such as write. From the
first question to the homeserver until all are handled and written down (sending the answers
apart), beside nio alone: the same sync, the same pages where the sync left something out,
decrypted, and one commit for each on the same engine. Both start from the same moment: homeserver,
keys and database are put back for each run.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from bench.again import Again, Moment, asked_at
from bench.bare import CAUGHT_UP
from bench.machines import PATIENCE
from bench.measured import Found, Samples
from bench.progress import Progress
from bench.street import Phone, Street, somewhere, street

RESIDENTS, ROOMS, COMMANDS = 6, 10, 200
N = 3
LIMIT = 1.5
SAID = ("!proposals", "!away until sunday", "!agreements", "!back")


async def measure(progress: Progress) -> list[Found]:
    """Both in turns, from the same moment."""
    with somewhere() as name:
        folder = Path(name)
        async with street(folder) as here:
            moment = await _missed(here, progress)
        taken: tuple[list[float], list[float]] = [], []
        with progress.of("caught up", 2 * N) as step:
            for number in range(N):
                for side in (0, 1) if number % 2 else (1, 0):
                    async with moment.lived_again() as again:
                        taken[side].append(await (_bare if side else _kring)(again))
                    step()
    note = "2,000 missed commands handled, beside nio's fetching, decrypting and one commit each"
    return [Samples(*taken).measured("2,000 missed, encrypted", LIMIT, note, unit="s")]


async def _missed(here: Street, progress: Progress) -> Moment:
    """The bot knows its houses, and then is away while people write."""
    await here.move_in(RESIDENTS)
    account = await here.account("kring")
    config = here.configure_kring(account, here.folder / "kring")
    first = here.residents[0]
    rooms = []
    async with here.kring(config):
        async with first.listening():
            for number in range(ROOMS):
                room = await here.room(account.user_id, encrypted=True, name=f"House {number}")
                await first.knows(room, [account.user_id])
                rooms.append(room)
            await asyncio.sleep(1)
            for room in rooms:
                await first.asks(room, account.user_id, "!quick The bicycles go into the shed")
        await asyncio.sleep(1)
    with progress.of("commands while the bot is away", ROOMS * COMMANDS) as step:
        await asyncio.gather(
            *(_writes(who, number, rooms, step) for number, who in enumerate(here.residents))
        )
    return Moment(here.homeserver.folder, config.parent)


async def _writes(who: Phone, number: int, rooms: list[str], step: Callable[[], None]) -> None:
    for room in rooms:
        await who.until_known(room)
        for place, text in zip(range(COMMANDS), itertools.cycle(SAID), strict=False):
            if place // len(SAID) % RESIDENTS == number:
                await who.pour(room, [text])
                step()


async def _kring(again: Again) -> float:
    before = again.handled()
    async with again.kring() as kring, asyncio.timeout(PATIENCE):
        while again.handled() < before + ROOMS * COMMANDS:
            kring.check()
            await asyncio.sleep(0.05)
        at = perf_counter()
        return at - await asked_at(kring)


async def _bare(again: Again) -> float:
    async with again.bare(writes=True) as bare:
        line = await bare.says(CAUGHT_UP)
        took = perf_counter() - await asked_at(bare)
    missed = int(line.removeprefix(CAUGHT_UP))
    assert missed == ROOMS * COMMANDS, f"{missed} were read"
    return took
