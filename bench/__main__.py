"""All that is measured, in one run (`make bench`); or some of it: `python -m bench desk growth`.

What takes too long for every run is measured when it is named: `python -m bench houses`.
Exits with 1 when something misses its limit; the other parts run all the same.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from bench import report
from bench.running import about, run

PARTS = (
    *("desk", "growth", "monday", "memory", "start", "checkup", "hardening", "rotation"),
    *("latency", "catchup", "joined"),
)
"""In this order; each is a module here, with `async def measure(progress) -> list[Found]`."""

ON_REQUEST = ("houses",)
"""Parts that take too long to be in every run."""

INTO = Path("build")


def main() -> int:
    """Run what is asked for; without a name, everything."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=140)
    wanted = sys.argv[1:] or PARTS
    parts = (*PARTS, *ON_REQUEST)
    if unknown := [part for part in wanted if part not in parts]:
        console.print(f"There is no part {unknown[0]}. There are: {', '.join(parts)}.")
        return 2
    ran = []
    for number, part in enumerate(wanted, 1):
        console.rule(f"{number}/{len(wanted)} {part}", align="left", style="dim")
        console.print(about(part), style="dim", highlight=False)
        ran.append(run(part))
    console.rule(style="dim")
    report.show(console, ran)
    report.write(INTO, ran)
    return 0 if all(one.is_met for one in ran) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
