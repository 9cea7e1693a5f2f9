"""The clock: one job that wakes the desk in time, and an offset for the demo."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from pathlib import Path

import pytest
from apscheduler.schedulers import base as scheduling

from bot import clock as module
from bot.clock import LONGEST_SLEEP, Clock

SOON = timedelta(seconds=0.15)
HOUR = timedelta(hours=1)
FAR = timedelta(days=7)


class Sleeper:
    """What is woken: it counts, and says when it wants to be woken next."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.woken: list[datetime] = []
        self.next: Callable[[], datetime | None] = lambda: None
        self.gate = asyncio.Event()
        self.gate.set()
        self.faults: list[Exception] = []

    async def wake(self) -> datetime | None:
        self.woken.append(datetime.now(UTC))
        await self.gate.wait()
        if self.faults:
            raise self.faults.pop()
        return self.next()

    async def until_woken(self, times: int) -> None:
        async with asyncio.timeout(5):
            while len(self.woken) < times:
                await asyncio.sleep(0.005)


@pytest.fixture
async def sleeper(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sleeper]:
    monkeypatch.setattr(module, "SHORTEST_SLEEP", SOON / 3)
    clock = Clock()
    yield Sleeper(clock)
    clock.stop()


def _jobs(clock: Clock) -> list[dict[str, object]]:
    return [job.__getstate__() for job in clock._scheduler.get_jobs()]


async def test_it_wakes_at_the_start(sleeper: Sleeper) -> None:
    """What fell due while the bot was down is done at once."""
    sleeper.clock.start(sleeper.wake)
    await sleeper.until_woken(1)


async def test_it_wakes_when_something_is_due(sleeper: Sleeper) -> None:
    """Not before, and hardly after."""
    due = datetime.now(UTC) + SOON
    sleeper.next = lambda: due if len(sleeper.woken) == 1 else None
    sleeper.clock.start(sleeper.wake)
    await sleeper.until_woken(2)
    assert due <= sleeper.woken[1] < due + timedelta(seconds=3)


async def test_it_wakes_at_least_every_minute(
    monkeypatch: pytest.MonkeyPatch, sleeper: Sleeper
) -> None:
    """Computers sleep and timers drift: nothing far away is trusted."""
    assert timedelta(minutes=1) == LONGEST_SLEEP
    monkeypatch.setattr(module, "LONGEST_SLEEP", SOON)
    often = Sleeper(Clock())
    often.next = lambda: datetime.now(UTC) + FAR
    often.clock.start(often.wake)
    await often.until_woken(3)
    often.clock.stop()


async def test_what_is_overdue_is_looked_at_again_but_not_without_a_pause(
    sleeper: Sleeper,
) -> None:
    """It may have to wait for the homeserver; neither does the clock stop, nor does it race."""
    sleeper.next = lambda: datetime.now(UTC) - FAR
    sleeper.clock.start(sleeper.wake)
    await sleeper.until_woken(4)
    gaps = [b - a for a, b in pairwise(sleeper.woken)]
    assert min(gaps) >= SOON / 4


async def test_there_is_one_job_that_nothing_makes_too_late(sleeper: Sleeper) -> None:
    """However often it is nudged; a computer that slept for a night runs it once."""
    sleeper.next = lambda: datetime.now(UTC) + FAR
    sleeper.clock.start(sleeper.wake)
    await sleeper.until_woken(1)
    for _ in range(3):
        sleeper.clock.nudge()
    (job,) = _jobs(sleeper.clock)
    assert (job["coalesce"], job["misfire_grace_time"], job["max_instances"]) == (True, None, 1)


async def test_a_nudge_wakes_at_once(sleeper: Sleeper) -> None:
    """Something new may be due sooner than what it sleeps for."""
    sleeper.next = lambda: datetime.now(UTC) + FAR
    sleeper.clock.start(sleeper.wake)
    await sleeper.until_woken(1)
    sleeper.clock.nudge()
    await sleeper.until_woken(2)


async def test_a_nudge_while_it_is_awake_is_not_lost(sleeper: Sleeper) -> None:
    """What came too late for this look is found by the next one, right after."""
    sleeper.next = lambda: datetime.now(UTC) + FAR
    sleeper.gate.clear()
    sleeper.clock.start(sleeper.wake)
    await sleeper.until_woken(1)
    sleeper.clock.nudge()
    await asyncio.sleep(0.05)
    sleeper.gate.set()
    await sleeper.until_woken(2)


async def test_two_looks_never_run_at_once(sleeper: Sleeper) -> None:
    """A nudge waits for the look that is going on."""
    sleeper.gate.clear()
    sleeper.clock.start(sleeper.wake)
    await sleeper.until_woken(1)
    sleeper.clock.nudge()
    await asyncio.sleep(0.1)
    assert len(sleeper.woken) == 1


async def test_a_look_that_falls_is_not_the_last(sleeper: Sleeper) -> None:
    """A full disk does not stop the clock."""
    sleeper.faults = [RuntimeError("disk full")]
    sleeper.clock.start(sleeper.wake)
    await sleeper.until_woken(1)
    await asyncio.sleep(0.05)
    assert len(_jobs(sleeper.clock)) == 1
    sleeper.clock.nudge()
    await sleeper.until_woken(2)


