"""What was made of facts before: they are only added, so none has to be read a second time.

It is one process's memory of what is in the database, and holds nothing else: what is here was
folded from committed facts up to a certain one, and all later ones are read and added to it.
See docs/decisions/0024-what-is-kept-between-messages.md.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

MOST = 50_000
"""Facts behind all that is kept: some tens of megabytes. What was not used longest goes first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the first `facts` facts of a subject, up to the one with the id `last`, come to."""

    made: Any
    last: int
    facts: int


class Shelf:
    """What is kept, by house and subject."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[int, str], Kept] = OrderedDict()

    def find(self, house_id: int, subject: str) -> Kept | None:
        """What was made of a subject, if it is still here."""
        kept = self._kept.get((house_id, subject))
        if kept:
            self._kept.move_to_end((house_id, subject))
        return kept

    def keep(self, house_id: int, subject: str, kept: Kept) -> None:
        """Keep it, and let go of as much as there is too much."""
        self._kept[house_id, subject] = kept
        self._kept.move_to_end((house_id, subject))
        while self.facts > self._most:
            self._kept.popitem(last=False)

    @property
    def facts(self) -> int:
        """How many facts are behind all that is kept."""
        return sum(one.facts for one in self._kept.values())
