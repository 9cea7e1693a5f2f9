"""`kring` with a note of when it passes what: `python -m bench.traced FILE run --config …`.

The product knows nothing of this: what is noted is wrapped from here. Times are those of
`perf_counter`, which all processes of one machine share.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from bot import cli
from bot.desk import Desk
from bot.matrix import sender
from bot.matrix.batch import Reader
from bot.matrix.client import Client
from bot.matrix.sender import MatrixRoom
from bot.matrix.sync import SyncLoop
from bot.outbox import Outbox
from storage.store import Store
from storage.transaction import Transaction


def trace(file: Path) -> None:
    """From now on each step is a line in `file`: the time, and what was passed."""
    out = file.open("a", buffering=1)

    def note(what: str) -> None:
        out.write(f"{perf_counter():.6f} {what}\n")

    _around(note, SyncLoop, "_sync", "the answer is taken in")
    _around(note, SyncLoop, "_keep", "keys are kept")
    _around(note, Reader, "read", "the answer is read")
    _around(note, Desk, "hear", "the desk hears")
    _around(note, Desk, "tick", "a tick")
    _around(note, Outbox, "_begin", "a letter is begun")
    _around(note, MatrixRoom, "send", "a letter is sent")
    _around(note, sender, "share_key", "the key is shared")
    _at_requests(note)
    _at_transactions(note)


def _at_requests(note: Callable[[str], None]) -> None:
    usual = Client.send

    async def send(self: Any, method: str, path: str, *args: Any, **options: Any) -> Any:
        words = path.partition("?")[0].split("/")
        name = f"{method} {'send' if 'send' in words else words[-1]}"
        note(f"> {name}")
        try:
            return await usual(self, method, path, *args, **options)
        finally:
            note(f"< {name}")

    Client.send = send  # type: ignore[method-assign]


def _at_transactions(note: Callable[[str], None]) -> None:
    usual = Store.transaction

    @asynccontextmanager
    async def transaction(self: Store, **how: Any) -> AsyncIterator[Transaction]:
        note("> a transaction")
        async with usual(self, **how) as tx:
            note("its turn came")
            yield tx
            note("> a commit")
        note("< a transaction")

    Store.transaction = transaction  # type: ignore[method-assign]


def _around(note: Callable[[str], None], kind: Any, name: str, told: str) -> None:
    usual = getattr(kind, name)

    @functools.wraps(usual)
    async def noted(*args: Any, **options: Any) -> Any:
        note(f"> {told}")
        try:
            return await usual(*args, **options)
        finally:
            note(f"< {told}")

    setattr(kind, name, noted)


if __name__ == "__main__":
    trace(Path(sys.argv.pop(1)))
    cli.main()
