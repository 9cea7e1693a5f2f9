"""Whatever happens in one house, the other says what it would say if it were the only one."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.room import Joined, Left, Message, PutOut, Reaction, Redaction, Vote
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from tests.desk.hall import ROOM, SECOND, Home, account, private

ELM = "!elm:kring.test"
OAK_PEOPLE = ("alice", "bob", "carol", "dan")
ELM_PEOPLE = ("bob", "erin", "finn", "dan")
"""Bob and Dan live in both."""

A_LIFE = max(settings().max_examples // 6, 10)
"""Every life is lived twice."""

WORDS = (
    *("!quick Soup {n}", "!propose Bread {n}", "!consent P1", "!object P1 it is loud {n}"),
    *("!object P1", "!aside P2", "!unvote P1", "!resolved P1", "!amend P1 Tea {n}", "!withdraw P2"),
    *("!show P1", "!proposals", "!who", "!who erin", "!agreements", "!roles", "!mirror", "akkoord"),
    *("!table P1", "!urgent I closed the gas {n}", "!take chair", "!pass", "!unwilling chair"),
    *("!away", "!back", "!round P1", "!language nl", "!review A1 end", "!member add Jan", "hoi"),
    *("!request a lamp {n}", "!requests", "!nudge", "!question", "!show R1"),
)


@dataclass(frozen=True)
class Act:
    """Something happens in one of the houses."""

    is_oak: bool
    does: str
    nth: int
    what: int


acts = st.builds(
    Act,
    st.booleans(),
    st.sampled_from(
        [
            *("says", "says", "says", "says", "says privately", "votes", "votes", "reacts"),
            *("waits", "waits", "removes", "moves", "answers the other", "taps the other"),
            *("removes of the other", "is put out"),
        ]
    ),
    st.integers(0, 3),
    st.integers(0, len(WORDS) - 1),
)


class Street:
    """Both houses, or the first of them alone."""

    def __init__(self, home: Home, *, has_elm: bool) -> None:
        self.home = home
        self.has_elm = has_elm
        self.is_out = False
        self.said: dict[str, list[str]] = {ROOM: [], ELM: []}
        self.there = {ROOM: set(OAK_PEOPLE[:3]), ELM: set(ELM_PEOPLE[:3])}

    async def begins(self) -> None:
        """Dan has lived in De Eik before."""
        await self.home.move_in(*OAK_PEOPLE[:3], name="De Eik")
        await self.home.joins("dan")
        await self.home.leaves("dan")
        if self.has_elm:
            await self.home.move_in(*ELM_PEOPLE[:3], room=ELM, name="De Iep")
        await self.home.open_private_room("bob", "carol", "erin")

    async def happens(self, number: int, act: Act) -> None:
        if act.does == "waits":
            await self.home.go(timedelta(hours=(3, 25, 49, 24 * 8)[act.nth]))
        elif act.is_oak or self.has_elm:
            people = OAK_PEOPLE if act.is_oak else ELM_PEOPLE
            room, other = (ROOM, ELM) if act.is_oak else (ELM, ROOM)
            await self._does(f"$act-{number}", act, people[act.nth], room, other)

    async def _does(self, event: str, act: Act, who: str, room: str, other: str) -> None:
        match act.does:
            case "moves":
                await self._moves(event, who, room)
            case "is put out" if room == ELM:
                self.is_out = True
                await self.home.hear(PutOut(event, ELM, self.home.now))
            case "says" | "says privately" | "answers the other" if who in self.there[room]:
                await self._says(event, act, who, room, other)
            case "removes" | "removes of the other" if who in self.there[room]:
                if said := self.said[room if act.does == "removes" else other]:
                    removed = said[act.what % len(said)]
                    at = self.home.now
                    await self.home.hear(Redaction(event, room, account(who), at, removed))
            case "votes" | "reacts" | "taps the other" if who in self.there[room]:
                await self._taps(event, act, who, room, other)

    async def _says(self, event: str, act: Act, who: str, room: str, other: str) -> None:
        text = WORDS[act.what].format(n=event)
        if act.does == "says privately":
            is_out = room == ELM and self.is_out  # then the other one is meant
            if who == "bob" and not is_out:
                self.said[room].append(event)
                await self._privately(event, room, text)
            return
        card = await self._posted(other, "card", act.what) or "$nothing"
        reply_to = card if act.does == "answers the other" else None
        self.said[room].append(event)
        at = self.home.now
        await self.home.hear(Message(event, room, account(who), at, text, reply_to=reply_to))

    async def _taps(self, event: str, act: Act, who: str, room: str, other: str) -> None:
        home, at, where = self.home, self.home.now, other if act.does[0] == "t" else room
        poll = await self._posted(where, "poll", act.what) or "$nothing"
        card = await self._posted(where, "card", act.what) or "$nothing"
        answer, sign = [("consent", "👍"), ("objection", "✋"), ("aside", "🤷")][act.what % 3]
        if act.does != "reacts":
            await home.hear(Vote(event, room, account(who), at, poll, (answer,)))
        if act.does != "votes":
            await home.hear(Reaction(f"{event}r", room, account(who), at, card, sign))

    async def _privately(self, event: str, room: str, text: str) -> None:
        """Bob says first for which house it is, where he lives in two."""
        home, alone = self.home, private("bob")
        if self.has_elm:
            name = "De Eik" if room == ROOM else "De Iep"
            await home.hear(Message(f"{event}n", alone, account("bob"), home.now, name))
        else:
            await home.hear(Message(f"{event}n", alone, account("bob"), home.now, "hoi"))
        await home.hear(Message(event, alone, account("bob"), home.now, text))

    async def _moves(self, event: str, who: str, room: str) -> None:
        """Dan comes and goes; the others stay."""
        if who != "dan":
            return
        is_in = "dan" in self.there[room]
        self.there[room] ^= {"dan"}
        at, dan = self.home.now, account("dan")
        await self.home.hear(
            Left(event, room, dan, at) if is_in else Joined(event, room, dan, at, "Dan")
        )

    async def _posted(self, room: str, part: str, nth: int) -> str | None:
        async with self.home.store.transaction() as tx:
            house = await tx.house_in(room)
            found = [
                one.reference
                for number in range(1, 9)
                for one in (await tx.posted_about(house.id, f"P{number}", part) if house else [])
                if one.reference
            ]
        return found[nth % len(found)] if found else None

    def letters(self) -> Iterator[Any]:
        """All that De Eik's people alone read, with what it is about."""
        rooms = {ROOM, private("carol")}
        mine = [one for one in self.home.hall.sent if one.room in rooms]
        order = {one.reference: number for number, one in enumerate(mine)}
        for one in mine:
            yield one.at, one.room, astuple(one.outgoing), one.target and order[one.target]


async def live(file: Path, life: list[Act], *, has_elm: bool) -> list[Any]:
    roles = ((CHAIR, Wanted()),)
    async with Home(file, quiet_hours="off", min_heard=1, roles=roles).opened() as home:
        street = Street(home, has_elm=has_elm)
        await street.begins()
        for number, act in enumerate(life):
            await street.happens(number, act)
            home.now += 11 * SECOND
        await home.go(timedelta(days=9))
        return list(street.letters())


@settings(max_examples=A_LIFE)
@given(st.lists(acts, min_size=4, max_size=25))
def test_a_house_says_what_it_would_say_if_it_were_the_only_one(life: list[Act]) -> None:
    """To the letter, to the second and in its order; also where somebody lives in both."""
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        alone = asyncio.run(live(Path(folder) / "alone.db", life, has_elm=False))
        beside = asyncio.run(live(Path(folder) / "beside.db", life, has_elm=True))
    assert beside == alone
    assert not [log for log in logs if log["event"] == "crash"], logs
