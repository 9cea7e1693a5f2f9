"""A new version, and back to the old one: as docs/operating.md says, with a backup between."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from typer.testing import CliRunner

import storage
from bot.cli import app
from storage import migrate
from storage.engine import OtherVersion, open_engine
from storage.store import Store
from tests.desk.hall import DAY, Home
from tests.operator.conftest import RIGHT, Write
from tests.operator.stand_in import StandIn

kring = CliRunner()


def _revisions() -> list[str]:
    """From the first to the latest."""
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    return [revision.revision for revision in script.walk_revisions()][::-1]


async def _lived(file: Path) -> None:
    async with Home(file).opened() as home:
        await home.move_in("alice", "bob", "carol")
        await home.say("alice", "!quick A bench")
        for who in ("bob", "carol"):
            await home.say(who, "!consent P1")
        await home.go(2 * DAY)


async def _tables_of(file: Path, revision: str) -> None:
    engine = open_engine(f"sqlite:///{file}")
    await migrate.upgrade(engine, revision)
    await engine.dispose()


def _all_rows(file: Path) -> dict[str, list[dict[str, Any]]]:
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        names = [row["name"] for row in found if not row["name"].startswith("sqlite_")]
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            for name in names
        }


@pytest.fixture
def config(write: Write, tmp_path: Path, answering: StandIn) -> Path:
    """A bot with a house, as the version before this one left it."""
    now, old = tmp_path / "now.db", tmp_path / "kring.db"
    asyncio.run(_lived(now))
    asyncio.run(_tables_of(old, _revisions()[-2]))
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("ATTACH ? AS now", (str(now),))
        for table in _all_rows(old).keys() - {"alembic_version"}:
            columns = [row[1] for row in connection.execute(f'PRAGMA main.table_info("{table}")')]
            there = [row[1] for row in connection.execute(f'PRAGMA now.table_info("{table}")')]
            both = ", ".join(f'"{name}"' for name in columns if name in there)
            connection.execute(f'DELETE FROM main."{table}"')
            connection.execute(
                f'INSERT INTO main."{table}" ({both}) SELECT {both} FROM now."{table}"'
            )
        connection.commit()
    for made in tmp_path.glob("now.db*"):
        made.unlink()
    (tmp_path / "store").mkdir(mode=0o700)
    return write(text=RIGHT.replace("https://matrix.kring.test", answering.url))


def _checked(config: Path) -> list[str]:
    result = kring.invoke(app, ["check", "--data", "--config", str(config)])
    return result.stdout.splitlines()


async def _start(database: Path) -> None:
    """What a start of the new version does to the tables."""
    await (await Store.open(f"sqlite:///{database}")).close()


async def _old_version_opens(database: Path, known: list[str]) -> None:
    """What the version before did at its start: it knew all tables but the latest."""
    engine = open_engine(f"sqlite:///{database}")
    try:
        await migrate._found(engine, tuple(known))
    finally:
        await engine.dispose()


def test_an_upgrade_and_the_way_back(config: Path, tmp_path: Path) -> None:
    """Backup, new version, all is there; the old version refuses; the backup, and it does not."""
    database, revisions = tmp_path / "kring.db", _revisions()
    before = _all_rows(database)
    assert len(before["facts"]) > 5
    assert any("older version of Kring: `kring run` bri" in line for line in _checked(config))

    taken = kring.invoke(app, ["backup", str(tmp_path / "backups"), "--config", str(config)])
    assert taken.exit_code == 0, taken.output
    backup = Path(taken.stdout.strip())

    asyncio.run(_start(database))
    after = _all_rows(database)
    assert [row["version_num"] for row in after["alembic_version"]] == revisions[-1:]
    assert [row["id"] for row in after["facts"]] == [row["id"] for row in before["facts"]]
    assert any("1 proposal(s)" in line and line.startswith("ok ") for line in _checked(config))

    with pytest.raises(OtherVersion, match=r"newer version .+ put back the backup"):
        asyncio.run(_old_version_opens(database, revisions[:-1]))

    broken = tmp_path / "broken"
    broken.mkdir()
    for file in tmp_path.glob("kring.db*"):
        file.rename(broken / file.name)
    shutil.copy2(backup / "kring.db", tmp_path)
    assert _all_rows(database) == before
    asyncio.run(_old_version_opens(database, revisions[:-1]))


def test_a_backup_changes_nothing_in_an_older_database(config: Path, tmp_path: Path) -> None:
    """Also when the new version takes it: what is put back is for the old one."""
    database = tmp_path / "kring.db"
    before = _all_rows(database)
    taken = kring.invoke(app, ["backup", str(tmp_path / "backups"), "--config", str(config)])
    assert taken.exit_code == 0, taken.output
    assert _all_rows(database) == _all_rows(Path(taken.stdout.strip()) / "kring.db") == before
