"""Who lives here, at the desk: away, spoken for, on the list; also after a restart."""

from __future__ import annotations

from datetime import timedelta

from bot.room import Reaction, Say
from governance.members import Kind
from tests.desk.hall import DAY, HOUR, ROOM, Home, account, private


async def _hand(home: Home, who: str, member: str, key: str = "✋") -> None:
    """A reaction on the latest line that was said for, or of, a member."""
    house = await home.house()
    async with home.store.transaction() as tx:
        known = [m for m in await tx.members(house.id) if m.name == member]
        found = [await tx.said_about(house.id, m.id) for m in known]
    posted = next(line for line in found if line)
    assert posted.reference is not None
    await home.hear(Reaction(home.event(), ROOM, account(who), home.now, posted.reference, key))


async def _by_name(home: Home) -> dict[str, Kind]:
    house = await home.house()
    async with home.store.transaction() as tx:
        return {m.name: m.kind for m in await tx.members(house.id) if m.is_here}


async def test_who_is_away_is_away_after_a_restart_too(home: Home) -> None:
    """And is asked again on the day, without a tick in between."""
    await home.say("bob", "!away until wednesday")
    await home.restart()
    await home.say("alice", "!quick Quiet hours")
    members = await home.members()
    assert members["bob"].id not in (await home.proposal()).roll
    home.now += 2 * DAY
    await home.say("alice", "!quick A cat")
    assert members["bob"].id in (await home.proposal(2)).roll


async def test_a_hand_after_a_restart_undoes_what_was_said_for_somebody(home: Home) -> None:
    """The line knows what it was about; any sign but a hand leaves it."""
    await home.say("alice", "!member add Jan")
    await home.say("alice", "!quick Quiet hours")
    await home.say("bob", "!for Jan consent P1")
    await home.restart()
    await _hand(home, "carol", "Jan", "👍")
    assert len((await home.proposal()).heard) == 2
    await _hand(home, "carol", "Jan")
    assert len((await home.proposal()).heard) == 1


async def test_taking_the_message_back_takes_back_what_it_said_for_somebody(home: Home) -> None:
    """Only by who sent it."""
    await home.say("alice", "!member add Jan")
    await home.say("alice", "!quick Quiet hours")
    said = await home.say("bob", "!for Jan consent P1")
    await home.redact("carol", said)
    assert len((await home.proposal()).heard) == 2
    await home.redact("bob", said)
    assert len((await home.proposal()).heard) == 1


async def test_who_spoke_is_kept_with_the_stance(home: Home) -> None:
    """It is Jan's stance, and Bob's word."""
    await home.say("alice", "!member add Jan")
    await home.say("alice", "!quick Quiet hours")
    await home.say("bob", "!for Jan concern P1 the cold")
    members = await home.members()
    (record,) = [r for r in (await home.proposal()).stances if r.taken.said_by]
    assert record.taken.said_by == members["bob"].id
    assert record.taken.by == members[""].id


async def test_the_list_changes_back_within_two_days_and_not_after(home: Home) -> None:
    """By a resident's hand, once."""
    await home.say("alice", "!member add Jan")
    await home.restart()
    await home.go(timedelta(hours=47))
    await _hand(home, "bob", "Jan")
    assert "Jan" not in await _by_name(home)
    await home.say("alice", "!member add Jan")
    await home.go(timedelta(hours=49))
    await _hand(home, "bob", "Jan")
    assert (await _by_name(home))["Jan"] is Kind.OFFLINE


async def test_an_account_that_turns_out_to_be_jan_is_one_member(home: Home) -> None:
    """The older one goes on; a restart, a new name and a hand keep to that."""
    await home.say("alice", "!member add Jan")
    await home.joins("jan", "Jan de Vries")
    await home.say("bob", "!member link Jan @jan")
    await home.restart()
    await home.joins("jan", "Jan de V.")
    assert (await _by_name(home))["Jan de V."] is Kind.RESIDENT
    assert "Jan" not in await _by_name(home)
    await home.say("jan", "!quick A cat")
    proposal = await home.proposal()
    assert proposal.author == (await home.members())["jan"].id
    assert len(proposal.roll) == len(await _by_name(home))


