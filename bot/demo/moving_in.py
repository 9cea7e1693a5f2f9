"""Builds the demo's house: a homeserver, accounts with phones, the bot, and one encrypted room."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bot.demo.bot_process import BotProcess, write_config
from bot.demo.homeserver import Homeserver
from bot.demo.house_time import BotsWork, HouseTime
from bot.demo.people import Account, Person, Refused
from bot.demo.screen import BOT, Screen
from bot.demo.stage import Stage
from bot.demo.telling import Teller
from bot.transcript import Header


@dataclass
class Premises:
    """All of the demo that runs. What is started is stopped by `stack`, the last one first."""

    header: Header
    folder: Path
    screen: Screen
    stack: AsyncExitStack
    server: Homeserver = field(init=False)
    time: HouseTime = field(init=False)
    teller: Teller = field(init=False)
    bot: Account = field(init=False)
    process: BotProcess = field(init=False)
    accounts: dict[str, Account] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    _localparts: set[str] = field(default_factory=set)

    @property
    def config(self) -> Path:
        """The bot's configuration."""
        return self.folder / "config.toml"

    @property
    def alias(self) -> str:
        """The address of the room."""
        return f"#{self._alias}:{self.server.server_name}"

    @property
    def _alias(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.header.house.casefold()).strip("-") or "house"

    async def move_in(self) -> Stage:
        """Start everything, until the bot has said hello in the house."""
        await self._start_server()
        names = (*self.header.members, *self.header.professionals)
        with self.screen.working(
            f"{len(names)} people get a phone, and {BOT.title()} starts",
            f"{len(names)} phones have an encrypted, cross-signed device; "
            f"{BOT.title()} runs as a process of its own.",
        ):
            self.bot = await Account.new(self.server, BOT, self._localparts)
            await together(*(self._register(name) for name in names))
            self._configure_bot()
            await together(self._start_bot(), *(self._give_phone(name) for name in names))
            self.people = {name: self.people[name] for name in names}
        work = await self.stack.enter_async_context(
            BotsWork.watched(self.folder / "kring.db", self.bot.user_id, self.time)
        )
        room = await self._open_room()
        stage = Stage(
            header=self.header,
            room=room,
            bot_account=self.bot.user_id,
            people=self.people,
            newcomer=self.newcomer,
            teller=self.teller,
            time=self.time,
            work=work,
            bot=self.process,
            screen=self.screen,
        )
        await self._let_bot_in(stage)
        return stage

    async def newcomer(self, name: str) -> Person:
        """An account and a phone for somebody who was not there from the start."""
        await self._register(name)
        await self._give_phone(name)
        return self.people[name]

    async def _start_server(self) -> None:
        self.server = Homeserver(self.folder / "homeserver")
        with self.screen.working(
            "A homeserver starts on this machine", "A real homeserver runs, on this machine only."
        ):
            self.stack.push_async_callback(self.server.stop)
            await self.server.start()

    async def _register(self, name: str) -> None:
        account = await Account.new(self.server, name, self._localparts)
        self.accounts[name] = account
        self.names[account.user_id] = name

    async def _give_phone(self, name: str) -> None:
        account, folder = self.accounts[name], self.folder / "phones"
        store = folder / account.user_id[1:].partition(":")[0]
        person = await Person.log_in(account, self.server.url, store, self.teller.hear)
        self.stack.push_async_callback(person.put_phone_away)
        person.welcomes(self.bot.user_id)
        self.people[name] = person

    def _configure_bot(self) -> None:
        professionals = [self.accounts[name].user_id for name in self.header.professionals]
        write_config(self.config, self.header, self.server.url, self.bot, professionals)
        self.time = HouseTime(self.folder / "clock-offset", self.header.start)
        self.teller = Teller(self.screen, self.time, self.bot.user_id, self.names)
        self.process = BotProcess(self.config, self.time.file)

    async def _start_bot(self) -> None:
        self.stack.push_async_callback(self.process.stop)
        await self.process.start()

    # --------------------------------------------------------------------------------- the room

    async def _open_room(self) -> str:
        first, *others = self.people.values()
        with self.screen.working("They come together in a room", f"{self.alias} is open."):
            room = await first.make_house(self.header.house, self._alias)
            await together(*(self._ask_in(first, person, room) for person in others))
            everybody = [person.user_id for person in self.people.values()]
            await self._until_all_see(room, *everybody)
        return room

    async def _until_all_see(self, room: str, *accounts: str) -> None:
        # Who does not know somebody yet would not give them the key to what they say.
        for person in self.people.values():
            is_seen = partial(person.has_with_them, room, *accounts)
            await person.until(is_seen, "everybody in the room")

    async def _ask_in(self, first: Person, person: Person, room: str) -> None:
        await first.invite(room, person.user_id)
        await person.join(room)

    async def _let_bot_in(self, stage: Stage) -> None:
        first, *_ = self.people.values()
        if not all(person.is_encrypted(stage.room) for person in self.people.values()):
            raise Refused("the room is not encrypted")
        self.screen.tell("  The room is encrypted.")
        reports = await first.look_at_keys_of(self.bot.user_id)
        faults = [report.fault for report in reports if report.fault]
        if faults or not reports:
            raise Refused(f"Kring's device is not cross-signed: {faults or 'it has none'}")
        self.screen.tell(
            f"  Kring's device {reports[0].device_id} is cross-signed: "
            f"{first.name}'s phone checked the signatures."
        )
        self.screen.title(self.header.house)
        self.teller.begin(stage.room)
        await first.invite(stage.room, self.bot.user_id)
        await self._until_all_see(stage.room, self.bot.user_id)
        await stage.settle(0.3)


async def together(*works: Coroutine[Any, Any, Any]) -> None:
    """Do all at once; when one fails, the others are stopped first. Raises what it raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
