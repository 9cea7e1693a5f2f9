"""`!change`: what the house changes in itself is put forward, or, while it sets up, is so at once.

The words are read where they come in (`read`), also those of a new version and of a review.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from commands import effects
from commands.change_words import NOBODY, Known, Read, read_change
from commands.declare import Said
from commands.turn import Turn
from governance import changing, outcomes, rounds
from governance.effects import Effect, Elect, collide
from governance.facts import Answer, ProposalKind
from governance.outcomes import NameLine, Outcome, Refusal
from governance.proposals import Proposal
from governance.ruling import Change


async def change(turn: Turn, said: Said) -> None:
    """Put a change of the house itself forward."""
    assert said.change is not None
    if effects.is_setting_up(turn):
        await effects.at_once(turn, said.change.effect, said.text)
        return
    number = await turn.tx.next_proposal(turn.house.id)
    here = await turn.circumstances()
    ruling = rounds.propose(
        number,
        turn.speaker.id,
        said.text,
        quick=False,
        here=here,
        kind=ProposalKind.STRUCTURE,
        change=said.change,
    )
    await turn.begin(number, ruling)


async def read(
    turn: Turn, said: Said, typed: str, words: Container[str], about: Proposal | None = None
) -> Said | Outcome:
    """A change as it was typed; `about`: the proposal it would be a new version of, or replace."""
    known = Known(
        roles=(await effects.house_now(turn)).roles,
        members=tuple(await turn.members()),
        mentioned=turn.mentioned,
        today=turn.now.astimezone(turn.house.zone).date(),
        commands=words,
    )
    found = read_change(typed, known)
    if not isinstance(found, Read):
        return found
    if refusal := await _why_not(turn, found.effect, about):
        return refusal
    was = changing.undo_of(found.effect, await effects.house_now(turn))
    return replace(said, text=found.text, change=Change(found.effect, was))


async def _why_not(turn: Turn, effect: Effect, about: Proposal | None) -> Refusal | None:
    house = await effects.house_now(turn)
    if isinstance(effect, Elect) and effect.member == NOBODY:
        role = house.roles.roles[effect.role]
        lines = tuple(map(NameLine, changing.candidates(role, house)))
        return outcomes.ElectWhom(effect.role, lines)
    if refusal := changing.why_not(effect, house):
        return refusal
    for other in (await turn.every_proposal()).values():
        is_same = about is not None and other.number == about.number
        theirs = other.version.effect
        if is_same or other.is_over or theirs is None:
            continue
        if collide(effect, theirs):
            return outcomes.OpenAlready(other.ref)
    return None


async def with_change(turn: Turn, said: Said, words: Container[str]) -> Said | Outcome:
    """A new wording of what changes the house itself is read as a change, not as a text."""
    if said.number is None or not said.text:
        return said
    proposal = await turn.proposal(said.number)
    if proposal is None or not proposal.is_structural:
        return said
    is_wording = said.command.key in {"amend", "outcome"} or said.answer is Answer.CHANGE
    if not is_wording or said.text == proposal.version.text:
        return said
    return await read(turn, said, said.text, words, proposal)
