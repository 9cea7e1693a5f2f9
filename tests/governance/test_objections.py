"""Rules 5 to 7 and the step to integrating of rule 9: objections, their end, and concerns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from governance.facts import Via
from governance.outcomes import (
    Agreed,
    AgreedSettling,
    HowSaid,
    ObjectionIsOpen,
    ObjectorAsked,
    ReasonDidNotCome,
    ReasonNeeded,
    ReasonQuestion,
    VoiceLine,
)
from tests.governance.house import MONDAY_NOON, House, refusal

FIVE = ("alice", "bob", "carol", "dan", "erin")
NIGHTS = "I work nights"


def quick_house(*names: str, **settings: Any) -> House:
    house = House(*(names or ("alice", "bob", "carol")), **settings)
    house.quick()
    return house


# Rule 5: an objection says what harm it would do, and to whom.


def test_an_objection_stops_the_round() -> None:
    """Also when everybody was heard; the round runs on to its end."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.says("carol", "consent")
    assert house.heard == ["alice", "bob", "carol"]
    assert house.state == "consent"
    house.later(hours=24)
    assert house.state == "integrating"


def test_an_objection_without_a_reason_is_asked_about() -> None:
    """Whoever objects is asked at once, and once."""
    house = quick_house()
    house.taps("bob", "objection")
    told = house.last_told(ReasonQuestion)
    assert (told.member, told.until) == (house.ids["bob"], MONDAY_NOON + timedelta(hours=48))
    house.later(hours=1)
    house.reacts("bob", "objection")
    assert sum(isinstance(outcome, ReasonQuestion) for outcome in house.told) == 1


def test_an_objection_with_a_reason_is_not_asked_about() -> None:
    """It is open from the start."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    assert house.objections("bob") == ["open"]
    assert house.objection("bob").given_by == house.ids["bob"]
    assert not house.was_told(ReasonQuestion)


def test_an_objection_without_a_reason_holds_the_round_for_48_hours() -> None:
    """The round stays open that long, past its own end."""
    house = quick_house()
    house.later(hours=20)
    house.taps("bob", "objection")
    house.says("carol", "consent")
    house.later(hours=47)
    assert house.state == "consent"
    assert house.objections("bob") == ["pending"]


def test_others_may_still_speak_while_an_objection_holds_the_round() -> None:
    """It stays open for everybody."""
    house = quick_house()
    house.later(hours=20)
    house.taps("bob", "objection")
    house.later(hours=20)
    house.says("carol", "concern")
    assert house.heard == ["alice", "bob", "carol"]


def test_a_reason_that_comes_after_the_rounds_end_leads_to_integrating() -> None:
    """The round closes as soon as the objection is open."""
    house = quick_house()
    house.later(hours=20)
    house.taps("bob", "objection")
    house.later(hours=20)
    house.gives_reason("bob", NIGHTS)
    house.later(seconds=1)
    assert house.state == "integrating"


def test_any_reply_to_the_question_is_the_reason() -> None:
    """It opens the objection, whatever it says."""
    house = quick_house()
    house.taps("bob", "objection")
    house.gives_reason("bob", "just because")
    assert house.objections("bob") == ["open"]
    assert house.objection("bob").reason == "just because"


def test_a_voice_message_is_a_reason() -> None:
    """Said by voice; the words are not written down."""
    house = quick_house()
    house.taps("bob", "objection")
    house.gives_reason("bob", "")
    house.later(hours=60)
    assert house.objections("bob") == ["open"]
    assert house.last_told(ObjectionIsOpen).objections == (
        VoiceLine(house.ids["bob"], "", HowSaid.VOICE, house.ids["bob"], is_own=True),
    )


def test_anyone_may_add_the_reason_for_who_finds_writing_hard() -> None:
    """It is the objector's objection still."""
    house = quick_house()
    house.taps("bob", "objection")
    house.gives_reason("bob", "he works nights", by="carol")
    objection = house.objection("bob")
    assert (objection.member, objection.given_by) == (house.ids["bob"], house.ids["carol"])
    assert objection.state.value == "open"


