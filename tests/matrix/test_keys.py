"""Encryption as it fails in life: keys that come late, are withheld, rotate, or run out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from nio import ToDeviceMessage  # type: ignore[import-untyped, unused-ignore]

from bot.room import Say
from storage.records import Held
from tests.matrix.hall import Bot, Ears, KeptBack, Resident, call

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]


@pytest_asyncio.fixture
async def alice(new_account: NewAccount, tmp_path: Path) -> AsyncIterator[Resident]:
    """A resident."""
    async with Resident(await new_account("alice"), tmp_path / "alice") as resident:
        yield resident


async def test_only_what_waits_for_the_key_that_came_is_tried_again(
    new_account: NewAccount, alice: Resident, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many unreadable events do not make each new key a labour."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        keys = KeptBack(alice)
        for text in ("one", "two"):
            await alice.pour(room, [text, f"{text} again"])
            alice.client.invalidate_outbound_session(room)
        await bot.until_held(4)
        tried: list[set[str] | None] = []
        held = bot.ears.held

        async def noted(sessions: Any = None) -> list[Held]:
            found = await held(sessions)
            tried.append({one.event for one in found})
            return found

        monkeypatch.setattr(bot.ears, "held", noted)
        await keys.let_go(bot.user_id, 1)
        await bot.ears.until_text("two again")
        assert bot.ears.texts == ["two", "two again"]
        await keys.let_go(bot.user_id, 0)
        await bot.ears.until_text("one again")
        assert bot.ears.texts == ["two", "two again", "one", "one again"]
        assert [len(events or ()) for events in tried] == [2, 2]


async def test_a_key_that_comes_while_the_bot_is_down_is_used_after_its_return(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """What was held comes before what was said since."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        keys = KeptBack(alice)
        await alice.say(room, "sealed")
        await bot.until_held()
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        await asyncio.wait_for(bot.loop.caught_up.wait(), 10)
        assert bot.ears.texts == []
        assert len(bot.ears.kept) == 1
    await keys.let_go(bot.user_id)
    await alice.pour(room, ["later"])
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        await bot.ears.until_text("later")
        await asyncio.wait_for(bot.loop.caught_up.wait(), 10)
        assert bot.ears.texts == ["sealed", "later"]
        assert bot.ears.kept == {}


