"""A house's roles as they are now: who holds them, who is next, and what each is owed.

Theory of operation. Facts about all roles of a house are folded together (`fold_roles.py`) into
`Roles`, frozen. A role has at most one term that runs and one that is published and pinned; the
terms before live on in its account (`credit.py`). The rules in `rotation.py` choose, those in
`turns.py` say what people may do, `advance_roles.py` what time does. (Fairness §1.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from governance.credit import NOTHING, Credit, longest
from governance.members import Kind, MemberId
from governance.rhythm import Rhythm
from governance.role_facts import How, Pool, RoleName, Way
from governance.settings import Settings

CHAIR = RoleName("chair")
"""The one role of a new house; in Dutch it is shown and read as `voorzitter`."""

A_MOMENT = timedelta(hours=1)
"""Who had a term for less is not thanked for it, and it is not a time that they had it."""

IN_POOL: dict[Pool, frozenset[Kind]] = {
    Pool.RESIDENTS: frozenset({Kind.RESIDENT, Kind.OFFLINE}),
    Pool.PROFESSIONALS: frozenset({Kind.PROFESSIONAL}),
    Pool.EVERYONE: frozenset({Kind.RESIDENT, Kind.OFFLINE, Kind.PROFESSIONAL}),
}
"""Which kinds of member a pool holds."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from a moment on, until another or (None) until they say."""

    since: datetime
    until: datetime | None = None

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether any of this time lies in it; `ends_at` itself does not count."""
        return self.since < ends_at and (self.until is None or self.until > starts_at)


@dataclass(frozen=True, slots=True)
class Person:
    """What rotation needs to know of somebody who is here (who left is not given)."""

    id: MemberId
    kind: Kind
    joined_at: datetime
    is_founder: bool = False
    """Was there when the house was born, and has no newcomers' rest."""
    away: tuple[Absence, ...] = ()
    is_resting: bool = False

    def is_away(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Away at any time of it."""
        return any(absence.meets(starts_at, ends_at) for absence in self.away)


@dataclass(frozen=True, slots=True)
class RoleCircumstances:
    """What a rule of the roles may know of the house at this moment."""

    now: datetime
    settings: Settings
    zone: ZoneInfo
    house: int
    """The house's id; it decides ties, and nothing else does."""
    people: tuple[Person, ...]

    def person(self, member: MemberId) -> Person | None:
        """Who is here; None for who left."""
        return next((person for person in self.people if person.id == member), None)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a term, from `since` to the next part or the end, of one holder or (None) open."""

    holder: MemberId | None
    since: datetime
    how: How
    mentor: MemberId | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """The holder of a term asks somebody to have it."""

    by: MemberId
    to: MemberId
    voice: MemberId
    """Who said so: the holder, or a resident who speaks for them."""


@dataclass(frozen=True, slots=True)
class Term:
    """One turn in a role."""

    role: RoleName
    day: date
    """Names the term within its role."""
    starts_at: datetime
    ends_at: datetime
    eligible: tuple[MemberId, ...]
    """Who shares its credit: who could have it when it was given, who declined it too."""
    stretches: tuple[Stretch, ...]
    """Who holds it; one part as long as it has not started."""
    passed: frozenset[MemberId] = frozenset()
    """Who is not asked again for it."""
    declined: frozenset[MemberId] = frozenset()
    """Who of them said so themselves."""
    offers: frozenset[Offer] = frozenset()
    """Swaps that wait for an answer."""

    @property
    def holder(self) -> MemberId | None:
        """Who has it last, or will have it; None: it is open."""
        return self.stretches[-1].holder

    @property
    def how(self) -> How:
        """How they came to it."""
        return self.stretches[-1].how

    @property
    def mentor(self) -> MemberId | None:
        """Who stands by whom it is new to."""
        return self.stretches[-1].mentor

    @property
    def parts(self) -> tuple[tuple[Stretch, datetime], ...]:
        """Each stretch with its end, which may be no later than its start."""
        ends = [*(stretch.since for stretch in self.stretches[1:]), self.ends_at]
        return tuple(zip(self.stretches, ends, strict=True))

    @property
    def lasting(self) -> tuple[tuple[Stretch, datetime], ...]:
        """The same, without what lasted no time at all: that was not."""
        return tuple((stretch, end) for stretch, end in self.parts if stretch.since < end)

    @property
    def served(self) -> tuple[MemberId | None, How]:
        """Who counts as its holder, having it longest of all (None: it was open longest)."""
        who = longest(
            [(part.holder, max(end - part.since, timedelta())) for part, end in self.parts]
        )
        return who, [stretch.how for stretch in self.stretches if stretch.holder == who][-1]

    def was_with(self, member: MemberId) -> bool:
        """Somebody counts as its holder, or had it for more than a moment."""
        return member == self.served[0] or any(
            part.holder == member and end - part.since >= A_MOMENT for part, end in self.parts
        )

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether any of this time lies in it."""
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Election:
    """The house chose somebody by consent."""

    member: MemberId
    until: datetime | None

    def holds(self, now: datetime) -> bool:
        """Its end has not come."""
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True)
class Role:
    """One role of a house."""

    name: RoleName
    rhythm: Rhythm
    pool: Pool
    way: Way
    limit: int | None
    account: Credit = field(default_factory=Credit)
    """Of the terms that are over."""
    past: tuple[Term, ...] = ()
    present: Term | None = None
    """The one that runs; its time may be over when the bot was."""
    published: Term | None = None
    """The next one, told and pinned."""
    reached: date | None = None
    """The day of the last term that was published, or skipped."""
    unwilling: frozenset[MemberId] = frozenset()
    declines: Mapping[MemberId, int] = field(default_factory=dict)
    """How often in a row each declined, since they last held it."""
    election: Election | None = None
    handover: str = ""
    """What was left to who has the present term."""
    left: str = ""
    """What is left to who has the next one."""
    has_ended: bool = False

    @property
    def account_now(self) -> Credit:
        """Of all terms, taking those that run or are published as they look now."""
        return self.account.after(self.present).after(self.published)

    @property
    def next_day(self) -> date:
        """The day of the term to be published next."""
        return self.rhythm.after(self.reached)

    @property
    def begun(self) -> tuple[Term, ...]:
        """The terms that have begun, the first one first."""
        return (*self.past, self.present) if self.present else self.past

    @property
    def known(self) -> tuple[Term, ...]:
        """The terms that run or are published."""
        return tuple(term for term in (self.present, self.published) if term)

    def last_had(self, member: MemberId) -> datetime | None:
        """When the last term began that somebody had, or had a part of; None: they never did."""
        return max((term.starts_at for term in self.begun if term.was_with(member)), default=None)

    def running(self, now: datetime) -> Term | None:
        """The present term, unless its time is over."""
        return self.present if self.present and now < self.present.ends_at else None

    def limit_in(self, settings: Settings) -> int:
        """Terms in a row that one may hold it."""
        return settings.term_limit if self.limit is None else self.limit


@dataclass(frozen=True, slots=True)
class Roles:
    """All roles of a house, those that ended too: their credit still counts."""

    roles: Mapping[RoleName, Role] = field(default_factory=dict)

    @property
    def live(self) -> tuple[Role, ...]:
        """The roles that the house has, in a fixed order."""
        live = (role for role in self.roles.values() if not role.has_ended)
        return tuple(sorted(live, key=lambda role: role.name))

    def get(self, name: RoleName) -> Role | None:
        """The role the house has by that name."""
        role = self.roles.get(name)
        return None if role is None or role.has_ended else role

    def held(
        self, member: MemberId, starts_at: datetime, ends_at: datetime, but: RoleName
    ) -> tuple[Role, ...]:
        """The other roles that somebody has, as far as is known, at any of this time."""
        return tuple(
            role
            for role in self.live
            if role.name != but
            and any(t.holder == member and t.meets(starts_at, ends_at) for t in role.known)
        )


def owed(accounts: Iterable[Credit], member: MemberId) -> Fraction:
    """What these accounts together owe to somebody."""
    return sum((account.credit.get(member, NOTHING) for account in accounts), NOTHING)
