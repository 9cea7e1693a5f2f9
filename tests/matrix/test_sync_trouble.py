"""The sync loop in trouble: late keys, hostile payloads, a homeserver that is away, the end."""

from __future__ import annotations

import asyncio
import json
import math
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio
from nio import ToDeviceMessage  # type: ignore[import-untyped, unused-ignore]

from bot.demo.homeserver import Homeserver
from bot.matrix import sync
from bot.matrix.http import MatrixHttp, TokenRevoked
from bot.room import (
    Entered,
    Invited,
    Message,
    Named,
)
from tests.matrix.conftest import Account
from tests.matrix.hall import Bot, Ears, Resident

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]
API = "/_matrix/client/v3"
NAMES = ("bot", "alice")
AWAY = 15.0 if os.environ.get("KRING_LONG") == "1" else 8.0
"""Seconds that the server is away."""


@pytest_asyncio.fixture
async def alice(new_account: NewAccount, tmp_path: Path) -> AsyncIterator[Resident]:
    """A resident."""
    async with Resident(await new_account("alice"), tmp_path / "alice") as resident:
        yield resident


async def test_a_message_whose_key_comes_later_is_heard_then(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """It is kept meanwhile, also over a restart, and heard once."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        send_key = alice.client.olm.share_group_session_parallel
        kept_back: list[Any] = []

        def keep_back(*args: Any, **options: Any) -> Any:
            kept_back.extend(send_key(*args, **options))
            return iter(())

        alice.client.olm.share_group_session_parallel = keep_back
        sent = await alice.say(room, "sealed")
        await alice.send(room, "m.room.name", {"name": "encrypted nonsense"})
        while not bot.ears.kept:
            await asyncio.sleep(0.05)
        assert bot.ears.kept[sent].room == room
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        await asyncio.wait_for(bot.loop.caught_up.wait(), 10)
        assert bot.ears.texts == []
        ((_, messages),) = kept_back
        await alice.client.to_device(_key_message(messages, bot))
        heard = await bot.ears.until_text("sealed")
        assert heard.event == sent
        await asyncio.sleep(0.3)
        assert bot.ears.kept == {}
        assert bot.ears.times.count(sent) == 1
        assert bot.ears.of(Named) == []


def _key_message(messages: dict[str, Any], bot: Bot) -> ToDeviceMessage:
    ((device, content),) = messages["messages"][bot.user_id].items()
    return ToDeviceMessage("m.room.encrypted", bot.user_id, device, content)


@pytest.mark.parametrize(
    "payload",
    [
        [],
        "text",
        7,
        {"type": "m.room.message", "content": {}, "unsigned": 5},
        {"type": "m.room.message", "content": [], "sender": "@bob:x", "event_id": "$x"},
        {"type": "m.room.member", "state_key": "@bob:x", "content": {"membership": "leave"}},
        {"type": "m.room.redaction", "content": {"redacts": "$x"}},
        {"type": "m.room.tombstone", "content": {"replacement_room": "!x:house.test"}},
        {"type": "m.room.tombstone", "state_key": "", "content": {"replacement_room": "!x"}},
        {"type": "m.room.create", "state_key": "", "content": {"predecessor": {"room_id": "!x"}}},
        {"type": "m.room.create", "content": {"predecessor": 7, "room_version": []}},
        {"type": "m.poll.end", "content": {"m.relates_to": []}},
        {"type": "org.matrix.msc3381.poll.end", "content": {"m.relates_to": {"event_id": {}}}},
        {"type": ["m.room.message"], "content": {"body": "x", "msgtype": "m.text"}},
        {"type": "m.room.message", "content": {"body": "x", "msgtype": {"a": []}}},
        {"type": "m.room.message", "content": {"body": "x", "m.relates_to": 7}},
        {"type": "m.room.encrypted", "content": {"algorithm": "m.megolm.v1.aes-sha2"}},
    ],
)
async def test_no_encrypted_payload_stops_the_bot(
    new_account: NewAccount, alice: Resident, tmp_path: Path, payload: Any
) -> None:
    """What a member encrypts no server has looked at; the next message is heard as ever."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        await alice.say(room, "before")
        session = alice.client.olm.outbound_group_sessions[room]
        content = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "sender_key": alice.client.olm.account.identity_keys["curve25519"],
            "ciphertext": session.encrypt(json.dumps(payload)),
            "session_id": session.id,
            "device_id": alice.client.device_id,
        }
        session = alice._account.session
        async with MatrixHttp(session.homeserver, session.access_token) as http:
            path = f"{API}/rooms/{quote(room)}/send/m.room.encrypted/hostile"
            await http.call("PUT", path, content)
        await alice.say(room, "after")
        await bot.ears.until_text("after", seconds=5)
        assert bot.ears.texts == ["before", "after"]
        assert {type(one) for one in bot.ears.heard} == {Invited, Entered, Message}
        assert alice.user_id in bot.client.rooms[room].users
        assert bot.ears.kept == {}


