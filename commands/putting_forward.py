"""Putting a proposal forward, changing it, asking about it, taking it back."""

from __future__ import annotations

from commands import about
from commands.declare import Said
from commands.turn import Turn
from governance import rounds, urgent
from governance.facts import ProposalKind


async def propose(turn: Turn, said: Said) -> None:
    """A text that is talked about first."""
    await _put_forward(turn, said, quick=False)


async def quick(turn: Turn, said: Said) -> None:
    """A text that is asked about at once."""
    await _put_forward(turn, said, quick=True)


async def try_(turn: Turn, said: Said) -> None:
    """An experiment: talked about as any other, and looked at after four weeks."""
    await _put_forward(turn, said, quick=False, kind=ProposalKind.EXPERIMENT)


async def tell_urgent(turn: Turn, said: Said) -> None:
    """Somebody acted, and tells: an agreement at once."""
    number = await turn.tx.next_proposal(turn.house.id)
    here = await turn.circumstances()
    await turn.begin(number, urgent.tell(number, turn.speaker.id, said.text, here))
    await about.ask_whether_it_is(turn, number)


async def _put_forward(
    turn: Turn, said: Said, *, quick: bool, kind: ProposalKind = ProposalKind.AGREEMENT
) -> None:
    number = await turn.tx.next_proposal(turn.house.id)
    here = await turn.circumstances()
    by, text = turn.speaker.id, said.text
    ruling = rounds.propose(number, by, text, quick=quick, here=here, kind=kind)
    await turn.begin(number, ruling)
    await about.ask_whether_it_is(turn, number)


async def open_round(turn: Turn, said: Said) -> None:
    """The talking is over: everyone is asked."""
    assert said.number is not None
    by, length = turn.speaker.id, said.duration
    await turn.change(said.number, lambda p, here: rounds.open_round(p, by, length, here))


async def amend(turn: Turn, said: Said) -> None:
    """A new version; outside talking everyone is asked again."""
    assert said.number is not None
    by, text = turn.speaker.id, said.text
    before = await turn.proposal(said.number)
    ruling = await turn.change(
        said.number, lambda p, here: rounds.amend(p, by, text, here, said.change)
    )
    if ruling.facts:
        await about.ask_whether_it_is(turn, said.number, before)


async def withdraw(turn: Turn, said: Said) -> None:
    """The proposer takes it back."""
    assert said.number is not None
    by = turn.speaker.id
    await turn.change(said.number, lambda p, here: rounds.withdraw(p, by, here))
