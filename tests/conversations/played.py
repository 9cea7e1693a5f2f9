"""Plays transcripts on databases of their own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from bot.files import file_of
from bot.hall import BotLine
from bot.replay import replay as play
from bot.room import Document
from bot.transcript import Expects, Restarts, Step, Transcript, read_transcript
from governance.outcomes import ExportForm
from storage.store import Store
from tests.database import make_new, rows_of, thrown_away, url_of, using
from tests.memory import in_memory

ROOT = Path(__file__).parents[2]
CONVERSATIONS = sorted((ROOT / "tests" / "conversations").glob("*.chat"))
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.chat"))
FILES = [*EXAMPLES, *CONVERSATIONS]

Played: TypeAlias = tuple[list[BotLine], dict[str, Any]]
"""What Kring said, and the export at the end."""


Rows: TypeAlias = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays of a story: every row of its database, and each file the house can take along."""

    rows: Rows
    files: dict[ExportForm, Document]


def replay(transcript: Transcript) -> Played:
    """A transcript, played on a database of its own."""
    return replay_and_keep(transcript)[0]


def replay_and_keep(transcript: Transcript, database: str = "sqlite") -> tuple[Played, Kept]:
    """The same, and what it left behind."""

    async def playing(file: Path) -> tuple[Played, Kept]:
        await make_new(file)
        played = await play(transcript, lambda _at, _who, _what: None, url_of(file))
        at = datetime.fromisoformat(played[1]["exported_at"])
        return played, Kept(_rows(file), await _files(file, at))

    with (
        TemporaryDirectory(prefix="kring-replay-", dir=in_memory()) as folder,
        using(database),
        thrown_away(),
    ):
        return asyncio.run(playing(Path(folder) / "kring.db"))


def _rows(file: Path) -> Rows:
    """Seen past everything that reads them for us."""
    found = rows_of(file)
    return {name: found[name] for name in ("facts", "members", "houses")}


async def _files(file: Path, at: datetime) -> dict[ExportForm, Document]:
    store = await Store.open_to_read(url_of(file))
    try:
        async with store.transaction() as tx:
            (house,) = await tx.houses()
            return {form: await file_of(tx, house, form, at, "!") for form in ExportForm}
    finally:
        await store.close()


def replay_file(file: Path, *, forgets: bool) -> tuple[Played, Kept]:
    """A file as it stands, or with the process starting anew after everything that happens."""
    transcript = read_transcript(file)
    return replay_and_keep(forgetful(transcript) if forgets else transcript)


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
        self._played: dict[tuple[Path, bool], tuple[Played, Kept]] = {}

    def played(self, file: Path, *, forgets: bool = False) -> Played:
        """What came of a file."""
        return self._once(file, forgets)[0]

    def kept(self, file: Path) -> Kept:
        """What stayed of it."""
        return self._once(file, forgets=False)[1]

    def _once(self, file: Path, forgets: bool) -> tuple[Played, Kept]:
        if (file, forgets) not in self._played:
            self._played[file, forgets] = replay_file(file, forgets=forgets)
        return self._played[file, forgets]
