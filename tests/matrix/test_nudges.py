"""The weekly nudge on the real homeserver: in a private room of its own, once, whatever dies."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.demo.homeserver import Homeserver
from bot.demo.people import Person
from bot.demo.seen import Kind, Seen
from tests.matrix.between import BehindAProxy, Proxy
from tests.matrix.conftest import NewAccount
from tests.matrix.living import MONDAY, PATIENCE, House

WEEK = timedelta(weeks=1)
NINE = MONDAY.replace(hour=9) + WEEK
"""When the first nudge is due: the house was born an hour after the one of its first week."""
JUST_AFTER = timedelta(minutes=1)
WEEKS = ["2026-W49", "2026-W50", "2026-W51", "2026-W52"]


@pytest.fixture
def house(homeserver: Homeserver, new_account: NewAccount, tmp_path: Path) -> House:
    return House(homeserver, new_account, tmp_path)


async def lives_with_pat(house: House) -> Person:
    """Two residents, and a professional who has no private room; who that is."""
    await house.start_bot(professionals=["@pat*:house.test"])
    await house.move_in("alice", "bob", "pat")
    return house.people["pat"]


def nudges(house: House) -> list[Seen]:
    """Those that the professional's phone received, in order."""
    return [
        one
        for one in house.phones.get("pat", [])
        if one.sender == house.bot_id and one.room != house.room and one.kind is Kind.MESSAGE
    ]


async def until_nudged(house: House, times: int) -> list[Seen]:
    async with asyncio.timeout(PATIENCE):
        while len(nudges(house)) < times:
            await asyncio.sleep(0.05)
    return nudges(house)


async def test_a_professional_is_nudged_in_a_room_of_their_own(house: House) -> None:
    """Opened for it, encrypted, the same ever after; residents read the same words."""
    async with house:
        pat = await lives_with_pat(house)
        pat.welcomes(house.bot_id)
        await house.pass_time(NINE + JUST_AFTER)
        [first] = await until_nudged(house, 1)
        assert first.was_encrypted
        assert pat.has_with_them(first.room, house.bot_id)
        await house.people["bob"].say(house.room, "!nudge")
        shown = await house.hears("Professionals read this")
        assert shown.text.endswith(first.text)

        await house.pass_time(NINE + WEEK + JUST_AFTER)
        [_, second] = await until_nudged(house, 2)
        assert second.room == first.room
        assert second.was_encrypted
        assert second.text != first.text
        assert len([room for room in pat._client.rooms if room != house.room]) == 1
        assert [one["week"] for one in (await house.export())["nudges"]] == WEEKS[:2]

        # Everybody sees a tap on a poll; that it does not count is between the two of them.
        await house.people["alice"].say(house.room, "!quick Soup on Thursday")
        poll = await house.poll("P1")
        for answer in ("objection", "consent"):
            await pat.vote(house.room, poll, [answer])
        [*_, told] = await until_nudged(house, 3)
        assert told.room == first.room
        await pat.say(told.room, "!agreements")
        [*_, answered] = await until_nudged(house, 4)  # what came of the second tap came before
        assert "agreement" in answered.text
        [proposal] = (await house.export())["proposals"]
        assert proposal["round"]["heard"] == 1


# ------------------------------------------------------------------- when not all goes well


class Watch:
    """Looks into the bot's database while it works."""

    def __init__(self, house: House) -> None:
        self._file = house.folder / "kring.db"

    async def until(self, condition: str) -> None:
        """Wait until such a letter of the clock's is in the outbox."""
        query = f"SELECT 1 FROM outbox WHERE by_clock AND {condition}"
        async with asyncio.timeout(PATIENCE):
            with closing(sqlite3.connect(self._file)) as database:
                while database.execute(query).fetchone() is None:
                    await asyncio.sleep(0.001)


TO_PAT = "room NOT IN (SELECT room FROM houses)"
BEFORE_IT_IS_WRITTEN_DOWN = ""
MOMENTS = (
    f"kind = 'Open' AND {TO_PAT}",
    BEFORE_IT_IS_WRITTEN_DOWN,
    f"kind = 'Say' AND tried_at > '{{since}}' AND {TO_PAT}",
    f"kind = 'Say' AND sent_at > '{{since}}' AND {TO_PAT}",
)
"""When the bot is killed, one a week: as soon as such a letter is in its outbox."""


async def test_killed_on_monday_at_nine_there_is_one_nudge(house: House) -> None:
    """One each week, in one room: before it is written down, before it is sent, and after."""
    async with house:
        pat = await lives_with_pat(house)
        pat.welcomes(house.bot_id)
        watch = Watch(house)
        for week, moment in enumerate(MOMENTS):
            await house.pass_time(NINE + week * WEEK - JUST_AFTER)
            house.time.move_to(NINE + week * WEEK + timedelta(seconds=4))
            if moment:
                since = f"{(NINE + week * WEEK).astimezone(UTC):%Y-%m-%d %H:%M}"
                await watch.until(moment.format(since=since))
            house.kill_bot()
            await house.bot.start()
            await until_nudged(house, week + 1)
        await house.people["alice"].say(house.room, "!nudge")
        await house.hears("Professionals read this")
        told = nudges(house)
        assert len(told) == len({one.text for one in told}) == len(MOMENTS)
        assert len({one.room for one in told}) == 1
        weeks = [one["week"] for one in (await house.export())["nudges"]]
        assert weeks == WEEKS


class Refusing(Proxy):
    """A homeserver that lets nobody ask this professional into a room."""

    refuses = True

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        if self.refuses and request.path.endswith("/createRoom"):
            fault = {"errcode": "M_FORBIDDEN", "error": "This account takes no invites"}
            return web.json_response(fault, status=403)
        return await super()._pass(request)


async def test_who_takes_no_invites_holds_nobody_up(
    homeserver: Homeserver, new_account: NewAccount, tmp_path: Path
) -> None:
    """The bot goes on and the log tells it; who is asked in and declines is asked next week."""
    house = BehindAProxy(homeserver, new_account, tmp_path)
    async with Refusing(homeserver.url) as proxy, house:
        house.proxy = proxy
        pat = await lives_with_pat(house)
        await house.pass_time(NINE + JUST_AFTER)
        await house.people["alice"].say(house.room, "!nudge")
        await house.hears("Professionals read this")
        refused = [line for line in house.log() if line["event"] == "never sent"]
        assert [line["room"] for line in refused] == [f"to:{pat.user_id}"]
        assert "M_FORBIDDEN" in refused[0]["why"]

        # A week later invites may come again, and this one is declined.
        proxy.refuses = False
        await house.pass_time(NINE + WEEK + JUST_AFTER)
        async with asyncio.timeout(PATIENCE):
            while not pat._client.invited_rooms:
                await asyncio.sleep(0.05)
        [declined] = pat._client.invited_rooms
        await pat.leave(declined)
        pat.welcomes(house.bot_id)
        await house.people["alice"].say(house.room, "!agreements")
        await house.hears("no agreement")
        assert nudges(house) == []
        await house.pass_time(NINE + 2 * WEEK + JUST_AFTER)
        [told] = await until_nudged(house, 1)
        assert told.room != declined
