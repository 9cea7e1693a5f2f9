"""Who asks to be forgotten: their name and account are in no column, byte or line any more."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.calendar_file import calendar
from bot.export import export_house
from bot.room import Decline, Document, Entered, Joined, PutOut, Say, unpack
from bot.turns import Access
from governance.facts import Proposed
from governance.members import Kind
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from storage.forgetting_book import NotTheSame
from storage.records import Held, Parcel
from tests.database import is_on_postgresql, only_sqlite, rows_of
from tests.desk.hall import DAY, HOUR, ROOM, SECOND, Home, account, private

NAME, EARLIER = "Korenbloem", "Meneer Toverhazelaar"
CELL = "!x7Qe:kring.test"
"""Bob's private room; a real one's id says nothing of its owner either."""


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    access = Access(professionals=(account("pat"),), invite_from=("*",))
    made = Home(tmp_path / "kring.db", access=access, roles=((CHAIR, Wanted()),))
    async with made.opened() as opened:
        await opened.move_in("alice", "bob", "carol", "dan", "pat")
        await opened.open_private_room("alice", "carol", "dan", "pat")
        async with opened.store.transaction() as tx:
            await tx.set_private_room(account("bob"), CELL)
            await tx.mark_handled(f"entered:{CELL}:$e", opened.now)
            await tx.mark_handled(f"invited:{CELL}:{account('bob')}:s1", opened.now)
        await opened.joins("bob", NAME)
        yield opened


async def ask(home: Home, text: str, who: str = "bob") -> str:
    """Say something to the bot alone; what it answers."""
    before = len(home.hall.said(CELL))
    await home.say(who, text, room=CELL)
    return "\n".join(home.hall.said(CELL)[before:])


async def a_full_life(home: Home) -> None:
    """Bob does what can be done, and others name him."""
    await home.say("alice", f"!member add {EARLIER}")
    await home.say("alice", f"!for {EARLIER} willing chair")
    await home.say("alice", f"!member link {EARLIER} @bob")
    await home.say("bob", "!quick Soup on Sunday, says Korenbloem")
    await home.say("alice", f"!object P1 {NAME}s soup is cold, and @bob knows it")
    await home.say("bob", "!amend P1 Warm soup on Sunday")
    for who in ("alice", "bob", "carol", "dan"):
        await home.say(who, "!consent P1")
    await home.say("carol", "!quick A lamp in the hall")
    await home.say("bob", "!object P2 too bright")
    await home.say("bob", "!request A lamp for Korenbloem")
    await home.say("alice", f"!about @{NAME} leaves the door open", room="!alice:kring.test")
    await home.go(10 * DAY)
    await home.say("bob", "!away until friday")
    sealed = {"sender": account("bob"), "content": {"ciphertext": "x"}}
    await home.desk.hold(Held("$sealed", ROOM, account("bob"), "k", home.now - SECOND, sealed))
    first = await home.say("bob", "!proposals")
    await home.hear(replace(home.message("bob", "!propose Tea"), edits=first))
    await home.say("carol", "!propose Bread, as Korenbloem bakes it")


async def forget(home: Home) -> None:
    await ask(home, "!forgetme")
    await ask(home, "!forgetme yes")


def everything(home: Home) -> str:
    """All columns of all tables, and every byte of the files."""
    if is_on_postgresql(home.file):
        return repr(rows_of(home.file))
    with closing(sqlite3.connect(home.file)) as connection:
        dump = "\n".join(connection.iterdump())
    files = sorted(home.file.parent.iterdir())
    return dump + "".join(file.read_bytes().decode("latin-1") for file in files)


TRACES = (NAME, EARLIER, "Toverhazelaar", account("bob"), "@bob", CELL)


def traces(told: str) -> list[str]:
    return [trace for trace in TRACES if trace.casefold() in told.casefold()]


async def test_first_it_says_what_will_happen_and_does_nothing(home: Home) -> None:
    """And nothing happens without the yes, nor by a yes that nobody asked for."""
    before = home.tables()
    assert "Write !forgetme yes within an hour." in await ask(home, "!forgetme yes")
    assert "De Eik" in await ask(home, "forgetme")
    await home.go(HOUR + SECOND)
    assert "within an hour" in await ask(home, "!forgetme ja")
    after = home.tables()
    assert [after[name] for name in ("members", "facts")] == [
        before[name] for name in ("members", "facts")
    ]


async def test_in_the_room_it_is_not_done(home: Home) -> None:
    await ask(home, "!forgetme")
    await home.say("bob", "!forgetme yes")
    assert "private chat with me" in home.hall.said()[-1]
    assert (await home.members())["bob"].name == NAME


async def test_no_column_byte_or_line_knows_them_any_more(home: Home) -> None:
    """After a life in which everybody named them; nor does anything that is made of it later."""
    with capture_logs() as log:
        await a_full_life(home)
        kept = everything(home)
        assert not {NAME, EARLIER, account("bob"), CELL} - set(traces(kept))
        log.clear()
        said = len(home.hall.sent)
        await forget(home)
        assert traces(everything(home)) == []
        assert await home.unsound() == []
        await home.go(40 * DAY)
        await home.restart()
        for who in ("alice", "carol", "dan"):
            for command in ("!mirror", "!roles chair", "!show P1", "!show P2", "!who", "!mydata"):
                await home.say(who, command, room=f"!{who}:kring.test")
    assert traces(everything(home)) == []
    assert traces(repr(log)) == []
    later = [one for one in home.hall.sent[said:] if one.room != CELL]
    assert traces("\n".join(repr(one) for one in later)) == []
    assert "Former resident" in repr(later)
    async with home.store.transaction() as tx:
        house = (await tx.houses())[0]
        assert traces(json.dumps(await export_house(tx, house, home.now, with_people=True))) == []
        assert traces((await calendar(tx, house, home.now, "!")).decode()) == []


async def test_the_last_words_are_said_and_then_the_private_room_is_left(home: Home) -> None:
    await forget(home)
    last = [one for one in home.hall.sent if one.room == CELL][-2:]
    assert isinstance(last[0].outgoing, Say)
    assert "your name and account are gone" in last[0].outgoing.plain
    assert isinstance(last[1].outgoing, Decline)


async def test_the_others_read_one_line_without_the_name(home: Home) -> None:
    said = len(home.hall.said())
    await forget(home)
    told = home.hall.said()[said:]
    assert len(told) == 1
    assert re.search(r"From now on I write Former resident \d{3}\.", told[0])
    assert not traces(told[0])


async def test_who_had_left_is_forgotten_without_a_word_to_the_others(home: Home) -> None:
    """They can still ask it, where the bot is still in their private room."""
    await home.say("bob", "!quick Soup")
    await home.leaves("bob")
    said = len(home.hall.sent)
    assert "you were there before" in await ask(home, "!forgetme")
    await ask(home, "!forgetme yes")
    await home.go(11 * SECOND)
    # The card of what is open is the only thing that changes.
    assert [type(one.outgoing).__name__ for one in home.hall.sent[said:] if one.room == ROOM] == [
        "Edit"
    ]
    assert traces(everything(home)) == []


async def test_they_have_left_by_the_rules_of_leaving(home: Home) -> None:
    """Their objection can be taken over, and their turn goes to somebody else."""
    await home.go(8 * DAY)
    await home.say("alice", "!quick A lamp")
    await home.say("bob", "!object P1 too bright")
    await forget(home)
    bob = next(one for one in (await home.members()).values() if one.name.startswith("Former"))
    assert not bob.is_here
    assert bob.id not in (await home.proposal()).roll
    await home.say("carol", "!object P1")
    assert [o.member for o in (await home.proposal()).standing()] == [
        (await home.members())["carol"].id
    ]


async def test_what_waits_to_be_said_does_not_name_them(home: Home) -> None:
    """At night much waits; letters to them are dropped."""
    home.now += timedelta(hours=12)
    await home.say("alice", "!propose Bread, as Korenbloem bakes it")
    await home.go(DAY)  # the round opens in the morning: its line waits
    await home.hear(PutOut(home.event(), ROOM, home.now))
    await home.say("bob", "!quick Tea")
    assert NAME in repr(home.tables()["outbox"])
    await forget(home)
    assert traces(repr(home.tables())) == []


async def test_who_stays_in_the_room_is_not_learned_from_it(home: Home) -> None:
    """Not from another name, nor when the bot comes in again; their next word makes them new."""
    await forget(home)
    await home.hear(Joined(home.event(), ROOM, account("bob"), home.now, "Klaproos"))
    people = ((account("alice"), "Alice"), (account("bob"), "Klaproos"))
    await home.restart()
    await home.hear(Entered(home.event(), ROOM, home.now, "De Eik", people, True, False))
    assert "Klaproos" not in everything(home)
    assert "bob" not in await home.members()
    await home.hear(replace(home.message("bob", "hello again"), called="Klaproos"))
    bob = (await home.members())["bob"]
    assert (bob.name, bob.joined_at) == ("Klaproos", home.now)
    assert len([one for one in home.tables()["members"] if one["account"] == account("bob")]) == 1
    assert not home.tables()["forgotten"]


async def test_who_left_the_room_and_comes_back_is_somebody_new(home: Home) -> None:
    await forget(home)
    await home.leaves("bob")
    assert not home.tables()["forgotten"]
    await home.joins("bob", NAME)
    former, new = [
        one for one in home.tables()["members"] if one["name"].startswith(("Former", NAME))
    ]
    assert (former["account"], new["account"]) == (None, account("bob"))


async def test_somebody_else_of_that_name_keeps_it(home: Home) -> None:
    await home.joins("dan", NAME)
    await home.say("alice", f"!propose A chair for {NAME}")
    await forget(home)
    assert (await home.proposal()).version.text == f"A chair for {NAME}"
    assert (await home.members())["dan"].name == NAME


@pytest.mark.parametrize("name", ["De Eik", "Snacks"])
async def test_what_the_house_or_a_role_is_called_stays(home: Home, name: str) -> None:
    """Whoever takes such a name and is forgotten would change what was decided."""
    await home.say("alice", "!change role snacks every 1 week")
    await home.say("alice", f"!propose {name} on Sunday, without @bob")
    await home.joins("bob", name)
    await forget(home)
    text = (await home.proposal()).version.text
    assert re.fullmatch(rf"{name} on Sunday, without Former resident \d+", text)


async def test_a_room_that_was_on_its_way_is_not_taken_for_theirs(home: Home) -> None:
    """Opened for them while they were forgotten: it is left."""
    await forget(home)
    there = ((account("bob"), NAME),)
    opened = Entered(home.event(), "!new:kring.test", home.now, "", there, True, True, is_own=True)
    await home.hear(opened)
    assert home.hall.of(Decline, "!new:kring.test")
    assert traces(everything(home)) == []


def _facts(home: Home) -> list[dict[str, Any]]:
    return home.tables()["facts"]


async def test_of_the_facts_nothing_but_words_is_changed(home: Home) -> None:
    await a_full_life(home)
    before = {one["id"]: one for one in _facts(home)}
    await forget(home)
    for one in _facts(home):
        if one["id"] in before:
            old = before[one["id"]]
            assert {k: v for k, v in one.items() if k != "body"} == {
                k: v for k, v in old.items() if k != "body"
            }
            words = {"text", "reason"}
            was, now = json.loads(old["body"]), json.loads(one["body"])
            assert {k: v for k, v in was.items() if k not in words} == {
                k: v for k, v in now.items() if k not in words
            }
    with closing(sqlite3.connect(home.file)) as connection, pytest.raises(sqlite3.Error):
        connection.execute("UPDATE facts SET body = '{}'")


async def test_many_may_be_forgotten_each_under_a_name_of_their_own(home: Home) -> None:
    """Whatever the numbers come to; and in the language of the house."""
    await home.say("alice", "!taal nl")
    async with home.store.transaction() as tx:
        house = (await tx.houses())[0]
        for number in range(100, 1_000):
            await tx.add_member(
                house.id,
                name=f"Oud-bewoner {number}",
                kind=Kind.RESIDENT,
                account=None,
                at=home.now,
            )
    await ask(home, "!vergeetmij")
    await ask(home, "!vergeetmij ja")
    names = [one["name"] for one in home.tables()["members"]]
    assert len(names) == len(set(names))
    assert traces(everything(home)) == []


@only_sqlite
async def test_while_somebody_reads_the_journal_waits_and_is_emptied_after(home: Home) -> None:
    """A backup may be going on; nobody is made to wait, and nothing stays."""
    with closing(sqlite3.connect(home.file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM members").fetchone()
        await forget(home)
        assert traces(everything(home))
        reader.execute("ROLLBACK")
    await home.say("alice", "!proposals")
    assert traces(everything(home)) == []


@only_sqlite
async def test_what_a_crash_left_in_the_journal_goes_with_the_next_start(
    home: Home, tmp_path: Path
) -> None:
    """The process may die between the commit and the emptying."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.sqlite.Sqlite.is_wiped", _not_now)
        await forget(home)
    assert traces(everything(home))
    after = tmp_path / "after"
    after.mkdir()
    for file in home.file.parent.glob("kring.db*"):
        shutil.copy(file, after / file.name)
    there = Home(after / "kring.db")
    async with there.opened():
        await there.house()
        assert traces(everything(there)) == []


