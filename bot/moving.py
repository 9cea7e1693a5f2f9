"""`kring move`: from a SQLite file to the configured database, while the bot stands still."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.config import Config
from bot.matrix.session import StoreInUse, lock_store
from storage.moving import NotEmpty, OfAnotherVersion, move


class CannotMove(Exception):
    """What stands in the way, and the mend."""


def move_in(file: Path, config: Config) -> str:
    """Copy everything; what was done, in a line. Raises CannotMove, OtherVersion.

    The bot must not run: what it would hear meanwhile would be in the file alone.
    """
    if not file.is_file():
        raise CannotMove(f"There is no file {file}.")
    if config.database_file is not None and config.database_file.absolute() == file.absolute():
        mend = 'Write the address of the new one into [storage] url, such as "postgresql://…".'
        raise CannotMove(f"{file} is the database of the configuration itself. {mend}")
    try:
        with lock_store(config.store):
            counts = asyncio.run(move(f"sqlite:///{file.absolute()}", config.database))
    except StoreInUse as running:
        raise CannotMove(f"{running}") from None
    except OfAnotherVersion:
        mend = f"Start this version once with [storage] url at {file}, and stop it; then move."
        raise CannotMove(f"{file} is not of this version of Kring. {mend}") from None
    except NotEmpty:
        mend = "Make an empty database, and write its address into [storage] url."
        raise CannotMove(f"{config.database_name} has something in it already. {mend}") from None
    rows, houses = sum(counts.values()), counts["houses"]
    return (
        f"{rows:,} rows of {houses:,} houses are in {config.database_name} now. "
        f"Next: `kring check --data`, then `kring run`. {file} stayed as it was: keep it."
    )
