"""What comes once a week: in which week a moment lies, and when the next one is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from governance.rhythm import moment
from governance.settings import Settings, weekly


def week_of(now: datetime, zone: ZoneInfo) -> str:
    """The ISO week of a moment, by the calendar of the house: `2026-W48`."""
    year, week, _ = now.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def next_weekly(
    setting: str,
    after: datetime,
    settings: Settings,
    zone: ZoneInfo,
    but: frozenset[str] = frozenset(),
) -> datetime:
    """The first moment after `after` that a setting such as `monday 09:00` means (UTC).

    What falls in quiet hours comes at their end. `but`: not in these ISO weeks.
    """
    found = weekly(setting)
    assert found is not None, "settings hold only what can be read"
    weekday, clock = found
    day = after.astimezone(zone).date() - timedelta(days=2)
    while True:
        if day.weekday() == weekday:
            at = settings.quiet_until(moment(day, clock, zone).astimezone(UTC), zone)
            if at > after and week_of(at, zone) not in but:
                return at
        day += timedelta(days=1)
