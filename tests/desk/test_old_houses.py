"""A house that lived for years waits no longer for an answer than a new one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.codec import decode
from tests.database import only_sqlite
from tests.desk.hall import Home

PROPOSALS = 1200 if os.environ.get("KRING_LONG") == "1" else 150
"""As many are over in the old house: each left some nine facts."""

SAID = (
    "!propose A bench in the garden",
    "!consent P{}",
    "!show P{}",
    "!proposals",
    "!roles",
    "!who",
)


async def _reads(home: Home, number: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many stored facts each command takes up, once the process has seen the house."""
    await home.say("alice", "!propose A lamp in the stairwell")
    await home.say("bob", "!proposals")
    read: list[str] = []

    def counting(kind: str, body: dict[str, Any]) -> Any:
        read.append(kind)
        return decode(kind, body)

    found = {}
    with monkeypatch.context() as patch:
        patch.setattr("storage.house_book.decode", counting)
        for said in SAID:
            read.clear()
            await home.say("bob", said.format(number))
            found[said] = len(read)
    return found


async def _live(home: Home) -> None:
    """One agreement, from its proposal to its beginning."""
    await home.move_in("alice", "bob", "carol", "dan")
    await home.say("alice", "!quick Soup on Friday")
    for who in ("alice", "bob", "carol", "dan"):
        await home.say(who, "!consent P1")
    await home.go(timedelta(days=3))


def _grow_old(file: Path) -> None:
    """What was agreed once was agreed many times."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(
            "SELECT house_id, kind, at, source, body FROM facts WHERE subject = 'P1' ORDER BY id"
        ).fetchall()
        assert len(rows) >= 8
        for number in range(2, PROPOSALS + 2):
            for house, kind, at, source, body in rows:
                for name in ("number", "agreement"):
                    body = body.replace(f'"{name}": 1', f'"{name}": {number}')  # noqa: PLW2901
                connection.execute(
                    "INSERT INTO facts (house_id, subject, kind, at, source, body)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (house, f"P{number}", kind, at, source, body),
                )
            connection.execute(
                "INSERT INTO due SELECT house_id, ?, at FROM due WHERE subject = 'P1'",
                (f"P{number}",),
            )
        numbers = (PROPOSALS + 1, PROPOSALS + 1)
        connection.execute("UPDATE houses SET last_proposal = ?, last_agreement = ?", numbers)
        connection.commit()


@only_sqlite
async def test_no_command_reads_what_was_over_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a command reads does not grow with the years."""
    async with Home(tmp_path / "new.db").opened() as new, Home(tmp_path / "old.db").opened() as old:
        await _live(new)
        await _live(old)
        _grow_old(old.file)
        first = await _reads(new, 2, monkeypatch)
        assert await _reads(old, PROPOSALS + 2, monkeypatch) == first
        assert max(first.values()) < 20
        assert await old.unsound() == []


async def test_a_new_process_remembers_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A restart reads everything anew."""
    await home.say("alice", "!propose A lamp in the stairwell")
    await home.say("alice", "!proposals")
    assert home.store._shelf.facts > 0
    await home.restart()
    assert home.store._shelf.facts == 0
