"""An account's second device while another one leads: it keeps its keys, and hears no room.

What devices tell each other is deleted by the homeserver once it was acknowledged, and a sync from
the other device's position acknowledges all before it. So before this device goes on from there it
takes in what was told to it up to then.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.housekeeping import keep_keys
from bot.matrix.http import TokenRevoked
from bot.matrix.refusals import AWAY, check_token, frames_of, is_malformed, refusal
from bot.room import NotEver, NotNow

log = structlog.get_logger()

_LONG_POLL, _SLACK = 7.0, 15.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 1.0, 6.0
_FILTER: dict[str, Any] = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {"rooms": []},
}
_TO_DEVICE = 6
"""The place in a position of Synapse that counts what devices were told."""


class Following:
    """One device's keys. `run` until somebody cancels it, then `catch_up`."""

    def __init__(
        self,
        client: nio.AsyncClient,
        *,
        after_batch: Callable[[], None] = lambda: None,
        answer: Callable[[nio.SyncResponse], Awaitable[None]] | None = None,
    ) -> None:
        self._client = client
        self._after_batch = after_batch
        self._answer = answer
        self._since: str | None = None
        self._failures = 0
        self._keeping: asyncio.Future[None] | None = None

    async def run(self) -> None:
        """Until cancelled. Raises TokenRevoked; every other failure is tried again."""
        try:
            while True:
                await self._try(_LONG_POLL)
        finally:
            # Never cut off: the homeserver would have keys whose private half is lost.
            if self._keeping and not self._keeping.done():
                await asyncio.wait({self._keeping})

    async def catch_up(self, position: str | None) -> None:
        """Take in all that was told to this device up to another device's `position`.

        Raises TokenRevoked; waits for a homeserver that is away.
        """
        while True:
            told = await self._try(0.0)
            if told == 0 and not _is_behind(self._since, position):
                return

    async def _try(self, wait: float) -> int | None:
        """One sync: how many messages it brought to this device; None: it failed, after a pause."""
        try:
            response = await self._sync(wait)
            self._keeping = asyncio.ensure_future(self._keep(response))
            await asyncio.shield(self._keeping)
        except TokenRevoked:
            raise
        except (NotNow, NotEver, *AWAY) as error:
            await self._pause(str(error) or type(error).__name__, getattr(error, "seconds", None))
            return None
        except Exception as error:
            kind = type(error).__name__
            log.error("following failed", kind=kind, frames=frames_of(error))
            await self._pause(kind, None)
            return None
        self._since, self._failures = response.next_batch, 0
        self._after_batch()
        return len(response.to_device_events)

    async def _sync(self, wait: float) -> nio.SyncResponse:
        # nio takes a token it has seen for a batch it has handled, and leaves it encrypted.
        self._client.next_batch = ""
        async with asyncio.timeout(wait + _SLACK):
            response = await self._client.sync(
                timeout=int(wait * 1000),
                sync_filter=_FILTER,
                since=self._since,
                set_presence="offline",
            )
        if not isinstance(response, nio.SyncResponse):
            check_token(self._client, response, "the sync")
            if is_malformed(response):
                self._since = None  # a position that is not known any more; what is new comes again
            raise refusal(response)
        return response

    async def _keep(self, response: nio.SyncResponse) -> None:
        await keep_keys(self._client, response)
        if self._answer:
            await self._answer(response)

    async def _pause(self, why: str, at_least: float | None) -> None:
        longest = min(_SHORTEST_PAUSE * 2 ** min(self._failures, 10), _LONGEST_PAUSE)
        seconds = max(longest * random.uniform(0.5, 1.0), at_least or 0.0)  # noqa: S311
        self._failures += 1
        log.warning("following failed", why=why, failures=self._failures)
        await asyncio.sleep(seconds)


def _is_behind(position: str | None, other: str | None) -> bool:
    """Whether a server of the kind that counts in its positions has told less up to the first."""
    here, there = (_told(one) for one in (position, other))
    return here is not None and there is not None and here < there


def _told(position: str | None) -> int | None:
    parts = (position or "").split("_")
    has_count = len(parts) > _TO_DEVICE and parts[_TO_DEVICE].isdigit()
    return int(parts[_TO_DEVICE]) if has_count else None
