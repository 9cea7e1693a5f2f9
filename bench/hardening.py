"""How soon roles that harden are seen, and how often chance passes for it.

Made-up house-years with fixed seeds, one look a week, against the figures that fairness §2.2 asks
for. "Fair" draws the holders of a week at random, without repeating; in "unequal" houses each
person is there for 30 to 100% of the weeks, a part of their own. `python -m bench.hardening 2000`
makes that many house-years a row; half as many where something is to be found.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from time import perf_counter

from bench.measured import Figure, Found, Samples
from bench.progress import Progress
from bench.rotation import lives, made_up
from governance.hardening import Look, Slot, Watch, begun, looked, looks_of, watched
from governance.members import MemberId
from governance.role_facts import RoleName, TermStarted
from tests.governance.rota import Rota

YEARS = 800
WEEKS = 52
STORY_WEEKS = 80
ROTAS = 300
"""House-years with the real rotation, of so many rows of `YEARS`."""
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
ROLES = [RoleName(f"role{number}") for number in range(5)]

Week = tuple[list[int], frozenset[int]]
"""Who holds the roles, the first one first, and who is there."""
Story = Callable[[random.Random, int, int], Iterator[Week]]
"""Week after week of a house of so many people and roles."""


@dataclass(frozen=True)
class Row:
    """One kind of house, and the figures to reach."""

    people: int
    roles: int
    false: float
    """Percent of fair years that are flagged."""
    core: tuple[int, ...]
    """By which week 50, 80 and 95% of the cores are found; empty: cannot be told from chance."""
    chair: int
    """By which week 95% of the permanent chairs are."""


TABLE = (
    Row(5, 2, 3.5, (), 9),
    Row(8, 2, 4.3, (18, 27, 37), 8),
    Row(8, 3, 4.1, (11, 15, 21), 8),
    Row(12, 2, 3.5, (12, 16, 21), 7),
    Row(12, 3, 3.0, (8, 10, 13), 7),
    Row(20, 3, 3.0, (6, 8, 9), 7),
    Row(50, 3, 2.2, (5, 6, 7), 6),
)


# The stories.


def fair(chance: random.Random, people: int, roles: int) -> Iterator[Week]:
    """Everybody is there, and chance draws."""
    everyone = range(people)
    present = frozenset(everyone)
    while True:
        yield chance.sample(everyone, roles), present


def unequal(chance: random.Random, people: int, roles: int) -> Iterator[Week]:
    """Some are there in all weeks, others in a third of them; chance draws from who is there."""
    there = [chance.uniform(0.3, 1) for _ in range(people)]
    while True:
        present = [person for person in range(people) if chance.random() < there[person]]
        if len(present) >= roles:
            yield chance.sample(present, roles), frozenset(present)


def core(chance: random.Random, people: int, roles: int) -> Iterator[Week]:
    """Three people hold 70% of the slots."""
    everyone = frozenset(range(people))
    while True:
        held: list[int] = []
        for _ in range(roles):
            wanted = range(3) if chance.random() < 0.7 else range(3, people)
            able = [person for person in wanted if person not in held]
            held.append(chance.choice(able or sorted(everyone.difference(held))))
        yield held, everyone


def permanent(chance: random.Random, people: int, roles: int) -> Iterator[Week]:
    """One person has the first role always; chance draws the others."""
    everyone = frozenset(range(people))
    while True:
        yield [0, *chance.sample(range(1, people), roles - 1)], everyone


def uneven_appetite(chance: random.Random, people: int, roles: int) -> Iterator[Week]:
    """No rotation: some like roles up to three times as much as others, and get them as often."""
    everyone = frozenset(range(people))
    appetite = [chance.uniform(0.5, 1.5) for _ in range(people)]
    while True:
        held: list[int] = []
        for _ in range(roles):
            able = sorted(everyone.difference(held))
            held.append(chance.choices(able, [appetite[person] for person in able])[0])
        yield held, everyone


def rotating(chance: random.Random, people: int, roles: int) -> Iterator[Week]:
    """Exact credit, everybody willing, one in seven declines: the bot's rotation, in short."""
    return _credited(chance, people, roles, [0.85] * people)


