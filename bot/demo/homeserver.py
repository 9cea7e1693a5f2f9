"""A real Synapse on loopback, for the demo and the tests."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
_LOG_LINES = 20
_PORT_TRIES = 3

# In a wrapper rather than in preexec_fn, which is unsafe once a process has threads.
# 1 is PR_SET_PDEATHSIG; the second look is for a parent that died before the call.
_WRAPPER = """
import os, runpy, signal, sys
parent = int(sys.argv.pop(1))
if sys.platform.startswith("linux"):
    import ctypes
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
"""

_FAST: dict[str, float] = {"per_second": 10_000, "burst_count": 10_000}
_NO_LIMITS: dict[str, Any] = {
    "rc_message": _FAST,
    "rc_registration_token_validity": _FAST,
    "rc_login": {"address": _FAST, "account": _FAST, "failed_attempts": _FAST},
    "rc_admin_redaction": _FAST,
    "rc_joins": {"local": _FAST, "remote": _FAST},
    "rc_joins_per_room": _FAST,
    "rc_key_requests": _FAST,
    "rc_3pid_validation": _FAST,
    "rc_invites": {"per_room": _FAST, "per_user": _FAST, "per_issuer": _FAST},
    "rc_third_party_invite": _FAST,
    "rc_media_create": _FAST,
    "rc_presence": {"per_user": _FAST},
    "rc_delayed_event_mgmt": _FAST,
    "rc_room_creation": _FAST,
    "rc_reports": _FAST,
    "rc_user_directory": _FAST,
    "rc_profile": _FAST,
}


class HomeserverError(Exception):
    """The homeserver is not installed, did not start, or refused; the message says which."""


class Homeserver:
    """A Synapse of one's own, listening on 127.0.0.1 only, with all its data in one folder.

    `default_limits` keeps Synapse's own rate limits for all but registration, which is always
    open: residents would otherwise come in one in six seconds, and no bot registers.
    Stopping and starting again keeps the port and the data, also with a new object on the same
    folder. It dies with this process, even when that is killed (on Linux, and there with the
    thread that called `start`).
    """

    def __init__(
        self, folder: Path, *, server_name: str = "house.test", default_limits: bool = False
    ) -> None:
        self.folder = folder.absolute()
        self.server_name = server_name
        self.default_limits = default_limits
        self._process: subprocess.Popen[bytes] | None = None
        self._port: int | None = None

    @property
    def url(self) -> str:
        """The client API's address; known once started, and the same ever after."""
        if self._port is None:
            raise HomeserverError("The homeserver was not started yet.")
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The running server's process id."""
        if self._process is None:
            raise HomeserverError("The homeserver is not running.")
        return self._process.pid

    @property
    def log_file(self) -> Path:
        """Where the server's own words go."""
        return self.folder / "synapse.log"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start and wait until it answers. Raises HomeserverError with the log's last lines."""
        if self._process is not None:
            raise HomeserverError("The homeserver is running already.")
        if importlib.util.find_spec("synapse") is None:
            raise HomeserverError(
                "matrix-synapse is not installed: who runs a bot needs no homeserver of ours. "
                "For the demo: `make demo` in the project's folder, "
                "or pip install --require-hashes -r locks/demo.txt"
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "homeserver.yaml"
        known = config.exists()
        for tries_left in reversed(range(1 if known else _PORT_TRIES)):
            self._port = _bindable_port(_port_of(config) if known else 0)
            self._write_config(config)
            try:
                await self._launch(config)
                return
            except HomeserverError:
                # A port that was free a moment ago may be somebody else's by now.
                if not tries_left or "Address already in use" not in self._log_end():
                    raise

    async def stop(self) -> None:
        """End the server: asks first, kills after ten seconds. Harmless when not running."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            for _ in range(int(_STOP_SECONDS / 0.05)):
                if process.poll() is not None:
                    return
                await asyncio.sleep(0.05)
        finally:
            # Also when this task is cancelled while it waits: nothing stays behind.
            if process.poll() is None:
                process.kill()
            process.wait()

    async def register(
        self, localpart: str, password: str, *, display_name: str | None = None
    ) -> str:
        """Make an account and return its user id; no device and no access token remain.

        Raises HomeserverError when the server refuses, such as for a name that is taken.
        """
        body: dict[str, Any] = {
            "username": localpart,
            "password": password,
            "auth": {"type": "m.login.dummy"},
            "inhibit_login": display_name is None,
        }
        answer = await self._call("POST", "/register", body)
        user_id = str(answer["user_id"])
        if display_name is not None:
            token = str(answer["access_token"])
            path = f"/profile/{user_id}/displayname"
            await self._call("PUT", path, {"displayname": display_name}, token)
            await self._call("POST", "/logout", {}, token)
        return user_id

    async def _call(
        self, method: str, path: str, body: dict[str, Any], token: str = ""
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        address = f"{self.url}/_matrix/client/v3{path}"
        async with (
            aiohttp.ClientSession(headers=headers) as http,
            http.request(method, address, json=body) as response,
        ):
            answer: dict[str, Any] = await response.json()
            if response.status != 200:
                raise HomeserverError(f"{path}: {response.status} {answer.get('error')}")
            return answer

    async def _launch(self, config: Path) -> None:
        with self.log_file.open("wb") as log:
            # Not asyncio's, so that the server outlives the loop that started it.
            self._process = subprocess.Popen(  # noqa: ASYNC220, S603
                [sys.executable, "-c", _WRAPPER, str(os.getpid()), "--config-path", str(config)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            await self._wait_until_up(self._process)
        except BaseException:
            await self.stop()
            raise

    async def _wait_until_up(self, process: subprocess.Popen[bytes]) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + _START_SECONDS
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as http:
            while process.poll() is None:
                try:
                    async with http.get(f"{self.url}/health") as response:
                        if response.status == 200:
                            return
                except (aiohttp.ClientError, TimeoutError):
                    pass
                if loop.time() > end:
                    raise HomeserverError(
                        f"The homeserver gave no answer in {_START_SECONDS:.0f} s:\n"
                        + self._log_end()
                    )
                await asyncio.sleep(0.05)
        raise HomeserverError(
            f"The homeserver ended at once (exit code {process.returncode}):\n{self._log_end()}"
        )

    def _log_end(self) -> str:
        lines = self.log_file.read_text(errors="replace").splitlines()
        return "\n".join(lines[-_LOG_LINES:])

    def _write_config(self, path: Path) -> None:
        key = self.folder / "signing.key"
        if not key.exists():
            seed = b64encode(secrets.token_bytes(32)).decode().rstrip("=")
            key.write_text(f"ed25519 a_{secrets.token_hex(2)} {seed}\n")
        log_config = self.folder / "log.yaml"
        log_config.write_text(json.dumps(_LOG_CONFIG))
        old: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        config: dict[str, Any] = {
            "server_name": self.server_name,
            "listeners": [
                {
                    "port": self._port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "resources": [{"names": ["client"], "compress": False}],
                }
            ],
            "database": {
                "name": "sqlite3",
                "args": {"database": str(self.folder.absolute() / "homeserver.db")},
            },
            "log_config": str(log_config.absolute()),
            "media_store_path": str(self.folder.absolute() / "media"),
            "signing_key_path": str(key.absolute()),
            "macaroon_secret_key": old.get("macaroon_secret_key") or secrets.token_urlsafe(32),
            "form_secret": old.get("form_secret") or secrets.token_urlsafe(32),
            "report_stats": False,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "federation_domain_whitelist": [],
            "enable_registration": True,
            "enable_registration_without_verification": True,
            "presence": {"enabled": False},
            # No phone here is woken by a push, nor asks how much is unread.
            "push": {"enabled": False},
            # Twelve rounds are for passwords that guard something.
            "bcrypt_rounds": 4,
            "rc_registration": _FAST,
            **({} if self.default_limits else _NO_LIMITS),
        }
        # JSON is YAML too, and spares a dependency.
        path.write_text(json.dumps(config, indent=1))


_LOG_CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
}


def _port_of(config: Path) -> int:
    return int(json.loads(config.read_text())["listeners"][0]["port"])


def _bindable_port(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            # Without this look a stranger on that port would answer for a server that never rose.
            raise HomeserverError(
                f"Port {port} of 127.0.0.1 is taken: {error.strerror}."
            ) from error
        return int(probe.getsockname()[1])
