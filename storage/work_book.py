"""What keeps the work going: handled events, due times, the sync position, private rooms."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Table, bindparam, func, insert, update
from sqlmodel import col, delete, select

from storage.holding_book import HoldingBook
from storage.records import Due, Held
from storage.tables import (
    METADATA,
    AccountRow,
    HandledRow,
    HeldRow,
    HouseRow,
    PositionRow,
    PrivateRoomRow,
)

# What is asked again and again is put together once: that takes longer than the answer.
_ME: BindParameter[str] = bindparam("me")
_DONE = METADATA.tables["handled"]
_HANDLED = select(_DONE.c.event).where(_DONE.c.event == bindparam("event"))
_HANDLED_OF = select(_DONE.c.event).where(_DONE.c.event.in_(bindparam("events", expanding=True)))
_NOW_HANDLED = insert(_DONE)
_DUE = METADATA.tables["due"]
_NOT_DUE = delete(_DUE).where(
    _DUE.c.house_id == bindparam("house_id"), _DUE.c.subject == bindparam("subject")
)
_NEXT_DUE = (
    select(_DUE.c.house_id, _DUE.c.subject, _DUE.c.at)
    .where(_DUE.c.account == _ME, _DUE.c.is_paused.is_(False))
    .order_by(_DUE.c.at, _DUE.c.house_id, _DUE.c.subject)
    .limit(1)
)
_NEXT_DUE_UNTIL = _NEXT_DUE.where(_DUE.c.at <= bindparam("until"))
_NEXT_DUE_IN = _NEXT_DUE_UNTIL.where(_DUE.c.house_id == bindparam("house"))
_HOUSES_DUE = (
    select(_DUE.c.house_id)
    .where(
        _DUE.c.account == _ME,
        _DUE.c.is_paused.is_(False),
        _DUE.c.at <= bindparam("until"),
    )
    .group_by(_DUE.c.house_id)
    .order_by(func.min(_DUE.c.at), _DUE.c.house_id)
)
_POSITIONS = METADATA.tables["positions"]
_MOVED_ON = (
    update(_POSITIONS)
    .where(_POSITIONS.c.account == bindparam("whose"))
    .values(position=bindparam("read"))
)
_PRIVATE_ROOM = (
    select(PrivateRoomRow.room)
    .where(col(PrivateRoomRow.account) == bindparam("account"), col(PrivateRoomRow.bot) == _ME)
    .order_by(col(PrivateRoomRow.id).desc())
    .limit(1)
)
_PRIVATE_ROOM_ROW = select(PrivateRoomRow).where(col(PrivateRoomRow.room) == bindparam("room"))
_UNREAD_SINCE = (
    select(HeldRow)
    .where(
        col(HeldRow.bot) == _ME,
        col(HeldRow.told_at).is_(None),
        col(HeldRow.held_at) <= bindparam("moment"),
    )
    .order_by(col(HeldRow.at))
)
_FIRST_UNREAD = (
    select(HeldRow.held_at)
    .where(col(HeldRow.bot) == _ME, col(HeldRow.told_at).is_(None))
    .order_by(col(HeldRow.held_at))
    .limit(1)
)
_HELD = METADATA.tables["held"]
_IS_HELD = (_HELD.c.event == bindparam("of"), _HELD.c.bot == _ME)
_TOLD = update(_HELD).where(*_IS_HELD).values(told_at=bindparam("told"))
_RELEASED = delete(_HELD).where(*_IS_HELD)
_HELD_BEFORE = delete(_HELD).where(_HELD.c.held_at < bindparam("before"))


@cache
def _due_at(insert_into: Callable[[Table], Any]) -> Any:
    is_silent = select(col(HouseRow.silent_since).is_not(None))
    new = insert_into(_DUE).values(
        house_id=bindparam("house_id"),
        subject=bindparam("subject"),
        at=bindparam("at"),
        account=bindparam("account"),
        is_paused=is_silent.where(col(HouseRow.id) == bindparam("house_id")).scalar_subquery(),
    )
    at = {"at": new.excluded.at, "account": new.excluded.account}
    return new.on_conflict_do_update(index_elements=["house_id", "subject"], set_=at)


class WorkBook(HoldingBook):
    """The part of a transaction that is about the bot's own work."""

    async def handled(self, events: Collection[str]) -> set[str]:
        """Which of these events were handled before."""
        if not events:
            return set()
        return set(await self._session.exec(_HANDLED_OF, params={"events": list(events)}))

    async def is_handled(self, event: str) -> bool:
        """Whether this event was handled before."""
        found = await self._session.exec(_HANDLED, params={"event": event})
        return found.first() is not None

    async def mark_handled(self, event: str, at: datetime) -> None:
        """Never again."""
        await self._session.exec(_NOW_HANDLED, params={"event": event, "at": at})

    async def listened_at(self) -> datetime | None:
        """When all there was had been heard, as far as that was written down."""
        row = await self._session.get(AccountRow, self.me)
        return row.listened_at if row else None

    async def set_listened_at(self, at: datetime) -> None:
        """All there was until then has been heard."""
        await self._session.merge(AccountRow(account=self.me, listened_at=at))

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
        what = {"house_id": house_id, "subject": subject}
        if at is None:
            await self._session.exec(_NOT_DUE, params=what)
        else:
            row = {**what, "at": at, "account": self.me}
            await self._session.exec(_due_at(self._database.insert), params=row)

    async def next_due(self, until: datetime | None = None) -> Due | None:
        """The earliest due time (up to `until`) of a house that the bot serves and can speak in."""
        which = {"me": self.me}
        if until is None:
            row = (await self._session.exec(_NEXT_DUE, params=which)).first()
        else:
            until_then = which | {"until": until}
            row = (await self._session.exec(_NEXT_DUE_UNTIL, params=until_then)).first()
        return Due(*row) if row else None

    async def next_due_held(self, until: datetime, house_id: int | None = None) -> Due | None:
        """The same (in this house); nobody else does it, nor anything in that house, meanwhile."""
        if house_id is not None:
            return await self._next_due_in(house_id, until)
        found = await self.next_due(until)
        while found and not self._is_alone:
            if still := await self._next_due_in(found.house_id, until):
                return still
            found = await self.next_due(until)  # somebody else has done that
        return found

    async def _next_due_in(self, house_id: int, until: datetime) -> Due | None:
        await self.hold_houses((house_id,))
        which = {"house": house_id, "until": until, "me": self.me}
        row = (await self._session.exec(_NEXT_DUE_IN, params=which)).first()
        return Due(*row) if row else None

    async def houses_due(self, until: datetime) -> list[int]:
        """The houses that `next_due` is about one after the other, who waits longest first."""
        return list(await self._session.exec(_HOUSES_DUE, params={"until": until, "me": self.me}))

    async def position(self, account: str) -> str | None:
        """How far this account has read."""
        row = await self._session.get(PositionRow, account)
        return row.position if row else None

    async def set_position(self, account: str, position: str) -> None:
        """All before this is handled."""
        which = {"whose": account, "read": position}
        moved = await self._session.exec(_MOVED_ON, params=which)
        if not moved.rowcount:
            self._session.add(PositionRow(account=account, position=position))

    async def private_room(self, account: str) -> str | None:
        """The room of the bot and this account alone; the newest, where there are more."""
        which = {"account": account, "me": self.me}
        return (await self._session.exec(_PRIVATE_ROOM, params=which)).first()

    async def owner_of_private_room(self, room: str) -> str | None:
        """Whose private room with the bot this is."""
        row = await self._private_room_row(room)
        return row.account if row and row.bot == self.me else None

    async def set_private_room(self, account: str, room: str) -> None:
        """Remember a private room of an account."""
        row = await self._private_room_row(room)
        if row:
            row.account, row.bot = account, self.me
        else:
            self._session.add(PrivateRoomRow(account=account, room=room, bot=self.me))
        await self._session.flush()

    async def forget_private_room(self, room: str) -> None:
        """This private room is gone."""
        row = await self._private_room_row(room)
        if row and row.bot == self.me:
            await self._session.delete(row)
            await self._session.flush()

    async def _private_room_row(self, room: str) -> PrivateRoomRow | None:
        return (await self._session.exec(_PRIVATE_ROOM_ROW, params={"room": room})).first()

    async def hold(self, held: Held, now: datetime) -> None:
        """Keep an event that cannot be read yet."""
        if await self._session.get(HeldRow, (self.me, held.event)) is None:
            self._session.add(
                HeldRow(
                    bot=self.me,
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
        query = select(HeldRow).where(HeldRow.bot == self.me).order_by(col(HeldRow.at))
        if sessions is not None:
            query = query.where(col(HeldRow.session).in_(sessions))
        return [_held(row) for row in await self._session.exec(query)]

    async def release(self, event: str) -> None:
        """Its key came, or it will never come."""
        await self._session.exec(_RELEASED, params={"of": event, "me": self.me})

    async def unread_since(self, moment: datetime) -> list[Held]:
        """What was held up to then and nobody was asked about yet, oldest first."""
        which = {"moment": moment, "me": self.me}
        rows = await self._session.exec(_UNREAD_SINCE, params=which)
        return [_held(row) for row in rows]

    async def first_unread(self) -> datetime | None:
        """Since when the event is held that nobody was asked about for longest."""
        return (await self._session.exec(_FIRST_UNREAD, params={"me": self.me})).first()

    async def was_asked_again(self, room: str, account: str) -> bool:
        """Whether this account was asked there to say something again that is still held."""
        rows = await self._session.exec(
            select(HeldRow.event)
            .where(
                HeldRow.bot == self.me,
                HeldRow.room == room,
                HeldRow.account == account,
                col(HeldRow.told_at).is_not(None),
            )
            .limit(1)
        )
        return rows.first() is not None

    async def mark_told(self, event: str, at: datetime) -> None:
        """The room was asked to say it again."""
        await self._session.exec(_TOLD, params={"of": event, "me": self.me, "told": at})

    async def forget_held(self, before: datetime) -> int:
        """Let go of what was held before this moment; how many there were."""
        gone = await self._session.exec(_HELD_BEFORE, params={"before": before})
        return gone.rowcount


def _held(row: HeldRow) -> Held:
    return Held(row.event, row.room, row.account, row.session, row.at, row.body)
