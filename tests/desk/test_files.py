"""`!export`: what the house decided goes with it as a file, in the room or to one person."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from icalendar import Calendar

from bot.outbox import Outbox
from bot.room import Capabilities, Document
from governance.role_facts import RoleName
from governance.setting_up_roles import Wanted
from tests.desk.hall import DAY, ROOM, Home, account, private

CHAIR = ((RoleName("chair"), Wanted()),)


async def _lives(home: Home) -> None:
    await home.move_in("alice", "bob", "carol")
    await home.say("alice", "!quick Soup on Monday")
    for who in ("bob", "carol"):
        await home.say(who, "!consent P1")


async def _asked(home: Home, who: str, text: str, room: str = ROOM) -> Document:
    """The file that comes, after the words for it."""
    before = len(home.hall.sent)
    await home.say(who, text, room=room)
    words, file = (one.outgoing for one in home.hall.sent[before:])
    assert {one.room for one in home.hall.sent[before:]} == {room}
    assert "There are names in it" in words.plain  # type: ignore[union-attr]
    assert isinstance(file, Document)
    return file


async def test_the_file_comes_where_it_was_asked(tmp_path: Path) -> None:
    """After the words, in a message of its own; without a word the log, which can be read."""
    async with Home(tmp_path / "kring.db").opened() as home:
        await _lives(home)
        await home.open_private_room("bob")
        for who, room in (("alice", ROOM), ("bob", private("bob"))):
            file = await _asked(home, who, "!export", room)
            assert (file.name, file.media_type) == ("de-eik-2026-11-23.md", "text/markdown")
            assert "> Soup on Monday" in file.bytes.decode()
        kept = [one["body"] for one in home.tables()["outbox"] if one["kind"] == "Document"]
        assert kept == ["{}", "{}"], "once it is sent, nothing is kept of it"


@pytest.mark.parametrize(
    ("typed", "ending"),
    [
        ("!export md", "md"),
        ("!export [json]", "json"),
        ("!exporteer CSV", "zip"),
        ("!export ics.", "ics"),
        ("!export excel", "zip"),
    ],
)
async def test_each_kind_of_file_can_be_asked_for(tmp_path: Path, typed: str, ending: str) -> None:
    """In either language, however it is typed; and it opens as what it is called."""
    async with Home(tmp_path / "kring.db", roles=CHAIR).opened() as home:
        await _lives(home)
        await home.go(5 * DAY)
        file = await _asked(home, "alice", typed)
        assert file.name == f"de-eik-2026-11-28.{ending}"
        match ending:
            case "json":
                assert json.loads(file.bytes)["agreements"][0]["text"] == "Soup on Monday"
            case "zip":
                with ZipFile(BytesIO(file.bytes)) as zipped:
                    assert zipped.testzip() is None
            case "ics":
                assert len(Calendar.from_ical(file.bytes).events) == 2
            case _:
                assert file.bytes.decode().startswith("# What De Eik decided")


async def test_what_there_is_not_is_told_with_what_there_is(tmp_path: Path) -> None:
    """And no file comes."""
    async with Home(tmp_path / "kring.db").opened() as home:
        await _lives(home)
        await home.say("alice", "!export pdf")
        assert "“pdf”" in home.hall.said()[-1]
        assert "!export md" in home.hall.said()[-1]
        assert home.hall.of(Document) == []


async def test_who_works_or_visits_here_takes_nothing_along(tmp_path: Path) -> None:
    """It is the house's: a resident can hand it on."""
    async with Home(tmp_path / "kring.db").opened() as home:
        await _lives(home)
        await home.say("carol", "!guest")
        await home.say("carol", "!export")
        assert "for the people who live here" in home.hall.said()[-1]
        assert home.hall.of(Document) == []


async def test_a_chat_without_files_gets_no_file(tmp_path: Path) -> None:
    """And nothing waits for one."""
    async with Home(tmp_path / "kring.db", capabilities=Capabilities(files=False)).opened() as home:
        await _lives(home)
        await home.say("alice", "!export")
        assert home.hall.of(Document) == []


