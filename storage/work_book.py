"""What keeps the work going: handled events, due times, the sync position, private rooms."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.records import Due, Held
from storage.tables import DueRow, HandledRow, HeldRow, HouseRow, PositionRow, PrivateRoomRow


class WorkBook:
    """The part of a transaction that is about the bot's own work."""

    _session: AsyncSession

    async def is_handled(self, event: str) -> bool:
        """Whether this event was handled before."""
        return await self._session.get(HandledRow, event) is not None

    async def mark_handled(self, event: str, at: datetime) -> None:
        """Never again."""
        self._session.add(HandledRow(event=event, at=at))
        await self._session.flush()

    async def forget_notes(self, beginning: str, before: datetime) -> None:
        """Let go of older notes of the bot's own that begin so; an event's id never does."""
        await self._session.exec(
            delete(HandledRow).where(
                col(HandledRow.event) >= beginning,
                col(HandledRow.event) < beginning + "\uffff",
                col(HandledRow.at) < before,
            )
        )

    async def set_due(self, house_id: int, subject: str, at: datetime | None) -> None:
        """When time alone will next change this subject; None: never."""
        row = await self._session.get(DueRow, (house_id, subject))
        if at is None:
            if row:
                await self._session.delete(row)
        elif row:
            row.at = at
        else:
            self._session.add(DueRow(house_id=house_id, subject=subject, at=at))
        await self._session.flush()

    async def next_due(self, until: datetime | None = None) -> Due | None:
        """The earliest due time (up to `until`) of a house that the bot can speak in."""
        query = (
            select(DueRow)
            .join(HouseRow, col(HouseRow.id) == col(DueRow.house_id))
            .where(col(HouseRow.silent_since).is_(None))
            .order_by(col(DueRow.at), col(DueRow.house_id), col(DueRow.subject))
            .limit(1)
        )
        if until is not None:
            query = query.where(DueRow.at <= until)
        row = (await self._session.exec(query)).first()
        return Due(row.house_id, row.subject, row.at) if row else None

    async def position(self, account: str) -> str | None:
        """How far this account has read."""
        row = await self._session.get(PositionRow, account)
        return row.position if row else None

    async def set_position(self, account: str, position: str) -> None:
        """All before this is handled."""
        await self._session.merge(PositionRow(account=account, position=position))

    async def private_room(self, account: str) -> str | None:
        """The room of the bot and this account alone; the newest, where there are more."""
        rows = await self._session.exec(
            select(PrivateRoomRow)
            .where(PrivateRoomRow.account == account)
            .order_by(col(PrivateRoomRow.id).desc())
        )
        row = rows.first()
        return row.room if row else None

    async def owner_of_private_room(self, room: str) -> str | None:
        """Whose private room this is."""
        row = await self._private_room_row(room)
        return row.account if row else None

    async def set_private_room(self, account: str, room: str) -> None:
        """Remember a private room of an account."""
        row = await self._private_room_row(room)
        if row:
            row.account = account
        else:
            self._session.add(PrivateRoomRow(account=account, room=room))
        await self._session.flush()

    async def forget_private_room(self, room: str) -> None:
        """This private room is gone."""
        row = await self._private_room_row(room)
        if row:
            await self._session.delete(row)
            await self._session.flush()

    async def _private_room_row(self, room: str) -> PrivateRoomRow | None:
        rows = await self._session.exec(select(PrivateRoomRow).where(PrivateRoomRow.room == room))
        return rows.first()

    async def hold(self, held: Held, now: datetime) -> None:
        """Keep an event that cannot be read yet."""
        if await self._session.get(HeldRow, held.event) is None:
            self._session.add(
                HeldRow(
                    event=held.event,
                    room=held.room,
                    account=held.account,
                    session=held.session,
                    at=held.at,
                    held_at=now,
                    body=held.body,
                )
            )

    async def held(self, sessions: Collection[str] | None = None) -> list[Held]:
        """What waits for its key (for one of these keys), oldest first."""
        query = select(HeldRow).order_by(col(HeldRow.at))
        if sessions is not None:
            query = query.where(col(HeldRow.session).in_(sessions))
        return [_held(row) for row in await self._session.exec(query)]

    async def release(self, event: str) -> None:
        """Its key came, or it will never come."""
        row = await self._session.get(HeldRow, event)
        if row:
            await self._session.delete(row)

    async def unread_since(self, moment: datetime) -> list[Held]:
        """What was held up to then and nobody was asked about yet, oldest first."""
        query = (
            select(HeldRow)
            .where(col(HeldRow.told_at).is_(None), col(HeldRow.held_at) <= moment)
            .order_by(col(HeldRow.at))
        )
        return [_held(row) for row in await self._session.exec(query)]

    async def first_unread(self) -> datetime | None:
        """Since when the event is held that nobody was asked about for longest."""
        rows = await self._session.exec(
            select(HeldRow.held_at)
            .where(col(HeldRow.told_at).is_(None))
            .order_by(col(HeldRow.held_at))
            .limit(1)
        )
        return rows.first()

    async def was_asked_again(self, room: str, account: str) -> bool:
        """Whether this account was asked there to say something again that is still held."""
        rows = await self._session.exec(
            select(HeldRow.event)
            .where(
                HeldRow.room == room, HeldRow.account == account, col(HeldRow.told_at).is_not(None)
            )
            .limit(1)
        )
        return rows.first() is not None

    async def mark_told(self, event: str, at: datetime) -> None:
        """The room was asked to say it again."""
        (await self._session.get_one(HeldRow, event)).told_at = at

    async def forget_held(self, before: datetime) -> int:
        """Let go of what was held before this moment; how many there were."""
        gone = await self._session.exec(delete(HeldRow).where(col(HeldRow.held_at) < before))
        return gone.rowcount


def _held(row: HeldRow) -> Held:
    return Held(row.event, row.room, row.account, row.session, row.at, row.body)
