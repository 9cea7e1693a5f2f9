"""What a resident's phone received: pure, from an event of nio's to what can be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix import polls
from bot.matrix.plain import as_dict, as_text


class Kind(Enum):
    """What was received."""

    MESSAGE = auto()
    EDIT = auto()
    POLL = auto()
    POLL_END = auto()
    VOTE = auto()
    REACTION = auto()
    REMOVAL = auto()
    JOIN = auto()
    LEAVE = auto()
    UNREADABLE = auto()
    """Encrypted, and the key did not come."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One event, as one phone read it."""

    event: str
    room: str
    sender: str
    at: datetime
    """The server's time, UTC."""
    kind: Kind
    text: str = ""
    """The words; of a vote the answer's id, of a reaction its sign, of a join the name."""
    target: str | None = None
    """The message it changes, ends, answers, marks or removes."""
    thread: str | None = None
    reply_to: str | None = None
    was_encrypted: bool = False


def seen(event: Any, room: str) -> Seen | None:
    """What an event of nio's tells; None for what nobody would look at."""
    source = as_dict(getattr(event, "source", None))
    content = as_dict(source.get("content"))
    if isinstance(event, nio.MegolmEvent):
        read: _Read | None = (Kind.UNREADABLE, "", None)
    else:
        read = _read(source, content)
    stamp = source.get("origin_server_ts")
    if read is None or not isinstance(stamp, int):
        return None
    relation = as_dict(content.get("m.relates_to"))
    in_thread = relation.get("rel_type") == "m.thread"
    return Seen(
        event=str(source.get("event_id")),
        room=room,
        sender=str(source.get("sender")),
        at=datetime.fromtimestamp(stamp / 1000, UTC),
        kind=read[0],
        text=read[1],
        target=read[2],
        thread=as_text(relation.get("event_id")) if in_thread else None,
        reply_to=as_text(as_dict(relation.get("m.in_reply_to")).get("event_id")),
        was_encrypted=bool(getattr(event, "decrypted", False)),
    )


_Read = tuple[Kind, str, str | None]


def _read(source: dict[str, Any], content: dict[str, Any]) -> _Read | None:
    relation = as_dict(content.get("m.relates_to"))
    target = as_text(relation.get("event_id"))
    match source.get("type"):
        case "m.room.message" if relation.get("rel_type") == "m.replace":
            new = as_dict(content.get("m.new_content"))
            return Kind.EDIT, as_text(new.get("body")) or "", target
        case "m.room.message" if content:
            return Kind.MESSAGE, as_text(content.get("body")) or "", None
        case polls.START:
            return Kind.POLL, as_text(content.get(_TEXT)) or "", None
        case polls.END:
            return Kind.POLL_END, "", target
        case "m.reaction" if target:
            return Kind.REACTION, as_text(relation.get("key")) or "", target
        case "m.room.redaction":
            removed = as_text(source.get("redacts")) or as_text(content.get("redacts"))
            return Kind.REMOVAL, "", removed
        case "m.room.member":
            return _moved(source, content)
        case kind if kind in polls.RESPONSES:
            tap = polls.tap(content)
            return (Kind.VOTE, ", ".join(tap.answers), tap.poll) if tap else None
    return None


_TEXT = "org.matrix.msc1767.text"


def _moved(source: dict[str, Any], content: dict[str, Any]) -> _Read | None:
    unsigned = as_dict(source.get("unsigned"))
    before = as_dict(unsigned.get("prev_content")).get("membership")
    now, name = content.get("membership"), as_text(content.get("displayname")) or ""
    if now == "join" and before != "join":
        return Kind.JOIN, name, None
    if now == "leave" and before == "join":
        return Kind.LEAVE, name, None
    return None


_CARD = re.compile(r"(P\d+) “")
_POLL = re.compile(r"([PA]\d+):")
_HAND = "✋"
_PASS = re.compile(r"\b(pass|overslaan)\b")
_MANY_SIGNS = re.compile(rf"👍|^{_HAND}", re.MULTILINE)
"""In what tells the signs there are, or of somebody's objection, rather than asks for one."""


class Board:
    """Which of the bot's messages in the house are the card and the poll of P1: by their words.

    A resident has nothing else to go by either.
    """

    def __init__(self, bot: str, house_room: str) -> None:
        self._bot = bot
        self._room = house_room
        self._cards: dict[str, str] = {}
        self._polls: dict[str, str] = {}
        self._about: dict[str, str] = {}
        self._threads: dict[str, str] = {}
        self._private: dict[str, str] = {}
        self._turns: dict[str, str] = {}
        self._hands: dict[str, str] = {}
        self.asks_last = False
        """Something that asks for a hand is newer than every card."""
        self.latest = "P1"
        """What the newest card or poll of a proposal is about."""
        self.reviewed = ""
        """What the newest poll of a review is about; empty: there was none yet."""

    def note(self, one: Seen) -> None:
        """Remember a message of the bot."""
        if one.sender != self._bot:
            return
        if one.room != self._room:
            if one.kind is Kind.MESSAGE:
                self._private[one.room] = one.event
        elif one.kind is Kind.POLL and (found := _POLL.match(one.text)):
            self._polls[found[1]] = one.event
            self._about[one.event] = found[1]
            if found[1].startswith("A"):
                self.reviewed = found[1]
            else:
                self.latest = found[1]
        elif one.kind is Kind.POLL_END:
            self._polls = {ref: poll for ref, poll in self._polls.items() if poll != one.target}
        elif one.kind is Kind.MESSAGE and one.thread:
            self._threads[one.thread] = one.event
            self._about[one.event] = self._about.get(one.thread, "")
        # An answer to `!show P1` begins like a card, but it is a reply.
        elif one.kind is Kind.MESSAGE and not one.reply_to and (found := _CARD.match(one.text)):
            self._cards[found[1]] = one.event
            self._about[one.event] = self.latest = found[1]
            self.asks_last = False
        elif one.kind is Kind.MESSAGE:
            self._note_what_asks(one)

    def _note_what_asks(self, one: Seen) -> None:
        """A turn that can be passed on, or a line that is undone by a hand."""
        is_turn = one.reply_to is None and _PASS.search(one.text) is not None
        if is_turn:
            self._turns[one.event] = one.text
        if is_turn or (_HAND in one.text and not _MANY_SIGNS.search(one.text)):
            self._hands[one.event] = one.text
            self.asks_last = True

    def card(self, about: str) -> str | None:
        """The latest card of P1."""
        return self._cards.get(about)

    def poll(self, about: str) -> str | None:
        """The latest poll on P1, or on A1 when it is reviewed, unless the bot ended it."""
        return self._polls.get(about)

    def turn(self, role: str = "") -> str | None:
        """What told a turn last (in this role)."""
        return _last(self._turns, role)

    def asks_for_a_hand(self, words: str = "") -> str | None:
        """What asked for a hand last (in these words): a turn, or what was said for somebody."""
        return _last(self._hands, words)

    def question(self, about: str) -> str | None:
        """What the bot said last in the thread of P1's card."""
        return self._threads.get(self.card(about) or "")

    def last_private(self, room: str) -> str | None:
        """What the bot said last in a room for two."""
        return self._private.get(room)

    def about(self, event: str | None) -> str:
        """P1 for its card, its poll and what the bot says in their thread; else empty."""
        return self._about.get(event or "", "")


def _last(said: dict[str, str], words: str) -> str | None:
    return next((event for event, text in reversed(said.items()) if words in text), None)
