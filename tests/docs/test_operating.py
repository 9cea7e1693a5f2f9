"""The operator's pages: what one sees is what the code says, and the steps name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text()
STEPS = (ROOT / "docs" / "first-bot.md").read_text()
UNIT = (ROOT / "operating" / "kring.service").read_text()

kring = CliRunner(env={"COLUMNS": "120", "NO_COLOR": "1"})


def _symptoms() -> list[str]:
    """The first cells of the table of what one sees."""
    table = PAGE.partition("## When something is wrong\n")[2].partition("\n\n`kring check`")[0]
    return [line.split(" | ")[0].strip("| ") for line in table.splitlines() if line[:2] == "| "][1:]


def _words_of_the_code() -> str:
    """Every string, joined as Python joins them; and all that the bot says."""
    files = [file for folder in ("bot", "storage") for file in (ROOT / folder).rglob("*.py")]
    said = sorted((ROOT / "texts").glob("*.ftl"))
    text = "\n".join(file.read_text() for file in (*sorted(files), *said))
    return re.sub(r'"\s*\n\s*f?"', "", text)


QUOTED = [
    (symptom, part.strip(" :"))
    for symptom in _symptoms()
    for words in re.findall(r"[“`]([^”`]+)[”`]", symptom)
    if not words.startswith(("kring ", "systemctl ", "store/", "NO  De Eik"))
    for part in words.removeprefix("NO ").split("…")
    if part.strip(" :,")
]


def test_there_are_symptoms() -> None:
    """So that the test below looks at something."""
    assert len(_symptoms()) > 20
    assert len(QUOTED) > 15


@pytest.mark.parametrize(("symptom", "words"), QUOTED)
def test_what_one_sees_is_what_the_code_says(symptom: str, words: str) -> None:
    """Word for word: who searches the page for what they read finds it."""
    assert words.strip() in _words_of_the_code(), symptom


@pytest.mark.parametrize("page", [PAGE, STEPS, (ROOT / "README.md").read_text()])
def test_the_commands_that_a_page_names_are_there(page: str) -> None:
    """With their options."""
    typed = r"(?:venv/bin/|`|\n *)kring ((?:--)?[a-z][a-z-]+(?: --[a-z]+)*)"
    named = set(re.findall(typed, page))
    assert len(named) > 2
    shown = {"": kring.invoke(app, ["--help"]).stdout}
    for words in named:
        command, *options = words.split()
        if command.startswith("--"):
            command, options = "", [command]
        if command not in shown:
            told = kring.invoke(app, [command, "--help"])
            assert told.exit_code == 0, words
            shown[command] = told.stdout
        assert all(option in shown[command] for option in options), words


def test_the_page_and_the_unit_name_the_same_places() -> None:
    """The folder, the program, the user, and how long is waited."""
    assert "/srv/kring/venv/bin/kring run" in UNIT
    assert "cd /srv/kring\nsudo -u kring python3 -m venv venv" in re.sub(r"\n +", "\n", PAGE)
    assert "User=kring" in UNIT
    assert "WatchdogSec=5min" in UNIT
    assert "silent for five" in PAGE
    assert "TimeoutStartSec=30min" in UNIT
    assert "After thirty minutes" in PAGE
    assert "RestartSec=60" in UNIT
    assert "started again after a minute" in PAGE
