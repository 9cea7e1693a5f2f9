"""`kring export` and `kring poster`: find a house in the database, and make a file of it."""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias, TypeVar

from sqlalchemy.exc import DBAPIError

from bot.config import Config
from bot.export import UnknownMember
from bot.files import file_of
from bot.looks import shown_names
from bot.poster import poster
from bot.room import Document
from bot.speech import Listener
from bot.whole import write_whole
from commands.turn import Turn
from governance.fold import ImpossibleHistory
from governance.outcomes import ExportForm
from storage.codec import UnreadableFact
from storage.engine import OtherVersion
from storage.records import House
from storage.store import Store
from storage.transaction import Transaction
from storage.trouble import trouble_of

T = TypeVar("T")
Form: TypeAlias = Callable[[Transaction, House, datetime], Awaitable[T]]
"""What makes an export of a house, as of a moment."""


def _exists(file: Path) -> bool:
    return file.exists()


class NoSuchHouse(Exception):
    """No house has this name, or more than one."""


class Damaged(Exception):
    """What the database holds of a house cannot be."""


async def exported(
    config: Config, name: str, form: ExportForm, at: datetime | None = None
) -> Document:
    """The house with this name (or room) as a file, as of now; a test may say what time it is.

    Raises NoSuchHouse, Damaged.
    """
    prefix = config.house.prefix
    return await _of_the_house(
        config, name, at, lambda tx, house, now: file_of(tx, house, form, now, prefix)
    )


def write(file: Document, to: Path) -> Path:
    """Write it to this file, or under its own name into this folder; where it is now.

    Its owner alone can read it, whatever the umask; what was there stays until all of it is
    written. Raises OSError.
    """
    to = to / file.name if to.is_dir() else to
    write_whole(to, file.bytes, 0o600)
    return to


async def poster_of(config: Config, name: str, at: datetime | None = None) -> bytes:
    """The poster of the house, as a page. Raises NoSuchHouse, Damaged."""

    async def made(tx: Transaction, house: House, now: datetime) -> bytes:
        turn = Turn(tx, house, now, "poster")
        names = shown_names(await turn.members())
        prefix = config.house.prefix
        return await poster(turn, Listener(house.language, house.zone, now, names, prefix))

    return await _of_the_house(config, name, at, made)


async def _of_the_house(config: Config, name: str, at: datetime | None, form: Form[T]) -> T:
    file = config.database_file
    if file and not _exists(file):
        raise NoSuchHouse(f"{name}: no house. There is no database at {file}")
    try:
        return await _in_the_database(config, name, at, form)
    except OtherVersion as fault:
        raise Damaged(str(fault)) from None
    except DBAPIError as fault:
        trouble = trouble_of(fault)
        if trouble is None:
            raise
        raise Damaged(f"{config.database_name}: {trouble.what} {trouble.mend}") from None


async def _in_the_database(config: Config, name: str, at: datetime | None, form: Form[T]) -> T:
    store = await Store.open_to_read(config.database)
    try:
        async with store.transaction() as tx:
            houses = await tx.houses()
            found = [house for house in houses if name in {house.name, house.room}]
            if len(found) > 1:
                raise NoSuchHouse(await _several(tx, name, found))
            if not found:
                known = "\n".join(f"  {house.name}  ({house.room})" for house in houses)
                raise NoSuchHouse(f"{name}: no house. Houses:\n{known or '  none yet'}")
            return await _undamaged(form, tx, found[0], at or datetime.now(UTC))
    finally:
        await store.close()


async def _several(tx: Transaction, name: str, houses: list[House]) -> str:
    """Which houses have this name, and how each is named without doubt."""
    said = [f"{name}: more than one house has this name. Name its room instead:"]
    for house in houses:
        here = sum(member.is_here for member in await tx.members(house.id))
        people = "1 member" if here == 1 else f"{here} members"
        is_out = ", the bot was put out" if house.is_gone else ""
        born = f"{house.born_at.astimezone(house.zone):%Y-%m-%d %H:%M}"
        said.append(f"  --house {shlex.quote(house.room)}   {people}, here since {born}{is_out}")
    return "\n".join(said)


async def _undamaged(form: Form[T], tx: Transaction, house: House, at: datetime) -> T:
    try:
        return await form(tx, house, at)
    except (UnreadableFact, ImpossibleHistory, UnknownMember) as fault:
        mend = "`kring check --data` tells what is wrong."
        raise Damaged(f"{house.name} cannot be exported ({fault}). {mend}") from None
