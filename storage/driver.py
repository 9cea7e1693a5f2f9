"""How SQLAlchemy reaches SQLite: at once where nothing has to be waited for, else in a thread.

aiosqlite works in a thread of its own. The way there and back takes longer than SQLite takes for
a statement of ours, and SQLAlchemy goes it four times for each. So statements run where they are
asked for; only what waits goes to the thread: for the disk, or for who else holds the database.
See docs/decisions/0027-where-statements-run.md.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_

PATIENCE = 30.0
"""Seconds that a statement waits in the thread while somebody else holds the database."""


@dataclass(slots=True)
class _Taken:
    """What is left of a cursor whose rows were taken."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1

    def close(self) -> None:
        """It is closed."""


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Executes, takes all rows and closes, all in one."""

    __slots__ = ()

    _awaitable_cursor_close = False

    def _make_new_cursor(self, connection: Any) -> Any:
        return _Taken()

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._run(self._connection._conn.execute, operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._run(self._connection._conn.executemany, operation, seq_of_parameters)

    async def _run(self, execute: Any, operation: Any, parameters: Any) -> None:
        def take() -> sqlite3.Cursor:
            cursor: sqlite3.Cursor = execute(operation, parameters)
            self._rows = deque(cursor.fetchall() if cursor.description else ())
            taken: Any = _Taken(cursor.description, cursor.rowcount, cursor.lastrowid)
            self._cursor = taken
            cursor.close()
            return cursor

        try:
            take()
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            await self._connection._execute(_patiently, self._connection._conn, take)


def _patiently(connection: sqlite3.Connection, take: Callable[[], Any]) -> None:
    """In the thread: wait for who holds the database."""
    connection.execute(f"PRAGMA busy_timeout={round(PATIENCE * 1000)}").close()
    try:
        take()
    finally:
        connection.execute("PRAGMA busy_timeout=0").close()


class _Connection(AsyncAdapt_aiosqlite_connection):
    """Goes to the thread to write down what was changed; where nothing was, there is no need."""

    __slots__ = ("_written",)

    _cursor_cls = _Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._written = 0

    def rollback(self) -> None:
        """Undo what was changed."""
        if self._connection._connection and self._connection.in_transaction:
            super().rollback()
            self._written = self._connection.total_changes

    def commit(self) -> None:
        """Write down what was changed."""
        if not self._connection._connection or not self._connection.in_transaction:
            return
        if self._connection.total_changes == self._written:
            self._connection._conn.commit()
        else:
            super().commit()
            self._written = self._connection.total_changes


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """What an engine takes for its driver."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *args: Any, **options: Any) -> AsyncAdapt_aiosqlite_connection:
        """A new connection, with a thread of its own."""
        ours = {"timeout": 0, "check_same_thread": False}
        connection = aiosqlite.connect(*args, **(options | ours))
        connection._thread.daemon = True  # as SQLAlchemy does
        return _Connection(self, await_(connection))
