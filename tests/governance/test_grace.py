"""Rule 10: the grace, in which who was not heard can still speak."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from governance.outcomes import HowSaid, ReopenedByObjection, VoiceLine
from tests.governance.house import House, refusal

NIGHTS = "I work nights"


def settling(*names: str, **settings: Any) -> House:
    """A house with an agreement that settles: the last of them was not heard."""
    house = House(*(names or ("alice", "bob", "carol", "dan")), **settings)
    house.quick()
    for name in house.home[1:-1]:
        house.says(name, "consent")
    house.later(hours=24)
    assert house.agreement_state == "settling"
    return house


def test_adopted_while_somebody_was_unheard_settles_first() -> None:
    """For `grace_hours`, and then it is in force."""
    house = settling()
    house.later(hours=23, minutes=59)
    assert house.agreement_state == "settling"
    house.later(minutes=1)
    assert house.agreement_state == "in_force"


def test_the_grace_is_as_long_as_the_house_settled() -> None:
    """`grace_hours` of when the round opened."""
    house = settling(grace_hours=72)
    assert house.grace_until == house.now + timedelta(hours=72)


def test_without_grace_it_is_in_force_at_the_close() -> None:
    """A house may settle on no grace at all."""
    house = House("alice", "bob", "carol", "dan", grace_hours=0)
    house.quick()
    house.says("bob", "consent")
    house.says("carol", "consent")
    house.later(hours=24)
    assert house.agreement_state == "in_force"


def test_the_grace_ends_when_all_are_heard() -> None:
    """Nobody is left to wait for."""
    house = settling()
    house.says("dan", "concern", "noise")
    assert house.agreement_state == "in_force"


def test_the_grace_ends_when_the_unheard_have_left() -> None:
    """Who left is not waited for."""
    house = settling()
    house.leaves("dan")
    assert house.agreement_state == "in_force"


def test_who_was_unheard_may_take_back_what_they_said_in_the_grace() -> None:
    """What was said since the close is theirs to take back."""
    house = settling()
    house.says("dan", "objection")
    house.takes_back("dan")
    assert house.agreement_state == "settling"
    assert house.objections("dan") == ["resolved"]


def test_an_objection_in_the_grace_reopens() -> None:
    """The agreement ends without ever having been in force, and the room is told why."""
    house = settling()
    house.says("dan", "objection", NIGHTS)
    assert house.state == "integrating"
    agreement = house.proposal.agreement
    assert agreement is not None
    assert (agreement.state.value, agreement.in_force_at) == ("ended", None)
    assert house.last_told(ReopenedByObjection).objections == (
        VoiceLine(house.ids["dan"], NIGHTS, HowSaid.WRITTEN, house.ids["dan"], is_own=True),
    )


def test_who_was_heard_may_object_in_the_grace_too() -> None:
    """Anyone on the roll."""
    house = settling()
    house.says("alice", "objection", "I changed my mind")
    assert house.state == "integrating"


def test_the_next_adoption_takes_a_new_number() -> None:
    """An ended agreement keeps its own."""
    house = settling()
    house.says("dan", "objection", NIGHTS)
    house.resolves("dan")
    assert [a.ref for a in house.proposal.agreements] == ["A1", "A2"]
    assert [a.state.value for a in house.proposal.agreements] == ["ended", "in_force"]


def test_an_objection_without_a_reason_holds_the_grace_for_its_48_hours() -> None:
    """It neither reopens nor comes into force meanwhile."""
    house = settling()
    house.later(hours=23)
    house.taps("dan", "objection")
    house.later(hours=47)
    assert house.agreement_state == "settling"
    assert house.objections("dan") == ["pending"]


def test_an_objection_that_expired_in_the_grace_can_be_brought_back() -> None:
    """The agreement settles once more for its whole grace, then it comes into force."""
    house = settling()
    house.later(hours=23)
    house.taps("dan", "objection")
    house.later(hours=48)
    assert house.objections("dan") == ["concern"]
    house.later(hours=23)
    assert house.agreement_state == "settling"
    house.later(hours=1)
    assert house.agreement_state == "in_force"


def test_it_is_brought_back_in_the_grace_that_begins_anew() -> None:
    """With its reason it reopens the proposal."""
    house = settling()
    house.later(hours=23)
    house.taps("dan", "objection")
    house.later(hours=70)
    house.says("dan", "objection", NIGHTS)
    assert house.state == "integrating"


def test_a_reason_given_in_the_grace_reopens() -> None:
    """By anyone, also after the grace's own end."""
    house = settling()
    house.later(hours=23)
    house.taps("dan", "objection")
    house.later(hours=30)
    house.gives_reason("dan", NIGHTS, by="bob")
    assert house.state == "integrating"


