"""The first questions of a new house within a turn at the desk: asked, answered, let go.

They end by themselves with the time in which a house sets itself up; nobody is reminded.
"""

from __future__ import annotations

from datetime import timedelta

from commands import effects
from commands.turn import Turn
from governance import guided_start
from governance.changing import SETTING_UP
from governance.guided_start import Start, fold_start
from governance.start_facts import StartFact, StartOver
from storage.transaction import Transaction

SUBJECT = "G"
"""The subject of the facts about them, and of the time at which they end."""

AFTER = timedelta(seconds=1)
"""Both ends of the time in which a house sets itself up belong to it."""


async def read(tx: Transaction, house_id: int) -> Start:
    """How far a house is with them. Raises ImpossibleHistory, UnreadableFact."""
    return fold_start(await tx.facts(house_id, SUBJECT))


async def begin(turn: Turn) -> None:
    """A house was born: it is asked the first one."""
    await _record(turn, guided_start.begin(await turn.members(), turn.now))
    await turn.tx.set_due(turn.house.id, SUBJECT, turn.house.born_at + SETTING_UP + AFTER)


async def go_on(turn: Turn) -> None:
    """What this turn answered needs no asking; the next one comes, or all is over."""
    start = await read(turn.tx, turn.house.id)
    by = turn.member.id if turn.member else None
    facts = guided_start.go_on(
        start,
        [(matter, by) for matter in dict.fromkeys(turn.settled)],
        await turn.members(),
        is_setting_up=effects.is_setting_up(turn),
        now=turn.now,
    )
    turn.settled = []
    await _record(turn, facts)
    if any(isinstance(fact, StartOver) for fact in facts):
        await turn.tx.set_due(turn.house.id, SUBJECT, None)


async def time_is_up(turn: Turn, subject: str) -> None:
    """The house does not set itself up any more."""
    await go_on(turn)


async def pass_over(turn: Turn) -> None:
    """The one that is open cannot be tapped any more: it is not asked twice."""
    if is_open := (await read(turn.tx, turn.house.id)).open:
        turn.settled.append(is_open.matter)


async def _record(turn: Turn, facts: tuple[StartFact, ...]) -> None:
    await turn.tx.record(turn.house.id, SUBJECT, facts, turn.source)
    turn.start_moved = turn.start_moved or bool(facts)
