"""Room on paper: how many lines a text takes, where it is cut, and what fits on one page.

Nobody can ask a page how much still fits before it is printed, so it is reckoned: with the widths
of the letters in the fonts that the page asks for (Arial and those as wide), rather too much than
too little. The page itself bounds every cell to the lines reckoned here.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

PAGE_WIDTH, PAGE_HEIGHT = 550.0, 792.0
"""Points: A4 without its margins of 8 and 9 mm, and a little less."""

# --------------------------------------------------------------------------------- width of text

_WIDTHS: dict[str, float] = {
    letter: width
    for letters, width in (
        ("ijl'|", 0.23),
        (" ft.,:;!/\\[]I", 0.29),
        ("r-()`", 0.34),
        ('"*', 0.4),
        ("^", 0.48),
        ("cksvxyzJ", 0.51),
        ("abdeghnopqu0123456789?$#_L~<>=+–", 0.59),
        ("FTZ", 0.62),
        ("ABEKPSVXY&", 0.68),
        ("CDHNRUw", 0.73),
        ("GOQ", 0.79),
        ("mM", 0.84),
        ("%", 0.9),
        ("W", 0.95),
        ("@…—", 1.02),
    )
    for letter in letters
}
_SPACE = _WIDTHS[" "]
_LETTER, _CAPITAL, _WIDE, _SIGN = 0.75, 0.85, 1.05, 1.4
BOLD = 1.1
"""How much wider the same is in bold."""


@cache
def _letter_width(letter: str) -> float:
    known = _WIDTHS.get(letter)
    if known is not None:
        return known
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0.0
    base = unicodedata.normalize("NFD", letter)[0]
    if base in _WIDTHS:
        return _WIDTHS[base]
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return _SIGN if unicodedata.category(letter) == "So" else _WIDE
    if unicodedata.category(letter) == "So":
        return _SIGN
    return _CAPITAL if letter.isupper() else _LETTER


@cache
def width_of(text: str) -> float:
    """How wide it is, in ems."""
    return sum(map(_letter_width, text))


def lines_of(text: str, room: float) -> int:
    """How many lines of that many ems a text takes; a word that is longer than a line is broken."""
    place = (1, 0.0)
    for word in text.split(" "):
        place = _after(word, place, room)
    return place[0]


def _after(word: str, place: tuple[int, float], room: float) -> tuple[int, float]:
    """The line, and how far on it, after one more word."""
    (line, at), width = place, width_of(word)
    if at and at + _SPACE + width > room:
        line, at = line + 1, 0.0
    at += width + (_SPACE if at else 0.0)
    if at > room:
        # Where it breaks, up to the widest letter of each line stays empty.
        whole = max(room - _SIGN, 1.0)
        more = int(at / whole)
        line, at = line + more, at - more * whole
    return line, at


CUT = "…"
"""What says that there is more."""


@cache
def cut(text: str, room: float, most: int) -> str:
    """As much of a text as goes in so many lines of so many ems: whole words, and `…`.

    Within a word only where little would be left else.
    """
    place, end, kept = (1, 0.0), 0, 0
    for word in text.split(" "):
        place = _after(word, place, room)
        if place[0] > most:
            break
        end += len(word) + (1 if end else 0)
        if place[0] < most or place[1] + width_of(CUT) <= room:
            kept = end
    else:
        return text
    is_little = width_of(text[:kept]) < room * most / 2
    return cut_anywhere(text, room, most) if is_little else _ended(text[:kept])


@cache
def cut_anywhere(text: str, room: float, most: int) -> str:
    """The same to the letter, for names: the end of a long one tells it from another."""
    if lines_of(text, room) <= most:
        return text
    # A letter stays together with its marks, and what makes one sign with what is joined to it.
    ends = [
        end for end in range(1, len(text)) if _letter_width(text[end]) and text[end - 1] != _JOINER
    ]
    fitting = bisect_right(ends, False, key=lambda end: lines_of(_ended(text[:end]), room) > most)
    return _ended(text[: ends[fitting - 1]]) if fitting else CUT


_JOINER = "\u200d"


def _ended(text: str) -> str:
    return text.rstrip(" .,:;-–—…") + CUT


# ----------------------------------------------------------------------------------- the sheet


@dataclass(frozen=True, slots=True)
class Size:
    """Letters of a size, and the height of their lines; in points."""

    letters: float
    line: float


HOUSE = Size(28, 33)
HEADING = Size(18, 25)
LARGE = Size(17, 20.5)
"""Rounds and roles."""
PLAIN = Size(14, 17.5)
"""Everything else: nothing is smaller."""
BETWEEN_ROWS, BETWEEN_CELLS, BETWEEN_PARTS = 3.5, 6.0, 7.0
CODE = 88.0
"""The square of the QR code."""
NAME_LINES = 2
"""Lines of the house's name."""
FEW, MANY = 2, 4
"""Lines of a cell that holds no text of residents: a name, perhaps with an account."""