def declining(chance: random.Random, people: int, roles: int) -> Iterator[Week]:
    """The same, where three say yes and nobody else does."""
    return _credited(chance, people, roles, [1.0] * 3 + [0.0] * (people - 3))


def wavering(chance: random.Random, people: int, roles: int) -> Iterator[Week]:
    """The same, where the others say yes one time in thirty: a quarter of the turns is theirs."""
    return _credited(chance, people, roles, [1.0] * 3 + [1 / 30] * (people - 3))


def _credited(
    chance: random.Random, people: int, roles: int, says_yes: Sequence[float]
) -> Iterator[Week]:
    everyone = frozenset(range(people))
    credit = [[0.0] * people for _ in range(roles)]
    lots = [chance.random() for _ in range(people)]
    while True:
        held: list[int] = []
        for own in credit:
            able = sorted(everyone.difference(held))
            able.sort(key=lambda p: (-own[p] - sum(each[p] for each in credit), lots[p]))
            holder = next((p for p in able if chance.random() < says_yes[p]), able[0])
            for person in able:
                own[person] = round(own[person] + 1 / len(able), 9)
            own[holder] -= 1
            held.append(holder)
        yield held, everyone


# What is measured.


def look_at(week: int, held: Sequence[int], present: frozenset[int], apart: bool) -> list[Look]:
    """The look of one week; or, where the roles change hands on different days, one a role."""
    lens = frozenset(MemberId(person) for person in present)
    slots = [Slot(ROLES[n], MemberId(person), lens) for n, person in enumerate(held)]
    at = START + week * WEEK
    if apart:
        return [Look(at + timedelta(days=2 * n), (slot,)) for n, slot in enumerate(slots)]
    return [Look(at, tuple(slots))]


def found(story: Iterator[Week], house: int, weeks: int, apart: bool = False) -> int:
    """The week of the first flag; `weeks` + 1 when there is none."""
    watch = begun(house)
    for week in range(1, weeks + 1):
        held, present = next(story)
        for look in look_at(week, held, present, apart):
            watch, flag = looked(watch, look)
            if flag:
                return week
    return weeks + 1


def weeks_to(
    story: Story, people: int, roles: int, years: int, weeks: int = STORY_WEEKS, apart: bool = False
) -> list[int]:
    """When the first flag of each house came, the earliest first."""
    return sorted(
        found(story(_chance(story, seed, people, roles), people, roles), seed, weeks, apart)
        for seed in range(years)
    )


def share_flagged(story: Story, row: Row, years: int, apart: bool = False) -> float:
    """Percent of the years that had a flag."""
    weeks = weeks_to(story, row.people, row.roles, years, WEEKS, apart)
    return 100 * sum(week <= WEEKS for week in weeks) / years


def quantiles(weeks: Sequence[int], parts: Sequence[float] = (0.5, 0.8, 0.95)) -> tuple[int, ...]:
    """By which week so many are found."""
    return tuple(weeks[min(len(weeks) - 1, int(part * len(weeks)))] for part in parts)


async def measure(progress: Progress) -> list[Found]:
    """All tables, and the worst of what has a limit."""
    return tables(YEARS, progress)


def main() -> None:
    """Print all tables."""
    years = int(sys.argv[1]) if len(sys.argv) > 1 else YEARS
    progress = Progress()
    with progress.shown():
        tables(years, progress)


def tables(years: int, progress: Progress) -> list[Found]:
    """Print them all, with so many house-years a row."""
    found: list[Found] = []
    with progress.of("houses in which roles harden, and others", 6) as step:
        for one in (table, special, rotation, people_named, naive):
            found += one(years)
            step()
        found += cost()
        step()
    return found


