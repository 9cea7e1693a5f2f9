"""Who is not heard yet is reminded, once a round: the room by number, people privately."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from governance import outcomes
from governance.facts import Reminded
from governance.outcomes import Outcome
from governance.proposals import Proposal, State
from governance.ruling import Circumstances, Ruling
from governance.wording import whom, wording


def remind(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The time to remind has come; where everyone was heard by then, nothing is said."""
    round_ = proposal.round
    if proposal.state is not State.CONSENT or not round_ or not round_.remind_at:
        return None
    if here.come < round_.remind_at:
        return None
    told: list[Outcome] = []
    if proposal.unheard:
        # It stays open as long as somebody is asked for a reason.
        asked_until = [o.pending_until for o in proposal.standing() if o.pending_until]
        until, text = max([round_.ends_at, *asked_until]), wording(proposal, proposal.version)
        told = [
            _to_the_room(proposal, until, here),
            *(
                outcomes.YourTurn(m, proposal.ref, text, until, whom(proposal))
                for m in proposal.unheard
            ),
        ]
    return Ruling((Reminded(here.now),), tuple(told))


def _to_the_room(proposal: Proposal, until: datetime, here: Circumstances) -> Outcome:
    unheard = proposal.unheard
    if any(member in here.with_account for member in unheard):
        return outcomes.NotHeardYet(proposal.ref, len(unheard), until)
    # They cannot answer themselves: that is an offer to the others, with what to type.
    names = tuple(map(outcomes.NameLine, unheard))
    return outcomes.SomebodyCanSay(proposal.ref, names, outcomes.NameAsTyped(unheard[0]), until)


def due(proposal: Proposal) -> Iterator[datetime]:
    """When who is not heard is reminded."""
    if proposal.state is State.CONSENT and proposal.round and proposal.round.remind_at:
        yield proposal.round.remind_at
