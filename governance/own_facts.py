"""What a fact says of one person, for who reads what is held of them (`!mydata`).

Every fact that names them says something: what has no words of its own here is told as just that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from governance import facts as f
from governance.change_facts import ChangeMade, ChangeVoid
from governance.effects import Effect, concerned
from governance.facts import Fact
from governance.flag_facts import FlagRaised, ResidentsPresent
from governance.members import MemberId
from governance.professional_facts import (
    MandateSaid,
    NudgeSent,
    RequestAnswered,
    RequestMade,
    RequestPromised,
    VoteExplained,
)
from governance.role_facts import (
    Elected,
    HandedOver,
    HolderChanged,
    Passed,
    SwapOffered,
    TermPublished,
    Unwilling,
    Willing,
)
from governance.soundness import named_in
from governance.start_facts import StartAsked, StartSettled
from governance.wheel_facts import RoleReviewOpened, RoleReviewOver


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a fact says of somebody."""

    key: str
    """Of its words."""
    text: str | None = None
    """What was written with it; empty: it was said by voice."""
    other: MemberId | None = None
    """Who else it was."""


Ours = Collection[MemberId]

BY = {
    "Amended": "amended",
    "Withdrawn": "withdrawn",
    "ProposalTakenOver": "took-proposal",
    "ObjectionTakenOver": "took-objection",
    "WentToTable": "to-table",
    "ToldAtTable": "told-table",
    "Paused": "paused",
    "ReviewWaits": "review-waits",
    "HandedOver": "handover",
    "RequestMade": "request",
    "RequestPromised": "promise",
    "RequestAnswered": "answer",
    "MandateSaid": "mandate",
    "StartSettled": "start-settled",
    "RoleReviewOver": "role-review",
}
"""What somebody did, by the kind of fact whose `by` they are."""

MEMBER = {
    "LeftTheRoll": "left-roll",
    "JoinedTheRoll": "joined-roll",
    "CameDuringIt": "came-during",
    "Willing": "willing",
    "Unwilling": "unwilling",
    "Passed": "passed",
    "Elected": "elected",
    "VoteExplained": "vote-explained",
}
"""The same for facts with a `member`."""

AMONG = {
    "RoundOpened": ("roll", "asked"),
    "ReviewOpened": ("roll", "asked-review"),
    "RoleReviewOpened": ("roll", "asked-role"),
    "TermPublished": ("eligible", "term-eligible"),
    "ResidentsPresent": ("present", "present"),
    "FlagRaised": ("members", "flag"),
    "NudgeSent": ("to", "nudge-to"),
    "StartAsked": ("people", "start-people"),
}
"""The same for facts with a list of members, and which it is."""

_NAMED = (
    f.Amended | f.Withdrawn | f.ProposalTakenOver | f.ObjectionTakenOver | f.WentToTable
    | f.ToldAtTable | f.Paused | f.ReviewWaits | HandedOver | RequestMade | RequestPromised
    | RequestAnswered | MandateSaid | StartSettled | RoleReviewOver
)  # fmt: skip
_MEMBER = (
    f.LeftTheRoll | f.JoinedTheRoll | f.CameDuringIt | Willing | Unwilling | Passed | Elected
    | VoteExplained
)  # fmt: skip
_LISTS = (
    f.RoundOpened | f.ReviewOpened | RoleReviewOpened | TermPublished | ResidentsPresent
    | FlagRaised | NudgeSent | StartAsked
)  # fmt: skip


def told_of(fact: Fact, ours: Ours, sources: Collection[str] = ()) -> list[Told]:
    """What a fact says of who has these ids; empty: nothing.

    `sources` are the messages by which they objected: what became of that is about them too.
    """
    found = [*_did(fact, ours), *_was_given(fact, ours), *_became(fact, ours, sources)]
    if not found and named_in(fact) & set(ours):
        found = [Told("named", getattr(fact, "text", None))]
    return found


def objected_by(every: Iterable[Fact], ours: Ours) -> set[str]:
    """The messages by which they took a stance."""
    return {one.source for one in every if isinstance(one, f.StanceTaken) and one.by in ours}


def _did(fact: Fact, ours: Ours) -> Iterator[Told]:
    """What they said or did, themselves or through somebody else."""
    yield from _answered(fact, ours)
    yield from _swapped(fact, ours)
    match fact:
        case f.Proposed(by=by, text=text) if by in ours:
            yield Told("proposed", text)
        case f.ReasonGiven(by=by, text=text) if by in ours:
            yield Told("reason", text)
        case f.ReviewOpened(early_by=early_by, reason=reason) if early_by in ours:
            yield Told("review-early", reason)
        case ChangeMade(by=by, typed=typed) if by in ours:
            yield Told("changed", typed)
    if isinstance(fact, _NAMED) and fact.by in ours:
        words = getattr(fact, "text", None) or getattr(fact, "reason", None)
        yield Told(BY[type(fact).__name__], words)


