"""Made-up houses, parcels and facts, and a look into a database past the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from governance.facts import Fact, RoundRules
from governance.members import MemberId
from governance.rhythm import Rhythm
from governance.role_facts import RoleName
from governance.settings import Settings
from storage.records import Held, House, Parcel
from storage.transaction import Transaction
from tests.database import is_on_postgresql, rows_of, url_of
from tests.postgres import server

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
ROOM = "!oak:kring.test"
FACTS: tuple[type[Any], ...] = get_args(Fact)


async def a_house(tx: Transaction, room: str = ROOM) -> House:
    return await tx.make_house(
        room=room,
        name="De Eik",
        language="en",
        timezone="Europe/Amsterdam",
        settings=Settings(),
        at=NOON,
    )


def a_parcel(text: str, *, room: str = ROOM, kind: str = "Say", **more: Any) -> Parcel:
    return Parcel(room=room, kind=kind, body={"plain": text}, **{"not_before": NOON, **more})


def a_held_event(event: str, **more: Any) -> Held:
    usual: dict[str, Any] = {
        "room": ROOM,
        "account": "@bob",
        "session": "k1",
        "at": NOON,
        "body": {},
    }
    return Held(event, **(usual | more))


def rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query finds, on a connection that is none of the store's."""
    if is_on_postgresql(file):
        return [tuple(row) for row in server().run(query, url=url_of(file))]
    with closing(sqlite3.connect(file)) as connection:
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.commit()  # also what a query did before it was refused


def everything(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    return {
        name: [tuple(row.values()) for row in found]
        for name, found in sorted(rows_of(file).items())
    }


def moments() -> st.SearchStrategy[datetime]:
    since = st.integers(0, 250_000_000_000_000_000)  # up to the year 9892, in microseconds
    return since.map(lambda number: EPOCH + timedelta(microseconds=number))


def facts(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Facts of one kind with any values."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{name: _values(hint) for name, hint in hints.items()})


_OF: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
    MemberId: lambda: st.integers(1, 2**53).map(MemberId),
    bool: st.booleans,
    int: lambda: st.integers(0, 2**53),
    float: lambda: st.floats(0, 1),
    str: st.text,
    type(None): st.none,
    datetime: moments,
    timedelta: lambda: st.timedeltas(timedelta(), timedelta(days=4000)),
    RoundRules: lambda: facts(RoundRules),
    Rhythm: lambda: facts(Rhythm),
    RoleName: lambda: st.text().map(RoleName),
    date: st.dates,
    time: lambda: st.times(timezones=st.none()),
}


def _values(hint: Any) -> st.SearchStrategy[Any]:
    if hint in _OF:
        return _OF[hint]()
    if get_origin(hint) is tuple:
        return st.lists(_values(get_args(hint)[0])).map(tuple)
    if get_origin(hint) is frozenset:
        return st.frozensets(_values(get_args(hint)[0]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return facts(hint)
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    return st.one_of([_values(part) for part in get_args(hint)])
