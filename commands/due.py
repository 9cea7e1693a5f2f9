"""What time does: one row for each kind of due time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from commands import flags, guided_start, house, nudges, presence, questions, rota, wheel
from commands.turn import Turn

Handler = Callable[[Turn, str], Awaitable[None]]


async def proposal_is_due(turn: Turn, subject: str) -> None:
    """Talking, a round, the wait for a reason, or a grace is over."""
    await turn.catch_up(int(subject[1:]))


async def role_is_due(turn: Turn, subject: str) -> None:
    """A term is to be told, or starts."""
    await rota.catch_up(turn)


async def flag_is_due(turn: Turn, subject: str) -> None:
    """The house hears what those concerned have known for a while."""
    if turn.house.silent_since is None:
        await rota.catch_up(turn)
        await flags.house_hears(turn, await rota.roles_of(turn))


async def wheel_is_due(turn: Turn, subject: str) -> None:
    """It is the day of the year, or the hour of a day on which the wheel turns."""
    await rota.catch_up(turn)
    await wheel.catch_up(turn)


DUE: dict[str, Handler] = {
    "P": proposal_is_due,
    rota.SUBJECT: role_is_due,
    flags.SUBJECT: flag_is_due,
    nudges.SUBJECT: nudges.send,
    questions.SUBJECT: questions.week_is_over,
    wheel.SUBJECT: wheel_is_due,
    presence.DUE: presence.look,
    house.STAYED_BEHIND: house.waits_no_longer,
    guided_start.SUBJECT: guided_start.time_is_up,
}
"""By the first letter of the subject that is due."""


async def act(turn: Turn, subject: str) -> None:
    """Do what is due, and see that it is not due again at the same time."""
    await turn.tx.set_due(turn.house.id, subject, None)
    await DUE[subject[0]](turn, subject)
