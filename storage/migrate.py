"""Migrations: brings the tables of an older version up to date, without losing a row."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import OtherVersion, database_of


async def check_version(engine: AsyncEngine) -> None:
    """Look whether the tables are those of this version. Raises OtherVersion."""
    with as_file(files("storage") / "migrations") as folder:
        known = _known(str(folder))
    if await _found(engine, known) != known[0]:
        mend = "`kring run` brings it up to date."
        raise OtherVersion(f"The database is of an older version of Kring: {mend}")


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Apply what is missing, up to `revision`, in one transaction. Raises OtherVersion."""
    with as_file(files("storage") / "migrations") as folder:
        known = _known(str(folder))
        if await _found(engine, known) == known[0] and revision == "head":
            return  # as at nearly every start: reading all migrations would take far longer
        async with engine.begin() as connection:
            await database_of(engine).begin_migration(connection)
            await connection.run_sync(_upgrade, str(folder), revision)


def _upgrade(connection: Connection, folder: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@cache
def _known(folder: str) -> tuple[str, ...]:
    """All revisions, the latest first."""
    return tuple(one.revision for one in ScriptDirectory(folder).walk_revisions())


async def _found(engine: AsyncEngine, known: tuple[str, ...]) -> str | None:
    """The database's own revision, None for a new one. Raises OtherVersion for a newer one."""
    async with engine.connect() as connection:
        found = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    if found is not None and found not in known:
        mend = "install that one, or put back the backup from before it."
        raise OtherVersion(f"The database is of a newer version of Kring ({found}): {mend}")
    return found
