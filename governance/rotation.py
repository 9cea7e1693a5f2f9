"""Who is next: the eligible, and of them the one a role owes most (fairness §1).

The order, from the first thing that counts to the last: not twice running, no second role at that
time, not a newcomer who had two turns already, who has been gone by for too long, the highest
credit, the longest since this role, the longest since any role, and a hash. Everything is exact
and a pure function of its arguments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from fractions import Fraction

from governance.credit import Credit, Wait
from governance.members import MemberId
from governance.role_facts import RoleName
from governance.roles import IN_POOL, Person, Role, RoleCircumstances, Roles, owed

FIRST_TURNS = 2
"""How many of the first terms a newcomer gets at most; there are as many as people in the pool."""

OVERDUE = Fraction(3, 2)
"""Who has been gone by for so many rounds of all candidates comes before any credit.

Nobody who wants a role and is there then waits for more than two rounds, not even who did it so
often for others that they owe many turns.
"""

NEVER = datetime.min.replace(tzinfo=UTC)


class Barrier(Enum):
    """Why somebody in the pool is not asked for a term."""

    UNWILLING = "unwilling"
    AWAY = "away"
    RESTING = "resting"
    NEWCOMER = "newcomer"
    LIMIT = "limit"
    """Held it as often in a row as one may; rests for a term."""
    OTHER_ROLE = "other_role"
    """Holds another role at that time."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A term that is to be given."""

    role: RoleName
    day: date
    starts_at: datetime
    """From when it is given: its start, or now when it runs already."""
    ends_at: datetime
    passed: frozenset[MemberId] = frozenset()
    """Who is not asked again for it."""
    account: Credit | None = None
    """Of the terms before it; None: of all that is known."""
    then: MemberId | None = None
    """Who has the term after it, when that is told already."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets a term."""

    slot: Slot
    holder: MemberId | None
    mentor: MemberId | None
    eligible: tuple[MemberId, ...]
    """Who shares its credit: `sharing`."""


def barrier(roles: Roles, slot: Slot, person: Person, here: RoleCircumstances) -> Barrier | None:
    """What keeps somebody of the pool from this term; None: they are eligible."""
    role = roles.roles[slot.role]
    if kept := keeps_away(person, slot, here):
        return kept
    if person.id in role.unwilling:
        return Barrier.UNWILLING
    account = slot.account or role.account_now
    if in_a_row(account, slot, person.id) > role.limit_in(here.settings):
        return Barrier.LIMIT
    has_other = roles.held(person.id, slot.starts_at, slot.ends_at, slot.role)
    if has_other and not is_short_of_people(roles, slot, here):
        return Barrier.OTHER_ROLE
    return None


def accounted(roles: Roles, slot: Slot) -> Slot:
    """The slot with the account of the terms before it."""
    if slot.account:
        return slot
    return replace(slot, account=roles.roles[slot.role].account_now)


def in_a_row(account: Credit, slot: Slot, member: MemberId) -> int:
    """How many terms in a row somebody has when they get this one."""
    return account.in_a_row(member) + 1 + (member == slot.then)


def keeps_away(person: Person, slot: Slot, here: RoleCircumstances) -> Barrier | None:
    """Whether somebody is not here for this term, or not long enough yet."""
    if person.is_away(slot.starts_at, slot.ends_at):
        return Barrier.AWAY
    if person.is_resting:
        return Barrier.RESTING
    rest = timedelta(days=here.settings.newcomer_days)
    if not person.is_founder and slot.starts_at < person.joined_at + rest:
        return Barrier.NEWCOMER
    return None


def in_pool(role: Role, person: Person) -> bool:
    """Whether this kind of member may get the role."""
    return person.kind in IN_POOL[role.pool]


def is_short_of_people(roles: Roles, slot: Slot, here: RoleCircumstances) -> bool:
    """Fewer people are here for a pool than there are roles for it: somebody has two.

    Who is unwilling counts as here: that others do not want to makes nobody have two.
    """
    role = roles.roles[slot.role]
    kinds = IN_POOL[role.pool]
    rivals = [other for other in roles.live if IN_POOL[other.pool] & kinds]
    present = [p for p in here.people if in_pool(role, p) and not keeps_away(p, slot, here)]
    return len(present) < len(rivals)


def eligible(roles: Roles, slot: Slot, here: RoleCircumstances) -> tuple[MemberId, ...]:
    """Who could have this term, who declined it too, in a fixed order."""
    role = roles.roles[slot.role]
    slot = accounted(roles, slot)
    return tuple(
        sorted(
            person.id
            for person in here.people
            if in_pool(role, person) and barrier(roles, slot, person, here) is None
        )
    )