async def test_what_is_private_is_in_no_file_also_in_private(tmp_path: Path) -> None:
    """A flag that the house has not been told of, and what is about a person."""
    async with Home(tmp_path / "kring.db", roles=CHAIR).opened() as home:
        await home.move_in("alice", "bob", "carol", "dan", "erin", "frank")
        await home.open_private_room("alice", "bob")
        await home.say("alice", "!about @Bob does not cook until March", room=private("alice"))
        await home.go(timedelta(days=8))
        for weeks in (1, 1, 0):
            await home.say("alice", "!take chair")
            await home.go(timedelta(weeks=weeks, hours=1))
        assert any("3 times running" in one for one in home.hall.said(private("alice")))
        for form in ("json", "md", "csv", "ics"):
            file = await _asked(home, "alice", f"!export {form}", private("alice"))
            whole = file.bytes
            if form == "csv":
                with ZipFile(BytesIO(whole)) as zipped:
                    whole = b"".join(map(zipped.read, zipped.namelist()))
            assert b"cook" not in whole
            assert not _FLAG.search(whole)
        await home.go(timedelta(days=3))
        assert _FLAG.search((await _asked(home, "alice", "!export json")).bytes)


_FLAG = re.compile(rb'"kind": "term_limit"|^"term_limit"[;,]"chair"', re.MULTILINE)


async def test_who_lives_in_two_houses_reads_which_one_it_is(tmp_path: Path) -> None:
    """The words say it, and so does the name of the file."""
    async with Home(tmp_path / "kring.db").opened() as home:
        await _lives(home)
        await home.move_in("alice", "zoe", room="!elm:kring.test", name="De Iep")
        await home.open_private_room("alice")
        await home.say("alice", "!export", room=private("alice"))
        await home.say("alice", "De Iep", room=private("alice"))
        *_, words, file = (one.outgoing for one in home.hall.sent)
        assert words.plain.startswith("De Iep:")  # type: ignore[union-attr]
        assert isinstance(file, Document)
        assert file.name == "de-iep-2026-11-23.md"
        assert b"Soup" not in file.bytes


async def test_a_name_like_anothers_is_told_apart_as_in_the_room(tmp_path: Path) -> None:
    """By the account, in the log as in a message."""
    async with Home(tmp_path / "kring.db").opened() as home:
        await _lives(home)
        await home.joins("robert", "Bob")
        await home.say("robert", "!propose A cat")
        log = (await _asked(home, "alice", "!export")).bytes.decode()
        assert f"Bob ({account('robert')}) put it" in log.replace("\u2060", "")


async def test_who_waits_for_a_file_that_the_server_does_not_take_is_told(tmp_path: Path) -> None:
    """Where it was asked, in the house's language, once; and the room goes on."""
    async with Home(tmp_path / "kring.db").opened() as home:
        await _lives(home)
        await home.open_private_room("bob")
        home.hall.takes_files = False
        home.outbox = Outbox(home.store, home.hall, lambda: home.now, home.desk)
        for who, room in (("alice", ROOM), ("bob", private("bob"))):
            await home.say(who, "!export", room=room)
            told = [text for text in home.hall.said(room) if "could not send the file" in text]
            assert len(told) == 1
            await home.say(who, "!proposals", room=room)
            assert home.hall.said(room)[-1] != told[0]


async def test_in_a_private_chat_it_is_told_in_the_language_of_the_house_whose_file_it_is(
    tmp_path: Path,
) -> None:
    """Who lives in two houses reads it in the same words as what came before it."""
    async with Home(tmp_path / "kring.db").opened() as home:
        await _lives(home)
        await home.move_in("alice", "zoe", room="!elm:kring.test", name="De Iep")
        await home.say("zoe", "!taal nl", room="!elm:kring.test")
        await home.open_private_room("alice")
        home.hall.takes_files = False
        home.outbox = Outbox(home.store, home.hall, lambda: home.now, home.desk)
        await home.say("alice", "De Iep", room=private("alice"))
        await home.say("alice", "!poster", room=private("alice"))
        assert "kon het bestand niet versturen" in home.hall.said(private("alice"))[-1]
