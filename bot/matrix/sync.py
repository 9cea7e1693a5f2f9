"""The sync loop: brings each event to the listener once, in order, whatever fails in between.

The position is stored with the last event of a batch, so what was not handled comes again; what
was is known by its id. nio's own loop is not used: it moves on before anybody listened, and
tries again without a pause.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.batch import Batch, Reader
from bot.matrix.events import heard
from bot.matrix.history import opened
from bot.matrix.housekeeping import keep_keys
from bot.matrix.http import TokenRevoked
from bot.matrix.lanes import lanes
from bot.matrix.listener import Listener
from bot.matrix.plain import Shift
from bot.matrix.powers import Ends
from bot.matrix.refusals import AWAY, check_token, frames_of, is_malformed, refusal
from bot.pacing import usable
from bot.room import Heard, NotEver, NotNow
from bot.trouble import told
from storage.records import Held

log = structlog.get_logger()

# A connection that dies without a word is noticed two seconds later: deaf for nine, at most.
_LONG_POLL = 7.0
_SLACK = 15.0  # a server gets this much longer before it counts as gone
_FIRST_SECONDS = 300.0  # all rooms' state at once takes a small server a while
# The longest leaves time, within ten seconds of the server's return, to hear and to answer.
_SHORTEST_PAUSE, _LONGEST_PAUSE = 2.0, 6.0
_BREATH = 0.1
_LAST_WAIT = 3.0
_DOUBTS = 3
"""So often in a row a position is refused before it is given up."""
_FILTER: dict[str, Any] = {
    "presence": {"types": []},
    "account_data": {"types": ["m.direct"]},
    "room": {
        "timeline": {"limit": 100},
        "ephemeral": {"types": []},
        "account_data": {"types": []},
    },
}
_COUNT = re.compile(r"s(\d+)_")
_Result = TypeVar("_Result")


def _is_before(position: str, other: str | None) -> bool:
    """Whether a server of the kind that counts in its positions counts less in the first one."""
    here, there = _COUNT.match(position), _COUNT.match(other or "")
    return bool(here and there and int(here[1]) < int(there[1]))


class _Stopped(Exception):
    """Somebody asked the loop to end."""


class SyncLoop:
    """One account's ears. `caught_up` is set while all there is to hear has been heard.

    `recovered` is called when the server is back, after what was missed was heard.
    """

    def __init__(
        self,
        client: nio.AsyncClient,
        listener: Listener,
        *,
        shifted: Shift = lambda at: at,
        after_batch: Callable[[], None] = lambda: None,
        recovered: Callable[[], None] = lambda: None,
        answer: Callable[[nio.SyncResponse], Awaitable[None]] | None = None,
        at_once: int = 1,
    ) -> None:
        self.caught_up = asyncio.Event()
        self.brought_news = False
        """The last batch had something in it, or came after a failure."""
        self._client = client
        self._listener = listener
        self._shifted = shifted
        self._after_batch = after_batch
        self._recovered = recovered
        self._answer = answer
        self._at_once = at_once
        self._reader = Reader(client, listener, shifted)
        self._stopping = asyncio.Event()
        self._since: str | None = None
        self._is_first = True
        self._failures = 0
        self._refused = 0
        self._looks_back = False
        self._keeping: asyncio.Future[None] | None = None
        # What was fetched but not wholly heard yet: it is not fetched again.
        self._response: nio.SyncResponse | None = None
        self._batch: Batch | None = None

    async def run(self) -> None:
        """Until stopped or cancelled. Raises TokenRevoked; every other failure is tried again."""
        self._since = await self._listener.position(self._client.user_id)
        try:
            while True:
                await self._go_on()
        except _Stopped:
            log.info("sync stopped")
        finally:
            self.caught_up.clear()
            if self._keeping and not self._keeping.done():
                await asyncio.wait({self._keeping}, timeout=_LAST_WAIT)

    def stop(self) -> None:
        """End `run` after the event that is being handled."""
        self._stopping.set()

    async def _go_on(self) -> None:
        """One batch; or a failure, told to the log, and a pause."""
        try:
            await self._one_batch()
        except (_Stopped, TokenRevoked):
            raise
        except (NotNow, NotEver) as error:
            await self._pause(str(error), getattr(error, "seconds", None))
        except TimeoutError as error:
            await self._pause(type(error).__name__, has_waited=True)
        except AWAY as error:
            told(error, "connecting")  # it may be this machine that is out of something
            await self._pause(type(error).__name__)
        except Exception as error:
            kind = type(error).__name__
            if not told(error, "listening"):
                log.error("batch failed", kind=kind, frames=frames_of(error))
            await self._pause(kind)
        else:
            failures, self._failures = self._failures, 0
            self.brought_news |= failures > 0
            self.caught_up.set()
            if failures:
                log.info("sync goes on", failures=failures)
                self._recovered()
            self._after_batch()

    async def _pause(
        self, why: str, at_least: float | None = None, *, has_waited: bool = False
    ) -> None:
        self.caught_up.clear()
        doublings = 0 if has_waited else min(self._failures, 10)
        longest = min(_SHORTEST_PAUSE * 2**doublings, _LONGEST_PAUSE)
        asked = 0.0 if at_least is None else usable(at_least)
        seconds = max(longest * random.uniform(0.5, 1.0), asked)  # noqa: S311
        self._failures += 1
        log.warning("sync failed", why=why, failures=self._failures, seconds=round(seconds, 1))
        await self._unless_stopped(asyncio.sleep(seconds))

    async def _one_batch(self) -> None:
        if self._response is None:
            self._response = await self._unless_stopped(self._sync())
            # Never cancelled: the homeserver would have keys whose private half is lost.
            self._keeping = asyncio.ensure_future(self._keep(self._response))
            self._keeping.add_done_callback(lambda done: done.cancelled() or done.exception())
            await self._unless_stopped(asyncio.shield(self._keeping))
        if self._batch is None:
            reading = self._reader.read(
                self._response,
                self._since,
                is_full=self._is_first,
                looks_back=self._looks_back,
            )
            self._batch = await self._unless_stopped(reading)
        self.brought_news = self._is_first or self._batch.has_news
        await self._handle(self._batch)
        self._since = self._batch.position
        self._response = self._batch = None
        self._is_first = self._looks_back = False

    async def _keep(self, response: nio.SyncResponse) -> None:
        """What is between the machines, not for the listener."""
        await keep_keys(self._client, response)
        if self._answer:
            await self._answer(response)

    async def _sync(self) -> nio.SyncResponse:
        wait = 0.0 if self._is_first or self._failures else _LONG_POLL
        check_token(self._client, None, "the sync")
        # nio takes a token it has seen for a batch it has handled, and leaves it encrypted.
        self._client.next_batch = ""
        started = asyncio.get_running_loop().time()
        async with asyncio.timeout(_FIRST_SECONDS if self._is_first else wait + _SLACK):
            response = await self._client.sync(
                timeout=int(wait * 1000),
                sync_filter=_FILTER,
                since=self._since,
                full_state=True if self._is_first else None,
                set_presence="offline",
            )
        if not isinstance(response, nio.SyncResponse):
            check_token(self._client, response, "the sync")
            if is_malformed(response):
                self._doubt_the_position()
            raise refusal(response)
        self._refused = 0
        self._check_goes_on(response.next_batch)
        if wait and response.next_batch == self._since:
            # A server that does not wait as asked must not make the bot spin.
            took = asyncio.get_running_loop().time() - started
            await asyncio.sleep(max(0.0, _BREATH - took))
        return response

    def _check_goes_on(self, position: str) -> None:
        """Raises NotNow where the homeserver is further back than it was: it was put back.

        It gives what comes after where it is now. What was said before the first look at it is
        found in the rooms, from the last message on that was handled.
        """
        if _is_before(position, self._since):
            told = "What the bot and others said since the server's backup may be missing in rooms."
            log.error("the homeserver was put back", looks="back", mend=told)
            self._since, self._is_first, self._looks_back = position, True, True
            raise NotNow("the homeserver was put back")

    def _doubt_the_position(self) -> None:
        """A homeserver that was put back may not know how far was read: then from now on.

        What was said meanwhile is not heard, but for what came after the bot's own coming in.
        """
        self._refused += 1
        if self._since is not None and self._refused >= _DOUBTS:
            told = "What was said since the bot last ran may be missing: ask the house to look."
            log.error("position unknown to the homeserver", begins="anew", mend=told)
            self._since, self._is_first = None, True

    async def _handle(self, batch: Batch) -> None:
        for one in batch.unread:
            await self._listener.hold(one)
        if batch.unread:
            log.warning("undecryptable events held", events=len(batch.unread))
        position = (self._client.user_id, batch.position)
        is_quiet = not batch.heard
        late = await self._held_for(batch)
        # What the batch itself brings is heard there, in its place.
        coming = {one.event for one in batch.heard}
        for held in late:
            if held.event not in coming:
                await self._hear_late(held)
        await self._hear_all(batch.heard, position)
        for event in coming & {held.event for held in late}:
            await self._listener.release(event)
        if is_quiet and (batch.position != self._since or batch.looks_back):
            await self._listener.move_to(*position)

    async def _hear_all(self, everything: deque[Heard], position: tuple[str, str]) -> None:
        if self._at_once > 1 and len(everything) > 2:
            await self._hear_side_by_side(everything)
        while everything:
            if self._stopping.is_set():
                raise _Stopped
            is_last = len(everything) == 1
            await self._listener.hear(everything[0], position=position if is_last else None)
            everything.popleft()

    async def _hear_side_by_side(self, everything: deque[Heard]) -> None:
        """All but the last: with that one the position moves, so nothing may come after it."""
        waiting = deque(lanes(list(everything)[:-1]))
        done: set[int] = set()

        async def hear() -> None:
            while waiting:
                for one in waiting.popleft():
                    if self._stopping.is_set():
                        return
                    await self._listener.hear(one)
                    done.add(id(one))

        ears = range(min(self._at_once, len(waiting)))
        ends = await asyncio.gather(*(hear() for _ in ears), return_exceptions=True)
        left = [one for one in everything if id(one) not in done]
        everything.clear()
        everything.extend(left)
        for fault in ends:
            if isinstance(fault, BaseException):
                raise fault

    async def _held_for(self, batch: Batch) -> list[Held]:
        """What may be readable now; at first all, since a kill may have come between."""
        if self._is_first:
            return await self._listener.held()
        return await self._listener.held(batch.keys) if batch.keys else []

    async def _hear_late(self, held: Held) -> None:
        """Hear what waited for its key, if it can be read now."""
        event = opened(self._client, nio.Event.parse_event(dict(held.body)), held.room)
        if isinstance(event, nio.MegolmEvent):
            return
        one = heard(event, held.room, me=self._client.user_id, shifted=self._shifted)
        if one and await Ends(self._client).counts(one):
            await self._listener.hear(one)
        await self._listener.release(held.event)
        log.info("held event read", event_id=held.event, room=held.room)

    async def _unless_stopped(self, coroutine: Awaitable[_Result]) -> _Result:
        """The result; _Stopped as soon as somebody asks to stop."""
        task = asyncio.ensure_future(coroutine)
        stop = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise _Stopped
            return task.result()
        finally:
            task.cancel()
            stop.cancel()
            await asyncio.wait({task, stop})
