"""A house with four residents, on a Monday at noon."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import pytest

from tests.database import thrown_away, using
from tests.desk.hall import Home
from tests.memory import in_memory


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder that is gone with the test: what a disk does is looked at elsewhere."""
    with TemporaryDirectory(prefix="kring-desk-", dir=in_memory()) as folder:
        yield Path(folder)


_ONE_IN = {"test_one_transaction": 1, "test_two_houses": 4, "test_forgetting": 4, "test_outbox": 4}
_OTHERS = 24
"""Of the tests in a file, one in so many runs on PostgreSQL as well; in a long run all do."""

_COSTLY = ("test_any_life", "test_attempts")
"""Very many tries in each: in a long run alone."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that names no database is on SQLite, and some are on both."""
    names_one = any("database" in str(mark.args[:1]) for mark in metafunc.definition.iter_markers())
    if names_one or "KRING_DATABASE" in os.environ:
        return
    module = metafunc.module.__name__.rpartition(".")[2]
    in_so_many = _ONE_IN.get(module, _OTHERS)
    is_costly = module.startswith(_COSTLY)
    name = f"{module}::{metafunc.function.__name__}"
    is_chosen = not is_costly and crc32(name.encode()) % in_so_many == 0
    if is_chosen or os.environ.get("KRING_LONG") == "1":
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True, scope="module")


@pytest.fixture(scope="module", autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which database it is on, where a test says so: see `tests/database.py`."""
    kind = getattr(request, "param", os.environ.get("KRING_DATABASE", "sqlite"))
    with using(kind), thrown_away():
        yield kind


@pytest.fixture(autouse=True)
def _nothing_stays(database: str) -> Iterator[None]:
    with thrown_away():
        yield


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with Home(tmp_path / "kring.db").opened() as opened:
        await opened.move_in("alice", "bob", "carol", "dan")
        yield opened
