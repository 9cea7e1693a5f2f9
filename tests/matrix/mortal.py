"""A house whose bot dies as ordered and is started again, whoever is talking meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from bot.demo.bot_process import BotFailed
from bot.demo.homeserver import Homeserver
from bot.demo.house_time import _LATE, BotsWork
from bot.demo.people import Person
from tests.matrix.conftest import NewAccount
from tests.matrix.dying import DIED, lie_in_wait
from tests.matrix.living import PATIENCE, House
from tests.matrix.preloaded import PreloadedBot

Order = tuple[str, int]
"""To die at a step, when it is passed for so many times since the house began."""

ANY_MOMENT = "any moment"
"""Where it died when it was killed from outside."""


class MortalBot(PreloadedBot):
    """`kring run`, which dies where it is told; `start` returns when one of its lives is ready."""

    def __init__(self, config: Path, offset_file: Path, orders: Sequence[Order]) -> None:
        super().__init__(config, offset_file)
        self._passed = config.with_name("passed")
        self._orders = sorted(orders, key=lambda one: one[1])
        self._struck = self._known = 0

    def first(self) -> tuple[str, str, str]:
        """Lie in wait with the orders that were not carried out yet."""
        order = {"passed": str(self._passed.absolute()), "orders": self.open_orders()}
        return lie_in_wait.__module__, lie_in_wait.__name__, json.dumps(order)

    def open_orders(self) -> list[Order]:
        """Those that were not carried out yet."""
        left = list(self._orders)
        for step in self._died_at():
            left.remove(next(order for order in left if order[0] == step))
        return left

    def trace(self) -> list[str]:
        """Every step that was passed so far, and where it died by an order."""
        return self._passed.read_text().splitlines() if self._passed.exists() else []

    def _died_at(self) -> Iterator[str]:
        for line in self.trace():
            if line.startswith(DIED):
                yield line.removeprefix(DIED)

    @property
    def deaths(self) -> list[str]:
        """Where it was killed, by its own hand and from outside."""
        return [*self._died_at(), *([ANY_MOMENT] * self._struck)]

    def strike(self) -> None:
        """Kill it from outside, whatever it is doing; nothing happens to one that is dead."""
        if self._process is not None and self._process.poll() is None:
            self._struck += 1
            os.kill(self._process.pid, signal.SIGKILL)

    async def start(self) -> None:
        """Start, again and again where it is killed before it is ready. Raises BotFailed."""
        while True:
            try:
                return await super().start()
            except BotFailed:
                if not self.was_killed():
                    raise

    def was_killed(self) -> bool:
        """Whether it was killed since the last look."""
        before, self._known = self._known, len(self.deaths)
        return self._known > before

    def is_over(self) -> bool:
        """Whether its process ended, though nobody asked it to."""
        return self._process is not None and self._process.poll() is not None


class MortalHouse(House):
    """Somebody watches its bot, and starts it again when it died."""

    bot: MortalBot
    orders: Sequence[Order] = ()
    moments: Sequence[float] = ()
    """After so many seconds it is killed from outside, each counted from the one before."""
    is_spared = True
    """Nobody kills it: what the others are compared with."""
    _tasks: Sequence[asyncio.Task[None]] = ()

    def __init__(self, homeserver: Homeserver, new_account: NewAccount, folder: Path) -> None:
        super().__init__(homeserver, new_account, folder)
        self.questions: list[str] = []
        """What was asked in the house and is answered there, by a reply."""

    async def ask(self, person: Person, question: str) -> str:
        """A command that wants an answer; its message's id."""
        self.questions.append(await person.say(self.room, question))
        return self.questions[-1]

    def _make_bot(self, config: Path) -> MortalBot:
        self._may_live = asyncio.Event()
        self._may_live.set()
        return MortalBot(config, self.time.file, self.orders)

    async def start_bot(self, **options: object) -> None:
        """As ever; from now on somebody looks after it, and perhaps somebody is after it."""
        await super().start_bot(**options)  # type: ignore[arg-type]
        self._tasks = [asyncio.create_task(self._keep()), asyncio.create_task(self._haunt())]

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await super().__aexit__(kind, error, trace)

    async def _keep(self) -> None:
        while True:
            if self.bot.is_over():
                if not self.bot.was_killed():
                    self.bot.check()
                await self._may_live.wait()
                await self.bot.start()
            await asyncio.sleep(0.01)

    async def _haunt(self) -> None:
        for moment in self.moments:
            await asyncio.sleep(moment)
            self.bot.strike()

    @asynccontextmanager
    async def while_dead(self) -> AsyncIterator[None]:
        """The bot is killed, and not started again before all within is done."""
        if self.is_spared:
            yield
            return
        self._may_live.clear()
        try:
            self.bot.strike()
            async with asyncio.timeout(PATIENCE):
                while not self.bot.is_over():
                    await asyncio.sleep(0.01)
            yield
        finally:
            self._may_live.set()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the bot's database holds."""
        with closing(sqlite3.connect(self.folder / "kring.db")) as database:
            return database.execute(query).fetchall()

    async def holds(self, query: str) -> None:
        """Wait until the bot's database holds such a row."""
        async with asyncio.timeout(PATIENCE):
            while not self.rows(query):
                await asyncio.sleep(0.02)

    async def pass_time(self, target: datetime) -> None:
        """As ever, with patience for a bot that dies meanwhile."""
        async with BotsWork.watched(self.folder / "kring.db", self.bot_id, self.time) as work:
            while (coming := await work.next_at()) is not None and coming <= target + _LATE:
                self.time.move_to(coming)
                assert await work.rest(PATIENCE)
            self.time.move_to(target)
            assert await work.rest(PATIENCE)

    @asynccontextmanager
    async def looked_after(self) -> AsyncIterator[None]:
        """Whoever looks after the bot and fails ends what is within."""
        story = asyncio.current_task()
        assert story

        def tell(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and task.exception():
                story.cancel()

        for task in self._tasks:
            task.add_done_callback(tell)
        try:
            yield
        except asyncio.CancelledError:
            for task in self._tasks:
                if task.done() and not task.cancelled() and (fault := task.exception()):
                    raise fault from None
            raise