async def test_after_its_end_it_wakes_nobody(sleeper: Sleeper) -> None:
    """Also not when a nudge comes late, or when it never began."""
    sleeper.clock.nudge()
    sleeper.clock.stop()
    assert sleeper.woken == []
    sleeper.clock.start(sleeper.wake)
    await sleeper.until_woken(1)
    sleeper.clock.stop()
    sleeper.clock.nudge()
    await asyncio.sleep(0.05)
    assert len(sleeper.woken) == 1


# -- a machine whose clock is set


class Set:
    """What the modules under test take for the time: the machine's, set by somebody."""

    by = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.now(tz) + cls.by


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> type[Set]:
    class Machine(Set):
        pass

    monkeypatch.setattr(module, "datetime", Machine)
    monkeypatch.setattr(scheduling, "datetime", Machine)
    return Machine


@pytest.mark.parametrize("by", [-HOUR, -FAR, HOUR, FAR], ids=["-1h", "-7d", "1h", "7d"])
async def test_a_clock_that_is_set_does_not_stop_it(
    monkeypatch: pytest.MonkeyPatch, machine: type[Set], by: timedelta
) -> None:
    """It goes on looking as often as ever; an hour back is not an hour without a look."""
    monkeypatch.setattr(module, "SHORTEST_SLEEP", SOON / 3)
    monkeypatch.setattr(module, "LONGEST_SLEEP", SOON)
    often = Sleeper(Clock())
    often.next = lambda: machine.now(UTC) + FAR
    often.clock.start(often.wake)
    await often.until_woken(2)
    machine.by = by
    known = len(often.woken)
    await often.until_woken(known + 3)
    often.clock.stop()


@pytest.mark.parametrize("by", [HOUR, FAR], ids=["1h", "7d"])
async def test_a_clock_that_is_set_forward_wakes_once_for_what_is_due(
    monkeypatch: pytest.MonkeyPatch, machine: type[Set], by: timedelta
) -> None:
    """Not once for every minute that was left out."""
    monkeypatch.setattr(module, "LONGEST_SLEEP", SOON * 2)
    one = Sleeper(Clock())
    one.next = lambda: machine.now(UTC) + FAR
    one.clock.start(one.wake)
    await one.until_woken(1)
    machine.by = by
    await one.until_woken(2)
    await asyncio.sleep(SOON.total_seconds())
    assert len(one.woken) == 2
    one.clock.stop()


# -- the offset of a demo


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "offset"


def _is_about(moment: datetime, expected: datetime) -> bool:
    return abs(moment - expected) < timedelta(seconds=5)


def test_the_file_moves_the_time(file: Path) -> None:
    """By a number of seconds, read each time anew; without a file time is time."""
    clock = Clock(file)
    assert _is_about(clock.now(), datetime.now(UTC))
    for seconds in ("86400", "90000.5\n", "-60"):
        file.write_text(seconds)
        assert _is_about(clock.now(), datetime.now(UTC) + timedelta(seconds=float(seconds)))


@pytest.mark.parametrize("half", ["", "\n", "-", "9e", "soon", "nan", "inf", "1e300", "\x00"])
def test_a_half_written_file_is_not_read(file: Path, half: str) -> None:
    """The offset before it stands."""
    clock = Clock(file)
    file.write_text("86400")
    clock.now()
    file.write_text(half)
    assert _is_about(clock.now(), datetime.now(UTC) + timedelta(days=1))


def test_without_a_file_nothing_moves_the_time() -> None:
    """Real houses have real time."""
    assert _is_about(Clock().now(), datetime.now(UTC))
    assert Clock().shifted(datetime(2026, 1, 1, tzinfo=UTC)) == datetime(2026, 1, 1, tzinfo=UTC)


def test_what_the_server_says_is_moved_too(file: Path) -> None:
    """A message of now is a message of the house's now."""
    clock = Clock(file)
    file.write_text("86400")
    clock.now()
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    assert clock.shifted(moment) == moment + timedelta(days=1)


async def test_a_running_bot_notices_that_the_time_was_moved(file: Path) -> None:
    """What is due next week is done within a second or two of a jump by a week."""
    clock = Clock(file)
    sleeper = Sleeper(clock)
    due = clock.now() + FAR
    done: list[datetime] = []

    async def wake() -> datetime | None:
        if clock.now() >= due:
            done.append(datetime.now(UTC))
            return None
        return due

    sleeper.clock.start(wake)
    await asyncio.sleep(0.05)
    assert done == []
    file.write_text(str((FAR + timedelta(seconds=1)).total_seconds()))  # noqa: ASYNC240
    async with asyncio.timeout(5):
        while not done:
            await asyncio.sleep(0.02)
    clock.stop()


async def test_an_end_while_it_wakes_is_no_crash(
    sleeper: Sleeper, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator reads why the bot ended, not that its last wake-up was cut short."""
    sleeper.gate.clear()
    sleeper.clock.start(sleeper.wake)
    await sleeper.until_woken(1)
    sleeper.clock.stop()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.sleep(0.05)
    assert caplog.records == []


async def test_an_end_just_before_it_wakes_is_no_crash(
    sleeper: Sleeper, caplog: pytest.LogCaptureFixture
) -> None:
    """Ctrl-C while a look is planned and has not begun: it does not begin, and nothing is told."""
    sleeper.clock.start(sleeper.wake)
    await sleeper.until_woken(1)
    sleeper.clock.nudge()
    sleeper.clock.stop()
    await asyncio.sleep(0.05)
    assert len(sleeper.woken) == 1
    assert [record.getMessage() for record in caplog.records] == []
