"""The thirteen invariants of fair rotation (fairness §1), over histories that nobody wrote down.

What is checked is written apart from the rules: from the facts, and from what was true of each
person when the fact came to be.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise, permutations

from hypothesis import assume, example, given
from hypothesis import strategies as st

from bench.rotation import dynamic_house
from governance.fold_roles import fold_roles
from governance.giving import next_slot
from governance.members import Kind, MemberId
from governance.outcomes import OverTheLimit, PauseQuestion
from governance.role_facts import (
    HolderChanged,
    How,
    Passed,
    Pool,
    RoleName,
    TermPublished,
    TermStarted,
    WhyPassed,
)
from governance.roles import Person, Role, Roles, Term, owed
from governance.rotation import eligible, in_order
from tests.governance.histories import (
    ANY,
    ASKED,
    IS_LONG,
    QUIETLY,
    Act,
    History,
    begun,
    choices,
    happens,
    histories,
    lived,
    some_histories,
    some_houses,
)
from tests.governance.rota import Rota, Step, refusal

KINDS = {
    Pool.RESIDENTS: {Kind.RESIDENT, Kind.OFFLINE},
    Pool.PROFESSIONALS: {Kind.PROFESSIONAL},
    Pool.EVERYONE: {Kind.RESIDENT, Kind.OFFLINE, Kind.PROFESSIONAL},
}
Given = TermPublished | HolderChanged
A_NEWCOMER_SWAPS_BACK = History(
    house=1,
    people=2,
    rhythms=((1, 0),),
    limit=2,
    acts=(
        Act("away", 1, 0),
        Act("week", 0, 1),
        Act("joins", 0, 0),
        Act("swaps", 2, 0),
        Act("swaps", 0, 0),
    ),
)
"""Who is not asked yet has a turn by a swap, and gives it back: then the role owes them nothing."""


class Moment:
    """A term is given: what was true of everybody then."""

    def __init__(self, step: Step, fact: Given) -> None:
        self.step, self.fact, self.here = step, fact, step.here
        self.role = step.before.roles[fact.role]
        self.is_running = bool(self.role.present and self.role.present.day == fact.day)
        old = self.role.present if self.is_running else self.role.published
        self.old = old if old and old.day == fact.day else None
        self.starts_at, self.ends_at = self._time()
        self.passed = self.old.passed if self.old else frozenset()

    def _time(self) -> tuple[datetime, datetime]:
        term = self.fact if isinstance(self.fact, TermPublished) else self.old
        assert term is not None
        now = self.here.now if self.old or self.is_running else term.starts_at
        return max(term.starts_at, now), term.ends_at

    @property
    def before(self) -> list[MemberId | None]:
        """Who had the terms before this one, the last one last."""
        terms = [*self.role.past]
        if self.role.present and not self.is_running:
            terms.append(self.role.present)
        return [_served(term) for term in terms]

    def in_a_row(self, member: MemberId) -> int:
        """With this term, and the next one when it is told."""
        row = 1
        for other in reversed(self.before):
            if other != member:
                break
            row += 1
        following = self.role.published if self.is_running else None
        return row + bool(following and following.holder == member)

    def is_here(self, person: Person) -> bool:
        rest = timedelta(days=self.here.settings.newcomer_days)
        is_new = not person.is_founder and self.starts_at - person.joined_at < rest
        is_away = any(
            absence.since < self.ends_at
            and (absence.until is None or absence.until > self.starts_at)
            for absence in person.away
        )
        return not (is_new or is_away or person.is_resting)

    def in_pool(self, person: Person) -> bool:
        return person.kind in KINDS[self.role.pool]

    def is_short(self) -> bool:
        people = [p for p in self.here.people if self.in_pool(p) and self.is_here(p)]
        return len(people) < len(self.step.before.live)

    def other_terms(self, member: MemberId) -> list[Term]:
        return [
            term
            for role in self.step.before.live
            if role.name != self.role.name
            for term in (role.present, role.published)
            if term and term.holder == member
            if term.starts_at < self.ends_at and self.starts_at < term.ends_at
        ]

    def is_able(self, person: Person) -> bool:
        limit = self.role.limit or self.here.settings.term_limit
        return (
            self.in_pool(person)
            and self.is_here(person)
            and person.id not in self.role.unwilling
            and self.in_a_row(person.id) <= limit
            and (not self.other_terms(person.id) or self.is_short())
        )

    def able(self) -> list[MemberId]:
        """Who could have it and has not passed it on."""
        people = self.here.people
        return [p.id for p in people if self.is_able(p) and p.id not in self.passed]


def _served(term: Term) -> MemberId | None:
    """Who had it longest, the later of two who had it as long."""
    lengths: Counter[MemberId | None] = Counter()
    ends = [*(stretch.since for stretch in term.stretches[1:]), term.ends_at]
    for stretch, end in zip(term.stretches, ends, strict=True):
        lengths[stretch.holder] += max(0, round((end - stretch.since).total_seconds()))
    most = max(lengths.values())
    return [s.holder for s in term.stretches if lengths[s.holder] == most][-1]


def _moments(rota: Rota) -> Iterator[Moment]:
    for step, fact in choices(rota):
        if step.before.roles[fact.role].way.value == "rotation":
            yield Moment(step, fact)


def _credits(role: Role) -> dict[MemberId, Fraction]:
    return dict(role.account_now.credit)


@some_histories
@given(histories())
def test_1_who_gets_a_term_may_have_it_and_nobody_able_leaves_it_open(history: History) -> None:
    for moment in _moments(lived(history)):
        if moment.fact.holder is None:
            assert moment.able() == []
        else:
            assert moment.fact.holder in moment.able()


@some_histories
@given(histories())
def test_2_nobody_has_two_roles_at_a_time_unless_people_are_fewer(history: History) -> None:
    rota = lived(history)
    for step in rota.steps:
        fact = step.fact
        if isinstance(fact, Given) and fact.holder and fact.how is not How.ELECTION:
            moment = Moment(step, fact)
            assert moment.other_terms(fact.holder) == [] or moment.is_short()


@some_histories
@given(histories((*QUIETLY, "elects", "elects", "week")))
def test_2_who_is_elected_beside_a_turn_has_passed_that_turn_on(history: History) -> None:
    rota = lived(history)
    terms = [term for role in rota.roles.live for term in role.known]
    for turn, office in permutations(terms, 2):
        if (turn.how is How.ELECTION) or office.how is not How.ELECTION:
            continue
        if turn.holder is None or turn.holder != office.holder:
            continue
        starts_at = max(turn.starts_at, rota.now)
        if starts_at < min(turn.ends_at, office.ends_at) and office.ends_at > starts_at:
            rest = timedelta(days=rota.settings.newcomer_days)
            there = [
                person
                for person in rota.people.values()
                if not person.is_resting and not person.is_away(starts_at, turn.ends_at)
                if person.is_founder or person.joined_at + rest <= starts_at
            ]
            assert office.starts_at >= turn.ends_at or len(there) < len(rota.roles.live)


@some_histories
@given(histories())
def test_3_the_credits_of_a_role_are_together_exactly_nothing(history: History) -> None:
    for step in lived(history).steps:
        for role in step.after.roles.values():
            assert sum(role.account.credit.values()) == 0
            assert sum(role.account_now.credit.values()) == 0


@some_histories
@given(st.integers(1, 9), st.sampled_from([1, 2, 4]), st.integers(1, 99))
def test_4_where_nothing_changes_any_n_terms_running_have_everyone_once(
    people: int, every: int, house: int
) -> None:
    assume(people > 1)
    rota = Rota(*(f"p{number}" for number in range(people)), house=house)
    rota.makes(every=every)
    rota.later(weeks=every * (3 * people + 1))
    served = rota.served()
    assert len(served) == 3 * people + 1
    for start in range(len(served) - people + 1):
        assert set(served[start : start + people]) == set(rota.ids)


@some_histories
@given(st.integers(2, 9), st.integers(1, 4), st.integers(1, 99))
@example(8, 4, 1)
@example(6, 4, 100)
def test_5_where_nothing_changes_turns_are_within_one_of_a_fair_share(
    people: int, roles: int, house: int
) -> None:
    """Of a role: in a house with two people at least beyond one for each."""
    rota = Rota(*(f"p{number}" for number in range(people)), house=house)
    rota.keeps_steps = False
    for number in range(roles):
        rota.makes(f"role{number}")
    for week in range(1, 2 * people + 2):
        rota.later(days=7)
        served = {role.name: Counter(rota.served(role.name)) for role in rota.roles.live}
        for name in rota.ids:
            gaps = [Fraction(times[name]) - Fraction(week, people) for times in served.values()]
            assert all(abs(gap) < 1 for gap in gaps) or people < roles + 2
            assert abs(sum(gaps, Fraction())) <= Fraction(3, 2)


@some_houses
@given(st.integers(0, 10_000), st.booleans())
def test_6_whatever_happens_turns_keep_to_what_one_is_entitled_to(seed: int, plain: bool) -> None:
    """Over all roles, in a house that its people suffice for: four at least for each role.

    The rule says 1.5, which three of 672 such houses miss (worst 1.80, decision 13); this bound is
    for what breaks, the benchmark tells how near we are.
    """
    chance = random.Random(seed)
    people = chance.randint(8, 12)
    roles = chance.randint(1, people // 4)
    weeks = 104 if IS_LONG else 26
    rota, _ = dynamic_house(chance, people=people, roles=roles, weeks=weeks, plain=plain)
    assume(len(rota.people) >= 4 * roles)
    accounts = [role.account_now for role in rota.roles.live]
    for person in rota.ids.values():
        assert abs(owed(accounts, person)) <= Fraction(9, 4)


@some_histories
@given(histories((*QUIETLY, *ASKED, "takes", "swaps")))
def test_6_of_those_who_can_the_one_who_is_owed_most_is_asked(history: History) -> None:
    """But for who has been gone by for one and a half rounds, and a newcomer's first turns."""
    for moment in _moments(lived(history)):
        holder = moment.fact.holder
        if holder is None or _was_gone_by(moment, holder):
            continue
        for other in moment.able():
            is_like = (moment.in_a_row(other) > 1) == (moment.in_a_row(holder) > 1)
            has_as_many = len(moment.other_terms(other)) == len(moment.other_terms(holder))
            if is_like and has_as_many and not _had_first_turns(moment, other):
                assert _due(moment, holder) >= _due(moment, other)


