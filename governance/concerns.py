"""What people worry about, in their own words: read out at adoption and at review (rule 7)."""

from __future__ import annotations

from collections.abc import Iterator

from governance.facts import Stance
from governance.outcomes import StillObjects, VoiceLine, how_said
from governance.proposals import Objection, ObjectionState, Proposal

ON_A_CARD = 200
"""Characters of a reason that a card shows: it is read again and again."""


def said(proposal: Proposal) -> Iterator[VoiceLine]:
    """The concerns of who was asked, or came during it."""
    asked = {*proposal.roll, *proposal.came}
    for record in proposal.live.values():
        if record.taken.stance is Stance.CONCERN and record.taken.by in asked:
            reason, member = record.taken.reason, record.taken.by
            by = record.taken.said_by or member
            yield VoiceLine(member, reason or "", how_said(reason), by, is_own=by == member)


def kept(proposal: Proposal) -> tuple[VoiceLine, ...]:
    """All that went along when it was adopted."""
    carried = [
        objection
        for objection in proposal.objections
        if objection.ended is ObjectionState.CONCERN and not objection.expired
    ]
    return (*said(proposal), *map(line, carried))


def open_objections(proposal: Proposal) -> Iterator[VoiceLine]:
    """What is objected to now, of who has said why."""
    for objection in proposal.blocking():
        if objection.reason is not None:
            yield line(objection)


def carried(proposal: Proposal) -> tuple[Objection, ...]:
    """The objections to an earlier text, of who lives here and can answer the new one."""
    return tuple(o for o in proposal.carried() if o.member in proposal.roll)


def still_objects(objection: Objection) -> StillObjects:
    """The question of the card to who objected to an earlier text; all of it is in its history."""
    reason = objection.reason or ""
    if len(reason) > ON_A_CARD:
        reason = reason[: ON_A_CARD - 1] + "…"
    return StillObjects(objection.member, reason, how_said(objection.reason))


def line(objection: Objection) -> VoiceLine:
    """An objection in the words of who made it, or of who said it for them."""
    by = objection.given_by or objection.member
    words = how_said(objection.reason)
    return VoiceLine(
        objection.member, objection.reason or "", words, by, is_own=by == objection.member
    )
