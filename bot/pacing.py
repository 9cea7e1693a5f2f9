"""How fast to send: at full speed until the server asks to wait, then as it asks.

A server fills a bucket with every message, empties it steadily, and refuses when it is full. How
large it is and how fast it empties is not told; only, in a refusal, how long to wait: from that
the speed is learned.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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


class Line:
    """Where rooms wait for their turn to send, who came first first."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._pace = Pace()
        self._front = asyncio.Lock()  # hands itself on in the order in which it was asked for

    @property
    def is_slow(self) -> bool:
        """Whether one has to wait here."""
        return self._pace.is_slow(self._clock())

    async def turn(self) -> float:
        """Wait until a message may go; when it went, for `arrived`."""
        async with self._front:
            now = self._clock()
            while seconds := self._pace.wait(now):
                await asyncio.sleep(seconds)
                now = self._clock()  # and another message may have been refused meanwhile
            self._pace.go(now)
            return now

    def arrived(self, went: float) -> None:
        """What went then was taken."""
        now = self._clock()
        self._pace.arrived(now, now - went)

    def refused(self, seconds: float) -> None:
        """Everybody waits for so long, and then their turn."""
        self._pace.refused(self._clock(), seconds)
