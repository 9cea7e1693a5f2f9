"""A street to measure in: a real homeserver on loopback, residents, and rooms with bots in them.

The homeserver has no limits on how much is sent, and its data on the same disk as all the rest.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]

from bench.echo import READY
from bench.machines import Machine
from bot.demo.homeserver import Homeserver
from tests.matrix.conftest import Account, accounts_on
from tests.matrix.hall import Resident

KRING_IS_READY = '"event": "ready"'
PATIENCE = 30.0
"""Seconds to wait for what a homeserver should bring at once."""

# It tells of keys that it fetches a moment later; the bars are for something else.
logging.getLogger("nio").addHandler(logging.NullHandler())


@dataclass
class Street:
    """One homeserver and who has an account there."""

    folder: Path
    homeserver: Homeserver
    stack: AsyncExitStack
    residents: list[Phone] = field(default_factory=list)

    async def account(self, name: str) -> Account:
        """A new account."""
        return await accounts_on(self.homeserver)(name)

    async def move_in(self, count: int) -> None:
        """So many more residents, each with a phone."""
        for number in range(len(self.residents), len(self.residents) + count):
            account = await self.account(f"resident{number}x")
            store = self.folder / f"phone{number}"
            self.residents.append(await self.stack.enter_async_context(Phone(account, store)))

    async def room(self, *bots: str, encrypted: bool, people: int = 0, name: str = "") -> str:
        """A room of the residents (the first `people` of them), with these bots asked in."""
        first, *others = self.residents[: people or None]
        room = await first.make_room(
            encrypted=encrypted, name=name or "The Oak", preset=nio.RoomPreset.public_chat
        )
        for other in others:
            joined = await other.client.join(room)
            assert isinstance(joined, nio.JoinResponse), joined
        for bot in bots:
            invited = await first.client.room_invite(room, bot)
            assert isinstance(invited, nio.RoomInviteResponse), invited
        return room

    async def many_rooms(
        self, bot: str, count: int, step: Callable[[], None], *, at_once: int
    ) -> list[str]:
        """So many encrypted rooms of all residents, with the bot in each once it said hello."""
        doors, first = asyncio.Semaphore(at_once), self.residents[0]

        async def one(number: int) -> str:
            async with doors:
                room = await self.room(bot, encrypted=True, name=f"House {number}")
                await first.hears(room, bot)
                step()
                return room

        async with first.listening():
            return await asyncio.gather(*(one(number) for number in range(count)))

    def configure_kring(self, account: Account, folder: Path) -> Path:
        """A `config.toml` as a real house would have it, but that nobody sleeps."""
        folder.mkdir(parents=True, exist_ok=True)
        config = folder / "config.toml"
        config.write_text(
            f"""
[matrix]
homeserver = "{account.homeserver}"
user = "{account.user_id}"
password = "{account.password}"

[house]
language = "en"
first_questions = false
quiet_hours = "off"

[access]
invite_from = ["@*:{self.homeserver.server_name}"]

[service]
log_format = "json"
"""
        )
        config.chmod(0o600)
        return config

    @asynccontextmanager
    async def kring(self, config: Path) -> AsyncIterator[Machine]:
        """`kring run`, once it hears its homeserver."""
        async with kring_process(config) as kring:
            await kring.says(KRING_IS_READY)
            yield kring

    @asynccontextmanager
    async def echo(
        self, account: Account, folder: Path, *, encrypted: bool
    ) -> AsyncIterator[Machine]:
        """The bare bot, once it hears its homeserver."""
        file = _configure_echo(account, folder, encrypted=encrypted)
        async with Machine(folder / "echo.log", "bench.echo", str(file)) as echo:
            await echo.says(READY)
            yield echo


def _configure_echo(account: Account, folder: Path, *, encrypted: bool) -> Path:
    folder.mkdir(parents=True)
    store = folder / "store" if encrypted else None
    if store:
        store.mkdir()
    known = {
        "homeserver": account.homeserver,
        "user": account.user_id,
        "password": account.password,
        "store": str(store) if store else None,
    }
    file = folder / "account.json"
    file.write_text(json.dumps(known))
    return file


def kring_process(config: Path) -> Machine:
    """`kring run` on this configuration."""
    log = config.with_name("kring.log")
    return Machine(log, "bot.cli", "run", "--config", str(config.absolute()))


def somewhere() -> TemporaryDirectory[str]:
    """A folder that is gone when the bench is."""
    return TemporaryDirectory(prefix="kring-bench-")


@asynccontextmanager
async def street(folder: Path) -> AsyncIterator[Street]:
    """A new homeserver in this folder; at the end all that was started on it ends."""
    async with (
        Homeserver(folder / "homeserver") as homeserver,
        AsyncExitStack() as stack,
    ):
        yield Street(folder, homeserver, stack)


class Phone(Resident):
    """A resident whose phone can listen all the time, and who looks at their watch."""

    def __init__(self, account: Account, store: Path) -> None:
        super().__init__(account, store)
        self._awaited: dict[tuple[str, str], asyncio.Future[float]] = {}
        self._said: set[tuple[str, str]] = set()
        """Who said something, and where."""
        self._batch = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Meanwhile its sync goes on."""
        task = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _listen(self) -> None:
        while True:
            response = await self.client.sync(timeout=30_000)
            at = perf_counter()
            assert isinstance(response, nio.SyncResponse), response
            for room, info in response.rooms.join.items():
                for event in info.timeline.events:
                    self._note(room, event, at)
            if self.client.should_query_keys or self.client.should_upload_keys:
                await self._keep_keys()
            self._batch.set()

    async def _keep_keys(self) -> None:
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()

    def _note(self, room: str, event: Any, at: float) -> None:
        if isinstance(event, nio.RoomMessage | nio.MegolmEvent):
            self._said.add((room, event.sender))
        awaited = self._awaited.get((room, event.sender))
        if awaited is None or awaited.done():
            return
        content = event.source.get("content", {})
        is_edit = content.get("m.relates_to", {}).get("rel_type") == "m.replace"
        if event.source.get("type") == "m.room.message" and not is_edit:
            awaited.set_result(at)

    async def hears(self, room: str, bot: str) -> None:
        """Wait for the first thing that the bot says in a room, from when it was there."""
        await self._until(lambda: (room, bot) in self._said)

    async def asks(self, room: str, bot: str, text: str) -> float:
        """Seconds from sending this until what the bot says next in this room is here."""
        self._awaited[room, bot] = asyncio.get_running_loop().create_future()
        began = perf_counter()
        await self.speak(room, text)
        return await asyncio.wait_for(self._awaited[room, bot], PATIENCE) - began

    async def speak(self, room: str, text: str) -> None:
        """Send this, and nothing else."""
        content = {"msgtype": "m.text", "body": text, "m.mentions": {}}
        sent = await self.client.room_send(
            room, "m.room.message", content, ignore_unverified_devices=True
        )
        assert isinstance(sent, nio.RoomSendResponse), sent

    async def knows(self, room: str, members: Iterable[str]) -> None:
        """Wait until these are in the room, as this phone sees it, which is listening."""

        def has_them() -> bool:
            known = self.client.rooms.get(room)
            return known is not None and all(
                one in known.users and not known.users[one].invited for one in members
            )

        await self._until(has_them)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._batch.clear()
                await self._batch.wait()
