"""What people do with a proposal: put forward, amend, take a stance, take it back (design §3).

Each rule takes the present state and answers with a `Ruling`: the facts to record and the
outcomes to tell. What follows by itself is in `advance.py`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from governance import about_a_person, orphans, outcomes, own_yes, queueing, reviewing, urgent
from governance.facts import (
    Amended,
    ProposalKind,
    ProposalTakenOver,
    Proposed,
    Queued,
    ReasonGiven,
    Stance,
    StanceRetracted,
    StanceTaken,
    Via,
    Waited,
    Withdrawn,
)
from governance.members import MemberId
from governance.opening import asked_anew, opened, talking_ends
from governance.outcomes import Refusal
from governance.proposals import FINAL, Objection, ObjectionState, Proposal, State, Version
from governance.ruling import IGNORED, Change, Circumstances, Ruling, refused
from governance.speaking import joins

TEXT_LIMIT = 500
"""Characters in a proposal (design §3 rule 17)."""

LONGEST_ROUND = timedelta(hours=336)
"""What `!round` may ask for at most: the upper end of the setting's own range."""

UNREASONED_OBJECTIONS = 2
"""How often one objection may come without a reason: once, and reinstated once (rule 5)."""


def propose(
    number: int,
    by: MemberId,
    text: str,
    *,
    quick: bool,
    here: Circumstances,
    kind: ProposalKind = ProposalKind.AGREEMENT,
    change: Change | None = None,
) -> Ruling:
    """Put a text forward; a quick one is asked about at once (rule 1)."""
    talk_until = talking_ends(here, quick=quick)
    effect, was = (change.effect, change.was) if change else (None, None)
    return Ruling(
        (Proposed(here.now, number, by, text, kind, quick, talk_until, effect=effect, was=was),)
    )


def amend(
    proposal: Proposal,
    by: MemberId,
    text: str,
    here: Circumstances,
    change: Change | None = None,
) -> Ruling:
    """Write a new version; outside talking everyone is asked again at once (rule 6)."""
    if refusal := authors_only(proposal, by):
        return refused(refusal)
    is_same = change is not None and change.effect == proposal.version.effect
    if is_same or text == proposal.version.text:
        return refused(outcomes.SameText(proposal.ref))
    written = new_version(proposal, by, text, here, change)
    if proposal.is_hidden:
        return about_a_person.amend(proposal, written, here)
    if proposal.state is State.TALKING:
        version = Version(written.version, written.text, written.by, written.at)
        return Ruling((written,), about_a_person.tell_anew(proposal, version, here))
    fact, asked = asked_anew(proposal, written, here)
    return Ruling((written, fact), asked)


def new_version(
    proposal: Proposal, by: MemberId, text: str, here: Circumstances, change: Change | None
) -> Amended:
    """The fact of a new wording, and of what it would change in the house itself."""
    effect, was = (change.effect, change.was) if change else (None, None)
    return Amended(here.now, by, proposal.version.number + 1, text, effect, was)


def open_round(
    proposal: Proposal, by: MemberId, length: timedelta | None, here: Circumstances
) -> Ruling:
    """End the talking: `!round`, by the proposer; of an urgent one, by anyone who lives here."""
    is_urgent = urgent.can_be_asked_about(proposal)
    refusal = None if proposal.is_urgent else authors_only(proposal, by)
    refusal = refusal or about_a_person.why_no_round_yet(proposal)
    if refusal:
        return refused(refusal)
    if proposal.state is State.INTEGRATING:
        return refused(outcomes.RoundIsClosed(proposal.ref, proposal.author))
    if proposal.state is State.AT_TABLE:
        return refused(outcomes.TalkedOverAtTable(proposal.ref))
    if proposal.state is not State.TALKING and not is_urgent:
        closes_at = proposal.round.closes_at if proposal.round else here.now
        return refused(outcomes.RoundIsOpen(proposal.ref, closes_at))
    shortest = timedelta(hours=here.settings.quick_hours)
    if length is not None and not shortest <= length <= LONGEST_ROUND:
        return refused(outcomes.DurationOutOfRange(proposal.ref, shortest, LONGEST_ROUND))
    if queueing.is_full(proposal, here):
        if proposal.queued_at:
            return refused(outcomes.StillQueued(proposal.ref))
        waits = outcomes.RoundWaits(proposal.ref, here.ahead)
        return Ruling((Queued(here.now, length),), (waits,))
    if is_urgent:
        return urgent.ask(proposal, here, length)
    return opened(proposal, here, length or proposal.asked_length)


