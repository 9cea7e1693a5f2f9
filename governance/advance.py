"""What follows by itself, at once or when a time has come (design §3): the rules, in their order.

`advance` finds the next thing; it is asked again until nothing more follows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import chain

from governance import closing, opening, reasons
from governance.proposals import Proposal
from governance.ruling import Circumstances, Ruling

RULES: tuple[Callable[[Proposal, Circumstances], Ruling | None], ...] = (
    reasons.ask_for_reasons,
    reasons.end_waiting_for_reasons,
    opening.open_after_talking,
    opening.put_forward,
    closing.adopt_when_all_are_heard,
    closing.close,
    closing.finish_integrating,
    closing.reopen,
    closing.settle,
)
"""What may follow by itself; the first that applies is the next."""


def advance(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The next thing that follows by itself by now, or None when nothing does."""
    for rule in RULES:
        ruling = rule(proposal, here)
        if ruling:
            return ruling
    return None


def due_at(proposal: Proposal) -> datetime | None:
    """When time alone will next change something; None when only people can."""
    times = (rules.due(proposal) for rules in (opening, reasons, closing))
    return min(chain.from_iterable(times), default=None)
