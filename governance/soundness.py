"""What can never be true of a house, whatever its people did: for who checks a database.

The rules never lead to any of this. A database that tells it was damaged, was changed by hand, or
was written by a fault of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import pairwise
from typing import Any, get_type_hints

from governance.cards import CARDS, QUESTIONS
from governance.change_facts import ChangeMade, ChangeVoid
from governance.closing import is_enough_heard
from governance.credit import NOTHING
from governance.facts import Adopted, Fact, Kept, Recorded
from governance.fold import add, fold
from governance.members import Kind, Member, MemberId
from governance.professional_facts import (
    NudgeSent,
    QuestionPosed,
    QuestionReplied,
    RequestAnswered,
    RequestMade,
    RequestPromised,
)
from governance.proposals import Proposal
from governance.rhythm import LONGEST, SHORTEST
from governance.role_facts import How
from governance.roles import Role, Term

NUMBERED = {
    "RequestMade": "requests",
    "QuestionPosed": "questions",
    "FlagRaised": "flags",
    "ChangeMade": "changes",
}
"""The facts that are counted 1, 2, 3 …, and what they are called."""


def named_in(fact: Fact) -> set[MemberId]:
    """Every member that a fact names."""
    found: set[MemberId] = set()
    kind: type = type(fact)
    for name in _naming(kind):
        value: Any = getattr(fact, name)
        parts = value if isinstance(value, tuple | frozenset) else (value,)
        for part in parts:
            if is_dataclass(part):
                found |= named_in(part)  # type: ignore[arg-type]  # a part of a fact
            elif part is not None:
                found.add(part)
    return found


@cache
def _naming(kind: type) -> tuple[str, ...]:
    """The fields of a kind of fact that hold members, or parts that do."""
    hints = get_type_hints(kind)
    return tuple(one.name for one in fields(kind) if _names_members(hints[one.name]))


def _names_members(hint: Any) -> bool:
    if hint is MemberId:
        return True
    if isinstance(hint, type) and is_dataclass(hint):
        return bool(_naming(hint))
    return any(_names_members(part) for part in getattr(hint, "__args__", ()))


def wrong_with_proposal(facts: Sequence[Recorded]) -> list[str]:
    """What cannot be true of how a proposal became an agreement.

    Raises ImpossibleHistory when its facts contradict one another.
    """
    faults: list[str] = []
    so_far: Proposal | None = None
    for recorded in facts:
        if so_far is not None and isinstance(recorded.fact, Adopted | Kept):
            faults += _wrong_with_adoption(so_far)
        so_far = add(so_far, recorded) if so_far else fold([recorded])
    return faults


def _wrong_with_adoption(before: Proposal) -> Iterator[str]:
    if before.blocking():
        yield "adopted with an open objection"
    round_ = before.round
    if round_ is None:
        return  # an urgent one begins without a round
    if not before.heard:
        yield "adopted while nobody was heard"
    elif not is_enough_heard(before, round_):
        yield f"adopted while {len(before.heard)} of {len(before.roll)} were heard: too few"


def wrong_with_role(role: Role) -> Iterator[str]:
    """What cannot be true of a role and its terms."""
    if not SHORTEST <= role.rhythm.every <= LONGEST:
        yield f"a term of {role.rhythm.every} weeks"
    terms = (*role.begun, *([role.published] if role.published else []))
    for earlier, later in pairwise(terms):
        if earlier.ends_at > later.starts_at:
            yield f"two have it at once: the terms of {earlier.day} and {later.day} overlap"
    for term in terms:
        yield from _wrong_with_term(term)
    if total := sum(role.account_now.credit.values(), NOTHING):
        yield f"what it owes to everybody sums to {total}, not to 0"


def _wrong_with_term(term: Term) -> Iterator[str]:
    if term.starts_at >= term.ends_at:
        yield f"the term of {term.day} ends before it starts"
    if len(set(term.eligible)) < len(term.eligible):
        yield f"the term of {term.day} counts somebody twice among who could have it"
    first = term.stretches[0]
    is_given = first.how is How.ROTATION and first.holder is not None
    if is_given and first.holder not in term.eligible:
        yield f"the term of {term.day} went to somebody who could not have it"


def wrong_with_members(members: Iterable[Member]) -> Iterator[str]:
    """What cannot be true of who lives in a house."""
    accounts: dict[str, MemberId] = {}
    for one in members:
        if (
            one.account is not None
            and (other := accounts.setdefault(one.account, one.id)) != one.id
        ):
            yield f"members {other} and {one.id} have one account"
        for what in _wrong_with_member(one):
            yield f"member {one.id} {what}"


def _wrong_with_member(one: Member) -> Iterator[str]:
    if one.kind is Kind.OFFLINE and one.account is not None:
        yield "has an account, and is listed as one without"
    if one.away_until is not None and one.away_since is None:
        yield "is away until a day, but not away"
    if one.away_since and one.away_until and one.away_until < one.away_since:
        yield "is back before being away"
    if one.resting_since and one.last_heard_at and one.last_heard_at > one.resting_since:
        yield "rests, and was heard since"
    if one.same_as == one.id:
        yield "is said to be somebody of before, and is that one"


def wrong_with_numbers(facts: Iterable[Fact]) -> Iterator[str]:
    """What is counted, and has a gap or a number twice."""
    found: dict[str, list[int]] = {}
    weeks: list[str] = []
    for fact in facts:
        kind = type(fact).__name__
        if kind in NUMBERED:
            found.setdefault(kind, []).append(fact.number)  # type: ignore[union-attr]
        if kind == "NudgeSent":
            weeks.append(fact.week)  # type: ignore[union-attr]
    for kind, numbers in found.items():
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the {NUMBERED[kind]} are not numbered 1, 2, 3 …"
    for week in sorted(set(weeks)):
        if weeks.count(week) > 1:
            yield f"week {week} had two nudges"


def wrong_with_references(facts: Sequence[Fact]) -> Iterator[str]:
    """What is told of a request or question that was not asked, or of a card that is not there."""
    made = {fact.number for fact in facts if isinstance(fact, RequestMade)}
    later = {fact.number for fact in facts if isinstance(fact, RequestPromised | RequestAnswered)}
    yield from (f"R{number} was not asked" for number in sorted(later - made))
    posed = [fact for fact in facts if isinstance(fact, QuestionPosed)]
    replied = {fact.number for fact in facts if isinstance(fact, QuestionReplied)}
    unasked = sorted(replied - {one.number for one in posed})
    yield from (f"question {number} was not asked" for number in unasked)
    nudged = {fact.card for fact in facts if isinstance(fact, NudgeSent) and fact.card}
    yield from (f"there is no card {key}" for key in sorted(nudged - {one.key for one in CARDS}))
    keys = {one.key for one in posed} - {*QUESTIONS}
    yield from (f"there is no question {key}" for key in sorted(keys))


def wrong_with_changes(facts: Iterable[Fact], proposals: Iterable[Proposal]) -> Iterator[str]:
    """What every agreement brings that changes the house ran, or was seen to be void, once."""
    done = [fact.agreement for fact in facts if isinstance(fact, ChangeMade | ChangeVoid)]
    for proposal in proposals:
        for agreement in proposal.agreements:
            brings = proposal.versions[agreement.version - 1].effect is not None
            times = done.count(agreement.number)
            if times != int(brings and agreement.in_force_at is not None):
                yield f"what {agreement.ref} brings ran {times} times"
