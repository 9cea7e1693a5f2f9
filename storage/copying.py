"""A copy of a SQLite file that others go on writing: whole, of one moment, readable by us alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote


class BadCopy(Exception):
    """The copy is not sound: most likely the original is damaged."""


def copy_database(source: Path, to: Path) -> None:
    """Copy with SQLite's own online backup: nobody is stopped, and nothing half-written is in it.

    The copy is one file, synced to the disk and looked through. `to` must not be there yet.
    Raises BadCopy, sqlite3.Error or OSError.
    """
    os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    address = f"file:{quote(str(source.absolute()))}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=30)) as original,
        closing(sqlite3.connect(to)) as copy,
    ):
        original.backup(copy)  # all pages in one read: one moment
        copy.execute("PRAGMA journal_mode=DELETE")  # no second file beside it
        found = [str(line) for (line,) in copy.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise BadCopy(f"{source}: {found[0]}")
