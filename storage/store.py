"""The store: opens the database, keeps it up to date, and hands out transactions."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import migrate
from storage.database import WAITS_FOR_THE_DISK
from storage.engine import database_of, name_connections, open_engine
from storage.leadership import IS_LEADING, Leadership
from storage.session import Session
from storage.shelf import Shelf
from storage.transaction import Transaction
from storage.trouble import is_passing
from storage.turnstile import Turnstile

_IS_LEADING = text(IS_LEADING)

T = TypeVar("T")

_PAUSES = (0.02, 0.1, 0.5)
"""Seconds, at most, between one time and the next."""

ALONE = "kring"
"""The account that is served where there is no chat server: in replays, and at a desk in tests."""


class Store:
    """One database. SQLite has one writer: transactions wait for each other here, in order.

    PostgreSQL has many; there they wait for who holds the same house (`holding_book.py`).
    """

    def __init__(
        self,
        engine: AsyncEngine,
        leadership: Leadership | None = None,
        *,
        to_read: bool = False,
    ) -> None:
        self.account = ALONE
        """The account of the bot whose work is done: each serves its own houses."""
        self._engine = engine
        self._unhurried = engine.execution_options(**{WAITS_FOR_THE_DISK: False})
        self._leadership = leadership
        self._database = database_of(engine)
        self._is_alone = to_read or self._database.at_once == 1
        self._turns = Turnstile(self._database.at_once)
        self._shelf = Shelf()
        self._has_traces = self._is_alone and not to_read
        """The database may still hold what was taken away; a file, after a crash, from before."""

    @property
    def at_once(self) -> int:
        """How many transactions there may be at the same time."""
        return self._database.at_once

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
        return cls(engine, to_read=True)

    async def serve(self, account: str) -> None:
        """From now on do the work of this account of the bot.

        What is there from before anybody wrote down whose work it is becomes that of the account
        that did it, where that is known, else of this one.
        """
        self.account = account
        async with self.transaction() as tx:
            await tx.begin_to_serve()

    async def close(self) -> None:
        """Close every connection, after the transactions that may be going on."""
        async with self.between_transactions():
            await self._engine.dispose()

    @asynccontextmanager
    async def between_transactions(self) -> AsyncIterator[None]:
        """Nobody is in a transaction meanwhile: who is cancelled now is not cut off half-way.

        The driver does not survive that: its connection may never close.
        """
        async with self._turns.cleared():
            yield

    async def do(self, work: Callable[[Transaction], Awaitable[T]], *, is_last: bool = True) -> T:
        """Do this in a transaction; again, where it was in the way of another or was cut off.

        It may have been done already when that was not heard any more: `work` sees that itself.
        """
        for pause in _PAUSES:
            try:
                return await self._do_once(work, is_last=is_last)
            except DBAPIError as fault:
                if not is_passing(fault):
                    raise
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311
        return await self._do_once(work, is_last=is_last)

    async def _do_once(self, work: Callable[[Transaction], Awaitable[T]], *, is_last: bool) -> T:
        async with self.transaction(is_last=is_last) as tx:
            return await work(tx)

    @asynccontextmanager
    async def transaction(self, *, is_last: bool = True) -> AsyncIterator[Transaction]:
        """All of it or nothing: committed at the end, rolled back by any exception.

        Not `is_last`: what follows on it here comes in later transactions, and what it was told
        would be told again. It is written in its place but does not wait for the disk: the next
        one that does brings it along. So a loss of power may undo it, as long as nothing that
        came after it lasts.
        """
        engine = self._engine if is_last else self._unhurried
        async with self._turns.turn():
            async with (
                Session(engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                tx = Transaction(
                    session, self._shelf, self._database, self.account, is_alone=self._is_alone
                )
                await self._check_leads(session, tx)
                yield tx
            self._has_traces = self._has_traces or tx.wipes
            if self._has_traces:
                self._has_traces = not await self._database.is_wiped(self._engine)

    async def _check_leads(self, session: Session, tx: Transaction) -> None:
        """Nothing of an instance counts after another one began to lead. Raises NoLongerLeading."""
        if (lead := self._leadership) is None:
            return
        tx.tries_as = lead.device
        asked = {"account": lead.account, "epoch": lead.epoch}
        if (await (await session.connection()).execute(_IS_LEADING, asked)).first() is None:
            raise lead.no_longer()
