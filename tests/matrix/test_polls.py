"""Polls: what is sent has the shape that clients parse, and what comes in may be anything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix import polls
from bot.room import Poll

P = "org.matrix.msc3381.poll"
T = "org.matrix.msc1767.text"
RELATION = {"rel_type": "m.reference", "event_id": "$poll"}


def test_a_poll_starts_in_the_unstable_form_with_a_fallback() -> None:
    """One answer each, everybody's taps visible, the words twice: for polls and for text."""
    sent = polls.start(Poll("Quiet hours?", (("consent", "Agree"), ("aside", "Aside")), "Vote!"))
    assert sent == {
        T: "Vote!",
        f"{P}.start": {
            "kind": f"{P}.disclosed",
            "max_selections": 1,
            "question": {T: "Quiet hours?"},
            "answers": [{"id": "consent", T: "Agree"}, {"id": "aside", T: "Aside"}],
        },
        "m.mentions": {},
    }


def test_a_poll_ends_with_its_own_empty_mark() -> None:
    """Clients look for the empty object, and for the relation to the start."""
    sent = polls.end("$poll", "It is over")
    assert sent == {"m.relates_to": RELATION, T: "It is over", f"{P}.end": {}, "m.mentions": {}}


@pytest.mark.parametrize(
    "content",
    [
        {"m.relates_to": RELATION, f"{P}.response": {"answers": ["consent"]}},
        {"m.relates_to": RELATION, "m.selections": ["consent"]},
    ],
)
def test_a_tap_is_read_in_both_forms(content: dict[str, Any]) -> None:
    """Unstable as clients send it today, stable as they will."""
    assert polls.tap(content) == polls.Tap("$poll", ("consent",))


@pytest.mark.parametrize(
    "answers",
    [None, [], {}, "consent", 7, [7], ["consent", 7], [["consent"]], [None], [""], {"answers": []}],
)
def test_answers_of_a_wrong_form_are_no_answers(answers: Any) -> None:
    """The vote is spoilt, as MSC3381 has it, and nothing raises."""
    for content in ({f"{P}.response": {"answers": answers}}, {"m.selections": answers}):
        assert polls.tap({"m.relates_to": RELATION, **content}) == polls.Tap("$poll", ())
    assert polls.tap({"m.relates_to": RELATION, f"{P}.response": answers}) == polls.Tap("$poll", ())


ODD_RELATIONS: list[Any] = [
    *(None, {}, [], "$poll", {"rel_type": "m.reference"}, {"event_id": "$poll"}),
    {"rel_type": "m.reference", "event_id": None},
    {"rel_type": "m.reference", "event_id": 3},
    {"rel_type": "m.reference", "event_id": ""},
    {"rel_type": "m.reference", "event_id": ["$poll"]},
    {"rel_type": "m.annotation", "event_id": "$poll"},
]


@pytest.mark.parametrize("relation", ODD_RELATIONS)
def test_a_tap_that_names_no_poll_is_none(relation: Any) -> None:
    """There is nothing it could count for."""
    content = {"m.relates_to": relation, f"{P}.response": {"answers": ["consent"]}}
    assert polls.tap(content) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(relation=JSON, response=JSON, selections=JSON)
def test_no_content_makes_reading_a_tap_fail(relation: Any, response: Any, selections: Any) -> None:
    """Whatever JSON is in the three fields."""
    for poll in (relation, RELATION):
        read = polls.tap(
            {"m.relates_to": poll, f"{P}.response": response, "m.selections": selections}
        )
        assert read is None or all(isinstance(answer, str) for answer in read.answers)
