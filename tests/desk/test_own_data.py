"""`!mydata`: whatever the database holds of who asks is in their file, and nobody else reads it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.own_file import FIELDS, own_lines
from bot.room import Capabilities, Document, Entered, Say
from bot.turns import Access, open_own_turn
from governance.mentioned import sign_of
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from storage.records import Held
from storage.tables import METADATA, Utc
from tests.database import only_sqlite
from tests.desk.hall import DAY, ROOM, SECOND, Home, account, private

pytestmark = only_sqlite  # it looks into the file, or takes it away

FIRST = 7919
"""The number of the first member: no other number in the database is like it."""

LINDEN = "!linden:kring.test"
BOB = account("bob")
NEAR = {"houses", "sqlite_sequence", "alembic_version"}
"""What knows nobody by number or account."""


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    access = Access(professionals=(account("pat"),), invite_from=("*",))
    made = Home(tmp_path / "kring.db", access=access, roles=((CHAIR, Wanted()),))
    async with made.opened() as opened:
        with closing(sqlite3.connect(made.file)) as connection:
            connection.execute(
                "INSERT INTO houses (id, room, name, language, timezone, settings, born_at, "
                "last_proposal, last_agreement) VALUES (99, '!x', 'x', 'en', 'UTC', '{}', "
                "'2026-01-01', 0, 0)"
            )
            connection.execute(
                "INSERT INTO members (id, house_id, name, kind, joined_at) "
                f"VALUES ({FIRST - 1}, 99, 'x', 'guest', '2026-01-01')"
            )
            connection.commit()
        await opened.move_in("alice", "bob", "carol", "dan", "pat")
        await opened.open_private_room("alice", "bob", "carol", "dan", "pat")
        yield opened


async def a_life(home: Home) -> None:
    """Bob is asked, answers, objects, has turns, is spoken of and spoken for."""
    await home.say("alice", "!member add Bob Senior")
    await home.say("alice", "!for Bob Senior willing chair")
    await home.say("alice", "!member link Bob Senior @bob")
    await home.say("alice", "!member add Jan")
    await home.say("bob", "!quick Soup on Sunday")
    await home.say("bob", "!for Jan concern P1 salt")
    await home.say("alice", "!object P1 cold soup, as Bob knows")
    await home.say("bob", "!amend P1 Warm soup on Sunday")
    for who in ("alice", "carol", "dan"):
        await home.say(who, "!consent P1")
    await home.say("carol", "!quick A lamp in the hall")
    await home.vote("bob", "objection", about="P2")
    await home.say("bob", "too bright", room=private("bob"))
    removed = await home.say("bob", "!aside P2")
    await home.redact("bob", removed)
    await home.say("bob", "!request A lamp")
    await home.say("alice", "!about @bob leaves the door open", room=private("alice"))
    await home.say("bob", "!swap chair @alice")
    await home.say("bob", "!change elect chair @bob")
    await home.go(30 * DAY)
    await home.say("bob", "!handover chair mind the key")
    await home.say("bob", "!pass chair")
    await home.say("bob", "!unwilling chair")
    await home.say("bob", "!away until friday")


async def a_second_house(home: Home) -> None:
    """And what waits: an answer to the bot's question, and the bot's words for the morning."""
    there = ((BOB, "Bob"), (account("erin"), "Erin"))
    await home.hear(Entered(home.event(), LINDEN, home.now, "De Linde", there, True, False))
    await home.say("bob", "!quick Flowers", room=LINDEN)
    await home.say("bob", "!proposals", room=private("bob"))
    await home.say("bob", "De Linde", room=private("bob"))


def holding(home: Home, ids: set[int]) -> dict[str, set[int | str]]:
    """Where somebody is, found without any knowledge of what a column or a fact is for."""
    found: dict[str, set[int | str]] = {}
    for table, rows in home.tables().items():
        for row in rows:
            if table not in NEAR and any(_names(value, ids) for value in row.values()):
                key = row.get("id") or row.get("event") or row.get("account")
                found.setdefault(table, set()).add(key or "?")
    return found


def _names(value: Any, ids: set[int]) -> bool:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return any(_names(part, ids) for part in _parts(json.loads(value)))
    if isinstance(value, str):
        return BOB in value or any(sign_of(one) in value for one in ids)  # type: ignore[arg-type]
    return value in ids


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _parts(part)
    else:
        yield value


async def asked(home: Home, who: str = "bob") -> str:
    """The file they get."""
    await home.say(who, "!mydata", room=private(who))
    document = home.hall.of(Document, private(who))[-1]
    assert (document.name, document.media_type) == ("kring-my-data.txt", "text/plain")
    return str(document.bytes.decode())


async def test_every_row_that_holds_them_leads_to_a_line(home: Home) -> None:
    """In whatever table and column; and each line is in the file."""
    await a_life(home)
    await home.go(160 * DAY)
    await home.say("bob", "!review A1 change Hot soup")
    sealed = {"sender": BOB, "content": {"ciphertext": "x"}}
    await home.desk.hold(Held("$sealed", ROOM, BOB, "k", home.now - SECOND, sealed))
    first = await home.say("bob", "!proposals")
    await home.hear(replace(home.message("bob", "!propose Tea"), edits=first))
    await a_second_house(home)
    await home.desk.hear(home.message("bob", "!quick Tea for everybody"))  # not said yet
    async with home.store.transaction() as tx:
        ids = {int(one) for ids in (await tx.selves(BOB)).values() for one in ids}
        message = home.message("bob", "!mydata", room=private("bob"))
        turn = await open_own_turn(home.ways, tx, message)
        assert turn is not None
        lines = await own_lines(turn)
    found = holding(home, ids)
    assert len(ids) == 3, "linked in the one house, and a member of the other"
    assert set(found) == {
        *("members", "member_changes", "facts", "outbox", "handled", "held"),
        *("private_rooms", "conversations"),
    }
    told: dict[str, set[int | str]] = {}
    for line in lines:
        for table, key in line.rows:
            assert line.text.strip()
            told.setdefault(table, set()).add(key)
    assert {table: keys - told.get(table, set()) for table, keys in found.items()} == {
        table: set() for table in found
    }
    file = await asked(home)
    for line in lines:
        if "outbox" not in {table for table, _ in line.rows}:
            assert line.text in file


async def test_the_file_says_it_in_words(home: Home) -> None:
    """Whoever reads it on a phone knows what it means."""
    await a_life(home)
    file = await asked(home)
    for line in (
        "P1: you put forward: “Soup on Sunday”",
        "P1: you wrote a new text: “Warm soup on Sunday”",
        "P1: you spoke for somebody (Jan): “salt”",
        "P1: somebody's words name you: “cold soup, as Bob knows”",
        "P2: you answered: an objection",
        "you gave a reason: “too bright”",
        "R1: you asked the organisation: “A lamp”",
        "chair: you left a word for the next one: “mind the key”",
        "chair: you would rather not be asked",
        "P3: somebody put forward, about you (Alice): “leaves the door open”",
        "P3: about you, in whole",
        "Our private chat: !bob:kring.test",
        "Name: Bob (resident)",
        "before that called Bob Senior",
    ):
        assert line in file, line


async def test_it_is_theirs_alone(home: Home) -> None:
    """In the room they are told where to ask, and no file is made; others' words are not in it."""
    await home.say("carol", "!quick A lamp in the hall")
    await home.say("carol", "!concern P1 the wire")
    await home.say("bob", "!mydata")
    assert "private chat with me" in home.hall.said()[-1]
    assert not home.hall.of(Document)
    file = await asked(home)
    assert "the wire" not in file
    assert "A lamp in the hall" not in file
    assert {one.room for one in home.hall.sent if isinstance(one.outgoing, Document)} == {
        private("bob")
    }


