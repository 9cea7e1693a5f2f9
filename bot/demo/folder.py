"""Where the demo keeps its data: a folder made afresh on each run, never somebody else's."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from bot.matrix.session import StoreInUse, StoreLock, lock_store, make_private_folder

USUAL = Path("build") / "demo"
_LOCK = "lock"


def make_folder(usual: Path = USUAL) -> tuple[Path, StoreLock]:
    """An empty folder, and the lock that keeps other demos out of it.

    It is `usual`; or a temporary one when that cannot be written, when another demo runs in it,
    or when it holds what no demo made.
    """
    try:
        if _is_ours(usual):
            lock = lock_store(usual)
            _empty(usual)
            return usual.absolute(), lock
    except (OSError, StoreInUse):
        pass
    folder = Path(tempfile.mkdtemp(prefix="kring-demo-"))
    make_private_folder(folder)
    return folder, lock_store(folder)


def shown(path: Path) -> str:
    """A path as somebody in the current folder would type it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _is_ours(folder: Path) -> bool:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        return False
    return not folder.exists() or (folder / _LOCK).is_file() or not any(folder.iterdir())


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.name == _LOCK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
