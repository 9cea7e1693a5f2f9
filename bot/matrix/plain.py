"""Reading JSON that anybody may have made up: the wrong type is as good as nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Shift = Callable[[datetime], datetime]
"""A time of the outside world as it is in the house's world."""


def as_dict(value: Any) -> dict[str, Any]:
    """The JSON object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def as_text(value: Any) -> str | None:
    """The string, safe to store as UTF-8; None for anything else.

    JSON may hold halves of surrogate pairs, which no database takes, and NUL, which not all take:
    these become `?`.
    """
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "replace").decode().replace("\x00", "?")


def as_texts(value: Any) -> tuple[str, ...]:
    """The strings in a JSON list, each once, in order; whatever else is in it is left out."""
    if not isinstance(value, list):
        return ()
    return tuple(dict.fromkeys(text for one in value if (text := as_text(one)) is not None))


def as_time(milliseconds: Any, shifted: Shift) -> datetime | None:
    """The moment `milliseconds` after 1970, in UTC and shifted; None for what is no moment."""
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool):
        return None
    try:
        return shifted(datetime.fromtimestamp(milliseconds / 1000, UTC))
    except (ValueError, OverflowError, OSError):
        return None
