"""What was made of facts before: they are only added, so none has to be read a second time.

It is one process's memory of what is in the database, and holds nothing else: what is here was
folded from committed facts up to a certain one, and all later ones are read and added to it.
Where words of facts are changed, by whichever process, the house counts that: what was made of
its facts before is not used any more.
See docs/decisions/0028-what-is-kept-between-messages.md.
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
    rewordings: int = 0
    """How often words of the house's facts had been changed by then."""


class Shelf:
    """What is kept, by house and subject."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[int, str], Kept] = OrderedDict()
        self.facts = 0
        """How many facts are behind all that is kept."""

    def find(self, house_id: int, subject: str, rewordings: int = 0) -> Kept | None:
        """What was made of a subject, if it is still here and no word of it was changed since."""
        kept = self._kept.get((house_id, subject))
        if kept and kept.rewordings != rewordings:
            self.forget_house(house_id)
            return None
        if kept:
            self._kept.move_to_end((house_id, subject))
        return kept

    def keep(self, house_id: int, subject: str, kept: Kept) -> None:
        """Keep it, and let go of as much as there is too much."""
        self.forget(house_id, subject)
        self._kept[house_id, subject] = kept
        self.facts += kept.facts
        while self.facts > self._most:
            _, oldest = self._kept.popitem(last=False)
            self.facts -= oldest.facts

    def forget(self, house_id: int, subject: str) -> None:
        """Keep it no longer."""
        if before := self._kept.pop((house_id, subject), None):
            self.facts -= before.facts

    def forget_house(self, house_id: int) -> None:
        """Keep nothing of a house: words of its facts were changed."""
        for key in [key for key in self._kept if key[0] == house_id]:
            self.forget(*key)
