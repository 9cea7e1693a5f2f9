"""Who is at the desk: members, strangers, professionals, and who comes and goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.export import export_house
from bot.room import Decline, Entered, Join, Joined, Named, PutOut, Vote
from bot.turns import Access
from governance.members import Kind, MemberId
from governance.proposals import State
from tests.desk.hall import DAY, ROOM, SECOND, Home, account, private

ELM = "!elm:kring.test"

# -- what is told of who left


async def test_what_somebody_said_who_left_does_not_count_in_the_export(home: Home) -> None:
    """But an objection that waits for somebody to take it over does."""
    await home.say("alice", "!quick Quiet hours")
    await home.vote("bob", "consent")
    await home.say("carol", "!object P1 I work nights")
    await home.leaves("bob")
    await home.leaves("carol")
    house = await home.house()
    async with home.store.transaction() as tx:
        exported = await export_house(tx, house, home.now)
    live = {said["member"]: said["live"] for said in exported["proposals"][0]["stances"]}
    assert live == {"Alice": True, "Bob": False, "Carol": True}


# -- private rooms


async def test_privately_a_member_of_one_house_is_answered_about_that_house(home: Home) -> None:
    """The sign in front may be left out, and the answer stays there."""
    await home.open_private_room("bob")
    await home.say("alice", "!quick Quiet hours")
    said = len(home.hall.said())
    await home.say("bob", "proposals", room=private("bob"))
    assert "Quiet hours" in home.hall.said(private("bob"))[-1]
    assert len(home.hall.said()) == said


async def test_what_is_done_privately_is_shown_in_the_room(home: Home) -> None:
    """A proposal has its card where the house is; the proposer is told that it worked."""
    await home.open_private_room("bob")
    await home.say("bob", "quick Quiet hours", room=private("bob"))
    assert any("Quiet hours" in words for words in home.hall.said())
    assert "in the room of the house" in home.hall.said(private("bob"))[-1]


async def test_privately_a_member_of_two_houses_is_asked_which_is_meant(home: Home) -> None:
    """Nobody can tell, so nothing is done in either until they say."""
    await home.move_in("bob", "erin", room=ELM)
    await home.open_private_room("bob")
    facts = home.tables()["facts"]
    await home.say("bob", "quick Quiet hours", room=private("bob"))
    assert "Which house is this for?" in home.hall.said(private("bob"))[-1]
    assert home.tables()["facts"] == facts


async def test_privately_somebody_without_a_house_is_told_so(home: Home) -> None:
    """Also somebody who lived here once."""
    await home.open_private_room("erin", "bob")
    await home.leaves("bob")
    for who in ("erin", "bob"):
        await home.say(who, "quick Quiet hours", room=private(who))
        assert "not in a house together" in home.hall.said(private(who))[-1]
    assert home.tables()["facts"] == []


async def test_in_somebody_elses_private_room_nobody_is_heard(home: Home) -> None:
    """A private room is for the two of them."""
    await home.open_private_room("bob")
    before = home.tables()
    await home.say("alice", "quick Quiet hours", room=private("bob"))
    assert home.tables() == before


async def test_a_stranger_in_the_room_is_not_heard(home: Home) -> None:
    """Only members are; somebody becomes one by joining."""
    before = home.tables()
    await home.say("mallory", "!quick Quiet hours")
    assert home.tables() == before
    await home.joins("mallory")
    await home.say("mallory", "!quick Quiet hours")
    assert (await home.proposal()).version.text == "Quiet hours"


async def test_in_an_unknown_room_nobody_is_heard(home: Home) -> None:
    """The bot may still be told of a room whose house it never saw."""
    before = home.tables()
    await home.say("alice", "!quick Quiet hours", room="!unknown:kring.test")
    assert home.tables() == before


# -- invitations

_WHO = ("alice", "allie", "bob[1]", "bob1", "erin")


@pytest.mark.parametrize(
    ("pattern", "welcome"),
    [
        ("*", _WHO),
        ("@*:kring.test", _WHO),
        ("@al*", ("alice", "allie")),
        ("@alice:kring.test", ("alice",)),
        ("alice", ()),
        ("@alice", ()),
        ("@alice:kring.tes", ()),
        ("@ALICE:kring.test", ()),
        ("@bob[1]:kring.test", ("bob[1]",)),
        ("@bob?:kring.test", ()),
        ("@[!x]*:kring.test", ()),
        ("@*:other.test", ()),
    ],
)
def test_who_may_invite_is_a_pattern_over_whole_accounts(
    pattern: str, welcome: tuple[str, ...]
) -> None:
    """A star stands for any text; every other sign stands for itself."""
    access = Access(invite_from=(pattern,))
    assert tuple(who for who in _WHO if access.may_invite(account(who))) == welcome


def test_without_patterns_nobody_may_invite() -> None:
    """Whoever runs the bot says who may."""
    assert not Access().may_invite("@alice:kring.test")


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Home]:
    """A house whose bot may be invited by Alice and Erin; Pat works there, says the operator."""
    access = Access(
        invite_from=(account("alice"), account("erin")), professionals=(account("pat"),)
    )
    async with Home(tmp_path / "kring.db", access=access).opened() as home:
        await home.move_in("alice", "bob", "carol", "pat")
        yield home


async def _answer(home: Home, who: str, *, is_private: bool) -> type[object]:
    with capture_logs():
        await home.invited(who, "!new:kring.test", is_private=is_private)
    (answer,) = [one.outgoing for one in home.hall.sent if one.room == "!new:kring.test"]
    return type(answer)


@pytest.mark.parametrize(
    ("who", "is_private", "answer"),
    [
        ("alice", False, Join),
        ("alice", True, Join),
        ("erin", False, Join),
        ("erin", True, Join),
        ("bob", True, Join),
        ("bob", False, Decline),
        ("mallory", True, Decline),
        ("mallory", False, Decline),
    ],
)
async def test_who_may_asks_the_bot_in_and_members_may_privately(
    guarded: Home, who: str, is_private: bool, answer: type[object]
) -> None:
    """A house is for whom the operator names; a talk in private for everyone who lives here."""
    assert await _answer(guarded, who, is_private=is_private) is answer


async def test_who_left_the_house_does_not_invite_privately(guarded: Home) -> None:
    """A stranger's invitation is declined, and nothing of it is kept."""
    await guarded.leaves("bob")
    rooms = guarded.tables()["private_rooms"]
    assert await _answer(guarded, "bob", is_private=True) is Decline
    assert guarded.tables()["private_rooms"] == rooms


