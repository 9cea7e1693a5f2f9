"""What would exclude or restrict somebody: that person first, and in the open at last (rule 15).

The person is told first, then the professionals, both privately, and the room a day later. Until
then the proposal is hidden: nothing of it is said where others read along. Seven days of talking
follow, which nobody can shorten, and which a professional can make longer once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from governance import outcomes
from governance.facts import (
    Amended,
    Announced,
    Lapsed,
    LeftTheRoll,
    Paused,
    ProposalKind,
    Proposed,
    Recorded,
    Withdrawn,
)
from governance.fold import fold
from governance.members import Kind, Member, MemberId
from governance.outcomes import Outcome, Refusal
from governance.proposals import FINAL, Proposal, State, Version
from governance.ruling import Circumstances, Ruling, refused
from governance.wording import wording

FIRST_A_DAY = timedelta(hours=24)
"""How long the person and the professionals know before the room does."""

A_WEEK_OF_TALKING = timedelta(days=7)
"""How long the house talks before it is asked; `!round` does not shorten it."""

PAUSE = timedelta(days=7)
"""How much time a professional may ask for, once."""


def propose(
    number: int,
    by: MemberId,
    about: MemberId,
    text: str,
    here: Circumstances,
) -> Ruling:
    """Put forward what concerns one person."""
    if refusal := why_not(by, about):
        return refused(refusal)
    announce_at = here.settings.quiet_until(here.now + FIRST_A_DAY, here.zone)
    proposed = Proposed(
        at=here.now,
        number=number,
        by=by,
        text=text,
        kind=ProposalKind.PERSON,
        quick=False,
        talk_until=_talk_until(announce_at, here),
        about=about,
        announce_at=announce_at,
    )
    proposal = fold([Recorded(1, proposed)])
    return Ruling((proposed,), _told(proposal, proposal.version, here))


def why_not(by: MemberId, about: MemberId) -> Refusal | None:
    """Nobody puts something forward about themselves."""
    return outcomes.AboutYourself() if about == by else None


def announce(proposal: Proposal, here: Circumstances) -> Ruling | None:
    """The day is over: the room is told, and the week of talking begins."""
    if proposal.state is not State.TALKING or not proposal.announce_at:
        return None
    if here.reached < proposal.announce_at:
        return None
    return Ruling((Announced(here.now, _talk_until(here.now, here)),))


def due(proposal: Proposal) -> Iterator[datetime]:
    """When the room is told."""
    if proposal.state is State.TALKING and proposal.announce_at:
        yield proposal.announce_at


def why_no_round_yet(proposal: Proposal) -> Refusal | None:
    """The week of talking is not the proposer's to shorten."""
    if proposal.kind is not ProposalKind.PERSON or proposal.state is not State.TALKING:
        return None
    if proposal.queued_at:
        return None  # the week is over
    return outcomes.TalkingTakesAWeek(proposal.ref, proposal.talk_until)


def amend(proposal: Proposal, written: Amended, here: Circumstances) -> Ruling:
    """A new text before the room knows: who was told hears that one too."""
    version = Version(written.version, written.text, written.by, written.at)
    return Ruling((written,), _told(proposal, version, here))


def tell_anew(
    proposal: Proposal, version: Version, here: Circumstances, closes_at: datetime | None = None
) -> tuple[Outcome, ...]:
    """A new text that the room reads too: whom it is about is told by name, then who works here.

    `closes_at`: everyone is asked about it until then; None: it is talked about.
    """
    about, text = proposal.about, wording(proposal, version)
    if about is None or proposal.is_hidden:
        return ()
    has_account = about in here.with_account
    objects = any(objection.member == about for objection in proposal.standing())
    until = tuple(map(outcomes.AskedUntil, [closes_at] if closes_at else []))
    told: list[Outcome] = []
    if has_account and about != version.by:
        told.append(outcomes.AboutYouAnew(about, proposal.ref, version.by, text, until, objects))
    told += [
        outcomes.AboutSomebodyAnew(member, proposal.ref, about, version.by, text, until)
        for member in here.professionals
        if member != about
    ]
    return tuple(told)


def withdraw(proposal: Proposal, by: MemberId, here: Circumstances) -> Ruling:
    """Taken back before the room knows: only who was told hears of it."""
    told = _told_back(proposal, by, here, has_left=False)
    return Ruling((Withdrawn(here.now, by),), (outcomes.AboutTakenBack(proposal.ref), *told))


