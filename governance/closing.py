"""The end of a round and of a grace: who was heard, what stands, what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from governance import concerns, outcomes
from governance.facts import (
    Adopted,
    AskedOnceMore,
    BackAtTable,
    CameIntoForce,
    Fact,
    Kept,
    Lapsed,
    ObjectionBecameConcern,
    ObjectionStood,
    Reopened,
    RoundExtended,
    RoundOpened,
    Stance,
    WentToTable,
)
from governance.members import MemberId
from governance.opening import opened
from governance.orphans import lapse
from governance.outcomes import Outcome, WhyTable
from governance.proposals import ObjectionState, Proposal, Round, State
from governance.reasons import is_waiting
from governance.reviewing import ends_itself, first_look, is_to_try
from governance.ruling import Circumstances, Ruling

TIMES_INTEGRATED = 2
"""How often an objection is integrated; the next time it is talked over at the table (rule 9)."""

ASIDES = Fraction(1, 3)
"""From this share of the heard on, who stands aside is asked once more (rule 8)."""

ONCE_MORE = timedelta(hours=24)
"""How long that question is waited for."""


def adopt_when_all_are_heard(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The whole roll is heard: that is what makes it quick (rule 4)."""
    if proposal.state is not State.CONSENT or not proposal.roll or proposal.unheard:
        return None
    if proposal.blocking() or is_waiting(proposal) or proposal.lacks_a_yes:
        return None
    if _are_many_aside(proposal) and _was_asked_once_more(proposal):
        return None  # it waits for the close, which comes later for it
    return _adopt_or_ask_once_more(proposal, here)


