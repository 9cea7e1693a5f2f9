"""One of several instances of an account: it follows until it leads, and leads until it must not.

On SQLite there is one instance alone, and none of this. See docs/standby.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn, Self

import structlog

from bot.matrix.account import Account
from bot.matrix.cross_signing import load_seeds
from bot.matrix.following import Following
from bot.matrix.http import SessionError
from bot.matrix.session import StoreUnreadable
from bot.matrix.signatures import Seeds
from bot.matrix.standing import Standing, seal, unseal
from storage.leadership import Leadership, NoLongerLeading, SameDevice
from storage.store import Store

log = structlog.get_logger()


class Succeeded(SessionError):
    """Another instance leads: this process ends, and with it all that it remembers."""

    def __init__(self) -> None:
        super().__init__(
            "Another instance leads now. What this one was doing was not written down.",
            "Started again, it follows; a service manager does that by itself (docs/standby.md).",
        )


class StoreCopied(SessionError):
    """Another instance runs with the same device."""


class Standby:
    """This instance among the others; `async with Standby.opened(…)`."""

    def __init__(self, url: str, account: Account, seeds: Seeds) -> None:
        self._url = url
        self._session = account.session
        self._client = account.client
        self._seeds = seeds
        self._leadership = Leadership(url, self._session.user_id, self._session.device_id)
        self._keeping: asyncio.Task[None] | None = None
        self.store: Store | None = None
        """Open as long as it leads."""

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, account: Account, folder: Path) -> AsyncIterator[Self]:
        """With a connection to the database; `folder` is the account's store."""
        seeds = load_seeds(folder / "cross_signing.json")
        if seeds is None:
            mend = "Put it back from a backup."
            raise StoreUnreadable(f"{folder / 'cross_signing.json'} is not there.", mend)
        standby = cls(url, account, seeds)
        await standby._leadership.connect()
        try:
            yield standby
        finally:
            await standby._close()

    async def lead(
        self, after_batch: Callable[[], None], answer: Callable[[Any], Awaitable[None]]
    ) -> Store:
        """Follow until nobody else leads; then the store, in which all is ready to go on.

        Raises TokenRevoked, StoreCopied, Succeeded, and what `Store.open` does.
        """
        following = Following(self._client, after_batch=after_batch, answer=answer)
        try:
            await _first_of(self._leadership.win(), following.run())
        except SameDevice:
            raise StoreCopied(
                f"Another instance runs with the same device, {self._session.device_id}: the "
                "store was copied.",
                "Each instance has its own: give this one an empty store, and log it in.",
            ) from None
        self._keeping = asyncio.create_task(self._leadership.keep())
        store: Store = await _first_of(self._take_over(following), self.until_succeeded())
        return store

    async def until_succeeded(self) -> NoReturn:
        """While it leads. Raises Succeeded when another one does."""
        assert self._keeping
        try:
            await asyncio.shield(self._keeping)
        except NoLongerLeading:
            raise Succeeded from None
        raise AssertionError  # it is kept until it is lost

    async def _take_over(self, following: Following) -> Store:
        self.store = await Store.open(self._url, self._leadership)
        account, device = self._session.user_id, self._session.device_id
        await self.store.serve(account)
        async with self.store.transaction() as tx:
            position = await tx.position(account)
            await tx.set_login(account, device, self._sealed())
            tried = await tx.tried_by_others(device)
            sealed = await tx.logins(account)
            await tx.forget_logins(account, {device, *tried.values()})
        # Nobody else moves the position any more: what was told to this device up to there is
        # taken in before that is acknowledged.
        await following.catch_up(position)
        self._client.standing = Standing(
            self._leadership.may_act,
            lambda: self._leadership.seconds_to_settle,
            {letter: self._login(sealed, by) for letter, by in tried.items()},
        )
        return self.store

    def _sealed(self) -> str:
        return seal(self._session.access_token, self._session.device_id, self._seeds)

    def _login(self, sealed: dict[str, str], device: str) -> str:
        return unseal(sealed.get(device, ""), device, self._seeds) or ""

    async def _close(self) -> None:
        if self._keeping:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        if self.store:
            await self.store.close()
        await self._leadership.close()


async def _first_of(*works: Awaitable[Any]) -> Any:
    """What the first of them comes to; the others are ended."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(task for task in tasks if task in done).result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
