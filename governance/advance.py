"""What follows by itself, at once or when a time has come: closing, adopting, settling (design §3).

`advance` finds the next thing; it is asked again until nothing more follows.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil

from governance import outcomes
from governance.facts import (
    Adopted,
    CameIntoForce,
    Fact,
    Lapsed,
    ObjectionBecameConcern,
    ObjectionStood,
    ReasonAsked,
    Reopened,
    RoundExtended,
    RoundOpened,
    Stance,
    StanceTaken,
    Via,
)
from governance.members import MemberId
from governance.outcomes import Outcome, VoiceLine, how_said
from governance.proposals import REASON_TIME, Objection, Proposal, Round, State
from governance.rounds import Circumstances, Ruling, opened

QUESTION_STANDS = timedelta(hours=1)
"""How long the question for a reason is not put again to the same person."""


def advance(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The next thing that follows by itself by now, or None when nothing does."""
    for rule in (
        _ask_for_reasons,
        _end_waiting_for_reasons,
        _open_after_talking,
        _put_forward,
        _adopt_when_all_are_heard,
        _close,
        _finish_integrating,
        _reopen,
        _settle,
    ):
        ruling = rule(proposal, here)
        if ruling:
            return ruling
    return None


def due_at(proposal: Proposal) -> datetime | None:
    """When time alone will next change something; None when only people can."""
    if proposal.state is State.TALKING:
        return proposal.talk_until
    waiting = [o.pending_until for o in proposal.standing() if o.pending_until]
    if waiting and not proposal.is_over:
        return min(waiting)
    if proposal.state is State.CONSENT and proposal.round:
        return proposal.round.closes_at
    if proposal.is_settling and proposal.agreement:
        return proposal.agreement.grace_until
    return None


def _ask_for_reasons(proposal: Proposal, here: Circumstances) -> Ruling | None:
    if proposal.state is State.TALKING or proposal.is_over:
        return None
    unasked = [o for o in proposal.blocking() if o.reason is None and o.asked_at is None]
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


def _end_waiting_for_reasons(proposal: Proposal, here: Circumstances) -> Ruling | None:
    if proposal.is_over:
        return None
    late = [o for o in proposal.standing() if o.pending_until and o.pending_until <= here.come]
    if not late:
        return None
    facts: list[Fact] = []
    for objection in late:
        facts.append(ObjectionBecameConcern(here.now, objection.id, expired=True))
        if objection.version == proposal.version.number:
            facts.append(_by_rule(proposal, objection.member, Stance.CONCERN, objection.id, here))
    told = tuple(outcomes.ReasonDidNotCome(o.member, proposal.ref) for o in late)
    return Ruling(tuple(facts), told)


def _open_after_talking(proposal: Proposal, here: Circumstances) -> Ruling | None:
    if proposal.state is not State.TALKING or here.reached < proposal.talk_until:
        return None
    return opened(proposal, here, None)


def _adopt_when_all_are_heard(proposal: Proposal, here: Circumstances) -> Ruling | None:
    if proposal.state is not State.CONSENT or not proposal.roll or proposal.unheard:
        return None
    if proposal.blocking() or _is_waiting(proposal):
        return None
    return _adopt(proposal, here)


def _close(proposal: Proposal, here: Circumstances) -> Ruling | None:
    round_ = proposal.round
    if proposal.state is not State.CONSENT or not round_ or here.come < round_.closes_at:
        return None
    if _is_waiting(proposal):
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


def _finish_integrating(proposal: Proposal, here: Circumstances) -> Ruling | None:
    if proposal.state is not State.INTEGRATING or proposal.blocking() or not proposal.round:
        return None
    if _is_waiting(proposal):
        return None
    if is_enough_heard(proposal, proposal.round):
        return _adopt(proposal, here)
    opening = opened(proposal, here, proposal.first_length)
    assert isinstance(opening.facts[0], RoundOpened)
    told = outcomes.AskedAgain(proposal.ref, opening.facts[0].closes_at)
    return Ruling(opening.facts, (told,))


def _reopen(proposal: Proposal, here: Circumstances) -> Ruling | None:
    if not proposal.is_settling or not proposal.agreement:
        return None
    lines = tuple(_objections(proposal))
    if not lines:
        return None
    told = outcomes.ReopenedByObjection(
        proposal.ref, proposal.agreement.ref, proposal.author, lines
    )
    return Ruling((Reopened(here.now),), (told,))


def _settle(proposal: Proposal, here: Circumstances) -> Ruling | None:
    agreement = proposal.agreement
    if not proposal.is_settling or not agreement:
        return None
    if proposal.blocking() or _is_waiting(proposal):
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


def _by_rule(
    proposal: Proposal, member: MemberId, stance: Stance, source: str, here: Circumstances
) -> StanceTaken:
    version = proposal.version.number
    return StanceTaken(here.now, member, version, stance, None, Via.RULE, source)


def _put_forward(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """Putting a version forward is its proposer's consent, made when the round opens (rule 4).

    What the proposer said of this version themselves goes before it.
    """
    has_said = any(
        record.taken.by == proposal.author
        and record.taken.version == proposal.version.number
        and not record.retracted
        for record in proposal.stances
    )
    if proposal.state is not State.CONSENT or has_said or proposal.author not in proposal.roll:
        return None
    source = f"{proposal.ref}v{proposal.version.number}"
    return Ruling((_by_rule(proposal, proposal.author, Stance.CONSENT, source, here),))


def _is_waiting(proposal: Proposal) -> bool:
    return any(objection.pending_until for objection in proposal.standing())


def add_months(moment: datetime, months: int) -> datetime:
    """The same day of the month, `months` later, or the month's last day where it has none."""
    month = moment.month - 1 + months
    year, month = moment.year + month // 12, month % 12 + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)
