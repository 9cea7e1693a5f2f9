"""The outbox: sends what was recorded, in order, with retries and pacing; the only sender.

It is written down that a letter is tried before it is: a letter that may be in the room already
keeps its words and its transaction id, so that whatever dies when, it is said once.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import structlog

from bot.merging import merged
from bot.pacing import Line, Place, usable
from bot.room import Decline, Document, Edit, Join, Muted, NotEver, NotNow, Open, Room, Say, unpack
from bot.trouble import told
from storage.letter_book import PRIVATE_ROOM_TO_COME
from storage.records import Waiting
from storage.store import Store

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between tries when nothing answers: twice as long each time; `hurry` ends them."""

PAUSE_WITHOUT_A_DATABASE = 5.0
"""Seconds between two looks for what is to be said, while the database cannot be used."""

MUTED_PAUSE = 60.0
"""Seconds between two looks whether the bot may speak in a room again; `hurry` ends them."""

LAST_WAIT = 3.0
"""Seconds that a bot which is stopped gives to what it is just sending."""

AT_ONCE = 50
"""Letters that are looked at when some of them may go as one."""

_COMING_AND_GOING = (Join.__name__, Decline.__name__)
_WORDS = (Say.__name__, Edit.__name__)


class Voice(Protocol):
    """Who wants to know whether the bot can speak; told more often than it changes."""

    async def lost_voice(self, room: str) -> None:
        """The bot may not speak in this room."""
        ...

    async def has_voice(self, room: str) -> None:
        """The bot spoke in this room."""
        ...

    async def file_is_lost(self, room: str, letter: str) -> None:
        """A file that was told of can never be sent there; `letter`: its transaction id."""
        ...


class Unheeded:
    """Nobody wants to know."""

    async def lost_voice(self, room: str) -> None:
        """Nothing."""

    async def has_voice(self, room: str) -> None:
        """Nothing."""

    async def file_is_lost(self, room: str, letter: str) -> None:
        """Nothing."""


