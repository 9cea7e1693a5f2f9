"""Showing how things stand: what is open, what was agreed, all of one proposal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from commands.declare import Said
from commands.reading import folded
from commands.turn import Turn
from governance import concerns, outcomes
from governance.change_facts import ChangeMade
from governance.changing import would_be
from governance.closing import is_enough_heard
from governance.differences import what_changed
from governance.facts import (
    Adopted,
    Announced,
    BackAtTable,
    Kept,
    Paused,
    ProposalKind,
    ProposalTakenOver,
    Recorded,
    Renewed,
    ReviewHandedOn,
    ReviewOpened,
    ReviewSaid,
    ReviewUnanswered,
    RoundExtended,
    RoundOpened,
    Stance,
    StanceRetracted,
    ToldAtTable,
    WentToTable,
)
from governance.fold import add, fold
from governance.mentioned import named_by, with_names
from governance.outcomes import Part
from governance.proposals import (
    FINAL,
    AgreementState,
    Objection,
    Proposal,
    Round,
    State,
    Version,
)
from governance.queueing import is_queued
from governance.reviewing import ends_itself, what_was_agreed
from governance.wording import whom, wording


def until(proposal: Proposal) -> datetime:
    """The time that matters most to a reader now: when the talking, round or grace ends."""
    if proposal.state is State.TALKING:
        return proposal.talk_until
    # A round, and a grace, stays open as long as somebody is asked for a reason.
    asked_until = [o.pending_until for o in proposal.standing() if o.pending_until]
    if proposal.is_settling and proposal.agreement:
        return max([proposal.agreement.grace_until, *asked_until])
    if proposal.state is State.ADOPTED and proposal.holding:
        return proposal.holding.review_at
    if proposal.state is State.CONSENT and proposal.round:
        return max([proposal.round.ends_at, *asked_until])
    if proposal.is_asked_once_more and proposal.round and proposal.round.waits_until:
        return proposal.round.waits_until
    if proposal.state in {State.INTEGRATING, State.AT_TABLE} and proposal.deadline:
        return proposal.deadline
    return proposal.since


def card(proposal: Proposal) -> outcomes.Card | outcomes.PersonCard:
    """The bot's message of the latest version."""
    version = proposal.version
    status = _status(proposal)
    if proposal.about is not None:
        is_talking = proposal.state is State.TALKING and not proposal.queued_at
        talking = outcomes.PersonStatus(proposal.talk_until, proposal.is_paused)
        return outcomes.PersonCard(
            proposal.ref,
            wording(proposal, version),
            proposal.about,
            version.by,
            version.number,
            f"A{proposal.replaces}" if proposal.replaces else "",
            is_successor=proposal.replaces is not None,
            status=talking if is_talking else status,
        )
    before = proposal.versions[-2].text if len(proposal.versions) > 1 else ""
    changes = what_changed(before, version.text)
    return outcomes.Card(
        proposal.ref,
        wording(proposal, version),
        version.by,
        version.number,
        proposal.kind,
        f"A{proposal.replaces}" if proposal.replaces else "",
        is_successor=proposal.replaces is not None,
        is_changed=bool(changes),
        changes=changes,
        would=what_would_be(version),
        yes=(outcomes.YesNeeded(proposal.concerned),) if proposal.concerned else (),
        status=status,
    )


def what_would_be(version: Version) -> tuple[Part, ...]:
    """What it would change in the house itself."""
    return (would_be(version.effect, version.was),) if version.effect else ()


def _status(proposal: Proposal) -> outcomes.CardStatus:
    on_roll = set(proposal.roll)
    said = [record.taken.stance for member, record in proposal.live.items() if member in on_roll]
    agreement = proposal.agreement
    carried = tuple(map(concerns.still_objects, concerns.carried(proposal)))
    return outcomes.CardStatus(
        proposal=proposal.ref,
        version=proposal.version.number,
        state=proposal.state,
        agreement=agreement.ref if agreement else "",
        agreement_state=agreement.state if agreement else AgreementState.SETTLING,
        quick=proposal.quick,
        until=until(proposal),
        heard=len(proposal.heard),
        asked=len(proposal.roll),
        consent=said.count(Stance.CONSENT),
        concern=said.count(Stance.CONCERN),
        objection=len(proposal.blocking()),  # also those of who left, or came during it
        aside=said.count(Stance.ASIDE),
        extended=bool(proposal.round and proposal.round.extended),
        is_everyone_heard=not proposal.unheard,
        carried=carried if proposal.state is State.CONSENT else (),
        note=_note(proposal),
        is_temporary=bool(agreement and agreement.is_temporary),
        is_overdue=bool(agreement and agreement.is_overdue),
    )


