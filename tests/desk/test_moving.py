"""A house whose room is closed goes on in the next one, when that room says so too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.room import (
    Decline,
    Entered,
    Invited,
    Join,
    Joined,
    Left,
    Moved,
    Muted,
    NotEver,
    Poll,
    PutOut,
    React,
    Reaction,
    Say,
    Vote,
)
from bot.turns import Access
from governance.fold import fold
from governance.proposals import Proposal, State
from tests.desk.hall import DAY, HOUR, ROOM, SECOND, Home, account, private

FOUR = ("alice", "bob", "carol", "dan")
NEW = "!oak2:kring.test"
ELM = "!elm:kring.test"
HERE = "We go on here"


async def moved(home: Home, to: str = NEW, by: str = "alice", room: str = ROOM) -> None:
    with capture_logs():
        await home.hear(Moved(home.event(), room, account(by), home.now, to))


async def entered(home: Home, *people: str, room: str = NEW, **more: Any) -> None:
    values = {"follows": ROOM, "is_encrypted": True, "is_private": False, **more}
    there = tuple((account(who), who.title()) for who in people or FOUR)
    with capture_logs():
        await home.hear(Entered(home.event(), room, home.now, "De Eik", there, **values))


async def proposal(home: Home, room: str = NEW, number: int = 1) -> Proposal:
    house = await home.house(room)
    async with home.store.transaction() as tx:
        return fold(await tx.facts(house.id, f"P{number}"))


async def vote(home: Home, who: str, poll: str, room: str = NEW) -> None:
    await home.hear(Vote(home.event(), room, account(who), home.now, poll, ("consent",)))


async def react(home: Home, who: str, card: str, room: str = NEW) -> None:
    await home.hear(Reaction(home.event(), room, account(who), home.now, card, "👍"))


def went_to(home: Home, room: str) -> list[type]:
    """Where the bot went in or out, in order."""
    going = (Join, Decline)
    return [
        type(s.outgoing) for s in home.hall.sent if s.room == room and type(s.outgoing) in going
    ]


def kinds(home: Home, room: str = NEW) -> list[type]:
    return [type(one.outgoing) for one in home.hall.sent if one.room == room]


async def test_the_house_goes_where_its_room_points_to(home: Home) -> None:
    """With who sent it there as the way to it; it is the same house with the same proposals."""
    await home.say("alice", "!quick Quiet hours")
    before = await home.house()
    await moved(home, by="bob")
    [join] = home.hall.of(Join, NEW)
    assert join == Join(known_to=account("bob"))
    await entered(home)
    assert (await home.house(NEW)).id == before.id
    assert (await proposal(home)).version.text == "Quiet hours"
    assert len(home.tables()["houses"]) == 1
    assert [said for said in home.hall.said(NEW) if HERE in said]
    assert not [said for said in home.hall.said(NEW) if "I am Kring" in said]


async def test_the_old_room_is_left(home: Home) -> None:
    """And what the server then says of it changes nothing."""
    await moved(home)
    await entered(home)
    assert went_to(home, ROOM) == [Decline]
    before = home.tables()
    await home.hear(PutOut(home.event(), ROOM, home.now))
    assert home.tables() == before


async def test_what_is_open_has_a_new_card_and_poll_there(home: Home) -> None:
    """What is over has none."""
    await home.say("alice", "!quick Quiet hours")
    await home.say("alice", "!propose Soup on Friday")
    await home.say("alice", "!quick Over")
    await home.say("alice", "!withdraw P3")
    await moved(home)
    await entered(home)
    said = [words for words in home.hall.said(NEW) if "From Alice" in words]
    assert [words.split(" ")[0] for words in said] == ["P1", "P2"]
    assert len(home.hall.of(Poll, NEW)) == 1
    assert "1 of 4" in said[0]


async def test_taps_on_what_stayed_behind_do_nothing(home: Home) -> None:
    """In whichever room; the old card is nobody's any more."""
    await home.say("alice", "!quick Quiet hours")
    card, poll = await home.posted("P1", "card"), await home.posted("P1", "poll")
    await moved(home)
    await entered(home)
    before = await proposal(home)
    for room in (ROOM, NEW):
        await vote(home, "bob", poll, room)
    await react(home, "bob", card, ROOM)
    assert await proposal(home) == before


