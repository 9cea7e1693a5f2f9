"""`kring export`: finds a house in the database and exports it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.export import export_house
from storage.store import Store


def _exists(file: Path) -> bool:
    return file.exists()


class NoSuchHouse(Exception):
    """No house has this name, or more than one."""


async def exported(config: Config, name: str) -> dict[str, Any]:
    """The export of the house with this name (or room). Raises NoSuchHouse."""
    if not _exists(config.database_file):
        raise NoSuchHouse(f"{name}: no house. There is no database at {config.database_file}")
    store = await Store.open(config.database)
    try:
        async with store.transaction() as tx:
            houses = await tx.houses()
            found = [house for house in houses if name in {house.name, house.room}]
            if len(found) != 1:
                known = "\n".join(f"  {house.name}  ({house.room})" for house in houses)
                what = "no house" if not found else "more than one house; use the room"
                raise NoSuchHouse(f"{name}: {what}. Houses:\n{known or '  none yet'}")
            return await export_house(tx, found[0], datetime.now(UTC))
    finally:
        await store.close()
