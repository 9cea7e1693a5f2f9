"""Putting a proposal forward, changing it, asking about it, taking it back."""

from __future__ import annotations

from commands.declare import Said
from commands.turn import Turn
from governance import rounds


async def propose(turn: Turn, said: Said) -> None:
    """A text that is talked about first."""
    await _put_forward(turn, said, quick=False)


async def quick(turn: Turn, said: Said) -> None:
    """A text that is asked about at once."""
    await _put_forward(turn, said, quick=True)


async def _put_forward(turn: Turn, said: Said, *, quick: bool) -> None:
    number = await turn.tx.next_proposal(turn.house.id)
    here = await turn.circumstances()
    ruling = rounds.propose(number, turn.speaker.id, said.text, quick=quick, here=here)
    await turn.begin(number, ruling)


async def open_round(turn: Turn, said: Said) -> None:
    """The talking is over: everyone is asked."""
    assert said.number is not None
    by, length = turn.speaker.id, said.duration
    await turn.change(said.number, lambda p, here: rounds.open_round(p, by, length, here))


async def amend(turn: Turn, said: Said) -> None:
    """A new version; outside talking everyone is asked again."""
    assert said.number is not None
    by, text = turn.speaker.id, said.text
    await turn.change(said.number, lambda p, here: rounds.amend(p, by, text, here))


async def withdraw(turn: Turn, said: Said) -> None:
    """The proposer takes it back."""
    assert said.number is not None
    by = turn.speaker.id
    await turn.change(said.number, lambda p, here: rounds.withdraw(p, by, here))