def test_a_reason_may_come_with_a_second_objection() -> None:
    """A tap, and then the command with the reason: one objection, with its reason."""
    house = quick_house()
    house.taps("bob", "objection")
    house.says("bob", "objection", NIGHTS)
    assert house.objections("bob") == ["open"]
    assert house.objection("bob").reason == NIGHTS
    assert house.objection("bob").given_by == house.ids["bob"]


def test_a_reason_is_not_overwritten_by_somebody_else() -> None:
    """What the objector said stays."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    assert house.gives_reason("bob", "he is grumpy", by="carol").facts == ()
    assert house.objection("bob").reason == NIGHTS


def test_a_reason_after_the_end_changes_nothing() -> None:
    """A withdrawn proposal is done."""
    house = quick_house()
    house.taps("bob", "objection")
    house.withdraws()
    assert house.gives_reason("bob", NIGHTS).facts == ()


def test_without_a_reason_an_objection_becomes_a_concern_after_48_hours() -> None:
    """And its owner is told."""
    house = quick_house(*FIVE)
    house.taps("bob", "objection")
    house.later(hours=48)
    assert house.objections("bob") == ["concern"]
    assert house.stance("bob") == "concern"
    assert house.last_told(ReasonDidNotCome).member == house.ids["bob"]


def test_when_the_reason_did_not_come_the_agreement_settles_first() -> None:
    """Also when everybody was heard, and for the whole grace."""
    house = quick_house()
    house.taps("bob", "objection")
    house.says("carol", "consent")
    house.later(hours=48)
    assert house.heard == ["alice", "bob", "carol"]
    assert house.agreement_state == "settling"
    house.later(hours=23, minutes=59)
    assert house.agreement_state == "settling"
    house.later(minutes=1)
    assert house.agreement_state == "in_force"


def test_it_does_not_settle_for_a_missing_reason_once_its_owner_spoke() -> None:
    """Who says consent themselves is simply heard."""
    house = House("alice", "bob", "carol", round_hours=100, talk_hours=0)
    house.propose()
    house.taps("bob", "objection")
    house.later(hours=50)
    house.says("bob", "consent")
    house.says("carol", "consent")
    assert house.agreement_state == "in_force"


def test_a_new_version_is_not_held_by_its_proposers_own_missing_reason() -> None:
    """Putting the new version forward is a stance like any other."""
    house = House("alice", "bob", "carol", round_hours=100, talk_hours=0)
    house.propose()
    house.taps("alice", "objection")
    house.later(hours=50)
    house.amends()
    house.says("bob", "consent")
    house.says("carol", "consent")
    assert house.agreement_state == "in_force"


def test_an_objection_may_be_reinstated_once() -> None:
    """Without a reason it blocks once more for 48 hours, and not a third time."""
    house = House(*FIVE, round_hours=200, talk_hours=0)
    house.propose()
    house.taps("bob", "objection")
    house.later(hours=48)
    house.taps("bob", "objection")
    assert house.objections("bob") == ["concern", "pending"]
    house.later(hours=48)
    house.taps("bob", "objection")
    assert house.objections("bob") == ["concern", "concern"]
    assert house.last_told(ReasonNeeded).member == house.ids["bob"]


def test_a_reinstated_objection_stops_what_settles() -> None:
    """That is what the settling is for."""
    house = quick_house()
    house.taps("bob", "objection")
    house.says("carol", "consent")
    house.later(hours=50)
    house.taps("bob", "objection")
    house.later(hours=40)
    assert house.agreement_state == "settling"
    house.gives_reason("bob", NIGHTS)
    assert house.state == "integrating"


def test_with_a_reason_an_objection_may_come_a_third_time() -> None:
    """Nobody can reject an objection that says what harm it sees."""
    house = House(*FIVE, round_hours=200, talk_hours=0)
    house.propose()
    for _ in range(2):
        house.taps("bob", "objection")
        house.later(hours=48)
    house.says("bob", "objection", NIGHTS)
    assert house.objections("bob") == ["concern", "concern", "open"]


def test_time_alone_never_ends_an_objection_with_a_reason() -> None:
    """However long it takes."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.says("carol", "consent")
    house.later(days=300)
    assert house.objections("bob") == ["open"]
    assert house.state == "stalled"
    assert house.agreement_state is None


