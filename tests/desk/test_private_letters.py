"""Letters for one person alone: their room is opened once, and who comes first hears it first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.export import export_house
from bot.room import Capabilities, Entered, Left, NotEver, NotNow, Open, Say
from bot.turns import Access
from governance.members import Kind
from tests.desk.hall import DAY, HOUR, ROOM, Home, account, private

SAID = "does not cook until March"
ABOUT = f"!about @Carol {SAID}"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    access = Access(professionals=(account("pat"),))
    async with Home(tmp_path / "kring.db", access=access).opened() as opened:
        await opened.move_in("alice", "bob", "carol", "dan", "pat")
        await opened.open_private_room("alice")
        opened.hall.sent.clear()
        yield opened


async def _about(home: Home, text: str = ABOUT) -> None:
    await home.say("alice", text, room=private("alice"))


def _opened(home: Home) -> list[str]:
    return [one.outgoing.account for one in home.hall.sent if isinstance(one.outgoing, Open)]


async def test_a_room_is_opened_for_who_has_none(home: Home) -> None:
    """For the person and the professional; who has one is written to there."""
    await _about(home)
    assert _opened(home) == [account("carol"), account("pat")]
    assert SAID in home.hall.said(private("carol"))[0]
    assert SAID in home.hall.said(private("pat"))[0]
    assert len(home.hall.said(private("alice"))) == 1


async def test_the_room_is_opened_once(home: Home) -> None:
    """What comes later goes into the same one, also after a restart."""
    await _about(home)
    await home.store.close()
    await home.start()
    await home.say("alice", "withdraw P1", room=private("alice"))
    assert len(_opened(home)) == 2
    assert len(home.hall.said(private("carol"))) == 2


async def test_letters_wait_for_the_room_in_their_order(home: Home) -> None:
    """The server lets a room be made once a minute, say; both letters come when it is there."""
    home.hall.refusing[f"to:{account('carol')}"] = NotNow("later", 60.0)
    with pytest.raises(NotNow):
        await _about(home)
    with pytest.raises(NotNow):
        await home.say("alice", f"amend P1 {SAID} or April", room=private("alice"))
    home.hall.refusing.clear()
    await home.outbox.drain()
    assert _opened(home) == [account("carol"), account("pat")]
    first, second = home.hall.said(private("carol"))
    assert "or April" not in first
    assert "or April" in second


async def test_nobody_hears_it_before_the_person(home: Home) -> None:
    """While the person cannot be reached, the professionals wait."""
    home.hall.refusing[private("carol")] = NotNow("later")
    with pytest.raises(NotNow):
        await _about(home)
    assert home.hall.said(private("pat")) == []
    home.hall.refusing.clear()
    await home.outbox.drain()
    rooms = [one.room for one in home.hall.sent if isinstance(one.outgoing, Say)]
    assert rooms == [private("alice"), private("carol"), private("pat")]


async def test_who_cannot_be_reached_keeps_no_letter_waiting(home: Home) -> None:
    """A room that can never be opened: its letters are dropped, and their words with them."""
    home.hall.refusing[f"to:{account('carol')}"] = NotEver("no such account")
    await _about(home)
    waiting = [row for row in home.tables()["outbox"] if row["room"].endswith("carol:kring.test")]
    assert all(row["sent_at"] and row["body"] == "{}" for row in waiting)


async def test_who_left_their_room_gets_another(home: Home) -> None:
    """A room that they left reaches nobody."""
    await _about(home)
    await home.hear(Left(home.event(), private("carol"), account("carol"), home.now))
    await home.say("alice", "withdraw P1", room=private("alice"))
    assert _opened(home).count(account("carol")) == 2


async def test_a_room_of_its_own_making_is_not_greeted(home: Home) -> None:
    """And no house is born in it."""
    room = "!new:kring.test"
    entered = Entered(
        home.event(), room, home.now, "", (), True, False, expected=(account("dan"),), is_own=True
    )
    await home.hear(entered)
    assert home.hall.said(room) == []
    async with home.store.transaction() as tx:
        assert await tx.house_in(room) is None
        assert await tx.private_room(account("dan")) == room


# ------------------------------------------------------------------------------ what stays private


async def test_the_room_knows_nothing_for_a_day(home: Home) -> None:
    """Not by a letter, a list, a number, a greeting, or by who is told what was missed."""
    await _about(home)
    await home.joins("erin")
    for text in ("!proposals", "!show P1", "!show", "!consent P1", "!object P1 no", "!withdraw P1"):
        for who in ("bob", "alice", "carol", "pat"):
            await home.say(who, text)
    await home.desk.lost_voice(ROOM)
    await home.go(HOUR)
    await home.desk.has_voice(ROOM)
    await home.outbox.drain()
    everything = [
        repr(one.outgoing)
        for one in home.hall.sent
        if one.room not in {private("carol"), private("pat"), private("alice")}
    ]
    assert not [one for one in everything if SAID in one or "**P1**" in one or "about" in one]
    await home.go(DAY)
    assert any(SAID in words for words in home.hall.said())


async def test_others_do_not_see_it_privately_either(home: Home) -> None:
    await _about(home)
    await home.open_private_room("bob", "dan")
    for who in ("bob", "dan"):
        await home.say(who, "proposals", room=private(who))
        await home.say(who, "show P1", room=private(who))
        assert not [words for words in home.hall.said(private(who)) if SAID in words]
    await home.say("pat", "show P1", room=private("pat"))
    assert SAID in home.hall.said(private("pat"))[-1]


async def test_said_in_the_room_nothing_is_kept(home: Home, tmp_path: Path) -> None:
    """Not in a table, not in the file between them, and not in the answer."""
    await home.say("bob", f"!about @Carol {SAID}")
    kept = b"".join(file.read_bytes() for file in sorted(tmp_path.iterdir()))  # noqa: ASYNC240
    assert SAID.encode() not in kept
    answer = home.hall.of(Say)[-1]
    assert SAID not in answer.plain
    assert answer.reply_to is None
    assert await home.facts() == []


async def test_a_decision_about_a_person_is_in_no_list_and_no_file(home: Home) -> None:
    """Its number shows it, privately."""
    await _about(home)
    await home.go(8 * DAY + HOUR)
    for who in ("bob", "carol", "dan"):
        await home.say(who, "!consent P1")
    before = len(home.hall.said())
    for text in ("!agreements", "!agreements cook", "!agreements March", "!show A1"):
        await home.say("bob", text)
    assert not [words for words in home.hall.said()[before:] if SAID in words]
    await home.say("alice", "show A1", room=private("alice"))
    assert SAID in home.hall.said(private("alice"))[-1]
    house = await home.house()
    async with home.store.transaction() as tx:
        exported = await export_house(tx, house, home.now)
        played = await export_house(tx, house, home.now, with_people=True)
    assert exported["proposals"] == exported["agreements"] == []
    assert SAID not in repr(exported)
    assert [one["kind"] for one in played["proposals"]] == ["person"]
    assert [one["ref"] for one in played["agreements"]] == ["A1"]


async def test_the_log_does_not_quote_it(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    await _about(home)
    await home.say("alice", "about @Nobody steals", room=private("alice"))
    await home.go(9 * DAY)
    told = capsys.readouterr()
    assert SAID not in told.out + told.err
    assert "steals" not in told.out + told.err


async def test_letters_keep_no_words_once_they_are_sent(home: Home) -> None:
    await _about(home)
    assert {row["body"] for row in home.tables()["outbox"]} == {"{}"}


async def test_a_guest_whom_it_is_about_has_a_say(home: Home) -> None:
    """By word and by tap; of other proposals they are told as before."""
    await _about(home, f"!about @Pat {SAID}")
    await home.go(8 * DAY + HOUR)
    await home.vote("pat", "objection")
    pat = (await home.members())["pat"]
    assert pat.kind is Kind.PROFESSIONAL
    assert "pat" in await home.heard()
    assert [one.member for one in (await home.proposal()).objections] == [pat.id]


async def test_a_member_of_two_houses_says_it_of_who_lives_in_one(home: Home) -> None:
    """The house is the one where the person named lives."""
    await home.move_in("alice", "zoe", room="!elm:kring.test", name="De Iep")
    await _about(home, "about @Zoe keeps out of the cellar")
    assert _opened(home) == [account("zoe")]
    house = await home.house("!elm:kring.test")
    async with home.store.transaction() as tx:
        assert len(await tx.facts(house.id, "P1")) == 1
    await _about(home, "about @Nobody keeps out")
    assert "Which house is this for?" in home.hall.said(private("alice"))[-1]


async def test_where_nothing_can_be_edited_or_tapped_it_goes_on_too(tmp_path: Path) -> None:
    """A chat of words alone."""
    bare = Capabilities(polls=False, reactions=False, edits=False, threads=False)
    async with Home(tmp_path / "kring.db", capabilities=bare).opened() as home:
        await home.move_in("alice", "bob", "carol")
        await home.open_private_room("alice")
        await _about(home)
        await home.go(timedelta(days=8, hours=1))
        for who in ("bob", "carol"):
            await home.say(who, "!consent P1")
        assert (await home.proposal()).state.value == "adopted"
