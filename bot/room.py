"""The port to the chat: what comes in and what goes out, in no chat's own words.

Rooms, accounts and messages are opaque strings. What a chat cannot do is asked of its
`Capabilities`, never assumed.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias, get_args

# ------------------------------------------------------------------------------ what comes in


@dataclass(frozen=True, slots=True)
class Message:
    """Somebody wrote something."""

    event: str
    room: str
    account: str
    at: datetime
    """The server's time."""
    text: str
    reply_to: str | None = None
    """The message it answers."""
    thread: str | None = None
    """The message whose thread it is in."""
    edits: str | None = None
    """The message it changes; an edit is never a command."""
    is_voice: bool = False
    mentions: tuple[str, ...] = ()
    """The accounts it names."""
    called: str = ""
    """The name its writer goes by in the room, where the chat tells it."""


@dataclass(frozen=True, slots=True)
class Vote:
    """Somebody tapped an answer of a poll; no answers: they took it back."""

    event: str
    room: str
    account: str
    at: datetime
    poll: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reaction:
    """Somebody reacted to a message."""

    event: str
    room: str
    account: str
    at: datetime
    target: str
    key: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """A message, vote or reaction was removed."""

    event: str
    room: str
    account: str
    at: datetime
    removed: str


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody asks the bot into a room."""

    event: str
    room: str
    account: str
    at: datetime
    is_private: bool
    """It is meant for the two of them."""


@dataclass(frozen=True, slots=True)
class Entered:
    """The bot is in a room now."""

    event: str
    room: str
    at: datetime
    name: str
    """The room's name; empty when it has none."""
    people: tuple[tuple[str, str], ...]
    """Everyone else in it: account and display name."""
    is_encrypted: bool
    is_private: bool
    """It is for the bot and one account."""
    expected: tuple[str, ...] = ()
    """The accounts that were asked in and have not come yet."""
    is_own: bool = False
    """The bot made it, for itself and one account."""
    follows: str | None = None
    """The room that this one goes on from, by the word of who made it."""


@dataclass(frozen=True, slots=True)
class PutOut:
    """The bot is not in the room any more: it was put out, or the room is gone."""

    event: str
    room: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """The room is closed, by somebody who may do so; its people go on in another."""

    event: str
    room: str
    account: str
    at: datetime
    to: str


@dataclass(frozen=True, slots=True)
class PollEnded:
    """Somebody else ended one of the bot's polls: nobody can tap an answer any more."""

    event: str
    room: str
    account: str
    at: datetime
    poll: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody came into a room that the bot is in, or goes by another name in it."""

    event: str
    room: str
    account: str
    at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody left a room that the bot is in, or was put out of it."""

    event: str
    room: str
    account: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Named:
    """A room got another name."""

    event: str
    room: str
    at: datetime
    name: str


Heard: TypeAlias = (
    Message
    | Vote
    | Reaction
    | Redaction
    | Invited
    | Entered
    | PutOut
    | Moved
    | PollEnded
    | Joined
    | Left
    | Named
)

# ------------------------------------------------------------------------------ what goes out


@dataclass(frozen=True, slots=True)
class Words:
    """The same text twice: plain, and as clean HTML."""

    plain: str
    html: str


@dataclass(frozen=True, slots=True)
class Say:
    """A message."""

    plain: str
    html: str
    reply_to: str | None = None
    mentions: tuple[str, ...] = ()
    in_thread: bool = False
    """Said in the thread of the parcel's target."""


@dataclass(frozen=True, slots=True)
class Edit:
    """New words for the target, one of the bot's own messages."""

    plain: str
    html: str


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll in which one answer can be tapped."""

    question: str
    answers: tuple[tuple[str, str], ...]
    """Id and words of each."""
    fallback: str
    """What who cannot see polls reads."""


@dataclass(frozen=True, slots=True)
class PollEnd:
    """The target, one of the bot's own polls, is over."""

    plain: str


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One role in a picture."""

    label: str
    first: str
    """When the first of its terms began, and the last one."""
    last: str
    terms: tuple[tuple[str, ...], ...]
    """Of each term the initials of who had it, one after the other; empty: it was open."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Who had which role, drawn by who sends it: a row for each role, its terms from old to new."""

    rows: tuple[PictureRow, ...]
    name: str
    """Of the file."""
    fallback: str
    """What stands beside it, and is read to who cannot see it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to keep or to print."""

    name: str
    media_type: str
    content: str
    """Its bytes, in base64: the outbox keeps text."""

    @classmethod
    def of(cls, name: str, media_type: str, content: bytes) -> Document:
        """A file of these bytes."""
        return cls(name, media_type, b64encode(content).decode())

    @property
    def bytes(self) -> bytes:
        """What is in it."""
        return b64decode(self.content)


@dataclass(frozen=True, slots=True)
class React:
    """A mark on somebody's message."""

    to: str
    key: str


@dataclass(frozen=True, slots=True)
class Join:
    """Go into the parcel's room."""

    private_with: str | None = None
    """The account that the room is for, beside the bot."""
    known_to: str | None = None
    """Somebody who is in it, where the room did not ask the bot in: the way to it."""


@dataclass(frozen=True, slots=True)
class Open:
    """Open a private room with this account; its reference is the room.

    Where there is one already that they are in, or are asked into, it is that one.
    """

    account: str


@dataclass(frozen=True, slots=True)
class Decline:
    """Do not go into the parcel's room, or leave it."""


Outgoing: TypeAlias = (
    Say | Edit | Poll | PollEnd | Picture | Document | React | Join | Open | Decline
)

_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Outgoing)}


def pack(outgoing: Outgoing) -> tuple[str, dict[str, Any]]:
    """The kind and body under which the outbox keeps it."""
    return type(outgoing).__name__, asdict(outgoing)


def unpack(kind: str, body: dict[str, Any]) -> Outgoing:
    """What was packed."""
    values = dict(body)
    if "answers" in values:
        values["answers"] = tuple((key, words) for key, words in values["answers"])
    if "mentions" in values:
        values["mentions"] = tuple(values["mentions"])
    if "rows" in values:
        values["rows"] = tuple(map(_row, values["rows"]))
    outgoing: Outgoing = _KINDS[kind](**values)
    return outgoing


def _row(values: dict[str, Any]) -> PictureRow:
    return PictureRow(**values | {"terms": tuple(tuple(term) for term in values["terms"])})


# ------------------------------------------------------------------------------------ the port


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a chat can do beside sending text."""

    polls: bool = True
    reactions: bool = True
    edits: bool = True
    threads: bool = True
    pictures: bool = True
    files: bool = True


class NotNow(Exception):
    """It could not be sent; try again, not before `seconds` are over."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class Muted(NotNow):
    """The bot is in the room and may not speak there, until somebody lets it."""


class NotEver(Exception):
    """It can never be sent: the room is gone, or it refuses this for good."""


class Room(Protocol):
    """A chat, to the outbox."""

    capabilities: Capabilities

    async def send(
        self, room: str, outgoing: Outgoing, *, transaction_id: str, target: str | None
    ) -> str:
        """Send, and give the reference of the message it became.

        It is empty for Join and Decline, and the room for Open.
        The same transaction id gives the same message, however often it is sent. `target` is the
        message that is edited or ended, or in whose thread this is said. Raises NotNow or NotEver.
        """
        ...