def _terms(moment: Moment) -> list[Term]:
    """The terms before this one that somebody had, the last one last."""
    present = moment.role.present
    terms = [*moment.role.past, *([present] if present and not moment.is_running else [])]
    return [term for term in terms if _served(term) is not None]


def _was_gone_by(moment: Moment, member: MemberId) -> bool:
    waited: list[int] = []
    for term in _terms(moment):
        if _served(term) == member:
            waited = []
        elif member in term.eligible and member not in term.declined:
            waited.append(len(term.eligible))
    return bool(waited) and 2 * len(waited) >= 3 * max(waited)


def _had_first_turns(moment: Moment, member: MemberId) -> bool:
    terms = _terms(moment)
    pool = sum(moment.in_pool(person) for person in moment.here.people)
    had = sum(_served(term) == member for term in terms)
    return had >= 2 and sum(member in term.eligible for term in terms) < pool


def _due(moment: Moment, member: MemberId) -> Fraction:
    """Twice what this role owes, and what the others owe, counted from the terms themselves."""
    credit = 2 * _balance(_terms(moment), member)
    for role in moment.step.before.roles.values():
        if role.name != moment.role.name:
            credit += _balance([*role.past, *role.known], member)
    return credit


def _balance(terms: list[Term], member: MemberId) -> Fraction:
    balance = Fraction(0)
    for term in terms:
        served = _served(term)
        how = next((s.how for s in reversed(term.stretches) if s.holder == served), None)
        if served is None or how is How.ELECTION:
            continue
        earners = term.eligible or (served,)
        balance += Fraction(member in earners, len(earners)) - (served == member)
    return balance


