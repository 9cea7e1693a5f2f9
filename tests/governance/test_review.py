"""Reviews: keep, change or end; never a vote, and nothing ends because nobody looked (rule 14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import outcomes, reviewing
from governance.advance import advance, due_at
from governance.facts import (
    AgreementEnded,
    ProposalKind,
    Proposed,
    Renewed,
    ReviewHandedOn,
    ReviewOpened,
    ReviewReminded,
    ReviewUnanswered,
    ReviewWaits,
    Via,
    WhyEnded,
)
from governance.fold import fold
from governance.proposals import AgreementState
from governance.ruling import Successor
from tests.governance.agreement_house import SUCCESSOR
from tests.governance.agreement_house import AgreementHouse as House
from tests.governance.house import refusal

WORDS = "Quiet hours from 23:00"


def agreed_house(*names: str) -> House:
    """Three people and an agreement that they look at again."""
    house = House(*(names or ("alice", "bob", "carol")))
    house.agrees()
    house.until_review()
    return house


def trial_house() -> House:
    house = House("alice", "bob", "carol")
    house.tries()
    house.until_review()
    return house


# ------------------------------------------------------------------------------ when it opens


def test_a_review_opens_at_its_date() -> None:
    """Everyone who lives there then is asked, for fourteen days."""
    house = House("alice", "bob", "carol")
    house.agrees()
    house.moves_in("dan")
    house.until_review()
    assert house.agreement_state == "in_review"
    assert [house.name(member) for member in house.review.roll] == ["alice", "bob", "carol", "dan"]
    assert house.review.until == house.now + timedelta(days=14)


def test_a_trial_is_looked_at_after_four_weeks() -> None:
    """Not after months."""
    house = trial_house()
    assert house.agreement.adopted_at + timedelta(weeks=4) == house.now
    assert house.last_told(outcomes.ReviewStarts).is_trial


def test_a_trial_is_talked_about_first_as_any_other() -> None:
    """It is an agreement on something to try."""
    house = House("alice", "bob", "carol")
    house.tries()
    assert house.last_told(outcomes.Agreed).is_trial
    assert house.was_told(outcomes.RoundLine)


def test_concerns_come_back_as_the_question() -> None:
    """Rule 7: in the words in which they were read out at adoption."""
    house = House("alice", "bob", "carol")
    house.agrees(bob="my band plays on Friday")
    at_adoption = house.last_told(outcomes.Agreed).concerns
    house.until_review()
    assert house.last_told(outcomes.ReviewStarts).concerns == at_adoption
    assert at_adoption[0].reason == "my band plays on Friday"


def test_a_concern_of_somebody_who_left_still_comes_back() -> None:
    """It belongs to the agreement."""
    house = House("alice", "bob", "carol")
    house.agrees(bob="my band plays on Friday")
    house.leaves("bob")
    house.until_review()
    house.leaves("carol")
    assert house.last_told(outcomes.ReviewStarts).concerns[0].member == house.ids["bob"]
    assert house.proposal.concerns == ("my band plays on Friday",)


# ------------------------------------------------------------------------------- how it closes


def test_kept_by_one_and_changed_by_nobody_it_is_renewed() -> None:
    """At the end of the fourteen days, with the months that the house has settled by now."""
    house = agreed_house()
    house.settle(review_months=3)
    house.reviews("bob", "keep")
    house.later(days=14)
    assert house.agreement_state == "in_force"
    assert house.agreement.review is None
    assert house.agreement.review_at.month == (house.now.month + 2) % 12 + 1


def test_it_closes_as_soon_as_all_have_answered() -> None:
    """Nobody waits for nothing."""
    house = agreed_house()
    for name in ("alice", "bob"):
        house.reviews(name, "keep")
    assert house.agreement_state == "in_review"
    house.reviews("carol", "keep")
    assert house.agreement_state == "in_force"
    assert house.was_told(outcomes.ReviewKept)


def test_who_left_is_not_waited_for() -> None:
    """And what they said does not count."""
    house = agreed_house()
    house.reviews("alice", "keep")
    house.reviews("carol", "end")
    house.leaves("carol")
    house.reviews("bob", "keep")
    assert house.agreement_state == "in_force"
    assert house.was_told(outcomes.ReviewKept)


def test_many_who_keep_it_do_not_outvote_one_who_wants_it_otherwise() -> None:
    """It is no majority: the one puts a new text forward."""
    house = agreed_house()
    house.reviews("alice", "keep")
    house.reviews("bob", "change", WORDS)
    house.reviews("carol", "keep")
    assert house.wanted is not None
    assert (house.wanted.by, house.wanted.text) == (house.ids["bob"], WORDS)
    assert not house.wanted.ends
    assert house.agreement_state == "in_review"


def test_the_first_who_said_how_puts_it_forward() -> None:
    """Who only said that it should change comes after who said how."""
    house = agreed_house()
    house.reviews("alice", "change")
    house.reviews("bob", "change", WORDS)
    house.reviews("carol", "end")
    assert house.wanted is not None
    assert house.wanted.by == house.ids["bob"]


def test_a_tap_after_the_words_leaves_them() -> None:
    """Typed first, then tapped on the poll as well."""
    house = agreed_house()
    house.reviews("bob", "change", WORDS)
    house.reviews("bob", "change", via=Via.POLL)
    house.later(days=14)
    assert house.wanted is not None
    assert house.wanted.text == WORDS


def test_who_wants_it_to_end_proposes_that_it_ends() -> None:
    """In the words that the agreement has."""
    house = agreed_house()
    house.reviews("bob", "end", "we all sleep well")
    house.later(days=14)
    assert house.wanted is not None
    assert (house.wanted.text, house.wanted.ends) == ("Quiet hours", True)
    begun = house.successor()
    assert (begun.replaces, begun.ends, begun.author) == (1, True, house.ids["bob"])
    assert begun.state.value == "talking"


def test_without_any_words_who_wants_a_change_is_asked() -> None:
    """For a week; with the words the new proposal begins at once."""
    house = agreed_house()
    house.reviews("bob", "change")
    house.later(days=14)
    asked = house.last_told(outcomes.ReviewTextAsked)
    assert (asked.member, asked.until) == (house.ids["bob"], house.now + timedelta(days=7))
    house.later(days=6)
    house.reviews("bob", "change", WORDS)
    assert house.wanted is not None
    assert house.wanted.text == WORDS


def test_anyone_can_find_the_words() -> None:
    """Who finds writing hard may have a housemate who does not."""
    house = agreed_house()
    house.reviews("bob", "change")
    house.later(days=14)
    house.reviews("carol", "change", WORDS)
    assert house.wanted is not None
    assert house.wanted.by == house.ids["carol"]


def test_words_that_never_come_leave_it_as_it_is() -> None:
    """After the week it is renewed."""
    house = agreed_house()
    house.reviews("bob", "change")
    house.later(days=21)
    assert house.agreement_state == "in_force"
    assert house.wanted is None
    assert house.was_told(outcomes.ReviewWithoutText)


def test_who_is_asked_for_words_may_think_again() -> None:
    """Then nothing is waited for."""
    house = agreed_house()
    house.reviews("bob", "change")
    house.later(days=14)
    house.reviews("bob", "keep")
    assert house.agreement_state == "in_force"
    assert house.was_told(outcomes.ReviewKept)


def test_without_an_answer_an_agreement_stays_and_is_overdue() -> None:
    """Silence is no consent to end it."""
    house = agreed_house()
    house.later(days=14)
    assert house.agreement_state == "in_force"
    assert house.agreement.is_overdue
    assert house.was_told(outcomes.ReviewWithoutAnswer)
    assert due_at(house.proposal) is None


def test_an_answer_on_what_is_overdue_opens_its_review_again() -> None:
    """Everyone is asked anew."""
    house = agreed_house()
    house.later(days=30)
    house.reviews("bob", "keep")
    assert house.agreement_state == "in_review"
    assert not house.agreement.is_overdue
    house.later(days=14)
    assert house.agreement_state == "in_force"
    assert house.agreement.review_at > house.now


def test_without_an_answer_a_trial_ends() -> None:
    """Nobody asked to keep it."""
    house = trial_house()
    house.later(days=14)
    assert house.agreement_state == "ended"
    assert house.was_told(outcomes.TrialEnded)


def test_a_trial_that_is_kept_is_an_agreement_like_any_other() -> None:
    """Its next review comes after months, and without an answer it stays."""
    house = trial_house()
    house.reviews("bob", "keep")
    house.later(days=14)
    assert house.last_told(outcomes.ReviewKept).was_trial
    assert house.agreement.review_at > house.now + timedelta(days=170)
    house.until_review()
    house.later(days=14)
    assert house.agreement_state == "in_force"


def test_there_is_one_reminder_by_number() -> None:
    """Halfway; nobody is named."""
    house = agreed_house()
    house.reviews("alice", "keep")
    house.later(days=7)
    assert house.last_told(outcomes.ReviewGoesOn).unheard == 2
    house.later(days=6)
    assert sum(isinstance(step.fact, ReviewReminded) for step in house.steps) == 1


# -------------------------------------------------------------------------- what can be taken back


def test_the_last_answer_counts() -> None:
    """As in a round."""
    house = agreed_house()
    house.reviews("bob", "end")
    house.reviews("bob", "keep")
    house.later(days=14)
    assert house.wanted is None
    assert house.was_told(outcomes.ReviewKept)


def test_a_redacted_answer_gives_the_one_before_back() -> None:
    """A tap or a command."""
    house = agreed_house()
    house.reviews("bob", "keep")
    house.reviews("bob", "end")
    house.takes_back("bob")
    assert house.review.live[house.ids["bob"]].answer is not None
    house.later(days=14)
    assert house.was_told(outcomes.ReviewKept)


def test_an_empty_vote_takes_all_taps_back() -> None:
    """What was typed stays."""
    house = agreed_house()
    house.reviews("bob", "keep")
    house.reviews("bob", "change", via=Via.POLL)
    house.reviews("bob", "end", via=Via.POLL)
    house.empties_the_review_poll("bob")
    assert [said.answer.value for said in house.review.said if said.answer] == ["keep"]


def test_no_answer_is_left_after_taking_it_back() -> None:
    """`!unvote A1`."""
    house = agreed_house()
    house.reviews("bob", "keep")
    house.wipes("bob")
    assert house.review.live == {}
    assert refusal(house.wipes("bob")) == "ReviewAnswerMissing"
    house.later(days=14)
    assert house.agreement.is_overdue


def test_nothing_is_taken_back_once_it_was_handed_on() -> None:
    """The proposal that came of it has a life of its own."""
    house = agreed_house()
    house.reviews("bob", "end")
    house.later(days=14)
    assert not house.takes_back("bob").facts
    assert refusal(house.reviews("bob", "keep")) == "ReviewIsHandedOn"


# ------------------------------------------------------------------------ what takes its place


def test_the_old_one_ends_when_the_new_one_holds() -> None:
    """It stays until then."""
    house = agreed_house()
    house.reviews("bob", "change", WORDS)
    house.later(days=60)
    assert house.agreement_state == "in_review"
    house.successor_holds()
    assert house.agreement_state == "ended"
    ended = house.steps[-1].fact
    assert isinstance(ended, AgreementEnded)
    assert ended.why is WhyEnded.REPLACED


def test_the_old_one_is_renewed_when_the_new_one_is_off() -> None:
    """Withdrawn, lapsed or stalled."""
    house = agreed_house()
    house.reviews("bob", "change", WORDS)
    house.later(days=20)
    house.successor_lapses()
    assert house.agreement_state == "in_force"
    assert house.agreement.review_at > house.now
    assert house.was_told(outcomes.ReviewLedNowhere)


def test_an_agreement_to_end_another_ends_with_it() -> None:
    """All it said is done."""
    house = agreed_house()
    house.reviews("bob", "end")
    house.later(days=14)
    new = house.successor_holds()
    done = advance(new, house.by_time())
    assert done is not None
    (fact,) = done.facts
    assert isinstance(fact, AgreementEnded)
    assert fact.why is WhyEnded.DONE


def test_what_is_about_a_person_stays_so() -> None:
    """What comes of its review is treated with the same care (rule 15)."""
    house = House("alice", "bob", "carol")
    house.agrees()
    kind, about = ProposalKind.PERSON, house.ids["carol"]
    old = replace(house.proposal, kind=kind, about=about)
    wanted = Successor(house.ids["bob"], "Carol cooks again", ends=False)
    (begun,) = reviewing.put_forward(SUCCESSOR, old, wanted, house.circumstances()).facts
    assert isinstance(begun, Proposed)
    assert (begun.kind, begun.about) == (kind, about)
    assert begun.talk_until - house.now >= timedelta(days=7)


def test_another_proposal_changes_nothing() -> None:
    """Only what came of the review does."""
    house = agreed_house()
    house.reviews("bob", "change", WORDS)
    house.later(days=14)
    other = fold(house.facts[:1])
    assert house.wanted is not None
    assert other.number != SUCCESSOR
    assert house.agreement_state == "in_review"


# ------------------------------------------------------------------------- a fresh objection


def test_a_fresh_objection_opens_the_review_early() -> None:
    """It is read out, and counts as a change without words yet."""
    house = House("alice", "bob", "carol")
    house.agrees()
    house.later(days=20)
    house.objects_to_it("bob", "I work nights now")
    started = house.last_told(outcomes.ReviewStarts)
    assert started.early[0].reason == "I work nights now"
    assert house.agreement_state == "in_review"
    house.later(days=14)
    assert house.last_told(outcomes.ReviewTextAsked).member == house.ids["bob"]


def test_a_fresh_objection_needs_a_reason() -> None:
    """The agreement holds; one sentence is enough."""
    house = House("alice", "bob")
    house.agrees()
    assert refusal(house.objects_to_it("bob", None)) == "ReviewReasonNeeded"
    assert house.agreement_state == "in_force"


def test_a_fresh_objection_during_a_review_is_said_in_it() -> None:
    """There is one review at a time."""
    house = agreed_house()
    assert refusal(house.objects_to_it("bob", "I work nights now")) == "ReviewIsOpen"


@pytest.mark.parametrize("when", ["before", "after"])
def test_outside_a_review_one_answer_says_when(when: str) -> None:
    """The date, and how to look sooner."""
    house = House("alice", "bob")
    house.agrees()
    if when == "after":
        house.until_review()
        house.reviews("alice", "keep")
        house.reviews("bob", "keep")
    ruling = house.reviews("bob", "change")
    assert refusal(ruling) == "NoReviewOpen"


def test_an_agreement_that_ended_has_no_review() -> None:
    """It can be brought in again."""
    house = trial_house()
    house.later(days=14)
    assert refusal(house.reviews("bob", "keep")) == "AgreementIsOver"
    assert refusal(house.objects_to_it("bob", "I liked it")) == "AgreementIsOver"


def test_what_is_no_agreement_has_no_review() -> None:
    """Not yet."""
    house = House("alice", "bob", "carol")
    house.quick()
    assert refusal(house.reviews("bob", "keep")) == "NoAgreementYet"


def test_keep_change_or_end_is_asked_for() -> None:
    """And a change to the same words is none."""
    house = agreed_house()
    assert refusal(house.reviews("bob", None)) == "ReviewAnswerMissing"
    assert refusal(house.reviews("bob", "change", "Quiet hours")) == "ReviewSameText"


def test_what_is_said_of_the_proposal_is_pointed_to_the_review() -> None:
    """A stance, or a new text, while it runs."""
    house = agreed_house()
    assert refusal(house.says("bob", "consent")) == "ReviewIsOpen"
    assert refusal(house.amends("alice", WORDS)) == "ReviewIsOpen"


# ------------------------------------------------------------------------- whatever happens

acts = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("says", "says", "says", "taps", "redacts", "wipes", "empties"),
                *("objects", "leaves", "waits", "waits", "due", "holds", "lapses", "silent"),
            ]
        ),
        st.integers(0, 3),
        st.sampled_from(["keep", "keep", "change", "end"]),
        st.sampled_from([None, "wording one", "wording two"]),
        st.sampled_from([1, 24, 24 * 7, 24 * 14, 24 * 200]),
    ),
    max_size=20,
)


@given(acts, st.booleans())
def test_an_agreement_in_force_ends_only_as_rule_14_says(
    course: list[tuple[str, int, str, str | None, int]], is_trial: bool
) -> None:
    """By what takes its place, or as a trial that nobody answered about; and it comes to rest."""
    house = House("alice", "bob", "carol", "dan")
    if is_trial:
        house.tries()
    else:
        house.agrees()
    for act, nth, answer, text, hours in course:
        _do(house, act, house.home[nth % len(house.home)], answer, text, hours)
        known = house.proposal
        assert advance(known, house.circumstances()) is None
        due = due_at(known)
        assert due is None or due >= house.now
        assert fold(house.facts) == known
        if house.agreement.review and house.agreement.review.is_asking:
            assert due is not None
    _only_as_the_rules_say(house)


def _do(  # noqa: C901  # a table of what people do
    house: House, act: str, name: str, answer: str, text: str | None, hours: int
) -> None:
    agreement = house.agreement
    waits_for_another = agreement.review is not None and agreement.review.successor is not None
    if act == "says":
        house.reviews(name, answer, text)
    elif act == "taps":
        house.reviews(name, answer, via=Via.POLL)
    elif act == "redacts" and house.said.get(name):
        house.takes_back(name)
    elif act == "wipes" and agreement.state is not AgreementState.ENDED:
        house.wipes(name)
    elif act == "empties":
        house.empties_the_review_poll(name)
    elif act == "objects":
        house.objects_to_it(name, text)
    elif act == "leaves" and len(house.home) > 1:
        house.leaves(name)
    elif act == "waits":
        house.later(hours=hours)
    elif act == "due" and (due := due_at(house.proposal)):
        house.until(max(due, house.now))
    elif act == "holds" and waits_for_another:
        house.successor_holds()
    elif act == "lapses" and waits_for_another:
        house.successor_lapses()


def _only_as_the_rules_say(house: House) -> None:
    has_answers = False
    for step in house.steps:
        before = step.before.agreement if step.before else None
        review = before.review if before else None
        match step.fact:
            case AgreementEnded(why=WhyEnded.REPLACED):
                assert review is not None
                assert review.successor == SUCCESSOR
            case AgreementEnded(why=WhyEnded.NOT_KEPT):
                assert before is not None
                assert before.is_trial
                assert review is not None
                assert not review.live
                has_answers = True
            case AgreementEnded():
                raise AssertionError("nothing else ends it")
            case Renewed(at=at, review_at=review_at):
                assert review is not None
                assert review_at > at
                wants = {said.answer.value for said in review.live.values() if said.answer}
                if not review.waits_for and review.successor is None:
                    assert wants == {"keep"}
            case ReviewUnanswered():
                assert review is not None
                assert before is not None
                assert not review.live
                assert not before.is_trial
            case ReviewHandedOn() | ReviewWaits():
                assert review is not None
                wants = {said.answer.value for said in review.live.values() if said.answer}
                assert wants & {"change", "end"}
            case ReviewOpened(at=at, until=until, roll=roll):
                assert until - at == timedelta(days=14)
                assert roll
            case _:
                pass
    assert not has_answers or house.agreement.state is AgreementState.ENDED
