"""What a part of the bench finds: ours beside another's, done in turns.

Ours and theirs alternate, so a machine that is busy for a while slows both, and the ratio of the
two medians stays what it is. Absolute times are information only.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Any

Side = Callable[[], Awaitable[float]]
"""Does it once, and answers how many seconds that took; what it needs before is not counted."""


@dataclass(frozen=True)
class Measured:
    """Ours against another's: what counts is the ratio."""

    name: str
    ours: float
    theirs: float
    """Medians, or another part of the samples where the name says so."""
    unit: str
    n: int
    """Samples of each."""
    limit: float | None
    """What the ratio may be; None: it is told only."""
    note: str = ""
    """What is compared with what."""

    @property
    def ratio(self) -> float:
        """How many times theirs ours is."""
        return self.ours / self.theirs

    @property
    def is_met(self) -> bool:
        """Whether it is within its limit."""
        return self.limit is None or self.ratio <= self.limit


@dataclass(frozen=True)
class Figure:
    """Something that has nothing beside it."""

    name: str
    value: float
    unit: str
    n: int
    limit: float | None = None
    """What the value may be; None: it is told only."""
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it is within its limit."""
        return self.limit is None or self.value <= self.limit


Found = Measured | Figure


@dataclass(frozen=True)
class Samples:
    """Seconds of both, in the order in which they were taken."""

    ours: Sequence[float]
    theirs: Sequence[float]

    def measured(
        self,
        name: str,
        limit: float | None,
        note: str = "",
        *,
        part: float = 0.5,
        unit: str = "ms",
    ) -> Measured:
        """The ratio of the medians; or of another `part` of the samples, such as 0.95."""
        scale = {"s": 1.0, "ms": 1e3, "µs": 1e6}[unit]
        ours, theirs = (scale * at_part(each, part) for each in (self.ours, self.theirs))
        return Measured(name, ours, theirs, unit, len(self.ours), limit, note)


def at_part(values: Sequence[float], part: float) -> float:
    """The value that this part of them does not exceed: 0.5 is the median."""
    if part == 0.5:
        return median(values)
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))]


def wall(act: Callable[[], Awaitable[Any]]) -> Side:
    """Timed by the clock on the wall: with what is waited for, such as a disk or a server."""
    return _timed(act, perf_counter)


def processor(act: Callable[[], Awaitable[Any]]) -> Side:
    """Timed by what this process takes of the processor: other work on the machine counts less."""
    return _timed(act, process_time)


def _timed(act: Callable[[], Awaitable[Any]], clock: Callable[[], float]) -> Side:
    async def timed() -> float:
        began = clock()
        await act()
        return clock() - began

    return timed


async def in_turns(
    ours: Side, theirs: Side, n: int, step: Callable[[], None], *, warm: int = 5
) -> Samples:
    """Both `n` times, alternating; who goes first alternates too. The first `warm` do not count."""
    taken: tuple[list[float], list[float]] = [], []
    sides = ((ours, taken[0]), (theirs, taken[1]))
    for number in range(-warm, n):
        for side, samples in sides if number % 2 else sides[::-1]:
            seconds = await side()
            if number >= 0:
                samples.append(seconds)
        if number >= 0:
            step()
    return Samples(*taken)
