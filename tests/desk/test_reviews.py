"""Reviews at the desk: their own poll, what comes of them in one transaction, and the export."""

from __future__ import annotations

from datetime import timedelta

from bot.export import export_house
from bot.room import Poll, PollEnd, PollEnded, Vote
from governance.facts import AgreementEnded, CameIntoForce
from tests.desk.hall import DAY, HOUR, ROOM, Home, account

HALF_A_YEAR = timedelta(days=183)


async def _agree(home: Home) -> None:
    await home.say("alice", "!quick Quiet hours from 22:00")
    for who in ("bob", "carol", "dan"):
        await home.vote(who, "consent")


async def _review(home: Home) -> str:
    """An agreement whose review date has come; its poll."""
    await _agree(home)
    await home.go(HALF_A_YEAR)
    return await home.posted("P1", "review")


async def _tap(home: Home, who: str, poll: str, *answers: str) -> None:
    await home.hear(Vote(home.event(), ROOM, account(who), home.now, poll, answers))


async def _ends(home: Home, poll: str) -> None:
    await home.hear(PollEnded(home.event(), ROOM, account("dan"), home.now, poll))


async def test_a_review_has_a_poll_of_its_own(home: Home) -> None:
    """Posted when it opens, ended when it closes."""
    poll = await _review(home)
    sent = next(one.outgoing for one in home.hall.polls() if one.reference == poll)
    assert isinstance(sent, Poll)
    assert [answer for answer, _ in sent.answers] == ["keep", "change", "end"]
    for who in ("alice", "bob", "carol", "dan"):
        await _tap(home, who, poll, "keep")
    ended = [one.target for one in home.hall.sent if isinstance(one.outgoing, PollEnd)]
    assert ended[-1] == poll
    agreement = (await home.proposal()).agreement
    assert agreement is not None
    assert agreement.state.value == "in_force"


async def test_a_tap_on_the_poll_of_the_round_says_nothing_in_a_review(home: Home) -> None:
    """The two kinds of poll are told apart."""
    await _review(home)
    await home.vote("bob", "end")
    await home.vote("bob", "consent")
    agreement = (await home.proposal()).agreement
    assert agreement is not None
    assert agreement.review is not None
    assert agreement.review.said == ()


async def test_an_answer_that_is_none_takes_the_tap_back(home: Home) -> None:
    """As in a round."""
    poll = await _review(home)
    await _tap(home, "bob", poll, "end")
    await _tap(home, "bob", poll, "consent")
    agreement = (await home.proposal()).agreement
    assert agreement is not None
    assert agreement.review is not None
    assert agreement.review.live == {}


async def test_a_reply_that_is_just_a_word_counts(home: Home) -> None:
    """In either language, under the poll of the review; anything more is talk."""
    await _review(home)
    await home.reply("bob", "Houden!", part="review")
    await home.reply("carol", "keep the noise down", part="review")
    agreement = (await home.proposal()).agreement
    assert agreement is not None
    assert agreement.review is not None
    assert len(agreement.review.said) == 1


async def test_a_review_poll_that_somebody_ends_comes_back_once(home: Home) -> None:
    """After that, words do."""
    poll = await _review(home)
    await _ends(home, poll)
    second = await home.posted("P1", "review")
    assert second != poll
    assert "new poll" in home.hall.said()[-1]
    await _tap(home, "bob", second, "keep")
    await _ends(home, second)
    assert await home.posted("P1", "review") == second
    assert "!review A1 keep" in home.hall.said()[-1]
    agreement = (await home.proposal()).agreement
    assert agreement is not None
    assert agreement.review is not None
    assert len(agreement.review.live) == 1


async def test_the_next_review_has_polls_of_its_own_again(home: Home) -> None:
    """However often the last one was ended."""
    poll = await _review(home)
    await _ends(home, poll)
    await _ends(home, await home.posted("P1", "review"))
    for who in ("alice", "bob", "carol", "dan"):
        await home.say(who, "!review A1 keep")
    before = await home.posted("P1", "review")
    await home.say("bob", "!object A1 I work nights now")
    assert await home.posted("P1", "review") != before


async def test_what_takes_its_place_ends_it_in_the_same_moment(home: Home) -> None:
    """There is never a time with both, or with none."""
    poll = await _review(home)
    await home.say("bob", "!review A1 change Quiet hours from 23:00")
    for who in ("alice", "carol", "dan"):
        await _tap(home, who, poll, "keep")
    await home.say("bob", "!round P2")
    for who in ("alice", "carol", "dan"):
        await home.vote(who, "consent", about="P2")
    old, new = await home.facts(1), await home.facts(2)
    begins = next(r.fact for r in new if isinstance(r.fact, CameIntoForce))
    ended = next(r.fact for r in old if isinstance(r.fact, AgreementEnded))
    assert begins.at == ended.at


async def test_while_the_bot_cannot_speak_a_review_waits(home: Home) -> None:
    """Nobody loses days in which to answer."""
    await _review(home)
    before = (await home.proposal()).agreement
    assert before is not None
    assert before.review is not None
    await home.desk.lost_voice(ROOM)
    home.now += 3 * DAY
    await home.desk.has_voice(ROOM)
    after = (await home.proposal()).agreement
    assert after is not None
    assert after.review is not None
    assert after.review.until - before.review.until == 3 * DAY


async def test_a_reason_by_voice_can_be_read_in_the_export(home: Home) -> None:
    """Not an empty text: that it was said, and how (rule 5)."""
    await home.say("alice", "!quick Quiet hours from 22:00")
    await home.say("bob", "!object P1")
    await home.say("bob", "", reply_to=await home.posted("P1", "question"), is_voice=True)
    await home.say("bob", "!resolved P1")
    for who in ("carol", "dan"):
        await home.vote(who, "consent")
    async with home.store.transaction() as tx:
        house = await tx.house_in(ROOM)
        assert house is not None
        exported = await export_house(tx, house, home.now)
    (objection,) = exported["proposals"][0]["objections"]
    assert objection["reason"] == "said by voice"
    assert exported["agreements"][0]["concerns"] == ["said by voice"]


async def test_the_emergency_number_comes_before_anything_else(home: Home) -> None:
    """Before the card; and privately too, where it was told privately."""
    await home.say("alice", "!urgent I turned off the gas")
    assert home.hall.said()[1].startswith("112")
    await home.open_private_room("bob")
    await home.say("bob", "urgent I turned off the water", room="!bob:kring.test")
    assert home.hall.said("!bob:kring.test")[0].startswith("112")


async def test_an_urgent_one_at_night_is_told_at_once(home: Home) -> None:
    """It follows somebody's act."""
    await home.go(14 * HOUR)
    before = len(home.hall.said())
    await home.say("alice", "!urgent I turned off the gas")
    assert len(home.hall.said()) == before + 2
