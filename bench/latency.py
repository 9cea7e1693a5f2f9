"""From a command that is sent to its reply on another client: the bot beside a bare nio bot.

Both are on one homeserver without limits, in rooms of the same six residents and the bot. One
resident writes, to the one and the other in turns, and sees the answer by their own sync.
`!proposals` is a command that reads; `!away until sunday` and `!back`, in turns, are two that
write. The bare bot says back what it hears. A command follows 10 to 50 ms after the answer to the
one before it: closer than people's, and far enough that neither bot is still busy with the last.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measured import Found, Measured, Samples
from bench.progress import Progress
from bench.street import Phone, Street, somewhere, street

RESIDENTS = 6
N, WARM = 300, 10
SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 0.05
"""Seconds from a reply to the next command."""

P50, P95 = 1.3, 1.5

READS = ("!proposals",)
WRITES = ("!away until sunday", "!back")


@dataclass(frozen=True)
class Place:
    """A room and the bot in it."""

    room: str
    bot: str


async def measure(progress: Progress) -> list[Found]:
    """Plaintext and encrypted; a command that reads and one that writes."""
    with somewhere() as folder:
        async with street(Path(folder)) as here:
            return await _measure(here, progress)


async def _measure(here: Street, progress: Progress) -> list[Found]:
    found: list[Found] = []
    await here.move_in(RESIDENTS)
    who = here.residents[0]
    account = await here.account("kring")
    config = here.configure_kring(account, here.folder / "kring")
    await here.stack.enter_async_context(here.kring(config))
    for is_encrypted in (False, True):
        kind = "encrypted" if is_encrypted else "plaintext"
        echo = await here.account("echo")
        bare = here.echo(echo, here.folder / f"echo-{kind}", encrypted=is_encrypted)
        await here.stack.enter_async_context(bare)
        ours = Place(await here.room(account.user_id, encrypted=is_encrypted), account.user_id)
        theirs = Place(await here.room(echo.user_id, encrypted=is_encrypted), echo.user_id)
        async with who.listening():
            await _settle(here, who, ours, theirs)
            for does, words in (("reads", READS), ("writes", WRITES)):
                with progress.of(f"{kind}, {does}", N) as step:
                    taken = await _in_turns(who, ours, theirs, words, step)
                found += _rows(taken, kind, does)
    return found


async def _settle(here: Street, who: Phone, ours: Place, theirs: Place) -> None:
    everybody = [one.user_id for one in here.residents]
    for place in (ours, theirs):
        await who.knows(place.room, [*everybody, place.bot])
    await asyncio.sleep(1)  # what a bot says when it comes in
    await who.asks(ours.room, ours.bot, "!quick The bicycles go into the shed")
    await asyncio.sleep(1)


async def _in_turns(
    who: Phone, ours: Place, theirs: Place, words: Sequence[str], step: Callable[[], None]
) -> Samples:
    taken: dict[Place, list[float]] = {ours: [], theirs: []}
    for number, text in zip(range(-WARM, N), itertools.cycle(words), strict=False):
        for place in (ours, theirs) if number % 2 else (theirs, ours):
            await asyncio.sleep(random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))  # noqa: S311
            seconds = await who.asks(place.room, place.bot, text)
            if number >= 0:
                taken[place].append(seconds)
        if number >= 0:
            step()
    return Samples(taken[ours], taken[theirs])


def _rows(taken: Samples, kind: str, does: str) -> list[Measured]:
    note = "command sent → reply seen, beside a bare nio echo bot"
    return [
        taken.measured(f"{kind}, {does}: p50", P50, note),
        taken.measured(f"{kind}, {does}: p95", P95, note, part=0.95),
    ]
