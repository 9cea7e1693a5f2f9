"""From a command that is sent to its reply on another client: the bot beside a bare nio bot.

Both are on one homeserver without limits, in rooms of the same six residents and the bot. One
resident writes, to the one and the other in turns, and sees the answer by their own sync.
Every other command reads (`!proposals`), the ones between write (`!away until sunday`, `!back`);
each has one message for an answer. The bare bot says back what it hears. A command follows 10 to
50 ms after the answer to the one before it: closer than people's, and far enough that neither bot
is still busy with the last.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
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

WORDS = ("!proposals", "!away until sunday", "!proposals", "!back")
"""In turns one that reads and one that writes."""


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
            with progress.of(kind, N) as step:
                found += _rows(kind, await _in_turns(who, ours, theirs, step))
    return found


async def _settle(here: Street, who: Phone, ours: Place, theirs: Place) -> None:
    everybody = [one.user_id for one in here.residents]
    for place in (ours, theirs):
        await who.knows(place.room, [*everybody, place.bot])
    await asyncio.sleep(1)  # what a bot says when it comes in
    await who.asks(ours.room, ours.bot, "!quick The bicycles go into the shed")
    await asyncio.sleep(1)


async def _in_turns(
    who: Phone, ours: Place, theirs: Place, step: Callable[[], None]
) -> dict[Place, list[float]]:
    taken: dict[Place, list[float]] = {ours: [], theirs: []}
    for number in range(-WARM, N):
        for place in (ours, theirs) if number % 2 else (theirs, ours):
            await asyncio.sleep(random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))  # noqa: S311
            seconds = await who.asks(place.room, place.bot, WORDS[number % len(WORDS)])
            if number >= 0:
                taken[place].append(seconds)
        if number >= 0:
            step()
    return taken


def _rows(kind: str, taken: dict[Place, list[float]]) -> list[Measured]:
    ours, theirs = taken.values()
    note = "command sent → reply seen, beside a bare nio echo bot"
    both = Samples(ours, theirs)
    rows = [
        both.measured(f"{kind}: p50", P50, note),
        both.measured(f"{kind}: p95", P95, note, part=0.95),
    ]
    for first, does in enumerate(("reads", "writes")):
        some = Samples(ours[first::2], theirs[first::2])
        rows.append(some.measured(f"{kind}, a command that {does}: p50", None, "of these samples"))
    return rows
