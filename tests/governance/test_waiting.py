"""Design §6: while the bot is put out or may not speak, time stands still for what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.advance import due_at
from governance.facts import Adopted, Via, Waited
from governance.proposals import Proposal
from governance.ruling import IGNORED
from tests.governance.house import AMSTERDAM, MONDAY_NOON, House

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FOUR = ("alice", "bob", "carol", "dan")


def talking(**settings: Any) -> House:
    house = House(*FOUR, **({"quiet_hours": "off"} | settings))
    house.propose()
    return house


def asking(*heard: str, **settings: Any) -> House:
    house = House(*FOUR, **settings)
    house.quick()
    for name in heard:
        house.says(name, "consent")
    return house


def silent(house: House, length: timedelta = DAY) -> None:
    """The bot cannot speak for so long."""
    house.falls_silent()
    house.until(house.now + length)
    house.speaks_again()


def due(house: House) -> datetime:
    found = due_at(house.proposal)
    assert found is not None
    return found


# -- what was to come comes as much later


def test_the_talking_goes_on_as_long_as_it_would_have() -> None:
    """It ends as much later as the silence was long."""
    house = talking()
    until = due(house)
    house.later(hours=1)
    silent(house)
    assert due(house) == until + DAY
    house.until(until + DAY)
    assert house.state == "consent"


def test_a_round_goes_on_as_long_as_it_would_have() -> None:
    """Also past its old close nothing closes it before."""
    house = asking("bob")
    until = house.closes_at
    house.later(hours=23)
    silent(house)
    assert house.closes_at == until + DAY
    house.later(minutes=59)
    assert house.proposal.round is not None
    assert not house.proposal.round.extended


def test_who_is_asked_for_a_reason_gets_the_time_back() -> None:
    """The 48 hours are hours in which the bot could hear and answer."""
    house = asking()
    house.taps("bob", "objection")
    until = house.objection("bob").pending_until
    assert until is not None
    house.later(hours=1)
    silent(house)
    assert house.objection("bob").pending_until == until + DAY
    house.until(until + DAY - timedelta(seconds=1))
    assert house.objections("bob") == ["pending"]
    house.later(seconds=1)
    assert house.objections("bob") == ["concern"]


def test_a_grace_goes_on_as_long_as_it_would_have() -> None:
    """Who was unheard has all of it."""
    house = asking("bob", "carol")
    house.later(hours=24)
    until = house.grace_until
    house.later(hours=1)
    silent(house)
    assert house.grace_until == until + DAY
    house.until(until + DAY - timedelta(seconds=1))
    assert house.agreement_state == "settling"
    house.later(seconds=1)
    assert house.agreement_state == "in_force"


def test_a_review_is_on_its_date() -> None:
    """Dates do not move."""
    house = asking("bob", "carol")
    house.later(hours=24)
    assert house.proposal.agreement is not None
    review = house.proposal.agreement.review_at
    silent(house)
    assert house.proposal.agreement.review_at == review


def test_two_silences_come_on_top_of_each_other() -> None:
    """Each puts off what was still to come when it began."""
    house = asking("bob")
    until = house.closes_at
    house.later(hours=1)
    silent(house)
    house.later(hours=1)
    silent(house, 2 * HOUR)
    assert house.closes_at == until + DAY + 2 * HOUR


def test_a_round_that_was_extended_gets_the_time_back_too() -> None:
    """Once, and not counted from where the round began first."""
    house = asking()
    house.later(hours=25)
    until = house.closes_at
    silent(house)
    assert house.closes_at == until + DAY


def test_a_grace_that_began_anew_gets_the_time_back_too() -> None:
    """An expired objection made it begin again."""
    house = asking("bob", "carol")
    house.later(hours=47)
    house.taps("dan", "objection")
    house.later(hours=49)
    assert house.agreement_state == "settling"
    until = house.grace_until
    silent(house)
    assert house.grace_until == until + DAY


def test_talking_does_not_end_in_the_night_for_having_been_put_off() -> None:
    """Rule 1: what would end in quiet hours ends at their end."""
    house = House(*FOUR)
    house.propose()
    house.later(hours=1)
    silent(house, 14 * HOUR)
    assert due(house).astimezone(AMSTERDAM).hour == 8


# -- what was past stays past


def test_what_was_past_when_the_silence_began_stays_past() -> None:
    """A round whose close was to be recorded just then closes when the bot is back."""
    house = asking("bob", "carol")
    house.now = house.closes_at
    silent(house)
    assert house.agreement_state == "settling"


def test_a_round_is_extended_by_its_own_length_and_no_more() -> None:
    """Its close was past: the second time begins when the bot is back, and is whole."""
    house = asking()
    house.now = house.closes_at + timedelta(seconds=1)
    silent(house)
    assert house.closes_at == house.now + DAY


def test_a_round_that_somebody_found_closed_in_the_silence_is_extended_from_the_return() -> None:
    """Their act let time catch up; the time it gave counts from when the bot is back."""
    house = asking()
    house.now = house.closes_at + timedelta(seconds=1)
    house.falls_silent()
    house.later(hours=5)
    house.says("bob", "consent")
    assert house.closes_at == house.now + DAY
    house.later(hours=5)
    house.speaks_again()
    assert house.closes_at == house.now + DAY


def test_a_grace_that_began_in_the_silence_is_whole() -> None:
    """Adopted by a close that was past, it settles from the return on."""
    house = asking("bob", "carol")
    house.now = house.closes_at + timedelta(seconds=1)
    house.falls_silent()
    house.later(hours=5)
    house.follow(house.circumstances())  # as the desk does for whoever speaks
    house.says("dan", "objection")
    house.later(hours=5)
    house.speaks_again()
    assert house.agreement_state == "settling"
    assert house.grace_until == house.now + DAY


# -- what begins in the silence


def test_talking_that_begins_in_the_silence_is_whole() -> None:
    """It lasts as long from the return as from any proposal."""
    house = House(*FOUR, quiet_hours="off")
    house.falls_silent()
    house.later(hours=5)
    house.propose()
    house.later(hours=30)
    assert house.state == "talking"
    house.speaks_again()
    assert due(house) == house.now + DAY


def test_a_round_that_opens_in_the_silence_is_whole() -> None:
    """Everyone has all of it once they can see it."""
    house = talking(round_hours=24)
    house.falls_silent()
    house.later(hours=5)
    house.opens()
    house.later(hours=30)
    assert house.state == "consent"
    house.speaks_again()
    assert house.closes_at == house.now + DAY


def test_a_quick_round_opens_in_the_silence_too() -> None:
    """It is the act of who asks for it."""
    house = House(*FOUR)
    house.falls_silent()
    house.later(hours=5)
    house.quick()
    assert house.state == "consent"
    house.speaks_again()
    assert house.closes_at == house.now + DAY


def test_the_wait_for_a_reason_that_begins_in_the_silence_is_whole() -> None:
    """The question could not be put before."""
    house = asking()
    house.falls_silent()
    house.later(hours=5)
    house.taps("bob", "objection")
    house.later(hours=100)
    assert house.objections("bob") == ["pending"]
    house.speaks_again()
    assert house.objection("bob").pending_until == house.now + 2 * DAY


# -- while it lasts


def test_nothing_closes_in_the_silence_though_people_are_heard() -> None:
    """What they say counts; the close waits."""
    house = asking("bob")
    house.falls_silent()
    house.later(hours=30)
    house.says("carol", "consent")
    house.later(hours=30)
    assert house.state == "consent"
    assert house.heard == ["alice", "bob", "carol"]


def test_when_all_are_heard_in_the_silence_it_is_adopted() -> None:
    """That is their act, not time's."""
    house = asking("bob")
    house.falls_silent()
    house.later(hours=30)
    house.says("carol", "consent")
    house.says("dan", "consent")
    assert house.agreement_state == "in_force"


