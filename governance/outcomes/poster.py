"""The outcome of asking for the poster."""

from __future__ import annotations

from dataclasses import dataclass

from governance.outcomes.base import Outcome


@dataclass(frozen=True, slots=True)
class PosterMade(Outcome):
    """The poster for the hall goes along, as a file."""
