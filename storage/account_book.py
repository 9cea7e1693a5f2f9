"""The accounts of the bot that share a database: whose work is whose, and who goes on with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import col, delete, select, update

from storage.house_book import HouseBook
from storage.letter_book import OPEN, PRIVATE_ROOM_TO_COME
from storage.private_book import PrivateBook
from storage.records import House
from storage.tables import (
    METADATA,
    AccountRow,
    DueRow,
    HandledRow,
    HouseRow,
    OutboxRow,
    PositionRow,
)

_LISTENED = "all there was"
"""So a database from before notes, among what was handled, that everything was."""

_WHOSE = {
    "houses": "account",
    "due": "account",
    "outbox": "account",
    "private_rooms": "bot",
    "conversations": "bot",
    "held": "bot",
}
"""The tables that say whose work a row is, and in which column."""


class AccountBook(HouseBook, PrivateBook):
    """The part of a transaction that is about which account of the bot does what."""

    async def begin_to_serve(self) -> None:
        """This account runs here; the first one sees to what nobody was written down for."""
        await self.hold_hallway()
        known = await self.accounts()
        if not known:
            known = {await self._share_out()}
        if self.me not in known:
            self._session.add(AccountRow(account=self.me))
        await self._session.flush()

    async def accounts(self) -> set[str]:
        """Every account of the bot that has run here."""
        return set(await self._session.exec(select(AccountRow.account)))

    @contextmanager
    def speaking_as(self, account: str) -> Iterator[None]:
        """What is posted meanwhile that account says, in its own private rooms."""
        before, self.me = self.me, account
        try:
            yield
        finally:
            self.me = before

    async def house_of_another(self, room: str) -> House | None:
        """The house of this room, where another account serves it."""
        rows = await self._session.exec(
            select(HouseRow).where(HouseRow.room == room, HouseRow.account != self.me)
        )
        row = rows.first()
        return self._seen(row) if row else None

    async def is_private_with_another(self, room: str) -> bool:
        """Whether this is somebody's private room with another account of the bot."""
        row = await self._private_room_row(room)
        return row is not None and row.bot != self.me

    async def take_over(self, house_id: int, at: datetime) -> House:
        """This account serves the house from now on, and says what the other had yet to say.

        What only changes or marks a message of the other stays unsaid.
        """
        row = await self._house_row(house_id)
        before, row.account = row.account, self.me
        await self._session.exec(
            update(DueRow).where(col(DueRow.house_id) == house_id).values(account=self.me)
        )
        await self.move_house(house_id, row.room, at)
        private = await self._session.exec(
            select(OutboxRow)
            .where(
                OutboxRow.house_id == house_id,
                OutboxRow.account == before,
                col(OutboxRow.sent_at).is_(None),
            )
            .order_by(col(OutboxRow.id))
        )
        people = {}
        for letter in private.all():
            person = await self._owner_of(letter.room)
            if person is None or letter.kind in {"React", "Edit", "PollEnd", "Join", "Decline"}:
                continue
            people[person] = await self.private_room_or_new(
                person, letter.not_before, at, by_clock=letter.by_clock
            )
            letter.room, letter.account = people[person], self.me
        await self._session.flush()
        with self.speaking_as(before):
            for person in people:
                await self._open_for_nothing(person, at)
        self._posts.clear()
        return self._seen(row)

    async def _owner_of(self, room: str) -> str | None:
        if room.startswith(PRIVATE_ROOM_TO_COME):
            return room.removeprefix(PRIVATE_ROOM_TO_COME)
        row = await self._private_room_row(room)
        return row.account if row else None

    async def _open_for_nothing(self, person: str, at: datetime) -> None:
        """A private room in which nothing is left to say is not opened."""
        waiting = await self._waiting_for(person)
        if all(letter.kind == OPEN for letter in waiting):
            for letter in waiting:
                letter.sent_at, letter.body = at, {}
            await self._session.flush()

    async def _share_out(self) -> str:
        """All that is there is the work of the account that read on here; if one did, and only one.

        Answers which that is.
        """
        readers = list(await self._session.exec(select(PositionRow.account)))
        owner = readers[0] if len(readers) == 1 else self.me
        for table, column in _WHOSE.items():
            rows = METADATA.tables[table]
            await self._session.exec(
                update(rows).where(rows.c[column] == "").values({column: owner})
            )
        note = await self._session.get(HandledRow, _LISTENED)
        self._session.add(AccountRow(account=owner, listened_at=note.at if note else None))
        await self._session.exec(delete(HandledRow).where(col(HandledRow.event) == _LISTENED))
        await self._session.flush()
        return owner
