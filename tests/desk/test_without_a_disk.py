"""Disk full, read-only, locked, out of files: nothing half-written, a word in the log, and on."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.outbox import Outbox
from bot.room import Message
from storage import driver
from storage.trouble import trouble_of
from tests.desk.hall import DAY, ROOM, SECOND, Home

ROOT = Path(__file__).parents[2]
AT = ("@kring:kring.test", "s42")
PRIVATE = "the lamp in the stairwell has a secret"

Tables: TypeAlias = dict[str, list[dict[str, Any]]]
Broken: TypeAlias = Callable[[Home], contextlib.AbstractAsyncContextManager[None]]


async def _pragma(home: Home, words: str) -> int:
    """On the one connection that the store uses."""
    async with home.store._engine.connect() as connection:
        result = await connection.exec_driver_sql(f"PRAGMA {words}")
        found = result.first() if result.returns_rows else None
    return int(found[0]) if found else 0


@asynccontextmanager
async def _full(home: Home) -> AsyncIterator[None]:
    """Not one page more."""
    pages = await _pragma(home, "page_count")
    assert await _pragma(home, f"max_page_count={pages}") == pages
    yield
    await _pragma(home, "max_page_count=1000000")


@asynccontextmanager
async def _read_only(home: Home) -> AsyncIterator[None]:
    await _pragma(home, "query_only=ON")
    yield
    # Nothing can begin to write, this pragma neither: the connection is replaced.
    await home.store._engine.dispose()


@asynccontextmanager
async def _locked(home: Home) -> AsyncIterator[None]:
    with (
        pytest.MonkeyPatch.context() as patch,
        closing(sqlite3.connect(home.file, isolation_level=None)) as other,
    ):
        patch.setattr(driver, "PATIENCE", 0.05)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


WAYS: dict[str, tuple[Broken, str]] = {
    "full": (_full, "disk is full"),
    "read-only": (_read_only, "may not be written"),
    "locked": (_locked, "Another program"),
}


@pytest.mark.parametrize(("broken", "said"), WAYS.values(), ids=WAYS)
async def test_a_message_is_recorded_whole_or_waits(home: Home, broken: Broken, said: str) -> None:
    """It is not handled, and the position does not move; once the cause is gone it is, once."""
    async with broken(home):
        message, before, fault = await _until_it_is_refused(home)
        assert home.tables() == before
    trouble = trouble_of(fault)
    assert trouble is not None
    assert said in trouble.what
    assert PRIVATE not in str(fault)
    number = len(_of_kind(home, "Proposed")) + 1
    await home.hear(message, position=("@kring", "last"))
    await home.hear(message, position=("@kring", "last"))
    assert (await home.proposal(number)).version.text == message.text.removeprefix("!propose ")
    assert len(_of_kind(home, "Proposed")) == number
    assert len([one for one in home.hall.said() if message.text[9:] in one]) == 1


async def _until_it_is_refused(home: Home) -> tuple[Message, Tables, OperationalError]:
    """A full disk takes what fits on the pages it has."""
    for number in range(200):
        message = home.message("alice", f"!propose {PRIVATE} {number} {'and more ' * 20}".strip())
        before = home.tables()
        try:
            await home.desk.hear(message, position=("@kring", f"s{number}"))
        except OperationalError as fault:
            return message, before, fault
    raise AssertionError("it was never refused")


def _of_kind(home: Home, kind: str) -> list[dict[str, Any]]:
    return [row for row in home.tables()["facts"] if row["kind"] == kind]


@pytest.mark.parametrize(("broken", "said"), WAYS.values(), ids=WAYS)
async def test_what_is_due_waits_too(home: Home, broken: Broken, said: str) -> None:
    """No due time is lost or pushed away, and nothing happens twice."""
    for who in ("alice", "bob", "carol"):
        await home.say(who, f"!quick {'Quiet hours. ' * 20}")
    async with broken(home):
        await _until_it_is_refused(home)
        home.now += 2 * DAY
        with pytest.raises(OperationalError) as fault:
            await home.desk.tick(home.now)
        assert said in getattr(trouble_of(fault.value), "what", "")
        due = [row["subject"] for row in home.tables()["due"] if row["subject"] == "P3"]
        assert due == ["P3"]
    await home.go(SECOND)
    extended = [row["subject"] for row in _of_kind(home, "RoundExtended")]
    assert [extended.count(f"P{number}") for number in (1, 2)] == [1, 1]


@contextmanager
def _refusing(home: Home) -> Iterator[list[str]]:
    """The database refuses while the list holds something."""
    refusing = ["now"]
    real = home.store.transaction

    @asynccontextmanager
    async def transaction(*, is_last: bool = True) -> AsyncIterator[Any]:
        if refusing:
            raise OperationalError("BEGIN IMMEDIATE", {}, _sqlite(sqlite3.SQLITE_READONLY))
        async with real() as tx:
            yield tx

    home.store.transaction = transaction  # type: ignore[method-assign]
    try:
        yield refusing
    finally:
        home.store.transaction = real  # type: ignore[method-assign]


def _sqlite(code: int) -> sqlite3.Error:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA query_only=ON")
        with pytest.raises(sqlite3.OperationalError) as fault:
            connection.execute("CREATE TABLE t (x)")
    assert fault.value.sqlite_errorcode == code
    return fault.value


async def test_the_outbox_outlives_a_database_that_cannot_be_used(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, with the mend, and sends what waits when it can be used again."""
    monkeypatch.setattr("bot.outbox.PAUSE_WITHOUT_A_DATABASE", 0.01)
    await home.desk.hear(home.message("alice", "!quick Quiet hours"))
    outbox = Outbox(home.store, home.hall, lambda: home.now)
    with _refusing(home) as refusing, capture_logs() as log:
        running = asyncio.create_task(outbox.run())
        await _until(lambda: len(log) > 2)
        assert not running.done()
        refusing.clear()
        await _until(lambda: any("Quiet hours" in one for one in home.hall.said()))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert {one["event"] for one in log} == {"nothing can be written down"}
    assert "chmod" in log[0]["mend"]
    assert len([one for one in home.hall.said() if "Quiet hours" in one]) == 1


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.01)


