"""Urgent: somebody acted and tells. An agreement at once, which ends unless a round keeps it.

(Design §3 rule 12.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from governance import concerns, outcomes
from governance.facts import (
    Adopted,
    AgreementEnded,
    CameIntoForce,
    ProposalKind,
    Proposed,
    Stance,
    StanceTaken,
    Unsettled,
    WhyEnded,
)
from governance.members import MemberId
from governance.opening import opened, opening, without_its_author
from governance.proposals import FINAL, AgreementState, Proposal, State
from governance.ruling import Circumstances, Ruling

URGENT_TIME = timedelta(days=14)
"""How long it holds when no round keeps it."""


def tell(number: int, by: MemberId, text: str, here: Circumstances) -> Ruling:
    """Somebody did something that could not wait: `!urgent`."""
    ends_at = (here.now.astimezone(here.zone) + URGENT_TIME).astimezone(UTC)
    proposed = Proposed(
        here.now, number, by, text, ProposalKind.URGENT, quick=False, talk_until=here.now
    )
    adopted = Adopted(here.now, here.next_agreement, here.now, full_grace=False, review_at=ends_at)
    told = outcomes.UrgentTold(f"P{number}", f"A{here.next_agreement}", by, ends_at)
    return Ruling((proposed, adopted, CameIntoForce(here.now)), (told,))


def can_be_asked_about(proposal: Proposal) -> bool:
    """It holds for now, and nobody has asked the house yet."""
    return proposal.is_urgent and proposal.state is State.ADOPTED


def ask(proposal: Proposal, here: Circumstances, length: timedelta | None) -> Ruling:
    """Any resident wants everyone to be asked: `!round`."""
    ruling, orphaned = opened(proposal, here, length), without_its_author(proposal, here)
    return Ruling((*ruling.facts, *orphaned.facts), (*ruling.outcomes, *orphaned.outcomes))


def object_to(proposal: Proposal, taken: StanceTaken, here: Circumstances) -> Ruling:
    """An objection asks everyone by itself."""
    fact = opening(proposal, here, version=proposal.version.number)
    # Who is away or resting, and objects, is asked with the others.
    fact = replace(fact, roll=tuple(dict.fromkeys([*fact.roll, taken.by])))
    orphaned = without_its_author(proposal, here)
    noted = outcomes.StanceNoted(proposal.ref, Stance.OBJECTION)
    return Ruling((fact, taken, *orphaned.facts), (noted, *orphaned.outcomes))


def unsettle(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """Somebody objects: it does not hold while everyone is asked."""
    holding, round_ = proposal.holding, proposal.round
    if not proposal.is_urgent or proposal.state is not State.CONSENT or not proposal.blocking():
        return None
    if not holding or not round_ or holding.state is not AgreementState.IN_FORCE:
        return None
    lines = tuple(concerns.open_objections(proposal))
    told = outcomes.UrgentUnsettled(proposal.ref, holding.ref, round_.closes_at, lines)
    return Ruling((Unsettled(here.now),), (told,))


def end(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """Its time is over, or the round led nowhere."""
    holding = proposal.holding
    if not holding or not holding.is_temporary:
        return None
    is_final = proposal.state in FINAL
    if not is_final and here.come < holding.review_at:
        return None
    goes_on = not is_final and proposal.state is not State.ADOPTED
    told = outcomes.UrgentEnded(proposal.ref, holding.ref, goes_on)
    return Ruling((AgreementEnded(here.now, WhyEnded.NOT_KEPT),), (told,))


def due(proposal: Proposal) -> Iterator[datetime]:
    """When it ends by itself."""
    if proposal.holding and proposal.holding.is_temporary:
        yield proposal.holding.review_at