@some_histories
@given(histories())
def test_7_nobody_has_a_role_twice_running_when_somebody_else_accepts(history: History) -> None:
    for moment in _moments(lived(history)):
        holder = moment.fact.holder
        if holder is not None and moment.in_a_row(holder) > 1:
            assert all(moment.in_a_row(other) > 1 for other in moment.able())
            limit = moment.role.limit or moment.here.settings.term_limit
            assert moment.in_a_row(holder) <= limit


@some_histories
@given(histories((*QUIETLY, *ASKED)))
def test_8_a_newcomer_gets_two_of_their_first_turns_at_most(history: History) -> None:
    """Unless nobody else accepts."""
    for moment in _moments(lived(history)):
        holder = moment.fact.holder
        terms = [t for t in (*moment.role.past, moment.role.present) if t and t is not moment.old]
        able = [term for term in terms if holder in term.eligible and _served(term) is not None]
        had = sum(_served(term) == holder for term in able)
        pool = sum(moment.in_pool(person) for person in moment.here.people)
        if holder is not None and len(able) < pool and had >= 2:
            for other in moment.able():
                times = sum(_served(term) == other for term in terms)
                assert times >= 2 or moment.in_a_row(other) > 1 or moment.other_terms(other)


def _has_nobody_to_spare(rota: Rota, term: Term) -> bool:
    """As it starts, as many roles run as there are people who could have one of them."""
    known = [one for role in rota.roles.live for one in (*role.past, role.present) if one]
    running = [one for one in known if one.starts_at <= term.starts_at < one.ends_at]
    return len({who for one in running for who in one.eligible}) <= len(running)