# Rule 6: the objector alone ends an objection.


def test_resolved_makes_it_a_concern_with_its_reason() -> None:
    """The objection is resolved, and goes along as a concern."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.resolves("bob")
    assert house.objections("bob") == ["resolved"]
    assert house.stance("bob") == "concern"
    assert house.proposal.live[house.ids["bob"]].taken.reason == NIGHTS


@pytest.mark.parametrize("stance", ["consent", "concern", "aside"])
def test_another_stance_ends_it(stance: str) -> None:
    """The last stance counts."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.says("bob", stance)
    assert house.objections("bob") == ["resolved"]


def test_taking_it_back_ends_it() -> None:
    """A redacted objection, and its owner is unheard again."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.takes_back("bob")
    assert house.objections("bob") == ["resolved"]
    assert house.heard == ["alice"]


def test_unvote_ends_it() -> None:
    """No stance, no objection."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.unvotes("bob")
    assert house.objections("bob") == ["resolved"]


def test_an_objection_taken_once_by_tap_and_once_by_command_stands_until_both_are_gone() -> None:
    """Removing one of two messages does not end it."""
    house = quick_house()
    house.reacts("bob", "objection")
    house.says("bob", "objection", NIGHTS)
    house.takes_back("bob", 0)
    assert house.objections("bob") == ["open"]
    house.takes_back("bob", 1)
    assert house.objections("bob") == ["resolved"]


def test_an_objection_stands_again_when_its_end_is_taken_back() -> None:
    """A consent given by mistake and redacted: the objection with its reason is back."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.says("bob", "consent")
    house.takes_back("bob")
    assert house.objections("bob") == ["open"]
    assert house.objection("bob").reason == NIGHTS


def test_an_objection_that_stands_again_is_asked_about_again() -> None:
    """48 hours from then, not from the first question."""
    house = House(*FIVE, round_hours=100, talk_hours=0)
    house.propose()
    house.taps("bob", "objection")
    house.later(hours=1)
    house.says("bob", "consent")
    house.later(hours=60)
    house.takes_back("bob")
    assert house.objections("bob") == ["pending"]
    assert house.objection("bob").pending_until == MONDAY_NOON + timedelta(hours=109)


def test_nobody_has_two_objections_to_one_version() -> None:
    """What was said first stands alone again when the rest is taken back."""
    house = House(*FIVE, round_hours=100, talk_hours=0)
    house.propose()
    house.says("bob", "objection", NIGHTS)
    house.says("bob", "consent")
    house.says("bob", "objection")
    house.takes_back("bob", 1)
    house.takes_back("bob", 2)
    assert house.objections("bob") == ["open", "resolved"]
    house.later(hours=60)
    assert house.objections("bob") == ["open", "resolved"]
    assert house.stance("bob") == "objection"


def test_taking_back_one_of_two_taps_does_not_bring_back_what_expired() -> None:
    """As long as one tap stands, the concern that the rules made of it does."""
    house = House(*FIVE, round_hours=100, talk_hours=0)
    house.propose()
    house.reacts("bob", "objection")
    house.taps("bob", "objection")
    house.later(hours=48)
    house.takes_back("bob", 0)
    assert house.objections("bob") == ["concern"]
    assert house.stance("bob") == "concern"
    house.takes_back("bob", 1)
    assert house.stance("bob") is None


def test_only_who_has_an_objection_resolves() -> None:
    """`!resolved` without one is refused."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    assert refusal(house.resolves("carol")) == "NoObjectionStands"
    assert house.objections("bob") == ["open"]