SCALES = (1.5, 1.35, 1.2, 1.1, 1.0)
"""The fewer there is to show, the larger."""
LONGEST, SHORTER, SHORTEST = 8, 3, 1
"""Lines of a text: all of it; rather larger letters than more; no less."""


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the poster with a row for each thing."""

    key: str
    size: Size
    columns: tuple[float, ...]
    """Shares of the width."""
    rows: tuple[tuple[str, ...], ...]
    heading: str = ""
    heads: tuple[str, ...] = ()
    """What each column is."""
    unseen: frozenset[int] = frozenset()
    """The first ones, that are only read out: the heading stands in their place."""
    texts: frozenset[int] = frozenset()
    """Which cells hold what residents wrote."""
    least_lines: int = SHORTEST
    floors: tuple[int, int, int] = (0, 0, 0)
    """How many are shown when there is little room, when there is less, and in any case."""
    notes: tuple[str, ...] = ()
    """What stands under it, whatever is shown."""
    instead: str = ""
    """What stands there when there are none."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it stands on the page."""

    rows: tuple[tuple[str, ...], ...]
    left: int
    """How many are not shown."""
    lines: int
    """Lines of a text at most, and of any other cell."""
    cell_lines: int
    is_apart: bool
    """Its heading is too long to stand beside what the columns are."""
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is to go on the page."""

    name: str
    beside_code: tuple[str, ...]
    """Lines beside the QR code."""
    tables: tuple[Table, ...]
    loose: tuple[str, ...]
    """Lines between and under the tables."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How it goes on the page: how large, how long a text may be, how many of each."""

    scale: float
    lines: int
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, table: Table) -> int:
        """How many rows are shown."""
        return min(self.counts.get(table.key, len(table.rows)), len(table.rows))


@dataclass(frozen=True, slots=True)
class Laid:
    """The page as it will be."""

    scale: float
    name: str
    tables: dict[str, Shown]
    height: float


def lay_out(sheet: Sheet) -> Laid:
    """The best way to have it all on one page: as large as can be, then whole, then many."""
    try:
        laid = (_laid(sheet, plan) for plan in _plans(sheet))
        return next(one for one in laid if one.height <= PAGE_HEIGHT)
    finally:
        for measured in (width_of, cut, cut_anywhere, _row):
            measured.cache_clear()  # what people wrote is not kept here


def _plans(sheet: Sheet) -> Iterator[Plan]:
    """Ways to do it, from the best to the last one, which always fits."""
    for scale in SCALES:
        for lines in range(LONGEST, SHORTER - 1, -1):
            yield Plan(scale, lines)
    for lines in range(SHORTER - 1, SHORTEST - 1, -1):
        yield Plan(1.0, lines)
    plan = Plan(1.0, SHORTEST, {table.key: len(table.rows) for table in sheet.tables})
    for step in range(3):
        for table in reversed(sheet.tables):
            while plan.count(table) > table.floors[step]:
                counts = plan.counts | {table.key: plan.count(table) - 1}
                plan = replace(plan, counts=counts)
                yield plan


def _laid(sheet: Sheet, plan: Plan) -> Laid:
    scale = plan.scale
    beside = PAGE_WIDTH - CODE * scale - 2 * BETWEEN_CELLS * scale
    name_room = _ems(beside, HOUSE, scale) / BOLD
    name = cut(sheet.name, name_room, NAME_LINES)
    left = lines_of(name, name_room) * HOUSE.line + _height(sheet.beside_code, beside, scale)
    shown = {table.key: _shown(table, plan) for table in sheet.tables}
    height = (
        max(left, CODE)
        + _height(sheet.loose, PAGE_WIDTH, scale)
        + sum(one.height for one in shown.values())
        + BETWEEN_PARTS * (len(sheet.tables) + len(sheet.loose) + 1)
    ) * scale
    return Laid(scale, name, shown, height)


def _ems(points: float, size: Size, scale: float) -> float:
    return points / (size.letters * scale)


def _height(texts: Iterable[str], room: float, scale: float) -> float:
    """Of lines in plain letters, in points before scaling."""
    ems = _ems(room, PLAIN, scale)
    return sum(lines_of(text, ems) for text in texts) * PLAIN.line


@cache
def _row(
    row: tuple[str, ...],
    table: tuple[Size, tuple[float, ...], frozenset[int]],
    scale: float,
    most: tuple[int, int],
) -> tuple[tuple[str, ...], float]:
    """A row as it is shown, and its height: `most` lines of a text, and of another cell."""
    size, columns, texts = table
    cells, lines = [], 1
    for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
        # The first one is bold.
        room = _ems(PAGE_WIDTH * column - BETWEEN_CELLS * scale, size, scale) / (
            1 if place else BOLD
        )
        is_text = place in texts
        shown = cut(cell, room, most[0]) if is_text else cut_anywhere(cell, room, most[1])
        cells.append(shown)
        lines = max(lines, lines_of(shown, room))
    return tuple(cells), lines * size.line + BETWEEN_ROWS


def _shown(table: Table, plan: Plan) -> Shown:
    lines = max(plan.lines, table.least_lines)
    cell_lines = max(FEW, min(plan.lines, MANY))
    count = plan.count(table)
    form = (table.size, table.columns, table.texts)
    rows = [_row(row, form, plan.scale, (lines, cell_lines)) for row in table.rows[:count]]
    # Only where it is beside nothing that is seen.
    beside = sum(table.columns[place] for place in table.unseen) * PAGE_WIDTH
    is_apart = width_of(table.heading) > _ems(beside, HEADING, plan.scale) / BOLD
    left = len(table.rows) - count
    notes = [*table.notes, *([table.instead] if not table.rows else [])]
    heads = max(_lines_of_heads(table, plan.scale) - (not is_apart), 0)
    height = (
        HEADING.line
        + sum(height for _, height in rows)
        + _height(notes, PAGE_WIDTH, plan.scale)
        + (heads + bool(left)) * PLAIN.line
    )
    return Shown(tuple(cells for cells, _ in rows), left, lines, cell_lines, is_apart, height)


def _lines_of_heads(table: Table, scale: float) -> int:
    if not table.rows:
        return 0
    rooms = (
        (head, _ems(PAGE_WIDTH * table.columns[place] - BETWEEN_CELLS * scale, PLAIN, scale))
        for place, head in enumerate(table.heads)
        if place not in table.unseen
    )
    return max((lines_of(head, room) for head, room in rooms), default=0)
