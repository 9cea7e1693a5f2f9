"""Speaking for somebody without an account, in the open (design §3, *Speaking for*)."""

from __future__ import annotations

from dataclasses import replace

from commands import rota
from commands.declare import Said
from commands.turn import Turn
from governance import outcomes, speaking
from governance.members import Member
from governance.outcomes import (
    Audience,
    HandoverKept,
    NameAsTyped,
    Outcome,
    ReviewNoted,
    StanceNoted,
    StanceWiped,
    UnwillingNoted,
    Usage,
    WhichTurn,
    WillingNoted,
)
from storage.records import Posted

ANSWERS = frozenset({"consent", "concern", "object", "aside", "unvote", "resolved", "review"})
"""What answers a proposal, or takes the answer back."""

TURNS = frozenset({"willing", "unwilling", "pass", "take", "swap", "handover"})
"""What somebody does with a turn in a role."""

SPOKEN = ANSWERS | TURNS
"""The commands that can be given for somebody."""

OF_TURNS = (
    outcomes.TurnMovedOn,
    outcomes.TurnsTold,
    outcomes.StandsIn,
    outcomes.TurnTaken,
    outcomes.Swapped,
)
"""What the room reads when somebody does something with a turn."""


async def speak_for(turn: Turn, said: Said) -> None:
    """Give a command for somebody; the room reads who said it."""
    assert said.member is not None
    assert said.inner is not None
    if said.inner.command.key in TURNS:
        await rota.catch_up(turn)  # what time did is nobody's word
    told, turn.outcomes = turn.outcomes, []
    with turn.speaking_for(said.member):
        await said.inner.command.run(turn, said.inner)
    for outcome in turn.outcomes:
        told.append(await _openly(turn, said.member, outcome, said.inner))
    turn.outcomes = told


async def _openly(turn: Turn, member: Member, outcome: Outcome, inner: Said) -> Outcome:
    by = turn.speaker.id
    match outcome:
        case StanceNoted(proposal=ref, stance=stance):
            version = (await turn.known(int(ref[1:]))).version.number
            return outcomes.SpokenFor(ref, member.id, by, stance, version)
        case ReviewNoted(agreement=agreement, answer=answer, has_text=has_text) if inner.number:
            known = await turn.known(inner.number)
            version, ref = known.version.number, known.ref
            return outcomes.SpokenReview(
                ref, agreement, member.id, by, answer, inner.text, has_text, version
            )
        case StanceWiped(proposal=ref):
            return outcomes.SpokenWiped(ref, member.id, by)
        case WillingNoted(role=role) | UnwillingNoted(role=role):
            is_willing, name = isinstance(outcome, WillingNoted), NameAsTyped(member.id)
            return outcomes.SpokenWilling(role, member.id, by, is_willing, name)
        case HandoverKept(role=role):
            return outcomes.SpokenHandover(role, member.id, by, inner.text)
        case WhichTurn(usage=usage):
            return outcomes.AboutThem(member.id, replace(outcome, usage=Usage(f"for {usage}")))
        case _ if isinstance(outcome, OF_TURNS):
            return outcomes.RoleSaidFor(member.id, by, outcome)
        case _ if outcome.audience is Audience.ASKER:
            return outcomes.AboutThem(member.id, outcome)
    return outcome


async def not_so(turn: Turn, posted: Posted) -> bool:
    """A hand at such a line, by anybody in the house: what was said for them is void."""
    if posted.member is None:
        return False
    about, version, member = int(posted.about[1:]), posted.version, posted.member
    ruling = await turn.change(about, lambda p, here: speaking.not_so(p, version, member, here))
    return bool(ruling.facts)
