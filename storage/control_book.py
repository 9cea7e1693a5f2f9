"""For who looks after the database: the rows as they are stored, whatever is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.facts import Fact
from storage.codec import UnreadableFact, decode
from storage.database import Database
from storage.tables import METADATA, DueRow, FactRow, HandledRow, HouseRow, OutboxRow


@dataclass(frozen=True, slots=True)
class StoredHouse:
    """A house's row, before anybody made sense of it."""

    id: int
    name: str
    language: str
    timezone: str
    settings: dict[str, Any]
    is_silent: bool
    last_proposal: int
    last_agreement: int


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact's row; `fact` is why it cannot be read, where it cannot."""

    seq: int
    subject: str
    at: datetime
    fact: Fact | UnreadableFact


class ControlBook:
    """The part of a transaction that is about whether all of it can be true."""

    _session: AsyncSession
    _database: Database

    async def unsound(self) -> list[str]:
        """What the database finds wrong with itself; empty: nothing."""
        return await self._database.unsound(await self._session.connection())

    async def dangling(self) -> dict[tuple[str, str], int]:
        """How many rows of a table refer to a row of another that is not there."""
        return await self._database.dangling(await self._session.connection())

    async def row_counts(self) -> dict[str, int]:
        """How many rows each table has."""
        counts = {}
        for name in sorted(METADATA.tables):
            ((counts[name],),) = await self._rows(f"SELECT count(*) FROM {name}")  # noqa: S608
        return counts

    async def missing_facts(self) -> int:
        """How many facts were taken away, as far as their numbers tell."""
        return await self._database.missing_facts(await self._session.connection())

    async def unkept(self) -> set[str]:
        """Which of the triggers are gone that keep facts from being changed."""
        found = await self._database.triggers(await self._session.connection())
        return set(self._database.keepers - found)

    async def stored_houses(self) -> list[StoredHouse]:
        """Every house, oldest first."""
        rows = await self._session.exec(select(HouseRow).order_by(col(HouseRow.id)))
        return [
            StoredHouse(
                id=row.id or 0,
                name=row.name,
                language=row.language,
                timezone=row.timezone,
                settings=row.settings,
                is_silent=row.silent_since is not None,
                last_proposal=row.last_proposal,
                last_agreement=row.last_agreement,
            )
            for row in rows
        ]

    async def stored_facts(self, house_id: int) -> list[StoredFact]:
        """Every fact of a house in the order of things, readable or not."""
        rows = await self._session.exec(
            select(FactRow).where(FactRow.house_id == house_id).order_by(col(FactRow.id))
        )
        return [StoredFact(row.id or 0, row.subject, row.at, _read(row)) for row in rows]

    async def due_times(self, house_id: int) -> dict[str, datetime]:
        """What is due in a house, by subject."""
        rows = await self._session.exec(select(DueRow).where(DueRow.house_id == house_id))
        return {row.subject: row.at for row in rows}

    async def kept_words(self) -> int:
        """How many letters were sent and still hold their words."""
        query = (
            "SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL AND CAST(body AS TEXT) <> '{}'"
        )
        ((count,),) = await self._rows(query)
        return int(count)

    async def waiting_for_nothing(self) -> int:
        """How many letters wait for a private room that nobody is asked to open."""
        query = (
            "SELECT count(*) FROM outbox AS one WHERE one.sent_at IS NULL AND one.kind <> 'Open' "
            "AND one.room LIKE 'to:%' AND NOT EXISTS (SELECT 1 FROM outbox AS door WHERE "
            "door.room = one.room AND door.kind = 'Open' AND door.sent_at IS NULL)"
        )
        ((count,),) = await self._rows(query)
        return int(count)

    async def strangers(self) -> list[str]:
        """The tables with a row of one house that names a member of another."""
        pairs = (
            ("member_changes", "by_id"),
            ("member_changes", "member_id"),
            ("member_changes", "other_id"),
            ("outbox", "member_id"),
            ("members", "same_as"),
        )
        found = []
        for table, column in pairs:
            query = (
                f"SELECT count(*) FROM {table} AS one JOIN members AS m ON m.id = one.{column} "  # noqa: S608
                "WHERE m.house_id <> one.house_id"
            )
            ((count,),) = await self._rows(query)
            found += [table] if count else []
        return sorted(set(found))

    async def waiting_since(self) -> tuple[int, datetime | None]:
        """How many letters wait to be sent, and since when the oldest does."""
        rows = await self._session.exec(
            select(OutboxRow.created_at)
            .where(col(OutboxRow.sent_at).is_(None))
            .order_by(col(OutboxRow.created_at))
        )
        times = list(rows)
        return len(times), times[0] if times else None

    async def handled_between(self) -> tuple[int, datetime | None, datetime | None]:
        """How many messages were handled, the first and the last time that was."""
        rows = list(await self._session.exec(select(HandledRow.at).order_by(col(HandledRow.at))))
        return len(rows), rows[0] if rows else None, rows[-1] if rows else None

    async def _rows(self, query: str) -> Sequence[Any]:
        connection = await self._session.connection()
        return (await connection.exec_driver_sql(query)).fetchall()


def _read(row: FactRow) -> Fact | UnreadableFact:
    try:
        return decode(row.kind, row.body)
    except UnreadableFact as fault:
        return fault
