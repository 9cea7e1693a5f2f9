"""Rooms and people that come and go: invites, houses that are born, members who join and leave."""

from __future__ import annotations

import structlog

from bot.room import Decline, Entered, Invited, Join, Joined, Left, Moved, Named, PutOut
from bot.turns import Ways, finish, homes_of, say_outside, send, sent_at
from commands import guided_start, house
from commands.turn import Turn
from governance import outcomes
from governance.outcomes import Outcome
from storage.records import House
from storage.transaction import Transaction

log = structlog.get_logger()


async def hear_invited(ways: Ways, tx: Transaction, invited: Invited) -> bool:
    """Asked into a room: by who may, or privately by somebody of a house here."""
    is_known = bool(await tx.houses_of(invited.account))
    is_awaited = bool(await tx.houses_bound_for(invited.room))
    the_house = await tx.house_in(invited.room)
    if await tx.is_private_with_another(invited.room):
        log.warning("invite declined", room=invited.room, by=invited.account, why="in use")
        await send(ways, tx, invited.room, Decline())
        return True
    if the_house and not the_house.is_gone:
        # Nobody is asked into a room they are in: that the bot was put out went unseen.
        at = sent_at(ways, invited.at)
        await _is_out(Turn(tx, the_house, ways.now(), invited.event, sent_at=at))
    may = ways.access.may_invite(invited.account) or (invited.is_private and is_known)
    may = may or is_awaited
    if may:
        log.info("invite accepted", room=invited.room, by=invited.account)
    else:
        log.warning("invite declined", room=invited.room, by=invited.account)
    is_private = may and invited.is_private and not is_awaited and the_house is None
    is_private = is_private and not await tx.house_of_another(invited.room)
    if is_private:
        await tx.set_private_room(invited.account, invited.room)
    join = Join(private_with=invited.account if is_private else None)
    await send(ways, tx, invited.room, join if may else Decline())
    return True


async def hear_entered(ways: Ways, tx: Transaction, entered: Entered) -> bool:
    """The bot is in a room now: a house's, to be born there or known, or somebody's private one."""
    if await tx.is_leaving(entered.room):
        return False  # who it was for was forgotten
    if entered.is_own:
        await _opened_it(ways, tx, entered)
        return True
    if known := await tx.house_in(entered.room):
        await _comes_back(ways, tx, entered, known)
    elif other := await _served_by_another(tx, entered):
        await _meet(ways, tx, entered, other)
    elif await tx.is_private_with_another(entered.room):
        await send(ways, tx, entered.room, Decline())
    elif (bound := await tx.houses_bound_for(entered.room)) or (
        await tx.went_on_its_own(entered.room)
    ):
        await _arrived(ways, tx, entered, bound)
    elif owner := await _owner_of(tx, entered):
        await _greet_privately(ways, tx, entered.room, owner)
    else:
        await _begin(ways, tx, entered)
    return True


async def _owner_of(tx: Transaction, entered: Entered) -> str | None:
    """Whose private room it is, where it is one."""
    owner = await tx.owner_of_private_room(entered.room)
    if owner is None and entered.is_private and entered.people:
        owner = entered.people[0][0]  # known from before, by the account's own list
        await tx.set_private_room(owner, entered.room)
    return owner


async def _comes_back(ways: Ways, tx: Transaction, entered: Entered, known: House) -> None:
    log.info("house entered", room=entered.room)
    turn = _turn(ways, tx, known, entered)
    await _see_who_came(ways, turn, entered)
    await _see_who_left(turn, entered)
    await _is_in(turn)
    await finish(ways, turn, entered.room)


async def _begin(ways: Ways, tx: Transaction, entered: Entered) -> None:
    """A house is born; not by two accounts that were asked in at once."""
    await tx.hold_hallway()
    if other := await _served_by_another(tx, entered):
        await _go_again(ways, tx, entered, other)
        return
    log.info("house born", room=entered.room)
    turn = _turn(ways, tx, await _born(ways, tx, entered), entered)
    turn.now = turn.sent_at = turn.house.born_at  # who is there now was there from the start
    await house.welcome(turn, is_encrypted=entered.is_encrypted)
    await _see_who_came(ways, turn, entered)
    await house.begin(turn, ways.defaults.roles)
    if ways.defaults.first_questions:
        await guided_start.begin(turn)
    await _see_who_left(turn, entered)
    await _is_in(turn)
    await finish(ways, turn, entered.room)