async def test_a_letter_that_was_sent_and_not_noted_down_is_said_once(home: Home) -> None:
    """The room has it, the database could not say so: it goes again under the same name."""
    await home.desk.hear(home.message("alice", "!quick Quiet hours"))
    (letter,) = (await home.outbox._waiting(ROOM))[:1]
    real = home.hall.send

    async def sent_on_a_full_disk(*args: Any, **more: Any) -> str:
        reference = await real(*args, **more)
        await _pragma(home, "query_only=ON")
        return reference

    home.hall.send = sent_on_a_full_disk  # type: ignore[method-assign]
    with pytest.raises(OperationalError):
        await home.outbox._send(letter)
    home.hall.send = real  # type: ignore[method-assign]
    await home.store._engine.dispose()
    await home.outbox.drain()
    assert len([one for one in home.hall.sent if one.transaction_id == letter.transaction_id]) == 1
    assert all(row["reference"] for row in home.tables()["outbox"] if row["kind"] == "Say")


async def test_a_damaged_database_acknowledges_nothing(home: Home) -> None:
    """What cannot be read is no crash of one message, to be answered with a number and forgotten.

    It waits, and the log says what to do.
    """
    await home.say("alice", "!quick Quiet hours")
    await home.store.close()
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'facts'"
        (page,) = connection.execute(query).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    whole = home.file.read_bytes()
    home.file.write_bytes(whole[: (page - 1) * size] + b"\xff" * size + whole[page * size :])
    await home.start()
    with pytest.raises(Exception, match="malformed") as fault:
        await home.desk.hear(home.message("bob", "!consent P1"), position=AT)
    trouble = trouble_of(fault.value)
    assert trouble is not None
    assert "damaged" in trouble.what
    assert "kring check --data" in trouble.mend
    with closing(sqlite3.connect(home.file)) as connection:
        assert connection.execute("SELECT * FROM positions").fetchall() == []


CHILD = """
import asyncio, json, os, resource, sys
from pathlib import Path
from tests.desk.hall import Home
from storage import driver
from storage.trouble import trouble_of

def limit(what, soft):
    resource.setrlimit(what, (soft, resource.getrlimit(what)[1]))

async def no_more_files(home):
    await home.store._engine.dispose()
    limit(resource.RLIMIT_NOFILE, len(os.listdir("/proc/self/fd")) - 1)

async def main(file):
    async with Home(file).opened() as home:
        await home.move_in("alice", "bob", "carol")
        message = home.message("alice", "!quick Quiet hours")
        before = len(home.tables()["facts"])
        {limited}
        try:
            await home.desk.hear(message, position=("@kring", "s42"))
            what = "nothing"
        except Exception as fault:
            told = trouble_of(fault)
            what = told.what if told else repr(fault)
        finally:
            {freed}
        after = len(home.tables()["facts"])
        positions = len(home.tables()["positions"])
        await home.hear(message, position=("@kring", "s42"))
        print(json.dumps({{
            "what": what,
            "recorded": after - before,
            "positions": positions,
            "then": (await home.proposal(1)).version.text[:11],
            "moved": len(home.tables()["positions"]),
        }}))

asyncio.run(main(Path(sys.argv[1])))
"""

LIMITS = {
    "no file may grow": (
        "limit(resource.RLIMIT_FSIZE, 1)",
        "limit(resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)",
        "The disk does not take what is written.",
    ),
    "no more open files": (
        "await no_more_files(home)",
        "limit(resource.RLIMIT_NOFILE, 1000)",
        "The database cannot be opened.",
    ),
}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells its open files")
@pytest.mark.parametrize(("limited", "freed", "what"), LIMITS.values(), ids=LIMITS)
def test_the_limits_of_the_system_lose_nothing(
    tmp_path: Path, limited: str, freed: str, what: str
) -> None:
    """In a process of its own: what could not be written comes again, and is recorded then."""
    child = CHILD.format(limited=limited, freed=freed)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(child), str(tmp_path / "kring.db")],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == {
        "what": what,
        "recorded": 0,
        "positions": 0,
        "then": "Quiet hours",
        "moved": 1,
    }
