"""However many houses there are, what somebody says in one of them is looked up, not searched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from tests.desk.hall import DAY, HOUR, Home, private

OF_FEW = (
    "outbox USING INDEX outbox_waiting",
    "outbox USING COVERING INDEX outbox_waiting",
    "houses USING INDEX houses_gone",
)
"""Indexes of what waits to be said, and of who put the bot out: they may be gone through."""


@contextmanager
def _statements(home: Home) -> Iterator[dict[str, Any]]:
    """All SQL that runs meanwhile, with its parameters."""
    asked: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked[statement] = parameters

    engine = home.store._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _searches(home: Home, asked: dict[str, Any]) -> list[str]:
    """Statements that go through a table from its beginning to its end."""
    found = []
    with closing(sqlite3.connect(home.file)) as connection:
        for statement, parameters in asked.items():
            if statement.startswith(("BEGIN", "PRAGMA")):
                continue
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
                table = step.removeprefix("SCAN ")
                if table != step and not table.startswith(("(", *OF_FEW)):
                    found.append(f"{step}: {' '.join(statement.split())}")
    return found


async def test_no_command_goes_through_all_houses(home: Home) -> None:
    """Nor through all that anybody ever said, decided, or was told."""
    await home.open_private_room("alice")
    with _statements(home) as asked:
        for said in ("!quick Soup on Friday", "!propose A bench", "!consent P1", "hello all"):
            await home.say("alice", said)
        await home.vote("bob", "consent")
        await home.react("carol", "👍")
        await home.reply("dan", "too much salt")
        for said in ("!object P1 too salty", "!amend P1 Soup with less salt", "!show P1"):
            await home.say("dan", said)
        for said in ("!proposals", "!agreements", "!who", "!roles", "!why P1", "!pass chair"):
            await home.say("carol", said)
        await home.say("bob", "!away 3 days")
        await home.say("alice", "!proposals", room=private("alice"))
        await home.say("alice", "!withdraw P2")
        await home.redact("dan", await home.say("dan", "!consent P1"))
        await home.go(3 * DAY)
    assert len(asked) > 40
    assert _searches(home, asked) == []


async def test_nothing_to_do_is_seen_at_once(home: Home) -> None:
    """When the bot wakes and there is nothing, it does not look through anything for that."""
    await home.say("alice", "!propose A bench")
    with _statements(home) as asked:
        await home.tick()
        await home.desk.next_due()
        await home.outbox.next_at()
        async with home.store.transaction() as tx:
            await tx.rooms_waiting(home.now)
    assert len(asked) > 10
    assert _searches(home, asked) == []


async def test_what_stands_still_is_not_looked_at(home: Home) -> None:
    """What is due in houses that put the bot out long ago is no step on the way to the others."""
    with _statements(home) as asked:
        await home.desk.tick(home.now)
    plans = []
    with closing(sqlite3.connect(home.file)) as connection:
        for statement, parameters in asked.items():
            if "FROM due" in statement:
                plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans.append([step for *_, step in plan])
    assert plans == [
        ["SEARCH due USING COVERING INDEX due_by_time (account=? AND is_paused=? AND at<?)"]
    ]


async def test_what_falls_due_in_a_silent_house_stands_still_too(home: Home) -> None:
    """And wakes with the rest, when the bot can speak again."""
    the_house = await home.house()
    async with home.store.transaction() as tx:
        await tx.set_silent(the_house.id, home.now)
        await tx.set_due(the_house.id, "P1", home.now - HOUR)
        assert await tx.next_due() is None
        await tx.set_silent(the_house.id, None)
        found = await tx.next_due()
    assert found
    assert found.at == home.now - timedelta(hours=1)
