"""Who did what: the last terms of each role as they were, in time order, and nothing counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from governance.outcomes import MirrorLine, MirrorShown, NameLine
from governance.roles import Role, Stretch, Term

TERMS = 12
"""How many terms of each role are shown, the one that runs among them."""


def mirror(roles: Iterable[Role], zone: ZoneInfo) -> MirrorShown:
    """The terms of these roles that have begun; of each, who had which part of it."""
    found = [
        (part.since, _line(term, part, zone, is_rest=part is not whole[0]))
        for role in roles
        for term in role.begun[-TERMS:]
        if (whole := list(_parts(term)))
        for part in whole
    ]
    found.sort(key=lambda one: (one[0], one[1].role))
    return MirrorShown(tuple(line for _, line in found))


def _parts(term: Term) -> Iterator[Stretch]:
    """What each holder had of it in one go."""
    before: Stretch | None = None
    for stretch, _ in term.lasting:
        if before is None or stretch.holder != before.holder:
            before = stretch
            yield stretch


def _line(term: Term, part: Stretch, zone: ZoneInfo, *, is_rest: bool) -> MirrorLine:
    return MirrorLine(
        role=term.role,
        term=term.day,
        since=part.since.astimezone(zone).date(),
        holder=(NameLine(part.holder),) if part.holder is not None else (),
        is_rest=is_rest,
    )
