"""New databases for tests whose subject is not how a database is made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import engine
from storage.store import Store

_new: list[bytes] = []


async def make_new(file: Path) -> None:
    """The same file as `Store.open` would make: the migrations run once in a process."""
    if not _new:
        with TemporaryDirectory() as folder:
            made = Path(folder) / "kring.db"
            await (await Store.open(f"sqlite:///{made}")).close()
            _new.append(made.read_bytes())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(_new[0])


@contextmanager
def compiled_once() -> Iterator[None]:
    """Engines share the SQL that SQLAlchemy made of our queries, as all transactions of one do."""
    first: list[AsyncEngine] = []
    compiled: dict[Any, Any] = {}

    def create(*args: Any, **options: Any) -> AsyncEngine:
        made = create_async_engine(*args, execution_options={"compiled_cache": compiled}, **options)
        first[1:] = [] if first else [made]
        made.sync_engine.dialect = first[0].sync_engine.dialect  # what was compiled is found by it
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_async_engine", create)
        yield