def _answered(fact: Fact, ours: Ours) -> Iterator[Told]:
    """Their answer in a round or a review; or one that they gave for somebody."""
    match fact:
        case f.StanceTaken(stance=stance, reason=words):
            key = f"stance-{stance.value}" if stance else "stance-none"
        case f.ReviewSaid(answer=answer, text=words):
            key = f"review-{answer.value}" if answer else "review-none"
        case _:
            return
    if fact.by in ours:
        yield Told(key, words, fact.said_by)
    if fact.said_by in ours:
        yield Told("spoke-for", words, fact.by)


def _swapped(fact: Fact, ours: Ours) -> Iterator[Told]:
    if not isinstance(fact, SwapOffered):
        return
    if fact.by in ours:
        yield Told("swap-by", None, fact.to)
    if fact.to in ours:
        yield Told("swap-to", None, fact.by)
    if fact.said_by in ours:
        yield Told("spoke-for", None, fact.by)


def _was_given(fact: Fact, ours: Ours) -> Iterator[Told]:
    """What came to them: a question, a turn, a word about them."""
    if isinstance(fact, _MEMBER) and fact.member in ours:
        yield Told(MEMBER[type(fact).__name__])
    if isinstance(fact, _LISTS):
        name, key = AMONG[type(fact).__name__]
        if set(getattr(fact, name)) & set(ours):
            yield Told(key)
    yield from _concerned(fact, ours)
    match fact:
        case TermPublished() | HolderChanged():
            if fact.holder in ours:
                yield Told("term")
            if fact.mentor in ours:
                yield Told("term-mentor", None, fact.holder)
        case NudgeSent(without_card=without, turns=turns):
            if set(without) & set(ours):
                yield Told("nudge-card")
            if {who for one in turns for who in (one.holder, one.before, one.mentor)} & set(ours):
                yield Told("nudge-turn")


def _concerned(fact: Fact, ours: Ours) -> Iterator[Told]:
    """What was put forward about them, or for them."""
    if isinstance(fact, f.Proposed) and fact.about in ours:
        yield Told("proposed-about", fact.text, fact.by)
    match fact:
        case f.Proposed() | f.Amended() if _is_concerned(ours, fact.effect, fact.was):
            yield Told("effect", fact.text)
        case f.ReviewSaid() if _is_concerned(ours, fact.effect, fact.was):
            yield Told("effect", fact.text)
        case ChangeMade() if _is_concerned(ours, fact.effect, fact.undo):
            yield Told("effect-run", fact.typed)
        case ChangeVoid() if _is_concerned(ours, fact.effect):
            yield Told("effect-run", fact.typed)


def _is_concerned(ours: Ours, *effects: Effect | None) -> bool:
    return any(concerned(effect) in ours for effect in effects)


def _became(fact: Fact, ours: Ours, sources: Collection[str]) -> Iterator[Told]:
    """What became of what they said."""
    match fact:
        case f.StanceRetracted(source=source) if source in sources:
            yield Told("retracted")
        case f.ReasonAsked(objection=objection) if objection in sources:
            yield Told("reason-asked")
        case f.ReasonGiven(objection=objection, by=by, text=text) if (
            objection in sources and by not in ours
        ):
            yield Told("reason-for", text, by)
        case f.ObjectionBecameConcern(objection=objection) if objection in sources:
            yield Told("became-concern")
        case f.ObjectionTakenOver(objection=objection, by=by) if (
            objection in sources and by not in ours
        ):
            yield Told("taken-over", None, by)


KEYS = frozenset(
    {
        *BY.values(),
        *MEMBER.values(),
        *(key for _, key in AMONG.values()),
        *(f"stance-{one.value}" for one in f.Stance),
        *(f"review-{one.value}" for one in f.Answer),
        *("stance-none", "review-none", "spoke-for", "proposed", "reason", "review-early"),
        *("swap-by", "swap-to", "changed", "proposed-about", "term", "term-mentor"),
        *("nudge-card", "nudge-turn", "effect", "effect-run", "retracted", "reason-asked"),
        *("reason-for", "became-concern", "taken-over", "named"),
    }
)
"""All keys; each has words in both languages."""
