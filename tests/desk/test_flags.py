"""When the same people keep the same roles: who hears of it, when, and that it is almost never."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.export import export_house
from bot.room import Muted, Open
from governance.role_facts import Pool, RoleName, Way
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from tests.desk.hall import DAY, HOUR, ROOM, Home, account, private

COOK = RoleName("cook")
WEEK = timedelta(weeks=1)
PEOPLE = ("alice", "bob", "carol", "dan", "erin", "frank")


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A house of six with a chair; the first term has begun an hour ago."""
    async with Home(tmp_path / "kring.db", roles=((CHAIR, Wanted()),)).opened() as opened:
        await opened.move_in(*PEOPLE)
        await opened.open_private_room(*PEOPLE)
        await opened.go(7 * DAY - 2 * HOUR)
        yield opened


async def flags(home: Home, *, with_people: bool = True) -> list[dict[str, Any]]:
    house = await home.house()
    async with home.store.transaction() as tx:
        exported = await export_house(tx, house, home.now, with_people=with_people)
        found: list[dict[str, Any]] = exported["flags"]
        return found


async def terms(home: Home) -> list[dict[str, Any]]:
    house = await home.house()
    async with home.store.transaction() as tx:
        served: list[dict[str, Any]] = (await export_house(tx, house, home.now))["terms"]
        return served


async def takes_the_chair(home: Home, who: str, times: int) -> None:
    """One term after the other, each an hour after it began."""
    for time in range(times):
        if time:
            await home.go(WEEK)
        await home.say(who, "!take chair")


def letters(home: Home, who: str) -> list[str]:
    return [text for text in home.hall.said(private(who)) if "times running" in text]


def asked(home: Home) -> list[str]:
    return [text for text in home.hall.said() if "same person" in text or "same people" in text]


async def test_twice_running_is_nothing(home: Home) -> None:
    await takes_the_chair(home, "alice", 2)
    await home.go(6 * DAY)
    assert await flags(home) == []


async def test_the_third_time_they_hear_first_and_the_house_two_days_later(home: Home) -> None:
    """Once each, whatever dies in between."""
    await takes_the_chair(home, "alice", 3)
    assert len(letters(home, "alice")) == 1
    assert asked(home) == []
    await home.restart()
    await home.go(47 * HOUR)
    assert asked(home) == []
    await home.go(1 * HOUR)
    await home.restart()
    await home.go(2 * DAY)
    assert len(asked(home)) == 1
    assert "Alice" not in asked(home)[0]
    assert [letters(home, who) for who in PEOPLE[1:]] == [[]] * 5


async def test_somebody_who_goes_on_is_not_told_every_week(home: Home) -> None:
    """Again after eight terms more, not at each."""
    await takes_the_chair(home, "alice", 12)
    assert len(letters(home, "alice")) == 2
    assert len(await flags(home)) == 2


@pytest.mark.parametrize("words", ["!pass", "!handover chair Ask who would rather cook"])
async def test_who_hands_over_was_heard_and_the_house_is_not_asked(home: Home, words: str) -> None:
    await takes_the_chair(home, "alice", 3)
    await home.say("alice", words)
    await home.go(5 * DAY)
    assert len(letters(home, "alice")) == 1
    assert asked(home) == []
    assert [flag["told_house_at"] for flag in await flags(home)] == [None]


async def test_what_is_still_private_is_in_no_export(home: Home) -> None:
    """But in that of a replay, whose people are made up."""
    await takes_the_chair(home, "alice", 3)
    assert await flags(home, with_people=False) == []
    (flag,) = await flags(home)
    assert (flag["kind"], flag["roles"], flag["members"]) == ("term_limit", ["chair"], ["Alice"])
    await home.go(2 * DAY)
    (flag,) = await flags(home, with_people=False)
    assert flag["told_house_at"]


async def test_a_private_room_is_opened_for_it(tmp_path: Path) -> None:
    """Who never wrote to the bot alone still hears it alone."""
    async with Home(tmp_path / "kring.db", roles=((CHAIR, Wanted()),)).opened() as home:
        await home.move_in(*PEOPLE)
        await home.go(7 * DAY - 2 * HOUR)
        await takes_the_chair(home, "alice", 3)
        opened = [one.outgoing for one in home.hall.sent if isinstance(one.outgoing, Open)]
        assert [one.account for one in opened] == [account("alice")]
        assert not any("times running" in text for text in home.hall.said())


async def test_who_has_no_account_is_not_told_in_the_open(home: Home) -> None:
    """The house is asked about the role all the same."""
    await home.say("bob", "!member add Jan")
    await home.go(15 * DAY)
    for time in range(3):
        if time:
            await home.go(WEEK)
        await home.say("bob", "!for Jan take chair")
    assert [flag["members"] for flag in await flags(home)] == [["Jan"]]
    assert not any("times running" in text for text in home.hall.said())
    await home.go(2 * DAY)
    assert len(asked(home)) == 1


async def test_while_the_bot_cannot_speak_nothing_is_told(home: Home) -> None:
    await takes_the_chair(home, "alice", 3)
    home.hall.refusing[ROOM] = Muted("no voice")
    await home.desk.lost_voice(ROOM)
    await home.go(3 * DAY)
    assert asked(home) == []


async def test_professionals_among_themselves_are_not_looked_at(tmp_path: Path) -> None:
    """What hardens among residents is what is looked for."""
    oncall = (RoleName("oncall"), Wanted(pool=Pool.PROFESSIONALS))
    async with Home(tmp_path / "kring.db", roles=(oncall,)).opened() as home:
        await home.move_in(*PEOPLE)
        await home.go(26 * WEEK)
        assert await flags(home) == []


@pytest.mark.parametrize("people", [3, 6, 12])
async def test_a_fair_year_goes_by_without_a_word(tmp_path: Path, people: int) -> None:
    """The bot's own rotation, two roles, everybody willing."""
    both = ((CHAIR, Wanted()), (COOK, Wanted()))
    async with Home(tmp_path / "kring.db", roles=both).opened() as home:
        names = [f"p{number}" for number in range(people)]
        await home.move_in(*names)
        await home.open_private_room(*names)
        await home.go(52 * WEEK)
        assert await flags(home) == []
        assert asked(home) == []


async def test_a_house_of_five_cannot_be_told_from_chance(tmp_path: Path) -> None:
    """Three of five who share two roles: fair would be nearly that, so nothing is said."""
    volunteers = Wanted(way=Way.VOLUNTEER)
    both = ((CHAIR, volunteers), (COOK, volunteers))
    async with Home(tmp_path / "kring.db", roles=both).opened() as home:
        await home.move_in(*PEOPLE[:5])
        await home.go(5 * DAY)
        for week in range(12):
            core = PEOPLE[:3]
            await home.say(core[week % 3], "!take chair")
            await home.say(core[(week + 1) % 3], "!take cook")
            await home.go(WEEK)
        assert await flags(home) == []
        holders = {term["member"] for term in await terms(home)}
        assert holders == {"Alice", "Bob", "Carol"}
