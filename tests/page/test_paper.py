"""What is reckoned of the paper: whatever a house has is one page, and the rest is counted."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.paper import (
    CUT,
    PAGE_HEIGHT,
    Sheet,
    Table,
    cut,
    cut_anywhere,
    lay_out,
    lines_of,
    width_of,
)
from commands.reading import clean
from tests.page.conftest import LANGUAGES
from tests.page.houses import FAMILY, LONG_NAMES, content_of, lived_in, long_text, speak

written = st.one_of(
    st.sampled_from([*LONG_NAMES, *map(long_text, range(8))]),
    st.text(max_size=500),
    st.lists(st.text("abcdefghijk", min_size=1, max_size=12), max_size=90).map(" ".join),
).map(clean)
rooms = st.floats(5.0, 40.0)
most = st.integers(1, 8)


@given(written, rooms, most)
def test_what_fits_stays_as_it_is(text: str, room: float, lines: int) -> None:
    """To the letter."""
    if lines_of(text, room) <= lines:
        assert cut(text, room, lines) == cut_anywhere(text, room, lines) == text


@given(written, rooms, most)
@example("W" * 400, 5.0, 1)
@example(FAMILY, 6.0, 2)
def test_what_is_cut_fits_and_says_so(text: str, room: float, lines: int) -> None:
    """It is the beginning of what was written, with … after it, and it takes no more lines."""
    for shorter in (cut(text, room, lines), cut_anywhere(text, room, lines)):
        assert lines_of(shorter, room) <= lines
        if shorter != text:
            assert shorter.endswith(CUT)
            assert text.startswith(shorter.removesuffix(CUT))


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=30, max_size=90), most)
def test_a_text_is_cut_at_a_word(words: list[str], lines: int) -> None:
    """Not in the midst of one; only what is one long word is cut in it."""
    shorter = cut(" ".join(words), 20.0, lines)
    if shorter.endswith(CUT):
        kept = shorter.removesuffix(CUT).split(" ")
        assert kept == words[: len(kept)]


def test_one_long_word_is_cut_in_it() -> None:
    """Else nothing of it would be left."""
    shorter = cut("A " + "b" * 300, 20.0, 2)
    assert 30 < len(shorter) < 90


def test_a_sign_made_of_several_stays_whole() -> None:
    """No half of a family is left, and no mark without its letter."""
    assert cut_anywhere("e\u0301" * 50, 10.0, 1).rstrip(CUT).endswith("e\u0301")
    family = FAMILY[: len(FAMILY) // 12]
    kept = cut_anywhere(FAMILY, 30.0, 1).rstrip(CUT)
    assert kept == family * (len(kept) // len(family))


@given(written, st.floats(4.0, 20.0))
def test_more_room_takes_no_more_lines(text: str, room: float) -> None:
    """And a line is never wider than the room there is."""
    assert lines_of(text, room * 2) <= lines_of(text, room)
    assert lines_of(text, room) * room + 1e-6 >= width_of(text) - 1.4 * lines_of(text, room)


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> list[Sheet]:
    """The sheet of a house that has nothing yet, in each language."""

    async def make() -> list[Sheet]:
        made = []
        async with lived_in("empty", tmp_path_factory.mktemp("empty") / "kring.db") as home:
            for language in LANGUAGES:
                await speak(home, language)
                made.append((await content_of(home)).sheet)
        return made

    return asyncio.run(make())


def filled(table: Table, count: int, written: list[str]) -> Table:
    """The same with so many rows, in which this was written."""
    words = itertools.cycle(written)
    lasts = {"rounds": "Wed 25 Nov, 12:00", "agreements": "until 23 Nov 2027"}

    def row(number: int) -> tuple[str, ...]:
        if table.key == "roles":
            return (next(words), next(words), "Wed 25 Nov", f"{next(words)}?")
        return (f"P{number}", next(words), lasts.get(table.key, "promised by 23 Nov 2027"))

    return replace(table, rows=tuple(row(number) for number in range(count)), notes=("More.",))


@settings(max_examples=max(settings().max_examples // 4, 1))  # each lays out two whole pages
@given(
    st.tuples(*(st.integers(0, 40) for _ in range(4))),
    st.lists(written.filter(bool), min_size=1, max_size=5),
)
@example((20, 20, 40, 40), ["W" * 400])
@example((40, 40, 40, 40), [FAMILY * 3])
@example((2, 8, 30, 5), [long_text(0)])
@example((0, 0, 0, 0), ["W" * 400])
def test_whatever_a_house_has_is_one_page(
    sheets: list[Sheet], counts: tuple[int, ...], texts: list[str]
) -> None:
    """Of everything there is something on it, the rest is counted, and no letter is smaller."""
    for sheet in sheets:
        tables = tuple(map(filled, sheet.tables, counts, [texts] * len(counts)))
        laid = lay_out(replace(sheet, name=" ".join(texts), tables=tables))
        assert laid.height <= PAGE_HEIGHT
        assert laid.scale >= 1.0
        for table, count in zip(tables, counts, strict=True):
            shown = laid.tables[table.key]
            assert len(shown.rows) + shown.left == count
            assert bool(shown.rows) == bool(count)


def test_an_ordinary_full_house_is_shown_in_full(sheets: list[Sheet]) -> None:
    """Eight roles, two rounds and five requests, with names as people have them."""
    for sheet in sheets:
        names = ["Alice", "Mohammed", "Jan-Willem", "chair", "Cornelia"]
        tables = tuple(map(filled, sheet.tables, (2, 8, 0, 5), [names] * 4))
        laid = lay_out(replace(sheet, tables=tables))
        assert [laid.tables[key].left for key in ("rounds", "roles", "requests")] == [0, 0, 0]


def test_the_fewer_there_is_the_larger(sheets: list[Sheet]) -> None:
    """And what is shown of a text is all of it, where there is room."""
    for sheet in sheets:
        scales = [
            lay_out(
                replace(sheet, tables=tuple(map(filled, sheet.tables, (n,) * 4, [["Soup"]] * 4)))
            ).scale
            for n in (1, 3, 6)
        ]
        assert scales == sorted(scales, reverse=True)
        assert scales[0] > scales[-1]


def test_nothing_that_people_wrote_stays_in_memory(sheets: list[Sheet]) -> None:
    """What was measured is forgotten with the page."""
    lay_out(replace(sheets[0], name="somebody"))
    assert {one.cache_info().currsize for one in (width_of, cut, cut_anywhere)} == {0}
