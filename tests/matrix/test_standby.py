"""Two instances on one PostgreSQL: one dies, freezes or is cut off, and the other goes on.

Real processes, a real homeserver, a real database; the room is encrypted. What comes of a life is
compared with one in which nothing happens. The seconds that it takes are told in the log.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.people import Person
from tests.matrix.came_of_it import CameOfIt, what_came_of
from tests.matrix.conftest import NewAccount
from tests.matrix.eventful import MINUTE, NEXT_MONDAY
from tests.matrix.test_crashes import Lived, check_same
from tests.matrix.twins import Instance, TwinHouse

log = logging.getLogger(__name__)

IS_LONG = os.environ.get("KRING_LONG") == "1"
LONGEST = 15.0
"""Seconds from the leader's end to the first answer of the next one."""

FIRST, SECOND = "Soup on Thursday", "Soup on Thursday, with the salt beside it"

SENT = "after PUT send m.room.encrypted"
"""It is in the room, and nobody wrote that down."""
TRIED = "after a commit of .*tried"
"""It is written down that it is tried, and it is not in the room."""
MADE = "after POST client/createRoom"
"""There is a room for one resident and the bot, and nobody wrote down which."""
HEARD = "before a commit of .*handle"
"""What was heard is not written down."""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks of processes")


@dataclass(frozen=True)
class Fate:
    """What happens to the leader: it `dies`, `freezes`, or is `cut off` from its database."""

    what: str
    step: str

    async def meets(self, leader: Instance) -> None:
        """At its next passing of the step."""
        is_death = self.what == "dies"
        leader.at(self.step, signal.SIGKILL if is_death else signal.SIGSTOP)

    async def has_met(self, leader: Instance) -> float:
        """Wait for it; the moment."""
        at = await leader.until_down()
        if self.what == "cut off":
            leader.way.cut()
            leader.signal(signal.SIGCONT)
        return at

    async def is_over(self, leader: Instance) -> None:
        """Another one leads. Who comes to itself finds that, ends, and follows."""
        if self.what == "cut off":
            leader.way.mend()
        elif self.what == "freezes":
            leader.signal(signal.SIGCONT)
        assert await leader.until_ended() == (-signal.SIGKILL if self.what == "dies" else 1)
        await leader.start()


class Story:
    """One life of a house, in which something may happen to who leads, twice."""

    def __init__(self, house: TwinHouse, *fates: Fate | None) -> None:
        self.house = house
        self._fates = list(fates)
        self.took: list[float] = []
        """Seconds without a leader, each from its end to the first answer of the next one."""

    async def live(self, *, is_long: bool = False) -> CameOfIt:
        """`is_long`: until Monday, when the bot writes to somebody in a room of its own making."""
        house = self.house
        await house.start_bot(professionals=["@pat*:house.test"], talk_hours=0, round_hours=24)
        await house.move_in("alice", "bob", "carol", *(["pat"] if is_long else []))
        alice, bob, carol, *others = house.people.values()
        for pat in others:
            pat.welcomes(house.bot_id)
        await alice.say(house.room, f"!quick {FIRST}")
        poll = await house.poll("P1")
        async with self._without_leader(alice, "!who", bob, "!agreements"):
            await bob.vote(house.room, poll, ["consent"])
            await carol.say(house.room, "!object P1 Salt is bad for my heart")
        await house.decided(lambda it: bool(it["proposals"][0]["objections"]))
        await alice.say(house.room, f"!amend P1 {SECOND}")
        poll = await house.poll_after("P1", poll)
        async with self._without_leader(alice, "!roles", carol, "!settings"):
            await bob.vote(house.room, poll, ["consent"])
            await carol.vote(house.room, poll, ["consent"])
        await house.hears("P1 is agreed: A1")
        if is_long:
            await self._until_monday()
        return await what_came_of(house)

    async def _until_monday(self) -> None:
        fate, leader = await self._next_fate()
        passing = asyncio.create_task(self.house.pass_time(NEXT_MONDAY + MINUTE))
        if fate:
            await fate.has_met(leader)
        await passing
        await self.house.is_told("pat", "De Eik")
        if fate:
            await fate.is_over(leader)

    async def _next_fate(self) -> tuple[Fate | None, Instance]:
        fate, leader = None, self.house.first
        if self._fates and (fate := self._fates.pop(0)):
            leader = self._leader()
            await fate.meets(leader)
        return fate, leader

    @asynccontextmanager
    async def _without_leader(
        self, first: Person, question: str, then: Person, other: str
    ) -> AsyncIterator[None]:
        """What the first asks meets the leader's fate; what the other asks, nobody who leads."""
        house = self.house
        fate, leader = await self._next_fate()
        await house.ask(first, question)
        down_at = await fate.has_met(leader) if fate else monotonic()
        yield
        asked = await house.ask(then, other)
        took = await house.answered(asked) - down_at
        if fate:
            log.info("%s %s: answered after %.1f s", fate.what, fate.step, took)
            self.took.append(took)
            await fate.is_over(leader)

    def _leader(self) -> Instance:
        ((device,),) = self.house.rows("SELECT device FROM leaders")
        both = (self.house.first, self.house.second)
        return next(one for one in both if one.device == device)