async def _not_now(_database: object, _engine: object) -> bool:
    return False


async def test_a_letter_that_is_under_way_meanwhile_does_not_bring_them_back(home: Home) -> None:
    """Not the room that was just opened for them, nor where their letter arrived."""
    async with home.store.transaction() as tx:
        await tx.forget_private_room(CELL)
        room = await tx.private_room_or_new(account("bob"), home.now, home.now)
        await tx.post(Parcel(room, "Say", {"plain": "hello", "html": "hello"}, home.now), home.now)
        (opening,) = [one for one in await tx.waiting(home.now) if one.kind == "Open"]
        await tx.mark_tried(opening, home.now)
        await tx.set_private_room(account("bob"), CELL)
    await home.desk.hear(home.message("bob", "!forgetme", room=CELL))
    await home.desk.hear(home.message("bob", "!forgetme yes", room=CELL))
    async with home.store.transaction() as tx:
        await tx.mark_sent(opening, "!opened:kring.test", home.now)
        assert await tx.private_room(account("bob")) is None
    await home.outbox.drain()
    assert traces(everything(home)) == []
    assert "!opened" not in repr(home.tables())


async def test_a_fact_is_not_changed_in_more_than_words(home: Home) -> None:
    """And then nothing is: the guard is where it was."""
    await home.say("bob", "!quick Soup")
    (first, *_) = await home.facts()
    assert isinstance(first.fact, Proposed)
    before = home.tables()
    other = replace(first.fact, text="Stew", number=7)
    with pytest.raises(NotTheSame):
        async with home.store.transaction() as tx:
            await tx.reword_facts({first.seq: other})
    assert home.tables() == before
    assert await home.unsound() == []


