"""A house at the desk: a chat that only remembers, a clock that only the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.desk import Desk
from bot.inspection import inspect_file, inspect_house
from bot.outbox import Outbox
from bot.room import (
    Capabilities,
    Document,
    Edit,
    Entered,
    Heard,
    Invited,
    Joined,
    Left,
    Message,
    NotEver,
    NotNow,
    Open,
    Outgoing,
    Poll,
    Reaction,
    Redaction,
    Say,
    Vote,
)
from bot.turns import Access, HouseDefaults, Ways
from governance.facts import Recorded
from governance.fold import fold
from governance.members import Member
from governance.proposals import Proposal
from governance.role_facts import RoleName
from governance.setting_up_roles import Wanted
from governance.settings import Settings
from storage.records import House
from storage.store import Store
from tests.database import make_new, rows_of, url_of

MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
"""A Monday at noon in Amsterdam."""

ROOM = "!oak:kring.test"
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def account(who: str) -> str:
    return f"@{who}:kring.test"


def private(who: str) -> str:
    return f"!{who}:kring.test"


@dataclass(frozen=True)
class Sent:
    """Something that arrived in the chat."""

    at: datetime
    room: str
    outgoing: Outgoing
    target: str | None
    reference: str
    transaction_id: str


class Hall:
    """The fake at the port: keeps what it is given; the same transaction id, the same message."""

    def __init__(self, capabilities: Capabilities) -> None:
        self.capabilities = capabilities
        self.now = MONDAY_NOON
        self.sent: list[Sent] = []
        self.refusing: dict[str, NotNow | NotEver] = {}
        """Rooms that cannot be reached, and how."""
        self.takes_files = True
        self.counter = count(1)

    async def send(
        self, room: str, outgoing: Outgoing, *, transaction_id: str, target: str | None
    ) -> str:
        """Keep it, or refuse as it was told to."""
        if room in self.refusing:
            raise self.refusing[room]
        if isinstance(outgoing, Document) and not self.takes_files:
            raise NotEver("a file was not taken")
        for earlier in self.sent:
            if earlier.transaction_id == transaction_id:
                return earlier.reference
        reference = f"$kring-{next(self.counter)}"
        if isinstance(outgoing, Open):
            reference = "!" + outgoing.account.removeprefix("@")
        self.sent.append(Sent(self.now, room, outgoing, target, reference, transaction_id))
        return reference

    def of(self, kind: type[Any], room: str = ROOM) -> list[Any]:
        """What of this kind arrived in a room."""
        return [
            one.outgoing for one in self.sent if one.room == room and isinstance(one.outgoing, kind)
        ]

    def said(self, room: str = ROOM) -> list[str]:
        """The plain words of every message in a room, without the cards' edits."""
        return [say.plain for say in self.of(Say, room)]

    def edits(self) -> list[Sent]:
        return [one for one in self.sent if isinstance(one.outgoing, Edit)]

    def polls(self) -> list[Sent]:
        return [one for one in self.sent if isinstance(one.outgoing, Poll)]