AS_MANY_ROLES_AS_PEOPLE = History(
    *(1, 5, ((1, 0), (1, 0), (1, 0)), 1),
    (
        *(Act("week", 0, 0),) * 5,
        *(Act("away", 0, 0), Act("away", 1, 0)),
        *(Act("week", 0, 0),) * 12,
        Act("unwilling", 7, 8),
        *(Act("week", 0, 0),) * 8,
        *(Act("week", 0, 8), Act("week", 0, 9)),
    ),
)
"""Three people, three roles, each for one turn in a row, and one of the three unwilling for one
role: the other two take that in turns, and with it all is settled, week after week."""


@some_histories
@given(histories((*QUIETLY, *ASKED), most=60))
@example(AS_MANY_ROLES_AS_PEOPLE)
def test_8_who_wants_a_role_and_is_there_waits_at_most_two_rounds(history: History) -> None:
    """Nobody waits while everybody who could has a turn: who has which is then for the limits."""
    rota = lived(history)
    for role in rota.roles.live:
        terms = [term for term in role.past if _served(term) is not None]
        for member in rota.ids.values():
            waited: list[Term] = []
            for term in terms:
                if _served(term) == member:
                    waited = []
                elif member in term.eligible and member not in term.passed:
                    waited += [] if _has_nobody_to_spare(rota, term) else [term]
                among = {who for each in waited for who in each.eligible}
                assert len(waited) <= 2 * max(len(among), 1)


