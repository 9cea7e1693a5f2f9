"""What happened while the bot was down, or out of a room, however much: heard once and in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
import pytest_asyncio

from bot.matrix import batch
from bot.room import Entered, Heard, Invited, Joined, Left, Message, Moved, NotEver, PutOut
from tests.matrix.hall import Bot, Resident, call

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]


@pytest_asyncio.fixture
async def alice(new_account: NewAccount, tmp_path: Path) -> AsyncIterator[Resident]:
    """A resident."""
    async with Resident(await new_account("alice"), tmp_path / "alice") as resident:
        yield resident


async def live(room: str, who: Resident, guest: Resident, count: int) -> list[str]:
    """A hundred and fifty things in a room, in order: event ids, and who came or went."""
    expected: list[str] = []
    for number in range(count // 10):
        expected += await who.pour(room, [f"{number}.{n}" for n in range(5)])
        first = expected[-5]
        change = {"rel_type": "m.replace", "event_id": first}
        new = {"msgtype": "m.text", "body": f"{number}.edited"}
        relation = {"m.relates_to": change, "m.new_content": new}
        expected.append(await who.say(room, "* edited", **relation))
        mark = {"rel_type": "m.annotation", "event_id": first, "key": "👍"}
        expected.append(await who.send(room, "m.reaction", {"m.relates_to": mark}))
        redacted = await who.client.room_redact(room, expected[-1])
        expected.append(redacted.event_id)
        await guest.client.join(room)
        expected.append(f"Joined {guest.user_id}")
        await guest.client.room_leave(room)
        expected.append(f"Left {guest.user_id}")
    # A reaction that was taken back before anybody saw it is told only as taken back.
    redacted_marks = {expected[n + 6] for n in range(0, count, 10)}
    return [one for one in expected if one not in redacted_marks]


def told(one: Heard) -> str:
    """As `live` has it."""
    if isinstance(one, Joined | Left):
        return f"{type(one).__name__} {one.account}"
    return one.event


async def test_300_things_in_two_encrypted_rooms_are_heard_once_and_in_order(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """Messages, edits, reactions, redactions, and people who come and go."""
    account = await new_account("bot")
    async with (
        Resident(await new_account("bob"), tmp_path / "bob") as bob,
        Resident(await new_account("carol"), tmp_path / "carol") as carol,
    ):
        people = (alice, bob)
        async with Bot(account, tmp_path / "bot") as bot:
            rooms = [
                await one.make_room(bot.user_id, preset=nio.RoomPreset.public_chat)
                for one in people
            ]
            for room in rooms:
                await bot.enter(room)
        known = len(bot.ears.heard)
        living = [live(*one, carol, 150) for one in zip(rooms, people, strict=True)]
        expected = await asyncio.gather(*living)
        async with Bot(account, tmp_path / "bot", bot.ears) as bot:
            await asyncio.wait_for(bot.loop.caught_up.wait(), 20)
            heard = bot.ears.heard[known:]
            for room, those in zip(rooms, expected, strict=True):
                assert [told(one) for one in heard if one.room == room] == those
            assert bot.ears.kept == {}


async def kinds_and_texts(bot: Bot) -> list[str]:
    """What was heard: the words of messages, the kind of all else but invitations."""
    await asyncio.wait_for(bot.loop.caught_up.wait(), 20)
    return [
        one.text if isinstance(one, Message) else type(one).__name__
        for one in bot.ears.heard
        if not isinstance(one, Invited)
    ]


@pytest.mark.parametrize("encrypted", [True, False])
@pytest.mark.parametrize("count", [3, 130])
async def test_what_was_said_before_the_bot_was_put_out_is_heard(
    new_account: NewAccount, alice: Resident, tmp_path: Path, count: int, encrypted: bool
) -> None:
    """Also when it is more than a sync brings; and then that it was put out."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, encrypted=encrypted)
        await bot.enter(room)
    said = [str(number) for number in range(count)]
    await alice.pour(room, said)
    await alice.client.room_kick(room, bot.user_id)
    await alice.pour(room, ["behind its back"])
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        assert await kinds_and_texts(bot) == ["Entered", *said, "PutOut"]
        assert len(bot.ears.of(PutOut)) == 1


