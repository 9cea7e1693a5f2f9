"""From facts to the present: the pure fold that gives a proposal's state (design §6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from governance.facts import (
    Adopted,
    Amended,
    Fact,
    Lapsed,
    LeftTheRoll,
    ObjectionBecameConcern,
    ObjectionStood,
    Proposed,
    ReasonAsked,
    ReasonGiven,
    Recorded,
    RoundExtended,
    RoundOpened,
    Stance,
    StanceRetracted,
    StanceTaken,
    Via,
    Waited,
    Withdrawn,
)
from governance.members import MemberId
from governance.proposals import (
    AGREEMENT_MOVES,
    MOVES,
    REASON_TIME,
    Agreement,
    AgreementState,
    Objection,
    ObjectionState,
    Proposal,
    Round,
    StanceRecord,
    State,
    Version,
)

_NEXT = {(move.start, move.fact): move.end for move in MOVES}
_AGREEMENT_NEXT = {(move.start, move.fact): move.end for move in AGREEMENT_MOVES}
_MOVING = frozenset(move.fact for move in MOVES)
_AGREEING = frozenset(move.fact for move in AGREEMENT_MOVES)


class ImpossibleHistory(ValueError):
    """The facts tell a life that the table does not allow; the database is at fault."""


def fold(facts: Iterable[Recorded]) -> Proposal:
    """The present state that these facts tell, in whatever order they are read.

    Raises ImpossibleHistory when the facts contradict the table of states.
    """
    ordered = sorted(facts, key=lambda recorded: recorded.seq)
    if not ordered or not isinstance(ordered[0].fact, Proposed):
        raise ImpossibleHistory("a life begins by being proposed")
    proposal = _born(ordered[0].fact)
    for recorded in ordered[1:]:
        proposal = add(proposal, recorded)
    return proposal


def add(proposal: Proposal, recorded: Recorded) -> Proposal:
    """The state after one more fact, which must come after all the others."""
    fact = recorded.fact
    if type(fact) in _MOVING | _AGREEING:
        proposal = _move(proposal, fact)
    match fact:
        case StanceTaken():
            record = StanceRecord(recorded.seq, fact)
            proposal = replace(proposal, stances=(*proposal.stances, record))
            return _review_objections(proposal, fact.by)
        case StanceRetracted(source=source):
            return _retract(proposal, source)
        case ReasonAsked(at=at, objection=objection):
            return _change(proposal, objection, asked_at=at)
        case ReasonGiven(objection=objection, text=text, by=by):
            return _change(proposal, objection, reason=text, given_by=by)
        case ObjectionBecameConcern(at=at, objection=objection, expired=expired):
            expired_at = at if expired else None
            ended = ObjectionState.CONCERN
            proposal = _settle_anew(proposal, expired_at) if expired_at else proposal
            return _change(proposal, objection, ended=ended, expired=expired)
        case LeftTheRoll(member=member):
            return replace(proposal, gone=proposal.gone | {member})
        case Waited():
            return _put_off(proposal, fact)
        case _:
            return proposal


def _born(fact: Proposed) -> Proposal:
    return Proposal(
        number=fact.number,
        author=fact.by,
        kind=fact.kind,
        quick=fact.quick,
        talk_until=fact.talk_until,
        state=State.TALKING,
        since=fact.at,
        versions=(Version(1, fact.text, fact.by, fact.at),),
    )


def _move(proposal: Proposal, fact: Fact) -> Proposal:
    moved = _NEXT.get((proposal.state, type(fact)))
    agreement = proposal.agreement if proposal.state is State.ADOPTED else None
    agreed = _AGREEMENT_NEXT.get((agreement.state if agreement else None, type(fact)))
    is_impossible = type(fact) in _MOVING and moved is None
    if is_impossible or (type(fact) in _AGREEING and agreed is None):
        raise ImpossibleHistory(f"{type(fact).__name__} cannot follow {proposal.state.value}")
    if isinstance(agreed, AgreementState):
        proposal = _move_agreement(proposal, fact, agreed)
    if isinstance(moved, State):
        since = fact.at if moved is not proposal.state else proposal.since
        proposal = replace(proposal, state=moved, since=since)
    return _move_round(proposal, fact)


def _move_round(proposal: Proposal, fact: Fact) -> Proposal:
    match fact:
        case Amended(version=number, text=text, by=by, at=at):
            versions = (*proposal.versions, Version(number, text, by, at))
            return replace(proposal, versions=versions, round=None)
        case RoundOpened():
            opened = Round(fact.at, fact.closes_at, fact.roll, fact.rules)
            length = proposal.first_length or fact.rules.length
            return replace(proposal, round=opened, first_length=length, gone=frozenset())
        case RoundExtended(closes_at=closes_at) if proposal.round:
            extended = replace(proposal.round, closes_at=closes_at, extended=True)
            return replace(proposal, round=extended)
        case Adopted() | ObjectionStood() | Lapsed() | Withdrawn():
            if proposal.round and proposal.round.closed_at is None:
                return replace(proposal, round=replace(proposal.round, closed_at=fact.at))
    return proposal


def _move_agreement(proposal: Proposal, fact: Fact, state: AgreementState) -> Proposal:
    if isinstance(fact, Adopted):
        born = Agreement(
            number=fact.agreement,
            version=proposal.version.number,
            state=state,
            adopted_at=fact.at,
            grace_until=fact.grace_until,
            full_grace=fact.full_grace,
            review_at=fact.review_at,
        )
        return replace(proposal, agreements=(*proposal.agreements, born))
    last = replace(
        proposal.agreements[-1],
        state=state,
        in_force_at=fact.at if state is AgreementState.IN_FORCE else None,
        ended_at=fact.at if state is AgreementState.ENDED else None,
    )
    return replace(proposal, agreements=(*proposal.agreements[:-1], last))


def _settle_anew(proposal: Proposal, at: datetime) -> Proposal:
    """An objection that expired in the grace can still be brought back: it begins again."""
    if not proposal.is_settling or proposal.round is None:
        return proposal
    last = proposal.agreements[-1]
    until = max(last.grace_until, at + proposal.round.rules.grace)
    return replace(
        proposal, agreements=(*proposal.agreements[:-1], replace(last, grace_until=until))
    )


def _put_off(proposal: Proposal, waited: Waited) -> Proposal:
    """Every time that had not come when the waiting began comes as much later."""
    if waited.talk_until and proposal.state is State.TALKING:
        proposal = replace(proposal, talk_until=waited.talk_until)
    round_ = proposal.round
    if round_ and proposal.state is State.CONSENT:
        # Counted from its end: a round that went on, or a grace that began anew, began again.
        closes_at = waited.put_off(round_.closes_at, round_.closes_at - round_.rules.length)
        proposal = replace(proposal, round=replace(round_, closes_at=closes_at))
    if round_ and proposal.is_settling:
        last = proposal.agreements[-1]
        until = waited.put_off(last.grace_until, last.grace_until - round_.rules.grace)
        last = replace(last, grace_until=until)
        proposal = replace(proposal, agreements=(*proposal.agreements[:-1], last))
    for objection in proposal.standing():
        if objection.pending_until and objection.asked_at:
            until = waited.put_off(objection.pending_until, objection.asked_at)
            proposal = _change(proposal, objection.id, asked_at=until - REASON_TIME)
    return proposal


def _retract(proposal: Proposal, source: str) -> Proposal:
    void = {record.taken.source for record in proposal.stances if record.retracted} | {source}
    # What the rules made of an objection stands as long as one of the messages that made it.
    void -= {o.id for o in proposal.objections if not o.sources <= void}
    owners = {record.taken.by for record in proposal.stances if record.taken.source == source}
    stances = tuple(
        replace(record, retracted=True)
        if record.taken.source in (void if record.taken.via is Via.RULE else {source})
        else record
        for record in proposal.stances
    )
    proposal = replace(proposal, stances=stances)
    for owner in owners:
        proposal = _review_objections(proposal, owner)
    return proposal


def _review_objections(proposal: Proposal, member: MemberId) -> Proposal:
    """Make the member's objections agree with what they said last.

    An objection stands alone; another stance on its version, or any on a later one, ends it; one
    whose ending stance is taken back stands again. What the rules ended stays ended.
    """
    versions = range(1, proposal.version.number + 1)
    lasts = (proposal.last_of(version).get(member) for version in versions)
    said = [record.taken for record in lasts if record and record.taken.stance]
    objected = said[-1] if said and said[-1].stance is Stance.OBJECTION else None
    stands = _made_by(proposal, objected) if objected else None
    for objection in proposal.standing():
        if objection.member == member and objection != stands:
            proposal = _change(proposal, objection.id, ended=ObjectionState.RESOLVED)
    return _stand(proposal, objected) if objected else proposal


def _made_by(proposal: Proposal, taken: StanceTaken) -> Objection | None:
    """The objection that this stance made, or that it says once more."""
    mine = [o for o in proposal.objections if o.member == taken.by and o.version == taken.version]
    made = [o for o in mine if taken.source in o.sources] or [o for o in mine if o.ended is None]
    return made[0] if made else None


def _stand(proposal: Proposal, taken: StanceTaken) -> Proposal:
    objection = _made_by(proposal, taken)
    if objection is None:
        return replace(proposal, objections=(*proposal.objections, _made(taken)))
    if taken.source not in objection.sources:
        sources = objection.sources | {taken.source}
        if taken.reason is None:
            return _change(proposal, objection.id, sources=sources)
        reason, by = taken.reason, taken.by
        return _change(proposal, objection.id, sources=sources, reason=reason, given_by=by)
    if objection.ended is ObjectionState.RESOLVED:
        asked_at = None if objection.reason is None else objection.asked_at  # asked again
        return _change(proposal, objection.id, ended=None, asked_at=asked_at)
    return proposal


def _made(taken: StanceTaken) -> Objection:
    return Objection(
        id=taken.source,
        member=taken.by,
        version=taken.version,
        at=taken.at,
        sources=frozenset({taken.source}),
        reason=taken.reason,
        given_by=taken.by if taken.reason is not None else None,
    )


def _change(proposal: Proposal, objection_id: str, **changes: object) -> Proposal:
    objections = tuple(
        replace(o, **changes) if o.id == objection_id else o  # type: ignore[arg-type]
        for o in proposal.objections
    )
    return replace(proposal, objections=objections)
