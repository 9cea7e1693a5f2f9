"""The page on transcripts is true: every form of a line stands there, and its examples are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.transcript import FORMS, SHOWN, read_transcript

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "transcripts.md"
ROWS = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| \S.* \|$", PAGE.read_text(), flags=re.MULTILINE)
TOUR = ROOT / "docs" / "examples" / "every-kind-of-line.chat"
COMMENT = "comment"


def form_of(line: str) -> str:
    """As which form a line is read."""
    if line.startswith("#"):
        return COMMENT
    return next(form for form, pattern in FORMS if re.fullmatch(pattern, line))


def test_the_page_lists_every_form_as_who_made_a_slip_is_told_it() -> None:
    """In the same words and the same order."""
    assert tuple(shown for shown, _ in ROWS) == SHOWN


def test_the_forms_on_the_page_are_all_there_are() -> None:
    """One that is added to the code is added to the page."""
    assert {form_of(shown) for shown in SHOWN} == {form for form, _ in FORMS} | {COMMENT}


@pytest.mark.parametrize(("shown", "example"), ROWS)
def test_an_example_is_read_as_the_form_it_stands_beside(
    shown: str, example: str, tmp_path: Path
) -> None:
    assert form_of(example) == form_of(shown)
    file = tmp_path / "one.chat"
    file.write_text(f"+++\nstart = 2026-11-23T10:00:00\n+++\n{example}\n")
    assert len(read_transcript(file).steps) == (0 if form_of(shown) == COMMENT else 1)


def test_the_file_with_every_kind_of_line_has_every_kind() -> None:
    """It is played, with what it expects, in `tests/conversations/`."""
    body = TOUR.read_text().split("+++")[2]
    found = {form_of(line.strip()) for line in body.splitlines() if line.strip()}
    assert found == {form for form, _ in FORMS} | {COMMENT}


def test_the_file_with_every_kind_of_line_has_every_key_of_the_header() -> None:
    header = TOUR.read_text().split("+++")[1]
    keys = ("house", "language", "timezone", "start", "members", "professionals", "offline")
    named = re.findall(r"^(?:\[+)?(\w+)", header, flags=re.MULTILINE)
    roles = ("name", "every", "starts", "way", "pool", "limit")
    assert {*keys, "settings", "roles", *roles} <= set(named)
