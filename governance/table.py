"""At the table: where an objection goes that nobody could meet in writing (design §3 rule 9).

What comes of it is told with `!outcome`. Nobody is overruled there either: who objects confirms.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from governance import outcomes
from governance.concerns import open_objections
from governance.facts import Stalled, ToldAtTable, WentToTable
from governance.members import MemberId
from governance.opening import asked_anew
from governance.orphans import lapse
from governance.outcomes import Refusal, WhyTable
from governance.proposals import Proposal, State
from governance.rounds import new_version, over, withdraw
from governance.ruling import Change, Circumstances, Ruling, refused


def go_there(proposal: Proposal, by: MemberId, here: Circumstances) -> Ruling:
    """`!table`: from a round with an open objection, or from integrating; by any resident."""
    if proposal.is_over:
        return refused(over(proposal))
    if proposal.state is State.AT_TABLE:
        return refused(outcomes.TalkedOverAtTable(proposal.ref))
    is_possible = proposal.state in {State.CONSENT, State.INTEGRATING}
    if not is_possible or not proposal.blocking():
        return refused(outcomes.NothingForTheTable(proposal.ref))
    return _goes(proposal, WhyTable.ASKED, by, here)


def go_there_by_time(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """No new version met the objection in time."""
    if not _is_late(proposal, State.INTEGRATING, here):
        return None
    return lapse(proposal, here) or _goes(proposal, WhyTable.TIME, None, here)


def stall(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """Nothing was heard of it for fourteen days."""
    if not _is_late(proposal, State.AT_TABLE, here):
        return None
    told = outcomes.NothingFromTable(proposal.ref, proposal.is_about_somebody)
    return lapse(proposal, here) or Ruling((Stalled(here.now),), (told,))


def adopt(
    proposal: Proposal,
    by: MemberId,
    text: str,
    here: Circumstances,
    change: Change | None = None,
) -> Ruling:
    """`!outcome P3 adopt`: the table agrees, as it stands or in other words (rule 9)."""
    if refusal := _not_at_table(proposal):
        return refused(refusal)
    if text and text != proposal.version.text:
        written = new_version(proposal, by, text, here, change)
        fact, asked = asked_anew(proposal, written, here)
        return Ruling((written, fact), asked)
    waits_for = list(dict.fromkeys(o.member for o in proposal.blocking()))
    waits = (outcomes.OutcomeWaits(proposal.ref, len(waits_for)),) if waits_for else ()
    if proposal.told_by is not None:
        return Ruling(outcomes=waits)  # they were asked, and it waits for them
    asked = tuple(
        outcomes.ConfirmQuestion(member, proposal.ref, by)
        for member in waits_for
        if member not in proposal.gone or member in proposal.came
    )
    return Ruling((ToldAtTable(here.now, by),), (*waits, *asked))


def give_up(proposal: Proposal, by: MemberId, here: Circumstances) -> Ruling:
    """`!outcome P3 withdraw`: the proposer's, like `!withdraw`."""
    if refusal := _not_at_table(proposal):
        return refused(refusal)
    return withdraw(proposal, by, here)


def due(proposal: Proposal) -> Iterator[datetime]:
    """When integrating, or the patience with the table, is over."""
    is_waiting = proposal.state in {State.INTEGRATING, State.AT_TABLE}
    if is_waiting and proposal.deadline and not _ends_by_itself(proposal):
        yield proposal.deadline


def _is_late(proposal: Proposal, state: State, here: Circumstances) -> bool:
    is_there = proposal.state is state and not _ends_by_itself(proposal)
    return is_there and proposal.deadline is not None and proposal.deadline <= here.come


def _ends_by_itself(proposal: Proposal) -> bool:
    """Nobody objects any more; it only waits for who stands aside, or for a reason."""
    is_agreed = proposal.state is State.INTEGRATING or proposal.told_by is not None
    return is_agreed and not proposal.blocking()


def _goes(proposal: Proposal, why: WhyTable, by: MemberId | None, here: Circumstances) -> Ruling:
    lines = tuple(open_objections(proposal))
    told = outcomes.ToTheTable(proposal.ref, why, by or proposal.author, lines)
    return Ruling((WentToTable(here.now, by),), (told,))


def _not_at_table(proposal: Proposal) -> Refusal | None:
    if proposal.is_over:
        return over(proposal)
    if proposal.state is not State.AT_TABLE:
        return outcomes.NotAtTable(proposal.ref)
    return None
