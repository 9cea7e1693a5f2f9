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

ALONE = "kring"
"""The account that is served where there is no chat server: in replays, and at a desk in tests."""


class Store:
    """One database. SQLite has one writer: transactions wait for each other here, in order."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.account = ALONE
        """The account of the bot whose work is done: each serves its own houses."""
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

    async def serve(self, account: str) -> None:
        """From now on do the work of this account of the bot.

        What is there from before anybody wrote down whose work it is becomes that of the account
        that did it, where that is known, else of this one.
        """
        self.account = account
        async with self.transaction() as tx:
            await tx.begin_to_serve()

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
                tx = Transaction(session, self._shelf, self.account)
                yield tx
            self._has_traces = self._has_traces or tx.wipes
            if self._has_traces:
                self._has_traces = not await is_journal_wiped(self._engine)
