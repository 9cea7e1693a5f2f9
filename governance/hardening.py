"""The `concentration` flag: do the same people hold the roles more than chance explains?

Theory of operation. Each time terms end there is one **look**: which slots there were, who held
each longest, and which residents were present when it started, willing or not. Two kinds of
evidence are gathered (`evidence.py`): over all roles together, where a core of up to five is looked
for, and for each role by itself, up to three. The **score** is the mean of the two; at `THRESHOLD`
a flag is raised, and all evidence starts again at 0. Nothing here is a threshold on shares: those
cry wolf in most years of a perfectly fair house. (Fairness §2.2.)

State in, state out: `looked` costs the same after ten years as after ten weeks, and the state of
today is the fold of all looks (`watched`), in the order of their times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from math import fsum

from governance.evidence import WHOLE, Draw, Seen, Strand, turns_in
from governance.members import MemberId
from governance.role_facts import RoleName
from governance.roles import Roles, Term

THRESHOLD = 520
"""In looks: under chance a flag comes, on average, after so many at the earliest."""

SIZES = (1, 2, 3, 5)
"""How large a core is looked for over all roles; at most half of who is present."""

SIZES_IN_A_ROLE = (1, 2, 3)
"""The same within one role."""

QUIET = 8 * WHOLE
"""For so long, eight whole looks in days, the same people are not flagged again."""

SHARE = 2
"""Who is told privately had at least so many times their fair share,"""
TURNS = 3
"""and at least so many turns in the last twelve looks."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A term that is over."""

    role: RoleName
    holder: MemberId | None
    """Who had it longest; None: it was open, which is no slot."""
    present: frozenset[MemberId]
    """The residents present when it started."""


@dataclass(frozen=True, slots=True)
class Look:
    """Terms that ended together."""

    at: datetime
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Concentration:
    """The same people hold these roles more than chance explains."""

    at: datetime
    """The look that showed it."""
    roles: tuple[RoleName, ...]
    """Where it is seen; the room is asked about these."""
    members: tuple[MemberId, ...]
    """Who is told privately, and was not in the last eight looks; may be nobody."""


@dataclass(frozen=True, slots=True)
class Told:
    """People a flag was about, for the time they are not flagged again."""

    days: int
    """How long ago, in days of looks (`WHOLE`)."""
    members: frozenset[MemberId]


@dataclass(frozen=True, slots=True)
class Watch:
    """All that a house's looks left behind."""

    house: int
    """The house's id; it decides ties, and nothing else does."""
    together: Strand
    """Over all roles."""
    roles: Mapping[RoleName, Strand] = field(default_factory=dict)
    """Each role by itself."""
    told: tuple[Told, ...] = ()
    """The flags of the last eight."""
    score: float = 0.0
    """As the last look left it."""

    @property
    def at(self) -> datetime | None:
        """When the last look was."""
        return self.together.at


def begun(house: int) -> Watch:
    """Nothing was looked at yet."""
    return Watch(house, Strand(SIZES, house))


def watched(
    looks: Iterable[Look], house: int, mutes: Iterable[tuple[datetime, datetime]] = ()
) -> tuple[Watch, tuple[Concentration, ...]]:
    """What all looks together leave behind, in whatever order they are read, and every flag.

    `mutes`: from when to when the house agreed to hear of none.
    """
    spans = tuple(mutes)
    watch, flags = begun(house), []
    for look in sorted(looks, key=lambda one: one.at):
        is_muted = any(since <= look.at < until for since, until in spans)
        watch, flag = looked(watch, look, is_muted=is_muted)
        if flag:
            flags.append(flag)
    return watch, tuple(flags)


def looked(
    watch: Watch, look: Look, *, is_muted: bool = False
) -> tuple[Watch, Concentration | None]:
    """One look further, which must come after all others; and the flag it raises, if any.

    One at which every role was open shows nothing, and is as if it had not been.
    While muted the evidence grows, and no flag is raised: what then still holds is flagged at the
    first look after.
    """
    draws = draws_of(look.slots)
    if not draws:
        return watch, None
    part = watch.together.part(look.at)
    watch = replace(
        watch,
        together=watch.together.after(draws, look.at),
        roles=_by_role(watch, look),
        told=tuple(Told(t.days + part, t.members) for t in watch.told if t.days + part <= QUIET),
    )
    watch = replace(watch, score=_score(watch, draws))
    if is_muted or watch.score < THRESHOLD:
        return watch, None
    flagged = {member for told in watch.told for member in told.members}
    named = named_privately(watch)
    new = tuple(member for member in named if member not in flagged)
    if watch.told and not new:
        return watch, None
    flag = Concentration(look.at, roles_of(watch, named), new)
    restarted = {name: strand.restarted() for name, strand in watch.roles.items()}
    told = (*watch.told, Told(0, frozenset(named)))
    together = watch.together.restarted()
    return replace(watch, together=together, roles=restarted, told=told), flag


