"""Tables of every age open, with all that is in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    DateTime,
    Integer,
    MetaData,
    Table,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.types import TypeEngine

import storage
from governance.facts import Stance
from governance.fold import fold
from governance.fold_roles import fold_roles
from governance.members import MemberId
from governance.proposals import State
from governance.roles import CHAIR
from storage import migrate
from storage.engine import open_engine
from storage.store import Store
from storage.tables import METADATA
from tests.database import is_on_postgresql, note_elsewhere, only_sqlite, rows_of, url_of
from tests.postgres import new_database
from tests.storage.made_up import NOON, everything

Rows = dict[str, list[dict[str, Any]]]


def _revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    return [revision.revision for revision in script.walk_revisions()][::-1]


@pytest.fixture
async def engine(file: Path, database: str) -> AsyncIterator[AsyncEngine]:
    if database == "postgresql":
        note_elsewhere(file, new_database(is_empty=True))
    opened = open_engine(url_of(file))
    yield opened
    await opened.dispose()


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _value(name: str, kind: TypeEngine[Any], number: int) -> Any:
    if name == "timezone":
        return "Europe/Amsterdam"
    match kind:
        case Boolean():
            return number % 2 == 0
        case Integer():
            return number
        case DateTime():
            return NOON + timedelta(days=number)
        case JSON():
            return {"number": number}
    return f"words {number}"


def _fill(connection: Connection) -> None:
    """Two more rows in every table, so that there are always some from before."""
    for table in _tables(connection):
        before = len(connection.execute(select(table)).all())
        for number in (before + 1, before + 2):
            # What refers to another row refers to the first one, which is always there.
            values = {
                column.name: 1 if column.foreign_keys else _value(column.name, column.type, number)
                for column in table.columns
                if column.name != "id"
            }
            connection.execute(insert(table).values(values))


def _read(connection: Connection) -> Rows:
    return {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in _tables(connection)
    }


def _is_kept(row: dict[str, Any], later: list[dict[str, Any]]) -> bool:
    """A migration may add and drop columns; what stays keeps its value."""
    return any(all(new[name] == row[name] for name in row.keys() & new.keys()) for new in later)


def _added(revision: str, table: str, before: Rows) -> int:
    """The rows that a migration adds: a chair for every house, and when to look at what."""
    tables = {"0004": {"facts", "due"}, "0005": {"due"}, "0008": {"due"}}
    return len(before["houses"]) if table in tables.get(revision, set()) else 0


async def test_every_migration_keeps_every_row(engine: AsyncEngine) -> None:
    """Step by step, each on tables that were filled at every step before."""
    before: Rows = {}
    for revision in _revisions():
        await migrate.upgrade(engine, revision)
        async with engine.begin() as connection:
            after = await connection.run_sync(_read)
            for table, kept in before.items():
                assert len(after[table]) - len(kept) == _added(revision, table, before), table
                assert all(_is_kept(row, after[table]) for row in kept), (revision, table)
            await connection.run_sync(_fill)
            before = await connection.run_sync(_read)
    assert all(before.values())


async def test_the_migrations_make_the_tables_that_the_code_expects(engine: AsyncEngine) -> None:
    """No column, index or key is forgotten in either place."""
    await migrate.upgrade(engine)

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_foreign_keys_are_the_ones_that_the_code_expects(engine: AsyncEngine) -> None:
    """SQLite does not name them, so a comparison by name may pass over them."""
    await migrate.upgrade(engine)

    def keys(connection: Connection) -> set[tuple[str, str, str]]:
        found = inspect(connection)
        return {
            (table, key["constrained_columns"][0], key["referred_table"])
            for table in found.get_table_names()
            for key in found.get_foreign_keys(table)
        }

    async with engine.connect() as connection:
        assert await connection.run_sync(keys) == {
            (table.name, key.parent.name, key.column.table.name)
            for table in METADATA.sorted_tables
            for key in table.foreign_keys
        }


async def test_upgrading_twice_does_nothing(file: Path, engine: AsyncEngine) -> None:
    """A restart leaves the tables as they were."""
    await migrate.upgrade(engine)
    async with engine.begin() as connection:
        await connection.run_sync(_fill)
    before = _whole(file)
    await migrate.upgrade(engine)
    assert _whole(file) == before


def _whole(file: Path) -> Any:
    if is_on_postgresql(file):
        return rows_of(file)
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


async def test_facts_are_guarded_after_every_migration(file: Path, engine: AsyncEngine) -> None:
    """A migration that makes the table anew must not forget its guards."""
    await migrate.upgrade(engine)
    async with engine.begin() as connection:
        await connection.run_sync(_fill)
    store = Store(engine)
    async with store.transaction() as tx:
        assert await tx.unkept() == set()
    for act in ("UPDATE facts SET kind = 'other'", "DELETE FROM facts"):
        with pytest.raises(DBAPIError, match="facts are never changed"):
            await _do(engine, act)


@only_sqlite
async def test_a_migration_that_fails_leaves_the_database_as_it_was(
    file: Path, engine: AsyncEngine
) -> None:
    """All steps are one transaction; a version that is too new for us is told, not touched."""
    await migrate.upgrade(engine)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = everything(file)
    with pytest.raises(Exception, match="9999"):
        await Store.open(f"sqlite:///{file}")
    assert everything(file) == before


async def test_what_stood_still_goes_on_standing_still(engine: AsyncEngine) -> None:
    """In a house that the bot could not speak in nothing falls due because of an upgrade."""
    await migrate.upgrade(engine, "0011")
    for number, since in ((1, "NULL"), (2, f"'{_AT}'")):
        await _do(
            engine,
            "INSERT INTO houses (id, room, name, language, timezone, settings, born_at,"
            " silent_since, last_proposal, last_agreement) VALUES"
            f" ({number}, '!oak{number}', 'De Eik', 'nl', 'UTC', '{{}}', '{_AT}', {since}, 0, 0)",
        )
        await _do(engine, f"INSERT INTO due VALUES ({number}, 'N', '{_AT}')")
    await migrate.upgrade(engine)
    async with engine.connect() as connection:
        found = await connection.exec_driver_sql(
            "SELECT house_id, is_paused FROM due ORDER BY house_id"
        )
        assert [tuple(row) for row in found] == [(1, False), (2, True)]


async def _do(engine: AsyncEngine, act: str) -> None:
    async with engine.begin() as connection:
        await connection.exec_driver_sql(act)


_AT = "2026-11-23 11:00:00.000000"
_T = "2026-11-23T11:00:00Z"
_LATER = "2026-11-24T11:00:00Z"
_OF_0001 = [
    f"""INSERT INTO houses VALUES (1, '!oak', 'De Eik', 'nl', 'Europe/Amsterdam',
    '{{"talk_hours": 0, "quiet_hours": "off"}}', '{_AT}', NULL, 1, 0)""",
    f"INSERT INTO members VALUES (1, 1, '@alice', 'Alice', 'resident', '{_AT}', NULL)",
    f"INSERT INTO members VALUES (2, 1, NULL, 'Jan', 'offline', '{_AT}', NULL)",
    f"INSERT INTO due VALUES (1, 'P1', '{_AT}')",
    f"INSERT INTO handled VALUES ('$a', '{_AT}')",
]
_FACTS_OF_0001: list[tuple[str, dict[str, Any]]] = [
    (
        "Proposed",
        {
            "at": _T,
            "number": 1,
            "by": 1,
            "text": "Stilte",
            "kind": "agreement",
            "quick": False,
            "talk_until": _T,
        },
    ),
    (
        "RoundOpened",
        {
            "at": _T,
            "version": 1,
            "roll": [1, 2],
            "closes_at": _LATER,
            "rules": {
                "length": "P1D",
                "quorum": 0.5,
                "min_heard": 3,
                "grace": "PT24H",
                "review_months": 6,
            },
        },
    ),
    (
        "StanceTaken",
        {
            "at": _T,
            "by": 1,
            "version": 1,
            "stance": "objection",
            "reason": None,
            "via": "command",
            "source": "$a",
        },
    ),
]


@only_sqlite
async def test_a_database_of_the_first_version_opens(file: Path, engine: AsyncEngine) -> None:
    """Its facts are written out here as that version wrote them, and still tell the same life."""
    await migrate.upgrade(engine, "0001")
    with closing(sqlite3.connect(file)) as connection:
        for statement in _OF_0001:
            connection.execute(statement)
        for kind, body in _FACTS_OF_0001:
            values = (1, "P1", kind, _AT, "$a", json.dumps(body))
            connection.execute(
                "INSERT INTO facts (house_id, subject, kind, at, source, body) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                values,
            )
        connection.commit()
    store = await Store.open(f"sqlite:///{file}")
    try:
        async with store.transaction() as tx:
            (house,) = await tx.houses()
            proposal = fold(await tx.facts(house.id, "P1"))
            members = await tx.members(house.id)
            roles = fold_roles(await tx.facts(house.id, "T"))
            due = await tx.next_due()
    finally:
        await store.close()
    assert (house.name, house.language, house.settings.talk_hours) == ("De Eik", "nl", 0)
    assert [member.name for member in members] == ["Alice", "Jan"]
    assert due is not None
    assert due.subject == "T"  # the chair that the house has now is told at once
    assert roles.get(CHAIR) is not None
    assert proposal.state is State.CONSENT
    assert proposal.live[MemberId(1)].taken.stance is Stance.OBJECTION
    assert proposal.round is not None
    assert proposal.round.closes_at == NOON + timedelta(days=1)
    assert proposal.round.rules.grace == proposal.round.rules.length == timedelta(days=1)


@only_sqlite
async def test_who_was_there_when_a_house_was_born_is_no_newcomer(
    file: Path, engine: AsyncEngine
) -> None:
    """An older version noted them a moment later; the chair would rest with nobody for weeks."""
    await migrate.upgrade(engine, "0003")
    moments = {"Alice": "11:00:00.000497", "Bob": "11:00:01.500000", "Erin": "12:00:00.000000"}
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            "INSERT INTO houses (id, room, name, language, timezone, settings, born_at,"
            " last_proposal, last_agreement)"
            " VALUES (1, '!oak', 'De Eik', 'en', 'UTC', '{}', ?, 0, 0)",
            (_AT,),
        )
        for name, at in moments.items():
            connection.execute(
                "INSERT INTO members (house_id, account, name, kind, joined_at)"
                " VALUES (1, ?, ?, 'resident', ?)",
                (f"@{name}", name, f"2026-11-23 {at}"),
            )
        connection.commit()
    store = await Store.open(f"sqlite:///{file}")
    try:
        async with store.transaction() as tx:
            joined = {member.name: member.joined_at for member in await tx.members(1)}
    finally:
        await store.close()
    assert joined == {"Alice": NOON, "Bob": NOON, "Erin": NOON + timedelta(hours=1)}
