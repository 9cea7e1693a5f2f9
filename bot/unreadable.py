"""What could not be decrypted: after a minute one kind line, once, and in the end it is let go."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.turns import Ways, finish, homes_of, say_outside
from commands.turn import Turn
from governance import outcomes
from storage.records import Held
from storage.transaction import Transaction

log = structlog.get_logger()

PATIENCE = timedelta(minutes=1)
"""How long a key may take before the bot asks to say it again."""

KEPT = timedelta(days=30)
"""How long an event waits for its key."""


async def due_at(tx: Transaction) -> datetime | None:
    """When somebody will have to be asked; None while everything can be read."""
    first = await tx.first_unread()
    return first + PATIENCE if first else None


async def let_go(tx: Transaction, now: datetime) -> None:
    """What was held for very long will never be read."""
    gone = await tx.forget_held(now - KEPT)
    if gone:
        log.warning("undecryptable events let go", events=gone)


async def unread(tx: Transaction, now: datetime) -> list[Held]:
    """What one person wrote in one room and could not be read for a minute; empty: nothing."""
    found = await tx.unread_since(now - PATIENCE)
    return [one for one in found if _whose(one) == _whose(found[0])]


async def ask_again(ways: Ways, tx: Transaction, unread: list[Held]) -> None:
    """Ask who wrote this to send it once more, and only once while any of it is held."""
    if not await tx.was_asked_again(*_whose(unread[0])):
        await _ask(ways, tx, unread[0])
    await settle(tx, unread, ways.now())


async def settle(tx: Transaction, unread: list[Held], now: datetime) -> None:
    """Nobody needs to be asked about these any more."""
    for held in unread:
        await tx.mark_told(held.event, now)


def _whose(held: Held) -> tuple[str, str]:
    return held.room, held.account


async def _ask(ways: Ways, tx: Transaction, held: Held) -> None:
    the_house = await tx.house_in(held.room)
    if the_house is None:
        await _ask_privately(ways, tx, held)
        return
    member = await tx.member_by_account(the_house.id, held.account)
    if member is None or not member.is_here:
        return
    log.warning("undecryptable", event_id=held.event, room=held.room, by=held.account)
    turn = Turn(tx, the_house, ways.now(), f"unread {held.event}", sent_at=ways.now())
    turn.tell(outcomes.CannotRead(member.id))
    await finish(ways, turn, held.room)


async def _ask_privately(ways: Ways, tx: Transaction, held: Held) -> None:
    houses = await homes_of(tx, held.account)
    if houses and await tx.owner_of_private_room(held.room) == held.account:
        told = outcomes.CannotReadYou()
        await say_outside(ways, tx, held.room, told, houses[0].language, None)
