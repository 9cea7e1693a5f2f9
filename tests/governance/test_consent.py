"""Rules 2 to 4: who is asked, who counts as heard, and when it is adopted."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

import pytest

from governance.closing import needed
from governance.facts import Via
from governance.outcomes import Agreed, AgreedSettling, TooFewHeard
from tests.governance.house import MONDAY_NOON, House, refusal

FIVE = ("alice", "bob", "carol", "dan", "erin")
HOUR = timedelta(hours=1)


# Rule 2: the roll, and the one stance that counts.


def test_everyone_present_when_the_round_opens_is_asked() -> None:
    """The roll is fixed when the round opens, not when it was proposed."""
    house = House("alice", "bob")
    house.propose()
    house.moves_in("carol")
    house.opens()
    assert house.roll == ["alice", "bob", "carol"]


def test_who_joins_during_a_round_is_asked_about_the_next_version() -> None:
    """They are on the roll from the next version on."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.moves_in("dan")
    assert refusal(house.says("dan", "consent")) == "AskedNextTime"
    house.amends()
    assert house.roll == ["alice", "bob", "carol", "dan"]


def test_who_leaves_is_off_the_roll() -> None:
    """They are neither heard nor waited for."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "consent")
    house.leaves("carol")
    assert house.agreement_state == "in_force"


def test_the_stance_of_who_left_is_not_counted() -> None:
    """Heard are those who still live here."""
    house = House(*FIVE)
    house.quick()
    house.says("bob", "consent")
    house.leaves("bob")
    assert house.heard == ["alice"]
    assert refusal(house.says("bob", "objection", "still")) == "NotOnTheRoll"


def test_who_comes_back_is_asked_about_the_next_version() -> None:
    """Having left once takes nobody off a later roll."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.leaves("bob")
    house.moves_in("bob")
    house.amends()
    assert sorted(house.roll) == ["alice", "bob", "carol"]


def test_the_last_stance_counts() -> None:
    """One live stance per person and version; the earlier ones are kept."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "concern", "noise")
    house.reacts("bob", "aside")
    assert house.stance("bob") == "aside"
    assert [r.taken.stance for r in house.proposal.stances if r.taken.reason] != []
    assert len(house.proposal.stances) == 3


def test_unvote_leaves_no_stance() -> None:
    """`!unvote` does not fall back on what was said before."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "concern")
    house.says("bob", "consent")
    house.unvotes("bob")
    assert house.stance("bob") is None
    assert house.heard == ["alice"]


def test_nothing_said_is_nothing_to_take_back() -> None:
    """`!unvote` without a stance is refused."""
    house = House("alice", "bob", "carol")
    house.quick()
    assert refusal(house.unvotes("bob")) == "NothingToTakeBack"


@pytest.mark.parametrize("via", [Via.COMMAND, Via.POLL, Via.REACTION])
def test_what_is_taken_back_restores_the_stance_before(via: Via) -> None:
    """A reaction removed, or a vote or command redacted, is as if it was never said."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "concern", "noise")
    house.says("bob", "consent", via=via)
    house.takes_back("bob")
    assert house.stance("bob") == "concern"


def test_an_unvote_redacted_restores_the_stance_before() -> None:
    """`!unvote` is a command like any other."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "concern")
    house.unvotes("bob")
    house.takes_back("bob")
    assert house.stance("bob") == "concern"


def test_taking_back_an_earlier_message_leaves_the_last_stance() -> None:
    """Tidying up does not change what was said last."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "concern")
    house.says("bob", "consent")
    house.takes_back("bob", 0)
    assert house.stance("bob") == "consent"
    house.takes_back("bob", 1)
    assert house.stance("bob") is None


def test_an_empty_vote_takes_back_earlier_taps_only() -> None:
    """What was typed or reacted stands."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.reacts("bob", "concern")
    house.taps("bob", "consent")
    house.taps("bob", "aside")
    house.empties_the_poll("bob")
    assert house.stance("bob") == "concern"


def test_a_stance_on_an_earlier_version_is_ignored() -> None:
    """A tap on the card of an earlier version is a stray event."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "objection", "I work nights")
    house.amends()
    ruling = house.says("bob", "consent", via=Via.REACTION, version=1)
    assert ruling.facts == ()
    assert ruling.outcomes == ()
    assert house.objections("bob") == ["open"]


def test_both_ends_of_the_round_are_inclusive() -> None:
    """A stance at the very moment of opening or closing counts."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "consent")
    house.now = house.closes_at
    house.says("carol", "concern")
    assert house.heard == ["alice", "bob", "carol"]
    assert house.agreement_state == "in_force"


def test_an_objection_at_the_very_close_stands() -> None:
    """The close comes after the last moment of the round."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "consent")
    house.now = house.closes_at
    house.says("carol", "objection", "I work nights")
    assert house.state == "consent"
    house.later(seconds=5)
    assert house.state == "integrating"


def test_after_being_away_a_stance_counts_by_the_servers_time() -> None:
    """What was said within the round counts, also when it is read after its end."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.now = house.closes_at + HOUR
    house.says("bob", "consent", at=house.closes_at - HOUR)
    assert house.state == "consent"
    house.later(seconds=1)
    assert house.heard == ["alice", "bob"]
    assert house.state == "adopted"


