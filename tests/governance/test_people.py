"""Who is asked: away and resting people, and those who are spoken for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import outcomes, rounds, speaking
from governance.away import until_morning, why_not_until
from governance.facts import Stance, StanceTaken, Via
from governance.members import Kind, Member, MemberId, household, roll_of
from governance.outcomes import Outcome
from governance.proposals import Proposal
from governance.resting import NOTHING_SAID, TIME_TO_ANSWER, rests_from, was_unheard_lately
from governance.ruling import Circumstances
from tests.governance.house import AMSTERDAM, MONDAY_NOON, House

NOW = MONDAY_NOON
DAY = timedelta(days=1)
MOMENTS = st.integers(-400, 400).map(lambda days: NOW + timedelta(days=days, hours=days % 5))
ALICE = Member(MemberId(1), "Alice", Kind.RESIDENT, NOW - 100 * DAY, account="@alice")


@st.composite
def members(draw: st.DrawFn) -> list[Member]:
    some = draw(st.lists(st.sampled_from(Kind), max_size=8))
    return [
        Member(
            id=MemberId(number),
            name=f"m{number}",
            kind=kind,
            joined_at=NOW,
            left_at=draw(st.none() | MOMENTS),
            away_since=draw(st.none() | MOMENTS),
            away_until=draw(st.none() | MOMENTS),
            resting_since=draw(st.none() | MOMENTS),
        )
        for number, kind in enumerate(some, start=1)
    ]


# -- the roll


@given(members(), MOMENTS)
def test_nobody_is_asked_who_left_works_here_visits_rests_or_is_away(
    everyone: list[Member], now: datetime
) -> None:
    """And everybody else is."""
    asked = roll_of(everyone, now)
    for member in everyone:
        lives_here = member.kind in {Kind.RESIDENT, Kind.OFFLINE} and member.left_at is None
        ended = member.away_until is not None and member.away_until <= now
        is_away = member.away_since is not None and not ended
        expected = lives_here and not is_away and member.resting_since is None
        assert (member.id in asked) == expected


@given(members(), MOMENTS, st.randoms())
def test_the_roll_does_not_depend_on_the_order_of_the_list(
    everyone: list[Member], now: datetime, random: object
) -> None:
    """It is of the household, and in one order."""
    shuffled = sorted(everyone, key=lambda member: -member.id)
    assert roll_of(shuffled, now) == roll_of(everyone, now)
    assert set(roll_of(everyone, now)) <= set(household(everyone))


@given(members(), MOMENTS, st.integers(0, 10))
def test_time_alone_never_takes_anybody_off_the_roll(
    everyone: list[Member], now: datetime, days: int
) -> None:
    """Being away ends by itself; it never begins by itself."""
    assert set(roll_of(everyone, now)) <= set(roll_of(everyone, now + days * DAY))


# -- away


def test_away_ends_on_the_morning_of_the_day() -> None:
    """In house time, also where the clock was changed meanwhile."""
    until = until_morning(date(2027, 4, 1), AMSTERDAM)
    member = replace(ALICE, away_since=NOW, away_until=until)
    assert until.astimezone(UTC) == datetime(2027, 4, 1, 4, 0, tzinfo=UTC)
    assert not member.is_asked(until - timedelta.resolution)
    assert member.is_asked(until)


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        (date(2026, 11, 22), outcomes.AwayUntilThePast),
        (date(2026, 11, 23), outcomes.AwayUntilThePast),
        (date(2026, 11, 24), None),
        (date(2027, 11, 23), None),
        (date(2027, 11, 24), outcomes.AwayTooLong),
    ],
)
def test_away_is_for_a_day_to_come_within_a_year(day: date, refusal: type[Outcome] | None) -> None:
    """In house time, which may be on another day than UTC."""
    told = why_not_until(day, datetime(2026, 11, 22, 23, 30, tzinfo=UTC), AMSTERDAM)
    assert told is None if refusal is None else isinstance(told, refusal)


def _here(house: House, *away: str) -> Circumstances:
    ids = tuple(house.ids[name] for name in (*house.home, *away))
    return replace(house.circumstances(), household=ids)


def _takes(house: House, name: str, stance: str, here: Circumstances) -> None:
    version = house.proposal.version.number
    taken = StanceTaken(
        house.now, house.ids[name], version, Stance(stance), None, Via.COMMAND, f"${name}"
    )
    house.do(rounds.take_stance(house.proposal, taken, here))


def test_who_is_away_joins_the_roll_by_a_stance() -> None:
    """And the round ends when all are heard, them too."""
    house = House("alice", "bob", "carol")
    house.ids["dan"] = MemberId(9)
    house.quick()
    _takes(house, "dan", "consent", _here(house, "dan"))
    assert house.roll == ["alice", "bob", "carol", "dan"]
    house.taps("bob", "consent")
    house.taps("carol", "consent")
    assert house.agreement_state == "in_force"


def test_an_objection_of_who_is_away_counts() -> None:
    """It stops the round like any other."""
    house = House("alice", "bob")
    house.ids["dan"] = MemberId(9)
    house.quick()
    _takes(house, "dan", "objection", _here(house, "dan"))
    house.taps("bob", "consent")
    assert house.state == "consent"
    assert house.objections("dan") == ["pending"]


def test_who_does_not_live_here_joins_no_roll() -> None:
    """A guest's tap counts for nothing."""
    house = House("alice", "bob")
    house.ids["gus"] = MemberId(9)
    house.quick()
    _takes(house, "gus", "consent", _here(house))
    assert house.roll == ["alice", "bob"]


# -- speaking for somebody


