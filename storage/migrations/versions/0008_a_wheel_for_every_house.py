"""Houses that agreed on something before there was a wheel: it is looked at when theirs turns."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WHEEL = "W"

AT = sa.DateTime(timezone=True)
DUE = sa.table("due", sa.column("house_id"), sa.column("subject"), sa.column("at", AT))


def upgrade() -> None:
    """Forward."""
    now = datetime.now(UTC)
    connection = op.get_bind()
    for (house,) in connection.execute(sa.text("SELECT id FROM houses ORDER BY id")).fetchall():
        connection.execute(sa.insert(DUE).values(house_id=house, subject=WHEEL, at=now))
