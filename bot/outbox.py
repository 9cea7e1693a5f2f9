"""The outbox: sends what was recorded, in order, with retries and pacing; the only sender."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.room import NotEver, NotNow, Room, unpack
from storage.records import Waiting
from storage.store import Store

log = structlog.get_logger()

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 8.0
"""Seconds between tries when sending fails; short enough to be back soon after the server is."""

LAST_WAIT = 5.0
"""Seconds that a bot which is stopped gives to what it is just sending."""


class Outbox:
    """One sender for each room; a room that cannot be reached does not hold up the others."""

    def __init__(self, store: Store, room: Room, now: Callable[[], datetime]) -> None:
        self._store = store
        self._room = room
        self._now = now
        self._woken = asyncio.Event()
        self._rooms: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """There may be something to send."""
        self._woken.set()

    async def run(self) -> None:
        """Send until cancelled; what is under way is finished first."""
        try:
            while True:
                self._woken.clear()
                await self._start_rooms()
                await self._woken.wait()
        finally:
            await self._stop_rooms()

    async def drain(self) -> None:
        """Send everything that may be sent now, in order, and return."""
        while True:
            waiting = await self._waiting()
            if not waiting:
                return
            for letter in waiting:
                await self._send(letter)

    async def next_at(self) -> datetime | None:
        """When something that has to wait may be sent; None when nothing does."""
        async with self._store.transaction() as tx:
            return await tx.next_waiting(self._now())

    async def _start_rooms(self) -> None:
        async with self._store.transaction() as tx:
            rooms = await tx.rooms_waiting(self._now())
        for room in rooms:
            task = self._rooms.get(room)
            if task is None or task.done():
                self._rooms[room] = asyncio.create_task(self._serve(room))

    async def _stop_rooms(self) -> None:
        # A send that was begun is never cancelled half-way: it ends, or is sent again next time.
        tasks = list(self._rooms.values())
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, room: str) -> None:
        """Send what waits for one room, in order, until nothing does."""
        pause = FIRST_PAUSE
        while True:
            letters = await self._waiting(room)
            if not letters:
                return
            for letter in letters:
                try:
                    await self._send_whole(letter)
                    pause = FIRST_PAUSE
                except NotNow as later:
                    wait = later.seconds or pause * random.uniform(0.5, 1.0)  # noqa: S311
                    log.info("not sent yet", room=room, row=letter.id, seconds=round(wait, 1))
                    await asyncio.sleep(wait)
                    pause = min(pause * 2, LONGEST_PAUSE)
                    break  # from the first one again: the order is kept
                except Exception as fault:
                    log.error("sending failed", room=room, row=letter.id, kind=type(fault).__name__)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
                    break

    async def _send_whole(self, letter: Waiting) -> None:
        """Send; who cancels it meanwhile waits until it is sent, or for `LAST_WAIT` seconds."""
        sending = asyncio.ensure_future(self._send(letter))
        try:
            await asyncio.shield(sending)
        except asyncio.CancelledError:
            with contextlib.suppress(TimeoutError, NotNow):
                await asyncio.wait_for(sending, LAST_WAIT)
            raise

    async def _waiting(self, room: str | None = None) -> list[Waiting]:
        async with self._store.transaction() as tx:
            return await tx.waiting(self._now(), room)

    async def _send(self, letter: Waiting) -> None:
        try:
            reference = await self._room.send(
                letter.room,
                unpack(letter.kind, letter.body),
                transaction_id=letter.transaction_id,
                target=letter.target_reference,
            )
        except NotEver as refused:
            log.error("never sent", room=letter.room, row=letter.id, why=str(refused))
            async with self._store.transaction() as tx:
                await tx.mark_dropped(letter, self._now())
            return
        async with self._store.transaction() as tx:
            await tx.mark_sent(letter, reference, self._now())
