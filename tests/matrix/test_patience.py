"""What hangs is asked once more: the sync by itself, all else once a later sync was answered."""

from __future__ import annotations

import asyncio
from typing import cast

import aiohttp
import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
from aiohttp import web

from bot.matrix import patience as module
from bot.matrix.client import Client, NotAnAnswer
from bot.matrix.patience import Patience, may_be_repeated
from tests.matrix.between import Proxy

SYNC = "/_matrix/client/v3/sync?timeout=0"
SEND = "/_matrix/client/v3/rooms/!r/send/m.room.message/tx"


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_PATIENCE", "_ON_THE_WAY", "_LOOK"):
        monkeypatch.setattr(module, name, getattr(module, name) / 50)


class Answer:
    """As much of an answer as is looked at; it may stop in the middle."""

    def __init__(self, *, stops: bool = False) -> None:
        self.stops = stops
        self.is_closed = False

    async def read(self) -> bytes:
        if self.stops:
            await asyncio.Event().wait()
        return b"{}"

    def close(self) -> None:
        self.is_closed = True

    release = close


class Server:
    """What becomes of one try after the other: an answer, a failure, or (None) nothing."""

    def __init__(self, *tries: Answer | Exception | None) -> None:
        self.tries = list(tries)
        self.asked = 0
        self.under_way = 0

    async def __call__(self) -> aiohttp.ClientResponse:
        self.asked += 1
        self.under_way += 1
        try:
            what = self.tries.pop(0) if self.tries else None
            if isinstance(what, Exception):
                raise what
            if what is None:
                await asyncio.Event().wait()
            return cast(aiohttp.ClientResponse, what)
        finally:
            self.under_way -= 1


async def _ask(patience: Patience, path: str, server: Server) -> object:
    async with asyncio.timeout(2):
        return await patience.answer(path, server)


async def test_a_sync_that_hangs_is_asked_again_until_somebody_answers() -> None:
    """And what hung is let go."""
    server = Server(None, None, answer := Answer())
    assert await _ask(Patience(), SYNC, server) is answer
    assert (server.asked, server.under_way) == (3, 0)


async def test_an_answer_in_time_is_asked_for_once() -> None:
    """As ever."""
    for path in (SYNC, SEND):
        server = Server(answer := Answer())
        assert await _ask(Patience(), path, server) is answer
        assert server.asked == 1


async def test_a_sync_that_waits_for_news_does_not_hang() -> None:
    """For as long as it was to wait, and the time on the way."""
    server = Server(None)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(Patience().answer(SYNC.replace("=0", "=400"), server), 0.3)
    assert (server.asked, server.under_way) == (1, 0)
    server = Server(None, answer := Answer())
    assert await _ask(Patience(), SYNC.replace("=0", "=100"), server) is answer


async def test_an_answer_that_stops_in_the_middle_hangs_too() -> None:
    """Its head came, its body does not."""
    server = Server(first := Answer(stops=True), answer := Answer())
    assert await _ask(Patience(), SYNC, server) is answer
    assert first.is_closed


async def test_a_message_is_not_sent_again_while_nobody_answers() -> None:
    """However many rooms wait: only the sync asks."""
    patience, server = Patience(), Server(None)
    sending = asyncio.ensure_future(patience.answer(SEND, server))
    await asyncio.sleep(0.5)
    assert server.asked == 1
    sending.cancel()
    await asyncio.wait({sending})
    assert server.under_way == 0


async def test_a_message_that_hangs_is_sent_again_once_somebody_answers() -> None:
    """Not because of an answer to a sync that was asked for before it."""
    patience, server = Patience(), Server(None, answer := Answer())
    gate = asyncio.Event()

    async def earlier() -> aiohttp.ClientResponse:
        await gate.wait()
        return cast(aiohttp.ClientResponse, Answer())

    syncing = asyncio.ensure_future(patience.answer(SYNC.replace("=0", "=9000"), earlier))
    await asyncio.sleep(0.01)
    sending = asyncio.ensure_future(patience.answer(SEND, server))
    await asyncio.sleep(0.01)
    gate.set()
    await syncing
    await asyncio.sleep(0.3)
    assert server.asked == 1
    await _ask(patience, SYNC, Server(Answer()))
    assert cast(object, await asyncio.wait_for(sending, 2)) is answer
    assert server.asked == 2


async def test_a_failure_is_told_at_once() -> None:
    """What can be tried again is for others to say."""
    for path in (SYNC, SEND):
        with pytest.raises(aiohttp.ClientPayloadError):
            await _ask(Patience(), path, Server(aiohttp.ClientPayloadError()))


@pytest.mark.parametrize(
    ("method", "path", "data", "may"),
    [
        ("GET", SYNC, None, True),
        ("PUT", SEND, "{}", True),
        ("PUT", "/_matrix/client/v3/sendToDevice/m.room.encrypted/tx", "{}", True),
        ("POST", "/_matrix/client/v3/keys/query", "{}", True),
        ("POST", "/_matrix/client/v3/keys/claim", "{}", True),
        ("POST", "/_matrix/client/v3/createRoom", "{}", False),
        ("POST", "/_matrix/client/v3/rooms/!r/leave", "{}", False),
        ("POST", "/_matrix/media/v3/upload", b"picture", False),
        ("PUT", SEND, b"read once", False),
    ],
)
def test_only_what_is_as_good_twice_is_made_twice(
    method: str, path: str, data: object, may: bool
) -> None:
    """Two rooms are not as good as one."""
    assert may_be_repeated(method, path, data) is may


@pytest.mark.parametrize("body", ["<h1>Welcome</h1>", '{"event_id": "$half', ""])
async def test_what_is_no_json_is_no_success(body: str) -> None:
    """A room's key that was answered with a page of somebody else's did not reach anybody."""

    async def page(request: web.Request, pass_on: object) -> web.StreamResponse:
        return web.Response(text=body, content_type="text/html")

    async with Proxy("http://127.0.0.1:9") as proxy:
        proxy.fall_ill(page)
        config = nio.AsyncClientConfig(max_timeouts=0)
        client = Client(proxy.url, "@kring:house.test", config=config)
        client.access_token = "token"
        message = nio.ToDeviceMessage("m.room.encrypted", "@a:house.test", "DEVICE", {})
        try:
            with pytest.raises(NotAnAnswer):
                await client.to_device(message)
        finally:
            await client.close()