async def test_taps_on_what_is_new_count(home: Home) -> None:
    """Until all are heard, and the outcome is told there."""
    await home.say("alice", "!quick Quiet hours")
    await home.vote("bob", "consent")
    await moved(home)
    await entered(home)
    await vote(home, "carol", await home.posted("P1", "poll", NEW))
    await react(home, "dan", await home.posted("P1", "card", NEW))
    assert (await proposal(home)).state is State.ADOPTED
    assert [said for said in home.hall.said(NEW) if "P1 is agreed" in said]
    assert not [said for said in home.hall.said(ROOM) if "P1 is agreed" in said]


async def test_words_count_there_too(home: Home) -> None:
    """And not in the old room."""
    await home.say("alice", "!quick Quiet hours")
    await moved(home)
    await entered(home)
    await home.say("bob", "!consent P1", room=ROOM)
    assert len((await proposal(home)).heard) == 1
    await home.say("bob", "!consent P1", room=NEW)
    assert len((await proposal(home)).heard) == 2


async def test_what_waits_to_be_said_is_said_there(home: Home) -> None:
    """A closed room takes no letters; edits and marks of what is there stay unsaid."""
    await home.say("alice", "!quick Quiet hours")
    await home.vote("carol", "consent")
    home.hall.refusing[ROOM] = Muted("the room is closed")
    await home.desk.lost_voice(ROOM)
    await home.vote("bob", "consent")
    await home.say("bob", "!show P1")
    await home.say("bob", "!concern P1 noise")
    await home.say("dan", "!quick Soup on Friday")
    await moved(home)
    home.now += HOUR
    del home.hall.refusing[ROOM]
    await entered(home)
    said = home.hall.said(NEW)
    assert [words for words in said if "Soup on Friday" in words]
    assert [words for words in said if words.startswith("P1 “Quiet hours”")]
    assert home.hall.of(React, NEW) == []
    there = {one.reference for one in home.hall.sent if one.room == NEW}
    about = [one.target for one in home.hall.sent if one.room == NEW and one.target]
    assert set(about) <= there
    assert all(say.reply_to is None for say in home.hall.of(Say, NEW))
    assert len(home.hall.of(Poll, NEW)) == 2
    await home.go(HOUR)
    assert kinds(home, ROOM)[-1] is Decline


async def test_who_was_asked_for_a_reason_is_asked_there(home: Home) -> None:
    """The question stayed in the old room; an answer to the new one is the reason."""
    await home.say("alice", "!quick Quiet hours")
    await home.vote("bob", "objection")
    until = (await home.proposal()).objections[0].pending_until
    await moved(home)
    home.now += HOUR
    await entered(home)
    question = await home.posted("P1", "question", NEW)
    await home.say("carol", "He works nights", room=NEW, reply_to=question)
    [objection] = (await proposal(home)).objections
    assert objection.reason == "He works nights"
    assert objection.asked_at is not None
    assert until is not None


async def test_who_was_asked_privately_is_not_asked_again(home: Home) -> None:
    """Their question is where it was."""
    await home.open_private_room("bob")
    await home.say("alice", "!quick Quiet hours")
    await home.vote("bob", "objection")
    asked = len(home.hall.said(private("bob")))
    await moved(home)
    await entered(home)
    assert len(home.hall.said(private("bob"))) == asked
    await home.say("bob", "I work nights", room=private("bob"))
    assert (await proposal(home)).objections[0].reason == "I work nights"


async def test_the_time_of_the_way_is_given_back_when_it_could_not_speak(home: Home) -> None:
    """The closed room muted it; a round goes on as long as it would have."""
    await home.say("alice", "!quick Quiet hours")
    round_ = (await home.proposal()).round
    assert round_ is not None
    home.now += HOUR
    await home.desk.lost_voice(ROOM)
    await moved(home)
    await home.go(DAY)
    await entered(home)
    after = (await proposal(home)).round
    assert after is not None
    assert after.closes_at == round_.closes_at + DAY
    assert [said for said in home.hall.said(NEW) if "I can speak here again" in said]
    await home.go(DAY)
    assert not [one for one in home.hall.said(ROOM) if "I can speak" in one]


async def test_nobody_has_left_for_not_being_there_yet(home: Home) -> None:
    """The bot is quick to follow; nothing is agreed by who happens to be there first."""
    await home.say("alice", "!quick Quiet hours")
    await moved(home)
    await entered(home, "alice", expected=(account("carol"),))
    assert all(member.is_here for member in (await home.members(NEW)).values())
    assert (await proposal(home)).state is State.CONSENT
    assert len((await proposal(home)).roll) == 4


