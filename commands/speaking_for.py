"""Speaking for somebody without an account, in the open (design §3, *Speaking for*)."""

from __future__ import annotations

from commands.declare import Said
from commands.turn import Turn
from governance import outcomes, speaking
from governance.members import Member
from governance.outcomes import Audience, Outcome, ReviewNoted, StanceNoted, StanceWiped
from storage.records import Posted

SPOKEN = frozenset({"consent", "concern", "object", "aside", "unvote", "resolved", "review"})
"""The commands that can be given for somebody."""


async def speak_for(turn: Turn, said: Said) -> None:
    """Give a command for somebody; the room reads who said it."""
    assert said.member is not None
    assert said.inner is not None
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
