"""Every command line in the pages is one that works: what can run here is run, the rest is read."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot.cli import app
from bot.replay import replay
from bot.transcript import FORMS, read_transcript
from tests.database import compiled_once
from tests.docs.pages import PAGES, ROOT, CommandLine, command_lines, name_of

RUN = {"backup", "check", "export", "poster", "replay"}
"""What is run on a house that lived: each ends by itself, and asks nobody anything."""
READ = {"demo", "init", "move", "run"}
"""What talks to a homeserver, needs a second database, or does not end: it is read, and no more."""
ASKS = {"--help", "--version"}

SHOWN = {
    line: name_of(page)
    for page in PAGES
    for line in command_lines(page.read_text())
    if not re.fullmatch(dict(FORMS)["expects"], str(line))  # said in a `.chat` file
}
for whole in [line for line in SHOWN if not line.is_spoken]:
    SHOWN.pop(replace(whole, is_spoken=True), None)  # held to more, as a line of its own
HOUSE = "The Oak"
LIVED = ROOT / "docs" / "examples" / "from-idea-to-agreement.chat"
CONFIG = """
[matrix]
homeserver = "http://127.0.0.1:9"
user = "@kring:kring.test"
[storage]
url = "sqlite:///{folder}/kring.db"
"""
ANY = "…"


def of(*programs: str) -> list[CommandLine]:
    """The command lines that begin with one of these."""
    return sorted(line for line in SHOWN if line.program in programs)


def test_command_lines_are_found_in_the_pages() -> None:
    """In fences and in sentences, after `&&`, in a timer's line and in a service's."""
    found = {str(line) for line in SHOWN}
    assert {"make demo", "make test", "venv/bin/kring init", "kring check --data"} <= found
    page = (
        "`15 3 * * * cd /srv && venv/bin/kring backup DIR`, `KRING_LONG=1 make test`\n"
        "```ini\nExecStart=/srv/venv/bin/kring run\n```\n"
        "`sudo -u kring venv/bin/kring check`, `/srv/kring/kring`, `kring`\n"
        "```\numask 077; kring export --house 'De Eik' > a.json  # or so\n```\n"
    )
    lines = [line for line in command_lines(page) if line.program in {"kring", "make"}]
    assert [line.words[1:] for line in lines] == [
        ("run",),
        ("export", "--house", "De Eik"),
        ("backup", "DIR"),
        ("test",),
        ("check",),
        (),
    ]


# ------------------------------------------------------------------------------------- kring


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a house that decided something, and the project's files where pages look."""
    folder = tmp_path_factory.mktemp("operator")
    (folder / "store").mkdir(mode=0o700)
    config = folder / "config.toml"
    config.write_text(CONFIG.format(folder=folder))
    config.chmod(0o600)
    for name in ("docs", "bot", "tests"):
        (folder / name).symlink_to(ROOT / name)
    url = f"sqlite:///{folder}/kring.db"
    asyncio.run(replay(read_transcript(LIVED), lambda _at, _who, _what: None, url))
    return folder


def filled_in(line: CommandLine, folder: Path) -> list[str]:
    """The arguments, with a house and paths that are here; what was left out stays out."""
    found: list[str] = []
    for word in line.words[1:]:
        if found[-1:] == ["--house"]:
            found.append(HOUSE)
        elif word.endswith("/config.toml"):
            found.append(str(folder / "config.toml"))
        elif word.startswith("/"):
            found.append(str(folder / word[1:]))
            (folder / word[1:]).parent.mkdir(parents=True, exist_ok=True)
        elif "*" in word:
            matches = sorted(ROOT.glob(word))
            assert matches, f"{word} finds nothing"
            found += map(str, sorted(matches, key=lambda file: file.stat().st_size)[:2])
        elif word != ANY:
            found.append(word)
    return found


