"""For who watches over the service: how much waits, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import DueRow, HeldRow, HouseRow, OutboxRow


@dataclass(frozen=True, slots=True)
class Heap:
    """What waits: how much, and since when the oldest of it; None: nothing does."""

    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """All that waits for one account; not that of houses in which the bot may not speak."""

    letters: Heap
    """What is to be said, and could have gone by now."""
    due: Heap
    """What time should have done by now."""
    held: Heap
    """What cannot be decrypted yet."""
    houses: int
    """In how many the bot is."""


class GaugeBook:
    """The part of a transaction that only counts."""

    _session: AsyncSession
    me: str

    async def backlog(self, now: datetime) -> Backlog:
        """How much waits at this moment."""
        hears = col(HouseRow.gone_at).is_(None), col(HouseRow.silent_since).is_(None)
        letters = (
            select(func.count(), func.min(OutboxRow.not_before))
            .select_from(OutboxRow)
            .outerjoin(HouseRow, col(OutboxRow.room) == col(HouseRow.room))
            .where(
                col(OutboxRow.sent_at).is_(None),
                OutboxRow.account == self.me,
                OutboxRow.not_before <= now,
                *hears,
            )
        )
        due = (
            select(func.count(), func.min(DueRow.at))
            .select_from(DueRow)
            .join(HouseRow, col(DueRow.house_id) == col(HouseRow.id))
            .where(DueRow.account == self.me, DueRow.at <= now, *hears)
        )
        held = (
            select(func.count(), func.min(HeldRow.held_at))
            .select_from(HeldRow)
            .where(HeldRow.bot == self.me)
        )
        houses = await self._session.exec(
            select(func.count())
            .select_from(HouseRow)
            .where(HouseRow.account == self.me, col(HouseRow.gone_at).is_(None))
        )
        heap = [Heap(*(await self._session.exec(query)).one()) for query in (letters, due, held)]
        return Backlog(heap[0], heap[1], heap[2], houses.one())
