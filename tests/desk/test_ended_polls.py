"""Somebody else ends one of the bot's polls: a new one comes once, then words and signs do."""

from __future__ import annotations

from bot.room import Poll, PollEnd, PollEnded, Vote
from governance.proposals import State
from tests.desk.hall import DAY, HOUR, ROOM, SECOND, Home, account

MENDED = "was ended early"
LEFT = "was ended again"


async def ended(home: Home, poll: str | None = None, room: str = ROOM) -> None:
    poll = poll or await home.posted("P1", "poll")
    await home.hear(PollEnded(home.event(), room, account("bob"), home.now, poll))


async def vote(home: Home, who: str, poll: str, stance: str = "consent") -> None:
    await home.hear(Vote(home.event(), ROOM, account(who), home.now, poll, (stance,)))


def told(home: Home, words: str) -> list[str]:
    return [said for said in home.hall.said() if words in said]


async def test_a_new_poll_comes_and_one_line(home: Home) -> None:
    """It says until when, and that what was said counts."""
    await home.say("alice", "!quick Quiet hours")
    await home.vote("bob", "concern")
    await ended(home)
    assert len(home.hall.polls()) == 2
    [line] = told(home, MENDED)
    assert "tomorrow at 12:00" in line
    assert await home.heard() == ["alice", "bob"]


async def test_taps_on_the_ended_poll_are_strays_and_on_the_new_one_count(home: Home) -> None:
    """As on any poll that is over."""
    await home.say("alice", "!quick Quiet hours")
    first = await home.posted("P1", "poll")
    await ended(home)
    before = home.tables()["facts"]
    await vote(home, "bob", first)
    assert home.tables()["facts"] == before
    await vote(home, "bob", await home.posted("P1", "poll"))
    assert await home.heard() == ["alice", "bob"]


async def test_who_tapped_the_first_one_may_tap_the_second(home: Home) -> None:
    """The last one counts; an empty tap takes both back."""
    await home.say("alice", "!quick Quiet hours")
    await home.vote("bob", "consent")
    await ended(home)
    await home.vote("bob", "objection")
    assert [o.state.value for o in (await home.proposal()).objections] == ["pending"]
    await home.vote("bob")
    assert await home.heard() == ["alice"]


async def test_ended_again_it_stays_so_and_words_and_signs_do(home: Home) -> None:
    """Nobody can make the bot post for ever."""
    await home.say("alice", "!quick Quiet hours")
    await ended(home)
    await ended(home)
    assert len(home.hall.polls()) == 2
    [line] = told(home, LEFT)
    assert "!consent P1" in line
    assert len(told(home, MENDED)) == 1
    await home.say("bob", "!consent P1")
    await home.react("carol", "👍")
    await home.react("dan", "👍", part="poll")
    assert (await home.proposal()).state is State.ADOPTED
    assert len(home.hall.polls()) == 2
    assert home.hall.of(PollEnd) == []


async def test_a_restart_forgets_none_of_it(home: Home) -> None:
    """Neither that there was a new one, nor that there comes no third."""
    await home.say("alice", "!quick Quiet hours")
    await ended(home)
    await home.restart()
    await ended(home)
    await home.restart()
    await home.say("bob", "!consent P1")
    assert len(home.hall.polls()) == 2
    assert len(told(home, LEFT)) == 1


async def test_the_same_end_heard_again_is_none(home: Home) -> None:
    """And neither is another end of the same poll."""
    await home.say("alice", "!quick Quiet hours")
    first = await home.posted("P1", "poll")
    again = PollEnded(home.event(), ROOM, account("bob"), home.now, first)
    await home.hear(again)
    await home.hear(again)
    await ended(home, first)
    assert len(home.hall.polls()) == 2
    assert told(home, LEFT) == []


async def test_a_new_version_has_a_poll_of_its_own(home: Home) -> None:
    """Whatever became of those before; the end of an older one is nothing."""
    await home.say("alice", "!quick Quiet hours")
    first = await home.posted("P1", "poll")
    await ended(home)
    await ended(home)
    await home.say("alice", "!amend P1 Quiet from ten")
    assert len(home.hall.polls()) == 3
    await ended(home, first)
    assert len(home.hall.polls()) == 3
    await ended(home)
    assert len(home.hall.polls()) == 4


async def test_every_round_of_the_same_text_has_its_poll(home: Home) -> None:
    """Objected and taken back twice over, everyone is asked by a poll each time."""
    await home.say("alice", "!quick Quiet hours")
    for times in range(1, 3):
        assert len(home.hall.polls()) == times
        await home.say("bob", "!object P1 noise")
        await home.go(DAY)
        assert (await home.proposal()).state is State.INTEGRATING
        await home.say("bob", "!unvote P1")
        assert (await home.proposal()).state is State.CONSENT
    assert len(home.hall.polls()) == 3


async def test_the_end_of_a_closed_rounds_poll_is_nothing(home: Home) -> None:
    """Adopted, withdrawn or lapsed: it is over anyway."""
    await home.say("alice", "!quick Quiet hours")
    first = await home.posted("P1", "poll")
    for who in ("bob", "carol", "dan"):
        await home.vote(who, "consent")
    said = len(home.hall.sent)
    await ended(home, first)
    assert len(home.hall.sent) == said


async def test_an_end_after_the_time_was_up_lets_the_round_close(home: Home) -> None:
    """Nothing is mended then, but what was due is done."""
    await home.say("alice", "!quick Quiet hours")
    for who in ("bob", "carol", "dan"):
        await home.say(who, "!concern P1")
    await home.say("alice", "!propose Soup")
    await home.say("alice", "!quick Tea")
    poll = await home.posted("P3", "poll")
    await home.say("bob", "!object P3 no")
    home.now += DAY + SECOND
    await ended(home, poll)
    assert (await home.proposal(3)).state is State.INTEGRATING
    assert told(home, MENDED) == []


async def test_in_the_grace_the_unheard_get_a_new_poll(home: Home) -> None:
    """They can still answer, until the grace ends."""
    await home.say("alice", "!quick Quiet hours")
    for who in ("bob", "carol"):
        await home.vote(who, "consent")
    await home.go(DAY + HOUR)
    assert (await home.proposal()).is_settling
    await ended(home)
    assert len(home.hall.polls()) == 2
    assert "until tomorrow at 12:00" in told(home, MENDED)[0]
    await home.vote("dan", "consent")
    agreement = (await home.proposal()).agreement
    assert agreement is not None
    assert agreement.state.value == "in_force"


async def test_what_is_no_poll_of_this_house_cannot_be_ended(home: Home) -> None:
    """A card, a stranger's poll, another house's."""
    elm = "!elm:kring.test"
    await home.move_in("erin", "finn", room=elm)
    await home.say("alice", "!quick Quiet hours")
    before = home.tables()
    await ended(home, "$somebody-elses")
    await ended(home, await home.posted("P1", "card"))
    await ended(home, await home.posted("P1", "poll"), room=elm)
    await ended(home, await home.posted("P1", "poll"), room="!nowhere:kring.test")
    assert home.tables() == before
    assert len(home.hall.of(Poll)) == 1
