"""When the terms of a role start: every so many weeks, on a weekday, by the clock of the house.

A rhythm is a row of days on the calendar; the house's zone makes a moment of a day, so the hour on
the wall stays the same when the clocks change, or when the house moves to another zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHORTEST, LONGEST = 1, 52
"""How many weeks a term may last."""

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every `every` weeks from `first` on, at `clock`, house time."""

    every: int
    clock: time
    first: date
    """The day of the first term; its weekday is that of all the others."""

    def after(self, day: date | None) -> date:
        """The first day of this rhythm after `day`, or of all when it is None."""
        if day is None or day < self.first:
            return self.first
        step = self.every * WEEK.days
        return self.first + timedelta(days=((day - self.first).days // step + 1) * step)

    def moment(self, day: date, zone: ZoneInfo) -> datetime:
        """When the term of that day starts (UTC)."""
        return moment(day, self.clock, zone)


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which the clock on the wall shows this time on this day.

    A time that comes twice, when the clocks go back, is the first; a time that the clocks leave
    out is the first moment after what they leave out: 02:30 is 03:00 on that day.
    """
    wall = datetime.combine(day, clock.replace(fold=0))
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    low = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)  # before the clocks change
    offset = low.astimezone(zone).utcoffset()
    while at - low > timedelta(seconds=1):
        middle = (low + (at - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            at = middle
    return at


def first_day(weekday: int, clock: time, after: datetime, zone: ZoneInfo) -> date:
    """The first such weekday (Monday is 0) whose moment comes after `after`."""
    day = after.astimezone(zone).date() - timedelta(days=1)
    while day.weekday() != weekday or moment(day, clock, zone) <= after:
        day += timedelta(days=1)
    return day


def days_before(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """As many days on the calendar before `start`, at the same time on the wall (UTC)."""
    wall = start.astimezone(zone)
    return moment(wall.date() - timedelta(days=days), wall.time(), zone)
