"""The bot's process, forked from one that has imported everything: a real process, begun sooner.

Importing, and reading the texts, is most of what a bot's process does in a test. That the command
itself works from nothing is what `tests/demo` and `tests/operator` look at.
"""

from __future__ import annotations

import asyncio
import atexit
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import IO, Any, cast

from bot.demo.bot_process import BotProcess, clean_environment

_SET_CHILD_SUBREAPER = 36
"""What `prctl` calls it: processes that lose their parent become ours."""

# Each fork is forked once more, so that it is taken over by who asked, who can wait for it.
_NURSERY = """
import ctypes, gc, importlib, json, os, signal, sys, time
import bot.cli
from tests.matrix import warm

warm.up()
gc.collect()
gc.freeze()  # a bot that looks for garbage does not look here

def begin(order, between):
    while os.getppid() == between:
        time.sleep(0.001)
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != order["parent"]:
        os._exit(1)
    os.setsid()
    os.umask(order["umask"])
    if "first" in order:
        module, function, argument = order["first"]
        getattr(importlib.import_module(module), function)(argument)
    os.chdir(order["folder"])
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND)
    for ours, theirs in enumerate((os.open(os.devnull, os.O_RDONLY), log, log)):
        os.dup2(theirs, ours)
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["kring", *order["arguments"]]
    sys.exit(bot.cli.main())

for line in sys.stdin:
    reading, writing = os.pipe()
    between = os.fork()
    if between == 0:
        between = os.getpid()
        pid = os.fork()
        if pid == 0:
            begin(json.loads(line), between)
        os.write(writing, str(pid).encode())
        os._exit(0)
    os.waitpid(between, 0)
    print(os.read(reading, 20).decode(), flush=True)
    os.close(reading)
    os.close(writing)
"""


@cache
def _nursery() -> subprocess.Popen[str]:
    made = subprocess.Popen(
        [sys.executable, "-c", _NURSERY],
        env=clean_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(made.communicate)  # nothing more to read: it ends
    return made


class _Forked:
    """As much of `Popen` as a bot's process needs."""

    def __init__(self, order: dict[str, Any]) -> None:
        nursery = _nursery()
        libc = ctypes.CDLL(None)
        libc.prctl(_SET_CHILD_SUBREAPER, 1)
        try:
            asked, answer = cast(IO[str], nursery.stdin), cast(IO[str], nursery.stdout)
            asked.write(json.dumps(order | {"parent": os.getpid()}) + "\n")
            asked.flush()
            self.pid = int(answer.readline())
        finally:
            libc.prctl(_SET_CHILD_SUBREAPER, 0)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        end = time.monotonic() + (timeout or float("inf"))
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("kring", timeout or 0.0)
            time.sleep(0.001 if timeout is None else 0.01)
        return code

    def send_signal(self, sign: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sign)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def forked(
    arguments: list[str],
    environment: dict[str, str],
    folder: Path,
    log: Path,
    first: tuple[str, str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """`kring` with these arguments, in a process of its own; all it says is added to `log`.

    `first`: what it calls before it begins: a module, a function of it, its argument.
    """
    umask = os.umask(0o077)
    os.umask(umask)
    order = {
        "arguments": arguments,
        "umask": umask,
        "environment": environment,
        "folder": str(folder),
        "log": str(log),
        **({"first": first} if first else {}),
    }
    return cast("subprocess.Popen[bytes]", _Forked(order))


async def ended(config: Path, *arguments: str, seconds: float) -> tuple[int, str]:
    """`kring` with these arguments until it ends by itself: exit code and all it said.

    Raises TimeoutError.
    """
    said = config.with_name("said")
    said.unlink(missing_ok=True)
    said.touch(mode=0o600)
    process = _begun([*arguments, "--config", str(config)], said)
    try:
        async with asyncio.timeout(seconds):
            while (code := process.poll()) is None:
                await asyncio.sleep(0.02)
    finally:
        process.kill()
        process.wait()
    return code, said.read_text()


def _begun(arguments: list[str], said: Path) -> subprocess.Popen[bytes]:
    if sys.platform.startswith("linux"):
        return forked(arguments, dict(os.environ), Path.cwd(), said)
    main = (sys.executable, "-c", "from bot.cli import main; main()")
    with said.open("ab") as out:
        return subprocess.Popen([*main, *arguments], stdout=out, stderr=subprocess.STDOUT)


class PreloadedBot(BotProcess):
    """A bot that has not to import anything first, where the system can do that."""

    def first(self) -> tuple[str, str, str] | None:
        """What its process calls before it begins: a module, a function of it, its argument."""
        return None

    def _begin(self, arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        if not sys.platform.startswith("linux"):
            return super()._begin(arguments, environment)
        return forked(
            arguments, environment, self._config.parent, self.log_file, first=self.first()
        )
