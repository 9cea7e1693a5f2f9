"""Who lives here: the kinds of member, and what each may be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

MemberId = NewType("MemberId", int)
"""A member, as facts and outcomes refer to them. Names stand once, in the members' table."""


class Kind(Enum):
    """What somebody is to the house."""

    RESIDENT = "resident"
    """Lives here, through an account in the room; is asked in every round."""

    OFFLINE = "offline"
    """Lives here without an account; a resident speaks for them in the open."""

    PROFESSIONAL = "professional"
    """Works here; is never on a roll."""

    GUEST = "guest"
    """Says so themselves: does not live here."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person in one house."""

    id: MemberId
    name: str
    kind: Kind
    joined_at: datetime
    left_at: datetime | None = None
    account: str | None = None
    """The chat account, opaque; None for who has none."""

    @property
    def is_here(self) -> bool:
        """Joined and not left."""
        return self.left_at is None

    @property
    def is_asked(self) -> bool:
        """Stands on the roll of a round that opens now."""
        return self.is_here and self.kind in {Kind.RESIDENT, Kind.OFFLINE}


def roll_of(members: Iterable[Member]) -> tuple[MemberId, ...]:
    """Who is asked when a round opens now (design §3 rule 2), in a fixed order."""
    return tuple(sorted(member.id for member in members if member.is_asked))
