"""What stands between the bot and its homeserver: a proxy that counts, and that can fail."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import aiohttp
from aiohttp import web

from bot.demo.homeserver import Homeserver
from tests.matrix.living import House

_OF_THE_WAY = {"connection", "content-length", "host", "transfer-encoding"}

Answer = Callable[[], Awaitable[web.Response]]
"""Passes a request on, and gives what the homeserver answers."""

Fault = Callable[[web.Request, Answer], Awaitable[web.StreamResponse]]
"""What becomes of a request instead of its answer."""


class Proxy:
    """A reverse proxy on loopback; `async with` it."""

    def __init__(self, behind: str) -> None:
        self._behind = behind
        self._port = 0
        self._broken = asyncio.Event()
        self._requests: Counter[str] = Counter()
        self.held = ""
        """What is neither answered nor passed on, as `look` names it."""
        self.limited = 0
        """How often the answer was 429."""
        self._fault: Fault | None = None
        self._silent = False
        self._deaths = 0

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=120)
        self._http = aiohttp.ClientSession(auto_decompress=False, timeout=timeout)
        await self.listen()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.refuse()
        await self._http.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    async def listen(self) -> None:
        """Pass everything on, from now on."""
        self._broken.clear()
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{path:.*}", self._pass)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        assert site.name
        self._port = int(site.name.rpartition(":")[2])

    async def refuse(self) -> None:
        """Let go of every connection, and take no new one."""
        await self._runner.cleanup()

    def show_a_page(self) -> None:
        """Answer everything with 502 and a page, also what is under way."""
        self._broken.set()

    def pass_on(self) -> None:
        """As before the page."""
        self._broken.clear()

    def fall_ill(self, fault: Fault) -> None:
        """Let this become of every request that comes from now on."""
        self._fault = fault

    def recover(self) -> None:
        """Pass on what comes from now on; what hangs goes on hanging."""
        self._fault, self._silent = None, False

    def fall_silent(self) -> None:
        """Take what comes, and what is under way, and never answer any of it."""
        self._deaths += 1
        self._silent = True

    def look(self) -> Counter[str]:
        """What was asked for since the last look: method and last word of the path."""
        seen, self._requests = self._requests, Counter()
        return seen

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        self._requests[_name(request)] += 1
        deaths = self._deaths
        if self._fault and not self._silent:
            answer = await self._fault(request, lambda: self._pass_on(request))
        else:
            answer = await self._pass_on(request)
        if self._silent or deaths != self._deaths:
            await asyncio.Event().wait()
        return answer

    async def _pass_on(self, request: web.Request) -> web.Response:
        name = _name(request)
        if name == self.held:
            await self._broken.wait()
        asked = asyncio.ensure_future(self._ask(request))
        broken = asyncio.ensure_future(self._broken.wait())
        try:
            await asyncio.wait({asked, broken}, return_when=asyncio.FIRST_COMPLETED)
            if not self._broken.is_set():
                return asked.result()
        except aiohttp.ClientError:
            pass
        finally:
            asked.cancel()
            broken.cancel()
            await asyncio.wait({asked, broken})
        return web.Response(status=502, text="<h1>Bad gateway</h1>", content_type="text/html")

    async def _ask(self, request: web.Request) -> web.Response:
        if self._silent:
            await asyncio.Event().wait()
        if self._broken.is_set():
            raise aiohttp.ClientError
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _OF_THE_WAY}
        async with self._http.request(
            request.method,
            self._behind + request.raw_path,
            headers=headers,
            data=await request.read(),
        ) as answer:
            body = await answer.read()
            self.limited += answer.status == 429
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in _OF_THE_WAY}
            return web.Response(status=answer.status, body=body, headers=kept)


def a_page(*statuses: int) -> Fault:
    """Pages for people, with one status after the other."""
    turn = itertools.cycle(statuses)

    async def answer(request: web.Request, pass_on: Answer) -> web.StreamResponse:
        return web.Response(status=next(turn), text="<h1>Sorry</h1>", content_type="text/html")

    return answer


def too_many(header: str = "", milliseconds: int | None = None) -> Fault:
    """Each is one too many; how long to wait is in the header, in the body, or nowhere."""
    body: dict[str, Any] = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests"}
    body |= {} if milliseconds is None else {"retry_after_ms": milliseconds}

    async def answer(request: web.Request, pass_on: Answer) -> web.StreamResponse:
        headers = {"Retry-After": header} if header else {}
        return web.json_response(body, status=429, headers=headers)

    return answer


def slow(seconds: float) -> Fault:
    """Each answer comes so much later."""

    async def answer(request: web.Request, pass_on: Answer) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await pass_on()

    return answer


async def cut(request: web.Request, pass_on: Answer) -> web.StreamResponse:
    """The homeserver did as asked; the connection ends in the middle of its answer."""
    whole = await pass_on()
    assert isinstance(whole.body, bytes)
    part = web.StreamResponse(status=whole.status, headers={"Content-Type": "application/json"})
    part.content_length = len(whole.body) + 1000
    await part.prepare(request)
    await part.write(whole.body[: len(whole.body) // 2])
    assert request.transport
    request.transport.close()
    return part


async def half(request: web.Request, pass_on: Answer) -> web.StreamResponse:
    """The homeserver did as asked; its answer ends in the middle, and claims to be whole."""
    whole = await pass_on()
    assert isinstance(whole.body, bytes)
    body = whole.body[: len(whole.body) // 2]
    return web.Response(status=whole.status, body=body, content_type="application/json")


async def a_welcome(request: web.Request, pass_on: Answer) -> web.StreamResponse:
    """Somebody else's page, which claims to be the answer: a network that wants a login first."""
    return web.Response(text="<h1>Welcome to our network</h1>", content_type="text/html")


def in_turn(*faults: Fault) -> Fault:
    """One request gets this, the next one that."""
    turn = itertools.cycle(faults)

    async def answer(request: web.Request, pass_on: Answer) -> web.StreamResponse:
        return await next(turn)(request, pass_on)

    return answer


def _name(request: web.Request) -> str:
    words = [w for w in request.path.split("/") if re.fullmatch(r"[a-zA-Z_]+", w)]
    return f"{request.method} {words[-1] if words else '/'}"


class BehindAProxy(House):
    """A house whose bot reaches the homeserver through a proxy; its people do not."""

    proxy: Proxy

    async def start_bot(self, **options: Any) -> None:
        """As ever, but for the address."""
        real = self.homeserver
        self.homeserver = cast(Homeserver, self.proxy)
        try:
            await super().start_bot(**options)
        finally:
            self.homeserver = real

    def log(self) -> list[dict[str, Any]]:
        """What the bot wrote so far."""
        lines = self.bot.log_file.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def cpu(self) -> float:
        """Seconds of work of the bot's process so far."""
        assert self.bot._process
        fields = Path(f"/proc/{self.bot._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
