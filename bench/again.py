"""The same moment again and again: a homeserver and a bot at rest, copied for each run."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.asking import ASKS
from bench.machines import Machine
from bot.demo.homeserver import Homeserver
from bot.matrix.history import _PAGE
from bot.matrix.sync import _FILTER


@dataclass(frozen=True)
class Moment:
    """What is in the folders of a homeserver and of a bot, both of which have been stopped."""

    homeserver: Path
    kring: Path
    """With its `config.toml`, database and store."""

    @asynccontextmanager
    async def lived_again(self) -> AsyncIterator[Again]:
        """The homeserver runs as it was then, with nothing in its caches; so does nobody else."""
        for folder in (self.homeserver, self.kring):
            kept = _kept(folder)
            if not kept.exists():
                shutil.copytree(folder, kept)
            shutil.rmtree(folder)
            shutil.copytree(kept, folder)
        async with Homeserver(self.homeserver):
            yield Again(self.kring)


async def asked_at(process: Machine) -> float:
    """When it first asked the homeserver for news."""
    return float((await process.says(ASKS)).removeprefix(ASKS))


def _kept(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-kept")


@dataclass(frozen=True)
class Again:
    """The moment, lived once more."""

    folder: Path

    @property
    def database(self) -> Path:
        """The bot's."""
        return self.folder / "kring.db"

    def kring(self) -> Machine:
        """`kring run`, from there; it tells when it first asks for news."""
        config = str(self.folder / "config.toml")
        log = self.folder / "kring.log"
        return Machine(log, "bench.asking", "bot.cli", "run", "--config", config)

    def bare(self, *, writes: bool) -> Machine:
        """Nio alone, from there; `writes`: it follows the gaps and writes each message down."""
        database = f"sqlite:///{self.folder / 'bare.db'}" if writes else None
        order = {
            "store": str(self.folder / "store"),
            "position": self.position(),
            "filter": _FILTER,
            "database": database,
            "page": _PAGE,
        }
        file = self.folder / "bare.json"
        file.write_text(json.dumps(order))
        return Machine(self.folder / "bare.log", "bench.asking", "bench.bare", str(file))

    def position(self) -> str:
        """How far the bot has read."""
        (position,) = self.row("SELECT position FROM positions")
        return str(position)

    def handled(self) -> int:
        """How many messages the bot has handled."""
        (count,) = self.row("SELECT count(*) FROM handled WHERE event LIKE '$%'")
        return int(count)

    def row(self, query: str) -> tuple[Any, ...]:
        """The first row of an answer of the bot's database."""
        file = f"file:{self.database}?mode=ro"
        with closing(sqlite3.connect(file, uri=True, timeout=30)) as connection:
            found: tuple[Any, ...] = connection.execute(query).fetchone()
        return found
