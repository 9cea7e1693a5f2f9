"""Roles on the real homeserver: told once, passed on, begun and handed over, whatever dies."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.people import Person
from bot.demo.seen import Kind, Seen
from tests.matrix.conftest import NewAccount
from tests.matrix.living import MONDAY, House

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
TOLD = MONDAY.replace(hour=9, minute=1) + 4 * DAY
"""Friday, when the chair from Monday on has just been told."""
STARTS = TOLD + 3 * DAY
"""Monday, when the first term has just started."""


@pytest.fixture
def house(homeserver: Homeserver, new_account: NewAccount, tmp_path: Path) -> House:
    return House(homeserver, new_account, tmp_path)


def local(person: Person) -> str:
    """How the bot shows them."""
    return person.user_id[1:].partition(":")[0]


def holder(house: House, words: str) -> Person:
    """Whose turn it is, by what the bot said."""
    [found] = [one for one in house.people.values() if words.endswith(f" {local(one)}")]
    return found


def told(house: House) -> list[Seen]:
    """Everything with which the bot told the room whose turn comes."""
    return [one for one in house.said("chair: ") if one.text.startswith("From Monday ")]


def chair_of(house: House, one: Seen) -> Person:
    """Who has the chair, by the message that tells it."""
    [line] = [line for line in one.text.splitlines() if line.startswith("chair: ")]
    return holder(house, line.partition(".")[0])


async def passed_on(house: House, by: Person) -> Person:
    """Who has the turn that somebody passed on."""
    one = await house.hears(f"goes from {local(by)} to ")
    return holder(house, one.text.partition(",")[0])


async def test_a_chair_is_told_passed_on_begun_and_handed_over(house: House) -> None:
    """By a hand and by a word; the note goes to a private room where there is one."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol", "dan", "erin")
        room = house.room
        await house.pass_time(TOLD)
        first = chair_of(house, await house.hears("From Monday 30 November"))
        [published] = told(house)

        # Not everybody has time: a hand at the message, a word, and a hand at the next message.
        await first.react(room, published.event, "👎")
        second = await passed_on(house, first)
        await second.say(room, "!pass")
        third = await passed_on(house, second)
        [moved] = house.said(f"goes from {local(second)} to ")
        await third.react(room, moved.event, "✋")
        chair = await passed_on(house, third)
        assert len({one.name for one in (first, second, third, chair)}) == 4

        # The bot is away when the term starts; the note waits for its return.
        private = await chair.private_room(house.bot_id)
        await house.is_told(chair.name, "in private")
        await house.bot.stop()
        house.time.move_to(STARTS)
        await house.bot.start()
        note = await house.is_told(chair.name, "7 December")
        assert note.room == private
        await chair.say(private, "handover chair Begin with tea")
        await house.is_told(chair.name, "next one")
        [term] = (await house.export())["terms"]
        assert (term["role"], term["member"], term["how"]) == ("chair", local(chair), "rotation")

        # Whoever comes next has no private room: the room reads it.
        await house.pass_time(TOLD + WEEK)
        following = chair_of(house, await house.hears("From Monday 7 December"))
        assert following is not chair
        await house.bot.stop()
        await house.bot.start()
        await house.pass_time(STARTS + WEEK)
        begun = await house.hears("Begin with tea")
        assert local(following) in begun.text
        assert begun.room == room
        members = [term["member"] for term in (await house.export())["terms"]]
        assert members == [local(chair), local(following)]

        # Nothing was said twice, nothing in the room that was for one, and all could be read.
        assert len(told(house)) == 2
        assert len(house.said("goes from")) == 3
        assert len(house.said("Begin with tea")) == 1
        alone = [one for one in house.phones[chair.name] if "7 December" in one.text]
        assert len([one for one in alone if one.room == private]) == 1
        assert len([one for one in alone if one.room == room]) == 1  # that of the next chair
        said = [one for phone in house.phones.values() for one in phone]
        assert not [one for one in said if one.kind is Kind.UNREADABLE]
        by_bot = [one for one in said if one.sender == house.bot_id and one.kind is Kind.MESSAGE]
        assert all(one.was_encrypted for one in by_bot)


MOMENTS = (0.15, 0.3, 0.45)
"""Seconds after the clock was moved, one a week."""


async def test_killed_when_a_turn_is_told_and_when_it_starts_it_is_told_once(house: House) -> None:
    """Wherever in the work the bot dies: before, in the middle, or after."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob")
        for week, seconds in enumerate(MOMENTS):
            await killed_at(house, TOLD + week * WEEK, seconds)
            await house.hears(f"From Monday {STARTS + week * WEEK:%-d %B}")
            await killed_at(house, STARTS + week * WEEK, seconds)
            await house.decided(lambda d, count=week + 1: len(d["terms"]) == count)  # type: ignore[misc]
            await house.hears(f"until Monday {STARTS + (week + 1) * WEEK:%-d %B}")
        await asyncio.sleep(1)
        turns = [one.text for one in told(house)]
        assert len(turns) == len(set(turns)) == len(MOMENTS)
        ends = [f"until Monday {STARTS + (week + 1) * WEEK:%-d %B}" for week in range(len(MOMENTS))]
        assert [len(house.said(end)) for end in ends] == [1] * len(MOMENTS)


async def killed_at(house: House, moment: datetime, seconds: float) -> None:
    """The bot dies so long after the clock was moved, and is started again."""
    house.time.move_to(moment)
    await asyncio.sleep(seconds)
    house.kill_bot()
    await house.bot.start()
