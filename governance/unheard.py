"""How many residents were not heard lately: a number for the weekly nudge, never a name.

It is the reading that rest is based on (`resting.py`), of everybody and without the 30 days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from governance.members import Member
from governance.proposals import Proposal
from governance.resting import was_unheard_lately


def unheard_lately(
    members: Iterable[Member],
    proposals: Iterable[Proposal],
    now: datetime,
    since: datetime | None = None,
) -> int:
    """How many who live here took no stance in the last three rounds that asked them.

    Who rests counts, as they are heard least of all; who is away does not, nor who was not asked
    three times yet. `since` is when it was told last: without a round after that it is no news.
    """
    known = tuple(proposals)
    closed = [p.round.closed_at for p in known if p.round and p.round.closed_at]
    if since and not any(at > since for at in closed):
        return 0
    return sum(
        member.lives_here and not member.is_away(now) and was_unheard_lately(member, known)
        for member in members
    )