class Outbox:
    """One sender for each room; a room that cannot be reached does not hold up the others."""

    def __init__(
        self, store: Store, room: Room, now: Callable[[], datetime], voice: Voice | None = None
    ) -> None:
        self._store = store
        self._room = room
        self._now = now
        self._voice = voice or Unheeded()
        self._has_voice: dict[str, bool] = {}
        """What was told of each room since the start."""
        self._line = Line()
        self._doors = Line()
        """Making a private room has a limit of its own, beside that on messages."""
        self._woken = asyncio.Event()
        self._hurried = asyncio.Event()
        self._hurries = 0
        self._rooms: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """There may be something to send."""
        self._woken.set()

    def hurry(self) -> None:
        """The server answers again, or a room may have changed: try now what waits to be tried.

        What the server itself asked to wait for goes on waiting.
        """
        self._hurries += 1
        self._hurried.set()
        self._hurried.clear()  # who waits now is woken all the same

    async def run(self) -> None:
        """Send until cancelled; what is under way is finished first."""
        try:
            while True:
                self._woken.clear()
                if not await self._could_start_rooms():
                    await asyncio.sleep(PAUSE_WITHOUT_A_DATABASE)
                    continue
                await self._woken.wait()
        finally:
            await self._stop_rooms()

    async def drain(self) -> None:
        """Send everything that may be sent now, in order and at full speed, and return."""
        silent: set[str] = set()
        while letters := [one for one in await self._waiting() if one.room not in silent]:
            for letter in letters:
                try:
                    if letter.room not in silent:
                        await self._send(letter)
                except Muted as muted:
                    if await self._stays(letter, muted):
                        silent.add(letter.room)

    async def next_at(self) -> datetime | None:
        """When something that has to wait may be sent; None when nothing does."""
        async with self._store.transaction() as tx:
            return await tx.next_waiting(self._now())

    async def _could_start_rooms(self) -> bool:
        try:
            await self._start_rooms()
        except Exception as fault:
            if not told(fault, "looking for what is to be said"):
                raise
            return False
        return True

    async def _start_rooms(self) -> None:
        async with self._store.transaction() as tx:
            rooms = await tx.rooms_waiting(self._now())
            for room, is_answer in rooms.items():
                self._waits_for_an_answer(room, is_answer)
        for room in rooms:
            task = self._rooms.get(room)
            if task is None or task.done():
                self._rooms[room] = asyncio.create_task(self._serve(room))

    async def _stop_rooms(self) -> None:
        # A send that was begun is never cancelled half-way: it ends, or is sent again next time.
        tasks = list(self._rooms.values())
        async with self._store.between_transactions():
            for task in tasks:
                task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)

    # -- one room

    async def _serve(self, room: str) -> None:
        """Send what waits for one room, in order, until nothing does."""
        pause = FIRST_PAUSE
        while True:
            hurries = self._hurries
            try:
                if not await self._send_next(room):
                    return
                pause = FIRST_PAUSE
                continue
            except Muted:
                await self._rest(MUTED_PAUSE * random.uniform(0.8, 1.2), hurries)  # noqa: S311
                continue
            except NotNow as later:
                if later.seconds is not None:
                    await asyncio.sleep(usable(later.seconds))
                    continue
            except Exception as fault:
                if not told(fault, "sending"):
                    log.error("sending failed", room=room, kind=type(fault).__name__)
            await self._rest(pause * random.uniform(0.5, 1.0), hurries)  # noqa: S311
            is_new = hurries != self._hurries
            pause = FIRST_PAUSE if is_new else min(pause * 2, LONGEST_PAUSE)

    async def _rest(self, seconds: float, hurries: int) -> None:
        """Wait so long, or until somebody says to hurry."""
        if hurries != self._hurries:
            seconds = min(seconds, FIRST_PAUSE)  # somebody did so while this was being tried
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hurried.wait(), seconds)

    async def _send_next(self, room: str) -> bool:
        """Send the first letter of a room when it is its turn; False: there is none."""
        if self._line.is_slow and not await self._waiting(room, 1):
            return False  # who has nothing to send does not take a turn
        if not room.startswith(PRIVATE_ROOM_TO_COME):
            async with self._line.turn(room) as place:
                return await self._send_in_turn(room, place)
        async with self._doors.turn(room) as door, self._line.turn(room) as place:
            return await self._send_in_turn(room, place, door)

    async def _send_in_turn(self, room: str, place: Place, door: Place | None = None) -> bool:
        letter = await self._begin(room)
        if letter is None:
            return False
        try:
            await self._send_whole(letter)
        except Muted as muted:
            if await self._stays(letter, muted):
                raise
        except NotNow as later:
            log.info("not sent yet", room=room, row=letter.id, why=str(later), wait=later.seconds)
            # Going into a room has a limit of its own, which is that room's alone.
            if later.seconds is None or letter.kind in _COMING_AND_GOING:
                raise
            (door or place).refused(later.seconds)
        else:
            for one in filter(None, (place, door)):
                one.arrived()
        return True

    def _waits_for_an_answer(self, room: str, is_answer: bool) -> None:
        for line in (self._line, self._doors):
            line.answers(room, is_answer)

    async def _begin(self, room: str) -> Waiting | None:
        """The next letter, written down as tried; of several that may go as one, all of them."""
        now, is_slow = self._now(), self._line.is_slow
        async with self._store.transaction() as tx:
            letters = await tx.waiting_held(now, room, AT_ONCE if is_slow else 1)
            if not letters:
                return None
            count, body = merged(letters)
            if is_slow:
                # Told while nobody else can post: who posts after this wakes us, and is seen.
                rest = letters[count:]
                self._waits_for_an_answer(room, any(not letter.by_clock for letter in rest))
            if count > 1:
                return await tx.merge(letters[0], letters[1:count], body, now)
            if not letters[0].is_tried:
                await tx.mark_tried(letters[0], now)
        return letters[0]

    async def _send_whole(self, letter: Waiting) -> None:
        """Send; who cancels it meanwhile waits until it is sent, or for `LAST_WAIT` seconds."""
        sending = asyncio.ensure_future(self._send(letter))
        try:
            await asyncio.shield(sending)
        except asyncio.CancelledError:
            with contextlib.suppress(TimeoutError, NotNow):
                await asyncio.wait_for(sending, LAST_WAIT)
            raise

    async def _waiting(self, room: str | None = None, limit: int = AT_ONCE) -> list[Waiting]:
        async with self._store.transaction() as tx:
            return await tx.waiting(self._now(), room, limit)

    async def _send(self, letter: Waiting) -> None:
        try:
            reference = await self._room.send(
                letter.room,
                unpack(letter.kind, letter.body),
                transaction_id=letter.transaction_id,
                target=letter.target_reference,
            )
        except NotEver as refused:
            await self._drop(letter, refused)
            return
        at = self._now()
        await self._store.do(lambda tx: tx.mark_sent(letter, reference, at))
        if letter.kind == Open.__name__:
            self.wake()  # what waited for this room
        if letter.kind in _WORDS and self._has_voice.get(letter.room) is not True:
            await self._voice.has_voice(letter.room)
            self._has_voice[letter.room] = True
            self.wake()  # there may be more to say now, also elsewhere

    async def _drop(self, letter: Waiting, why: Exception) -> None:
        log.error("never sent", room=letter.room, row=letter.id, why=str(why))
        if letter.kind == Document.__name__:
            await self._voice.file_is_lost(letter.room, letter.transaction_id)
        at = self._now()
        await self._store.do(lambda tx: tx.mark_dropped(letter, at))

    async def _stays(self, letter: Waiting, muted: Muted) -> bool:
        """Whether what may not be said now waits: not in a room that is nobody's any more."""
        async with self._store.transaction() as tx:
            is_known = await tx.house_in(letter.room) or await tx.owner_of_private_room(letter.room)
        if not is_known:
            await self._drop(letter, muted)
            return False
        if self._has_voice.get(letter.room) is not False:
            log.info("may not speak", room=letter.room, why=str(muted))
            await self._voice.lost_voice(letter.room)
            self._has_voice[letter.room] = False
        return True