async def test_a_hand_undoes_a_link(home: Home) -> None:
    """They are two again, each with their own name."""
    await home.say("alice", "!member add Jan")
    await home.joins("jan", "Jan de Vries")
    await home.say("bob", "!member link Jan @jan")
    await _hand(home, "alice", "Jan de Vries")
    names = await _by_name(home)
    assert names["Jan"] is Kind.OFFLINE
    assert names["Jan de Vries"] is Kind.RESIDENT


async def test_a_reply_to_the_line_about_somebody_is_no_answer_to_a_proposal(home: Home) -> None:
    """Its number is of another list."""
    await home.say("alice", "!member add Jan")
    await home.say("alice", "!quick Quiet hours")
    house = await home.house()
    async with home.store.transaction() as tx:
        jan = [m for m in await tx.members(house.id) if m.name == "Jan"]
        posted = await tx.said_about(house.id, jan[0].id)
    assert posted is not None
    await home.say("bob", "akkoord", reply_to=posted.reference)
    assert await home.heard() == ["alice"]


async def test_when_somebody_last_said_anything_is_written_once_a_day(home: Home) -> None:
    """The first word of a day; never what it was."""
    await home.say("bob", "Who has the key?")
    first = (await home.members())["bob"].last_heard_at
    home.now += HOUR
    await home.say("bob", "Found it")
    assert (await home.members())["bob"].last_heard_at == first == home.now - HOUR
    home.now += DAY
    await home.say("bob", "Good morning")
    assert (await home.members())["bob"].last_heard_at == home.now


async def _three_rounds_without_erin(home: Home) -> None:
    await home.joins("erin")
    for number in (1, 2, 3):
        await home.say("alice", f"!quick Idea {number}")
        for who in ("bob", "carol", "dan"):
            await home.vote(who, "consent", about=f"P{number}")
        await home.go(3 * DAY)


async def test_who_is_asked_privately_rests_three_days_later(home: Home) -> None:
    """A word in between, or any later, ends it; the room never hears of it."""
    await home.open_private_room("erin")
    await _three_rounds_without_erin(home)
    before = len(home.hall.said())
    await home.go(timedelta(days=22))
    asked = home.hall.of(Say, private("erin"))
    assert sum("need not do anything" in say.plain for say in asked) == 1
    assert (await home.members())["erin"].resting_since is None
    await home.restart()
    await home.go(timedelta(days=3))
    assert (await home.members())["erin"].resting_since is not None
    assert len(home.hall.said()) == before
    await home.say("erin", "I was at sea")
    assert (await home.members())["erin"].resting_since is None


async def test_a_word_in_time_keeps_somebody_on_the_roll(home: Home) -> None:
    """And starts the thirty days anew."""
    await home.open_private_room("erin")
    await _three_rounds_without_erin(home)
    await home.go(timedelta(days=22))
    await home.say("erin", "still here, thanks", room=private("erin"))
    assert "next round" in home.hall.said(private("erin"))[-1]
    await home.go(timedelta(days=29))
    assert (await home.members())["erin"].resting_since is None


async def test_without_a_private_room_nobody_is_asked_and_they_rest(home: Home) -> None:
    """Nobody is named in the room."""
    await _three_rounds_without_erin(home)
    before = len(home.hall.said())
    await home.go(timedelta(days=22))
    assert (await home.members())["erin"].resting_since is not None
    assert len(home.hall.said()) == before
    due = await home.desk.next_due()
    assert due is None or due > home.now


async def test_agreements_are_found_whatever_the_accents(home: Home) -> None:
    """Café, CAFE and cafe are the same to who looks."""
    await home.say("alice", "!quick Koffie in het Café")
    for who in ("bob", "carol", "dan", "erin"):
        await home.vote(who, "consent")
    for words in ("cafe", "CAFÉ koffie", "koffie"):
        await home.say("bob", f"!agreements {words}")
        assert "A1" in home.hall.said()[-1]
    await home.say("bob", "!agreements thee")
    assert "A1" not in home.hall.said()[-1]
