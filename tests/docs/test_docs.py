"""The docs say what the code does."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.hall import Print
from bot.replay import replay
from bot.transcript import Transcript
from tests.conversations.played import Played
from tests.database import compiled_once, make_new
from tests.docs.pages import PAGES, name_of

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "docs"))

# docs/ is no package.
import generate as docs_of_code  # noqa: E402
import stories  # noqa: E402
from generate import PAGE, PARTS, STORIES, digest, generated, mirror, poster_page  # noqa: E402
from picture import wrapped  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"

GENERATED = [*PARTS, *(name_of(file.with_suffix(".svg")) for file in STORIES)]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """What the code makes of the pages, by their names; it plays conversations for them."""

    async def play(transcript: Transcript, watch: Print) -> Played:
        with TemporaryDirectory() as folder:
            await make_new(Path(folder) / "kring.db")
            return await replay(transcript, watch, f"sqlite:///{folder}/kring.db")

    with compiled_once(), pytest.MonkeyPatch.context() as patch:
        for module in (docs_of_code, stories):
            patch.setattr(module, "replay", play)
        return {name_of(page): content for page, content in generated().items()}


@pytest.mark.parametrize("name", GENERATED)
def test_what_comes_from_the_code_is_up_to_date(name: str, made: dict[str, str]) -> None:
    """Mend it with `make docs`."""
    assert (ROOT / name).read_text() == made[name]


def test_every_part_that_a_page_marks_comes_from_the_code() -> None:
    """None is forgotten, and none is filled that no page has."""
    marked = {
        name_of(page): re.findall(r"^<!-- (\S+) -->$", page.read_text(), re.MULTILINE)
        for page in PAGES
    }
    parts = {name: [p for p in found if p[0] != "/"] for name, found in marked.items() if found}
    assert {name: sorted(found) for name, found in parts.items()} == {
        name: sorted(found) for name, found in PARTS.items()
    }


def test_every_story_is_there_in_both_languages_and_is_told_to_who_cannot_see_it() -> None:
    """A title, and every word in the description; each picture is shown on a page."""
    names = {file.name for file in STORIES}
    assert {name.replace(".en.", ".nl.") for name in names if ".en." in name} == {
        name for name in names if ".nl." in name
    }
    pages = "\n".join(page.read_text() for page in PAGES)
    for story in STORIES:
        drawn = story.with_suffix(".svg")
        assert f"pictures/{drawn.name})" in pages
        picture = ElementTree.parse(drawn).getroot()
        title, told = (picture.findtext(f"{SVG}{tag}") or "" for tag in ("title", "desc"))
        assert title.endswith(".")
        rows = [row.text or "" for row in picture.iter(f"{SVG}text") if row.get("class") != "t"]
        assert {*" ".join(rows).split()} <= {*re.split(r":?\s+", told), *told.split()}, story.name


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_picture_is_small(story: Path) -> None:
    """Somebody with little credit on their phone looks at it."""
    assert story.with_suffix(".svg").stat().st_size < 10_000


def test_words_in_a_picture_stay_within_it() -> None:
    """Also of a broad font: a row is broken before it reaches the edge."""
    long = "a house decides together, WITH MANY CAPITALS, mmm and 👍 consent 12 · 🤷 aside 0"
    rows = wrapped(long, 200)
    assert "".join(" ".join(rows).split()) == "".join(long.split())
    assert all(len(row) <= 30 for row in rows)
    assert not any(row.endswith(("👍", "🤷")) for row in rows)


def test_the_picture_of_the_mirror_is_up_to_date() -> None:
    """But for the edges of letters, which differ between machines."""
    assert _difference("mirror.png", mirror()) < 1


def test_the_picture_of_the_poster_is_up_to_date() -> None:
    """It was taken of the page that is made today, letter for letter."""
    with Image.open(ROOT / "docs" / "poster.png") as kept:
        assert kept.info[PAGE] == digest(poster_page())


def _difference(name: str, picture: bytes) -> float:
    with Image.open(ROOT / "docs" / name) as kept, Image.open(BytesIO(picture)) as drawn:
        assert kept.size == drawn.size
        differs = ImageChops.difference(kept.convert("RGB"), drawn.convert("RGB"))
    return max(ImageStat.Stat(differs).mean)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    """`bot/desk.py` in a text is a file of this project."""
    named = re.findall(
        r"`((?:bot|commands|governance|storage|texts|tests|docs)/[\w./-]+)`", page.read_text()
    )
    assert not [name for name in named if not (ROOT / name).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_test_that_a_page_names_is_there(page: Path) -> None:
    """What is said to be shown by a test is shown by one."""
    tests = "\n".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", page.read_text())
    assert not [name for name in named if f"def {name}(" not in tests]
