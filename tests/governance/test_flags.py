"""`term_limit`, and when those concerned and the house hear of a flag (fairness §2.1, §2.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from governance.flag_facts import (
    FlagFact,
    FlagKind,
    FlagRaised,
    FlagSettled,
    FlagsMuted,
    FlagToldHouse,
    ResidentsPresent,
    WhySettled,
)
from governance.flags import (
    AGAIN,
    OverLimit,
    flag_concentration,
    flag_over_limit,
    house_hears_at,
    is_known,
    not_raised,
    over_limit,
    settled_by,
    settled_now,
)
from governance.fold_flags import add_flag_fact, fold_flags
from governance.fold_roles import add_role_fact
from governance.hardening import Concentration
from governance.members import Kind, Member, MemberId
from governance.proposals import Proposal
from governance.role_facts import HolderChanged, How, RoleName
from governance.roles import Term
from governance.unheard import unheard_lately
from tests.governance.histories import History, histories, lived, some_histories
from tests.governance.house import House
from tests.governance.rota import AMSTERDAM, CHAIR, MONDAY_NOON, Rota, refusal

PEOPLE = ("alice", "bob", "carol", "dan")
DAY = timedelta(days=1)


def house(**settings: Any) -> Rota:
    """Four people; whoever wants has the chair."""
    rota = Rota(*PEOPLE, **settings)
    rota.makes(way="volunteer")
    return rota


def has_it(rota: Rota, name: str | None, weeks: int = 1) -> None:
    """Somebody takes the next terms (None: nobody does), and each begins."""
    for _ in range(weeks):
        rota.until(rota.due() or rota.now)  # told
        if name:
            rota.takes(name)
        rota.until(rota.due() or rota.now)  # begun


def present(rota: Rota) -> Term:
    term = rota.role().present
    assert term is not None
    return term


def raised(rota: Rota) -> list[FlagRaised]:
    """Every flag, as the desk would keep them."""
    flags: list[FlagRaised] = []
    for step in rota.steps:
        over = over_limit(step.after, step.fact, step.here.settings)
        if over and not is_known(over, flags):
            flags.append(flag_over_limit(over, len(flags) + 1, step.here.now))
    return flags


def rows(rota: Rota) -> list[tuple[str | None, int]]:
    return [(rota.name(flag.members[0]), flag.row) for flag in raised(rota)]


# Over the limit.


def test_a_third_term_in_a_row_is_flagged_at_its_start() -> None:
    rota = house()
    has_it(rota, "alice", 2)
    assert rows(rota) == []
    has_it(rota, "alice")
    assert rows(rota) == [("alice", 3)]
    assert raised(rota)[0].at == present(rota).starts_at
    assert raised(rota)[0].kind is FlagKind.TERM_LIMIT


@pytest.mark.parametrize("limit", [1, 2, 4])
def test_the_limit_is_the_houses(limit: int) -> None:
    rota = house(term_limit=limit)
    has_it(rota, "alice", limit)
    assert rows(rota) == []
    has_it(rota, "alice")
    assert rows(rota) == [("alice", limit + 1)]


def test_a_roles_own_limit_goes_first() -> None:
    rota = Rota(*PEOPLE)
    rota.makes(way="volunteer", limit=4)
    has_it(rota, "alice", 4)
    assert rows(rota) == []
    has_it(rota, "alice")
    assert rows(rota) == [("alice", 5)]


@pytest.mark.parametrize("between", ["bob", None])
def test_a_term_of_somebody_else_or_an_open_one_ends_the_row(between: str | None) -> None:
    rota = house()
    has_it(rota, "alice", 2)
    has_it(rota, between)
    has_it(rota, "alice", 2)
    assert rows(rota) == []


def test_two_who_alternate_never_meet_a_limit() -> None:
    """The mirror shows it, and concentration does in a larger house."""
    rota = house()
    for _ in range(6):
        has_it(rota, "alice")
        has_it(rota, "bob")
    assert rows(rota) == []


def test_standing_in_for_most_of_a_third_term_is_flagged_at_once() -> None:
    rota = house()
    has_it(rota, "alice", 2)
    has_it(rota, "bob")
    rota.later(days=3)
    rota.takes("alice")
    assert rows(rota) == [("alice", 3)]
    assert raised(rota)[0].at == rota.now


def test_standing_in_for_a_smaller_part_is_not() -> None:
    rota = house()
    has_it(rota, "alice", 2)
    has_it(rota, "bob")
    rota.later(days=3, hours=12)
    rota.takes("alice")
    assert rows(rota) == []


def test_two_parts_of_a_term_count_together() -> None:
    rota = house(term_limit=1)
    has_it(rota, "alice")
    has_it(rota, "bob")
    rota.takes("alice")
    assert rows(rota) == [("alice", 2)]
    rota = house(term_limit=1)
    has_it(rota, "alice")
    has_it(rota, "bob")
    rota.later(days=4)
    rota.takes("alice")
    assert rows(rota) == []


def test_who_has_their_own_term_after_one_they_took_is_flagged() -> None:
    """However they came to it: rotation had told it before they stood in."""
    rota = Rota(*PEOPLE, publish_days=6, term_limit=1)
    rota.makes()
    rota.later(weeks=2)
    rota.until(rota.due() or rota.now)
    following = rota.next()
    assert following not in {None, rota.holder()}
    rota.takes(following or "")
    assert rows(rota) == []
    rota.until(rota.due() or rota.now)
    assert present(rota).how is How.ROTATION
    assert rows(rota) == [(following, 2)]


def test_a_swap_cannot_pass_a_limit() -> None:
    rota = house()
    has_it(rota, "alice", 2)
    has_it(rota, "bob")
    assert refusal(rota.swaps("bob", "alice")) == "OverTheLimit"


@pytest.mark.parametrize("how", [How.TAKE, How.SWAP, How.VOLUNTEER, How.ELECTION])
def test_whatever_way_they_came_to_it_is_seen(how: How) -> None:
    rota = house()
    has_it(rota, "alice", 2)
    has_it(rota, "bob")
    term = present(rota)
    fact = HolderChanged(rota.now, CHAIR, term.day, rota.ids["alice"], how, None)
    seen = over_limit(add_role_fact(rota.roles, fact), fact, rota.settings)
    assert seen == OverLimit(CHAIR, rota.ids["alice"], 3, 3, 2)


def test_an_election_without_an_end_is_flagged() -> None:
    rota = house()
    rota.elects("alice")
    rota.later(weeks=4)
    assert present(rota).how is How.ELECTION
    assert rows(rota) == [("alice", 3)]


def test_an_election_until_a_date_is_not_nor_when_it_is_renewed() -> None:
    rota = house()
    rota.elects("alice", until=rota.now + timedelta(weeks=6))
    rota.later(weeks=5)
    rota.elects("alice", until=rota.now + timedelta(weeks=6))
    rota.later(weeks=5)
    assert rota.served().count("alice") > 8
    assert rows(rota) == []


def test_who_goes_on_by_themselves_after_their_election_is_flagged() -> None:
    rota = house()
    rota.elects("alice", until=rota.now + timedelta(weeks=3, days=5))
    rota.later(weeks=3, days=5)
    assert rota.holder() is None
    rota.takes("alice")  # the next one, which is told already
    assert rows(rota) == []
    rota.until(rota.due() or rota.now)
    assert rows(rota) == [("alice", 4)]


def test_nobody_is_told_at_each_further_term() -> None:
    rota = house()
    has_it(rota, "alice", 2 + 2 * AGAIN)
    assert rows(rota) == [("alice", 3), ("alice", 3 + AGAIN)]


def test_a_new_row_is_a_new_flag() -> None:
    rota = house()
    has_it(rota, "alice", 3)
    has_it(rota, "bob")
    has_it(rota, "alice", 3)
    assert rows(rota) == [("alice", 3), ("alice", 3)]


def test_a_term_that_was_over_when_the_bot_came_back_is_not_flagged() -> None:
    rota = house()
    has_it(rota, "alice", 2)
    rota.until(rota.due() or rota.now)
    rota.takes("alice")
    rota.is_down(weeks=3)
    assert rows(rota) == []


@given(histories())
@some_histories
def test_a_flag_means_more_terms_in_a_row_than_the_limit(history: History) -> None:
    rota = lived(history)
    for step in rota.steps:
        over = over_limit(step.after, step.fact, step.here.settings)
        if over:
            term = step.after.roles[over.role].present
            assert term
            assert term.holder == over.member
            assert over.row > over.limit
            assert over.row <= over.term


def test_known_is_the_same_person_in_the_same_row() -> None:
    over = OverLimit(RoleName("chair"), MemberId(1), 5, 20, 2)
    flag = flag_over_limit(OverLimit(over.role, over.member, 3, 18, 2), 1, MONDAY_NOON)
    assert is_known(over, [flag])
    assert not is_known(OverLimit(over.role, MemberId(2), 5, 20, 2), [flag])
    assert not is_known(OverLimit(RoleName("cook"), MemberId(1), 5, 20, 2), [flag])
    assert not is_known(OverLimit(over.role, over.member, 3, 21, 2), [flag])


# Who hears of it, and when.


def over(rota: Rota) -> FlagRaised:
    has_it(rota, "alice", 3)
    return raised(rota)[0]


def last_settles(rota: Rota, flag: FlagRaised) -> WhySettled | None:
    """By anything since it was raised."""
    since = [step for step in rota.steps if step.here.now > flag.at]
    reasons = [settled_by(flag, step.before, step.fact) for step in since]
    return next((why for why in reasons if why), None)


def test_the_house_hears_after_the_private_hours_and_not_at_night() -> None:
    flag = FlagRaised(MONDAY_NOON, 1, FlagKind.CONCENTRATION, (CHAIR,), ())
    settings = Rota().settings
    assert house_hears_at(flag, settings, AMSTERDAM) == MONDAY_NOON + 2 * DAY
    rota = Rota(flag_private_hours=12)
    eight = datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert house_hears_at(flag, rota.settings, AMSTERDAM) == eight


def test_passing_the_turn_on_settles_it() -> None:
    rota = house()
    flag = over(rota)
    rota.later(hours=1)
    rota.passes("alice")
    assert last_settles(rota, flag) is WhySettled.HANDED_OVER


def test_somebody_who_stands_in_settles_it() -> None:
    rota = house()
    flag = over(rota)
    rota.later(hours=1)
    rota.takes("bob")
    assert last_settles(rota, flag) is WhySettled.HANDED_OVER


def test_a_swap_settles_it() -> None:
    rota = house()
    flag = over(rota)
    rota.later(hours=1)
    rota.swaps("alice", "bob")
    assert last_settles(rota, flag) is None
    rota.swaps("bob", "alice")
    assert last_settles(rota, flag) is WhySettled.HANDED_OVER


def test_a_word_to_the_next_holder_settles_it() -> None:
    rota = house()
    flag = over(rota)
    rota.later(hours=1)
    rota.hands_over("alice", "the minutes are in the blue folder")
    assert last_settles(rota, flag) is WhySettled.HANDED_OVER


def test_another_role_does_not_settle_it() -> None:
    rota = house()
    rota.makes("cook", way="volunteer")
    flag = over(rota)
    rota.later(days=4)
    rota.takes("bob", "cook")
    rota.passes("bob", "cook")
    assert last_settles(rota, flag) is None


def test_the_next_term_of_somebody_else_settles_it_unless_the_same_few_share_it() -> None:
    rota = house(flag_private_hours=336)
    flag = over(rota)
    has_it(rota, "bob")
    assert last_settles(rota, flag) is WhySettled.HANDED_OVER
    seen = Concentration(flag.at, flag.roles, flag.members)
    assert last_settles(rota, flag_concentration(seen, 2, flag.at)) is None


def test_a_role_that_ended_or_a_mute_settles_it_when_its_time_has_come() -> None:
    rota = house()
    flag = over(rota)
    assert settled_now(flag, rota.roles, None, rota.now) is None
    assert settled_now(flag, rota.roles, rota.now + DAY, rota.now) is WhySettled.MUTED
    assert settled_now(flag, rota.roles, rota.now, rota.now) is None
    rota.ends()
    assert settled_now(flag, rota.roles, None, rota.now) is WhySettled.ROLE_ENDED


def test_what_the_looks_showed_is_raised_once() -> None:
    early = Concentration(MONDAY_NOON, (CHAIR,), (MemberId(1),))
    late = Concentration(MONDAY_NOON + 7 * DAY, (CHAIR,), ())
    flag = flag_concentration(early, 1, MONDAY_NOON + DAY)
    assert not_raised([early, late], [flag]) == (late,)


def test_flags_fold_one_by_one_and_at_once() -> None:
    at, one = MONDAY_NOON, MemberId(1)
    facts: list[FlagFact] = [
        ResidentsPresent(at, CHAIR, at.date(), (one,)),
        FlagRaised(at, 1, FlagKind.TERM_LIMIT, (CHAIR,), (one,), 3, 3),
        FlagRaised(at, 2, FlagKind.CONCENTRATION, (CHAIR,), (one,), look=at),
        FlagRaised(at, 3, FlagKind.CONCENTRATION, (CHAIR,), (one,), look=at),
        FlagToldHouse(at + 2 * DAY, 1),
        FlagSettled(at + DAY, 2, WhySettled.HANDED_OVER),
        FlagsMuted(at, at + 30 * DAY),
    ]
    flags = fold_flags([])
    for fact in facts:
        flags = add_flag_fact(flags, fact)
    assert flags == fold_flags(facts)
    assert [flag.number for flag in flags.waiting] == [3]
    assert flags.next_number == 4
    assert flags.muted_until(at + DAY) == at + 30 * DAY
    assert flags.muted_until(at + 30 * DAY) is None
    assert flags.present[CHAIR, at.date()] == {one}


# How many were not heard: a number for the nudge.


def rounds(count: int, but_heard: int | None = None) -> list[Proposal]:
    """So many rounds on whose roll Carol is; Bob and who proposed are heard in each."""
    found = []
    for number in range(count):
        paper = House("alice", "bob", "carol", now=MONDAY_NOON + number * 3 * DAY)
        paper.quick()
        paper.taps("bob", "consent")
        if number == but_heard:
            paper.taps("carol", "aside")
        paper.later(hours=60)
        found.append(replace(paper.proposal, number=number + 1))
    return found


ALICE, BOB, CAROL = (
    Member(MemberId(number), name, Kind.RESIDENT, MONDAY_NOON - 90 * DAY)
    for number, name in enumerate(("Alice", "Bob", "Carol"), start=1)
)


@pytest.mark.parametrize(
    ("count", "but_heard", "unheard"), [(0, None, 0), (2, None, 0), (3, None, 1), (3, 1, 0)]
)
def test_the_nudge_counts_who_was_not_heard_in_the_last_three_rounds(
    count: int, but_heard: int | None, unheard: int
) -> None:
    known = rounds(count, but_heard)
    assert unheard_lately([ALICE, BOB, CAROL], known, MONDAY_NOON + 30 * DAY) == unheard


@pytest.mark.parametrize(("weeks", "unheard"), [(-1, 1), (0, 1), (4, 0)])
def test_the_number_is_told_again_only_when_there_was_another_round(
    weeks: int, unheard: int
) -> None:
    """Each week the same number, and nothing to answer in between, would be a reproach."""
    since, now = MONDAY_NOON + weeks * 7 * DAY, MONDAY_NOON + 35 * DAY
    assert unheard_lately([ALICE, BOB, CAROL], rounds(3), now, since) == unheard


@pytest.mark.parametrize(
    ("carol", "unheard"),
    [
        (replace(CAROL, resting_since=MONDAY_NOON), 1),
        (replace(CAROL, kind=Kind.OFFLINE), 1),
        (replace(CAROL, away_since=MONDAY_NOON), 0),
        (replace(CAROL, left_at=MONDAY_NOON), 0),
        (replace(CAROL, kind=Kind.PROFESSIONAL), 0),
    ],
)
def test_who_is_not_here_is_not_counted_and_who_rests_is(carol: Member, unheard: int) -> None:
    assert unheard_lately([ALICE, BOB, carol], rounds(3), MONDAY_NOON + 30 * DAY) == unheard
