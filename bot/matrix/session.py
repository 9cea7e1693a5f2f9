"""Logging in to Matrix once, and keeping what that gave: token, device and pickle key."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.client import Client
from bot.matrix.guard import guard
from bot.matrix.http import MatrixHttp, RateLimited, RequestRefused, SessionError
from bot.matrix.key_store import TiedStore
from bot.whole import write_whole

RECOVERY_FILE = "recovery_key.json"
"""In the store: a new recovery key, until it is shown; without a terminal, until somebody puts it
away."""


class StoreInUse(SessionError):
    """Another process (`pid`, None when unknown) holds the store."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        who = f"Process {pid}" if pid else "Another process"
        super().__init__(f"{who} already runs on the folder {folder}.", "Stop that one first.")
        self.pid = pid


class StoreUnreadable(SessionError):
    """A file in the store is damaged or cannot be read."""


class StoreOfAnother(SessionError):
    """The store belongs to another account, device or homeserver than the configured one."""


class LoginRefused(SessionError):
    """The homeserver does not accept the password or the access token, or none was given."""


@dataclass(frozen=True)
class Session:
    """One device of one account. The token and the pickle key are secrets, kept out of repr."""

    homeserver: str
    user_id: str
    device_id: str
    access_token: str = field(repr=False)
    pickle_key: str = field(repr=False)


class StoreLock:
    """Holds the store for this process until `release` or the process's end."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let another process have the store; harmless when done before."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def lock_store(folder: Path) -> StoreLock:
    """Take the store (made when missing, mode 0700) for this process. Raises StoreInUse.

    nio's crypto store has no lock of its own, and two writers would ruin it.
    """
    make_private_folder(folder)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode(errors="replace").strip()
        os.close(descriptor)
        raise StoreInUse(folder, int(holder) if holder.isdigit() else None) from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return StoreLock(descriptor)


def make_private_folder(folder: Path) -> None:
    """Make the folder when missing, and let only its owner in."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)


def write_private(file: Path, content: dict[str, Any]) -> None:
    """Write JSON for the owner's eyes only (0600); after a crash it is the old file or the new."""
    write_whole(file, json.dumps(content, indent=1).encode(), 0o600)


