"""A folder with a configuration, and no environment but the test's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.operator.stand_in import StandIn, standing_in

RIGHT = """
[matrix]
homeserver = "https://matrix.kring.test"
user = "@kring:kring.test"
"""

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("KRING_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a configuration; what is right of [matrix] is there already."""

    def writing(more: str = "", *, text: str = RIGHT) -> Path:
        file = tmp_path / "config.toml"
        file.write_text(text + more)
        return file

    return writing


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """A homeserver of this test's own, that answers as it is told to."""
    with standing_in() as made:
        yield made


@pytest.fixture(scope="module")
def answering() -> Iterator[StandIn]:
    """A homeserver that answers, to tests that look at something else."""
    with standing_in() as made:
        yield made
