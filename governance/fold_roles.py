"""From the facts about a house's roles to how they are now: a pure fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from governance.facts import Recorded
from governance.fold import ImpossibleHistory
from governance.role_facts import (
    Elected,
    ElectionEnded,
    HandedOver,
    HolderChanged,
    How,
    Passed,
    RoleAltered,
    RoleEnded,
    RoleFact,
    RoleMade,
    Skipped,
    SwapOffered,
    TermPublished,
    TermStarted,
    Unwilling,
    WhyPassed,
    Willing,
)
from governance.roles import Election, Offer, Role, Roles, Stretch, Term


def fold_roles(facts: Iterable[Recorded], since: Roles | None = None) -> Roles:
    """How the roles are, in whatever order their facts are read.

    `since`: how all the facts before them left the roles.

    Raises ImpossibleHistory when the facts contradict one another.
    """
    roles = since or Roles()
    for recorded in sorted(facts, key=lambda recorded: recorded.seq):
        if not isinstance(recorded.fact, RoleFact):
            raise ImpossibleHistory(f"{type(recorded.fact).__name__} is not about roles")
        roles = add_role_fact(roles, recorded.fact)
    return roles


def add_role_fact(roles: Roles, fact: RoleFact) -> Roles:
    """How the roles are after one more fact, which must come after all the others."""
    before = roles.roles.get(fact.role)
    if isinstance(fact, RoleMade):
        role = _made(before, fact)
    elif before is None or before.has_ended:
        raise ImpossibleHistory(f"{type(fact).__name__}: there is no role {fact.role}")
    else:
        role = _changed(before, fact)
    return Roles({**roles.roles, fact.role: role})


def _made(before: Role | None, fact: RoleMade) -> Role:
    if before is None:
        return Role(fact.role, fact.rhythm, fact.pool, fact.way, fact.limit)
    if not before.has_ended:
        raise ImpossibleHistory(f"there is a role {fact.role}")
    # Who has had it in its former life is not forgotten.
    return replace(
        before,
        rhythm=fact.rhythm,
        pool=fact.pool,
        way=fact.way,
        limit=fact.limit,
        reached=None,
        has_ended=False,
    )


def _changed(role: Role, fact: RoleFact) -> Role:
    match fact:
        case RoleAltered():
            return _altered(role, fact)
        case RoleEnded(at=at):
            return _ended(role, at)
        case Skipped(last=last):
            return replace(_closed(role), reached=last)
        case TermPublished():
            return _published(role, fact)
        case TermStarted(day=day):
            return _started(role, day)
        case Passed() | HolderChanged() | SwapOffered():
            return _moved(role, fact)
        case Willing() | Unwilling() | HandedOver() | Elected() | ElectionEnded():
            return _said(role, fact)
        case RoleMade():
            raise ImpossibleHistory(f"there is a role {role.name}")


def _said(role: Role, fact: Willing | Unwilling | HandedOver | Elected | ElectionEnded) -> Role:
    match fact:
        case Willing(member=member):
            return replace(role, unwilling=role.unwilling - {member})
        case Unwilling(member=member):
            return replace(role, unwilling=role.unwilling | {member})
        case HandedOver(text=text):
            return replace(role, left=text)
        case Elected(member=member, until=until):
            return replace(role, election=Election(member, until))
        case ElectionEnded():
            return replace(role, election=None)


def _ended(role: Role, at: datetime) -> Role:
    if role.present:
        role = replace(role, present=replace(role.present, ends_at=min(at, role.present.ends_at)))
    return replace(_closed(role), published=None, election=None, has_ended=True)


def _altered(role: Role, fact: RoleAltered) -> Role:
    until = fact.prolonged_until
    published, present = role.published, role.present
    if until and published:
        published = replace(published, ends_at=until)
    elif until and present:
        present = replace(present, ends_at=until)
    return replace(
        role,
        rhythm=fact.rhythm,
        pool=fact.pool,
        way=fact.way,
        limit=fact.limit,
        present=present,
        published=published,
        election=role.election if fact.way is role.way else None,
    )


def _published(role: Role, fact: TermPublished) -> Role:
    again = role.published
    if again and again.day != fact.day:
        raise ImpossibleHistory(f"{role.name}: the term of {again.day} has not started")
    first = Stretch(fact.holder, max(fact.at, fact.starts_at), fact.how, fact.mentor)
    term = Term(
        role.name,
        fact.day,
        fact.starts_at,
        fact.ends_at,
        fact.eligible,
        (first,),
        again.passed if again else frozenset(),
        again.declined if again else frozenset(),
    )
    present = role.present
    if present and present.ends_at > fact.starts_at:  # the house moved to another time zone
        present = replace(present, ends_at=fact.starts_at)
    return replace(role, published=term, present=present, reached=fact.day)


def _started(role: Role, day: date) -> Role:
    term = role.published
    if term is None or term.day != day:
        raise ImpossibleHistory(f"{role.name}: the term of {day} was not published")
    declines = {who: times for who, times in role.declines.items() if who != term.holder}
    begun = replace(_closed(role), present=term, published=None, declines=declines)
    return replace(begun, handover=role.left, left="")


def _closed(role: Role) -> Role:
    if role.present is None:
        return role
    account = role.account.after(role.present)
    return replace(role, account=account, past=(*role.past, role.present), present=None)


def _moved(role: Role, fact: Passed | HolderChanged | SwapOffered) -> Role:
    """Something is done with a term that is told or runs."""
    if role.published and role.published.day == fact.day:
        role = replace(role, published=_with(role.published, fact, has_started=False))
    elif role.present and role.present.day == fact.day:
        role = replace(role, present=_with(role.present, fact, has_started=True))
    else:
        raise ImpossibleHistory(f"{role.name}: there is no term of {fact.day}")
    if isinstance(fact, Passed) and fact.why is WhyPassed.DECLINED:
        times = role.declines.get(fact.member, 0) + 1
        return replace(role, declines={**role.declines, fact.member: times})
    return role


def _with(term: Term, fact: Passed | HolderChanged | SwapOffered, *, has_started: bool) -> Term:
    match fact:
        case SwapOffered(by=by, to=to, said_by=said_by):
            return replace(term, offers=term.offers | {Offer(by, to, said_by or by)})
        case HolderChanged(at=at, holder=holder, how=how, mentor=mentor):
            return _handed(term, Stretch(holder, at, how, mentor), has_started=has_started)
        case Passed(at=at, member=member, why=why):
            declined = {member} if why is WhyPassed.DECLINED else frozenset()
            term = replace(term, passed=term.passed | {member}, declined=term.declined | declined)
            if term.holder != member:
                return term
            return _handed(term, Stretch(None, at, How.ROTATION), has_started=has_started)


def _handed(term: Term, stretch: Stretch, *, has_started: bool) -> Term:
    if not has_started:
        first = replace(stretch, since=term.stretches[0].since)
        return replace(term, stretches=(first,), offers=frozenset())
    kept = tuple(one for one in term.stretches if one.since < stretch.since)
    return replace(term, stretches=(*kept, stretch), offers=frozenset())
