"""From the facts about a house's wheel to where it stands: a pure fold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from governance.facts import Fact, Recorded, ReviewSaid, StanceRetracted, Waited
from governance.fold import ImpossibleHistory
from governance.proposals import Review
from governance.role_facts import RoleName
from governance.wheel_facts import (
    AgreementReviewBegan,
    AgreementReviewOver,
    RoleReviewed,
    RoleReviewOpened,
    RoleReviewOver,
    RoleReviewReminded,
    WheelAsked,
    WheelBegan,
    WheelEnded,
    WheelFact,
    WheelLaidOut,
)

Item: TypeAlias = RoleName | int
"""What is looked at: a role by its name, a structural agreement by its proposal's number."""


@dataclass(frozen=True, slots=True)
class RoleReview:
    """A role that is being looked at."""

    role: RoleName
    number: int
    """Which of the house's reviews of roles it is; the poll carries it."""
    review: Review


@dataclass(frozen=True, slots=True)
class Wheel:
    """One turn of the wheel, from its opening to its end."""

    began_at: datetime
    stepped_at: datetime
    """When it last asked a question or began to look at something: one step a day."""
    asked: int = 0
    """How many of the questions were asked."""
    laid_out_at: datetime | None = None
    items: tuple[Item, ...] = ()
    """What is looked at, in this order; nothing until it is laid out."""
    opened: Mapping[Item, datetime] = field(default_factory=dict)
    """Since when each was looked at."""
    over: Mapping[Item, RoleReviewed | None] = field(default_factory=dict)
    """What was looked at; for a role, what came of it."""
    running: tuple[RoleReview, ...] = ()
    """The roles that are being looked at."""
    ended_at: datetime | None = None

    @property
    def waiting(self) -> tuple[Item, ...]:
        """What comes next, in this order."""
        return tuple(i for i in self.items if i not in self.opened and i not in self.over)

    @property
    def under_review(self) -> tuple[Item, ...]:
        """What is being looked at."""
        return tuple(i for i in self.items if i in self.opened and i not in self.over)

    @property
    def is_done(self) -> bool:
        """All was looked at; what it is to look at was laid out."""
        return self.laid_out_at is not None and len(self.over) == len(self.items)

    def review_of(self, role: RoleName) -> RoleReview | None:
        """The review that runs of a role."""
        return next((one for one in self.running if one.role == role), None)


@dataclass(frozen=True, slots=True)
class Wheels:
    """All turns of the wheel in a house."""

    turns: tuple[Wheel, ...] = ()
    roles: tuple[RoleName, ...] = ()
    """The role of each review of a role that there was."""

    @property
    def next_number(self) -> int:
        """The number of the next review of a role."""
        return len(self.roles) + 1

    def role_of(self, number: int) -> RoleName:
        """The role that is, or was, looked at in the review with this number."""
        return self.roles[number - 1]

    @property
    def last(self) -> Wheel | None:
        """The one that turns, or turned last."""
        return self.turns[-1] if self.turns else None

    @property
    def turning(self) -> Wheel | None:
        """The one that turns now."""
        return self.last if self.last and self.last.ended_at is None else None

    @property
    def running(self) -> tuple[RoleReview, ...]:
        """The roles that are being looked at."""
        return self.turning.running if self.turning else ()

    def numbered(self, number: int) -> RoleReview | None:
        """The review that runs with this number."""
        return next((one for one in self.running if one.number == number), None)


def fold_wheels(facts: Iterable[Recorded], since: Wheels | None = None) -> Wheels:
    """How the wheel stands; `since`: how all the facts before these left it.

    Raises ImpossibleHistory when the facts contradict one another.
    """
    wheels = since or Wheels()
    for recorded in sorted(facts, key=lambda recorded: recorded.seq):
        wheels = add_wheel_fact(wheels, recorded.fact)
    return wheels


