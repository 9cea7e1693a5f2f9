"""Processes that the bench starts: each in a group of its own, and gone when the bench is."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self

from bot.demo.bot_process import clean_environment

PATIENCE = 120.0
"""Seconds to wait for what a process says: more than a busy machine needs."""

_LAST_LINES = 15

# In a wrapper rather than in preexec_fn, which is unsafe once a process has threads.
# 1 is PR_SET_PDEATHSIG: it dies with the bench, even when that is killed.
_WRAPPER = """
import os, runpy, signal, sys
parent, module = int(sys.argv.pop(1)), sys.argv.pop(1)
if sys.platform.startswith("linux"):
    import ctypes
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


class Ended(Exception):
    """A process that was to go on ended; the message holds the end of its log."""


class Machine:
    """`python -m module …` while the `async with` lasts; what it says goes into `log`."""

    def __init__(self, log: Path, module: str, *arguments: str) -> None:
        self._log = log
        self._command = (module, *arguments)
        self._begin = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.began = 0.0
        """When, as `perf_counter` has it."""

    async def __aenter__(self) -> Self:
        self._begin = self._log.stat().st_size if self._log.exists() else 0
        self.began = perf_counter()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220, S603
                [sys.executable, "-c", _WRAPPER, str(os.getpid()), *self._command],
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None
        self._signal(signal.SIGTERM)
        try:
            for _ in range(200):
                if self._process.poll() is not None:
                    return
                await asyncio.sleep(0.05)
        finally:
            # Also when this task is cancelled while it waits: nothing stays behind.
            self._signal(signal.SIGKILL)
            self._process.wait()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process is not None
        return self._process.pid

    async def says(self, words: str) -> str:
        """Wait for a line with these words, and give it. Raises Ended."""
        async with asyncio.timeout(PATIENCE):
            while True:
                with self._log.open("rb") as log:
                    log.seek(self._begin)
                    lines = log.read().decode(errors="replace").splitlines(keepends=True)
                for line in lines:
                    if words in line and line.endswith("\n"):
                        return line
                self.check()
                await asyncio.sleep(0.005)

    def check(self) -> None:
        """Raise Ended when it does not run any more."""
        assert self._process is not None
        if (code := self._process.poll()) is not None:
            lines = self._log.read_text(errors="replace").splitlines()[-_LAST_LINES:]
            raise Ended("\n".join([f"{self._command[0]} ended (exit code {code}):", *lines]))

    def _signal(self, sign: signal.Signals) -> None:
        # The whole group; it is the leader, so the number cannot be another's before wait().
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, sign)


def resident_memory(pid: int) -> float:
    """MB that a process holds in memory now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("this system does not tell")
