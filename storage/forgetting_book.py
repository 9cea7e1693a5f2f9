"""What is held of one account, wherever it stands; and taking its names away for good."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from governance.facts import Fact
from governance.members import MemberId
from governance.rewording import is_the_same_but_for_words
from storage.codec import decode, encode
from storage.house_book import HouseBook
from storage.letter_book import NOWHERE, PRIVATE_ROOM_TO_COME
from storage.private_book import PrivateBook
from storage.tables import (
    METADATA,
    ConversationRow,
    FactRow,
    ForgottenRow,
    HandledRow,
    HeldRow,
    MemberChangeRow,
    MemberRow,
    OutboxRow,
    PrivateRoomRow,
)

ASKED = "forget"
"""As what the question is kept whether somebody is sure that they want to be forgotten."""

_FACTS = METADATA.tables["facts"]
_REWORD = update(_FACTS).where(_FACTS.c.id == bindparam("seq")).values(body=bindparam("words"))


@dataclass(frozen=True, slots=True)
class Unsent:
    """A letter that waits, with its words."""

    id: int
    kind: str
    body: dict[str, Any] = field(repr=False)


class NotTheSame(Exception):
    """A fact was to be changed in more than the words that somebody wrote."""


class ForgettingBook(HouseBook, PrivateBook):
    """The part of a transaction that is about one account in all its houses."""

    async def selves(self, account: str) -> dict[int, list[MemberId]]:
        """By house: the member with this account, and who turned out to be the same person."""
        rows = await self._session.exec(select(MemberRow).where(MemberRow.account == account))
        found: dict[int, list[MemberId]] = {}
        for row in rows:
            assert row.id is not None
            ids = [MemberId(row.id)]
            while more := await self._same_as(ids):
                ids += more
            found[row.house_id] = ids
        return dict(sorted(found.items()))

    async def _same_as(self, known: Collection[MemberId]) -> list[MemberId]:
        rows = await self._session.exec(
            select(MemberRow.id).where(
                col(MemberRow.same_as).in_(known), col(MemberRow.id).not_in(known)
            )
        )
        return [MemberId(one) for one in rows if one is not None]

    async def names_of(self, selves: Collection[MemberId]) -> list[str]:
        """How they are called, and were before, as far as that is known."""
        now = await self._session.exec(
            select(MemberRow.name).where(col(MemberRow.id).in_(selves)).order_by(col(MemberRow.id))
        )
        before = await self._session.exec(
            select(MemberChangeRow.name).where(col(MemberChangeRow.member_id).in_(selves))
        )
        return [name for name in dict.fromkeys((*now, *before)) if name]

    async def named_since(self, selves: Collection[MemberId]) -> dict[str, datetime]:
        """Since when each of these names is theirs; of those they had before, since they came."""
        rows = list(
            await self._session.exec(select(MemberRow).where(col(MemberRow.id).in_(selves)))
        )
        came = min(row.joined_at for row in rows)
        before = await self._session.exec(
            select(MemberChangeRow.name).where(col(MemberChangeRow.member_id).in_(selves))
        )
        since = {name: came for name in before if name}
        for row in rows:
            since[row.name] = min(
                since.get(row.name, row.named_at or row.joined_at), row.named_at or row.joined_at
            )
        return since

    async def asked_to_forget(self, account: str) -> datetime | None:
        """When they were last asked privately whether they are sure."""
        rows = await self._session.exec(
            select(OutboxRow.created_at)
            .where(
                OutboxRow.part == ASKED,
                col(OutboxRow.room).in_(
                    select(PrivateRoomRow.room).where(PrivateRoomRow.account == account)
                ),
            )
            .order_by(col(OutboxRow.id).desc())
            .limit(1)
        )
        return rows.first()

    # -- taking away

    async def take_names_away(self, selves: Collection[MemberId], name: str) -> None:
        """From now on they have no account, and go by this name alone."""
        self.wipes = True
        for one in selves:
            row = await self._session.get_one(MemberRow, one)
            row.account, row.name = None, name
            row.away_since = row.away_until = row.resting_since = None
            row.last_heard_at = row.asked_to_rest_at = row.named_at = None
        changes = await self._session.exec(
            select(MemberChangeRow).where(col(MemberChangeRow.member_id).in_(selves))
        )
        for change in changes:
            change.name = ""
        await self._session.flush()

    async def reword_facts(self, changed: Mapping[int, Fact]) -> None:
        """Other words within facts, by their place in the order of things; nothing else of them.

        The guard that lets nobody change a fact is taken away for these alone and put back as it
        was, in the same transaction: see 0029-forgetting-and-facts. Raises NotTheSame.
        """
        if not changed:
            return
        self.wipes = True
        self._has_recorded = True  # what is made of them now may be rolled back
        connection = await self._session.connection()
        houses = set()
        async with self._database.unguarded(connection):
            for seq, fact in changed.items():
                row = await self._session.get_one(FactRow, seq)
                if not is_the_same_but_for_words(decode(row.kind, row.body), fact):
                    raise NotTheSame(row.kind)
                await connection.execute(_REWORD, {"seq": seq, "words": encode(fact)})
                houses.add(row.house_id)
                self._session.expire(row)
        for house_id in houses:
            # What was made of them before, here or in another process, has the words of before.
            (await self._house_row(house_id)).rewordings += 1
            self._rewordings.pop(house_id, None)
            self._shelf.forget_house(house_id)
        await self._session.flush()

    async def unsent(self, house_id: int) -> list[Unsent]:
        """What waits to be said in a house's name, or to its people in nobody's or as a file.

        A file of what is held of them has all their houses in it, whichever sends it.
        """
        await self.hold_hallway()
        of_its_people = select(PrivateRoomRow.room).where(
            col(PrivateRoomRow.account).in_(_accounts_of(house_id))
        )
        rows = await self._session.exec(
            select(OutboxRow).where(
                col(OutboxRow.sent_at).is_(None),
                (col(OutboxRow.house_id) == house_id)
                | (
                    (col(OutboxRow.house_id).is_(None) | (OutboxRow.kind == "Document"))
                    & col(OutboxRow.room).in_(of_its_people)
                ),
            )
        )
        return [Unsent(row.id or 0, row.kind, row.body) for row in rows]

    async def reword_waiting(self, house_id: int, say: Callable[[str], str]) -> None:
        """Other words in the messages of its people that wait until they say for which house."""
        rows = await self._session.exec(
            select(ConversationRow).where(col(ConversationRow.account).in_(_accounts_of(house_id)))
        )
        for row in rows:
            if row.waiting and (message := row.waiting["message"]):
                mentions = [one for one in message["mentions"] if say(one) == one]
                other = {"text": say(message["text"]), "mentions": mentions}
                row.waiting = row.waiting | {"message": message | other}
        await self._session.flush()

    async def reword_unsent(self, letter: Unsent, at: datetime) -> None:
        """Other words in a letter that waits; without any it is not sent at all."""
        row = await self._session.get_one(OutboxRow, letter.id)
        row.body = letter.body
        if not letter.body:
            row.sent_at, row.asked_by = at, None
        await self._session.flush()

    async def forget_account(self, account: str, at: datetime) -> list[tuple[str, str]]:
        """No row holds this account any more; answers its private rooms, which are to be left.

        Each with the account of the bot that is in it.
        """
        self.wipes = True
        await self.hold_hallway()
        own = await self._session.exec(
            select(PrivateRoomRow.bot, PrivateRoomRow.room)
            .where(PrivateRoomRow.account == account)
            .order_by(col(PrivateRoomRow.id))
        )
        to_leave = [(bot, room) for bot, room in own]
        rooms = [room for _, room in to_leave]
        await self._forget_letters([*rooms, PRIVATE_ROOM_TO_COME + account], account, at)
        await self._session.exec(
            delete(PrivateRoomRow).where(col(PrivateRoomRow.account) == account)
        )
        await self._session.exec(
            delete(HeldRow).where((col(HeldRow.account) == account) | col(HeldRow.room).in_(rooms))
        )
        notes = [event for one in (account, *rooms) for event in await self.handled_about(one)]
        for event in notes:
            await self._session.exec(delete(HandledRow).where(col(HandledRow.event) == event))
        await self._session.exec(
            delete(ConversationRow).where(col(ConversationRow.account) == account)
        )
        await self._session.flush()
        return to_leave

    async def _forget_letters(self, rooms: list[str], account: str, at: datetime) -> None:
        self._posts.clear()
        letters = await self._session.exec(select(OutboxRow).where(col(OutboxRow.room).in_(rooms)))
        for row in letters:
            if row.sent_at is None:
                row.sent_at, row.body, row.asked_by = at, {}, None
            row.room, row.reference = NOWHERE, None
        waiting = await self._session.exec(
            select(OutboxRow).where(col(OutboxRow.sent_at).is_(None))
        )
        for row in waiting:
            # Going into a room that they asked the bot into: it does not go.
            if account in (row.body.get("private_with"), row.body.get("account")):
                row.sent_at, row.body, row.room = at, {}, NOWHERE
            elif row.body.get("known_to") == account:
                row.body = row.body | {"known_to": None}
        await self._session.flush()

    async def handled_about(self, account: str) -> list[str]:
        """The notes of what was handled that say whom it was about, or in which room it was."""
        events = await self._session.exec(
            select(HandledRow.event).where(col(HandledRow.event).contains(account, autoescape=True))
        )
        whole = re.compile(rf"(?<![\w.-]){re.escape(account)}(?![\w.-])")
        return [event for event in events if whole.search(event)]

    async def is_leaving(self, room: str) -> bool:
        """Whether the bot is about to leave this room."""
        rows = await self._session.exec(
            select(OutboxRow.id)
            .where(
                OutboxRow.room == room,
                OutboxRow.kind == "Decline",
                OutboxRow.account == self.me,
                col(OutboxRow.sent_at).is_(None),
            )
            .limit(1)
        )
        return rows.first() is not None

    # -- who stays in the room, and is not written down again

    async def note_forgotten(self, house_id: int, account: str) -> None:
        """They are still in the room: their name is not to be learned from there."""
        await self._session.merge(ForgottenRow(house_id=house_id, fingerprint=_print(account)))
        await self._session.flush()

    async def is_forgotten(self, house_id: int, account: str) -> bool:
        """Whether this account asked to be forgotten, and has said nothing in the room since."""
        key = (house_id, _print(account))
        return await self._session.get(ForgottenRow, key) is not None

    async def end_forgetting(self, house_id: int, account: str) -> None:
        """They left the room, or say something there."""
        row = await self._session.get(ForgottenRow, (house_id, _print(account)))
        if row:
            await self._session.delete(row)
            await self._session.flush()


def _accounts_of(house_id: int) -> SelectOfScalar[Any]:
    return select(MemberRow.account).where(
        MemberRow.house_id == house_id, col(MemberRow.account).is_not(None)
    )


def _print(account: str) -> str:
    return hashlib.sha256(account.encode()).hexdigest()
