"""What the bot sends, on a real homeserver: shapes, encryption, and what a refusal means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver
from bot.matrix.http import MatrixHttp, TokenRevoked
from bot.room import (
    Decline,
    Edit,
    Entered,
    Invited,
    Join,
    NotEver,
    NotNow,
    Outgoing,
    Poll,
    PollEnd,
    React,
    Say,
)
from tests.matrix.conftest import Account
from tests.matrix.hall import POLL, Bot, Resident

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]
API = "/_matrix/client/v3"
HELLO = Say("hello", "<b>hello</b>")
NOTICE = {"msgtype": "m.notice", "format": "org.matrix.custom.html"}
TEXT = "org.matrix.msc1767.text"


@pytest_asyncio.fixture
async def bot(new_account: NewAccount, tmp_path: Path) -> AsyncIterator[Bot]:
    """The bot, listening."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as one:
        yield one


@pytest_asyncio.fixture
async def alice(new_account: NewAccount, tmp_path: Path) -> AsyncIterator[Resident]:
    """A resident."""
    async with Resident(await new_account("alice"), tmp_path / "alice") as resident:
        yield resident


async def content_of(resident: Resident, event_id: str) -> Any:
    """The content of what the bot sent, as the resident's client reads it."""
    return (await resident.wait_for_event(event_id)).source["content"]


@pytest.mark.parametrize("encrypted", [True, False])
async def test_each_thing_said_arrives_in_the_form_clients_know(
    bot: Bot, alice: Resident, encrypted: bool
) -> None:
    """A notice, a mention, a reply, a thread, an edit, a poll and its end, a reaction."""
    room = await alice.make_room(bot.user_id, encrypted=encrypted)
    await bot.enter(room)
    asked = await alice.say(room, "!help")
    body = {"body": "hello", "formatted_body": "<b>hello</b>"}

    said = await bot.send(room, HELLO)
    assert await content_of(alice, said) == NOTICE | body | {"m.mentions": {}}
    arrived = await alice.wait_for_event(said)
    assert arrived.decrypted is encrypted

    reply = await bot.send(room, Say("x", "x", reply_to=asked, mentions=(alice.user_id,)))
    content = await content_of(alice, reply)
    assert content["m.mentions"] == {"user_ids": [alice.user_id]}
    assert content["m.relates_to"] == {"m.in_reply_to": {"event_id": asked}}

    for answered in (None, asked):
        told = Say("x", "x", reply_to=answered, in_thread=True)
        content = await content_of(alice, await bot.send(room, told, said))
        relation = {"rel_type": "m.thread", "event_id": said, "is_falling_back": True}
        relation |= {"m.in_reply_to": {"event_id": answered or said}}
        assert content["m.relates_to"] == relation

    content = await content_of(alice, await bot.send(room, Edit("new", "<i>new</i>"), said))
    new = NOTICE | {"body": "new", "formatted_body": "<i>new</i>", "m.mentions": {}}
    assert content["m.new_content"] == new
    assert (content["body"], content["m.mentions"]) == ("* new", {})
    assert content["m.relates_to"] == {"rel_type": "m.replace", "event_id": said}

    poll = await bot.send(room, Poll("Quiet?", (("consent", "Agree"),), "Vote"))
    event = await alice.wait_for_event(poll)
    assert event.source["type"] == f"{POLL}.start"
    assert event.source["content"][f"{POLL}.start"]["answers"] == [{"id": "consent", TEXT: "Agree"}]
    content = await content_of(alice, await bot.send(room, PollEnd("Over"), poll))
    assert content[f"{POLL}.end"] == {}
    assert content["m.relates_to"] == {"rel_type": "m.reference", "event_id": poll}

    reaction = await bot.send(room, React(asked, "👍"))
    seen = await alice.wait_for_event(reaction)
    assert (seen.reacts_to, seen.key) == (asked, "👍")
    assert await bot.send(room, React(asked, "👍")) == ""
    assert bot.ears.texts == ["!help"]


