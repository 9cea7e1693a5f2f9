"""The tables. What people did is in `facts`, which only grows; the other tables serve the work.

Several accounts of the bot may share them. Whose work a row is stands in `account`, or in `bot`
where `account` is a person's; it is empty in rows from before, until `Store.serve` fills it in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Index,
    TypeDecorator,
    false,
    text,
)
from sqlmodel import Field, SQLModel


class Utc(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets time zones, so they are put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; store the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back with its zone."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def _where(condition: str) -> dict[str, Any]:
    """An index on few of the rows."""
    return {f"{dialect}_where": text(condition) for dialect in ("sqlite", "postgresql")}


class HouseRow(SQLModel, table=True):
    """One house: the room it lives in and the settings it was born with."""

    __tablename__ = "houses"
    __table_args__ = (Index("houses_gone", "room", **_where("gone_at IS NOT NULL")),)

    id: int | None = Field(default=None, primary_key=True)
    room: str = Field(unique=True)
    name: str
    language: str
    timezone: str
    settings: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    born_at: datetime = Field(sa_type=Utc)
    gone_at: datetime | None = Field(default=None, sa_type=Utc)
    """When the bot was last put out of the room; None while it is in."""
    silent_since: datetime | None = Field(default=None, sa_type=Utc)
    """Since when the bot is out, or in and may not speak; the house's time stands still."""
    successor: str | None = Field(default=None, index=True)
    """The room that the house is on its way to."""
    last_proposal: int = 0
    last_agreement: int = 0
    account: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The account of the bot that serves it."""
    rewordings: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How often words of its facts were changed: what was made of them before is of no use."""


class MemberRow(SQLModel, table=True):
    """One person in one house. The only place where a name stands."""

    __tablename__ = "members"
    __table_args__ = (Index("members_by_account", "account"),)

    id: int | None = Field(default=None, primary_key=True)
    house_id: int = Field(foreign_key="houses.id", index=True)
    account: str | None = None
    name: str
    kind: str
    joined_at: datetime = Field(sa_type=Utc)
    left_at: datetime | None = Field(default=None, sa_type=Utc)
    away_since: datetime | None = Field(default=None, sa_type=Utc)
    away_until: datetime | None = Field(default=None, sa_type=Utc)
    """When being away ends by itself; None with `away_since`: when they say so."""
    resting_since: datetime | None = Field(default=None, sa_type=Utc)
    last_heard_at: datetime | None = Field(default=None, sa_type=Utc)
    """Written once a day at most; never what was said."""
    asked_to_rest_at: datetime | None = Field(default=None, sa_type=Utc)
    named_at: datetime | None = Field(default=None, sa_type=Utc)
    """Since when they go by this name; None: since they joined."""
    same_as: int | None = Field(default=None, foreign_key="members.id")
    """The older row of the same person, which has the account now."""


class MemberChangeRow(SQLModel, table=True):
    """What somebody did to the list of members; who may undo it looks here."""

    __tablename__ = "member_changes"

    id: int | None = Field(default=None, primary_key=True)
    house_id: int = Field(foreign_key="houses.id", index=True)
    at: datetime = Field(sa_type=Utc)
    kind: str
    """`add`, `remove`, `link` or `guest`."""
    by_id: int = Field(foreign_key="members.id")
    member_id: int = Field(foreign_key="members.id")
    other_id: int | None = Field(default=None, foreign_key="members.id")
    """Whose account `link` moved."""
    name: str = ""
    """How the member was called before."""
    undone_at: datetime | None = Field(default=None, sa_type=Utc)


class FactRow(SQLModel, table=True):
    """One fact; never changed, never deleted. `source` is the message it came from."""

    __tablename__ = "facts"
    __table_args__ = (
        Index("facts_by_subject", "house_id", "subject", "id"),
        Index("facts_by_house", "house_id", "id"),
        Index("facts_by_source", "source"),
    )

    id: int | None = Field(default=None, primary_key=True)
    house_id: int = Field(foreign_key="houses.id")
    subject: str
    """What it is about: `P1`, or `house`."""
    kind: str
    at: datetime = Field(sa_type=Utc)
    source: str | None = None
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class HandledRow(SQLModel, table=True):
    """A message that was handled, so that seeing it again does nothing."""

    __tablename__ = "handled"

    event: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Utc)


