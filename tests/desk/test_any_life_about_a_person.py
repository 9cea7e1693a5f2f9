"""Whatever happens in a house: what is about a person is not read before its time, nor searched."""

from __future__ import annotations

import asyncio
import json
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.export import export_house
from bot.room import Edit, Entered, Joined, Left, Moved, PutOut, pack
from bot.turns import Access
from governance.facts import Announced, ProposalKind, Recorded
from tests.desk.hall import DAY, HOUR, ROOM, Home, Sent, account, private

RESIDENTS = ("alice", "bob", "carol", "dan")
SECRET = "zilvervis"
"""Stands in every text that is about a person, and in nothing else."""

IN_THE_ROOM = (
    *("!proposals", "!show P1", "!show P2", "!show P3", "!show A1", "!show", "!agreements"),
    *("!agreements sleeps", "!consent", "!consent P2", "!object P2 no", "!concern P1", "!round P2"),
    *("!take P2", "!table P2", "!outcome P2 adopt", "!withdraw P2", "!unvote P2", "!resolved P2"),
    *("!quick Soup", "!propose Soup on Sunday", "!urgent the gas is off", "!who", "!language nl"),
    *("!review A1 keep", "!review A1 end", "!object A1 no", "!guest", "!away", "!back", "akkoord"),
    *("!for Jan consent P2", "!member add Jan", "!member remove Jan", "!member link Jan @dan"),
)
"""What anybody may try, with numbers that may be about a person."""

