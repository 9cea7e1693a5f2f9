"""Not too much at once: rounds that wait for others to end, oldest first (design §3 rule 16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from governance.proposals import Proposal, State
from governance.ruling import Circumstances


def may_queue(proposal: Proposal) -> bool:
    """Its first round is still to open, and it is not a quick one, which never queues."""
    return proposal.state is State.TALKING and not proposal.quick


def is_queued(proposal: Proposal) -> bool:
    """The talking is over, and it waits for its turn."""
    return proposal.state is State.TALKING and proposal.queued_at is not None


def ahead_of(proposal: Proposal, others: Iterable[Proposal]) -> int:
    """How many rounds are open, or wait for longer than this one and could open."""
    known = [other for other in others if other.number != proposal.number]
    asked = [other for other in known if other.state is State.CONSENT]
    waiting = [other for other in known if _is_before(other, proposal)]
    of_structure = sum(other.is_structural for other in waiting)
    # One at a time is about the house itself: the others that are do not hold up the rest.
    is_open = any(other.is_structural for other in asked)
    able = min(of_structure, 0 if is_open else 1)
    return len(asked) + len(waiting) - of_structure + able


def structures_ahead_of(proposal: Proposal, others: Iterable[Proposal]) -> int:
    """How many of these are about the house itself."""
    return sum(
        other.is_structural and (other.state is State.CONSENT or _is_before(other, proposal))
        for other in others
        if other.number != proposal.number
    )


def in_line(proposals: Iterable[Proposal]) -> list[Proposal]:
    """What waits for its turn, the one that waits longest first."""
    return sorted(filter(is_queued, proposals), key=_place)


def is_full(proposal: Proposal, here: Circumstances) -> bool:
    """As many rounds are open, or wait for longer, as may be open at once."""
    if not may_queue(proposal):
        return False
    is_taken = proposal.is_structural and here.structures_ahead > 0
    return is_taken or here.ahead >= here.settings.max_open_rounds


def makes_room(before: Proposal | None, after: Proposal) -> bool:
    """Its round ended, or it does not wait for one any more."""
    had = before is not None and (before.state is State.CONSENT or is_queued(before))
    return had and after.state is not State.CONSENT and not is_queued(after)


def turn_at(proposal: Proposal, here: Circumstances) -> datetime | None:
    """When one that waits opens: by day; None while others are ahead."""
    if is_full(proposal, here):
        return None
    return here.settings.quiet_until(here.reached, here.zone)


def _is_before(other: Proposal, proposal: Proposal) -> bool:
    if not is_queued(other):
        return False
    return not is_queued(proposal) or _place(other) < _place(proposal)


def _place(proposal: Proposal) -> tuple[datetime, int]:
    assert proposal.queued_at is not None
    return proposal.queued_at, proposal.number
