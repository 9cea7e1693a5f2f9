"""Plays transcripts: in this process, or many at a time in processes of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from bot.hall import BotLine
from bot.replay import replay as play
from bot.transcript import Expects, Restarts, Step, Transcript, read_transcript

ROOT = Path(__file__).parents[2]
CONVERSATIONS = sorted((ROOT / "tests" / "conversations").glob("*.chat"))
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.chat"))
FILES = [*EXAMPLES, *CONVERSATIONS]

Played: TypeAlias = tuple[list[BotLine], dict[str, Any]]
"""What Kring said, and the export at the end."""


def replay(transcript: Transcript) -> Played:
    """A transcript, played on a database of its own."""
    return asyncio.run(play(transcript, lambda _at, _who, _what: None))


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
    """Plays each file once each way, ahead of the tests that ask for it."""

    def __init__(self, workers: Executor, files: Iterable[Path]) -> None:
        self._under_way: dict[tuple[Path, bool], Future[Played]] = {
            (file, forgets): workers.submit(replay_file, file, forgets=forgets)
            for file in files
            for forgets in (False, True)
        }

    def played(self, file: Path, *, forgets: bool = False) -> Played:
        """What came of a file."""
        return self._under_way[file, forgets].result()
