"""The list of dependencies is the one that is installed: no more, no less."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PARTS = {
    "What the bot needs": ("run", PROJECT["dependencies"]),
    "What the demo needs": ("demo", PROJECT["optional-dependencies"]["demo"]),
    "What only developers need": ("dev", PROJECT["optional-dependencies"]["dev"]),
}
COPYLEFT = ("GPL",)


def _rows(part: str) -> list[list[str]]:
    page = (ROOT / "docs" / "dependencies.md").read_text()
    section = page.partition(f"## {part}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:1] == "|"]
    return rows[2:]


def _all(name: str, key: str) -> list[str]:
    """What a package that is installed tells of itself."""
    return metadata(name).get_all(key) or []


def _named(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found
    return found[0]


@pytest.mark.parametrize("part", PARTS)
def test_every_direct_dependency_is_listed(part: str) -> None:
    """In its part, in the order of pyproject.toml, with all four columns filled."""
    _, wanted = PARTS[part]
    rows = _rows(part)
    assert [row[0] for row in rows] == [_named(one) for one in wanted]
    assert all(len(row) == 4 and all(cell.strip() for cell in row) for row in rows)


@pytest.mark.parametrize("part", PARTS)
def test_every_direct_dependency_is_locked_with_its_hash(part: str) -> None:
    """What pip installs is what was locked."""
    lock, wanted = PARTS[part]
    text = (ROOT / "locks" / f"{lock}.txt").read_text().lower()
    for name in (re.sub(r"[-_.]+", "-", _named(one)) for one in wanted):
        pattern = rf"^{re.escape(name.lower())}(\[\w+\])?==\S+( ;.*)? \\\n    --hash=sha256:"
        assert re.search(pattern, text, flags=re.MULTILINE), name


def test_the_licences_are_those_that_the_packages_tell() -> None:
    """As far as they tell; and nothing under a stricter licence than ours goes to who runs it."""
    for name, _, licence, _ in _rows("What the bot needs"):
        words = " ".join(
            [
                *(one[:60] for key in ("License-Expression", "License") for one in _all(name, key)),
                *(one for one in _all(name, "Classifier") if "License" in one),
            ]
        )
        first = re.split(r"[-, ]", licence)[0]
        known = {"ISC": "Internet Systems", "Apache": "Ap", "PSF": "Python Software"}
        assert first in words or known.get(first, first) in words, (name, licence, words)
        assert not any(strict in licence for strict in COPYLEFT)