ELM = "!elm:kring.test"


@pytest.fixture
async def street(home: Home) -> Home:
    """Alice lives in another house too, and Bob in hers alone."""
    await home.move_in("alice", "erin", room=ELM, name="De Iep")
    return home


async def test_what_waits_for_its_house_to_be_told_does_not_name_them(street: Home) -> None:
    """Else it would be put on record with their name, after they were forgotten."""
    await street.say("alice", f"!quick Soup, as {NAME} makes it", room=private("alice"))
    assert NAME in repr(street.tables()["conversations"])
    await forget(street)
    assert traces(everything(street)) == []
    await street.say("alice", "De Eik", room=private("alice"))
    assert (await street.proposal()).version.text.startswith("Soup, as Former resident ")


async def test_what_waits_in_a_private_chat_for_no_house_or_another_does_not_name_them(
    street: Home,
) -> None:
    """A file about Alice has both her houses in it, whichever sends it; so it does not go."""
    await street.open_private_room("erin")
    await street.hear(Joined(street.event(), ELM, account("erin"), street.now, "Zonnebloem"))
    await street.say("alice", "!quick Soup", room=ELM)
    await street.say("alice", "!object P1 Zonnebloem is away", room=ELM)
    for text in ("!mydata", "!quick Tea", "zonnebloem please"):
        await street.desk.hear(street.message("alice", text, room=private("alice")))
    assert "Zonnebloem" in waiting_for(street, "alice")
    assert "zonnebloem please" in waiting_for(street, "alice")
    for text in ("!forgetme", "!forgetme yes"):
        await street.desk.hear(street.message("erin", text, room=private("erin")))
    assert "zonnebloem" not in waiting_for(street, "alice").casefold()


