"""A file is written whole or not at all: until all of the new one is there, the old one stays."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_whole(file: Path, content: bytes, mode: int) -> None:
    """In the place of what was there, with this mode as far as the umask lets it. Raises OSError.

    It is on the disk when this returns: a machine that loses its power has the old file or the new.
    What can only be written into (a pipe, a terminal, a device) is: there is nothing to keep.
    """
    if file.exists() and not file.is_file():
        file.write_bytes(content)  # a folder says that it is one
        return
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    new = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(new, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
        _sync(file.parent)
    finally:
        beside.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Which file has that name is written in the folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
