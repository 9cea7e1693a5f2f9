"""How the desk of this bot works, and how a turn at it begins and ends."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import forgetting, speech
from bot.delivery import Delivery
from bot.downtime import NOTICEABLE, Downtime
from bot.looks import OWN_NAME, shown_names
from bot.noticeboard import Noticeboard
from bot.role_polls import show_role_polls
from bot.room import Capabilities, Heard, Message, Outgoing, Reaction, Redaction, Say, Vote, pack
from bot.start_polls import show_start
from commands import effects, guided_start, house, nudges, presence, rota, wheel
from commands.turn import Turn
from governance.facts import Via
from governance.members import Member
from governance.outcomes import Audience, CameLate, Outcome
from governance.proposals import Proposal
from governance.role_facts import RoleName
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from governance.settings import Settings
from storage.records import House, Parcel
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class HouseDefaults:
    """What a new house is born with."""

    language: str = "en"
    timezone: str = "Europe/Amsterdam"
    prefix: str = "!"
    settings: Settings = field(default_factory=Settings)
    roles: tuple[tuple[RoleName, Wanted], ...] = ((CHAIR, Wanted()),)
    first_questions: bool = True
    """It is asked how it would like to begin."""


@dataclass(frozen=True, slots=True)
class Access:
    """Patterns over whole accounts; `*` stands for any text."""

    invite_from: tuple[str, ...] = ()
    professionals: tuple[str, ...] = ()

    def may_invite(self, account: str) -> bool:
        """Whether this account may ask the bot into a room."""
        return _matches(account, self.invite_from)

    def is_professional(self, account: str) -> bool:
        """Whether the configuration names this account as a professional."""
        return _matches(account, self.professionals)


def _matches(account: str, patterns: tuple[str, ...]) -> bool:
    escaped = (pattern.replace("[", "[[]").replace("?", "[?]") for pattern in patterns)
    return any(fnmatch.fnmatchcase(account, pattern) for pattern in escaped)


@dataclass(frozen=True, slots=True)
class Ways:
    """What is the same for every turn of one bot."""

    now: Callable[[], datetime]
    defaults: HouseDefaults = field(default_factory=HouseDefaults)
    access: Access = field(default_factory=Access)
    capabilities: Capabilities = field(default_factory=Capabilities)
    downtime: Callable[[], Downtime | None] = lambda: None
    """The one that makes late what comes now."""
    own_name: str = OWN_NAME
    """What the bot is called in its rooms; it calls itself Kring in any case."""


async def open_turn(
    ways: Ways,
    tx: Transaction,
    heard: Message | Vote | Reaction | Redaction,
    via: Via = Via.COMMAND,
    among: House | None = None,
) -> Turn | None:
    """A turn for who spoke, or None where the speaker is no member of a house here.

    `among`: which of several houses is meant, privately, where the message does not say it itself.
    """
    the_house, is_private = await tx.house_in(heard.room), False
    if the_house is None and await tx.owner_of_private_room(heard.room) == heard.account:
        the_house, is_private = among or await _by_itself(tx, heard), True
    if the_house is None:
        return None
    turn = Turn(
        tx=tx,
        house=the_house,
        now=ways.now(),
        source=heard.event,
        sent_at=sent_at(ways, heard.at),
        via=via,
        is_private=is_private,
        mentioned=heard.mentions if isinstance(heard, Message) else (),
    )
    if isinstance(heard, Message) and not is_private:
        await _may_be_new_again(ways, turn, heard)
    turn.member = await tx.member_by_account(the_house.id, heard.account)
    if turn.member is None or not turn.member.is_here:
        return None
    await presence.notice(turn)
    return turn


async def _may_be_new_again(ways: Ways, turn: Turn, message: Message) -> None:
    """Who was forgotten, and stayed in the room, says something there: somebody new."""
    if message.edits or not await turn.tx.is_forgotten(turn.house.id, message.account):
        return
    await turn.tx.end_forgetting(turn.house.id, message.account)
    await house.join(
        turn,
        message.account,
        message.called or message.account.removeprefix("@").partition(":")[0],
        is_professional=ways.access.is_professional(message.account),
        is_greeted=True,
    )
    turn.is_new_again = True


async def open_own_turn(ways: Ways, tx: Transaction, message: Message) -> Turn | None:
    """A turn for who asks privately about themselves, also where they live in several houses.

    Or in none any more: what is held of them is theirs all the same.
    """
    if await tx.owner_of_private_room(message.room) != message.account:
        return None
    homes = await homes_of(tx, message.account)
    if not homes:
        left = sorted(await tx.selves(message.account), reverse=True)
        homes = [await tx.house(one) for one in left]
        homes.sort(key=lambda one: one.account != tx.me)
    if not homes:
        return None
    return Turn(
        tx=tx,
        house=homes[0],
        now=ways.now(),
        source=message.event,
        member=await tx.member_by_account(homes[0].id, message.account),
        sent_at=sent_at(ways, message.at),
        is_private=True,
    )


async def _by_itself(tx: Transaction, heard: Message | Vote | Reaction | Redaction) -> House | None:
    """Said privately: the house whose words it answers, else the only one."""
    if said_by := await whose_words(tx, heard):
        return next((one for one in await tx.houses_of(heard.account) if one.id == said_by), None)
    homes = await homes_of(tx, heard.account)
    return homes[0] if len(homes) == 1 else None


async def whose_words(tx: Transaction, heard: Message | Vote | Reaction | Redaction) -> int | None:
    """The house of which the bot's message is that this is about, in the same room."""
    for reference in answered(heard):
        houses = await tx.houses_that_said(reference, heard.room)
        if len(houses) == 1:
            return houses.pop()
    return None


