"""What an instance must know of the others that share its database with it."""

from __future__ import annotations

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import LoginRow, OutboxRow


class StandbyBook:
    """The part of a transaction that is about other instances of the account."""

    _session: AsyncSession
    me: str

    async def tried_by_others(self, device: str) -> dict[str, str]:
        """What may be in a room though nobody knows: by transaction id, which device tried it."""
        rows = await self._session.exec(
            select(OutboxRow.transaction_id, OutboxRow.tried_by).where(
                OutboxRow.account == self.me,
                col(OutboxRow.sent_at).is_(None),
                col(OutboxRow.tried_by).is_not(None),
                col(OutboxRow.tried_by) != device,
            )
        )
        return {transaction: tried_by or "" for transaction, tried_by in rows}

    async def logins(self, account: str) -> dict[str, str]:
        """The sealed logins of the account's instances, by device."""
        rows = await self._session.exec(select(LoginRow).where(LoginRow.account == account))
        return {row.device: row.sealed for row in rows}

    async def set_login(self, account: str, device: str, sealed: str) -> None:
        """This instance's, before it tries to send anything."""
        await self._session.merge(LoginRow(account=account, device=device, sealed=sealed))
        await self._session.flush()

    async def forget_logins(self, account: str, kept: set[str]) -> None:
        """Of instances that have nothing under way."""
        await self._session.exec(
            delete(LoginRow).where(
                col(LoginRow.account) == account, ~col(LoginRow.device).in_(kept)
            )
        )
