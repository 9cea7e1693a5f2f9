"""What each term of a role leaves behind: exact credit, turns, streaks and waits (fairness §1).

A `Credit` is the account of one role, a pure function of its terms: `credit.after(term)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from governance.members import MemberId
from governance.role_facts import How

if TYPE_CHECKING:
    from governance.roles import Term

V = TypeVar("V")
NOTHING = Fraction(0)
MENTORS_REST = 2
"""Who mentored in one of that many last terms does not mentor the next."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How often a role went by somebody who could have had it, since they had it last."""

    terms: int = 0
    among: int = 0
    """The most people who could have had it in one of those terms."""


def _none() -> Mapping[MemberId, V]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Credit:
    """The account of one role."""

    credit: Mapping[MemberId, Fraction] = field(default_factory=_none)
    """What the role owes to each; it sums to exactly 0."""
    last: Mapping[MemberId, datetime] = field(default_factory=_none)
    """When the last term started that each held."""
    turns: Mapping[MemberId, int] = field(default_factory=_none)
    """How many terms each got by rotation."""
    asked: Mapping[MemberId, int] = field(default_factory=_none)
    """Among the candidates of how many given terms each was."""
    waits: Mapping[MemberId, Wait] = field(default_factory=_none)
    streak: tuple[MemberId | None, int] = (None, 0)
    """Who held the last term, and how many in a row."""
    mentors: tuple[MemberId | None, ...] = ()
    """Who mentored in the last terms, the last one last."""
    terms: int = 0
    """How many there were, open ones too."""
    served_in: Mapping[MemberId, int] = field(default_factory=_none)
    """The number of the last term that each held."""

    def in_a_row(self, member: MemberId) -> int:
        """How many terms up to now this member held without a break."""
        return self.streak[1] if self.streak[0] == member else 0

    def after(self, term: Term | None) -> Credit:
        """The account when this term is over as it looks now; None: there is no term."""
        if term is None:
            return self
        served, how = term.served
        row = self.in_a_row(served) + 1 if served is not None else 0
        account = replace(
            self,
            streak=(served, row),
            mentors=(*self.mentors, term.mentor)[-MENTORS_REST:],
            terms=self.terms + 1,
        )
        if served is None:
            return account
        account = replace(
            account,
            last={**self.last, served: term.starts_at},
            served_in={**self.served_in, served: account.terms},
            waits={**self.waits, served: Wait()},
        )
        return account if how in UNPAID else account._paid(term, served, how)

    def _paid(self, term: Term, served: MemberId, how: How) -> Credit:
        """Everyone eligible earns an equal part of what who served pays; together that is 0."""
        earners = term.eligible or (served,)
        part = Fraction(1, len(earners))
        credit, asked, waits = dict(self.credit), dict(self.asked), dict(self.waits)
        for member in earners:
            credit[member] = credit.get(member, NOTHING) + part
            asked[member] = asked.get(member, 0) + 1
            if member != served and member not in term.declined:
                wait = waits.get(member, Wait())
                waits[member] = Wait(wait.terms + 1, max(wait.among, len(earners)))
        credit[served] = credit.get(served, NOTHING) - 1
        turns = dict(self.turns)
        if how is How.ROTATION:
            turns[served] = turns.get(served, 0) + 1
        return replace(self, credit=credit, asked=asked, waits=waits, turns=turns)


UNPAID = frozenset({How.VOLUNTEER, How.ELECTION})
"""Ways in which the turn is nobody's due: what the house or the holder chose moves no credit."""


def longest(stretches: list[tuple[V, timedelta]]) -> V:
    """Whose parts of a term are longest together; of equals the later."""
    together: dict[V, timedelta] = {}
    for who, length in stretches:
        together[who] = together.pop(who, timedelta()) + length
    most = max(together.values())
    return [who for who, length in together.items() if length == most][-1]
