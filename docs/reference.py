"""The list of all commands, from their table and the texts; the examples from a conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import speech
from bot.transcript import Says, read_transcript
from commands.declare import NEEDED, NUMBERS, Command, Who
from commands.table import BY_WORD, COMMANDS
from governance.outcomes import ChangeHelp, Usage

FOLDER = Path(__file__).parent
EXAMPLES = {language: FOLDER / f"commands.{language}.chat" for language in speech.LANGUAGES}

HEADINGS = {
    "help": ("To begin", "Om te beginnen"),
    "propose": ("To put something forward", "Iets inbrengen"),
    "proposals": ("To look", "Kijken"),
    "round": ("While you decide", "Terwijl jullie beslissen"),
    "agreements": ("What you agreed", "Wat jullie afspraken"),
    "roles": ("Roles", "Rollen"),
    "away": ("Who takes part", "Wie er meedoet"),
    "mandate": ("The organisation", "De organisatie"),
    "nudge": ("To think and talk about", "Om over te denken en te praten"),
    "language": ("The house", "Het huis"),
}
"""Before which command which heading stands; a new command goes with the one before it."""

COLUMNS = {
    "en": ("write", "with it you", "who may", "for example"),
    "nl": ("schrijf", "daarmee kun je", "wie het mag", "bijvoorbeeld"),
}
MAY = {
    Who.ANYONE: ("everyone", "iedereen"),
    Who.RESIDENT: ("residents", "bewoners"),
    Who.ASKED: ("residents, and whom it is about", "bewoners, en over wie het gaat"),
    Who.PROFESSIONAL: ("professionals", "begeleiders"),
}
PRIVATELY = ("to the bot alone", "alleen aan de bot")
OPENLY = ("in the group", "in de groep")


def reference(language: str) -> str:
    """All commands in one language, with their headings."""
    place = speech.LANGUAGES.index(language)
    other = speech.LANGUAGES[1 - place]
    examples = dict(_typed(EXAMPLES[language]))
    head = "| " + " | ".join(COLUMNS[language]) + " |\n|---|---|---|---|"
    parts: list[str] = []
    for command in COMMANDS:
        if command.key in HEADINGS:
            parts.append(f"\n### {HEADINGS[command.key][place]}\n\n{head}")
        cells = (
            f"`{speech.usage(command.key, language)}`<br>{other}: `!{command.word(other)}`",
            speech.purpose(command.key, language),
            _may(command, place),
            f"`{_example(command, language, examples)}`",
        )
        # A bar would end the table's cell.
        parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(parts).strip()


def first_commands() -> str:
    """What `!help` shows, both languages side by side."""
    rows = ["| English | Nederlands | |", "|---|---|---|"]
    for command in COMMANDS:
        if command.is_first:
            en, nl = (speech.usage(command.key, language) for language in speech.LANGUAGES)
            rows.append(f"| `{en}` | `{nl}` | {speech.purpose(command.key, 'en')} |")
    return "\n".join(row.replace("P1|", "P1\\|") for row in rows)


def changes(language: str) -> str:
    """What can come after `!change`, as the bot tells it."""
    other = "en" if language == "nl" else "nl"
    change = BY_WORD["change"]
    zone, day = ZoneInfo("Europe/Amsterdam"), datetime(2026, 11, 23, tzinfo=UTC)
    listener = speech.Listener(language, zone, day, {})
    told = speech.markdown(ChangeHelp(Usage(change.key), change.word(other)), listener)
    return "\n".join(f"> {line}  " for line in told.splitlines())


def _typed(file: Path) -> Iterator[tuple[str, str]]:
    """Each command that is typed in a file, by its key: the first of a kind last."""
    for step in reversed(read_transcript(file).steps):
        word = re.match(r"!(\w+)", step.text) if isinstance(step, Says) else None
        if isinstance(step, Says) and word and word[1] in BY_WORD:
            yield BY_WORD[word[1]].key, step.text


def _example(command: Command, language: str, examples: dict[str, str]) -> str:
    """As somebody typed it; what stands alone is its own example."""
    if command.key in examples:
        return examples[command.key]
    if any(arg in NEEDED | NUMBERS for arg in command.args):
        raise LookupError(f"no example of !{command.key}: write one in {EXAMPLES[language]}")
    return f"!{command.word(language)}"


def _may(command: Command, place: int) -> str:
    who = MAY[command.who][place]
    if command.is_private:
        return f"{who}, {PRIVATELY[place]}"
    return f"{who}, {OPENLY[place]}" if command.is_open else who
