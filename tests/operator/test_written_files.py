"""`kring export` in every form: on standard output, or in a file that its owner alone can read."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.config import read_config
from bot.exporting import exported
from bot.files import file_name
from governance.outcomes import ExportForm
from governance.settings import Settings
from storage.records import House
from tests.desk.hall import Home
from tests.operator.conftest import Write

kring = CliRunner()

ROOT = Path(__file__).parents[2]
FORMS = ("json", "md", "csv", "ics")
ENDINGS = {"csv": "zip"}
BEGINS = {"json": b'{\n  "schema": 1', "md": b"# What De Eik", "csv": b"PK", "ics": b"BEGIN:VCAL"}
AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

of_every_form = pytest.mark.parametrize("form", FORMS)


@pytest.fixture
def config(write: Write) -> Path:
    """The configuration of a bot with one house."""
    file = write()

    async def live() -> None:
        async with Home(file.parent / "kring.db").opened() as home:
            await home.move_in("alice", "bob")
            await home.say("alice", "!quick Soup & brood op maandag")

    asyncio.run(live())
    return file


def _command(config: Path, form: str, *more: str) -> list[str]:
    return ["export", "--house", "De Eik", "--format", form, "--config", str(config), *more]


@of_every_form
def test_without_a_file_it_is_printed(config: Path, form: str) -> None:
    """As it is, byte for byte, and nothing else."""
    result = kring.invoke(app, _command(config, form))
    assert result.exit_code == 0, result.stderr
    assert result.stdout_bytes.startswith(BEGINS[form])
    assert result.stderr == ""


@of_every_form
def test_it_goes_into_a_file_that_its_owner_alone_can_read(config: Path, form: str) -> None:
    """Whatever the umask; the path is told. What was there is replaced whole."""
    file = config.parent / "out"
    before = os.umask(0)
    try:
        for _ in range(2):
            result = kring.invoke(app, _command(config, form, "-o", str(file)))
            assert (result.exit_code, result.stdout) == (0, f"{file}\n"), result.stderr
            assert file.read_bytes().startswith(BEGINS[form])
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
    finally:
        os.umask(before)
    assert sorted(one.name for one in config.parent.glob("*out*")) == ["out"]


@of_every_form
def test_in_a_folder_it_has_the_name_of_the_house_and_the_day(config: Path, form: str) -> None:
    """So that one can see what it is, and of when."""
    folder = config.parent / "files"
    folder.mkdir()
    result = kring.invoke(app, _command(config, form, "--output", str(folder)))
    assert result.exit_code == 0
    (file,) = folder.iterdir()
    today = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
    assert file.name == f"de-eik-{today}.{ENDINGS.get(form, form)}"


def test_where_it_cannot_be_written_it_says_so(config: Path) -> None:
    """And leaves nothing behind."""
    file = config.parent / "nowhere" / "house.md"
    result = kring.invoke(app, _command(config, "md", "-o", str(file)))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.strip() == f"{file}: No such file or directory"
    assert not file.parent.exists()


def test_a_zip_is_not_thrown_at_a_terminal(config: Path) -> None:
    """It would be signs that mean nothing: what to do instead is told, and the exit code is 2."""
    ours, theirs = pty.openpty()
    ran = subprocess.run(
        [sys.executable, "-m", "bot.cli", *_command(config, "csv")],
        cwd=ROOT,
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
    )
    os.close(theirs)
    os.close(ours)
    assert ran.returncode == 2
    assert ran.stderr.strip().endswith("add -o FILE")
    file = config.parent / "house.zip"
    assert kring.invoke(app, _command(config, "csv", "-o", str(file))).exit_code == 0
    with ZipFile(file) as zipped:
        assert zipped.testzip() is None


def test_a_damaged_history_is_told_in_every_form(config: Path) -> None:
    """Not half a file: which house, and what to do."""
    with closing(sqlite3.connect(config.parent / "kring.db")) as connection, connection:
        connection.execute("DROP TRIGGER facts_no_update")
        connection.execute(
            "UPDATE facts SET body = json_set(body, '$.by', 99) WHERE subject = 'P1'"
        )
    for form in ("json", "md", "csv"):
        file = config.parent / "out"
        result = kring.invoke(app, _command(config, form, "-o", str(file)))
        assert (result.exit_code, result.stdout) == (1, "")
        assert "De Eik cannot be exported (nobody here is member 99)" in result.stderr
        assert not file.exists()


def test_the_same_moment_gives_the_same_bytes(config: Path) -> None:
    """So that two copies can be compared."""
    for form in ExportForm:
        one, two = (
            asyncio.run(exported(read_config(config), "De Eik", form, AT)) for _ in range(2)
        )
        assert one == two


def test_json_and_the_tables_tell_the_same_house(config: Path) -> None:
    """Both read the same database."""
    made = {
        form: kring.invoke(app, _command(config, form)).stdout_bytes for form in ("json", "csv")
    }
    with ZipFile(BytesIO(made["csv"])) as zipped:
        proposals = zipped.read("proposals.csv").decode("utf-8-sig").splitlines()
    assert len(proposals) == 1 + len(json.loads(made["json"])["proposals"]) == 2


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("De Eik", "de-eik"),
        ("Huize Zonnebloem / 2e étage", "huize-zonnebloem-2e-etage"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con"),
        ("🌻🌻", "kring"),
        ("", "kring"),
        ("بيت", "بيت"),
        ("a" * 300, "a" * 40),
        ("-rf .", "rf"),
    ],
)
def test_any_name_of_a_house_makes_a_name_of_a_file(name: str, safe: str) -> None:
    """Letters and figures with a dash between; never a path, an option or nothing."""
    house = House(1, "!r", name, "en", "Europe/Amsterdam", Settings(), AT, 1, is_gone=False)
    assert file_name(house, ExportForm.MD, AT) == f"{safe}-2026-11-23.md"


def test_the_day_is_that_of_the_house() -> None:
    """After midnight there, it is tomorrow's."""
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    house = House(1, "!r", "De Eik", "nl", "Europe/Amsterdam", Settings(), AT, 1, is_gone=False)
    assert file_name(house, ExportForm.CSV, late) == "de-eik-2026-11-24.zip"