async def test_an_edit_or_a_slip_in_the_room_shows_nothing_either(home: Home) -> None:
    first = await home.say("bob", "hello")
    await home.hear(replace(home.message("bob", "!mydata"), edits=first))
    await home.say("bob", "!mydat")
    assert not [one for one in home.hall.sent if isinstance(one.outgoing, Document)]


async def test_who_lives_in_several_houses_is_not_asked_which(home: Home) -> None:
    """It is about them; and no house speaks."""
    await a_second_house(home)
    said = len(home.hall.said(private("bob")))
    file = await asked(home)
    assert "DE EIK" in file
    assert "DE LINDE" in file
    told = home.hall.of(Say, private("bob"))[said:]
    assert [one.plain.startswith("Here is what I keep") for one in told] == [True]


async def test_who_moved_out_reads_it_too(home: Home) -> None:
    await home.say("bob", "!quick Soup on Sunday")
    await home.leaves("bob")
    assert "Soup on Sunday" in await asked(home)


async def test_where_the_chat_takes_no_files_it_is_written_out(tmp_path: Path) -> None:
    made = Home(tmp_path / "kring.db", capabilities=Capabilities(files=False))
    async with made.opened() as home:
        await home.move_in("alice", "bob")
        await home.open_private_room("bob")
        await home.say("bob", "!quick Soup *on* Sunday")
        await home.say("bob", "!mydata", room=private("bob"))
        assert "P1: you put forward: “Soup *on* Sunday”" in "\n".join(
            home.hall.said(private("bob"))
        )
        assert not home.hall.of(Document, private("bob"))


async def test_a_stranger_gets_nothing(home: Home) -> None:
    await home.open_private_room("tom")
    await home.say("tom", "!mydata", room=private("tom"))
    assert not home.hall.of(Document, private("tom"))


async def test_what_is_about_another_and_not_told_yet_is_not_in_it(home: Home) -> None:
    """Though it names who asks."""
    await home.say("alice", "!about @carol shouts at Bob", room=private("alice"))
    assert "shouts" not in await asked(home)
    assert "shouts" in await asked(home, "carol")


def test_every_moment_of_a_members_row_is_told() -> None:
    """A column that comes later too."""
    columns = METADATA.tables["members"].columns
    assert {one.name for one in columns if isinstance(one.type, Utc)} == set(FIELDS)