async def test_in_a_private_room_the_bot_introduces_itself(guarded: Home) -> None:
    """To a member as to a member, in the house's own language."""
    await guarded.say("alice", "!language nl")
    await guarded.invited("bob", private("bob"), is_private=True)
    people = ((account("bob"), "Bob"),)
    await guarded.hear(
        Entered(guarded.event(), private("bob"), guarded.now, "", people, True, True)
    )
    assert "voorstellen" in guarded.hall.said(private("bob"))[-1]
    await guarded.say("bob", "hulp", room=private("bob"))
    assert "!voorstel" in guarded.hall.said(private("bob"))[-1]


async def test_a_private_room_that_is_gone_is_not_written_in(guarded: Home) -> None:
    """What is for one person then goes to the thread in the room."""
    await guarded.open_private_room("bob")
    await guarded.hear(PutOut(guarded.event(), private("bob"), guarded.now))
    await guarded.say("alice", "!quick Quiet hours")
    await guarded.say("bob", "!object P1")
    assert guarded.hall.said(private("bob")) == []
    assert "What could go wrong" in guarded.hall.said()[-1]


# -- professionals


async def test_a_professional_of_the_configuration_is_announced(guarded: Home) -> None:
    """Once, when they first join, so that the house knows."""
    assert (await guarded.members())["pat"].kind is Kind.PROFESSIONAL
    announced = [words for words in guarded.hall.said() if "professional" in words]
    assert len(announced) == 1
    assert "Pat" in announced[0]
    await guarded.leaves("pat")
    await guarded.joins("pat")
    assert [words for words in guarded.hall.said() if "professional" in words] == announced


async def test_a_professionals_taps_count_for_nothing(guarded: Home) -> None:
    """They are on no roll; the poll shows their tap, the tally does not. They are told so once."""
    await guarded.say("alice", "!quick Quiet hours")
    facts = guarded.tables()["facts"]
    said = len(guarded.hall.said(ROOM))
    await guarded.vote("pat", "objection")
    await guarded.react("pat", "✋")
    await guarded.react("pat", "👍", part="poll")
    now = guarded.tables()["facts"]
    assert [row["kind"] for row in now if row not in facts] == ["VoteExplained"]
    assert len(guarded.hall.said(ROOM)) == said
    pat = (await guarded.members())["pat"]
    assert pat.id not in (await guarded.proposal()).roll


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("!quick Quiet hours", "people who live here"),
        ("!consent P1", "residents decide this"),
        ("!object P1 no", "residents decide this"),
    ],
)
async def test_a_professionals_commands_are_for_residents(
    guarded: Home, command: str, told: str
) -> None:
    """The answer says whom to ask, or what they can do instead of answering."""
    await guarded.say("alice", "!quick Quiet hours")
    facts = guarded.tables()["facts"]
    await guarded.say("pat", command)
    assert told in guarded.hall.said()[-1]
    assert guarded.tables()["facts"] == facts


