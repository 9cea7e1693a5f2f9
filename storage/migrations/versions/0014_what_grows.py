"""No command and no idle moment goes through what grows with the houses or with the years."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

INDEXES = (
    # In the order in which they are handled: very many are due at nine on Monday.
    ("due_by_time", "due", ("account", "is_paused", "at", "house_id", "subject")),
    ("outbox_by_target", "outbox", ("target",)),
    ("facts_by_house", "facts", ("house_id", "id")),
    ("held_unread", "held", ("told_at", "held_at")),
    ("held_by_time", "held", ("held_at",)),
    ("conversations_by_time", "conversations", ("at",)),
)
WAITS = "sent_at IS NULL"
OF_FEW = (
    ("houses_gone", "houses", ("room",), "gone_at IS NOT NULL"),
    # What waits for the morning is passed over without being looked up.
    (
        *("outbox_waiting", "outbox"),
        *(("account", "room", "not_before", "created_at", "kind", "by_clock", "target"), WAITS),
    ),
    ("outbox_later", "outbox", ("account", "not_before"), WAITS),
    ("outbox_sent", "outbox", ("sent_at",), "sent_at IS NOT NULL"),
    ("outbox_joins", "outbox", ("room",), "kind = 'Join'"),
)


def upgrade() -> None:
    """Forward."""
    is_paused = sa.Column("is_paused", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("due", is_paused)
    op.execute(
        sa.text(
            "UPDATE due SET is_paused = :yes WHERE house_id IN"
            " (SELECT id FROM houses WHERE silent_since IS NOT NULL)"
        ).bindparams(sa.bindparam("yes", True, sa.Boolean()))
    )
    for name, table in (("due_by_time", "due"), ("outbox_waiting", "outbox")):
        op.drop_index(name, table)
    for name, table, columns in INDEXES:
        op.create_index(name, table, list(columns))
    for name, table, columns, condition in OF_FEW:
        few = sa.text(condition)
        op.create_index(name, table, list(columns), sqlite_where=few, postgresql_where=few)