def sharing(roles: Roles, slot: Slot, here: RoleCircumstances) -> tuple[MemberId, ...]:
    """Who earns a part of this term: the eligible, who declined it too.

    And who got another role that starts at the same moment: they could have had this one. So the
    roles that start together are shared as if nobody had any of them yet, and in a house where
    nothing changes everyone's part is exactly their fair share.
    """
    role = roles.roles[slot.role]
    slot = accounted(roles, slot)
    able = {*eligible(roles, slot, here)}
    for person in here.people:
        if in_pool(role, person) and barrier(roles, slot, person, here) is Barrier.OTHER_ROLE:
            others = roles.held(person.id, slot.starts_at, slot.ends_at, slot.role)
            if all(_starts_with(other, person.id, slot) for other in others):
                able.add(person.id)
    return tuple(sorted(able))


def _starts_with(role: Role, member: MemberId, slot: Slot) -> bool:
    """What somebody holds of this role begins with the slot."""
    mine = [t for t in role.known if t.holder == member and t.meets(slot.starts_at, slot.ends_at)]
    return all(term.starts_at == slot.starts_at for term in mine)


def choose(roles: Roles, slot: Slot, here: RoleCircumstances) -> Choice:
    """The first of the eligible who has not passed it on; None where there is nobody."""
    slot = accounted(roles, slot)
    able = eligible(roles, slot, here)
    asked = in_order(roles, slot, able, here)
    holder = asked[0] if asked else None
    return Choice(slot, holder, mentor(roles, slot, holder, here), sharing(roles, slot, here))


def in_order(
    roles: Roles, slot: Slot, able: Iterable[MemberId], here: RoleCircumstances
) -> tuple[MemberId, ...]:
    """Those who are asked for this term, one after the other."""
    role = roles.roles[slot.role]
    account = slot.account or role.account_now
    others = [other.account_now for name, other in roles.roles.items() if name != slot.role]
    pool = sum(in_pool(role, person) for person in here.people)

    def order(member: MemberId) -> tuple[bool, int, bool, int, Fraction, datetime, datetime, str]:
        wait = account.waits.get(member, Wait())
        is_overdue = 0 < wait.among * OVERDUE <= wait.terms
        return (
            in_a_row(account, slot, member) > 1,
            len(roles.held(member, slot.starts_at, slot.ends_at, slot.role)),
            account.asked.get(member, 0) < pool and account.turns.get(member, 0) >= FIRST_TURNS,
            -wait.terms if is_overdue else 0,
            -_due([account], others, member),
            account.last.get(member, NEVER),
            max(each.last.get(member, NEVER) for each in (account, *others)),
            _lot(here.house, slot, member),
        )

    return tuple(sorted((m for m in able if m not in slot.passed), key=order))


def first_of(roles: Roles, slots: Iterable[Slot], here: RoleCircumstances) -> Slot:
    """Which of the roles that start at one time is given first: that with fewest candidates.

    Of equals, that whose first candidate is owed most more than the second: there it matters most
    that they do not get another one.
    """

    def order(slot: Slot) -> tuple[int, Fraction, RoleName]:
        slot = accounted(roles, slot)
        able = eligible(roles, slot, here)
        role = roles.roles[slot.role]
        others = [other.account_now for name, other in roles.roles.items() if name != slot.role]
        account = slot.account or role.account_now
        lead = Fraction(0)
        rested = [m for m in able if m not in slot.passed and in_a_row(account, slot, m) == 1]
        owed_most = sorted((_due([account], others, m) for m in rested), reverse=True)
        if len(owed_most) > 1:
            lead = owed_most[0] - owed_most[1]
        return len(able), -lead, slot.role

    together = [*slots]
    return together[0] if len(together) == 1 else min(together, key=order)


def _due(account: list[Credit], others: list[Credit], member: MemberId) -> Fraction:
    """Credit in this role and credit over all roles, this one among them."""
    return 2 * owed(account, member) + owed(others, member)


def mentor(
    roles: Roles, slot: Slot, holder: MemberId | None, here: RoleCircumstances
) -> MemberId | None:
    """Who stands by somebody who has this role for the first time: the last who had it.

    Not who has mentored it in the last two terms, and only who is here all the while.
    """
    role = roles.roles[slot.role]
    account = slot.account or role.account_now
    former = account.served_in
    if holder is None or holder in former:
        return None
    here_then = {
        person.id
        for person in here.people
        if in_pool(role, person)
        and not person.is_resting
        and not person.is_away(slot.starts_at, slot.ends_at)
    }
    able = [m for m in former if m in here_then and m not in account.mentors]
    return max(able, key=lambda member: former[member], default=None)


def _lot(house: int, slot: Slot, member: MemberId) -> str:
    """What decides between equals: nobody's doing, and the same on any machine."""
    text = f"{house}/{slot.role}/{slot.day.isoformat()}/{member}"
    return hashlib.sha256(text.encode()).hexdigest()
