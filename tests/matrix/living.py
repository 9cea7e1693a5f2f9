"""A whole house on the real homeserver: the bot as its own process, residents with real clients."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

import nio

from bot.config import read_config
from bot.demo.bot_process import BotProcess, write_config
from bot.demo.homeserver import Homeserver
from bot.demo.house_time import BotsWork, HouseTime, pass_time
from bot.demo.people import Account, Person
from bot.demo.seen import Board, Kind, Seen
from bot.exporting import exported
from bot.transcript import Header
from governance.outcomes import ExportForm
from governance.settings import Settings
from tests.matrix.conftest import NewAccount
from tests.matrix.preloaded import PreloadedBot, ended

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZONE)
"""When every house begins, whatever day it is outside: its first chair is told on Friday."""

PATIENCE = 45.0
"""Seconds to wait for something to be seen: more than a busy machine needs."""


class House:
    """The bot, its people and its room; `async with` it."""

    def __init__(self, homeserver: Homeserver, new_account: NewAccount, folder: Path) -> None:
        self.homeserver = homeserver
        self._new_account = new_account
        self.folder = folder
        self.people: dict[str, Person] = {}
        self.room = ""
        self.heard: list[Seen] = []
        """What the first resident's phone received, in order."""
        self.phones: dict[str, list[Seen]] = {}
        """What everybody's phone received, in order."""
        self.bot_id = ""
        self.board: Board
        self.bot: BotProcess
        self.time: HouseTime

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if hasattr(self, "bot"):
            await self.bot.stop()
        await asyncio.gather(*(person.put_phone_away() for person in self.people.values()))

    async def account(self, name: str) -> Account:
        """A fresh account on the homeserver."""
        made = await self._new_account(name)
        return Account(name, made.user_id, made.password)

    async def start_bot(
        self,
        *,
        invite_from: str = "@*:house.test",
        professionals: Sequence[str] = (),
        first_questions: bool = False,
        listen: str = "",
        **settings: Any,
    ) -> None:
        """A bot with an account, a configuration and a clock of its own."""
        account = await self.account("kring")
        self.bot_id = account.user_id
        header = Header(
            house="",
            start=MONDAY,
            zone=ZONE,
            settings=Settings(**({"quiet_hours": "off"} | settings)),
        )
        file = self.folder / "config.toml"
        write_config(file, header, self.homeserver.url, account, professionals)
        text = file.read_text().replace('"@*:house.test"', json.dumps(invite_from))
        if first_questions:
            text = text.replace("first_questions = false", "first_questions = true")
        file.write_text(text + (f'listen = "{listen}"\n' if listen else ""))
        self.time = HouseTime(self.folder / "offset", MONDAY)
        self.bot = self._make_bot(file)
        await self.bot.start()

    def _make_bot(self, config: Path) -> PreloadedBot:
        return PreloadedBot(config, self.time.file)

    async def move_in(self, *names: str, is_encrypted: bool = True) -> None:
        """Residents log in, the first one makes the room, all join, and the bot is invited."""
        accounts = [await self.account(name) for name in names]
        people = await asyncio.gather(*(self._give_phone(account) for account in accounts))
        self.people |= zip(names, people, strict=True)
        first, *others = people
        self.room = await self.make_room(first, is_encrypted=is_encrypted)
        self.board = Board(self.bot_id, self.room)
        await asyncio.gather(*(person.join(self.room) for person in others))
        await first.invite(self.room, self.bot_id)
        await self.sees(lambda one: one.kind is Kind.MESSAGE and "I am Kring" in one.text)
        for person in self.people.values():
            await person.until(partial(person.has_with_them, self.room, self.bot_id), "the bot")

    async def _give_phone(self, account: Account) -> Person:
        folder = self.folder / account.name
        return await Person.log_in(account, self.homeserver.url, folder, self._hear)

    async def make_room(self, person: Person, *, is_encrypted: bool) -> str:
        """A room of this homeserver, with or without encryption."""
        client: nio.AsyncClient = person._client  # no resident needs such a room
        state = [nio.EnableEncryptionBuilder().as_dict()] if is_encrypted else []
        answer = await client.room_create(
            name="De Eik", preset=nio.RoomPreset.public_chat, initial_state=state
        )
        assert isinstance(answer, nio.RoomCreateResponse)
        room = str(answer.room_id)
        await person.until(lambda: person.is_in(room), "its room")
        return room

    def _hear(self, person: Person, one: Seen) -> None:
        self.phones.setdefault(person.name, []).append(one)
        if not self.people or person is not next(iter(self.people.values())):
            return
        self.heard.append(one)
        if hasattr(self, "board"):
            self.board.note(one)

    # ------------------------------------------------------------------------------ looking

    async def sees(self, holds: Callable[[Seen], bool], seconds: float = PATIENCE) -> Seen:
        """Wait until the first resident's phone received such a thing."""
        async with asyncio.timeout(seconds):
            while True:
                for one in self.heard:
                    if holds(one):
                        return one
                await asyncio.sleep(0.05)

    async def hears(self, words: str, *, kind: Kind = Kind.MESSAGE) -> Seen:
        """Wait for the bot to say this."""
        return await self.sees(
            lambda one: one.sender == self.bot_id and one.kind is kind and words in one.text
        )

    async def is_told(self, name: str, words: str) -> Seen:
        """Wait for the bot to say this to somebody alone."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for one in self.phones.get(name, ()):
                    is_it = one.sender == self.bot_id and one.kind is Kind.MESSAGE
                    if is_it and one.room != self.room and words in one.text:
                        return one
                await asyncio.sleep(0.05)

    async def card(self, about: str) -> str:
        """The card of P1, once it is there."""
        return await self._posted(lambda: self.board.card(about))

    async def poll(self, about: str) -> str:
        """The poll of P1, or of A1's review, once it is there."""
        return await self._posted(lambda: self.board.poll(about))

    async def poll_after(self, about: str, earlier: str) -> str:
        """The next poll of P1, once it is there."""

        def another() -> str | None:
            found = self.board.poll(about)
            return found if found != earlier else None

        return await self._posted(another)

    async def question(self, about: str) -> str:
        """What the bot asked in the thread of P1's card, once it is there."""
        return await self._posted(lambda: self.board.question(about))

    async def _posted(self, find: Callable[[], str | None]) -> str:
        async with asyncio.timeout(PATIENCE):
            while (found := find()) is None:
                await asyncio.sleep(0.05)
        return found

    def said(self, words: str) -> list[Seen]:
        """The bot's messages with these words that were received so far."""
        return [
            one
            for one in self.heard
            if one.sender == self.bot_id and one.kind is Kind.MESSAGE and words in one.text
        ]

    async def export(self) -> dict[str, Any]:
        """What the house decided, from the database."""
        config = read_config(self.folder / "config.toml")
        file = await exported(config, self.room, ExportForm.JSON, self.time.now())
        found: dict[str, Any] = json.loads(file.bytes)
        return found

    async def decided(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the export says so."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await self.export()
                if holds(found):
                    return found
                await asyncio.sleep(0.1)

    async def pass_time(self, target: datetime) -> None:
        """Let the bot live through it, until `target`: it stops wherever something falls due."""
        async with BotsWork.watched(self.folder / "kring.db", self.bot_id, self.time) as work:
            await pass_time(self.time, work, target)

    # ------------------------------------------------------------------------------- the bot

    def kill_bot(self) -> None:
        """No time to say goodbye."""
        process = self.bot._process
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.bot._process = None

    async def run_once(self) -> tuple[int, str]:
        """`kring run` until it ends by itself: exit code and what it said."""
        return await ended(self.folder / "config.toml", "run", seconds=PATIENCE)
