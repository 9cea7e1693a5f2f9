"""Where a test puts what is gone when it ends, and that need not outlive the machine."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

_IN_MEMORY = Path("/dev/shm")  # as Linux calls it
_ENOUGH = 1 << 30


@cache
def in_memory() -> str | None:
    """A folder in memory, where writing to the disk is waited for by nobody; None: the usual one.

    Only where there is plenty of it: a container may have very little.
    """
    if not (_IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK)):
        return None
    return str(_IN_MEMORY) if shutil.disk_usage(_IN_MEMORY).free > _ENOUGH else None
