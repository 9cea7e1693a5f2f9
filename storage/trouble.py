"""What the database cannot do just now, in words for who runs the bot, with the mend."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, OperationalError


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


_GONE = Trouble(
    "The database server cannot be reached, or has just stopped.",
    "Is it running, and is the address in [storage] url right? The bot goes on by itself.",
)
_REFUSED = Trouble(
    "The database server does not let the bot in.",
    "Look at user and password in [storage] url, and at the server's pg_hba.conf.",
)
_FORBIDDEN = Trouble(
    "The bot's user may not do this in the database.",
    "Let that user own the database and its tables (ALTER DATABASE … OWNER TO …).",
)
_BUSY = Trouble(
    "The database server has no room for another connection.",
    "Allow more (max_connections), or end what holds them; the bot goes on by itself.",
)
_IN_THE_WAY = Trouble(
    "The bot and another waited for each other in the database.",
    "Nothing has to be done: it is tried again.",
)
_TOO_LONG = Trouble(
    "Another program holds something in the database.",
    "End it (the view pg_stat_activity tells which it is); the bot goes on by itself.",
)
_STATES = {
    "08": _GONE,
    "28": _REFUSED,
    "3D": Trouble(
        "There is no such database on the server.",
        "Make it (CREATE DATABASE … OWNER …), or write another in [storage] url.",
    ),
    "25006": Trouble(
        "The database may not be written.",
        "Is it a copy that only follows another? Write that one's address in [storage] url.",
    ),
    "25P03": _TOO_LONG,
    "40": _IN_THE_WAY,
    "42501": _FORBIDDEN,
    "53100": _FULL,
    "53200": Trouble(
        "The database server is out of memory.", "Give it more; the bot goes on by itself."
    ),
    "53300": _BUSY,
    "53": _FULL,
    "55P03": _TOO_LONG,
    "57014": _TOO_LONG,
    "57P": _GONE,
    "58": Trouble(
        "The disk of the database server does not take what is written.",
        "Look at its room and its health; the bot goes on by itself.",
    ),
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
"""By the beginning of the state that PostgreSQL tells; the longest that fits."""

_PASSING = ("08", "25P03", "40", "57P01", "57P02")
"""The states of what was cut off, and may do right when it is tried again at once."""


def trouble_of(fault: BaseException) -> Trouble | None:
    """What is the matter, where it is the disk or the database; None: it is something else."""
    for one in _behind(fault):
        if isinstance(one, sqlite3.Error):
            name = getattr(one, "sqlite_errorname", "")
            return next((told for code, told in _TROUBLES.items() if name.startswith(code)), None)
        if state := _state(one):
            return next((_STATES[state[:n]] for n in (5, 3, 2) if state[:n] in _STATES), None)
        if isinstance(one, OSError) and one.errno in _OF_THE_SYSTEM:
            return _OF_THE_SYSTEM[one.errno]
    return None


def is_passing(fault: BaseException) -> bool:
    """Whether it was nobody's fault, and may do right when it is tried again at once."""
    return any(_state(one).startswith(_PASSING) for one in _behind(fault))


def _state(fault: BaseException) -> str:
    """What PostgreSQL calls it; "": it is not PostgreSQL's."""
    state = getattr(fault, "sqlstate", None)
    return state if isinstance(state, str) else ""


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
