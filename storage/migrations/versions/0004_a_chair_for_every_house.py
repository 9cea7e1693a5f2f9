"""Houses that were born before roles rotated get what a new house has: a chair, every week."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ROLES = "T"
NINE = "09:00:00"

MOMENT = timedelta(minutes=1)
"""At most so long after its birth an older version noted who was in a house from the start."""

AT = sa.DateTime(timezone=True)
HOUSES = sa.table("houses", sa.column("id"), sa.column("born_at", AT))
MEMBERS = sa.table("members", sa.column("id"), sa.column("house_id"), sa.column("joined_at", AT))
FACTS = sa.table(
    "facts",
    *(sa.column(name) for name in ("house_id", "subject", "kind")),
    sa.column("at", AT),
    sa.column("body", sa.JSON),
)
DUE = sa.table("due", sa.column("house_id"), sa.column("subject"), sa.column("at", AT))


def upgrade() -> None:
    """Forward."""
    now = datetime.now(UTC)
    days = (7 - now.weekday()) % 7 or 7
    body = {
        "at": now.isoformat(),
        "role": "chair",
        "rhythm": {
            "every": 1,
            "clock": NINE,
            "first": (now.date() + timedelta(days=days)).isoformat(),
        },
        "pool": "residents",
        "way": "rotation",
        "limit": None,
    }
    connection = op.get_bind()
    for (house,) in connection.execute(sa.text("SELECT id FROM houses ORDER BY id")).fetchall():
        of_roles = {"house_id": house, "subject": ROLES, "at": now}
        connection.execute(sa.insert(FACTS).values(**of_roles, kind="RoleMade", body=body))
        connection.execute(sa.insert(DUE).values(**of_roles))
    # Newcomers are not asked for a while: who was there when the house was born is none.
    of_its_house = MEMBERS.c.house_id == HOUSES.c.id
    people = sa.select(MEMBERS.c.id, MEMBERS.c.joined_at, HOUSES.c.born_at).where(of_its_house)
    for member, joined_at, born_at in connection.execute(people).fetchall():
        if born_at < joined_at <= born_at + MOMENT:
            from_the_start = sa.update(MEMBERS).where(MEMBERS.c.id == member)
            connection.execute(from_the_start.values(joined_at=born_at))
