"""A house with four residents, on a Monday at noon."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.database import thrown_away, using
from tests.desk.hall import Home
from tests.memory import in_memory


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder that is gone with the test: what a disk does is looked at elsewhere."""
    with TemporaryDirectory(prefix="kring-desk-", dir=in_memory()) as folder:
        yield Path(folder)


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
