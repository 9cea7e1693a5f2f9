"""The wheel at the desk: its polls, its words, and what becomes of a role (design §5)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.role_polls import LINE, POLL
from bot.room import (
    Entered,
    Moved,
    Muted,
    Poll,
    PollEnd,
    PollEnded,
    React,
    Reaction,
    Redaction,
    Say,
    Vote,
)
from bot.turns import Access
from governance.role_facts import RoleName
from governance.setting_up_roles import Wanted
from tests.database import copy
from tests.desk.hall import DAY, ROOM, Home, account, private

NEW_ROOM = "!beech:kring.test"
RARELY = Wanted(every=52)
ROLES = ((RoleName("cook"), RARELY), (RoleName("keys"), RARELY), (RoleName("tea"), RARELY))
PEOPLE = ("alice", "bob", "carol")
TO_THE_FIRST_ROLES = timedelta(days=371)


ACCESS = Access(professionals=("@pat:*",))


@pytest.fixture(scope="module")
def a_year_later(database: str, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A house that lived for a year, once for all tests: each has a copy of it."""

    async def once() -> Home:
        file = tmp_path_factory.mktemp("wheel") / "kring.db"
        async with Home(file, roles=ROLES, access=ACCESS).opened() as home:
            await home.move_in(*PEOPLE, "pat")
            await agree(home, "Soup on Friday")
            await home.go(TO_THE_FIRST_ROLES)
        return home

    return asyncio.run(once())


@pytest.fixture
async def home(a_year_later: Home, tmp_path: Path) -> AsyncIterator[Home]:
    """A house a year after its first agreement: cook and keys are looked at."""
    file = tmp_path / "kring.db"
    copy(a_year_later.file, file)
    home = Home(file, roles=ROLES, access=ACCESS)
    home.hall.sent, home.now = list(a_year_later.hall.sent), a_year_later.now
    home.numbered_from(100_000)
    async with home.opened():
        yield home


async def agree(home: Home, text: str) -> None:
    await home.say("alice", f"!quick {text}")
    for who in ("bob", "carol"):
        await home.say(who, "!consent")


async def poll_on(home: Home, number: int) -> str:
    """The last poll of the review of a role with this number."""
    house = await home.house()
    async with home.store.transaction() as tx:
        polls = await tx.posted_about(house.id, "W", POLL)
    reference = [poll.reference for poll in polls if poll.version == number][-1]
    assert reference
    return reference


async def line_on(home: Home, number: int) -> str:
    house = await home.house()
    async with home.store.transaction() as tx:
        lines = await tx.posted_about(house.id, "W", LINE)
    reference = [line.reference for line in lines if line.version == number][-1]
    assert reference
    return reference


async def tap(home: Home, who: str, *answers: str, number: int = 1, room: str = ROOM) -> str:
    poll = await poll_on(home, number)
    return await home.hear(Vote(home.event(), room, account(who), home.now, poll, answers))


def texts(home: Home, room: str = ROOM) -> str:
    return "\n".join(home.hall.said(room))


def questions(home: Home, room: str = ROOM) -> list[str]:
    return [poll.question.split("\n", maxsplit=1)[0] for poll in home.hall.of(Poll, room)]


async def test_each_role_has_a_line_and_a_poll_and_two_are_asked_about_at_a_time(
    home: Home,
) -> None:
    """The third when one of them is done, on the next day."""
    asked = [question for question in questions(home) if question.startswith("The role")]
    assert asked == ["The role cook", "The role keys"]
    for who in PEOPLE:
        await tap(home, who, "keep")
    assert "The role cook stays as it is." in texts(home)
    assert len(home.hall.of(PollEnd)) == len(home.hall.of(Poll)) - 1
    await home.go(DAY)
    assert questions(home)[-1] == "The role tea"


async def test_what_the_wheel_asks_does_not_go_before_an_answer(home: Home) -> None:
    """The clock brings it, the polls too: who waits for a word of the bot goes first."""
    asked = [row for row in home.tables()["outbox"] if row["about"] == "W"]
    assert {row["kind"] for row in asked} == {"Say", "Poll"}
    assert all(row["by_clock"] for row in asked)


async def test_one_word_in_a_reply_is_an_answer_too(home: Home) -> None:
    """For who cannot see polls; the bot marks that it heard."""
    for who, word in zip(PEOPLE, ("Keep.", "houden", "keep"), strict=True):
        await home.say(who, word, reply_to=await line_on(home, 1))
    assert [mark.key for mark in home.hall.of(React)][-3:] == ["👍", "👍", "👍"]
    assert "The role cook stays as it is." in texts(home)