def test_after_the_close_a_stance_of_who_was_heard_does_not_count() -> None:
    """In the grace nobody changes what they said, unless they object."""
    house = House("alice", "bob", "carol", "dan")
    house.quick()
    house.says("bob", "concern")
    house.says("carol", "consent")
    house.later(hours=24)
    assert refusal(house.says("bob", "consent")) == "HeardAlready"
    assert house.stance("bob") == "concern"


def test_an_objection_after_the_close_goes_to_the_grace() -> None:
    """It reopens what settles."""
    house = House("alice", "bob", "carol", "dan")
    house.quick()
    house.says("bob", "consent")
    house.says("carol", "consent")
    house.later(hours=25)
    house.says("bob", "objection", "I forgot the baby")
    assert house.state == "integrating"
    assert house.agreement_state == "ended"


def test_who_was_heard_cannot_undo_an_agreement_by_redacting() -> None:
    """After the close, a stance from within the round stays."""
    house = House("alice", "bob", "carol", "dan")
    house.quick()
    house.says("bob", "consent")
    house.says("carol", "consent")
    house.later(hours=25)
    house.takes_back("bob")
    assert house.heard == ["alice", "bob", "carol"]


# Rule 3: silence is never consent.


def test_silence_is_never_consent() -> None:
    """A round in which nobody spoke adopts nothing, however long it lasts."""
    house = House(*FIVE)
    house.quick()
    house.later(days=60)
    assert house.state == "lapsed"
    assert house.proposal.agreements == ()


def test_silence_of_one_of_two_is_never_consent() -> None:
    """In a house of two both must be heard."""
    house = House("alice", "bob")
    house.quick()
    house.later(days=60)
    assert house.state == "lapsed"


@pytest.mark.parametrize("stance", ["consent", "concern", "aside"])
def test_heard_is_who_has_a_live_stance(stance: str) -> None:
    """A concern and an aside are heard too."""
    house = House("alice", "bob", "carol", "dan")
    house.quick()
    house.says("carol", "consent")
    house.says("dan", "consent")
    house.says("bob", stance)
    assert house.heard == ["alice", "bob", "carol", "dan"]
    assert house.agreement_state == "in_force"


def _by_rule_3(n: int) -> int:
    if n <= 2:
        return n
    if n <= 4:
        return n - 1
    return max(3, ceil(n / 2))


@pytest.mark.parametrize("n", range(1, 31))
def test_as_many_are_needed_as_rule_3_says(n: int) -> None:
    """All of two, all but one of four, else half of the roll and at least three."""
    assert needed(n, quorum=0.5, min_heard=3) == _by_rule_3(n)


def test_nothing_is_adopted_by_an_empty_house() -> None:
    """When nobody is on the roll, one would still have to be heard."""
    assert needed(0, quorum=0.5, min_heard=3) == 1


@pytest.mark.parametrize(
    ("n", "quorum", "min_heard", "expected"),
    [
        (10, 0.75, 3, 8),
        (10, 0.1, 3, 3),
        (10, 0, 1, 1),
        (10, 1, 3, 10),
        (30, 0.7, 3, 21),
        (30, 0.1, 3, 3),
        (5, 0.5, 20, 5),
        (2, 0, 1, 2),
        (4, 0, 1, 3),
    ],
)
def test_the_house_settles_its_own_quorum(
    n: int, quorum: float, min_heard: int, expected: int
) -> None:
    """Exactly so many, without errors of rounding, and never more than live here."""
    assert needed(n, quorum, min_heard) == expected


def test_too_few_heard_extends_the_round_once() -> None:
    """By the round's own length."""
    house = House(*FIVE)
    house.quick()
    house.later(hours=24)
    assert house.state == "consent"
    assert house.closes_at == MONDAY_NOON + timedelta(hours=48)


def test_a_round_is_extended_by_its_own_length() -> None:
    """Also when the proposer said how long it lasts."""
    house = House(*FIVE, talk_hours=24)
    house.propose()
    house.opens(length=timedelta(hours=100))
    house.later(hours=100)
    assert house.closes_at == MONDAY_NOON + timedelta(hours=200)


def test_too_few_heard_twice_lapses() -> None:
    """It is told as too few heard, not as a rejection, and it is final."""
    house = House(*FIVE)
    house.quick()
    house.says("bob", "consent")
    house.later(hours=48)
    assert house.state == "lapsed"
    told = house.last_told(TooFewHeard)
    assert (told.heard, told.needed) == (2, 3)
    assert refusal(house.says("carol", "consent")) == "RoundIsOver"


def test_who_speaks_in_the_extension_is_heard() -> None:
    """What was said before it counts too."""
    house = House(*FIVE)
    house.quick()
    house.says("bob", "consent")
    house.later(hours=30)
    house.says("carol", "consent")
    house.later(hours=18)
    assert house.heard == ["alice", "bob", "carol"]
    assert house.state == "adopted"


