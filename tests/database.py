"""New databases for tests whose subject is not how a database is made; of both kinds.

A test names its database by a file. On PostgreSQL there is nothing in it but an address.
`KRING_DATABASE=postgresql` runs any test of the desk there that asks for no kind of its own.
"""

from __future__ import annotations

import os
import shutil
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
from tests.postgres import server

_new: list[bytes] = []
_ELSEWHERE = b"postgresql://"
_TABLES = (
    "SELECT tablename FROM pg_tables "
    "WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
)
_ROWS = "SELECT * FROM {} ORDER BY 1, 2"


_kind = [os.environ.get("KRING_DATABASE", "sqlite")]
_elsewhere: list[str] = []

on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""For what has to be so whatever the database."""
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
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
            name: [dict(row) for row in server().run(_ROWS.format(name), url=url)]
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


def do(file: Path, statement: str) -> None:
    """Change something past everything that writes for us."""
    if is_on_postgresql(file):
        server().run(statement, url=url_of(file))
        return
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


@contextmanager
def using(kind: str) -> Iterator[str]:
    """Databases are of this kind meanwhile."""
    before = _kind[0]
    _kind[0] = kind
    try:
        yield kind
    finally:
        _kind[0] = before


@contextmanager
def thrown_away() -> Iterator[None]:
    """What is made meanwhile nobody needs after; a folder is cleared by who made it."""
    before = len(_elsewhere)
    try:
        yield
    finally:
        while len(_elsewhere) > before:
            server().drop(_elsewhere.pop())


def make_empty(file: Path) -> None:
    """A database without tables."""
    if _kind[0] == "postgresql":
        note_elsewhere(file, server().new_database(is_empty=True))


def copy(file: Path, to: Path) -> None:
    """A copy of a database that nobody has open."""
    if is_on_postgresql(file):
        note_elsewhere(to, server().copy(url_of(file)))
    else:
        shutil.copy(file, to)


def note_elsewhere(file: Path, url: str) -> None:
    file.write_text(url)
    _elsewhere.append(url)


async def make_new(file: Path) -> None:
    """The same as `Store.open` would make: the migrations run once in a process."""
    if _kind[0] == "postgresql":
        note_elsewhere(file, server().new_database())
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
