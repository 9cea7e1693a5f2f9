"""Which house a member of several talks about in their one private room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam
from sqlmodel import col, delete, select

from storage.holding_book import HoldingBook
from storage.records import Conversation
from storage.tables import METADATA, ConversationRow

_TABLE = METADATA.tables["conversations"]
_SAID = ("house_id", "at", "waiting")
_BEFORE = delete(_TABLE).where(_TABLE.c.at <= bindparam("before"))


@cache
def _talked_about(insert_into: Callable[[Table], Any]) -> Any:
    new = insert_into(_TABLE)
    latest = {name: new.excluded[name] for name in _SAID}
    return new.on_conflict_do_update(index_elements=["bot", "account"], set_=latest)


class ConversationBook(HoldingBook):
    """The part of a transaction that is about private conversations."""

    async def conversation(self, account: str) -> Conversation | None:
        """What this account talks about with the bot, or was asked, most lately."""
        row = await self._session.get(ConversationRow, (self.me, account))
        return Conversation(row.account, row.house_id, row.at, row.waiting) if row else None

    async def set_conversation(self, conversation: Conversation) -> None:
        """From now on they talk about this, or are asked; what waited before is wiped."""
        row = {
            "bot": self.me,
            "account": conversation.account,
            "house_id": conversation.house_id,
            "at": conversation.at,
            "waiting": conversation.waiting,
        }
        await self._session.exec(_talked_about(self._database.insert), params=row)

    async def end_conversation(self, account: str) -> None:
        """Nothing is known of it any more."""
        await self._session.exec(
            delete(ConversationRow).where(
                col(ConversationRow.account) == account, col(ConversationRow.bot) == self.me
            )
        )

    async def own_conversations(self, account: str) -> list[Conversation]:
        """Those of this account with every account of the bot."""
        rows = await self._session.exec(
            select(ConversationRow)
            .where(ConversationRow.account == account)
            .order_by(col(ConversationRow.at))
        )
        return [Conversation(row.account, row.house_id, row.at, row.waiting) for row in rows]

    async def end_conversations(self, before: datetime) -> None:
        """Those in which nothing was said since this moment, and what waited in them."""
        await self._session.exec(_BEFORE, params={"before": before})
