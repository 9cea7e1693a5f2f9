"""How fairly roles pass round: the figures of invariants 5 and 6.

Static: nobody comes, goes or declines. Dynamic: 200 houses of 5 to 30 people with 1 to 4 roles, 20%
of the people away, 15% of the turns declined, people who move in and out, 104 weeks; *plain*: all
terms start together, newcomers need not wait, and who is away says so before; *hard*: roles of
different rhythms, and people who go away for weeks just after a term of theirs has begun. Entitled
is one's equal part of every term one could have had. `python -m bench.rotation 1000` makes that
many houses.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import partial

from bench.measured import Figure, Found
from bench.progress import Progress
from governance.role_facts import TermPublished
from governance.roles import owed
from tests.governance.rota import Rota

STATIC = [
    (3, 3),
    (4, 3),
    (5, 1),
    (5, 2),
    (5, 4),
    (5, 5),
    (7, 4),
    (8, 1),
    (8, 3),
    (12, 1),
    (12, 2),
    (12, 3),
    (20, 3),
    (30, 4),
]
STATIC_WEEKS = 60
HOUSES = 200
WEEKS = 104
AWAY, DECLINES, MOVES = 0.20, 0.15, 0.03
"""Parts: of the people, of the turns, and (in four weeks) of the people again."""
FEWEST, MOST = 5, 30
LIMIT = 1.5
AMPLE = 4
"""So many people for each role, at the end, in the houses that are told apart."""
WEEKS_AWAY = 2
"""Mean length of an absence."""


async def measure(progress: Progress) -> list[Found]:
    """Both tables, and the worst of each."""
    return tables(HOUSES, progress)


def main() -> None:
    """Print both tables."""
    houses = int(sys.argv[1]) if len(sys.argv) > 1 else HOUSES
    progress = Progress()
    with progress.shown():
        tables(houses, progress)


def tables(houses: int, progress: Progress) -> list[Found]:
    """Print both, with so many houses in the second."""
    with progress.of("static houses", len(STATIC)) as step:
        found = static(step)
    with progress.of("houses with comings and goings", 2 * houses) as step:
        return [*found, *dynamic(houses, step)]


def static(step: Callable[[], None]) -> list[Found]:
    """Invariant 5, at every moment of 60 weeks: < 1 for each role, at most 1.5 over all."""
    sys.stdout.write(
        "Static house: worst |served - fair share| (rule: < 1 a role, <= 1.5 in all)\n"
    )
    sys.stdout.write("people  roles  a role  in all\n")
    worst = 0.0
    for people, roles in STATIC:
        each, together = map(float, _static_house(people, roles))
        sys.stdout.write(f"{people:6}  {roles:5}  {each:6.3f}  {together:6.3f}\n")
        worst = max(worst, together)
        step()
    note = "served beside a fair share, over all roles, at any moment of 60 weeks"
    return [Figure("static houses, farthest from fair", worst, "terms", len(STATIC), 1.5, note)]


def _static_house(people: int, roles: int) -> tuple[Fraction, Fraction]:
    rota = Rota(*(f"p{number}" for number in range(people)), house=100 * people + roles)
    rota.keeps_steps = False
    names = [f"role{number}" for number in range(roles)]
    for name in names:
        rota.makes(name)
    worst = together = Fraction(0)
    for week in range(1, STATIC_WEEKS + 1):
        rota.later(days=7)
        gaps: dict[str, Fraction] = defaultdict(Fraction)
        for name in names:
            served = rota.served(name)
            for person in rota.ids:
                gap = served.count(person) - Fraction(week, people)
                gaps[person] += gap
                worst = max(worst, abs(gap))
        together = max(together, *(abs(gap) for gap in gaps.values()))
    return worst, together


def dynamic(houses: int, step: Callable[[], None]) -> list[Found]:
    """Invariant 6, at the end of each house: at most 1.5 always, at most 1 in 95%."""
    sys.stdout.write(
        f"\nDynamic: {houses} houses, {WEEKS} weeks: |served - entitled|"
        " (rule: <= 1.5 always, <= 1 in 95%)\n"
        "                          worst   95%  within 1  beyond 1.5\n"
    )
    found: list[Found] = []
    with ProcessPoolExecutor() as processes:
        for kind in ("plain", "hard"):
            ends = []
            made = partial(_end, plain=kind == "plain")
            for end in processes.map(made, range(houses), chunksize=4):
                ends.append(end)
                step()
            _tell(kind, ends)
            gaps = [gap for end in ends for gap in end.together]
            name = f"{kind} houses, 95% no farther from what they are entitled to"
            note = f"over all roles, after {WEEKS} weeks"
            found.append(Figure(name, _part(gaps, 0.95), "terms", len(gaps), 1.0, note))
    return found


def _tell(kind: str, ends: list[End]) -> None:
    ample = [end for end in ends if end.people >= AMPLE * end.roles]
    rows = {
        "over all roles": [gap for end in ends for gap in end.together],
        f"  {AMPLE} people a role": [gap for end in ample for gap in end.together],
        "in one role": [gap for end in ends for gap in end.each],
        f"  {AMPLE} people a role ": [gap for end in ample for gap in end.each],
    }
    for name, gaps in rows.items():
        within = sum(gap <= 1 for gap in gaps) / max(len(gaps), 1)
        beyond = f"{sum(gap > LIMIT for gap in gaps)} of {len(gaps)}"
        figures = f"{max(gaps, default=0):5.2f}  {_part(gaps, 0.95):4.2f}  {within:8.1%}  {beyond}"
        sys.stdout.write(f"{kind:6} {name:17} {figures}\n")
    ever, wait = max(end.ever for end in ends), max(end.wait for end in ends)
    sys.stdout.write(
        f"{kind:6} over all roles, at any moment: worst {ever:.2f};"
        f" longest wait: {wait:.2f} rounds of all candidates\n"
    )


@dataclass(frozen=True)
class End:
    """What a made-up house comes to."""

    people: int
    roles: int
    together: list[float]
    """How far each person is from what they were entitled to, over all roles."""
    each: list[float]
    """The same, for each role by itself."""
    ever: float
    """The farthest that anybody was, over all roles, at any moment."""
    wait: float
    """The longest that a role goes by somebody, in rounds of all candidates."""


def _end(seed: int, *, plain: bool) -> End:
    rota, ever = dynamic_house(random.Random(seed), plain=plain)  # noqa: S311 - made-up houses
    accounts = [role.account_now for role in rota.roles.live]
    everyone = rota.ids.values()
    waits = [wait.terms / wait.among for a in accounts for wait in a.waits.values() if wait.among]
    return End(
        len(rota.people),
        len(accounts),
        [abs(float(owed(accounts, who))) for who in everyone],
        [abs(float(owed([account], who))) for account in accounts for who in everyone],
        ever,
        max(waits, default=0.0),
    )


def dynamic_house(
    chance: random.Random,
    people: int = 0,
    roles: int = 0,
    weeks: int = WEEKS,
    *,
    plain: bool = False,
) -> tuple[Rota, float]:
    """A made-up house after so many weeks, and the worst that anybody was owed on the way."""
    rota = made_up(chance, people, roles, plain=plain)
    return rota, lives(rota, chance, weeks, plain=plain)


def made_up(chance: random.Random, people: int = 0, roles: int = 0, *, plain: bool = False) -> Rota:
    """A house with its people and roles, before anything happens."""
    people = people or chance.randint(5, 30)
    names = [f"p{number}" for number in range(people)]
    rota = Rota(*names, house=chance.randint(1, 999))
    rota.keeps_steps = False
    if plain:
        rota.settle(newcomer_days=0)
    for number in range(roles or chance.randint(1, 4)):
        every, day = chance.choice([1, 1, 1, 2, 4]), chance.choice([0, 0, 0, 2, 5])
        rota.makes(f"role{number}", **({} if plain else {"every": every, "weekday": day}))
    return rota


def lives(rota: Rota, chance: random.Random, weeks: int, *, plain: bool = False) -> float:
    """So many weeks of a house; the worst that anybody was owed on the way."""
    worst = 0.0
    for _ in range(weeks):
        _people_move(rota, chance)
        (_some_tell_of_the_next_week if plain else _some_leave_for_some_weeks)(rota, chance)
        end = rota.now + timedelta(days=7)
        while (due := rota.due()) and due <= end:
            known = len(rota.facts)
            rota.until(due)
            _some_decline(rota, known, chance)
        rota.until(end)
        accounts = [role.account_now for role in rota.roles.live]
        worst = max(worst, *(abs(float(owed(accounts, who))) for who in rota.ids.values()))
    return worst


def _people_move(rota: Rota, chance: random.Random) -> None:
    """As many in as out: a house stays about as large as it was, and has five people at least."""
    for name in list(rota.people):
        if chance.random() < MOVES / 4 and len(rota.people) > FEWEST:
            rota.leaves(name)
    if chance.random() < MOVES * len(rota.people) / 4 and len(rota.people) < MOST:
        rota.moves_in(f"p{len(rota.ids)}")


def _some_tell_of_the_next_week(rota: Rota, chance: random.Random) -> None:
    """Who is away in the next term, before it is given; another term has nothing to do with it."""
    for name in list(rota.people):
        rota.comes_back(name)
        if chance.random() < AWAY:
            since, until = timedelta(days=6, hours=22), timedelta(days=13, hours=20)
            rota.goes_away(name, rota.now + until, since=rota.now + since)


def _some_leave_for_some_weeks(rota: Rota, chance: random.Random) -> None:
    """At once, just after terms started."""
    leaves_for = AWAY / (1 - AWAY) / WEEKS_AWAY
    for name, person in list(rota.people.items()):
        is_away = person.is_away(rota.now, rota.now + timedelta.resolution)
        if not is_away and chance.random() < leaves_for:
            weeks = 1 + (chance.random() < 0.5) + (chance.random() < 0.5)
            rota.goes_away(name, rota.now + timedelta(weeks=weeks))


def _some_decline(rota: Rota, known: int, chance: random.Random) -> None:
    while known < len(rota.facts):
        fact = rota.facts[known].fact
        known += 1
        if isinstance(fact, TermPublished) and fact.holder is not None:
            term = rota.role(fact.role).published
            name = rota.name(fact.holder)
            if name and term and term.holder == fact.holder and chance.random() < DECLINES:
                rota.passes(name, fact.role)


def _part(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))] if values else 0.0


if __name__ == "__main__":
    main()
