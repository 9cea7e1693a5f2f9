"""How many transactions one process has at the same time, and how all of them are waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager


class Turnstile:
    """Lets so many through at a time; who comes first goes first."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._room = asyncio.Semaphore(at_once)
        self._clearing = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One of them."""
        async with self._room:
            yield

    @asynccontextmanager
    async def cleared(self) -> AsyncIterator[None]:
        """All who are through have come out, and nobody comes through meanwhile."""
        async with self._clearing, AsyncExitStack() as stack:
            for _ in range(self._at_once):
                await stack.enter_async_context(self._room)
            yield
