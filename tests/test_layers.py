"""The rules need nothing but themselves, and no package stands outside the layers."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
GOVERNANCE = sorted((ROOT / "governance").rglob("*.py"))
LAYERS = ["bot", "commands", "storage", "governance"]
DATA_ONLY = {"texts"}
NOT_SHIPPED = {"tests", "bench", "docs", "build", "dist"}

CLOCKS = {"now", "utcnow", "today", "monotonic", "perf_counter", "sleep", "time_ns"}
"""What reads a clock, whatever it is called on."""
WORLD = {"asyncio", "threading", "socket", "subprocess", "sqlite3", "logging", "os", "random"}
"""Parts of the standard library that reach outside, or are not the same twice."""
WAITING = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "the whole path is written"
            yield node.module or ""


def _linter() -> dict[str, Any]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    linter: dict[str, Any] = settings["tool"]["importlinter"]
    return linter


def _packages() -> set[str]:
    found = {path.parent.name for path in ROOT.glob("*/*.py")}
    return {name for name in found if name.isidentifier()} - NOT_SHIPPED


def test_there_are_rules() -> None:
    """So that the tests below look at something."""
    assert len(GOVERNANCE) > 5


@pytest.mark.parametrize("path", GOVERNANCE, ids=_name)
def test_a_rule_imports_only_the_standard_library_and_other_rules(path: Path) -> None:
    """And of the standard library nothing that reaches outside."""
    for module in _imported(ast.parse(path.read_text(encoding="utf-8"))):
        top = module.partition(".")[0]
        assert top == "governance" or top in sys.stdlib_module_names - WORLD, module


@pytest.mark.parametrize("path", GOVERNANCE, ids=_name)
def test_a_rule_never_waits(path: Path) -> None:
    """No `async` and no `await`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [node for node in ast.walk(tree) if isinstance(node, WAITING)] == []


@pytest.mark.parametrize("path", GOVERNANCE, ids=_name)
def test_a_rule_has_no_clock_and_opens_nothing(path: Path) -> None:
    """`now` is an argument."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    read = {func.attr for func in calls if isinstance(func, ast.Attribute)} & CLOCKS
    opened = {func.id for func in calls if isinstance(func, ast.Name)} & {"open", "print", "input"}
    assert read | opened == set()


def test_every_package_stands_in_the_layers() -> None:
    """A new package has to say where it stands."""
    assert _packages() == {*LAYERS} | DATA_ONLY
    assert set(_linter()["root_packages"]) == _packages()


def test_imports_flow_from_the_outside_world_to_the_rules() -> None:
    """The contract names every layer, in their order."""
    contracts = [c for c in _linter()["contracts"] if c["type"] == "layers"]
    assert contracts[0]["layers"] == LAYERS
    assert "containers" not in contracts[0]


def test_inside_the_packages_no_module_is_left_out_of_the_layers() -> None:
    """A new file has to be given its place."""
    inside = [c for c in _linter()["contracts"] if "containers" in c]
    assert [c["containers"] for c in inside] == [["bot"], ["commands"]]
    assert all(c["exhaustive"] for c in inside)


@pytest.mark.parametrize("package", sorted(DATA_ONLY))
def test_texts_hold_data_only(package: str) -> None:
    """Nothing is imported there, and nothing is done."""
    for path in (ROOT / package).rglob("*.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert all(isinstance(node, ast.Expr) for node in body), _name(path)


@pytest.mark.parametrize("path", GOVERNANCE, ids=_name)
def test_a_rules_file_opens_with_its_purpose(path: Path) -> None:
    """One sentence, ended by a full stop or a colon's list."""
    purpose = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert re.match(r"[A-Z].+\.", purpose, re.DOTALL), _name(path)
