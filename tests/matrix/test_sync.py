"""The sync loop on a real homeserver: nothing lost, nothing twice, in order, and calm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from bot.matrix import history
from bot.matrix.http import MatrixHttp
from bot.room import (
    Entered,
    Heard,
    Invited,
    Joined,
    Left,
    Message,
    Named,
    PutOut,
    Reaction,
    Redaction,
    Vote,
)
from tests.matrix.hall import POLL, Bot, Ears, Resident

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]
API = "/_matrix/client/v3"
NAMES = ("bot", "alice")


@pytest_asyncio.fixture
async def alice(new_account: NewAccount, tmp_path: Path) -> AsyncIterator[Resident]:
    """A resident."""
    async with Resident(await new_account("alice"), tmp_path / "alice") as resident:
        yield resident


@pytest.mark.parametrize("encrypted", [True, False])
async def test_an_invitation_leads_to_a_room_with_its_people(
    new_account: NewAccount, alice: Resident, tmp_path: Path, encrypted: bool
) -> None:
    """Who is in it, what it is called, and whether it is encrypted, come with the entering."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, encrypted=encrypted)
        entered = await bot.enter(room)
        (invitation,) = bot.ears.of(Invited)
        assert (invitation.room, invitation.account) == (room, alice.user_id)
        assert not invitation.is_private
        name = alice.user_id[1:].partition(":")[0]
        assert entered.people == ((alice.user_id, name),)
        assert (entered.name, entered.is_encrypted) == ("De Eik", encrypted)
        assert not entered.is_private


