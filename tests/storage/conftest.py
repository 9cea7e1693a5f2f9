"""A new store in a file of its own, with one house in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.records import House
from storage.store import Store
from tests.database import make_new
from tests.storage.made_up import a_house


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kring.db"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[Store]:
    await make_new(file)
    opened = await Store.open(f"sqlite:///{file}")
    yield opened
    await opened.close()


@pytest.fixture
async def house(store: Store) -> House:
    async with store.transaction() as tx:
        return await a_house(tx)
