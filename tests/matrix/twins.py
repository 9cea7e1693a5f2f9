"""A house whose bot runs twice, on one PostgreSQL: one instance leads, the other follows.

Each is a process of its own, with its own device and crypto store, and its own way to the
database, which can be cut. At an order it dies, or freezes, at one of its steps.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self

from sqlalchemy import make_url

from bot.demo.bot_process import _event
from bot.demo.homeserver import Homeserver
from bot.demo.house_time import _LATE, BotsWork
from storage.store import Store
from tests.matrix.conftest import NewAccount
from tests.matrix.dying import lie_in_wait_for
from tests.matrix.living import PATIENCE, House
from tests.matrix.mortal import MortalHouse
from tests.matrix.preloaded import PreloadedBot
from tests.postgres import new_database, server


class Way:
    """An instance's own way to the database: a proxy on loopback that can be cut."""

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self._socket = f"{address.query['host']}/.s.PGSQL.5432"
        self._database = address.database
        self._pairs: set[asyncio.StreamWriter] = set()
        self._is_open = asyncio.Event()
        self._is_open.set()

    async def begin(self) -> None:
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        """The address of the database over this way."""
        return f"postgresql://postgres@127.0.0.1:{self._port}/{self._database}"

    def cut(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._is_open.clear()

    def mend(self) -> None:
        """As before; what was under way goes on."""
        self._is_open.set()

    async def end(self) -> None:
        self.mend()
        self._server.close()
        for writer in self._pairs:
            writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._is_open.wait()
        there, back = await asyncio.open_unix_connection(self._socket)
        self._pairs |= {writer, back}
        await asyncio.gather(self._pump(reader, back), self._pump(there, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(65536):
                await self._is_open.wait()
                writer.write(piece)
                await writer.drain()
        writer.close()


class Instance(PreloadedBot):
    """One of the two; `start` returns when it leads, or follows."""

    def __init__(self, config: Path, offset_file: Path, way: Way) -> None:
        super().__init__(config, offset_file)
        self.way = way
        self._order = config.with_name("order").absolute()

    def first(self) -> tuple[str, str, str]:
        """Lie in wait for orders."""
        return lie_in_wait_for.__module__, lie_in_wait_for.__name__, str(self._order)

    def at(self, step: str, sign: signal.Signals) -> None:
        """This happens to it the next time it passes that step."""
        fresh = self._order.with_suffix(".new")
        fresh.write_text(f"{sign.value} {step}")
        fresh.replace(self._order)

    def _is_ready(self, begin: int) -> bool:
        with self.log_file.open("rb") as log:
            log.seek(begin)
            return any(_event(line) in ("ready", "follows") for line in log)

    def says(self, event: str) -> int:
        """How often it wrote this into its log."""
        with self.log_file.open("rb") as log:
            return sum(_event(line) == event for line in log)

    async def until_says(self, event: str, times: int = 1) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.says(event) < times:
                await asyncio.sleep(0.02)

    @property
    def device(self) -> str:
        """Of its store."""
        session = json.loads((self._config.parent / "store" / "session.json").read_text())
        return str(session["device_id"])

    def signal(self, sign: signal.Signals) -> None:
        """From outside."""
        assert self._process
        os.kill(self._process.pid, sign)

    @property
    def state(self) -> str:
        """As the system tells it: `T` stands still, `Z` is dead; "" is gone."""
        assert self._process
        try:
            told = Path(f"/proc/{self._process.pid}/stat").read_text()
        except OSError:
            return ""
        return told.rpartition(")")[2].split()[0]

    async def until_down(self) -> float:
        """Until it is dead, or stands still; the moment."""
        async with asyncio.timeout(PATIENCE):
            while self.state not in ("T", "Z", ""):
                await asyncio.sleep(0.01)
        return monotonic()

    async def until_ended(self) -> int:
        """Until its process has ended by itself; the exit code."""
        assert self._process
        async with asyncio.timeout(PATIENCE):
            while (code := self._process.poll()) is None:
                await asyncio.sleep(0.02)
        self._process = None
        return code


class TwinHouse(MortalHouse):
    """`first` leads first, `second` follows it; without `is_spared`, there is only the first."""

    is_spared = False

    def __init__(self, homeserver: Homeserver, new_account: NewAccount, folder: Path) -> None:
        super().__init__(homeserver, new_account, folder)
        self._url = new_database()
        self._ways: tuple[Way, ...] = ()
        self.first: Instance
        self.second: Instance

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if hasattr(self, "second"):
                await self.second.stop()
            await House.__aexit__(self, kind, error, trace)
            for way in self._ways:
                await way.end()
        finally:
            server().drop(self._url)

    async def start_bot(self, **options: Any) -> None:
        """Both: the first one leads, the second has the identity and a device of its own."""
        self._ways = way, other_way = Way(self._url), Way(self._url)
        for one in self._ways:
            await one.begin()
        await House.start_bot(self, **options)
        if self.is_spared:
            return
        folder = self.folder / "second"
        (folder / "store").mkdir(parents=True, mode=0o700)
        config = folder / "config.toml"
        text = (self.folder / "config.toml").read_text().replace(way.url, other_way.url)
        config.write_text(text)
        identity = self.folder / "store" / "cross_signing.json"
        shutil.copy2(identity, folder / "store")
        self.second = Instance(config, self.time.file, other_way)
        await self.second.start()

    def _make_bot(self, config: Path) -> Any:
        storage = f'\n[storage]\nurl = "{self._ways[0].url}"\n\n[service]\n'
        config.write_text(config.read_text().replace("\n[service]\n", storage))
        self.first = Instance(config, self.time.file, self._ways[0])
        return self.first

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database holds."""
        return [tuple(row) for row in server().run(query, url=self._url)]

    async def pass_time(self, target: datetime) -> None:
        """As ever."""
        store = await Store.open_to_read(self._url)
        store.account = self.bot_id
        try:
            work = BotsWork(store, self.time)
            while (coming := await work.next_at()) is not None and coming <= target + _LATE:
                self.time.move_to(coming)
                assert await work.rest(PATIENCE)
            self.time.move_to(target)
            assert await work.rest(PATIENCE)
        finally:
            await store.close()

    async def answered(self, question: str) -> float:
        """Wait for the answer to a message; the moment at which it was seen."""
        await self.sees(lambda one: one.sender == self.bot_id and one.reply_to == question)
        return monotonic()
