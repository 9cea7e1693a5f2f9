"""Plays the steps of a story with real messages, taps and signs, and waits for the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from babel.dates import format_datetime, format_timedelta

from bot.demo.bot_process import BotProcess
from bot.demo.house_time import BotsWork, HouseTime, pass_time
from bot.demo.people import Person
from bot.demo.screen import Screen
from bot.demo.telling import Teller
from bot.transcript import (
    Acts,
    Edits,
    Expects,
    Header,
    Passes,
    Restarts,
    Says,
    Step,
    Taps,
    Transcript,
    Unreadable,
)
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted

_CHATTER = 0.2
"""Seconds after which what the bot did not handle was not meant for it."""
_MAYBE = 1.5
_SURELY = 10.0
_LOOK = 0.05
_QUIET = 0.15
"""Seconds without anything new on any phone."""


_LONG = timedelta(days=15)
"""A jump in time that is longer is told in short, once the story is over."""


NEW_HOUSE = ((CHAIR, Wanted()),)
"""The bot of the demo is a real one, and what it gives a new house is no setting."""


def check_people(transcript: Transcript) -> None:
    """Somebody has a phone; who acts lives there, or joins first. Raises Unreadable."""
    header = transcript.header
    if not header.members and not header.professionals:
        raise Unreadable(transcript.file, 1, "header: expected somebody in members, with a phone")
    if transcript.header.roles != NEW_HOUSE:
        expected = "header: the demo's house has the usual chair; [[roles]] are for kring replay"
        raise Unreadable(transcript.file, 1, expected)
    people = {*header.members, *header.professionals, *header.offline}
    for step in transcript.steps:
        if isinstance(step, Acts) and step.act == "joins":
            people.add(step.who)
        if isinstance(step, Says | Taps | Acts | Edits) and step.who not in people:
            expected = f"{step.who} is not in this house; members, or `{step.who} joins`"
            raise Unreadable(transcript.file, step.line, expected)


@dataclass
class Stage:
    """The house while a story is played in it."""

    header: Header
    room: str
    bot_account: str
    people: dict[str, Person]
    """Who is in the house, or was, by name."""
    newcomer: Callable[[str], Awaitable[Person]]
    """Gives somebody new an account and a phone."""
    teller: Teller
    time: HouseTime
    work: BotsWork
    bot: BotProcess
    screen: Screen
    is_over: bool = False
    """The story was played; from now on somebody takes part."""
    _last: dict[str, tuple[str, str]] = field(default_factory=dict)
    _signs: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    async def play(self, steps: tuple[Step, ...]) -> None:
        """All of them, one after another. Raises BotFailed, Refused."""
        for step in steps:
            await self.step(step)

    async def step(self, step: Step) -> None:
        """One of them, until the bot has answered. Raises BotFailed, Refused."""
        self.bot.check()
        match step:
            case Expects():
                return
            case Restarts():
                await self._restart()
            case Passes():
                await self._pass(step)
            case _ if step.who in self.header.offline:
                self._skip(f"{step.who} has no phone")
            case Acts(act="joins"):
                await self._join(step.who)
            case _ if not self.people[step.who].is_in(self.room):
                self._skip(f"{step.who} is not in the room")
            case _:
                await self._do(step)
        self.bot.check()

    async def _do(self, step: Says | Taps | Acts | Edits) -> None:
        match step:
            case Says():
                await self._say(step)
            case Taps():
                await self._tap(step)
            case Edits():
                await self._edit(step)
            case Acts():
                await self._act(step)

    def _skip(self, why: str) -> None:
        told = f"({why}.)" if self.is_over else f"({why}: a line of the story is skipped.)"
        self.screen.tell(told, "dim")

    # ------------------------------------------------------------------------------------- words

    async def _say(self, step: Says) -> None:
        person, room, reply_to, thread = self.people[step.who], self.room, None, None
        if step.is_private:
            room = await person.private_room(self.bot_account)
            await self.settle()  # the bot says hello there first
            if step.is_reply:
                reply_to = self.teller.board.last_private(room)
        elif step.about:
            card = await self._found(self.teller.board.card, step.about)
            question = self.teller.board.question(step.about)
            reply_to, thread = question or card, card if question else None
        event = await person.say(room, step.text, reply_to=reply_to, thread=thread)
        self._last[step.who] = (room, event)
        is_command = step.is_private or step.text.lstrip().startswith("!")
        await self._answered(event, _SURELY if is_command else _CHATTER, len(step.text))

    async def _edit(self, step: Edits) -> None:
        if step.who in self._last:
            room, event = self._last[step.who]
            await self._answered(await self.people[step.who].edit(room, event, step.text), _MAYBE)

    # ------------------------------------------------------------------------------ taps and signs

    async def _tap(self, step: Taps) -> None:
        board, person = self.teller.board, self.people[step.who]
        is_vote = step.act == "votes"
        look: Callable[[str], str | None] = board.poll if is_vote else board.card
        if step.is_turn or step.is_line:
            look = board.turn if step.is_turn else board.asks_for_a_hand
        found = await self._found(look, step.about)
        signs = self._signs.setdefault((step.who, step.about, step.what), [])
        if found is None and (step.is_turn or step.is_line):
            self._skip("no turn was told" if step.is_turn else "nothing asks for a hand")
        elif found is None:
            self._skip(f"{step.about} has no {'open poll' if is_vote else 'card'}")
        elif is_vote:
            event = await person.vote(self.room, found, [step.what] if step.what else [])
            self._last[step.who] = (self.room, event)
            await self._answered(event, _MAYBE)
        elif step.act == "reacts":
            event = await person.react(self.room, found, step.what)
            signs.append(event)
            await self._answered(event, _MAYBE)
        else:
            while signs:
                await self._answered(await person.take_back(self.room, signs.pop()), _MAYBE)

    async def _found(self, look: Callable[[str], str | None], about: str) -> str | None:
        for _ in range(round(_MAYBE / _LOOK)):
            if look(about):
                break
            await asyncio.sleep(_LOOK)
        return look(about)

    # --------------------------------------------------------------------------- coming and going

    async def _act(self, step: Acts) -> None:
        person = self.people[step.who]
        if step.act == "leaves":
            await person.leave(self.room)
            await self.settle(_CHATTER)
        elif step.who in self._last:
            room, event = self._last[step.who]
            await self._answered(await person.take_back(room, event), _MAYBE)

    async def _join(self, name: str) -> None:
        if name not in self.people:
            self.people[name] = await self.newcomer(name)
        person = self.people[name]
        if not person.is_in(self.room):
            await person.join(self.room)
        await person.until(
            lambda: person.has_with_them(self.room, self.bot_account), "Kring in the room"
        )
        await self.settle(_CHATTER)

    async def _restart(self) -> None:
        with self.screen.working("Kring is stopped and started again", "Kring runs again."):
            await self.bot.stop()
            await self.bot.start()
        await self.settle(_CHATTER)

    # ------------------------------------------------------------------------------------- waiting

    async def _pass(self, step: Passes) -> None:
        now = self.time.now()
        target = step.until or now + (step.length or now - now)
        if target < now:
            self._skip("the clock only goes forward")
            return
        is_long = self.is_over and target - now > _LONG
        length = format_timedelta(target - now, locale="en", threshold=1)
        goes = "goes" if length.startswith("1 ") else "go"
        until = format_datetime(
            target.astimezone(self.header.zone), "EEEE d MMMM, HH:mm", locale="en"
        )
        self.screen.days_pass(f"{length} {goes} by: the demo moves the clock to {until}")
        with self.screen.in_short() if is_long else nullcontext():
            await pass_time(self.time, self.work, target)
            await self.settle()

    async def _answered(self, event: str, seconds: float, length: int = 0) -> None:
        begin = monotonic()
        await self.work.is_handled(event, seconds)
        await self.settle()
        if self.screen.is_terminal:
            # As long as it takes to read.
            await asyncio.sleep(max(0.0, min(0.7 + length / 50, 2.5) - (monotonic() - begin)))

    async def settle(self, at_least: float = 0.0) -> None:
        """Wait until the bot has said what it had to say, and the phones have it."""
        await asyncio.sleep(at_least)
        await self.work.rest()
        await self.teller.quiet(_QUIET)
