"""From what the phones received to the lines on the screen: each event once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from time import monotonic

from bot.demo.house_time import HouseTime
from bot.demo.people import Person
from bot.demo.screen import BOT, Screen
from bot.demo.seen import Board, Kind, Seen

_WORDS = {Kind.MESSAGE, Kind.EDIT, Kind.POLL, Kind.POLL_END, Kind.VOTE}


class Teller:
    """Hears every phone, and tells what happened in the house."""

    def __init__(self, screen: Screen, time: HouseTime, bot: str, names: Mapping[str, str]) -> None:
        self.board = Board(bot, "")
        self._last_heard = monotonic()
        self.unread: set[str] = set()
        """Messages that no phone could read."""
        self.counts: Counter[str] = Counter()
        """How many things with words came `encrypted`, or `plain`."""
        self._screen = screen
        self._time = time
        self._room = ""
        self._bot = bot
        self._names = names
        self._shown: set[str] = set()
        self._senders: dict[str, str] = {}

    def begin(self, room: str) -> None:
        """From now on things are told; this is the house's room."""
        self._room = room
        self.board = Board(self._bot, room)

    async def quiet(self, seconds: float) -> None:
        """Wait until no phone has heard anything new for so long."""
        while True:
            left = self._last_heard + seconds - monotonic()
            if left <= 0:
                return
            await asyncio.sleep(left)

    def hear(self, person: Person, one: Seen) -> None:
        """Something came in on somebody's phone."""
        if one.event in self._shown:
            return
        self._last_heard = monotonic()
        if one.kind is Kind.UNREADABLE:
            self.unread.add(one.event)
            return
        self.unread.discard(one.event)
        self._shown.add(one.event)
        self._senders[one.event] = self._name(one.sender)
        self.board.note(one)
        if one.kind in _WORDS:
            self.counts["encrypted" if one.was_encrypted else "plain"] += 1
        if self._room:
            self._show(person, one)

    def _show(self, person: Person, one: Seen) -> None:
        at, who = self._time.of(one.at), self._name(one.sender)
        match one.kind:
            case Kind.EDIT:
                about = self.board.about(one.target)
                lines = one.text.splitlines()
                # Of a card, what the proposal says and from whom has been read before.
                told = lines[min(2, len(lines) - 1) :] if about else lines
                self._screen.edited(at, who, about or "a message", "\n".join(told))
            case Kind.MESSAGE:
                self._screen.said(at, who, self._where(person, one), one.text)
            case Kind.POLL:
                self._screen.said(at, who, " (poll)", one.text)
            case _ if one.room == self._room or one.kind not in {Kind.JOIN, Kind.LEAVE}:
                self._screen.did(at, who, self._deed(one))

    def _where(self, person: Person, one: Seen) -> str:
        if one.room != self._room:
            return f" → {person.name}" if one.sender == self._bot else f" → {BOT}"
        about = self.board.about(one.thread) or self.board.about(one.reply_to)
        return f" ↳ {about}" if about else ""

    def _deed(self, one: Seen) -> str:
        about = self.board.about(one.target)
        match one.kind:
            case Kind.VOTE:
                return f"taps {one.text or 'nothing any more'} on {about or 'an old poll'}"
            case Kind.REACTION:
                to = about or self._senders.get(one.target or "", "a message")
                return f"reacts {one.text} {'on' if about else 'to'} {to}"
            case Kind.POLL_END:
                return f"ends the poll on {about}"
            case Kind.JOIN:
                return "comes into the room"
            case Kind.LEAVE:
                return "leaves the room"
            case _:
                return "takes something back"

    def _name(self, account: str) -> str:
        return BOT if account == self._bot else self._names.get(account, account)
