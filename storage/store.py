"""The store: opens the database, keeps it up to date, and hands out transactions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import migrate
from storage.engine import is_journal_wiped, open_engine
from storage.shelf import Shelf
from storage.transaction import Transaction


class Store:
    """One database. SQLite has one writer: transactions wait for each other here, in order."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()
        self._shelf = Shelf()
        self._has_traces = True
        """The journal may hold what was taken away; after a crash, also from before."""

    @classmethod
    async def open(cls, url: str) -> Store:
        """Open a database and bring its tables up to date. Raises UnknownDatabase, OtherVersion."""
        engine = open_engine(url)
        try:
            await migrate.upgrade(engine)
        except BaseException:
            await engine.dispose()
            raise
        return cls(engine)

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
                yield tx
            self._has_traces = self._has_traces or tx.wipes
            if self._has_traces:
                self._has_traces = not await is_journal_wiped(self._engine)
