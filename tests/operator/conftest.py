"""A folder with a configuration, and no environment but the test's own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

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
