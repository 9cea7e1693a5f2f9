"""A house with four residents, on a Monday at noon."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.desk.hall import Home
from tests.memory import in_memory


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder that is gone with the test: what a disk does is looked at elsewhere."""
    with TemporaryDirectory(prefix="kring-desk-", dir=in_memory()) as folder:
        yield Path(folder)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with Home(tmp_path / "kring.db").opened() as opened:
        await opened.move_in("alice", "bob", "carol", "dan")
        yield opened