async def test_a_reply_of_more_than_a_word_is_talk(home: Home) -> None:
    """Nothing is recorded of it, and nothing is answered; a question of the wheel is talk too."""
    before = len(home.hall.sent)
    await home.say("alice", "keep the cook, I like the soup", reply_to=await line_on(home, 1))
    await home.say("bob", "I agree with her", reply_to=await poll_on(home, 1))
    assert len(home.hall.sent) == before


async def test_who_works_here_taps_and_it_does_not_count(home: Home) -> None:
    """They are told who decides: of a tap once, privately; of a reply where it stands."""
    await tap(home, "pat", "end")
    await tap(home, "pat", "keep")
    told = [row for row in home.tables()["facts"] if row["kind"] == "VoteExplained"]
    assert len(told) == 1
    await home.say("pat", "end", reply_to=await line_on(home, 1))
    assert "The residents decide this" in texts(home)
    for who in PEOPLE:
        await tap(home, who, "keep")
    assert "The role cook stays as it is." in texts(home)


async def test_who_wants_to_end_a_role_is_the_proposer_of_that(home: Home) -> None:
    """Whoever said it first; the house decides it as it decides anything."""
    await tap(home, "alice", "keep")
    await tap(home, "carol", "end")
    await tap(home, "bob", "end")
    proposal = await home.proposal(2)
    assert proposal.is_structural
    assert proposal.author == (await home.members())["carol"].id
    assert proposal.version.text == "end role cook"
    for who in PEOPLE:
        await home.say(who, "!round P2" if who == "carol" else "!unvote P2")
    for who in ("alice", "bob"):
        await home.say(who, "!consent P2")
    await home.go(timedelta(days=40))
    assert "This has ended (1):\ncook" in texts(home)


async def test_where_a_proposal_about_the_role_is_open_no_second_one_comes(home: Home) -> None:
    """It is talked about there."""
    await home.say("bob", "!change role cook every 4 weeks")
    for who in PEOPLE:
        await tap(home, who, "end")
    assert "A proposal about it is open already: P2." in texts(home)
    house = await home.house()
    async with home.store.transaction() as tx:
        assert list(await tx.proposal_facts(house.id)) == [1, 2]


async def test_who_wants_a_role_changed_is_asked_how_in_private_or_by_name(home: Home) -> None:
    """With the form of the command."""
    await home.open_private_room("bob")
    for number, who in ((1, "bob"), (2, "carol")):
        await tap(home, who, "change", number=number)
        for other in PEOPLE:
            if other != who:
                await tap(home, other, "keep", number=number)
    assert "`" not in texts(home, private("bob"))
    assert "!change role cook every 2 weeks" in texts(home, private("bob"))
    last = home.hall.of(Say)[-1]
    assert "!change role keys every 2 weeks" in last.plain
    assert last.mentions == (account("carol"),)


async def test_the_command_that_is_shown_changes_the_role(home: Home) -> None:
    """What is still being decided when all was looked at goes on as a proposal."""
    await tap(home, "bob", "change")
    for who in ("alice", "carol"):
        await tap(home, who, "keep")
    await home.go(timedelta(days=14))
    await home.say("bob", "!change role cook every 2 weeks")
    await home.go(DAY)
    assert "it goes on as a proposal (1):\nP2" in texts(home)


async def test_what_was_removed_was_not_said(home: Home) -> None:
    """An empty vote takes a tap back, and so does its redaction."""
    await tap(home, "alice", "end")
    await tap(home, "alice")
    removed = await tap(home, "bob", "end")
    await home.hear(Redaction(home.event(), ROOM, account("bob"), home.now, removed))
    await home.go(timedelta(days=15))
    assert "Nobody answered on the role cook" in texts(home)


async def test_a_poll_that_somebody_else_ended_is_posted_again_once(home: Home) -> None:
    """Then words do; what was tapped counts."""
    await tap(home, "alice", "end")
    for _ in range(3):
        ended = await poll_on(home, 1)
        await home.hear(PollEnded(home.event(), ROOM, account("pat"), home.now, ended))
    assert questions(home).count("The role cook") == 2
    assert "Here is a new poll." in texts(home)
    assert "Reply to the message about this role" in texts(home)
    for who in ("bob", "carol"):
        await home.say(who, "keep", reply_to=await line_on(home, 1))
    assert (await home.proposal(2)).version.text == "end role cook"


