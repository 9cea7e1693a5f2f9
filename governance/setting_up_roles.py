"""What the house does with a whole role: makes it, alters it, ends it, elects (design §7.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from governance import outcomes
from governance.advance_roles import election_over
from governance.facts import Fact
from governance.fold_roles import add_role_fact
from governance.giving import begins, elected, slot_of
from governance.members import MemberId
from governance.outcomes import Outcome, Refusal
from governance.rhythm import LONGEST, SHORTEST, Rhythm, first_day
from governance.role_facts import (
    Elected,
    HolderChanged,
    How,
    Pool,
    RoleAltered,
    RoleEnded,
    RoleMade,
    RoleName,
    Way,
)
from governance.roles import CHAIR, Role, RoleCircumstances, Roles
from governance.rotation import in_pool, mentor
from governance.ruling import IGNORED, Ruling, refused
from governance.settings import RANGES


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a role is to be like; None: as it is, or as roles usually are."""

    every: int | None = None
    weekday: int | None = None
    """Monday is 0."""
    clock: time | None = None
    way: Way | None = None
    pool: Pool | None = None
    limit: int | None = None


def first_roles(here: RoleCircumstances) -> Ruling:
    """A new house has a chair, weekly, Monday at nine, by rotation; nobody need be told."""
    return Ruling(set_up(Roles(), CHAIR, Wanted(), here).facts)


def set_up(roles: Roles, name: RoleName, wanted: Wanted, here: RoleCircumstances) -> Ruling:
    """Make a role, or alter it where the house has it."""
    if refusal := impossible(wanted):
        return refused(refusal)
    role = roles.get(name)
    if role is None:
        return _make(name, wanted, here)
    return _alter(role, wanted, here)


def impossible(wanted: Wanted) -> Refusal | None:
    """What no role can be like; to be asked as soon as somebody proposes it."""
    if wanted.every is not None and not SHORTEST <= wanted.every <= LONGEST:
        return outcomes.RhythmOutOfRange(wanted.every, SHORTEST, LONGEST)
    low, high = RANGES["term_limit"]
    if wanted.limit is not None and not low <= wanted.limit <= high:
        return outcomes.LimitOutOfRange(wanted.limit, low, high)
    return None


def end_role(roles: Roles, name: RoleName, here: RoleCircumstances) -> Ruling:
    """The house has it no more."""
    if roles.get(name) is None:
        return refused(outcomes.RoleUnknown(name))
    return Ruling((RoleEnded(here.now, name),), (outcomes.RoleIsOver(name),))


def elect(
    roles: Roles,
    name: RoleName,
    member: MemberId,
    until: datetime | None,
    here: RoleCircumstances,
) -> Ruling:
    """The house chose who has a role, by consent: it takes effect at once, over any limit."""
    role = roles.get(name)
    if role is None:
        return refused(outcomes.RoleUnknown(name))
    if until is not None and until <= here.now:
        return refused(outcomes.DateIsPast(until))
    person = here.person(member)
    if person is None or not in_pool(role, person):
        return refused(outcomes.NotInThePool(name, member, role.pool))
    chosen = Elected(here.now, name, member, until)
    facts: list[Fact] = [chosen]
    told: list[Outcome] = [
        outcomes.HoldsByElection(name, member, until or here.now, until is not None)
    ]
    after = add_role_fact(roles, chosen).roles[name]
    for term in (role.running(here.now), role.published):
        slot = slot_of(role, term, here) if term else None
        if not term or not slot or elected(after, slot, here) != member:
            continue
        by_them = mentor(roles, slot, member, here)
        facts.append(HolderChanged(here.now, name, term.day, member, How.ELECTION, by_them))
        if term is role.present and term.holder != member:
            told.append(begins(role, member, by_them, term.ends_at))
    return Ruling(tuple(facts), tuple(told))


def end_election(roles: Roles, name: RoleName, here: RoleCircumstances) -> Ruling:
    """A review did not keep an election."""
    role = roles.get(name)
    return election_over(roles, role, here) if role and role.election else IGNORED


def _make(name: RoleName, wanted: Wanted, here: RoleCircumstances) -> Ruling:
    clock = wanted.clock or time(9)
    first = first_day(wanted.weekday or 0, clock, here.now, here.zone)
    rhythm = Rhythm(wanted.every or 1, clock, first)
    pool, way = wanted.pool or Pool.RESIDENTS, wanted.way or Way.ROTATION
    starts_at = rhythm.moment(first, here.zone)
    return Ruling(
        (RoleMade(here.now, name, rhythm, pool, way, wanted.limit),),
        (outcomes.RoleIsMade(name, rhythm.every, way, pool, starts_at),),
    )


def _alter(role: Role, wanted: Wanted, here: RoleCircumstances) -> Ruling:
    rhythm, prolonged_until = _altered_rhythm(role, wanted, here)
    pool, way = wanted.pool or role.pool, wanted.way or role.way
    limit = role.limit if wanted.limit is None else wanted.limit
    if (rhythm, pool, way, limit) == (role.rhythm, role.pool, role.way, role.limit):
        return refused(outcomes.RoleIsSo(role.name))
    day = rhythm.after(role.reached)
    starts_at = rhythm.moment(day, here.zone)
    return Ruling(
        (RoleAltered(here.now, role.name, rhythm, pool, way, limit, prolonged_until),),
        (outcomes.RoleIsAltered(role.name, rhythm.every, way, pool, starts_at),),
    )


def _altered_rhythm(
    role: Role, wanted: Wanted, here: RoleCircumstances
) -> tuple[Rhythm, datetime | None]:
    """A new rhythm begins when the last term that was told is over; that one lasts until then."""
    was = role.rhythm
    every = was.every if wanted.every is None else wanted.every
    clock = was.clock if wanted.clock is None else wanted.clock
    weekday = was.first.weekday() if wanted.weekday is None else wanted.weekday
    if (every, clock, weekday) == (was.every, was.clock, was.first.weekday()):
        return was, None
    last = role.published or role.running(here.now)
    after = here.now if last is None else max(here.now, last.ends_at - timedelta.resolution)
    first = first_day(weekday, clock, after, here.zone)
    rhythm = Rhythm(every, clock, first)
    return rhythm, rhythm.moment(first, here.zone) if last else None
