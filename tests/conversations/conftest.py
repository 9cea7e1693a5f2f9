"""Each story is played once each way, by one process, for all tests that look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversations.played import Stage


@pytest.fixture(scope="session")
def stage() -> Stage:
    """What came of every story."""
    return Stage()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one story go to one process, when there are several."""
    for item in items:
        file = getattr(item, "callspec", None) and item.callspec.params.get("file")  # type: ignore[attr-defined]
        if isinstance(file, Path):
            item.add_marker(pytest.mark.xdist_group(file.stem))
