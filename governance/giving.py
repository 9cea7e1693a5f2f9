"""Giving a term to somebody: publishing it, and passing it on (design §4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from governance import outcomes
from governance.facts import Fact
from governance.members import Kind, MemberId
from governance.outcomes import NameAsTyped, Outcome
from governance.rhythm import WEEK
from governance.role_facts import (
    HolderChanged,
    How,
    Passed,
    RoleName,
    TermPublished,
    Way,
    WhyPassed,
)
from governance.roles import CHAIR, Role, RoleCircumstances, Roles, Term
from governance.rotation import Choice, Slot, choose, in_pool, mentor, sharing
from governance.ruling import Ruling

DECLINES = 3
"""After so many in a row, and every so many more, somebody is asked whether to pause."""

WAYS_TO_BEGIN = 4
"""What a chair is told of how to begin, one term after the other."""

BY: dict[Way, How] = {
    Way.ROTATION: How.ROTATION,
    Way.VOLUNTEER: How.VOLUNTEER,
    Way.ELECTION: How.ELECTION,
}
"""How a term is held that came to somebody by the role's own way."""


def next_slot(role: Role, here: RoleCircumstances) -> Slot:
    """The term to be published next."""
    day = role.next_day
    starts_at = role.rhythm.moment(day, here.zone)
    ends_at = role.rhythm.moment(role.rhythm.after(day), here.zone)
    return Slot(role.name, day, starts_at, ends_at)


def slot_of(role: Role, term: Term, here: RoleCircumstances) -> Slot:
    """A term that is told or runs, to be given once more, from now on."""
    starts_at = max(term.starts_at, here.now)
    if term is role.present:
        then = role.published.holder if role.published else None
        account = role.account
    else:
        then, account = None, role.account.after(role.present)
    return Slot(role.name, term.day, starts_at, term.ends_at, term.passed, account, then)


def elected(role: Role, slot: Slot, here: RoleCircumstances) -> MemberId | None:
    """Whom the house chose for that time, when they can."""
    chosen = role.election
    if chosen is None or not chosen.holds(slot.starts_at) or chosen.member in slot.passed:
        return None
    person = here.person(chosen.member)
    if person is None or person.is_resting or not in_pool(role, person):
        return None
    return None if person.is_away(slot.starts_at, slot.ends_at) else chosen.member


def give(roles: Roles, slot: Slot, here: RoleCircumstances) -> tuple[Choice, How]:
    """Who gets a term: whom the house elected, or whom the role's own way finds."""
    role = roles.roles[slot.role]
    chosen = elected(role, slot, here)
    if chosen is not None:
        able = sharing(roles, slot, here) if role.way is Way.ROTATION else ()
        return Choice(slot, chosen, mentor(roles, slot, chosen, here), able), How.ELECTION
    if role.way is Way.ROTATION:
        return choose(roles, slot, here), How.ROTATION
    return Choice(slot, None, None, ()), BY[role.way]


def publish(roles: Roles, slot: Slot, here: RoleCircumstances) -> Ruling:
    """Tell the house who has a term."""
    choice, how = give(roles, slot, here)
    told: Outcome = outcomes.TurnOpen(slot.role, roles.roles[slot.role].way, slot.starts_at)
    if choice.holder is not None:
        last = roles.roles[slot.role].last_had(choice.holder)
        told = outcomes.TurnPublished(
            slot.role,
            choice.holder,
            named(choice.mentor),
            slot.starts_at,
            is_first=last is None,
            weeks=max(round((slot.starts_at - last) / WEEK), 1) if last else 0,
            offline=ask_them(slot.role, choice.holder, here),
        )
    return Ruling((_published(choice, how, here.now),), (told,))


def pass_on(
    roles: Roles, term: Term, by: MemberId, why: WhyPassed, here: RoleCircumstances
) -> Ruling:
    """Somebody does not have a term, or the rest of it: the next one has."""
    role = roles.roles[term.role]
    slot = slot_of(role, term, here)
    slot = replace(slot, passed=slot.passed | {by})
    choice, how = give(roles, slot, here)
    facts: list[Fact] = [Passed(here.now, term.role, term.day, by, why)]
    if term is role.present:
        changed = HolderChanged(here.now, term.role, term.day, choice.holder, how, choice.mentor)
        facts.append(changed)
    else:
        first = Slot(slot.role, slot.day, term.starts_at, slot.ends_at)
        again = Choice(first, choice.holder, choice.mentor, choice.eligible)
        facts.append(_published(again, how, here.now))
    told: list[Outcome] = [outcomes.TurnOpen(term.role, role.way, slot.starts_at)]
    if choice.holder is not None:
        is_running = term is role.present
        moved_on = outcomes.TurnMovedOn(
            term.role,
            by,
            choice.holder,
            named(choice.mentor),
            role.last_had(choice.holder) is None,
            slot.starts_at,
            is_running,
            term.starts_at,
            term.ends_at,
            ask_them(term.role, choice.holder, here),
        )
        told = [moved_on]
        if is_running:
            told.append(begins(role, choice.holder, choice.mentor, term.ends_at))
    times = role.declines.get(by, 0) + 1
    if why is WhyPassed.DECLINED and times % DECLINES == 0:
        told.append(outcomes.PauseQuestion(by, "", term.role))
    return Ruling(tuple(facts), tuple(told))


def begins(
    role: Role,
    holder: MemberId,
    mentor: MemberId | None,
    until: datetime,
    *,
    is_start: bool = False,
) -> outcomes.YourTermBegins:
    """The note for who holds a role from now on."""
    return outcomes.YourTermBegins(
        holder,
        "",
        role.name,
        until,
        named(mentor),
        (outcomes.HandoverLine(role.handover),) if role.handover else (),
        is_chair=role.name == CHAIR,
        opening=role.account.terms % WAYS_TO_BEGIN,
        is_start=is_start,
    )


def ask_them(
    role: RoleName, holder: MemberId, here: RoleCircumstances
) -> tuple[outcomes.AskThem, ...]:
    """Who has a turn and cannot answer for themselves."""
    person = here.person(holder)
    if person is None or person.kind is not Kind.OFFLINE:
        return ()
    return (outcomes.AskThem(role, holder, NameAsTyped(holder)),)


def named(member: MemberId | None) -> tuple[outcomes.NameLine, ...]:
    """Somebody, to be told; or nobody."""
    return () if member is None else (outcomes.NameLine(member),)


def _published(choice: Choice, how: How, now: datetime) -> TermPublished:
    slot = choice.slot
    return TermPublished(
        now,
        slot.role,
        slot.day,
        slot.starts_at,
        slot.ends_at,
        choice.holder,
        how,
        choice.mentor,
        choice.eligible,
    )
