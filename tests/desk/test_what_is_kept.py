"""After an evening of talk: what is in the database, in its journal and in the log, and what not.

Every saying holds a word of its own, which is then looked for in every column of every table, in
every byte of every file, and in every line of the log at its most talkative.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.room import Message
from bot.turns import Access
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from storage.records import Held
from storage.tables import METADATA
from tests.database import only_sqlite, rows_of
from tests.desk.hall import DAY, HOUR, ROOM, SECOND, Home, account, private

ROOT = Path(__file__).parents[2]
ON_RECORD = {
    "proposal": "kestrel",
    "amended": "lapwing",
    "reason": "heron",
    "reason in private": "curlew",
    "concern": "plover",
    "request": "dunlin",
    "promise": "godwit",
    "answer": "avocet",
    "mandate": "bittern",
    "handover": "sandpiper",
    "about a person": "redshank",
    "review": "turnstone",
}
"""What people say to the bot so that it is known later."""

PASSING = {
    "chatter": "marmot",
    "chatter that names the bot": "badger",
    "chatter in private": "otter",
    "chatter that is edited": "weasel",
    "an edit of chatter": "polecat",
    "an edit of a command": "stoat",
    "a command that there is not": "ferret",
    "a command that is refused": "genet",
    "a search": "civet",
    "a reply that is no answer": "lynx",
    "a reply to a question": "wolverine",
    "an attempt that is about nothing": "mongoose",
    "what crashed": "jackal",
    "words from a guest of the room": "tapir",
}
"""What is heard, and forgotten."""

SEALED = "hedgehog"
"""Stands in for the cipher of what cannot be read: it is held until its key comes, 30 days."""


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    access = Access(professionals=(account("pat"),))
    made = Home(tmp_path / "kring.db", access=access, roles=((CHAIR, Wanted()),), min_heard=1)
    async with made.opened() as opened:
        await opened.move_in("alice", "bob", "carol", "dan", "pat")
        await opened.open_private_room("alice", "bob", "carol", "dan", "pat")
        yield opened


async def _say_what_is_kept(home: Home) -> None:
    await home.say("pat", f"!mandate I help with the {ON_RECORD['mandate']}")
    await home.say("alice", f"!request A {ON_RECORD['request']} for the hall")
    await home.say("pat", f"!promise R1 1 december a {ON_RECORD['promise']} comes")
    await home.say("pat", f"!answer R1 the {ON_RECORD['answer']} is here")
    await home.say("alice", f"!quick The {ON_RECORD['proposal']} may stay")
    await home.say("bob", f"!object P1 the {ON_RECORD['reason']} bites")
    await home.say("dan", f"!concern P1 the {ON_RECORD['concern']} may bite")
    await home.vote("carol", "objection")
    await home.say("carol", f"a {ON_RECORD['reason in private']} too", room=private("carol"))
    await home.say("alice", f"!amend P1 The {ON_RECORD['amended']} may stay")
    for who in ("bob", "carol", "dan"):
        await home.say(who, "!consent P1")
    about = f"!about @Dan does not feed the {ON_RECORD['about a person']}"
    await home.say("alice", about, room=private("alice"))


async def _say_what_passes(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    await home.say("bob", f"Who saw the {PASSING['chatter']}?")
    await home.say("bob", f"Kring, where is the {PASSING['chatter that names the bot']}?")
    await home.say("bob", f"I like the {PASSING['chatter in private']}", room=private("bob"))
    await _edited(
        home,
        f"the {PASSING['chatter that is edited']} is out",
        f"the {PASSING['an edit of chatter']} is out",
    )
    await _edited(home, "!proposals", f"!propose A {PASSING['an edit of a command']}")
    await home.say("bob", f"!porpose a {PASSING['a command that there is not']}")
    await home.say("bob", f"!object P77 the {PASSING['a command that is refused']}")
    await home.say("bob", f"!agreements {PASSING['a search']}")
    await home.reply("dan", f"funny, a {PASSING['a reply that is no answer']}")
    await home.say("bob", "!question")
    await home.reply("dan", f"because of the {PASSING['a reply to a question']}", "Q", "why")
    await home.say("bob", f"!show {PASSING['an attempt that is about nothing']}")
    await home.say("tom", f"I visit the {PASSING['words from a guest of the room']}")
    with monkeypatch.context() as patch:
        patch.setattr("commands.turn.Turn.begin", None)
        await home.say("bob", f"!propose A {PASSING['what crashed']}")
    sealed = {"sender": account("bob"), "content": {"ciphertext": SEALED}}
    await home.desk.hold(Held("$sealed", ROOM, account("bob"), "k", home.now - SECOND, sealed))


async def _edited(home: Home, text: str, edit: str) -> None:
    first = await home.say("bob", text)
    message: Message = home.message("bob", edit)
    await home.hear(replace(message, edits=first))


async def _evening(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    await _say_what_is_kept(home)
    await _say_what_passes(home, monkeypatch)
    await home.go(10 * DAY)  # a chair has begun; what waited was said
    await home.say(await _chair(home), f"!handover chair mind the {ON_RECORD['handover']}")
    await home.go(200 * DAY)
    await home.say("alice", f"!review A1 change The {ON_RECORD['review']} may stay")
    await home.go(HOUR)


async def _chair(home: Home) -> str:
    """Who was given it last."""
    given = [row for row in home.tables()["facts"] if row["kind"] == "TermPublished"]
    holder = json.loads(given[-1]["body"])["holder"]
    return next(who for who, member in (await home.members()).items() if member.id == holder)


def _columns(file: Path) -> dict[str, str]:
    """All that a table holds, by its name."""
    return {
        name: " ".join(repr(tuple(row.values())) for row in found)
        for name, found in rows_of(file).items()
    }


@only_sqlite
async def test_an_evening_leaves_what_was_put_on_record(
    home: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As facts alone; and nothing else of all that was said, anywhere."""
    with capture_logs() as log:
        await _evening(home, monkeypatch)
    told = repr(log) + repr(caplog.records) + caplog.text
    tables = _columns(home.file)
    holding = {word: {name for name, kept in tables.items() if word in kept} for word in _words()}
    assert {word: holding[word] for word in ON_RECORD.values()} == {
        word: {"facts"} for word in ON_RECORD.values()
    }
    assert {
        word: where for word, where in holding.items() if word in PASSING.values() and where
    } == {}
    assert all(row["body"] == "{}" for row in home.tables()["outbox"])
    assert "'event': 'crash'" in told
    assert not [word for word in _words() if word in told]
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}  # noqa: ASYNC240
    assert {"kring.db", "kring.db-wal"} <= set(files)
    for word in (*PASSING.values(), SEALED):
        assert not [name for name, kept in files.items() if word.encode() in kept], word


