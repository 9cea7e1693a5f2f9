"""The session of a transaction: what asks for rows alone does not go the long way of objects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.util import greenlet_spawn
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar


class Session(AsyncSession):
    """SQLModel's, with a short way for statements about tables.

    A statement about classes is made ready to bring objects, and looks whether it does: half of
    what a short one takes. One about tables goes to the connection, after what was changed so far.
    """

    _straight: Connection | None = None

    async def exec(self, statement: Any, **options: Any) -> Any:
        """The rows; of one column alone, their values."""
        if statement._propagate_attrs or options.keys() - {"params"}:
            return await super().exec(statement, **options)
        session = self.sync_session
        if session.new or session.deleted or session.dirty:
            await self.flush()
        if self._straight is None:
            self._straight = (await self.connection()).sync_connection
        assert self._straight is not None
        found = await greenlet_spawn(self._straight.execute, statement, options.get("params"))
        return found.scalars() if isinstance(statement, SelectOfScalar) else found