def _spoken(house: House, name: str, stance: str, by: str) -> None:
    taken = StanceTaken(
        house.now,
        house.ids[name],
        house.proposal.version.number,
        Stance(stance),
        None,
        Via.COMMAND,
        f"${by} for {name} {len(house.facts)}",
        said_by=house.ids[by],
    )
    house.do(rounds.take_stance(house.proposal, taken, _here(house)))


def _hand(house: House, name: str) -> None:
    version = house.proposal.version.number
    house.do(speaking.not_so(house.proposal, version, house.ids[name], _here(house)))


def test_an_adoption_that_rests_on_spoken_stances_settles_its_full_time() -> None:
    """Though everyone was heard."""
    house = House("alice", "bob", "jan")
    house.quick()
    _spoken(house, "jan", "consent", by="bob")
    house.taps("bob", "consent")
    assert house.agreement_state == "settling"
    house.later(hours=23)
    assert house.agreement_state == "settling"
    house.later(hours=1)
    assert house.agreement_state == "in_force"


def test_one_hand_voids_all_that_was_said_for_somebody() -> None:
    """They are unheard again, and only they."""
    house = House("alice", "bob", "jan", "carol")
    house.quick()
    _spoken(house, "jan", "consent", by="bob")
    _spoken(house, "jan", "concern", by="carol")
    house.taps("bob", "consent")
    _hand(house, "jan")
    assert house.heard == ["alice", "bob"]
    _hand(house, "jan")
    assert house.heard == ["alice", "bob"]


def test_an_objection_put_into_a_mouth_goes_with_the_hand() -> None:
    """It does not stop anything any more."""
    house = House("alice", "bob", "jan")
    house.quick()
    _spoken(house, "jan", "objection", by="bob")
    _hand(house, "jan")
    house.taps("bob", "consent")
    house.later(hours=24)
    assert house.agreement_state == "settling"


def test_a_hand_in_the_grace_asks_everyone_again_when_too_few_are_heard_then() -> None:
    """The agreement never was in force; nobody's own stance is lost."""
    house = House("alice", "bob", "carol", "jan")
    house.quick()
    house.taps("bob", "consent")
    _spoken(house, "jan", "consent", by="bob")
    house.later(hours=24)
    assert house.agreement_state == "settling"
    _hand(house, "jan")
    assert house.state == "consent"
    assert house.heard == ["alice", "bob"]
    house.taps("carol", "consent")
    house.later(hours=24)
    assert house.agreement_state == "settling"


def test_a_hand_in_the_grace_leaves_the_rest_when_enough_are_heard() -> None:
    """Jan can still be heard until it settles."""
    house = House("alice", "bob", "carol", "jan")
    house.quick()
    for name in ("bob", "carol"):
        house.taps(name, "consent")
    _spoken(house, "jan", "consent", by="bob")
    _hand(house, "jan")
    assert house.agreement_state == "settling"
    assert house.heard == ["alice", "bob", "carol"]
    house.later(hours=24)
    assert house.agreement_state == "in_force"


def test_a_hand_after_it_holds_does_nothing() -> None:
    """Nobody undoes an agreement by a hand."""
    house = House("alice", "bob", "jan")
    house.quick()
    _spoken(house, "jan", "consent", by="bob")
    house.taps("bob", "consent")
    house.later(hours=24)
    _hand(house, "jan")
    assert house.agreement_state == "in_force"


# -- resting


def _unheard_in(count: int, *, but_heard: int | None = None) -> list[Proposal]:
    """So many rounds, a day apart; Carol is heard in none, or in one."""
    found = []
    for number in range(count):
        house = House("alice", "bob", "carol", now=NOW + number * 3 * DAY)
        house.ids = {"carol": MemberId(1), "alice": MemberId(2), "bob": MemberId(3)}
        house.quick()
        house.taps("bob", "consent")
        if number == but_heard:
            house.taps("carol", "aside")
        house.later(hours=60)
        found.append(replace(house.proposal, number=number + 1))
    return found


@pytest.mark.parametrize(
    ("count", "but_heard", "is_unheard"),
    [(2, None, False), (3, None, True), (3, 1, False), (4, 0, True), (4, 3, False)],
)
def test_only_three_rounds_running_count(
    count: int, but_heard: int | None, is_unheard: bool
) -> None:
    """The last three that they were asked in."""
    assert was_unheard_lately(ALICE, _unheard_in(count, but_heard=but_heard)) == is_unheard


def test_nobody_rests_who_said_anything_in_thirty_days() -> None:
    """Chatter counts; it comes that much later."""
    heard_at = NOW + 5 * DAY
    member = replace(ALICE, last_heard_at=heard_at)
    at = rests_from(member, _unheard_in(3), NOW + 9 * DAY, can_be_asked=False)
    assert at == heard_at + NOTHING_SAID


def test_who_was_asked_privately_has_three_days() -> None:
    """Then they rest."""
    asked_at = NOW + 60 * DAY
    member = replace(ALICE, asked_to_rest_at=asked_at)
    at = rests_from(member, _unheard_in(3), asked_at, can_be_asked=True)
    assert at == asked_at + TIME_TO_ANSWER


@pytest.mark.parametrize(
    "member",
    [
        replace(ALICE, kind=Kind.OFFLINE, account=None),
        replace(ALICE, kind=Kind.GUEST),
        replace(ALICE, kind=Kind.PROFESSIONAL),
        replace(ALICE, resting_since=NOW),
        replace(ALICE, away_since=NOW),
        replace(ALICE, left_at=NOW),
    ],
)
def test_nobody_else_rests(member: Member) -> None:
    """Who has no account cannot end it by a word of their own."""
    assert rests_from(member, _unheard_in(3), NOW + 90 * DAY, can_be_asked=False) is None