def test_an_open_objection_goes_before_too_few_heard() -> None:
    """The round is not extended; what meets the objection is looked for."""
    house = House(*FIVE)
    house.quick()
    house.says("bob", "objection", "I work nights")
    house.later(hours=24)
    assert house.state == "integrating"


# Rule 4: adopted.


def test_adopted_as_soon_as_the_whole_roll_is_heard() -> None:
    """That is what makes it quick."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "consent")
    assert house.state == "consent"
    house.says("carol", "consent")
    assert house.agreement_state == "in_force"
    assert house.was_told(Agreed)


def test_enough_heard_is_adopted_at_the_close_and_not_before() -> None:
    """Others have the whole round to speak."""
    house = House(*FIVE)
    house.quick()
    house.says("bob", "consent")
    house.says("carol", "consent")
    house.later(hours=23)
    assert house.state == "consent"
    house.later(hours=1)
    assert house.state == "adopted"
    told = house.last_told(AgreedSettling)
    assert (told.heard, told.asked) == (3, 5)


def test_a_house_of_one_adopts_at_once() -> None:
    """Who lives alone is the whole roll."""
    house = House("alice")
    house.quick()
    assert house.agreement_state == "in_force"


def test_putting_forward_is_the_proposers_consent() -> None:
    """Made when the round opens, for every version."""
    house = House("alice", "bob", "carol")
    house.propose()
    assert house.stance("alice") is None
    house.opens()
    assert house.stance("alice") == "consent"
    house.amends()
    assert house.heard == ["alice"]


def test_the_proposers_consent_is_a_stance_like_any_other() -> None:
    """They may say something else, or nothing."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.unvotes("alice")
    assert house.heard == []
    house.says("alice", "concern", "I doubt it")
    assert house.stance("alice") == "concern"


def test_what_the_proposer_said_while_talking_goes_before_it() -> None:
    """Who proposes may well object in the end."""
    house = House("alice", "bob", "carol")
    house.propose()
    house.reacts("alice", "objection")
    house.opens()
    assert house.stance("alice") == "objection"


def test_a_proposer_who_left_is_not_heard() -> None:
    """Only who is on the roll puts a version forward."""
    house = House("alice", "bob", "carol")
    house.propose()
    house.leaves("alice")
    house.later(hours=24)
    assert house.heard == []


def test_a_round_lasts_as_long_as_the_house_settled() -> None:
    """48 hours, and a quick one 24."""
    slow, quick = House("alice", "bob", "carol"), House("alice", "bob", "carol")
    slow.propose()
    slow.opens()
    quick.quick()
    assert slow.closes_at == MONDAY_NOON + timedelta(hours=48)
    assert quick.closes_at == MONDAY_NOON + timedelta(hours=24)


def test_a_later_versions_round_is_as_long_as_the_first() -> None:
    """Also when the proposer had chosen the length, or the house has settled another since."""
    house = House("alice", "bob", "carol")
    house.propose()
    house.opens(length=timedelta(hours=100))
    house.settle(round_hours=12)
    house.later(hours=10)
    house.amends()
    assert house.closes_at == MONDAY_NOON + timedelta(hours=110)


def test_a_change_of_settings_does_not_reach_a_round_that_runs() -> None:
    """Who is asked knows how long, and how many."""
    house = House(*FIVE)
    house.quick()
    house.settle(quick_hours=1, min_heard=1, quorum=0, grace_hours=0, review_months=1)
    house.says("bob", "consent")
    house.later(hours=24)
    assert house.state == "consent"
    house.says("carol", "consent")
    house.later(hours=24)
    assert house.grace_until == house.now + timedelta(hours=24)


def test_a_new_version_is_extended_once_again() -> None:
    """Every version has its own round."""
    house = House(*FIVE)
    house.quick()
    house.later(hours=24)
    house.amends()
    house.later(hours=24)
    assert house.state == "consent"
    house.later(hours=24)
    assert house.state == "lapsed"


def test_an_agreement_is_not_withdrawn() -> None:
    """Withdrawing ends where an agreement begins, also while it settles."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "consent")
    house.later(hours=24)
    assert house.agreement_state == "settling"
    assert refusal(house.withdraws()) == "RoundIsOver"


def test_an_agreement_comes_to_review() -> None:
    """After `review_months`, at the same time of the house's day, also across the summer's hour."""
    house = House("alice", review_months=7)
    house.quick()
    assert house.proposal.agreement is not None
    review = house.proposal.agreement.review_at
    assert review == MONDAY_NOON.replace(year=2027, month=6) - timedelta(hours=1)


@pytest.mark.parametrize("stance", ["consent", "concern", "objection", "aside"])
def test_a_voice_not_on_the_roll_does_not_count(stance: str) -> None:
    """A professional's tap is shown, and decides nothing."""
    house = House("alice", "bob", "carol", "pat")
    house.home.remove("pat")
    house.quick()
    assert refusal(house.says("pat", stance, "because", via=Via.POLL)) == "NotOnTheRoll"
    assert house.heard == ["alice"]