def test_a_grace_with_a_missing_reason_runs_its_full_time() -> None:
    """Who was told that their objection became a concern has all of it to reinstate it."""
    house = settling(grace_hours=72)
    house.later(hours=1)
    house.taps("dan", "objection")
    house.later(hours=48)
    assert house.objections("dan") == ["concern"]
    house.later(hours=71)
    assert house.agreement_state == "settling"
    house.later(hours=1)
    assert house.agreement_state == "in_force"


def test_an_objection_ended_in_the_grace_lets_it_run_on() -> None:
    """Who had no reason after all may say consent."""
    house = settling("alice", "bob", "carol", "dan", "erin")
    house.taps("erin", "objection")
    house.later(hours=30)
    assert house.agreement_state == "settling"
    house.says("erin", "consent")
    assert house.agreement_state == "in_force"


def test_a_resolution_redacted_in_the_grace_does_not_reopen() -> None:
    """Nobody undoes an agreement by tidying up their messages."""
    house = House("alice", "bob", "carol", "dan", "erin")
    house.quick()
    house.says("bob", "objection", NIGHTS)
    house.says("carol", "consent")
    house.later(hours=25)
    house.resolves("bob")
    assert house.agreement_state == "settling"
    house.takes_back("bob")
    assert house.agreement_state == "settling"
    assert house.objections("bob") == ["resolved"]


def test_an_earlier_objection_never_keeps_an_agreement_settling_for_ever() -> None:
    """Who unsays everything in the grace is unheard; the old objection goes along as a concern."""
    house = House("alice", "bob", "carol", "dan")
    house.quick()
    house.says("bob", "objection", NIGHTS)
    house.amends()
    house.says("bob", "consent")
    house.says("carol", "consent")
    house.later(hours=24)
    house.taps("bob", "objection")
    house.unvotes("bob")
    house.later(hours=24)
    assert house.agreement_state == "in_force"
    assert "open" not in house.objections("bob")


def test_in_force_is_the_end_of_speaking() -> None:
    """A later worry is for the review."""
    house = settling()
    house.later(hours=24)
    known = house.proposal
    assert refusal(house.says("dan", "objection", NIGHTS)) == "RoundIsOver"
    assert refusal(house.unvotes("bob")) == "RoundIsOver"
    assert refusal(house.resolves("bob")) == "RoundIsOver"
    house.takes_back("bob", 0)
    assert house.proposal == known


def test_what_was_said_in_the_grace_stays_once_it_is_in_force() -> None:
    """Redacting it later makes nobody unheard, and undoes nothing."""
    house = settling("alice", "bob", "carol", "dan", "erin", "finn")
    house.later(hours=1)
    house.says("finn", "concern", "noise")
    known = house.proposal
    assert house.agreement_state == "in_force"
    assert house.takes_back("finn").facts == ()
    assert house.proposal == known


def test_everyone_heard_is_in_force_at_once() -> None:
    """No grace."""
    house = House("alice", "bob")
    house.quick()
    house.says("bob", "concern")
    agreement = house.proposal.agreement
    assert agreement is not None
    assert agreement.in_force_at == agreement.adopted_at == agreement.grace_until
