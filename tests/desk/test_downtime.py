"""The bot was not there for a while: what comes late is owned up to, once, and nothing else is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.downtime import Downtime, Watch
from bot.room import NotNow, Vote
from tests.desk.hall import DAY, HOUR, MONDAY_NOON, ROOM, Home, account

MINUTE = timedelta(minutes=1)
SORRY = "Sorry, I was away"


class Watched(Home):
    """A house, and whether its homeserver is heard; the world's clock is the house's."""

    watch: Watch
    seconds = 0.0
    """What the machine counts, whatever its clock says."""

    async def start(self) -> None:
        await super().start()
        self.watch = Watch(
            self.store, self._now, seconds=lambda: self.seconds, world=lambda: self.now
        )
        await self.watch.begin()
        self.desk = Desk(self.store, replace(self.ways, downtime=self.watch.downtime))

    def be_away(self, length: timedelta) -> None:
        """Nothing is heard, and nothing done."""
        self.now += length
        self.seconds += length.total_seconds()

    async def listen(self) -> None:
        """All there was has been heard; then what is due."""
        self.watch.heard()
        if downtime := await self.watch.write():
            await self.desk.came_back(downtime)
        await self.tick()

    async def live(self, length: timedelta) -> None:
        """Time goes by, and all is well."""
        await self.go(length)
        self.seconds += 60  # heard every few seconds, that is
        await self.listen()

    def sorry(self, room: str = ROOM) -> list[str]:
        return [words for words in self.hall.said(room) if words.startswith(SORRY)]


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Watched]:
    """Four people; a quick round of P1 that closes on Tuesday at noon."""
    made = Watched(tmp_path / "kring.db")
    async with made.opened():
        await made.move_in("alice", "bob", "carol", "dan")
        await made.listen()
        await made.say("alice", "!quick Quiet hours")
        await made.live(MINUTE)
        yield made


@pytest.mark.parametrize("is_restarted", [True, False])
async def test_an_answer_that_comes_late_is_owned_up_to_once(
    home: Watched, is_restarted: bool
) -> None:
    """Before the first of what is late, and not again after it."""
    home.be_away(3 * HOUR)
    if is_restarted:
        await home.restart()
    for minutes in (90, 80):
        await home.say("bob", "!proposals", at=home.now - minutes * MINUTE)
    await home.listen()
    when = "since today at 12:01"
    expected = f"Sorry, I was away for a while ({when}). So this comes later than it should."
    assert home.hall.said()[-3] == expected
    assert len(home.sorry()) == 1
    await home.live(HOUR)
    assert len(home.sorry()) == 1


async def test_a_due_time_that_comes_late_is_owned_up_to_once(home: Watched) -> None:
    """Its round closed two hours ago; also who is killed in the middle says so once."""
    await home.say("bob", "!consent P1")
    await home.say("carol", "!consent P1")
    await home.live(20 * HOUR)
    home.be_away(MONDAY_NOON + DAY + 2 * HOUR - home.now)
    await home.restart()
    home.watch.heard()
    await home.tick()
    assert len(home.sorry()) == 1
    assert "agreed" in home.hall.said()[-1]
    await home.restart()  # before it was written down that all was heard
    await home.listen()
    await home.say("bob", "!proposals", at=home.now - HOUR)
    assert len(home.sorry()) == 1


async def test_who_says_nothing_late_has_nothing_to_own_up_to(home: Watched) -> None:
    """Chatter, and taps that only change the card, are no answers; what comes now is not late."""
    home.be_away(3 * HOUR)
    await home.restart()
    await home.say("bob", "Good evening", at=home.now - 2 * HOUR)
    poll = await home.posted("P1", "poll")
    await home.hear(Vote(home.event(), ROOM, account("bob"), home.now - HOUR, poll, ("consent",)))
    await home.say("carol", "!proposals")
    await home.listen()
    assert home.sorry() == []


async def test_a_hiccup_is_not_worth_a_word(home: Watched) -> None:
    """Nine minutes; though an answer is as late."""
    for _ in range(5):
        home.be_away(9 * MINUTE)
        await home.say("bob", "!proposals", at=home.now - 9 * MINUTE + MINUTE / 2)
        await home.listen()
    assert home.sorry() == []


async def test_each_downtime_has_its_own_line(home: Watched) -> None:
    """Two of them, two lines."""
    for _ in range(2):
        home.be_away(HOUR)
        await home.say("bob", "!proposals", at=home.now - 30 * MINUTE)
        await home.listen()
        await home.live(HOUR)
    assert len(home.sorry()) == 2


async def test_what_waits_for_the_morning_anyway_is_not_late(home: Watched) -> None:
    """The bot was away at night: the reminder of eight o'clock comes at eight."""
    await home.say("bob", "!consent P1")
    night = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    await home.live(night - home.now)
    said = len(home.hall.said())
    home.be_away(datetime(2026, 11, 24, 4, 0, tzinfo=UTC) - home.now)
    await home.restart()
    await home.listen()
    await home.live(2 * DAY)
    assert len(home.hall.said()) > said
    assert home.sorry() == []


async def test_each_house_hears_only_of_what_was_late_there(home: Watched) -> None:
    """The other one had nothing to come."""
    other = "!elm:kring.test"
    await home.move_in("erin", "finn", room=other, name="De Iep")
    await home.live(HOUR)
    home.be_away(2 * HOUR)
    await home.say("bob", "!proposals", at=home.now - HOUR)
    await home.listen()
    await home.live(HOUR)
    assert (len(home.sorry()), home.sorry(other)) == (1, [])


async def test_what_was_heard_and_could_not_be_said_is_owned_up_to(home: Watched) -> None:
    """The homeserver went away between the question and the answer."""
    home.hall.refusing[ROOM] = NotNow("away")
    await home.desk.hear(home.message("bob", "!proposals"))
    home.be_away(HOUR)
    home.hall.refusing.clear()
    await home.outbox.drain()
    await home.listen()
    assert len(home.sorry()) == 1
    await home.live(HOUR)
    assert len(home.sorry()) == 1


async def test_a_clock_that_was_set_is_no_downtime(home: Watched) -> None:
    """A day forward: what is due by it happens, and nobody was away."""
    await home.live(HOUR)
    home.now += DAY
    await home.listen()
    await home.live(HOUR)
    assert home.sorry() == []
    assert home.watch.downtime() is None


async def test_in_dutch_too(home: Watched) -> None:
    """In the words of the house."""
    await home.say("alice", "!language nl")
    home.be_away(3 * HOUR)
    await home.say("bob", "!voorstellen", at=home.now - HOUR)
    assert home.hall.said()[-2].startswith(
        "Sorry, ik was er een tijd niet (sinds vandaag om 12:01). Dit"
    )


def test_what_is_late_because_of_it() -> None:
    """Meant for then, and noticeably later now."""
    at = MONDAY_NOON
    away = Downtime(at, at + HOUR, "x")
    assert away.delayed(at + MINUTE, at + HOUR)
    assert not away.delayed(at - 2 * MINUTE, at + HOUR)
    assert not away.delayed(at + 55 * MINUTE, at + HOUR)
    assert not away.delayed(at + 2 * HOUR, at + 3 * HOUR)
    assert away.held_up(at, None)
    assert not away.held_up(at, at + MINUTE)
    assert not away.held_up(at + 55 * MINUTE, None)
