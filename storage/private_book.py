"""Letters for one person alone: into the room of the bot and that account, opened when needed."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from storage.letter_book import NOWHERE, OPEN, PRIVATE_ROOM_TO_COME, LetterBook
from storage.records import Parcel, Waiting
from storage.tables import OutboxRow
from storage.work_book import WorkBook


class PrivateBook(LetterBook, WorkBook):
    """The part of a transaction that is about what the bot says to one person alone."""

    async def private_room_or_new(
        self, account: str, not_before: datetime, now: datetime, *, by_clock: bool = False
    ) -> str:
        """Where to write to this account: its private room, or the place where letters wait.

        A room is asked for once; when it is there, what waits goes into it.
        """
        room = await self.private_room(account)
        if room is not None:
            return room
        await self.hold_hallway()
        room = None if self._is_alone else await self.private_room(account)
        if room is not None:
            return room  # it was opened meanwhile
        place = PRIVATE_ROOM_TO_COME + account
        asked_for = [row for row in await self._waiting_for(account) if row.kind == OPEN]
        if asked_for:
            asked_for[0].not_before = min(asked_for[0].not_before, not_before)
            asked_for[0].by_clock = asked_for[0].by_clock and by_clock
        else:
            parcel = Parcel(place, OPEN, {"account": account}, not_before, by_clock=by_clock)
            await self.post(parcel, now)
        return place

    async def mark_sent(self, sent: Waiting, reference: str, at: datetime) -> None:
        """It is in the room, as `reference`; a room that was opened gets what waited for it."""
        await super().mark_sent(sent, reference, at)
        row = await self._session.get_one(OutboxRow, sent.id)
        if sent.kind != OPEN or row.room == NOWHERE:
            return
        account = sent.room.removeprefix(PRIVATE_ROOM_TO_COME)
        await self.set_private_room(account, reference)
        for letter in await self._waiting_for(account):
            letter.room = reference
        await self._session.flush()

    async def mark_dropped(self, dropped: Waiting, at: datetime) -> None:
        """It can never be sent; nor what waited for a room that cannot be opened."""
        await super().mark_dropped(dropped, at)
        if dropped.kind == OPEN:
            account = dropped.room.removeprefix(PRIVATE_ROOM_TO_COME)
            for letter in await self._waiting_for(account):
                letter.sent_at = at
                letter.body = {}
            await self._session.flush()

    async def set_private_room(self, account: str, room: str) -> None:
        """Remember a private room of an account."""
        await self.hold_hallway()
        await super().set_private_room(account, room)

    async def _waiting_for(self, account: str) -> list[OutboxRow]:
        rows = await self._session.exec(
            select(OutboxRow)
            .where(
                OutboxRow.room == PRIVATE_ROOM_TO_COME + account,
                OutboxRow.account == self.me,
                col(OutboxRow.sent_at).is_(None),
            )
            .order_by(col(OutboxRow.id))
        )
        return list(rows)
