"""Who listens to the sync loop: the desk, as far as Matrix knows it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from bot.room import Heard
from storage.records import Held


class Listener(Protocol):
    """Each call is a transaction of its own; an event heard again is dropped by its id."""

    async def hear(self, heard: Heard, *, position: tuple[str, str] | None = None) -> None:
        """Handle it; with `position` (account, token) all up to there is handled."""

    async def move_to(self, account: str, position: str) -> None:
        """All up to there is handled; nothing was to be heard."""

    async def position(self, account: str) -> str | None:
        """Up to where this account's events are handled; None at the very first start."""

    async def hold(self, held: Held) -> None:
        """Keep an event whose key has not come; its `body` is its source."""

    async def held(self, sessions: Collection[str] | None = None) -> list[Held]:
        """What is kept (and needs one of these keys), oldest first."""

    async def release(self, event: str) -> None:
        """Keep it no longer."""

    async def handled(self, events: Collection[str]) -> set[str]:
        """Which of them were heard before (chatter that nothing was done with may be forgotten)."""
