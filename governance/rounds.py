"""What people do with a proposal: put forward, amend, take a stance, take it back (design §3).

Each rule takes the present state and answers with a `Ruling`: the facts to record and the
outcomes to tell. What follows by itself is in `advance.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from governance import outcomes
from governance.facts import (
    Amended,
    Fact,
    LeftTheRoll,
    ProposalKind,
    Proposed,
    ReasonGiven,
    RoundOpened,
    RoundRules,
    Stance,
    StanceRetracted,
    StanceTaken,
    Via,
    Waited,
    Withdrawn,
)
from governance.members import MemberId
from governance.outcomes import Outcome, Refusal
from governance.proposals import FINAL, Objection, ObjectionState, Proposal, State
from governance.settings import Settings

TEXT_LIMIT = 500
"""Characters in a proposal (design §3 rule 17)."""

LONGEST_ROUND = timedelta(hours=336)
"""What `!round` may ask for at most: the upper end of the setting's own range."""

UNREASONED_OBJECTIONS = 2
"""How often one objection may come without a reason: once, and reinstated once (rule 5)."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a rule may know of the house at this moment."""

    now: datetime
    """When this is recorded; what begins now is counted from here."""
    settings: Settings
    zone: ZoneInfo
    roll: tuple[MemberId, ...]
    """Who is asked when a round opens now."""
    next_agreement: int
    """The number the next agreement gets."""
    sent_at: datetime | None = None
    """When the message that is handled was sent; None when it is time that acts."""
    still_since: datetime | None = None
    """Since when the bot cannot speak in the room, so that time stands still; None: it runs."""

    @property
    def reached(self) -> datetime:
        """Times up to here have begun: a round has, for who speaks at its very first moment."""
        moment = self.sent_at or self.now
        return min(moment, self.still_since) if self.still_since else moment

    @property
    def come(self) -> datetime:
        """Times up to here have come; at the very moment of a message they have not (rule 2)."""
        return self.reached - timedelta.resolution if self.sent_at else self.reached


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule answers: what to record and what to tell. Nothing of both: it is ignored."""

    facts: tuple[Fact, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Nothing was done, and the reason is told."""
        return any(isinstance(outcome, Refusal) for outcome in self.outcomes)


IGNORED = Ruling()


def _refused(refusal: Refusal) -> Ruling:
    return Ruling(outcomes=(refusal,))


def propose(number: int, by: MemberId, text: str, *, quick: bool, here: Circumstances) -> Ruling:
    """Put a text forward; a quick one is asked about at once (rule 1)."""
    talk = timedelta(hours=0 if quick else here.settings.talk_hours)
    talk_until = here.settings.quiet_until(here.now + talk, here.zone) if talk else here.reached
    return Ruling(
        (Proposed(here.now, number, by, text, ProposalKind.AGREEMENT, quick, talk_until),)
    )


def amend(proposal: Proposal, by: MemberId, text: str, here: Circumstances) -> Ruling:
    """Write a new version; outside talking everyone is asked again at once (rule 6)."""
    if refusal := _authors_only(proposal, by):
        return _refused(refusal)
    if text == proposal.version.text:
        return _refused(outcomes.SameText(proposal.ref))
    written = Amended(here.now, by, proposal.version.number + 1, text)
    if proposal.state is State.TALKING:
        return Ruling((written,))
    return Ruling((written, _opening(proposal, here, version=written.version)))


def open_round(
    proposal: Proposal, by: MemberId, length: timedelta | None, here: Circumstances
) -> Ruling:
    """End the talking: `!round`, by the proposer."""
    if refusal := _authors_only(proposal, by):
        return _refused(refusal)
    if proposal.state is State.INTEGRATING:
        return _refused(outcomes.RoundIsClosed(proposal.ref, proposal.author))
    if proposal.state is not State.TALKING:
        closes_at = proposal.round.closes_at if proposal.round else here.now
        return _refused(outcomes.RoundIsOpen(proposal.ref, closes_at))
    shortest = timedelta(hours=here.settings.quick_hours)
    if length is not None and not shortest <= length <= LONGEST_ROUND:
        return _refused(outcomes.DurationOutOfRange(proposal.ref, shortest, LONGEST_ROUND))
    return opened(proposal, here, length)


def withdraw(proposal: Proposal, by: MemberId, here: Circumstances) -> Ruling:
    """Take a proposal back, from any state before it is adopted."""
    if refusal := _authors_only(proposal, by):
        return _refused(refusal)
    return Ruling((Withdrawn(here.now, by),), (outcomes.TakenBack(proposal.ref, by),))


def take_stance(proposal: Proposal, taken: StanceTaken, here: Circumstances) -> Ruling:
    """Record a stance where one may be taken now, or say why not (rules 2, 5, 6 and 10)."""
    if taken.version != proposal.version.number:
        return IGNORED
    if refusal := _why_no_stance(proposal, taken, here):
        return _refused(refusal)
    if taken.stance is Stance.OBJECTION and taken.reason is None:
        unreasoned = [
            o
            for o in proposal.objections
            if o.expired and o.member == taken.by and o.version == taken.version
        ]
        if len(unreasoned) >= UNREASONED_OBJECTIONS:
            return Ruling(outcomes=(outcomes.ReasonNeeded(taken.by, proposal.ref),))
    noted = (outcomes.StanceNoted(proposal.ref, taken.stance),) if taken.stance else ()
    return Ruling((taken,), noted)


