"""Showing how things stand: what is open, what was agreed, all of one proposal."""

from __future__ import annotations

from datetime import datetime

from commands.declare import Said
from commands.turn import Turn
from governance import outcomes
from governance.facts import Recorded, RoundExtended, RoundOpened, Stance
from governance.outcomes import Part
from governance.proposals import AgreementState, Proposal, State


def until(proposal: Proposal) -> datetime:
    """The time that matters most to a reader now: when the talking, round or grace ends."""
    if proposal.state is State.TALKING:
        return proposal.talk_until
    # A round, and a grace, stays open as long as somebody is asked for a reason.
    asked_until = [o.pending_until for o in proposal.standing() if o.pending_until]
    if proposal.is_settling and proposal.agreement:
        return max([proposal.agreement.grace_until, *asked_until])
    if proposal.state is State.CONSENT and proposal.round:
        return max([proposal.round.closes_at, *asked_until])
    return proposal.since


def card(proposal: Proposal) -> outcomes.Card:
    """The bot's message of the latest version."""
    on_roll = set(proposal.roll)
    said = [record.taken.stance for member, record in proposal.live.items() if member in on_roll]
    is_integrating = proposal.state is State.INTEGRATING  # then also those of who left count
    objections = len(proposal.blocking()) if is_integrating else said.count(Stance.OBJECTION)
    agreement = proposal.agreement
    status = outcomes.CardStatus(
        proposal=proposal.ref,
        state=proposal.state,
        agreement=agreement.ref if agreement else "",
        agreement_state=agreement.state if agreement else AgreementState.SETTLING,
        quick=proposal.quick,
        until=until(proposal),
        heard=len(proposal.heard),
        asked=len(proposal.roll),
        consent=said.count(Stance.CONSENT),
        concern=said.count(Stance.CONCERN),
        objection=objections,
        aside=said.count(Stance.ASIDE),
        extended=bool(proposal.round and proposal.round.extended),
        is_everyone_heard=not proposal.unheard,
    )
    version = proposal.version
    return outcomes.Card(proposal.ref, version.text, version.by, version.number, status)


def proposal_line(proposal: Proposal) -> outcomes.ProposalLine:
    """How one open proposal stands."""
    return outcomes.ProposalLine(
        proposal.ref,
        proposal.version.text,
        proposal.state,
        until(proposal),
        len(proposal.heard),
        len(proposal.roll),
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
    words = said.text.casefold().split()
    lines = []
    for proposal in (await turn.proposals()).values():
        agreement = proposal.agreement
        if agreement is None or agreement.state is AgreementState.ENDED:
            continue
        text = proposal.versions[agreement.version - 1].text
        if all(word in text.casefold() for word in words):
            review = agreement.review_at.astimezone(turn.house.zone).date()
            lines.append(
                (
                    agreement.number,
                    outcomes.AgreementLine(agreement.ref, text, agreement.state, review),
                )
            )
    in_order = tuple(line for _, line in sorted(lines, key=lambda pair: pair[0]))
    turn.tell(outcomes.AgreementsShown(len(in_order), in_order))


async def show(turn: Turn, said: Said) -> None:
    """All of one proposal, in time order."""
    assert said.number is not None
    proposal = await turn.proposal(said.number)
    assert proposal is not None
    facts = await turn.tx.facts(turn.house.id, proposal.ref)
    turn.tell(outcomes.ProposalShown(card(proposal), tuple(history(proposal, facts))))


def history(proposal: Proposal, facts: list[Recorded]) -> list[Part]:
    """Who said what when, and what became of it."""
    lines: list[tuple[datetime, int, Part]] = [
        (v.at, 0, outcomes.HistoryProposed(v.at, v.by, v.number, v.text)) for v in proposal.versions
    ]
    for recorded in facts:
        fact = recorded.fact
        if isinstance(fact, RoundOpened):
            line = outcomes.HistoryRound(fact.at, len(fact.roll), fact.closes_at)
            lines.append((fact.at, recorded.seq, line))
        elif isinstance(fact, RoundExtended):
            went_on = outcomes.HistoryExtended(fact.at, fact.closes_at)
            lines.append((fact.at, recorded.seq, went_on))
    live = {record.seq for record in proposal.live.values()}
    for record in proposal.stances:
        taken = record.taken
        if taken.stance is not None:
            stance_line = outcomes.HistoryStance(
                taken.at,
                taken.by,
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
    if proposal.state in {State.WITHDRAWN, State.LAPSED, State.INTEGRATING}:
        moved = outcomes.HistoryMoved(proposal.since, proposal.state)
        lines.append((proposal.since, max(recorded.seq for recorded in facts), moved))
    ordered = [line for _, _, line in sorted(lines, key=lambda entry: entry[:2])]
    objections = [
        outcomes.HistoryObjection(
            objection.member,
            objection.state,
            objection.reason or "",
            outcomes.how_said(objection.reason),
        )
        for objection in proposal.objections
    ]
    return [*ordered, *objections]
