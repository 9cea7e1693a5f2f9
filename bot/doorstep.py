"""Rooms and people that come and go: invites, houses that are born, members who join and leave."""

from __future__ import annotations

import structlog

from bot.room import Decline, Entered, Invited, Join, Joined, Left, Named, PutOut
from bot.turns import Ways, finish, say_outside, send, sent_at
from commands import house
from commands.turn import Turn
from governance import outcomes
from governance.outcomes import Outcome
from storage.records import House
from storage.transaction import Transaction

log = structlog.get_logger()


async def hear_invited(ways: Ways, tx: Transaction, invited: Invited) -> bool:
    """Asked into a room: by who may, or privately by somebody of a house here."""
    is_known = bool(await tx.houses_of(invited.account))
    may = ways.access.may_invite(invited.account) or (invited.is_private and is_known)
    if may:
        log.info("invite accepted", room=invited.room, by=invited.account)
    else:
        log.warning("invite declined", room=invited.room, by=invited.account)
    if may and invited.is_private:
        await tx.set_private_room(invited.account, invited.room)
    await send(ways, tx, invited.room, Join() if may else Decline())
    return True


async def hear_entered(ways: Ways, tx: Transaction, entered: Entered) -> bool:
    """The bot is in a room now: a house is born there, or it is somebody's private room."""
    owner = await tx.owner_of_private_room(entered.room)
    if owner is not None:
        is_known = bool(await tx.houses_of(owner))
        told: Outcome = outcomes.PrivateWelcome() if is_known else outcomes.PrivateStranger()
        houses = await tx.houses_of(owner)
        language = houses[0].language if houses else ways.defaults.language
        await say_outside(ways, tx, entered.room, told, language, None)
        return True
    known = await tx.house_in(entered.room)
    log.info("house entered" if known else "house born", room=entered.room)
    the_house = known or await _born(ways, tx, entered)
    turn = Turn(tx, the_house, ways.now(), entered.event, sent_at=ways.now())
    if known is not None:
        await tx.set_gone(known.id, None)
        await house.speaks_again(turn)
    if known is None:
        await house.welcome(turn, is_encrypted=entered.is_encrypted)
    for account, name in entered.people:
        is_professional = ways.access.is_professional(account)
        await house.join(turn, account, name, is_professional=is_professional)
    here = {account for account, _ in entered.people}
    for member in await tx.members(the_house.id):
        if member.is_here and member.account and member.account not in here:
            await house.leave(turn, member.account)
    await finish(ways, turn, entered.room)
    return True


async def _born(ways: Ways, tx: Transaction, entered: Entered) -> House:
    return await tx.make_house(
        room=entered.room,
        name=entered.name or "?",
        language=ways.defaults.language,
        timezone=ways.defaults.timezone,
        settings=ways.defaults.settings,
        at=ways.now(),
    )


async def hear_moved(ways: Ways, tx: Transaction, moved: PutOut | Joined | Left | Named) -> bool:
    """Somebody came, left or changed their name; the room got a name; the bot was put out."""
    the_house = await tx.house_in(moved.room)
    if the_house is None:
        if isinstance(moved, PutOut):
            await tx.forget_private_room(moved.room)
        return False
    turn = Turn(tx, the_house, ways.now(), moved.event, sent_at=sent_at(ways, moved.at))
    match moved:
        case PutOut():
            await tx.set_gone(the_house.id, ways.now())
            await house.falls_silent(turn)
        case Named():
            await tx.rename_house(the_house.id, moved.name or the_house.name)
        case Joined():
            is_professional = ways.access.is_professional(moved.account)
            await house.join(turn, moved.account, moved.name, is_professional=is_professional)
        case Left():
            await house.leave(turn, moved.account)
    await finish(ways, turn, moved.room)
    return True
