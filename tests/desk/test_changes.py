"""The house changes itself: each effect once, with the yes of whom it concerns, and undone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.export import export_house
from bot.room import Reaction
from bot.turns import Access
from commands.turn import Turn
from governance.members import Kind
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from tests.desk.hall import DAY, HOUR, ROOM, Home, account, private

WEEK = timedelta(weeks=1)
EVERYONE = ("alice", "bob", "carol", "dan")


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A house of four with a chair and a professional, that has agreed something already."""
    access = Access(professionals=("@pat:*",))
    roles = ((CHAIR, Wanted()),)
    async with Home(tmp_path / "kring.db", access=access, roles=roles, talk_hours=0).opened() as it:
        await it.move_in(*EVERYONE, "pat")
        await it.say("alice", "!urgent The boiler leaked")
        yield it


async def exported(home: Home) -> dict[str, Any]:
    house = await home.house()
    async with home.store.transaction() as tx:
        return await export_house(tx, house, home.now, with_people=True)


async def changes(home: Home) -> list[tuple[str, str | None]]:
    return [(one["effect"], one["agreement"]) for one in (await exported(home))["changes"]]


async def agreed(home: Home, number: int, *but: str) -> None:
    """All say that it is well, but these."""
    for who in EVERYONE:
        if who not in but:
            await home.vote(who, "consent", about=f"P{number}")


async def quorum(home: Home) -> float:
    return (await home.house()).settings.quorum


# ------------------------------------------------------------------------------ once, or not


async def test_a_setting_is_otherwise_when_what_was_agreed_comes_into_force(home: Home) -> None:
    await home.say("alice", "!change set quorum 0.75")
    assert await quorum(home) == 0.5
    await agreed(home, 2, "dan")
    await home.go(2 * DAY)
    proposal = await home.proposal(2)
    assert proposal.is_settling
    assert proposal.agreement is not None
    assert proposal.agreement.grace_until - proposal.agreement.adopted_at == timedelta(hours=72)
    assert await quorum(home) == 0.5
    await home.go(3 * DAY)
    assert await quorum(home) == 0.75
    assert await changes(home) == [("set quorum 0.75", "A2")]
    (told,) = [words for words in home.hall.said() if "From now on" in words]
    assert told == (
        "A2 holds now.\nFrom now on: A round needs answers from at least three quarters of the"
        " residents. Until now: at least half of the residents."
    )


async def test_one_message_tells_of_the_agreement_and_of_what_it_changed(home: Home) -> None:
    before = len(home.hall.said())
    await home.say("alice", "!change set quorum 0.75")
    await agreed(home, 2)
    said = home.hall.said()[before:]
    assert len(said) == 3  # the card, how to answer, and how it ended; the poll is no Say
    assert said[-1].startswith("P2 is agreed: A2.")
    assert "three quarters of the residents" in said[-1]


