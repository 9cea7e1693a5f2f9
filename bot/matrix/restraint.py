"""How often somebody is answered who may ask without end."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)


class Restraint:
    """So many answers a minute for each who asks, and so many for all of them together."""

    def __init__(self, *, each: int, all_of_them: int) -> None:
        self._each = each
        self._all = all_of_them
        self._times: deque[tuple[datetime, str]] = deque()

    def allows(self, sender: str, now: datetime) -> bool:
        """Whether this one is answered; if so it counts."""
        while self._times and now - self._times[0][0] > _MINUTE:
            self._times.popleft()
        of_sender = sum(who == sender for _, who in self._times)
        if of_sender >= self._each or len(self._times) >= self._all:
            return False
        self._times.append((now, sender))
        return True