def leave(proposal: Proposal, member: MemberId, here: Circumstances) -> Ruling:
    """Whoever put it forward left before the room knows: nobody else can go on with it."""
    facts = (LeftTheRoll(here.now, member), Withdrawn(here.now, member))
    return Ruling(facts, _told_back(proposal, member, here, has_left=True))


def without_whom(proposal: Proposal, here: Circumstances) -> Ruling:
    """Whom it is about left before the room knew: it ends, and the room hears nothing of it."""
    about = proposal.about
    assert about is not None
    told = tuple(
        outcomes.AboutSomebodyLeft(member, proposal.ref, about, proposal.author, is_author)
        for member, is_author in [
            (proposal.author, True),
            *((member, False) for member in here.professionals if member != proposal.author),
        ]
    )
    return Ruling((LeftTheRoll(here.now, about), Lapsed(here.now)), told)


def is_gone(proposal: Proposal, member: MemberId, here: Circumstances) -> bool:
    """Whether it is about this member, who is not in the house any more, as a guest either."""
    return member == proposal.about and member not in here.present


def pause(proposal: Proposal, by: MemberId, reason: str, here: Circumstances) -> Ruling:
    """A professional asks for a week to talk: once, before it is adopted, and no veto."""
    if refusal := _why_no_pause(proposal, by):
        return refused(refusal)
    paused = Paused(here.now, by, reason, PAUSE)
    if proposal.announce_at is None:
        return Ruling((paused,), (outcomes.PausedToTalk(proposal.ref, by, reason),))
    announce_at = proposal.announce_at + PAUSE
    told = [
        outcomes.PausedBefore(member, proposal.ref, by, reason, announce_at)
        for member in _concerned(proposal, here)
        if member != by
    ]
    return Ruling((paused,), (outcomes.PauseNoted(proposal.ref, announce_at), *told))


def may_know(proposal: Proposal, member: Member) -> bool:
    """Whether this member may read, privately, of a proposal that the room does not know."""
    is_professional = member.kind is Kind.PROFESSIONAL
    return is_professional or member.id in {proposal.author, proposal.about}


def _talk_until(announced_at: datetime, here: Circumstances) -> datetime:
    return here.settings.quiet_until(announced_at + A_WEEK_OF_TALKING, here.zone)


def _why_no_pause(proposal: Proposal, by: MemberId) -> Refusal | None:
    if proposal.kind is not ProposalKind.PERSON:
        return outcomes.OnlyAboutAPerson(proposal.ref)
    if proposal.state in FINAL or proposal.state is State.ADOPTED:
        return outcomes.TooLateToPause(proposal.ref)
    if proposal.is_paused:
        return outcomes.PausedAlready(proposal.ref)
    if proposal.about == by:
        return outcomes.PauseIsForAnother(proposal.ref)
    return None


def _concerned(proposal: Proposal, here: Circumstances) -> list[MemberId]:
    """Who knows before the room does, in the order they are told."""
    assert proposal.about is not None
    return list(dict.fromkeys([proposal.about, *here.professionals, proposal.author]))


def _told(proposal: Proposal, version: Version, here: Circumstances) -> tuple[Outcome, ...]:
    about, announce_at = proposal.about, proposal.announce_at
    assert about is not None
    assert announce_at is not None
    has_account = about in here.with_account
    others = [member for member in here.professionals if member != about]
    names = tuple(outcomes.NameLine(member) for member in others)
    said = (version.by, version.text, version.number, announce_at, proposal.talk_until)
    noted = outcomes.AboutNoted(
        proposal.ref,
        about,
        version.number,
        announce_at,
        proposal.talk_until,
        has_account,
        bool(others),
    )
    told: list[Outcome] = [noted]
    if has_account:
        told.append(outcomes.AboutYou(about, proposal.ref, *said, names))
    told += [
        outcomes.AboutSomebody(member, proposal.ref, about, *said, has_account) for member in others
    ]
    return tuple(told)


def _told_back(
    proposal: Proposal, by: MemberId, here: Circumstances, *, has_left: bool
) -> tuple[Outcome, ...]:
    about, ref = proposal.about, proposal.ref
    assert about is not None
    has_account = about in here.with_account
    others = [member for member in here.professionals if member not in {about, by}]
    person = (outcomes.AboutYouTakenBack(about, ref, by, has_left),) if has_account else ()
    return (
        *person,
        *(
            outcomes.AboutSomebodyTakenBack(member, ref, about, by, has_left, has_account)
            for member in others
        ),
    )
