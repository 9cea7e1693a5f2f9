"""A room the bot is put out of, or may not speak in: time stands still until it is back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.room import Decline, Entered, Join, Muted, PutOut
from bot.turns import Access
from governance.facts import Waited
from governance.proposals import AgreementState, State
from tests.desk.hall import DAY, HOUR, MONDAY_NOON, ROOM, SECOND, Home, account, private

FOUR = ("alice", "bob", "carol", "dan")
MINUTE = timedelta(minutes=1)
BACK = "I can speak here again"


async def put_out(home: Home, at: datetime | None = None) -> None:
    await home.hear(PutOut(home.event(), ROOM, at or home.now))


async def mute(home: Home) -> None:
    home.hall.refusing[ROOM] = Muted("no power to speak")
    await home.desk.lost_voice(ROOM)


async def unmute(home: Home) -> None:
    del home.hall.refusing[ROOM]
    await home.desk.has_voice(ROOM)
    await home.outbox.drain()


async def closes_at(home: Home) -> datetime:
    round_ = (await home.proposal()).round
    assert round_ is not None
    return round_.closes_at


def told(home: Home, words: str = BACK, room: str = ROOM) -> list[str]:
    return [said for said in home.hall.said(room) if words in said]


# -- put out


async def test_after_a_day_outside_a_round_has_a_day_more(home: Home) -> None:
    """The card shows the new time, and one line tells."""
    await home.say("alice", "!quick Quiet hours")
    until = await closes_at(home)
    home.now += HOUR
    await put_out(home)
    await home.go(DAY)
    await home.move_in(*FOUR)
    assert await closes_at(home) == until + DAY
    assert "Wednesday 25 November at 12:00" in home.hall.edits()[-1].outgoing.plain  # type: ignore[union-attr]
    [line] = told(home)
    assert "Since yesterday" in line or "Since Monday 23 November at 13:00" in line
    assert "did not reach me" in line
    assert "P1" in line


async def test_the_round_then_goes_on(home: Home) -> None:
    """Answers count, and there is one outcome."""
    await home.say("alice", "!quick Quiet hours")
    await put_out(home)
    await home.go(3 * DAY)
    await home.move_in(*FOUR)
    for who in ("bob", "carol", "dan"):
        await home.vote(who, "consent")
    await home.go(3 * DAY)
    assert (await home.proposal()).state is State.ADOPTED
    assert len(told(home, "P1 is agreed")) == 1
    assert len(told(home)) == 1


async def test_talking_and_a_grace_wait_too(home: Home) -> None:
    """Everything with a time does."""
    await home.say("alice", "!propose Soup on Friday")
    talk_until = (await home.proposal()).talk_until
    await home.say("alice", "!quick Quiet hours")
    for who in ("bob", "carol"):
        await home.say(who, "!consent P2")
    await home.go(DAY - HOUR)
    await put_out(home)
    await home.go(DAY)
    await home.move_in(*FOUR)
    assert (await home.proposal(1)).talk_until == talk_until + DAY
    assert (await home.proposal(2)).state is State.CONSENT
    await home.go(HOUR)
    settling = (await home.proposal(2)).agreement
    assert settling is not None
    assert settling.state is AgreementState.SETTLING
    grace = settling.grace_until
    await put_out(home)
    await home.go(DAY)
    await home.move_in(*FOUR)
    after = (await home.proposal(2)).agreement
    assert after is not None
    assert after.grace_until == grace + DAY


async def test_who_is_asked_for_a_reason_keeps_their_time(home: Home) -> None:
    """The question was put; the days outside do not count."""
    await home.say("alice", "!quick Quiet hours")
    await home.vote("bob", "objection")
    await put_out(home)
    await home.go(3 * DAY)
    await home.move_in(*FOUR)
    await home.go(2 * DAY - SECOND)
    [objection] = (await home.proposal()).objections
    assert objection.state.value == "pending"
    await home.go(2 * SECOND)
    [objection] = (await home.proposal()).objections
    assert objection.state.value == "concern"


@pytest.mark.parametrize(("minutes", "lines"), [(9, 0), (10, 1), (60, 1)])
async def test_a_short_while_outside_needs_no_word(home: Home, minutes: int, lines: int) -> None:
    """From ten minutes on the room is told; the time is given back all the same."""
    await home.say("alice", "!quick Quiet hours")
    until = await closes_at(home)
    await put_out(home)
    home.now += minutes * MINUTE
    await home.move_in(*FOUR)
    assert len(told(home)) == lines
    assert await closes_at(home) == until + minutes * MINUTE


async def test_where_nothing_is_open_the_line_says_so(home: Home) -> None:
    """Nobody is left wondering."""
    await put_out(home)
    home.now += DAY
    await home.move_in(*FOUR)
    assert "Nothing is open now." in told(home)[0]


async def test_who_left_meanwhile_is_not_counted_any_more(home: Home) -> None:
    """And the line counts as the card does."""
    await home.say("alice", "!quick Quiet hours")
    await home.say("bob", "!consent")
    await put_out(home)
    home.now += DAY
    await home.move_in("alice", "bob", "carol", "erin")
    assert len((await home.proposal()).roll) == 3
    assert "2 of 3" in told(home)[0]
    assert {n for n, m in (await home.members()).items() if m.is_here} == {
        *("alice", "bob", "carol", "erin")
    }


async def test_when_the_last_unheard_left_meanwhile_it_is_agreed(home: Home) -> None:
    """Everyone who is asked and lives here was heard; nothing waits any more."""
    await home.say("alice", "!quick Quiet hours")
    await home.say("bob", "!consent")
    await home.say("carol", "!consent")
    await put_out(home)
    home.now += DAY
    await home.move_in("alice", "bob", "carol")
    agreement = (await home.proposal()).agreement
    assert agreement is not None
    assert agreement.state is AgreementState.IN_FORCE
    assert agreement.in_force_at == home.now
    assert len(told(home, "P1 is agreed")) == 1


async def test_a_round_that_was_over_before_closes_when_the_bot_is_back(home: Home) -> None:
    """It had its whole time; only the outcome was not told yet."""
    await home.say("alice", "!quick Quiet hours")
    for who in ("bob", "carol"):
        await home.say(who, "!consent")
    home.now += DAY + SECOND
    await put_out(home)
    home.now += DAY
    await home.move_in(*FOUR)
    assert (await home.proposal()).is_settling
    assert len(told(home, "P1 is agreed")) == 1


async def test_a_bot_that_hears_late_of_it_was_out_all_the_same(home: Home) -> None:
    """It was down itself: time stood still from when it was put out."""
    await home.say("alice", "!quick Quiet hours")
    until = await closes_at(home)
    out_at = home.now + HOUR
    home.now += 2 * DAY
    await put_out(home, at=out_at)
    await home.tick()
    home.now += DAY
    await home.move_in(*FOUR)
    assert await closes_at(home) == until + (home.now - out_at)


async def test_put_out_and_asked_in_again_while_the_bot_was_down(tmp_path: Path) -> None:
    """The invitation is all it sees; who is in a room is not asked into it."""
    access = Access(invite_from=(account("alice"),))
    async with Home(tmp_path / "kring.db", access=access).opened() as home:
        await home.move_in(*FOUR)
        await home.say("alice", "!quick Quiet hours")
        until = await closes_at(home)
        home.now += HOUR
        await home.invited("alice", ROOM, is_private=False)
        home.now += DAY
        await home.tick()
        await home.move_in(*FOUR)
        assert await closes_at(home) == until + DAY


async def test_told_of_the_invitation_before_it_is_told_of_having_been_put_out(
    tmp_path: Path,
) -> None:
    """A sync may bring both in any order: the silence began with the earlier."""
    access = Access(invite_from=(account("alice"),))
    async with Home(tmp_path / "kring.db", access=access).opened() as home:
        await home.move_in(*FOUR)
        await home.say("alice", "!quick Quiet hours")
        until = await closes_at(home)
        out_at = home.now + HOUR
        home.now += DAY - HOUR
        await home.invited("alice", ROOM, is_private=False)
        await put_out(home, at=out_at)
        home.now += HOUR
        await home.move_in(*FOUR)
        assert await closes_at(home) == until + (home.now - out_at)


async def test_asked_in_again_as_if_privately_the_house_is_the_house(tmp_path: Path) -> None:
    """However the invitation is marked."""
    async with Home(tmp_path / "kring.db", access=Access(("*",))).opened() as home:
        await home.move_in(*FOUR)
        await put_out(home)
        await home.invited("alice", ROOM, is_private=True)
        await home.hear(
            Entered(
                *(home.event(), ROOM, home.now, "De Eik"),
                people=tuple((account(who), who.title()) for who in FOUR),
                is_encrypted=True,
                is_private=True,
            )
        )
        await home.say("alice", "!proposals")
        assert "Nothing is open" in home.hall.said()[-1]
        assert home.tables()["private_rooms"] == []


async def test_in_two_silences_each_is_given_back(home: Home) -> None:
    """Out, in, and out once more."""
    await home.say("alice", "!quick Quiet hours")
    until = await closes_at(home)
    for _ in range(2):
        home.now += HOUR
        await put_out(home)
        await home.go(DAY)
        await home.move_in(*FOUR)
    assert await closes_at(home) == until + 2 * DAY
    assert len(told(home)) == 2


async def test_a_restart_outside_changes_nothing(home: Home) -> None:
    """It is written down that the bot is out."""
    await home.say("alice", "!quick Quiet hours")
    until = await closes_at(home)
    await put_out(home)
    await home.restart()
    await home.go(DAY)
    await home.restart()
    await home.move_in(*FOUR)
    assert await closes_at(home) == until + DAY


async def test_coming_in_twice_gives_time_back_once(home: Home) -> None:
    """A sync may be read again."""
    await home.say("alice", "!quick Quiet hours")
    await put_out(home)
    home.now += DAY
    await home.move_in(*FOUR)
    until = await closes_at(home)
    home.now += HOUR
    await home.move_in(*FOUR)
    assert await closes_at(home) == until
    assert sum(isinstance(one.fact, Waited) for one in await home.facts()) == 1


async def test_who_is_asked_in_again_and_not_there_yet_is_still_a_member(home: Home) -> None:
    """They were all put out, and come back one by one."""
    await put_out(home)
    home.now += DAY
    there = ((account("alice"), "Alice"),)
    asked = (account("bob"), account("carol"))
    await home.hear(
        Entered(home.event(), ROOM, home.now, "De Eik", there, True, False, expected=asked)
    )
    here = {name for name, member in (await home.members()).items() if member.is_here}
    assert here == {"alice", "bob", "carol"}


# -- in another house, or in none


async def test_a_house_that_is_put_out_does_not_hold_up_another(home: Home) -> None:
    """Its people are asked there as ever."""
    elm = "!elm:kring.test"
    await home.move_in("erin", "finn", "gita", room=elm)
    await home.say("erin", "!quick A cat", room=elm)
    await put_out(home)
    said = len(home.hall.said(elm))
    await home.go(2 * DAY)
    assert len(home.hall.sent) > said


async def test_privately_a_house_the_bot_is_out_of_makes_no_second_one(home: Home) -> None:
    """Who moved to another house, and has one old one, need not say which is meant."""
    await put_out(home)
    await home.move_in("alice", "erin", room="!elm:kring.test")
    await home.open_private_room("alice")
    await home.say("alice", "quick A cat", room=private("alice"))
    assert any("A cat" in said for said in home.hall.said("!elm:kring.test"))


# -- muted


async def test_muted_for_a_day_a_round_has_a_day_more(home: Home) -> None:
    """As when it is put out; what waited is said, and one line tells."""
    await home.say("alice", "!quick Quiet hours")
    until = await closes_at(home)
    home.now += HOUR
    await mute(home)
    await home.go(DAY)
    assert (await home.proposal()).state is State.CONSENT
    await unmute(home)
    assert await closes_at(home) == until + DAY
    [line] = told(home)
    assert "meanwhile counts" in line


async def test_what_is_said_while_it_is_muted_counts(home: Home) -> None:
    """It hears everything; only the close waits."""
    await home.say("alice", "!quick Quiet hours")
    await mute(home)
    await home.go(DAY + HOUR)
    await home.vote("bob", "consent")
    await home.react("carol", "👍")
    assert await home.heard() == ["alice", "bob", "carol"]
    assert (await home.proposal()).state is State.CONSENT
    await unmute(home)
    assert "3 of 4" in told(home)[0]
    await home.go(DAY)
    assert (await home.proposal()).is_settling


async def test_all_heard_while_it_is_muted_is_an_agreement(home: Home) -> None:
    """That follows from what people did; it is told when the bot may speak."""
    await home.say("alice", "!quick Quiet hours")
    await mute(home)
    home.now += 2 * DAY
    for who in ("bob", "carol", "dan"):
        await home.vote(who, "consent")
    assert told(home, "P1 is agreed") == []
    await unmute(home)
    assert len(told(home, "P1 is agreed")) == 1
    agreement = (await home.proposal()).agreement
    assert agreement is not None
    assert agreement.state is AgreementState.IN_FORCE


async def test_a_proposal_made_while_it_is_muted_has_its_whole_time(home: Home) -> None:
    """Its card comes when the bot may speak."""
    await mute(home)
    home.now += HOUR
    await home.say("alice", "!quick Quiet hours")
    await home.go(3 * DAY)
    assert (await home.proposal()).state is State.CONSENT
    await unmute(home)
    assert await closes_at(home) == home.now + DAY
    assert await home.posted("P1", "card")
    await home.vote("bob", "consent")
    assert await home.heard() == ["alice", "bob"]


async def test_a_restart_while_it_is_muted_changes_nothing(home: Home) -> None:
    """The silence is written down; being told of it again does not begin it anew."""
    await home.say("alice", "!quick Quiet hours")
    until = await closes_at(home)
    await mute(home)
    await home.restart()
    home.now += DAY
    await home.desk.lost_voice(ROOM)
    await unmute(home)
    await home.desk.has_voice(ROOM)
    assert await closes_at(home) == until + DAY
    assert len(told(home)) == 1


async def test_muted_then_put_out_then_in_again(home: Home) -> None:
    """One silence, from its first moment; a bot that is out does not speak again by itself."""
    await home.say("alice", "!quick Quiet hours")
    until = await closes_at(home)
    await mute(home)
    home.now += DAY
    await put_out(home)
    await home.desk.has_voice(ROOM)
    home.now += DAY
    del home.hall.refusing[ROOM]
    await home.move_in(*FOUR)
    assert await closes_at(home) == until + 2 * DAY


async def test_a_room_without_a_house_is_not_kept_waiting(home: Home) -> None:
    """A private room has no times."""
    before = home.tables()
    await home.desk.lost_voice(private("bob"))
    await home.desk.has_voice(private("bob"))
    assert home.tables() == before


async def test_muted_from_the_start_the_welcome_waits(tmp_path: Path) -> None:
    """And comes first when the bot may speak."""
    async with Home(tmp_path / "kring.db").opened() as home:
        home.hall.refusing[ROOM] = Muted("no power to speak")
        await home.move_in(*FOUR)
        await home.desk.lost_voice(ROOM)
        home.now += HOUR
        await unmute(home)
        assert "I am Kring" in home.hall.said()[0]
        assert BACK in home.hall.said()[1]


# -- the night


async def test_told_in_the_night_when_somebody_lets_it_in(home: Home) -> None:
    """It follows on their act."""
    await put_out(home)
    home.now = MONDAY_NOON + timedelta(hours=15)
    await home.move_in(*FOUR)
    assert len(told(home)) == 1


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Home]:
    """Only Alice may ask the bot in."""
    access = Access(invite_from=(account("alice"),))
    async with Home(tmp_path / "kring.db", access=access).opened() as home:
        await home.move_in(*FOUR)
        yield home


async def test_only_who_may_asks_it_in_again(guarded: Home) -> None:
    """As at first; the house goes on waiting."""
    await put_out(guarded)
    with capture_logs():
        await guarded.invited("mallory", ROOM, is_private=False)
    await guarded.invited("alice", ROOM, is_private=False)
    assert [type(one.outgoing) for one in guarded.hall.sent[-2:]] == [Decline, Join]
    assert (await guarded.house()).is_gone
    guarded.now += DAY
    await guarded.move_in(*FOUR)
    assert len(told(guarded)) == 1


async def test_what_was_on_its_way_arrives_when_the_bot_is_back(home: Home) -> None:
    """It was put out between the proposal and its card."""
    home.hall.refusing[ROOM] = Muted("the bot is not in this room")
    await home.say("alice", "!quick Quiet hours")
    await put_out(home)
    del home.hall.refusing[ROOM]
    home.now += HOUR
    await home.move_in(*FOUR)
    assert await home.posted("P1", "card")
    assert await home.posted("P1", "poll")
