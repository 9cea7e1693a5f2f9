"""Whose act a message follows from: who asks very much does not keep the others waiting."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Forward."""
    # What waits now is nobody's, and keeps the order it had. No reference, as that would mean
    # making the table anew, to which others refer.
    op.add_column("outbox", sa.Column("asked_by", sa.Integer(), nullable=True))