def test_when_the_proposer_says_resolved_the_objector_is_asked() -> None:
    """And nothing else happens: the objector alone ends it."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    ruling = house.asks_objector("alice", "bob")
    assert ruling.facts == ()
    assert house.last_told(ObjectorAsked).member == house.ids["bob"]
    assert house.objections("bob") == ["open"]


def test_only_the_proposer_has_an_objector_asked() -> None:
    """Others are not to press."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    assert refusal(house.asks_objector("carol", "bob")) == "ProposersOnly"
    assert refusal(house.asks_objector("alice", "carol")) == "NoObjectionStands"


def test_an_amendment_asks_everyone_again() -> None:
    """A new version, a new round; no stance goes along but the proposer's own."""
    house = quick_house()
    house.says("bob", "consent")
    house.later(hours=10)
    house.amends()
    assert house.state == "consent"
    assert house.heard == ["alice"]
    assert house.closes_at == MONDAY_NOON + timedelta(hours=34)


def test_an_amendment_from_integrating_opens_a_round() -> None:
    """A new version asks at once."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.later(hours=24)
    house.amends()
    assert house.state == "consent"
    assert house.objections("bob") == ["open"]


@pytest.mark.parametrize("stance", ["consent", "concern", "aside", "objection"])
def test_an_earlier_objection_ends_when_its_owner_speaks_on_the_new_version(stance: str) -> None:
    """Whatever they say of it."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.amends()
    assert house.objections("bob") == ["open"]
    house.says("bob", stance, "something else")
    assert house.objections("bob")[0] == "resolved"


def test_an_earlier_objection_does_not_stop_the_new_version() -> None:
    """Unheard at the close, it becomes a concern, is read out, and the agreement settles first."""
    house = quick_house(*FIVE)
    house.says("bob", "objection", NIGHTS)
    house.amends()
    house.says("carol", "consent")
    house.says("dan", "consent")
    house.later(hours=24)
    assert house.objections("bob") == ["concern"]
    assert house.agreement_state == "settling"
    assert VoiceLine(house.ids["bob"], NIGHTS, HowSaid.WRITTEN, house.ids["bob"], is_own=True) in (
        house.last_told(AgreedSettling).concerns
    )


def test_an_earlier_objection_gives_the_grace_its_full_time() -> None:
    """Also when all are heard before it is over."""
    house = quick_house(*FIVE)
    house.says("bob", "objection", NIGHTS)
    house.amends()
    for name in ("carol", "dan", "erin"):
        house.says(name, "consent")
    house.later(hours=24)
    house.says("bob", "consent")
    assert house.agreement_state == "settling"
    house.later(hours=24)
    assert house.agreement_state == "in_force"


def test_resolved_after_an_amendment_is_a_concern_on_the_new_version() -> None:
    """The reason goes along."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.amends()
    house.resolves("bob")
    assert house.objections("bob") == ["resolved"]
    assert house.stance("bob") == "concern"
    assert house.proposal.live[house.ids["bob"]].taken.reason == NIGHTS


def test_an_objection_met_by_the_second_version_does_not_come_back_in_the_third() -> None:
    """A stance on any later version ended it, and taking back what came after changes nothing."""
    house = quick_house(*FIVE)
    house.says("bob", "objection", NIGHTS)
    house.amends(text="second")
    house.says("bob", "consent")
    house.amends(text="third")
    house.reacts("bob", "consent")
    house.takes_back("bob")
    assert house.objections("bob") == ["resolved"]


def test_an_earlier_objection_may_be_taken_back_while_integrating() -> None:
    """Its owner can always take it back, also when the new version's round closed."""
    house = quick_house(*FIVE)
    house.says("bob", "objection", NIGHTS)
    house.amends()
    house.says("carol", "objection", "and I study")
    house.later(hours=24)
    assert house.state == "integrating"
    house.takes_back("bob")
    assert house.objections("bob") == ["resolved"]


