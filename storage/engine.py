"""The database's engine: which kind of database an address means, and how it is opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util.concurrency import await_

from storage.database import Database, UnknownDatabase

_USE = "use sqlite:///kring.db or postgresql://user@host/kring"


__all__ = ["OtherVersion", "UnknownDatabase", "database_of", "name_connections", "open_engine"]


class OtherVersion(Exception):
    """The tables are not those of this version of Kring."""


def open_engine(url: str, *, to_read: bool = False) -> AsyncEngine:
    """An engine for `sqlite:///file` or `postgresql://…`; the driver is our choice.

    `to_read`: it changes nothing and holds up nobody; every transaction sees one moment.
    Raises UnknownDatabase.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        # It may hold a password, so it is not repeated.
        raise UnknownDatabase(f"this is no address of a database: {_USE}") from None
    return _kind(address.get_backend_name()).open(address, to_read=to_read)


def name_connections(engine: AsyncEngine, name: str) -> None:
    """What PostgreSQL calls each connection of this engine: letters, digits, signs."""

    def call(connection: Any, _record: Any) -> None:
        # By the driver itself: within a transaction of SQLAlchemy's it would be rolled back.
        await_(connection._connection.execute(f"SET application_name = '{name}'"))

    event.listen(engine.sync_engine, "connect", call)


def database_of(engine: AsyncEngine) -> Database:
    """Which kind of database it is."""
    return _kind(engine.dialect.name)


def _kind(name: str) -> Database:
    # Who uses one does not wait for the other's driver to be read.
    if name == "sqlite":
        from storage.sqlite import SQLITE

        return SQLITE
    if name in {"postgresql", "postgres"}:
        from storage.postgres import POSTGRES

        return POSTGRES
    raise UnknownDatabase(f"{name}: {_USE}")