async def test_a_professional_may_look(guarded: Home) -> None:
    """What is open and what is agreed is no secret to them."""
    await guarded.say("alice", "!quick Quiet hours")
    await guarded.say("pat", "!proposals")
    assert "Quiet hours" in guarded.hall.said()[-1]


# -- coming and going


async def test_who_left_cannot_answer(home: Home) -> None:
    """Neither by word nor by tap, and their number in the round goes with them."""
    await home.say("alice", "!quick Quiet hours")
    await home.leaves("bob")
    facts = home.tables()["facts"]
    await home.say("bob", "!consent P1")
    await home.vote("bob", "consent")
    await home.react("bob", "👍")
    assert home.tables()["facts"] == facts
    assert len((await home.proposal()).roll) == 3


async def test_who_comes_back_is_the_same_member(home: Home) -> None:
    """With their own past, and on the roll from the next version on."""
    before = (await home.members())["bob"]
    await home.say("alice", "!quick Quiet hours")
    await home.leaves("bob")
    assert not (await home.members())["bob"].is_here
    await home.joins("bob")
    assert (await home.members())["bob"] == before
    assert before.id not in (await home.proposal()).roll
    await home.say("alice", "!amend P1 Quiet from ten")
    assert before.id in (await home.proposal()).roll


async def test_leaving_twice_is_leaving_once(home: Home) -> None:
    """Whatever a server repeats."""
    await home.leaves("bob")
    before = home.tables()["members"]
    home.now += SECOND
    await home.leaves("bob")
    await home.leaves("mallory")
    assert home.tables()["members"] == before


async def test_who_left_while_the_bot_was_out_has_left(home: Home) -> None:
    """When it comes in again it looks who is there; a house is born once."""
    await home.say("alice", "!quick Quiet hours")
    await home.hear(PutOut(home.event(), ROOM, home.now))
    home.now += SECOND
    await home.move_in("alice", "carol", "erin")
    here = {name for name, member in (await home.members()).items() if member.is_here}
    assert here == {"alice", "carol", "erin"}
    assert (await home.proposal()).roll == (MemberId(1), MemberId(3))
    assert len([words for words in home.hall.said() if "I am Kring" in words]) == 1


async def test_while_the_bot_is_out_nothing_is_said_and_nothing_falls_due(home: Home) -> None:
    """It waits, and goes on when it is back."""
    await home.say("alice", "!quick Quiet hours")
    await home.hear(PutOut(home.event(), ROOM, home.now))
    said = len(home.hall.sent)
    await home.go(3 * DAY)
    assert len(home.hall.sent) == said
    assert (await home.proposal()).state is State.CONSENT
    await home.move_in("alice", "bob", "carol", "dan")
    await home.tick()
    assert len(home.hall.sent) > said


async def test_the_last_who_is_unheard_leaves_and_the_rest_have_agreed(home: Home) -> None:
    """Everyone who is asked and lives here was heard."""
    await home.say("alice", "!quick Quiet hours")
    await home.say("bob", "!consent P1")
    await home.say("carol", "!consent P1")
    await home.leaves("dan")
    assert (await home.proposal()).state is State.ADOPTED
    assert "3 of 3" in home.hall.said()[-1]


async def test_the_rooms_name_is_the_houses_name(home: Home) -> None:
    """From when it gets one, and each time it gets another."""
    await home.hear(Named(home.event(), ROOM, home.now, "De Linde"))
    assert (await home.house()).name == "De Linde"


async def test_somebody_goes_by_another_name(home: Home) -> None:
    """From then on everything the bot says has the new one, also of what was before."""
    await home.say("bob", "!quick Quiet hours")
    await home.joins("bob", "Robert")
    await home.say("alice", "!show P1")
    assert "Robert" in home.hall.said()[-1]
    assert "Bob" not in home.hall.said()[-1]


async def test_a_name_cannot_turn_the_room_around(home: Home) -> None:
    """Letters that change the direction of a line, or hide, are left out; markup is plain."""
    await home.hear(
        Joined(home.event(), ROOM, account("erin"), home.now, "Er\u202ein\u200b **@room** <b>x</b>")
    )
    await home.say("erin", "!quick Quiet hours")
    card = home.hall.said()[-1]
    assert "From Erin **@\u2060room** <b>x</b>." in card


async def test_a_vote_on_the_poll_of_another_house_is_nobodys(home: Home) -> None:
    """Nothing happens in either house, not even what time would do by itself."""
    await home.move_in("alice", "erin", room=ELM)
    await home.say("alice", "!quick Quiet hours")
    await home.say("alice", "!quick A cat", room=ELM)
    poll = await home.posted("P1", "poll", ELM)
    home.now += DAY + SECOND
    before = home.tables()
    await home.hear(Vote(home.event(), ROOM, account("bob"), home.now, poll, ("consent",)))
    assert home.tables() == before
