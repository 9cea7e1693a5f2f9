"""Migrations: brings the tables of an older version up to date, without losing a row."""

from __future__ import annotations

from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import OtherVersion


def _configured(folder: str, connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    return config


async def check_version(engine: AsyncEngine) -> None:
    """Look whether the tables are those of this version. Raises OtherVersion."""
    with as_file(files("storage") / "migrations") as folder:
        known = _known(str(folder))
    found = await _found(engine, known)
    if found != known[0]:
        mend = "`kring run` brings it up to date."
        raise OtherVersion(f"The database is of an older version of Kring: {mend}")


def _known(folder: str) -> list[str]:
    """All revisions, the latest first."""
    script = ScriptDirectory.from_config(_configured(folder))
    return [one.revision for one in script.walk_revisions()]


async def _found(engine: AsyncEngine, known: list[str]) -> str | None:
    """The database's own revision, None for a new one. Raises OtherVersion for a newer one."""
    async with engine.connect() as connection:
        found = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    if found is not None and found not in known:
        mend = "install that one, or put back the backup from before it."
        raise OtherVersion(f"The database is of a newer version of Kring ({found}): {mend}")
    return found


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Apply what is missing, up to `revision`, in one transaction. Raises OtherVersion."""
    with as_file(files("storage") / "migrations") as folder:
        await _found(engine, _known(str(folder)))
        async with engine.begin() as connection:
            await connection.run_sync(
                lambda sync: command.upgrade(_configured(str(folder), sync), revision)
            )
