"""What the bot sends, on a real homeserver: shapes, encryption, and what a refusal means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
import pytest_asyncio
from aiohttp import web

from bot.demo.homeserver import Homeserver
from bot.matrix.http import HomeserverAway, MatrixHttp, TokenRevoked
from bot.matrix.refusals import refusal
from bot.room import (
    Decline,
    Edit,
    Entered,
    Invited,
    Join,
    Muted,
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
    """Whether it is encrypted is not known yet; nor is anything in a room the bot is not in."""
    room = await alice.make_room(bot.user_id)
    await bot.ears.until(lambda one: isinstance(one, Invited))
    with pytest.raises(Muted):
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


async def test_a_private_room_is_listed_as_one(bot: Bot, alice: Resident) -> None:
    """In the account's own list, beside what is in it, so that other clients know it too."""
    direct = f"{API}/user/{bot.user_id}/account_data/m.direct"
    session = bot.account.session
    rooms = [await alice.make_room(bot.user_id) for _ in range(3)]
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        await asyncio.gather(*(bot.send(r, Join(private_with=alice.user_id)) for r in rooms[:2]))
        assert sorted((await http.call("GET", direct))[alice.user_id]) == sorted(rooms[:2])
        await http.call("PUT", direct, {"@bob:else": ["!other:else"], alice.user_id: [rooms[0]]})
        for _ in range(2):
            await bot.send(rooms[2], Join(private_with=alice.user_id))
        listed = await http.call("GET", direct)
    assert listed == {"@bob:else": ["!other:else"], alice.user_id: [rooms[0], rooms[2]]}


