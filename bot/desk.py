"""The desk: the one path of every message, vote, reaction and due time.

One event, one transaction: what was heard is handled once, its facts, what is to be said and what
is due next are recorded together or not at all. Refusals are answers; a crash is caught here,
rolled back, and answered with a reference number that is also in the log.
"""

from __future__ import annotations

import fnmatch
import secrets
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import OperationalError

from bot import speech
from bot.delivery import Delivery
from bot.noticeboard import Noticeboard, needs_poll, open_poll
from bot.room import (
    Capabilities,
    Decline,
    Entered,
    Heard,
    Invited,
    Join,
    Joined,
    Left,
    Message,
    Named,
    Outgoing,
    PutOut,
    Reaction,
    Redaction,
    Say,
    Vote,
    pack,
)
from bot.understanding import Typed, is_certainly_a_command, read, stance_of_sign, typed_command
from commands import due, house, stances
from commands.reading import split_command
from commands.table import BY_KEY, STANCES, find
from commands.turn import Turn
from governance import outcomes
from governance.facts import Via
from governance.members import Member
from governance.outcomes import CommandName, Outcome
from governance.proposals import Proposal, State
from governance.settings import Settings
from storage.records import Held, House, Parcel, Posted
from storage.store import Store
from storage.transaction import Transaction

log = structlog.get_logger()

RETRY_AFTER_A_CRASH = timedelta(minutes=5)
"""When a due time whose handling crashed is tried again."""


@dataclass(frozen=True, slots=True)
class HouseDefaults:
    """What a new house is born with."""

    language: str = "en"
    timezone: str = "Europe/Amsterdam"
    prefix: str = "!"
    settings: Settings = field(default_factory=Settings)


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


