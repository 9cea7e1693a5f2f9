"""The clock: what time it is, and the one job that wakes the desk when something is due."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

LONGEST_SLEEP = timedelta(minutes=1)
"""Timers are monotonic and computers sleep: never trust one for longer."""

SHORTEST_SLEEP = timedelta(seconds=1)
"""What is due and cannot be done yet is not looked at without a pause."""

A_MOMENT = timedelta(seconds=0.25)
"""As long, where the clock is moved from outside: half a year goes by while somebody watches."""

_GRACE = 0.1
"""Seconds after its time at which a wake-up has surely been missed."""

_JOB = "wake the desk"


class _Executor(AsyncIOExecutor):  # type: ignore[misc, unused-ignore]  # it has no types
    """APScheduler's, but that a look which the end cancels before it has begun is no crash."""

    def _run_job_error(self, job_id: str, exc: BaseException, traceback: Any = None) -> None:
        if isinstance(exc, asyncio.CancelledError):
            self._run_job_success(job_id, [])
        else:
            super()._run_job_error(job_id, exc, traceback)


class Clock:
    """Now, moved by one offset. `offset_file` is how a demo moves the clock of a running bot.

    It holds a number of seconds, is read at every wake-up, and makes these a moment apart.
    """

    def __init__(self, offset_file: Path | None = None) -> None:
        self.offset = timedelta()
        self._offset_file = offset_file
        self._longest = A_MOMENT if offset_file else LONGEST_SLEEP
        self._scheduler = AsyncIOScheduler(timezone=UTC, executors={"default": _Executor()})
        self._wake: Callable[[], Awaitable[datetime | None]] | None = None
        self._is_awake = False
        self._is_nudged = False
        self._at_the_latest: asyncio.TimerHandle | None = None

    def now(self) -> datetime:
        """The time of this house-world, in UTC."""
        self._read_offset()
        return datetime.now(UTC) + self.offset

    def shifted(self, at: datetime) -> datetime:
        """A time of the outside world as it is in this one."""
        return at + self.offset

    def start(self, wake: Callable[[], Awaitable[datetime | None]]) -> None:
        """Call `wake` now and whenever it asks: it answers with the next time something is due."""
        self._wake = wake
        self._scheduler.start()
        self._plan(None)

    def stop(self) -> None:
        """No wake-up after this one."""
        if self._at_the_latest:
            self._at_the_latest.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def nudge(self) -> None:
        """Something new is due: look again, after the look that may be going on."""
        self._is_nudged = True
        if self._scheduler.running and not self._is_awake:
            self._plan(None)

    async def _tick(self) -> None:
        assert self._wake is not None
        next_due: datetime | None = None
        self._is_awake = self._is_nudged = True
        try:
            while self._is_nudged:
                self._is_nudged = False
                next_due = await self._wake()
        except asyncio.CancelledError:
            # The bot ends. APScheduler would tell it as a crash, above the reason for the end.
            return
        finally:
            self._is_awake = False
            now = self.now()
            self._plan(max(next_due or now + self._longest, now + SHORTEST_SLEEP))

    def _plan(self, due: datetime | None) -> None:
        now = self.now()
        at = now if due is None else min(max(due, now), now + self._longest)
        self._scheduler.add_job(
            self._tick,
            DateTrigger(run_date=at - self.offset),
            id=_JOB,
            replace_existing=True,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._plan_at_the_latest(at - now)

    def _plan_at_the_latest(self, sleep: timedelta) -> None:
        # The scheduler goes by a time of day: set back an hour, it would sleep for an hour more.
        if self._at_the_latest:
            self._at_the_latest.cancel()
        self._at_the_latest = None
        if sleep > timedelta():
            seconds = sleep.total_seconds() + _GRACE
            loop = asyncio.get_running_loop()
            self._at_the_latest = loop.call_later(seconds, self._overslept)

    def _overslept(self) -> None:
        if self._scheduler.running and not self._is_awake:
            self._plan(None)

    def _read_offset(self) -> None:
        if self._offset_file is None:
            return
        try:
            self.offset = timedelta(seconds=float(self._offset_file.read_text().strip()))
        except (OSError, ValueError, OverflowError):
            return  # not written yet, or half-written: the last one stands