def add_wheel_fact(wheels: Wheels, fact: Fact) -> Wheels:
    """How it stands after one more fact, which must come after all the others."""
    name, turning = type(fact).__name__, wheels.turning
    if not isinstance(fact, WheelFact | ReviewSaid | StanceRetracted | Waited):
        raise ImpossibleHistory(f"{name} is not about the wheel")
    if isinstance(fact, WheelBegan):
        if turning:
            raise ImpossibleHistory("a wheel turns already")
        begun = Wheel(fact.at, stepped_at=fact.at)
        return replace(wheels, turns=(*wheels.turns, begun))
    if turning is None:
        raise ImpossibleHistory(f"{name}: no wheel turns")
    if isinstance(fact, RoleReviewOpened):
        if fact.number != wheels.next_number:
            raise ImpossibleHistory(f"{name}: the number {fact.number} is not the next")
        wheels = replace(wheels, roles=(*wheels.roles, fact.role))
    return replace(wheels, turns=(*wheels.turns[:-1], _turned(turning, fact)))


def _turned(wheel: Wheel, fact: Fact) -> Wheel:
    match fact:
        case WheelAsked(at=at, question=question):
            if question != wheel.asked + 1:
                raise ImpossibleHistory(f"question {question} is not the next")
            return replace(wheel, asked=question, stepped_at=at)
        case WheelLaidOut(at=at, proposals=proposals, roles=roles):
            if wheel.laid_out_at:
                raise ImpossibleHistory("what to look at is known already")
            return replace(wheel, laid_out_at=at, items=(*proposals, *roles))
        case WheelEnded(at=at):
            if not wheel.is_done:
                raise ImpossibleHistory("something was not looked at")
            return replace(wheel, ended_at=at)
        case Waited():
            return replace(wheel, running=tuple(_put_off(one, fact) for one in wheel.running))
        case StanceRetracted(source=source):
            running = (replace(o, review=o.review.without(source)) for o in wheel.running)
            return replace(wheel, running=tuple(running))
        case _:
            return _looked(wheel, fact)


def _looked(wheel: Wheel, fact: Fact) -> Wheel:
    """The wheel after something that is about one of its items."""
    match fact:
        case AgreementReviewBegan(at=at, proposal=item):
            return _opened(wheel, item, at)
        case RoleReviewOpened(at=at, role=role, number=number):
            review = Review(at, fact.until, fact.roll, early_by=None, reason=None)
            begun = _opened(wheel, role, at)
            return replace(begun, running=(*wheel.running, RoleReview(role, number, review)))
        case AgreementReviewOver(proposal=item):
            return _over(wheel, item, None)
        case RoleReviewOver(role=role, how=how):
            running = tuple(one for one in wheel.running if one.role != role)
            return replace(_over(wheel, role, how), running=running)
        case ReviewSaid(role=role):
            return _reviewed(wheel, role, fact)
        case RoleReviewReminded(role=role):
            return _reviewed(wheel, role, fact)
        case _:
            raise ImpossibleHistory(f"{type(fact).__name__} is not about the wheel")


def _opened(wheel: Wheel, item: Item, at: datetime) -> Wheel:
    if item not in wheel.waiting:
        raise ImpossibleHistory(f"{item} is not to be looked at now")
    return replace(wheel, opened={**wheel.opened, item: at}, stepped_at=at)


def _over(wheel: Wheel, item: Item, how: RoleReviewed | None) -> Wheel:
    if item not in wheel.items or item in wheel.over:
        raise ImpossibleHistory(f"{item} is not to be looked at")
    return replace(wheel, over={**wheel.over, item: how})


def _reviewed(wheel: Wheel, role: RoleName | None, fact: ReviewSaid | RoleReviewReminded) -> Wheel:
    if role is None or wheel.review_of(role) is None:
        raise ImpossibleHistory(f"{type(fact).__name__}: nobody looks at {role}")
    running = tuple(_after(one, fact) if one.role == role else one for one in wheel.running)
    return replace(wheel, running=running)


def _after(one: RoleReview, fact: ReviewSaid | RoleReviewReminded) -> RoleReview:
    review = one.review
    if isinstance(fact, ReviewSaid):
        return replace(one, review=replace(review, said=(*review.said, fact)))
    return replace(one, review=replace(review, reminded=True))


def _put_off(one: RoleReview, fact: Waited) -> RoleReview:
    until = fact.put_off(one.review.until, one.review.opened_at)
    return replace(one, review=replace(one.review, until=until))
