"""One part of the bench, in a process of its own: `python -m bench.running desk build/desk.json`.

So no part pays for what another left in memory, and one that crashes leaves the others alone.
"""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from time import monotonic

import structlog

from bench.measured import Figure, Found, Measured
from bench.progress import Progress

LAST_WAIT = 30.0
"""Seconds that a part has to end what it started, when it is broken off."""

_KINDS: dict[str, type[Found]] = {kind.__name__: kind for kind in (Measured, Figure)}


@dataclass(frozen=True)
class Ran:
    """What came of a part."""

    part: str
    found: Sequence[Found]
    seconds: float
    is_whole: bool
    """Whether it came to its end."""

    @property
    def is_met(self) -> bool:
        """Whether it came to its end, and all of it is within its limits."""
        return self.is_whole and all(one.is_met for one in self.found)


def about(part: str) -> str:
    """What a part measures, in a line."""
    return (import_module(f"bench.{part}").__doc__ or "").partition("\n")[0]


def run(part: str) -> Ran:
    """Run it to its end, on this terminal."""
    began = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "found.json"
        command = [sys.executable, "-m", "bench.running", part, str(file)]
        ended = _ended(command)
        is_whole = ended == 0 and file.exists()
        found = _read(file.read_text()) if is_whole else []
    return Ran(part, found, monotonic() - began, is_whole and bool(found))


def _ended(command: Sequence[str]) -> int:
    """Run it to its end; who breaks it off waits until it put away what it started."""
    process = subprocess.Popen(command)  # noqa: S603
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait(LAST_WAIT)  # Ctrl-C is for all processes of a terminal: it ends by itself
        raise
    finally:
        process.kill()


def main() -> None:
    """Measure, and write down what was found."""
    part, file = sys.argv[1:]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    progress = Progress()
    with progress.shown():
        found = asyncio.run(import_module(f"bench.{part}").measure(progress))
    Path(file).write_text(_written(found))


def _written(found: Sequence[Found]) -> str:
    return json.dumps([[type(one).__name__, asdict(one)] for one in found])


def _read(text: str) -> list[Found]:
    return [_KINDS[kind](**values) for kind, values in json.loads(text)]


if __name__ == "__main__":
    main()
