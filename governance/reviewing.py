"""The review of an agreement: keep it, change it, or end it (design §3 rule 14).

It is a question to everyone, no vote: one person who wants it otherwise puts that forward, and
the agreement stays until something else is agreed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from governance import concerns, outcomes
from governance.about_a_person import A_WEEK_OF_TALKING, tell_anew
from governance.changing import agreed, as_after
from governance.dates import add_months
from governance.effects import Effect, MuteFlags, TurnWheel, ends_at, ends_unkept
from governance.facts import (
    AgreementEnded,
    Answer,
    ProposalKind,
    Proposed,
    Recorded,
    Renewed,
    ReviewOpened,
    ReviewReminded,
    ReviewSaid,
    ReviewUnanswered,
    ReviewWaits,
    StanceRetracted,
    WhyEnded,
)
from governance.fold import fold
from governance.members import MemberId
from governance.opening import talking_ends
from governance.outcomes import Outcome, Part, Refusal
from governance.proposals import FINAL, Agreement, AgreementState, Proposal, Review
from governance.ruling import IGNORED, Change, Circumstances, Ruling, Successor, refused
from governance.wording import whom

REVIEW_TIME = timedelta(days=14)
"""How long everyone can answer."""

REMIND_BEFORE = timedelta(days=7)
"""How long before the end who has not answered is reminded."""

TEXT_TIME = timedelta(days=7)
"""How long is waited for the words of a change."""

MANY_AGREEMENTS = 12
"""Above this number of standing agreements the house is asked which one can go (rule 17)."""

A_DAY = timedelta(days=1)
"""By so much a house can move its clocks."""

TRIAL_TIME = timedelta(weeks=4)
"""After what time an experiment is looked at."""


def first_look(proposal: Proposal, months: int, here: Circumstances) -> datetime:
    """When an agreement that is adopted now is looked at, on the clock of the house."""
    local = here.now.astimezone(here.zone)
    if is_to_try(proposal):
        return (local + TRIAL_TIME).astimezone(UTC)
    return _no_later(proposal.version.effect, add_months(local, months).astimezone(UTC), here)


def _no_later(effect: Effect | None, look_at: datetime, here: Circumstances) -> datetime:
    """What is until a day is over then, and is not looked at any more."""
    return min(look_at, ends_at(effect, here.zone) or look_at)


def ends_itself(proposal: Proposal, review_at: datetime, zone: ZoneInfo) -> bool:
    """When that day comes it is over, and there is nothing to look at."""
    over_at = ends_at(proposal.version.effect, zone)
    return over_at is not None and over_at < review_at + A_DAY


def is_to_try(proposal: Proposal) -> bool:
    """It is an experiment: without an answer at its review it ends."""
    return proposal.kind is ProposalKind.EXPERIMENT


def _next_look(proposal: Proposal, here: Circumstances) -> datetime:
    local = here.now.astimezone(here.zone)
    look_at = add_months(local, here.settings.review_months).astimezone(UTC)
    return _no_later(effect_of(proposal), look_at, here)


# ------------------------------------------------------------------------------ what people say


def say(proposal: Proposal, said: ReviewSaid, here: Circumstances) -> Ruling:
    """Answer in a review; about an agreement that is overdue, that opens it again."""
    if refusal := why_not_now(proposal, here):
        return refused(refusal)
    assert proposal.holding is not None
    ref = proposal.holding.ref
    if said.answer is None:
        return refused(outcomes.ReviewAnswerMissing(ref))
    if said.answer is Answer.CHANGE and said.text == _text(proposal):
        return refused(outcomes.ReviewSameText(ref))
    noted = outcomes.ReviewNoted(ref, said.answer, bool(said.text))
    if proposal.holding.review:
        return Ruling((said,), (noted,))
    again = ReviewOpened(here.now, here.roll, here.now + REVIEW_TIME)
    return Ruling((again, said), (_told(proposal, again), noted))


def take_back(proposal: Proposal, said: ReviewSaid) -> Ruling:
    """Say nothing any more (`said.answer` is None)."""
    running = _running(proposal)
    assert proposal.holding is not None
    if running is None or said.by not in running.live:
        return refused(outcomes.ReviewAnswerMissing(proposal.holding.ref))
    return Ruling((said,), (outcomes.ReviewWiped(proposal.holding.ref),))


def object_to(
    proposal: Proposal, said: ReviewSaid, reason: str | None, here: Circumstances
) -> Ruling:
    """A fresh objection to a running agreement opens its review early, and asks for a change."""
    agreement = proposal.holding
    if agreement and agreement.review:
        return refused(goes_on_in_the_review(agreement))
    if not agreement or agreement.state is not AgreementState.IN_FORCE or agreement.is_temporary:
        return refused(why_not_now(proposal, here) or outcomes.NoAgreementYet(proposal.ref))
    if reason is None:
        return refused(outcomes.ReviewReasonNeeded(agreement.ref))
    roll = tuple(dict.fromkeys([*here.roll, said.by]))
    early = ReviewOpened(here.now, roll, here.now + REVIEW_TIME, said.by, reason)
    noted = outcomes.ReviewNoted(agreement.ref, Answer.CHANGE, has_text=False)
    return Ruling((early, said), (_told(proposal, early), noted))


def was_said_by(proposal: Proposal, source: str) -> bool:
    """Whether this message says something in the review that runs."""
    running = _running(proposal)
    return running is not None and any(said.source == source for said in running.said)


def retract(source: str, here: Circumstances) -> Ruling:
    """A tap or a command was removed: what was said before stands again."""
    return Ruling((StanceRetracted(here.now, source),))


def retract_taps(proposal: Proposal, member: MemberId, here: Circumstances) -> Ruling:
    """An empty vote, or one for an answer that is none: earlier taps are void."""
    running = _running(proposal)
    if running is None:
        return IGNORED
    return Ruling(tuple(StanceRetracted(here.now, tap) for tap in running.taps_of(member)))


def why_not_now(proposal: Proposal, here: Circumstances) -> Refusal | None:
    """Why nothing can be said in a review of it now; None: it can."""
    agreement = proposal.agreement
    if agreement is None:
        return outcomes.NoAgreementYet(proposal.ref)
    if agreement.state is AgreementState.ENDED:
        return outcomes.AgreementIsOver(agreement.ref, agreement.ended_at or here.now)
    if agreement.is_temporary:
        return outcomes.UrgentHasNoReview(proposal.ref, agreement.ref, agreement.review_at)
    if agreement.review is None:
        day = agreement.review_at.astimezone(here.zone).date()
        return None if agreement.is_overdue else outcomes.NoReviewOpen(agreement.ref, day)
    return None if agreement.review.successor is None else goes_on_in_the_review(agreement)


def goes_on_in_the_review(agreement: Agreement) -> Refusal:
    """Where what somebody wants to say of an agreement can be said: in the review that runs."""
    assert agreement.review is not None
    if agreement.review.successor is not None:
        return outcomes.ReviewIsHandedOn(agreement.ref, f"P{agreement.review.successor}")
    return outcomes.ReviewIsOpen(agreement.ref, agreement.review.until)


def _running(proposal: Proposal) -> Review | None:
    """The review in which something can still be said."""
    review = proposal.holding.review if proposal.holding else None
    return review if review and review.successor is None else None


# ----------------------------------------------------------------------------- what time does


def open_at_its_date(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The review date has come."""
    agreement = proposal.holding
    if not agreement or agreement.state is not AgreementState.IN_FORCE or agreement.is_overdue:
        return None
    if agreement.is_temporary or proposal.ends or here.come < agreement.review_at:
        return None
    opened = ReviewOpened(here.now, here.roll, here.now + REVIEW_TIME)
    return Ruling((opened,), (_told(proposal, opened),))


