"""What follows by itself, at once or when a time has come (design §3): the rules, in their order.

`advance` finds the next thing; it is asked again until nothing more follows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import chain

from governance import (
    about_a_person,
    closing,
    opening,
    orphans,
    own_yes,
    reasons,
    reminding,
    reviewing,
    table,
    urgent,
)
from governance.proposals import Proposal
from governance.ruling import Circumstances, Ruling

RULES: tuple[Callable[[Proposal, Circumstances], Ruling | None], ...] = (
    reasons.ask_for_reasons,
    reasons.end_waiting_for_reasons,
    orphans.end_orphans,
    about_a_person.announce,
    opening.open_after_talking,
    opening.put_forward,
    own_yes.ask,
    closing.adopt_when_all_are_heard,
    closing.close,
    closing.finish_integrating,
    closing.finish_at_table,
    table.go_there_by_time,
    table.stall,
    closing.reopen,
    closing.settle,
    reminding.remind,
    urgent.unsettle,
    urgent.end,
    reviewing.finish_ending,
    reviewing.finish_in_time,
    reviewing.open_at_its_date,
    reviewing.close,
    reviewing.remind,
)
"""What may follow by itself; the first that applies is the next."""


CLOCKS = (about_a_person, opening, reasons, orphans, closing, table, reminding, urgent, reviewing)
"""Where due times come from."""


def advance(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The next thing that follows by itself by now, or None when nothing does."""
    for rule in RULES:
        ruling = rule(proposal, here)
        if ruling:
            return ruling
    return None


def due_at(proposal: Proposal) -> datetime | None:
    """When time alone will next change something; None when only people can."""
    times = (rules.due(proposal) for rules in CLOCKS)
    return min(chain.from_iterable(times), default=None)
