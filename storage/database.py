"""What one kind of database does otherwise than another; everything else is the same for all."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from sqlalchemy import URL, Table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class UnknownDatabase(ValueError):
    """The address names a database that Kring cannot use."""


class Database(Protocol):
    """A kind of database. `storage/sqlite.py` and `storage/postgres.py` have one each."""

    name: str
    """As SQLAlchemy calls it."""
    at_once: int
    """How many transactions one process has at the same time; 1: each is alone in it."""
    keepers: frozenset[str]
    """The triggers that let nobody change a fact."""

    def open(self, address: URL, *, to_read: bool) -> AsyncEngine:
        """An engine; `to_read`: it changes nothing, and every transaction sees one moment."""
        ...

    def insert(self, table: Table) -> Any:
        """An insert that knows what to do where there is such a row already."""
        ...

    async def begin_migration(self, connection: AsyncConnection) -> None:
        """From now on nobody else makes other tables of these."""
        ...

    async def is_wiped(self, engine: AsyncEngine) -> bool:
        """Let what was taken away be gone for good; False: not yet, this is tried again."""
        ...

    def unguarded(self, connection: AsyncConnection) -> AbstractAsyncContextManager[None]:
        """The words of facts may be changed meanwhile, in this transaction alone."""
        ...

    async def unsound(self, connection: AsyncConnection) -> list[str]:
        """What the database finds wrong with itself; empty: nothing."""
        ...

    async def dangling(self, connection: AsyncConnection) -> dict[tuple[str, str], int]:
        """How many rows of a table refer to a row of another that is not there."""
        ...

    async def missing_facts(self, connection: AsyncConnection) -> int:
        """How many facts were taken away, as far as their numbers tell."""
        ...

    async def triggers(self, connection: AsyncConnection) -> set[str]:
        """The triggers that are there, and work."""
        ...
