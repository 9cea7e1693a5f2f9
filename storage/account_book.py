"""The accounts of the bot that share a database: whose work is whose, and who goes on with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.records import House
from storage.tables import (
    METADATA,
    AccountRow,
    HandledRow,
    HouseRow,
    OutboxRow,
    PositionRow,
    PrivateRoomRow,
)

_LISTENED = "all there was"
"""So a database from before notes, among what was handled, that everything was."""

_WHOSE = {
    "houses": "account",
    "outbox": "account",
    "private_rooms": "bot",
    "conversations": "bot",
    "held": "bot",
}
"""The tables that say whose work a row is, and in which column."""


class AccountBook:
    """The part of a transaction that is about which account of the bot does what."""

    _session: AsyncSession
    me: str

    async def begin_to_serve(self) -> None:
        """This account runs here; the first one sees to what nobody was written down for."""
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
