"""What the bench says at the end: a table on the terminal, and files for machines and for docs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.measured import Figure, Found, Measured
from bench.running import Ran

RATIOS = ("part", "what", "ratio", "limit", "ours", "theirs", "unit", "n", "")
FIGURES = ("part", "what", "figure", "limit", "unit", "n", "")


def show(console: Console, parts: Sequence[Ran]) -> None:
    """One table of ratios, one of figures; what misses its limit is red."""
    for kind, heads in ((Measured, RATIOS), (Figure, FIGURES)):
        table = Table(*heads, box=None, pad_edge=False, header_style="bold")
        for name in ("ratio", "limit", "ours", "theirs", "figure", "n"):
            if name in heads:
                table.columns[heads.index(name)].justify = "right"
        for part, one in _of(parts, kind):
            cells = (*_cells(part, one), "" if one.is_met else "missed")
            table.add_row(*cells, style=None if one.is_met else "red")
        if table.row_count:
            console.print(table, "")
    for ran in parts:
        if not ran.is_whole:
            console.print(f"{ran.part} did not come to its end.", style="red", highlight=False)
    console.print(took(parts), highlight=False)


def took(parts: Sequence[Ran]) -> str:
    """How long it was, in all and for each."""
    each = ", ".join(f"{ran.part} {ran.seconds:.0f} s" for ran in parts)
    return f"{sum(ran.seconds for ran in parts):.0f} s in all: {each}"


def write(folder: Path, parts: Sequence[Ran]) -> None:
    """`bench.json` for machines, and `bench.md`: the same tables as they stand in the docs."""
    folder.mkdir(exist_ok=True)
    (folder / "bench.json").write_text(json.dumps(as_json(parts), indent=1, ensure_ascii=False))
    (folder / "bench.md").write_text(as_markdown(parts))


def as_json(parts: Sequence[Ran]) -> dict[str, Any]:
    """All that was found, and where."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "seconds": {ran.part: round(ran.seconds, 1) for ran in parts},
        "unfinished": [ran.part for ran in parts if not ran.is_whole],
        "ratios": [
            {"part": part, **asdict(one), "ratio": one.ratio, "is_met": one.is_met}
            for part, one in _of(parts, Measured)
            if isinstance(one, Measured)
        ],
        "figures": [
            {"part": part, **asdict(one), "is_met": one.is_met} for part, one in _of(parts, Figure)
        ],
    }


def as_markdown(parts: Sequence[Ran]) -> str:
    """The tables, with what is compared with what."""
    lines = [f"On {machine()}; {took(parts)}.", ""]
    for kind, heads in ((Measured, RATIOS), (Figure, FIGURES)):
        rows = [(*_cells(part, one), one.note) for part, one in _of(parts, kind)]
        if rows:
            table = ((*heads[:-1], "what is compared" if kind is Measured else "how"), *rows)
            lines += ["| " + " | ".join(row) + " |" for row in table]
            lines.insert(-len(rows), "|" + "---|" * len(heads))
            lines.append("")
    return "\n".join(lines)


def machine() -> str:
    """Where it ran."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}"
    )


def _of(parts: Sequence[Ran], kind: type[Found]) -> list[tuple[str, Found]]:
    return [(ran.part, one) for ran in parts for one in ran.found if isinstance(one, kind)]


def _cells(part: str, one: Found) -> tuple[str, ...]:
    limit = "" if one.limit is None else f"≤ {one.limit:g}"
    if isinstance(one, Measured):
        figures = f"{one.ratio:.2f}", limit, number(one.ours), number(one.theirs)
        return part, one.name, *figures, one.unit, str(one.n)
    return part, one.name, number(one.value), limit, one.unit, str(one.n)


def number(value: float) -> str:
    """Three figures that mean something."""
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
