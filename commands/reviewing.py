"""Looking at an agreement again: keep it, change it, or end it; typed or tapped."""

from __future__ import annotations

from commands.declare import Said
from commands.reading import echo
from commands.turn import Turn
from governance import outcomes, reviewing
from governance.facts import Answer, ReviewSaid
from governance.outcomes import Outcome, Refusal, Usage
from governance.proposals import Proposal
from governance.ruling import Change, Circumstances, Ruling, refused

ANSWERS: dict[str, Answer] = {
    **dict.fromkeys(("keep", "houden", "houd", "behouden"), Answer.KEEP),
    **dict.fromkeys(("change", "wijzigen", "wijzig", "veranderen"), Answer.CHANGE),
    **dict.fromkeys(("end", "stop", "stoppen", "beëindigen"), Answer.END),
}
"""The words of both languages always work."""


async def review(turn: Turn, said: Said) -> None:
    """What somebody says of an agreement in its review."""
    assert said.number is not None

    def rule(proposal: Proposal, here: Circumstances) -> Ruling:
        if over := ended_before(proposal, said):
            return refused(over)
        answer = _said(turn, said.answer, said.text or None, said.change)
        return reviewing.say(proposal, answer, here)

    await turn.change(said.number, rule)


async def tap(turn: Turn, number: int, answer: str | None) -> None:
    """A tap on the poll of a review; one for an answer that is none takes the earlier ones back."""
    known = {known.value: known for known in Answer}
    tapped = known.get(answer or "")

    def rule(proposal: Proposal, here: Circumstances) -> Ruling:
        if tapped is None:
            return reviewing.retract_taps(proposal, turn.speaker.id, here)
        return reviewing.say(proposal, _said(turn, tapped, None), here)

    await turn.change(number, rule)


def take_back(turn: Turn, proposal: Proposal) -> Ruling:
    """Nothing said any more: `!unvote A3`."""
    return reviewing.take_back(proposal, _said(turn, None, None))


def object_to(
    turn: Turn, proposal: Proposal, said: Said, reason: str | None, here: Circumstances
) -> Ruling:
    """A fresh objection to an agreement: `!object A3 …`."""
    if over := ended_before(proposal, said):
        return refused(over)
    return reviewing.object_to(proposal, _said(turn, Answer.CHANGE, None), reason, here)


def ended_before(proposal: Proposal, said: Said) -> Refusal | None:
    """The number that was typed is one that the proposal had before; another holds now."""
    for agreement in proposal.agreements[:-1]:
        if agreement.number == said.agreement and agreement.ended_at:
            return outcomes.AgreementIsOver(agreement.ref, agreement.ended_at)
    return None


def read_answer(said: Said, rest: str) -> tuple[Answer | Outcome | None, str]:
    """The first word as an answer, and what comes after it; nothing at all is left to the rule."""
    first, _, after = rest.partition(" ")
    if not first:
        return None, ""
    answer = ANSWERS.get(first.strip(".,:;!?").casefold())
    if answer is None:
        return outcomes.ReviewAnswerUnclear(echo(first), Usage(said.command.key)), ""
    return answer, after.strip()


def _said(
    turn: Turn, answer: Answer | None, text: str | None, change: Change | None = None
) -> ReviewSaid:
    effect, was = (change.effect, change.was) if change else (None, None)
    return ReviewSaid(
        turn.at,
        turn.speaker.id,
        answer,
        text,
        turn.via,
        turn.source,
        turn.said_by,
        effect=effect,
        was=was,
    )


def is_asked(proposal: Proposal, member: object) -> bool:
    """Somebody can say something in its review now."""
    review_ = proposal.holding.review if proposal.holding else None
    return review_ is not None and review_.successor is None