def _words() -> list[str]:
    return [*ON_RECORD.values(), *PASSING.values(), SEALED]


@only_sqlite
async def test_what_cannot_be_read_is_held_and_let_go(home: Home) -> None:
    """Its cipher alone, in one table, for thirty days; then it is in no byte of the file."""
    sealed = {"sender": account("bob"), "content": {"ciphertext": SEALED}}
    await home.desk.hold(Held("$sealed", ROOM, account("bob"), "k", home.now - SECOND, sealed))
    assert {name for name, kept in _columns(home.file).items() if SEALED in kept} == {"held"}
    await home.go(31 * DAY)
    await home.desk.tick(home.now)
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert SEALED.encode() not in home.file.read_bytes()


async def test_whom_it_answered_for_an_edit_is_let_go(home: Home) -> None:
    """After thirty days; the ids of events stay, so that nothing is done twice."""
    await _edited(home, "!proposals", "!settings")
    await home.open_private_room("tom")
    await home.say("tom", "hello there", room=private("tom"))
    notes = {row["event"] for row in home.tables()["handled"]}
    naming = {event for event in notes if "@" in event}
    assert len(naming) == 2
    await home.go(29 * DAY)
    await home.desk.tick(home.now)
    assert naming <= {row["event"] for row in home.tables()["handled"]}
    await home.go(2 * DAY)
    await home.desk.tick(home.now)
    assert notes - naming <= {row["event"] for row in home.tables()["handled"]}
    assert not [row for row in home.tables()["handled"] if "@" in row["event"]]


def test_the_operators_page_names_every_table() -> None:
    """With what of people it holds; a new table needs a line there."""
    page = (ROOT / "docs" / "privacy.md").read_text()
    told = set(re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE))
    assert told == set(METADATA.tables)
