"""Rotas that nobody wrote down: who comes, goes, declines and swaps, in any order."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st

from governance.members import Kind
from governance.role_facts import HolderChanged, How, TermPublished
from tests.governance.rota import Rota, Step

IS_LONG = os.environ.get("KRING_LONG") == "1"
some_histories = settings(max_examples=500 if IS_LONG else 30)
"""How many histories one invariant looks at."""
some_houses = settings(max_examples=500 if IS_LONG else 12)
"""And how many houses over months, which take longer."""

NAMES = ("alice", "bob", "carol", "dan", "erin", "finn", "gita", "hugo", "pat", "quinn", "rosa")


@dataclass(frozen=True)
class Act:
    """Something happens; the numbers say to whom, and how long."""

    what: str
    who: int
    other: int


@dataclass(frozen=True)
class History:
    """A house, its roles and what happens in it."""

    house: int
    people: int
    rhythms: tuple[tuple[int, int], ...]
    """Every so many weeks, on a weekday."""
    limit: int
    acts: tuple[Act, ...]


QUIETLY = ("week", "week", "week", "away", "back", "unwilling", "willing", "joins", "leaves")
ASKED = ("passes", "passes", "rests", "pat", "down", "declining")
ANY = (*QUIETLY, *ASKED, "takes", "swaps", "elects", "settles")

rhythms = st.lists(
    st.tuples(st.sampled_from([1, 1, 2, 4]), st.sampled_from([0, 0, 3])), min_size=1, max_size=3
)


def histories(acts: tuple[str, ...] = ANY, most: int = 30) -> st.SearchStrategy[History]:
    """Histories of such acts."""
    act = st.builds(Act, st.sampled_from(acts), st.integers(0, 9), st.integers(0, 9))
    return st.builds(
        History,
        st.integers(1, 50),
        st.integers(2, 8),
        rhythms.map(tuple),
        st.sampled_from([2, 1, 3]),
        st.lists(act, min_size=most // 2, max_size=most).map(tuple),
    )


def begun(history: History) -> Rota:
    """A house with its people and roles, before anything happens."""
    rota = Rota(*NAMES[: history.people], house=history.house, term_limit=history.limit)
    for number, (every, weekday) in enumerate(history.rhythms):
        rota.makes(f"role{number}", every=every, weekday=weekday)
    return rota


def lived(history: History) -> Rota:
    """The same house, after everything happened."""
    rota = begun(history)
    for act in history.acts:
        happens(rota, act)
    return rota


def happens(rota: Rota, act: Act) -> None:  # noqa: C901 - one line for each thing people do
    """One act."""
    here = list(rota.people)
    who = here[act.who % len(here)]
    roles = [role.name for role in rota.roles.live]
    role = roles[act.other % len(roles)]
    match act.what:
        case "week":
            rota.later(days=3 + act.other)
        case "down":
            rota.is_down(days=1 + 3 * act.other)
        case "away":
            rota.goes_away(who, rota.now + timedelta(days=3 * act.other) if act.other else None)
        case "back":
            rota.comes_back(who)
        case "rests":
            rota.rests(who)
        case "leaves" if len(here) > 1:
            rota.leaves(who)
        case "joins" | "pat":
            out = [name for name in NAMES if name not in rota.people]
            if out:
                kind = Kind.PROFESSIONAL if act.what == "pat" else Kind.RESIDENT
                rota.moves_in(out[act.who % len(out)], kind)
        case "unwilling":
            rota.wants_no(who, role)
        case "willing":
            rota.wants(who, role)
        case "passes":
            _passes(rota, role)
        case "declining":
            for _ in range(act.who):
                _passes(rota, role)
        case "takes":
            rota.takes(who, role)
        case "swaps":
            _swaps(rota, role, who)
        case "elects":
            rota.elects(who, role, rota.now + timedelta(days=5 + 5 * act.who))
        case "settles":
            rota.settle(term_limit=1 + act.who % 3, publish_days=act.other)
            rota.follow()


def _passes(rota: Rota, role: str) -> None:
    holder = rota.next(role) or rota.holder(role)
    if holder:
        rota.passes(holder, role)


def _swaps(rota: Rota, role: str, other: str) -> None:
    holder = rota.next(role) or rota.holder(role)
    if holder:
        rota.swaps(holder, other, role)
        rota.swaps(other, holder, role)


def choices(rota: Rota) -> list[tuple[Step, TermPublished | HolderChanged]]:
    """Each time that rotation gave a term to somebody, or to nobody."""
    given = [(s, s.fact) for s in rota.steps if isinstance(s.fact, TermPublished | HolderChanged)]
    return [(step, fact) for step, fact in given if fact.how is How.ROTATION]
