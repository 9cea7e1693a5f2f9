"""In the bot's own process: at which of its steps it kills itself, as a test ordered.

The product knows nothing of this: each step is a function that is wrapped from here, after the
fork and before the bot begins. What is passed is written down in a file that outlives the process,
so that a step is counted over all the bot's lives.
"""

from __future__ import annotations

import asyncio
import functools
import json
import os
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
from alembic.ddl.impl import DefaultImpl

from bot.matrix import cross_signing, session
from bot.matrix.http import MatrixHttp
from bot.matrix.sync import SyncLoop
from storage.store import Store
from storage.transaction import Transaction

DIED = "died at: "
"""Begins the line that tells where it killed itself."""

_TELLING = {
    "hold": "hold",
    "mark_dropped": "drop",
    "mark_handled": "handle",
    "mark_sent": "sent",
    "mark_tried": "tried",
    "merge": "tried",
    "record": "fact",
    "release": "release",
    "set_due": "due",
    "set_position": "position",
}
"""What is written in a transaction, as it is told in the name of a step."""


class Steps:
    """Counts what is passed, and kills this process where it was ordered."""

    def __init__(self, passed: Path, orders: list[tuple[str, int]]) -> None:
        known = passed.read_text().splitlines() if passed.exists() else []
        self._counts = Counter(known)
        self._orders = orders
        self._file = os.open(passed, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def __call__(self, step: str) -> None:
        """Here we are; perhaps no further."""
        self._counts[step] += 1
        os.write(self._file, f"{step}\n".encode())
        if any(step == where and self._counts[step] >= number for where, number in self._orders):
            os.write(self._file, f"{DIED}{step}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)


def lie_in_wait(order: str) -> None:
    """Wrap every step; `order` is JSON: the file of what was passed, and where to die."""
    known = json.loads(order)
    _wrap(Steps(Path(known["passed"]), [(where, number) for where, number in known["orders"]]))


def lie_in_wait_for(file: str) -> None:
    """Wrap every step; whenever the file holds a signal and a step, that happens there, once.

    The step is a pattern: what else a commit holds depends on what else is heard with it.
    """
    order = Path(file)

    def step(name: str) -> None:
        if not order.exists():
            return
        sign, _, where = order.read_text().partition(" ")
        if re.match(where, name):
            order.unlink()
            os.kill(os.getpid(), int(sign))

    _wrap(step)


def _wrap(step: Callable[[str], None]) -> None:
    _at_transactions(step)
    _at_requests(step)
    _at_the_answer(step)
    _at_the_crypto_store(step)
    _at_files(step)
    _around(step, DefaultImpl, "_exec", "a statement of a migration")


def _at_transactions(step: Callable[[str], None]) -> None:
    written: dict[int, set[str]] = {}
    for name, told in _TELLING.items():
        _note(name, told, written)
    usual = Store.transaction

    @asynccontextmanager
    async def transaction(self: Store, **how: Any) -> AsyncIterator[Transaction]:
        step("before a transaction begins")
        async with usual(self, **how) as tx:
            step("after a transaction begins")
            known = written[id(tx)] = set()
            try:
                yield tx
                what = "+".join(sorted(known)) or "nothing"
                step(f"before a commit of {what}")
            finally:
                del written[id(tx)]
        step(f"after a commit of {what}")

    Store.transaction = transaction  # type: ignore[method-assign]


def _note(name: str, told: str, written: dict[int, set[str]]) -> None:
    usual = getattr(Transaction, name)

    @functools.wraps(usual)
    async def noted(self: Transaction, *args: Any, **options: Any) -> Any:
        done = await usual(self, *args, **options)
        written[id(self)].add(told)
        return done

    setattr(Transaction, name, noted)


def _at_requests(step: Callable[[str], None]) -> None:
    """Before the homeserver is asked, and after it took it but before that is known here."""
    usual, usual_call = nio.AsyncClient.send, MatrixHttp.call

    async def send(self: Any, method: str, path: str, *args: Any, **options: Any) -> Any:
        name = _request(method, path)
        step(f"before {name}")
        answer = await usual(self, method, path, *args, **options)
        step(f"after {name}")
        return answer

    async def call(self: MatrixHttp, method: str, path: str, body: Any = None) -> dict[str, Any]:
        name = _request(method, path)
        step(f"before {name}")
        answer = await usual_call(self, method, path, body)
        step(f"after {name}")
        return answer

    nio.AsyncClient.send = send
    MatrixHttp.call = call  # type: ignore[method-assign]


def _request(method: str, path: str) -> str:
    words = path.partition("?")[0].split("/")
    if "send" in words:
        return f"{method} send {words[words.index('send') + 1]}"
    if "state" in words:
        return f"{method} state {words[words.index('state') + 1]}"
    known = [word for word in words if re.fullmatch(r"[a-z_A-Z]+", word)]
    return f"{method} {'/'.join(known[-2:])}"


def _at_the_answer(step: Callable[[str], None]) -> None:
    """From the answer to a sync to its being handled."""
    _around(step, nio.AsyncClient, "_handle_sync", "an answer to a sync is taken in")
    _around(step, SyncLoop, "_keep", "the keys of an answer are kept")
    _around(step, SyncLoop, "_handle", "an answer is handled")


def _at_the_crypto_store(step: Callable[[str], None]) -> None:
    _around(step, nio.crypto.Olm, "handle_to_device_event", "a device's message is opened")
    _around(step, nio.crypto.Olm, "decrypt_megolm_event", "a message is decrypted")
    for name in (
        "save_account",
        "save_session",
        "save_inbound_group_session",
        "save_device_keys",
        "save_encrypted_rooms",
    ):
        _around(step, nio.store.SqliteStore, name, f"nio's {name}")


def _at_files(step: Callable[[str], None]) -> None:
    usual = session.write_private

    def write_private(file: Path, content: dict[str, Any]) -> None:
        step(f"before {file.name} is written")
        usual(file, content)
        step(f"after {file.name} is written")

    session.write_private = write_private
    cross_signing.write_private = write_private  # type: ignore[attr-defined]


def _around(step: Callable[[str], None], kind: Any, name: str, told: str) -> None:
    usual = getattr(kind, name)

    @functools.wraps(usual)
    async def awaited(*args: Any, **options: Any) -> Any:
        step(f"before {told}")
        done = await usual(*args, **options)
        step(f"after {told}")
        return done

    @functools.wraps(usual)
    def called(*args: Any, **options: Any) -> Any:
        step(f"before {told}")
        done = usual(*args, **options)
        step(f"after {told}")
        return done

    setattr(kind, name, awaited if asyncio.iscoroutinefunction(usual) else called)
