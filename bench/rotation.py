"""How fairly roles pass round: the figures of invariants 5 and 6 (run with `make bench`).

Static: nobody comes, goes or declines. Dynamic: 200 houses of 5 to 30 people with 1 to 4 roles of
different rhythms, 20% of the people away at any time, 15% of the turns declined, people who move
in and out, 104 weekly looks. Entitled is one's equal part of every term one could have had.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from time import monotonic

from governance.role_facts import TermPublished
from governance.roles import owed
from tests.governance.rota import Rota

STATIC = [(5, 1), (5, 2), (5, 4), (8, 1), (8, 3), (12, 1), (12, 2), (12, 3), (20, 3), (30, 4)]
STATIC_WEEKS = 60
HOUSES = 200
WEEKS = 104
AWAY, DECLINES, MOVES_IN, MOVES_OUT = 0.20, 0.15, 0.04, 0.03
AMPLE = 4
"""People for each role, at the end, in the houses that `ample` is about."""
WEEKS_AWAY = 2
"""Mean length of an absence."""


def main() -> None:
    """Print both tables."""
    houses = int(sys.argv[1]) if len(sys.argv) > 1 else HOUSES
    started = monotonic()
    static()
    dynamic(houses)
    sys.stdout.write(f"in {monotonic() - started:.0f} s\n")


def static() -> None:
    """Invariant 5, at every moment of 60 weeks: < 1 for each role, at most 1.5 over all."""
    sys.stdout.write(
        "Static house: worst |served - fair share| (rule: < 1 a role, <= 1.5 in all)\n"
    )
    sys.stdout.write("people  roles  a role  in all\n")
    for people, roles in STATIC:
        each, together = _static_house(people, roles)
        sys.stdout.write(f"{people:6}  {roles:5}  {float(each):6.3f}  {float(together):6.3f}\n")


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


def dynamic(houses: int) -> None:
    """Invariant 6, at the end of each house: at most 1.5 always, at most 1 in 95%."""
    each: list[float] = []
    together: list[float] = []
    ample: list[float] = []
    waits: list[float] = []
    worst_ever = 0.0
    for seed in range(houses):
        rota, ever = dynamic_house(random.Random(seed))  # noqa: S311 - made-up houses
        worst_ever = max(worst_ever, ever)
        accounts = [role.account_now for role in rota.roles.live]
        for person in rota.ids.values():
            together.append(abs(float(owed(accounts, person))))
            if len(rota.people) >= AMPLE * len(accounts):
                ample.append(together[-1])
            each.extend(abs(float(owed([account], person))) for account in accounts)
        waits.extend(
            wait.terms / wait.among for a in accounts for wait in a.waits.values() if wait.among
        )
    sys.stdout.write(
        f"\nDynamic: {houses} houses, {WEEKS} weeks: |served - entitled|"
        " (rule: <= 1.5 always, <= 1 in 95%)\n"
    )
    sys.stdout.write("          worst  95%    within 1\n")
    for name, gaps in (("a role", each), ("in all", together), ("  ample", ample)):
        within = sum(gap <= 1 for gap in gaps) / len(gaps)
        sys.stdout.write(f"{name:8}  {max(gaps):5.2f}  {_part(gaps, 0.95):5.2f}  {within:.1%}\n")
    sys.stdout.write(f"in all, at any moment of any house: worst {worst_ever:.2f}\n")
    sys.stdout.write(f"longest wait at the end, in rounds of all candidates: {max(waits):.2f}\n")


def dynamic_house(
    chance: random.Random, people: int = 0, roles: int = 0, weeks: int = WEEKS
) -> tuple[Rota, float]:
    """A made-up house after so many weeks, and the worst that anybody was owed on the way."""
    rota = made_up(chance, people, roles)
    return rota, lives(rota, chance, weeks)


def made_up(chance: random.Random, people: int = 0, roles: int = 0) -> Rota:
    """A house with its people and roles, before anything happens."""
    people = people or chance.randint(5, 30)
    rota = Rota(*(f"p{number}" for number in range(people)), house=chance.randint(1, 999))
    rota.keeps_steps = False
    for number in range(roles or chance.randint(1, 4)):
        every, day = chance.choice([1, 1, 1, 2, 4]), chance.choice([0, 0, 0, 2, 5])
        rota.makes(f"role{number}", every=every, weekday=day)
    return rota


def lives(rota: Rota, chance: random.Random, weeks: int) -> float:
    """So many weeks of a house; the worst that anybody was owed on the way."""
    worst = 0.0
    for _ in range(weeks):
        _people_come_and_go(rota, chance)
        end = rota.now + timedelta(days=7)
        while (due := rota.due()) and due <= end:
            known = len(rota.facts)
            rota.until(due)
            _some_decline(rota, known, chance)
        rota.until(end)
        accounts = [role.account_now for role in rota.roles.live]
        worst = max(worst, *(abs(float(owed(accounts, who))) for who in rota.ids.values()))
    return worst


def _people_come_and_go(rota: Rota, chance: random.Random) -> None:
    leaves_for = AWAY / (1 - AWAY) / WEEKS_AWAY
    for name, person in list(rota.people.items()):
        is_away = person.is_away(rota.now, rota.now + timedelta.resolution)
        if chance.random() < MOVES_OUT / 4 and len(rota.people) > 5:
            rota.leaves(name)
        elif not is_away and chance.random() < leaves_for:
            weeks = 1 + (chance.random() < 0.5) + (chance.random() < 0.5)
            rota.goes_away(name, rota.now + timedelta(weeks=weeks))
    if chance.random() < MOVES_IN * len(rota.people) / 16 and len(rota.people) < 30:
        rota.moves_in(f"p{len(rota.ids)}")


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
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


if __name__ == "__main__":
    main()
