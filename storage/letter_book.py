"""The outbox: what is to be said, what was said, and which message it became."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import BindParameter, ColumnElement, bindparam, case, func, insert, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from governance.members import MemberId
from storage.holding_book import HoldingBook, new_id
from storage.records import Parcel, Posted, Waiting
from storage.tables import METADATA, HouseRow, OutboxRow

EDITS_APART = timedelta(seconds=10)
"""Edits of one message come at least this far apart (design §6)."""

OPEN = "Open"
"""The kind of letter that becomes a room."""

IN_A_ROW = 4
"""Of what follows from one person's acts so much goes in the order in which it was written down;
then everybody gets a turn."""

PRIVATE_ROOM_TO_COME = "to:"
"""With an account: where letters wait until that account has a private room."""

NOWHERE = "-"
"""In the place of a room that is not to be known any more."""

FAREWELL = "farewell"
"""As what the last letters to somebody are kept who is forgotten, until they are sent."""

_TARGET = aliased(OutboxRow)
"""The letter that another one is about."""

_O, _H = METADATA.tables["outbox"], METADATA.tables["houses"]
"""Where only rows are asked for, and no objects that could be changed: see `session.py`."""

# What is asked again and again is put together once: that takes longer than the answer.
_NOW: BindParameter[datetime] = bindparam("now")
_ME: BindParameter[str] = bindparam("me")
_IS_READY: tuple[ColumnElement[bool], ...] = (
    # Each account of the bot says what it has to say itself.
    col(OutboxRow.account) == _ME,
    # What waits for a private room goes once that is opened.
    ~col(OutboxRow.room).startswith(PRIVATE_ROOM_TO_COME) | (col(OutboxRow.kind) == OPEN),
    col(OutboxRow.sent_at).is_(None),
    # What was to go at once does, also where the clock was set back since.
    or_(col(OutboxRow.not_before) <= _NOW, col(OutboxRow.not_before) <= col(OutboxRow.created_at)),
    # Where the bot was put out nothing is said; asked in again, it goes in.
    col(OutboxRow.room).not_in(select(HouseRow.room).where(col(HouseRow.gone_at).is_not(None)))
    | col(OutboxRow.kind).in_(["Join", "Decline"]),
    # What follows on a message waits until that is out, or is known never to be.
    col(OutboxRow.target).is_(None) | col(_TARGET.sent_at).is_not(None),
)
_NEW_LETTER = insert(_O)
_NTH = func.row_number().over(
    partition_by=[col(OutboxRow.room), col(OutboxRow.asked_by)], order_by=col(OutboxRow.id)
)
_WAITING = (
    select(OutboxRow, _TARGET.reference)
    .outerjoin(_TARGET, col(OutboxRow.target) == col(_TARGET.id))
    .where(*_IS_READY)
    # What may be in the room already comes before all that is not.
    .order_by(
        col(OutboxRow.tried_at).is_(None),
        case((or_(col(OutboxRow.asked_by).is_(None), _NTH <= IN_A_ROW), 0), else_=_NTH),
        col(OutboxRow.id),
    )
    .limit(bindparam("limit"))
)
_WAITING_IN = _WAITING.where(col(OutboxRow.room) == bindparam("room"))
_WAITING_IN_ANEW = _WAITING_IN.execution_options(populate_existing=True)
_WHOSE = (
    select(OutboxRow.house_id)
    .where(
        (col(OutboxRow.id) == bindparam("letter"))
        | (col(OutboxRow.sent_at).is_(None) & (col(OutboxRow.target) == bindparam("letter")))
        | (col(OutboxRow.sent_at).is_(None) & (col(OutboxRow.room) == bindparam("door")))
    )
    .distinct()
)
_ROOMS_WAITING = (
    select(OutboxRow.room, func.min(case((col(OutboxRow.by_clock), 1), else_=0)))
    .outerjoin(_TARGET, col(OutboxRow.target) == col(_TARGET.id))
    .where(*_IS_READY)
    .group_by(OutboxRow.room)
    .order_by(func.min(OutboxRow.id))
)
_NEXT_WAITING = (
    select(OutboxRow.not_before)
    .where(
        col(OutboxRow.account) == _ME,
        col(OutboxRow.sent_at).is_(None),
        col(OutboxRow.not_before) > _NOW,
    )
    .order_by(col(OutboxRow.not_before))
    .limit(1)
)
_MERGED_INTO = select(OutboxRow).where(
    col(OutboxRow.target) == bindparam("carrier"), col(OutboxRow.sent_at).is_(None)
)
_EDITS: Any = (
    select(_O.c.id, _O.c.sent_at)
    .where(_O.c.target == bindparam("letter"), _O.c.kind == bindparam("kind"))
    .order_by(_O.c.id.desc())
    .limit(2)
)
_WAITING_ABOUT = select(_O.c.id).where(
    _O.c.house_id == bindparam("house"),
    _O.c.about == bindparam("about"),
    _O.c.sent_at.is_(None),
)
_LATER_ABOUT = _WAITING_ABOUT.where(_O.c.not_before > _NOW)
_OF_ANYONE_ABOUT = _WAITING_ABOUT.where(_O.c.asked_by.is_not(None))
_OF_OTHERS_ABOUT = _WAITING_ABOUT.where(_O.c.asked_by != bindparam("asked_by"))
_ON_THE_BOARD: Any = sqlalchemy.select(
    *(_O.c.id, _O.c.house_id, _O.c.room, _O.c.about),
    *(_O.c.version, _O.c.part, _O.c.member_id, _O.c.reference),
)
_POSTED_AS = _ON_THE_BOARD.where(_O.c.reference == bindparam("reference"), _O.c.part.is_not(None))
_REFERENCES: BindParameter[Sequence[str]] = bindparam("references", expanding=True)
_IS_OURS = select(_O.c.id).where(_O.c.reference.in_(_REFERENCES)).limit(1)
_IS_UNDER_WAY = (
    select(_O.c.id)
    .where(
        _O.c.account == _ME,
        _O.c.room == bindparam("room"),
        _O.c.part.is_not(None),
        _O.c.sent_at.is_(None),
        _O.c.tried_at.is_not(None),
    )
    .limit(1)
)
_IS_ABOUT: tuple[ColumnElement[bool], ...] = (
    _O.c.house_id == bindparam("house"),
    _O.c.about == bindparam("about"),
    _O.c.part == bindparam("part"),
    # What another account said there can neither be edited nor ended.
    _O.c.account == _H.c.account,
)
_POSTED_ABOUT = _ON_THE_BOARD.join(_H, _H.c.room == _O.c.room).where(*_IS_ABOUT).order_by(_O.c.id)
_FOLLOWER = _O.alias()
_IS_FOLLOWED = (
    select(_FOLLOWER.c.id)
    .where(_FOLLOWER.c.target == _O.c.id, _FOLLOWER.c.kind == bindparam("kind"))
    .correlate(_O)
    .exists()
)
_POSTED_AND_FOLLOWED = _POSTED_ABOUT.add_columns(_IS_FOLLOWED.label("is_followed"))
_FOLLOWING = (
    select(_O.c.id)
    .where(_O.c.target == bindparam("letter"), _O.c.kind == bindparam("kind"))
    .limit(1)
)


class LetterBook(HoldingBook):
    """The part of a transaction that is about what the bot says."""

    asked_by: MemberId | None = None
    """Whose act all that is posted in this transaction follows from."""
    tries_as: str | None = None
    """The device of this instance, where several share the database."""
    wipes: bool = False
    """What this transaction takes away must not stay in the journal either."""

    async def post(self, parcel: Parcel, now: datetime) -> int:
        """Put something into the outbox; its transaction id is made and kept here."""
        row = {
            "house_id": parcel.house_id,
            "room": parcel.room,
            "transaction_id": _new_transaction_id(),
            "kind": parcel.kind,
            "body": parcel.body,
            "target": parcel.target,
            "about": parcel.about,
            "version": parcel.version,
            "part": parcel.part,
            "member_id": parcel.member,
            "created_at": now,
            "not_before": parcel.not_before,
            "by_clock": parcel.by_clock,
            "asked_by": self.asked_by,
            "revision": 0,
            "account": self.me,
        }
        self._posts.clear()
        added = await self._session.exec(_NEW_LETTER, params=row)
        return new_id(added)

    async def post_edit(self, parcel: Parcel, now: datetime) -> None:
        """Edit an earlier message; an edit still waiting is overtaken instead of followed."""
        which = {"letter": parcel.target, "kind": parcel.kind}
        edits: list[Any] = list(await self._session.exec(_EDITS, params=which))
        last_sent = next((sent_at for _, sent_at in edits if sent_at), None)
        # A clock that was set back shows an earlier time than that of the last one.
        apart = min(last_sent, now) + EDITS_APART if last_sent else parcel.not_before
        not_before = max(parcel.not_before, apart)
        if edits and edits[0].sent_at is None:
            overtaken = await self._session.get_one(OutboxRow, edits[0].id)
            overtaken.body = parcel.body
            overtaken.revision += 1
            overtaken.transaction_id = _new_transaction_id()
            overtaken.not_before = min(overtaken.not_before, not_before)
            overtaken.by_clock = overtaken.by_clock and parcel.by_clock
            if overtaken.tried_at:
                # The words before may be in the room, though no answer said so.
                apart = min(overtaken.tried_at, now) + EDITS_APART
                overtaken.not_before = max(overtaken.not_before, apart)
        else:
            await self.post(replace(parcel, not_before=not_before), now)

    async def waiting(
        self, now: datetime, room: str | None = None, limit: int = 50
    ) -> list[Waiting]:
        """What may be sent now (to one room), oldest first; nothing where the bot was put out.

        Of one person's only the first few are before what others wait for; then each has a turn.
        """
        query = _WAITING if room is None else _WAITING_IN
        which = {} if room is None else {"room": room}
        rows = await self._session.exec(
            query, params={"now": now, "limit": limit, "me": self.me, **which}
        )
        return [_waiting(row, reference) for row, reference in rows]

    async def waiting_held(self, now: datetime, room: str, limit: int) -> list[Waiting]:
        """The same, for one room; nobody else changes anything of them from now on."""
        letters = await self.waiting(now, room, limit)
        which = {"now": now, "limit": limit, "me": self.me, "room": room}
        while await self._hold_letters({one.house for one in letters}, room):
            rows = await self._session.exec(_WAITING_IN_ANEW, params=which)
            letters = [_waiting(row, reference) for row, reference in rows]
        return letters

    async def waiting_at_hand(self, now: datetime, room: str) -> list[Waiting]:
        """The next one for a room, where nobody else could change anything of it anyhow."""
        return [one for one in await self.waiting(now, room, 1) if self._has_at_hand(one.house)]

    def _has_at_hand(self, house: int | None) -> bool:
        return self._is_alone or (self._has_hallway if house is None else self._holds(house))

    async def _hold_letters(self, houses: set[int | None], room: str) -> bool:
        """Hold what these letters are of; whether there was anything to hold yet."""
        if self._is_alone:
            return False
        before = len(self._held), self._has_hallway
        await self.hold_houses([house for house in houses if house is not None])
        if None in houses or room.startswith(PRIVATE_ROOM_TO_COME):
            await self.hold_hallway()
        return before != (len(self._held), self._has_hallway)

    async def _hold_letter(self, letter: Waiting) -> None:
        """Hold one that is sent, with what was merged into it, or waits for the room it opens."""
        if not self._is_alone:
            door = letter.room if letter.kind == OPEN else ""
            which = {"letter": letter.id, "door": door}
            houses = set(await self._session.exec(_WHOSE, params=which))
            await self._hold_letters(houses, letter.room)

    async def rooms_waiting(self, now: datetime) -> dict[str, bool]:
        """The rooms for which something may be sent now, who waits longest first.

        With each: whether somebody who did something waits for it there.
        """
        rows = await self._session.exec(_ROOMS_WAITING, params={"now": now, "me": self.me})
        return {room: not is_by_clock for room, is_by_clock in rows}

    async def hurry(self, house_id: int, about: str, now: datetime) -> None:
        """What waits for the end of the night may go now: something that follows on it does."""
        which = {"house": house_id, "about": about, "now": now}
        for number in await self._session.exec(_LATER_ABOUT, params=which):
            row = await self._session.get_one(OutboxRow, number)
            row.not_before = now
            row.by_clock = False

    async def share(self, house_id: int, about: str) -> None:
        """Somebody acts on this too: what waits about it is not one person's any more."""
        which = {"house": house_id, "about": about, "asked_by": self.asked_by}
        query = _OF_OTHERS_ABOUT if self.asked_by is not None else _OF_ANYONE_ABOUT
        for number in await self._session.exec(query, params=which):
            (await self._session.get_one(OutboxRow, number)).asked_by = None

    async def next_waiting(self, after: datetime) -> datetime | None:
        """When, after this, something that has to wait may be sent."""
        which = {"now": after, "me": self.me}
        return (await self._session.exec(_NEXT_WAITING, params=which)).first()

    async def mark_tried(self, tried: Waiting, at: datetime) -> None:
        """From now on it may be in the room, though nobody knows: its words stay its own."""
        self._note_tried(await self._session.get_one(OutboxRow, tried.id), at)

    async def merge(
        self, carrier: Waiting, others: Sequence[Waiting], body: dict[str, Any], at: datetime
    ) -> Waiting:
        """Say these in one message, the carrier's, which is tried from now on.

        They keep no words of their own, so they can never be said twice; what becomes of the
        carrier becomes of them.
        """
        row = await self._session.get_one(OutboxRow, carrier.id)
        row.body = body
        self._note_tried(row, at)
        for other in others:
            joined = await self._session.get_one(OutboxRow, other.id)
            joined.target = row.id
            joined.body = {}
            self._note_tried(joined, at)
        await self._session.flush()
        return replace(carrier, body=body, is_tried=True)

    def _note_tried(self, row: OutboxRow, at: datetime) -> None:
        row.tried_at = at
        row.tried_by = row.tried_by or self.tries_as

    async def mark_sent(self, sent: Waiting, reference: str, at: datetime) -> None:
        """It is in the room, as `reference`; its words are not kept."""
        await self._hold_letter(sent)
        self._posts.clear()
        row = await self._session.get_one(OutboxRow, sent.id)
        if row.room == NOWHERE:
            return  # it was under way when who it was for was forgotten
        if row.reference == reference:
            return  # this is known, though nobody heard so
        if row.revision != sent.revision:
            self._session.add(_newer_wording(row, at))
            row.transaction_id = sent.transaction_id
        for one in (row, *await self._merged_into(row)):
            one.sent_at = at
            one.reference = reference
            one.body, one.asked_by = {}, None
            self._forget_where(one)

    async def house_of_letter(self, transaction_id: str) -> int | None:
        """In which house's name a letter is, if in any."""
        rows = await self._session.exec(
            select(OutboxRow.house_id).where(OutboxRow.transaction_id == transaction_id)
        )
        return rows.first()

    async def said_since(
        self, since: datetime
    ) -> dict[int, list[tuple[datetime, datetime | None]]]:
        """Of each house, what was said in its room since then, or waits: due when, sent when."""
        rows = await self._session.exec(
            select(OutboxRow)
            .join(HouseRow, col(HouseRow.room) == col(OutboxRow.room))
            .where(
                OutboxRow.kind == "Say",
                OutboxRow.house_id == HouseRow.id,
                OutboxRow.account == self.me,
                col(OutboxRow.sent_at).is_(None) | (col(OutboxRow.sent_at) >= since),
            )
        )
        found: dict[int, list[tuple[datetime, datetime | None]]] = {}
        for row in rows:
            assert row.house_id is not None
            due_at = max(row.created_at, row.not_before)
            found.setdefault(row.house_id, []).append((due_at, row.sent_at))
        return found

    async def note_ended(self, posted: Posted, reference: str, at: datetime) -> None:
        """Somebody else ended this poll of ours, by the message `reference`."""
        row = OutboxRow(
            house_id=posted.house_id,
            room=posted.room,
            transaction_id=_new_transaction_id(),
            kind="PollEnd",
            body={},
            target=posted.id,
            created_at=at,
            not_before=at,
            sent_at=at,
            reference=reference,
            account=self.me,
        )
        self._posts.clear()
        self._session.add(row)
        await self._session.flush()

    async def mark_dropped(self, dropped: Waiting, at: datetime) -> None:
        """It can never be sent (the room is gone, or refuses it for good)."""
        await self._hold_letter(dropped)
        row = await self._session.get_one(OutboxRow, dropped.id)
        if row.account != self.me:
            return  # its house is served by another account since, which will say it
        for one in (row, *await self._merged_into(row)):
            one.sent_at = at
            one.body, one.asked_by = {}, None
            self._forget_where(one)

    def _forget_where(self, row: OutboxRow) -> None:
        """The last words to somebody are said: nothing tells where that was."""
        if row.part == FAREWELL:
            row.room, row.reference, self.wipes = NOWHERE, None, True

    async def _merged_into(self, row: OutboxRow) -> list[OutboxRow]:
        followers = await self._session.exec(_MERGED_INTO, params={"carrier": row.id})
        # What only follows on this message has words of its own.
        return [follower for follower in followers if not follower.body]

    async def posted_as(self, reference: str) -> Posted | None:
        """The bot's own message that a reply, a reaction or a vote is about."""
        known = self._posts.get((reference,))
        if known is None:
            row = (await self._session.exec(_POSTED_AS, params={"reference": reference})).first()
            known = self._posts[reference,] = [posted_row(row)] if row else []
        return known[0] if known else None

    async def houses_that_said(self, reference: str, room: str) -> set[int]:
        """Of which houses this message of the bot in this room is; several, where it was merged."""
        rows = await self._session.exec(
            select(OutboxRow.house_id).where(
                OutboxRow.reference == reference, OutboxRow.room == room
            )
        )
        return {house_id for house_id in rows if house_id is not None}

    async def may_be_unsent(self, room: str, references: Sequence[str]) -> bool:
        """Whether one of these unknown messages may be ours: sent, but not yet known to be.

        So when something of ours that can be answered was tried in this room, and none of the
        references is a message we know. What only waits for its turn nobody can have seen.
        """
        for reference in references:
            if await self.posted_as(reference):
                return False  # as nearly always, and who hears it asks for the same
        known = await self._session.exec(_IS_OURS, params={"references": list(references)})
        if known.first() is not None:
            return False
        which = {"room": room, "me": self.me}
        under_way = await self._session.exec(_IS_UNDER_WAY, params=which)
        return under_way.first() is not None

    async def posted_about(self, house_id: int, about: str, part: str) -> list[Posted]:
        """A proposal's cards or polls in the house's room, oldest first, sent or waiting."""
        known = self._posts.get((house_id, about, part))
        if known is None:
            which = {"house": house_id, "about": about, "part": part}
            rows = await self._session.exec(_POSTED_ABOUT, params=which)
            known = self._posts[house_id, about, part] = [posted_row(row) for row in rows]
        return [*known]

    async def posted_and_followed(
        self, house_id: int, about: str, part: str, kind: str
    ) -> list[tuple[Posted, bool]]:
        """The same, each with whether a row of this kind follows on it."""
        known = self._posts.get((house_id, about, part, kind))
        if known is None:
            which = {"house": house_id, "about": about, "part": part, "kind": kind}
            rows = await self._session.exec(_POSTED_AND_FOLLOWED, params=which)
            known = [(posted_row(row), row.is_followed) for row in rows]
            self._posts[house_id, about, part, kind] = known
        return [*known]

    async def is_followed(self, row_id: int, kind: str) -> bool:
        """Whether a row of this kind follows on that message: a poll was ended, say."""
        rows = await self._session.exec(_FOLLOWING, params={"letter": row_id, "kind": kind})
        return rows.first() is not None


