"""Rule 1: talking, and how it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from governance.facts import Via
from tests.governance.house import MONDAY_NOON, House, refusal

ELEVEN_AT_NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
TWO_AT_NIGHT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def test_a_proposal_is_talked_about_first() -> None:
    """A proposal is put forward without a round."""
    house = House("alice", "bob")
    house.propose()
    assert house.state == "talking"
    assert house.proposal.round is None


def test_talking_ends_when_the_proposer_says_round() -> None:
    """`!round` opens the round at once."""
    house = House("alice", "bob", "carol")
    house.propose()
    house.later(hours=1)
    house.opens("alice")
    assert house.state == "consent"
    assert house.closes_at == MONDAY_NOON + timedelta(hours=49)


def test_only_the_proposer_ends_the_talking() -> None:
    """Somebody else's `!round` is refused."""
    house = House("alice", "bob")
    house.propose()
    assert refusal(house.opens("bob")) == "ProposersOnly"
    assert house.state == "talking"


def test_talking_ends_by_itself() -> None:
    """After `talk_hours` the round opens, and not before."""
    house = House("alice", "bob", "carol")
    house.propose()
    house.later(hours=23, minutes=59)
    assert house.state == "talking"
    house.later(minutes=1)
    assert house.state == "consent"


def test_talking_lasts_as_long_as_the_house_settled() -> None:
    """`talk_hours` is the house's own."""
    house = House("alice", "bob", "carol", talk_hours=3)
    house.propose()
    house.later(hours=3)
    assert house.state == "consent"


def test_without_talk_hours_the_round_opens_at_once() -> None:
    """A house may settle not to talk first."""
    house = House("alice", "bob", "carol", talk_hours=0)
    house.propose()
    assert house.state == "consent"


@pytest.mark.parametrize("start", [ELEVEN_AT_NIGHT, TWO_AT_NIGHT])
def test_talking_that_ends_in_quiet_hours_ends_when_they_do(start: datetime) -> None:
    """The round opens at eight, whether talking ended before midnight or after."""
    house = House("alice", "bob", "carol", now=start)
    house.propose()
    eight = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    house.until(eight - timedelta(seconds=1))
    assert house.state == "talking"
    house.until(eight)
    assert house.state == "consent"


def test_quick_skips_talking() -> None:
    """`!quick` asks at once, also at night: it follows somebody's act."""
    house = House("alice", "bob", "carol", now=ELEVEN_AT_NIGHT)
    house.quick()
    assert house.state == "consent"
    assert house.proposal.round is not None
    assert house.proposal.round.opened_at == ELEVEN_AT_NIGHT


def test_amending_while_talking_is_free() -> None:
    """No round opens, nobody is asked, and talking lasts no longer."""
    house = House("alice", "bob")
    house.propose()
    until = house.proposal.talk_until
    house.later(hours=2)
    house.amends()
    assert house.state == "talking"
    assert house.proposal.version.number == 2
    assert house.proposal.talk_until == until


def test_only_the_proposer_amends() -> None:
    """The text is its proposer's."""
    house = House("alice", "bob")
    house.propose()
    assert refusal(house.amends("bob")) == "ProposersOnly"


def test_the_same_text_is_no_new_version() -> None:
    """An amendment that changes nothing is refused."""
    house = House("alice", "bob")
    house.propose(text="Quiet hours")
    assert refusal(house.amends(text="Quiet hours")) == "SameText"


def test_a_reaction_standing_when_the_round_opens_counts() -> None:
    """Who reacted while talking need not say it again."""
    house = House("alice", "bob", "carol")
    house.propose()
    house.reacts("bob", "concern")
    house.opens()
    assert house.heard == ["alice", "bob"]
    assert house.stance("bob") == "concern"


def test_a_reaction_taken_back_before_the_round_does_not_count() -> None:
    """Only what stands on the card when the round opens is a stance."""
    house = House("alice", "bob", "carol")
    house.propose()
    house.reacts("bob", "consent")
    house.takes_back("bob")
    house.opens()
    assert house.heard == ["alice"]


def test_a_reaction_to_an_earlier_wording_does_not_count() -> None:
    """A new wording has a card of its own."""
    house = House("alice", "bob", "carol")
    house.propose()
    house.reacts("bob", "consent")
    house.amends()
    house.opens()
    assert house.heard == ["alice"]


@pytest.mark.parametrize("via", [Via.COMMAND, Via.POLL])
def test_a_command_or_tap_before_the_round_is_refused(via: Via) -> None:
    """While talking only reactions are stances."""
    house = House("alice", "bob")
    house.propose()
    assert refusal(house.says("bob", "consent", via=via)) == "StillTalking"
    house.opens()
    assert house.heard == ["alice"]


def test_who_does_not_live_here_is_not_asked_while_talking() -> None:
    """A reaction of somebody who is not on the coming roll is no stance."""
    house = House("alice", "bob", "pat")
    house.home.remove("pat")
    house.propose()
    assert refusal(house.reacts("pat", "objection")) == "NotOnTheRoll"


def test_an_objection_while_talking_is_asked_about_when_the_round_opens() -> None:
    """The 48 hours for the reason run from the question."""
    house = House("alice", "bob", "carol")
    house.propose()
    house.reacts("bob", "objection")
    assert house.objection("bob").asked_at is None
    house.later(hours=24)
    assert house.objection("bob").asked_at == MONDAY_NOON + timedelta(hours=24)
    assert house.objections("bob") == ["pending"]


def test_the_round_opens_once() -> None:
    """A second `!round` is refused."""
    house = House("alice", "bob", "carol")
    house.propose()
    house.opens()
    assert refusal(house.opens()) == "RoundIsOpen"


def test_a_round_that_closed_with_an_objection_is_not_called_open() -> None:
    """While integrating, `!round` is told that the round is closed."""
    house = House("alice", "bob", "carol")
    house.quick()
    house.says("bob", "objection", "I work nights")
    house.later(hours=24)
    assert house.state == "integrating"
    assert refusal(house.opens()) == "RoundIsClosed"


@pytest.mark.parametrize("hours", [0, 23, 337])
def test_a_round_is_neither_rushed_nor_endless(hours: int) -> None:
    """A round of one's own length is at least `quick_hours` and at most two weeks."""
    house = House("alice", "bob")
    house.propose()
    assert refusal(house.opens(length=timedelta(hours=hours))) == "DurationOutOfRange"


@pytest.mark.parametrize("hours", [24, 100, 336])
def test_the_proposer_may_say_how_long_the_round_lasts(hours: int) -> None:
    """Both ends of the range are allowed."""
    house = House("alice", "bob", "carol")
    house.propose()
    house.opens(length=timedelta(hours=hours))
    assert house.closes_at == MONDAY_NOON + timedelta(hours=hours)


def test_a_proposal_may_be_withdrawn_while_talking() -> None:
    """Withdrawn is final."""
    house = House("alice", "bob")
    house.propose()
    house.withdraws()
    assert house.state == "withdrawn"
    house.later(days=30)
    assert house.state == "withdrawn"
    assert refusal(house.opens()) == "RoundIsOver"


def test_only_the_proposer_withdraws() -> None:
    """Nobody else ends a proposal."""
    house = House("alice", "bob")
    house.propose()
    assert refusal(house.withdraws("bob")) == "ProposersOnly"
