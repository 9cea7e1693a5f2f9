"""The reason of an objection: asked for, waited for, and what becomes of one without (rule 5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from governance import outcomes
from governance.facts import Fact, ObjectionBecameConcern, ReasonAsked, Stance
from governance.members import MemberId
from governance.opening import by_rule
from governance.proposals import REASON_TIME, Proposal, State
from governance.ruling import Circumstances, Ruling

QUESTION_STANDS = timedelta(hours=1)
"""How long the question for a reason is not put again to the same person."""


def ask_for_reasons(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """Whoever objected without a reason is asked for it."""
    if proposal.state is State.TALKING or proposal.is_over:
        return None
    pending = [o for o in proposal.blocking() if o.reason is None and o.asked_at is None]
    unasked = [o for o in pending if not o.left_at]
    if not unasked:
        return None
    until = here.now + REASON_TIME
    return Ruling(
        tuple(ReasonAsked(here.now, objection.id) for objection in unasked),
        tuple(
            outcomes.ReasonQuestion(o.member, proposal.ref, until)
            for o in unasked
            if not _was_asked_just_now(proposal, o.member, here)
        ),
    )


def _was_asked_just_now(proposal: Proposal, member: MemberId, here: Circumstances) -> bool:
    """The question still stands above: somebody who taps to and fro hears it once."""
    return any(
        o.asked_at and o.asked_at > here.now - QUESTION_STANDS
        for o in proposal.objections
        if (o.member, o.version) == (member, proposal.version.number)
    )


def end_waiting_for_reasons(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """No reason came in time: the objection goes along as a concern."""
    if proposal.is_over:
        return None
    late = [o for o in proposal.standing() if o.pending_until and o.pending_until <= here.come]
    if not late:
        return None
    facts: list[Fact] = []
    for objection in late:
        facts.append(ObjectionBecameConcern(here.now, objection.id, expired=True))
        if objection.version == proposal.version.number:
            facts.append(by_rule(proposal, objection.member, Stance.CONCERN, objection.id, here))
    told = tuple(outcomes.ReasonDidNotCome(o.member, proposal.ref) for o in late if not o.left_at)
    return Ruling(tuple(facts), told)


def is_waiting(proposal: Proposal) -> bool:
    """Somebody is asked for a reason, and has time to say it."""
    return any(objection.pending_until for objection in proposal.standing())


def due(proposal: Proposal) -> Iterator[datetime]:
    """When a wait for a reason is over."""
    if not proposal.is_over:
        yield from (o.pending_until for o in proposal.standing() if o.pending_until)
