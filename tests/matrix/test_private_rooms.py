"""Private rooms of the bot's own making, on the real homeserver: one for each, whatever dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest

from bot.demo.homeserver import Homeserver
from bot.matrix import private_rooms
from bot.matrix.http import MatrixHttp
from bot.room import Entered, Message, NotEver, NotNow, Open, Say
from tests.matrix.conftest import Account, NewAccount
from tests.matrix.hall import Bot, Resident

API = "/_matrix/client/v3"
TOLD = Say("you are the first to hear it", "you are the first to hear it")


@pytest.fixture
async def bot_account(new_account: NewAccount) -> Account:
    return await new_account("bot")


@pytest.fixture
async def bot(bot_account: Account, tmp_path: Path) -> AsyncIterator[Bot]:
    async with Bot(bot_account, tmp_path / "bot") as running:
        yield running


@pytest.fixture
async def alice(new_account: NewAccount, tmp_path: Path) -> AsyncIterator[Resident]:
    async with Resident(await new_account("alice"), tmp_path / "alice") as resident:
        yield resident


async def _open(bot: Bot, account: str) -> str:
    """As the outbox does: again, until the room came with a sync."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await bot.send(f"to:{account}", Open(account))
            except NotNow as later:
                if later.seconds:
                    raise
                await asyncio.sleep(0.05)


async def _call(bot: Bot, method: str, path: str, body: Any = None) -> dict[str, Any]:
    session = bot.account.session
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        return await http.call(method, API + path, body)


async def _rooms(bot: Bot) -> list[str]:
    return list((await _call(bot, "GET", "/joined_rooms"))["joined_rooms"])


async def test_a_private_room_is_for_two_and_encrypted(bot: Bot, alice: Resident) -> None:
    """It has no name of its own, and the account's list tells whom it is for."""
    room = await _open(bot, alice.user_id)
    state = await _state(bot, room)
    assert state[("m.room.encryption", "")]["algorithm"] == "m.megolm.v1.aes-sha2"
    assert state[("m.room.member", alice.user_id)]["membership"] == "invite"
    assert state[("m.room.member", alice.user_id)]["is_direct"] is True
    assert ("m.room.name", "") not in state
    listed = await _call(bot, "GET", f"/user/{quote(bot.user_id)}/account_data/m.direct")
    assert listed == {alice.user_id: [room]}


async def _state(bot: Bot, room: str) -> dict[tuple[str, str], dict[str, Any]]:
    answer = await bot.client.room_get_state(room)
    assert isinstance(answer, nio.RoomGetStateResponse), answer
    return {(event["type"], event["state_key"]): event["content"] for event in answer.events}


async def test_who_joins_later_reads_what_was_said_before(bot: Bot, alice: Resident) -> None:
    """The letter is there when they come in, and only they can read it."""
    room = await _open(bot, alice.user_id)
    sent = await bot.send(room, TOLD)  # at once: the room is known by now
    await alice.client.join(room)
    await alice.until_known(room)
    found = await alice.wait_for_event(sent)
    assert found.body == TOLD.plain
    assert found.decrypted


async def test_a_room_that_is_known_in_part_is_not_spoken_in(bot: Bot, alice: Resident) -> None:
    """A sync may come while it is made: then nobody would have the key to what is said."""
    room = await _open(bot, alice.user_id)
    bot.client.rooms[room].users.pop(alice.user_id)
    with pytest.raises(NotNow, match="sync"):
        await bot.send(f"to:{alice.user_id}", Open(alice.user_id))


async def test_what_they_answer_is_heard(bot: Bot, alice: Resident) -> None:
    """And the bot knows the room for the private one it made."""
    room = await _open(bot, alice.user_id)
    entered = await bot.ears.until(lambda one: isinstance(one, Entered) and one.room == room)
    assert entered.is_own
    assert not entered.people
    await alice.client.join(room)
    await alice.say(room, "who can I talk to?")
    heard = await bot.ears.until_text("who can I talk to?")
    assert isinstance(heard, Message)
    assert heard.room == room


async def test_the_same_room_is_used_ever_after(
    bot_account: Account, alice: Resident, tmp_path: Path
) -> None:
    """Also by a bot that lost its database: the account's own list knows."""
    async with Bot(bot_account, tmp_path / "bot") as bot:
        room = await _open(bot, alice.user_id)
        assert await _open(bot, alice.user_id) == room
        await alice.client.join(room)
        assert await _open(bot, alice.user_id) == room
    async with Bot(bot_account, tmp_path / "bot") as bot:
        assert await _open(bot, alice.user_id) == room
        assert await _rooms(bot) == [room]


async def test_a_room_that_was_made_and_not_noted_is_found_again(bot: Bot, alice: Resident) -> None:
    """The bot died between making it and putting it on the list."""
    session = bot.account.session
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        room = await private_rooms._make(http, alice.user_id)
    assert await _open(bot, alice.user_id) == room
    assert await _rooms(bot) == [room]
    assert await _open(bot, alice.user_id) == room


async def test_a_room_for_somebody_else_is_not_taken(
    bot: Bot, alice: Resident, new_account: NewAccount
) -> None:
    """Two people are never told in one room."""
    carol = await new_account("carol")
    session = bot.account.session
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        room = await private_rooms._make(http, carol.user_id)
    assert await _open(bot, alice.user_id) != room


async def test_a_room_that_others_came_into_is_not_private_any_more(
    bot: Bot, alice: Resident, new_account: NewAccount
) -> None:
    """Then there is another one, for the two of them."""
    carol = await new_account("carol")
    room = await _open(bot, alice.user_id)
    await alice.client.join(room)
    await alice.until_known(room)
    await alice.client.room_invite(room, carol.user_id)
    assert await _open(bot, alice.user_id) != room


async def test_who_left_is_asked_into_another_room(bot: Bot, alice: Resident) -> None:
    """A room that they left reaches nobody."""
    room = await _open(bot, alice.user_id)
    await alice.client.join(room)
    await alice.client.room_leave(room)
    assert await _open(bot, alice.user_id) != room


async def test_rooms_opened_at_the_same_time_are_all_on_the_list(
    bot: Bot, alice: Resident, new_account: NewAccount
) -> None:
    """The list is read and written whole."""
    others = [(await new_account("other")).user_id for _ in range(3)]
    accounts = [alice.user_id, *others]
    rooms = await asyncio.gather(*(_open(bot, account) for account in accounts))
    listed = await _call(bot, "GET", f"/user/{quote(bot.user_id)}/account_data/m.direct")
    assert listed == {account: [room] for account, room in zip(accounts, rooms, strict=True)}


async def test_whom_the_server_does_not_know_can_never_be_reached(bot: Bot) -> None:
    """The letter is dropped, and the log says so."""
    with pytest.raises(NotEver):
        await _open(bot, "nonsense")


async def test_too_many_rooms_at_once_wait(tmp_path: Path) -> None:
    """Synapse's defaults let an account make ten rooms, then one a minute."""
    async with Homeserver(tmp_path / "server", default_limits=True) as server:
        names = [await server.register(f"n{n}", "correct horse") for n in range(13)]
        async with Bot(Account(server.url, names[0], "correct horse"), tmp_path / "bot") as bot:
            opening = [_open(bot, name) for name in names[1:]]
            with pytest.raises(NotNow) as told:
                await asyncio.gather(*opening)
            await bot.room.drain()
            assert await _open(bot, names[1]) in await _rooms(bot)  # what is there is there
    assert told.value.seconds is not None
    assert told.value.seconds > 5
