"""From talking to a round: when it opens, who is asked, and the proposer's own consent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from governance import about_a_person, outcomes, queueing
from governance.facts import (
    Amended,
    Fact,
    LeftTheRoll,
    ProposalKind,
    Queued,
    RoundOpened,
    RoundRules,
    Stance,
    StanceTaken,
    Via,
)
from governance.members import MemberId
from governance.orphans import lapse
from governance.outcomes import Outcome
from governance.proposals import Proposal, State, Version
from governance.ruling import IGNORED, Circumstances, Ruling

QUORUM_ABOUT_A_PERSON = 2 / 3
GRACE_WITH_CARE = timedelta(hours=72)
"""More care where it is about somebody (rule 15), or about the house itself (rule 10)."""

LAST_DAY = timedelta(hours=24)
"""Who is not heard is reminded no earlier than this before the close."""


def open_after_talking(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The talking is over: the round opens, or waits for its turn (rules 1 and 16)."""
    if proposal.state is not State.TALKING:
        return None
    if proposal.queued_at:
        turn_at = queueing.turn_at(proposal, here)
        is_its_turn = turn_at is not None and turn_at <= here.reached
        return _open_or_lapse(proposal, here) if is_its_turn else None
    if here.reached < proposal.talk_until:
        return None
    if queueing.is_full(proposal, here):
        return Ruling((Queued(here.now),))
    return _open_or_lapse(proposal, here)


def _open_or_lapse(proposal: Proposal, here: Circumstances) -> Ruling:
    return lapse(proposal, here) or opened(proposal, here, proposal.asked_length)


def put_forward(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """Putting a version forward is its proposer's consent, made when the round opens (rule 4).

    What they said of this version themselves goes before it. A version that somebody told from
    the table is that person's; one whose writer left is the proposer's.
    """
    writer = proposal.version.by
    forward = writer if writer in proposal.roll else proposal.author
    has_said = any(
        record.taken.by == forward
        and record.taken.version == proposal.version.number
        and not record.retracted
        for record in proposal.stances
    )
    if proposal.state is not State.CONSENT or has_said or forward not in proposal.roll:
        return None
    source = f"{proposal.ref}v{proposal.version.number}"
    return Ruling((by_rule(proposal, forward, Stance.CONSENT, source, here),))


def due(proposal: Proposal) -> Iterator[datetime]:
    """When talking ends."""
    if proposal.state is State.TALKING and not proposal.queued_at:
        yield proposal.talk_until


def talking_ends(here: Circumstances, *, quick: bool) -> datetime:
    """When the round on what is put forward now opens by itself (rule 1)."""
    talk = timedelta(hours=0 if quick else here.settings.talk_hours)
    return here.settings.quiet_until(here.now + talk, here.zone) if talk else here.reached


def opened(proposal: Proposal, here: Circumstances, length: timedelta | None) -> Ruling:
    """The round opens; after talking a line tells how to answer."""
    fact = opening(proposal, here, version=proposal.version.number, length=length)
    if proposal.quick or proposal.first_length:
        return Ruling((fact,))
    return Ruling((fact,), (outcomes.RoundLine(proposal.ref, fact.closes_at),))


def asked_anew(
    proposal: Proposal, written: Amended, here: Circumstances
) -> tuple[Fact, tuple[Outcome, ...]]:
    """The round of a new version; who objected to the old one is asked if this meets it (6)."""
    fact = opening(proposal, here, version=written.version)
    version = Version(written.version, written.text, written.by, written.at)
    told = about_a_person.tell_anew(proposal, version, here, fact.closes_at)
    # Whom it is about is asked in the letter that tells them of the new text.
    told_already = proposal.about if proposal.about in here.with_account else None
    asked = tuple(
        outcomes.DoesItMeet(
            o.member, proposal.ref, written.text, o.reason or "", outcomes.how_said(o.reason)
        )
        for o in {o.member: o for o in proposal.standing()}.values()
        if o.member in fact.roll and o.member not in {written.by, told_already}
    )
    return fact, (*told, *asked)


def without_its_author(proposal: Proposal, here: Circumstances) -> Ruling:
    """Whoever put it forward left while nothing was asked: somebody may go on with it."""
    if proposal.author in {*here.roll, *here.household} or proposal.author_left:
        return IGNORED
    told = outcomes.ProposerLeft(proposal.ref, proposal.author)
    return Ruling((LeftTheRoll(here.now, proposal.author),), (told,))


def opening(
    proposal: Proposal, here: Circumstances, *, version: int, length: timedelta | None = None
) -> RoundOpened:
    """A round of `version` for who lives here now, as long as the first (rule 4)."""
    settings = here.settings
    usual = timedelta(hours=settings.quick_hours if proposal.quick else settings.round_hours)
    lasts = proposal.first_length or length or usual
    is_about_somebody = proposal.kind is ProposalKind.PERSON
    has_care = is_about_somebody or proposal.is_structural
    if proposal.state is State.AT_TABLE and not is_about_somebody:
        # Everyone has talked about it at length (rule 9); about a person nothing is quick (15).
        lasts = timedelta(hours=settings.quick_hours)
    rules = RoundRules(
        length=lasts,
        quorum=QUORUM_ABOUT_A_PERSON if is_about_somebody else settings.quorum,
        min_heard=settings.min_heard,
        grace=GRACE_WITH_CARE if has_care else timedelta(hours=settings.grace_hours),
        review_months=settings.review_months,
        integrate=timedelta(days=settings.integrate_days),
    )
    # Whom it is about is asked too, whatever they are to the house; not who left.
    is_here = proposal.about is not None and proposal.about in here.present
    asked = dict.fromkeys([*here.roll, *([proposal.about] if proposal.about and is_here else [])])
    # Who is away and took a stance already, as by putting it forward, joins this roll.
    said = [m for m, record in proposal.last_of(version).items() if record.taken.stance]
    said.append(proposal.author)
    asked |= dict.fromkeys(member for member in said if member in here.household)
    closes_at = here.now + lasts
    return RoundOpened(
        here.now, version, tuple(asked), closes_at, rules, _remind_at(closes_at, lasts, here)
    )


def _remind_at(closes_at: datetime, lasts: timedelta, here: Circumstances) -> datetime | None:
    """Halfway, or a day before the close, in waking hours; None when the night leaves no time."""
    at = here.settings.quiet_until(closes_at - min(lasts / 2, LAST_DAY), here.zone)
    return at if at < closes_at else None


def by_rule(
    proposal: Proposal, member: MemberId, stance: Stance, source: str, here: Circumstances
) -> StanceTaken:
    """A stance that the rules put there."""
    version = proposal.version.number
    return StanceTaken(here.now, member, version, stance, None, Via.RULE, source)
