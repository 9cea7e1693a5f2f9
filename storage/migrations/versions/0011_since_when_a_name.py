"""Since when somebody goes by their name: what was written before does not mean them by it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Forward."""
    op.add_column("members", sa.Column("named_at", sa.DateTime(timezone=True), nullable=True))
