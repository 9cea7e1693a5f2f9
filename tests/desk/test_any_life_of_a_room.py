"""Whatever happens to a room in whatever order: one house, its cards, its polls, and no crash."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.noticeboard import needs_poll, open_poll
from bot.room import (
    Decline,
    Entered,
    Join,
    Joined,
    Left,
    Moved,
    Muted,
    PollEnded,
    PutOut,
    Reaction,
    Vote,
)
from governance.fold import fold
from governance.proposals import Proposal
from tests.desk.hall import HOUR, ROOM, Home, account

PEOPLE = ("alice", "bob", "carol", "dan")
A_LIFE = max(settings().max_examples // 4, 10)
"""Lives are long and each has a database of its own."""


@dataclass(frozen=True)
class Act:
    """Something happens."""

    does: str
    nth: int
    stance: str


acts = st.builds(
    Act,
    st.sampled_from(
        [
            *("proposes", "votes", "votes", "votes", "reacts", "says", "waits", "waits"),
            *("is put out", "comes in", "is muted", "may speak", "moves", "goes elsewhere"),
            *("ends a poll", "restarts", "leaves", "joins"),
        ]
    ),
    st.integers(0, 7),
    st.sampled_from(["consent", "concern", "objection", "aside"]),
)


class RoomsLife:
    """What a chat would do: it refuses words where the bot is out or muted."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.room = ROOM
        self.is_in = True
        self.is_muted = False
        self.there = set(PEOPLE)
        self._rooms = count(2)

    async def happens(self, act: Act) -> None:
        home, who = self.home, PEOPLE[act.nth % 4]
        match act.does:
            case "waits":
                await home.go(timedelta(hours=(1, 5, 24, 30, 49, 80, 2, 12)[act.nth]))
            case "restarts":
                await home.restart()
            case "is put out" if self.is_in:
                self.is_in = False
                self._refuse()
                await home.hear(PutOut(home.event(), self.room, home.now))
            case "comes in" if not self.is_in:
                await self.comes_in()
            case "is muted" if self.is_in and not self.is_muted:
                self.is_muted = True
                self._refuse()
                await home.desk.lost_voice(self.room)
            case "may speak" if self.is_in and self.is_muted:
                await self.may_speak()
            case _ if self.is_in:
                await self._is_heard(act, who)
            case "leaves" | "joins":
                self.there ^= {who} if len(self.there) > 1 or who not in self.there else set()

    async def _is_heard(self, act: Act, who: str) -> None:
        home, at = self.home, self.home.now
        match act.does:
            case "proposes":
                command = ("!quick", "!propose", "!amend P1", "!withdraw P1")[act.nth % 4]
                await self._say(who, f"{command} Wording {act.nth} {at}")
            case "says":
                await self._say(who, f"!{act.stance.replace('objection', 'object')} P1 because")
            case "votes" if poll := await self._posted("poll", act.nth):
                tap = Vote(home.event(), self.room, account(who), at, poll, (act.stance,))
                await home.hear(tap)
            case "reacts" if card := await self._posted("card", act.nth):
                await home.hear(
                    Reaction(home.event(), self.room, account(who), at, card, "👍✋"[act.nth % 2])
                )
            case "ends a poll" if poll := await self._posted("poll", act.nth):
                await home.hear(PollEnded(home.event(), self.room, account(who), at, poll))
            case "leaves" if who in self.there and len(self.there) > 1:
                self.there.discard(who)
                await home.hear(Left(home.event(), self.room, account(who), at))
            case "joins" if who not in self.there:
                self.there.add(who)
                await home.hear(Joined(home.event(), self.room, account(who), at, who.title()))
            case "moves":
                await self._moves(f"!oak{next(self._rooms)}:kring.test", follows=self.room)
            case "goes elsewhere":
                await self._moves(f"!elsewhere{next(self._rooms)}:kring.test", follows=None)

    async def _say(self, who: str, text: str) -> None:
        if who in self.there:
            await self.home.say(who, text, room=self.room)

    async def _moves(self, to: str, follows: str | None) -> None:
        home = self.home
        await home.hear(Moved(home.event(), self.room, account("alice"), home.now, to))
        there = tuple((account(who), who.title()) for who in sorted(self.there))
        if follows:
            # The bot goes out of the old room whether it may speak there or not.
            home.hall.refusing.clear()
            self.room, self.is_muted = to, False
        await home.hear(
            Entered(home.event(), to, home.now, "", there, False, False, follows=follows)
        )

    async def comes_in(self) -> None:
        home = self.home
        self.is_in, self.is_muted = True, False
        home.hall.refusing.clear()
        there = tuple((account(who), who.title()) for who in sorted(self.there))
        await home.hear(Entered(home.event(), self.room, home.now, "", there, False, False))

    async def may_speak(self) -> None:
        self.is_muted = False
        self.home.hall.refusing.clear()
        await self.home.desk.has_voice(self.room)
        await self.home.outbox.drain()

    def _refuse(self) -> None:
        self.home.hall.refusing[self.room] = Muted("no voice")

    async def _posted(self, part: str, nth: int) -> str | None:
        house = await self.home.house(self.room)
        async with self.home.store.transaction() as tx:
            found = [
                one.reference
                for number in range(1, 9)
                for one in await tx.posted_about(house.id, f"P{number}", part)
                if one.reference
            ]
        return found[nth % len(found)] if found else None


