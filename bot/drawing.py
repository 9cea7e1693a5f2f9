"""Draws who had which role: a row for each role, a cell for each term, initials in it.

Made for a phone: as wide as phones are, and legible at a third of that. Somebody has the same shade
and pattern everywhere; nothing hangs on colour alone. This file alone imports matplotlib, and is
itself imported when the first picture is drawn: that takes half a second and some memory.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath

from bot.room import Picture, PictureRow

WIDTH = 1080
MARGIN, GAP = 20, 4
LABEL, CELL, DATES, APART = 66, 132, 50, 26
"""Heights: of a role's name, of its cells, of the days below them, and of what is between roles."""
BESIDE = 9
"""Between initials and the edge of their cell, at least."""
FEWEST = 6
"""Columns, at least: a cell is never as wide as the picture."""
PARTS = 3
"""Holders in one cell; of more only the first and the last ones are shown."""
LARGEST = {1: 54.0, 2: 46.0, 3: 36.0}
"""The size of initials, by how many share a cell."""
NAME, DAY = 40.0, 30.0
"""The size of a role's name, and of the days."""
SMALLEST = 22.0
"""No letters are smaller: what needs more room is cut."""
MORE = "…"
OPEN = "–"

INK, PAPER, LINE, FAINT = "#1a1a1a", "#ffffff", "#4a4a4a", "#595959"
_FONTS = Path(get_data_path()) / "fonts" / "ttf"  # its own, so that it looks the same everywhere
_FONT = FontProperties(fname=_FONTS / "DejaVuSans.ttf")
_BOLD = FontProperties(fname=_FONTS / "DejaVuSans-Bold.ttf")
_DRAWING = threading.Lock()  # matplotlib draws one thing at a time


@dataclass(frozen=True)
class Style:
    """How the cells of one person look."""

    fill: str
    ink: str
    pattern: str


_FILLS = (
    ("#f3ead2", INK),
    ("#24456b", PAPER),
    ("#b5c9de", INK),
    ("#7a4a2a", PAPER),
    ("#d9a441", INK),
    ("#46736c", PAPER),
)
"""Told apart by how dark they are, also in grey and by who does not see some colours."""
_PATTERNS = ("", "//", "..", "\\\\", "xx")

STYLES = tuple(Style(fill, ink, pattern) for pattern, (fill, ink) in product(_PATTERNS, _FILLS))


def styles(picture: Picture) -> dict[str, Style]:
    """The style of each by the alphabet: it says nothing of how much somebody did."""
    signs = {sign for row in picture.rows for term in row.terms for sign in term if sign}
    ordered = sorted(signs, key=lambda sign: (sign.casefold(), sign))
    return {sign: STYLES[number % len(STYLES)] for number, sign in enumerate(ordered)}


@dataclass(frozen=True)
class Size:
    """Of a picture, in pixels."""

    width: int
    height: int


def size(picture: Picture) -> Size:
    """How large it gets."""
    rows = len(picture.rows)
    return Size(WIDTH, 2 * MARGIN + rows * (LABEL + CELL + DATES) + (rows - 1) * APART)


def png(picture: Picture) -> bytes:
    """The picture as a file. Takes some tenths of a second: not for the event loop."""
    with _DRAWING:
        drawn, out = figure(picture), BytesIO()
        FigureCanvasAgg(drawn)
        drawn.savefig(out, format="png", dpi=100, facecolor=PAPER, metadata={"Software": None})
        return out.getvalue()


def figure(picture: Picture) -> Figure:
    """The same, not painted yet; a unit is a pixel, counted from the upper left corner."""
    whole = size(picture)
    drawn = Figure(figsize=(whole.width / 100, whole.height / 100), dpi=100, facecolor=PAPER)
    sheet = _Sheet(drawn, whole, styles(picture))
    columns = max(FEWEST, *(len(row.terms) for row in picture.rows))
    top = float(MARGIN)
    for row in picture.rows:
        sheet.row(row, top, (WIDTH - 2 * MARGIN) / columns)
        top += LABEL + CELL + DATES + APART
    return drawn