async def test_a_room_that_is_meant_for_two_is_private(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """Because its invitation says so; not because nobody else has come and it has no name yet."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        meant = await alice.make_room(bot.user_id, is_direct=True)
        assert (await bot.enter(meant)).is_private
        assert bot.ears.of(Invited)[0].is_private
        nameless = await alice.make_room(bot.user_id, name=None)
        assert not (await bot.enter(nameless)).is_private


async def test_a_room_in_the_accounts_list_is_private_while_nobody_else_is_there(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """The list says what was meant, the room who is in it."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        listed = [await alice.make_room() for _ in range(2)]
        await alice.client.room_invite(listed[1], "@carol:house.test")
        session = bot.account.session
        async with MatrixHttp(session.homeserver, session.access_token) as http:
            path = f"{API}/user/{quote(bot.user_id)}/account_data/m.direct"
            await http.call("PUT", path, {alice.user_id: listed, "x": 3, "y": [None]})
        for room, is_private in zip(listed, (True, False), strict=True):
            await alice.client.room_invite(room, bot.user_id)
            assert (await bot.enter(room)).is_private is is_private


@pytest.mark.parametrize("encrypted", [True, False])
async def test_all_that_people_do_is_heard(
    new_account: NewAccount, alice: Resident, tmp_path: Path, encrypted: bool
) -> None:
    """A reply, a thread, an edit, a reaction and its removal, a tap, a voice, a new name."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, encrypted=encrypted)
        await bot.enter(room)
        ears = bot.ears
        asked = await alice.say(room, "!help")
        heard = await ears.until_text("!help")
        assert (heard.event, heard.room, heard.account) == (asked, room, alice.user_id)

        thread = {"rel_type": "m.thread", "event_id": asked, "m.in_reply_to": {"event_id": asked}}
        await alice.say(room, "why?", **{"m.relates_to": thread})
        reply = await ears.until_text("why?")
        assert (reply.reply_to, reply.thread) == (asked, asked)

        relation = {"rel_type": "m.replace", "event_id": asked}
        new = {"msgtype": "m.text", "body": "!roles"}
        await alice.say(room, "* !roles", **{"m.relates_to": relation, "m.new_content": new})
        assert (await ears.until_text("!roles")).edits == asked

        relation = {"rel_type": "m.annotation", "event_id": asked, "key": "✋🏾"}
        reaction = await alice.send(room, "m.reaction", {"m.relates_to": relation})
        hand = await ears.until(lambda one: isinstance(one, Reaction))
        assert (hand.event, hand.target, hand.key) == (reaction, asked, "✋")
        await alice.client.room_redact(room, reaction)
        assert (await ears.until(lambda one: isinstance(one, Redaction))).removed == reaction

        relation = {"rel_type": "m.reference", "event_id": asked}
        tap = {"m.relates_to": relation, f"{POLL}.response": {"answers": ["consent"]}}
        await alice.send(room, f"{POLL}.response", tap)
        vote = await ears.until(lambda one: isinstance(one, Vote))
        assert (vote.poll, vote.answers) == (asked, ("consent",))

        voice = {"msgtype": "m.audio", "body": "voice.ogg", "url": "mxc://house.test/abc"}
        await alice.send(room, "m.room.message", voice)
        await ears.until(lambda one: isinstance(one, Message) and one.is_voice)
        await alice.client.room_put_state(room, "m.room.name", {"name": "De Linde"})
        assert (await ears.until(lambda one: isinstance(one, Named))).name == "De Linde"
        assert len(ears.times) == len(set(ears.times))


async def test_people_come_go_and_are_renamed(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """A rename is heard as the same coming in, with the new name."""
    async with (
        Bot(await new_account("bot"), tmp_path / "bot") as bot,
        Resident(await new_account("bob"), tmp_path / "bob") as bob,
    ):
        room = await alice.make_room(bot.user_id, bob.user_id)
        await bot.enter(room)
        await bob.client.join(room)
        joined = await bot.ears.until(lambda one: isinstance(one, Joined))
        assert joined.account == bob.user_id
        await bob.client.set_displayname("Bobby")
        await bot.ears.until(lambda one: isinstance(one, Joined) and one.name == "Bobby")
        await bob.client.room_leave(room)
        assert (await bot.ears.until(lambda one: isinstance(one, Left))).account == bob.user_id


async def test_being_put_out_and_asked_back_is_heard(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """What was said just before is still heard, and coming back is a new entering."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        first = await bot.enter(room)
        await alice.say(room, "goodbye")
        await alice.client.room_kick(room, bot.user_id)
        await bot.ears.until(lambda one: isinstance(one, PutOut))
        assert bot.ears.texts == ["goodbye"]
        await alice.client.room_invite(room, bot.user_id)
        await bot.ears.until(lambda one: isinstance(one, Invited) and one is not bot.ears.heard[0])
        await bot.client.join(room)
        again = await bot.ears.until(
            lambda one: isinstance(one, Entered) and one.event != first.event
        )
        assert again.room == room
        await alice.say(room, "welcome back")
        await bot.ears.until_text("welcome back")


@pytest.mark.parametrize("encrypted", [True, False])
async def test_what_was_said_while_the_bot_was_down_is_heard_once_and_in_order(
    new_account: NewAccount, alice: Resident, tmp_path: Path, encrypted: bool
) -> None:
    """150 messages, more than a sync brings: the rest is fetched."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, encrypted=encrypted)
        await bot.enter(room)
        await alice.say(room, "before")
        await bot.ears.until_text("before")
    expected = ["before", *(str(number) for number in range(150))]
    await alice.pour(room, expected[1:])
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        await bot.ears.until_text("149")
        assert bot.ears.texts == expected
        assert len(bot.ears.of(Entered)) == 1
        assert bot.ears.kept == {}
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        await alice.say(room, "after")
        await bot.ears.until_text("after")
        assert bot.ears.texts == [*expected, "after"]
        messages = [one.event for one in bot.ears.of(Message)]
        assert all(bot.ears.times.count(event) == 1 for event in messages)


async def test_two_rooms_are_heard_by_time(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """A private message sent first is handled before a later one in the room."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        rooms = [await alice.make_room(bot.user_id, encrypted=False) for _ in range(2)]
        for room in rooms:
            await bot.enter(room)
    for number in range(10):
        await alice.say(rooms[number % 2], str(number))
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        await bot.ears.until_text("9")
        assert bot.ears.texts == [str(number) for number in range(10)]


@pytest.mark.parametrize("survived", [0, 1, 7, 130])
async def test_a_kill_in_the_middle_loses_nothing_and_repeats_nothing(
    new_account: NewAccount, alice: Resident, tmp_path: Path, survived: int
) -> None:
    """The position has not moved, so the same batch comes again, with the same keys."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
    await alice.pour(room, map(str, range(140)))
    ears, killed = bot.ears, asyncio.Event()

    def kill(one: Heard) -> None:
        if len(ears.texts) == survived and isinstance(one, Message):
            killed.set()
            raise asyncio.CancelledError

    ears.before_hearing = kill
    async with Bot(account, tmp_path / "bot", ears):
        await asyncio.wait_for(killed.wait(), 20)
    ears.before_hearing = lambda one: None
    async with Bot(account, tmp_path / "bot", ears):
        await ears.until_text("139")
        assert ears.texts == [str(number) for number in range(140)]


async def test_a_listener_that_fails_gets_the_same_event_again(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """After a pause, with the position unmoved."""
    async with Bot(await new_account("bot"), tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        tries: list[str] = []
        positions: set[str] = set()

        def fail(one: Heard) -> None:
            tries.append(one.event)
            positions.add(bot.ears.positions[bot.user_id])
            if len(tries) == 2:
                assert not bot.loop.caught_up.is_set()
            if len(tries) < 3:
                raise OSError("disk full")

        bot.ears.before_hearing = fail
        sent = await alice.say(room, "hello")
        await bot.ears.until_text("hello")
        assert tries == [sent] * 3
        assert len(positions) == 1
        await asyncio.wait_for(bot.loop.caught_up.wait(), 2)


async def test_what_was_said_before_the_bot_came_is_not_heard(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """Old commands stay old, also when the bot has lost its database."""
    account = await new_account("bot")
    room = await alice.make_room(encrypted=False)
    await alice.say(room, "!propose long ago")
    await alice.client.room_invite(room, account.user_id)
    async with Bot(account, tmp_path / "bot") as bot:
        await bot.enter(room)
        await alice.say(room, "now")
        await bot.ears.until_text("now")
        assert bot.ears.texts == ["now"]
    async with Bot(account, tmp_path / "bot", Ears()) as fresh:
        await fresh.ears.until_text("now")
        assert fresh.ears.texts == ["now"]


async def test_a_gap_too_long_to_fetch_still_tells_who_is_there(
    new_account: NewAccount, alice: Resident, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The latest messages are heard, after the people who came in meanwhile."""
    monkeypatch.setattr(history, "MOST", 20)
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, encrypted=False)
        await bot.enter(room)
    async with Resident(await new_account("bob"), tmp_path / "bob") as bob:
        await alice.client.room_invite(room, bob.user_id)
        await bob.client.join(room)
    await alice.pour(room, map(str, range(330)))
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        await bot.ears.until_text("329")
        first = int(bot.ears.texts[0])
        assert 0 < first <= 210
        assert bot.ears.texts == [str(number) for number in range(first, 330)]
        joined = [one.account for one in bot.ears.of(Joined)]
        assert bob.user_id in joined
        assert bot.ears.heard.index(bot.ears.of(Joined)[-1]) < bot.ears.heard.index(
            bot.ears.of(Message)[0]
        )