@pytest.mark.parametrize("encrypted", [True, False])
async def test_the_same_transaction_id_is_the_same_message(
    bot: Bot, alice: Resident, encrypted: bool, new_account: NewAccount, tmp_path: Path
) -> None:
    """Also after a restart in between: what was sent but not recorded is not sent twice."""
    room = await alice.make_room(bot.user_id, encrypted=encrypted)
    await bot.enter(room)
    first = await bot.send(room, HELLO, tx="card-1")
    assert await bot.send(room, HELLO, tx="card-1") == first
    assert await bot.send(room, HELLO, tx="card-2") != first
    await bot.__aexit__(None, None, None)
    await bot.__aenter__()
    await asyncio.wait_for(bot.loop.caught_up.wait(), 10)
    assert await bot.send(room, HELLO, tx="card-1") == first


async def test_who_just_came_in_can_read_the_first_message(
    bot: Bot, alice: Resident, new_account: NewAccount, tmp_path: Path
) -> None:
    """Their devices are asked for before the room's key is shared."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    for name in ("bob", "carol"):
        async with Resident(await new_account(name), tmp_path / name) as one:
            await alice.client.room_invite(room, one.user_id)
            await one.client.join(room)
            newcomer = one.user_id
            while newcomer not in bot.client.rooms[room].users:
                await bot.ears.next()
            welcome = await bot.send(room, HELLO)
            await one.until_known(room)
            assert (await one.wait_for_event(welcome)).body == "hello"


async def test_sending_before_the_room_came_with_a_sync_is_for_later(
    bot: Bot, alice: Resident
) -> None:
    """Whether it is encrypted is not known yet; in a room the bot is not in, never."""
    room = await alice.make_room(bot.user_id)
    await bot.ears.until(lambda one: isinstance(one, Invited))
    with pytest.raises(NotEver):
        await bot.send(room, HELLO)
    bot.task.cancel()
    await asyncio.wait({bot.task})
    assert await bot.send(room, Join()) == ""
    with pytest.raises(NotNow):
        await bot.send(room, HELLO)
    bot.task = asyncio.create_task(bot.loop.run())
    await bot.ears.until(lambda one: isinstance(one, Entered))
    sent = await bot.send(room, HELLO)
    assert (await alice.wait_for_event(sent)).decrypted


async def test_joining_twice_and_declining_twice_are_fine(bot: Bot, alice: Resident) -> None:
    """The outbox may repeat either."""
    room, other = [await alice.make_room(bot.user_id) for _ in range(2)]
    await bot.enter(room)
    assert await bot.send(room, Join()) == ""
    for _ in range(2):
        assert await bot.send(other, Decline()) == ""
    with pytest.raises(NotEver):
        await bot.send(other, Join())


async def test_a_room_that_put_the_bot_out_is_told_nothing_ever(bot: Bot, alice: Resident) -> None:
    """Before the sync says so and after."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    await bot.send(room, HELLO)
    bot.task.cancel()
    await asyncio.wait({bot.task})
    await alice.client.room_kick(room, bot.user_id)
    with pytest.raises(NotEver):
        await bot.send(room, HELLO)
    bot.task = asyncio.create_task(bot.loop.run())
    await bot.ears.until(lambda one: type(one).__name__ == "PutOut")
    with pytest.raises(NotEver):
        await bot.send(room, HELLO)


@pytest.mark.parametrize("outgoing", [Edit("x", "x"), PollEnd("x"), Say("x" * 70_000, "x")])
async def test_what_can_never_be_sent_is_refused_for_good(
    bot: Bot, alice: Resident, outgoing: Outgoing
) -> None:
    """An edit or an end of nothing, and more than an event may hold."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    with pytest.raises(NotEver):
        await bot.send(room, outgoing)
    assert await bot.send(room, HELLO)


async def test_a_cancelled_send_is_sent_and_blocks_nobody(bot: Bot, alice: Resident) -> None:
    """Whoever waited for it is gone; the key sharing inside goes on."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    task = asyncio.create_task(bot.send(room, HELLO, tx="once"))
    await asyncio.sleep(0.005)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    after = await asyncio.wait_for(bot.send(room, Say("after", "after")), 5)
    await alice.wait_for_event(after)
    assert [one.body for one in alice.events if hasattr(one, "body")] == ["hello", "after"]


