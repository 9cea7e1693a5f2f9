"""A terminal at which a test sits: it reads what is shown, and types."""

from __future__ import annotations

import os
import pty
import select
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 60.0


class Terminal:
    """A command on a terminal of its own; `with` it. What is left running at the end is ended."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        self.said = ""
        self._seen = 0
        self._code: int | None = None
        self._pid, self._screen = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            os.execve(command[0], list(command), dict(environment))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._code is None:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._screen)

    def until(self, words: str) -> str:
        """Wait until this is shown, after what was waited for before; what came up to there."""
        end = time.monotonic() + PATIENCE
        while words not in self.said[self._seen :]:
            assert self._read(end), f"{words!r} is not shown:\n{self.said}"
        begin = self._seen
        self._seen = self.said.index(words, begin) + len(words)
        return self.said[begin : self._seen]

    def type(self, line: str) -> None:
        """A line, and Enter."""
        self.press(f"{line}\r")

    def press(self, keys: str) -> None:
        """These keys, such as Ctrl-C."""
        os.write(self._screen, keys.encode())

    def end(self) -> int:
        """Wait for its end; the exit code."""
        end = time.monotonic() + PATIENCE
        while self._read(end):
            pass
        _, status = os.waitpid(self._pid, 0)
        self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def _read(self, end: float) -> bool:
        """Whether anything more was shown."""
        left = end - time.monotonic()
        assert left > 0, f"It waits for something:\n{self.said}"
        if select.select([self._screen], [], [], left)[0]:
            try:
                shown = os.read(self._screen, 65536)
            except OSError:  # its end, on Linux
                return False
            self.said += shown.decode(errors="replace").replace("\r\n", "\n")
            return bool(shown)
        return True
