"""The first tables; facts can only be added."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "handled",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_table(
        "held",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_table(
        "houses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("born_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_proposal", sa.Integer(), nullable=False),
        sa.Column("last_agreement", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("room"),
    )
    op.create_table(
        "positions",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "private_rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("room"),
    )
    with op.batch_alter_table("private_rooms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_private_rooms_account"), ["account"], unique=False)

    op.create_table(
        "due",
        sa.Column("house_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["house_id"],
            ["houses.id"],
        ),
        sa.PrimaryKeyConstraint("house_id", "subject"),
    )
    with op.batch_alter_table("due", schema=None) as batch_op:
        batch_op.create_index("due_by_time", ["at"], unique=False)

    op.create_table(
        "facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("house_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["house_id"],
            ["houses.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.create_index("facts_by_source", ["source"], unique=False)
        batch_op.create_index("facts_by_subject", ["house_id", "subject", "id"], unique=False)

    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("house_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["house_id"],
            ["houses.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_members_house_id"), ["house_id"], unique=False)
        batch_op.create_index("members_by_account", ["account"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("house_id", sa.Integer(), nullable=True),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("transaction_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("part", sa.String(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["house_id"],
            ["houses.id"],
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["target"],
            ["outbox.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("transaction_id"),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("outbox_by_about", ["house_id", "about", "part"], unique=False)
        batch_op.create_index("outbox_by_reference", ["reference"], unique=False)
        batch_op.create_index("outbox_waiting", ["sent_at", "id"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        keep_facts_on_postgresql()
    else:
        keep_facts_on_sqlite()


def keep_facts_on_sqlite() -> None:
    """A trigger may refuse."""
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER facts_no_{act.lower()} BEFORE {act} ON facts "
            "BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END"
        )
    # REPLACE deletes without asking the trigger above.
    op.execute(
        "CREATE TRIGGER facts_no_replace BEFORE INSERT ON facts "
        "WHEN EXISTS (SELECT 1 FROM facts WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END"
    )


def keep_facts_on_postgresql() -> None:
    """The same; forgetting says in its own transaction that it rewords, and changes words alone."""
    op.execute(
        "CREATE FUNCTION facts_are_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN "
        "IF TG_OP = 'UPDATE' AND current_setting('kring.rewords', true) = 'on' AND "
        "ROW(NEW.id, NEW.house_id, NEW.subject, NEW.kind, NEW.at, NEW.source) "
        "IS NOT DISTINCT FROM "
        "ROW(OLD.id, OLD.house_id, OLD.subject, OLD.kind, OLD.at, OLD.source) "
        "THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION 'facts are never changed'; "
        "END $$"
    )
    for act, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER facts_no_{act.lower()} BEFORE {act} ON facts "
            f"FOR EACH {each} EXECUTE FUNCTION facts_are_never_changed()"
        )
    # In the order of their letters, whatever language the server speaks, as in SQLite.
    for table, column in (("handled", "event"), ("due", "subject"), ("facts", "subject")):
        op.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE VARCHAR COLLATE "C"')


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("outbox_waiting")
        batch_op.drop_index("outbox_by_reference")
        batch_op.drop_index("outbox_by_about")

    op.drop_table("outbox")
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_index("members_by_account")
        batch_op.drop_index(batch_op.f("ix_members_house_id"))

    op.drop_table("members")
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.drop_index("facts_by_subject")
        batch_op.drop_index("facts_by_source")

    op.drop_table("facts")
    with op.batch_alter_table("due", schema=None) as batch_op:
        batch_op.drop_index("due_by_time")

    op.drop_table("due")
    with op.batch_alter_table("private_rooms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_private_rooms_account"))

    op.drop_table("private_rooms")
    op.drop_table("positions")
    op.drop_table("houses")
    op.drop_table("held")
    op.drop_table("handled")
