"""One real homeserver for all; and how long Hypothesis looks: long with `KRING_LONG=1`."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from bot.demo.homeserver import Homeserver
from tests.database import compiled_once
from tests.memory import in_memory

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "quick",
    deadline=None,
    max_examples=60,
    stateful_step_count=80,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=_SLOW_IS_FINE,
)
settings.register_profile(
    "long",
    settings.get_profile("quick"),
    max_examples=2_000,
    stateful_step_count=100,
)
settings.load_profile("long" if os.environ.get("KRING_LONG") == "1" else "quick")


@pytest.fixture(scope="session", autouse=True)
def _sql_is_compiled_once() -> Iterator[None]:
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def homeserver() -> Iterator[Homeserver]:
    """A Synapse without rate limits for every test that wants one; it belongs to no event loop.

    What the homeserver writes is for it alone, and waited for by nobody where it can be in memory.
    """
    with TemporaryDirectory(prefix="kring-homeserver-", dir=in_memory()) as folder:
        server = Homeserver(Path(folder))
        asyncio.run(server.start())
        try:
            yield server
        finally:
            asyncio.run(server.stop())


_WAITING = ("tests/demo/", "tests/matrix/", "tests/operator/")
"""Tests that wait for other processes much of the time."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who waits begins, side by side; then what only computes, file by file; then small pieces.

    So nobody waits at the end for who took the last large one.
    """
    items.sort(key=lambda item: (not item.nodeid.startswith(_WAITING), _is_story(item.nodeid)))


def _is_story(nodeid: str) -> bool:
    return nodeid.startswith("tests/conversations/") and nodeid.endswith("]")


def pytest_collection_finish() -> None:
    """Six thousand tests and their modules stay to the end: nobody looks through them meanwhile."""
    gc.collect()
    gc.freeze()


_TOGETHER = tuple(
    f"tests/operator/test_{name}.py" for name in ("install", "check", "inspection", "export")
)
"""Of these, what makes once for all its tests what takes seconds to make."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What is in one group goes to one worker, by its name: pytest 9.2 hides marks from xdist."""
    if config.getvalue("dist") != "loadgroup":
        return None
    config.option.loadscopereorder = False  # the order is ours
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped, unused-ignore]

    class Together(LoadScopeScheduling):  # type: ignore[misc, unused-ignore]
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith("tests/page/"):
                return "page"  # a browser is started once
            # The demo is played once for all that looks at it, a conversation once for each.
            if "demo/test_demo.py" in nodeid and "ctrl_c" not in nodeid:
                return "demo"
            if _is_story(nodeid):
                return nodeid.rpartition("[")[2]
            if nodeid.startswith(_WAITING) and not nodeid.startswith(_TOGETHER):
                return nodeid
            # What is made once for a file is not made by every worker, nor is each test sent alone.
            return nodeid.partition("::")[0]

    return Together(config, log)
