"""Every fact that names somebody says something of them, in words of its own."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.members import MemberId
from governance.own_facts import KEYS, told_of
from governance.rewording import (
    WORDS,
    Known,
    another_name,
    is_the_same_but_for_words,
    reworded,
)
from governance.role_facts import HandedOver, RoleName
from governance.soundness import named_in
from tests.storage.made_up import FACTS, NOON, facts

NOT_WORDS = {
    *("source", "objection", "role", "week", "key", "language", "card", "question", "house"),
    "typed",
}
"""The fields of facts with text that nobody wrote as they liked: ids, keys and names of things.

`typed` is a command, in which members are ids.
"""


@settings(max_examples=min(settings().max_examples, 8))
@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_a_fact_tells_each_whom_it_names_and_nobody_else(
    kind: type[Any], data: st.DataObject
) -> None:
    """And with other words in it, it is the same but for those."""
    fact = data.draw(facts(kind))
    for member in named_in(fact):
        told = told_of(fact, {member})
        assert told
        assert {one.key for one in told} <= KEYS - {"named"}
    assert not told_of(fact, {MemberId(max(named_in(fact), default=0) + 1)})
    other = reworded(fact, lambda _: "other words")
    assert is_the_same_but_for_words(fact, other)
    assert (named_in(fact), fact.at) == (named_in(other), other.at)


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__)
def test_every_text_in_a_fact_is_known_for_words_or_for_none(kind: type[Any]) -> None:
    """A new fact with another text must say which it is."""
    hints = get_type_hints(kind)
    texts = {
        one.name for one in fields(kind) if str in (hints[one.name], *get_args(hints[one.name]))
    }
    assert texts <= WORDS | NOT_WORDS


def test_more_than_words_is_not_the_same() -> None:
    """Another time, another person: that is another fact."""
    one = HandedOver(NOON, RoleName("chair"), MemberId(1), "mind the key")
    assert is_the_same_but_for_words(one, replace(one, text="mind the door"))
    assert not is_the_same_but_for_words(one, replace(one, by=MemberId(2)))
    assert not is_the_same_but_for_words(one, replace(one, at=NOON + timedelta(seconds=1)))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Rosalie cooks", "X cooks"),
        ("ask rosalie.", "ask X."),
        ("Rosalies soup, and @rosalie's", "Xs soup, and X's"),
        ("@r.jansen:kring.test knows", "X knows"),
        ("@r.jansen knows", "X knows"),
        ("Rosalie Jansen and Jansen", "X and Jansen"),
        ("Rosaliebloem, arosalie", "Rosaliebloem, arosalie"),
        ("the rule of Jan", "the rule of Jan"),
    ],
)
def test_whole_words_alone_are_replaced(text: str, other: str) -> None:
    known = Known(("Rosalie Jansen",), ("@r.jansen:kring.test",))
    assert another_name(known, "X")(text) == other


@pytest.mark.parametrize(
    ("text", "other"),
    [("dan gaan we", "dan gaan we"), ("Dan gaan we", "Dan gaan we"), ("vraag Dan", "vraag X")],
)
def test_a_name_that_is_a_word_is_only_replaced_where_it_is_certainly_a_name(
    text: str, other: str
) -> None:
    assert another_name(Known(("Dan",), ()), "X")(text) == other


def test_a_name_that_somebody_else_has_is_theirs() -> None:
    known = Known(("Bob",), ("@bob:kring.test",), frozenset({"bob"}))
    assert another_name(known, "X")("Bob, not @bob:kring.test") == "Bob, not X"


@pytest.mark.parametrize(
    ("text", "other"),
    [("vraag Jo, of @jo", "vraag X, of X"), ("Jo kookt", "Jo kookt"), ("een jo en Joep", None)],
)
def test_a_short_name_is_like_one_that_is_a_word(text: str, other: str | None) -> None:
    assert another_name(Known(("Jo",), ()), "X")(text) == (other or text)


@pytest.mark.parametrize("name", ["Q", "7", "🌻", "P1"])
def test_a_sign_or_a_number_is_only_a_name_with_an_at_sign(name: str) -> None:
    say = another_name(Known((name,), ()), "X")
    assert say(f"plan {name}, @{name}") == f"plan {name}, X"
