"""A round's course: the table, asides, the reminder, the queue, and who comes and goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from governance import outcomes
from tests.governance.house import House, refusal

WHY = "it wakes the baby"


def a_round(*names: str, **settings: Any) -> House:
    house = House(*(names or ("alice", "bob", "carol", "dan")), **settings)
    house.quick()
    return house


def at_table() -> House:
    """Bob objects, carol and dan consent, and carol brings it to the table."""
    house = a_round()
    house.says("bob", "objection", WHY)
    house.says("carol", "consent")
    house.says("dan", "consent")
    house.to_the_table("carol")
    return house


# The table.


def test_an_outcome_waits_for_every_objector() -> None:
    """Each of them says so themselves."""
    house = at_table()
    house.says("dan", "objection", "and the dog")
    house.tells("alice")
    assert house.last_told(outcomes.OutcomeWaits).waits == 2
    house.resolves("bob")
    assert house.state == "at_table"
    house.says("dan", "consent")
    assert house.state == "adopted"
    assert house.proposal.agreement is not None
    assert house.proposal.agreement.told_by == house.ids["alice"]


def test_the_table_is_not_asked_twice() -> None:
    """Who tells it again is told what it waits for; the objector hears the question once."""
    house = at_table()
    house.tells("alice")
    facts = len(house.facts)
    house.tells("carol")
    assert len(house.facts) == facts
    assert sum(isinstance(told, outcomes.ConfirmQuestion) for told in house.told) == 1


def test_without_an_open_objection_it_still_waits_for_the_outcome() -> None:
    """Only the table knows whether it agrees."""
    house = at_table()
    house.resolves("bob")
    assert house.state == "at_table"
    house.tells("dan")
    assert house.state == "adopted"


def test_too_few_heard_at_the_table_opens_a_short_round() -> None:
    """As when the last objection ends while integrating, but everyone has talked about it."""
    house = a_round(quick_hours=5)
    house.says("bob", "objection", WHY)
    house.to_the_table("carol")
    house.tells("carol")
    house.resolves("bob")
    assert house.state == "consent"
    assert house.closes_at - house.now == timedelta(hours=5)
    assert house.was_told(outcomes.AskedAgain)


def test_a_version_from_the_table_is_the_consent_of_who_tells_it() -> None:
    """The proposer stays the proposer, and is asked like everybody."""
    house = at_table()
    house.tells("carol", "Quiet hours from 24:00")
    assert house.heard == ["carol"]
    assert house.proposal.author == house.ids["alice"]
    assert refusal(house.amends("carol")) == "ProposersOnly"


def test_withdrawing_at_the_table_is_the_proposers() -> None:
    """Whatever anybody tells."""
    house = at_table()
    assert refusal(house.gives_up("bob")) == "ProposersOnly"
    house.gives_up("alice")
    assert house.state == "withdrawn"


def test_a_house_that_gives_no_time_to_integrate_goes_straight_to_the_table() -> None:
    """Without a message in between."""
    house = a_round(integrate_days=0)
    house.says("bob", "objection", WHY)
    house.until(house.closes_at)
    assert house.state == "at_table"
    assert not house.was_told(outcomes.ObjectionIsOpen)


# Asides.


def test_who_stands_aside_is_asked_once_a_version() -> None:
    """At the third aside of five it is asked; a day later it is adopted all the same."""
    house = a_round("alice", "bob", "carol", "dan", "erin")
    house.says("bob", "aside")
    house.says("carol", "aside")
    house.says("dan", "consent")
    house.says("erin", "consent")
    assert house.last_told(outcomes.ManyAsides).aside == 2
    asked = house.now
    house.says("dan", "aside")
    house.later(hours=23)
    assert house.state == "consent"
    house.later(hours=1)
    assert house.state == "adopted"
    assert house.proposal.agreement is not None
    assert house.proposal.agreement.adopted_at == asked + timedelta(hours=24)
    assert sum(isinstance(told, outcomes.ManyAsides) for told in house.told) == 1


def test_asides_are_asked_once_more_after_integrating_too() -> None:
    """Everyone can change their answer then, not only who objected."""
    house = a_round()
    house.says("bob", "objection", WHY)
    house.says("carol", "aside")
    house.says("dan", "aside")
    house.until(house.closes_at)
    house.says("bob", "consent")
    assert house.state == "integrating"
    assert house.was_told(outcomes.ManyAsides)
    house.says("dan", "consent")  # now one of four stands aside, which is less than a third
    assert house.state == "adopted"


# The reminder.


def test_nobody_is_reminded_when_everyone_was_heard() -> None:
    """Also where an objection keeps the round open."""
    house = a_round("alice", "bob")
    house.says("bob", "objection", WHY)
    house.later(hours=23)
    assert not house.was_told(outcomes.NotHeardYet)


def test_a_round_is_reminded_of_once_also_when_it_goes_on() -> None:
    """An extension is on the card."""
    house = a_round("alice", "bob", "carol", "dan")
    house.later(hours=47)
    assert sum(isinstance(told, outcomes.NotHeardYet) for told in house.told) == 1


def test_when_only_people_without_an_account_are_not_heard_the_others_are_asked() -> None:
    """Nobody is asked whether it is them; it says who could be spoken for, and how."""
    house = a_round("alice", "bob", "jan", "piet")
    house.offline = ("jan", "piet")
    house.says("bob", "consent")
    house.later(hours=23)
    assert not house.was_told(outcomes.NotHeardYet)
    told = house.last_told(outcomes.SomebodyCanSay)
    assert [house.name(line.member) for line in told.names] == ["jan", "piet"]
    assert house.name(told.first) == "jan"


def test_when_others_are_not_heard_either_it_is_only_said_how_many() -> None:
    """A name among them would leave the others out."""
    house = a_round("alice", "bob", "carol", "jan")
    house.offline = ("jan",)
    house.says("bob", "consent")
    house.later(hours=23)
    assert house.last_told(outcomes.NotHeardYet).unheard == 2
    assert not house.was_told(outcomes.SomebodyCanSay)


# Who is away.


def test_when_as_many_are_away_as_were_asked_it_is_told_how_many() -> None:
    """What few decided is agreed, and it is said that it was few (decision 15)."""
    for away, is_told in ((0, False), (1, False), (2, True), (3, True)):
        house = House("alice", "bob", "carol", "dan")
        house.away = ("bob", "carol", "dan")[:away]
        house.quick()
        for name in ("bob", "carol", "dan")[away:]:
            house.says(name, "consent")
        told = house.last_told(outcomes.Agreed).not_asked
        assert told == ((outcomes.NotAsked(away, "A1"),) if is_told else ())


# Who comes and goes.


def test_who_is_back_in_time_has_their_objection_back() -> None:
    """Nothing becomes a concern, and nobody takes it over any more."""
    house = a_round()
    house.says("bob", "objection", WHY)
    house.leaves("bob")
    house.later(hours=5)
    house.moves_in("bob")
    house.later(hours=40)
    assert house.objections("bob") == ["open"]
    assert house.state == "integrating"
    house.says("bob", "consent")
    assert house.objections("bob") == ["resolved"]


def test_an_objection_can_be_taken_over_in_other_words() -> None:
    """Then those words count."""
    house = a_round()
    house.says("bob", "objection", WHY)
    house.leaves("bob")
    house.says("carol", "objection", "and my sister")
    assert house.objections("bob") == ["resolved"]
    assert house.objection("carol").reason == "and my sister"


def test_an_objection_without_a_reason_is_taken_over_without_one() -> None:
    """Who takes it over is asked for it."""
    house = a_round()
    house.says("bob", "objection")
    house.leaves("bob")
    house.taps("carol", "objection")
    assert house.objections("carol") == ["pending"]
    assert house.last_told(outcomes.ReasonQuestion).member == house.ids["carol"]


def test_a_joiner_who_leaves_again_leaves_an_objection_too() -> None:
    """It stays open for a day like any other."""
    house = a_round()
    house.moves_in("erin")
    house.says("erin", "objection", WHY)
    house.leaves("erin")
    assert house.objections("erin") == ["open"]
    for name in ("bob", "carol", "dan"):
        house.says(name, "consent")
    assert house.state == "consent"
    house.later(hours=24)
    assert house.objections("erin") == ["concern"]


def test_an_orphan_is_adopted_when_everyone_is_heard_before_the_deadline() -> None:
    """No deadline came; nothing is lost by its proposer leaving."""
    house = a_round()
    house.leaves("alice")
    for name in ("bob", "carol", "dan"):
        house.says(name, "consent")
    assert house.agreement_state == "in_force"


# The queue.


def test_a_full_house_makes_it_wait_as_long_as_it_was_asked_to_be() -> None:
    """The length that the proposer asked for is kept until its turn comes."""
    house = House("alice", "bob")
    house.propose()
    house.crowds(2)
    house.opens(length=timedelta(hours=60))
    assert house.state == "talking"
    house.later(days=3)
    assert house.state == "talking"
    house.crowds(1)
    assert house.state == "consent"
    assert house.closes_at - house.now == timedelta(hours=60)


def test_a_quick_one_and_a_new_version_never_wait() -> None:
    """They keep their place."""
    house = House("alice", "bob", "carol")
    house.ahead = 9
    house.quick()
    assert house.state == "consent"
    house.amends()
    assert house.state == "consent"


def test_what_waits_opens_by_day() -> None:
    """A round that ends at night lets the next one open in the morning."""
    house = House("alice", "bob")
    house.propose()
    house.crowds(2)
    house.opens()
    house.until(house.now.replace(hour=22))  # eleven at night in Amsterdam
    house.crowds(0)
    assert house.state == "talking"
    house.later(hours=9)
    assert house.state == "consent"
