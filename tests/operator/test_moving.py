"""A house that was on SQLite goes on, on PostgreSQL: nothing is lost, and it can be lived in."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.matrix.session import lock_store
from storage.tables import METADATA
from tests.database import note_elsewhere, rows_of, thrown_away, url_of
from tests.desk.hall import DAY, Home
from tests.operator.conftest import Write
from tests.postgres import server

kring = CliRunner()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A house of four with an agreement, a proposal, a letter that waits, and a word for later."""

    async def live() -> None:
        async with Home(tmp_path / "kring.db").opened() as home:
            await home.move_in("alice", "bob", "carol", "dan")
            await home.say("alice", "!member add Jan")
            await home.say("alice", "!quick Soup on Friday")
            for who in ("bob", "carol", "dan"):
                await home.say(who, "!consent P1")
            await home.say("bob", "!propose A lamp in the hall")
            await home.go(2 * DAY)
            await home.say("carol", "!object P2 It keeps me awake")

    asyncio.run(live())
    return tmp_path / "kring.db"


def at(url: str) -> str:
    return f'[storage]\nurl = "{url}"\n'


def move(file: Path, config: Path) -> tuple[int, str]:
    ran = kring.invoke(app, ["move", str(file), "--config", str(config)])
    return ran.exit_code, ran.output


def export(config: Path) -> dict[str, Any]:
    ran = kring.invoke(app, ["export", "--house", "De Eik", "--config", str(config)])
    assert ran.exit_code == 0, ran.output
    found: dict[str, Any] = json.loads(ran.stdout)
    return found | {"exported_at": None}


def all_rows(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Each row as text: the two databases write moments and truths otherwise."""
    return {
        name: sorted(rows, key=str)
        for name, rows in rows_of(file).items()
        if name in METADATA.tables and rows
    }


def test_all_rows_come_along_and_the_house_goes_on(
    tmp_path: Path, file: Path, write: Write
) -> None:
    before = export(write(at(f"sqlite:///{file}")))
    with thrown_away():
        url = server().new_database(is_empty=True)
        config = write(at(url))
        code, told = move(file, config)
        assert code == 0, told
        assert "1 houses" in told
        assert "kring check --data" in told
        assert export(config) == before
        moved = tmp_path / "moved"
        note_elsewhere(moved, url)
        here, there = all_rows(file), all_rows(moved)
        assert {name: len(rows) for name, rows in here.items()} == {
            name: len(rows) for name, rows in there.items()
        }
        for name, rows in here.items():
            if "id" in rows[0]:
                assert [row["id"] for row in rows] == [row["id"] for row in there[name]], name
        asyncio.run(_lives_on(moved))


async def _lives_on(moved: Path) -> None:
    """New rows come after those that came along, and what was open goes on."""
    async with Home(moved).opened() as home:
        home.numbered_from(1_000)
        await home.go(3 * DAY)
        await home.say("carol", "!resolved P2")
        await home.say("alice", "!propose Bread on Sunday")
        assert "P3" in " ".join(home.hall.said())
        assert not await home.unsound()


def test_what_is_not_empty_stays_as_it_is(file: Path, write: Write) -> None:
    with thrown_away():
        config = write(at(server().new_database(is_empty=True)))
        assert move(file, config)[0] == 0
        before = export(config)
        code, told = move(file, config)
        assert code == 1
        assert "has something in it already" in told
        assert export(config) == before


def test_a_bot_that_runs_is_not_moved(tmp_path: Path, file: Path, write: Write) -> None:
    with thrown_away(), lock_store(tmp_path / "store"):
        config = write(at(server().new_database(is_empty=True)))
        code, told = move(file, config)
        assert code == 1
        assert "Stop that one first." in told


def test_a_file_of_an_older_version_is_brought_up_to_date_first(file: Path, write: Write) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0011'")
        connection.commit()
    with thrown_away():
        code, told = move(file, write(at(server().new_database(is_empty=True))))
    assert code == 1
    assert f"Start this version once with [storage] url at {file}" in told


def test_what_cannot_be_meant_is_said(tmp_path: Path, file: Path, write: Write) -> None:
    config = write(at(f"sqlite:///{file}"))
    assert "is the database of the configuration itself" in move(file, config)[1]
    assert "There is no file" in move(tmp_path / "nothing.db", config)[1]
    assert url_of(file).startswith("sqlite")