def test_an_objection_in_the_silence_is_one() -> None:
    """Also after the old close: the round is open."""
    house = asking("bob")
    house.falls_silent()
    house.later(hours=30)
    house.says("dan", "objection", "I work nights")
    house.speaks_again()
    assert house.objections("dan") == ["open"]
    assert house.state == "consent"


def test_what_is_over_does_not_wait() -> None:
    """Nothing is recorded for it."""
    house = asking("bob", "carol", "dan")
    house.falls_silent()
    house.later(hours=1)
    assert house.speaks_again() == IGNORED
    assert not any(isinstance(one.fact, Waited) for one in house.facts)


@pytest.mark.parametrize("length", [timedelta(0), timedelta(microseconds=1), 1000 * DAY])
def test_a_silence_may_be_of_any_length(length: timedelta) -> None:
    """Also none at all."""
    house = asking("bob")
    until = house.closes_at
    silent(house, length)
    assert house.closes_at == until + length


def test_a_clock_that_goes_back_takes_no_time_away() -> None:
    """Nothing comes sooner for having waited."""
    house = asking("bob")
    until = house.closes_at
    house.falls_silent()
    house.now -= HOUR
    house.speaks_again()
    assert house.closes_at == until


# -- in any life


@dataclass(frozen=True)
class Act:
    """Somebody does something, or time goes by."""

    does: str
    nth: int
    stance: str
    reason: str | None
    via: Via
    minutes: int


acts = st.builds(
    Act,
    st.sampled_from(
        [
            "says",
            "says",
            "says",
            "later",
            "later",
            "redacts",
            "resolves",
            "unvotes",
            "reasons",
            "amends",
            "opens",
            "leaves",
        ]
    ),
    st.integers(0, 4),
    st.sampled_from(["consent", "concern", "objection", "aside"]),
    st.sampled_from([None, "I work nights"]),
    st.sampled_from([Via.COMMAND, Via.POLL, Via.REACTION]),
    st.sampled_from([1, 59, 60, 240, 24 * 60, 48 * 60]),
)
lives = st.lists(acts, max_size=14)
lengths = st.integers(0, 60 * 24 * 9).map(lambda minutes: timedelta(minutes=minutes))


