"""Rooms that are closed and go on elsewhere, of every version, and who may end a poll in them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from bot.matrix.http import RequestRefused
from bot.room import Entered, Invited, Message, Moved, PollEnded, Redaction, Say
from bot.room import Poll as AskedPoll
from tests.matrix.hall import POLL, Bot, KeptBack, Resident

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]
ASKED = AskedPoll("Agreed?", (("yes", "Yes"), ("no", "No")), "Agreed?")


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


async def make_room(who: Resident, *invite: str, **options: Any) -> str:
    """A room with options that nio has no word for."""
    body = {"name": "De Eik", "preset": "private_chat", "invite": invite, **options}
    return str((await who.call("POST", "/createRoom", body))["room_id"])


@pytest.mark.parametrize(("version", "options"), [("12", {}), ("10", {"room_version": "10"})])
async def test_a_house_lives_in_rooms_of_every_version(
    new_account: NewAccount, alice: Resident, tmp_path: Path, version: str, options: Any
) -> None:
    """The server's default, whose ids have no server in them, and one with redactions of old."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await make_room(alice, bot.user_id, **options)
        entered = await bot.enter(room)
        assert bot.client.rooms[room].room_version == version
        assert (":" in room) is (version == "10")
        assert [account for account, _ in entered.people] == [alice.user_id]
        sent = await alice.say(room, "hello")
        await bot.ears.until_text("hello")
        answer = await bot.send(room, Say("hi", "hi"))
        assert (await alice.wait_for_event(answer)).body == "hi"
        await alice.client.room_redact(room, sent)
        removed = await bot.ears.until(lambda one: isinstance(one, Redaction))
        assert removed.removed == sent