async def test_the_homeserver_may_go_and_come_back(tmp_path: Path) -> None:
    """Few requests while it is away, and the first message heard within ten seconds after."""
    async with Homeserver(tmp_path / "server") as server:
        await server.register("bot", "correct horse")
        await server.register("alice", "correct horse")
        accounts = [Account(server.url, f"@{name}:house.test", "correct horse") for name in NAMES]
        async with (
            Bot(accounts[0], tmp_path / "bot") as bot,
            Resident(accounts[1], tmp_path / "alice") as alice,
        ):
            room = await alice.make_room(bot.user_id)
            await bot.enter(room)
            await alice.say(room, "before")
            await bot.ears.until_text("before")
            tries = 0
            sync = bot.client.sync

            async def counted(*args: Any, **options: Any) -> Any:
                nonlocal tries
                tries += 1
                return await sync(*args, **options)

            bot.client.sync = counted
            await server.stop()
            await asyncio.sleep(AWAY)
            assert not bot.loop.caught_up.is_set()
            assert 2 <= tries <= AWAY / 2 + 1
            await server.start()
            back = time.monotonic()
            await asyncio.wait_for(bot.loop.caught_up.wait(), 10)
            await alice.say(room, "after")
            await bot.ears.until_text("after", seconds=10)
            assert time.monotonic() - back < 10
            assert bot.ears.texts == ["before", "after"]
            assert bot.recoveries == 1


async def test_stopping_takes_no_time(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """Not even in the middle of waiting for news."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        await asyncio.wait_for(bot.loop.caught_up.wait(), 10)
        await asyncio.sleep(0.2)
        bot.loop.stop()
        await asyncio.wait_for(bot.task, 2)
        assert not bot.loop.caught_up.is_set()


async def test_a_revoked_token_ends_the_loop_with_a_clear_message(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """Instead of asking for ever."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        await asyncio.wait_for(bot.loop.caught_up.wait(), 10)
        session = bot.account.session
        async with MatrixHttp(session.homeserver, session.access_token) as http:
            await http.call("POST", f"{API}/logout", {})
        with pytest.raises(TokenRevoked, match="Log in anew"):
            await asyncio.wait_for(bot.task, 10)


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        (None, 1, 2),
        (0.0, 1, 2),
        (7.5, 7.5, 7.5),
        (1e9, 60, 600),
        (math.inf, 60, 600),
        (math.nan, 1, 5),
    ],
)
async def test_a_limit_is_kept_to_within_reason(
    monkeypatch: pytest.MonkeyPatch, asked: float | None, least: float, most: float
) -> None:
    """Nobody makes the bot deaf for a day with one answer."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    loop = sync.SyncLoop(SimpleNamespace(user_id="@kring:house.test"), Ears())
    await loop._pause("limited", asked)
    assert least <= slept[0] <= most


async def test_the_loop_gives_way_before_it_asks_for_more(
    new_account: NewAccount, alice: Resident, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an answer is just going out it waits for that; a stop it hears all the same."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        may_go_on, gave_way = asyncio.Event(), asyncio.Event()

        async def give_way() -> None:
            gave_way.set()
            await may_go_on.wait()

        monkeypatch.setattr(bot.loop, "_give_way", give_way)
        await alice.say(room, "hello")
        await asyncio.wait_for(gave_way.wait(), 10)
        before = bot.batches
        await alice.say(room, "and again")
        await asyncio.sleep(0.3)
        assert bot.batches == before
        assert bot.ears.texts in (["hello"], [])
        may_go_on.set()
        await bot.ears.until_text("and again")
        may_go_on.clear()
        gave_way.clear()
        await alice.say(room, "the last")
        await asyncio.wait_for(gave_way.wait(), 10)
        bot.loop.stop()
        await asyncio.wait_for(bot.task, 5)