def withdraw(proposal: Proposal, by: MemberId, here: Circumstances) -> Ruling:
    """Take a proposal back, from any state before it is adopted."""
    if refusal := authors_only(proposal, by):
        return refused(refusal)
    if proposal.is_hidden:
        return about_a_person.withdraw(proposal, by, here)
    told = outcomes.TakenBack(proposal.ref, by, proposal.is_about_somebody)
    return Ruling((Withdrawn(here.now, by),), (told,))


def take_stance(proposal: Proposal, taken: StanceTaken, here: Circumstances) -> Ruling:
    """Record a stance where one may be taken now, or say why not (rules 2, 5, 6 and 10)."""
    if taken.version != proposal.version.number:
        return IGNORED
    if own_yes.is_only_a_yes(proposal, taken, here):
        return _take_only_a_yes(proposal, taken)
    if refusal := _why_no_stance(proposal, taken, here):
        return refused(refusal)
    taken, *taken_over = orphans.with_orphans(proposal, taken)
    if taken.stance is Stance.OBJECTION and taken.reason is None:
        unreasoned = [
            o
            for o in proposal.objections
            if o.expired and o.member == taken.by and o.version == taken.version
        ]
        if len(unreasoned) >= UNREASONED_OBJECTIONS:
            return Ruling(outcomes=(outcomes.ReasonNeeded(taken.by, proposal.ref),))
    noted = (outcomes.StanceNoted(proposal.ref, taken.stance),) if taken.stance else ()
    return Ruling((*joins(proposal, taken, here), taken, *taken_over), noted)


def _take_only_a_yes(proposal: Proposal, taken: StanceTaken) -> Ruling:
    if proposal.state is State.TALKING and taken.via is not Via.REACTION:
        return refused(_still_talking(proposal))
    return own_yes.take(proposal, taken)


def unvote(proposal: Proposal, taken: StanceTaken, here: Circumstances) -> Ruling:
    """Leave no stance (`taken.stance` is None)."""
    if taken.by not in proposal.live and taken.by in (
        proposal.round.roll if proposal.round else ()
    ):
        return refused(outcomes.NothingToTakeBack(proposal.ref))
    ruling = take_stance(proposal, taken, here)
    return (
        replace(ruling, outcomes=(outcomes.StanceWiped(proposal.ref),)) if ruling.facts else ruling
    )


def retract(proposal: Proposal, source: str, here: Circumstances) -> Ruling:
    """A reaction was removed, or a vote or a command redacted (rule 2).

    After the close only an objection that stands, and what was said since, can be taken back:
    nobody undoes an agreement by tidying up their messages.
    """
    if reviewing.was_said_by(proposal, source):
        return reviewing.retract(source, here)
    mine = [r for r in proposal.stances if r.taken.source == source and not r.retracted]
    if not mine or proposal.state in FINAL:
        return IGNORED
    closed_at = proposal.round.closed_at if proposal.round else None
    if proposal.state is State.ADOPTED and proposal.agreement:
        closed_at = proposal.agreement.adopted_at  # later than the close after integrating
    is_standing = any(source in objection.sources for objection in proposal.standing())
    was_closed = closed_at is not None and all(record.taken.at <= closed_at for record in mine)
    if not is_standing and (proposal.is_over or was_closed):
        return IGNORED
    return Ruling((StanceRetracted(here.now, source),))


def retract_taps(proposal: Proposal, member: MemberId, here: Circumstances) -> Ruling:
    """An empty poll vote, or one for an unknown answer: earlier taps on this poll are void."""
    taps = {
        record.taken.source
        for record in proposal.stances
        if record.taken.by == member
        and record.taken.via is Via.POLL
        and record.taken.version == proposal.version.number
        and not record.retracted
    }
    facts = [fact for tap in sorted(taps) for fact in retract(proposal, tap, here).facts]
    return Ruling(tuple(facts))


def give_reason(
    proposal: Proposal, objection: Objection, by: MemberId, text: str, here: Circumstances
) -> Ruling:
    """Say what harm an objection sees; anyone may say it for who finds writing hard (rule 5).

    An empty `text` means that it was said by voice.
    """
    if proposal.is_over or objection.state is not ObjectionState.PENDING:
        return IGNORED
    given = ReasonGiven(here.now, objection.id, by, text)
    return Ruling((given,), (outcomes.ReasonNoted(proposal.ref),))


def resolve(proposal: Proposal, taken: StanceTaken) -> Ruling:
    """The objector says their objection is met: it becomes a concern with its reason (rule 6)."""
    if proposal.is_over:
        return refused(over(proposal))
    mine = [objection for objection in proposal.standing() if objection.member == taken.by]
    if not mine:
        return refused(outcomes.NoObjectionStands(proposal.ref))
    concern = replace(taken, stance=Stance.CONCERN, reason=mine[-1].reason)
    return Ruling((concern,), (outcomes.StanceNoted(proposal.ref, Stance.CONCERN),))


