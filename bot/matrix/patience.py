"""A request that nobody answers is made once more, beside the first: that connection may be dead.

A connection can die without a word, and a server can take what it is sent and never answer. Who
waits for that hears nothing for as long as they trust it. The sync is asked again by itself, for
it shows whether anybody is there; all else, only once a later sync was answered: while nobody
answers there are no more requests for it, and soon after somebody does it goes on.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from time import monotonic

import aiohttp

_PATIENCE = 4.0
"""Seconds after which what is not answered hangs; give or take a quarter."""

_FIRST_PATIENCE = 30.0
"""The same, for a sync that brings the state of all rooms."""

_ON_THE_WAY = 2.0
"""Seconds that a server may take beyond those for which it was asked to wait for news."""

_LOOK = 0.25
"""Seconds between two looks whether somebody was answered meanwhile."""

_SYNC = re.compile(r"/sync(\?|$)")
_WAIT = re.compile(r"[?&]timeout=(\d+)")
_SAME_TWICE = re.compile(r"/keys/(query|claim|upload)$")

_Begin = Callable[[], Awaitable[aiohttp.ClientResponse]]


def may_be_repeated(method: str, path: str, data: object) -> bool:
    """Whether twice is as good as once: what has a transaction id, asks, or says how things are."""
    if not isinstance(data, str | None):
        return False  # a file, which is read once
    is_the_same = _SAME_TWICE.search(path.partition("?")[0]) is not None
    return method.upper() in ("GET", "PUT") or is_the_same


class Patience:
    """How long the requests of one account are waited for."""

    def __init__(self) -> None:
        self._alive = 0.0
        """When the latest of the syncs that were answered was asked for."""

    async def answer(self, path: str, begin: _Begin) -> aiohttp.ClientResponse:
        """The first whole answer, or the first failure, of as many tries as it takes."""
        is_sync = _SYNC.search(path) is not None
        patience = _first_patience(path) if is_sync else _PATIENCE
        begun: dict[asyncio.Future[aiohttp.ClientResponse], float] = {}
        try:
            while True:
                begun[asyncio.ensure_future(_whole(begin))] = latest = monotonic()
                while not (done := await _first(begun, patience if is_sync else _LOOK)):
                    if is_sync or (monotonic() - latest > patience and self._alive > latest):
                        break
                if done:
                    answered = done.pop()
                    at = begun.pop(answered)
                    response = answered.result()
                    if is_sync:
                        self._alive = max(self._alive, at)
                    return response
                patience = _PATIENCE * random.uniform(0.75, 1.25)  # noqa: S311
        finally:
            await _let_go(begun)


async def _whole(begin: _Begin) -> aiohttp.ClientResponse:
    response = await begin()
    try:
        await response.read()  # who stops in the middle of an answer hangs as well
    except BaseException:
        response.close()
        raise
    return response


async def _first(
    begun: dict[asyncio.Future[aiohttp.ClientResponse], float], seconds: float
) -> set[asyncio.Future[aiohttp.ClientResponse]]:
    done, _ = await asyncio.wait(begun, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    return done


async def _let_go(begun: dict[asyncio.Future[aiohttp.ClientResponse], float]) -> None:
    for one in begun:
        one.cancel()
    for late in await asyncio.gather(*begun, return_exceptions=True):
        if isinstance(late, aiohttp.ClientResponse):
            late.release()


def _first_patience(path: str) -> float:
    if "full_state=true" in path:
        return _FIRST_PATIENCE
    wait = _WAIT.search(path)
    return (int(wait[1]) / 1000 + _ON_THE_WAY) if wait and int(wait[1]) else _PATIENCE