AFTER = (
    *("never", "never", timedelta(hours=2), timedelta(hours=23), timedelta(hours=26)),
    *(DAY * 5, DAY * 8, DAY * 35),
)
LIVES = max(settings().max_examples // 10, 6)
"""Lives are long and each has a database of its own."""


@dataclass(frozen=True)
class Act:
    """Something happens."""

    does: str
    who: str
    whom: str
    nth: int


acts = st.builds(
    Act,
    st.sampled_from(
        [
            *("says about", "says about", "amends", "amends here", "withdraws", "pauses"),
            *("tries", "tries", "tries", "tries", "tries alone", "tries alone"),
            *("waits", "waits", "waits", "all agree", "searches", "restarts"),
            *("leaves", "joins", "is put out", "is muted", "moves"),
        ]
    ),
    st.sampled_from(RESIDENTS),
    st.sampled_from([*RESIDENTS, "pat"]),
    st.integers(0, len(IN_THE_ROOM) - 1),
)


class Watched:
    """A house in which everything the bot says is held against what may be known then."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.room = ROOM
        self.there = {*RESIDENTS, "pat"}
        self.seen = 0
        self.moved = 0
        self._nth = count(1)

    async def happens(self, act: Act) -> None:
        await self._does(act)
        await self._tries(act)
        await self._comes_and_goes(act)
        await self.look()

    async def _does(self, act: Act) -> None:
        """With what is about a person."""
        home, who = self.home, act.who
        alone, text = private(who), f"{SECRET}-{next(self._nth)}-"
        match act.does:
            case "says about":
                await home.say(who, f"!about @{act.whom.title()} sleeps {text}", room=alone)
            case "amends":
                await home.say(who, f"!amend {await self._one(act)} wakes {text}", room=alone)
            case "amends here" if who in self.there:
                await self._says(who, f"!amend {await self._one(act)} walks {text}")
            case "withdraws":
                await home.say(who, f"!withdraw {await self._one(act)}", room=alone)
            case "pauses":
                await home.say("pat", f"!pause {await self._one(act)} talk", room=private("pat"))
            case "all agree":
                for name in sorted(self.there - {"pat"}):
                    await self._says(name, f"!consent {await self._one(act)}")

    async def _tries(self, act: Act) -> None:
        """Whatever else one may do in a house, and time."""
        home, who = self.home, act.who
        match act.does:
            case "tries" if who in self.there:
                await self._says(who, IN_THE_ROOM[act.nth])
            case "tries alone":
                await home.say(who, IN_THE_ROOM[act.nth], room=private(who))
            case "searches" if who in self.there:
                await self.searches(who)
            case "waits":
                length = AFTER[act.nth % len(AFTER)]
                await home.go(length if isinstance(length, timedelta) else timedelta(hours=1))
            case "restarts":
                await home.restart()

    async def _one(self, act: Act) -> str:
        """The number of one that is about a person."""
        lives = await self.lives()
        return f"P{lives[act.nth % len(lives)][0].fact.number}"  # type: ignore[union-attr]

    async def _comes_and_goes(self, act: Act) -> None:
        home, whom, at = self.home, act.whom, self.home.now
        match act.does:
            case "leaves" if whom in self.there and len(self.there) > 2:
                self.there.discard(whom)
                await home.hear(Left(home.event(), self.room, account(whom), at))
            case "joins" if whom not in self.there:
                self.there.add(whom)
                await home.hear(Joined(home.event(), self.room, account(whom), at, whom.title()))
            case "is put out":
                await home.hear(PutOut(home.event(), self.room, at))
                await home.go(timedelta(hours=act.nth))
                await self._enters(self.room)
            case "is muted":
                await home.desk.lost_voice(self.room)
                await home.go(timedelta(hours=act.nth))
                await home.desk.has_voice(self.room)
                await home.outbox.drain()
            case "moves":
                self.moved += 1
                before, self.room = self.room, f"!oak{self.moved}:kring.test"
                await home.hear(Moved(home.event(), before, account("alice"), at, self.room))
                await self._enters(self.room, follows=before)

    async def _enters(self, room: str, follows: str | None = None) -> None:
        there = tuple((account(who), who.title()) for who in sorted(self.there))
        home = self.home
        await home.hear(
            Entered(home.event(), room, home.now, "De Eik", there, True, False, follows=follows)
        )

    async def _says(self, who: str, text: str) -> None:
        await self.home.say(who, text, room=self.room)

    async def searches(self, who: str) -> None:
        """Neither in the room nor privately is it found among what was agreed."""
        for room in (self.room, private(who)):
            before = len(self.home.hall.sent)
            await self.home.say(who, f"!agreements {SECRET}", room=room)
            await self.home.say(who, "!agreements", room=room)
            told = [one for one in self.home.hall.sent[before:] if _tells(one)]
            # A card may be edited just then, as it says something else.
            assert all(isinstance(one.outgoing, Edit) for one in told)

    async def look(self) -> None:
        """No letter since the last look told it to somebody who may not know it."""
        lives = await self.lives()
        for one in self.home.hall.sent[self.seen :]:
            if _tells(one):
                assert self._may_be_read(one, lives), (one.room, one.outgoing)
        self.seen = len(self.home.hall.sent)
        await self._look_at_files()

    async def lives(self) -> list[list[Recorded]]:
        """The facts of all that is about a person."""
        house = await self.home.house(self.room)
        async with self.home.store.transaction() as tx:
            facts = await tx.proposal_facts(house.id)
        every = [list(recorded) for recorded in facts.values()]
        return [one for one in every if one[0].fact.kind is ProposalKind.PERSON]  # type: ignore[union-attr]

    def _may_be_read(self, one: Sent, lives: list[list[Recorded]]) -> bool:
        words = json.dumps(pack(one.outgoing)[1], ensure_ascii=False)
        for life in lives:
            texts = [str(r.fact.text) for r in life if hasattr(r.fact, "text") and r.fact.text]
            if not any(text in words for text in texts):
                continue
            announced = [r.fact.at for r in life if isinstance(r.fact, Announced)]
            is_hidden = life[0].fact.announce_at is not None  # type: ignore[union-attr]
            is_known = not is_hidden or (announced and announced[0] <= one.at)
            if not is_known and not self._is_told_first(one.room, life):
                return False
        return True

    def _is_told_first(self, room: str, life: list[Recorded]) -> bool:
        """To who put it forward, whom it is about, and who works here; never in a house's room."""
        proposed = life[0].fact
        told = {proposed.by, proposed.about}  # type: ignore[union-attr]
        return room == private("pat") or room in {private(self.names[m]) for m in told}  # type: ignore[index]

    async def _look_at_files(self) -> None:
        house = await self.home.house(self.room)
        async with self.home.store.transaction() as tx:
            exported = await export_house(tx, house, self.home.now)
        assert SECRET not in json.dumps(exported)

    async def begin(self) -> None:
        """Everybody has a private room, so that everybody can be told too much."""
        await self.home.move_in(*RESIDENTS, "pat")
        await self.home.open_private_room(*RESIDENTS, "pat")
        await self.home.say("alice", "!quick Bread on Monday")
        known = await self.home.members()
        self.names = {member.id: who for who, member in known.items() if who}


def _tells(one: Sent) -> bool:
    return SECRET in json.dumps(pack(one.outgoing)[1], ensure_ascii=False)


async def live(file: Path, life: list[Act], *, is_agreed: bool) -> None:
    """One life; `is_agreed`: it begins where the house has agreed on one about a person."""
    access = Access(professionals=(account("pat"),))
    async with Home(file, access=access).opened() as home:
        watched = Watched(home)
        await watched.begin()
        await watched.happens(Act("says about", "bob", "carol", 0))
        if is_agreed:
            await home.go(8 * DAY + HOUR)
            await watched.happens(Act("all agree", "bob", "carol", 0))
            assert "P2 is agreed" in home.hall.said()[-1]
            await watched.searches("dan")
        for act in life:
            await watched.happens(act)
            home.now += timedelta(seconds=11)
        await home.go(40 * DAY)
        await watched.look()
        await watched.searches("alice")
        assert await home.unsound() == []


@settings(max_examples=LIVES)
@given(st.lists(acts, min_size=5, max_size=25), st.booleans())
def test_what_is_about_a_person_is_read_in_its_time_and_found_in_no_list(
    life: list[Act], is_agreed: bool
) -> None:
    """By nobody in the room before it is told there; in no search, export or log ever."""
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        asyncio.run(live(Path(folder) / "kring.db", life, is_agreed=is_agreed))
    assert not [log for log in logs if log["event"] == "crash"], logs
    assert SECRET not in repr(logs)
