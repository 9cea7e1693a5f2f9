"""What residents and professionals read in the pages is as short and plain as what the bot says."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import ROOT
from tests.texts import said, tone

EASY = [
    *("for-residents", "voor-bewoners", "commands", "consent", "roles", "wheel", "professionals"),
]
PARTS = {
    f"{name} ({language})": (language, text)
    for name in EASY
    for language, text in tone.parts_of((ROOT / "docs" / f"{name}.md").read_text()).items()
}
BEGIN = {"for-residents (en)": "en", "voor-bewoners (nl)": "nl"}
SHORT = 450
"""Words of the page to begin with, beside its pictures: two minutes of reading."""


def test_both_languages_are_read() -> None:
    assert len(PARTS) == 2 * len(EASY) - 2


@pytest.mark.parametrize("part", PARTS)
def test_a_page_for_residents_or_professionals_is_plain(part: str) -> None:
    """`python -m tests.texts.tone docs/roles.md` shows the figures."""
    language, text = PARTS[part]
    long = [
        one for one in tone.page_sentences(text) if said.word_count(one) > tone.LONGEST_SENTENCE
    ]
    it = tone.page_reading(language, text)
    assert long == []
    assert it.words <= tone.AVERAGE_SENTENCE
    assert it.ease >= tone.LEAST_EASE


@pytest.mark.parametrize("part", BEGIN)
def test_the_page_to_begin_with_is_short(part: str) -> None:
    _, text = PARTS[part]
    assert said.word_count(re.sub(r"!\[[^]]*\]\([^)]*\)", "", text)) <= SHORT


def test_a_long_sentence_on_a_page_is_seen() -> None:
    """Also over several lines, in a list, and with code in it; not in a table or a picture."""
    words = "word " * 10
    page = f"# A title\n\n- {words}\n  `a b c` {words}end. Short.\n\n| {words} {words} |\n|---|\n"
    assert [said.word_count(one) for one in tone.page_sentences(page)] == [22, 1]


def test_the_two_pages_to_begin_with_are_equals() -> None:
    """The same pictures in the same places, each in the language of the page; as many headings."""
    pages = {language: PARTS[part][1] for part, language in BEGIN.items()}
    shown = {
        language: re.findall(
            r"^#+|!\[[^]]+\]\(pictures/(\S+)\.(\w\w)\.svg\)|^\|", page, re.MULTILINE
        )
        for language, page in pages.items()
    }
    assert {ending for _, ending in shown["en"]} == {"en", ""}
    assert [(name, ending.replace("en", "nl")) for name, ending in shown["en"]] == shown["nl"]