async def homes_of(tx: Transaction, account: str) -> list[House]:
    """Where somebody lives; houses that the bot was put out of only where there is no other."""
    houses = await tx.houses_of(account)
    return [one for one in houses if not one.is_gone] or houses


async def finish(ways: Ways, turn: Turn, room: str) -> None:
    """What the turn told and changed goes to the outbox, in the same transaction."""
    others = await forgetting.forget(turn) if turn.forgets else []
    is_time = turn.sent_at is None
    turn.tx.asked_by = turn.member.id if turn.member else None
    await _follow(turn)
    settings, zone = turn.house.settings, turn.house.zone
    not_before = settings.quiet_until(turn.now, zone) if is_time else turn.now
    listener = _listener(ways, turn.house, await turn.members(), turn.now)
    delivery = Delivery(turn, room, listener, not_before, ways.capabilities, by_clock=is_time)
    board = Noticeboard(
        turn.tx, turn.house, listener, not_before, ways.capabilities, by_clock=is_time
    )
    changed = [await turn.known(number) for number in sorted(turn.changed)]
    known = [proposal for proposal in changed if await board.has_card(proposal)]
    await delivery.deliver_what_comes_first()
    if (downtime := ways.downtime()) and _came_late(
        turn,
        downtime,
        not_before,
        has_cards=any(p not in known and not p.is_hidden for p in changed),
    ):
        await _own_up(delivery, downtime)
    for proposal in changed:
        await turn.tx.share(turn.house.id, proposal.ref)
        if not is_time:
            await turn.tx.hurry(turn.house.id, proposal.ref, turn.now)
        if proposal not in known:
            await board.show(proposal, None)  # what is told about a proposal comes after its card
    if turn.wheel_moved and not is_time:
        await turn.tx.hurry(turn.house.id, wheel.SUBJECT, turn.now)
    await delivery.deliver()
    await _show_what_is_known(board, turn, known)
    for other in others:
        with turn.tx.speaking_as(other.house.account):
            await finish(ways, other, other.house.room)


async def _show_what_is_known(board: Noticeboard, turn: Turn, known: list[Proposal]) -> None:
    """Cards and polls that hang already, as they are now."""
    for proposal in known:
        await board.show(proposal, turn.before.get(proposal.number))
    for number in sorted(turn.renamed):
        await board.show_again(await turn.known(number))
    if turn.wheel_moved:
        await show_role_polls(board, await wheel.wheels_of(turn))
    if turn.start_moved:
        await show_start(board, await guided_start.read(turn.tx, turn.house.id))


