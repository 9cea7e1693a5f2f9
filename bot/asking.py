"""Questions on a terminal, and what was answered: kept until all of it is used, but no secrets."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import typer

from bot.matrix.session import write_private

Read = TypeVar("Read")


class NotSo(Exception):
    """An answer that cannot be; the message says why, with an example."""


class Answers:
    """What was answered so far, in a file of its own: who stops half-way types nothing twice."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._kept = self._found()
        self.are_from_before = bool(self._kept)

    def _found(self) -> dict[str, str]:
        try:
            found = json.loads(self.file.read_text(encoding="utf-8"))
            return {str(key): str(answer) for key, answer in found.items()}
        except (OSError, ValueError, AttributeError):
            return {}  # nothing, or nothing that helps

    def ask(
        self,
        key: str,
        question: str,
        read: Callable[[str], Read],
        *,
        suggested: str = "",
        may_be_empty: bool = False,
    ) -> Read:
        """Ask until the answer can be read; what was answered before goes before the suggestion."""
        default = self._kept.get(key, suggested) or ("" if may_be_empty else None)
        while True:
            typed: str = typer.prompt(question, default=default, show_default=bool(default))
            try:
                answer = read(typed.strip())
            except NotSo as fault:
                sys.stderr.write(f"  {fault}\n")
                continue
            self._kept[key] = typed.strip()
            write_private(self.file, self._kept)
            return answer

    def forget(self) -> None:
        """All of it is used."""
        self.file.unlink(missing_ok=True)
