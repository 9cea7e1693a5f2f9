"""The stories are played two at a time: all of them, each also with restarts, take a while."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.conversations.played import Stage

AT_A_TIME = 2


@pytest.fixture(scope="session")
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """Every file that a chosen test asks for."""
    asked = (getattr(item, "callspec", None) for item in request.session.items)
    files = dict.fromkeys(spec.params["file"] for spec in asked if spec and "file" in spec.params)
    workers = ProcessPoolExecutor(AT_A_TIME, mp_context=get_context("spawn"))
    try:
        yield Stage(workers, (file for file in files if isinstance(file, Path)))
    finally:
        workers.shutdown(cancel_futures=True)
