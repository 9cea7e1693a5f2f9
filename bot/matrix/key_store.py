"""nio's store of keys, without what nio does anew for whatever it reads or writes.

nio ties its tables to its database for each use and unties them after it, and peewee each time
walks through all that refers to one another: a third of all that a client computes. Here they stay
tied, until another client of the same process wants them. And whose keys these are is read once.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from nio.store import SqliteStore  # type: ignore[import-untyped, unused-ignore]
from nio.store.database import (  # type: ignore[import-untyped, unused-ignore]
    SqliteDatabase,
)


class _Database(SqliteDatabase):  # type: ignore[misc, unused-ignore]
    """Keeps the tables it was given."""

    def bind_ctx(
        self, models: Sequence[Any], bind_refs: bool = True, bind_backrefs: bool = True
    ) -> AbstractContextManager[Sequence[Any]]:
        """These tables are those of this database, from now on."""
        if any(model._meta.database is not self for model in models):
            is_all = len(models) == len(TiedStore.models)  # then nothing else refers to them
            self.bind(models, bind_refs and not is_all, bind_backrefs and not is_all)
        return nullcontext(models)


class TiedStore(SqliteStore):  # type: ignore[misc, unused-ignore]
    """The same files, read and written in the same way."""

    _row: Any = None
    """The account's row, to which all others refer; what it holds only `load_account` reads."""

    def load_account(self) -> Any:
        """The keys of the device, as they are now."""
        self._row = None
        return super().load_account()

    def _get_account(self) -> Any:
        self._row = self._row or super()._get_account()
        return self._row

    def _create_database(self) -> SqliteDatabase:
        made = super()._create_database()
        return _Database(made.database, pragmas=made._pragmas)
