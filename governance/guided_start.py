"""The first questions of a new house: which is open, which comes next, what each answer means.

A house without such facts was there before there were any, and is never asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from governance.effects import ChangeKind, Effect, EndRole, MakeRole
from governance.facts import Fact, Recorded
from governance.fold import ImpossibleHistory
from governance.members import Kind, Member, MemberId
from governance.outcomes import Choice
from governance.roles import CHAIR
from governance.start_facts import Matter, StartAsked, StartFact, StartOver, StartSettled

ORDER = tuple(Matter)

MOST_PEOPLE = 18
"""How many can be tapped: a poll has twenty answers at most, and two of them are no names."""


@dataclass(frozen=True, slots=True)
class Start:
    """How far a house is with its first questions."""

    asked: tuple[StartAsked, ...] = ()
    settled: frozenset[Matter] = frozenset()
    is_over: bool = False

    @property
    def is_going(self) -> bool:
        """The house is being asked."""
        return bool(self.asked) and not self.is_over

    @property
    def open(self) -> StartAsked | None:
        """The question that waits for a tap."""
        last = self.asked[-1] if self.asked else None
        is_open = last is not None and not self.is_over and last.matter not in self.settled
        return last if is_open else None

    @property
    def coming(self) -> tuple[Matter, ...]:
        """What was neither asked nor settled yet."""
        asked = {one.matter for one in self.asked}
        return tuple(one for one in ORDER if one not in asked and one not in self.settled)


def fold_start(facts: Iterable[Recorded]) -> Start:
    """How far it is. Raises ImpossibleHistory when the facts contradict one another."""
    start = Start()
    for recorded in sorted(facts, key=lambda recorded: recorded.seq):
        start = add_start_fact(start, recorded.fact)
    return start


def add_start_fact(start: Start, fact: Fact) -> Start:
    """How far it is after one more fact, which must come after all the others."""
    if not isinstance(fact, StartFact):
        raise ImpossibleHistory(f"{type(fact).__name__} is not about the first questions")
    if start.is_over:
        raise ImpossibleHistory("the first questions are over")
    match fact:
        case StartAsked(matter=matter):
            if start.open or matter not in start.coming:
                raise ImpossibleHistory(f"{matter.value} is not to be asked now")
            return replace(start, asked=(*start.asked, fact))
        case StartSettled(matter=matter):
            if matter in start.settled or not start.asked:
                raise ImpossibleHistory(f"{matter.value} is not to be settled")
            return replace(start, settled=start.settled | {matter})
        case StartOver():
            return replace(start, is_over=True)


def begin(people: Sequence[Member], now: datetime) -> tuple[StartFact, ...]:
    """The first fact of a house that is asked."""
    return _ask(Start(), people, now)


def go_on(
    start: Start,
    settled: Iterable[tuple[Matter, MemberId | None]],
    people: Sequence[Member],
    *,
    is_setting_up: bool,
    now: datetime,
) -> tuple[StartFact, ...]:
    """What follows when this was settled, or the house may not set itself up any more."""
    facts: list[StartFact] = []
    if not start.is_going:
        return ()
    for matter, by in settled:
        if matter not in start.settled:
            facts.append(StartSettled(now, matter, by))
            start = add_start_fact(start, facts[-1])
    if not is_setting_up:
        facts.append(StartOver(now))
    elif start.open is None:
        facts += _ask(start, people, now)
    return tuple(facts)


def _ask(start: Start, people: Sequence[Member], now: datetime) -> tuple[StartFact, ...]:
    for matter in start.coming:
        if matter is not Matter.PROFESSIONAL:
            return (StartAsked(now, matter),)
        if able := _could_be_professional(people):
            return (StartAsked(now, matter, able),)
    return (StartOver(now),)


def _could_be_professional(people: Sequence[Member]) -> tuple[MemberId, ...]:
    """Nobody where one is known already, or where somebody lives alone."""
    here = [one for one in people if one.is_here]
    able = sorted(
        (one for one in here if one.kind is Kind.RESIDENT and one.account),
        key=lambda one: (one.name.casefold(), one.id),
    )
    if len(able) < 2 or any(one.kind is Kind.PROFESSIONAL for one in here):
        return ()
    return tuple(one.id for one in able[:MOST_PEOPLE])


# ------------------------------------------------------------------------------- the answers

CHOICES = {
    Matter.LANGUAGE: (Choice.ENGLISH, Choice.DUTCH, Choice.SKIP),
    Matter.CHAIR: (
        Choice.EVERY_WEEK,
        Choice.EVERY_2_WEEKS,
        Choice.EVERY_4_WEEKS,
        Choice.NO_CHAIR,
        Choice.SKIP,
    ),
    Matter.PROFESSIONAL: (Choice.NOBODY, Choice.SKIP),
}
"""What can be tapped beside the names of people."""

_WEEKS = {Choice.EVERY_WEEK: 1, Choice.EVERY_2_WEEKS: 2, Choice.EVERY_4_WEEKS: 4}


def answer_id(answer: Choice | MemberId) -> str:
    """The id that an answer has in its poll."""
    return answer.value if isinstance(answer, Choice) else f"member-{answer}"


def answers(asked: StartAsked) -> tuple[Choice | MemberId, ...]:
    """What can be tapped, in this order."""
    return (*asked.people, *CHOICES[asked.matter])


def read_answer(asked: StartAsked, tapped: str) -> Choice | MemberId | None:
    """What was tapped; None for what is no answer to this question."""
    return next((one for one in answers(asked) if answer_id(one) == tapped), None)


def effect_of(answer: Choice | MemberId) -> Effect | None:
    """What the house changes in itself by it; None: nothing."""
    if not isinstance(answer, Choice):
        return ChangeKind(answer, Kind.PROFESSIONAL)
    if answer is Choice.NO_CHAIR:
        return EndRole(CHAIR)
    return MakeRole(CHAIR, every=_WEEKS[answer]) if answer in _WEEKS else None


def matter_of(effect: Effect) -> Matter | None:
    """The question that a change of the house answers by itself; None: none."""
    match effect:
        case MakeRole(role=role) | EndRole(role=role):
            return Matter.CHAIR if role == CHAIR else None
        case ChangeKind(becomes=Kind.PROFESSIONAL):
            return Matter.PROFESSIONAL
    return None
