"""How far a part is, for who waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich import progress
from rich.console import Console


class Progress:
    """A bar for each thing that takes long; where nobody watches, nothing."""

    def __init__(self, console: Console | None = None) -> None:
        self._bars = progress.Progress(
            progress.TextColumn("  {task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeElapsedColumn(),
            console=console or Console(),
            transient=True,
            refresh_per_second=4,  # it takes from the processor that is measured
        )

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Meanwhile the bars are on the terminal."""
        with self._bars:
            yield

    @contextmanager
    def of(self, what: str, total: int) -> Iterator[Callable[[], None]]:
        """A bar for `total` steps: what it gives is called after each."""
        task = self._bars.add_task(what, total=total)
        try:
            yield lambda: self._bars.advance(task)
        finally:
            self._bars.remove_task(task)

    def say(self, line: str) -> None:
        """A line that stays, above the bars."""
        self._bars.console.print(line, markup=False, highlight=False, soft_wrap=True)
