"""Houses, their members, and the facts about their proposals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import BindParameter, bindparam, insert
from sqlalchemy.orm import aliased
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.facts import Fact, Recorded
from governance.fold import fold
from governance.members import Kind, Member, MemberId
from governance.proposals import Proposal
from governance.settings import Settings
from storage.codec import UnreadableFact, decode, encode
from storage.database import Database
from storage.holding_book import HoldingBook, held, new_id
from storage.records import House
from storage.shelf import Kept, Shelf
from storage.tables import METADATA, DueRow, FactRow, HouseRow, MemberRow, OutboxRow

T = TypeVar("T")

# What is asked again and again is put together once: that takes longer than the answer.
_HOUSE: BindParameter[int] = bindparam("house")
_ME: BindParameter[str] = bindparam("me")
_IS_OURS = col(HouseRow.account) == _ME
_HOUSE_IN = select(HouseRow).where(col(HouseRow.room) == bindparam("room"), _IS_OURS)
_HOUSE_IN_HELD = held(_HOUSE_IN)
_H = METADATA.tables["houses"]
_HOUSE_THERE: Any = sqlalchemy.select(_H).where(_H.c.room == bindparam("room"), _H.c.account == _ME)
_HOUSES_OF = (
    select(HouseRow)
    .join(MemberRow, col(MemberRow.house_id) == col(HouseRow.id))
    .where(
        col(MemberRow.account) == bindparam("account"), col(MemberRow.left_at).is_(None), _IS_OURS
    )
    .order_by(col(HouseRow.id))
)
# As they are, and not as objects that could be changed: a house may have hundreds.
_M, _F = METADATA.tables["members"], METADATA.tables["facts"]
_MEMBERS: Any = sqlalchemy.select(_M).where(_M.c.house_id == _HOUSE).order_by(_M.c.id)
_MEMBER_BY_ACCOUNT: Any = sqlalchemy.select(_M).where(
    _M.c.house_id == _HOUSE, _M.c.account == bindparam("account")
)
_FACTS = (
    select(_F.c.id, _F.c.subject, _F.c.kind, _F.c.body)
    .where(_F.c.house_id == _HOUSE, _F.c.subject == bindparam("subject"))
    .order_by(_F.c.id)
)
_LATER = _FACTS.where(_F.c.id > bindparam("last"))
_LATER_OF_PROPOSALS = (
    select(_F.c.id, _F.c.subject, _F.c.kind, _F.c.body)
    .where(
        _F.c.house_id == _HOUSE,
        _F.c.subject.startswith("P"),
        _F.c.id > bindparam("last"),
    )
    .order_by(_F.c.id)
)
_NEW_FACT = insert(_F)
_PROPOSAL_FACTS = (
    select(_F.c.id, _F.c.subject, _F.c.kind, _F.c.body)
    .where(_F.c.house_id == _HOUSE, _F.c.subject.startswith("P"))
    .order_by(_F.c.id)
)


def _house(row: Any) -> House:
    assert row.id is not None
    return House(
        id=row.id,
        room=row.room,
        name=row.name,
        language=row.language,
        timezone=row.timezone,
        settings=Settings(**row.settings),
        born_at=row.born_at,
        next_agreement=row.last_agreement + 1,
        is_gone=row.gone_at is not None,
        silent_since=row.silent_since,
        successor=row.successor,
        account=row.account,
    )


def _member(row: Any) -> Member:
    return Member(
        id=MemberId(row.id),
        name=row.name,
        kind=Kind(row.kind),
        joined_at=row.joined_at,
        left_at=row.left_at,
        account=row.account,
        away_since=row.away_since,
        away_until=row.away_until,
        resting_since=row.resting_since,
        last_heard_at=row.last_heard_at,
        asked_to_rest_at=row.asked_to_rest_at,
        named_at=row.named_at,
        same_as=MemberId(row.same_as) if row.same_as else None,
    )


class HouseBook(HoldingBook):
    """The part of a transaction that is about houses."""

    def __init__(
        self, session: AsyncSession, shelf: Shelf, database: Database, me: str, *, is_alone: bool
    ) -> None:
        self.me = me
        self._session = session
        self._shelf = shelf
        self._database = database
        self._is_alone = is_alone
        self._held = {}
        self._has_hallway = False
        self._posts = {}
        self._rewordings: dict[int, int] = {}
        """Of the houses that were read: how often words of their facts were changed."""
        self._has_recorded = False
        """Facts were added that may yet be rolled back: what they make is not kept."""

    # -- houses

    async def make_house(
        self,
        *,
        room: str,
        name: str,
        language: str,
        timezone: str,
        settings: Settings,
        at: datetime,
    ) -> House:
        """A house is born in a room."""
        row = HouseRow(
            room=room,
            name=name,
            language=language,
            timezone=timezone,
            settings=asdict(settings),
            born_at=at,
            account=self.me,
        )
        self._session.add(row)
        await self._session.flush()
        made = self._seen(row)
        self._held[made.id] = row
        return made

    async def house(self, house_id: int) -> House:
        """A house by its id, held from now on, whichever account serves it; it must be there."""
        return self._seen(await self._house_row(house_id))

    async def houses(self) -> list[House]:
        """All houses of all accounts, oldest first."""
        rows = await self._session.exec(select(HouseRow).order_by(col(HouseRow.id)))
        return [_house(row) for row in rows]

    async def house_in(self, room: str) -> House | None:
        """The house of a room, where this account of the bot serves it; held from now on."""
        which = {"room": room, "me": self.me}
        if self._is_alone:
            row = (await self._session.exec(_HOUSE_THERE, params=which)).first()
        else:
            row = next(iter(await self._hold(_HOUSE_IN_HELD, **which)), None)
        return self._seen(row) if row else None

    async def houses_of(self, account: str) -> list[House]:
        """The houses that the bot serves, and in which this account is a member now."""
        rows = await self._session.exec(_HOUSES_OF, params={"account": account, "me": self.me})
        return [self._seen(row) for row in rows]

    async def rename_house(self, house_id: int, name: str) -> None:
        """The room's name is the house's name."""
        (await self._house_row(house_id)).name = name

    async def set_language(self, house_id: int, language: str) -> None:
        """What the bot speaks in this house."""
        (await self._house_row(house_id)).language = language

    async def set_settings(self, house_id: int, settings: Settings) -> None:
        """What the house has settled about its ways from now on."""
        (await self._house_row(house_id)).settings = asdict(settings)

    async def set_timezone(self, house_id: int, timezone: str) -> None:
        """By which clock the house lives."""
        (await self._house_row(house_id)).timezone = timezone

    async def set_gone(self, house_id: int, at: datetime | None) -> None:
        """The bot was put out of the room, or (None) is back."""
        (await self._house_row(house_id)).gone_at = at

    async def set_silent(self, house_id: int, since: datetime | None) -> None:
        """The bot cannot speak in the room since then, or (None) can again: what is due waits."""
        (await self._house_row(house_id)).silent_since = since
        await self._session.exec(
            update(DueRow)
            .where(col(DueRow.house_id) == house_id)
            .values(is_paused=since is not None)
        )

    async def set_successor(self, house_id: int, room: str | None) -> None:
        """The house is on its way to this room, or (None) is not any more."""
        (await self._house_row(house_id)).successor = room

    async def houses_bound_for(self, room: str) -> list[House]:
        """The houses that are on their way to this room; it follows one of them at most."""
        rows = await self._session.exec(
            select(HouseRow).where(HouseRow.successor == room, HouseRow.account == self.me)
        )
        return [_house(row) for row in rows]

    async def went_on_its_own(self, room: str) -> bool:
        """Whether the bot went into this room to follow a house, and was not asked in."""
        rows = await self._session.exec(
            select(OutboxRow.house_id)
            .where(OutboxRow.room == room, OutboxRow.kind == "Join", OutboxRow.account == self.me)
            .order_by(col(OutboxRow.id).desc())
            .limit(1)
        )
        return rows.first() is not None

    async def move_house(self, house_id: int, room: str, at: datetime) -> None:
        """The house lives in another room from now on; what waits to be said goes there.

        What only changes or marks a message of the old room stays unsaid.
        """
        row = await self._house_row(house_id)
        old, row.room, row.successor = row.room, room, None
        self._posts.clear()
        target = aliased(OutboxRow)
        waiting = await self._session.exec(
            select(OutboxRow, target.reference)
            .outerjoin(target, col(OutboxRow.target) == col(target.id))
            .where(
                OutboxRow.house_id == house_id,
                OutboxRow.room == old,
                col(OutboxRow.sent_at).is_(None),
            )
        )
        for letter, stays_behind in waiting.all():
            if letter.kind == "React" or (stays_behind and letter.kind in {"Edit", "PollEnd"}):
                letter.sent_at, letter.body = at, {}
                continue
            letter.room, letter.account = room, row.account
            answers_nothing = {"reply_to": None} if "reply_to" in letter.body else {}
            letter.body = letter.body | answers_nothing
            if stays_behind:
                letter.target = None
        await self._session.flush()

    async def next_proposal(self, house_id: int) -> int:
        """A new proposal's number; a rolled-back transaction uses up none."""
        row = await self._house_row(house_id)
        row.last_proposal += 1
        return row.last_proposal

    async def use_agreement(self, house_id: int, number: int) -> None:
        """This number is given to an agreement."""
        row = await self._house_row(house_id)
        row.last_agreement = max(row.last_agreement, number)

    async def _house_row(self, house_id: int) -> HouseRow:
        await self.hold_houses((house_id,))
        return await self._session.get_one(HouseRow, house_id)

    def _seen(self, row: Any) -> House:
        house = _house(row)
        if self._holds(house.id):
            self._rewordings[house.id] = row.rewordings
        return house

    async def _rewordings_of(self, house_id: int) -> int:
        """What was made of facts before words in them were changed, also by others, is no use."""
        if house_id not in self._rewordings:
            self._seen(await self._house_row(house_id))
        return self._rewordings[house_id]

    # -- members

    async def members(self, house_id: int) -> list[Member]:
        """Everyone who is or was a member, in the order they came."""
        rows = await self._session.exec(_MEMBERS, params={"house": house_id})
        return [_member(row) for row in rows]

    async def member_by_account(self, house_id: int, account: str) -> Member | None:
        """The member with this account, also one who left."""
        whose = {"house": house_id, "account": account}
        row = (await self._session.exec(_MEMBER_BY_ACCOUNT, params=whose)).first()
        return _member(row) if row else None

    async def add_member(
        self, house_id: int, *, name: str, kind: Kind, account: str | None, at: datetime
    ) -> Member:
        """Somebody new."""
        row = MemberRow(
            house_id=house_id, account=account, name=name, kind=kind.value, joined_at=at
        )
        self._session.add(row)
        await self._session.flush()
        return _member(row)

    async def set_left(self, member: MemberId, at: datetime | None) -> None:
        """Somebody left, or (None) is back."""
        (await self._session.get_one(MemberRow, member)).left_at = at

    async def rename_member(self, member: MemberId, name: str, at: datetime) -> None:
        """Somebody goes by another name now."""
        row = await self._session.get_one(MemberRow, member)
        row.name, row.named_at = name, at

    # -- facts

    async def record(
        self, house_id: int, subject: str, facts: Iterable[Fact], source: str | None
    ) -> list[Recorded]:
        """Add facts at the end; they are never changed after."""
        await self.hold_houses((house_id,))
        recorded = []
        for fact in facts:
            self._has_recorded = True
            kind, body = type(fact).__name__, encode(fact)
            row = {
                "house_id": house_id,
                "subject": subject,
                "kind": kind,
                "at": fact.at,
                "source": getattr(fact, "source", None) or source,
                "body": body,
            }
            # One by one: the ids are the order of things.
            added = await self._session.exec(_NEW_FACT, params=row)
            recorded.append(_recorded(new_id(added), subject, kind, body))
        return recorded

    async def facts(self, house_id: int, subject: str) -> list[Recorded]:
        """All facts about one subject, such as `P1`."""
        which = {"house": house_id, "subject": subject}
        return [_recorded(*row) for row in await self._session.exec(_FACTS, params=which)]

    async def made_of(
        self, house_id: int, subject: str, fold: Callable[[list[Recorded], T | None], T]
    ) -> T:
        """What all facts about a subject come to; those that were read before are not read again.

        `fold` adds facts to what the earlier ones came to, which it leaves as it is.
        """
        rewordings = await self._rewordings_of(house_id)
        kept = self._shelf.find(house_id, subject, rewordings) or Kept(None, 0, 0, rewordings)
        which = {"house": house_id, "subject": subject, "last": kept.last}
        later = [_recorded(*row) for row in await self._session.exec(_LATER, params=which)]
        if not later and kept.made is not None:
            made: T = kept.made
            return made
        made = fold(later, kept.made)
        if made is not None:
            self._keep(house_id, subject, kept, made, later)
        return made

    async def proposal(self, house_id: int, number: int) -> Proposal | None:
        """A proposal as it is now; None: there is none of this number."""
        return await self.made_of(house_id, f"P{number}", _proposal)

    async def proposals(self, house_id: int) -> dict[int, Proposal]:
        """All proposals of a house as they are now, by number."""
        rewordings = await self._rewordings_of(house_id)
        kept = self._shelf.find(house_id, "P", rewordings) or Kept({}, 0, 0, rewordings)
        made: dict[int, Proposal] = dict(kept.made)
        later, facts = [], dict[int, list[Recorded]]()
        which = {"house": house_id, "last": kept.last}
        for row in await self._session.exec(_LATER_OF_PROPOSALS, params=which):
            later.append(_recorded(*row))
            facts.setdefault(_number(row[1]), []).append(later[-1])
        for number, recorded in facts.items():
            made[number] = fold(recorded, made.get(number))
        if later:
            self._keep(house_id, "P", kept, dict(made), later)
        return made

    def _keep(
        self, house_id: int, subject: str, kept: Kept, made: object, later: list[Recorded]
    ) -> None:
        if self._holds(house_id) and not self._has_recorded:
            last = later[-1].seq if later else kept.last
            count = kept.facts + len(later)
            self._shelf.keep(house_id, subject, Kept(made, last, count, kept.rewordings))

    async def proposal_facts(self, house_id: int) -> dict[int, list[Recorded]]:
        """All facts of a house's proposals, by number."""
        facts: dict[int, list[Recorded]] = {}
        for row in await self._session.exec(_PROPOSAL_FACTS, params={"house": house_id}):
            facts.setdefault(_number(row[1]), []).append(_recorded(*row))
        return facts

    async def proposal_of_agreement(self, house_id: int, agreement: int) -> int | None:
        """The number of the proposal that became this agreement."""
        rows = await self._session.exec(
            select(FactRow.subject).where(
                FactRow.house_id == house_id,
                FactRow.kind == "Adopted",
                col(FactRow.body)["agreement"].as_integer() == agreement,
            )
        )
        subject = rows.first()
        return int(subject[1:]) if subject else None

    async def subject_of(self, house_id: int, source: str, by: MemberId) -> str | None:
        """What this member took a stance on by this message, or answered about in a review."""
        rows = await self._session.exec(
            select(FactRow.subject).where(
                FactRow.house_id == house_id,
                FactRow.source == source,
                col(FactRow.kind).in_(("StanceTaken", "ReviewSaid")),
                (col(FactRow.body)["by"].as_integer() == by)
                | (col(FactRow.body)["said_by"].as_integer() == by),
            )
        )
        return rows.first()


def _recorded(id_: int | None, subject: str, kind: str, body: dict[str, Any]) -> Recorded:
    assert id_ is not None
    try:
        return Recorded(id_, decode(kind, body))
    except UnreadableFact as fault:
        raise UnreadableFact(f"{subject}: {fault}") from None


def _proposal(later: list[Recorded], since: Proposal | None) -> Proposal | None:
    return fold(later, since) if later or since else None


def _number(subject: str) -> int:
    try:
        return int(subject[1:])
    except ValueError:
        raise UnreadableFact(f"{subject}: is no proposal") from None