def _note(proposal: Proposal) -> outcomes.CardNote:
    if proposal.author_left and not proposal.is_settling:
        return outcomes.CardNote.ORPHANED
    if proposal.is_hidden and proposal.about in proposal.gone:
        return outcomes.CardNote.PERSON_LEFT
    if is_queued(proposal):
        return outcomes.CardNote.QUEUED
    if proposal.lacks_a_yes and proposal.round and _waits_for_a_yes(proposal, proposal.round):
        return outcomes.CardNote.OWN_YES
    is_told = proposal.state is State.AT_TABLE and proposal.told_by is not None
    return outcomes.CardNote.TOLD if is_told else outcomes.CardNote.NONE


def _waits_for_a_yes(proposal: Proposal, round_: Round) -> bool:
    """Enough are heard, or were, and it takes the yes of whom it concerns."""
    is_asked = proposal.state in {State.CONSENT, State.LAPSED}
    return is_asked and is_enough_heard(proposal, round_)


def proposal_line(proposal: Proposal) -> outcomes.ProposalLine:
    """How one open proposal stands."""
    return outcomes.ProposalLine(
        proposal.ref,
        wording(proposal, proposal.version),
        proposal.state,
        until(proposal),
        len(proposal.heard),
        len(proposal.roll),
        is_queued(proposal),
        whom(proposal),
    )


async def show_proposals(turn: Turn, said: Said) -> None:
    """What is open."""
    lines = tuple(
        proposal_line(proposal)
        for proposal in (await turn.proposals()).values()
        if not proposal.is_over
    )
    turn.tell(outcomes.ProposalsShown(len(lines), lines))


async def show_agreements(turn: Turn, said: Said) -> None:
    """What the house has agreed; with words, what has them in it."""
    words = folded(said.text).split()
    names = {member.id: member.name for member in await turn.members()}
    lines = []
    for proposal in (await turn.proposals()).values():
        agreement = proposal.agreement
        if agreement is None or agreement.state is AgreementState.ENDED:
            continue
        if proposal.kind is ProposalKind.PERSON:
            continue  # told privately to who asks for it by number (rule 15)
        version = proposal.versions[agreement.version - 1]
        text = folded(with_names(version.text, named_by(names)))
        if all(word in text for word in words):
            line = outcomes.AgreementLine(
                agreement.ref,
                wording(proposal, version),
                agreement.state,
                agreement.review_at.astimezone(turn.house.zone).date(),
                agreement.is_trial,
                agreement.is_temporary,
                agreement.is_overdue,
                ends_itself(proposal, agreement.review_at, turn.house.zone),
                what_was_agreed(proposal, agreement),
            )
            lines.append((agreement.number, line))
    in_order = tuple(line for _, line in sorted(lines, key=lambda pair: pair[0]))
    turn.tell(outcomes.AgreementsShown(len(in_order), in_order))


async def show(turn: Turn, said: Said) -> None:
    """All of one proposal, in time order."""
    assert said.number is not None
    proposal = await turn.proposal(said.number)
    assert proposal is not None
    if proposal.kind is ProposalKind.PERSON and proposal.is_over and not turn.is_private:
        number = proposal.agreement.ref if proposal.agreement else proposal.ref
        turn.tell(outcomes.ShownPrivately(number))
        return
    facts = await turn.tx.facts(turn.house.id, proposal.ref)
    turn.tell(
        outcomes.ProposalShown(card(proposal), tuple(history(proposal, facts, turn.house.zone)))
    )


def history(proposal: Proposal, facts: list[Recorded], zone: ZoneInfo) -> list[Part]:
    """Who said what when, and what became of it."""
    lines: list[tuple[datetime, int, Part]] = [
        (v.at, 0, outcomes.HistoryProposed(v.at, v.by, v.number, wording(proposal, v)))
        for v in proposal.versions
    ]
    lines += _reviews(proposal, facts, zone)
    for recorded in facts:
        if line := _happened(recorded):
            lines.append((recorded.fact.at, recorded.seq, line))
    live = {record.seq for record in proposal.live.values()}
    for record in proposal.stances:
        taken = record.taken
        if taken.stance is not None:
            stance_line = outcomes.HistoryStance(
                taken.at,
                taken.by,
                taken.said_by or taken.by,
                taken.said_by is None,
                taken.stance,
                taken.reason or "",
                outcomes.how_said(taken.reason),
                record.seq in live,
            )
            lines.append((taken.at, record.seq, stance_line))
    for agreement in proposal.agreements:
        has_settled = agreement.in_force_at != agreement.adopted_at
        for at, state in (
            (agreement.adopted_at if has_settled else None, AgreementState.SETTLING),
            (agreement.in_force_at, AgreementState.IN_FORCE),
            (agreement.ended_at, AgreementState.ENDED),
        ):
            if at is not None:
                agreed = outcomes.HistoryAgreement(at, agreement.ref, state)
                lines.append((at, max(recorded.seq for recorded in facts), agreed))
    if proposal.state in {*FINAL, State.INTEGRATING}:
        moved = outcomes.HistoryMoved(proposal.since, proposal.state)
        lines.append((proposal.since, max(recorded.seq for recorded in facts), moved))
    lines += _objections(facts)
    return [line for _, _, line in sorted(lines, key=lambda entry: entry[:2])]