def draws_of(slots: Iterable[Slot]) -> tuple[Draw, ...]:
    """The slots, those filled from the same people together.

    Who held one without having been present at its start (they came later, or are no resident)
    was not drawn: that is no slot.
    """
    together: dict[frozenset[MemberId], list[MemberId]] = {}
    for slot in sorted(slots, key=lambda one: one.role):
        if slot.holder in slot.present:
            together.setdefault(slot.present, []).append(slot.holder)
    return tuple(Draw(present, tuple(holders)) for present, holders in together.items())


def named_privately(watch: Watch) -> tuple[MemberId, ...]:
    """Who had at least twice their fair share of the last twelve looks, and three turns."""
    turns = turns_in(watch.together.past)
    fair = _fair_shares(watch.together.past)
    return tuple(sorted(m for m, had in turns.items() if had >= TURNS and had >= SHARE * fair[m]))


def roles_of(watch: Watch, named: Iterable[MemberId]) -> tuple[RoleName, ...]:
    """The roles of which these people had at least half of the last twelve terms; else all."""
    people = frozenset(named)
    recent = _recent(watch)
    mostly: list[RoleName] = []
    for role in recent:
        turns = turns_in(watch.roles[role].past)
        if 2 * sum(had for member, had in turns.items() if member in people) >= turns.total():
            mostly.append(role)
    return tuple(mostly) or recent


def looks_of(
    roles: Roles,
    present: Mapping[tuple[RoleName, date], frozenset[MemberId]],
    now: datetime,
    after: datetime | None = None,
) -> tuple[Look, ...]:
    """The looks at terms that were over by `now` and not by `after`, the first one first.

    `present`: who was there when a term (a role and its day) started; one of which that was not
    kept is not looked at.
    """
    together: dict[datetime, list[Slot]] = {}
    for role in roles.roles.values():
        for term in _over(role.present, role.past, now, after):
            lens = present.get((term.role, term.day))
            if lens is not None:
                slot = Slot(term.role, term.served[0], lens)
                together.setdefault(term.ends_at, []).append(slot)
    return tuple(
        Look(at, tuple(sorted(together[at], key=lambda slot: slot.role))) for at in sorted(together)
    )


def _over(
    running: Term | None, past: tuple[Term, ...], now: datetime, after: datetime | None
) -> list[Term]:
    """Terms that ended after `after`; those before are not gone through."""
    over = [running] if running and running.ends_at <= now else []
    for term in reversed(past):
        if after is not None and term.ends_at <= after:
            break
        over.append(term)
    return [term for term in over if after is None or term.ends_at > after]


def _by_role(watch: Watch, look: Look) -> dict[RoleName, Strand]:
    roles = dict(watch.roles)
    for slot in look.slots:
        draws = draws_of([slot])
        if draws:
            strand = roles.get(slot.role) or Strand(SIZES_IN_A_ROLE, watch.house)
            roles[slot.role] = strand.after(draws, look.at)
    return roles


def _score(watch: Watch, draws: tuple[Draw, ...]) -> float:
    """The mean of both kinds of evidence; of each role alone where nobody could be left out."""
    each = [watch.roles[role].score for role in _recent(watch)]
    apart = fsum(each) / len(each) if each else 0.0
    if all(len(draw.holders) >= len(draw.present) for draw in draws):
        return apart
    return (watch.together.score + apart) / 2


def _recent(watch: Watch) -> tuple[RoleName, ...]:
    """The roles that had a term in the last twelve looks; one that ended is out after those."""
    past = watch.together.past
    first = past[0].at if past else None
    return tuple(
        sorted(role for role, one in watch.roles.items() if one.at and first and one.at >= first)
    )


def _fair_shares(past: Iterable[Seen]) -> dict[MemberId, Fraction]:
    """How many turns each would have had, if all present had had equally many."""
    shares: dict[MemberId, Fraction] = {}
    for seen in past:
        for draw in seen.draws:
            part = Fraction(len(draw.holders), len(draw.present))
            for member in draw.present:
                shares[member] = shares.get(member, Fraction(0)) + part
    return shares
