"""Who is not asked for a while: unheard in three rounds running, and nothing said for 30 days.

Nobody is told so in the room, and any word of theirs ends it (design §1).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from governance.members import Kind, Member
from governance.proposals import Proposal

ROUNDS_RUNNING = 3
"""So many rounds, each with them on its roll, and none in which they were heard."""

NOTHING_SAID = timedelta(days=30)
"""For so long, neither to the bot nor to the others."""

TIME_TO_ANSWER = timedelta(days=3)
"""How long who is asked privately has before they rest."""


def was_unheard_lately(member: Member, proposals: Iterable[Proposal]) -> bool:
    """Unheard in the last rounds that they were asked in; fewer rounds than that never count."""
    closed = sorted(
        (p.round.closed_at, p.number, member.id in p.live)
        for p in proposals
        if p.round and p.round.closed_at and member.id in p.roll
    )
    heard = [is_heard for _, _, is_heard in closed[-ROUNDS_RUNNING:]]
    return len(heard) == ROUNDS_RUNNING and not any(heard)


def rests_from(
    member: Member, proposals: Iterable[Proposal], now: datetime, *, can_be_asked: bool
) -> datetime | None:
    """When somebody is to be asked whether they rest, or rests; None while neither is coming.

    `can_be_asked`: there is a private room for it. Who has no account never rests: they cannot
    end it by a word of their own.
    """
    may = member.is_here and member.kind is Kind.RESIDENT and member.resting_since is None
    if not may or member.is_away(now) or not was_unheard_lately(member, proposals):
        return None
    if can_be_asked and member.asked_to_rest_at:
        return member.asked_to_rest_at + TIME_TO_ANSWER
    return (member.last_heard_at or member.joined_at) + NOTHING_SAID
