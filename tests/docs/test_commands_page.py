"""The examples on the page of commands work: they are played, and nothing is refused."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot import speech
from bot.replay import Replay
from bot.transcript import Says, Step, read_transcript
from commands.declare import NEEDED
from commands.table import BY_WORD, COMMANDS
from commands.turn import Turn
from governance.outcomes import Outcome, Refusal
from tests.database import compiled_once, make_new
from tests.docs.pages import PAGES, ROOT, name_of, spans

PAGE = (ROOT / "docs" / "commands.md").read_text()
FILES = {language: ROOT / "docs" / f"commands.{language}.chat" for language in speech.LANGUAGES}
by_language = pytest.mark.parametrize("language", speech.LANGUAGES)


class Attentive(Replay):
    """A replay that knows what each line brought about."""

    told: list[Outcome]
    refused: list[tuple[str, Refusal]]

    async def _play(self, step: Step) -> None:
        self.told.clear()
        await super()._play(step)
        if isinstance(step, Says):
            self.refused += [(step.text, one) for one in self.told if isinstance(one, Refusal)]


def refusals(file: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Refusal]]:
    """What was refused in a file, each with the line that asked for it."""

    async def play(folder: Path) -> list[tuple[str, Refusal]]:
        await make_new(folder / "kring.db")
        url = f"sqlite:///{folder}/kring.db"
        player = Attentive(read_transcript(file), lambda _at, _who, _what: None, url)
        player.told, player.refused = told, []
        await player.run()
        return player.refused

    told: list[Outcome] = []
    tell = Turn.tell

    def tell_and_note(turn: Turn, *outcomes: Outcome) -> None:
        told.extend(outcomes)
        tell(turn, *outcomes)

    monkeypatch.setattr(Turn, "tell", tell_and_note)
    with TemporaryDirectory() as folder, compiled_once():
        return asyncio.run(play(Path(folder)))


@by_language
def test_every_example_does_what_the_page_says(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a house of five, from the first day to a turn of the chair."""
    assert refusals(FILES[language], monkeypatch) == []


def test_an_example_that_is_refused_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "refused.chat"
    header = '+++\nstart = 2026-11-23T10:00:00\nmembers = ["Alice"]\n+++\n'
    file.write_text(f"{header}Alice: !show P9\nAlice: !proposals\nAlice: !consnet P1\n")
    found = [line for line, _ in refusals(file, monkeypatch)]
    assert found == ["!show P9", "!consnet P1"]


@by_language
def test_every_command_has_an_example_in_its_own_language(language: str) -> None:
    """What needs no more words is its own example."""
    steps = read_transcript(FILES[language]).steps
    typed = {word[1] for step in steps if (word := re.match(r"!(\w+)", getattr(step, "text", "")))}
    wanted = {c.word(language) for c in COMMANDS if NEEDED & {*c.args}}
    assert wanted <= typed
    assert all(BY_WORD[word].word(language) == word for word in typed)


@by_language
def test_the_page_tells_of_every_command(language: str) -> None:
    """Its words in both languages, what may come after it, what it does."""
    rows = [line.replace("\\|", "|") for line in PAGE.splitlines() if line.startswith("| `!")]
    for command in COMMANDS:
        usage, other = speech.usage(command.key, language), speech.LANGUAGES[language == "en"]
        begins = f"| `{usage}`<br>{other}: `!{command.word(other)}` | "
        row = [row for row in rows if row.startswith(begins)]
        assert len(row) == 1, begins
        assert speech.purpose(command.key, language) in row[0]


def test_every_command_that_a_page_shows_can_be_typed() -> None:
    """In both languages; but for what the README says is still to come."""
    readme = (ROOT / "README.md").read_text()
    to_come = spans(readme.partition("\n## What it does not do yet\n")[2].partition("\n## ")[0])
    unknown = [
        (name_of(page), span)
        for page in PAGES
        for span in spans(page.read_text())
        if (found := re.match(r"!(\w+) ?(\w*)", span))
        and not {found[1].lower(), "".join(found.groups()).lower()} & {*BY_WORD}
        and span not in to_come
    ]
    assert unknown == []
