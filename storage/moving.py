"""All that is in one database, brought into another one: from a SQLite file to PostgreSQL, say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Table, func, insert, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import migrate
from storage.engine import OtherVersion, database_of, open_engine
from storage.tables import METADATA

AT_ONCE = 1_000
"""Rows that are in memory at a time."""

OF_THE_DATABASE = frozenset({"leaders", "logins"})
"""Tables that tell who uses a database: that is true of this one alone."""


class OfAnotherVersion(Exception):
    """The tables that are to come along are not those of this version of Kring."""


class NotEmpty(Exception):
    """There is something in the database already; it stays as it is."""


async def move(source: str, target: str) -> dict[str, int]:
    """Copy every row, with its id, in one transaction; how many there were of each table.

    Nobody may use either meanwhile. Raises OfAnotherVersion, OtherVersion (of the target),
    UnknownDatabase, NotEmpty, and what the databases do: then the target is as it was, but for
    its tables.
    """
    old, new = open_engine(source, to_read=True), open_engine(target)
    try:
        try:
            await migrate.check_version(old)
        except OtherVersion:
            raise OfAnotherVersion from None
        await migrate.upgrade(new)
        async with old.connect() as there, new.begin() as here:
            tables = [one for one in METADATA.sorted_tables if one.name not in OF_THE_DATABASE]
            if any([await _count(here, table) for table in tables]):
                raise NotEmpty("There is something in it already.")
            counts = {table.name: await _copy(there, here, table) for table in tables}
            await _go_on_counting(new, here, tables)
        return counts
    finally:
        await old.dispose()
        await new.dispose()


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def _copy(there: AsyncConnection, here: AsyncConnection, table: Table) -> int:
    """Rows that refer to others of the same table do so when all are there."""
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    count, later = 0, list[dict[str, Any]]()
    async for rows in _some(there, table):
        for row in rows:
            refers = {name: row[name] for name in own if row[name] is not None}
            later += [{"id": row["id"], **refers}] if refers else []
            row.update(dict.fromkeys(refers))
        await here.execute(insert(table), rows)
        count += len(rows)
    for reference in later:
        which = table.c.id == reference.pop("id")
        await here.execute(update(table).where(which).values(reference))
    return count


async def _some(there: AsyncConnection, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    """All rows, some at a time, in the order of their keys."""
    keys = list(table.primary_key.columns)
    after: tuple[Any, ...] | None = None
    while True:
        query = select(table).order_by(*keys).limit(AT_ONCE)
        if after is not None:
            query = query.where(tuple_(*keys) > tuple_(*after))
        rows = [dict(row) for row in (await there.execute(query)).mappings()]
        if not rows:
            return
        yield rows
        after = tuple(rows[-1][key.name] for key in keys)


async def _go_on_counting(engine: AsyncEngine, here: AsyncConnection, tables: list[Table]) -> None:
    """New rows get ids after those that came along; SQLite sees to that by itself."""
    if database_of(engine).name != "postgresql":
        return
    for table in tables:
        if "id" in table.c:
            await here.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"  # noqa: S608
                    f" (SELECT max(id) FROM {table.name}))"
                )
            )
