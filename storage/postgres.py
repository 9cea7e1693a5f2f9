"""PostgreSQL: many transactions at a time; what keeps them in order is in `holding_book.py`."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import URL, Table, event, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

AT_ONCE = 10
"""Transactions of one process at the same time; each has a connection of its own."""

_MIGRATING = 0x6B72696E67  # the letters of kring
"""The number of the lock under which the tables are made."""

_PATIENCE = 10.0
"""Seconds in which a server that is there lets somebody in."""

_SETTINGS = {
    "application_name": "kring",
    "timezone": "UTC",
    "default_transaction_isolation": "read committed",
    "lock_timeout": "30s",  # as long as a statement waits for SQLite
    # A process that stands still in the middle of something must not hold up its successor.
    "idle_in_transaction_session_timeout": "10s",
}
_SETTINGS_TO_READ = _SETTINGS | {
    "default_transaction_isolation": "repeatable read",
    "default_transaction_read_only": "on",
}


class Postgres:
    """The database of many houses: they do not wait for each other."""

    name = "postgresql"
    at_once = AT_ONCE
    keepers = frozenset({"facts_no_update", "facts_no_delete", "facts_no_truncate"})

    def open(self, address: URL, *, to_read: bool) -> AsyncEngine:
        """An engine with a connection for each transaction that goes on."""
        engine = create_async_engine(
            address.set(drivername="postgresql+asyncpg"),
            async_creator=_connecting(address, _SETTINGS_TO_READ if to_read else _SETTINGS),
            hide_parameters=True,  # what people wrote stays out of tracebacks and logs
            pool_size=self.at_once,
            max_overflow=2,  # for what is done beside transactions
        )
        event.listen(engine.sync_engine, "connect", _keep_alive)
        event.listen(engine.sync_engine, "checkout", _look_whether_it_lives)
        return engine

    def insert(self, table: Table) -> Any:
        """PostgreSQL's own."""
        return insert(table)

    async def begin_migration(self, connection: AsyncConnection) -> None:
        """Who comes second waits here, and finds that nothing is missing any more."""
        await connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})

    async def is_wiped(self, engine: AsyncEngine) -> bool:
        """The room of rows from before is given free; False: somebody may still see them."""
        try:
            async with engine.connect() as connection:
                free = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await free.exec_driver_sql("VACUUM")
        except DBAPIError:
            return False  # what was to be written down is; this is tried again
        return True

    @asynccontextmanager
    async def unguarded(self, connection: AsyncConnection) -> AsyncIterator[None]:
        """The guard looks at a setting that is this transaction's alone: nobody else waits."""
        await connection.exec_driver_sql("SET LOCAL kring.rewords = 'on'")
        yield
        await connection.exec_driver_sql("SET LOCAL kring.rewords = 'off'")

    async def unsound(self, connection: AsyncConnection) -> list[str]:
        """Indexes and references that PostgreSQL itself does not rely on."""
        found = await connection.exec_driver_sql(
            "SELECT 'the index ' || indexrelid::regclass FROM pg_index WHERE NOT indisvalid"
            " UNION ALL "
            "SELECT 'the reference ' || conname || ' of ' || conrelid::regclass"
            " FROM pg_constraint WHERE NOT convalidated"
        )
        return [f"{what} is not valid" for (what,) in found]

    async def dangling(self, connection: AsyncConnection) -> dict[tuple[str, str], int]:
        """The server lets nobody make one."""
        return {}

    async def missing_facts(self, connection: AsyncConnection) -> int:
        """What was rolled back has used up numbers too: they tell nothing."""
        return 0

    async def triggers(self, connection: AsyncConnection) -> set[str]:
        """Those that are switched on."""
        found = await connection.exec_driver_sql(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        )
        return {str(name) for (name,) in found}


POSTGRES = Postgres()


class Unreachable(asyncpg.ConnectionFailureError):  # type: ignore[misc, unused-ignore]
    """Nothing answers where the server should be; its state is that of the driver's own."""


def _connecting(address: URL, settings: dict[str, str]) -> Callable[[], Awaitable[Any]]:
    async def connect() -> Any:
        where = {
            "user": address.username,
            "password": address.password,
            "database": address.database,
            "host": address.query.get("host", address.host),
            "port": address.query.get("port", address.port),
        }
        try:
            return await asyncpg.connect(
                **{name: value for name, value in where.items() if value is not None},
                timeout=_PATIENCE,
                server_settings=settings,
            )
        except (OSError, TimeoutError) as fault:
            raise Unreachable(f"no answer ({type(fault).__name__})") from fault

    return connect


def _look_whether_it_lives(connection: Any, _record: Any, _proxy: Any) -> None:
    # The driver hears of the end of a connection at once: there is no need to ask the server.
    if connection._connection.is_closed():
        raise DisconnectionError


def _keep_alive(connection: Any, _record: Any) -> None:
    """A server that is gone without a word is noticed after some twenty seconds."""
    transport = getattr(connection._connection, "_transport", None)
    peer = transport.get_extra_info("socket") if transport else None
    if peer is None or peer.family not in (socket.AF_INET, socket.AF_INET6):
        return
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", 10),
        ("TCP_KEEPINTVL", 3),
        ("TCP_KEEPCNT", 3),
        ("TCP_USER_TIMEOUT", 20_000),
    ):
        if hasattr(socket, name):
            peer.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