def _objections(facts: list[Recorded]) -> Iterator[tuple[datetime, int, Part]]:
    """How each objection stands, at the moment when that began."""
    since: dict[str, tuple[Objection, Recorded]] = {}
    proposal = fold(facts[:1])
    for recorded in facts[1:]:
        proposal = add(proposal, recorded)
        for objection in proposal.objections:
            known = since.get(objection.id)
            if known is None or known[0].state is not objection.state:
                since[objection.id] = objection, recorded
    for objection in proposal.objections:
        _, began = since[objection.id]
        line = outcomes.HistoryObjection(
            began.fact.at,
            objection.member,
            objection.state,
            objection.reason or "",
            outcomes.how_said(objection.reason),
        )
        yield began.fact.at, began.seq, line


def _happened(recorded: Recorded) -> Part | None:
    """The line of one fact that has a line of its own."""
    match recorded.fact:
        case RoundOpened(at=at, roll=roll, closes_at=closes_at):
            return outcomes.HistoryRound(at, len(roll), closes_at)
        case RoundExtended(at=at, closes_at=closes_at):
            return outcomes.HistoryExtended(at, closes_at)
        case Announced(at=at):
            return outcomes.HistoryAnnounced(at)
        case Paused(at=at, by=by, reason=reason):
            return outcomes.HistoryPaused(at, by, reason)
        case WentToTable(at=at) | BackAtTable(at=at):
            return outcomes.HistoryMoved(at, State.AT_TABLE)
        case ToldAtTable(at=at, by=by):
            return outcomes.HistoryTold(at, by)
        case ProposalTakenOver(at=at, by=by):
            return outcomes.HistoryTakenOver(at, by)
        case _:
            return None


def _reviews(
    proposal: Proposal, facts: list[Recorded], zone: ZoneInfo
) -> Iterator[tuple[datetime, int, Part]]:
    """What came of an agreement in its reviews; what was taken back is left out."""
    void = {r.fact.source for r in facts if isinstance(r.fact, StanceRetracted)}
    ref = ""
    for recorded in facts:
        fact = recorded.fact
        match fact:
            case Adopted(agreement=number):
                ref = f"A{number}"
                continue
            case ReviewSaid(answer=None):
                continue
            case ReviewSaid() if fact.source not in void and fact.answer:
                text = fact.text or ""
                line: Part = outcomes.HistoryAnswer(
                    fact.at,
                    fact.by,
                    fact.said_by or fact.by,
                    fact.said_by is None,
                    fact.answer,
                    text,
                    has_text=bool(text),
                )
            case ReviewOpened():
                early = (
                    (outcomes.EarlyLine(fact.early_by, fact.reason or ""),) if fact.early_by else ()
                )
                line = outcomes.HistoryReview(fact.at, ref, fact.until, early)
            case ReviewHandedOn(proposal=number):
                line = outcomes.HistoryHandedOn(fact.at, f"P{number}")
            case Renewed(at=at, review_at=review_at):
                day = review_at.astimezone(zone).date()
                line = outcomes.HistoryRenewed(at, ref, day, is_overdue=False)
            case ReviewUnanswered(at=at):
                line = outcomes.HistoryRenewed(at, ref, at.astimezone(zone).date(), is_overdue=True)
            case Kept(at=at, review_at=review_at):
                line = outcomes.HistoryKept(at, ref, review_at.astimezone(zone).date())
            case _:
                continue
        yield fact.at, recorded.seq, line


def changed_on(made: ChangeMade, zone: ZoneInfo) -> outcomes.ChangedOn:
    """When something was changed, and by which agreement."""
    ref = f"A{made.agreement}" if made.agreement else ""
    return outcomes.ChangedOn(made.at.astimezone(zone).date(), ref, bool(ref))
