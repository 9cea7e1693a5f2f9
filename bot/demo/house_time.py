"""The demo's clock: the bot's own, moved by a file, so that days pass in a moment."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.service import SLACK
from storage.store import Store

_LOOK = 0.08
"""Seconds between two looks at what the bot still has to do."""

_LATE = SLACK + timedelta(seconds=1)
"""How long after its time something is surely due: the bot leaves room for late messages."""


class HouseTime:
    """What time it is in the house, and the file that tells it to the bot."""

    def __init__(self, file: Path, start: datetime) -> None:
        self.file = file
        now = datetime.now(UTC)
        self._offset = start - now
        self._since = [(now, self._offset)]
        """Each offset there was, and from when on."""
        self._write()

    def now(self) -> datetime:
        """House-world time, UTC."""
        return datetime.now(UTC) + self._offset

    def of(self, at: datetime) -> datetime:
        """A moment of the real world as the house knew it, however late it is heard of."""
        earlier = (offset for since, offset in reversed(self._since) if since <= at)
        return at + next(earlier, self._since[0][1])

    def move_to(self, moment: datetime) -> None:
        """Make it `moment` now; never earlier than it is."""
        now = datetime.now(UTC)
        self._offset = max(self._offset, moment - now)
        self._since.append((now, self._offset))
        self._write()

    def _write(self) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{self._offset.total_seconds():.3f}\n")
        os.replace(fresh, self.file)  # noqa: PTH105  # the bot never reads half a number


class BotsWork:
    """What the bot's database says it still has to do; looked at, never changed."""

    def __init__(self, store: Store, time: HouseTime) -> None:
        self._store = store
        self._time = time

    @classmethod
    @asynccontextmanager
    async def watched(
        cls, database: Path, account: str, time: HouseTime
    ) -> AsyncIterator[BotsWork]:
        """Open the database of a bot that has started; `account`: the bot's."""
        store = await Store.open(f"sqlite:///{database}")
        store.account = account
        try:
            yield cls(store, time)
        finally:
            await store.close()

    async def is_handled(self, event: str, seconds: float) -> bool:
        """Wait until the bot has handled a message, a tap or a reaction, or gone by it."""
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            async with self._store.transaction() as tx:
                if await tx.is_handled(event):
                    return True
            await asyncio.sleep(_LOOK)
        return False

    async def rest(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is due any more and everything that may be said has been said."""
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            now = self._time.now()
            async with self._store.transaction() as tx:
                is_due = await tx.next_due(now - _LATE)
                waits = await tx.waiting(now)
            if not is_due and not waits:
                return True
            await asyncio.sleep(_LOOK)
        return False

    async def next_at(self) -> datetime | None:
        """When time alone will next make the bot do something."""
        now = self._time.now()
        async with self._store.transaction() as tx:
            due = await tx.next_due()
            waits = await tx.next_waiting(now)
        coming = [moment for moment in (due and due.at + _LATE, waits) if moment]
        return min(coming) if coming else None


async def pass_time(time: HouseTime, work: BotsWork, target: datetime) -> None:
    """Move the clock to `target`, stopping wherever something falls due, until it is done."""
    while (coming := await work.next_at()) is not None and coming <= target + _LATE:
        time.move_to(coming)
        if not await work.rest():
            break  # it stays due: going on is better than going round in circles
    time.move_to(target)
    await work.rest()
