"""What time says is told apart from what follows from somebody's act, which goes before it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Forward."""
    # What waits now keeps the order it had. Not in a batch: other tables refer to this one.
    by_clock = sa.Column("by_clock", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("outbox", by_clock)
