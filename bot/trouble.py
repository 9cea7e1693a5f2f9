"""What keeps the bot from writing things down is told in the log, with the mend."""

from __future__ import annotations

import structlog

from storage.trouble import trouble_of

log = structlog.get_logger()


def told(fault: BaseException, during: str) -> bool:
    """Tell what is the matter, if it is the disk or the database; False: it is something else."""
    trouble = trouble_of(fault)
    if trouble is None:
        return False
    log.error("nothing can be written down", what=trouble.what, mend=trouble.mend, during=during)
    return True
