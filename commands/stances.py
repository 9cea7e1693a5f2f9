"""Taking a stance, giving its reason, taking it back: typed, tapped or by reaction."""

from __future__ import annotations

import re
from dataclasses import replace

from commands import reviewing
from commands.declare import Said
from commands.reading import echo, folded
from commands.turn import Turn
from governance import outcomes, rounds, urgent
from governance.facts import Answer, Stance
from governance.members import MemberId
from governance.proposals import Objection, ObjectionState, Proposal, State
from governance.ruling import Circumstances, Ruling
from storage.records import Posted

REASON_LIMIT = 2000
"""Characters kept of a reason; nobody's objection is refused for being long."""


CONDITIONS = frozenset(
    {"but", "if", "unless", "only", "except", "provided"}
    | {"maar", "mits", "tenzij", "alleen", "behalve", "zolang"}
)
"""Words by which a yes becomes a yes to something else: who says them is asked what they mean."""


async def consent(turn: Turn, said: Said) -> None:
    """No objection; to an agreement that is looked at again: keep it."""
    assert said.number is not None
    known = await turn.known(said.number)
    if said.agreement is not None and reviewing.is_asked(known, turn.speaker.id):
        await reviewing.review(turn, replace(said, answer=Answer.KEEP))
        return
    if CONDITIONS & set(re.findall(r"\w+", folded(said.text))):
        turn.tell(outcomes.IsItACondition(known.ref, echo(said.text)))
        return
    await _take(turn, said, Stance.CONSENT, said.text or None)


async def concern(turn: Turn, said: Said) -> None:
    """A worry that goes along."""
    await _take(turn, said, Stance.CONCERN, said.text or None)


async def object_(turn: Turn, said: Said) -> None:
    """It would do harm; to an agreement that holds it is said in a review of it."""
    assert said.number is not None
    reason = said.text[:REASON_LIMIT] or None

    def rule(proposal: Proposal, here: Circumstances) -> Ruling:
        taken = turn.stance(proposal, stance=Stance.OBJECTION, reason=reason)
        if urgent.can_be_asked_about(proposal):
            return urgent.object_to(proposal, taken, here)
        if said.agreement is not None and proposal.state is State.ADOPTED and proposal.is_over:
            return reviewing.object_to(turn, proposal, said, reason, here)
        return rounds.take_stance(proposal, taken, here)

    await turn.change(said.number, rule)


async def aside(turn: Turn, said: Said) -> None:
    """Heard, but without me."""
    await _take(turn, said, Stance.ASIDE, said.text or None)


async def _take(turn: Turn, said: Said, stance: Stance, reason: str | None) -> None:
    assert said.number is not None
    kept = reason[:REASON_LIMIT] if reason else None
    await turn.change(
        said.number,
        lambda p, here: rounds.take_stance(p, turn.stance(p, stance=stance, reason=kept), here),
    )


async def unvote(turn: Turn, said: Said) -> None:
    """No stance any more."""
    assert said.number is not None

    def rule(proposal: Proposal, here: Circumstances) -> Ruling:
        if reviewing.is_asked(proposal, turn.speaker.id):
            return reviewing.take_back(turn, proposal)
        return rounds.unvote(proposal, turn.stance(proposal, stance=None, reason=None), here)

    await turn.change(said.number, rule)


async def resolved(turn: Turn, said: Said) -> None:
    """The objector's objection is met; or the proposer thinks it is, and the objector is asked."""
    assert said.number is not None
    by, objector = turn.speaker.id, said.objector
    if objector is not None and objector != by:
        await turn.change(said.number, lambda p, _here: rounds.ask_objector(p, by, objector))
        return
    await turn.change(
        said.number,
        lambda p, _here: rounds.resolve(p, turn.stance(p, stance=Stance.CONCERN, reason=None)),
    )


async def wipe_taps(turn: Turn, number: int) -> None:
    """An empty vote, or one for an answer that is none."""
    by = turn.speaker.id
    await turn.change(number, lambda p, here: rounds.retract_taps(p, by, here))


async def take_back(turn: Turn, number: int, source: str) -> None:
    """The message, vote or reaction `source` was removed."""
    await turn.change(number, lambda p, here: rounds.retract(p, source, here))


async def give_reason(turn: Turn, posted: Posted, text: str, *, is_reply: bool) -> bool:
    """Read a message under a card or question as the reason that was asked for.

    `is_reply`: it answers that very message; then anyone may say it for somebody else. An empty
    text is a voice message. Returns whether it was one.
    """
    number = int(posted.about[1:])
    proposal = await turn.proposal(number)
    if proposal is None or turn.member is None:
        return False
    objection = _waiting(proposal, turn.member.id)
    if objection is None and is_reply and posted.part == "question" and posted.member:
        objection = _waiting(proposal, posted.member)
    if objection is None:
        return False
    await _give(turn, number, objection, text)
    return True


async def give_reason_privately(turn: Turn, text: str) -> bool:
    """Read a private message as the reason, when exactly one is asked of its writer."""
    found = await _asked_for(turn)
    if len(found) != 1:
        return False
    await _give(turn, *found[0], text)
    return True


async def is_asked_for_a_reason(turn: Turn) -> bool:
    """Whether a reason of who speaks is waited for."""
    return bool(await _asked_for(turn))


async def _asked_for(turn: Turn) -> list[tuple[int, Objection]]:
    return [
        (number, objection)
        for number, proposal in (await turn.proposals()).items()
        if (objection := _waiting(proposal, turn.speaker.id))
    ]


async def _give(turn: Turn, number: int, objection: Objection, text: str) -> None:
    by = turn.speaker.id
    kept = text[:REASON_LIMIT]
    await turn.change(number, lambda p, here: rounds.give_reason(p, objection, by, kept, here))


def _waiting(proposal: Proposal, member: MemberId) -> Objection | None:
    for objection in proposal.standing():
        if objection.member == member and objection.state is ObjectionState.PENDING:
            return objection
    return None


# ------------------------------------------------------- what could be meant without a number


def answerable(proposal: Proposal, member: MemberId) -> bool:
    """A round in which this member can say something now."""
    if proposal.is_over:
        return False
    if member == proposal.concerned and proposal.lacks_a_yes:
        return True  # it takes their own yes
    if member not in {*proposal.roll, *proposal.came}:
        return False
    objects = any(objection.member == member for objection in proposal.standing())
    if proposal.is_settling:
        return objects or member in proposal.unheard
    if proposal.state is State.CONSENT or proposal.is_asked_once_more:
        return True
    return proposal.state in {State.INTEGRATING, State.AT_TABLE} and objects


def objected(proposal: Proposal, member: MemberId) -> bool:
    """An objection of this member stands, or one to their own proposal."""
    mine = any(objection.member == member for objection in proposal.standing())
    return mine or (proposal.author == member and bool(proposal.standing()))


def own_open(proposal: Proposal, member: MemberId) -> bool:
    """Their own proposal, before it is adopted."""
    return proposal.author == member and not proposal.is_over and not proposal.is_settling


def can_be_opened(proposal: Proposal, member: MemberId) -> bool:
    """Their own proposal that is talked about, or an urgent one: that is anybody's."""
    is_own = proposal.author == member and proposal.state is State.TALKING
    return is_own or urgent.can_be_asked_about(proposal)


def objectable(proposal: Proposal, member: MemberId) -> bool:
    """Something that this member can object to now, or what is urgent."""
    return answerable(proposal, member) or urgent.can_be_asked_about(proposal)


def is_open(proposal: Proposal, member: MemberId) -> bool:
    """Anything can still be said on it."""
    return not proposal.is_over