def born(*, quick: bool, people: int) -> House:
    house = House(*(*FOUR, "erin")[:people], now=MONDAY_NOON, quiet_hours="off")
    house.propose(quick=quick)
    return house


def live(house: House, life: Sequence[Act]) -> None:
    for act in life:
        _do(house, act)


def _do(house: House, act: Act) -> None:
    who = house.name(sorted(house.ids.values())[act.nth % len(house.ids)])
    match act.does:
        case "says":
            house.says(who, act.stance, act.reason if act.via is Via.COMMAND else None, act.via)
        case "later":
            house.later(minutes=act.minutes)
        case "redacts" if house.said.get(who):
            house.takes_back(who)
        case "resolves":
            house.resolves(who)
        case "unvotes":
            house.unvotes(who)
        case "reasons" if house.proposal.objections:
            owner = house.proposal.objections[-1].member
            house.gives_reason(house.name(owner), "it wakes the baby", who)
        case "amends":
            house.amends("alice", f"wording {len(house.facts)}")
        case "opens":
            house.opens()
        case "leaves" if len(house.home) > 1 and who in house.home:
            house.leaves(who)


def times(proposal: Proposal) -> dict[str, datetime]:
    """Every time that something waits for, each with its name."""
    found = {f"reason {o.id}": o.pending_until for o in proposal.standing() if o.pending_until}
    if proposal.state.value == "talking":
        found["talk"] = proposal.talk_until
    if proposal.state.value == "consent" and proposal.round:
        found["round"] = proposal.round.closes_at
    if proposal.is_settling and proposal.agreement:
        found["grace"] = proposal.agreement.grace_until
    return found


def shape(house: House) -> tuple[object, ...]:
    """All that is decided, without when."""
    known = house.proposal
    return (
        known.state,
        [(a.number, a.version, a.state) for a in known.agreements],
        [(o.member, o.version, o.state, o.reason) for o in known.objections],
        {member: record.taken.stance for member, record in known.live.items()},
        known.roll,
        [fact for fact in map(type, (one.fact for one in house.facts)) if fact is not Waited],
    )


@given(lives, lengths, st.booleans(), st.integers(1, 5), st.sampled_from([0, 1, 90]))
def test_a_silence_puts_off_exactly_what_had_not_come(
    life: list[Act], length: timedelta, quick: bool, people: int, late: int
) -> None:
    """By its own length, neither more nor less, whatever the life was before it.

    `late`: seconds that the bot was behind when it fell silent; what came in them is past.
    """
    house = born(quick=quick, people=people)
    live(house, life)
    house.now += timedelta(seconds=late)
    before, since = times(house.proposal), house.now
    house.falls_silent()
    house.until(since + length)
    assert times(house.proposal) == before, "in a silence time does nothing"
    house.speaks_again()
    after = times(house.proposal)
    for name, moment in before.items():
        assert moment <= since or after[name] == moment + length


@given(lives, lives, lengths, st.booleans(), st.integers(1, 5))
def test_nothing_is_due_within_a_silence(
    before: list[Act], meanwhile: list[Act], length: timedelta, quick: bool, people: int
) -> None:
    """Whatever people did in it: what waits, waits for a time after the return."""
    house = born(quick=quick, people=people)
    live(house, before)
    since = house.now
    house.falls_silent()
    house.until(since + length)
    live(house, meanwhile)
    house.speaks_again()
    due = due_at(house.proposal)
    assert due is None or due >= house.now


@given(lives, lives, lengths, st.booleans(), st.integers(1, 5))
def test_after_a_silence_life_goes_on_as_if_it_had_not_been(
    before: list[Act], after: list[Act], length: timedelta, quick: bool, people: int
) -> None:
    """The same acts after the same times lead to the same, so much later."""
    here, there = (born(quick=quick, people=people) for _ in range(2))
    for house in (here, there):
        live(house, before)
        house.later(seconds=1)  # at the very moment of a close it is still open for an act
    silent(there, length)
    live(here, after)
    live(there, after)
    assert shape(there) == shape(here)
    due, due_there = due_at(here.proposal), due_at(there.proposal)
    if not here.proposal.is_over:  # a review is on its date, however long a silence was
        assert due_there == (due + length if due else None)
    adopted = [one.fact for one in here.facts if isinstance(one.fact, Adopted)]
    adopted_there = [one.fact for one in there.facts if isinstance(one.fact, Adopted)]
    assert [f.grace_until - f.at for f in adopted] == [f.grace_until - f.at for f in adopted_there]
