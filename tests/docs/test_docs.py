"""The docs say what the code does."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.page.browser import program_or_skip

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "docs"))

from generate import generated, mirror, poster  # noqa: E402  # docs/ is no package

PAGES = [
    page for page in ROOT.rglob("*.md") if not re.search(r"/(\.|build/|node_modules/)", str(page))
]

GENERATED = [
    *("README.md", "docs/consent.md", "docs/conversation.svg", "docs/professionals.md"),
    *("docs/proposals.md", "docs/roles.md"),
]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """What the code makes of the pages, by their names; it plays conversations for them."""
    return {str(page.relative_to(ROOT)): content for page, content in generated().items()}


@pytest.mark.parametrize("name", GENERATED)
def test_what_comes_from_the_code_is_up_to_date(name: str, made: dict[str, str]) -> None:
    """Mend it with `make docs`."""
    assert (ROOT / name).read_text() == made[name]


def test_every_page_with_a_part_from_the_code_is_looked_at(made: dict[str, str]) -> None:
    """None is forgotten in the list."""
    assert sorted(made) == GENERATED


def test_the_picture_of_the_mirror_is_up_to_date() -> None:
    """But for the edges of letters, which differ between machines."""
    assert _difference("mirror.png", mirror()) < 1


def test_the_picture_of_the_poster_is_up_to_date() -> None:
    """As a browser shows it; in another one the letters may stand a little otherwise."""
    program_or_skip()
    drawn = poster()
    assert drawn
    assert _difference("poster.png", drawn) < 3


def _difference(name: str, picture: bytes) -> float:
    with Image.open(ROOT / "docs" / name) as kept, Image.open(BytesIO(picture)) as drawn:
        assert kept.size == drawn.size
        differs = ImageChops.difference(kept.convert("RGB"), drawn.convert("RGB"))
    return max(ImageStat.Stat(differs).mean)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    """A link to a file of this project names one that is there."""
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text())
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    """`bot/desk.py` in a text is a file of this project."""
    named = re.findall(
        r"`((?:bot|commands|governance|storage|texts|tests|docs)/[\w./-]+)`", page.read_text()
    )
    assert not [name for name in named if not (ROOT / name).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_test_that_a_page_names_is_there(page: Path) -> None:
    """What is said to be shown by a test is shown by one."""
    tests = "\n".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", page.read_text())
    assert not [name for name in named if f"def {name}(" not in tests]