def table(years: int) -> list[Found]:
    """The table of fairness §2.2; what is to be reached stands in brackets."""
    _say(f"Concentration: {years} house-years a row, weekly terms [to reach]")
    _say("people  roles  fair years flagged   unequal   core of 3: 50/80/95% by week   chair 95%")
    flagged, chairs = [], []
    with ProcessPoolExecutor() as processes:
        rows = list(processes.map(partial(_row, years=years), TABLE))
    for row, (false, uneven, weeks, chair) in zip(TABLE, rows, strict=True):
        seen = "/".join(map(_week, weeks))
        wanted = "/".join(map(str, row.core)) or "none"
        _say(
            f"{row.people:6}  {row.roles:5}  {false:5.1f}% [{row.false}, <= 5]"
            f"  {uneven:5.1f}% [<= 5]  {seen:>12} [{wanted}]".ljust(78)
            + f"{_week(chair):>4} [{row.chair}, <= 10]"
        )
        flagged += [false, uneven]
        chairs.append(chair)
    worst = "the worst kind of house"
    return [
        Figure("fair years that are flagged", max(flagged), "%", years, 5.0, worst),
        Figure("95% of permanent chairs seen by", max(chairs), "weeks", years // 2, 10.0, worst),
    ]


def _row(row: Row, years: int) -> tuple[float, float, tuple[int, ...], int]:
    false = share_flagged(fair, row, years)
    uneven = share_flagged(unequal, row, years)
    weeks = quantiles(weeks_to(core, row.people, row.roles, years // 2))
    chairs = weeks_to(permanent, row.people, row.roles, years // 2)
    return false, uneven, weeks, quantiles(chairs, [0.95])[0]


def special(years: int) -> list[Found]:
    """Declines, and roles that change hands on different days of the week."""
    _say("")
    for story, name in ((declining, "never"), (wavering, "one time in thirty")):
        week = quantiles(weeks_to(story, 12, 2, years // 2), [0.95])[0]
        _say(f"Three say yes, the other nine {name} (2 roles): 95% by week {_week(week)} [15]")
    for people, roles in ((8, 2), (12, 3), (20, 3)):
        weeks = weeks_to(uneven_appetite, people, roles, years // 2, WEEKS)
        share = 100 * sum(week <= WEEKS for week in weeks) / len(weeks)
        _say(f"No rotation, appetites of 0.5 to 1.5 ({people}, {roles}): {share:.0f}% of years")
    _say("Roles that change hands two days after one another: fair years flagged [<= 5]; core")
    flagged = []
    for row in TABLE:
        if row.people not in {5, 12, 20}:
            continue
        false = share_flagged(fair, row, years, apart=True)
        weeks = weeks_to(core, row.people, row.roles, years // 4, apart=True)
        seen = "/".join(map(_week, quantiles(weeks)))
        _say(f"{row.people:6}  {row.roles:5}  {false:5.1f}%  {seen}")
        flagged.append(false)
    return [Figure("the same, where roles change on different days", max(flagged), "%", years, 5.0)]


def rotation(years: int) -> list[Found]:
    """The bot's own rotation: with declines, and the real one with people who come and go."""
    _say("\nThe bot's own rotation, one in seven turns declined: years flagged [<= 0.5]")
    shares = []
    for row in TABLE:
        shares.append(share_flagged(rotating, row, years // 2))
        _say(f"{row.people:6}  {row.roles:5}  {shares[-1]:5.1f}%")
    houses = max(ROTAS * years // YEARS, 4)
    flagged = sum(rota_flags(seed) > 0 for seed in range(houses))
    _say(
        f"real rotation, 20% away, 15% declined, joins and leaves, other rhythms:"
        f" {flagged} of {houses} years"
    )
    return [Figure("years of the bot's own rotation flagged", max(shares), "%", years // 2, 0.5)]


def rota_flags(seed: int) -> int:
    """How often a house with the real rotation was flagged in its year."""
    chance = random.Random(seed)  # noqa: S311 - made-up houses
    rota = made_up(chance)
    rota.keeps_steps = True
    lives(rota, chance, WEEKS)
    return len(watched(looks_of(rota.roles, presence(rota), rota.now), rota.house)[1])


def presence(rota: Rota) -> dict[tuple[RoleName, date], frozenset[MemberId]]:
    """Who was there when each term started, willing or not."""
    return {
        (step.fact.role, step.fact.day): frozenset(
            person.id
            for person in step.here.people
            if not person.is_resting
            and not person.is_away(step.here.now, step.here.now + timedelta.resolution)
        )
        for step in rota.steps
        if isinstance(step.fact, TermStarted)
    }


def people_named(years: int) -> list[Found]:
    """Who is told privately when a core of three is seen: few others, and nearly all of them."""
    _say("\nA core of 3 is seen; named privately: others [0.01-0.08], of the three [2.4-2.9]")
    for row in TABLE[2:]:
        others, ours, flags = 0, 0, 0
        for seed in range(years // 4):
            story = core(_chance(core, seed, row.people, row.roles), row.people, row.roles)
            watch = begun(seed)
            for week in range(1, STORY_WEEKS + 1):
                watch, flag = looked(watch, look_at(week, *next(story), False)[0])
                if flag:
                    flags += 1
                    ours += sum(member < 3 for member in flag.members)
                    others += sum(member >= 3 for member in flag.members)
                    break
        flags = max(flags, 1)
        _say(f"{row.people:6}  {row.roles:5}  {others / flags:.2f}  {ours / flags:.2f}")
    return []


NAIVE: dict[str, Callable[[Sequence[int], int], bool]] = {
    "Gini > 0.4": lambda turns, _: _gini(turns) > 0.4,
    "top three > 50%": lambda turns, slots: 2 * sum(sorted(turns)[-3:]) > slots,
    "twice the share": lambda turns, slots: max(turns) * len(turns) > 2 * slots,
}
"""Rules on shares, over the turns of each and of all in the last twelve looks."""


def naive(years: int) -> list[Found]:
    """How often the usual rules flag a perfectly fair year."""
    _say("\nFair years that fixed thresholds flag, over the last twelve looks")
    _say("people  roles  " + "  ".join(NAIVE))
    for row in TABLE:
        flagged: Counter[str] = Counter()
        for seed in range(years // 4):
            story = fair(_chance(fair, seed, row.people, row.roles), row.people, row.roles)
            flagged.update(_naively(story, row.people))
        shares = (f"{100 * flagged[name] / (years // 4):5.0f}%".rjust(len(name)) for name in NAIVE)
        _say(f"{row.people:6}  {row.roles:5}  " + "  ".join(shares))
    return []


def _naively(story: Iterator[Week], people: int) -> set[str]:
    weeks = [next(story)[0] for _ in range(WEEKS)]
    seen: set[str] = set()
    for end in range(12, WEEKS + 1):
        turns = Counter(holder for week in weeks[end - 12 : end] for holder in week)
        counts = [turns[person] for person in range(people)]
        seen.update(name for name, rule in NAIVE.items() if rule(counts, turns.total()))
    return seen


def cost() -> list[Found]:
    """What a look costs after ten looks and after a thousand; it must be the same."""
    story = fair(_chance(fair, 1, 20, 3), 20, 3)
    watch, at = begun(1), {}
    for week in range(1, 1001):
        watch, _ = looked(watch, look_at(week, *next(story), False)[0])
        if week in {10, 1000}:
            at[week] = watch
    known = look_at(1001, *next(story), False)[0]
    early, late = [], []
    for _ in range(1000):
        early.append(_time(at[10], known))
        late.append(_time(at[1000], known))
    note = "the look after 1000 others, and after 10"
    return [Samples(late, early).measured("a look for hardening", 1.2, note, unit="µs")]


def _time(watch: Watch, look: Look) -> float:
    started = perf_counter()
    looked(watch, look)
    return perf_counter() - started


def _gini(turns: Sequence[int]) -> float:
    ranked = sorted(turns)
    among = len(ranked)
    weighted = sum((2 * place - among - 1) * had for place, had in enumerate(ranked, 1))
    return weighted / (among * sum(ranked))


def _chance(story: Story, seed: int, people: int, roles: int) -> random.Random:
    return random.Random(f"{story.__name__}/{seed}/{people}/{roles}")  # noqa: S311 - made-up houses


def _week(week: int) -> str:
    return str(week) if week < STORY_WEEKS else "later"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
