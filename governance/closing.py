"""The end of a round and of a grace: who was heard, what stands, what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil

from governance import outcomes
from governance.dates import add_months
from governance.facts import (
    Adopted,
    CameIntoForce,
    Fact,
    Lapsed,
    ObjectionBecameConcern,
    ObjectionStood,
    Reopened,
    RoundExtended,
    RoundOpened,
    Stance,
)
from governance.opening import opened
from governance.outcomes import Outcome, VoiceLine, how_said
from governance.proposals import Objection, Proposal, Round, State
from governance.reasons import is_waiting
from governance.ruling import Circumstances, Ruling


def adopt_when_all_are_heard(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The whole roll is heard: that is what makes it quick (rule 4)."""
    if proposal.state is not State.CONSENT or not proposal.roll or proposal.unheard:
        return None
    if proposal.blocking() or is_waiting(proposal):
        return None
    return _adopt(proposal, here)


def close(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """Time is up: adopted, integrating, extended or lapsed (rules 3, 4 and 9)."""
    round_ = proposal.round
    if proposal.state is not State.CONSENT or not round_ or here.come < round_.closes_at:
        return None
    if is_waiting(proposal):
        return None
    if proposal.blocking():
        told = outcomes.ObjectionIsOpen(proposal.ref, proposal.author, tuple(_objections(proposal)))
        return Ruling((ObjectionStood(here.now),), (told,))
    if is_enough_heard(proposal, round_):
        return _adopt(proposal, here)
    if not round_.extended:
        return Ruling((RoundExtended(here.now, here.now + round_.rules.length),))
    told_lapsed = outcomes.TooFewHeard(proposal.ref, len(proposal.heard), _needed(proposal, round_))
    return Ruling((Lapsed(here.now),), (told_lapsed,))


def finish_integrating(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The last objection ended: as at a close (rule 9)."""
    if proposal.state is not State.INTEGRATING or proposal.blocking() or not proposal.round:
        return None
    if is_waiting(proposal):
        return None
    if is_enough_heard(proposal, proposal.round):
        return _adopt(proposal, here)
    opening = opened(proposal, here, proposal.first_length)
    assert isinstance(opening.facts[0], RoundOpened)
    told = outcomes.AskedAgain(proposal.ref, opening.facts[0].closes_at)
    return Ruling(opening.facts, (told,))


def reopen(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """An objection in the grace (rule 10)."""
    if not proposal.is_settling or not proposal.agreement:
        return None
    lines = tuple(_objections(proposal))
    if not lines:
        return None
    told = outcomes.ReopenedByObjection(
        proposal.ref, proposal.agreement.ref, proposal.author, lines
    )
    return Ruling((Reopened(here.now),), (told,))


def settle(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The grace is over, or everyone is heard (rule 10)."""
    agreement = proposal.agreement
    if not proposal.is_settling or not agreement:
        return None
    if proposal.blocking() or is_waiting(proposal):
        return None
    runs_full = agreement.full_grace or _rests_on_a_missing_reason(proposal)
    if (runs_full or proposal.unheard) and here.come < agreement.grace_until:
        return None
    return Ruling((*_carried_along(proposal, here), CameIntoForce(here.now)))


def needed(asked: int, quorum: float, min_heard: int) -> int:
    """How many must be heard of `asked` people on the roll (rule 3); never fewer than one."""
    if asked <= 2:
        return max(asked, 1)
    if asked <= 4:
        return asked - 1
    return min(asked, max(min_heard, ceil(Fraction(str(quorum)) * asked)))


def is_enough_heard(proposal: Proposal, round_: Round) -> bool:
    """Whether as many were heard as rule 3 asks for."""
    return len(proposal.heard) >= _needed(proposal, round_)


def _needed(proposal: Proposal, round_: Round) -> int:
    return needed(len(proposal.roll), round_.rules.quorum, round_.rules.min_heard)


def _adopt(proposal: Proposal, here: Circumstances) -> Ruling:
    assert proposal.round is not None
    rules = proposal.round.rules
    lines = (*_concerns(proposal), *(_line(o) for o in proposal.standing()))
    carried = _carried_along(proposal, here)
    full_grace = bool(carried) or _rests_on_a_missing_reason(proposal)
    settles = full_grace or bool(proposal.unheard)
    grace_until = here.now + rules.grace if settles else here.now
    review_at = add_months(here.now.astimezone(here.zone), rules.review_months).astimezone(UTC)
    adopted = Adopted(here.now, here.next_agreement, grace_until, full_grace, review_at)
    ref, review = f"A{here.next_agreement}", review_at.astimezone(here.zone).date()
    heard = len(proposal.heard)
    if settles:
        told: Outcome = outcomes.AgreedSettling(
            proposal.ref,
            ref,
            heard,
            len(proposal.roll),
            grace_until,
            lines,
            review,
            is_everyone_heard=not proposal.unheard,
        )
        return Ruling((*carried, adopted), (told,))
    told = outcomes.Agreed(proposal.ref, ref, heard, lines, review)
    return Ruling((adopted, CameIntoForce(here.now)), (told,))


def _carried_along(proposal: Proposal, here: Circumstances) -> tuple[Fact, ...]:
    """What still stands when nothing blocks: of who was unheard on this version, or not asked."""
    return tuple(ObjectionBecameConcern(here.now, o.id, expired=False) for o in proposal.standing())


def _rests_on_a_missing_reason(proposal: Proposal) -> bool:
    """An objection became a concern for want of a reason, and its owner said nothing since."""
    live = proposal.live
    return any(
        o.expired and (o.member not in live or live[o.member].taken.source == o.id)
        for o in proposal.objections
    )


def _concerns(proposal: Proposal) -> Iterator[VoiceLine]:
    for record in proposal.live.values():
        if record.taken.stance is Stance.CONCERN and record.taken.by in proposal.roll:
            reason = record.taken.reason
            by = record.taken.by
            yield VoiceLine(by, reason or "", how_said(reason), by, is_own=True)


def _objections(proposal: Proposal) -> Iterator[VoiceLine]:
    for objection in proposal.blocking():
        if objection.reason is not None:
            yield _line(objection)


def _line(objection: Objection) -> VoiceLine:
    by = objection.given_by or objection.member
    words = how_said(objection.reason)
    return VoiceLine(
        objection.member, objection.reason or "", words, by, is_own=by == objection.member
    )


def due(proposal: Proposal) -> Iterator[datetime]:
    """When a round or a grace ends; while a reason is waited for, that is later."""
    if is_waiting(proposal):
        return
    if proposal.state is State.CONSENT and proposal.round:
        yield proposal.round.closes_at
    if proposal.is_settling and proposal.agreement:
        yield proposal.agreement.grace_until
