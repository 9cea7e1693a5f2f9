"""How fast to send: at full speed until the server asks to wait, then as it asks.

A server fills a bucket with every message, empties it steadily, and refuses when it is full. How
large it is and how fast it empties is not told; only, in a refusal, how long to wait: from that
the speed is learned. Who goes first meanwhile is said at `Line`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

BURST = 10
"""How many messages a rested account may send at once, as servers usually have it; a wrong guess
costs a refusal after each rest."""

SHORTEST_WAIT, LONGEST_WAIT = 0.5, 600.0
"""Seconds; who asks for less gets this, and who asks for more is asked again."""

DEFAULT_WAIT = 5.0
"""Seconds, where what a refusal says is no time at all."""

LONGEST_GAP = 60.0
"""Seconds from one message to the next, at most: a single odd answer must not silence a house."""

SPARE = 0.1
"""Seconds added to what is asked: messages do not all take the same time to get there."""


ANSWERS_IN_A_ROW = 4
"""After so many answers one turn is for the rest: so that goes on too, however much is asked."""

HANGS = 3.0
"""Seconds after which a message that is not answered keeps no other from going."""


def usable(seconds: float) -> float:
    """What a refusal asks for, within reason."""
    # Asked this way round, NaN is none either.
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT) if seconds >= 0 else DEFAULT_WAIT


@dataclass
class Pace:
    """The pace of one account, over all its rooms. Pure: `now` is seconds of a monotonic clock."""

    gap: float = 0.0
    """Seconds from one message to the next; 0: full speed."""
    _next: float = 0.0
    """When one may go without any rest before it; each `gap` later one more."""
    _arrived: float = 0.0

    def is_slow(self, now: float) -> bool:
        """Whether messages are spaced; no longer after a rest that gives the whole burst back."""
        if self.gap and now >= self._next + self.gap * (BURST - 1):
            self.gap = 0.0
        return self.gap > 0

    def wait(self, now: float) -> float:
        """Seconds until the next message may go."""
        return max(0.0, self._next - now) if self.is_slow(now) else 0.0

    def go(self, now: float) -> None:
        """A message goes now."""
        if self.is_slow(now):
            self._next += self.gap

    def arrived(self, now: float, took: float) -> None:
        """It was taken; the server may have counted it as late as now."""
        self._arrived = now
        if self.is_slow(now):
            self._next += min(took, self.gap)

    def refused(self, now: float, seconds: float) -> None:
        """It was one too many: nothing for `seconds`, and spaced from then on."""
        asked = usable(seconds) + SPARE
        # This much was still lacking after the rest it had.
        rested = min(now - self._arrived, self.gap)
        self.gap = min(max(self.gap, rested + asked), LONGEST_GAP)
        self._next = max(self._next, now + asked)


@dataclass
class Place:
    """A room's turn to send, as long as it lasts."""

    _line: Line
    _room: str
    _went: float

    def arrived(self) -> None:
        """What was sent was taken."""
        self._line.arrived(self._went)

    def refused(self, seconds: float) -> None:
        """It was one too many: everybody waits for so long, and then their turn."""
        self._line.refused(self._room, seconds)


class Line:
    """Where rooms wait for their turn to send one message, each for its next one.

    Answers first: a room where somebody waits for an answer goes before the rooms in which only
    time has something to say (nudges, turns, reminders). So somebody who asks on Monday at 09:00,
    when a thousand houses get their nudge and the server takes one message in five seconds, is
    answered with the next message or the one after it, not after 83 minutes. Of each kind, who came
    first goes first, and a room that said something stands at the end again: so much to say in one
    room is spread between the others. Within a room only who asks very much is overtaken
    (`storage.letter_book.IN_A_ROW`). After `ANSWERS_IN_A_ROW` one turn is for the rest, which
    therefore always gets a fifth of the messages at least.

    No more than `BURST` messages are under way at once: so a server that has a limit refuses few
    of them, not all of a thousand.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._pace = Pace()
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._answering: set[str] = set()
        self._refused: set[str] = set()
        """Whose turn came to nothing: they keep their place."""
        self._in_a_row = 0
        """Answers that went while others waited."""
        self._under_way: dict[str, float] = {}
        """By room, since when."""
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_slow(self) -> bool:
        """Whether one has to wait here."""
        return self._pace.is_slow(self._clock())

    @property
    def is_free(self) -> bool:
        """Whether who comes now has its turn at once."""
        return not (self.is_slow or self._waiting or self._crowded(self._clock()))

    def answers(self, room: str, is_answer: bool) -> None:
        """Whether somebody waits for an answer in this room, from now on."""
        (self._answering.add if is_answer else self._answering.discard)(room)

    @asynccontextmanager
    async def turn(self, room: str) -> AsyncIterator[Place]:
        """Wait until this room may send one message; it does so before this ends."""
        called: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        if room in self._refused:
            self._refused.discard(room)
            self._waiting = {room: called, **self._waiting}
        else:
            self._waiting[room] = called
        try:
            self._call()
            yield Place(self, room, await called)
        finally:
            self._waiting.pop(room, None)
            self._under_way.pop(room, None)
            self._call()

    def arrived(self, went: float) -> None:
        """What went then was taken."""
        now = self._clock()
        self._pace.arrived(now, now - went)

    def refused(self, room: str, seconds: float) -> None:
        """Everybody waits for so long, and then their turn."""
        self._pace.refused(self._clock(), seconds)
        self._refused.add(room)

    def _call(self) -> None:
        """Call whoever may go now; look again when the next one may."""
        if self._timer:
            self._timer.cancel()
        while self._waiting:
            now = self._clock()
            if seconds := max(self._pace.wait(now), self._crowded(now)):
                self._timer = asyncio.get_running_loop().call_later(seconds, self._call)
                return
            room = self._next()
            self._pace.go(now)
            self._under_way[room] = now
            called = self._waiting.pop(room)
            if not called.done():
                called.set_result(now)

    def _crowded(self, now: float) -> float:
        """Seconds until a place is free, unless a message is answered before."""
        since = [at for at in self._under_way.values() if now < at + HANGS]
        return min(since) + HANGS - now if len(since) >= BURST else 0.0

    def _next(self) -> str:
        answer = next((room for room in self._waiting if room in self._answering), None)
        other = next((room for room in self._waiting if room not in self._answering), None)
        if answer and (other is None or self._in_a_row < ANSWERS_IN_A_ROW):
            self._in_a_row = self._in_a_row + 1 if other else 0
            return answer
        assert other is not None
        self._in_a_row = 0
        return other
