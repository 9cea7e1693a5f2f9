"""Speaking for who has no account: by a resident, in the open, and undone by one hand (design §3).

Also how somebody who was away, rests or was taken off a roll comes to stand on it.
"""

from __future__ import annotations

from governance import orphans, outcomes
from governance.closing import needed
from governance.facts import Fact, JoinedTheRoll, Reopened, StanceRetracted, StanceTaken
from governance.members import MemberId
from governance.opening import opening
from governance.outcomes import Outcome
from governance.proposals import Proposal, StanceRecord, State
from governance.ruling import IGNORED, Circumstances, Ruling


def not_so(proposal: Proposal, version: int, member: MemberId, here: Circumstances) -> Ruling:
    """A hand at what was said for somebody: all that was said for them is void.

    In the grace too; when too few are heard then, everyone is asked again.
    """
    holding = proposal.holding
    review = holding.review if holding else None
    if holding and review:
        said = [one.source for one in review.said if one.said_by and one.by == member]
        void = tuple(StanceRetracted(here.now, source) for source in said)
        undone = (outcomes.SpokenUndone(holding.ref, member),) if void else ()
        return Ruling(void, undone)
    spoken = [r for r in _spoken(proposal) if r.taken.by == member]
    if not spoken or proposal.is_over or version != proposal.version.number:
        return IGNORED
    facts: list[Fact] = [StanceRetracted(here.now, record.taken.source) for record in spoken]
    told: Outcome = outcomes.SpokenUndone(proposal.ref, member)
    if proposal.is_settling and not proposal.is_urgent and _is_too_few_without(proposal, member):
        again = opening(proposal, here, version=version)
        facts += [Reopened(here.now), again]
        told = outcomes.SpokenUndoneAskedAgain(proposal.ref, member, again.closes_at)
    return Ruling(tuple(facts), (told,))


def joins(proposal: Proposal, taken: StanceTaken, here: Circumstances) -> tuple[Fact, ...]:
    """Who lives here and was away, or rested, when the round opened joins it by a stance."""
    is_counted = taken.by in {*proposal.roll, *proposal.came, *proposal.gone}
    is_open = proposal.round is not None and not proposal.is_over
    may = is_open and taken.stance is not None and taken.by in here.household
    return (JoinedTheRoll(taken.at, taken.by),) if may and not is_counted else ()


def back_on_roll(proposal: Proposal, member: MemberId, here: Circumstances) -> Ruling:
    """They were taken off the roll of what is open by mistake: they are on it again."""
    was_asked = proposal.round is not None and member in proposal.round.roll
    if proposal.is_over or not was_asked:
        return orphans.come(proposal, member, here)
    return Ruling((JoinedTheRoll(here.now, member),)) if member in proposal.gone else IGNORED


def has_taken_part(proposal: Proposal, member: MemberId) -> bool:
    """Put it forward, or said something of it that counts, while it is open."""
    return not proposal.is_over and (member == proposal.author or member in proposal.live)


def _spoken(proposal: Proposal) -> list[StanceRecord]:
    latest = proposal.version.number
    return [
        record
        for record in proposal.stances
        if record.taken.said_by and record.taken.version == latest and not record.retracted
    ]


def _is_too_few_without(proposal: Proposal, member: MemberId) -> bool:
    round_ = proposal.round
    record = proposal.live.get(member)
    if proposal.state is not State.ADOPTED or round_ is None or record is None:
        return False
    is_unheard_then = record.taken.said_by is not None and member in proposal.heard
    if is_unheard_then and member == proposal.concerned:
        return True  # it took their own yes
    least = needed(len(proposal.roll), round_.rules.quorum, round_.rules.min_heard)
    return len(proposal.heard) - is_unheard_then < least