def ask_objector(proposal: Proposal, by: MemberId, objector: MemberId) -> Ruling:
    """The proposer thinks an objection is met: who made it is asked (rule 6)."""
    if refusal := authors_only(proposal, by):
        return refused(refusal)
    if all(objection.member != objector for objection in proposal.standing()):
        return refused(outcomes.NoObjectionStands(proposal.ref))
    asked = outcomes.ObjectorAsked(objector, proposal.ref, by)
    return Ruling(outcomes=(asked, outcomes.ObjectorWasAsked(proposal.ref, objector)))


def take_over(proposal: Proposal, by: MemberId, here: Circumstances) -> Ruling:
    """`!take`: go on with a proposal whose proposer left; by any resident (rule 11)."""
    if proposal.is_over:
        return refused(over(proposal))
    if not proposal.author_left:
        return refused(outcomes.ProposerIsHere(proposal.ref, proposal.author))
    if by == proposal.about:
        return refused(outcomes.IsAboutYou(proposal.ref))
    told = outcomes.TakenOver(proposal.ref, by)
    return Ruling((ProposalTakenOver(here.now, by),), (told,))


def wait(proposal: Proposal, since: datetime, here: Circumstances) -> Ruling:
    """The bot could not speak since then: what was to come comes as much later (design §6)."""
    if proposal.is_at_rest:
        return IGNORED
    waited = Waited(here.now, since)
    if proposal.state is State.TALKING and not proposal.queued_at:
        until = waited.put_off(proposal.talk_until, proposal.since)
        if until != proposal.talk_until:
            until = here.settings.quiet_until(until, here.zone)
            waited = replace(waited, talk_until=until)
    return Ruling((waited,))


def over(proposal: Proposal) -> Refusal:
    """Why nothing can be done about it any more."""
    agreement = proposal.agreement
    since = agreement.in_force_at if agreement and agreement.in_force_at else proposal.since
    if proposal.state is State.ADOPTED and agreement and agreement.ended_at:
        return outcomes.AgreementIsOver(agreement.ref, agreement.ended_at)
    if urgent.can_be_asked_about(proposal) and agreement:
        return outcomes.UrgentHasNoReview(proposal.ref, agreement.ref, agreement.review_at)
    if proposal.state is State.ADOPTED and agreement and agreement.review:
        return reviewing.goes_on_in_the_review(agreement)
    ref = agreement.ref if agreement else ""
    about = proposal.is_about_somebody
    return outcomes.RoundIsOver(proposal.ref, ref, proposal.state, since, about)


def authors_only(proposal: Proposal, by: MemberId) -> Refusal | None:
    """Why somebody may not do what only its proposer can do now."""
    if proposal.state in FINAL or proposal.state is State.ADOPTED:
        return over(proposal)
    if by != proposal.author:
        if proposal.author_left:
            return outcomes.TakeItOverFirst(proposal.ref, proposal.author)
        return outcomes.ProposersOnly(proposal.ref, proposal.author)
    return None


def _why_no_stance_yet(
    proposal: Proposal, taken: StanceTaken, here: Circumstances
) -> Refusal | None:
    if taken.by not in {*here.roll, *here.household, proposal.about}:
        return outcomes.NotOnTheRoll(proposal.ref)
    if taken.via is Via.REACTION:
        return None
    return _still_talking(proposal)


def _still_talking(proposal: Proposal) -> Refusal:
    if proposal.queued_at:
        return outcomes.StillQueued(proposal.ref)
    return outcomes.StillTalking(proposal.ref, proposal.talk_until)


def _why_no_stance(proposal: Proposal, taken: StanceTaken, here: Circumstances) -> Refusal | None:
    if proposal.is_over:
        return over(proposal)
    if proposal.state is State.TALKING:
        return _why_no_stance_yet(proposal, taken, here)
    objects = taken.stance is Stance.OBJECTION or any(
        objection.member == taken.by for objection in proposal.standing()
    )
    if taken.by in proposal.came:
        return None if objects else outcomes.AskedNextTime(proposal.ref)
    if taken.by not in proposal.roll and not joins(proposal, taken, here):
        return outcomes.NotOnTheRoll(proposal.ref)
    is_asked = objects or proposal.is_asked_once_more
    if proposal.state is State.INTEGRATING and not is_asked:
        return outcomes.RoundIsClosed(proposal.ref, proposal.author)
    if proposal.state is State.AT_TABLE and not is_asked:
        return outcomes.TalkedOverAtTable(proposal.ref)
    is_heard = taken.by in proposal.live
    if proposal.is_settling and proposal.agreement and is_heard and not objects:
        return outcomes.HeardAlready(proposal.ref, proposal.agreement.grace_until)
    return None