async def test_a_closed_room_says_where_it_goes_on(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """And the room that follows says so in turn, whether the bot was asked or not."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        assert (await bot.enter(room)).follows is None
        body = {"new_version": "11"}
        new = (await alice.call("POST", f"/rooms/{quote(room)}/upgrade", body))["replacement_room"]
        moved = await bot.ears.until(lambda one: isinstance(one, Moved))
        assert (moved.room, moved.account, moved.to) == (room, alice.user_id, new)
        await alice.client.room_invite(new, bot.user_id)
        assert (await bot.enter(new)).follows == room


async def test_only_who_may_closes_a_room(
    new_account: NewAccount, alice: Resident, bob: Resident, tmp_path: Path
) -> None:
    """The server refuses others, and nobody can say it in a message or encrypted."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, bob.user_id)
        await bob.client.join(room)
        await bot.enter(room)
        content = {"replacement_room": "!mine:house.test", "body": "come"}
        await bob.client.room_put_state(room, "m.room.tombstone", content)
        await bob.send(room, "m.room.tombstone", content)
        path = f"/rooms/{quote(room)}/send/m.room.tombstone/1"
        with pytest.raises(RequestRefused):
            await bob.call("PUT", path, content)
        await bob.say(room, "after")
        await bot.ears.until_text("after")
        assert bot.ears.of(Moved) == []


@pytest.mark.parametrize("to", [None, 3, [], {}, "", "same", "!" + "x" * 300, "😀"])
async def test_no_tombstone_stops_the_bot(
    new_account: NewAccount, alice: Resident, tmp_path: Path, to: Any
) -> None:
    """Wherever it says that the room goes on; to nowhere and to itself is no move."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        for body in ("moved", None, [to]):
            content = {"replacement_room": room if to == "same" else to, "body": body}
            await alice.client.room_put_state(room, "m.room.tombstone", content)
        await alice.say(room, "after")
        await bot.ears.until_text("after", seconds=8)
        is_somewhere = isinstance(to, str) and to not in ("", "same")
        assert {one.to for one in bot.ears.of(Moved)} == ({to} if is_somewhere else set())


@pytest.mark.parametrize(
    "content",
    [
        {"predecessor": 3},
        {"predecessor": []},
        {"predecessor": {}},
        {"predecessor": {"room_id": 3}},
        {"predecessor": {"room_id": ""}},
        {"predecessor": {"room_id": None, "event_id": []}},
        {"m.federate": "x", "type": 3, "creator": []},
    ],
)
async def test_no_making_of_a_room_stops_the_bot(
    new_account: NewAccount, alice: Resident, tmp_path: Path, content: Any
) -> None:
    """Nobody but who made the room looked at what it says."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        try:
            room = await make_room(alice, bot.user_id, creation_content=content)
        except RequestRefused as refused:
            pytest.skip(f"not on this homeserver: {refused}")
        assert (await bot.enter(room)).follows is None
        await alice.say(room, "after")
        await bot.ears.until_text("after", seconds=8)


async def end(who: Resident, room: str, poll: str, kind: str = f"{POLL}.end") -> str:
    """Somebody ends a poll; the event id."""
    relation = {"rel_type": "m.reference", "event_id": poll}
    return await who.send(room, kind, {"m.relates_to": relation, kind: {}})


@pytest.mark.parametrize("version", ["10", "12"])
@pytest.mark.parametrize("encrypted", [True, False])
async def test_a_poll_is_ended_by_who_may_remove_what_others_say(
    new_account: NewAccount,
    alice: Resident,
    bob: Resident,
    tmp_path: Path,
    version: str,
    encrypted: bool,
) -> None:
    """As clients see it: who made the room, who was given the power, nobody else."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(
            bot.user_id, bob.user_id, encrypted=encrypted, room_version=version
        )
        await bob.client.join(room)
        await bot.enter(room)
        poll = await bot.send(room, ASKED)
        await end(bob, room, poll)
        by_alice = await end(alice, room, poll, "m.poll.end")
        ended = await bot.ears.until(lambda one: isinstance(one, PollEnded))
        assert (ended.event, ended.account, ended.poll) == (by_alice, alice.user_id, poll)
        levels = {bob.user_id: 50} | ({alice.user_id: 100} if version == "10" else {})
        for level, count in ((50, 2), (49, 2)):
            levels[bob.user_id] = level
            content = {"users": levels, "redact": 50}
            await alice.client.room_put_state(room, "m.room.power_levels", content)
            await end(bob, room, poll)
            await bob.say(room, f"ended at {level}")
            await bot.ears.until_text(f"ended at {level}")
            assert len(bot.ears.of(PollEnded)) == count


async def test_an_end_is_judged_also_when_it_was_held(
    new_account: NewAccount, alice: Resident, bob: Resident, tmp_path: Path
) -> None:
    """Its key may come long after it."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, bob.user_id)
        await bob.client.join(room)
        await bot.enter(room)
        poll = await bot.send(room, ASKED)
        keys = {who: KeptBack(who) for who in (bob, alice)}
        ends = [await end(who, room, poll) for who in keys]
        await bot.until_held(2)
        for kept in keys.values():
            await kept.let_go(bot.user_id)
        ended = await bot.ears.until(lambda one: isinstance(one, PollEnded))
        assert ended.event == ends[1]
        assert len(bot.ears.of(PollEnded)) == 1
        assert bot.ears.kept == {}


async def test_many_ends_ask_the_server_once(
    new_account: NewAccount, alice: Resident, bob: Resident, tmp_path: Path
) -> None:
    """Nobody keeps the bot busy with them; and when the server does not tell, none counts."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, bob.user_id, encrypted=False)
        await bob.client.join(room)
        await bot.enter(room)
    poll = await alice.say(room, "is no poll")
    odd: tuple[Any, ...] = ({"event_id": poll, "rel_type": "m.reference"}, {}, 3, [], None)
    for number in range(20):
        await bob.send(room, f"{POLL}.end", {"m.relates_to": odd[number % len(odd)]})
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        asked = 0
        ask = bot.client.room_get_state

        async def counted(room_id: str) -> Any:
            nonlocal asked
            asked += 1
            return await ask("!elsewhere:house.test")

        bot.client.room_get_state = counted
        await asyncio.wait_for(bot.loop.caught_up.wait(), 10)
        assert asked == 1
        await end(alice, room, poll)
        await bob.say(room, "after")
        await bot.ears.until_text("after")
        assert bot.ears.of(PollEnded) == []
        assert {type(one) for one in bot.ears.heard} == {Invited, Entered, Message}
