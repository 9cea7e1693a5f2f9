"""`kring check`: is everything in order, and if not, what is the mend."""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from bot.config import EVERYBODY, Config
from bot.inspection import Line, inspect_file, inspect_house
from bot.machine import files_are_ours, folder_is_ours, port_is_free, room_on_disk, unwell, who_runs
from bot.matrix.cross_signing import load_seeds
from bot.matrix.http import HomeserverAway, MatrixHttp, SessionError
from bot.matrix.published import SignatureReport, signature_report
from bot.matrix.server import Server, find_server, look_at_server
from bot.matrix.session import RECOVERY_FILE, Session, check_same_account, stored_session
from storage.engine import OtherVersion
from storage.store import Store
from storage.transaction import Transaction
from storage.trouble import trouble_of

Say = Callable[[str], None]

CLOCK_SLACK = timedelta(minutes=1)
"""What clocks may differ: rounds end, and turns begin, to the minute."""


async def check_up(config: Config, file: Path, *, with_data: bool, say: Say) -> int:
    """Say line by line what is in order, `file` being the configuration's; the number of faults."""
    server, reached = await _homeserver(config)
    found = [
        *_secrets(config.store),
        *_opened_database(config.database_file),
        *_opened_config(file),
        *_machine(config),
        *await _running(config),
        *await _database(config, with_data),
        *await _access(config),
        *reached,
        *await _account(config, server),
    ]
    for is_fine, line in found:
        say(f"{'ok ' if is_fine else 'NO '} {line}")
    return sum(not is_fine for is_fine, _ in found)


def _secrets(store: Path) -> Iterator[Line]:
    if not store.exists():
        yield False, f"{store} is not there: run `kring init`, or `kring run` with a password."
        return
    if not os.access(store, os.R_OK | os.X_OK, effective_ids=True):
        yield False, f"You may not look into {store}: run this as the bot's user."
        return
    opened = [path for path in (store, *store.rglob("*")) if path.stat().st_mode & 0o077]
    if opened:
        yield False, f"Others can read {opened[0]}: chmod -R go= {store}"
    else:
        yield True, f"The secrets in {store} are readable by you alone."
    if (kept := store / RECOVERY_FILE).exists():
        yield False, f"The recovery key lies in {kept}: write it down elsewhere, delete the file."


def _opened_database(database: Path | None) -> Iterator[Line]:
    if database is None:
        return
    # The files beside it took its mode when they were made, and keep it when it changes.
    if opened := [str(file) for file in _with_journal(database) if _is_open(file)]:
        yield False, f"Others can read what the houses said: chmod go= {' '.join(opened)}"


def _with_journal(database: Path) -> list[Path]:
    """It, and what SQLite keeps beside it."""
    return [database.with_name(f"{database.name}{end}") for end in ("", "-wal", "-shm")]


def _opened_config(file: Path) -> Iterator[Line]:
    """The configuration, where it holds a secret, and the files that hold one for it."""
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return  # all of it is in the environment, which other users cannot read
    matrix, storage = written.get("matrix", {}), written.get("storage", {})
    has_secret = {"password", "access_token"} & set(matrix)
    holding = [file] if has_secret or _has_password(storage.get("url", "")) else []
    given = [matrix.get(f"{name}_file") for name in ("password", "access_token")]
    given.append(storage.get("url_file"))
    holding += [file.parent / name for name in given if name]
    for one in holding:
        if _is_open(one):
            yield False, f"Others can read the secret in it: chmod go= {one}"


def _has_password(url: object) -> bool:
    return bool(re.match(r"postgres[^/]*://[^/@]*:[^/@]|.*[?&]password=", str(url)))


def _is_open(file: Path) -> bool:
    return file.exists() and bool(file.stat().st_mode & 0o077)


def _machine(config: Config) -> Iterator[Line]:
    database = config.database_file
    kept = sorted(config.store.rglob("*")) if config.store.exists() else []
    folder = database.parent if database else config.store.parent
    files = [*kept, *(_with_journal(database) if database else ())]
    yield from files_are_ours([config.store, *files], folder)
    yield from folder_is_ours(folder)
    yield from room_on_disk([config.store, folder])


