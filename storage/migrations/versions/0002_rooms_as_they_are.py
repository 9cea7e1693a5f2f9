"""What rooms do: the bot is muted, the house moves, a key does not come, a message was tried."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("houses") as houses:
        houses.add_column(sa.Column("silent_since", sa.DateTime(timezone=True), nullable=True))
        houses.add_column(sa.Column("successor", sa.String(), nullable=True))
        houses.create_index("ix_houses_successor", ["successor"])
    op.execute("UPDATE houses SET silent_since = gone_at")
    with op.batch_alter_table("held") as held:
        held.add_column(sa.Column("account", sa.String(), nullable=False, server_default=""))
        held.add_column(sa.Column("session", sa.String(), nullable=False, server_default=""))
        held.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        held.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
        held.drop_column("tries")
        held.create_index("ix_held_session", ["session"])
    sender, session = (
        ("body ->> 'sender'", "body -> 'content' ->> 'session_id'")
        if op.get_bind().dialect.name == "postgresql"
        else ("json_extract(body, '$.sender')", "json_extract(body, '$.content.session_id')")
    )
    op.execute(
        "UPDATE held SET held_at = at,"  # noqa: S608
        f" account = coalesce({sender}, ''),"
        f" session = coalesce({session}, '')"
    )
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
    # Whether one of those was tried is not known: so it counts as tried.
    op.execute("UPDATE outbox SET tried_at = created_at WHERE sent_at IS NULL")