async def test_a_list_that_cannot_be_written_does_not_keep_the_bot_out(
    bot: Bot, alice: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the room; the list is a courtesy."""
    call = MatrixHttp.call

    async def fail(self: MatrixHttp, method: str, path: str, body: Any = None) -> Any:
        if "m.direct" in path:
            raise HomeserverAway("gone", "")
        return await call(self, method, path, body)

    monkeypatch.setattr(MatrixHttp, "call", fail)
    room = await alice.make_room(bot.user_id)
    assert await bot.send(room, Join(private_with=alice.user_id)) == ""
    await bot.ears.until(lambda one: isinstance(one, Entered) and one.room == room)


async def test_a_room_is_found_by_the_server_of_who_told_of_it(
    bot: Bot, alice: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room that asked nobody in: open, or closed to the bot for good."""
    paths: list[str] = []
    call = MatrixHttp.call

    async def noting(self: MatrixHttp, method: str, path: str, body: Any = None) -> Any:
        paths.append(path)
        return await call(self, method, path, body)

    monkeypatch.setattr(MatrixHttp, "call", noting)
    opened = await alice.make_room(encrypted=False, preset=nio.RoomPreset.public_chat)
    closed = await alice.make_room(encrypted=False)
    assert await bot.send(opened, Join(known_to=alice.user_id)) == ""
    assert paths[-1].endswith("?via=house.test&server_name=house.test")
    with pytest.raises(NotEver):
        await bot.send(closed, Join(known_to=alice.user_id))


async def test_what_is_for_a_room_that_put_the_bot_out_waits(bot: Bot, alice: Resident) -> None:
    """Before the sync says so and after; when the bot is asked in again, it arrives."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    await bot.send(room, HELLO)
    bot.task.cancel()
    await asyncio.wait({bot.task})
    await alice.client.room_kick(room, bot.user_id)
    with pytest.raises(NotNow):
        await bot.send(room, HELLO, tx="later")
    bot.task = asyncio.create_task(bot.loop.run())
    await bot.ears.until(lambda one: type(one).__name__ == "PutOut")
    with pytest.raises(NotNow):
        await bot.send(room, HELLO, tx="later")
    bot.ears.heard.clear()
    await alice.client.room_invite(room, bot.user_id)
    await bot.enter(room)
    sent = await bot.send(room, HELLO, tx="later")
    assert (await alice.wait_for_event(sent)).body == "hello"


async def set_powers(alice: Resident, room: str, **events: int) -> None:
    """How much it takes to send events of each type; the types without their `m.`."""
    content = {"users": {}, "events": {f"m.{kind}": need for kind, need in events.items()}}
    answer = await alice.client.room_put_state(room, "m.room.power_levels", content)
    assert isinstance(answer, nio.RoomPutStateResponse), answer


@pytest.mark.parametrize("encrypted", [True, False])
async def test_where_the_bot_may_not_speak_it_waits_to_be_let(
    bot: Bot, alice: Resident, encrypted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And does not knock at the door meanwhile: it looks at the power levels."""
    room = await alice.make_room(bot.user_id, encrypted=encrypted)
    await bot.enter(room)
    await bot.send(room, HELLO)
    kind = "room.encrypted" if encrypted else "room.message"
    await set_powers(alice, room, **{kind: 50})
    puts = count_requests(bot, "/send/m.room")
    for _ in range(3):
        with pytest.raises(Muted):
            await bot.send(room, HELLO, tx="card")
    assert len(puts) == 1
    with monkeypatch.context() as patch:
        news: list[bool] = []
        sync = bot.client.sync

        async def syncing(**options: Any) -> Any:
            response = await sync(**options)
            news.append(bot.room.may_speak_again(response))
            return response

        patch.setattr(bot.client, "sync", syncing)
        await alice.say(room, "what is it?")
        await bot.ears.until_text("what is it?")
        await set_powers(alice, room)
        await alice.say(room, "go on")
        await bot.ears.until_text("go on")
        assert any(news)
    sent = await bot.send(room, HELLO, tx="card")
    assert (await alice.wait_for_event(sent)).body == "hello"


async def test_what_a_room_lets_nobody_send_is_let_go(bot: Bot, alice: Resident) -> None:
    """A poll, say, where plain messages are welcome."""
    room = await alice.make_room(bot.user_id, encrypted=False)
    await bot.enter(room)
    asked = await alice.say(room, "!help")
    await set_powers(alice, room, reaction=50)
    with pytest.raises(NotEver):
        await bot.send(room, React(asked, "👍"))
    assert await bot.send(room, HELLO)


async def test_who_is_let_speak_at_the_last_moment_loses_nothing(
    bot: Bot, alice: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused, and allowed by the time the bot asks why."""
    room = await alice.make_room(bot.user_id, encrypted=False)
    await bot.enter(room)
    await set_powers(alice, room, **{"room.message": 50})
    joined = bot.client.joined_rooms

    async def meanwhile() -> Any:
        await set_powers(alice, room)
        return await joined()

    monkeypatch.setattr(bot.client, "joined_rooms", meanwhile)
    sent = await bot.send(room, HELLO)
    assert (await alice.wait_for_event(sent)).body == "hello"


@asynccontextmanager
async def failing(answer: Callable[[], web.Response]) -> AsyncIterator[str]:
    """A server that gives this answer to everything; its address."""

    async def handle(request: web.Request) -> web.Response:
        return answer()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield site.name
    await runner.cleanup()


def count_requests(bot: Bot, part: str) -> list[str]:
    """The paths with this in them that the bot asks for from now on."""
    send, counted = bot.client.send, []

    async def counting(method: str, path: str, *args: Any, **options: Any) -> Any:
        if part in path:
            counted.append(path)
        return await send(method, path, *args, **options)

    bot.client.send = counting
    return counted


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


STUMBLES = {
    "a login page": lambda: web.Response(text="<h1>Welcome</h1>", content_type="text/html"),
    "a page": lambda: web.Response(status=502, text="<h1>Bad gateway</h1>"),
    "an error": lambda: web.json_response({"errcode": "M_UNKNOWN", "error": "?"}, status=500),
    "a limit": lambda: web.json_response({"errcode": "M_LIMIT_EXCEEDED", "error": "?"}, status=429),
}


@pytest.mark.parametrize("how", STUMBLES)
async def test_a_key_that_came_late_is_with_everybody(
    bot: Bot,
    alice: Resident,
    new_account: NewAccount,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    """The server stumbles over the keys twice; then all read the message, once, and the next."""
    room = await alice.make_room(bot.user_id)
    await bot.enter(room)
    async with Resident(await new_account("bob"), tmp_path / "bob") as bob:
        await alice.client.room_invite(room, bob.user_id)
        await bob.client.join(room)
        while bob.user_id not in bot.client.rooms[room].users:
            await bot.ears.next()
        await bob.until_known(room)
        send = bot.client.send
        async with failing(STUMBLES[how]) as elsewhere:

            async def stumble(method: str, path: str, *args: Any, **options: Any) -> Any:
                if "sendToDevice" in path:
                    return await bot.client.client_session.request(method, elsewhere + path)
                return await send(method, path, *args, **options)

            with monkeypatch.context() as patch:
                patch.setattr(bot.client, "send", stumble)
                for _ in range(2):
                    with pytest.raises(NotNow):
                        await bot.send(room, HELLO, tx="card")
        await bot.send(room, HELLO, tx="card")
        last = await bot.send(room, Say("next", "next"))
        for one in (alice, bob):
            await one.wait_for_event(last)
            said = [e for e in one.events if e.sender == bot.user_id and hasattr(e, "body")]
            assert [event.body for event in said] == ["hello", "next"]
            assert not [e for e in one.events if isinstance(e, nio.MegolmEvent)]


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


@pytest.mark.parametrize(
    ("milliseconds", "header", "seconds"),
    [
        (1500, "9", 1.5),
        (None, "9", 9),
        (0, None, 0),
        (-1, None, 5),
        ("soon", "Mon, 23 Nov 2026 11:00:00 GMT", 5),
        (None, None, 5),
    ],
)
async def test_whatever_a_rate_limit_says_is_read_as_seconds(
    milliseconds: Any, header: str | None, seconds: float
) -> None:
    """The body is finer than the header; nonsense is the usual pause."""
    headers = {"Retry-After": header} if header else {}
    transport = SimpleNamespace(status=429, headers=headers)
    answer = nio.RoomSendError("slow down", "M_LIMIT_EXCEEDED", milliseconds)
    answer.transport_response = transport
    refused = refusal(answer)
    assert isinstance(refused, NotNow)
    assert refused.seconds == seconds


async def test_trouble_with_the_account_loses_no_message() -> None:
    """New terms to agree to, say: the operator mends that, and then everything goes out."""
    answer = nio.RoomSendError("agree first", "M_CONSENT_NOT_GIVEN")
    answer.transport_response = SimpleNamespace(status=403, headers={})
    assert isinstance(refusal(answer), NotNow)


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
