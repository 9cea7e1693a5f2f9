"""`kring poster`: a page in a file, in the place of an earlier one and of nothing else."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.desk.hall import Home
from tests.operator.conftest import Write

kring = CliRunner()

PEOPLE = ("alice", "bob")


@pytest.fixture
def config(write: Write) -> Path:
    """The configuration of a bot that serves two houses of one name, and a third."""
    file = write()

    async def live() -> None:
        async with Home(file.parent / "kring.db").opened() as home:
            await home.move_in(*PEOPLE)
            await home.move_in(*PEOPLE, room="!linde:kring.test", name="De Linde")
            await home.move_in(*PEOPLE, room="!other:kring.test", name="De Linde")
            await home.say("alice", "!quick Soup on Monday")
            await home.vote("bob", "consent")
            await home.go(timedelta(hours=1))

    asyncio.run(live())
    return file


@pytest.fixture
def umask() -> Iterator[None]:
    """As most people have it."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def poster(config: Path, output: str | Path, house: str = "De Eik") -> tuple[int, str, str]:
    command = ["poster", "--config", str(config), "--house", house, "-o", str(output)]
    result = kring.invoke(app, command)
    return result.exit_code, result.stdout, result.stderr.strip()


def test_it_writes_a_page(config: Path, umask: None) -> None:
    """Whole, in a file that everybody may read as the umask says; it says nothing."""
    file = config.parent / "poster.html"
    assert poster(config, file) == (0, "", "")
    html = file.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert html.rstrip().endswith("</html>")
    assert "Soup on Monday" in html
    assert file.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in config.parent.glob(".*")] == []


def test_a_dash_prints_it(config: Path) -> None:
    """The same, to the byte, but for nothing."""
    file = config.parent / "poster.html"
    poster(config, file)
    code, printed, _ = poster(config, "-")
    assert code == 0
    assert printed == file.read_text(encoding="utf-8")
    assert not (config.parent / "-").exists()


def test_a_newer_one_takes_the_place_of_the_one_before(config: Path) -> None:
    """So that it can be made every morning; through a link too."""
    file, link = config.parent / "poster.html", config.parent / "link.html"
    poster(config, file)
    made = file.read_text(encoding="utf-8")
    file.write_text(made.replace("Soup", "Bread"), encoding="utf-8")
    link.symlink_to(file)
    assert poster(config, link)[0] == 0
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == made


@pytest.mark.parametrize("kept", ["<!doctype html>\n<title>Recipes</title>", "x", "kring = 1\n"])
def test_anything_else_stays(config: Path, kept: str) -> None:
    """A slip in the name costs nobody a file."""
    file = config.parent / "mine.html"
    file.write_text(kept)
    code, printed, told = poster(config, file)
    assert (code, printed) == (1, "")
    assert told == f"{file} is there, and is no poster of Kring. Name another file with -o."
    assert file.read_text() == kept


def test_where_nothing_can_be_written_it_says_so(config: Path) -> None:
    """With the reason, and without a trace."""
    for output, why in (
        (config.parent, "Is a directory"),
        (config.parent / "nowhere" / "poster.html", "No such file or directory"),
    ):
        code, printed, told = poster(config, output)
        assert (code, printed) == (1, "")
        assert told == f"{output}: {why}. Nothing was written there."


def test_a_house_it_does_not_know_or_cannot_tell_ends_with_one(config: Path) -> None:
    """As the export does; no file is made."""
    file = config.parent / "poster.html"
    code, _, told = poster(config, file, "De Iep")
    assert (code, told.splitlines()[0]) == (1, "De Iep: no house. Houses:")
    code, _, told = poster(config, file, "De Linde")
    assert code == 1
    assert "more than one house has this name" in told
    assert not file.exists()
    assert poster(config, file, "!other:kring.test")[0] == 0


def test_a_command_that_is_not_whole_ends_with_two(config: Path) -> None:
    """A house and a file are needed, and a configuration that can be read."""
    for words in (["--house", "De Eik"], ["-o", "poster.html"]):
        result = kring.invoke(app, ["poster", "--config", str(config), *words])
        assert (result.exit_code, result.stdout) == (2, "")
    assert poster(config.parent / "none.toml", "-")[0] == 2


def test_it_changes_nothing_in_the_database(config: Path) -> None:
    """Also where a turn would begin by now: that is the bot's to note."""
    database = config.parent / "kring.db"
    before = database.read_bytes()
    assert poster(config, config.parent / "poster.html")[0] == 0
    assert database.read_bytes() == before


def test_the_prefix_of_the_configuration_stands_on_it(write: Write, config: Path) -> None:
    """What is shown can be typed."""
    write('[house]\nprefix = "?"\n')
    _, printed, _ = poster(config, "-")
    assert re.findall(r"<code>(.)poster</code>", printed) == ["?"]
