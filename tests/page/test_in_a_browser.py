"""The poster in a real browser: on paper it is one page, whole, large enough, and asks nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.paper import HEADING, LARGE, PAGE_HEIGHT, PLAIN
from tests.page.browser import browser
from tests.page.conftest import LANGUAGES, PHONE, Look, judge
from tests.page.houses import KINDS

Looks = dict[tuple[str, str], Look]
A4 = (595.0, 842.0)
"""Points."""

every = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in KINDS for language in LANGUAGES]
)


def papers(pdf: bytes) -> list[tuple[float, float]]:
    """The width and height of each page; of a PDF whose own count says the same."""
    pages = [part for part in pdf.split(b"endobj") if re.search(rb"/Type\s*/Page\b", part)]
    (counted,) = re.findall(rb"/Type\s*/Pages\s*/Count\s+(\d+)", pdf)
    assert int(counted) == len(pages)
    boxes = [re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", page) for page in pages]
    return [(float(box[1]), float(box[2])) for box in boxes if box]


@every
def test_it_is_one_page_of_a4(kind: str, language: str, looks: Looks) -> None:
    """Printed as the page itself asks."""
    ((width, height),) = papers(looks[kind, language].pdf)
    assert abs(width - A4[0]) < 1
    assert abs(height - A4[1]) < 1


@every
def test_it_is_one_page_in_wider_letters_too(kind: str, language: str, looks: Looks) -> None:
    """Where none of the fonts is there that it asks for; then its last line may have no room."""
    assert len(papers(looks[kind, language].pdf_in_wide_letters)) == 1


async def test_two_pages_are_counted_as_two(program: str, tmp_path: Path) -> None:
    """So that the test above can fail."""
    file = tmp_path / "two.html"
    file.write_text("<!doctype html><style>@page{size:A4}</style><p style='height:400mm'>A</p><p>B")
    async with browser(program) as tab:
        await tab.show(file)
        assert len(papers(await tab.print())) == 2


@every
def test_nothing_is_lost_on_paper(kind: str, language: str, looks: Looks) -> None:
    """What was reckoned to fit does; what is left out says so with … or a number."""
    look = looks[kind, language]
    assert look.height <= PAGE_HEIGHT
    assert look.lost == []


@every
def test_it_asks_for_nothing(kind: str, language: str, looks: Looks) -> None:
    """The file itself, and nothing from anywhere, nor from beside it."""
    (only,) = looks[kind, language].asked
    assert only.startswith("file:///")
    assert only.endswith(f"{kind}-{language}.html")


async def test_a_page_that_asks_is_seen_to_ask(program: str, tmp_path: Path) -> None:
    """So that the test above can fail."""
    file = tmp_path / "asking.html"
    file.write_text("<!doctype html><img src='http://127.0.0.1:9/x.png' alt=''>")
    async with browser(program) as tab:
        await tab.show(file)
        assert "http://127.0.0.1:9/x.png" in tab.asked


@every
def test_it_can_be_read_from_two_metres(kind: str, language: str, looks: Looks) -> None:
    """Agreements at 14 points at least, roles and rounds larger, headings larger still."""
    sizes = looks[kind, language].sizes
    nearly = 0.01
    assert min(sizes["body *"]) >= PLAIN.letters - nearly >= 13.9
    for part in (".rounds tbody *", ".roles tbody *"):
        assert min(sizes[part], default=LARGE.letters) >= LARGE.letters - nearly >= 16.9
    assert min(sizes["h2"]) >= HEADING.letters - nearly
    assert min(sizes["h2"]) > max(sizes["table *, p, li"])
    assert min(sizes["h1 *"]) > max(sizes["h2"])


@every
def test_axe_finds_no_barrier(kind: str, language: str, looks: Looks, axe: str) -> None:
    """Contrast, headings, language, tables, the picture's name; on paper and on a phone.

    Nothing is left undecided either.
    """
    look = looks[kind, language]
    assert len(look.passed) == 2
    assert min(look.passed) > 15
    assert look.barriers == []


async def test_a_barrier_is_found(program: str, axe: str, tmp_path: Path) -> None:
    """So that the test above can fail."""
    file, look = tmp_path / "pale.html", Look()
    file.write_text("<!doctype html><title>x</title><main><h1 style='color:#ddd'>Pale</h1></main>")
    async with browser(program) as tab:
        await tab.show(file)
        await judge(tab, look, axe)
    assert {"color-contrast", "html-has-lang"} <= {one["id"] for one in look.barriers}


@every
def test_headings_come_in_order(kind: str, language: str, looks: Looks) -> None:
    """The house, and then each part of the page."""
    assert looks[kind, language].headings == ["H1", "H2", "H2", "H2", "H2"]


@every
def test_it_can_be_read_on_a_phone_too(kind: str, language: str, looks: Looks) -> None:
    """Without moving it from side to side."""
    assert looks[kind, language].width_on_phone <= PHONE
