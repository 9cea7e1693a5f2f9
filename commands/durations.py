"""Lengths of time as people type them, in Dutch and English."""

from __future__ import annotations

import re
from datetime import timedelta

from commands.reading import NUMBER_OF, without_brackets

_UNITS = {
    "minutes": ("m", "min", "minute", "minutes", "minuut", "minuten"),
    "hours": ("h", "hour", "hours", "u", "uur", "uren"),
    "days": ("d", "day", "days", "dag", "dagen"),
    "weeks": ("w", "week", "weeks", "weken"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_NUMBER_OF = NUMBER_OF | {"a": 1, "an": 1, "één": 1}


def read_duration(typed: str) -> timedelta | None:
    """`2 days`, `36u`, `twee weken`; None when no length of time can be read in it."""
    match = re.fullmatch(
        r"([0-9]{1,4}|[^\W\d_]+)\s*([^\W\d_]+)", without_brackets(typed.strip()).casefold()
    )
    if not match:
        return None
    amount, unit = match.groups()
    number = int(amount) if amount.isdecimal() else _NUMBER_OF.get(amount)
    if number is None or unit not in _UNIT_OF:
        return None
    return timedelta(**{_UNIT_OF[unit]: number})
