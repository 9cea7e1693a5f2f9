"""The mirror: who did what of late, for the house to look at."""

from __future__ import annotations

from commands import rota
from commands.declare import Said
from commands.turn import Turn
from governance.mirror import mirror
from governance.outcomes import NoRoles


async def show_mirror(turn: Turn, said: Said) -> None:
    """The last terms of each role, or of the one that was named."""
    await rota.catch_up(turn)
    roles = await rota.roles_of(turn)
    shown = (roles.roles[said.role],) if said.role else roles.live
    turn.tell(mirror(shown, turn.house.zone) if shown else NoRoles())