@some_histories
@given(histories((*QUIETLY, *ASKED)), st.integers(0, 9), st.sampled_from(["away", "unwilling"]))
def test_9_who_is_away_or_unwilling_keeps_their_credit_and_others_their_order(
    history: History, nth: int, how: str
) -> None:
    rota = lived(history)
    name = list(rota.people)[nth % len(rota.people)]
    who = rota.ids[name]

    def orders() -> dict[RoleName, list[MemberId]]:
        roles = Roles({n: replace(r, published=None) for n, r in rota.roles.roles.items()})
        slots = {role.name: next_slot(role, rota.here()) for role in roles.live}
        return {
            n: [*in_order(roles, slot, eligible(roles, slot, rota.here()), rota.here())]
            for n, slot in slots.items()
        }

    before = orders()
    quiet = rota.people[name]
    if how == "away":
        rota.people[name] = replace(quiet, away=(), is_resting=True)
    else:
        known = rota.roles.roles
        rota.roles = Roles(
            {n: replace(role, unwilling=role.unwilling | {who}) for n, role in known.items()}
        )
    after = orders()
    for role_name, order in after.items():
        both = set(order) & set(before[role_name])
        assert [m for m in before[role_name] if m in both] == [m for m in order if m in both]
    if how == "away":
        rota.goes_away(name)
        owed_then = {role.name: _credits(role).get(who, 0) for role in rota.roles.live}
        rota.later(weeks=5)
        for role in rota.roles.live:
            assert _credits(role).get(who, 0) == owed_then[role.name]


@some_histories
@given(histories())
def test_9_declining_costs_nothing_and_nobody_is_asked_twice_for_a_term(history: History) -> None:
    rota = lived(history)
    refused: set[tuple[object, ...]] = set()
    declines = Counter[tuple[object, ...]]()
    for step in rota.steps:
        fact = step.fact
        if isinstance(fact, Passed):
            refused.add((fact.role, fact.day, fact.member))
            declines[fact.role, fact.member] += fact.why is WhyPassed.DECLINED
        if isinstance(fact, TermPublished) and fact.holder:
            assert (fact.role, fact.day, fact.holder) not in refused
            moment = Moment(step, fact)
            for person in step.here.people:
                if fact.eligible and moment.is_able(person):
                    assert person.id in fact.eligible
    asked = Counter((o.role, o.member) for o in rota.told if isinstance(o, PauseQuestion))
    for who, times in asked.items():
        assert declines[who] >= 3 * times


@some_histories
@given(histories((*QUIETLY, *ASKED, "swaps", "swaps", "takes")))
@example(A_NEWCOMER_SWAPS_BACK)
def test_10_a_swap_counts_for_who_served_and_keeps_to_the_limit(history: History) -> None:
    rota = lived(history)
    for step in rota.steps:
        fact = step.fact
        if isinstance(fact, HolderChanged) and fact.how is How.SWAP:
            assert fact.holder is not None
            moment = Moment(step, fact)
            assert moment.old is not None
            limit = moment.role.limit or moment.here.settings.term_limit
            assert moment.in_a_row(fact.holder) <= limit
            was, now = _credits(moment.role), _credits(step.after.roles[fact.role])
            moved = {m: now.get(m, 0) - was.get(m, 0) for m in {*was, *now}}
            changed = {member: credit for member, credit in moved.items() if credit}
            if not moment.is_running and moment.old.eligible:
                assert changed == {fact.holder: -1, moment.old.holder: 1}
    for role in rota.roles.live:
        for term in role.past:
            if term.how is How.SWAP:
                assert _served(term) == term.holder or len(term.stretches) > 1


@some_histories
@given(histories(), st.integers(0, 9), st.integers(0, 2))
def test_10_a_take_is_never_refused_for_a_limit(history: History, nth: int, role: int) -> None:
    rota = lived(replace(history, limit=1))
    name = list(rota.people)[nth % len(rota.people)]
    ruling = rota.takes(name, f"role{role % len(history.rhythms)}")
    assert refusal(ruling) != OverTheLimit.__name__
    assert refusal(ruling) in {None, "NotInThePool", "AwayThen", "HoldsAnother", "HasItAlready"} | {
        "NothingToTake"
    }


