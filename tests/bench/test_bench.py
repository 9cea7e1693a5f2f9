"""The bench says what it found, and a limit that is missed cannot be overlooked."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from rich.console import Console

import bench.__main__ as everything
from bench import report
from bench.many import HERE, copy_houses, first_house, lived
from bench.measured import Figure, Found, Measured, Samples, in_turns
from bench.running import Ran
from tests.desk.hall import DAY, Home

ROOT = Path(__file__).parents[2]
FAST = Measured("fast", 1.1, 1.0, "ms", 40, 1.2)
SLOW = Measured("slow", 1.3, 1.0, "ms", 40, 1.2)
MUCH = Figure("much", 7.0, "MB", 1, 5.0)
TOLD = Figure("told", 7.0, "MB", 1)


@pytest.mark.parametrize("found", [SLOW, MUCH, Measured("no number", float("nan"), 1, "s", 1, 2)])
def test_what_is_beyond_its_limit_is_missed(found: Found) -> None:
    """So is what is no number at all."""
    assert not found.is_met
    assert not Ran("part", [FAST, found], 1.0, is_whole=True).is_met


@pytest.mark.parametrize("found", [FAST, TOLD])
def test_what_is_within_it_or_has_none_is_well(found: Found) -> None:
    """A figure may be told only."""
    assert found.is_met


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (Ran("one", [FAST, TOLD], 1.0, is_whole=True), 0),
        (Ran("one", [SLOW], 1.0, is_whole=True), 1),
        (Ran("one", [], 1.0, is_whole=False), 1),
    ],
)
def test_the_run_ends_with_it_and_the_other_parts_run_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    part: Ran,
    code: int,
) -> None:
    """A limit that is missed, and a part that broke, are told at the end."""
    fine = Ran("other", [FAST], 1.0, is_whole=True)
    monkeypatch.setattr(everything, "PARTS", ("one", "other"))
    monkeypatch.setattr(everything, "INTO", tmp_path)
    monkeypatch.setattr(everything, "about", str)
    monkeypatch.setattr(everything, "run", {"one": part, "other": fine}.__getitem__)
    monkeypatch.setattr("sys.argv", ["bench"])
    assert everything.main() == code
    told = capsys.readouterr().out
    assert "other" in told
    assert ("missed" in told or "did not come to its end" in told) == (code == 1)
    written = json.loads((tmp_path / "bench.json").read_text())
    assert [row["name"] for row in written["ratios"]][-1] == "fast"
    assert (tmp_path / "bench.md").exists()


def test_what_is_written_holds_what_is_asked_of_it() -> None:
    """Name, ratio, limit, the two medians, and how many."""
    (row,) = report.as_json([Ran("desk", [SLOW], 1.0, is_whole=True)])["ratios"]
    asked = {name: row[name] for name in ("name", "ratio", "limit", "ours", "theirs", "n")}
    assert asked == {"name": "slow", "ratio": 1.3, "limit": 1.2, "ours": 1.3, "theirs": 1, "n": 40}
    console = Console(width=140, record=True, force_terminal=True)
    report.show(console, [Ran("desk", [FAST, SLOW], 1.0, is_whole=True)])
    shown = console.export_text(styles=True).splitlines()
    assert ["\x1b[31m" in line for line in shown if "fast" in line or "slow" in line] == [
        False,
        True,
    ]


async def test_both_take_turns_and_who_goes_first_alternates() -> None:
    """So a machine that is busy for a while slows both; the first few do not count."""
    went: list[str] = []

    async def ours() -> float:
        went.append("ours")
        return 3.0 if len(went) > 4 else 1000.0

    async def theirs() -> float:
        went.append("theirs")
        return 2.0

    taken = await in_turns(ours, theirs, 4, lambda: None, warm=2)
    assert taken == Samples([3.0] * 4, [2.0] * 4)
    assert went == ["theirs", "ours", "ours", "theirs"] * 3
    assert taken.measured("both", 2.0, unit="s").ratio == 1.5


@pytest.mark.parametrize("part", everything.PARTS)
def test_every_part_is_there(part: str) -> None:
    """With a sentence that says what it measures."""
    module = import_module(f"bench.{part}")
    assert callable(module.measure)
    assert re.fullmatch(r"[A-Z].*\.", (module.__doc__ or "").partition("\n")[0])


async def test_copies_of_a_house_are_houses(tmp_path: Path) -> None:
    """All in them is their own, and goes on at the desk as it does in the first."""
    file = tmp_path / "houses.db"
    async with first_house(file) as home:
        await lived(home)
        now = home.now
    copy_houses(file, 3, lambda: None)
    async with Home(file, access=HERE).opened() as home:
        home.now = now
        home.numbered_from(1000)
        assert await home.unsound() == []
        before = len(home.hall.sent)
        await home.go(3 * DAY)
        assert await home.unsound() == []
        sent = [one.room.partition("test")[2] for one in home.hall.sent[before:]]
    assert len(sent) >= 18
    assert sent.count("") == sent.count("-2") == sent.count("-3")
