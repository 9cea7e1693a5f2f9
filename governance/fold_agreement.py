"""The part of the fold that is about what an adopted proposal became, and its reviews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from governance.facts import (
    Adopted,
    AgreementEnded,
    CameIntoForce,
    Fact,
    Kept,
    ProposalKind,
    Renewed,
    Reopened,
    ReviewHandedOn,
    ReviewOpened,
    ReviewReminded,
    ReviewSaid,
    ReviewUnanswered,
    ReviewWaits,
)
from governance.members import MemberId
from governance.proposals import Agreement, AgreementState, Proposal, Review

Later: TypeAlias = Callable[[datetime, datetime], datetime]
"""When a time comes that was waited for since another."""


def move_agreement(proposal: Proposal, fact: Fact, state: AgreementState) -> Proposal:
    """The proposal with its agreement in the state that this fact leads to."""
    if isinstance(fact, Adopted):
        return replace(proposal, agreements=(*proposal.agreements, _born(proposal, fact, state)))
    last = replace(proposal.agreements[-1], state=state)
    match fact:
        case CameIntoForce(at=at):
            last = replace(last, in_force_at=at)
        case Kept(review_at=review_at):
            version = proposal.version.number  # the round may have kept it in other words
            last = replace(last, version=version, review_at=review_at, is_temporary=False)
        case ReviewOpened():
            reviews = last.reviews + 1
            last = replace(last, review=_opened(fact), is_overdue=False, reviews=reviews)
            last = replace(last, looked_at=fact.at)
        case Renewed(review_at=review_at):
            last = replace(last, review_at=review_at, review=None, is_trial=False)
        case ReviewUnanswered():
            last = replace(last, is_overdue=True, review=None)
        case AgreementEnded(at=at) | Reopened(at=at):
            last = replace(last, ended_at=at, review=None)
        case _ if state is AgreementState.ENDED:
            last = replace(last, ended_at=fact.at, review=None)
    return _with(proposal, last)


def review(proposal: Proposal, fact: Fact) -> Proposal:
    """The proposal after something was said or done in the review of its agreement."""
    last = proposal.agreement
    if last is None or last.review is None:
        return proposal
    running = last.review
    match fact:
        case ReviewSaid():
            running = replace(running, said=(*running.said, fact))
        case ReviewReminded():
            running = replace(running, reminded=True)
        case ReviewWaits(by=by, until=until):
            running = replace(running, waits_for=by, until=until)
        case ReviewHandedOn(proposal=number):
            running = replace(running, successor=number)
    return _with(proposal, replace(last, review=running))


def unsaid(proposal: Proposal, source: str) -> Proposal:
    """The proposal without what was said in the review by this message."""
    last = proposal.agreement
    if last is None or last.review is None:
        return proposal
    return _with(proposal, replace(last, review=last.review.without(source)))


def left_review(proposal: Proposal, member: MemberId, *, is_back: bool) -> Proposal:
    """The proposal after somebody who is asked in the review left, or came back."""
    last = proposal.agreement
    if last is None or last.review is None:
        return proposal
    gone = last.review.gone - {member} if is_back else last.review.gone | {member}
    return _with(proposal, replace(last, review=replace(last.review, gone=gone)))


def put_off_agreement(proposal: Proposal, later: Later) -> Proposal:
    """The proposal with the times of its agreement put off; review dates are dates, and stay."""
    last = proposal.holding
    if last is None:
        return proposal
    if last.state is AgreementState.SETTLING:
        # Counted from its end: a grace that began anew began again.
        grace = proposal.round.rules.grace if proposal.round else timedelta()
        until = later(last.grace_until, last.grace_until - grace)
        last = replace(last, grace_until=until)
    if last.review:
        until = later(last.review.until, last.review.opened_at)
        last = replace(last, review=replace(last.review, until=until))
    return _with(proposal, last)


def _born(proposal: Proposal, fact: Adopted, state: AgreementState) -> Agreement:
    return Agreement(
        number=fact.agreement,
        version=proposal.version.number,
        state=state,
        adopted_at=fact.at,
        grace_until=fact.grace_until,
        full_grace=fact.full_grace,
        review_at=fact.review_at,
        told_by=proposal.told_by,
        is_temporary=proposal.kind is ProposalKind.URGENT and not proposal.agreements,
        is_trial=proposal.kind is ProposalKind.EXPERIMENT,
        concerns=proposal.concerns,
    )


def _opened(fact: ReviewOpened) -> Review:
    return Review(fact.at, fact.until, fact.roll, fact.early_by, fact.reason)


def _with(proposal: Proposal, last: Agreement) -> Proposal:
    return replace(proposal, agreements=(*proposal.agreements[:-1], last))
