"""From facts to the present: the pure fold that gives a proposal's state (design §6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from governance.facts import (
    Adopted,
    Amended,
    Announced,
    AskedOnceMore,
    BackAtTable,
    CameDuringIt,
    Fact,
    JoinedTheRoll,
    Kept,
    Lapsed,
    LeftTheRoll,
    ObjectionBecameConcern,
    ObjectionStood,
    ObjectionTakenOver,
    Paused,
    ProposalTakenOver,
    Proposed,
    Queued,
    ReasonAsked,
    ReasonGiven,
    Recorded,
    Reminded,
    Reopened,
    RoundExtended,
    RoundOpened,
    Stance,
    StanceRetracted,
    StanceTaken,
    ToldAtTable,
    Via,
    Waited,
    WentToTable,
    Withdrawn,
    YesAsked,
)
from governance.fold_agreement import (
    Later,
    left_review,
    move_agreement,
    put_off_agreement,
    review,
    unsaid,
)
from governance.members import MemberId
from governance.proposals import (
    AGREEMENT_MOVES,
    MOVES,
    ORPHAN_TIME,
    REASON_TIME,
    TABLE_TIME,
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


def fold(facts: Iterable[Recorded], since: Proposal | None = None) -> Proposal:
    """The present state that these facts tell, in whatever order they are read.

    `since`: what all the facts before them told.

    Raises ImpossibleHistory when the facts contradict the table of states.
    """
    ordered = sorted(facts, key=lambda recorded: recorded.seq)
    if since is None:
        first = ordered.pop(0).fact if ordered else None
        if not isinstance(first, Proposed):
            raise ImpossibleHistory("a life begins by being proposed")
        since = _born(first)
    for recorded in ordered:
        since = add(since, recorded)
    return since


def add(proposal: Proposal, recorded: Recorded) -> Proposal:
    """The state after one more fact, which must come after all the others."""
    fact = recorded.fact
    if type(fact) in _MOVING | _AGREEING:
        proposal = _move(proposal, fact)
    match fact:
        case StanceTaken():
            record = StanceRecord(recorded.seq, fact)
            proposal = replace(proposal, stances=(*proposal.stances, record))
            return _review_objections(_talked_at_table(proposal, fact.at), fact.by)
        case StanceRetracted(source=source):
            return unsaid(_retract(proposal, source), source)
        case ReasonAsked() | ReasonGiven() | ObjectionBecameConcern() | ObjectionTakenOver():
            return _objection(proposal, fact)
        case LeftTheRoll() | CameDuringIt() | JoinedTheRoll() | ProposalTakenOver():
            return _people(proposal, fact)
        case Reminded() | AskedOnceMore() | YesAsked():
            return _round(proposal, fact)
        case Waited() | Paused():
            return _put_off(proposal, fact)
        case _:
            return _stage(proposal, fact)


def _stage(proposal: Proposal, fact: Fact) -> Proposal:
    match fact:
        case Announced(talk_until=until):
            talk_until = max(proposal.talk_until, until or proposal.talk_until)
            return replace(proposal, announce_at=None, talk_until=talk_until)
        case Queued(at=at, length=length):
            return replace(proposal, queued_at=at, asked_length=length)
        case ToldAtTable(at=at, by=by):
            return _talked_at_table(replace(proposal, told_by=by), at)
        case _:
            return review(proposal, fact)


def _objection(
    proposal: Proposal,
    fact: ReasonAsked | ReasonGiven | ObjectionBecameConcern | ObjectionTakenOver,
) -> Proposal:
    match fact:
        case ReasonAsked(at=at, objection=objection):
            return _change(proposal, objection, asked_at=at)
        case ReasonGiven(objection=objection, text=text, by=by):
            return _change(proposal, objection, reason=text, given_by=by)
        case ObjectionTakenOver(objection=objection):
            return _change(proposal, objection, ended=ObjectionState.RESOLVED)
        case ObjectionBecameConcern(at=at, objection=objection, expired=expired):
            proposal = _settle_anew(proposal, at) if expired else proposal
            ended = ObjectionState.CONCERN
            return _change(proposal, objection, ended=ended, expired=expired)


def _people(
    proposal: Proposal, fact: LeftTheRoll | CameDuringIt | JoinedTheRoll | ProposalTakenOver
) -> Proposal:
    match fact:
        case LeftTheRoll(member=member) if proposal.is_over:
            # What was said of the proposal stands: its concerns belong to the agreement now.
            return left_review(proposal, member, is_back=False)
        case CameDuringIt(member=member) if proposal.is_over:
            return left_review(proposal, member, is_back=True)
        case LeftTheRoll(at=at, member=member):
            for objection in proposal.standing():
                if objection.member == member:
                    proposal = _change(proposal, objection.id, left_at=at)
            author_left = proposal.author_left or member == proposal.author
            gone, came = proposal.gone | {member}, proposal.came - {member}
            return replace(proposal, gone=gone, came=came, author_left=author_left)
        case CameDuringIt(member=member):
            proposal = _here_again(proposal, member)
            return replace(proposal, came=proposal.came | {member})
        case JoinedTheRoll(member=member):
            return _join(proposal, member)
        case ProposalTakenOver(by=by):
            return replace(proposal, author=by, author_left=False)


def _here_again(proposal: Proposal, member: MemberId) -> Proposal:
    """What waited for somebody to take it over is theirs again."""
    for objection in proposal.standing():
        if objection.member == member:
            proposal = _change(proposal, objection.id, left_at=None)
    author_left = proposal.author_left and member != proposal.author
    return replace(proposal, author_left=author_left)


def _join(proposal: Proposal, member: MemberId) -> Proposal:
    round_ = proposal.round
    if round_ is None:
        return proposal
    roll = tuple(dict.fromkeys([*round_.roll, member]))
    gone, came = proposal.gone - {member}, proposal.came - {member}
    joined = replace(_here_again(proposal, member), gone=gone, came=came)
    return replace(joined, round=replace(round_, roll=roll))


def _round(proposal: Proposal, fact: Reminded | AskedOnceMore | YesAsked) -> Proposal:
    if proposal.round is None:
        return proposal
    match fact:
        case Reminded():
            changed = replace(proposal.round, remind_at=None)
        case YesAsked():
            changed = replace(proposal.round, yes_asked=True)
        case AskedOnceMore(until=until):
            changed = replace(proposal.round, asked_once_more=True, waits_until=until)
    return replace(proposal, round=changed)


def _talked_at_table(proposal: Proposal, at: datetime) -> Proposal:
    if proposal.state is not State.AT_TABLE:
        return proposal
    return replace(proposal, deadline=at + TABLE_TIME)


def _born(fact: Proposed) -> Proposal:
    return Proposal(
        number=fact.number,
        author=fact.by,
        kind=fact.kind,
        quick=fact.quick,
        talk_until=fact.talk_until,
        state=State.TALKING,
        since=fact.at,
        versions=(Version(1, fact.text, fact.by, fact.at, fact.effect, fact.was),),
        about=fact.about,
        announce_at=fact.announce_at,
        replaces=fact.replaces,
        ends=fact.ends,
    )


def _move(proposal: Proposal, fact: Fact) -> Proposal:
    moved = _NEXT.get((proposal.state, type(fact)))
    holding = proposal.holding
    agreed = _AGREEMENT_NEXT.get((holding.state if holding else None, type(fact)))
    is_impossible = type(fact) in _MOVING and moved is None
    if is_impossible or (type(fact) in _AGREEING and agreed is None):
        raise ImpossibleHistory(f"{type(fact).__name__} cannot follow {proposal.state.value}")
    if isinstance(agreed, AgreementState):
        proposal = move_agreement(proposal, fact, agreed)
    if isinstance(moved, State):
        since = fact.at if moved is not proposal.state else proposal.since
        proposal = _enter(replace(proposal, state=moved, since=since), fact)
    return _move_round(proposal, fact)


def _enter(proposal: Proposal, fact: Fact) -> Proposal:
    """What begins with a state, or ends with the one before."""
    match fact:
        case ObjectionStood() | Reopened():
            integrate = proposal.round.rules.integrate if proposal.round else timedelta()
            times = proposal.times_integrated + 1
            return replace(proposal, deadline=fact.at + integrate, times_integrated=times)
        case WentToTable() | BackAtTable():
            return replace(proposal, deadline=fact.at + TABLE_TIME, told_by=None)
        case RoundOpened():
            return replace(proposal, deadline=None, told_by=None, queued_at=None)
        case _:
            return proposal


def _move_round(proposal: Proposal, fact: Fact) -> Proposal:
    match fact:
        case Amended(version=number, text=text, by=by, at=at):
            version = Version(number, text, by, at, fact.effect, fact.was)
            versions = (*proposal.versions, version)
            return replace(proposal, versions=versions, round=None)
        case RoundOpened():
            # Asked once more is a version, not a round; a version that is amended has no round.
            was_asked = proposal.round is not None and proposal.round.asked_once_more
            opened = Round(
                fact.at,
                fact.closes_at,
                fact.roll,
                fact.rules,
                fact.remind_at,
                asked_once_more=was_asked,
            )
            length = proposal.first_length or fact.rules.length
            # Who is asked now neither left nor came since.
            nobody: frozenset[MemberId] = frozenset()
            return replace(proposal, round=opened, first_length=length, gone=nobody, came=nobody)
        case RoundExtended(closes_at=closes_at) if proposal.round:
            extended = replace(proposal.round, closes_at=closes_at, extended=True)
            return replace(proposal, round=extended)
        case Adopted() | Kept() | ObjectionStood() | WentToTable() | Lapsed() | Withdrawn():
            if proposal.round and proposal.round.closed_at is None:
                return replace(proposal, round=replace(proposal.round, closed_at=fact.at))
    return proposal


def _settle_anew(proposal: Proposal, at: datetime) -> Proposal:
    """An objection that expired in the grace can still be brought back: it begins again."""
    if not proposal.is_settling or proposal.round is None:
        return proposal
    last = proposal.agreements[-1]
    until = max(last.grace_until, at + proposal.round.rules.grace)
    return replace(
        proposal, agreements=(*proposal.agreements[:-1], replace(last, grace_until=until))
    )


def _put_off(proposal: Proposal, fact: Waited | Paused) -> Proposal:
    """Every time that had not come when the waiting began comes as much later."""

    def later(moment: datetime, begun: datetime) -> datetime:
        return moment + fact.length if isinstance(fact, Paused) else fact.put_off(moment, begun)

    if isinstance(fact, Paused):
        proposal = replace(proposal, is_paused=True)
        if proposal.queued_at:  # its turn had come: there is talking again
            until = fact.at + fact.length
            return replace(proposal, queued_at=None, talk_until=until)
    if proposal.announce_at:
        proposal = replace(proposal, announce_at=later(proposal.announce_at, proposal.since))
    if proposal.state is State.TALKING and not proposal.queued_at:
        until = proposal.talk_until
        put_off = later(until, until) if isinstance(fact, Paused) else fact.talk_until
        proposal = replace(proposal, talk_until=put_off or until)
    if proposal.deadline and proposal.state in {State.INTEGRATING, State.AT_TABLE}:
        proposal = replace(proposal, deadline=later(proposal.deadline, proposal.since))
    if proposal.round and proposal.round.closed_at is None:
        proposal = replace(proposal, round=_later_round(proposal.round, later))
    elif proposal.round and proposal.round.waits_until and proposal.is_asked_once_more:
        waits_until = later(proposal.round.waits_until, proposal.since)
        proposal = replace(proposal, round=replace(proposal.round, waits_until=waits_until))
    return put_off_agreement(_later_objections(proposal, later), later)


def _later_objections(proposal: Proposal, later: Later) -> Proposal:
    for objection in proposal.standing():
        if objection.pending_until and objection.asked_at:
            until = later(objection.pending_until, objection.asked_at)
            proposal = _change(proposal, objection.id, asked_at=until - REASON_TIME)
        if objection.left_at:
            until = later(objection.left_at + ORPHAN_TIME, objection.left_at)
            proposal = _change(proposal, objection.id, left_at=until - ORPHAN_TIME)
    return proposal


def _later_round(round_: Round, later: Later) -> Round:
    # Counted from its end: a round that went on began again.
    began = round_.closes_at - round_.rules.length
    return replace(
        round_,
        closes_at=later(round_.closes_at, began),
        remind_at=later(round_.remind_at, began) if round_.remind_at else None,
        waits_until=later(round_.waits_until, began) if round_.waits_until else None,
    )


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
    lasts = {
        record.taken.version: record.taken
        for record in proposal.stances
        if record.taken.by == member and not record.retracted
    }
    said = [lasts[version] for version in sorted(lasts) if lasts[version].stance]
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
        reason, by = taken.reason, taken.said_by or taken.by
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
        given_by=(taken.said_by or taken.by) if taken.reason is not None else None,
    )


def _change(proposal: Proposal, objection_id: str, **changes: object) -> Proposal:
    objections = tuple(
        replace(o, **changes) if o.id == objection_id else o  # type: ignore[arg-type]
        for o in proposal.objections
    )
    return replace(proposal, objections=objections)
