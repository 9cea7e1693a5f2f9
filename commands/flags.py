"""When the same people keep the same roles: seen, said to those concerned, then to the house.

What is seen follows from the terms (`governance/hardening.py`, `governance/flags.py`); here it is
looked for whenever the roles change, and told in its time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from commands.turn import Turn
from governance import outcomes
from governance.facts import Fact, Recorded
from governance.flag_facts import (
    FlagFact,
    FlagKind,
    FlagRaised,
    FlagSettled,
    FlagsMuted,
    FlagsUnmuted,
    FlagToldHouse,
    ResidentsPresent,
)
from governance.flags import (
    flag_concentration,
    flag_over_limit,
    house_hears_at,
    is_known,
    is_said_lately,
    not_raised,
    over_limit,
    settled_by,
    settled_now,
)
from governance.fold_flags import Flags, add_flag_fact, fold_flags
from governance.hardening import looks_of, watched
from governance.members import roll_of
from governance.outcomes import Outcome, RoleNamed
from governance.role_facts import Pool, RoleFact, TermStarted
from governance.roles import Roles
from storage.transaction import Transaction

SUBJECT = "F"
"""The subject of the facts about flags, and of the time at which the house hears of one."""


async def read(tx: Transaction, house_id: int) -> Flags:
    """What was seen in a house, and who was told."""
    return await tx.made_of(house_id, SUBJECT, _fold)


def _fold(recorded: Iterable[Recorded], since: Flags | None) -> Flags:
    return fold_flags([one.fact for one in recorded if isinstance(one.fact, FlagFact)], since)


async def flags_of(turn: Turn) -> Flags:
    """The same, of the house of this turn."""
    if turn.flags is None:
        turn.flags = await read(turn.tx, turn.house.id)
    return turn.flags


async def after(turn: Turn, fact: RoleFact, before: Roles, roles: Roles) -> None:
    """A fact of the roles: who was there is kept, then what it settles, or shows for certain."""
    if roles.roles[fact.role].pool is Pool.PROFESSIONALS:
        return  # what hardens among residents is what is looked for
    if isinstance(fact, TermStarted):
        present = roll_of(await turn.members(), turn.now)
        await _record(turn, [ResidentsPresent(fact.at, fact.role, fact.day, present)])
    flags = await flags_of(turn)
    settled = [(flag, settled_by(flag, before, fact)) for flag in flags.waiting]
    await _record(turn, [FlagSettled(turn.now, flag.number, why) for flag, why in settled if why])
    over = over_limit(roles, fact, turn.house.settings)
    if not over or is_known(over, flags.raised) or flags.muted_until(turn.now) is not None:
        return
    if not is_said_lately((over.role,), (over.member,), turn.now, flags.raised):
        await _raise(turn, flag_over_limit(over, flags.next_number, turn.now))


async def look(turn: Turn, roles: Roles) -> None:
    """Terms that are over are looked at: are they with the same few more than chance explains?"""
    flags = await flags_of(turn)
    looks = looks_of(roles, flags.present, turn.now)
    _, seen = watched(looks, turn.house.id, flags.mutes)
    for found in not_raised(seen, flags.raised):
        if found.members and is_said_lately(found.roles, found.members, found.at, flags.raised):
            continue
        number = (await flags_of(turn)).next_number
        await _raise(turn, flag_concentration(found, number, turn.now))
    await _plan(turn)


async def house_hears(turn: Turn, roles: Roles) -> None:
    """The private time of a flag is over, and nobody handed over: the house is asked."""
    flags = await flags_of(turn)
    for flag in flags.waiting:
        if house_hears_at(flag, turn.house.settings, turn.house.zone) > turn.now:
            continue
        if why := settled_now(flag, roles, flags.muted_until(turn.now), turn.now):
            await _record(turn, [FlagSettled(turn.now, flag.number, why)])
            continue
        await _record(turn, [FlagToldHouse(turn.now, flag.number)])
        turn.tell(_to_the_house(flag))
    await _plan(turn)


async def mute(turn: Turn, until: datetime) -> None:
    """The house agreed not to hear of any until then."""
    await _record(turn, [FlagsMuted(turn.now, until)])
    await _plan(turn)


async def unmute(turn: Turn) -> None:
    """It hears of them again."""
    await _record(turn, [FlagsUnmuted(turn.now)])
    await _plan(turn)


async def _raise(turn: Turn, flag: FlagRaised) -> None:
    await _record(turn, [flag])
    at = house_hears_at(flag, turn.house.settings, turn.house.zone)
    with_account = {member.id for member in await turn.members() if member.account}
    for member in flag.members:
        if member not in with_account:
            continue  # nobody tells it to them in the open
        told: Outcome = outcomes.MuchCarried(member, "", _named(flag), at)
        if flag.kind is FlagKind.TERM_LIMIT:
            told = outcomes.ManyTermsRunning(member, "", flag.roles[0], flag.row, at)
        turn.tell(told)
    await _plan(turn)


def _to_the_house(flag: FlagRaised) -> Outcome:
    if flag.kind is FlagKind.TERM_LIMIT:
        return outcomes.RoleWithOne(flag.roles[0])
    return outcomes.RolesWithFew(_named(flag), flag.roles[0])


def _named(flag: FlagRaised) -> tuple[RoleNamed, ...]:
    return tuple(map(RoleNamed, flag.roles))


async def _record(turn: Turn, facts: Iterable[FlagFact]) -> None:
    flags, known = await flags_of(turn), list[Fact](facts)
    await turn.tx.record(turn.house.id, SUBJECT, known, turn.source)
    for fact in known:
        if isinstance(fact, FlagFact):
            flags = add_flag_fact(flags, fact)
    turn.flags = flags


async def _plan(turn: Turn) -> None:
    """When the house next hears of a flag, if it does."""
    settings, zone = turn.house.settings, turn.house.zone
    waiting = (await flags_of(turn)).waiting
    at = min((house_hears_at(flag, settings, zone) for flag in waiting), default=None)
    await turn.tx.set_due(turn.house.id, SUBJECT, at)
