"""Who comes and goes while something is open, and what becomes of what they leave (rule 11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from governance import about_a_person, outcomes
from governance.concerns import line
from governance.facts import (
    CameDuringIt,
    Lapsed,
    LeftTheRoll,
    ObjectionBecameConcern,
    ObjectionTakenOver,
    Stance,
    StanceTaken,
)
from governance.members import MemberId
from governance.outcomes import Outcome
from governance.proposals import ORPHAN_TIME, Objection, Proposal, State
from governance.ruling import IGNORED, Circumstances, Ruling

BETWEEN = " / "
"""Stands between the words of several who left, when one person makes all of them theirs."""


def leave(proposal: Proposal, member: MemberId, here: Circumstances) -> Ruling:
    """Somebody does not live here any more: off the roll; what they leave can be taken over."""
    if proposal.is_over:
        return _leave_review(proposal, member, here)
    if member in proposal.gone and member not in proposal.came:
        return IGNORED
    if proposal.is_hidden and member == proposal.author:
        return about_a_person.leave(proposal, member, here)
    is_whom = about_a_person.is_gone(proposal, member, here)
    if proposal.is_hidden and is_whom:
        return about_a_person.without_whom(proposal, here)
    told: list[Outcome] = []
    theirs = tuple(o for o in proposal.blocking() if o.member == member)
    if theirs and proposal.state is not State.TALKING:
        until, lines = here.now + ORPHAN_TIME, tuple(line(o) for o in theirs)
        told.append(outcomes.ObjectorLeft(proposal.ref, member, until, lines))
    if member == proposal.author and not proposal.is_settling:
        told.append(outcomes.ProposerLeft(proposal.ref, member))
    if is_whom and not proposal.is_settling:
        author = () if proposal.author_left else (outcomes.NameLine(proposal.author),)
        told.append(outcomes.PersonLeft(proposal.ref, member, author))
    is_known = proposal.announce_at is None  # what the room does not know yet it is not told
    return Ruling((LeftTheRoll(here.now, member),), tuple(told) if is_known else ())


def come(proposal: Proposal, member: MemberId, here: Circumstances) -> Ruling:
    """Somebody lives here from now on, or again: they may object, and are asked the next time."""
    if proposal.is_over:
        return _return_to_review(proposal, member, here)
    is_known = member in proposal.came or member in proposal.roll
    is_next = proposal.state is State.TALKING and member not in proposal.gone
    if is_known or is_next:
        return IGNORED
    return Ruling((CameDuringIt(here.now, member),))


def _leave_review(proposal: Proposal, member: MemberId, here: Circumstances) -> Ruling:
    review = proposal.holding.review if proposal.holding else None
    if review is None or member in review.gone:
        return IGNORED
    return Ruling((LeftTheRoll(here.now, member),))


def _return_to_review(proposal: Proposal, member: MemberId, here: Circumstances) -> Ruling:
    review = proposal.holding.review if proposal.holding else None
    if review is None or member not in review.gone:
        return IGNORED
    return Ruling((CameDuringIt(here.now, member),))


def with_orphans(
    proposal: Proposal, taken: StanceTaken
) -> tuple[StanceTaken, *tuple[ObjectionTakenOver, ...]]:
    """An objection makes those of who left its own; without words of its own, in their words."""
    left = [o for o in proposal.blocking() if o.left_at and o.member != taken.by]
    if not left or taken.stance is not Stance.OBJECTION:
        return (taken,)
    if taken.reason is None:
        mine = [o for o in proposal.blocking() if o.member == taken.by]
        reasons = [o.reason for o in (*mine, *left) if o.reason is not None]
        words = BETWEEN.join(reason for reason in reasons if reason)
        taken = replace(taken, reason=words if reasons else None)
    return (taken, *(ObjectionTakenOver(taken.at, o.id, taken.by) for o in left))


def end_orphans(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """Nobody made the objection of who left theirs: it goes along as a concern."""
    late = [o for o in _orphans(proposal) if _until(o) <= here.come]
    if not late:
        return None
    return Ruling(tuple(ObjectionBecameConcern(here.now, o.id, expired=False) for o in late))


def lapse(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """At a deadline: its proposer left, and nobody went on with it; None: it goes on."""
    if not proposal.author_left or proposal.holding:
        return None
    if proposal.announce_at is not None:
        return Ruling((Lapsed(here.now),))
    told = outcomes.NobodyTookItOver(proposal.ref, proposal.is_about_somebody)
    return Ruling((Lapsed(here.now),), (told,))


def due(proposal: Proposal) -> Iterator[datetime]:
    """When the objection of somebody who left becomes a concern."""
    yield from (_until(o) for o in _orphans(proposal))


def _orphans(proposal: Proposal) -> list[Objection]:
    if proposal.is_over or proposal.state is State.TALKING:
        return []
    return [o for o in proposal.standing() if o.left_at]


def _until(objection: Objection) -> datetime:
    assert objection.left_at is not None
    return objection.left_at + ORPHAN_TIME