class Desk:
    """Handles what is heard and what is due, one at a time, each in one transaction."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        defaults: HouseDefaults | None = None,
        access: Access | None = None,
        capabilities: Capabilities | None = None,
    ) -> None:
        self._store = store
        self._now = now
        self._defaults = defaults or HouseDefaults()
        self._access = access or Access()
        self._capabilities = capabilities or Capabilities()

    # ------------------------------------------------------------------------- what is heard

    async def hear(self, heard: Heard, *, position: tuple[str, str] | None = None) -> None:
        """Handle an event, once; with `position` (account, token) all before it is handled too."""
        try:
            async with self._store.transaction() as tx:
                await self._hear_once(tx, heard)
                if position:
                    await tx.set_position(*position)
        except OperationalError:
            raise  # the database cannot be written now: the same event comes again later
        except Exception as crash:
            await self._apologise(heard, crash, position)

    async def _hear_once(self, tx: Transaction, heard: Heard) -> None:
        if await tx.is_handled(heard.event):
            return
        match heard:
            case Message():
                is_done = await self._message(tx, heard)
            case Vote():
                is_done = await self._vote(tx, heard)
            case Reaction():
                is_done = await self._reaction(tx, heard)
            case Redaction():
                is_done = await self._redaction(tx, heard)
            case Invited():
                is_done = await self._invited(tx, heard)
            case Entered():
                is_done = await self._entered(tx, heard)
            case PutOut() | Joined() | Left() | Named():
                is_done = await self._moved(tx, heard)
        if is_done:
            await tx.mark_handled(heard.event, self._now())

    async def _apologise(
        self, heard: Heard, crash: Exception, position: tuple[str, str] | None
    ) -> None:
        reference = secrets.token_hex(4)
        _log_crash(reference, crash, event=heard.event, heard=type(heard).__name__)
        async with self._store.transaction() as tx:
            await tx.mark_handled(heard.event, self._now())
            if position:
                await tx.set_position(*position)
            if isinstance(heard, Message):
                place = await tx.house_in(heard.room)
                language = place.language if place else self._defaults.language
                told = outcomes.Crashed(reference)
                await self._say_outside(tx, heard.room, told, language, heard.event)

    # -- words

    async def _message(self, tx: Transaction, message: Message) -> bool:
        if message.edits:
            return await self._edited(tx, message)
        turn = await self._turn(tx, message)
        if turn is None:
            return await self._without_a_house(tx, message)
        about = await self._about(tx, turn, message)
        is_reply = about is not None and not message.is_voice
        typed = typed_command(
            message, self._defaults.prefix, is_private=turn.is_private, is_reply=is_reply
        )
        if await self._is_a_reason(turn, message, typed, about):
            await self._finish(turn, message.room)
            return True
        if typed is None or message.is_voice:
            return False
        if isinstance(typed, Typed):
            said = await read(turn, typed, about)
            if isinstance(said, Outcome):
                turn.tell(said)
            else:
                await said.command.run(turn, said)
        else:
            turn.tell(typed)
        await self._finish(turn, message.room)
        return True

    async def _is_a_reason(
        self, turn: Turn, message: Message, typed: Typed | Outcome | None, about: Posted | None
    ) -> bool:
        has_prefix = message.text.lstrip().startswith(self._defaults.prefix)
        if not message.is_voice and (has_prefix or is_certainly_a_command(typed)):
            return False
        text = "" if message.is_voice else " ".join(message.text.split())
        if not text and not message.is_voice:
            return False
        if about is not None:
            is_reply = message.reply_to == about.reference
            if await stances.give_reason(turn, about, text, is_reply=is_reply):
                return True
        return turn.is_private and await stances.give_reason_privately(turn, text)

    async def _about(self, tx: Transaction, turn: Turn, message: Message) -> Posted | None:
        for reference in (message.reply_to, message.thread):
            posted = await tx.posted_as(reference) if reference else None
            if posted and posted.house_id == turn.house.id:
                return posted
        return None

    async def _edited(self, tx: Transaction, message: Message) -> bool:
        turn = await self._turn(tx, message)
        once = f"edit of {message.edits}"
        split = split_command(message.text, self._defaults.prefix, is_private=False)
        command = find(split[0]) if split else None
        if turn is None or command is None or await tx.is_handled(once):
            return False
        await tx.mark_handled(once, self._now())
        # An edited proposal is meant as a new wording, not as a second proposal.
        meant = "amend" if command.key in {"propose", "quick"} else command.key
        turn.tell(outcomes.EditNotRead(CommandName(meant)))
        await self._finish(turn, message.room)
        return True

    async def _without_a_house(self, tx: Transaction, message: Message) -> bool:
        owner = await tx.owner_of_private_room(message.room)
        if owner is None or owner != message.account:
            return False
        several = len(await tx.houses_of(owner)) > 1
        told = outcomes.PrivateOfTwoHouses() if several else outcomes.PrivateStranger()
        await self._say_outside(tx, message.room, told, self._defaults.language, None)
        return True

    # -- taps, reactions, removals

    async def _vote(self, tx: Transaction, vote: Vote) -> bool:
        turn = await self._turn(tx, vote, Via.POLL)
        posted = await tx.posted_as(vote.poll)
        if turn is None or posted is None or posted.part != "poll":
            return False
        number = int(posted.about[1:])
        await turn.catch_up(number)
        proposal = await turn.proposal(number)
        if proposal is None or posted.house_id != turn.house.id:
            return False
        is_open = await open_poll(tx, turn.house.id, proposal)
        if not needs_poll(proposal) or is_open is None or is_open.id != posted.id:
            return await self._finish_what_time_did(turn, vote.room)
        key = STANCES.get(vote.answers[0]) if vote.answers else None
        if key is None:
            await stances.wipe_taps(turn, number)
        else:
            await self._tap(turn, key, number)
        await self._finish(turn, vote.room)
        return True

    async def _reaction(self, tx: Transaction, reaction: Reaction) -> bool:
        stance = stance_of_sign(reaction.key)
        turn = await self._turn(tx, reaction, Via.REACTION)
        posted = await tx.posted_as(reaction.target) if stance else None
        if stance is None or turn is None or posted is None:
            return False
        if posted.part not in {"card", "poll"} or posted.house_id != turn.house.id:
            return False
        number = int(posted.about[1:])
        await turn.catch_up(number)
        proposal = await turn.proposal(number)
        if proposal is None or not _takes_reactions(proposal, posted):
            return await self._finish_what_time_did(turn, reaction.room)
        await self._tap(turn, STANCES[stance], number)
        await self._finish(turn, reaction.room)
        return True

    async def _tap(self, turn: Turn, key: str, number: int) -> None:
        said = await read(turn, Typed(BY_KEY[key], f"P{number}"), None)
        if not isinstance(said, Outcome):
            await said.command.run(turn, said)

    async def _redaction(self, tx: Transaction, redaction: Redaction) -> bool:
        turn = await self._turn(tx, redaction)
        if turn is None:
            return False
        subject = await tx.subject_of(turn.house.id, redaction.removed)
        if subject is None:
            return False
        await stances.take_back(turn, int(subject[1:]), redaction.removed)
        await self._finish(turn, redaction.room)
        return True

    # -- rooms and people

    async def _invited(self, tx: Transaction, invited: Invited) -> bool:
        is_known = bool(await tx.houses_of(invited.account))
        may = self._access.may_invite(invited.account) or (invited.is_private and is_known)
        if not may:
            log.warning("invite declined", room=invited.room, by=invited.account)
        elif invited.is_private:
            await tx.set_private_room(invited.account, invited.room)
        await self._send(tx, invited.room, Join() if may else Decline())
        return True

    async def _entered(self, tx: Transaction, entered: Entered) -> bool:
        owner = await tx.owner_of_private_room(entered.room)
        if owner is not None:
            is_known = bool(await tx.houses_of(owner))
            told: Outcome = outcomes.PrivateWelcome() if is_known else outcomes.PrivateStranger()
            houses = await tx.houses_of(owner)
            language = houses[0].language if houses else self._defaults.language
            await self._say_outside(tx, entered.room, told, language, None)
            return True
        known = await tx.house_in(entered.room)
        if known is not None:
            await tx.set_gone(known.id, None)
        the_house = known or await self._born(tx, entered)
        turn = Turn(tx, the_house, self._now(), entered.event, sent_at=self._now())
        if known is None:
            await house.welcome(turn, is_encrypted=entered.is_encrypted)
        for account, name in entered.people:
            is_professional = self._access.is_professional(account)
            await house.join(turn, account, name, is_professional=is_professional)
        await self._finish(turn, entered.room)
        return True

    async def _born(self, tx: Transaction, entered: Entered) -> House:
        return await tx.make_house(
            room=entered.room,
            name=entered.name or "?",
            language=self._defaults.language,
            timezone=self._defaults.timezone,
            settings=self._defaults.settings,
            at=self._now(),
        )

    async def _moved(self, tx: Transaction, moved: PutOut | Joined | Left | Named) -> bool:
        the_house = await tx.house_in(moved.room)
        if the_house is None:
            if isinstance(moved, PutOut) and (owner := await tx.owner_of_private_room(moved.room)):
                await tx.set_private_room(owner, None)
            return False
        turn = Turn(tx, the_house, self._now(), moved.event, sent_at=self._sent_at(moved.at))
        match moved:
            case PutOut():
                await tx.set_gone(the_house.id, self._now())
            case Named():
                await tx.rename_house(the_house.id, moved.name)
            case Joined():
                is_professional = self._access.is_professional(moved.account)
                await house.join(turn, moved.account, moved.name, is_professional=is_professional)
            case Left():
                await house.leave(turn, moved.account)
        await self._finish(turn, moved.room)
        return True

    # --------------------------------------------------------------------------- what is due

    async def tick(self, until: datetime) -> None:
        """Handle what is due up to `until`, in order, each in a transaction of its own."""
        while await self._do_next(until):
            pass

    async def _do_next(self, until: datetime) -> bool:
        next_due = None
        try:
            async with self._store.transaction() as tx:
                next_due = await tx.next_due(until)
                if next_due is None:
                    return False
                the_house = await tx.house(next_due.house_id)
                source = f"due {next_due.subject} {next_due.at.isoformat()}"
                turn = Turn(tx, the_house, until, source)
                await due.act(turn, next_due.subject)
                await self._finish(turn, the_house.room)
        except OperationalError:
            raise
        except Exception as crash:
            if next_due is None:
                raise
            _log_crash(secrets.token_hex(4), crash, due=next_due.subject, house=next_due.house_id)
            async with self._store.transaction() as tx:
                later = until + RETRY_AFTER_A_CRASH
                await tx.set_due(next_due.house_id, next_due.subject, later)
        return True

    async def next_due(self) -> datetime | None:
        """When time alone will next change something anywhere."""
        async with self._store.transaction() as tx:
            found = await tx.next_due()
            return found.at if found else None

    # ------------------------------------------------------------------------------ the parts

    def _sent_at(self, at: datetime) -> datetime:
        # Nobody writes in the future, whatever their server says.
        return min(at, self._now())

    async def _turn(
        self,
        tx: Transaction,
        heard: Message | Vote | Reaction | Redaction,
        via: Via = Via.COMMAND,
    ) -> Turn | None:
        the_house, is_private = await tx.house_in(heard.room), False
        if the_house is None and await tx.owner_of_private_room(heard.room) == heard.account:
            houses = await tx.houses_of(heard.account)
            the_house, is_private = (houses[0] if len(houses) == 1 else None), True
        if the_house is None:
            return None
        member = await tx.member_by_account(the_house.id, heard.account)
        if member is None or not member.is_here:
            return None
        return Turn(
            tx=tx,
            house=the_house,
            now=self._now(),
            source=heard.event,
            member=member,
            sent_at=self._sent_at(heard.at),
            via=via,
            is_private=is_private,
            mentioned=heard.mentions if isinstance(heard, Message) else (),
        )

    async def _finish(self, turn: Turn, room: str) -> None:
        """What the turn told and changed goes to the outbox, in the same transaction."""
        is_time = turn.sent_at is None
        settings, zone = turn.house.settings, turn.house.zone
        not_before = settings.quiet_until(turn.now, zone) if is_time else turn.now
        listener = self._listener(turn.house, await turn.members(), turn.now)
        delivery = Delivery(turn, room, listener, not_before, self._capabilities)
        await delivery.deliver()
        board = Noticeboard(turn.tx, turn.house, listener, not_before, self._capabilities)
        for number in sorted(turn.changed):
            proposal = await turn.proposal(number)
            assert proposal is not None
            await board.show(proposal)

    async def _finish_what_time_did(self, turn: Turn, room: str) -> bool:
        """A stray tap does nothing, but a round may have closed while looking at it."""
        if turn.changed:
            await self._finish(turn, room)
        return bool(turn.changed)

    def _listener(self, the_house: House, members: list[Member], now: datetime) -> speech.Listener:
        return speech.Listener(
            language=the_house.language,
            zone=the_house.zone,
            now=now,
            names={member.id: member.name for member in members},
            prefix=self._defaults.prefix,
        )

    async def _say_outside(
        self, tx: Transaction, room: str, told: Outcome, language: str, reply_to: str | None
    ) -> None:
        """Say something where no house's turn is: to a stranger, or after a crash."""
        zone = ZoneInfo(self._defaults.timezone)
        listener = speech.Listener(language, zone, self._now(), {}, self._defaults.prefix)
        words = speech.say(told, listener)
        await self._send(tx, room, Say(words.plain, words.html, reply_to=reply_to))

    async def _send(self, tx: Transaction, room: str, outgoing: Outgoing) -> None:
        kind, body = pack(outgoing)
        now = self._now()
        await tx.post(Parcel(room=room, kind=kind, body=body, not_before=now), now)

    # ----------------------------------------------------------------- what the sync loop keeps

    async def position(self, account: str) -> str | None:
        """How far this account has read."""
        async with self._store.transaction() as tx:
            return await tx.position(account)

    async def move_to(self, account: str, position: str) -> None:
        """A batch without events was read."""
        async with self._store.transaction() as tx:
            await tx.set_position(account, position)

    async def is_handled(self, event: str) -> bool:
        """Whether this event was handled before."""
        async with self._store.transaction() as tx:
            return await tx.is_handled(event)

    async def hold(self, event: str, room: str, at: datetime, body: dict[str, object]) -> None:
        """Keep an event whose key has not come."""
        async with self._store.transaction() as tx:
            await tx.hold(event, room, at, body)

    async def held(self) -> list[Held]:
        """What waits for its key."""
        async with self._store.transaction() as tx:
            return await tx.held()

    async def release(self, event: str) -> None:
        """It does not wait any more."""
        async with self._store.transaction() as tx:
            await tx.release(event)


def _takes_reactions(proposal: Proposal, posted: Posted) -> bool:
    is_live = proposal.state in {State.TALKING, State.CONSENT} or proposal.is_settling
    return is_live and posted.version == proposal.version.number


def _log_crash(reference: str, crash: Exception, **what: object) -> None:
    # The frames and the kind of crash, never its message: that may quote what people wrote.
    frames = "".join(traceback.format_tb(crash.__traceback__))
    log.error("crash", reference=reference, kind=type(crash).__name__, frames=frames, **what)
