"""What stays where: names in one table, words only as facts, chatter nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.room import PutOut
from tests.database import only_sqlite
from tests.desk.hall import DAY, ROOM, Home

NAMES = {"alice": "Zonnebloem", "bob": "Korenbloem", "carol": "Madelief", "dan": "Distel"}
PROPOSED = "Quiet from ten at night"
HARM = "the night shift sleeps in the morning"
CHATTER = "who left the bicycle in the corridor"


async def _whole_story(home: Home) -> None:
    for who, name in NAMES.items():
        await home.joins(who, name)
    await home.open_private_room("bob", "dan")
    await home.say("alice", f"!propose {PROPOSED}")
    await home.say("carol", CHATTER)
    await home.go(DAY)
    await home.vote("bob", "objection")
    await home.say("bob", HARM, room="!bob:kring.test")
    await home.react("carol", "✋")
    await home.say("alice", f"!amend P1 {PROPOSED}, but not in summer")
    await home.say("alice", "!resolved P1 @Korenbloem")
    await home.say("dan", "show P1", room="!dan:kring.test")
    for who in ("bob", "carol", "dan"):
        await home.say(who, "!consent P1")
    await home.say("alice", "!show P1")
    await home.leaves("dan")
    await home.go(3 * DAY)


async def test_names_stand_in_the_members_table_alone(home: Home) -> None:
    """Once everything is said no other table knows how anybody is called."""
    await _whole_story(home)
    tables = home.tables()
    assert {row["name"] for row in tables.pop("members")} == set(NAMES.values())
    assert all(name not in repr(tables) for name in NAMES.values())


async def test_words_are_kept_as_facts_alone(home: Home) -> None:
    """What was said in the room is not kept a second time by the outbox."""
    await _whole_story(home)
    tables = home.tables()
    facts = repr(tables.pop("facts"))
    assert PROPOSED in facts
    assert HARM in facts
    assert all(text not in repr(tables) for text in (PROPOSED, HARM, "consent"))
    assert {row["body"] for row in tables["outbox"]} == {"{}"}


@only_sqlite
async def test_chatter_is_not_kept_at_all(home: Home, tmp_path: Path) -> None:
    """Not in a table, and not in the file between the tables."""
    await _whole_story(home)
    kept = b"".join(file.read_bytes() for file in sorted(tmp_path.iterdir()))  # noqa: ASYNC240
    assert HARM.encode() in kept
    assert CHATTER.encode() not in kept


async def test_what_waits_keeps_its_words_until_it_is_said(home: Home) -> None:
    """A letter to a room that the bot was put out of is not lost, and then not kept."""
    await home.hear(PutOut(home.event(), ROOM, home.now))
    await home.say("alice", f"!quick {PROPOSED}")
    assert PROPOSED in repr(home.tables()["outbox"])
    await home.move_in("alice", "bob", "carol", "dan")
    assert PROPOSED not in repr(home.tables()["outbox"])
    assert any(PROPOSED in words for words in home.hall.said())


@pytest.mark.parametrize("text", [f"!consent P1 {HARM}", f"!aside P1 {HARM}"])
async def test_words_that_nobody_asked_for_are_not_thrown_away(home: Home, text: str) -> None:
    """Who says more than the command needs is heard too."""
    await home.say("alice", f"!quick {PROPOSED}")
    await home.say("bob", text)
    assert HARM in repr(home.tables()["facts"])
