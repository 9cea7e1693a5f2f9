"""`kring backup`: taken while the bot writes, put back into an empty folder, and all is there."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.matrix.session import RECOVERY_FILE
from storage.copying import BadCopy, copy_database
from tests.operator.conftest import RIGHT, Write
from tests.operator.stand_in import StandIn
from tests.storage.made_up import rows

ROOT = Path(__file__).parents[2]
kring = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})

WRITER = """
import asyncio, sys
from pathlib import Path
from tests.desk.hall import DAY, Home

async def main(file):
    async with Home(file, min_heard=1).opened() as home:
        await home.move_in("alice", "bob", "carol")
        for number in range(1, 10_000):
            event = await home.say("alice", f"!quick Number {number} of very many")
            print(event, flush=True)  # committed
            for who in ("bob", "carol"):
                print(await home.say(who, f"!consent P{number}"), flush=True)

asyncio.run(main(Path(sys.argv[1])))
"""


@contextmanager
def _writing(folder: Path) -> Iterator[Path]:
    """Another process that writes in the database all the while; the file of what it committed."""
    told = folder / "committed"
    with told.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder / "kring.db")],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            stdout=out,
            stderr=subprocess.DEVNULL,
        )
    try:
        _wait_for(told, 10)
        assert process.poll() is None
        yield told
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def _events(told: Path) -> list[str]:
    return [line for line in told.read_text().splitlines() if line.startswith("$event-")]


def _wait_for(told: Path, count: int) -> None:
    end = time.monotonic() + 60
    while len(_events(told)) < count:
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def config(write: Write, tmp_path: Path, answering: StandIn) -> Path:
    """A bot's folder: configuration, login, keys, a homeserver; no database yet."""
    store = tmp_path / "store"
    (store / "crypto").mkdir(parents=True, mode=0o700)
    store.chmod(0o700)
    (store / "session.json").write_text('{"access_token": "x"}')
    (store / "cross_signing.json").write_text('{"master": "y"}')
    (store / "lock").write_text("77\n")
    with closing(sqlite3.connect(store / "crypto" / "keys.db")) as keys:
        keys.execute("CREATE TABLE accounts (id INTEGER)")
        keys.execute("INSERT INTO accounts VALUES (7)")
        keys.commit()
    return write(text=RIGHT.replace("https://matrix.kring.test", answering.url))


def _backed_up(config: Path, into: Path) -> Path:
    result = kring.invoke(app, ["backup", str(into), "--config", str(config)])
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return Path(result.stdout.strip())


def test_a_backup_while_the_bot_writes_holds_all_that_was_committed(
    config: Path, tmp_path: Path
) -> None:
    """Three times, while another process writes: whole, and nothing from before is missing."""
    backups = []
    with _writing(tmp_path) as told:
        for number in range(1, 4):
            _wait_for(told, 10 * number)
            before = set(_events(told))
            backups.append((before, _backed_up(config, tmp_path / "backups" / str(number))))
            _wait_for(told, len(before) + 5)  # nobody was stopped
    for number, (before, backup) in enumerate(backups):
        restored = tmp_path / f"restored-{number}"
        shutil.copytree(backup, restored)
        handled = {event for (event,) in rows(restored / "kring.db", "SELECT event FROM handled")}
        assert before <= handled
        result = kring.invoke(app, ["check", "--data", "--config", str(restored / "config.toml")])
        faults = [line for line in result.stdout.splitlines() if line.startswith("NO")]
        assert all("session.json" in line for line in faults), faults
        assert "agree." in result.stdout
        assert "The file is sound" in result.stdout


def test_a_backup_is_one_folder_that_works_from_where_it_is(config: Path, tmp_path: Path) -> None:
    """Every file by the name it has beside the configuration, the keys as a sound database."""
    with _writing(tmp_path):
        backup = _backed_up(config, tmp_path / "backups")
    assert sorted(str(file.relative_to(backup)) for file in backup.rglob("*")) == [
        "config.toml",
        "kring.db",
        "store",
        "store/cross_signing.json",
        "store/crypto",
        "store/crypto/keys.db",
        "store/session.json",
    ]
    assert rows(backup / "store" / "crypto" / "keys.db", "SELECT id FROM accounts") == [(7,)]
    assert (backup / "config.toml").read_text() == config.read_text()
    assert json.loads((backup / "store" / "session.json").read_text()) == {"access_token": "x"}


def test_a_recovery_key_that_waits_to_be_written_down_is_not_kept(
    config: Path, tmp_path: Path
) -> None:
    """It opens the identity: it belongs elsewhere than the backup of it."""
    _a_database(tmp_path / "kring.db")
    (tmp_path / "store" / RECOVERY_FILE).write_text("{}")
    backup = _backed_up(config, tmp_path / "backups")
    assert (backup / "store" / "session.json").exists()
    assert not (backup / "store" / RECOVERY_FILE).exists()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_backup_is_for_its_owner_alone(config: Path, tmp_path: Path, umask: int) -> None:
    """Whatever the umask, and whatever the modes of what is copied."""
    _a_database(tmp_path / "kring.db")
    for file in (config, tmp_path / "kring.db", tmp_path / "store" / "session.json"):
        file.chmod(0o666)
    old = os.umask(umask)
    try:
        backup = _backed_up(config, tmp_path / "new" / "backups")
    finally:
        os.umask(old)
    for path in (backup, *backup.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def _a_database(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS t (x)")
        connection.commit()


def test_what_lies_elsewhere_is_kept_under_its_name(write: Write, tmp_path: Path) -> None:
    """A configuration may name other folders; the backup is still one folder."""
    elsewhere = tmp_path.with_name(f"{tmp_path.name}-elsewhere")
    (elsewhere / "secrets").mkdir(parents=True)
    (elsewhere / "secrets" / "session.json").write_text("{}")
    _a_database(elsewhere / "houses.db")
    config = write(
        f'store = "{elsewhere}/secrets"\n[storage]\nurl = "sqlite:///{elsewhere}/houses.db"\n'
    )
    backup = _backed_up(config, tmp_path / "backups")
    names = {str(file.relative_to(backup)) for file in backup.rglob("*") if file.is_file()}
    assert names == {"config.toml", "houses.db", "secrets/session.json"}


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(
    config: Path, tmp_path: Path
) -> None:
    """What has its name is whole; and it is said what is wrong, with exit code 1."""
    result = kring.invoke(app, ["backup", str(tmp_path / "b"), "--config", str(config)])
    assert result.exit_code == 1
    assert "nothing to keep yet" in result.stderr
    (tmp_path / "kring.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    result = kring.invoke(app, ["backup", str(tmp_path / "b"), "--config", str(config)])
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert list((tmp_path / "b").iterdir()) == []


def test_a_damaged_database_is_no_backup(tmp_path: Path) -> None:
    """It opens and can be copied, but the copy is looked through."""
    file = tmp_path / "kring.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("CREATE INDEX i ON t (x)")
        connection.executemany("INSERT INTO t VALUES (?)", [(str(n) * 50,) for n in range(999)])
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'i'")
        connection.commit()
    with pytest.raises((BadCopy, sqlite3.DatabaseError)):
        copy_database(file, tmp_path / "copy.db")
