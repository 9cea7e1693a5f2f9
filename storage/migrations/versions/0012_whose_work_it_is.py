"""Several accounts of the bot on one database: whose house it is, whose letter, whose room.

Which account these rows are of is not known here: `Store.serve` fills that in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def _nobodys(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default="")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "accounts",
        sa.Column("account", sa.String(), primary_key=True),
        sa.Column("listened_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.add_column("houses", _nobodys("account"))
    op.add_column(
        "houses", sa.Column("rewordings", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("due", _nobodys("account"))
    op.drop_index("due_by_time", "due")
    op.create_index("due_by_time", "due", ["account", "at"])
    op.add_column("outbox", _nobodys("account"))
    op.drop_index("outbox_waiting", "outbox")
    op.create_index("outbox_waiting", "outbox", ["sent_at", "account", "id"])
    op.add_column("private_rooms", _nobodys("bot"))
    _with_the_bot_in_its_key(
        "conversations",
        sa.Column("account", sa.String(), primary_key=True),
        sa.Column("house_id", sa.Integer(), sa.ForeignKey("houses.id"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting", sa.JSON(), nullable=True),
    )
    _with_the_bot_in_its_key(
        "held",
        sa.Column("event", sa.String(), primary_key=True),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False, server_default=""),
        sa.Column("session", sa.String(), nullable=False, server_default=""),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
    )
    op.create_index("ix_held_session", "held", ["session"])


def _with_the_bot_in_its_key(name: str, *columns: sa.Column[object]) -> None:
    """The same table anew, in which two accounts of the bot may have a row about the same."""
    names = ", ".join(column.name for column in columns)
    bot = sa.Column("bot", sa.String(), primary_key=True, server_default="")
    op.create_table(f"{name}_anew", bot, *columns)
    op.execute(f"INSERT INTO {name}_anew ({names}) SELECT {names} FROM {name}")  # noqa: S608
    op.drop_table(name)
    op.rename_table(f"{name}_anew", name)