def _new_transaction_id() -> str:
    return f"kring-{secrets.token_hex(12)}"


def _newer_wording(row: OutboxRow, at: datetime) -> OutboxRow:
    """What came while an edit was under way, as an edit of its own."""
    of_its_own = {"id", "transaction_id", "not_before", "revision", "tried_at"}
    return OutboxRow(
        **row.model_dump(exclude=of_its_own),
        transaction_id=_new_transaction_id(),
        not_before=max(row.not_before, at + EDITS_APART),
    )


def _waiting(row: OutboxRow, reference: str | None) -> Waiting:
    assert row.id is not None
    return Waiting(
        id=row.id,
        room=row.room,
        transaction_id=row.transaction_id,
        kind=row.kind,
        body=row.body,
        revision=row.revision,
        not_before=row.not_before,
        target=row.target,
        target_reference=reference,
        part=row.part,
        about=row.about,
        by_clock=row.by_clock,
        is_tried=row.tried_at is not None,
        house=row.house_id,
    )


def posted_row(row: Any) -> Posted:
    """The bot's own message that this row became."""
    assert row.id is not None
    assert row.house_id is not None
    assert row.about is not None
    return Posted(
        id=row.id,
        house_id=row.house_id,
        room=row.room,
        about=row.about,
        version=row.version or 1,
        part=row.part or "",
        member=MemberId(row.member_id) if row.member_id else None,
        reference=row.reference,
    )