def test_an_objection_of_who_left_before_the_round_goes_along_as_a_concern() -> None:
    """They were not asked; nobody is left waiting for them."""
    house = House(*FIVE)
    house.propose()
    house.reacts("bob", "objection")
    house.leaves("bob")
    house.opens()
    house.says("carol", "consent")
    house.says("dan", "consent")
    house.later(hours=48)
    assert house.objections("bob") == ["concern"]
    house.later(hours=24)
    assert house.agreement_state == "in_force"


# Rule 7: concerns.


def test_concerns_do_not_stop_and_are_read_out() -> None:
    """With the words of who has them."""
    house = quick_house()
    house.says("bob", "concern", "noise")
    house.says("carol", "concern")
    assert house.last_told(Agreed).concerns == (
        VoiceLine(house.ids["bob"], "noise", HowSaid.WRITTEN, house.ids["bob"], is_own=True),
        VoiceLine(house.ids["carol"], "", HowSaid.NONE, house.ids["carol"], is_own=True),
    )


def test_a_resolved_objection_is_read_out_with_its_reason() -> None:
    """As the concern it became."""
    house = quick_house()
    house.says("carol", "consent")
    house.says("bob", "objection", NIGHTS)
    house.resolves("bob")
    assert house.last_told(Agreed).concerns == (
        VoiceLine(house.ids["bob"], NIGHTS, HowSaid.WRITTEN, house.ids["bob"], is_own=True),
    )


# Rule 9: the step to integrating.


def test_an_open_objection_at_the_close_leads_to_integrating() -> None:
    """And the room is told what it is."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.later(hours=24)
    assert house.state == "integrating"
    assert house.last_told(ObjectionIsOpen).objections == (
        VoiceLine(house.ids["bob"], NIGHTS, HowSaid.WRITTEN, house.ids["bob"], is_own=True),
    )


def test_when_the_last_objection_ends_there_it_is_adopted_as_at_a_close() -> None:
    """Not before the last one."""
    house = quick_house(*FIVE)
    house.says("bob", "objection", NIGHTS)
    house.says("carol", "objection", "and I study")
    house.later(hours=24)
    house.resolves("bob")
    assert house.state == "integrating"
    house.resolves("carol")
    assert house.agreement_state == "settling"


def test_adopted_from_integrating_with_everyone_heard_is_in_force_at_once() -> None:
    """As at a close."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.says("carol", "consent")
    house.later(hours=24)
    house.resolves("bob")
    assert house.agreement_state == "in_force"


def test_when_the_last_objection_ends_there_and_too_few_were_heard_a_new_round_opens() -> None:
    """On the same version, as long as the first, and what was said stays said."""
    house = quick_house(*FIVE)
    house.says("bob", "objection", NIGHTS)
    house.later(hours=30)
    house.resolves("bob")
    assert house.state == "consent"
    assert house.proposal.version.number == 1
    assert house.heard == ["alice", "bob"]
    assert house.closes_at == MONDAY_NOON + timedelta(hours=54)


def test_while_integrating_only_objections_are_said() -> None:
    """The round is closed for other stances; who sees harm may still say so."""
    house = quick_house(*FIVE)
    house.says("bob", "objection", NIGHTS)
    house.later(hours=24)
    assert refusal(house.says("carol", "consent")) == "RoundIsClosed"
    house.says("carol", "objection", "and I study")
    house.resolves("bob")
    assert house.state == "integrating"
    assert house.objections("carol") == ["open"]


def test_a_proposal_may_be_withdrawn_while_integrating() -> None:
    """By its proposer."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.later(hours=24)
    house.withdraws()
    assert house.state == "withdrawn"


def test_an_objection_without_a_reason_is_asked_about_while_integrating() -> None:
    """It holds for its 48 hours; then the agreement settles first."""
    house = quick_house()
    house.says("bob", "objection", NIGHTS)
    house.says("carol", "consent")
    house.later(hours=24)
    house.says("carol", "objection", via=Via.REACTION)
    house.resolves("bob")
    assert house.state == "integrating"
    house.later(hours=48)
    assert house.objections("carol") == ["concern"]
    assert house.agreement_state == "settling"
