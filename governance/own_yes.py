"""Somebody's own yes: what concerns a person does not happen without it (design §3 rule 13).

Who is on the roll gives it with their stance there. Who is not (a professional, a guest, who came
during the round) gives it by 👍 or `!consent`, and that counts for nothing else.
"""

from __future__ import annotations

from dataclasses import replace

from governance import outcomes
from governance.changing import would_be
from governance.facts import Stance, StanceTaken, YesAsked
from governance.outcomes import NameAsTyped
from governance.proposals import Proposal, State
from governance.ruling import Circumstances, Ruling


def is_only_a_yes(proposal: Proposal, taken: StanceTaken, here: Circumstances) -> bool:
    """What they say counts as their own yes, or as none, and for nothing else."""
    is_theirs = taken.by == proposal.concerned and not proposal.is_over
    is_asked = taken.by in {*proposal.roll, *here.household} - proposal.came
    objects = taken.by in proposal.came and taken.stance is Stance.OBJECTION
    return is_theirs and not is_asked and not objects


def take(proposal: Proposal, taken: StanceTaken) -> Ruling:
    """A yes; whatever else they say is none, and an earlier yes is taken back by it."""
    if taken.stance is Stance.CONSENT:
        return Ruling((taken,), (outcomes.StanceNoted(proposal.ref, Stance.CONSENT),))
    return Ruling((replace(taken, stance=None),), (outcomes.NoYesNoted(proposal.ref),))


def ask(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The round is open: whom it concerns is asked, once, unless they said so already."""
    round_, who = proposal.round, proposal.concerned
    if proposal.state is not State.CONSENT or not round_ or round_.yes_asked:
        return None
    if who is None or not proposal.lacks_a_yes:
        return None
    asked = YesAsked(here.now)
    if who not in here.present:
        return Ruling((asked,))
    version = proposal.version
    assert version.effect is not None
    would = (would_be(version.effect, version.was),)
    has_account = who in here.with_account
    question = outcomes.YesQuestion(
        who, proposal.ref, would, round_.closes_at, has_account, NameAsTyped(who)
    )
    return Ruling((asked,), (question,))
