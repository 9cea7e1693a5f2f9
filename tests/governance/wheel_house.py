"""A house on paper in which the wheel turns: roles, structural agreements, and a clock."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from governance import reviewing, wheel
from governance.effects import Effect, EndRole, MakeRole
from governance.facts import (
    Adopted,
    AgreementEnded,
    Answer,
    CameIntoForce,
    Fact,
    ProposalKind,
    Proposed,
    Recorded,
    ReviewHandedOn,
    ReviewOpened,
    ReviewSaid,
    Via,
    Waited,
    WhyEnded,
    Withdrawn,
)
from governance.fold import add, fold
from governance.fold_roles import add_role_fact
from governance.fold_wheel import Item, RoleReview, Wheel, Wheels, add_wheel_fact, fold_wheels
from governance.members import MemberId
from governance.outcomes import Outcome
from governance.proposals import Proposal
from governance.rhythm import Rhythm
from governance.role_facts import Pool, RoleEnded, RoleFact, RoleMade, RoleName, Way
from governance.roles import Roles
from governance.ruling import Circumstances, Ruling
from governance.settings import Settings, with_settings
from governance.wheel import Structure
from governance.wheel_facts import (
    AgreementReviewBegan,
    RoleReviewed,
    RoleReviewOver,
    WheelAsked,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)
"""When the first agreement comes into force: in the evening, in winter time."""
DAY = timedelta(days=1)
MOST_STEPS = 40
"""More things than this never follow from one act."""
OF_AN_AGREEMENT = (reviewing.open_at_its_date, reviewing.close, reviewing.remind)


class WheelHouse:
    """Residents of whom anybody can leave, and whatever they have built for themselves."""

    def __init__(self, *names: str, now: datetime = FIRST, **settings: Any) -> None:
        self.now = now
        found = with_settings(Settings(), settings)
        assert isinstance(found, Settings)
        self.settings = found
        self.ids = {name: MemberId(number) for number, name in enumerate(names, 1)}
        self.home = set(names)
        self.offline: set[str] = set()
        self.silent_since: datetime | None = None
        self.facts: list[Recorded] = []
        self.wheels = Wheels()
        self.roles = Roles()
        self.told: list[tuple[datetime, Outcome]] = []
        self.opened: Counter[Item] = Counter()
        self.most_at_once = 0
        self.proposals: dict[int, Proposal] = {}
        self._sources, self._seqs = count(1), count(1)

    # What is known.

    @property
    def structure(self) -> Structure:
        return Structure(self.roles, self.proposals)

    @property
    def turning(self) -> Wheel:
        assert self.wheels.turning, "no wheel turns"
        return self.wheels.turning

    def running(self, role: str) -> RoleReview:
        found = self.turning.review_of(RoleName(role))
        assert found, f"{role} is not looked at"
        return found

    def here(self, *, is_said: bool = False) -> Circumstances:
        home = tuple(sorted(self.ids[name] for name in self.home))
        with_account = frozenset(self.ids[name] for name in self.home - self.offline)
        return Circumstances(
            now=self.now,
            settings=self.settings,
            zone=AMSTERDAM,
            roll=home,
            next_agreement=len(self.proposals) + 1,
            with_account=with_account,
            household=home,
            sent_at=self.now if is_said else None,
            still_since=self.silent_since,
        )

    def heard(self, kind: type[Outcome]) -> list[Any]:
        return [one for _, one in self.told if isinstance(one, kind)]

    def when(self, kind: type[Outcome]) -> list[str]:
        """House time."""
        moments = [at for at, one in self.told if isinstance(one, kind)]
        return [f"{at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}" for at in moments]

    def as_recorded(self) -> Wheels:
        """What the facts come to when they are read anew."""
        return fold_wheels(self.facts)

    # What the house has.

    def has_role(self, name: str, pool: Pool = Pool.RESIDENTS) -> None:
        rhythm = Rhythm(1, time(9), self.now.date())
        self.role_fact(RoleMade(self.now, RoleName(name), rhythm, pool, Way.ROTATION, None))

    def ends_role(self, name: str) -> None:
        self.role_fact(RoleEnded(self.now, RoleName(name)))

    def role_fact(self, fact: RoleFact) -> None:
        self.roles = add_role_fact(self.roles, fact)

    def agrees(self, effect: Effect | None = None, replaces: int | None = None) -> int:
        """An agreement comes into force; the number of its proposal."""
        number = self.puts_forward(effect, replaces=replaces)
        self.adopts(number)
        return number

    def puts_forward(
        self, effect: Effect | None, replaces: int | None = None, *, ends: bool = False
    ) -> int:
        number = len(self.proposals) + 1
        kind = ProposalKind.STRUCTURE if effect else ProposalKind.AGREEMENT
        proposed = Proposed(
            self.now, number, MemberId(1), "as typed", kind, quick=False, talk_until=self.now + DAY,
            replaces=replaces, ends=ends, effect=effect,
        )  # fmt: skip
        self.add(number, proposed)
        return number

    def adopts(self, number: int) -> None:
        agreements = sum(len(proposal.agreements) for proposal in self.proposals.values())
        later = self.now + timedelta(days=182)
        adopted = Adopted(self.now, agreements + 1, self.now, full_grace=False, review_at=later)
        self.add(number, adopted, CameIntoForce(self.now))
        if (old := self.proposals[number].replaces) is not None:
            held = next(p for p in self.proposals.values() if p.holding and p.holding.number == old)
            self.add(held.number, AgreementEnded(self.now, WhyEnded.REPLACED))

    def withdraws(self, number: int) -> None:
        self.add(number, Withdrawn(self.now, MemberId(1)))

    def add(self, number: int, *facts: Fact) -> None:
        for fact in facts:
            known, recorded = self.proposals.get(number), Recorded(next(self._seqs), fact)
            self.proposals[number] = add(known, recorded) if known else fold([recorded])
        self.opened[number] += sum(isinstance(fact, ReviewOpened) for fact in facts)

    # What people do.

    def taps(self, name: str, role: str, answer: str | None) -> str:
        """On the poll of a role; the message it was."""
        source = f"${next(self._sources)}"
        self._advance(wheel.AFTER_A_WORD, is_said=True)
        number = self.running(role).number if self.is_looked_at(role) else 0
        here = self.here(is_said=True)
        if answer is None:
            ruling = wheel.retract_taps(self.wheels, number, self.ids[name], here)
        else:
            who = self.ids[name]
            said = ReviewSaid(self.now, who, Answer(answer), None, Via.POLL, source)
            ruling = wheel.say(self.wheels, number, said)
        self._take_in(ruling)
        self._advance(wheel.AFTER_A_WORD, is_said=True)
        return source

    def speaks_for(self, by: str, name: str, role: str, answer: str) -> None:
        """In the open, for somebody without an account."""
        who, number = self.ids[name], self.running(role).number
        source = f"${next(self._sources)}"
        spoken = ReviewSaid(self.now, who, Answer(answer), None, Via.COMMAND, source, self.ids[by])
        self._take_in(wheel.say(self.wheels, number, spoken))
        self._advance(wheel.AFTER_A_WORD, is_said=True)

    def says_not_so(self, role: str, name: str) -> None:
        number, here = self.running(role).number, self.here(is_said=True)
        self._take_in(wheel.not_so(self.wheels, number, self.ids[name], here))

    def removes(self, source: str) -> None:
        self._take_in(wheel.retract(self.wheels, source, self.here(is_said=True)))
        self._advance(wheel.AFTER_A_WORD, is_said=True)

    def is_looked_at(self, role: str) -> bool:
        return any(one.role == role for one in self.wheels.running)

    def wants_the_wheel(self) -> None:
        self._take_in(wheel.begin(self.wheels, self.here()))

    def reviews(self, name: str, number: int, answer: str) -> None:
        """In the review of an agreement."""
        source = f"${next(self._sources)}"
        said = ReviewSaid(self.now, self.ids[name], Answer(answer), None, Via.POLL, source)
        ruling = reviewing.say(self.proposals[number], said, self.here(is_said=True))
        self.add(number, *ruling.facts)
        self._agreements_go_on()

    def opens_review(self, number: int) -> None:
        """Of an agreement, before its date."""
        opened = reviewing.open_with_the_wheel(self.proposals[number], self.here())
        assert opened.facts
        self.add(number, *opened.facts)

    def falls_silent(self) -> None:
        self.silent_since = self.silent_since or self.now

    def speaks_again(self) -> None:
        since, self.silent_since = self.silent_since, None
        if since and self.wheels.turning:
            self._take_in(Ruling((Waited(self.now, since),)))
        for number, proposal in list(self.proposals.items()):
            if since and not proposal.is_at_rest:
                self.add(number, Waited(self.now, since))
        self.goes_on()

    # What time does.

    def goes_on(self) -> None:
        """Everything that follows by itself by now."""
        if self.silent_since is None:
            self._agreements_go_on()
            self._advance(wheel.RULES)

    def until(self, moment: datetime) -> None:
        """Everything happens at its own time."""
        while self.silent_since is None:
            due = self.due()
            if due is None or due > moment:
                break
            self.now = max(self.now, due)
            self.goes_on()
            again = self.due()
            assert again is None or again > self.now, "it would be looked at for ever"
        self.now = max(self.now, moment)

    def later(self, length: timedelta) -> None:
        self.until(self.now + length)

    def due(self) -> datetime | None:
        times = [at for p in self.proposals.values() for at in reviewing.due(p)]
        of_the_wheel = wheel.due_at(self.wheels, self.structure, self.here())
        return min([*times, *([of_the_wheel] if of_the_wheel else [])], default=None)

    def is_down(self, length: timedelta) -> None:
        """Nothing happens for a while, and then what should have."""
        self.now += length
        self.goes_on()

    def _agreements_go_on(self) -> None:
        for number in list(self.proposals):
            while ruling := self._next_of(number):
                self.add(number, *ruling.facts)
                if ruling.successor:
                    old = self.proposals[number]
                    assert old.holding is not None
                    following = self.puts_forward(
                        EndRole(RoleName("x")), old.holding.number, ends=ruling.successor.ends
                    )
                    self.add(number, ReviewHandedOn(self.now, following))

    def _next_of(self, number: int) -> Ruling | None:
        proposal, here = self.proposals[number], self.here()
        return next((found for rule in OF_AN_AGREEMENT if (found := rule(proposal, here))), None)

    def _advance(self, rules: tuple[wheel.Rule, ...], *, is_said: bool = False) -> None:
        for _ in range(MOST_STEPS):
            here = self.here(is_said=is_said)
            ruling = wheel.advance_wheel(self.wheels, self.structure, here, rules)
            if ruling is None:
                return
            self._take_in(ruling)
        raise AssertionError("it never comes to rest")

    def _take_in(self, ruling: Ruling) -> None:
        self.told += [(self.now, outcome) for outcome in ruling.outcomes]
        for fact in ruling.facts:
            self.facts.append(Recorded(len(self.facts) + 1, fact))
            before, self.wheels = self.wheels, add_wheel_fact(self.wheels, fact)
            self._follow(before, fact)

    def _follow(self, before: Wheels, fact: Fact) -> None:
        match fact:
            case AgreementReviewBegan(proposal=number):
                opened = reviewing.open_with_the_wheel(self.proposals[number], self.here())
                self.add(number, *opened.facts)
            case RoleReviewOver(role=role, how=RoleReviewed.END):
                self.puts_forward(EndRole(role))
            case WheelAsked():
                assert before.turning is not None
                day = before.turning.stepped_at.astimezone(AMSTERDAM).date()
                assert self.now.astimezone(AMSTERDAM).date() > day, "two on one day"
        if self.wheels.turning:
            self.most_at_once = max(self.most_at_once, len(self.turning.under_review))


def a_role(name: str) -> MakeRole:
    return MakeRole(RoleName(name), every=1)
