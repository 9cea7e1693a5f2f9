"""Which house a member of several talks about privately."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "conversations",
        sa.Column("account", sa.String(), primary_key=True),
        sa.Column("house_id", sa.Integer(), sa.ForeignKey("houses.id"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting", sa.JSON(), nullable=True),
    )
