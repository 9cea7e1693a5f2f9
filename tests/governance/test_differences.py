"""What changed from one wording to the next, for the card of the new version."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.differences import LONGEST, what_changed


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("Quiet from 22:00", "Quiet from 23:00", "“22:00” → “23:00”"),
        ("No visitors", "No visitors after nine", "+ “after nine”"),
        ("Soup on cold Fridays", "Soup on Fridays", "− “cold”"),
        (
            "Quiet on all days",
            "Quiet and dark on weekdays",
            "+ “and dark” · “all days” → “weekdays”",
        ),
        ("A cat", "Something else altogether", ""),
        ("", "The first words", ""),
    ],
)
def test_few_words_are_shown_and_much_is_read_as_a_whole(
    before: str, after: str, line: str
) -> None:
    assert what_changed(before, after) == line


words = st.lists(st.sampled_from(["we", "eat", "soup", "at", "six", "seven"]), max_size=9)


@given(words, words)
def test_the_line_is_short_and_names_only_words_of_the_two(
    before: list[str], after: list[str]
) -> None:
    line = what_changed(" ".join(before), " ".join(after))
    assert len(line) <= LONGEST
    bare = line.replace("“", " ").replace("”", " ")
    assert set(bare.split()) <= {*before, *after, "→", "·", "+", "−"}
