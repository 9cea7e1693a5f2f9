"""Migrations: brings the tables of an older version up to date, without losing a row."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine


@cache
def _newest(folder: str) -> tuple[str, ...]:
    return tuple(ScriptDirectory(folder).get_heads())


def _upgrade(connection: Connection, folder: str, revision: str) -> None:
    current = MigrationContext.configure(connection).get_current_heads()
    if revision == "head" and current == _newest(folder):
        return  # as at nearly every start: reading all migrations would take far longer
    config = Config()
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Apply what is missing, up to `revision`, in one transaction."""
    with as_file(files("storage") / "migrations") as folder:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, str(folder), revision)
