"""Puts a poster into a file: in the place of an earlier one, and of nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from bot.poster_page import MARK
from bot.whole import write_whole

_BEGINNING = 2000
"""Bytes in which a poster of ours says that it is one."""


class NotAPoster(Exception):
    """There is something else in the place of the poster."""


def put_up(page: bytes, file: Path) -> None:
    """Write it, whole or not at all; the next one comes in its place. Raises NotAPoster, OSError.

    The file's mode is as the umask says, as of any file that is for everybody to read.
    """
    target = Path(os.path.realpath(file))
    if target.is_file() and not _is_poster(target):
        raise NotAPoster(f"{file} is there, and is no poster of Kring. Name another file with -o.")
    write_whole(target, page, 0o666)


def _is_poster(file: Path) -> bool:
    """Kring made it, or nothing is in it yet."""
    with file.open("rb") as opened:
        beginning = opened.read(_BEGINNING)
    return not beginning or MARK.encode() in beginning