class _Sheet:
    def __init__(self, drawn: Figure, whole: Size, looks: dict[str, Style]) -> None:
        self._axes = drawn.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, whole.width)
        self._axes.set_ylim(whole.height, 0)
        self._looks = looks

    def row(self, row: PictureRow, top: float, width: float) -> None:
        """One role: its name, its cells, and when the first and the last began."""
        self._write(row.label, MARGIN, top + LABEL / 2, WIDTH - 2 * MARGIN, NAME, _BOLD, ha="left")
        for number, term in enumerate(row.terms):
            self._term(term, MARGIN + number * width, top + LABEL, width - GAP)
        below = top + LABEL + CELL + DATES / 2
        end = MARGIN + len(row.terms) * width - GAP
        days, half = WIDTH - 2 * MARGIN, (WIDTH - 3 * MARGIN) / 2
        together = f"{row.first} – {row.last}" if row.last else row.first
        if not row.last or end - MARGIN < _width(together, DAY, _FONT):
            self._write(together, MARGIN, below, days, DAY, _FONT, ha="left", ink=FAINT)
        else:
            self._write(row.first, MARGIN, below, half, DAY, _FONT, ha="left", ink=FAINT)
            self._write(row.last, end, below, half, DAY, _FONT, ha="right", ink=FAINT)

    def _term(self, term: tuple[str, ...], left: float, top: float, width: float) -> None:
        parts = term if len(term) <= PARTS else (term[0], MORE, term[-1])
        height = CELL / len(parts)
        for number, sign in enumerate(parts):
            look = self._looks.get(sign, Style(PAPER, INK, ""))
            place = top + number * height
            self._axes.add_patch(
                Rectangle(
                    (left, place),
                    width,
                    height,
                    facecolor=look.fill,
                    edgecolor=look.ink,  # which is the pattern's; the edge itself comes over it
                    hatch=look.pattern or None,
                    linewidth=0,
                )
            )
            edge = Rectangle(
                (left, place),
                width,
                height,
                fill=False,
                edgecolor=LINE,
                linewidth=1.5,
                linestyle=(0, (4, 3)) if not sign else "solid",
            )
            self._axes.add_patch(edge)
            self._write(
                sign or OPEN,
                left + width / 2,
                place + height / 2,
                width - 2 * BESIDE,
                LARGEST[len(parts)],
                _BOLD,
                ha="center",
                ink=look.ink,
                ground=look.fill if look.pattern else None,
            )

    def _write(
        self,
        text: str,
        x: float,
        y: float,
        room: float,
        largest: float,
        font: FontProperties,
        *,
        ha: str,
        ink: str = INK,
        ground: str | None = None,
    ) -> None:
        """Write within so much room: smaller where it must be, and cut where that is too small."""
        shown, height = fitted(text, room, largest, font)
        box = {"facecolor": ground, "edgecolor": "none", "pad": 2.0} if ground else None
        self._axes.text(
            x,
            y,
            shown,
            color=ink,
            fontproperties=font,
            fontsize=height * 0.72,  # points in an inch, of which there are 100 pixels
            ha=ha,
            va="center_baseline" if ha != "center" else "center",
            bbox=box,
            parse_math=False,
        )


def fitted(text: str, room: float, largest: float, font: FontProperties) -> tuple[str, float]:
    """As much of the text as goes into so many pixels, and how high its letters are."""
    known = "".join(letter if _has(letter, font) else "?" for letter in text)
    wide = _width(known, largest, font)
    if wide <= room:
        return known, largest
    height = max(SMALLEST, largest * room / wide)
    for shown in _shorter(known):
        if _width(shown, height, font) <= room + 0.5:
            return shown, height
    return MORE, height


def _shorter(text: str) -> Iterator[str]:
    yield text
    for end in range(len(text) - 1, 0, -1):
        yield text[:end] + MORE


def _width(text: str, height: float, font: FontProperties) -> float:
    if not text:
        return 0.0
    return float(TextPath((0, 0), text, size=height, prop=font).get_extents().x1)


def _has(letter: str, font: FontProperties) -> bool:
    return bool(get_font(str(font.get_file())).get_char_index(ord(letter)))
