"""SQLite: one file, one writer at a time; see `driver.py` for where its statements run."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Table, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.driver import Driver

_GUARD = "facts_no_update"
"""The trigger that lets nobody change a fact."""


class Sqlite:
    """The database of one modest server: nothing to install, nothing to look after."""

    name = "sqlite"
    at_once = 1
    keepers = frozenset({"facts_no_update", "facts_no_delete", "facts_no_replace"})

    def open(self, address: URL, *, to_read: bool) -> AsyncEngine:
        """An engine on a file, or in memory. A new file is readable by its owner alone."""
        if address.database and address.database != ":memory:" and not to_read:
            _make_private(Path(address.database))
        engine = create_async_engine(
            address.set(drivername="sqlite+aiosqlite"),
            module=Driver(),
            hide_parameters=True,  # what people wrote stays out of tracebacks and logs
        )
        event.listen(engine.sync_engine, "connect", _prepare_to_read if to_read else _prepare)
        event.listen(engine.sync_engine, "begin", _begin_to_read if to_read else _begin)
        return engine

    def insert(self, table: Table) -> Any:
        """SQLite's own."""
        return insert(table)

    async def begin_migration(self, connection: AsyncConnection) -> None:
        """Whoever has begun is alone."""

    async def is_wiped(self, engine: AsyncEngine) -> bool:
        """Bring the journal into the file and empty it; False: somebody reads, or it could not be.

        The pages there are from before something was taken away. Nobody is made to wait for it.
        """
        try:
            async with engine.connect() as connection:
                raw = (await connection.get_raw_connection()).driver_connection
                assert raw is not None
                # In the thread: it writes to the disk.
                async with raw.execute("PRAGMA wal_checkpoint(TRUNCATE)") as found:
                    is_busy, *_ = await found.fetchone()
        except (sqlite3.Error, DBAPIError):
            return False  # what was to be written down is; this is tried again
        return not is_busy

    @asynccontextmanager
    async def unguarded(self, connection: AsyncConnection) -> AsyncIterator[None]:
        """The guard is taken away, and put back as it was."""
        ((guard,),) = await connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (_GUARD,)
        )
        await connection.exec_driver_sql(f"DROP TRIGGER {_GUARD}")
        yield
        await connection.exec_driver_sql(str(guard))

    async def unsound(self, connection: AsyncConnection) -> list[str]:
        """What SQLite finds wrong with the file itself."""
        found = await connection.exec_driver_sql("PRAGMA integrity_check")
        return [str(line) for (line,) in found if line != "ok"]

    async def dangling(self, connection: AsyncConnection) -> dict[tuple[str, str], int]:
        """SQLite looks for them where it is asked to."""
        found: dict[tuple[str, str], int] = {}
        rows = await connection.exec_driver_sql("PRAGMA foreign_key_check")
        for row in rows.mappings():
            pair = row["table"], row["parent"]
            found[pair] = found.get(pair, 0) + 1
        return found

    async def missing_facts(self, connection: AsyncConnection) -> int:
        """They are numbered without a gap."""
        found = await connection.exec_driver_sql(
            "SELECT count(*) AS count, max(id) AS last FROM facts"
        )
        row = found.mappings().one()
        return int((row["last"] or 0) - row["count"])

    async def triggers(self, connection: AsyncConnection) -> set[str]:
        """Those of all tables."""
        found = await connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        return {str(name) for (name,) in found}


SQLITE = Sqlite()


def _make_private(file: Path) -> None:
    for folder in reversed(file.parents):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions of its own; `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is wiped is gone from the file too
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_to_read(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("query_only=ON",):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Any) -> None:
    # A transaction that will write says so at once: no deadlock half-way.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_to_read(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
