"""The part of a transaction that is about who lives here, and what was done to that list."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.members import Kind, MemberId
from storage.letter_book import posted_row
from storage.records import MemberChange, Posted
from storage.tables import METADATA, MemberChangeRow, MemberRow, OutboxRow

_MEMBERS = METADATA.tables["members"]
_HEARD = (
    update(_MEMBERS)
    .where(_MEMBERS.c.id == bindparam("member"))
    .values(last_heard_at=bindparam("heard"), resting_since=None, asked_to_rest_at=None)
)


class MemberBook:
    """Being away, resting, the kinds of member; and what was done, for who may undo it."""

    _session: AsyncSession

    async def set_away(
        self, member: MemberId, since: datetime | None, until: datetime | None
    ) -> None:
        """Somebody is away, until then or (None) until they say so; or (no `since`) is back."""
        row = await self._member_row(member)
        row.away_since, row.away_until = since, until

    async def set_heard(self, member: MemberId, at: datetime) -> None:
        """They said something that day; so they do not rest, and are not asked whether to."""
        await self._session.exec(_HEARD, params={"member": member, "heard": at})

    async def set_asked_to_rest(self, member: MemberId, at: datetime) -> None:
        """They were asked privately whether they would rather rest."""
        (await self._member_row(member)).asked_to_rest_at = at

    async def set_resting(self, member: MemberId, since: datetime) -> None:
        """They are asked no more until they say something."""
        (await self._member_row(member)).resting_since = since

    async def set_kind(self, member: MemberId, kind: Kind) -> None:
        """What somebody is to the house from now on."""
        (await self._member_row(member)).kind = kind.value

    async def move_account(self, newer: MemberId, older: MemberId, at: datetime) -> None:
        """Who came with an account is somebody the house knew: they go on as the older member."""
        taken, kept = await self._member_row(newer), await self._member_row(older)
        account, taken.account = taken.account, None
        taken.left_at, taken.same_as = at, older
        kept.account, kept.name, kept.kind = account, taken.name, Kind.RESIDENT.value
        await self._session.flush()

    async def move_account_back(self, newer: MemberId, older: MemberId, name: str) -> None:
        """They are two after all."""
        taken, kept = await self._member_row(newer), await self._member_row(older)
        taken.account, taken.left_at, taken.same_as = kept.account, None, None
        kept.account, kept.name, kept.kind = None, name, Kind.OFFLINE.value
        await self._session.flush()

    async def note_change(self, house_id: int, change: MemberChange) -> int:
        """Something was done to the list of members; its id."""
        row = MemberChangeRow(
            house_id=house_id,
            at=change.at,
            kind=change.kind,
            by_id=change.by,
            member_id=change.member,
            other_id=change.other,
            name=change.name,
        )
        self._session.add(row)
        await self._session.flush()
        assert row.id is not None
        return row.id

    async def member_change(self, house_id: int, change_id: int) -> MemberChange | None:
        """What was done, by its id; None when there is none or it was undone."""
        row = await self._session.get(MemberChangeRow, change_id)
        if row is None or row.house_id != house_id or row.undone_at is not None:
            return None
        return change_of(row)

    async def last_change(self, member: MemberId) -> MemberChange | None:
        """What was done last with a member and was not undone."""
        rows = await self._session.exec(
            select(MemberChangeRow)
            .where(MemberChangeRow.member_id == member, col(MemberChangeRow.undone_at).is_(None))
            .order_by(col(MemberChangeRow.id).desc())
            .limit(1)
        )
        row = rows.first()
        return change_of(row) if row else None

    async def undo_change(self, change_id: int, at: datetime) -> None:
        """It was undone."""
        (await self._session.get_one(MemberChangeRow, change_id)).undone_at = at

    async def said_about(self, house_id: int, member: MemberId) -> Posted | None:
        """The latest line in the room that was spoken for a member, or told of them."""
        rows = await self._session.exec(
            select(OutboxRow)
            .where(
                OutboxRow.house_id == house_id,
                OutboxRow.member_id == member,
                col(OutboxRow.part).in_(["spoken", "member"]),
            )
            .order_by(col(OutboxRow.id).desc())
            .limit(1)
        )
        row = rows.first()
        return posted_row(row) if row else None

    async def _member_row(self, member: MemberId) -> MemberRow:
        return await self._session.get_one(MemberRow, member)


def change_of(row: MemberChangeRow) -> MemberChange:
    """What was done, as this row tells it."""
    assert row.id is not None
    return MemberChange(
        id=row.id,
        at=row.at,
        kind=row.kind,
        by=MemberId(row.by_id),
        member=MemberId(row.member_id),
        other=MemberId(row.other_id) if row.other_id else None,
        name=row.name,
    )
