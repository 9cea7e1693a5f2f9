"""`concentration`: the same people hold the roles more than chance explains (fairness §2.2)."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise, permutations, product
from math import comb, isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.hardening import fair, look_at, permanent, quantiles, rota_flags, weeks_to
from governance.evidence import CEILING, TILTS, WINDOW, ratio
from governance.hardening import (
    QUIET,
    THRESHOLD,
    Concentration,
    Look,
    Slot,
    Watch,
    begun,
    looked,
    looks_of,
    named_privately,
    watched,
)
from governance.members import MemberId
from governance.role_facts import RoleName
from tests.governance.histories import History, histories, lived, some_histories
from tests.governance.rota import Rota

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
CHAIR, COOK = RoleName("chair"), RoleName("cook")


def ids(*numbers: int) -> frozenset[MemberId]:
    return frozenset(MemberId(number) for number in numbers)


def slot(role: RoleName, holder: int | None, people: int) -> Slot:
    who = None if holder is None else MemberId(holder)
    return Slot(role, who, ids(*range(people)))


def weekly(people: int, *weeks: tuple[int | None, ...]) -> list[Look]:
    """Looks a week apart; each week names who held chair and cook."""
    return [
        Look(
            START + week * WEEK,
            tuple(slot(role, who, people) for role, who in zip((CHAIR, COOK), held, strict=False)),
        )
        for week, held in enumerate(weeks)
    ]


def after(people: int, *weeks: tuple[int | None, ...], house: int = 1) -> Watch:
    return watched(weekly(people, *weeks), house)[0]


def flags(looks: list[Look]) -> tuple[Concentration, ...]:
    return watched(looks, 1)[1]


# What one look tells.


@pytest.mark.parametrize(
    ("people", "core", "slots", "held", "tilt", "expected"),
    [
        (10, 1, 1, 1, 2, Fraction(20, 11)),  # 2 / (9/10 + 2/10)
        (10, 1, 1, 0, 2, Fraction(10, 11)),
        (12, 3, 1, 1, 4, Fraction(16, 7)),  # 4 / (3/4 + 1)
        (4, 2, 2, 2, 2, Fraction(24, 13)),  # chances 1/6, 4/6, 1/6: mean 13/6
        (4, 2, 2, 1, 2, Fraction(12, 13)),
        (4, 2, 2, 0, 2, Fraction(6, 13)),
        (9, 0, 2, 0, 8, Fraction(1)),  # nobody had a turn yet
        (3, 1, 3, 1, 8, Fraction(1)),  # nobody could be left out
    ],
)
def test_a_look_tells_so_much(
    people: int, core: int, slots: int, held: int, tilt: int, expected: Fraction
) -> None:
    assert ratio(people, core, slots, held, tilt) == float(expected)


@given(st.integers(1, 50), st.integers(0, 25), st.integers(1, 8), st.sampled_from(TILTS))
def test_a_look_tells_nothing_on_average_when_chance_draws(
    people: int, core: int, slots: int, tilt: int
) -> None:
    core, slots = min(core, people), min(slots, people)
    mean = sum(
        comb(core, held)
        * comb(people - core, slots - held)
        / comb(people, slots)
        * ratio(people, core, slots, held, tilt)
        for held in range(max(0, slots - people + core), min(core, slots) + 1)
    )
    assert mean == pytest.approx(1)


def test_the_first_look_tells_nothing() -> None:
    assert after(8, (0, 1)).score == 1


def test_the_same_holder_twice_in_a_house_of_four() -> None:
    """Cores of 1 and 2 are both who held it; λ / (3/4 + λ/4), times the 1 + 1 of two looks."""
    expected = (2 * Fraction(8, 5) + 2 * Fraction(16, 7) + 2 * Fraction(32, 11)) / 3
    assert after(4, (0,), (0,)).score == pytest.approx(float(expected))


def test_another_holder_in_a_house_of_four() -> None:
    """1 / (3/4 + λ/4), times 2."""
    expected = (2 * Fraction(4, 5) + 2 * Fraction(4, 7) + 2 * Fraction(4, 11)) / 3
    assert after(4, (0,), (1,)).score == pytest.approx(float(expected))


@pytest.mark.parametrize(("people", "roles", "looks"), [(4, 1, 5), (4, 2, 3), (6, 1, 3)])
def test_when_chance_draws_the_score_is_on_average_the_number_of_looks(
    people: int, roles: int, looks: int
) -> None:
    """Exactly, over all that can happen: what theory promises of the time to a false flag."""
    draws = list(permutations(range(people), roles))
    scores = [after(people, *weeks).score for weeks in product(draws, repeat=looks)]
    assert sum(scores) / len(scores) == pytest.approx(looks)


def test_in_a_longer_run_of_chance_too_the_score_is_at_most_that() -> None:
    scores = []
    for seed in range(80):
        story = fair(random.Random(seed), 8, 2)
        watch = begun(seed)
        for week in range(26):
            watch, _ = looked(watch, look_at(week, *next(story), False)[0])
        scores.append(watch.score)
    assert sum(scores) / len(scores) <= 26


# What counts.


def test_an_open_role_is_no_slot() -> None:
    assert after(8, (0, 1), (0, None)).together.past[-1].draws[0].holders == (0,)


def test_a_look_with_only_open_roles_changes_nothing() -> None:
    weeks = [(0, 1), (0, 2)]
    assert after(8, *weeks, (None, None)) == after(8, *weeks)


def test_who_was_not_present_at_the_start_is_no_slot() -> None:
    assert after(8, (0, 99)).together.past[-1].draws[0].holders == (0,)


def test_where_nobody_can_be_left_out_only_each_role_counts() -> None:
    """Two people, two roles: it says something that they never change, not that they hold both."""
    changing = after(2, *[(0, 1), (1, 0)] * 6)
    staying = after(2, *[(0, 1)] * 12)
    assert changing.score < 12 < staying.score


def test_a_house_of_one_is_never_flagged() -> None:
    assert after(1, *[(0,)] * 60).score == 0


def test_roles_that_change_hands_on_other_days_are_not_looked_at_more_often() -> None:
    """Else chance would be flagged several times as often; three parts are one whole look."""
    story = fair(random.Random(1), 12, 3)
    watch = begun(1)
    for week in range(60):
        for look in look_at(week, *next(story), True):
            watch, _ = looked(watch, look)
    assert sum(seen.part for seen in watch.together.past) <= WINDOW
    assert len(watch.together.past) == 36


def test_a_look_twice_a_day_is_one() -> None:
    noon = Look(START + timedelta(hours=4), (slot(COOK, 1, 8),))
    watch, _ = watched([*weekly(8, (0,)), noon], 1)
    assert [seen.part for seen in watch.together.past] == [7, 0]
    assert watch.score <= 1


@pytest.mark.parametrize("weeks", [1, 2, 4, 8])
def test_the_unit_is_the_term(weeks: int) -> None:
    """Four-weekly terms are four times as long until a flag, and no sooner flagged by chance."""
    looks = [Look(START + n * weeks * WEEK, (slot(CHAIR, n % 3, 8),)) for n in range(20)]
    every_week = [Look(START + n * WEEK, (slot(CHAIR, n % 3, 8),)) for n in range(20)]
    assert watched(looks, 1)[0].score == watched(every_week, 1)[0].score


# What is flagged.


def test_a_permanent_chair_is_flagged_and_named() -> None:
    assert quantiles(weeks_to(permanent, 12, 3, 30), [0.95])[0] <= 10
    seen = flags(weekly(12, *[(0, 1 + week % 11) for week in range(12)]))
    assert [(flag.roles, flag.members) for flag in seen] == [((CHAIR,), (0,))]


def test_a_core_of_three_is_flagged() -> None:
    weeks = [(week % 3, (week + 1) % 3) for week in range(20)]
    seen = flags(weekly(20, *weeks))
    assert seen[0].members == (0, 1, 2)
    assert seen[0].roles == (CHAIR, COOK)


def test_nobody_is_flagged_where_everybody_takes_turns() -> None:
    for people in (5, 8, 12):
        assert flags(weekly(people, *[(w % people, (w + 1) % people) for w in range(104)])) == ()


@given(st.permutations(range(5)), st.integers(1, 4))
def test_a_house_of_five_that_takes_turns_is_never_flagged(order: list[int], apart: int) -> None:
    weeks = [(order[w % 5], order[(w + apart) % 5]) for w in range(60)]
    assert flags(weekly(5, *weeks)) == ()


def test_in_a_house_of_five_a_core_of_three_by_chance_is_not_named() -> None:
    """They hold three in five of the turns anyhow; at worst the house is asked, without names."""
    for seed in range(60):
        story = fair(random.Random(f"five{seed}"), 5, 2)
        looks = [look_at(week, *next(story), False)[0] for week in range(52)]
        assert all(len(flag.members) < 3 for flag in flags(looks))


def test_the_bots_own_rotation_is_not_flagged() -> None:
    assert [rota_flags(seed) for seed in range(6)] == [0] * 6


def test_chance_is_flagged_in_few_years() -> None:
    """The figure itself is in the benchmark."""
    weeks = weeks_to(fair, 12, 3, 40, 52)
    assert sum(week <= 52 for week in weeks) <= 4


def test_who_was_away_is_not_in_the_lens() -> None:
    """Three of twelve hold all because the others are away: that is no concentration."""
    three = ids(0, 1, 2)
    few = [Look(START + n * WEEK, (Slot(CHAIR, MemberId(n % 3), three),)) for n in range(12)]
    many = [Look(look.at, (slot(CHAIR, look.slots[0].holder, 12),)) for look in few]
    assert flags(few) == ()
    assert flags(many)[0].members == (0, 1, 2)


def test_named_is_who_had_twice_their_share_and_three_turns() -> None:
    weeks = [(0,), (0,), (0,), (1,), (1,), (2,), (3,), (4,), (5,), (6,), (7,), (8,)]
    assert named_privately(after(12, *weeks)) == (0,)
    assert named_privately(after(12, *weeks[1:])) == ()


# After a flag.


def test_after_a_flag_all_evidence_starts_again() -> None:
    watch = begun(1)
    for look in weekly(12, *[(0, 1 + w % 11) for w in range(20)]):
        watch, flag = looked(watch, look)
        if flag:
            break
    strands = [watch.together, *watch.roles.values()]
    assert all(set(strand.since_restart) == {0.0} for strand in strands)
    assert watch.together.past
    assert watch.score >= THRESHOLD


def test_the_same_people_are_not_flagged_again_for_eight_looks() -> None:
    seen = flags(weekly(12, *[(0, 1 + w % 11) for w in range(60)]))
    assert len(seen) > 2
    gaps = {(late.at - early.at) // WEEK for early, late in pairwise(seen)}
    assert min(gaps) == 9 == QUIET // 7 + 1


def test_others_are_flagged_in_that_time_and_only_they_are_named() -> None:
    """Somebody else has the cook for good, too."""
    weeks = [(0, 2 + w % 10) for w in range(9)] + [(0, 1) for _ in range(12)]
    seen = flags(weekly(12, *weeks))
    assert [flag.members for flag in seen[:2]] == [(0,), (1,)]
    assert seen[1].at - seen[0].at <= 8 * WEEK


def test_while_muted_no_flag_is_raised_and_nothing_forgotten() -> None:
    looks = weekly(12, *[(0, 1 + w % 11) for w in range(40)])
    until = START + 30 * WEEK
    seen = watched(looks, 1, [(START, until)])[1]
    assert seen[0].at == until


def test_evidence_never_runs_away() -> None:
    looks = weekly(50, *[(0, 1)] * 300)
    watch, seen = watched(looks, 1, [(START, START + 400 * WEEK)])
    assert seen == ()
    assert watch.score <= CEILING


def test_a_look_remembers_no_more_after_years() -> None:
    watch = after(12, *[(w % 12, (w + 5) % 12) for w in range(300)])
    assert len(watch.together.past) == 12
    assert len(watch.roles[CHAIR].past) == 12
    assert len(watch.told) <= 1


# Whatever happens.


@st.composite
def any_looks(draw: st.DrawFn) -> list[Look]:
    """Looks at whatever times, with whoever present and whoever holding."""
    at, looks = START, []
    for _ in range(draw(st.integers(1, 40))):
        at += timedelta(days=draw(st.sampled_from([1, 2, 7, 7, 7, 28, 400])))
        slots = []
        for role in draw(st.sampled_from([(CHAIR,), (COOK,), (CHAIR, COOK)])):
            present = ids(*draw(st.sets(st.integers(0, 9), max_size=10)))
            who = draw(st.one_of(st.none(), st.integers(0, 3)))
            slots.append(Slot(role, None if who is None else MemberId(who), present))
        looks.append(Look(at, tuple(slots)))
    return looks


@given(any_looks(), st.randoms(use_true_random=False))
def test_the_same_looks_give_the_same_in_any_order(
    looks: list[Look], chance: random.Random
) -> None:
    shuffled = [Look(look.at, tuple(chance.sample(look.slots, len(look.slots)))) for look in looks]
    chance.shuffle(shuffled)
    assert watched(shuffled, 7) == watched(looks, 7)


@given(any_looks(), st.booleans())
def test_a_score_is_a_number_and_never_below_nothing(looks: list[Look], is_muted: bool) -> None:
    watch = begun(3)
    for look in looks:
        watch, flag = looked(watch, look, is_muted=is_muted)
        assert isfinite(watch.score)
        assert watch.score >= 0
        assert flag is None or (watch.score >= THRESHOLD and flag.roles)


@given(any_looks())
def test_look_by_look_is_the_same_as_all_at_once(looks: list[Look]) -> None:
    watch, seen = begun(2), []
    for look in looks:
        watch, flag = looked(watch, look)
        seen += [flag] if flag else []
    assert watched(looks, 2) == (watch, tuple(seen))


# From terms to looks.


def everyone(rota: Rota) -> dict[tuple[RoleName, date], frozenset[MemberId]]:
    here = frozenset(rota.ids.values())
    known = {}
    for role in rota.roles.roles.values():
        for term in (*role.past, *role.known):
            known[role.name, term.day] = here
    return known


def test_terms_that_end_together_are_one_look() -> None:
    rota = Rota("alice", "bob", "carol", "dan")
    rota.makes()
    rota.makes("cook")
    rota.makes("wash", weekday=3)
    rota.later(weeks=4)
    looks = looks_of(rota.roles, everyone(rota), rota.now)
    assert [[slot.role for slot in look.slots] for look in looks[:3]] == [
        ["wash"],
        ["chair", "cook"],
        ["wash"],
    ]


def test_only_terms_that_are_over_are_looked_at_and_each_once() -> None:
    rota = Rota("alice", "bob", "carol", "dan")
    rota.makes()
    rota.later(days=13)
    assert looks_of(rota.roles, everyone(rota), rota.now) == ()
    rota.later(weeks=3)
    looks = looks_of(rota.roles, everyone(rota), rota.now)
    assert len(looks) == 3
    assert looks_of(rota.roles, everyone(rota), rota.now, looks[1].at) == looks[2:]


def test_who_stood_in_for_most_of_a_term_counts_as_its_holder() -> None:
    rota = Rota("alice", "bob", "carol", "dan")
    rota.makes()
    rota.later(days=8)
    holder = rota.holder()
    other = next(name for name in rota.ids if name not in {holder, rota.next()})
    rota.takes(other)
    rota.later(weeks=1)
    looks = looks_of(rota.roles, everyone(rota), rota.now)
    assert looks[0].slots[0].holder == rota.ids[other]


def test_a_term_whose_residents_were_not_written_down_is_not_looked_at() -> None:
    rota = Rota("alice", "bob")
    rota.makes()
    rota.later(weeks=5)
    assert looks_of(rota.roles, {}, rota.now) == ()


@given(histories())
@some_histories
def test_names_play_no_part_and_replaying_gives_the_same(history: History) -> None:
    rota = lived(history)
    looks = looks_of(rota.roles, everyone(rota), rota.now)
    assert looks_of(rota.folded(), everyone(rota), rota.now) == looks
    assert [look.at for look in looks] == sorted({look.at for look in looks})
    slots = [(slot.role, look.at) for look in looks for slot in look.slots]
    assert len(slots) >= len(looks)
    assert watched(looks, 1) == watched(reversed(looks), 1)
