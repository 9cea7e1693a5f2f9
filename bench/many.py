"""Very many houses in one database: one is lived at the desk, the others are copies of it.

A copy has rooms, accounts, members, letters and events of its own, in its facts as well, so the bot
does with it all that it does with the first: its proposals are answered, its terms begin.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from bot.turns import Access
from governance.role_facts import RoleName
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from tests.desk.hall import DAY, Home, account

BUILD = Path("build").resolve()
PEOPLE = ("alice", "bob", "carol", "dan")
HERE = Access(professionals=(account("pat*"),))
FIRST = 9_000_000
"""The members of the first house are numbered from here: nothing else in its facts looks so."""
SPACE = 10_000
"""Ids of a table that each house has for itself."""

_MEMBER = re.compile(rf"\b{FIRST // 1000}(\d\d\d)\b")
_ACCOUNT = re.compile(r"@(\w+):kring\.test")
_OF_MEMBERS = {"member_id", "by_id", "other_id", "asked_by", "same_as"}
_NAMES = {"room", "reference", "transaction_id", "source", "event", "account", "successor"}


@contextmanager
def on_disk() -> Iterator[Path]:
    """A folder on a real disk, as a database has it; what is in memory alone waits for nothing."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="bench-") as folder:
        yield Path(folder)


@asynccontextmanager
async def first_house(file: Path) -> AsyncIterator[Home]:
    """A home whose first house can be copied when it was lived; nobody has moved in yet."""
    roles = ((CHAIR, Wanted()), (RoleName("shopping"), Wanted()))
    async with Home(file, access=HERE, roles=roles).opened() as home:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(
                "INSERT INTO members (id, house_id, name, kind, joined_at)"
                " VALUES (?, 0, '', 'resident', '2026-01-01')",
                (FIRST - 1,),
            )
            connection.commit()
        yield home
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("DELETE FROM members WHERE id = ?", (FIRST - 1,))
            connection.commit()


async def lived(home: Home) -> None:
    """Four people and a professional have an agreement, and a round is going on."""
    await home.move_in(*PEOPLE, "pat")
    await home.say("alice", "!quick Soup on Friday")
    for who in PEOPLE:
        await home.say(who, "!consent P1")
    await home.open_private_room("alice", "pat")
    await home.go(3 * DAY)
    await home.say("alice", "!quick A bench in the garden")
    await home.vote("bob", "consent", about="P2")


def copy_houses(file: Path, houses: int, step: Callable[[], None]) -> None:
    """As many houses in all: the first, and copies of it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        tables = {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608
            for name in _TABLES
        }
        for number in range(2, houses + 1):
            for name, rows in tables.items():
                copies = [_copied(name, row, number) for row in rows]
                if copies:
                    marks = ", ".join("?" * len(copies[0]))
                    insert = f"INSERT INTO {name} VALUES ({marks})"  # noqa: S608
                    connection.executemany(insert, [list(copy.values()) for copy in copies])
            if number % 100 == 0:
                step()
        connection.commit()


_OF_THE_BOT = {"houses", "outbox", "due"}
"""The tables in which `account` is the bot's, not a person's."""

_TABLES = ("houses", "members", "facts", "outbox", "due", "handled", "private_rooms")
"""Those that have rows of a house, in an order that their references allow."""


def _copied(table: str, row: dict[str, Any], number: int) -> dict[str, Any]:
    """The same row, of another house."""
    return {name: _value(table, name, value, number) for name, value in row.items()}


def _value(table: str, name: str, value: Any, number: int) -> Any:
    if value is None or (table == "facts" and name == "id"):
        return None  # facts are numbered without a gap
    if name == "house_id" or (table == "houses" and name == "id"):
        return number
    if name in _OF_MEMBERS or (table == "members" and name == "id"):
        return value + number * SPACE
    if name in {"id", "target"}:
        return value + number * SPACE
    if name == "body":
        return _own(_MEMBER.sub(lambda found: str(int(found[0]) + number * SPACE), value), number)
    if name == "account" and table in _OF_THE_BOT:
        return value  # one account of the bot serves them all
    if name in _NAMES:
        renamed = _own(value, number)
        return renamed if renamed != value else f"{value}-{number}"
    return value


def _own(text: str, number: int) -> str:
    """With the accounts of this house."""
    return _ACCOUNT.sub(rf"@\1-{number}:kring.test", text)
