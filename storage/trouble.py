"""What the database cannot do just now, in words for who runs the bot, with the mend."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, OperationalError

from storage.leadership import NoLongerLeading


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something outside the bot that keeps it from writing things down; nothing was written."""

    what: str
    mend: str


_FULL = Trouble("The disk is full.", "Make room on it; the bot goes on by itself.")
_READ_ONLY = Trouble(
    "The database may not be written.",
    "Let the bot's user write the file and its folder (chown, chmod u+w); it goes on by itself.",
)
_FILES = Trouble(
    "There are too many open files.", "Allow more (LimitNOFILE in the unit, or ulimit -n)."
)
_DAMAGED = Trouble(
    "The database is damaged.",
    "Stop the bot, keep a copy of the folder, and put the last backup back that "
    "`kring check --data` finds in order (docs/operating.md).",
)
_SUCCEEDED = Trouble(
    "Another instance leads now.",
    "This one ends by itself; started again, it follows (docs/standby.md).",
)
_TROUBLES = {
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _READ_ONLY,
    "SQLITE_BUSY": Trouble(
        "Another program holds the database.",
        "End it (`fuser -v` on the file tells which it is); the bot goes on by itself.",
    ),
    "SQLITE_IOERR": Trouble(
        "The disk does not take what is written.",
        "Look at its room, its limits (ulimit -f) and its health; the bot goes on by itself.",
    ),
    "SQLITE_CANTOPEN": Trouble(
        "The database cannot be opened.",
        "Is its folder there, and the bot's own? Are too many files open (LimitNOFILE)?",
    ),
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
}
"""By the beginning of SQLite's own name for it."""

_OF_THE_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EMFILE: _FILES,
    errno.ENFILE: _FILES,
}


def trouble_of(fault: BaseException) -> Trouble | None:
    """What is the matter, where it is the disk or the database; None: it is something else."""
    for one in _behind(fault):
        if isinstance(one, NoLongerLeading):
            return _SUCCEEDED
        if isinstance(one, sqlite3.Error):
            name = getattr(one, "sqlite_errorname", "")
            return next((told for code, told in _TROUBLES.items() if name.startswith(code)), None)
        if isinstance(one, OSError) and one.errno in _OF_THE_SYSTEM:
            return _OF_THE_SYSTEM[one.errno]
    return None


def keeps_from_writing(fault: BaseException) -> bool:
    """Whether the same will work once somebody has mended the disk or the database."""
    return isinstance(fault, OperationalError) or trouble_of(fault) is not None


def _behind(fault: BaseException) -> Iterator[BaseException]:
    """The fault, and what it came from."""
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [fault]
    while waiting:
        one = waiting.pop(0)
        if one is None or any(one is other for other in seen):
            continue
        seen.append(one)
        yield one
        waiting += [getattr(one, "orig", None) if isinstance(one, DBAPIError) else None]
        waiting += [one.__cause__, one.__context__]
