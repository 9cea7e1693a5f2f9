"""What the chat's sync loop keeps in the database: its position, and events without a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime

from storage.records import Held
from storage.store import Store


class Ledger:
    """The part of the desk that the sync loop writes in."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def position(self, account: str) -> str | None:
        """How far this account has read."""
        async with self._store.transaction() as tx:
            return await tx.position(account)

    async def move_to(self, account: str, position: str) -> None:
        """A batch without events was read."""
        async with self._store.transaction() as tx:
            await tx.set_position(account, position)

    async def handled(self, events: Collection[str]) -> set[str]:
        """Which of these events were handled before."""
        # Asked while a batch is read, which the bot's end cuts off: a transaction never is.
        return await asyncio.shield(self._handled(events))

    async def _handled(self, events: Collection[str]) -> set[str]:
        async with self._store.transaction() as tx:
            return await tx.handled(events)

    async def hold(self, held: Held) -> None:
        """Keep an event whose key has not come."""
        async with self._store.transaction() as tx:
            await tx.hold(held, self._now())

    async def held(self, sessions: Collection[str] | None = None) -> list[Held]:
        """What waits for its key (for one of these keys)."""
        async with self._store.transaction() as tx:
            return await tx.held(sessions)

    async def release(self, event: str) -> None:
        """It does not wait any more."""
        async with self._store.transaction() as tx:
            await tx.release(event)
