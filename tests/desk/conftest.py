"""A house with four residents, on a Monday at noon."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.desk.hall import Home


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with Home(tmp_path / "kring.db").opened() as opened:
        await opened.move_in("alice", "bob", "carol", "dan")
        yield opened
