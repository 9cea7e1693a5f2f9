"""The desk: the one path of every message, vote, reaction and due time.

One event, one transaction: what was heard is handled once, its facts, what is to be said and what
is due next are recorded together or not at all. Refusals are answers; a crash is caught here,
rolled back, and answered with a reference number that is also in the log.
"""

from __future__ import annotations

import asyncio
import secrets
import traceback
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot import doorstep, hearing, unreadable, which_house
from bot.downtime import Downtime
from bot.health import Vitals
from bot.ledger import Ledger
from bot.room import (
    Entered,
    Heard,
    Invited,
    Joined,
    Left,
    Message,
    Moved,
    Named,
    PollEnded,
    PutOut,
    Reaction,
    Redaction,
    Vote,
)
from bot.turns import Ways, answered, finish, say_it_came_late, say_outside
from commands import due, house
from commands.turn import Turn
from governance import outcomes
from storage.records import Due, Held, Waiting
from storage.store import Store
from storage.transaction import Transaction
from storage.trouble import keeps_from_writing

log = structlog.get_logger()

LONGEST_WAIT = 20.0
"""Seconds that an answer waits for the message it may be about."""

LOOK_AGAIN = 0.05
"""Seconds between two looks."""

RETRY_AFTER_A_CRASH = timedelta(minutes=5)
"""When a due time whose handling crashed is tried again."""


class Dispatch(Protocol):
    """Who sends what is posted, and can take the first of it along at once."""

    async def take(self, tx: Transaction, room: str) -> Waiting | None:
        """What may go to this room as soon as the transaction is over."""
        ...

    def go(self, letter: Waiting) -> None:
        """It is over."""
        ...


class _TooEarly(Exception):
    """An answer is here before we know which message of ours it answers.

    After a kill between sending a card and noting what it became, the outbox sends it again and
    learns its name; an answer to it waits for that. Nothing is recorded meanwhile, so a kill now
    loses nothing either.
    """


