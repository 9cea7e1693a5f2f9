"""A command through desk and storage, against a bare transaction that inserts one row.

Both in the same kind of database in the same folder of a real disk, through the same engine, with
the same promises (SQLite: WAL, full synchronous; PostgreSQL: as it comes). Ours is `Desk.hear` with
the sync position, as when the bot runs: until its facts and what it says are committed. The bare
one is a statement of SQLAlchemy's Core that was put together before: no session, no objects, the
least a bot could do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import insert

from bench.many import on_disk
from bench.measured import Found, Samples
from bench.postgres import databases
from bench.progress import Progress
from bot.room import Heard, Vote
from storage.engine import open_engine
from storage.tables import METADATA
from tests.database import note_elsewhere, url_of
from tests.desk.hall import HOUR, ROOM, Home, account

ROUNDS, WARM = 40, 3
PEOPLE = 12
LIMIT = 5.0
MIX = "a typical mix of commands"
PLAN = (
    ("`!propose`", "!propose A bench in the garden"),
    ("`!propose`", "!quick Soup on Friday"),
    *[("`!consent`", "!consent")] * 3,
    *[("a vote in the poll", "")] * 6,
    ("a list (`!proposals`)", "!proposals"),
)
"""What a house of twelve says about a proposal or two."""

Act = Callable[[], Awaitable[None]]
Clocks = tuple[float, float]
"""Seconds on the wall, and of the processor."""


@dataclass
class Taken:
    """Samples of one kind of command, and of the bare transaction beside each."""

    ours: list[Clocks] = field(default_factory=list)
    theirs: list[Clocks] = field(default_factory=list)

    def samples(self, clock: int) -> Samples:
        """By one of the two clocks."""
        ours, theirs = ([one[clock] for one in each] for each in (self.ours, self.theirs))
        return Samples(ours, theirs)


async def measure(progress: Progress) -> list[Found]:
    """Each kind of command, and the mix of them, on both kinds of database."""
    with on_disk() as folder:
        rows = await _on("SQLite", folder / "house.db", folder / "bare.db", progress)
        async with databases(folder, "house", "bare") as addresses:
            files = folder / "house", folder / "bare"
            for file, address in zip(files, addresses, strict=True):
                note_elsewhere(file, address)
            return rows + await _on("PostgreSQL", *files, progress)


async def _on(engine: str, file: Path, other: Path, progress: Progress) -> list[Found]:
    with progress.of(f"rounds of a house of twelve, {engine}", ROUNDS) as step:
        async with Home(file).opened() as home, bare(other) as one_row:
            await home.move_in(*(f"person{number}" for number in range(PEOPLE)))
            return found(await compared(home, one_row, step), engine)


def found(taken: dict[str, Taken], engine: str) -> list[Found]:
    """The ratios, on the wall and of the processor; the mix first."""
    note = f"{engine}: heard until committed; one row inserted"
    rows: list[Found] = []
    for name in sorted(taken, key=lambda name: name != MIX):
        on_the_wall, processor = (taken[name].samples(clock) for clock in (0, 1))
        rows.append(on_the_wall.measured(f"{name}, {engine}", LIMIT, note))
        more = f"{note}; processor time alone, as if the disk took none"
        rows.append(processor.measured(f"{name}, {engine}, processor", None, more))
    return rows


@asynccontextmanager
async def bare(file: Path) -> AsyncIterator[Act]:
    """Inserts one fact in a transaction of its own, in a database with the tables of ours."""
    async with Home(file).opened() as home:
        await home.move_in("person0")
        engine = open_engine(url_of(file))
        numbers, fact = count(1), insert(METADATA.tables["facts"])
        row = {"house_id": 1, "subject": "P1", "kind": "StanceTaken", "at": home.now}

        async def one_row() -> None:
            number = next(numbers)
            body = {"by": number, "stance": "consent"}
            async with engine.begin() as connection:
                await connection.execute(fact, {**row, "source": f"$event-{number}", "body": body})

        try:
            yield one_row
        finally:
            await engine.dispose()


async def compared(home: Home, one_row: Act, step: Callable[[], None]) -> dict[str, Taken]:
    """Rounds of commands, a bare transaction beside each; who goes first alternates."""
    taken: dict[str, Taken] = defaultdict(Taken)
    positions = count(1)
    for number in range(-WARM, ROUNDS):
        ours, theirs = (0.0, 0.0), (0.0, 0.0)
        for place, (name, text) in enumerate(PLAN):
            heard = await _next(home, place, text, (number + WARM) * 2 + 2)

            async def hear(heard: Heard = heard) -> None:
                await home.desk.hear(heard, position=("@kring", f"s{next(positions)}"))

            sides = [(hear, taken[name].ours), (one_row, taken[name].theirs)]
            for act, samples in sides if place % 2 else sides[::-1]:
                samples.append(await _timed(act))
            await home.outbox.drain()
            ours, theirs = _sum(ours, taken[name].ours[-1]), _sum(theirs, taken[name].theirs[-1])
        if number == -1:
            taken.clear()
        elif number >= 0:
            each = [(wall / len(PLAN), cpu / len(PLAN)) for wall, cpu in (ours, theirs)]
            taken[MIX].ours.append(each[0])
            taken[MIX].theirs.append(each[1])
            step()
        for one in (0, 1):  # what is open in a house stays about the same
            await home.say("person0", f"!withdraw P{(number + WARM) * 2 + 1 + one}")
        home.now += HOUR
    return taken


async def _next(home: Home, place: int, text: str, proposal: int) -> Heard:
    who = f"person{place}"
    if text == "!consent":
        return home.message(who, f"{text} P{proposal}")
    if text:
        return home.message("person0" if place < 2 else who, text)
    poll = await home.posted(f"P{proposal}", "poll")
    return Vote(home.event(), ROOM, account(who), home.now, poll, ("consent",))


async def _timed(act: Act) -> Clocks:
    wall, processor = perf_counter(), process_time()
    await act()
    return perf_counter() - wall, process_time() - processor


def _sum(one: Clocks, other: Clocks) -> Clocks:
    return one[0] + other[0], one[1] + other[1]
