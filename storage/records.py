"""What storage gives out and takes in: plain frozen values instead of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from governance.members import MemberId
from governance.settings import Settings


@dataclass(frozen=True, slots=True)
class House:
    """One house, as its room knows it."""

    id: int
    room: str
    name: str
    language: str
    timezone: str
    settings: Settings
    born_at: datetime
    next_agreement: int
    is_gone: bool
    """The bot was put out of the room."""
    silent_since: datetime | None = None
    """Since when the bot is out of the room or may not speak there: its time stands still."""
    successor: str | None = None
    """The room that the house is on its way to."""
    account: str = ""
    """The account of the bot that serves it."""

    @property
    def zone(self) -> ZoneInfo:
        """House time."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something to say, on its way into the outbox."""

    room: str
    kind: str
    body: dict[str, Any]
    not_before: datetime
    house_id: int | None = None
    target: int | None = None
    about: str | None = None
    version: int | None = None
    part: str | None = None
    member: MemberId | None = None
    by_clock: bool = False
    """Time says it, nobody asked: what follows from somebody's act goes before it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An outbox row that is ready to be sent."""

    id: int
    room: str
    transaction_id: str
    kind: str
    body: dict[str, Any]
    revision: int
    not_before: datetime
    target: int | None
    target_reference: str | None
    part: str | None = None
    about: str | None = None
    by_clock: bool = False
    is_tried: bool = False
    """It may be in the room already, though nobody knows."""
    house: int | None = None
    """In which house's name it is, if in any."""


@dataclass(frozen=True, slots=True)
class Posted:
    """One of the bot's own messages, sent or on its way: what a reply or a tap can be about."""

    id: int
    house_id: int
    room: str
    about: str
    version: int
    part: str
    member: MemberId | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class MemberChange:
    """What somebody did to the list of members."""

    at: datetime
    kind: str
    """`add`, `remove`, `link` or `guest`."""
    by: MemberId
    member: MemberId
    other: MemberId | None = None
    """Whose account `link` moved."""
    name: str = ""
    """How the member was called before."""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """A time that has come."""

    house_id: int
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """Which house a member of several talks about privately."""

    account: str
    house_id: int | None
    """None: they were asked, and have not said."""
    at: datetime
    """When they last wrote, or were asked."""
    waiting: dict[str, Any] | None = field(default=None, repr=False)
    """What they were asked, and the message that waits for their answer."""


@dataclass(frozen=True, slots=True)
class Held:
    """An event whose key has not come yet."""

    event: str
    room: str
    account: str
    session: str
    """The key it needs."""
    at: datetime
    """When it was sent, by the server's clock."""
    body: dict[str, Any] = field(repr=False)
