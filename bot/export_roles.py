"""The part of the export that is about roles and their terms (design §7.7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from governance.members import MemberId
from governance.roles import Role, Roles

Json = dict[str, Any]
Name = Callable[[MemberId], str]


def roles_and_terms(
    roles: Roles, name: Name, time: Callable[[datetime | None], str | None], now: datetime
) -> tuple[list[Json], list[Json]]:
    """All roles, those that ended too; and every stretch of one holder that has started."""
    in_order = sorted(roles.roles.values(), key=lambda role: role.name)
    terms = [
        (term.starts_at, role.name, stretch.since, ends_at, stretch)
        for role in in_order
        for term in role.begun
        for stretch, ends_at in term.lasting
    ]
    terms.sort(key=lambda row: row[:4])
    return [_role(role, name, time, now) for role in in_order], [
        {
            "role": of,
            "member": _maybe(stretch.holder, name),
            "starts_at": time(since),
            "ends_at": time(ends_at),
            "how": stretch.how.value,
            "mentor": _maybe(stretch.mentor, name),
        }
        for _, of, since, ends_at, stretch in terms
    ]


def _role(
    role: Role, name: Name, time: Callable[[datetime | None], str | None], now: datetime
) -> Json:
    running = None if role.has_ended else role.running(now)
    state = "ended" if role.has_ended else "held" if running and running.holder else "open"
    following = None if role.has_ended else role.published
    return {
        "name": role.name,
        "every_weeks": role.rhythm.every,
        "way": role.way.value,
        "pool": role.pool.value,
        "state": state,
        "holder": _maybe(running.holder, name) if running else None,
        "until": time(running.ends_at) if running else None,
        "next": _maybe(following.holder, name) if following else None,
        "mentor": _maybe(running.mentor, name) if running else None,
    }


def _maybe(member: MemberId | None, name: Name) -> str | None:
    return None if member is None else name(member)