def close(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """Time is up: adopted, integrating, extended or lapsed (rules 3, 4 and 9)."""
    round_ = proposal.round
    if proposal.state is not State.CONSENT or not round_ or here.come < round_.ends_at:
        return None
    if is_waiting(proposal):
        return None
    if lapsed := lapse(proposal, here):
        return lapsed
    if proposal.blocking():
        return _stands(proposal, here)
    is_enough = is_enough_heard(proposal, round_)
    if is_enough and not proposal.lacks_a_yes:
        return _adopt_or_ask_once_more(proposal, here)
    if not round_.extended:
        return Ruling((RoundExtended(here.now, here.now + round_.rules.length),))
    if is_enough and proposal.concerned is not None:
        told = outcomes.YesDidNotCome(proposal.ref, proposal.concerned)
        return Ruling((Lapsed(here.now),), (told,))
    told_lapsed = outcomes.TooFewHeard(
        proposal.ref,
        len(proposal.heard),
        _needed(proposal, round_),
        proposal.is_about_somebody,
        tuple(map(concerns.line, concerns.carried(proposal))),
    )
    return Ruling((Lapsed(here.now),), (told_lapsed,))


def _stands(proposal: Proposal, here: Circumstances) -> Ruling:
    lines = tuple(concerns.open_objections(proposal))
    if _goes_to_table(proposal):
        is_again = proposal.times_integrated >= TIMES_INTEGRATED
        why = WhyTable.AGAIN if is_again else WhyTable.TIME
        again = outcomes.ToTheTable(proposal.ref, why, proposal.author, lines)
        return Ruling((WentToTable(here.now, None),), (again,))
    told = outcomes.ObjectionIsOpen(proposal.ref, proposal.author, lines)
    return Ruling((ObjectionStood(here.now),), (told,))


def _goes_to_table(proposal: Proposal) -> bool:
    """Integrating led nowhere, or the house gives it no time."""
    integrate = proposal.round.rules.integrate if proposal.round else None
    return proposal.times_integrated >= TIMES_INTEGRATED or not integrate


def finish_integrating(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The last objection ended: as at a close (rule 9)."""
    return _finish(proposal, here) if proposal.state is State.INTEGRATING else None


def finish_at_table(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The table agrees, and nobody objects any more: as at a close (rule 9)."""
    is_told = proposal.state is State.AT_TABLE and proposal.told_by is not None
    return _finish(proposal, here) if is_told else None


def _finish(proposal: Proposal, here: Circumstances) -> Ruling | None:
    round_ = proposal.round
    if not round_ or proposal.blocking() or is_waiting(proposal):
        return None
    is_enough = is_enough_heard(proposal, round_)
    if is_enough and not proposal.lacks_a_yes:
        is_waited_for = round_.waits_until is not None and here.come < round_.waits_until
        if is_waited_for and _are_many_aside(proposal):
            return None
        return _adopt_or_ask_once_more(proposal, here)
    opening = opened(proposal, here, proposal.first_length)
    assert isinstance(opening.facts[0], RoundOpened)
    closes_at = opening.facts[0].closes_at
    told: Outcome = outcomes.AskedAgain(proposal.ref, closes_at)
    if is_enough and proposal.concerned is not None:
        told = outcomes.YesIsAwaited(proposal.ref, proposal.concerned, closes_at)
    return Ruling(opening.facts, (told,))


def reopen(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """An objection in the grace (rule 10)."""
    if not proposal.is_settling or not proposal.agreement:
        return None
    lines = tuple(concerns.open_objections(proposal))
    if not lines:
        return None
    ref, agreement = proposal.ref, proposal.agreement
    left = (outcomes.ProposerLeft(ref, proposal.author),) if proposal.author_left else ()
    if agreement.told_by is not None or _goes_to_table(proposal):
        back = outcomes.BackToTheTable(ref, agreement.ref, lines)
        return Ruling((BackAtTable(here.now),), (back, *left))
    told = outcomes.ReopenedByObjection(ref, agreement.ref, proposal.author, lines)
    return Ruling((Reopened(here.now),), (told, *left))


def settle(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The grace is over, or everyone is heard (rule 10)."""
    agreement = proposal.agreement
    if not proposal.is_settling or not agreement:
        return None
    if proposal.blocking() or is_waiting(proposal):
        return None
    runs_full = agreement.full_grace or _rests_on_a_missing_reason(proposal)
    if (runs_full or proposal.unheard) and here.come < agreement.grace_until:
        return None
    return Ruling((*_carried_along(proposal, here), CameIntoForce(here.now)))


def needed(asked: int, quorum: float, min_heard: int) -> int:
    """How many must be heard of `asked` people on the roll (rule 3); never fewer than one."""
    if asked <= 2:
        return max(asked, 1)
    if asked <= 4:
        return asked - 1
    return min(asked, max(min_heard, ceil(Fraction(str(quorum)) * asked)))


def is_enough_heard(proposal: Proposal, round_: Round) -> bool:
    """Whether as many were heard as rule 3 asks for."""
    return len(proposal.heard) >= _needed(proposal, round_)


def _needed(proposal: Proposal, round_: Round) -> int:
    return needed(len(proposal.roll), round_.rules.quorum, round_.rules.min_heard)


def _adopt_or_ask_once_more(proposal: Proposal, here: Circumstances) -> Ruling:
    """It would be adopted; but when many stand aside, they are asked once more (rule 8)."""
    assert proposal.round is not None
    if not _are_many_aside(proposal) or _was_asked_once_more(proposal):
        return _adopt(proposal, here)
    until = here.now + ONCE_MORE
    is_open = proposal.state is State.CONSENT
    ends_at = max(until, proposal.round.closes_at) if is_open else until
    asides, heard = len(_asides(proposal)), len(proposal.heard)
    told = outcomes.ManyAsides(proposal.ref, asides, heard, ends_at)
    return Ruling((AskedOnceMore(here.now, until),), (told,))


def _asides(proposal: Proposal) -> list[MemberId]:
    live = proposal.live
    return [m for m in proposal.heard if live[m].taken.stance is Stance.ASIDE]


def _are_many_aside(proposal: Proposal) -> bool:
    asides = len(_asides(proposal))
    return asides > 0 and asides >= ASIDES * len(proposal.heard)


def _was_asked_once_more(proposal: Proposal) -> bool:
    return proposal.round is not None and proposal.round.asked_once_more


def _adopt(proposal: Proposal, here: Circumstances) -> Ruling:
    assert proposal.round is not None
    rules = proposal.round.rules
    told_by = _told_by(proposal)
    left = [o for o in proposal.objections if o.left_at and o.ended is ObjectionState.CONCERN]
    going = (*left, *proposal.standing())
    lines = (*concerns.said(proposal), *map(concerns.line, going))
    carried = _carried_along(proposal, here)
    if proposal.is_urgent:
        return _keep(proposal, carried, lines, here)
    full_grace = bool(carried) or _rests_on_a_missing_reason(proposal) or _rests_on_spoken(proposal)
    settles = full_grace or bool(proposal.unheard)
    grace_until = here.now + rules.grace if settles else here.now
    review_at = first_look(proposal, rules.review_months, here)
    adopted = Adopted(here.now, here.next_agreement, grace_until, full_grace, review_at)
    ref, review = f"A{here.next_agreement}", review_at.astimezone(here.zone).date()
    heard, asked, is_trial = len(proposal.heard), len(proposal.roll), is_to_try(proposal)
    in_place_of = (outcomes.InPlaceOf(f"A{proposal.replaces}"),) if proposal.replaces else ()
    facts = (*carried, adopted, *(() if settles else (CameIntoForce(here.now),)))
    if proposal.ends:
        old = f"A{proposal.replaces}"
        end = outcomes.AgreedToEnd(
            proposal.ref, old, told_by, heard, asked, grace_until, lines, is_settling=settles
        )
        return Ruling(facts, (end,))
    if settles:
        told: Outcome = outcomes.AgreedSettling(
            proposal.ref,
            ref,
            told_by,
            heard,
            asked,
            grace_until,
            lines,
            review,
            is_everyone_heard=not proposal.unheard,
            in_place_of=in_place_of,
            is_trial=is_trial,
            not_asked=_not_asked(proposal, ref, here),
            ends_itself=ends_itself(proposal, review_at, here.zone),
        )
    else:
        told = outcomes.Agreed(
            proposal.ref,
            ref,
            told_by,
            heard,
            lines,
            review,
            in_place_of,
            is_trial,
            not_asked=_not_asked(proposal, ref, here),
            ends_itself=ends_itself(proposal, review_at, here.zone),
        )
    return Ruling(facts, (told,))


def _not_asked(
    proposal: Proposal, agreement: str, here: Circumstances
) -> tuple[outcomes.NotAsked, ...]:
    """That few decided, since most were away, is said where it is told (decision 15)."""
    known = {*proposal.roll, *proposal.came, *here.roll}
    away = [member for member in here.household if member not in known]
    is_most = len(away) >= len(proposal.roll)
    return (outcomes.NotAsked(len(away), agreement),) if away and is_most else ()


def _keep(
    proposal: Proposal,
    carried: tuple[Fact, ...],
    lines: tuple[outcomes.VoiceLine, ...],
    here: Circumstances,
) -> Ruling:
    """What would adopt another proposal keeps an urgent agreement (rule 12)."""
    assert proposal.round is not None
    assert proposal.holding is not None
    kept = Kept(here.now, first_look(proposal, proposal.round.rules.review_months, here))
    day = kept.review_at.astimezone(here.zone).date()
    told_by, heard, asked = _told_by(proposal), len(proposal.heard), len(proposal.roll)
    ref = proposal.holding.ref
    told = outcomes.UrgentKept(proposal.ref, ref, told_by, heard, asked, lines, day)
    return Ruling((*carried, kept), (told,))


def _told_by(proposal: Proposal) -> tuple[outcomes.SaidAtTable, ...]:
    return (outcomes.SaidAtTable(proposal.told_by),) if proposal.told_by else ()


def _carried_along(proposal: Proposal, here: Circumstances) -> tuple[Fact, ...]:
    """What still stands when nothing blocks: of who was unheard on this version, or not asked."""
    return tuple(ObjectionBecameConcern(here.now, o.id, expired=False) for o in proposal.standing())


def _rests_on_a_missing_reason(proposal: Proposal) -> bool:
    """An objection became a concern for want of a reason, and its owner said nothing since."""
    live = proposal.live
    return any(
        o.expired and (o.member not in live or live[o.member].taken.source == o.id)
        for o in proposal.objections
    )


def _rests_on_spoken(proposal: Proposal) -> bool:
    """Somebody was heard through another (design §3, *Speaking for*)."""
    live = proposal.live
    return any(live[member].taken.said_by is not None for member in proposal.heard)


def due(proposal: Proposal) -> Iterator[datetime]:
    """When a round or a grace ends; while a reason is waited for, that is later."""
    if is_waiting(proposal):
        return
    if proposal.state is State.CONSENT and proposal.round:
        yield proposal.round.ends_at
    if proposal.is_settling and proposal.agreement and not proposal.blocking():
        yield proposal.agreement.grace_until
    is_after = proposal.state in {State.INTEGRATING, State.AT_TABLE}
    if is_after and proposal.is_asked_once_more and proposal.round and proposal.round.waits_until:
        yield proposal.round.waits_until