async def _running(config: Config) -> list[Line]:
    """Who runs on the folder, and how they are, where they tell."""
    runs = who_runs(config.store)
    if runs is None:
        free = list(port_is_free(config.listen)) if config.listen else []
        return [(True, f"No bot runs on the folder {config.store} just now."), *free]
    told = f"A bot runs on the folder {config.store}: process {runs or 'unknown'}."
    if not config.listen:
        return [(True, told)]
    wrong = await unwell(config.listen)
    if wrong:
        return [(False, f"{told} {wrong} Its log says why (docs/operating.md).")]
    return [(True, f"{told} It hears its homeserver.")]


async def _database(config: Config, with_data: bool) -> list[Line]:
    file, name = config.database_file, config.database_name
    if file and not _exists(file):
        return [(True, "The database is not there yet; `kring run` makes it.")]
    if file and not _may_read(file):
        return [(False, f"You may not read {file}: run this as the bot's user.")]
    try:
        store = await Store.open_to_read(config.database)
    except OtherVersion as fault:
        return [(False, str(fault))]
    except Exception as fault:  # whatever it is, it is told
        return [(False, f"The database cannot be opened: {name} {_why(fault)}")]
    try:
        async with store.transaction() as tx:
            return await _looked_at(tx, with_data)
    except Exception as fault:
        return [(False, f"The database cannot be read: {name} {_why(fault)}")]
    finally:
        await store.close()


async def _looked_at(tx: Transaction, with_data: bool) -> list[Line]:
    houses = await tx.stored_houses()
    lines: list[Line] = [(True, f"The database opens; it holds {len(houses)} house(s).")]
    served = Counter(house.account for house in houses)
    if len(accounts := sorted(await tx.accounts() | set(served))) > 1:
        told = ", ".join(f"{account or 'nobody yet'} {served[account]}" for account in accounts)
        lines.append((True, f"Of these serve: {told}."))
    if with_data:
        lines += await inspect_file(tx)
        for house in houses:
            lines += await inspect_house(tx, house)
    return lines


def _why(fault: Exception) -> str:
    trouble = trouble_of(fault)
    return f"({trouble.what}) {trouble.mend}" if trouble else f"({type(fault).__name__})"


def _may_read(file: Path) -> bool:
    return os.access(file, os.R_OK, effective_ids=True)


def _exists(file: Path) -> bool:
    return file.exists()


async def _access(config: Config) -> list[Line]:
    """What people in a house would stumble over."""
    lines: list[Line] = []
    if not config.access.invite_from:
        told = "Nobody may invite the bot ([access] invite_from is empty)"
        if await _has_houses(config):
            lines.append((True, f"{told}: no other house comes to it."))
        else:
            mend = 'write who, such as invite_from = ["@*:example.org"].'
            lines.append((False, f"{told}: {mend}"))
    if EVERYBODY & set(config.access.professionals):
        told = "[access] professionals fits everybody, so nobody would be a resident"
        lines.append((False, f"{told}: write the accounts of who works in the houses."))
    return lines


async def _has_houses(config: Config) -> bool:
    """Also where that cannot be known: what is wrong with the database is told already."""
    file = config.database_file
    if file and not _exists(file):
        return False
    if file and not _may_read(file):
        return True
    try:
        store = await Store.open_to_read(config.database)
    except Exception:  # whatever it is, it is told
        return True
    try:
        async with store.transaction() as tx:
            return bool(await tx.stored_houses())
    except Exception:  # whatever it is, it is told
        return True
    finally:
        await store.close()


async def _homeserver(config: Config) -> tuple[Server | None, list[Line]]:
    """The homeserver, where it answers; and what is to be said of it."""
    try:
        server = await look_at_server(config.homeserver)
    except HomeserverAway as fault:
        mend = await _elsewhere(config) or fault.mend
        return None, [(False, f"{fault.message} {mend}")]
    return server, [
        (True, f"{server.address} is a Matrix homeserver, and answers."),
        *_clock(server.ahead),
    ]


async def _elsewhere(config: Config) -> str | None:
    """The mend, where the account's own server tells another address."""
    name = config.user.partition(":")[2]
    if not name:
        return None
    try:
        found = await find_server(name)
    except HomeserverAway:
        return None
    return f'Write homeserver = "{found.address}": that is what {name} tells.'


