"""Somebody is forgotten by a bot that goes on living beside them, on the real homeserver."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.people import Person
from bot.matrix.http import MatrixHttp
from tests.matrix.conftest import NewAccount
from tests.matrix.living import PATIENCE, House


@pytest.fixture
def house(homeserver: Homeserver, new_account: NewAccount, tmp_path: Path) -> House:
    return House(homeserver, new_account, tmp_path)


async def members_there(person: Person, room: str) -> set[str]:
    """Who is in a room, as the homeserver tells it."""
    client = person._client
    async with MatrixHttp(client.homeserver, client.access_token) as http:
        path = f"/_matrix/client/v3/rooms/{quote(room)}/joined_members"
        return set((await http.call("GET", path))["joined"])


def kept(house: House, *traces: str) -> list[str]:
    """Which of these stand in the database or its journal."""
    files = [file.read_bytes() for file in house.folder.glob("kring.db*")]
    return [trace for trace in traces if any(trace.encode() in file for file in files)]


async def until_kept(house: House, expected: list[str], *traces: str) -> None:
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while kept(house, *traces) != expected and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.1)
    assert kept(house, *traces) == expected


async def test_who_is_forgotten_is_learned_again_by_their_next_message_alone(house: House) -> None:
    """Neither by the list of who is in the room, nor by a bot that starts again."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob")
        bob, alice = house.people["bob"], house.people["alice"]
        private = await bob.private_room(house.bot_id)
        await bob.say(private, "mydata")
        await house.is_told("bob", "Here is what I keep about you")
        traces = (bob.user_id, private)
        assert kept(house, *traces) == [*traces]
        await bob.say(private, "forgetme")
        await house.is_told("bob", "Write !forgetme yes")
        await bob.say(private, "forgetme yes")
        await house.hears("From now on I write Former resident")
        await house.is_told("bob", "your name and account are gone")
        await until_kept(house, [], *traces)
        async with asyncio.timeout(PATIENCE):
            while house.bot_id in await members_there(bob, private):
                await asyncio.sleep(0.1)
        await house.bot.stop()
        await house.bot.start()
        await alice.say(house.room, "!who")
        listed = await house.hears("Who is who")
        assert "bob" not in listed.text
        assert kept(house, *traces) == []
        await bob.say(house.room, "hello again")
        await until_kept(house, [bob.user_id], *traces)
        export = await house.export()
        assert len(export["members"]) == 3
