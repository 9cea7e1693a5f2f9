"""A new store in a database of its own, with one house in it; of both kinds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.records import House
from storage.store import Store
from tests.database import make_new, thrown_away, url_of, using
from tests.storage.made_up import a_house


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which database it is on; `only_sqlite` is for what only a file has."""
    with using(request.param) as kind, thrown_away():
        yield kind


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kring.db"


@pytest.fixture
async def store(file: Path, database: str) -> AsyncIterator[Store]:
    await make_new(file)
    opened = await Store.open(url_of(file))
    yield opened
    await opened.close()


@pytest.fixture
async def house(store: Store) -> House:
    async with store.transaction() as tx:
        return await a_house(tx)
