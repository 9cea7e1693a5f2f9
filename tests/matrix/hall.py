"""A hall to test in: the bot on a real homeserver, residents at nio clients, and one fake listener.

async with Bot(account, store) as bot, Resident(account, store) as alice:
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    await alice.say(room, "hello")
    await bot.ears.until(lambda one: isinstance(one, Message))
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.account import Account, open_account
from bot.matrix.housekeeping import keep_keys
from bot.matrix.http import MatrixHttp
from bot.matrix.sender import MatrixRoom
from bot.matrix.session import Session
from bot.matrix.sync import SyncLoop
from bot.matrix.verification import Verifications
from bot.room import Entered, Heard, Invited, Join, Message, Outgoing
from storage.records import Held

_numbers = itertools.count(1)
POLL = "org.matrix.msc3381.poll"


async def call(session: Session, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """A request in the name of an account, whose client may not be running; see MatrixHttp."""
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        return await http.call(method, f"/_matrix/client/v3{path}", body)


class Ears:
    """A listener that keeps all in memory, and outlives the bots that are killed around it."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.times: list[str] = []
        self.positions: dict[str, str] = {}
        self.kept: dict[str, Held] = {}
        self.before_hearing: Callable[[Heard], None] = lambda one: None
        self._news = asyncio.Event()

    async def hear(self, heard: Heard, *, position: tuple[str, str] | None = None) -> None:
        self.before_hearing(heard)
        self.times.append(heard.event)
        if not await self.handled([heard.event]):
            self.heard.append(heard)
        if position:
            await self.move_to(*position)
        self._news.set()

    async def move_to(self, account: str, position: str) -> None:
        self.positions[account] = position

    async def position(self, account: str) -> str | None:
        return self.positions.get(account)

    async def hold(self, held: Held) -> None:
        self.kept.setdefault(held.event, held)

    async def held(self, sessions: Collection[str] | None = None) -> list[Held]:
        kept = [h for h in self.kept.values() if sessions is None or h.session in sessions]
        return sorted(kept, key=lambda one: one.at)

    async def release(self, event: str) -> None:
        self.kept.pop(event, None)

    async def handled(self, events: Collection[str]) -> set[str]:
        return {one.event for one in self.heard} & set(events)

    async def next(self, seconds: float = 10) -> None:
        """Wait until something new was heard."""
        self._news.clear()
        async with asyncio.timeout(seconds):
            await self._news.wait()

    def of(self, kind: type[Any]) -> list[Any]:
        """What was heard of one kind, in order."""
        return [one for one in self.heard if isinstance(one, kind)]

    @property
    def texts(self) -> list[str]:
        """What people wrote, in order."""
        return [one.text for one in self.of(Message)]

    async def until(self, fits: Callable[[Heard], bool], seconds: float = 20) -> Any:
        """The first thing heard that fits, heard already or to come."""
        async with asyncio.timeout(seconds):
            while not (found := [one for one in self.heard if fits(one)]):
                self._news.clear()
                await self._news.wait()
        return found[0]

    async def until_text(self, text: str, seconds: float = 20) -> Message:
        """The message with these words."""
        found: Message = await self.until(
            lambda one: isinstance(one, Message) and one.text == text, seconds
        )
        return found


