"""Urgent: an agreement at once, which ends by itself unless a round keeps it (rule 12)."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from governance import outcomes
from governance.advance import advance, due_at
from governance.facts import Adopted, AgreementEnded, Kept, Unsettled, WhyEnded
from governance.proposals import AgreementState
from tests.governance.agreement_house import AgreementHouse as House
from tests.governance.house import refusal


def urgent_house(*names: str) -> House:
    house = House(*(names or ("alice", "bob", "carol", "dan")))
    house.tells_urgent()
    return house


def test_it_holds_at_once() -> None:
    """Somebody acted already."""
    house = urgent_house()
    assert (house.state, house.agreement_state) == ("adopted", "in_force")
    assert house.agreement.is_temporary
    assert house.last_told(outcomes.UrgentTold).agreement == "A1"


def test_it_ends_by_itself_after_fourteen_days() -> None:
    """The room is told."""
    house = urgent_house()
    house.later(days=13, hours=23)
    assert house.agreement_state == "in_force"
    house.later(hours=1)
    assert house.agreement_state == "ended"
    assert house.agreement.ended_at == house.now
    assert not house.last_told(outcomes.UrgentEnded).goes_on


def test_any_resident_may_ask_everyone() -> None:
    """Not only who acted."""
    house = urgent_house()
    house.opens("dan")
    assert house.state == "consent"
    assert house.roll == ["alice", "bob", "carol", "dan"]
    assert house.agreement_state == "in_force"
    assert house.stance("alice") == "consent"


def test_a_round_that_is_open_is_not_opened_again() -> None:
    """Whoever asks is told until when they can answer."""
    house = urgent_house()
    house.opens("dan")
    assert refusal(house.opens("bob")) == "RoundIsOpen"


def test_it_does_not_wait_for_other_rounds() -> None:
    """It holds already: the house should not wait to say what it thinks (rule 16)."""
    house = urgent_house()
    house.crowds(2)
    house.opens("dan")
    assert house.state == "consent"


def test_a_round_may_be_as_long_as_any_other() -> None:
    """And no longer."""
    house = urgent_house()
    assert refusal(house.opens("bob", timedelta(hours=1))) == "DurationOutOfRange"
    house.opens("bob", timedelta(hours=30))
    assert house.closes_at == house.now + timedelta(hours=30)


def test_a_round_keeps_it_with_the_same_number() -> None:
    """It is in force, with a review date."""
    house = urgent_house()
    house.opens("bob")
    for name in ("bob", "carol", "dan"):
        house.says(name, "consent")
    assert (house.state, house.agreement_state) == ("adopted", "in_force")
    assert [a.number for a in house.proposal.agreements] == [1]
    assert not house.agreement.is_temporary
    assert house.agreement.review_at > house.now + timedelta(days=170)
    assert house.was_told(outcomes.UrgentKept)
    house.later(days=30)
    assert house.agreement_state == "in_force"


def test_who_was_not_heard_does_not_unsettle_what_a_round_kept() -> None:
    """There is no grace: it held already, and an objection opens a review."""
    house = urgent_house()
    house.opens("bob")
    house.says("bob", "consent")
    house.says("carol", "consent")
    house.until(house.closes_at)
    assert house.agreement_state == "in_force"
    assert refusal(house.says("dan", "objection", "I cannot cook")) == "RoundIsOver"


def test_concerns_are_read_out_when_it_is_kept() -> None:
    """Rule 7."""
    house = urgent_house("alice", "bob")
    house.opens("bob")
    house.says("bob", "concern", "who turns it on again")
    (line,) = house.last_told(outcomes.UrgentKept).concerns
    assert line.reason == "who turns it on again"


def test_it_is_kept_in_the_words_that_were_agreed() -> None:
    """A new version in the round is what holds from then on."""
    house = urgent_house("alice", "bob")
    house.opens("bob")
    house.amends("alice", "The gas is off until the plumber came")
    house.says("bob", "consent")
    assert house.agreement.version == 2
    assert not house.agreement.is_temporary


def test_an_objection_asks_everyone_by_itself() -> None:
    """It does not hold while they are asked; the objection stands."""
    house = urgent_house()
    house.objects_urgently("bob")
    assert (house.state, house.agreement_state) == ("consent", "settling")
    assert house.objections("bob") == ["open"]
    assert house.last_told(outcomes.UrgentUnsettled).objections[0].reason == "I cannot cook"


def test_an_objection_without_a_reason_is_asked_for_it() -> None:
    """As in any round."""
    house = urgent_house()
    house.objects_urgently("bob", None)
    assert house.agreement_state == "settling"
    assert house.was_told(outcomes.ReasonQuestion)
    house.gives_reason("bob", "I cannot cook")
    assert house.objections("bob") == ["open"]


def test_an_objection_in_its_round_unsettles_it_too() -> None:
    """Whoever opened the round."""
    house = urgent_house()
    house.opens("carol")
    assert house.agreement_state == "in_force"
    house.says("bob", "objection", "I cannot cook")
    assert house.agreement_state == "settling"
    assert sum(isinstance(s.fact, Unsettled) for s in house.steps) == 1


def test_once_the_objection_is_met_a_round_keeps_it() -> None:
    """It comes into force again, without a new number."""
    house = urgent_house("alice", "bob")
    house.objects_urgently("bob")
    house.resolves("bob")
    assert (house.state, house.agreement_state) == ("adopted", "in_force")
    assert [a.number for a in house.proposal.agreements] == [1]


def test_it_is_kept_after_integrating() -> None:
    """The last objection ended there."""
    house = urgent_house()
    house.objects_urgently("bob")
    house.says("carol", "consent")
    house.says("dan", "consent")
    house.until(house.closes_at)
    assert house.state == "integrating"
    house.resolves("bob")
    assert (house.state, house.agreement_state) == ("adopted", "in_force")


def test_too_few_heard_ends_it() -> None:
    """The round lapsed, so nobody kept it."""
    house = urgent_house()
    house.opens("bob")
    house.later(days=5)
    assert (house.state, house.agreement_state) == ("lapsed", "ended")
    assert not house.last_told(outcomes.UrgentEnded).goes_on


def test_taking_it_back_ends_it() -> None:
    """Who told it withdraws, while everyone is asked."""
    house = urgent_house()
    house.opens("bob")
    house.withdraws("alice")
    assert (house.state, house.agreement_state) == ("withdrawn", "ended")


def test_it_ends_after_fourteen_days_while_the_round_goes_on() -> None:
    """The proposal may still be agreed, with a new number and as any other."""
    house = urgent_house()
    house.later(days=13)
    house.opens("bob", timedelta(days=3))
    house.later(days=1)
    assert (house.state, house.agreement_state) == ("consent", "ended")
    assert house.last_told(outcomes.UrgentEnded).goes_on
    for name in ("bob", "carol", "dan"):
        house.says(name, "consent")
    assert house.agreement.number == 2
    assert (house.state, house.agreement_state) == ("adopted", "in_force")
    assert not house.agreement.is_temporary


def test_what_ended_is_not_asked_about_any_more() -> None:
    """It can be brought in again."""
    house = urgent_house()
    house.later(days=15)
    assert refusal(house.opens("bob")) == "AgreementIsOver"
    assert refusal(house.objects_to_it("bob", "still no gas")) == "AgreementIsOver"


def test_it_has_no_review_before_a_round_kept_it() -> None:
    """The way to keep it is a round."""
    house = urgent_house()
    assert refusal(house.reviews("bob", "keep")) == "UrgentHasNoReview"
    assert refusal(house.objects_to_it("bob", "no gas")) == "UrgentHasNoReview"


acts = st.lists(
    st.tuples(
        st.sampled_from(
            ["opens", "objects", "consents", "resolves", "amends", "withdraws", "waits", "waits"]
        ),
        st.integers(0, 3),
        st.sampled_from([1, 24, 48, 24 * 7, 24 * 13]),
    ),
    max_size=14,
)


@given(acts)
def test_an_urgent_one_is_kept_by_a_round_or_ends_in_time(
    course: list[tuple[str, int, int]],
) -> None:
    """Whatever happens: fourteen days at most without a round that kept it; one end, one number."""
    house = urgent_house()
    told_at = house.now
    for act, nth, hours in course:
        _do(house, act, house.home[nth], hours)
        first = house.proposal.agreements[0]
        in_time = house.now < told_at + timedelta(days=14)
        assert in_time or not first.is_temporary or first.state is AgreementState.ENDED
        assert advance(house.proposal, house.circumstances()) is None
        due = due_at(house.proposal)
        assert due is None or due >= house.now
    house.later(days=200)
    first = house.proposal.agreements[0]
    facts = [step.fact for step in house.steps]
    kept = [fact for fact in facts if isinstance(fact, Kept)]
    ended = [fact for fact in facts if isinstance(fact, AgreementEnded)]
    assert len(kept) <= 1
    assert len([fact for fact in facts if isinstance(fact, Adopted)]) == len(
        house.proposal.agreements
    )
    if kept:
        assert first.state is not AgreementState.ENDED
    else:
        assert first.state is AgreementState.ENDED
        assert [fact.why for fact in ended] == [WhyEnded.NOT_KEPT]


def _do(house: House, act: str, name: str, hours: int) -> None:
    if act == "waits":
        house.later(hours=hours)
    elif act == "opens":
        house.opens(name)
    elif act == "objects" and house.proposal.is_urgent and house.state == "adopted":
        house.objects_urgently(name, "no gas" if hours > 1 else None)
    elif act == "objects":
        house.says(name, "objection", "no gas")
    elif act == "consents":
        house.says(name, "consent")
    elif act == "resolves":
        house.resolves(name)
    elif act == "amends":
        house.amends("alice", f"wording {len(house.facts)}")
    elif act == "withdraws":
        house.withdraws("alice")


def test_who_acted_and_left_can_be_followed_up() -> None:
    """Nobody else could write a new text otherwise, or take it back."""
    house = urgent_house()
    house.home.remove("alice")
    house.objects_urgently("bob", "it blocks my bike")
    assert house.last_told(outcomes.ProposerLeft).member == house.ids["alice"]
    house.takes_over("carol")
    house.amends("carol", "The shed is locked, the key hangs next to it")
    assert house.roll == ["bob", "carol", "dan"]


def test_asked_about_by_hand_it_is_the_same() -> None:
    """Also without an objection."""
    house = urgent_house()
    house.home.remove("alice")
    house.opens("bob")
    assert refusal(house.takes_over("carol")) is None
    assert house.proposal.author == house.ids["carol"]
