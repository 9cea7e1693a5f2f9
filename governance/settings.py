"""The house's settings: their defaults, their ranges, and how a typed value is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Value = int | float | str

TIMEZONE = "timezone"
"""Set like a setting, and kept with the house."""

_HOURS = (0, 336)
_ROUND_HOURS = (1, 336)
_DAYS = (0, 60)
_COUNT = (1, 20)

RANGES: dict[str, tuple[int, int]] = {
    "talk_hours": _HOURS,
    "round_hours": _ROUND_HOURS,
    "quick_hours": _ROUND_HOURS,
    "grace_hours": _HOURS,
    "flag_private_hours": _HOURS,
    "integrate_days": _DAYS,
    "publish_days": _DAYS,
    "newcomer_days": _DAYS,
    "min_heard": _COUNT,
    "max_open_rounds": _COUNT,
    "term_limit": _COUNT,
    "quorum": (0, 1),
    "review_months": (1, 12),
}
"""Smallest and largest value of each number, in its own unit (design §7.4)."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS_NL = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a house has settled about its own ways; hours and days are whole numbers."""

    talk_hours: int = 24
    round_hours: int = 48
    quick_hours: int = 24
    grace_hours: int = 24
    quorum: float = 0.5
    min_heard: int = 3
    integrate_days: int = 7
    review_months: int = 6
    max_open_rounds: int = 2
    publish_days: int = 3
    term_limit: int = 2
    newcomer_days: int = 14
    flag_private_hours: int = 48
    nudge_time: str = "monday 09:00"
    quiet_hours: str = "22:00-08:00"
    question: str = "off"

    def quiet_until(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The end of the quiet hours `now` falls in, or `now` itself outside them (UTC)."""
        if self.quiet_hours == "off":
            return now
        start, end = (time.fromisoformat(part) for part in self.quiet_hours.split("-"))
        local = now.astimezone(zone)
        clock = local.time()
        overnight = start > end
        is_quiet = (clock >= start or clock < end) if overnight else start <= clock < end
        if not is_quiet:
            return now
        day = local.date() + timedelta(days=1 if overnight and clock >= start else 0)
        ends = datetime.combine(day, end, tzinfo=zone)
        first = ends.astimezone(now.tzinfo)
        # When the clocks go back, the end comes twice; the first may be over.
        return first if first > now else ends.replace(fold=1).astimezone(now.tzinfo)


@dataclass(frozen=True, slots=True)
class Impossible:
    """A value that a setting cannot take; a refusal, not a crash."""

    name: str
    expected: str
    """What would be accepted, in plain symbols: `0–336`, `monday 09:00`."""


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Settings))


def read_setting(name: str, raw: object) -> Value | Impossible:
    """Read what somebody typed for a setting, or say what it could have been.

    `raw` is a string, or a number from a configuration file. `0,75` is read as 0.75.
    """
    if name in RANGES:
        return _read_number(name, raw)
    text = str(raw).strip().lower()
    if name == "quiet_hours":
        return _read_quiet_hours(text)
    if name == "question" and text in {"off", "uit"}:
        return "off"
    if name in {"question", "nudge_time"}:
        return _read_weekly(name, text)
    return Impossible(name, ", ".join(NAMES))


def read_timezone(raw: object) -> str | Impossible:
    """A time zone's name from the IANA database, such as `Europe/Amsterdam`."""
    try:
        return ZoneInfo(str(raw)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Impossible("timezone", "Europe/Amsterdam")


def with_settings(settings: Settings, changes: Mapping[str, object]) -> Settings | list[Impossible]:
    """The settings with all changes, or everything that is wrong with them at once."""
    read = {name: read_setting(name, raw) for name, raw in changes.items()}
    faults = [value for value in read.values() if isinstance(value, Impossible)]
    return faults or replace(settings, **read)  # type: ignore[arg-type]  # faults are out


def _read_number(name: str, raw: object) -> Value | Impossible:
    low, high = RANGES[name]
    expected = f"{low}–{high}"  # a range is written with an en dash
    if isinstance(raw, bool):
        return Impossible(name, expected)
    text = str(raw).strip().replace(",", ".")
    decimals = r"\d{1,20}" if name == "quorum" else "0{1,2}"  # 1.000 is a thousand to some
    if not re.fullmatch(rf"\d{{1,4}}(\.{decimals})?", text):
        return Impossible(name, expected)
    number = Fraction(text)
    if not low <= number <= high:
        return Impossible(name, expected)
    return float(number) if name == "quorum" else int(number)


def _read_quiet_hours(text: str) -> Value | Impossible:
    if text in {"off", "uit"}:
        return "off"
    match = re.fullmatch(rf"{_CLOCK}\s*[-–]\s*{_CLOCK}", text)  # people type both
    if not match:
        return Impossible("quiet_hours", "22:00-08:00, off")
    a, b, c, d = (int(part) for part in match.groups())
    if (a, b) == (c, d):
        return Impossible("quiet_hours", "22:00-08:00, off")
    return f"{a:02}:{b:02}-{c:02}:{d:02}"


def weekly(text: str) -> tuple[int, time] | None:
    """A weekday (Monday is 0) and a time, from `monday 09:00` or `maandag 9:00`; else None."""
    match = re.fullmatch(rf"([a-z]+)\s+{_CLOCK}", text.strip().lower())
    day = match.group(1) if match else ""
    for names in (WEEKDAYS, WEEKDAYS_NL):
        if match and day in names:
            return names.index(day), time(int(match.group(2)), int(match.group(3)))
    return None


def _read_weekly(name: str, text: str) -> Value | Impossible:
    found = weekly(text)
    if found is None:
        return Impossible(name, "monday 09:00" + (", off" if name == "question" else ""))
    weekday, clock = found
    return f"{WEEKDAYS[weekday]} {clock:%H:%M}"