def _came_late(turn: Turn, downtime: Downtime, not_before: datetime, *, has_cards: bool) -> bool:
    """Whether what the room hears of this turn comes noticeably later than it would have."""
    is_said = has_cards or any(
        outcome.audience is Audience.ROOM
        or (outcome.audience is Audience.ASKER and not turn.is_private and turn.via is Via.COMMAND)
        for outcome in turn.outcomes
    )
    if turn.sent_at is not None:
        return is_said and downtime.delayed(turn.sent_at, turn.now)
    if turn.due_at is None or not is_said:
        return False
    settings, zone = turn.house.settings, turn.house.zone
    if not downtime.delayed(turn.due_at, turn.now):
        return False
    return not_before - settings.quiet_until(turn.due_at, zone) >= NOTICEABLE


async def _own_up(delivery: Delivery, downtime: Downtime) -> None:
    turn = delivery.turn
    once = f"late in {turn.house.id} since {downtime.name}"
    if turn.house.silent_since is None and not await turn.tx.is_handled(once):
        await turn.tx.mark_handled(once, turn.now)
        await delivery.own_up(CameLate(downtime.since))


async def say_it_came_late(ways: Ways, turn: Turn, downtime: Downtime) -> None:
    """The room hears why what was said just now, or comes now, is late."""
    listener = _listener(ways, turn.house, await turn.members(), turn.now)
    room = turn.house.room
    delivery = Delivery(turn, room, listener, turn.now, ways.capabilities, by_clock=False)
    await _own_up(delivery, downtime)


async def _follow(turn: Turn) -> None:
    """What comes of the turn elsewhere in the house, before it is told."""
    await effects.take_effect(turn)
    if turn.has_closed:
        await presence.plan(turn)
    if turn.has_agreed:
        await wheel.plan(turn)
    if turn.settled or turn.has_adopted:
        await guided_start.go_on(turn)
    if turn.has_other_people:
        await rota.catch_up(turn)


async def finish_what_time_did(ways: Ways, turn: Turn, room: str) -> bool:
    """A stray tap does nothing, but a round may have closed while looking at it."""
    has_done = bool(turn.changed) or turn.wheel_moved
    if has_done:
        await finish(ways, turn, room)
    return has_done


async def finish_a_tap_in_vain(ways: Ways, turn: Turn, room: str) -> bool:
    """Somebody tapped who does not decide: who works here is told so, privately and once."""
    await nudges.explain_the_vote(turn)
    if not turn.outcomes:
        return await finish_what_time_did(ways, turn, room)
    await finish(ways, turn, room)
    return True


def _listener(
    ways: Ways, the_house: House, members: list[Member], now: datetime
) -> speech.Listener:
    return speech.Listener(
        language=the_house.language,
        zone=the_house.zone,
        now=now,
        names=shown_names(members, ways.own_name),
        prefix=ways.defaults.prefix,
    )


async def say_outside(
    ways: Ways, tx: Transaction, room: str, told: Outcome, language: str, reply_to: str | None
) -> None:
    """Say something where no house's turn is: to a stranger, or after a crash."""
    zone = ZoneInfo(ways.defaults.timezone)
    listener = speech.Listener(language, zone, ways.now(), {}, ways.defaults.prefix)
    words = speech.say(told, listener)
    await send(ways, tx, room, Say(words.plain, words.html, reply_to=reply_to))


async def send(
    ways: Ways, tx: Transaction, room: str, outgoing: Outgoing, house_id: int | None = None
) -> None:
    """Put something into the outbox that is about a room rather than said in a house's turn."""
    kind, body = pack(outgoing)
    now = ways.now()
    parcel = Parcel(room=room, kind=kind, body=body, not_before=now, house_id=house_id)
    await tx.post(parcel, now)


def answered(heard: Heard) -> list[str]:
    """The messages that a vote, a reaction or a reply is about."""
    match heard:
        case Vote(poll=poll):
            return [poll]
        case Reaction(target=target):
            return [target]
        case Message(reply_to=reply_to, thread=thread):
            return [reference for reference in (reply_to, thread) if reference]
    return []


def sent_at(ways: Ways, at: datetime) -> datetime:
    """When it was sent; nobody writes in the future, whatever their server says."""
    return min(at, ways.now())
