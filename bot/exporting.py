"""`kring export`: finds a house in the database and exports it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.export import UnknownMember, export_house
from governance.fold import ImpossibleHistory
from storage.codec import UnreadableFact
from storage.records import House
from storage.store import Store
from storage.transaction import Transaction


def _exists(file: Path) -> bool:
    return file.exists()


class NoSuchHouse(Exception):
    """No house has this name, or more than one."""


class Damaged(Exception):
    """What the database holds of a house cannot be."""


async def exported(config: Config, name: str, at: datetime | None = None) -> dict[str, Any]:
    """The export of the house with this name (or room), as of now; a test may say what time it is.

    Raises NoSuchHouse, Damaged.
    """
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
            return await _export(tx, found[0], at or datetime.now(UTC))
    finally:
        await store.close()


async def _export(tx: Transaction, house: House, at: datetime) -> dict[str, Any]:
    try:
        return await export_house(tx, house, at)
    except (UnreadableFact, ImpossibleHistory, UnknownMember) as fault:
        mend = "`kring check --data` tells what is wrong."
        raise Damaged(f"{house.name} cannot be exported ({fault}). {mend}") from None