@pytest.mark.parametrize("encrypted", [True, False])
@pytest.mark.parametrize("before", [3, 130])
@pytest.mark.parametrize("after", [3, 130])
async def test_being_put_out_and_coming_back_in_one_go_is_told_in_order(
    new_account: NewAccount,
    alice: Resident,
    tmp_path: Path,
    before: int,
    after: int,
    encrypted: bool,
) -> None:
    """What was said before, the way out, the way in, what was said after; nothing from between."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, encrypted=encrypted)
        await bot.enter(room)
    first = [f"before {number}" for number in range(before)]
    last = [f"after {number}" for number in range(after)]
    await alice.pour(room, first)
    await alice.client.room_kick(room, bot.user_id)
    await alice.pour(room, ["behind its back"])
    await alice.client.room_invite(room, bot.user_id)
    await call(bot.account.session, "POST", f"/join/{quote(room)}", {})
    await alice.pour(room, last)
    expected = ["Entered", *first, "PutOut", "Entered", *last]
    for _ in range(2):
        async with Bot(account, tmp_path / "bot", bot.ears) as bot:
            assert await kinds_and_texts(bot) == expected
            assert bot.ears.kept == {}
            assert len({one.event for one in bot.ears.of(Entered)}) == 2
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        await alice.pour(room, ["now"])
        await bot.ears.until_text("now")
        assert await kinds_and_texts(bot) == [*expected, "now"]


async def test_a_room_it_came_back_to_does_not_tell_of_its_last_stay_again(
    new_account: NewAccount, alice: Resident, tmp_path: Path
) -> None:
    """The server shows that stay once more."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, encrypted=False)
        await bot.enter(room)
        await alice.pour(room, ["first stay"])
        await alice.client.room_kick(room, bot.user_id)
        await bot.ears.until(lambda one: isinstance(one, PutOut))
        known = len(bot.ears.times)
        await alice.pour(room, ["behind its back"])
        await alice.client.room_invite(room, bot.user_id)
        await call(bot.account.session, "POST", f"/join/{quote(room)}", {})
        await alice.pour(room, ["second stay"])
        await bot.ears.until_text("second stay")
        later = bot.ears.times[known:]
        kinds = [type(one).__name__ for one in bot.ears.heard if one.event in later]
        assert [kind for kind in kinds if kind != "Invited"] == ["Entered", "Message"]
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        await asyncio.wait_for(bot.loop.caught_up.wait(), 10)
        assert bot.ears.texts == ["first stay", "second stay"]


@pytest.mark.parametrize("chatter", [0, 120])
async def test_a_closed_room_is_known_before_the_invitation_to_the_next(
    new_account: NewAccount, alice: Resident, tmp_path: Path, chatter: int
) -> None:
    """Whether the bot may go there is judged by it."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, encrypted=False)
        await bot.enter(room)
    answer = await alice.call("POST", f"/rooms/{quote(room)}/upgrade", {"new_version": "12"})
    new = answer["replacement_room"]
    await alice.client.room_invite(new, bot.user_id)
    await alice.pour(room, [str(number) for number in range(chatter)])
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        entered = await bot.enter(new)
        assert entered.follows == room
        kinds = [type(one) for one in bot.ears.heard if isinstance(one, Moved | Invited | Entered)]
        assert kinds == [Invited, Entered, Moved, Invited, Entered]
        (moved,) = bot.ears.of(Moved)
        assert (moved.room, moved.to, moved.account) == (room, new, alice.user_id)
        assert bot.ears.texts == [str(number) for number in range(chatter)]


async def test_a_room_closed_in_a_gap_that_the_server_does_not_give_is_heard(
    new_account: NewAccount, alice: Resident, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room's state says it too."""
    account = await new_account("bot")
    async with Bot(account, tmp_path / "bot") as bot:
        room = await alice.make_room(bot.user_id, encrypted=False)
        await bot.enter(room)
    closed = await alice.close_room(room, "!next:house.test")
    await alice.pour(room, [str(number) for number in range(120)])

    async def refused(*_: Any) -> Any:
        raise NotEver("no")

    monkeypatch.setattr(batch, "missed", refused)
    async with Bot(account, tmp_path / "bot", bot.ears) as bot:
        moved = await bot.ears.until(lambda one: isinstance(one, Moved))
        assert (moved.event, moved.to) == (closed, "!next:house.test")
        await bot.ears.until_text("119")