async def test_a_withheld_key_is_noted_and_a_later_one_still_opens(
    new_account: NewAccount, alice: Resident, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log says why something is unreadable, and in which room; no more than that."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        keys = KeptBack(alice)
        await alice.say(room, "sealed")
        contents: tuple[Any, ...] = (
            {"code": "m.unverified", "room_id": room, "reason": "a secret", "session_id": "x"},
            {"code": 3, "room_id": [], "algorithm": None},
            {"code": "x" * 5000},
            {},
        )
        for content in contents:
            told = ToDeviceMessage(
                "m.room_key.withheld", bot.user_id, bot.client.device_id, content
            )
            await alice.client.to_device(told)
        await bot.until_held()
        await keys.let_go(bot.user_id)
        await bot.ears.until_text("sealed")
        logged = capsys.readouterr().out
        assert "room key withheld" in logged
        assert "m.unverified" in logged
        assert room in logged
        assert "a secret" not in logged
        assert "x" * 200 not in logged


async def test_keys_that_rotate_with_each_message_are_all_read(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """Both ways, in a room that asks for a new key each time."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        content = {"algorithm": "m.megolm.v1.aes-sha2", "rotation_period_msgs": 1}
        state = [{"type": "m.room.encryption", "state_key": "", "content": content}]
        body = {"preset": "private_chat", "invite": [bot.user_id], "initial_state": state}
        room = (await alice.call("POST", "/createRoom", body))["room_id"]
        await bot.enter(room)
        sessions = set()
        texts = [str(number) for number in range(5)]
        for text in texts:
            alice.client.invalidate_outbound_session(room)
            await alice.pour(room, [text])
            sessions.add(alice.client.olm.outbound_group_sessions[room].id)
        await bot.ears.until_text("4")
        assert len(sessions) == 5
        for text in texts:
            answer = await bot.send(room, Say(text, text))
            assert (await alice.wait_for_event(answer)).body == text
    for text in ("5", "6"):
        alice.client.invalidate_outbound_session(room)
        await alice.pour(room, [text])
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        await bot.ears.until_text("6")
        assert bot.ears.texts == [*texts, "5", "6"]
        assert bot.ears.kept == {}


async def test_who_leaves_cannot_read_on_and_the_bot_reads_under_the_new_key(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """A key is not used any more once somebody who has it has gone."""
    async with (
        Bot(await new_account("bot"), tmp_path / "bot") as bot,
        Resident(await new_account("bob"), tmp_path / "bob") as bob,
    ):
        room = await alice.make_room(bot.user_id, bob.user_id)
        await bob.client.join(room)
        await bot.enter(room)
        await alice.say(room, "before")
        await bot.ears.until_text("before")
        answer = await bot.send(room, Say("heard", "heard"))
        assert (await bob.wait_for_event(answer)).body == "heard"
        before = [one.client.olm.outbound_group_sessions[room].id for one in (alice, bot)]
        await bob.client.room_leave(room)
        await bot.ears.until(lambda one: type(one).__name__ == "Left")
        await alice.say(room, "after")
        await bot.ears.until_text("after")
        answer = await bot.send(room, Say("still", "still"))
        assert (await alice.wait_for_event(answer)).body == "still"
        after = [one.client.olm.outbound_group_sessions[room].id for one in (alice, bot)]
        assert not set(before) & set(after)


async def test_one_time_keys_that_ran_out_are_made_anew(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """A sender who comes later reaches the bot as if nothing had been."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        await alice.say(room, "before")
        await bot.ears.until_text("before")
        async with asyncio.timeout(10):
            while await keys_left(bot) < 50:
                await asyncio.sleep(0.05)
    device = {bot.client.device_id: "signed_curve25519"}
    for _ in range(200):
        claimed = await alice.call("POST", "/keys/claim", {"one_time_keys": {bot.user_id: device}})
        if not claimed["one_time_keys"].get(bot.user_id):
            break
    assert await keys_left(bot) == 0
    async with (
        Bot(account, tmp_path / "bot", bot.ears) as bot,
        Resident(await new_account("bob"), tmp_path / "bob") as bob,
    ):
        await asyncio.wait_for(bot.loop.caught_up.wait(), 10)
        assert await keys_left(bot) >= 50
        await alice.client.room_invite(room, bob.user_id)
        await bob.client.join(room)
        await bob.say(room, "new here")
        await bot.ears.until_text("new here")
        assert bot.ears.kept == {}


async def keys_left(bot: Bot) -> int:
    """How many one-time keys of the bot's the server has."""
    answer = await call(bot.account.session, "POST", "/keys/upload", {})
    return int(answer["one_time_key_counts"].get("signed_curve25519", 0))


async def test_what_waits_for_its_key_is_dropped_when_it_opens_to_nonsense(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """It waits no longer, and the rest is heard."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        keys = KeptBack(alice)
        await alice.say(room, "first")
        kinds = ("m.room.tombstone", "m.room.member", "m.room.create", "m.poll.end", "x")
        for kind in kinds:
            await alice.send(room, kind, {"replacement_room": "!x", "membership": "leave"})
        await bot.until_held(6)
        keys.stop()
        await keys.let_go(bot.user_id)
        await bot.ears.until_text("first")
        await alice.say(room, "after")
        await bot.ears.until_text("after")
        assert bot.ears.texts == ["first", "after"]
        assert bot.ears.kept == {}


async def test_whom_the_bot_trusts_is_not_looked_up_for_each_message(
    new_account: NewAccount, alice: Resident, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nio asks its database for each event it opens; it is known in memory, also after a start."""
    account = await new_account("bot")
    for is_trusted in (False, True):
        async with Bot(account, tmp_path / "bot", Ears()) as bot:
            if not is_trusted:
                room = await alice.make_room(bot.user_id)
                await bot.enter(room)
            await alice.say(room, "who am I")
            await bot.ears.until_text("who am I")
            olm = bot.client.olm
            (device,) = bot.client.device_store.active_user_devices(alice.user_id)
            assert olm.is_device_verified(device) is is_trusted
            asked: list[Any] = []
            monkeypatch.setattr(olm.store, "is_device_verified", asked.append)
            await alice.say(room, "and now")
            await bot.ears.until_text("and now")
            assert asked == []
            monkeypatch.undo()
            if not is_trusted:
                olm.verify_device(device)
                assert olm.is_device_verified(device)
