"""A real browser, spoken to in its own language (the DevTools protocol): a page in, facts out.

Chromium of the system, or the one that KRING_BROWSER names. Nothing is installed for it: aiohttp,
which the bot needs anyhow, speaks websockets.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60.0
"""Seconds."""

Json = dict[str, Any]


def found() -> str | None:
    """The browser of this machine, if it has one."""
    named = os.environ.get("KRING_BROWSER")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def nothing_to_look_with(what: str) -> NoReturn:
    """It is not on this machine: said so, and a fault where everything must be looked at."""
    if os.environ.get("KRING_PAGE") == "needed":
        pytest.fail(f"KRING_PAGE=needed, and there is no {what}")
    pytest.skip(f"no {what} on this machine: .ci/browser puts one there")


def program_or_skip() -> str:
    """The browser of this machine; a test that needs one is skipped, or fails, without."""
    return found() or nothing_to_look_with("Chromium")


class Browser:
    """One browser with one tab."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._session: str | None = None
        self.asked: list[str] = []
        """Every address that a page wanted something from."""

    async def begin(self) -> None:
        """Open the tab, and listen to what it asks for."""
        target = await self.do("Target.createTarget", url="about:blank")
        attached = await self.do("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            await self.do(f"{domain}.enable")

    async def do(self, method: str, **params: Any) -> Json:
        """One command, and what came of it."""
        number = next(self._ids)
        command: Json = {"id": number, "method": method, "params": params}
        if self._session:
            command["sessionId"] = self._session
        await self._socket.send_json(command)
        answer = await self._until(lambda said: said.get("id") == number)
        result: Json = answer.get("result", {})
        return result

    async def _until(self, is_it: Any) -> Json:
        while True:
            message = await asyncio.wait_for(self._socket.receive(), PATIENCE)
            assert message.type is WSMsgType.TEXT, message
            said: Json = message.json()
            assert "error" not in said, said
            if said.get("method") == "Network.requestWillBeSent":
                self.asked.append(said["params"]["request"]["url"])
            if is_it(said):
                return said

    async def show(self, file: Path, *, width: int = 1000, height: int = 1400) -> None:
        """Open a page, as wide and high as a window of so many pixels."""
        await self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.asked.clear()
        await self.do("Page.navigate", url=file.as_uri())
        # What came before the answer was read is behind us: it is asked, not waited for.
        await self.tell(
            "new Promise(done => document.readyState === 'complete' ? done() :"
            " addEventListener('load', () => done()))"
        )

    async def on_paper(self, *, is_so: bool = True) -> None:
        """Show the page as it will be printed, as wide as it is there."""
        await self.do("Emulation.setEmulatedMedia", media="print" if is_so else "")

    async def tell(self, expression: str) -> Any:
        """What a piece of script says of the page; the page itself holds none."""
        said = await self.do(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in said, said["exceptionDetails"]
        return said["result"].get("value")

    async def print(self) -> bytes:
        """The page as a PDF, of the paper that it asks for."""
        printed = await self.do("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(printed["data"])

    async def picture(self, *, scale: float = 1.0) -> bytes:
        """The whole page as it looks now, as a PNG."""
        size = (await self.do("Page.getLayoutMetrics"))["cssContentSize"]
        clip = {"x": 0, "y": 0, "scale": scale, "width": size["width"], "height": size["height"]}
        taken = await self.do(
            "Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True
        )
        return base64.b64decode(taken["data"])


@asynccontextmanager
async def browser(program: str) -> AsyncIterator[Browser]:
    """A browser of its own, with nothing of anybody's; gone afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            program,
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *("--no-first-run", "--disable-extensions", "--hide-scrollbars"),
            *("--disable-background-networking", "--disable-component-update"),
            *("--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank"),
            stderr=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            address = await asyncio.wait_for(_address(process), PATIENCE)
            async with ClientSession() as web, web.ws_connect(address, max_msg_size=0) as socket:
                one = Browser(socket)
                await one.begin()
                yield one
                one._session = None
                await socket.send_json({"id": 0, "method": "Browser.close"})
                await asyncio.wait_for(process.wait(), PATIENCE)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    """Where it listens, on loopback: it says so itself."""
    assert process.stderr
    said = b""
    async for line in process.stderr:
        said += line
        if b"DevTools listening on " in line:
            return line.split()[-1].decode()
    raise AssertionError(f"the browser did not start: {said.decode(errors='replace')}")