class Desk(Ledger):
    """Handles what is heard and what is due, one at a time, each in one transaction."""

    def __init__(self, store: Store, ways: Ways, vitals: Vitals | None = None) -> None:
        super().__init__(store, ways.now)
        self._ways = ways
        self._handling = vitals.handling if vitals else nullcontext
        self._dispatches: dict[str, Dispatch] = {}

    def answers_through(self, account: str, dispatch: Dispatch) -> None:
        """From now on what this account is to answer goes at once, where it can."""
        self._dispatches[account] = dispatch

    async def hear(self, heard: Heard, *, position: tuple[str, str] | None = None) -> None:
        """Handle an event, once; with `position` (account, token) all before it is handled too."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + LONGEST_WAIT
        with self._handling(type(heard).__name__):
            while True:
                if await self._could_hear(heard, position, may_wait=loop.time() < deadline):
                    return
                await asyncio.sleep(LOOK_AGAIN)

    async def _could_hear(
        self, heard: Heard, position: tuple[str, str] | None, *, may_wait: bool
    ) -> bool:
        """False: it comes too early; nothing was done."""
        references = answered(heard) if may_wait else []

        async def work(tx: Transaction) -> tuple[Dispatch, Waiting] | None:
            await tx.hold_place(*_rooms(heard), account=_speaker(heard))
            if references and await tx.may_be_unsent(heard.room, references):
                raise _TooEarly
            await self._hear_once(tx, heard, position)
            return await self._take(tx, heard, position)

        try:
            # All up to the last of a batch is heard again where that one is not kept.
            taken = await self._store.do(work, is_last=position is not None)
            if taken:
                dispatch, letter = taken
                dispatch.go(letter)
        except _TooEarly:
            return False
        except Exception as crash:
            if keeps_from_writing(crash):
                raise  # the same event comes again later
            await self._apologise(heard, crash, position)
        return True

    async def _hear_once(
        self, tx: Transaction, heard: Heard, position: tuple[str, str] | None
    ) -> None:
        is_new = not await tx.is_handled(heard.event)
        if is_new and await _HEARERS[type(heard)](self._ways, tx, heard):
            await tx.mark_handled(heard.event, self._ways.now())
        if position:
            await tx.set_position(*position)

    async def _take(
        self, tx: Transaction, heard: Heard, position: tuple[str, str] | None
    ) -> tuple[Dispatch, Waiting] | None:
        """What can be sent now, with who sends it: the answer goes without another transaction."""
        dispatch = self._dispatches.get(position[0]) if position else None
        letter = await dispatch.take(tx, heard.room) if dispatch else None
        return (dispatch, letter) if dispatch and letter else None

    async def _apologise(
        self, heard: Heard, crash: Exception, position: tuple[str, str] | None
    ) -> None:
        reference = secrets.token_hex(4)
        _log_crash(reference, crash, event_id=heard.event, heard=type(heard).__name__)
        async with self._store.transaction() as tx:
            if position:
                await tx.set_position(*position)
            if await tx.house_of_another(heard.room):
                return  # the account that serves it hears it too
            await tx.mark_handled(heard.event, self._ways.now())
            if isinstance(heard, Message):
                place = await tx.house_in(heard.room)
                language = place.language if place else self._ways.defaults.language
                told = outcomes.Crashed(reference)
                await say_outside(self._ways, tx, heard.room, told, language, heard.event)

    async def lost_voice(self, room: str) -> None:
        """The bot may not speak in this room: the time of its house stands still."""
        async with self._store.transaction() as tx:
            the_house = await tx.house_in(room)
            if the_house and the_house.silent_since is None:
                log.warning("muted", room=room)
                await house.falls_silent(Turn(tx, the_house, self._ways.now(), "muted"))

    async def has_voice(self, room: str) -> None:
        """What the bot says in this room arrives; after a silence its house's time goes on."""
        async with self._store.transaction() as tx:
            the_house = await tx.house_in(room)
            if the_house and the_house.silent_since and not the_house.is_gone:
                log.info("speaks again", room=room)
                now = self._ways.now()
                turn = Turn(tx, the_house, now, "unmuted", sent_at=now)
                await house.speaks_again(turn)
                await finish(self._ways, turn, room)

    async def came_back(self, downtime: Downtime) -> None:
        """Where something could not be said while nothing could, the room is told, once."""
        async with self._store.transaction() as tx:
            letters = await tx.said_since(downtime.since)
        for house_id, times in letters.items():
            if any(downtime.held_up(*one) for one in times):
                async with self._store.transaction() as tx:
                    the_house, now = await tx.house(house_id), self._ways.now()
                    turn = Turn(tx, the_house, now, "came late", sent_at=now)
                    await say_it_came_late(self._ways, turn, downtime)

    async def file_is_lost(self, room: str, letter: str) -> None:
        """Who waits for a file that cannot be sent is told, once."""
        once = f"never sent {letter}"
        async with self._store.transaction() as tx:
            if await tx.is_handled(once):
                return  # the process died before it was written down
            await tx.mark_handled(once, self._ways.now())
            house_id = await tx.house_of_letter(letter)
            place = await tx.house(house_id) if house_id else None
            language = place.language if place else self._ways.defaults.language
            await say_outside(self._ways, tx, room, outcomes.FileNotSent(), language, None)

    async def tick(self, until: datetime) -> None:
        """Handle what is due up to `until`, in order, each in a transaction of its own."""
        async with self._store.transaction() as tx:
            await unreadable.let_go(tx, self._ways.now())
            await which_house.let_go(tx, self._ways.now())
            await hearing.let_go(tx, self._ways.now())
        while await self._ask_next():
            pass
        if self._store.at_once > 1:
            await self._do_side_by_side(until)
        while await self._do_next(until):
            pass

    async def _do_side_by_side(self, until: datetime) -> None:
        """The same for several houses at a time; what is due in one is done in order."""
        async with self._store.transaction() as tx:
            houses = deque(await tx.houses_due(until))

        async def work() -> None:
            while houses:
                house_id = houses.popleft()
                while await self._do_next(until, house_id):
                    pass

        # Some room is left for what people say meanwhile.
        workers = min(max(self._store.at_once // 2, 1), len(houses))
        done = await asyncio.gather(*(work() for _ in range(workers)), return_exceptions=True)
        for fault in done:
            if isinstance(fault, BaseException):
                raise fault

    async def _ask_next(self) -> bool:
        unread: list[Held] = []
        try:
            async with self._store.transaction() as tx:
                unread = await unreadable.unread(tx, self._ways.now())
                if not unread:
                    return False
                await unreadable.ask_again(self._ways, tx, unread)
        except Exception as crash:
            if not unread or keeps_from_writing(crash):
                raise
            _log_crash(secrets.token_hex(4), crash, unread=unread[0].event)
            async with self._store.transaction() as tx:
                await unreadable.settle(tx, unread, self._ways.now())  # what is due is not held up
        return True

    async def _do_next(self, until: datetime, house_id: int | None = None) -> bool:
        """What is due next, anywhere or in this house; False: nothing is."""
        next_due: Due | None = None

        async def act(tx: Transaction) -> None:
            nonlocal next_due
            next_due = await tx.next_due_held(until, house_id)
            if next_due is None:
                return
            the_house = await tx.house(next_due.house_id)
            source = f"due {next_due.subject} {next_due.at.isoformat()}"
            turn = Turn(tx, the_house, until, source, due_at=next_due.at)
            await due.act(turn, next_due.subject)
            await finish(self._ways, turn, the_house.room)

        try:
            await self._store.do(act)
            if next_due is None:
                return False
        except Exception as crash:
            if next_due is None or keeps_from_writing(crash):
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
            due = [found.at] if found else []
            unread = await unreadable.due_at(tx)
            return min([*due, unread]) if unread else min(due, default=None)


def _rooms(heard: Heard) -> tuple[str, ...]:
    """What it is about; first of all where it is heard."""
    return (heard.room, heard.to) if isinstance(heard, Moved) else (heard.room,)


def _speaker(heard: Heard) -> str | None:
    """Who speaks, where somebody does; in their private room it is about their houses."""
    return heard.account if isinstance(heard, Message | Vote | Reaction | Redaction) else None


_HEARERS: dict[type[Heard], Callable[[Ways, Transaction, Any], Awaitable[bool]]] = {
    Message: hearing.hear_message,
    Vote: hearing.hear_vote,
    Reaction: hearing.hear_reaction,
    Redaction: hearing.hear_redaction,
    PollEnded: hearing.hear_poll_ended,
    Invited: doorstep.hear_invited,
    Entered: doorstep.hear_entered,
    **dict.fromkeys((PutOut, Moved, Joined, Left, Named), doorstep.hear_moved),
}
"""Who handles what is heard, and answers whether there was anything to handle."""


def _log_crash(reference: str, crash: Exception, **what: object) -> None:
    # The frames and the kind of crash, never its message: that may quote what people wrote.
    frames = "".join(traceback.format_tb(crash.__traceback__))
    log.error("crash", reference=reference, kind=type(crash).__name__, frames=frames, **what)
