"""Who comes, goes and is called what, on a real homeserver."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.room import Entered, Heard, Joined, Left, Message
from tests.matrix.hall import Bot, Resident

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]


@pytest_asyncio.fixture
async def alice(new_account: NewAccount, tmp_path: Path) -> AsyncIterator[Resident]:
    """A resident."""
    async with Resident(await new_account("alice"), tmp_path / "alice") as resident:
        yield resident


@pytest_asyncio.fixture
async def bob(new_account: NewAccount, tmp_path: Path) -> AsyncIterator[Resident]:
    """Another one."""
    async with Resident(await new_account("bob"), tmp_path / "bob") as resident:
        yield resident


def coming_and_going(bot: Bot, who: Resident) -> list[str]:
    """What was heard of this account, in order: names that came, "-" for leaving."""
    return [
        one.name if isinstance(one, Joined) else "-"
        for one in bot.ears.heard
        if isinstance(one, Joined | Left) and one.account == who.user_id
    ]


@pytest.mark.parametrize("is_down", [False, True])
async def test_every_way_in_and_out_is_told_in_order(
    new_account: NewAccount, alice: Resident, bob: Resident, tmp_path: Path, is_down: bool
) -> None:
    """Asked and refused, come in, left, put out, banned, let in again, renamed."""
    account = await new_account("bot")
    name = bob.user_id[1:].partition(":")[0]

    async def live() -> None:
        client, there = alice.client, (room, bob.user_id)
        await client.room_invite(*there)
        await bob.client.room_leave(room)  # refused
        await client.room_invite(*there)
        await bob.client.join(room)
        await bob.client.room_leave(room)
        await client.room_invite(*there)
        await bob.client.join(room)
        await client.room_kick(*there)
        await client.room_invite(*there)
        await bob.client.join(room)
        await client.room_ban(*there)
        await client.room_unban(*there)
        await client.room_invite(*there)
        await bob.client.join(room)
        for new in ("Bobby", "Kring"):
            content = {"membership": "join", "displayname": new}
            await bob.client.room_put_state(room, "m.room.member", content, bob.user_id)
        await alice.say(room, "the end")

    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        if not is_down:
            await live()
            await bot.ears.until_text("the end")
    if is_down:
        await live()
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        await bot.ears.until_text("the end")
        expected = ["-", name, "-", name, "-", name, "-", name, "Bobby", "Kring"]
        assert coming_and_going(bot, bob) == expected


async def test_who_is_asked_in_is_expected_when_the_bot_comes(
    new_account: NewAccount, alice: Resident, bob: Resident, tmp_path: Path
) -> None:
    """They are not there yet, and have not left either."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, bob.user_id)
        entered = await bot.enter(room)
        assert [account for account, _ in entered.people] == [alice.user_id]
        assert entered.expected == (bob.user_id,)
        await bob.client.room_leave(room)
        left = await bot.ears.until(lambda one: isinstance(one, Left))
        assert left.account == bob.user_id


async def test_who_left_while_the_bot_was_out_is_not_among_the_people(
    new_account: NewAccount, alice: Resident, bob: Resident, tmp_path: Path
) -> None:
    """Coming back tells who is there now."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, bob.user_id)
        await bob.client.join(room)
        first = await bot.enter(room)
        assert {account for account, _ in first.people} == {alice.user_id, bob.user_id}
        await alice.client.room_kick(room, bot.user_id)
        await bob.client.room_leave(room)
        await alice.client.room_invite(room, bot.user_id)

        def is_again(one: Heard) -> bool:
            return isinstance(one, Entered) and one.event != first.event

        while not any(is_again(one) for one in bot.ears.heard):
            await bot.client.join(room)
            await bot.ears.next()
        again = await bot.ears.until(is_again)
        assert [account for account, _ in again.people] == [alice.user_id]


@pytest.mark.parametrize("name", ["Kring", "\u202eKring", "x" * 3000, " ", "\x00", None, ""])
async def test_no_display_name_stops_the_bot(
    new_account: NewAccount, alice: Resident, bob: Resident, tmp_path: Path, name: Any
) -> None:
    """Set in the room itself, where the server looks at little."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, bob.user_id)
        await bot.enter(room)
        await bob.client.join(room)
        for odd in (name, [name], {"name": name}, 3):
            content = {"membership": "join", "displayname": odd, "avatar_url": odd}
            await bob.client.room_put_state(room, "m.room.member", content, bob.user_id)
        await bob.say(room, "after")
        await bot.ears.until_text("after", seconds=8)
        assert len(bot.ears.of(Message)) == 1
        assert bob.user_id in bot.client.rooms[room].users
        assert not coming_and_going(bot, bob)[1:] or len(coming_and_going(bot, bob)[-1]) <= 80
