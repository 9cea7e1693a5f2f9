"""What is held of one account, row by row, for who reads it themselves."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from governance.members import MemberId
from storage.forgetting_book import ForgettingBook
from storage.letter_book import PRIVATE_ROOM_TO_COME
from storage.member_book import change_of
from storage.records import MemberChange
from storage.tables import (
    HandledRow,
    HeldRow,
    MemberChangeRow,
    OutboxRow,
    PrivateRoomRow,
)


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """A message of the bot to somebody, about them, or because of them."""

    id: int
    at: datetime
    is_sent: bool
    body: dict[str, Any] = field(repr=False)
    """Empty once it is sent."""


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A row that names the account, and when it was made, where that is known."""

    table: str
    key: int | str
    at: datetime | None
    what: str


class OwnBook(ForgettingBook):
    """The part of a transaction that finds what is held of one person."""

    async def own_changes(self, selves: Collection[MemberId]) -> list[tuple[MemberChange, bool]]:
        """What was done to the list of members by or with them; and whether it was undone."""
        rows = await self._session.exec(
            select(MemberChangeRow)
            .where(
                col(MemberChangeRow.member_id).in_(selves)
                | col(MemberChangeRow.by_id).in_(selves)
                | col(MemberChangeRow.other_id).in_(selves)
            )
            .order_by(col(MemberChangeRow.id))
        )
        return [(change_of(row), row.undone_at is not None) for row in rows]

    async def own_letters(self, selves: Collection[MemberId], account: str) -> list[OwnLetter]:
        """What was or will be said to them or about them, or names their account."""
        places = [PRIVATE_ROOM_TO_COME + account]
        places += [one.what for one in await self._own_rooms(account)]
        rows = await self._session.exec(
            select(OutboxRow)
            .where(
                col(OutboxRow.member_id).in_(selves)
                | col(OutboxRow.asked_by).in_(selves)
                | col(OutboxRow.room).in_(places)
                | col(OutboxRow.sent_at).is_(None)
            )
            .order_by(col(OutboxRow.id))
        )
        return [
            OwnLetter(row.id or 0, row.created_at, row.sent_at is not None, row.body)
            for row in rows
            if row.room in places
            or {row.member_id, row.asked_by} & set(selves)
            or account in json.dumps(row.body, ensure_ascii=False)
        ]

    async def own_notes(self, account: str) -> list[OwnNote]:
        """The rows of the bot's own work that name them."""
        held = await self._session.exec(select(HeldRow).where(HeldRow.account == account))
        notes = await self.handled_about(account)
        handled = await self._session.exec(
            select(HandledRow).where(col(HandledRow.event).in_(notes)).order_by(col(HandledRow.at))
        )
        return [
            *await self._own_rooms(account),
            *(OwnNote("held", row.event, row.at, row.room) for row in held),
            *(OwnNote("handled", row.event, row.at, row.event) for row in handled),
        ]

    async def _own_rooms(self, account: str) -> list[OwnNote]:
        rows = await self._session.exec(
            select(PrivateRoomRow)
            .where(PrivateRoomRow.account == account)
            .order_by(col(PrivateRoomRow.id))
        )
        return [OwnNote("private_rooms", row.id or 0, None, row.room) for row in rows]
