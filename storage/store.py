"""The store: opens the database, keeps it up to date, and hands out transactions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import migrate
from storage.engine import is_journal_wiped, name_connections, open_engine
from storage.leadership import IS_LEADING, Leadership
from storage.shelf import Shelf
from storage.transaction import Transaction

_IS_LEADING = text(IS_LEADING)


class Store:
    """One database. SQLite has one writer: transactions wait for each other here, in order."""

    def __init__(self, engine: AsyncEngine, leadership: Leadership | None = None) -> None:
        self._engine = engine
        self._leadership = leadership
        self._turn = asyncio.Lock()
        self._shelf = Shelf()
        self._has_traces = True
        """The journal may hold what was taken away; after a crash, also from before."""

    @classmethod
    async def open(cls, url: str, leadership: Leadership | None = None) -> Store:
        """Open a database and bring its tables up to date. Raises UnknownDatabase, OtherVersion.

        With a `leadership`, which has the lock, all is written in an epoch of its own.
        """
        engine = open_engine(url)
        try:
            if leadership:
                name_connections(engine, leadership.name)
            await migrate.upgrade(engine)
            if leadership:
                await leadership.claim()
        except BaseException:
            await engine.dispose()
            raise
        return cls(engine, leadership)

    @classmethod
    async def open_to_read(cls, url: str) -> Store:
        """Open a database beside a bot that may be running: nothing in it is changed.

        Raises UnknownDatabase, OtherVersion.
        """
        engine = open_engine(url, to_read=True)
        try:
            await migrate.check_version(engine)
        except BaseException:
            await engine.dispose()
            raise
        store = cls(engine)
        store._has_traces = False  # it writes nothing
        return store

    async def close(self) -> None:
        """Close every connection, after the transaction that may be going on."""
        async with self.between_transactions():
            await self._engine.dispose()

    @asynccontextmanager
    async def between_transactions(self) -> AsyncIterator[None]:
        """Nobody is in a transaction meanwhile: who is cancelled now is not cut off half-way.

        The driver does not survive that: its connection may never close.
        """
        async with self._turn:
            yield

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """All of it or nothing: committed at the end, rolled back by any exception."""
        async with self._turn:
            async with (
                AsyncSession(self._engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                tx = Transaction(session, self._shelf)
                await self._check_leads(session, tx)
                yield tx
            self._has_traces = self._has_traces or tx.wipes
            if self._has_traces:
                self._has_traces = not await is_journal_wiped(self._engine)

    async def _check_leads(self, session: AsyncSession, tx: Transaction) -> None:
        """Nothing of an instance counts after another one began to lead. Raises NoLongerLeading."""
        if (lead := self._leadership) is None:
            return
        tx.tries_as = lead.device
        asked = {"account": lead.account, "epoch": lead.epoch}
        if (await session.execute(_IS_LEADING, asked)).first() is None:
            raise lead.no_longer()
