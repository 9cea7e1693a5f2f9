"""Which moment counts: when it was sent, when it was heard, and when something is said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from governance.facts import Stance
from governance.members import MemberId
from governance.proposals import AgreementState, State
from tests.desk.hall import DAY, HOUR, MONDAY_NOON, SECOND, Home, account

CLOSES = MONDAY_NOON + DAY
MINUTE = timedelta(minutes=1)
INSTANT = timedelta.resolution
EIGHT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
"""Tuesday, eight in the morning in Amsterdam: the quiet hours end."""


@pytest.fixture
async def round_of(home: Home) -> Home:
    """A quick round that closes on Tuesday at noon; three of the four must be heard."""
    await home.say("alice", "!quick Quiet hours")
    return home


@pytest.mark.parametrize("before", [HOUR, SECOND, INSTANT, timedelta(0)])
async def test_what_was_sent_in_time_counts_however_late_it_is_heard(
    round_of: Home, before: timedelta
) -> None:
    """Up to and including the very moment the round closes."""
    round_of.now = CLOSES + MINUTE
    await round_of.say("bob", "!consent P1", at=CLOSES - before)
    await round_of.vote("carol", "concern", at=CLOSES - before)
    await round_of.tick()
    assert await round_of.heard() == ["alice", "bob", "carol"]
    assert "Heard: 3 of 4" in round_of.hall.said()[-1]
    proposal = await round_of.proposal()
    assert proposal.live[MemberId(2)].taken.at == CLOSES - before


@pytest.mark.parametrize("after", [INSTANT, SECOND, 30 * SECOND])
async def test_what_was_sent_after_the_close_does_not_count_in_it(
    round_of: Home, after: timedelta
) -> None:
    """Also when nobody had noticed yet that the round was over."""
    await round_of.say("bob", "!consent P1")
    await round_of.say("carol", "!concern P1 the noise")
    round_of.now = CLOSES + MINUTE
    await round_of.say("dan", "!consent P1", at=CLOSES + after)
    assert "Heard: 3 of 4" in round_of.hall.said()[-1]
    assert "Not heard yet" in round_of.hall.said()[-1]


async def test_an_objection_after_the_close_goes_to_the_grace(round_of: Home) -> None:
    """The agreement ends without ever having been in force."""
    await round_of.say("bob", "!consent P1")
    await round_of.say("carol", "!consent P1")
    round_of.now = CLOSES + MINUTE
    await round_of.say("dan", "!object P1 I work nights", at=CLOSES + SECOND)
    proposal = await round_of.proposal()
    assert proposal.state is State.INTEGRATING
    (agreement,) = proposal.agreements
    assert agreement.state is AgreementState.ENDED
    assert agreement.in_force_at is None
    assert any("A1" in words and "I work nights" in words for words in round_of.hall.said())


async def test_an_objection_sent_in_time_stops_the_round(round_of: Home) -> None:
    """Heard a minute after the close, it counts as if it had been heard at once."""
    await round_of.say("bob", "!consent P1")
    await round_of.say("carol", "!consent P1")
    round_of.now = CLOSES + MINUTE
    await round_of.say("dan", "!object P1 I work nights", at=CLOSES)
    await round_of.tick()
    proposal = await round_of.proposal()
    assert proposal.state is State.INTEGRATING
    assert proposal.agreements == ()


async def test_what_arrives_after_the_recorded_close_comes_too_late_for_it(round_of: Home) -> None:
    """Live, the close stands once it is said, whatever the server says of the time."""
    await round_of.say("bob", "!consent P1")
    await round_of.say("carol", "!consent P1")
    round_of.now = CLOSES + SECOND
    await round_of.tick()
    await round_of.say("dan", "!object P1 I work nights", at=CLOSES - HOUR)
    proposal = await round_of.proposal()
    assert [one.state for one in proposal.agreements] == [AgreementState.ENDED]
    assert proposal.state is State.INTEGRATING


async def test_the_very_moment_the_round_opens_is_in_it(home: Home) -> None:
    """The talking ends at that moment; who answers then is heard."""
    await home.say("alice", "!propose Quiet hours")
    opens = MONDAY_NOON + DAY
    home.now = opens
    await home.tick()
    await home.say("bob", "!consent P1", at=opens)
    assert await home.heard() == ["alice", "bob"]


async def test_before_the_round_opens_a_stance_is_refused(home: Home) -> None:
    """Nobody asked yet; the answer says when."""
    await home.say("alice", "!propose Quiet hours")
    home.now = MONDAY_NOON + DAY - SECOND
    await home.say("bob", "!consent P1")
    assert "still talking" in home.hall.said()[-1]
    await home.go(MINUTE)
    assert await home.heard() == ["alice"]


async def test_nobody_writes_in_the_future(round_of: Home) -> None:
    """A server whose clock is fast does not carry its people past the close."""
    await round_of.say("bob", "!consent P1", at=CLOSES + 7 * DAY)
    proposal = await round_of.proposal()
    assert proposal.state is State.CONSENT
    assert proposal.live[MemberId(2)].taken.at == MONDAY_NOON


async def test_a_stance_is_kept_with_the_time_it_was_sent(round_of: Home) -> None:
    """Not the time it was heard."""
    round_of.now += HOUR
    await round_of.say("bob", "!concern P1 the noise", at=MONDAY_NOON + MINUTE)
    taken = (await round_of.proposal()).live[MemberId(2)].taken
    assert (taken.stance, taken.at) == (Stance.CONCERN, MONDAY_NOON + MINUTE)


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Home]:
    """A house in which it is eleven in the evening; a quick round closes at that time tomorrow."""
    home = Home(tmp_path / "kring.db", min_heard=1)
    home.now = MONDAY_NOON - 13 * HOUR  # Sunday, 23:00
    async with home.opened():
        await home.move_in("alice", "bob")
        yield home


async def test_what_somebody_does_at_night_is_answered_at_night(evening: Home) -> None:
    """The quiet hours are for what nobody asked for."""
    await evening.say("alice", "!quick Quiet hours")
    await evening.say("bob", "!consent P1")
    assert "agreed" in evening.hall.said()[-1]
    assert {one.at for one in evening.hall.sent} == {evening.now}
    assert evening.hall.edits()


async def test_what_time_does_at_night_is_said_in_the_morning(evening: Home) -> None:
    """It happens at its time; the room hears of it when the quiet hours are over."""
    await evening.say("alice", "!quick Quiet hours")
    said = len(evening.hall.sent)
    await evening.go(2 * DAY + 9 * HOUR)  # nobody else is heard: extended, then lapsed
    later = evening.hall.sent[said:]
    quiet = {(one.at.hour, one.at.minute) for one in later}
    assert quiet == {(7, 0), (10, 0)}  # the reminder comes by day anyway, at eleven
    assert "Too few were heard" in evening.hall.said()[-1]
    proposal = await evening.proposal()
    assert (proposal.state, proposal.since) == (State.LAPSED, MONDAY_NOON - 13 * HOUR + 2 * DAY)


async def test_what_waits_for_the_morning_names_the_day(tmp_path: Path) -> None:
    """Written at night and read at eight: neither "today" nor "tomorrow" would be sure."""
    home = Home(tmp_path / "kring.db", quick_hours=24, grace_hours=24)
    home.now = MONDAY_NOON - 13 * HOUR  # Sunday, 23:00
    async with home.opened():
        await home.move_in("alice", "bob", "carol", "dan")
        await home.say("alice", "!quick Quiet hours")
        await home.say("bob", "!consent P1")
        await home.say("carol", "!consent P1")
        await home.go(DAY + 10 * HOUR)
    (settles,) = [say for say in home.hall.sent if "**" not in str(say) and "A1" in str(say)][:1]
    assert settles.at == EIGHT
    assert "from Tuesday 24 November at 23:00 on" in home.hall.said()[-1]


async def test_without_quiet_hours_everything_is_said_at_its_time(tmp_path: Path) -> None:
    """The setting `off`."""
    home = Home(tmp_path / "kring.db", quiet_hours="off")
    home.now = MONDAY_NOON - 13 * HOUR
    async with home.opened():
        await home.move_in("alice", "bob")
        await home.say("alice", "!quick Quiet hours")
        await home.go(DAY)
        assert home.hall.sent[-1].at == MONDAY_NOON + 11 * HOUR


async def test_what_time_did_goes_along_when_somebody_acts_at_night(evening: Home) -> None:
    """A round that ended unnoticed is told to who comes to answer, in the middle of the night."""
    await evening.say("alice", "!quick Quiet hours")
    evening.now += 2 * DAY + MINUTE
    await evening.say("bob", "!consent P1")
    assert evening.hall.sent[-1].at == evening.now
    assert (await evening.proposal()).round is not None


async def test_a_private_message_of_the_bot_waits_for_the_morning_too(evening: Home) -> None:
    """Nobody's telephone rings at night because a waiting time is over."""
    await evening.open_private_room("bob")
    await evening.say("alice", "!quick Quiet hours")
    await evening.say("bob", "!object P1")
    said = len(evening.hall.sent)
    await evening.go(2 * DAY + 12 * HOUR)
    told = [one for one in evening.hall.sent[said:] if account("bob")[1:4] in one.room]
    assert told
    assert {one.at.hour for one in told} == {7}
