"""A rota on paper: people, a clock that only the test moves, and the roles of one house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from governance import setting_up_roles, turns
from governance.advance_roles import advance_roles, due_at
from governance.facts import Recorded
from governance.fold_roles import add_role_fact, fold_roles
from governance.members import Kind, MemberId
from governance.outcomes import Outcome
from governance.role_facts import Pool, RoleFact, RoleName, Way
from governance.roles import Absence, Person, Role, RoleCircumstances, Roles
from governance.ruling import Ruling
from governance.setting_up_roles import Wanted
from governance.settings import Settings, with_settings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
"""A Monday at noon in Amsterdam."""
CHAIR = RoleName("chair")
WAYS = {way.value: way for way in Way}
POOLS = {pool.value: pool for pool in Pool}
MOST_STEPS = 60
"""More things than this never follow from one act."""


@dataclass(frozen=True)
class Step:
    """One fact, and how everything was before and after it."""

    before: Roles
    fact: RoleFact
    after: Roles
    here: RoleCircumstances
    by_bot: bool
    """It followed by itself."""


class Rota:
    """People who were there when the house was born, and its roles."""

    def __init__(
        self, *names: str, now: datetime = MONDAY_NOON, house: int = 1, **settings: Any
    ) -> None:
        self.now = now
        self.house = house
        self.zone = AMSTERDAM
        self.settings = Settings()
        self.settle(**settings)
        self.ids: dict[str, MemberId] = {}
        self.people: dict[str, Person] = {}
        self.facts: list[Recorded] = []
        self.steps: list[Step] = []
        self.told: list[Outcome] = []
        self.roles = Roles()
        self.keeps_steps = True
        for name in names:
            self.moves_in(name, is_founder=True)

    # What is known.

    def here(self) -> RoleCircumstances:
        people = tuple(self.people.values())
        return RoleCircumstances(self.now, self.settings, self.zone, self.house, people)

    def role(self, name: str = CHAIR) -> Role:
        return self.roles.roles[RoleName(name)]

    def name(self, member: MemberId | None) -> str | None:
        return next((name for name, known in self.ids.items() if known == member), None)

    def holder(self, role: str = CHAIR) -> str | None:
        term = self.role(role).running(self.now)
        return self.name(term.holder) if term else None

    def next(self, role: str = CHAIR) -> str | None:
        term = self.role(role).published
        return self.name(term.holder) if term else None

    def mentor(self, role: str = CHAIR) -> str | None:
        term = self.role(role).published
        return self.name(term.mentor) if term else None

    def served(self, role: str = CHAIR) -> list[str | None]:
        """Who held the terms up to now, the first one first."""
        known = self.role(role)
        terms = [*known.past, *([known.present] if known.present else [])]
        return [self.name(term.served[0]) for term in terms]

    def was_told(self, kind: type[Outcome]) -> int:
        return sum(isinstance(outcome, kind) for outcome in self.told)

    # What people do.

    def makes(self, role: str = CHAIR, **wanted: Any) -> Ruling:
        """`makes("cook", every=2, weekday=3, clock="18:00", way="volunteer")`."""
        if "clock" in wanted:
            wanted["clock"] = time.fromisoformat(wanted["clock"])
        if "way" in wanted:
            wanted["way"] = WAYS[wanted["way"]]
        if "pool" in wanted:
            wanted["pool"] = POOLS[wanted["pool"]]
        name, here = RoleName(role), self.here()
        return self.do(setting_up_roles.set_up(self.roles, name, Wanted(**wanted), here))

    def ends(self, role: str = CHAIR) -> Ruling:
        return self.do(setting_up_roles.end_role(self.roles, RoleName(role), self.here()))

    def elects(self, member: str, role: str = CHAIR, until: datetime | None = None) -> Ruling:
        name, who = RoleName(role), self.ids[member]
        return self.do(setting_up_roles.elect(self.roles, name, who, until, self.here()))

    def drops_election(self, role: str = CHAIR) -> Ruling:
        return self.do(setting_up_roles.end_election(self.roles, RoleName(role), self.here()))

    def passes(self, name: str, role: str = CHAIR) -> Ruling:
        return self._does(turns.pass_turn, name, role)

    def takes(self, name: str, role: str = CHAIR) -> Ruling:
        return self._does(turns.take, name, role)

    def wants(self, name: str, role: str = CHAIR) -> Ruling:
        return self._does(turns.willing, name, role)

    def wants_no(self, name: str, role: str = CHAIR) -> Ruling:
        return self._does(turns.unwilling, name, role)

    def swaps(self, name: str, other: str, role: str = CHAIR, *, says: str = "") -> Ruling:
        """`says` is who speaks for `name`."""
        by, to, voice = self.ids[name], self.ids[other], self.ids.get(says)
        return self.do(turns.swap(self.roles, RoleName(role), by, to, self.here(), voice))

    def hands_over(self, name: str, text: str, role: str = CHAIR) -> Ruling:
        by = self.ids[name]
        return self.do(turns.hand_over(self.roles, RoleName(role), by, text, self.here()))

    def moves_in(self, name: str, kind: Kind = Kind.RESIDENT, *, is_founder: bool = False) -> None:
        who = self.ids.setdefault(name, MemberId(len(self.ids) + 1))
        self.people[name] = Person(who, kind, self.now, is_founder)

    def leaves(self, name: str) -> None:
        del self.people[name]
        self.follow()

    def becomes(self, name: str, kind: Kind) -> None:
        self._is(name, kind=kind)

    def goes_away(
        self, name: str, until: datetime | None = None, *, since: datetime | None = None
    ) -> None:
        self._is(name, away=(Absence(since or self.now, until),))

    def comes_back(self, name: str) -> None:
        self._is(name, away=(), is_resting=False)

    def rests(self, name: str) -> None:
        self._is(name, is_resting=True)

    def settle(self, **settings: object) -> None:
        settled = with_settings(self.settings, settings)
        assert isinstance(settled, Settings), settled
        self.settings = settled

    # What time does.

    def due(self) -> datetime | None:
        return due_at(self.roles, self.settings, self.zone)

    def until(self, moment: datetime) -> None:
        """Move the clock; what falls due on the way happens at its own time."""
        while (due := self.due()) and due <= moment:
            self.now = max(self.now, due)
            before = self.roles
            self.follow()
            assert self.roles != before, f"due at {due}, and nothing followed"
        self.now = moment
        self.follow()  # the desk wakes every minute, due or not

    def later(self, **units: float) -> None:
        """Move the clock on: `later(days=7)`."""
        self.until(self.now + timedelta(**units))

    def is_down(self, **units: float) -> None:
        """The bot sleeps for that long; then it does what is overdue."""
        self.now += timedelta(**units)
        self.follow()

    def follow(self) -> None:
        """Do what follows by itself now."""
        for _ in range(MOST_STEPS):
            ruling = advance_roles(self.roles, self.here())
            if ruling is None:
                return
            self._record(ruling, by_bot=True)
        raise AssertionError("it never came to rest")

    # How it is kept.

    def do(self, ruling: Ruling) -> Ruling:
        self._record(ruling, by_bot=False)
        self.follow()
        return ruling

    def folded(self) -> Roles:
        return fold_roles(self.facts)

    def _does(
        self,
        rule: Callable[[Roles, RoleName, MemberId, RoleCircumstances], Ruling],
        name: str,
        role: str,
    ) -> Ruling:
        return self.do(rule(self.roles, RoleName(role), self.ids[name], self.here()))

    def _is(self, name: str, **changes: Any) -> None:
        self.people[name] = replace(self.people[name], **changes)
        self.follow()

    def _record(self, ruling: Ruling, *, by_bot: bool) -> None:
        self.told.extend(ruling.outcomes)
        for fact in ruling.facts:
            assert isinstance(fact, RoleFact)
            before = self.roles
            self.roles = add_role_fact(before, fact)
            self.facts.append(Recorded(len(self.facts) + 1, fact))
            if self.keeps_steps:
                self.steps.append(Step(before, fact, self.roles, self.here(), by_bot))


def refusal(ruling: Ruling) -> str | None:
    """Why it was not done, by the name of the outcome."""
    return type(ruling.outcomes[0]).__name__ if ruling.is_refused else None
