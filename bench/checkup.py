"""How long `kring check --data` and a backup take for ten years of a busy house.

One proposal with an objection, a new text and twelve people, lived by the desk; then copied under
other numbers until there are ten years: three proposals a week, sixty messages a day.
`python -m bench.checkup 20` makes that many years.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from bench.measured import Figure, Found
from bench.progress import Progress
from bot.inspection import inspect_file, inspect_house
from storage.copying import copy_database
from storage.store import Store
from tests.desk.hall import DAY, Home

YEARS = 10
A_WEEK = 3
MESSAGES_A_DAY = 60


async def live(file: Path) -> None:
    """One proposal to the end, with talk and an objection."""
    async with Home(file).opened() as home:
        await home.move_in(*(f"person{number}" for number in range(12)))
        await home.say("person0", "!quick Something or other for the house")
        await home.say("person1", "!object P1 it is too much")
        await home.say("person0", "!amend P1 Something else for the house")
        for number in range(12):
            await home.say(f"person{number}", "!consent P1")
        await home.go(3 * DAY)


def copy(file: Path, years: int) -> None:
    """The same again, under other numbers."""
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT kind, at, source, body FROM facts WHERE subject = 'P1' ORDER BY id"
        facts = connection.execute(query).fetchall()
        count = years * 52 * A_WEEK
        for number in range(2, count + 1):
            for kind, at, source, text in facts:
                body = json.loads(text)
                if "agreement" in body:
                    body["agreement"] = number
                if kind == "Proposed":
                    body["number"] = number
                row = (f"P{number}", kind, at, f"{source}-{number}", json.dumps(body))
                connection.execute(
                    "INSERT INTO facts (house_id, subject, kind, at, source, body) "
                    "VALUES (1, ?, ?, ?, ?, ?)",
                    row,
                )
        due = connection.execute("SELECT at FROM due WHERE subject = 'P1'").fetchall()
        for number in range(2, count + 1):
            insert = f"INSERT INTO due (house_id, subject, at, account) VALUES (1, 'P{number}', ?, 'kring')"  # noqa: E501, S608
            connection.executemany(insert, due)
        connection.execute(
            "UPDATE houses SET last_proposal = ?, last_agreement = ?", (count, count)
        )
        begun = datetime(2026, 1, 1)  # noqa: DTZ001  # as SQLite keeps it
        handled = (
            (
                f"$handled-{number}-{'x' * 30}",
                str(begun + timedelta(minutes=24 * number)) + ".000000",
            )
            for number in range(years * 365 * MESSAGES_A_DAY)
        )
        connection.executemany("INSERT INTO handled VALUES (?, ?)", handled)
        connection.commit()


async def inspect(file: Path) -> list[str]:
    """As `kring check --data` does."""
    store = await Store.open_to_read(f"sqlite:///{file}")
    try:
        async with store.transaction() as tx:
            lines = await inspect_file(tx)
            for house in await tx.stored_houses():
                lines += await inspect_house(tx, house)
    finally:
        await store.close()
    return [f"{'ok ' if is_fine else 'NO '} {what}" for is_fine, what in lines]


async def measure(progress: Progress) -> list[Found]:
    """How long both take for ten years."""
    return await ten_years(YEARS, progress)


async def ten_years(years: int, progress: Progress) -> list[Found]:
    """So many, if need be."""
    with tempfile.TemporaryDirectory() as folder, progress.of("a house grows old", 4) as step:
        file = Path(folder) / "kring.db"
        await live(file)
        step()
        copy(file, years)
        step()
        began = perf_counter()
        lines = await inspect(file)
        checked = perf_counter() - began
        step()
        copy_database(file, Path(folder) / "backup.db")
        copied = perf_counter() - began - checked
        step()
        size = file.stat().st_size / 2**20
    sys.stdout.write("\n".join(lines[:5]) + "\n")
    of = f"{years} years, {size:.0f} MB"
    return [
        Figure(f"`kring check --data`, {of}", checked, "s", 1),
        Figure(f"backup, {of}", copied, "s", 1),
    ]


def main() -> None:
    """Print it."""
    years = int(sys.argv[1]) if len(sys.argv) > 1 else YEARS
    for figure in asyncio.run(ten_years(years, Progress())):
        sys.stdout.write(f"{figure}\n")


if __name__ == "__main__":
    main()
