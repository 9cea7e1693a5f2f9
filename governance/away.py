"""How long somebody may say that they are away (design §1)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from governance import outcomes
from governance.dates import add_months
from governance.outcomes import FullDate, Refusal

MORNING = time(6)
"""House time from which a day has begun: who is back that day is asked from then on."""

MOST_MONTHS = 12
"""Who is away for longer says so again."""


ASSUMED = timedelta(weeks=4)
"""For so long is away who does not say until when."""


def assumed_until(now: datetime, zone: ZoneInfo) -> date:
    """Until when somebody is away who did not say; roles have to know who can have them."""
    return (now.astimezone(zone) + ASSUMED).date()


def until_morning(day: date, zone: ZoneInfo) -> datetime:
    """The moment from which somebody who is back that day is asked again, in house time."""
    return datetime.combine(day, MORNING, zone)


def why_not_until(day: date, now: datetime, zone: ZoneInfo) -> Refusal | None:
    """Why nobody can be away until that day; None when they can."""
    today = now.astimezone(zone)
    latest = add_months(today, MOST_MONTHS).date()
    if day <= today.date():
        return outcomes.AwayUntilThePast(FullDate(day))
    return outcomes.AwayTooLong(FullDate(day), FullDate(latest)) if day > latest else None