def read(arguments: list[str]) -> int:
    """The exit code of the real command line, whose commands do nothing once they are read."""
    group: Any = get_command(app)
    for command in group.commands.values():
        command.callback = lambda **_: None
    with pytest.raises(SystemExit) as ended:
        group.main(arguments, prog_name="kring")
    return int(ended.value.code or 0)


@pytest.mark.parametrize("line", of("kring"), ids=str)
def test_a_kring_command_on_a_page_works(
    line: CommandLine,
    lived: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is run, or read as it would be when it is run; one that is neither has no place here."""
    monkeypatch.chdir(lived)
    arguments = filled_in(line, lived)
    names = [word for word in arguments if not word.startswith("-")]
    is_right = read(arguments) == 0 if names else True
    if ANY in line.words or (line.is_spoken and "Missing" in capsys.readouterr().err):
        # What a command is called, perhaps with some of its options: help names them all.
        told = CliRunner(env={"COLUMNS": "200"}).invoke(app, [names[0], "--help"])
        assert told.exit_code == 0, SHOWN[line]
        assert all(word in told.stdout for word in arguments if word.startswith("-"))
        return
    assert is_right, SHOWN[line]
    if names and names[0] in READ:
        return
    if arguments and not names and arguments[0] not in ASKS:
        # An option of the whole that does something to the machine, such as completion.
        known: Any = get_command(app)
        assert {*arguments} <= {one for option in known.params for one in option.opts}
        return
    assert not names or names[0] in RUN, f"{line} in {SHOWN[line]}: put it in RUN or in READ"
    if names[:1] == ["backup"]:
        # Several pages name it: two backups within a second would have one name.
        shutil.rmtree(arguments[-1], ignore_errors=True)
    with compiled_once():
        result = CliRunner().invoke(app, arguments)
    # Nobody answers at the homeserver's address, which `check` tells with 1; help alone is 0 or 2.
    fine = {0, 1} if names[:1] == ["check"] else {0} if arguments else {0, 2}
    assert result.exit_code in fine, (SHOWN[line], result.output)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.output or Path(arguments[-1]).is_file()


@pytest.mark.parametrize(
    "wrong",
    [["dance"], ["run", "--loudly"], ["init", "now"], ["demo", "--story"], ["--louder", "run"]],
    ids=" ".join,
)
def test_a_command_line_that_is_none_is_seen(wrong: list[str]) -> None:
    """Reading tells right from wrong, so that what is only read is held to something."""
    assert read(wrong) == 2


# -------------------------------------------------------------------------- make, pip, python

TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("line", of("make"), ids=str)
def test_a_make_target_on_a_page_is_in_the_makefile(line: CommandLine) -> None:
    asked = {word for word in line.words[1:] if "=" not in word}
    assert asked <= TARGETS, SHOWN[line]


@cache
def _pip_help(command: str) -> str:
    """What pip tells of one of its commands."""
    asked = [sys.executable, "-m", "pip", command, "--help"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("line", of("pip"), ids=str)
def test_a_pip_command_on_a_page_has_options_and_files_that_exist(line: CommandLine) -> None:
    known = _pip_help(line.words[1])
    options = [word.partition("=")[0] for word in line.words if word.startswith("-")]
    assert all(re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", known) for one in options)
    files = [word for word in line.words[2:] if "/" in word and "://" not in word]
    # From within the clone, or beside it: `kring/locks/run.txt`.
    assert all((ROOT / re.sub(r"^(\./)?kring(/|$)", "", file)).exists() for file in files)


@pytest.mark.parametrize("line", of("python", "python3"), ids=str)
def test_what_python_is_asked_to_run_is_there(line: CommandLine) -> None:
    """A module, or a file of the project."""
    after = line.words[1:]
    if after[:1] == ("-m",):
        assert find_spec(after[1]), SHOWN[line]
    elif after and not after[0].startswith("-"):
        assert (ROOT / after[0]).exists(), SHOWN[line]
