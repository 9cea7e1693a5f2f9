"""The bot of the demo: `kring run` as a process of its own, on a real configuration."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from bot.config import ENVIRONMENT
from bot.demo.people import Account
from bot.service import OFFSET_FILE
from bot.transcript import Header
from governance.settings import Settings

_START_SECONDS = 45.0
_STOP_SECONDS = 10.0
_LOG_LINES = 15

# In a wrapper rather than in preexec_fn, which is unsafe once a process has threads.
# 1 is PR_SET_PDEATHSIG: the bot dies with the demo, even when that is killed.
_WRAPPER = """
import os, signal, sys
parent = int(sys.argv.pop(1))
if sys.platform.startswith("linux"):
    import ctypes
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
from bot.cli import main
main()
"""
_COMMAND = (sys.executable, "-c", _WRAPPER)


class BotFailed(Exception):
    """The bot did not start, or ended too early; the message holds the end of its log."""


class BotProcess:
    """`kring run`, in a process group of its own; starting again is a restart."""

    def __init__(self, config: Path, offset_file: Path) -> None:
        self._config = config
        self._offset_file = offset_file
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log_file(self) -> Path:
        """Where its own words go."""
        return self._config.with_name("kring.log")

    async def start(self) -> None:
        """Start it and wait until it hears its homeserver. Raises BotFailed."""
        begin = self.log_file.stat().st_size if self.log_file.exists() else 0
        os.close(os.open(self.log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        self._process = self._begin(
            ["run", "--config", str(self._config.absolute())],
            clean_environment() | {OFFSET_FILE: str(self._offset_file.absolute())},
        )
        try:
            async with asyncio.timeout(_START_SECONDS):
                while not self._is_ready(begin):
                    self.check()
                    await asyncio.sleep(0.05)
        except TimeoutError:
            await self.stop()
            raise BotFailed(f"The bot was not ready in {_START_SECONDS:.0f} s.") from None
        except BaseException:
            await self.stop()
            raise

    def _begin(self, arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        with self.log_file.open("ab") as log:
            # Not asyncio's, so that its end is ours to wait for in every case.
            return subprocess.Popen(  # noqa: S603
                [*_COMMAND, str(os.getpid()), *arguments],
                cwd=self._config.parent,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def check(self) -> None:
        """Raise BotFailed when it does not run any more."""
        if self._process is not None and (code := self._process.poll()) is not None:
            lines = self.log_file.read_text(errors="replace").splitlines()[-_LOG_LINES:]
            raise BotFailed("\n".join([f"The bot ended (exit code {code}):", *lines]))

    async def stop(self) -> None:
        """End it and all it started: asks first, kills after ten seconds."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            _signal(process, signal.SIGTERM)
            for _ in range(int(_STOP_SECONDS / 0.05)):
                if process.poll() is not None:
                    return
                await asyncio.sleep(0.05)
        finally:
            # Also when this task is cancelled while it waits: nothing stays behind.
            _signal(process, signal.SIGKILL)
            process.wait()

    def _is_ready(self, begin: int) -> bool:
        with self.log_file.open("rb") as log:
            log.seek(begin)
            return any(_event(line) == "ready" for line in log)


def _signal(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    # The whole group; it is the leader, so the number cannot be somebody else's before wait().
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)


def _event(line: bytes) -> str:
    try:
        return str(json.loads(line)["event"])
    except (ValueError, KeyError, TypeError):
        return ""


def clean_environment() -> dict[str, str]:
    """The environment without what would configure another bot."""
    return {key: value for key, value in os.environ.items() if not key.startswith(ENVIRONMENT)}


def write_config(
    file: Path, header: Header, homeserver: str, bot: Account, professionals: Sequence[str]
) -> None:
    """A `config.toml` for the owner's eyes only; `professionals` are accounts."""
    server_name = bot.user_id.partition(":")[2]
    standard = asdict(Settings())
    settings = {k: v for k, v in asdict(header.settings).items() if v != standard[k]}
    sections: dict[str, dict[str, object]] = {
        "matrix": {"homeserver": homeserver, "user": bot.user_id, "password": bot.password},
        "house": {
            "language": header.language,
            "timezone": header.zone.key,
            "first_questions": False,  # the story begins with what people do
            **settings,
        },
        "access": {
            "invite_from": [f"@*:{server_name}"],
            "professionals": list(professionals),
        },
        "service": {"log_format": "json"},
    }
    lines = ["# Made by `kring demo`: the bot's configuration, as a real house would have it."]
    for section, values in sections.items():
        # A JSON string, number or list of strings is TOML too.
        written = [
            f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()
        ]
        lines += ["", f"[{section}]", *written]
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