def _clock(ahead: timedelta | None) -> Iterator[Line]:
    if ahead is None:
        return
    seconds = round(ahead.total_seconds())
    if abs(ahead) <= CLOCK_SLACK:
        yield True, "This machine's clock and the homeserver's agree."
        return
    way = "behind" if seconds > 0 else "ahead of"
    told = f"This machine's clock is {abs(seconds):,} seconds {way} the homeserver's"
    mend = "`timedatectl set-ntp true` (or is the server's wrong? Tell its administrator)."
    yield False, f"{told}: rounds and turns come at the wrong time. {mend}"


async def _account(config: Config, server: Server | None) -> list[Line]:
    try:
        session = stored_session(config.store)
    except SessionError as fault:
        return [(False, f"{fault.message} {fault.mend}")]
    if session is None:
        return [(False, _not_logged_in(config, server))]
    try:
        file = config.store / "session.json"
        check_same_account(session, config.homeserver, config.user, file)
    except SessionError as fault:
        return [(False, f"{fault.message} {fault.mend}")]
    if server is None:
        return []  # that nobody answers is told already
    return await _device(config, session)


def _not_logged_in(config: Config, server: Server | None) -> str:
    if server and not server.takes_passwords and not config.access_token:
        told = "Nobody is logged in, and the homeserver takes no passwords from programs"
        return f"{told}: set `access_token` in [matrix], and start `kring run`."
    return "Nobody is logged in: run `kring init`, or `kring run` with a password."


async def _device(config: Config, session: Session) -> list[Line]:
    try:
        async with MatrixHttp(session.homeserver, session.access_token) as http:
            await http.call("GET", "/_matrix/client/v3/account/whoami")
            report = await signature_report(http, session.user_id, session.device_id)
            file = config.database_file
            is_lost = file is not None and not _exists(file)
            lost = await _houses_without(config, http) if is_lost else []
    except SessionError as fault:
        return [(False, f"{fault.message} {fault.mend}")]
    device = f"device {session.device_id} (session key {_grouped(report.device_key)})"
    return [
        (True, f"{session.user_id} is logged in at {session.homeserver} as {device}."),
        *_crypto_store(config.store, report),
        *_signatures(report),
        *_identity_keys(config.store, report),
        *lost,
    ]


def _crypto_store(store: Path, report: SignatureReport) -> Iterator[Line]:
    """Whether what the device published can be used here."""
    if report.device_key and not _exists(store / "crypto" / "keys.db"):
        mend = "Put it back from a backup, or log in anew: move session.json out of the store."
        yield False, f"{store / 'crypto'} was lost, with the device's keys. {mend}"


async def _houses_without(config: Config, http: MatrixHttp) -> list[Line]:
    """A bot that is in rooms had a database: without it, it would begin anew there."""
    rooms = (await http.call("GET", "/_matrix/client/v3/joined_rooms")).get("joined_rooms", [])
    if not rooms:
        return []
    told = f"{config.database_file} is not there, and the bot is in {len(rooms)} room(s) already"
    return [(False, f"{told}: put it back from a backup before `kring run` begins an empty one.")]


def _signatures(report: SignatureReport) -> Iterator[Line]:
    if report.fault is None:
        key = f"ed25519:{report.self_signing_key}"
        yield True, f"The device is cross-signed, by the self-signing key {key}."
        yield True, "Strict clients, which trust cross-signed devices alone, talk to the bot."
    else:
        yield False, f"{report.fault} Strict clients will not talk to the bot. {report.mend}"
    if report.master_key:
        yield True, f"The account's master key, to compare: {_grouped(report.master_key)}"


def _identity_keys(store: Path, report: SignatureReport) -> Iterator[Line]:
    """Whether a next device could be signed, too."""
    file = store / "cross_signing.json"
    try:
        seeds = load_seeds(file)
    except SessionError as fault:
        yield False, f"{fault.message} {fault.mend}"
        return
    if seeds is None and report.master_key:
        mend = "Put it back, or run `kring init`: it asks for the recovery key."
        yield False, f"{file} is not there: the bot cannot sign with its identity. {mend}"
    elif seeds and report.master_key and seeds.public("master") != report.master_key:
        mend = "Put the right file back, or move this one away and run `kring init`."
        yield False, f"{file} holds the keys of another identity. {mend}"


def _grouped(key: str) -> str:
    """In fours, as clients show keys."""
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4)) or "none"
