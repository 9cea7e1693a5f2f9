"""Why the next one is next, and who is likely to follow: numbers for the texts (fairness §1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from governance.advance_roles import advance_roles, due_at
from governance.fold_roles import add_role_fact
from governance.members import MemberId
from governance.role_facts import How, RoleFact, RoleName
from governance.roles import RoleCircumstances, Roles, Term, owed
from governance.rotation import Barrier, Slot, barrier, eligible, in_pool
from governance.ruling import Ruling

MOST_STEPS = 400
"""Of things to come; enough for some terms of any role among ten."""


@dataclass(frozen=True, slots=True)
class WhyNext:
    """What there is to say about why somebody has the next term, or nobody."""

    role: RoleName
    starts_at: datetime
    holder: MemberId | None
    how: How
    last_held: datetime | None
    """When their last term of this role started; None: never."""
    terms_since: int | None
    """How many terms of it there were since; None: they never had it."""
    candidates: int
    """How many could have had it, with them."""
    had_it_since: int
    """How many of the other candidates had it later than they."""
    waited_longer: tuple[MemberId, ...]
    """The other candidates who have not had it for longer, and did not pass."""
    passed: tuple[MemberId, ...]
    """Who was next before them and passed."""
    credit: Fraction
    """What this role owes them."""
    credit_in_all: Fraction
    barred: tuple[tuple[MemberId, Barrier], ...]
    """Who of the pool could not have it, and why not."""


def why(roles: Roles, name: RoleName, here: RoleCircumstances) -> WhyNext | None:
    """Why the next one of a role is next; of the published term, else of the one foreseen."""
    role = roles.get(name)
    if role is None:
        return None
    if role.published is None:
        after = _until_published(roles, name, here)
        return why(after, name, here) if after else None
    term = role.published
    before = Roles({**roles.roles, name: replace(role, published=None)})
    slot = Slot(name, term.day, term.starts_at, term.ends_at, term.passed)
    able = {*eligible(before, slot, here)}
    if term.holder is not None:
        able.add(term.holder)
    return _why(before, term, slot, able, here)


def likely_next(
    roles: Roles, name: RoleName, here: RoleCircumstances, terms: int = 3
) -> tuple[Term, ...]:
    """The next terms of a role, the pinned one first, if nothing changes in the house.

    Those after the pinned one are no promise: they are found anew when they are published.
    """
    found: list[Term] = []
    role = roles.get(name)
    if role and role.published:
        found.append(role.published)
    while role and len(found) < terms:
        after = _until_published(roles, name, here, found[-1] if found else None)
        role = after.get(name) if after else None
        if after is None or role is None or role.published is None:
            break
        roles = after
        found.append(role.published)
    return tuple(found)


def caught_up(roles: Roles, here: RoleCircumstances) -> Roles:
    """How the roles are once everything has followed that follows by now; nothing is recorded."""
    while ruling := advance_roles(roles, here):
        roles = _with(roles, ruling)
    return roles


def _with(roles: Roles, ruling: Ruling) -> Roles:
    for fact in ruling.facts:
        assert isinstance(fact, RoleFact)
        roles = add_role_fact(roles, fact)
    return roles


def _why(
    before: Roles, term: Term, slot: Slot, able: set[MemberId], here: RoleCircumstances
) -> WhyNext:
    role = before.roles[slot.role]
    account = role.account_now
    served, holder = account.served_in, term.holder
    mine = served.get(holder, 0) if holder is not None else 0
    others = able - {holder}
    barred = [
        (person.id, kept)
        for person in here.people
        if in_pool(role, person)
        and person.id != holder
        and (kept := barrier(before, slot, person, here))
    ]
    accounts = [other.account_now for other in before.roles.values()]
    return WhyNext(
        role=slot.role,
        starts_at=term.starts_at,
        holder=holder,
        how=term.how,
        last_held=account.last.get(holder) if holder is not None else None,
        terms_since=account.terms - mine if mine else None,
        candidates=len(able),
        had_it_since=sum(served.get(other, 0) > mine for other in others),
        waited_longer=tuple(sorted(m for m in others - term.passed if served.get(m, 0) < mine)),
        passed=tuple(sorted(term.passed)),
        credit=owed([account], holder) if holder is not None else Fraction(0),
        credit_in_all=owed(accounts, holder) if holder is not None else Fraction(0),
        barred=tuple(sorted(barred, key=lambda pair: pair[0])),
    )


def _until_published(
    roles: Roles, name: RoleName, here: RoleCircumstances, but: Term | None = None
) -> Roles | None:
    """How the roles are when the next term of this one is published, if nothing changes."""
    for _ in range(MOST_STEPS):
        role = roles.get(name)
        if role and role.published and (but is None or role.published.day != but.day):
            return roles
        ruling = advance_roles(roles, here)
        if ruling is None:
            due = due_at(roles, here.settings, here.zone)
            if due is None or due <= here.now:
                return None
            here = replace(here, now=due)
            continue
        roles = _with(roles, ruling)
    return None
