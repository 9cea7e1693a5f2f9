"""Plays transcripts on databases of their own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from bot.hall import BotLine
from bot.replay import replay as play
from bot.transcript import Expects, Restarts, Step, Transcript, read_transcript
from tests.database import make_new

ROOT = Path(__file__).parents[2]
CONVERSATIONS = sorted((ROOT / "tests" / "conversations").glob("*.chat"))
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.chat"))
FILES = [*EXAMPLES, *CONVERSATIONS]

Played: TypeAlias = tuple[list[BotLine], dict[str, Any]]
"""What Kring said, and the export at the end."""


def replay(transcript: Transcript) -> Played:
    """A transcript, played on a database of its own."""

    async def playing(file: Path) -> Played:
        await make_new(file)
        return await play(transcript, lambda _at, _who, _what: None, f"sqlite:///{file}")

    with TemporaryDirectory() as folder:
        return asyncio.run(playing(Path(folder) / "kring.db"))


def replay_file(file: Path, *, forgets: bool) -> Played:
    """A file as it stands, or with the process starting anew after everything that happens."""
    transcript = read_transcript(file)
    return replay(forgetful(transcript) if forgets else transcript)


def forgetful(transcript: Transcript) -> Transcript:
    """The same, with a restart after everything that happens."""
    steps: list[Step] = []
    for step in transcript.steps:
        steps.append(step)
        if not isinstance(step, Expects):
            steps.append(Restarts(step.line))
    return replace(transcript, steps=tuple(steps))


class Stage:
    """Plays each file once each way, when a test first asks for it."""

    def __init__(self) -> None:
        self._played: dict[tuple[Path, bool], Played] = {}

    def played(self, file: Path, *, forgets: bool = False) -> Played:
        """What came of a file."""
        if (file, forgets) not in self._played:
            self._played[file, forgets] = replay_file(file, forgets=forgets)
        return self._played[file, forgets]
