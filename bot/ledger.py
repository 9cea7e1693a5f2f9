"""What the chat's sync loop keeps in the database: its position, and events without a key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storage.records import Held
from storage.store import Store


class Ledger:
    """The part of the desk that the sync loop writes in."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def position(self, account: str) -> str | None:
        """How far this account has read."""
        async with self._store.transaction() as tx:
            return await tx.position(account)

    async def move_to(self, account: str, position: str) -> None:
        """A batch without events was read."""
        async with self._store.transaction() as tx:
            await tx.set_position(account, position)

    async def is_handled(self, event: str) -> bool:
        """Whether this event was handled before."""
        async with self._store.transaction() as tx:
            return await tx.is_handled(event)

    async def hold(self, event: str, room: str, at: datetime, body: dict[str, Any]) -> None:
        """Keep an event whose key has not come."""
        async with self._store.transaction() as tx:
            await tx.hold(event, room, at, body)

    async def held(self) -> list[Held]:
        """What waits for its key."""
        async with self._store.transaction() as tx:
            return await tx.held()

    async def release(self, event: str) -> None:
        """It does not wait any more."""
        async with self._store.transaction() as tx:
            await tx.release(event)
