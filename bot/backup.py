"""`kring backup`: all that a house would miss, copied while the bot runs, into a new folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.config import Config
from bot.matrix.session import RECOVERY_FILE, make_private_folder
from storage.copying import copy_database

NOT_KEPT = {"lock"}
"""What is of the running process alone."""

_DUMP = "pg_dump --format=custom --file=kring.dump {}"
_SQLITE = b"SQLite format 3\0"
_BESIDE_SQLITE = ("-wal", "-shm", "-journal")


class NothingToKeep(Exception):
    """There is no database yet."""


class KeptElsewhere(Exception):
    """The database is no file: its server keeps it, and copies it."""


def back_up(config_file: Path, config: Config, into: Path, now: datetime) -> Path:
    """Copy database, configuration, login and keys into a new folder of `into`; that folder.

    It gets its name when all of it is there: what is called so is whole. Raises NothingToKeep,
    KeptElsewhere, OSError, sqlite3.Error or BadCopy.
    """
    database = config.database_file
    if database is None:
        raise KeptElsewhere(
            f"The database is {config.database_name}, which its server copies best. First:\n"
            f"  {_DUMP.format(urlsplit(config.database).path.strip('/'))}\n"
            f"then copy {config.store} and {config_file} (docs/operating.md)."
        )
    if not database.exists():
        raise NothingToKeep(f"There is no database at {database}: nothing to keep yet.")
    made = into / f"kring-{now:%Y%m%d-%H%M%S}"
    if made.exists():
        raise FileExistsError(f"{made} is there already.")
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = into / f".{made.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    make_private_folder(unfinished)
    try:
        # The database first: what it has heard was encrypted with keys that are there already.
        given = [config_file] if config_file.exists() else []
        for file in (database, *_secrets(config.store), *given):
            _copy(file, unfinished / _place(file, config, config_file.parent))
        unfinished.rename(made)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return made


def _secrets(store: Path) -> Iterator[Path]:
    """The login, the identity and the keys; not what is only of the process that runs.

    Nor a recovery key that waits to be written down: it belongs elsewhere than what it opens.
    """
    for file in sorted(store.rglob("*")):
        is_passing = file.name in {*NOT_KEPT, RECOVERY_FILE} or file.name.startswith(".")
        if file.is_file() and not is_passing and not file.name.endswith(_BESIDE_SQLITE):
            yield file


def _place(file: Path, config: Config, folder: Path) -> Path:
    """Where it stands in the backup: as beside the configuration, so that it works from there."""
    for root, name in ((folder, Path()), (config.store, Path(config.store.name))):
        if file.absolute().is_relative_to(root.absolute()):
            return name / file.absolute().relative_to(root.absolute())
    return Path(file.name)


def _copy(file: Path, to: Path) -> None:
    for folder in reversed(to.parents):
        if not folder.exists():
            make_private_folder(folder)
    with file.open("rb") as original:
        if original.read(len(_SQLITE)) == _SQLITE:
            copy_database(file, to)
            return
        original.seek(0)
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
            shutil.copyfileobj(original, copy)
            copy.flush()
            os.fsync(copy.fileno())
