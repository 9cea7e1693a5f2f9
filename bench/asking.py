"""A program that tells when it first asks the homeserver for news: `… -m bench.asking bot.cli …`.

What it takes to load a program is the same however many rooms there are; what comes after is not.
"""

from __future__ import annotations

import runpy
import sys
from time import perf_counter
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]

ASKS = "first asked at "


def tell_once() -> None:
    """The first sync from now on is told, by `perf_counter`, which all processes share."""
    usual = nio.AsyncClient.sync

    async def sync(self: Any, *args: Any, **options: Any) -> Any:
        nio.AsyncClient.sync = usual
        sys.stdout.write(f"{ASKS}{perf_counter()}\n")
        sys.stdout.flush()
        return await usual(self, *args, **options)

    nio.AsyncClient.sync = sync


if __name__ == "__main__":
    del sys.argv[0]
    tell_once()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
