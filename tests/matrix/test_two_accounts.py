"""Two bots on one database file, real processes on the real homeserver: each has its own house."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.people import Person
from bot.demo.seen import Kind
from tests.matrix.conftest import NewAccount
from tests.matrix.living import House
from tests.matrix.preloaded import PreloadedBot


@pytest.fixture
def house(homeserver: Homeserver, new_account: NewAccount, tmp_path: Path) -> House:
    return House(homeserver, new_account, tmp_path)


@asynccontextmanager
async def another_bot(house: House) -> AsyncIterator[str]:
    """With an account, a configuration and keys of its own, on the database of the first."""
    account = await house.account("kring")
    folder = house.folder / "two"
    folder.mkdir()
    text = (house.folder / "config.toml").read_text()
    text = text.replace(house.bot_id, account.user_id)
    text += f'\n[storage]\nurl = "sqlite:///{house.folder / "kring.db"}"\n'
    shutil.copymode(house.folder / "config.toml", folder)
    (folder / "config.toml").touch(0o600)
    (folder / "config.toml").write_text(text)
    bot = PreloadedBot(folder / "config.toml", house.time.file)
    await bot.start()
    try:
        yield account.user_id
    finally:
        await bot.stop()


async def hears(house: House, bot: str, room: str, words: str) -> None:
    """Wait until that bot said this in that room."""
    await house.sees(
        lambda one: (
            one.sender == bot
            and one.room == room
            and one.kind is Kind.MESSAGE
            and words in one.text.replace("\u2060", "")
        )
    )


async def put_out(person: Person, room: str, account: str) -> None:
    client: nio.AsyncClient = person._client
    assert isinstance(await client.room_kick(room, account), nio.RoomKickResponse)


async def test_two_bots_on_one_file_serve_a_house_each_until_one_is_handed_over(
    house: House,
) -> None:
    """Neither answers for the other; and the house that is handed over goes on as it was."""
    async with house:
        await house.start_bot(talk_hours=0)
        async with another_bot(house) as two:
            await house.move_in("alice", "bob")
            alice, bob = house.people.values()
            elm = await house.make_room(alice, is_encrypted=True)
            await alice.invite(elm, two)
            await hears(house, two, elm, "I am Kring")

            await asyncio.gather(
                alice.say(house.room, "!quick Soup"), alice.say(elm, "!quick Bread")
            )
            await hears(house, house.bot_id, house.room, "P1 “Soup”")
            await hears(house, two, elm, "P1 “Bread”")

            await alice.invite(house.room, two)
            await hears(house, two, house.room, f"{house.bot_id} is the Kring of this house")
            await alice.until(lambda: not alice.has_with_them(house.room, two), "it to go")

            await put_out(alice, house.room, house.bot_id)
            await alice.invite(house.room, two)
            await hears(house, two, house.room, "From now on I am the Kring of this house.")
            await hears(house, two, house.room, "P1 “Soup”")
            await bob.say(house.room, "!consent P1")
            await house.decided(lambda told: bool(told["agreements"]))
            await hears(house, two, house.room, "P1 is agreed")
        people = {member["name"] for member in (await house.export())["members"]}
        assert len(people) == 2
        strangers = {
            (one.sender, one.room)
            for one in house.heard
            if (one.sender, one.room) in {(house.bot_id, elm)}
        }
        assert strangers == set()