async def test_a_key_that_did_not_arrive_holds_the_message_back(
    bot: Bot, alice: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent without it, the message would be unreadable for ever."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    send = bot.client.send

    async def fail(method: str, path: str, *args: Any, **options: Any) -> Any:
        if "sendToDevice" in path:
            raise aiohttp.ClientConnectionError
        return await send(method, path, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(bot.client, "send", fail)
        for _ in range(2):
            with pytest.raises(NotNow):
                await bot.send(room, HELLO, tx="card")
    sent = await asyncio.wait_for(bot.send(room, HELLO, tx="card"), 5)
    assert (await alice.wait_for_event(sent)).body == "hello"


@pytest.mark.parametrize("step", ["keys/claim", "/send/", "keys/query", "joined_members"])
async def test_a_connection_that_breaks_is_for_later_and_blocks_nothing(
    bot: Bot, alice: Resident, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """At whatever request it broke."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    bot.client.olm.users_for_key_query.add(alice.user_id)
    bot.client.rooms[room].members_synced = False
    send = bot.client.send

    async def fail(method: str, path: str, *args: Any, **options: Any) -> Any:
        if step in path:
            raise aiohttp.ClientConnectionError
        return await send(method, path, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(bot.client, "send", fail)
        if step == "keys/claim":
            bot.client.olm.session_store = nio.crypto.SessionStore()
        with pytest.raises(NotNow):
            await bot.send(room, HELLO)
    sent = await asyncio.wait_for(bot.send(room, HELLO), 5)
    await alice.wait_for_event(sent)


async def test_a_rate_limit_says_how_long_to_wait(tmp_path: Path) -> None:
    """Synapse's defaults: ten messages, then one in five seconds."""
    async with Homeserver(tmp_path / "server", default_limits=True) as server:
        names = [await server.register(name, "correct horse") for name in ("bot", "alice")]
        accounts = [Account(server.url, name, "correct horse") for name in names]
        async with (
            Bot(accounts[0], tmp_path / "bot") as bot,
            Resident(accounts[1], tmp_path / "alice") as alice,
        ):
            room = await alice.make_room(bot.user_id, encrypted=False)
            await bot.enter(room)
            sends = [bot.send(room, HELLO) for _ in range(20)]
            with pytest.raises(NotNow) as told:
                await asyncio.gather(*sends)
    assert told.value.seconds is not None
    assert 0 < told.value.seconds <= 10


async def test_a_homeserver_that_is_away_is_for_later(tmp_path: Path) -> None:
    """The same message goes out when it is back."""
    async with Homeserver(tmp_path / "server") as server:
        names = [await server.register(name, "correct horse") for name in ("bot", "alice")]
        accounts = [Account(server.url, name, "correct horse") for name in names]
        async with (
            Bot(accounts[0], tmp_path / "bot") as bot,
            Resident(accounts[1], tmp_path / "alice") as alice,
        ):
            room = await alice.make_room(bot.user_id)
            await bot.enter(room)
            await server.stop()
            with pytest.raises(NotNow):
                await bot.send(room, HELLO, tx="card")
            await server.start()
            sent = await bot.send(room, HELLO, tx="card")
            assert (await alice.wait_for_event(sent)).body == "hello"


async def test_a_revoked_token_ends_sending(bot: Bot, alice: Resident) -> None:
    """It is neither for later nor about this message."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    session = bot.account.session
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        await http.call("POST", f"{API}/logout", {})
    with pytest.raises(TokenRevoked, match="Log in anew"):
        await bot.send(room, HELLO)