async def test_who_comes_later_is_who_they_were(home: Home) -> None:
    """Without another word; and somebody new is new."""
    await moved(home)
    await entered(home, "alice")
    before = await home.members(NEW)
    said = len(home.hall.said(NEW))
    for who in ("bob", "erin"):
        await home.hear(Joined(home.event(), NEW, account(who), home.now, who.title()))
    after = await home.members(NEW)
    assert after["bob"] == before["bob"]
    assert set(after) == {*FOUR, "erin"}
    assert len(home.hall.said(NEW)) == said


async def test_who_has_not_come_after_a_month_has_left(home: Home) -> None:
    """Who came late stays, and who comes later still is a member again."""
    await moved(home)
    await entered(home, "alice", "bob", expected=(account("dan"),))
    await home.go(10 * DAY)
    await home.hear(Joined(home.event(), NEW, account("carol"), home.now, "Carol"))
    await home.restart()
    await home.go(20 * DAY - SECOND)
    assert all(member.is_here for member in (await home.members(NEW)).values())
    await home.say("alice", "!quick Quiet hours", room=NEW)
    await home.go(HOUR)
    members = await home.members(NEW)
    assert {name for name, member in members.items() if not member.is_here} == {"dan"}
    assert len((await proposal(home)).roll) == 3
    await home.hear(Joined(home.event(), NEW, account("dan"), home.now, "Dan"))
    assert (await home.members(NEW))["dan"].is_here
    await home.go(60 * DAY)
    assert (await home.members(NEW))["dan"].is_here


async def test_when_it_moves_once_more_the_month_begins_again(home: Home) -> None:
    """Nobody is counted by a room that is closed by now."""
    await moved(home)
    await entered(home, "alice", "bob", "carol")
    await home.go(20 * DAY)
    await moved(home, to=ELM, room=NEW)
    await entered(home, room=ELM, follows=NEW)
    await home.go(40 * DAY)
    assert all(member.is_here for member in (await home.members(ELM)).values())


async def test_who_declines_to_come_along_has_left(home: Home) -> None:
    """As from any room."""
    await moved(home)
    await entered(home, "alice", "bob", expected=(account("carol"),))
    await home.hear(Left(home.event(), NEW, account("carol"), home.now))
    assert not (await home.members(NEW))["carol"].is_here


# -- rooms that do not say so


@pytest.mark.parametrize("follows", [None, ELM, "", "!mallory:evil.test"])
async def test_a_room_that_does_not_follow_is_left_again(home: Home, follows: str | None) -> None:
    """The house stays, and goes on."""
    await home.say("alice", "!quick Quiet hours")
    before = await home.house()
    await moved(home)
    await entered(home, follows=follows)
    assert went_to(home, NEW) == [Join, Decline]
    assert home.hall.said(NEW) == []
    assert await home.house() == before
    await home.vote("bob", "consent")
    assert await home.heard() == ["alice", "bob"]
    assert len(home.tables()["houses"]) == 1


async def test_a_room_left_again_does_not_become_a_house_later(home: Home) -> None:
    """Also when the server tells of it once more before the bot is out."""
    await moved(home)
    await entered(home, follows=None)
    await entered(home, follows=None)
    await home.hear(PutOut(home.event(), NEW, home.now))
    assert len(home.tables()["houses"]) == 1
    assert home.hall.said(NEW) == []


async def test_asked_into_that_room_by_who_may_it_is_a_house_of_its_own(home: Home) -> None:
    """Then it was asked in like into any other."""
    await moved(home)
    await entered(home, follows=None)
    async with Home(home.file, access=Access((account("alice"),))).opened() as other:
        await other.hear(Invited("$asked", NEW, account("alice"), other.now, is_private=False))
        await other.hear(
            Entered(
                *("$in", NEW, other.now, "De Linde", ((account("alice"), "Alice"),)),
                is_encrypted=False,
                is_private=False,
            )
        )
        assert "I am Kring" in other.hall.said(NEW)[0]
    assert len(home.tables()["houses"]) == 2


async def test_a_room_of_another_house_is_no_place_to_go(home: Home) -> None:
    """Two houses in one room would be none."""
    await home.move_in("erin", room=ELM)
    await moved(home, to=ELM)
    assert home.hall.of(Join, ELM) == []
    assert (await home.house()).successor is None


async def test_a_private_room_is_no_place_to_go(home: Home) -> None:
    """It is for the two of them."""
    await home.open_private_room("bob")
    await moved(home, to=private("bob"))
    assert home.hall.of(Join, private("bob")) == []
    assert (await home.house()).successor is None


