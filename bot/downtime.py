"""When the bot heard nothing: a homeserver that was away, a machine that was off or slept.

What came late because of it is said once in each house that it came late in. How long it was is
told by a clock that nobody sets; over a restart, by the time that is written down each minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.store import Store

NOTICEABLE = timedelta(minutes=10)
"""Who was away for less needs not say so, and what comes by so much later is not late."""

WRITTEN_EVERY = timedelta(minutes=1)
"""How often it is written down that the homeserver was heard."""

ITS_WAKE = timedelta(hours=1)
"""What comes so long after its end is not late because of it."""

_A_MOMENT = timedelta(minutes=1)
"""Around the beginning and the end: what is on its way then comes late too."""


@dataclass(frozen=True, slots=True)
class Downtime:
    """Nothing was heard from `since` until `until`, in the time of the houses."""

    since: datetime
    until: datetime
    name: str
    """The same for one downtime, also in another process."""

    def delayed(self, meant_for: datetime, came: datetime) -> bool:
        """Whether it made something come noticeably late."""
        is_in_it = self.since - _A_MOMENT <= meant_for <= self.until
        return is_in_it and came - meant_for >= NOTICEABLE

    def held_up(self, written: datetime, sent: datetime | None) -> bool:
        """Whether something that was to be said could not be, until it was over."""
        is_late = self.until - written >= NOTICEABLE
        return is_late and (sent is None or sent >= self.until - _A_MOMENT)


def _seconds() -> float:
    """Seconds that only go forward, also while the machine sleeps, where the system tells them."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _world() -> datetime:
    return datetime.now(UTC)


class Watch:
    """Knows when the homeserver was last heard, and the latest downtime. `now`: of the houses."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        *,
        seconds: Callable[[], float] = _seconds,
        world: Callable[[], datetime] = _world,
    ) -> None:
        self._store = store
        self._now = now
        self._seconds = seconds
        self._world = world
        self._heard: float | None = None
        self._since = now()
        self._name = ""
        """What was written down of it, which names what comes after; "": nothing yet."""
        self._written: float | None = None
        self._latest: Downtime | None = None
        self._is_new = False

    async def begin(self) -> None:
        """Of a process that was there before this one: when it last heard anything."""
        async with self._store.transaction() as tx:
            at = await tx.listened_at()
        if at is not None:
            ago = max(self._world() - at, timedelta())
            self._heard = self._seconds() - ago.total_seconds()
            self._since = self._now() - ago
            self._name = at.isoformat()

    def downtime(self) -> Downtime | None:
        """The one that goes on until what was missed is heard; else the latest, for a while."""
        if self._heard is not None and self._seconds() - self._heard >= NOTICEABLE.total_seconds():
            return Downtime(self._since, self._now(), self._name)
        latest = self._latest
        return latest if latest and self._now() - latest.until <= ITS_WAKE else None

    def heard(self) -> None:
        """All there was to hear has been heard."""
        before, self._latest = self._latest, self.downtime()
        self._is_new |= self._latest is not None and self._latest != before
        self._heard, self._since = self._seconds(), self._now()

    async def write(self) -> Downtime | None:
        """Write that down, once a minute; a downtime that ended since the last time."""
        is_new, self._is_new = self._is_new, False
        passed = self._written is None or (
            self._seconds() - self._written >= WRITTEN_EVERY.total_seconds()
        )
        if self._heard is not None and (passed or is_new):
            at = self._world() - timedelta(seconds=self._seconds() - self._heard)
            try:
                async with self._store.transaction() as tx:
                    await tx.set_listened_at(at)
            except BaseException:
                self._is_new |= is_new
                raise
            self._written, self._name = self._seconds(), at.isoformat()
        return self._latest if is_new else None
