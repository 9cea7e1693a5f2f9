"""The weekly question: it falls silent after three weeks without a reply, and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from governance.cards import QUESTIONS, next_question
from governance.professional_facts import (
    QuestionFact,
    QuestionPosed,
    QuestionReplied,
    QuestionsStopped,
)
from governance.questions import UNANSWERED, fold_questions

WEDNESDAY = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def posed(number: int, week: int | None = None, *, is_weekly: bool = True) -> QuestionPosed:
    at = WEDNESDAY + (number - 1 if week is None else week) * WEEK
    return QuestionPosed(at, number, "this-room", is_weekly)


def replied(number: int) -> QuestionReplied:
    return QuestionReplied(WEDNESDAY, number)


def is_unwanted(*facts: QuestionFact, week: int) -> bool:
    return fold_questions(facts).is_unwanted(WEDNESDAY + week * WEEK)


def test_three_without_a_reply_are_enough() -> None:
    assert not is_unwanted(posed(1), posed(2), week=2)
    assert is_unwanted(posed(1), posed(2), posed(3), week=3)


def test_one_reply_among_the_last_three_keeps_it_going() -> None:
    """Whichever of them it was to."""
    three = (posed(1), posed(2), posed(3))
    for number in (1, 2, 3):
        assert not is_unwanted(*three, replied(number), week=3)
    assert is_unwanted(*three, replied(1), posed(4), week=4)


def test_what_somebody_asked_for_themselves_does_not_count() -> None:
    others = tuple(posed(number, 0, is_weekly=False) for number in (2, 3, 4))
    assert not is_unwanted(posed(1), *others, week=1)
    assert is_unwanted(posed(1), *others, posed(5, 1), posed(6, 2), replied(3), week=3)


def test_after_it_stopped_it_has_three_weeks_again() -> None:
    """The house wanted it back at once."""
    before = (posed(1), posed(2), posed(3), QuestionsStopped(WEDNESDAY + 3 * WEEK))
    assert not is_unwanted(*before, week=3)
    assert not is_unwanted(*before, posed(4), posed(5), week=5)
    assert is_unwanted(*before, posed(4), posed(5), posed(6), week=6)


def test_those_of_another_time_do_not_count() -> None:
    """The house switched it off after two, and on again in spring."""
    assert not is_unwanted(posed(1), posed(2), posed(3, 20), week=21)


@given(st.lists(st.booleans(), min_size=1, max_size=80), st.integers(1, 9))
def test_it_stops_as_soon_as_three_running_had_no_reply(replies: list[bool], house: int) -> None:
    """Week by week, and no question comes twice before all were asked."""
    facts: list[QuestionFact] = []
    running = 0
    for week, has_reply in enumerate(replies):
        known = fold_questions(facts)
        assert known.is_unwanted(WEDNESDAY + week * WEEK) is (running >= UNANSWERED)
        if running >= UNANSWERED:
            facts.append(QuestionsStopped(WEDNESDAY + week * WEEK))
            running = 0
            continue
        key = next_question(known.used, house)
        facts.append(QuestionPosed(WEDNESDAY + week * WEEK, known.next_number, key, is_weekly=True))
        running = 0 if has_reply else running + 1
        if has_reply:
            facts.append(QuestionReplied(WEDNESDAY + week * WEEK, known.next_number))
    used = fold_questions(facts).used
    assert [*range(1, len(used) + 1)] == [one.number for one in fold_questions(facts).posed]
    for start in range(0, len(used), len(QUESTIONS)):
        in_a_row = used[start : start + len(QUESTIONS)]
        assert len(in_a_row) == len({*in_a_row})
