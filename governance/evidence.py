"""How strongly a row of draws speaks against chance: likelihood ratios, gathered by look.

Theory of operation. At each look some slots were filled from the residents present. For a core S
of k people, chosen from what came before alone, the number of slots that S holds now has, if
chance alone fills them, a known (hypergeometric) distribution. The ratio λˣ / E[λˣ] has then mean 1
whatever happened before, and is large when S holds more than its share. Each pair (k, λ) gathers
its ratios as M ← (1 + M) · ratio (Shiryaev–Roberts), so that under chance the mean of M after t
looks is at most t, and the mean of all M with it: the time until it passes a threshold is on
average at least that many looks, however long the house has been watched. (Fairness §2.2; Shin,
Ramdas and Rinaldo, *E-detectors*.)

Whole numbers are divided once and sums are exactly rounded (`fsum`), so that the same terms give
the same figure on every machine.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import comb, fsum

from governance.members import MemberId

TILTS = (2, 4, 8)
"""λ: so many times more often than chance would a core get a slot; we look out for each."""

WHOLE = 7
"""A whole look, in days: looks that are closer together are parts of one (see `Strand.after`)."""

WINDOW = 12 * WHOLE
"""How far back a strand looks for who had most turns: twelve whole looks."""

CEILING = 1e12
"""What evidence never exceeds; it would else overflow while the flags are muted."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Slots that were filled from the same people."""

    present: frozenset[MemberId]
    holders: tuple[MemberId, ...]
    """Who got them, all of them present."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look of the past."""

    at: datetime
    part: int
    """How much of a whole look it was, in days."""
    draws: tuple[Draw, ...]


@dataclass(frozen=True, slots=True)
class Strand:
    """One row of draws, of one role or of all roles together, and the evidence it left."""

    sizes: tuple[int, ...]
    """k: how large a core is looked for."""
    house: int
    """The house's id; with a member's it decides ties."""
    past: tuple[Seen, ...] = ()
    """The last looks, as many as fill `WINDOW`; the last one last."""
    evidence: tuple[float, ...] = ()
    """M of each size and, within it, of each tilt; empty: all are 0."""
    score: float = 0.0
    """The mean of M over the sizes that fit the house, as of the last look."""
    at: datetime | None = None
    """When the last look was."""

    @property
    def since_restart(self) -> tuple[float, ...]:
        """M of each size and tilt."""
        return self.evidence or (0.0,) * (len(self.sizes) * len(TILTS))

    def after(self, draws: tuple[Draw, ...], at: datetime) -> Strand:
        """The strand after one more look, which costs the same however many there were.

        What a look adds to M is 1, or the part of a week since the look before: roles that change
        hands on different weekdays would else be looked at, and cry wolf, several times as often.
        """
        part = self.part(at)
        core = self.core(draws)
        largest = max((len(draw.present) for draw in draws), default=0)
        grown: list[float] = []
        fitting: list[float] = []
        sums = iter(self.since_restart)
        for size in self.sizes:
            first = core[:size]
            for tilt in TILTS:
                gathered = next(sums)
                if 2 * size <= largest:
                    told = 1.0
                    for draw in draws:
                        told *= _ratio_of(draw, first, size, tilt)
                    gathered = min((part / WHOLE + gathered) * told, CEILING)
                    fitting.append(gathered)
                grown.append(gathered)
        score = fsum(fitting) / len(fitting) if fitting else 0.0
        past = trimmed((*self.past, Seen(at, part, draws)))
        return Strand(self.sizes, self.house, past, tuple(grown), score, at)

    def part(self, at: datetime) -> int:
        """How much of a whole look one at that time is, in days; the first is a whole one."""
        if self.at is None:
            return WHOLE
        return max(0, min(WHOLE, round((at - self.at) / timedelta(days=1))))

    def core(self, draws: tuple[Draw, ...]) -> tuple[MemberId, ...]:
        """Who of those present had most turns in the looks before, as many as the largest size.

        Only who had any; of equals a hash decides, and not their names.
        """
        present = frozenset[MemberId]().union(*(draw.present for draw in draws))
        turns = turns_in(self.past)
        able = [member for member in turns if member in present]
        able.sort(key=lambda member: (-turns[member], lot(self.house, member)))
        return tuple(able[: max(self.sizes)])

    def restarted(self) -> Strand:
        """The same past, and no evidence yet."""
        return Strand(self.sizes, self.house, self.past, at=self.at)


def _ratio_of(draw: Draw, core: tuple[MemberId, ...], size: int, tilt: int) -> float:
    people = len(draw.present)
    if 2 * size > people:
        return 1.0
    among = sum(member in draw.present for member in core)
    held = sum(holder in core for holder in draw.holders)
    return ratio(people, among, len(draw.holders), held, tilt)


@lru_cache(maxsize=4096)
def ratio(people: int, core: int, slots: int, held: int, tilt: int) -> float:
    """λˣ / E[λˣ] where x of the slots are held by the core, and chance is drawing without repeat.

    1 where the slots leave no choice. With one slot it is λˣ / (1 − p + pλ), p the core's part.
    """
    if slots >= people:
        return 1.0
    ways = sum(
        comb(core, some) * comb(people - core, slots - some) * tilt**some
        for some in range(min(core, slots) + 1)
    )
    return float(tilt**held * comb(people, slots) / ways)


def turns_in(past: Iterable[Seen]) -> Counter[MemberId]:
    """How many slots each held."""
    return Counter(holder for seen in past for draw in seen.draws for holder in draw.holders)


def trimmed(past: tuple[Seen, ...]) -> tuple[Seen, ...]:
    """The last looks that together are within `WINDOW`."""
    room = WINDOW
    for number in range(len(past) - 1, -1, -1):
        room -= past[number].part
        if room < 0:
            return past[number + 1 :]
    return past


@lru_cache(maxsize=4096)
def lot(house: int, member: MemberId) -> str:
    """What decides between equals: nobody's doing, and the same on any machine."""
    return hashlib.sha256(f"{house}/{member}".encode()).hexdigest()
