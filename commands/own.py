"""What somebody asks about themselves: what is held of them, and to be forgotten."""

from __future__ import annotations

from datetime import timedelta

from commands.declare import Said
from commands.reading import clean, echo
from commands.turn import Turn
from governance import outcomes
from governance.members import MemberId

LASTS = timedelta(hours=1)
"""How long the question waits whether somebody is sure."""

YES = frozenset({"yes", "ja", "y", "j"})
NO = frozenset({"no", "nee", "n", "liever niet", "rather not", "stop"})


async def mydata(turn: Turn, said: Said) -> None:
    """All that is held of them, in all their houses, as a file."""
    turn.tell(outcomes.MyData())


async def forgetme(turn: Turn, said: Said) -> None:
    """First what will happen; then, when they are sure, it does."""
    asked_at = await turn.tx.asked_to_forget(_account(turn))
    is_sure = said.text.casefold().strip(" .!") in YES
    if is_sure and asked_at is not None and turn.at <= asked_at + LASTS:
        turn.forgets = True
        return
    selves = await turn.tx.selves(_account(turn))
    houses = [await _house(turn, house_id, ids) for house_id, ids in selves.items()]
    turn.tell(outcomes.ForgetQuestion(tuple(houses)))


async def is_asked(turn: Turn, text: str) -> bool:
    """A bare yes or no within the hour of the question: not enough for what cannot be undone."""
    if turn.speaker.account is None or text.casefold().strip(" .!") not in YES | NO:
        return False
    asked_at = await turn.tx.asked_to_forget(turn.speaker.account)
    return asked_at is not None and turn.at <= asked_at + LASTS


async def _house(turn: Turn, house_id: int, selves: list[MemberId]) -> outcomes.OwnHouse:
    house = await turn.tx.house(house_id)
    is_here = any(
        one.is_here for one in await turn.tx.members(house_id) if one.id in selves and one.account
    )
    return outcomes.OwnHouse(echo(clean(house.name)), is_here)


def _account(turn: Turn) -> str:
    assert turn.speaker.account is not None
    return turn.speaker.account