class Bot:
    """The Matrix side of Kring, without a desk; its store and ears outlive it."""

    def __init__(self, account: Any, store: Path, ears: Ears | None = None) -> None:
        self.ears = ears or Ears()
        self._where = account
        self._store = store

    async def __aenter__(self) -> Self:
        where = self._where
        self.account: Account = await open_account(
            self._store, where.homeserver, where.localpart, password=where.password
        )
        self.client = self.account.client
        self.user_id = self.account.session.user_id
        self.room = MatrixRoom(self.client)
        self.batches = self.recoveries = 0
        master_key = self.account.cross_signing.master_key
        self.verifications = Verifications(self.client, self.room, master_key)
        self.loop = SyncLoop(
            self.client,
            self.ears,
            after_batch=self._count,
            recovered=self._recovered,
            answer=self.verifications.answer,
        )
        self.task = asyncio.create_task(self.loop.run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.task.cancel()
        await asyncio.wait({self.task})
        await self.room.drain()
        await self.account.close()

    def _count(self) -> None:
        self.batches += 1

    def _recovered(self) -> None:
        self.recoveries += 1

    async def send(
        self, room: str, outgoing: Outgoing, target: str | None = None, tx: str | None = None
    ) -> str:
        """As the outbox would."""
        tx = tx or f"test{next(_numbers)}"
        return await self.room.send(room, outgoing, transaction_id=tx, target=target)

    async def until_held(self, count: int = 1) -> None:
        """Until so many events wait for their keys."""
        async with asyncio.timeout(10):
            while len(self.ears.kept) < count:
                await asyncio.sleep(0.02)

    async def enter(self, room: str) -> Entered:
        """Take the invitation, and wait until the bot is in."""
        await self.ears.until(lambda one: isinstance(one, Invited) and one.room == room)
        await self.send(room, Join())
        entered: Entered = await self.ears.until(
            lambda one: isinstance(one, Entered) and one.room == room
        )
        return entered


class Resident:
    """A person at an ordinary nio client."""

    def __init__(self, account: Any, store: Path) -> None:
        self._where = account
        self._store = store
        self.events: list[Any] = []

    async def __aenter__(self) -> Self:
        where = self._where
        self._account = await open_account(
            self._store, where.homeserver, where.localpart, password=where.password
        )
        self.client = self._account.client
        self.user_id = self._account.session.user_id
        await self.sync()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._account.close()

    async def sync(self, timeout: int = 0) -> None:  # noqa: ASYNC109  # milliseconds, as nio has it
        """One sync with its key exchange; what others sent goes to `events`."""
        response = await self.client.sync(timeout=timeout)
        assert isinstance(response, nio.SyncResponse), response
        await keep_keys(self.client, response)
        for room in response.rooms.join.values():
            self.events += [one for one in room.timeline.events if one.sender != self.user_id]

    async def make_room(
        self, *invite: str, encrypted: bool = True, name: str | None = "De Eik", **options: Any
    ) -> str:
        """A new room, people invited."""
        state = []
        if encrypted:
            content = {"algorithm": "m.megolm.v1.aes-sha2"}
            state = [{"type": "m.room.encryption", "state_key": "", "content": content}]
        made = await self.client.room_create(
            name=name, invite=invite, initial_state=state, **options
        )
        assert isinstance(made, nio.RoomCreateResponse), made
        return str(made.room_id)

    async def say(self, room: str, body: str, **more: Any) -> str:
        """A text; the event id."""
        content = {"msgtype": "m.text", "body": body, "m.mentions": {}, **more}
        return await self.send(room, "m.room.message", content)

    async def send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        """Anything; the event id."""
        await self.until_known(room)
        sent = await self.client.room_send(room, kind, content, ignore_unverified_devices=True)
        assert isinstance(sent, nio.RoomSendResponse), sent
        return str(sent.event_id)

    async def pour(self, room: str, texts: Iterable[str]) -> list[str]:
        """Many texts, fast, one after the other; their event ids."""
        await self.until_known(room)
        found = []
        for text in texts:
            content = {"msgtype": "m.text", "body": text, "m.mentions": {}}
            sent = await self.client.room_send(
                room, "m.room.message", content, ignore_unverified_devices=True
            )
            assert isinstance(sent, nio.RoomSendResponse), sent
            found.append(str(sent.event_id))
        return found

    async def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """A request that nio lacks."""
        return await call(self._account.session, method, path, body)

    async def close_room(self, room: str, to: Any) -> str:
        """A tombstone; the event id."""
        sent = await self.client.room_put_state(
            room, "m.room.tombstone", {"replacement_room": to, "body": "moved"}
        )
        assert isinstance(sent, nio.RoomPutStateResponse), sent
        return str(sent.event_id)

    async def until_known(self, room: str) -> None:
        """Until a sync has shown the room; then once more for who came in meanwhile."""
        async with asyncio.timeout(10):
            while room not in self.client.rooms:
                await self.sync(200)
        await self.sync()

    async def wait_for(self, fits: Callable[[Any], bool]) -> Any:
        """The first event of somebody else's that fits."""
        async with asyncio.timeout(15):
            while not (found := [one for one in self.events if fits(one)]):
                await self.sync(500)
        return found[0]

    async def wait_for_event(self, event_id: str) -> Any:
        """This one."""
        return await self.wait_for(lambda one: one.event_id == event_id)


class KeptBack:
    """A resident's room keys, which reach nobody until they are let go."""

    def __init__(self, who: Resident) -> None:
        self._who = who
        self._olm = who.client.olm
        self._share = self._olm.share_group_session_parallel
        self._olm.share_group_session_parallel = self._keep
        self.kept: list[dict[str, Any]] = []

    def _keep(self, *args: Any, **options: Any) -> Any:
        for _, messages in self._share(*args, **options):
            self.kept.append(messages["messages"])
        return iter(())

    async def let_go(self, to: str, number: int = 0) -> None:
        """One of the keys goes to the only device of this account."""
        ((device, content),) = self.kept[number][to].items()
        message = nio.ToDeviceMessage("m.room.encrypted", to, device, content)
        await self._who.client.to_device(message)

    def stop(self) -> None:
        """Keys go out as ever from now on."""
        self._olm.share_group_session_parallel = self._share
