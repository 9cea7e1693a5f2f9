"""Houses that were born before roles rotated get what a new house has: a chair, every week."""

import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ROLES = "T"
NINE = "09:00:00"


def upgrade() -> None:
    """Forward."""
    now = datetime.now(UTC)
    days = (7 - now.weekday()) % 7 or 7
    body = {
        "at": now.isoformat(),
        "role": "chair",
        "rhythm": {
            "every": 1,
            "clock": NINE,
            "first": (now.date() + timedelta(days=days)).isoformat(),
        },
        "pool": "residents",
        "way": "rotation",
        "limit": None,
    }
    stored = now.strftime("%Y-%m-%d %H:%M:%S.%f")
    connection = op.get_bind()
    for (house,) in connection.execute(sa.text("SELECT id FROM houses ORDER BY id")).fetchall():
        connection.execute(
            sa.text(
                "INSERT INTO facts (house_id, subject, kind, at, body)"
                " VALUES (:house, :roles, 'RoleMade', :at, :body)"
            ),
            {"house": house, "roles": ROLES, "at": stored, "body": json.dumps(body)},
        )
        connection.execute(
            sa.text("INSERT INTO due (house_id, subject, at) VALUES (:house, :roles, :at)"),
            {"house": house, "roles": ROLES, "at": stored},
        )
