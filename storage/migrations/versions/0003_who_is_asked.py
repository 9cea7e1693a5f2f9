"""Members who are away or resting, and what was done to the list of members."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Forward."""
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("members") as members:
        members.add_column(sa.Column("away_since", moment, nullable=True))
        members.add_column(sa.Column("away_until", moment, nullable=True))
        members.add_column(sa.Column("resting_since", moment, nullable=True))
        members.add_column(sa.Column("last_heard_at", moment, nullable=True))
        members.add_column(sa.Column("asked_to_rest_at", moment, nullable=True))
    # Not in the batch: it would make the table anew, and other tables refer to it.
    op.execute("ALTER TABLE members ADD COLUMN same_as INTEGER REFERENCES members (id)")
    # When they last said something is not known: so nobody rests for the first month.
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    now = "now()" if is_postgresql else "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
    op.execute(f"UPDATE members SET last_heard_at = {now}")  # noqa: S608
    op.create_table(
        "member_changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("house_id", sa.Integer(), sa.ForeignKey("houses.id"), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("other_id", sa.Integer(), sa.ForeignKey("members.id"), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("undone_at", moment, nullable=True),
    )
    op.create_index("ix_member_changes_house_id", "member_changes", ["house_id"])