async def test_what_is_looked_at_is_asked_again_where_the_house_moves(home: Home) -> None:
    """The polls stayed in the old room."""
    await home.hear(Moved(home.event(), ROOM, account("alice"), home.now, NEW_ROOM))
    people = tuple((account(who), who.title()) for who in (*PEOPLE, "pat"))
    followed = Entered(
        home.event(), NEW_ROOM, home.now, "De Eik", people, True, False, follows=ROOM
    )
    await home.hear(followed)
    assert questions(home, NEW_ROOM) == ["The role cook", "The role keys"]
    house = await home.house(NEW_ROOM)
    async with home.store.transaction() as tx:
        polls = await tx.posted_about(house.id, "W", POLL)
    for who in PEOPLE:
        vote = Vote(
            home.event(), NEW_ROOM, account(who), home.now, polls[0].reference or "", ("keep",)
        )
        await home.hear(vote)
    assert "The role cook stays as it is." in texts(home, NEW_ROOM)


async def test_while_the_bot_may_not_speak_it_asks_nothing_and_then_goes_on(tmp_path: Path) -> None:
    """Not in a heap, and nothing twice."""
    async with Home(tmp_path / "kring.db", roles=ROLES).opened() as home:
        await home.move_in(*PEOPLE)
        await agree(home, "Soup on Friday")
        await home.go(timedelta(days=366))
        assert texts(home).count("Question ") == 1
        home.hall.refusing[ROOM] = Muted("no voice")
        await home.desk.lost_voice(ROOM)
        await home.go(10 * DAY)
        home.hall.refusing.clear()
        await home.desk.has_voice(ROOM)
        await home.outbox.drain()
        assert texts(home).count("Question ") == 2
        await home.go(DAY)
        assert texts(home).count("Question ") == 3
        await home.go(5 * DAY)
        assert texts(home).count("Question ") == 5
        await home.restart()
        await home.go(timedelta(days=60))
        assert texts(home).count("Question ") == 5
        assert texts(home).count("The wheel has come round.") == 1


async def test_a_house_without_polls_answers_in_words(tmp_path: Path) -> None:
    """The line says which."""
    async with Home(tmp_path / "kring.db", roles=ROLES).opened() as home:
        home.hall.capabilities = type(home.hall.capabilities)(polls=False, reactions=False)
        home.ways = type(home.ways)(
            home.ways.now, home.ways.defaults, home.ways.access, home.hall.capabilities
        )
        await home.restart()
        await home.move_in(*PEOPLE)
        await agree(home, "Soup on Friday")
        await home.go(TO_THE_FIRST_ROLES)
        for who in PEOPLE:
            await home.say(who, "end", reply_to=await line_on(home, 1))
        assert "✋ Noted: end the role cook." in texts(home)
        assert (await home.proposal(2)).version.text == "end role cook"


async def test_what_somebody_without_an_account_thinks_of_a_role_is_said_in_the_open(
    home: Home,
) -> None:
    """By a resident, in a reply; one hand makes it unsaid, and talk about it is talk."""
    await home.say("alice", "!member add Jan")
    await home.say("bob", "!for Jan end", reply_to=await line_on(home, 1))
    assert "Bob says for Jan: end the role cook. Not so? ✋" in texts(home)
    house = await home.house()
    async with home.store.transaction() as tx:
        (jan,) = [member for member in await tx.members(house.id) if member.name == "Jan"]
        spoken = await tx.said_about(house.id, jan.id)
    assert spoken is not None
    assert spoken.reference is not None
    before = len(home.hall.sent)
    for said in ("Did she say so?", "because I like soup"):
        await home.say("carol", said, reply_to=spoken.reference)
    assert len(home.hall.sent) == before
    hand = Reaction(home.event(), ROOM, account("carol"), home.now, spoken.reference, "✋")
    await home.hear(hand)
    assert "What was said for Jan on the role cook no longer counts." in texts(home)
    for who in PEOPLE:
        await tap(home, who, "keep")
    assert "The role cook stays as it is." in texts(home)


async def test_who_has_an_account_speaks_for_themselves(home: Home) -> None:
    """And who works here speaks for nobody."""
    await home.say("bob", "!for Carol end", reply_to=await line_on(home, 1))
    assert "Carol has an account here" in texts(home)
    await home.say("alice", "!member add Jan")
    await home.say("pat", "!for Jan end", reply_to=await line_on(home, 1))
    assert "for the people who live here" in texts(home)
    assert "says for Jan" not in texts(home)