def waiting_for(home: Home, who: str) -> str:
    """What is still to be sent to them alone, with all that is in files."""
    rows = [
        (row["kind"], json.loads(row["body"]))
        for row in home.tables()["outbox"]
        if row["room"] == private(who) and row["sent_at"] is None
    ]
    sent = [unpack(kind, body) for kind, body in rows]
    files = (one.bytes.decode() for one in sent if isinstance(one, Document))
    return "\n".join([repr(rows), *files])


async def test_who_takes_words_of_the_house_for_a_name_takes_nothing_away(home: Home) -> None:
    """What was written before they were called so does not mean them; with an at sign it does."""
    await home.say("alice", "!quick Quiet hours from 22:00, nobody in the kitchen, says @bob")
    for who in ("bob", "carol", "dan"):
        await home.say(who, "!consent P1")
    await home.go(HOUR)
    await home.joins("bob", "Nobody in the kitchen")
    await home.say("carol", "!quick Tea with Nobody in the kitchen")
    await forget(home)
    async with home.store.transaction() as tx:
        (house,) = await tx.houses()
        exported = json.dumps(await export_house(tx, house, home.now))
    assert "Quiet hours from 22:00, nobody in the kitchen, says " in exported
    assert "says @bob" not in exported
    assert "Tea with Nobody in the kitchen" not in exported
    assert "Tea with Former resident" in exported


@pytest.mark.parametrize("word", ["yes", "Ja.", "no", "nee"])
async def test_a_bare_yes_is_not_enough_for_what_cannot_be_undone(home: Home, word: str) -> None:
    """It may be about something else; how to say it, and that nothing is done, is told."""
    assert "`!forgetme yes`" not in await ask(home, word)
    await ask(home, "!forgetme")
    assert "Your name is still there" in await ask(home, word)
    assert traces(everything(home)) != []
    await home.go(2 * HOUR)
    assert "Your name is still there" not in await ask(home, word)