@pytest.mark.parametrize("where", ["before it is recorded", "after everything"])
async def test_a_transaction_that_dies_loses_nothing_and_does_nothing_twice(
    home: Home, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Adoption and effect are there together, or neither is."""
    await home.say("alice", "!change set quorum 0.75")
    await agreed(home, 2, "dan")
    before, right = home.tables(), Turn.record_change

    async def dies(turn: Turn, fact: Any) -> None:
        if where == "after everything":
            await right(turn, fact)
        raise OperationalError("", {}, Exception("disk full"))

    with monkeypatch.context() as patch:
        patch.setattr(Turn, "record_change", dies)
        with pytest.raises(OperationalError):
            await home.vote("dan", "consent", about="P2")
    assert home.tables() == before
    await home.restart()
    await home.vote("dan", "consent", about="P2")
    assert await quorum(home) == 0.75
    assert await changes(home) == [("set quorum 0.75", "A2")]
    await home.restart()
    await home.go(5 * DAY)
    assert await changes(home) == [("set quorum 0.75", "A2")]


async def test_a_crash_when_the_grace_is_over_is_made_good_some_minutes_later(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    await home.say("alice", "!change role cook every week")
    await agreed(home, 2, "dan")
    tries, right = 0, Turn.record_change

    async def falls_at_first(turn: Turn, fact: Any) -> None:
        nonlocal tries
        tries += 1
        await right(turn, fact)
        if tries < 3:
            raise RuntimeError("a fall")

    monkeypatch.setattr(Turn, "record_change", falls_at_first)
    with capture_logs():
        await home.go(6 * DAY)
    assert tries == 3
    assert await changes(home) == [("role cook every week", "A2")]
    assert [role["name"] for role in (await exported(home))["roles"]] == ["chair", "cook"]


async def test_what_makes_no_sense_any_more_changes_nothing_and_is_told(home: Home) -> None:
    await home.say("alice", "!change elect chair @bob until 1 march")
    await agreed(home, 2, "dan")
    await home.go(2 * DAY)
    await home.leaves("bob")
    await home.go(3 * DAY)
    assert await changes(home) == []
    assert any("A2 holds now, but" in words for words in home.hall.said())
    before = home.tables()
    await home.restart()
    await home.tick()
    assert home.tables() == before


# ------------------------------------------------------------------------- what it goes through


async def test_the_same_thing_is_not_proposed_twice_at_once(home: Home) -> None:
    """Nor is a number used up."""
    await home.say("alice", "!change set quorum 0.75")
    await home.say("bob", "!change zet quorum 0,6")
    assert "P2 is open" in home.hall.said()[-1]
    await home.say("bob", "!change set round_hours 72")
    assert (await home.proposal(3)).version.text == "set round_hours 72"


async def test_one_round_at_a_time_is_about_the_house_itself(home: Home) -> None:
    """Another kind of proposal does not wait for it, and the oldest that waits is next."""
    await home.say("alice", "!change set quorum 0.75")
    await home.say("bob", "!change set round_hours 72")
    await home.say("carol", "!change set quick_hours 12")
    await home.say("dan", "!propose Soup on Friday")
    states = [(await home.proposal(number)).state.value for number in (2, 3, 4, 5)]
    assert states == ["consent", "talking", "talking", "consent"]
    await agreed(home, 2)
    states = [(await home.proposal(number)).state.value for number in (2, 3, 4, 5)]
    assert states == ["adopted", "consent", "talking", "consent"]
    await agreed(home, 5)
    await agreed(home, 3)
    states = [(await home.proposal(number)).state.value for number in (3, 4)]
    assert states == ["adopted", "consent"]


async def test_a_new_version_is_read_as_a_change_too(home: Home) -> None:
    await home.say("alice", "!change set quorum 0.75")
    await home.say("bob", "!object P2 That is too many for us")
    await home.say("alice", "!amend P2 let us see")
    assert "cannot read" in home.hall.said()[-1]
    await home.say("alice", "!amend P2 zet quorum 0,75")
    assert "has this text already" in home.hall.said()[-1]
    await home.say("alice", "!amend P2 set quorum 0.6")
    assert (await home.proposal(2)).version.number == 2
    await agreed(home, 2)
    assert await quorum(home) == 0.6
    assert await changes(home) == [("set quorum 0.6", "A2")]


async def test_other_words_from_the_table_are_read_as_a_change_too(home: Home) -> None:
    await home.say("alice", "!change set quorum 0.75")
    await home.say("bob", "!object P2 That is too many for us")
    await home.say("carol", "!table P2")
    await home.say("carol", "!outcome P2 adopt something in between")
    assert "cannot read" in home.hall.said()[-1]
    await home.say("carol", "!outcome P2 adopt set quorum 0.6")
    await agreed(home, 2)
    assert await quorum(home) == 0.6


async def test_a_change_said_privately_is_told_where_everybody_reads(home: Home) -> None:
    await home.open_private_room("alice")
    await home.say("alice", "change set quorum 0.75", room=private("alice"))
    assert "in the room of the house now" in home.hall.said(private("alice"))[-1]
    assert (await home.proposal(2)).version.text == "set quorum 0.75"


async def test_the_clock_of_the_house_moves_its_turns_too(home: Home) -> None:
    """The next turn is told and begins by the new clock."""
    await home.say("alice", "!change set timezone America/New_York")
    await agreed(home, 2)
    assert (await home.house()).timezone == "America/New_York"
    await home.go(WEEK + DAY)
    terms = (await exported(home))["terms"]
    assert [term["starts_at"] for term in terms] == ["2026-11-30T14:00:00Z"]


async def test_more_rounds_at_once_open_what_waits(home: Home) -> None:
    await home.say("alice", "!change set max_open_rounds 3")
    for text in ("One", "Two"):
        await home.say("bob", f"!propose {text}")
    await home.say("bob", "!propose Three")
    assert (await home.proposal(5)).state.value == "talking"
    await agreed(home, 2)
    assert [(await home.proposal(n)).state.value for n in (3, 4, 5)] == ["consent"] * 3


# ------------------------------------------------------------------------------ somebody's yes


async def test_silence_of_whom_it_concerns_is_no_yes(home: Home) -> None:
    """The whole house is well with it; it is extended once, and stops kindly."""
    await home.say("alice", "!change professional @bob")
    await agreed(home, 2, "bob")
    await home.say("bob", "!aside P2")
    assert (await home.proposal(2)).state.value == "consent"
    await home.go(5 * DAY)
    assert (await home.proposal(2)).state.value == "lapsed"
    assert any("it takes a yes of Bob" in words for words in home.hall.said())
    assert await changes(home) == []


async def test_a_yes_of_who_is_not_asked_counts_for_nothing_else(home: Home) -> None:
    await home.say("alice", "!change resident @pat")
    await home.react("pat", "👍", "P2")
    proposal = await home.proposal(2)
    assert not proposal.lacks_a_yes
    assert await home.heard(2) == ["alice"]
    await agreed(home, 2)
    assert (await home.members())["pat"].kind is Kind.RESIDENT


async def test_a_yes_can_be_said_while_it_is_talked_about(tmp_path: Path) -> None:
    access = Access(professionals=("@pat:*",))
    async with Home(tmp_path / "kring.db", access=access).opened() as home:
        await home.move_in(*EVERYONE, "pat")
        await home.say("alice", "!urgent The boiler leaked")
        await home.say("alice", "!change resident @pat")
        await home.say("pat", "!consent P2")
        assert "still talking about P2" in home.hall.said()[-1]
        await home.react("pat", "✅", "P2")
        await home.go(DAY + HOUR)
        assert not any("Pat, P2 is about you" in words for words in home.hall.said())
        await agreed(home, 2)
        assert (await home.members())["pat"].kind is Kind.RESIDENT


async def test_a_yes_taken_back_before_it_takes_effect_stops_the_effect(home: Home) -> None:
    await home.say("alice", "!change resident @pat")
    await home.react("pat", "👍", "P2")
    await agreed(home, 2, "dan")
    await home.go(2 * DAY + HOUR)
    assert (await home.proposal(2)).is_settling
    await home.say("pat", "!unvote P2")
    await home.go(3 * DAY)
    assert (await home.members())["pat"].kind is Kind.PROFESSIONAL
    assert await changes(home) == []
    assert any("A2 holds now, but" in words for words in home.hall.said())


async def test_a_word_in_private_is_a_yes_too(home: Home) -> None:
    """The question comes privately, and needs no number in the answer."""
    await home.open_private_room("pat")
    await home.say("bob", "!propose Soup on Friday")
    await home.say("alice", "!change resident @pat")
    assert "It takes your own yes" in home.hall.said(private("pat"))[-1]
    await home.say("pat", "akkoord", room=private("pat"))
    assert not (await home.proposal(3)).lacks_a_yes


async def test_who_is_not_concerned_and_not_asked_has_no_say(home: Home) -> None:
    await home.say("alice", "!change resident @pat")
    await home.joins("quin")
    await home.say("quin", "!consent P2")
    assert (await home.proposal(2)).lacks_a_yes
    await home.say("pat", "!object P2 I would rather not")
    proposal = await home.proposal(2)
    assert proposal.objections == ()
    assert proposal.lacks_a_yes


async def test_to_put_it_forward_for_oneself_is_a_yes(home: Home) -> None:
    await home.say("bob", "!change elect chair @bob until 1 march")
    assert not any("Bob, P2 is about you" in words for words in home.hall.said())
    await agreed(home, 2)
    assert await changes(home) == [("elect chair @Bob until 1 march", "A2")]


async def test_who_has_no_account_says_yes_through_somebody(home: Home) -> None:
    """In the open; a hand in the time it settles makes that yes void, and everyone is asked."""
    await home.say("alice", "!member add Jan")
    await home.say("alice", "!change elect chair @Jan until 1 march")
    assert any("Who asks? !for Jan consent P2" in words for words in home.hall.said())
    await agreed(home, 2)
    assert (await home.proposal(2)).state.value == "consent"
    await home.say("bob", "!for Jan consent P2")
    assert (await home.proposal(2)).is_settling
    house = await home.house()
    async with home.store.transaction() as tx:
        spoken = (await tx.posted_about(house.id, "P2", "spoken"))[-1].reference
    assert spoken
    await home.hear(Reaction(home.event(), ROOM, account("carol"), home.now, spoken, "✋"))
    assert (await home.proposal(2)).state.value == "consent"
    await home.say("bob", "!for Jan consent P2")
    await home.go(4 * DAY)
    assert await changes(home) == [("elect chair @Jan until 1 march", "A3")]


# ----------------------------------------------------------------------------------- reviews


async def test_a_review_puts_forward_what_undoes_it(home: Home) -> None:
    """A change without words too: what it was is known."""
    await home.say("alice", "!change role cook every 2 weeks wednesday 18:00")
    await agreed(home, 2)
    await home.say("alice", "!change role cook every week thursday")
    await agreed(home, 3)
    await home.say("bob", "!object A3 Every week is too often")
    for who in EVERYONE:
        await home.say(who, f"!review A3 {'change' if who == 'bob' else 'keep'}")
    proposal = await home.proposal(4)
    assert (proposal.author, proposal.kind.value) == ((await home.members())["bob"].id, "structure")
    await agreed(home, 4)
    (chair, cook) = (await exported(home))["roles"]
    assert (chair["name"], cook["every_weeks"]) == ("chair", 2)
    assert (await changes(home))[-1] == (
        "role cook every 2 weeks wednesday 18:00 by rotation pool residents",
        "A4",
    )
    states = [one["state"] for one in (await exported(home))["agreements"]]
    assert states[1:] == ["in_force", "ended", "ended"]


async def test_a_review_can_ask_for_another_change(home: Home) -> None:
    await home.say("alice", "!change set quorum 0.75")
    await agreed(home, 2)
    await home.say("bob", "!object A2 Too many")
    await home.say("bob", "!review A2 change to something nicer")
    assert "cannot read" in home.hall.said()[-1]
    await home.say("bob", "!review A2 change set quorum 0.6")
    for who in ("alice", "carol", "dan"):
        await home.say(who, "!review A2 keep")
    await agreed(home, 3)
    assert await quorum(home) == 0.6
    states = [one["state"] for one in (await exported(home))["agreements"]]
    assert states[1:] == ["ended", "in_force"]


async def test_a_mute_that_nobody_keeps_ends(home: Home) -> None:
    """Its review comes before its end, and nobody answers."""
    await home.say("alice", "!change set review_months 1")
    await agreed(home, 2)
    await home.say("alice", "!change mute flags until 1 june")
    await agreed(home, 3)
    await home.go(timedelta(days=29))
    assert (await changes(home))[-1] == ("mute flags until 1 june", "A3")
    await home.go(timedelta(days=17))
    assert (await changes(home))[-1] == ("unmute flags", None)
    assert [one["state"] for one in (await exported(home))["agreements"]][-1] == "ended"


# ------------------------------------------------------------------------------- setting up


@pytest.fixture
async def new(tmp_path: Path) -> AsyncIterator[Home]:
    """A house that has agreed nothing yet."""
    access = Access(professionals=("@pat:*",))
    roles = ((CHAIR, Wanted()),)
    async with Home(tmp_path / "new.db", access=access, roles=roles).opened() as opened:
        await opened.move_in(*EVERYONE, "pat")
        yield opened


async def hand(home: Home, who: str, change: int) -> None:
    await home.react(who, "✋", f"C{change}", "change")


async def test_a_new_house_sets_itself_up_at_once(new: Home) -> None:
    await new.say("alice", "!change set quorum 0.75")
    assert await quorum(new) == 0.75
    assert await changes(new) == [("set quorum 0.75", None)]
    assert (await exported(new))["proposals"] == []


async def test_that_ends_with_the_first_agreement(new: Home) -> None:
    await new.say("alice", "!urgent The boiler leaked")
    await new.say("alice", "!change set quorum 0.75")
    assert await quorum(new) == 0.5


async def test_that_ends_after_two_weeks(new: Home) -> None:
    await new.go(14 * DAY)
    await new.say("alice", "!change set quorum 0.75")
    assert await quorum(new) == 0.75
    await new.go(HOUR)
    await new.say("alice", "!change set quorum 0.6")
    assert await quorum(new) == 0.75


async def test_one_hand_undoes_it_within_two_days(new: Home) -> None:
    await new.say("alice", "!change set quorum 0.75")
    await new.go(2 * DAY)
    await hand(new, "pat", 1)
    assert await quorum(new) == 0.75
    await hand(new, "bob", 1)
    assert await quorum(new) == 0.5
    await hand(new, "carol", 1)
    assert await changes(new) == [("set quorum 0.75", None), ("set quorum 0.5", None)]
    await new.say("alice", "!change set quorum 0.75")
    await new.go(2 * DAY + HOUR)
    await hand(new, "bob", 3)
    assert await quorum(new) == 0.75


async def test_whom_it_concerns_can_undo_it_too(new: Home) -> None:
    await new.say("alice", "!change guest @bob")
    assert (await new.members())["bob"].kind is Kind.GUEST
    await hand(new, "bob", 1)
    assert (await new.members())["bob"].kind is Kind.RESIDENT


async def test_what_was_built_upon_stays(new: Home) -> None:
    await new.say("alice", "!change role cook every week")
    await new.say("bob", "!change end role cook")
    await hand(new, "carol", 1)
    assert "Carol would rather undo this" in new.hall.said()[-1]
    await hand(new, "carol", 2)
    assert [
        role["name"] for role in (await exported(new))["roles"] if role["state"] != "ended"
    ] == [
        "chair",
        "cook",
    ]


async def test_nobody_is_left_without_whom_the_house_or_a_role_needs(new: Home) -> None:
    """A pool is not emptied, and somebody lives here."""
    await new.say("alice", "!change role keys every week pool professionals")
    await new.say("alice", "!change resident @pat")
    assert "for professionals, and nobody is one" in new.hall.said()[-1]
    for who in ("bob", "carol", "dan"):
        await new.say("alice", f"!change guest @{who}")
    await new.say("alice", "!change guest @alice")
    assert "the only one who lives here" in new.hall.said()[-1]
    assert (await new.members())["alice"].kind is Kind.RESIDENT


LATE = "those are over"


async def test_a_hand_after_two_days_is_answered_once_with_what_to_type(new: Home) -> None:
    await new.say("alice", "!change set quorum 0.75")
    await new.go(2 * DAY + HOUR)
    await hand(new, "pat", 1)
    assert LATE not in new.hall.said()[-1]  # a hand of who works here undid nothing before either
    await hand(new, "bob", 1)
    told = new.hall.said()[-1]
    assert told.startswith("A ✋ undoes a change for 48 hours, and those are over. Bob, ")
    assert told.endswith("!change set quorum 0.5")
    assert await quorum(new) == 0.75
    await new.restart()
    await hand(new, "carol", 1)
    assert len([words for words in new.hall.said() if LATE in words]) == 1


async def test_it_names_whom_it_is_about_as_they_can_be_typed(new: Home) -> None:
    await new.say("alice", "!change professional @bob")
    await new.go(3 * DAY)
    await hand(new, "bob", 1)
    assert new.hall.said()[-1].endswith("!change resident @Bob")


async def test_where_it_was_changed_again_since_a_late_hand_is_talk(new: Home) -> None:
    await new.say("alice", "!change set quorum 0.75")
    await new.say("alice", "!change set quorum 0.6")
    await new.go(3 * DAY)
    await hand(new, "bob", 1)
    assert LATE not in "\n".join(new.hall.said())
