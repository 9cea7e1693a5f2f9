"""New databases for tests whose subject is not how a database is made; of both kinds.

A test names its database by a file. On PostgreSQL there is nothing in it but an address.
`KRING_DATABASE=postgresql` runs any test of the desk there that asks for no kind of its own.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import postgres, sqlite
from storage.store import Store
from tests.postgres import new_database, server

_new: list[bytes] = []
_ELSEWHERE = b"postgresql://"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


USUAL = os.environ.get("KRING_DATABASE", "sqlite")
"""The kind of database that tests get which do not say."""


only_sqlite = pytest.mark.parametrize("database", ["sqlite"])
"""For what there is in a file alone, or was before there was another kind."""


def url_of(file: Path) -> str:
    """The address of the database that a test names so."""
    if not file.exists():
        return f"sqlite:///{file}"
    with file.open("rb") as content:
        is_elsewhere = content.read(len(_ELSEWHERE)) == _ELSEWHERE
    return file.read_text() if is_elsewhere else f"sqlite:///{file}"


def rows_of(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, seen past everything that reads them for us."""
    url = url_of(file)
    if is_on_postgresql(file):
        tables = server().run(_TABLES, url=url)
        return {
            name: [dict(row) for row in server().run(f'SELECT * FROM "{name}"', url=url)]
            for (name,) in tables
        }
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
            for (name,) in names.fetchall()
        }


def is_on_postgresql(file: Path) -> bool:
    """Which kind it is."""
    return not url_of(file).startswith("sqlite")


def throw_away(file: Path) -> None:
    """Nobody needs it any more; a folder is cleared by who made it."""
    if is_on_postgresql(file):
        server().drop(url_of(file))


def note_elsewhere(file: Path, url: str) -> None:
    """The database that a test names so is there."""
    file.write_text(url)


async def make_new(file: Path, kind: str = USUAL) -> None:
    """The same as `Store.open` would make: the migrations run once in a process."""
    if kind == "postgresql":
        note_elsewhere(file, new_database())
        return
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
    with pytest.MonkeyPatch.context() as patch:
        for kind in (sqlite, postgres):
            patch.setattr(kind, "create_async_engine", _sharing())
        yield


def _sharing() -> Callable[..., AsyncEngine]:
    first: list[AsyncEngine] = []
    compiled: dict[Any, Any] = {}

    def create(*args: Any, **options: Any) -> AsyncEngine:
        made = create_async_engine(*args, execution_options={"compiled_cache": compiled}, **options)
        first[1:] = [] if first else [made]
        made.sync_engine.dialect = first[0].sync_engine.dialect  # what was compiled is found by it
        return made

    return create