class Home:
    """One house with its desk; all it knows is in the database and in the chat."""

    def __init__(
        self,
        file: Path,
        *,
        access: Access | None = None,
        capabilities: Capabilities | None = None,
        language: str = "en",
        roles: tuple[tuple[RoleName, Wanted], ...] = (),
        first_questions: bool = False,
        **settings: Any,
    ) -> None:
        self.file = file
        self.hall = Hall(capabilities or Capabilities())
        defaults = HouseDefaults(
            language=language,
            settings=Settings(**settings),
            roles=roles,
            first_questions=first_questions,
        )
        self.ways = Ways(self._now, defaults, access or Access(), self.hall.capabilities)
        self.store: Store
        self.desk: Desk
        self.outbox: Outbox
        self._events = count(1)

    def _now(self) -> datetime:
        return self.hall.now

    @property
    def now(self) -> datetime:
        """Only the test moves it."""
        return self.hall.now

    @now.setter
    def now(self, moment: datetime) -> None:
        self.hall.now = moment

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Home]:
        """With its database open."""
        if not self.file.exists():
            await make_new(self.file)
        await self.start()
        try:
            yield self
        finally:
            await self.store.close()

    async def start(self) -> None:
        """A new process on the same file."""
        self.store = await Store.open(url_of(self.file))
        self.desk = Desk(self.store, self.ways)
        self.outbox = Outbox(self.store, self.hall, self._now)

    async def restart(self) -> None:
        """Throw the process's memory away."""
        await self.store.close()
        await self.start()

    # -- what comes in

    def event(self) -> str:
        return f"$event-{next(self._events)}"

    def numbered_from(self, number: int) -> None:
        """On a copy of another home: its events, and what it says, have numbers of their own."""
        self._events, self.hall.counter = count(number), count(number)

    async def hear(self, heard: Heard, **more: Any) -> str:
        """Hear one thing and send what may be sent."""
        await self.desk.hear(heard, **more)
        await self.outbox.drain()
        return heard.event

    async def move_in(self, *people: str, room: str = ROOM, name: str = "De Eik") -> House:
        """The bot comes into a room where these people are."""
        there = tuple((account(who), who.title()) for who in people)
        await self.hear(Entered(self.event(), room, self.now, name, there, True, False))
        return await self.house(room)

    def message(self, who: str, text: str, *, room: str = ROOM, **more: Any) -> Message:
        values = {"event": self.event(), "at": self.now, **more}
        return Message(room=room, account=account(who), text=text, **values)

    async def reply(
        self, who: str, text: str, about: str = "P1", part: str = "card", room: str = ROOM
    ) -> str:
        """A message that answers the bot's card, poll or question."""
        return await self.say(who, text, reply_to=await self.posted(about, part, room), room=room)

    async def say(self, who: str, text: str, **more: Any) -> str:
        return await self.hear(self.message(who, text, **more))

    async def vote(
        self,
        who: str,
        *answers: str,
        about: str = "P1",
        at: datetime | None = None,
        room: str = ROOM,
    ) -> str:
        poll = await self.posted(about, "poll", room)
        return await self.hear(
            Vote(self.event(), room, account(who), at or self.now, poll, answers)
        )

    async def react(
        self, who: str, key: str, about: str = "P1", part: str = "card", room: str = ROOM
    ) -> str:
        target = await self.posted(about, part, room)
        return await self.hear(Reaction(self.event(), room, account(who), self.now, target, key))

    async def redact(self, who: str, removed: str, room: str = ROOM) -> str:
        return await self.hear(Redaction(self.event(), room, account(who), self.now, removed))

    async def joins(self, who: str, name: str | None = None) -> str:
        shown = name if name is not None else who.title()
        return await self.hear(Joined(self.event(), ROOM, account(who), self.now, shown))

    async def leaves(self, who: str) -> str:
        return await self.hear(Left(self.event(), ROOM, account(who), self.now))

    async def invited(self, who: str, room: str, *, is_private: bool) -> str:
        return await self.hear(
            Invited(self.event(), room, account(who), self.now, is_private=is_private)
        )

    async def open_private_room(self, *people: str) -> None:
        async with self.store.transaction() as tx:
            for who in people:
                await tx.set_private_room(account(who), private(who))

    # -- what time does

    async def tick(self) -> None:
        """What is due by now."""
        await self.desk.tick(self.now)
        await self.outbox.drain()

    async def go(self, length: timedelta) -> None:
        """Time goes by; everything happens at its own time."""
        target = self.now + length
        while True:
            coming = [await self.desk.next_due(), await self.outbox.next_at()]
            soon = [moment for moment in coming if moment is not None and moment <= target]
            if not soon:
                break
            self.now = max(self.now, min(soon))
            await self.tick()
        self.now = target
        await self.outbox.drain()

    # -- what is known

    async def house(self, room: str = ROOM) -> House:
        async with self.store.transaction() as tx:
            found = await tx.house_in(room)
            assert found is not None
            return found

    async def members(self, room: str = ROOM) -> dict[str, Member]:
        """By the first part of their account."""
        house = await self.house(room)
        async with self.store.transaction() as tx:
            found = await tx.members(house.id)
        return {(m.account or "").lstrip("@").partition(":")[0]: m for m in found}

    async def posted(self, about: str, part: str, room: str = ROOM) -> str:
        """The reference of the latest card, poll or question."""
        house = await self.house(room)
        async with self.store.transaction() as tx:
            found = await tx.posted_about(house.id, about, part)
        assert found
        assert found[-1].reference
        return found[-1].reference

    async def facts(self, number: int = 1) -> Sequence[Recorded]:
        house = await self.house()
        async with self.store.transaction() as tx:
            return await tx.facts(house.id, f"P{number}")

    async def proposal(self, number: int = 1) -> Proposal:
        return fold(await self.facts(number))

    async def heard(self, number: int = 1) -> list[str]:
        """Who is heard, by name."""
        proposal = await self.proposal(number)
        names = {member.id: name for name, member in (await self.members()).items()}
        return sorted(names[member] for member in proposal.heard)

    async def unsound(self) -> list[str]:
        """What `kring check --data` would find wrong."""
        async with self.store.transaction() as tx:
            lines = await inspect_file(tx)
            for house in await tx.stored_houses():
                lines += await inspect_house(tx, house)
        return [what for is_fine, what in lines if not is_fine]

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, seen past the store; not when somebody was last heard."""
        tables = rows_of(self.file)
        for member in tables.get("members", []):
            del member["last_heard_at"]
        return tables
