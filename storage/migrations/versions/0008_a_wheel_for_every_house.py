"""Houses that agreed on something before there was a wheel: it is looked at when theirs turns."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WHEEL = "W"


def upgrade() -> None:
    """Forward."""
    stored = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    connection = op.get_bind()
    for (house,) in connection.execute(sa.text("SELECT id FROM houses ORDER BY id")).fetchall():
        connection.execute(
            sa.text("INSERT INTO due (house_id, subject, at) VALUES (:house, :wheel, :at)"),
            {"house": house, "wheel": WHEEL, "at": stored},
        )
