"""Houses of before get what comes every week: the nudge, and the question where it is wanted."""

import json
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKLY = {"N": ("nudge_time", "monday 09:00"), "Q": ("question", "off")}
"""By the subject of its due time: the setting that tells when it comes, and its default."""

AT = sa.DateTime(timezone=True)
DUE = sa.table("due", sa.column("house_id"), sa.column("subject"), sa.column("at", AT))


def upgrade() -> None:
    """Forward."""
    now = datetime.now(UTC)
    connection = op.get_bind()
    houses = connection.execute(sa.text("SELECT id, timezone, settings FROM houses ORDER BY id"))
    for house, timezone, stored in houses.fetchall():
        settings = stored if isinstance(stored, dict) else json.loads(stored)
        for subject, (name, default) in WEEKLY.items():
            wanted = settings.get(name, default)
            if wanted == "off":
                continue
            at = coming(wanted, now, ZoneInfo(timezone))
            due = {"house_id": house, "subject": subject, "at": at}
            connection.execute(sa.insert(DUE).values(**due))


def coming(wanted: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The first moment after now that `monday 09:00` means (UTC)."""
    weekday, clock = wanted.split()
    day = now.astimezone(zone).date() - timedelta(days=1)
    while True:
        at = datetime.combine(day, time.fromisoformat(clock), tzinfo=zone).astimezone(UTC)
        if day.weekday() == DAYS.index(weekday) and at > now:
            return at
        day += timedelta(days=1)
