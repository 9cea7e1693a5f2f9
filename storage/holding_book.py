"""The part of a transaction that keeps others away from what it looks at and changes.

Where a transaction is alone in its database there is nothing to do. Else what is held is held to
the end of the transaction, and always in this order, so that no two wait for each other:

1. houses, by their ids. Whatever is a house's (facts, members, due times, letters in its name) is
   changed only by who holds the house, and so is the conversation of somebody who lives there;
2. the hallway, which is one for all. What is no house's (private rooms, what waits for one,
   letters in nobody's name) is changed only by who holds it.

What was read before is read anew after. See docs/decisions/0030-two-databases.md.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, CursorResult, bindparam, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import Database
from storage.tables import HouseRow, MemberRow

_HALLWAY = 0x68616C6C  # the letters of hall
"""The number of the lock on what is no house's."""


def held(query: SelectOfScalar[HouseRow]) -> SelectOfScalar[HouseRow]:
    """The same houses, held one after the other, and read as they are by then."""
    return (
        query.order_by(col(HouseRow.id))
        # Who only refers to the house (FOR KEY SHARE) does not wait.
        .with_for_update(key_share=True, of=HouseRow)
        .execution_options(populate_existing=True)
    )


_IDS: BindParameter[Collection[int]] = bindparam("ids", expanding=True)
_ROOMS: BindParameter[Collection[str]] = bindparam("rooms", expanding=True)
_BY_ID = held(select(HouseRow).where(col(HouseRow.id).in_(_IDS)))
_OF_ROOMS = held(
    select(HouseRow).where(col(HouseRow.room).in_(_ROOMS) | col(HouseRow.successor).in_(_ROOMS))
)
_HOMES = select(MemberRow.house_id).where(col(MemberRow.account) == bindparam("account")).distinct()
_ENTER_THE_HALLWAY = select(func.pg_advisory_xact_lock(_HALLWAY))


def new_id(added: CursorResult[Any]) -> int:
    """The id of the row that was added."""
    assert added.inserted_primary_key is not None
    return int(added.inserted_primary_key[0])


class HoldingBook:
    """Holds houses, and what is between them."""

    me: str
    """The account of the bot whose houses are looked at, and that says what is posted."""
    _session: AsyncSession
    _database: Database
    _is_alone: bool
    """Nobody else changes anything meanwhile; or it does not matter, as this only reads."""
    _held: dict[int, HouseRow]
    """The houses that are held, by their ids."""
    _has_hallway: bool
    _posts: dict[tuple[object, ...], list[Any]]
    """What was found on a house's board, until something on it changes, or more is held."""

    async def hold_place(self, *rooms: str, account: str | None = None) -> None:
        """All houses that what happens there can be about: in a private room, those of `account`.

        Before anything else is held or read.
        """
        if self._is_alone:
            return
        here = await self._hold(_OF_ROOMS, rooms=rooms)
        if account is None or rooms[0] in {row.room for row in here}:
            return
        while more := await self._homes(account) - self._held.keys():
            await self._hold(_BY_ID, ids=sorted(more))

    async def hold_houses(self, ids: Collection[int]) -> None:
        """These, where they are not held yet."""
        if not self._is_alone and (more := set(ids) - self._held.keys()):
            await self._hold(_BY_ID, ids=sorted(more))

    async def hold_hallway(self) -> None:
        """After all houses that are needed."""
        if not self._is_alone and not self._has_hallway:
            await self._session.exec(_ENTER_THE_HALLWAY)
            self._has_hallway = True
            self._posts.clear()

    def _holds(self, house_id: int) -> bool:
        return self._is_alone or house_id in self._held

    async def _hold(self, query: SelectOfScalar[HouseRow], **which: object) -> list[HouseRow]:
        rows = list(await self._session.exec(query, params=which))
        self._held |= {row.id: row for row in rows if row.id is not None}
        self._posts.clear()
        return rows

    async def _homes(self, account: str) -> set[int]:
        return set(await self._session.exec(_HOMES, params={"account": account}))