async def proposals(life: RoomsLife) -> list[Proposal]:
    house = await life.home.house(life.room)
    async with life.home.store.transaction() as tx:
        facts = await tx.proposal_facts(house.id)
    return [fold(recorded) for recorded in facts.values()]


async def check_the_board(life: RoomsLife) -> None:
    """What is open has its card in this room, of its latest version, and one poll if any."""
    house = await life.home.house(life.room)
    for proposal in await proposals(life):
        if proposal.is_over:
            continue
        async with life.home.store.transaction() as tx:
            card = (await tx.posted_about(house.id, proposal.ref, "card"))[-1]
            poll = await open_poll(tx, house.id, proposal)
        assert card.reference
        assert card.version == proposal.version.number
        assert poll is None or poll.reference
        assert poll is None or needs_poll(proposal)
        number = proposal.number
        if needs_poll(proposal) and poll is None:
            said = life.home.hall.said(life.room)
            assert any(f"poll on P{number} was ended again" in words for words in said)


def check_what_was_said(life: RoomsLife) -> None:
    """Every outcome once; nothing in rooms that were not the house's."""
    words = [said for one in life.home.hall.sent for said in _words(one.outgoing)]
    agreed = Counter(re.findall(r"P\d+ is agreed: A\d+", "\n".join(words)))
    assert all(times == 1 for times in agreed.values()), agreed
    for one in life.home.hall.sent:
        if "elsewhere" in one.room:
            assert isinstance(one.outgoing, Join | Decline)


def _words(outgoing: object) -> list[str]:
    # An edit says the same as the card again.
    return [outgoing.plain] if type(outgoing).__name__ == "Say" else []  # type: ignore[attr-defined]


async def live(file: Path, life: list[Act]) -> None:
    async with Home(file, quiet_hours="off").opened() as home:
        await home.move_in(*PEOPLE)
        await home.say("alice", "!quick Quiet hours")
        room = RoomsLife(home)
        for act in life:
            await room.happens(act)
            home.now += timedelta(seconds=11)
        if not room.is_in:
            await room.comes_in()
        if room.is_muted:
            await room.may_speak()
        await home.go(timedelta(minutes=1))
        await check_the_board(room)
        check_what_was_said(room)
        assert len(home.tables()["houses"]) == 1
        due = await home.desk.next_due()
        assert due is None or due > home.now
        await home.go(600 * HOUR)
        for proposal in await proposals(room):
            assert proposal.is_over or proposal.state.value == "integrating", proposal.state
        check_what_was_said(room)
        assert await home.unsound() == []


@settings(max_examples=A_LIFE)
@given(st.lists(acts, min_size=5, max_size=25))
def test_in_any_life_of_a_room_nothing_is_lost_or_doubled(life: list[Act]) -> None:
    """In the end everything open is on the board, and time decides what it has to."""
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        asyncio.run(live(Path(folder) / "kring.db", life))
    assert not [log for log in logs if log["event"] == "crash"], logs
