"""Migrations: brings the tables of an older version up to date, without losing a row."""

from __future__ import annotations

from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine


def _configured(folder: str, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    return config


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Apply what is missing, up to `revision`, in one transaction."""
    with as_file(files("storage") / "migrations") as folder:
        async with engine.begin() as connection:
            await connection.run_sync(
                lambda sync: command.upgrade(_configured(str(folder), sync), revision)
            )