def read_private(file: Path, keys: tuple[str, ...]) -> dict[str, str] | None:
    """The strings under `keys` in a file of write_private, None without one; or StoreUnreadable."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return {key: str(content[key]) for key in keys}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreUnreadable(
            f"{file} cannot be read ({type(error).__name__}).", "Put it back from a backup."
        ) from error


def stored_session(store: Path) -> Session | None:
    """The login that is kept in a store, None without one; or StoreUnreadable."""
    kept = read_private(store / "session.json", tuple(item.name for item in fields(Session)))
    return Session(**kept) if kept else None


async def open_session(
    store: Path,
    homeserver: str,
    user: str,
    *,
    password: str | None = None,
    access_token: str | None = None,
    device_name: str = "Kring",
) -> Session:
    """The stored session or, the first time, a new one; hold lock_store around it.

    `user` is a localpart or a whole id. A stored session is used without asking the server,
    unless another `access_token` is configured now. Raises a SessionError; waits for nothing.
    """
    file = store / "session.json"
    stored = stored_session(store)
    if stored:
        check_same_account(stored, homeserver, user, file)
        if access_token in (None, "", stored.access_token):
            return stored
    make_private_folder(store)
    async with MatrixHttp(homeserver, access_token or "") as http:
        if access_token:
            session = await _whoami(http, user, access_token)
        else:
            session = await _log_in(http, user, password, device_name)
    if stored:
        if session.device_id != stored.device_id:
            raise StoreOfAnother(
                f"The access token is of device {session.device_id}, "
                f"but {store} holds the keys of {stored.device_id}.",
                "Use that device's token, or an empty store.",
            )
        session = replace(session, pickle_key=stored.pickle_key)
    write_private(file, asdict(session))
    return session


def check_same_account(stored: Session, homeserver: str, user: str, file: Path) -> None:
    """Raise StoreOfAnother unless the login that is kept is of what is configured."""
    if not _same_user(user, stored.user_id) or homeserver.rstrip("/") != stored.homeserver:
        raise StoreOfAnother(
            f"{file} is of {stored.user_id} on {stored.homeserver}, "
            f"but {user} on {homeserver} is configured.",
            "Use another store; or, if only the address changed, write the new one in that file.",
        )


def _same_user(configured: str, user_id: str) -> bool:
    name = configured.lower()
    return user_id in (name, configured) or user_id[1:].partition(":")[0] == name.lstrip("@")


async def _whoami(http: MatrixHttp, user: str, access_token: str) -> Session:
    try:
        answer = await http.call("GET", "/_matrix/client/v3/account/whoami")
    except RequestRefused as error:
        if error.status not in (401, 403):
            raise
        raise LoginRefused(
            "The homeserver does not accept the access token.", "Make a new one, or use a password."
        ) from None
    if not _same_user(user, str(answer.get("user_id"))):
        raise LoginRefused(
            f"The access token is of {answer.get('user_id')}, not of {user}.",
            "Correct `user` or `access_token`.",
        )
    if not answer.get("device_id"):
        raise LoginRefused(
            "The access token has no device, so it cannot encrypt.", "Use a password instead."
        )
    return _session_of(http, answer | {"access_token": access_token})


async def _log_in(http: MatrixHttp, user: str, password: str | None, device_name: str) -> Session:
    if not password:
        raise LoginRefused(
            "There is no stored session, and no password or access token.",
            "Set `password` (or `password_file`) or `access_token` in [matrix].",
        )
    flows = (await http.call("GET", "/_matrix/client/v3/login")).get("flows", [])
    if not any(flow.get("type") == "m.login.password" for flow in flows):
        raise LoginRefused(
            "This homeserver offers no login by password.", "Set `access_token` in [matrix]."
        )
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user},
        "password": password,
        "initial_device_display_name": device_name,
    }
    try:
        return _session_of(http, await http.call("POST", "/_matrix/client/v3/login", body))
    except RateLimited:
        raise
    except RequestRefused as error:
        if error.status != 403:
            raise
        raise LoginRefused(
            f"The homeserver refused to log {user} in: {error.body.get('error')}.",
            "Check `user` and `password`.",
        ) from None


def _session_of(http: MatrixHttp, answer: dict[str, Any]) -> Session:
    return Session(
        homeserver=http.homeserver,
        user_id=str(answer["user_id"]),
        device_id=str(answer["device_id"]),
        access_token=str(answer["access_token"]),
        pickle_key=secrets.token_urlsafe(32),
    )


def make_client(session: Session, store: Path, *, request_timeout: float = 30.0) -> nio.AsyncClient:
    """A nio client for the session, its keys in `store/crypto/keys.db`; close it after use.

    It neither waits nor tries again by itself: a 429 comes back as nio's error value, a timeout
    (after `request_timeout` seconds) or a broken connection as an exception. In nio these two
    limits say how many of them are *retried*, and None, the default, means for ever.
    """
    folder = store / "crypto"
    make_private_folder(folder)
    # SQLite's journals take their mode from the database file.
    (folder / "keys.db").touch(mode=0o600)
    config = nio.AsyncClientConfig(
        max_limit_exceeded=0,
        max_timeouts=0,
        request_timeout=request_timeout,
        encryption_enabled=True,
        store=TiedStore,
        store_name="keys.db",
        store_sync_tokens=False,
        pickle_key=session.pickle_key,
    )
    client = Client(session.homeserver, session.user_id, session.device_id, str(folder), config)
    client.restore_login(session.user_id, session.device_id, session.access_token)
    guard(client)
    return client
