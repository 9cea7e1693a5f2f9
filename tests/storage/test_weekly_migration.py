"""Houses of before the nudge: theirs comes at the first Monday at nine, by their own clock."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.settings import Settings
from governance.weekly import next_weekly
from storage import migrate
from storage.engine import open_engine
from storage.store import Store

BORN = "2026-01-05 11:00:00.000000"
HOUSES: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (1, "Europe/Amsterdam", {"talk_hours": 0}),
    (2, "America/New_York", {"nudge_time": "thursday 14:30", "question": "wednesday 10:00"}),
    (3, "Pacific/Auckland", {"question": "off", "quiet_hours": "off"}),
    (4, "UTC", {}),
)


@pytest.fixture
async def engine(file: Path) -> AsyncIterator[AsyncEngine]:
    opened = open_engine(f"sqlite:///{file}")
    yield opened
    await opened.dispose()


async def an_old_one(file: Path, engine: AsyncEngine) -> None:
    """Four houses as the first version kept them; one has a proposal that is due."""
    await migrate.upgrade(engine, "0001")
    with closing(sqlite3.connect(file)) as connection:
        for house, zone, chosen in HOUSES:
            connection.execute(
                "INSERT INTO houses VALUES (?, ?, 'De Eik', 'nl', ?, ?, ?, NULL, 1, 0)",
                (house, f"!room-{house}", zone, json.dumps(chosen), BORN),
            )
        connection.execute("INSERT INTO due VALUES (1, 'P1', ?)", (BORN,))
        connection.commit()


@pytest.mark.parametrize(("house", "zone", "chosen"), HOUSES)
async def test_each_gets_its_first_nudge_at_its_own_time(
    file: Path, engine: AsyncEngine, house: int, zone: str, chosen: dict[str, str]
) -> None:
    """As a house that is born now would; and the weekly question where it was wanted."""
    await an_old_one(file, engine)
    before = datetime.now(UTC)
    await migrate.upgrade(engine)
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(
            "SELECT subject, at FROM due WHERE house_id = ? AND subject IN ('N', 'Q')", (house,)
        )
        due = {subject: datetime.fromisoformat(at).replace(tzinfo=UTC) for subject, at in rows}
    nudge_time, question = chosen.get("nudge_time", "monday 09:00"), chosen.get("question", "off")
    wanted = {"N": nudge_time} | ({"Q": question} if question != "off" else {})
    always = Settings(quiet_hours="off")
    assert due == {
        subject: next_weekly(setting, before, always, ZoneInfo(zone))
        for subject, setting in wanted.items()
    }
    local = due["N"].astimezone(ZoneInfo(zone))
    assert f"{local:%A %H:%M}".lower() == nudge_time
    assert before < due["N"] <= before + timedelta(days=8)


async def test_what_was_due_is_still_due_and_the_store_opens(
    file: Path, engine: AsyncEngine
) -> None:
    await an_old_one(file, engine)
    await migrate.upgrade(engine)
    store = await Store.open(f"sqlite:///{file}")
    await store.serve("@kring:kring.test")
    try:
        async with store.transaction() as tx:
            first = await tx.next_due()
            assert first is not None
            assert (first.house_id, first.subject) == (1, "P1")
            assert len(await tx.houses()) == len(HOUSES)
    finally:
        await store.close()
