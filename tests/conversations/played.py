"""Plays transcripts in this process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from bot.replay import BotLine, check
from bot.replay import replay as play
from bot.transcript import Expects, Restarts, Step, Transcript, read_transcript

ROOT = Path(__file__).parents[2]
CONVERSATIONS = sorted((ROOT / "tests" / "conversations").glob("*.chat"))
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.chat"))

Played: TypeAlias = tuple[list[BotLine], dict[str, Any]]
"""What Kring said, and the export at the end."""


@cache
def played(file: Path) -> Played:
    """A file as it stands, played once."""
    return replay(read_transcript(file))


def replay(transcript: Transcript) -> Played:
    """A transcript, played on a database of its own."""
    return asyncio.run(play(transcript, lambda _at, _who, _what: None))


def differences(file: Path) -> list[str]:
    """What `kring replay --check` would tell."""
    return check(read_transcript(file), played(file)[0])


def expected(transcript: Transcript) -> list[Expects]:
    """The bot lines that a transcript expects."""
    return [step for step in transcript.steps if isinstance(step, Expects)]


def forgetful(transcript: Transcript) -> Transcript:
    """The same, with the process starting anew after everything that happens."""
    steps: list[Step] = []
    for step in transcript.steps:
        steps.append(step)
        if not isinstance(step, Expects):
            steps.append(Restarts(step.line))
    return replace(transcript, steps=tuple(steps))