async def test_a_room_that_points_to_itself_is_no_place_to_go(home: Home) -> None:
    """The house is there."""
    await moved(home, to=ROOM)
    assert went_to(home, ROOM) == []
    assert (await home.house()).successor is None


async def test_another_house_cannot_get_in_the_way(home: Home) -> None:
    """Its room may point wherever it wants: the new room follows only one."""
    await home.move_in("erin", room=ELM)
    await moved(home, by="erin", room=ELM)
    await moved(home)
    await entered(home)
    assert (await home.house(NEW)).id == 1
    assert (await home.house(ELM)).successor is None


# -- ways there


async def test_moved_twice_the_last_word_counts(home: Home) -> None:
    """The first room is left again and never becomes a house."""
    await moved(home, to=ELM)
    await moved(home, to=NEW)
    await entered(home, room=ELM, follows=ROOM)
    assert went_to(home, ELM) == [Join, Decline]
    await entered(home)
    assert (await home.house(NEW)).id == 1
    assert len(home.tables()["houses"]) == 1


async def test_told_twice_of_the_same_move_it_moves_once(home: Home) -> None:
    """One greeting, one card."""
    await home.say("alice", "!quick Quiet hours")
    await moved(home)
    await moved(home)
    await entered(home)
    await entered(home)
    await moved(home)
    assert len([said for said in home.hall.said(NEW) if HERE in said]) == 1
    assert len(home.hall.of(Poll, NEW)) == 1


async def test_it_moves_again_later(home: Home) -> None:
    """From the new room to a newer one."""
    await home.say("alice", "!quick Quiet hours")
    await moved(home)
    await entered(home)
    await moved(home, to=ELM, room=NEW)
    await entered(home, room=ELM, follows=NEW)
    assert (await home.house(ELM)).id == 1
    await vote(home, "bob", await home.posted("P1", "poll", ELM), ELM)
    assert len((await proposal(home, ELM)).heard) == 2


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Home]:
    """Only Alice may ask the bot in."""
    access = Access(invite_from=(account("alice"),))
    async with Home(tmp_path / "kring.db", access=access).opened() as home:
        await home.move_in(*FOUR)
        yield home


async def test_a_new_room_that_is_closed_may_ask_it_in(guarded: Home) -> None:
    """By anybody: the house is on its way there. Into other rooms it still takes somebody named."""
    guarded.hall.refusing[NEW] = NotEver("you are not invited")
    await moved(guarded, by="bob")
    del guarded.hall.refusing[NEW]
    with capture_logs():
        await guarded.invited("bob", ELM, is_private=False)
        await guarded.invited("bob", NEW, is_private=False)
    assert went_to(guarded, ELM) == [Decline]
    assert went_to(guarded, NEW) == [Join]
    await entered(guarded)
    assert (await guarded.house(NEW)).id == 1


async def test_asked_in_as_if_privately_the_new_room_is_the_houses(guarded: Home) -> None:
    """However the invitation is marked."""
    await moved(guarded)
    await guarded.invited("bob", NEW, is_private=True)
    await entered(guarded, is_private=True)
    assert (await guarded.house(NEW)).id == 1
    assert guarded.tables()["private_rooms"] == []


async def test_after_a_room_was_left_again_its_invitations_are_like_any_other(
    guarded: Home,
) -> None:
    """The house is not on its way there any more."""
    await moved(guarded)
    await entered(guarded, follows=None)
    with capture_logs():
        await guarded.invited("mallory", NEW, is_private=False)
    assert went_to(guarded, NEW)[-1] is Decline


async def test_put_out_of_the_old_room_it_still_arrives(home: Home) -> None:
    """Whoever closes a room may empty it too."""
    await home.say("alice", "!quick Quiet hours")
    await moved(home)
    await home.hear(PutOut(home.event(), ROOM, home.now))
    home.now += HOUR
    await entered(home)
    assert not (await home.house(NEW)).is_gone
    await home.say("bob", "!consent P1", room=NEW)
    assert len((await proposal(home)).heard) == 2


async def test_restarts_on_the_way_change_nothing(home: Home) -> None:
    """Everything about it is written down."""
    await home.say("alice", "!quick Quiet hours")
    await home.restart()
    await moved(home)
    await home.restart()
    await entered(home)
    await home.restart()
    await vote(home, "bob", await home.posted("P1", "poll", NEW))
    assert len((await proposal(home)).heard) == 2
    await home.go(DAY + SECOND)
    round_ = (await proposal(home)).round
    assert round_ is not None
    assert round_.extended
    assert went_to(home, NEW) == [Join]
    assert went_to(home, ROOM) == [Decline]
