"""The database's engine: how it is opened, and what every transaction on it promises."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.driver import Driver

WAITS_FOR_THE_DISK = "waits_for_the_disk"
"""An option of a connection: whether its commit does (it does unless this is False)."""


class UnknownDatabase(ValueError):
    """The address names a database that Kring cannot use."""


class OtherVersion(Exception):
    """The tables are not those of this version of Kring."""


def open_engine(url: str, *, to_read: bool = False) -> AsyncEngine:
    """An engine for `sqlite:///file` or `sqlite://` (in memory); the driver is our choice.

    A new SQLite file is readable by its owner alone. `to_read`: it changes nothing and holds up
    nobody; every transaction sees one moment. Raises UnknownDatabase.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise UnknownDatabase(f"{url!r} is no address: use sqlite:///kring.db") from None
    if address.get_backend_name() != "sqlite":
        raise UnknownDatabase(f"{address.get_backend_name()}: use sqlite:///kring.db")
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


async def is_journal_wiped(engine: AsyncEngine) -> bool:
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
    # SQLite takes it for a connection, and only between two transactions.
    waits = connection.get_execution_options().get(WAITS_FOR_THE_DISK, True)
    if connection.info.get(WAITS_FOR_THE_DISK, True) is not waits:
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if waits else 'NORMAL'}")
        connection.info[WAITS_FOR_THE_DISK] = waits
    # A transaction that will write says so at once: no deadlock half-way.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_to_read(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