@some_histories
@given(histories(), st.randoms(use_true_random=False))
def test_11_the_same_facts_give_the_same_rota_in_any_order(
    history: History, chance: random.Random
) -> None:
    rota = lived(history)
    facts = [*rota.facts]
    chance.shuffle(facts)
    assert fold_roles(facts) == rota.roles
    twin = begun(history)
    for act in history.acts:
        happens(twin, act)
        shuffled = [*twin.people.items()]
        order = [name for name, _ in shuffled]
        twin.here = _shuffled(twin, chance)  # type: ignore[method-assign]
        assert [*twin.people] == order
    assert twin.facts == rota.facts


def _shuffled(rota: Rota, chance: random.Random):  # type: ignore[no-untyped-def]  # noqa: ANN202
    known = Rota.here

    def here():  # type: ignore[no-untyped-def]  # noqa: ANN202
        straight = known(rota)
        people = [*straight.people]
        chance.shuffle(people)
        return replace(straight, people=tuple(people))

    return here


def test_11_ties_are_decided_alike_on_any_machine() -> None:
    rota = Rota("alice", "bob", "carol", "dan", "erin", house=7)
    rota.makes()
    rota.later(weeks=6)
    assert rota.served() == GOLDEN


GOLDEN = ["carol", "alice", "dan", "bob", "erin", "carol"]


@some_histories
@given(histories())
def test_12_a_published_term_is_pinned_and_is_one_term(history: History) -> None:
    rota = lived(history)
    for step in rota.steps:
        for name, before in step.before.roles.items():
            was, now = before.published, step.after.roles[name].published
            if was and now and was.day == now.day and was.holder != now.holder:
                fact = step.fact
                passed = isinstance(fact, Passed) and _passes_rightly(step, fact, was)
                agreed = isinstance(fact, HolderChanged) and fact.how in {How.SWAP, How.ELECTION}
                election_over = was.how is How.ELECTION
                assert passed or agreed or election_over or was.holder is None
    started = [(s.fact.role, s.fact.day) for s in rota.steps if isinstance(s.fact, TermStarted)]
    assert len(started) == len(set(started))
    for role in rota.roles.roles.values():
        terms = [*role.past, *role.known]
        assert all(one.ends_at <= two.starts_at for one, two in pairwise(terms))


def _passes_rightly(step: Step, fact: Passed, was: Term) -> bool:
    """It is the holder's own doing: they said so, or are not there."""
    person = step.here.person(fact.member)
    if fact.why is WhyPassed.UNABLE and person and not person.is_resting:
        elsewhere = [
            t
            for role in step.before.live
            for t in role.known
            if t.holder == person.id and t.how is How.ELECTION
        ]
        return bool(elsewhere) or person.is_away(was.starts_at, was.ends_at)
    return fact.member == was.holder


@some_histories
@given(histories())
def test_a_mentor_is_the_last_holder_who_has_not_just_been_one(history: History) -> None:
    for moment in _moments(lived(history)):
        fact, before = moment.fact, moment.before
        if fact.mentor is None:
            continue
        assert fact.holder not in before
        terms = [*moment.role.past]
        if moment.role.present and not moment.is_running:
            terms.append(moment.role.present)
        rest = {term.mentor for term in terms[-2:]}
        assert fact.mentor not in rest
        for former in reversed(before[before.index(fact.mentor) :]):
            person = moment.here.person(former) if former else None
            if former == fact.mentor or person is None:
                break
            is_away = person.is_away(moment.starts_at, moment.ends_at)
            could = moment.in_pool(person) and not person.is_resting and not is_away
            assert not could or former in rest


@some_histories
@given(histories((*ANY, "pat", "pat")))
def test_13_a_professional_has_no_residents_role(history: History) -> None:
    for step in lived(history).steps:
        fact = step.fact
        if isinstance(fact, Given) and fact.holder:
            person = step.here.person(fact.holder)
            assert person is not None
            assert person.kind is Kind.RESIDENT
