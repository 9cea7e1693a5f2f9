"""Which of several instances leads; which device tried to send what; the logins of those devices.

Only on PostgreSQL is anything ever in it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "leaders",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "logins",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account", "device"),
    )
    op.add_column("outbox", sa.Column("tried_by", sa.String(), nullable=True))
