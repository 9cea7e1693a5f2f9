"""The `term_limit` flag, and when those concerned and the house hear of a flag (fairness §2).

What is certain needs no statistics: somebody gets a role for more terms in a row than its limit.
Those concerned are told first, privately; the house only when nobody handed over in the hours
after. The other flag, `concentration`, is raised in `hardening.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from governance.flag_facts import FlagKind, FlagRaised, WhySettled
from governance.hardening import QUIET, Concentration
from governance.members import MemberId
from governance.role_facts import (
    HandedOver,
    HolderChanged,
    How,
    Passed,
    RoleFact,
    RoleName,
    TermPublished,
    TermStarted,
)
from governance.roles import Role, Roles, Term
from governance.settings import Settings

LATELY = timedelta(days=QUIET)
"""Within eight looks nobody hears of the same twice."""

AGAIN = 8
"""Somebody who goes on and on is told again after so many more terms, and not at each."""


@dataclass(frozen=True, slots=True)
class OverLimit:
    """Somebody got a role for more terms in a row than its limit."""

    role: RoleName
    member: MemberId
    row: int
    """So many terms in a row it makes."""
    term: int
    """The how manieth term of the role it is, open ones counted."""
    limit: int


def over_limit(roles: Roles, fact: RoleFact, settings: Settings) -> OverLimit | None:
    """Whether somebody went over a limit by this fact; `roles` are as it left them.

    They do when such a term starts with them, or when they come to hold one that runs and will
    have had more than half of it (so that it counts as theirs). Whom the house elected until a
    date is not over any limit: the house chose that.
    """
    if not isinstance(fact, TermStarted | HolderChanged):
        return None
    role = roles.roles[fact.role]
    term = role.present
    if term is None or term.day != fact.day or fact.at >= term.ends_at:
        return None
    member = term.holder
    if member is None or _is_elected_until(role, term, member):
        return None
    if isinstance(fact, HolderChanged) and not _has_most(term, member):
        return None
    row, limit = role.account.in_a_row(member) + 1, role.limit_in(settings)
    if row <= limit:
        return None
    return OverLimit(role.name, member, row, role.account.terms + 1, limit)


def is_known(over: OverLimit, raised: Iterable[FlagRaised]) -> bool:
    """They were told in this same row of terms already, fewer than `AGAIN` terms ago."""
    return any(
        flag.kind is FlagKind.TERM_LIMIT
        and flag.roles == (over.role,)
        and flag.members == (over.member,)
        and over.term - min(over.row, AGAIN) < flag.term
        for flag in raised
    )


def is_said_lately(
    roles: Iterable[RoleName],
    members: Iterable[MemberId],
    at: datetime,
    raised: Iterable[FlagRaised],
) -> bool:
    """They heard of these roles not long before, for whichever reason: nobody is told twice."""
    concerned, of = {*members}, {*roles}
    return any(
        at - LATELY < flag.at <= at and concerned <= {*flag.members} and of <= {*flag.roles}
        for flag in raised
    )


def flag_over_limit(over: OverLimit, number: int, now: datetime) -> FlagRaised:
    """The fact of it."""
    kind = FlagKind.TERM_LIMIT
    return FlagRaised(now, number, kind, (over.role,), (over.member,), over.term, over.row)


def flag_concentration(seen: Concentration, number: int, now: datetime) -> FlagRaised:
    """The fact of it."""
    kind = FlagKind.CONCENTRATION
    return FlagRaised(now, number, kind, seen.roles, seen.members, look=seen.at)


def not_raised(
    seen: Iterable[Concentration], raised: Iterable[FlagRaised]
) -> tuple[Concentration, ...]:
    """What the looks showed and nobody was told of yet."""
    known = {flag.look for flag in raised if flag.kind is FlagKind.CONCENTRATION}
    return tuple(one for one in seen if one.at not in known)


def house_hears_at(flag: FlagRaised, settings: Settings, zone: ZoneInfo) -> datetime:
    """When the room is told, unless it is settled before; never in quiet hours."""
    private = timedelta(hours=settings.flag_private_hours)
    return settings.quiet_until(flag.at + private, zone)


def settled_by(flag: FlagRaised, roles: Roles, fact: RoleFact) -> WhySettled | None:
    """Why the room need not be told any more, after this fact; `roles` are as before it.

    Somebody concerned gave a turn of such a role away (or it was taken from them), or left a word
    to the next holder, which is what they were offered; or a term began with somebody else, for
    the flag of one who went on. A role's usual passing round does not settle that the same few
    share it.
    """
    if fact.role not in flag.roles:
        return None
    role = roles.roles[fact.role]
    match fact:
        case HandedOver(by=by):
            gives = by in flag.members
        case Passed(day=day, member=member):
            gives = member in flag.members and _had(role, day, (member,))
        case HolderChanged(day=day, holder=holder) | TermPublished(day=day, holder=holder):
            gives = _had(role, day, flag.members) and holder not in flag.members
        case TermStarted():
            following = role.published.holder if role.published else None
            gives = flag.kind is FlagKind.TERM_LIMIT and following not in flag.members
        case _:
            gives = False
    return WhySettled.HANDED_OVER if gives else None


def settled_now(
    flag: FlagRaised, roles: Roles, muted_until: datetime | None, now: datetime
) -> WhySettled | None:
    """Why the room is not told of it when its time has come; None: it is."""
    if all(roles.get(name) is None for name in flag.roles):
        return WhySettled.ROLE_ENDED
    return WhySettled.MUTED if muted_until is not None and now < muted_until else None


def _had(role: Role, day: date, among: tuple[MemberId, ...]) -> bool:
    return any(term.day == day and term.holder in among for term in role.known)


def _is_elected_until(role: Role, term: Term, member: MemberId) -> bool:
    chosen = role.election
    if term.how is not How.ELECTION or chosen is None:
        return False
    return chosen.member == member and chosen.until is not None


def _has_most(term: Term, member: MemberId) -> bool:
    """They have more than half of its time, if they have it from now to its end."""
    theirs = sum((end - s.since for s, end in term.parts if s.holder == member), timedelta())
    return 2 * theirs > term.ends_at - term.starts_at