class OutboxRow(SQLModel, table=True):
    """Something to say. What was said is wiped once it is sent; where it stands is kept."""

    __tablename__ = "outbox"
    __table_args__ = (
        # Of the few that wait, with all that decides: what waits for the morning, or for a house
        # that put the bot out, is passed over without being looked up.
        Index(
            "outbox_waiting",
            *("account", "room", "not_before", "created_at", "kind", "by_clock", "target"),
            **_where("sent_at IS NULL"),
        ),
        Index("outbox_later", "account", "not_before", **_where("sent_at IS NULL")),
        Index("outbox_sent", "sent_at", **_where("sent_at IS NOT NULL")),
        Index("outbox_joins", "room", **_where("kind = 'Join'")),
        Index("outbox_by_target", "target"),
        Index("outbox_by_reference", "reference"),
        Index("outbox_by_about", "house_id", "about", "part"),
    )

    id: int | None = Field(default=None, primary_key=True)
    house_id: int | None = Field(default=None, foreign_key="houses.id")
    room: str
    transaction_id: str = Field(unique=True)
    kind: str
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    target: int | None = Field(default=None, foreign_key="outbox.id")
    """The earlier row that this one edits, ends or answers."""
    about: str | None = None
    version: int | None = None
    part: str | None = None
    """What it is for the house: `card`, `poll`, `question`; None for the rest."""
    member_id: int | None = Field(default=None, foreign_key="members.id")
    created_at: datetime = Field(sa_type=Utc)
    not_before: datetime = Field(sa_type=Utc)
    by_clock: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Time says it; what follows from somebody's act goes before it."""
    asked_by: int | None = None
    """The member whose act it follows from, while it waits: nobody waits long for one person's."""
    sent_at: datetime | None = Field(default=None, sa_type=Utc)
    reference: str | None = None
    """The message it became."""
    tried_at: datetime | None = Field(default=None, sa_type=Utc)
    """When it was first tried: from then on it may be in the room, though we do not know it."""
    tried_by: str | None = None
    """The device that first tried it, where several instances share the database."""
    revision: int = 0
    """Grows when an edit that still waits is overtaken by a newer one."""
    account: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The account of the bot that has to say it."""


class DueRow(SQLModel, table=True):
    """When time alone will next change something; one row a subject."""

    __tablename__ = "due"
    # In the order in which they are handled: very many are due at nine on Monday.
    __table_args__ = (Index("due_by_time", "account", "is_paused", "at", "house_id", "subject"),)

    house_id: int = Field(primary_key=True, foreign_key="houses.id")
    subject: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Utc)
    is_paused: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """The bot may not speak in this house: its time stands still."""
    account: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The account that serves the house: it does not go by what is due for others."""


class AccountRow(SQLModel, table=True):
    """An account of the bot that has run on these tables."""

    __tablename__ = "accounts"

    account: str = Field(primary_key=True)
    listened_at: datetime | None = Field(default=None, sa_type=Utc)
    """When all there was had been heard, as far as that was written down."""


class PositionRow(SQLModel, table=True):
    """How far an account has read the homeserver's stream."""

    __tablename__ = "positions"

    account: str = Field(primary_key=True)
    position: str


class PrivateRoomRow(SQLModel, table=True):
    """A private room of the bot and one account; the newest is the one it writes in."""

    __tablename__ = "private_rooms"

    id: int | None = Field(default=None, primary_key=True)
    room: str = Field(unique=True)
    account: str = Field(index=True)
    bot: str = Field(default="", sa_column_kwargs={"server_default": ""})


class ConversationRow(SQLModel, table=True):
    """Which house a member of several talks about privately, for an hour; then the row is gone."""

    __tablename__ = "conversations"
    __table_args__ = (Index("conversations_by_time", "at"),)

    bot: str = Field(default="", primary_key=True)
    account: str = Field(primary_key=True)
    house_id: int | None = Field(default=None, foreign_key="houses.id")
    at: datetime = Field(sa_type=Utc)
    """When they last wrote, or were asked."""
    waiting: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    """What they were asked, and the message that waits for their answer."""


class ForgottenRow(SQLModel, table=True):
    """Who asked to be forgotten and is still in a house's room: not learned again from there."""

    __tablename__ = "forgotten"

    house_id: int = Field(primary_key=True, foreign_key="houses.id")
    fingerprint: str = Field(primary_key=True)
    """Of the account: whoever knows that can recognise it, but it cannot be read from this."""


class HeldRow(SQLModel, table=True):
    """An event that could not be decrypted yet, kept until its key comes."""

    __tablename__ = "held"
    __table_args__ = (
        Index("held_unread", "told_at", "held_at"),
        Index("held_by_time", "held_at"),
    )

    bot: str = Field(default="", primary_key=True)
    """Whose device it is that cannot read it: another may."""
    event: str = Field(primary_key=True)
    room: str
    account: str = ""
    session: str = Field(default="", index=True)
    """The key it needs."""
    at: datetime = Field(sa_type=Utc)
    held_at: datetime | None = Field(default=None, sa_type=Utc)
    told_at: datetime | None = Field(default=None, sa_type=Utc)
    """When the room was asked to say it again."""
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class LeaderRow(SQLModel, table=True):
    """Which instance leads for an account, where several share the database; see leadership.py."""

    __tablename__ = "leaders"

    account: str = Field(primary_key=True)
    instance: str
    """One process: its device, and chance."""
    device: str
    epoch: int
    """Grows with each new leader."""
    beat_at: datetime = Field(sa_type=Utc)
    """When it was last alive, by the database's clock."""


class LoginRow(SQLModel, table=True):
    """The login of an instance, sealed: what it may have sent is sent again as the same."""

    __tablename__ = "logins"

    account: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    sealed: str


METADATA = SQLModel.metadata