_calm: list[CameOfIt] = []


@pytest.fixture
async def undisturbed(homeserver: Homeserver, new_account: NewAccount, tmp_path: Path) -> CameOfIt:
    """What comes of the story when nothing happens; it is lived once."""
    if not _calm:
        (tmp_path / "calm").mkdir()
        async with TwinHouse(homeserver, new_account, tmp_path / "calm") as house:
            house.is_spared = True
            _calm.append(await Story(house).live(is_long=True))
    return _calm[0]


async def lived(house: TwinHouse, *fates: Fate | None, is_long: bool = False) -> CameOfIt:
    """What comes of a life with these; it takes no longer than it may."""
    story = Story(house, *fates)
    try:
        came = await story.live(is_long=is_long)
    except BaseException as fault:
        for one in (house.first, house.second):
            fault.add_note(one.log_file.read_text()[-6000:])
        raise
    assert len(story.took) == sum(fate is not None for fate in fates[:2])
    assert max(story.took, default=0) <= LONGEST, story.took
    return came


async def test_the_other_goes_on_where_one_freezes_and_one_is_killed(
    homeserver: Homeserver, new_account: NewAccount, tmp_path: Path
) -> None:
    """Once in the middle of what it had sent, once before it could send what it had begun.

    That each message is in the room once, and each question answered once, is looked at there.
    """
    async with TwinHouse(homeserver, new_account, tmp_path) as house:
        came = await lived(house, Fate("freezes", SENT), Fate("dies", TRIED))
        for one in (house.first, house.second):  # who leads, and who follows, as it is by now
            one.signal(signal.SIGTERM)
            assert await one.until_ended() == 0
    [soup] = came.export["proposals"]
    assert soup["state"] == "adopted"
    assert [one["text"] for one in soup["versions"]] == [FIRST, SECOND]
    assert [(one["member"], one["state"]) for one in soup["objections"]] == [("carol", "resolved")]
    stances = [(one["version"], one["member"], one["stance"]) for one in soup["stances"]]
    assert sorted(stances) == [
        (1, "alice", "consent"),
        (1, "bob", "consent"),
        (1, "carol", "objection"),
        (2, "alice", "consent"),
        (2, "bob", "consent"),
        (2, "carol", "consent"),
    ]
    assert [one["text"] for one in came.export["agreements"]] == [SECOND]


@pytest.mark.skipif(not IS_LONG, reason="KRING_LONG=1")
@pytest.mark.parametrize("step", [SENT, TRIED, HEARD])
@pytest.mark.parametrize(
    ("what", "then"), [("dies", "freezes"), ("freezes", "cut off"), ("cut off", "dies")]
)
async def test_whatever_happens_wherever_it_makes_no_difference(
    what: str,
    then: str,
    step: str,
    undisturbed: CameOfIt,
    homeserver: Homeserver,
    new_account: NewAccount,
    tmp_path: Path,
) -> None:
    fates = Fate(what, step), Fate(then, step)
    async with TwinHouse(homeserver, new_account, tmp_path) as house:
        came = await lived(house, *fates, is_long=True)
    check_same(Lived(came, [f"{fate.what} {fate.step}" for fate in fates], []), undisturbed)


@pytest.mark.skipif(not IS_LONG, reason="KRING_LONG=1")
@pytest.mark.parametrize("what", ["dies", "freezes", "cut off"])
async def test_a_room_that_was_just_being_made_is_found(
    what: str,
    undisturbed: CameOfIt,
    homeserver: Homeserver,
    new_account: NewAccount,
    tmp_path: Path,
) -> None:
    """Somebody is written to for the first time: in one room, not in two."""
    async with TwinHouse(homeserver, new_account, tmp_path) as house:
        came = await lived(house, None, None, Fate(what, MADE), is_long=True)
        assert len({one.room for one in house.phones["pat"]}) == 2
    check_same(Lived(came, [f"{what} {MADE}"], []), undisturbed)
