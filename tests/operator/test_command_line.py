"""The command line: quick, with help, and with an exit code that says who must mend what."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from storage.store import Store
from tests.operator.conftest import Write

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
COMMANDS = ("run", "init", "check", "backup", "replay", "export", "demo")
SLOW = (
    *("nio", "sqlmodel", "sqlalchemy", "alembic", "pydantic", "aiohttp", "apscheduler", "babel"),
    "structlog",
)

kring = CliRunner(env={"COLUMNS": "120", "NO_COLOR": "1"})


def _fresh(code: str, *arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
    )


def test_help_names_every_command() -> None:
    """With a sentence each."""
    result = kring.invoke(app, ["--help"])
    assert result.exit_code == 0
    assert all(f" {command} " in result.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    """Without doing anything."""
    result = kring.invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"kring {command}" in result.stdout


def test_help_is_quick() -> None:
    """A new process that shows help loads no library of chat, database or log."""
    code = (
        "import sys\n"
        "from bot.cli import main\n"
        "sys.argv = ['kring', '--help']\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        f"    print('LOADED', [name for name in {SLOW!r} if name in sys.modules])\n"
    )
    assert _fresh(code).stdout.splitlines()[-1] == "LOADED []"


def test_the_version_is_that_of_the_package() -> None:
    """As it is installed; by a process that loads nothing slow for it."""
    told = kring.invoke(app, ["--version"])
    assert told.exit_code == 0
    assert told.stdout == f"kring {version('kring')}\n"
    assert version("kring") == PROJECT["version"]


def _kring_on_the_path(folder: Path) -> dict[str, str]:
    program = folder / "kring"
    program.write_text(f"#!{sys.executable}\nfrom bot.cli import main\nmain()\n")
    program.chmod(0o700)
    return {"PATH": f"{folder}:/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(folder)}


BASH = """
source <(_KRING_COMPLETE=source_bash kring)
for typed in "e" "export --fo"; do
  COMP_WORDS=(kring $typed); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
  _kring_completion kring
  echo "$typed: ${COMPREPLY[@]}"
done
"""


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here")
def test_a_shell_completes_commands_and_options(tmp_path: Path) -> None:
    """In a real bash, with the script that `kring` gives it."""
    done = subprocess.run(
        ["bash", "-c", BASH],
        env=_kring_on_the_path(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "e: export",
        "export --fo: --format",
    ]


def test_completion_is_offered() -> None:
    """`kring --install-completion` puts it into the shell that one is in."""
    told = kring.invoke(app, ["--help"]).stdout
    assert "--install-completion" in told
    assert "--show-completion" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["run", "--loudly"],
        ["replay"],
        ["export"],
        ["export", "--house", "De Eik", "--format", "pdf"],
        ["replay", "a.chat", "b.chat", "--json"],
        ["replay", "nowhere.chat"],
    ],
)
def test_a_wrong_command_line_ends_with_two(arguments: list[str]) -> None:
    """And says so on standard error, with nothing on standard output."""
    result = kring.invoke(app, arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr
    assert "Traceback" not in result.stderr


def test_without_a_command_there_is_help() -> None:
    """Who types `kring` wants to know what it does."""
    result = kring.invoke(app, [])
    assert "propose" not in result.output
    assert "demo" in result.output


@pytest.mark.parametrize("command", [["run"], ["check"], ["export", "--house", "De Eik"]])
def test_a_wrong_configuration_ends_with_two_and_all_its_faults(
    write: Write, command: list[str]
) -> None:
    """On standard error, a line each with the key and the mend; nothing is begun."""
    file = write("[service]\nlog_level = 'loud'\n[house]\ntalk_hours = 1000", text="")
    result = kring.invoke(app, [*command, "--config", str(file)])
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "[service] log_level",
        "[house] talk_hours",
        "[matrix] homeserver",
        "[matrix] user",
    ]
    assert all(" — " in line for line in lines)
    assert sorted(path.name for path in file.parent.iterdir()) == ["config.toml"]


@pytest.mark.parametrize(
    ("version", "told"),
    [(None, "The database is damaged."), ("9999", "newer version of Kring (9999)")],
)
def test_a_database_that_cannot_be_used_ends_a_start_with_a_word(
    write: Write, version: str | None, told: str
) -> None:
    """And the mend, with exit code 1, before anybody is asked anything; not with a traceback."""
    file = write()
    database = file.parent / "kring.db"
    if version is None:
        database.write_bytes(b"not a database " * 100)
    else:
        asyncio.run(_made(database))
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
            connection.commit()
    before = database.read_bytes()
    code = "import sys; from bot.cli import main; sys.argv[0] = 'kring'; main()"
    result = _fresh(code, "run", "--config", str(file))
    assert result.returncode == 1
    assert told in result.stderr
    assert "backup" in result.stderr
    assert "Traceback" not in result.stderr
    assert database.read_bytes() == before


async def _made(database: Path) -> None:
    await (await Store.open(f"sqlite:///{database}")).close()


def test_the_exit_code_is_that_of_the_process(tmp_path: Path) -> None:
    """As a service manager sees it."""
    code = "import sys; from bot.cli import main; sys.argv[0] = 'kring'; main()"
    result = _fresh(code, "run", folder=tmp_path)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "config.toml: there is no such file" in result.stderr


@pytest.mark.parametrize("url", ["mysql://localhost/kring", "nonsense", "sqlite:kring.db"])
def test_a_replay_in_another_database_is_refused(tmp_path: Path, url: str) -> None:
    """By name, and without a traceback."""
    story = tmp_path / "a.chat"
    story.write_text('+++\nhouse = "De Eik"\nstart = 2026-11-23T10:00:00\nmembers = ["a"]\n+++\n')
    result = kring.invoke(app, ["replay", str(story), "--db", url])
    assert result.exit_code == 2
    assert "sqlite:///kring.db" in result.stderr


def test_init_never_replaces_a_configuration(write: Write) -> None:
    """It says so, and sees to the login alone; here nobody gives the password."""
    file = write()
    before = file.read_text()
    result = kring.invoke(app, ["init", "--config", str(file)])
    assert result.exit_code == 1
    assert "stays as it is" in " ".join(result.stdout.split())
    assert "KRING_MATRIX__PASSWORD" in result.stderr
    assert file.read_text() == before
