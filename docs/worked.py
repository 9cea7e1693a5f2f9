"""The worked example of docs/roles.md: four people, one role, five weeks, by the real rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from governance.advance_roles import advance_roles
from governance.fold_roles import add_role_fact
from governance.members import Kind, MemberId
from governance.role_facts import RoleFact
from governance.roles import CHAIR, Absence, Person, RoleCircumstances, Roles
from governance.ruling import Ruling
from governance.setting_up_roles import Wanted, set_up
from governance.settings import Settings
from governance.turns import pass_turn

NAMES = ("Ann", "Bo", "Cem", "Dee")
WEEKS = 5
AWAY, AWAY_IN = 3, 3
"""Who is away (Dee), and in which week."""
PASSES_IN = 4
"""In that week who is asked first passes."""

ZONE = ZoneInfo("Europe/Amsterdam")
BORN = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
FIRST = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Week:
    """Who had the chair, and what the role owes to each after it."""

    number: int
    chair: str
    passed: str | None
    away: str | None
    credit: tuple[Fraction, ...]


def weeks() -> list[Week]:
    """The five weeks."""
    roles = _after(Roles(), set_up(Roles(), CHAIR, Wanted(), _here(BORN)))
    found: list[Week] = []
    for number in range(1, WEEKS + 1):
        starts_at = FIRST + (number - 1) * WEEK
        told = _here(starts_at - timedelta(days=3), number == AWAY_IN)
        roles = _caught_up(roles, told)
        passed = None
        if number == PASSES_IN:
            term = roles.roles[CHAIR].published
            assert term is not None
            assert term.holder is not None
            passed = NAMES[term.holder]
            roles = _after(roles, pass_turn(roles, CHAIR, term.holder, told))
        roles = _caught_up(roles, _here(starts_at, number == AWAY_IN))
        role = roles.roles[CHAIR]
        assert role.present is not None
        assert role.present.holder is not None
        credit = tuple(role.account_now.credit.get(one.id, Fraction(0)) for one in told.people)
        away = NAMES[AWAY] if number == AWAY_IN else None
        found.append(Week(number, NAMES[role.present.holder], passed, away, credit))
    return found


def _here(now: datetime, is_away: bool = False) -> RoleCircumstances:
    people = tuple(
        Person(MemberId(place), Kind.RESIDENT, BORN, is_founder=True, away=_away(place, is_away))
        for place in range(len(NAMES))
    )
    return RoleCircumstances(now, Settings(), ZONE, 1, people)


def _away(place: int, is_away: bool) -> tuple[Absence, ...]:
    starts_at = FIRST + (AWAY_IN - 1) * WEEK
    gone = Absence(starts_at - timedelta(days=4), starts_at + WEEK - timedelta(days=4))
    return (gone,) if is_away and place == AWAY else ()


def _caught_up(roles: Roles, here: RoleCircumstances) -> Roles:
    while ruling := advance_roles(roles, here):
        roles = _after(roles, ruling)
    return roles


def _after(roles: Roles, ruling: Ruling) -> Roles:
    for fact in ruling.facts:
        assert isinstance(fact, RoleFact)
        roles = add_role_fact(roles, fact)
    return roles