def unvote(proposal: Proposal, taken: StanceTaken, here: Circumstances) -> Ruling:
    """Leave no stance (`taken.stance` is None)."""
    if taken.by not in proposal.live and taken.by in (
        proposal.round.roll if proposal.round else ()
    ):
        return _refused(outcomes.NothingToTakeBack(proposal.ref))
    ruling = take_stance(proposal, taken, here)
    return (
        replace(ruling, outcomes=(outcomes.StanceWiped(proposal.ref),)) if ruling.facts else ruling
    )


def retract(proposal: Proposal, source: str, here: Circumstances) -> Ruling:
    """A reaction was removed, or a vote or a command redacted (rule 2).

    After the close only an objection that stands, and what was said since, can be taken back:
    nobody undoes an agreement by tidying up their messages.
    """
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
        return _refused(_over(proposal))
    mine = [objection for objection in proposal.standing() if objection.member == taken.by]
    if not mine:
        return _refused(outcomes.NoObjectionStands(proposal.ref))
    concern = replace(taken, stance=Stance.CONCERN, reason=mine[-1].reason)
    return Ruling((concern,), (outcomes.StanceNoted(proposal.ref, Stance.CONCERN),))


def ask_objector(proposal: Proposal, by: MemberId, objector: MemberId) -> Ruling:
    """The proposer thinks an objection is met: who made it is asked (rule 6)."""
    if refusal := _authors_only(proposal, by):
        return _refused(refusal)
    if all(objection.member != objector for objection in proposal.standing()):
        return _refused(outcomes.NoObjectionStands(proposal.ref))
    asked = outcomes.ObjectorAsked(objector, proposal.ref, by)
    return Ruling(outcomes=(asked, outcomes.ObjectorWasAsked(proposal.ref, objector)))


def leave(proposal: Proposal, member: MemberId, here: Circumstances) -> Ruling:
    """Somebody does not live here any more: they are off the roll; what they objected stays."""
    if proposal.is_over or member in proposal.gone:
        return IGNORED
    return Ruling((LeftTheRoll(here.now, member),))


def wait(proposal: Proposal, since: datetime, here: Circumstances) -> Ruling:
    """The bot could not speak since then: what was to come comes as much later (design §6)."""
    if proposal.is_over:
        return IGNORED
    waited = Waited(here.now, since)
    if proposal.state is State.TALKING:
        until = waited.put_off(proposal.talk_until, proposal.since)
        if until != proposal.talk_until:
            until = here.settings.quiet_until(until, here.zone)
            waited = replace(waited, talk_until=until)
    return Ruling((waited,))


def opened(proposal: Proposal, here: Circumstances, length: timedelta | None) -> Ruling:
    """The round opens; after talking a line tells how to answer."""
    opening = _opening(proposal, here, version=proposal.version.number, length=length)
    if proposal.quick or proposal.first_length:
        return Ruling((opening,))
    return Ruling((opening,), (outcomes.RoundLine(proposal.ref, opening.closes_at),))


def _opening(
    proposal: Proposal, here: Circumstances, *, version: int, length: timedelta | None = None
) -> RoundOpened:
    """A round of `version` for who lives here now, as long as the first (rule 4)."""
    settings = here.settings
    usual = timedelta(hours=settings.quick_hours if proposal.quick else settings.round_hours)
    lasts = proposal.first_length or length or usual
    rules = RoundRules(
        length=lasts,
        quorum=settings.quorum,
        min_heard=settings.min_heard,
        grace=timedelta(hours=settings.grace_hours),
        review_months=settings.review_months,
    )
    return RoundOpened(here.now, version, here.roll, here.now + lasts, rules)


def _over(proposal: Proposal) -> Refusal:
    agreement = proposal.agreement
    since = agreement.in_force_at if agreement and agreement.in_force_at else proposal.since
    return outcomes.RoundIsOver(proposal.ref, proposal.state, since)


def _authors_only(proposal: Proposal, by: MemberId) -> Refusal | None:
    if proposal.state in FINAL or proposal.state is State.ADOPTED:
        return _over(proposal)
    if by != proposal.author:
        return outcomes.ProposersOnly(proposal.ref, proposal.author)
    return None


def _why_no_stance(proposal: Proposal, taken: StanceTaken, here: Circumstances) -> Refusal | None:
    if proposal.is_over:
        return _over(proposal)
    if proposal.state is State.TALKING:
        if taken.by not in here.roll:
            return outcomes.NotOnTheRoll(proposal.ref)
        if taken.via is Via.REACTION:
            return None
        return outcomes.StillTalking(proposal.ref, proposal.talk_until)
    if taken.by not in proposal.roll:
        return outcomes.NotOnTheRoll(proposal.ref)
    objects = taken.stance is Stance.OBJECTION or any(
        objection.member == taken.by for objection in proposal.standing()
    )
    if proposal.state is State.INTEGRATING and not objects:
        return outcomes.RoundIsClosed(proposal.ref, proposal.author)
    is_heard = taken.by not in proposal.unheard
    if proposal.is_settling and proposal.agreement and is_heard and not objects:
        return outcomes.HeardAlready(proposal.ref, proposal.agreement.grace_until)
    return None
