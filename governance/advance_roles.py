"""What time does with roles: terms are published, start and end (design §4).

`advance_roles` finds the next thing; it is asked again until nothing more follows. What was
missed while the bot was down is not made up: a term that the house was told of starts, late; one
that it was not told of begins within `LATE` of its start, or was not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from governance import outcomes
from governance.facts import Fact
from governance.giving import begins, give, named, next_slot, pass_on, publish, slot_of
from governance.members import MemberId
from governance.outcomes import Outcome
from governance.rhythm import days_before
from governance.role_facts import (
    ElectionEnded,
    HolderChanged,
    How,
    Skipped,
    TermStarted,
    WhyPassed,
)
from governance.roles import Role, RoleCircumstances, Roles, Term
from governance.rotation import first_of, in_pool, is_short_of_people
from governance.ruling import Ruling
from governance.settings import Settings

LATE = timedelta(days=1)
"""A term begins at most this late when nobody was told of it."""


def pass_on_for_who_cannot(roles: Roles, here: RoleCircumstances) -> Ruling | None:
    """One's own `!away`, or leaving, is a pass."""
    for role in roles.live:
        for term in (role.published, role.running(here.now)):
            if term and term.holder is not None and _cannot(roles, role, term, here):
                return pass_on(roles, term, term.holder, WhyPassed.UNABLE, here)
    return None


def start(roles: Roles, here: RoleCircumstances) -> Ruling | None:
    """A published term begins; whoever holds it hears what there is to know."""
    started = [r for r in roles.live if r.published and r.published.starts_at <= here.now]
    if not started:
        return None
    role = min(started, key=lambda r: (r.published.starts_at if r.published else here.now, r.name))
    term = role.published
    assert term is not None
    facts = (TermStarted(here.now, role.name, term.day),)
    if term.holder is None or term.ends_at <= here.now:
        return Ruling(facts)
    begun = replace(role, handover=role.left, account=role.account.after(role.present))
    note = begins(begun, term.holder, term.mentor, term.ends_at, is_start=True)
    return Ruling(facts, (note,))


def end_election(roles: Roles, here: RoleCircumstances) -> Ruling | None:
    """Its time is over."""
    for role in roles.live:
        if role.election and not role.election.holds(here.now):
            return election_over(roles, role, here)
    return None


def skip(roles: Roles, here: RoleCircumstances) -> Ruling | None:
    """Terms that nobody was told of in time were not; of all roles the room is told once."""
    facts: list[Fact] = []
    terms = 0
    for role in roles.live:
        missed = list(_missed(role, here)) if not role.published else []
        if missed:
            facts.append(Skipped(here.now, role.name, missed[-1]))
            terms += len(missed)
    if not facts:
        return None
    names = tuple(fact.role for fact in facts if isinstance(fact, Skipped))
    return Ruling(
        tuple(facts), (outcomes.TermsMissed(tuple(map(outcomes.RoleNamed, names)), terms),)
    )


def publish_next(roles: Roles, here: RoleCircumstances) -> Ruling | None:
    """The next terms are told; of those that start together the one with fewest candidates."""
    due = [
        next_slot(role, here)
        for role in roles.live
        if not role.published and _publish_at(role, here.settings, here.zone) <= here.now
    ]
    if not due:
        return None
    first = min(slot.starts_at for slot in due)
    together = [slot for slot in due if slot.starts_at == first]
    return publish(roles, first_of(roles, together, here), here)


RULES: tuple[Callable[[Roles, RoleCircumstances], Ruling | None], ...] = (
    pass_on_for_who_cannot,
    start,
    end_election,
    skip,
    publish_next,
)
"""What may follow by itself; the first that applies is the next."""


def advance_roles(roles: Roles, here: RoleCircumstances) -> Ruling | None:
    """The next thing that follows by itself by now, or None when nothing does."""
    for rule in RULES:
        ruling = rule(roles, here)
        if ruling:
            return ruling
    return None


def due_at(roles: Roles, settings: Settings, zone: ZoneInfo) -> datetime | None:
    """When time alone will next change something; None when the house has no roles."""
    return min((at for role in roles.live for at in _due(role, settings, zone)), default=None)


def election_over(roles: Roles, role: Role, here: RoleCircumstances) -> Ruling:
    """The elected one holds the role no more: the rest of the term goes the role's own way."""
    assert role.election is not None
    was = role.election.member
    facts: list[Fact] = [ElectionEnded(here.now, role.name)]
    holder: MemberId | None = None
    after = Roles({**roles.roles, role.name: _without_election(role)})
    for term in (role.published, role.running(here.now)):
        if term and term.how is How.ELECTION and term.holder == was:
            choice, how = give(after, slot_of(role, term, here), here)
            changed = HolderChanged(
                here.now, role.name, term.day, choice.holder, how, choice.mentor
            )
            facts.append(changed)
            holder = choice.holder
    running = role.running(here.now)
    if holder is None and running and running.holder != was:
        holder = running.holder  # a term began at that very moment
    over = outcomes.ElectionIsOver(role.name, was, named(holder))
    told: tuple[Outcome, ...] = (over,)
    return Ruling(tuple(facts), told)


def _without_election(role: Role) -> Role:
    return replace(role, election=None)


def _cannot(roles: Roles, role: Role, term: Term, here: RoleCircumstances) -> bool:
    """Who has a term left, is away or rests, is of another kind now, or was elected elsewhere."""
    holder = term.holder
    assert holder is not None
    person = here.person(holder)
    if person is None or person.is_resting or not in_pool(role, person):
        return True
    is_running = term is role.present
    until = here.now + timedelta.resolution if is_running else term.ends_at
    if person.is_away(here.now if is_running else term.starts_at, until):
        return True
    if term.how is How.ELECTION:
        return False
    starts_at = max(term.starts_at, here.now)
    was_elected = any(
        held.how is How.ELECTION and held.meets(starts_at, term.ends_at)
        for other in roles.held(holder, starts_at, term.ends_at, role.name)
        for held in other.known
        if held.holder == holder
    )
    return was_elected and not is_short_of_people(roles, slot_of(role, term, here), here)


def _missed(role: Role, here: RoleCircumstances) -> Iterator[date]:
    day = role.next_day
    while role.rhythm.moment(day, here.zone) + LATE <= here.now:
        yield day
        day = role.rhythm.after(day)


def _publish_at(role: Role, settings: Settings, zone: ZoneInfo) -> datetime:
    """Some days before the start, not in quiet hours, and not after it."""
    starts_at = role.rhythm.moment(role.next_day, zone)
    told_at = days_before(starts_at, settings.publish_days, zone)
    return min(settings.quiet_until(told_at, zone), starts_at)


def _due(role: Role, settings: Settings, zone: ZoneInfo) -> Iterator[datetime]:
    yield role.published.starts_at if role.published else _publish_at(role, settings, zone)
    if role.election and role.election.until:
        yield role.election.until
