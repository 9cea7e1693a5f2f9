"""The roles as the house sees them: who holds them, who is next, and why."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from commands import rota
from commands.declare import Said
from commands.showing import changed_on
from commands.turn import Turn
from governance import outcomes
from governance.change_facts import ChangeMade
from governance.effects import Elect, EndRole, MakeRole
from governance.foreseeing import WhyNext, likely_next, why
from governance.outcomes import NameLine, WhatOfRole
from governance.role_facts import How
from governance.roles import Role, RoleCircumstances, Roles, Term

MOST_CHANGES = 3
"""How many of the last changes of a role are shown."""

FORESEEN = 2
"""How many of the next terms are shown: the next one, and the likely one after it."""


async def show_roles(turn: Turn, said: Said) -> None:
    """All of them, or one and why the next one is next."""
    await rota.catch_up(turn)
    roles, here = await rota.roles_of(turn), await rota.circumstances(turn)
    if said.role is None:
        lines = tuple(shown(roles, role, here) for role in roles.live)
        turn.tell(outcomes.RolesShown(lines))
        return
    role = roles.roles[said.role]
    reason = why(roles, said.role, here)
    reasons = (_why(reason, role, here),) if reason else ()
    made = (await turn.changes()).of_role(role.name)[-MOST_CHANGES:]
    changed = tuple(_changed(one, turn.house.zone) for one in made)
    turn.tell(outcomes.RoleExplained(shown(roles, role, here), reasons, changed))


def _changed(made: ChangeMade, zone: ZoneInfo) -> outcomes.RoleChangedOn:
    match made.effect:
        case MakeRole():
            is_new = isinstance(made.undo, EndRole)
            what = WhatOfRole.MADE if is_new else WhatOfRole.ALTERED
        case EndRole():
            what = WhatOfRole.ENDED
        case Elect():
            what = WhatOfRole.ELECTED
        case _:
            what = WhatOfRole.NOT_ELECTED
    return outcomes.RoleChangedOn(what, changed_on(made, zone))


def shown(
    roles: Roles, role: Role, here: RoleCircumstances, foreseen: int = FORESEEN
) -> outcomes.RoleShown:
    """One role: who has it until when, and who is next."""
    running = role.running(here.now)
    coming = likely_next(roles, role.name, here, foreseen)
    following = coming[0] if coming else None
    after = coming[1] if len(coming) > 1 else None
    if after and following and after.holder == following.holder:
        after = None  # nobody else is there for it: once is enough
    return outcomes.RoleShown(
        role=role.name,
        every=role.rhythm.every,
        state=_state(running),
        holder=_names(running),
        until=running.ends_at if running else here.now,
        mentor=(NameLine(running.mentor),) if running and running.mentor else (),
        is_told=role.published is not None,
        following=_names(following),
        starts_at=(following.starts_at if following else here.now + timedelta()),
        has_next=following is not None,
        after=_names(after),
        way=role.way,
    )


def _state(running: Term | None) -> outcomes.RoleState:
    if running is None:
        return outcomes.RoleState.NONE
    return outcomes.RoleState.OPEN if running.holder is None else outcomes.RoleState.HELD


def _names(term: Term | None) -> tuple[NameLine, ...]:
    return (NameLine(term.holder),) if term and term.holder is not None else ()


def _why(reason: WhyNext, role: Role, here: RoleCircumstances) -> outcomes.WhyThisOne:
    """Two sentences: since when it is their turn, and what else counted."""
    last = (reason.last_held or here.now).astimezone(here.zone).date()
    return outcomes.WhyThisOne(
        role=reason.role,
        holder=reason.holder if reason.holder is not None else here.people[0].id,
        because=_because(reason),
        last_held=last,
        terms=reason.terms_since or 0,
        others=max(reason.candidates - 1, 0),
        but=_but(reason),
        way=role.way,
        has_passed=bool(reason.passed),
    )


def _because(reason: WhyNext) -> outcomes.Because:
    if reason.holder is None:
        return outcomes.Because.NOBODY
    if reason.how is How.ELECTION:
        return outcomes.Because.ELECTED
    if reason.how is not How.ROTATION:
        return outcomes.Because.CHOSE
    return outcomes.Because.NEVER if reason.last_held is None else outcomes.Because.LONG_AGO


def _but(reason: WhyNext) -> outcomes.WhatElse:
    if reason.candidates < 2:
        return outcomes.WhatElse.ALONE
    return outcomes.WhatElse.OWED if reason.waited_longer else outcomes.WhatElse.LONGEST
