"""The picture of the mirror: for a phone, in grey, and for who does not see all colours."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from PIL import Image

from bot import drawing
from bot.room import Picture, PictureRow

SIGNS = ("A", "Be", "CW", "Ja1", "Ja2", "MW", "WW12", "Q", "É", "Ж")
READABLE = 4.5
"""The contrast that WCAG asks of text."""
SMALLEST_AT_360 = 7
"""Pixels of a letter's height, where the picture is shown a third as wide."""


def _picture(roles: int = 3, terms: int = 12, label: str = "voorzitter") -> Picture:
    rows = []
    for number in range(roles):
        held: list[tuple[str, ...]] = [(SIGNS[(number + n) % len(SIGNS)],) for n in range(terms)]
        held[0] = ("Ja1", "", "WW12", "A")[: number + 1]
        if terms > 1:
            held[-1] = ("",)
        rows.append(PictureRow(label, "28 sept. 2026", "14 dec. 2026" * (terms > 1), tuple(held)))
    return Picture(tuple(rows), "mirror.png", "words")


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return float((light + 0.05) / (dark + 0.05))


def _lightness(colour: str) -> float:
    """From 0 to 100, by what eyes take for equal steps."""
    return float(116 * _luminance(colour) ** (1 / 3) - 16)


@pytest.mark.parametrize(("roles", "terms"), [(1, 1), (1, 2), (3, 12), (8, 5)])
def test_it_is_a_png_as_wide_as_a_phone(roles: int, terms: int) -> None:
    """As large as it says, and small enough for a bad connection."""
    picture = _picture(roles, terms)
    made = drawing.png(picture)
    with Image.open(BytesIO(made)) as image:
        assert image.format == "PNG"
        assert image.size == (drawing.size(picture).width, drawing.size(picture).height)
        assert image.width <= 1080
    assert len(made) < 40_000 * (roles + 1)
    assert drawing.png(picture) == made


@pytest.mark.parametrize("label", ["kok", "voorzitter", "W" * 60])
@pytest.mark.parametrize(("roles", "terms"), [(1, 1), (1, 2), (4, 6), (4, 12)])
def test_no_text_leaves_its_place_or_meets_another(roles: int, terms: int, label: str) -> None:
    """Initials stay in their cell, all else in the picture, and nothing is written over."""
    picture = _picture(roles, terms, label)
    drawn = drawing.figure(picture)
    painter: Any = FigureCanvasAgg(drawn).get_renderer()  # type: ignore[no-untyped-call]
    (axes,) = drawn.axes
    height = drawing.size(picture).height
    cells = [
        patch.get_window_extent(painter) for patch in axes.patches if isinstance(patch, Rectangle)
    ]
    texts = [(text, text.get_window_extent(painter)) for text in axes.texts]
    for text, box in texts:
        assert box.x0 >= 0, text
        assert box.x1 <= drawing.WIDTH, text
        assert box.y0 >= 0, text
        assert box.y1 <= height, text
        if text.get_horizontalalignment() == "center":
            assert any(
                cell.x0 <= box.x0 and box.x1 <= cell.x1 and cell.y0 - 2 <= box.y0 <= cell.y1
                for cell in cells
            ), text
    for (one, box), (other, its) in combinations(texts, 2):
        inner, outer = box.padded(-3), its.padded(-3)
        assert not inner.overlaps(outer), (one, other)


def test_it_is_legible_where_it_is_shown_a_third_as_wide() -> None:
    """On a phone that is 360 pixels wide."""
    for text in drawing.figure(_picture(3)).axes[0].texts:
        assert float(text.get_fontsize()) / 0.72 / 3 >= SMALLEST_AT_360, text


def test_initials_stand_out_from_their_ground_in_grey_too() -> None:
    """The contrast is counted from luminance alone."""
    for look in drawing.STYLES:
        assert _contrast(look.fill, look.ink) >= READABLE
    for ink in (drawing.INK, drawing.FAINT):
        assert _contrast(ink, drawing.PAPER) >= READABLE


def test_people_are_told_apart_by_shade_or_pattern_and_not_by_colour() -> None:
    """Of thirty people no two look the same in grey; the initials tell the rest."""
    assert len({(round(_lightness(s.fill)), s.pattern) for s in drawing.STYLES}) == 30
    for one, other in combinations({look.fill for look in drawing.STYLES}, 2):
        assert abs(_lightness(one) - _lightness(other)) >= 7


def test_the_order_of_shades_says_nothing_of_how_much_somebody_did() -> None:
    """It is the alphabet's."""
    row = PictureRow("chair", "1", "2", (("B",), ("B",), ("B",), ("A",)))
    looks = drawing.styles(Picture((row,), "x", "x"))
    assert looks == {"A": drawing.STYLES[0], "B": drawing.STYLES[1]}


def test_a_letter_that_the_font_does_not_have_is_no_empty_box(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Matplotlib warns of each box in place of a letter, and a warning fails any test here."""
    drawn = drawing.png(_picture(1, 2, "議長"))
    assert drawn.startswith(b"\x89PNG")
    assert capfd.readouterr().err == ""


def test_matplotlib_is_only_imported_by_who_draws() -> None:
    """It takes memory, and half a second of each start."""
    code = "import sys, bot.cli, bot.service, bot.matrix.sender; print('matplotlib' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
