"""The store: opens the database, keeps it up to date, and hands out transactions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import migrate
from storage.engine import WAITS_FOR_THE_DISK, is_journal_wiped, open_engine
from storage.shelf import Shelf
from storage.transaction import Transaction


class Store:
    """One database. SQLite has one writer: transactions wait for each other here, in order."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._unhurried = engine.execution_options(**{WAITS_FOR_THE_DISK: False})
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
    async def transaction(self, *, is_last: bool = True) -> AsyncIterator[Transaction]:
        """All of it or nothing: committed at the end, rolled back by any exception.

        Not `is_last`: what follows on it here comes in later transactions, and what it was told
        would be told again. It is written in its place but does not wait for the disk: the next
        one that does brings it along. So a loss of power may undo it, as long as nothing that
        came after it lasts.
        """
        engine = self._engine if is_last else self._unhurried
        async with self._turn:
            async with (
                AsyncSession(engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                tx = Transaction(session, self._shelf)
                yield tx
            self._has_traces = self._has_traces or tx.wipes
            if self._has_traces:
                self._has_traces = not await is_journal_wiped(self._engine)