def open_with_the_wheel(proposal: Proposal, here: Circumstances) -> Ruling:
    """The house looks at all its own ways: before the date of the review, or for a second time."""
    agreement = proposal.holding
    if agreement is None or agreement.state is not AgreementState.IN_FORCE:
        return IGNORED
    opened = ReviewOpened(here.now, here.roll, here.now + REVIEW_TIME)
    return Ruling((opened,), (_told(proposal, opened),))


def remind(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """Half of the time is over: once, by number."""
    running = _running(proposal)
    if running is None or running.reminded or not running.is_asking or not proposal.holding:
        return None
    if here.come < running.until - REMIND_BEFORE:
        return None
    told = outcomes.ReviewGoesOn(
        proposal.ref, proposal.holding.ref, len(running.unheard), running.until
    )
    return Ruling((ReviewReminded(here.now),), (told,) if running.unheard else ())


def close(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """Time is up, or everyone has answered; or the words of a change have come, or never will."""
    running, agreement = _running(proposal), proposal.holding
    if running is None or agreement is None:
        return None
    if running.is_asking and not running.is_over(here.come):
        return None
    if successor := _wanted(proposal, running, here):
        return Ruling(successor=successor)
    changing = [said.by for said in running.live.values() if said.answer is Answer.CHANGE]
    if not changing:
        return _keep(agreement, proposal, here) if running.live else _unanswered(proposal, here)
    if running.is_asking:
        until = here.now + TEXT_TIME
        asked = outcomes.ReviewTextAsked(changing[0], proposal.ref, agreement.ref, until)
        return Ruling((ReviewWaits(here.now, changing[0], until),), (asked,))
    if here.come < running.until:
        return None
    renewed = Renewed(here.now, _next_look(proposal, here))
    day = renewed.review_at.astimezone(here.zone).date()
    return Ruling((renewed,), (outcomes.ReviewWithoutText(proposal.ref, agreement.ref, day),))


def _wanted(proposal: Proposal, running: Review, here: Circumstances) -> Successor | None:
    """What the first who wants it otherwise puts forward; None where nobody has said how.

    Of what changed the house itself that is what undoes it, unless they wrote something else.
    """
    undoing = _undoing(proposal, here)
    for said in running.live.values():
        by = said.said_by or said.by
        if said.answer is Answer.END:
            return Successor(by, _text(proposal), ends=True, change=undoing)
        if said.answer is Answer.CHANGE and (words := _words(running, said.by)):
            change = Change(words.effect, words.was) if words.effect else None
            return Successor(by, words.text or "", ends=False, change=change)
        if said.answer is Answer.CHANGE and undoing:
            return Successor(by, _text(proposal), ends=True, change=undoing)
    return None


def _undoing(proposal: Proposal, here: Circumstances) -> Change | None:
    if not proposal.is_structural or here.undo is None or proposal.holding is None:
        return None
    effect = proposal.versions[proposal.holding.version - 1].effect
    return Change(here.undo, as_after(effect, here.undo) if effect else None)


def _words(running: Review, member: MemberId) -> ReviewSaid | None:
    """How somebody who wants a change would have it; a tap after the words leaves them."""
    for said in reversed([said for said in running.said if said.by == member]):
        if said.answer is not Answer.CHANGE:
            return None
        if said.text:
            return said
    return None


def _keep(agreement: Agreement, proposal: Proposal, here: Circumstances) -> Ruling:
    renewed = Renewed(here.now, _next_look(proposal, here))
    day = renewed.review_at.astimezone(here.zone).date()
    told = outcomes.ReviewKept(proposal.ref, agreement.ref, day, agreement.is_trial)
    return Ruling((renewed,), (told,))


def _unanswered(proposal: Proposal, here: Circumstances) -> Ruling:
    assert proposal.holding is not None
    ref = proposal.holding.ref
    if proposal.holding.is_trial:
        ended = AgreementEnded(here.now, WhyEnded.NOT_KEPT)
        return Ruling((ended,), (outcomes.TrialEnded(proposal.ref, ref),))
    if ends_unkept(effect_of(proposal)):
        return Ruling((AgreementEnded(here.now, WhyEnded.NOT_KEPT),))  # told with what it ends
    told: Outcome = outcomes.ReviewWithoutAnswer(proposal.ref, ref)
    return Ruling((ReviewUnanswered(here.now),), (told,))


def _told(proposal: Proposal, opened: ReviewOpened) -> outcomes.ReviewStarts:
    assert proposal.holding is not None
    early = (outcomes.EarlyLine(opened.early_by, opened.reason or ""),) if opened.early_by else ()
    return outcomes.ReviewStarts(
        proposal.ref,
        proposal.holding.ref,
        _text(proposal),
        opened.until,
        early,
        concerns.kept(proposal),
        proposal.holding.is_trial,
        whom(proposal),
        what_was_agreed(proposal, proposal.holding),
    )


def effect_of(proposal: Proposal) -> Effect | None:
    """What an agreement that holds changed in the house itself."""
    return proposal.versions[proposal.holding.version - 1].effect if proposal.holding else None


def what_was_agreed(proposal: Proposal, agreement: Agreement) -> tuple[Part, ...]:
    """What an agreement made of the house itself; nothing, for most."""
    version = proposal.versions[agreement.version - 1]
    return agreed(version.effect, version.was)


def _text(proposal: Proposal) -> str:
    assert proposal.holding is not None
    return proposal.versions[proposal.holding.version - 1].text


def due(proposal: Proposal) -> Iterator[datetime]:
    """When a review opens, when it is said once more that it is open, and when it ends."""
    agreement = proposal.holding
    if not agreement or agreement.is_temporary or proposal.ends:
        return
    review = agreement.review
    if review is None:
        if agreement.state is AgreementState.IN_FORCE and not agreement.is_overdue:
            yield agreement.review_at
    elif review.successor is None:
        yield review.until
        if review.is_asking and not review.reminded:
            yield review.until - REMIND_BEFORE


# --------------------------------------------------------------- what comes in an agreement's place


def put_forward(number: int, old: Proposal, wanted: Successor, here: Circumstances) -> Ruling:
    """Who wants it otherwise is the proposer of that; what is about a person stays with care."""
    assert old.holding is not None
    is_personal = old.kind is ProposalKind.PERSON
    stays = old.kind in {ProposalKind.PERSON, ProposalKind.STRUCTURE}
    kind = old.kind if stays else ProposalKind.AGREEMENT
    a_week = here.settings.quiet_until(here.now + A_WEEK_OF_TALKING, here.zone)
    proposed = Proposed(
        here.now,
        number,
        wanted.by,
        wanted.text,
        kind,
        quick=False,
        talk_until=a_week if is_personal else talking_ends(here, quick=False),
        about=old.about,
        replaces=old.holding.number,
        ends=wanted.ends,
        effect=wanted.change.effect if wanted.change else None,
        was=wanted.change.was if wanted.change else None,
    )
    following = fold([Recorded(1, proposed)])
    return Ruling((proposed,), tell_anew(following, following.version, here))


def after_successor(old: Proposal, new: Proposal, here: Circumstances) -> Ruling:
    """The old agreement ends when what takes its place holds, and stays when that is off."""
    agreement = old.holding
    if not agreement or not agreement.review or agreement.review.successor != new.number:
        return IGNORED
    if new.holding and new.holding.state is AgreementState.IN_FORCE:
        return Ruling((AgreementEnded(here.now, WhyEnded.REPLACED),))
    if new.state not in FINAL:
        return IGNORED
    renewed = Renewed(here.now, _next_look(old, here))
    day = renewed.review_at.astimezone(here.zone).date()
    told = outcomes.ReviewLedNowhere(old.ref, agreement.ref, new.ref, day)
    return Ruling((renewed,), (told,))


def finish_in_time(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """What changed the house itself until a day, or begins the wheel, holds no longer than that."""
    holding, effect = proposal.holding, effect_of(proposal)
    if not holding or not holding.holds or not proposal.is_structural:
        return None
    ended = AgreementEnded(here.now, WhyEnded.DONE)
    if isinstance(effect, TurnWheel):
        return Ruling((ended,))
    over_at = ends_at(effect, here.zone)
    is_over = over_at is not None and over_at <= here.come
    has_come = holding.review_at <= here.come
    if not is_over and not (has_come and ends_itself(proposal, holding.review_at, here.zone)):
        return None
    # Who has a role by election hears with the role that their time is over.
    is_mute = isinstance(effect, MuteFlags)
    return Ruling((ended,), (outcomes.MuteIsOver(holding.ref),) if is_mute else ())


def finish_ending(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """All it was for is done: the other agreement has ended."""
    holding = proposal.holding
    if not proposal.ends or not holding or holding.state is not AgreementState.IN_FORCE:
        return None
    return Ruling((AgreementEnded(here.now, WhyEnded.DONE),))
