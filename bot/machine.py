"""What the bot needs of this machine: files of its own, room on the disk, a port; and who runs."""

from __future__ import annotations

import fcntl
import os
import pwd
import re
import shutil
import socket
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import aiohttp

from bot.inspection import Line
from governance.settings import read_timezone

LITTLE = 200 * 1024 * 1024
"""Bytes on a disk below which it is told: a busy house needs some 4 MB a year, a backup as much."""


def files_are_ours(files: Sequence[Path], folder: Path) -> Iterator[Line]:
    """Whether the bot may read and write its files, and make new ones in the database's folder.

    They belong to whom the first of them belongs to: another owner's file among them was made by
    another hand, such as root's, and the bot stumbles over it later.
    """
    there = [file for file in files if file.exists()]
    if not there:
        return
    owner = there[0].stat().st_uid
    strange = [str(file) for file in there if file.stat().st_uid != owner]
    if strange:
        mend = f"chown {_called(owner)} {_some(strange)}"
        yield False, f"Not all files belong to {_called(owner)}, as {there[0]} does: {mend}"
    if os.geteuid() not in (owner, 0):
        told = f"The bot's files belong to {_called(owner)}, and you are {_called(os.geteuid())}"
        yield False, f"{told}: run this, and the bot, as {_called(owner)}."
        return
    shut = [str(file) for file in there if file.stat().st_uid == owner and not _is_usable(file)]
    if folder.exists() and not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        shut.append(str(folder))
    if shut:
        mend = f"chmod u+rwX {_some(shut)} (or is the disk read-only?)"
        yield False, f"The bot may not write its own files: {mend}"


def folder_is_ours(folder: Path) -> Iterator[Line]:
    """Whether nobody else can put another file in a file's place."""
    mode = folder.stat().st_mode if folder.exists() else 0
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        yield False, f"Everybody may put files into {folder}: chmod o-w {folder}"


def room_on_disk(folders: Sequence[Path]) -> Iterator[Line]:
    """Whether there is enough; a disk that several are on is told once."""
    seen: set[int] = set()
    for folder in folders:
        there = _nearest(folder)
        device = there.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        free = shutil.disk_usage(there).free
        told = f"{free / 1024**2:,.0f} MB are free on the disk of {there}"
        if free < LITTLE:
            mend = "Make room: on a full disk the bot stands still."
            yield False, f"Only {told}. {mend} (Old backups, logs: docs/operating.md)"
        else:
            yield True, f"{told}."


def who_runs(store: Path) -> int | None:
    """The process that runs on the store, 0 when its number is unknown; None: nobody is seen."""
    try:
        lock = os.open(store / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode(errors="replace").strip()
        return int(holder) if holder.isdigit() else 0
    else:
        return None
    finally:
        os.close(lock)


def timezone_here() -> str | None:
    """What this machine goes by; None where it says nothing, or UTC, in which no house lives."""
    said = [os.environ.get("TZ", "").lstrip(":")]
    with suppress(OSError):
        said.append(Path("/etc/timezone").read_text(encoding="utf-8").strip())
    with suppress(OSError):
        said.append(str(Path("/etc/localtime").readlink()).partition("zoneinfo/")[2])
    named = next((read_timezone(one) for one in said if one), None)
    if not isinstance(named, str) or re.search(r"^Etc/|UTC|UCT|GMT", named):
        return None
    return named


def port_is_free(listen: str) -> Iterator[Line]:
    """Whether the health page can be served at `host:port`, where no bot of ours does."""
    host, _, port = listen.rpartition(":")
    family = socket.AF_INET6 if "[" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as fault:
            mend = "write another port in [service] listen, or end what is there."
            yield False, f"Nothing can be served at {listen} ({fault.strerror}): {mend}"


def _is_usable(file: Path) -> bool:
    """By its owner: root, who may everything, sees it too."""
    needed = 0o700 if file.is_dir() else 0o600
    is_open = file.stat().st_mode & needed == needed
    return is_open and os.access(file, os.R_OK | os.W_OK, effective_ids=True)


def _nearest(path: Path) -> Path:
    """The folder itself, or what is there of the way to it."""
    return next(one for one in (path, *path.absolute().parents) if one.exists())


def _called(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _some(files: list[str]) -> str:
    more = f" (and {len(files) - 3} more)" if len(files) > 3 else ""
    return " ".join(files[:3]) + more


async def unwell(listen: str) -> str | None:
    """What is wrong with the bot that runs and serves its health there; None: it is well."""
    timeout = aiohttp.ClientTimeout(total=5)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.get(f"http://{listen}/healthz") as response,
        ):
            if response.status == 200:
                return None
            seconds = (await response.json(content_type=None))["seconds_since_sync"]
    except (aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError) as fault:
        return f"Its health page at {listen} does not answer ({type(fault).__name__})."
    never = "It has not heard its homeserver yet."
    return never if seconds is None else f"It last heard its homeserver {seconds} seconds ago."
