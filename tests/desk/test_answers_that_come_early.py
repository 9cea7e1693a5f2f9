"""An answer can be here before the bot knows which of its own messages it is about."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import desk
from bot.room import Heard, Message, Reaction, Vote, unpack
from tests.desk.hall import ROOM, Home, account


async def _unsure(home: Home) -> dict[str, str]:
    """The bot was killed between sending card and poll and noting what they became."""
    await home.desk.hear(home.message("alice", "!quick Soup"))
    async with home.store.transaction() as tx:
        rooms = await tx.rooms_waiting(home.now)
        letters = [letter for room in rooms for letter in await tx.waiting(home.now, room)]
        for letter in letters:
            await tx.mark_tried(letter, home.now)  # as the outbox does before it sends
    return {
        letter.part: await home.hall.send(
            letter.room,
            unpack(letter.kind, letter.body),
            transaction_id=letter.transaction_id,
            target=letter.target_reference,
        )
        for letter in letters
        if letter.part
    }


@pytest.mark.parametrize("how", ["vote", "reaction", "reply"])
async def test_an_answer_waits_for_the_message_it_is_about(tmp_path: Path, how: str) -> None:
    """It counts once the outbox has sent the message again and learned its name."""
    home = Home(tmp_path / "kring.db")
    async with home.opened():
        await home.move_in("alice", "bob", "carol")
        names = await _unsure(home)
        event, who, now = home.event(), account("bob"), home.now
        answers: dict[str, Heard] = {
            "vote": Vote(event, ROOM, who, now, names["poll"], ("objection",)),
            "reaction": Reaction(event, ROOM, who, now, names["card"], "✋"),
            "reply": Message(event, ROOM, who, now, "bezwaar", reply_to=names["card"]),
        }
        waiting = asyncio.create_task(home.desk.hear(answers[how]))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await home.outbox.drain()
        await waiting
        assert await home.heard() == ["alice", "bob"]


async def test_it_does_not_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply to nothing of ours, while something cannot be sent, is chatter after a while."""
    monkeypatch.setattr(desk, "LONGEST_WAIT", 0.2)
    home = Home(tmp_path / "kring.db")
    async with home.opened():
        await home.move_in("alice", "bob", "carol")
        await _unsure(home)
        reply = Message(home.event(), ROOM, account("bob"), home.now, "nice", reply_to="$elsewhere")
        await asyncio.wait_for(home.desk.hear(reply), 5)
        assert await home.heard() == ["alice"]


async def test_who_taps_to_and_fro_is_asked_once(tmp_path: Path) -> None:
    """The question still stands; it is not put again within the hour."""
    home = Home(tmp_path / "kring.db")
    async with home.opened():
        await home.move_in("alice", "bob", "carol")
        await home.say("alice", "!quick Soup")
        for _ in range(5):
            await home.vote("bob", "objection")
            await home.vote("bob", "aside")
        await home.vote("bob", "objection")
        assert len([text for text in home.hall.said() if "Thanks for speaking up" in text]) == 1


@pytest.mark.parametrize("typed", ["!" + "z" * 30_000, "!show P" + "9" * 30_000])
async def test_an_answer_repeats_little_of_what_was_typed(tmp_path: Path, typed: str) -> None:
    """A long slip of the keyboard gets a short answer, and gets one."""
    home = Home(tmp_path / "kring.db")
    async with home.opened():
        await home.move_in("alice")
        before = len(home.hall.said())
        await home.say("alice", typed)
        (answer,) = home.hall.said()[before:]
        assert len(answer) < 500
