"""Whatever two accounts do on one database, each says what it would say if the other were off."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from dataclasses import astuple, dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.room import Joined, Left, Message, PutOut, Reaction, Vote
from bot.turns import Access
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from tests.desk.hall import HOUR, ROOM, SECOND, Home, account
from tests.desk.test_any_life_of_two_houses import WORDS
from tests.memory import in_memory

ELM = "!elm:kring.test"
PEOPLE = {ROOM: ("alice", "bob", "carol", "dan"), ELM: ("bob", "erin", "finn", "dan")}
"""Bob and Dan live in both."""
BOTS = {ROOM: "@kring:kring.test", ELM: "@kring2:kring.test"}
ROOMS = tuple(PEOPLE)

A_LIFE = max(settings().max_examples // 10, 5)
"""Every life is lived three times."""


@dataclass(frozen=True)
class Act:
    """Something happens in one of the houses, or time goes by in both."""

    room: str
    does: str
    nth: int
    what: int


acts = st.builds(
    Act,
    st.sampled_from(ROOMS),
    st.sampled_from(
        [
            *("says", "says", "says", "says privately", "says privately", "votes", "votes"),
            *("reacts", "waits", "waits", "moves", "restarts", "the other hears it", "is put out"),
        ]
    ),
    st.integers(0, 3),
    st.integers(0, len(WORDS) - 1),
)


class Account:
    """One account of the bot, with the one house that it serves."""

    def __init__(self, file: Path, room: str) -> None:
        self.room = room
        self.people = PEOPLE[room]
        self.home = Home(
            file,
            served_by=BOTS[room],
            access=Access(invite_from=("*",)),
            quiet_hours="off",
            min_heard=1,
            roles=((CHAIR, Wanted()),),
        )
        self.home.hall.doors = f"!with-{room[1:4]}-"
        self.home.hall.counter = count(1 + 100_000 * ROOMS.index(room))
        self.home.numbered_from(1 + 100_000 * ROOMS.index(room))
        self.has_dan = True

    async def begins(self) -> None:
        await self.home.move_in(*self.people, room=self.room, name=self.room[1:4])
        async with self.home.store.transaction() as tx:
            await tx.set_private_room(account("bob"), self.alone)

    @property
    def alone(self) -> str:
        """Bob's private room."""
        return f"{self.home.hall.doors}bob"

    async def does(self, event: str, act: Act, who: str) -> None:
        """Of who is in the house."""
        at = self.home.now
        text = WORDS[act.what].format(n=event)
        match act.does:
            case "restarts":
                await self.home.restart()
            case "moves":
                self.has_dan = not self.has_dan
                dan = account("dan")
                came, went = (
                    Joined(event, self.room, dan, at, "Dan"),
                    Left(event, self.room, dan, at),
                )
                await self.home.hear(came if self.has_dan else went)
            case "is put out":
                await self.home.hear(PutOut(event, self.room, at))
            case _ if who == "dan" and not self.has_dan:
                return
            case "says" | "the other hears it":
                await self.home.hear(Message(event, self.room, account(who), at, text))
            case "says privately":
                await self.home.hear(Message(event, self.alone, account("bob"), at, text))
            case "votes":
                answer = ("consent", "objection", "aside")[act.what % 3]
                poll = await self._posted("poll", act.what)
                await self.home.hear(Vote(event, self.room, account(who), at, poll, (answer,)))
            case "reacts":
                sign = ("👍", "✋", "🤷")[act.what % 3]
                card = await self._posted("card", act.what)
                await self.home.hear(Reaction(event, self.room, account(who), at, card, sign))

    async def _posted(self, part: str, nth: int) -> str:
        async with self.home.store.transaction() as tx:
            house = await tx.house_in(self.room)
            assert house
            found = [
                one.reference
                for number in range(1, 9)
                for one in await tx.posted_about(house.id, f"P{number}", part)
                if one.reference
            ]
        return found[nth % len(found)] if found else "$nothing"

    def letters(self) -> list[Any]:
        """All that it said, where, and about what, by their place among its own."""
        mine = self.home.hall.sent
        order = {one.reference: number for number, one in enumerate(mine)}
        return [
            (one.at, one.room, astuple(one.outgoing), one.target and order[one.target])
            for one in mine
        ]


async def live(folder: Path, life: list[Act], lives: tuple[str, ...]) -> dict[str, list[Any]]:
    """What each account says of this life on one database; one that does not live is off."""
    async with AsyncExitStack() as stack:
        every = {room: Account(folder / "kring.db", room) for room in ROOMS}
        for one in every.values():
            await stack.enter_async_context(one.home.opened())
            await one.begins()
        accounts = {room: every[room] for room in lives}
        for number, act in enumerate(life):
            await _happens(accounts, f"$act-{number}", act)
            for one in accounts.values():
                one.home.now += 11 * SECOND
        for one in accounts.values():
            await one.home.go(timedelta(days=9))
        for one in accounts.values():
            assert await one.home.unsound() == []
        return {room: one.letters() for room, one in accounts.items()}


async def _happens(accounts: dict[str, Account], event: str, act: Act) -> None:
    if act.does == "waits":
        # Whoever looks first: nobody does what is due for the other.
        for one in sorted(accounts.values(), key=lambda one: one.room == act.room):
            await one.home.go((3, 25, 49, 24 * 8)[act.nth] * HOUR)
        return
    if act.does == "the other hears it":
        for one in accounts.values():
            if one.room != act.room:
                who = account(PEOPLE[act.room][act.nth])
                said = WORDS[act.what].format(n=event)
                await one.home.hear(Message(event, act.room, who, one.home.now, said))
    if its := accounts.get(act.room):
        await its.does(event, act, PEOPLE[act.room][act.nth])


@settings(max_examples=A_LIFE)
@given(st.lists(acts, min_size=4, max_size=20))
def test_each_account_says_what_it_would_say_alone(life: list[Act]) -> None:
    """To the letter and to the second, also to who lives in houses of both."""
    with capture_logs() as logs:
        alone: dict[str, list[Any]] = {}
        for rooms in ((ROOM,), (ELM,), ROOMS):
            with tempfile.TemporaryDirectory(dir=in_memory()) as folder:
                found = asyncio.run(live(Path(folder), life, rooms))
            if rooms == ROOMS:
                assert found == alone
            alone |= found
    assert not [log for log in logs if log["event"] == "crash"], logs