async def _served_by_another(tx: Transaction, entered: Entered) -> House | None:
    """The house that another account serves: of this room, or of the one that it goes on from."""
    of_here = await tx.house_of_another(entered.room)
    return of_here or (await tx.house_of_another(entered.follows) if entered.follows else None)


async def _meet(ways: Ways, tx: Transaction, entered: Entered, other: House) -> None:
    """A house has one Kring: the first. Where that is not in the room any more, this one goes on.

    Nobody can serve a house from outside; and who puts the one out and asks the other in, as they
    do with any guest, means just that.
    """
    here = {account for account, _ in entered.people} | set(entered.expected)
    if other.room == entered.room and other.account not in here:
        await _take_over(ways, tx, entered, other)
    else:
        await _go_again(ways, tx, entered, other)


async def _go_again(ways: Ways, tx: Transaction, entered: Entered, other: House) -> None:
    log.warning("house of another account", room=entered.room, serves=other.account)
    is_its_room = other.room == entered.room
    who = outcomes.AnotherIsHere if is_its_room else outcomes.AnotherComesAlong
    await say_outside(ways, tx, entered.room, who(other.account), other.language, None)
    await send(ways, tx, entered.room, Decline())


async def _take_over(ways: Ways, tx: Transaction, entered: Entered, other: House) -> None:
    log.info("house taken over", room=entered.room, before=other.account)
    turn = _turn(ways, tx, await tx.take_over(other.id, ways.now()), entered)
    turn.tell(outcomes.KringChanged())
    await guided_start.pass_over(turn)
    await _see_who_came(ways, turn, entered)
    await _see_who_left(turn, entered)
    await _goes_on(turn)
    await finish(ways, turn, entered.room)


async def _goes_on(turn: Turn) -> None:
    """What is open is asked again: where it was asked before, nobody can answer it any more."""
    await _is_in(turn)
    open_ones = {n: p for n, p in (await turn.every_proposal()).items() if not p.is_at_rest}
    turn.changed |= set(open_ones)
    turn.wheel_moved = True  # what is looked at is asked again here
    for proposal in open_ones.values():
        await house.ask_for_reasons_again(turn, proposal)


async def _opened_it(ways: Ways, tx: Transaction, entered: Entered) -> None:
    """What made the bot open it is said there next; a greeting would be in the way."""
    for account in [*(account for account, _ in entered.people), *entered.expected][:1]:
        if await tx.selves(account):
            await tx.set_private_room(account, entered.room)
        else:
            await send(ways, tx, entered.room, Decline())  # they were forgotten meanwhile


async def _arrived(ways: Ways, tx: Transaction, entered: Entered, bound: list[House]) -> None:
    """The room that a house was to go on in: it does, if that room says so too."""
    followed = next((one for one in bound if one.room == entered.follows), None)
    for other in bound:
        await tx.set_successor(other.id, None)
    if followed is None:
        log.warning("move refused", room=entered.room, follows=entered.follows)
        await send(ways, tx, entered.room, Decline())
        return
    log.info("house moved", room=entered.room, before=followed.room)
    await send(ways, tx, followed.room, Decline())
    await tx.move_house(followed.id, entered.room, ways.now())
    turn = _turn(ways, tx, await tx.house(followed.id), entered)
    turn.tell(outcomes.MovedHere())
    await guided_start.pass_over(turn)
    # The bot is quick to follow, people are not: nobody has left for not being there yet, or what
    # is open would be agreed by who came first.
    await _see_who_came(ways, turn, entered)
    await house.waits_for_the_rest(turn, {account for account, _ in entered.people})
    await _goes_on(turn)
    await finish(ways, turn, entered.room)


async def _is_in(turn: Turn) -> None:
    """The bot is in the room: time goes on."""
    await turn.tx.set_gone(turn.house.id, None)
    await house.speaks_again(turn)


async def _is_out(turn: Turn) -> None:
    """The bot was put out: from that moment on, whenever it hears of it."""
    await turn.tx.set_gone(turn.house.id, turn.at)
    await house.falls_silent(turn)


def _turn(ways: Ways, tx: Transaction, the_house: House, entered: Entered) -> Turn:
    return Turn(tx, the_house, ways.now(), entered.event, sent_at=ways.now())


async def _greet_privately(ways: Ways, tx: Transaction, room: str, owner: str) -> None:
    houses = await homes_of(tx, owner)
    told: Outcome = outcomes.PrivateWelcome() if houses else outcomes.PrivateStranger()
    language = houses[0].language if houses else ways.defaults.language
    await say_outside(ways, tx, room, told, language, None)


async def _see_who_came(ways: Ways, turn: Turn, entered: Entered) -> None:
    """Who is in the room is a member; not another account of the bot, which goes again."""
    bots = await turn.tx.accounts()
    for account, name in entered.people:
        if account in bots or await turn.tx.is_forgotten(turn.house.id, account):
            continue
        is_professional = ways.access.is_professional(account)
        await house.join(turn, account, name, is_professional=is_professional)


async def _see_who_left(turn: Turn, entered: Entered) -> None:
    """Who is neither in the room nor asked into it has left."""
    here = {account for account, _ in entered.people} | set(entered.expected)
    for member in await turn.tx.members(turn.house.id):
        if member.is_here and member.account and member.account not in here:
            await house.leave(turn, member.account)


async def _born(ways: Ways, tx: Transaction, entered: Entered) -> House:
    return await tx.make_house(
        room=entered.room,
        name=entered.name or "?",
        language=ways.defaults.language,
        timezone=ways.defaults.timezone,
        settings=ways.defaults.settings,
        at=ways.now(),
    )


async def hear_moved(
    ways: Ways, tx: Transaction, moved: PutOut | Moved | Joined | Left | Named
) -> bool:
    """People came, left, got another name; the room was named or closed; the bot was put out."""
    the_house = await tx.house_in(moved.room)
    if the_house is None:
        is_left = isinstance(moved, Left) and moved.account == (
            await tx.owner_of_private_room(moved.room)
        )
        if isinstance(moved, PutOut) or is_left:
            await tx.forget_private_room(moved.room)
        return False
    turn = Turn(tx, the_house, ways.now(), moved.event, sent_at=sent_at(ways, moved.at))
    match moved:
        case PutOut():
            await _is_out(turn)
        case Moved():
            await _follow(ways, turn, moved)
        case Named():
            await tx.rename_house(the_house.id, moved.name or the_house.name)
        case Joined() if await tx.is_forgotten(the_house.id, moved.account):
            return False  # still there, under whatever name
        case Joined() if moved.account in await tx.accounts():
            return False  # another account of the bot, which goes again
        case Joined():
            is_professional = ways.access.is_professional(moved.account)
            await house.join(
                turn,
                moved.account,
                moved.name,
                is_professional=is_professional,
                is_greeted=True,
            )
        case Left():
            await tx.end_forgetting(the_house.id, moved.account)
            await house.leave(turn, moved.account)
    await finish(ways, turn, moved.room)
    return True


async def _follow(ways: Ways, turn: Turn, moved: Moved) -> None:
    """The house's room was closed: go where it points to, and look there before moving in.

    The letter bears the house's name: into that room the bot was not asked.
    """
    tx = turn.tx
    is_taken = await tx.house_in(moved.to) or await tx.owner_of_private_room(moved.to)
    is_taken = is_taken or await tx.house_of_another(moved.to)
    if is_taken or await tx.is_private_with_another(moved.to):
        log.warning("move refused", room=moved.to, house=turn.house.id, why="in use")
        return
    log.info("house is on its way", room=moved.to, by=moved.account)
    await tx.set_successor(turn.house.id, moved.to)
    await send(ways, tx, moved.to, Join(known_to=moved.account), house_id=turn.house.id)
