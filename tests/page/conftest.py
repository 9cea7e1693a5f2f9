"""Each poster is made once, looked at once in a real browser, and judged by many tests."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.page.browser import Browser, browser, nothing_to_look_with, program_or_skip
from tests.page.houses import KINDS, lived_in, page_of, speak

ROOT = Path(__file__).parent.parent.parent
AXE = Path(os.environ.get("KRING_AXE", ROOT / "build" / "axe-core" / "axe.min.js"))
LANGUAGES = ("en", "nl")
PAPER_WIDTH, PAPER_HEIGHT = 734, 1059
"""Pixels of A4 within the margins that the page asks for."""
PHONE = 320

CELLS = "[...document.querySelectorAll('tbody div, .name')]"
LEAVES = (
    "[...document.querySelectorAll('body *')].filter(one => [...one.childNodes].some("
    "node => node.nodeType === 3 && node.data.trim()))"
)
POINTS = "parseFloat(getComputedStyle(one).fontSize) * 0.75"


@dataclass
class Look:
    """What a browser saw of one poster."""

    asked: list[str] = field(default_factory=list)
    pdf: bytes = b""
    pdf_in_wide_letters: bytes = b""
    height: float = 0.0
    """Of what is on the paper, in points."""
    lost: list[str] = field(default_factory=list)
    """Cells of which the paper does not show all that was put there."""
    sizes: dict[str, list[float]] = field(default_factory=dict)
    """Points of the letters, by the part they are in."""
    headings: list[str] = field(default_factory=list)
    barriers: list[dict[str, Any]] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)
    """How many rules held, on paper and on a phone."""
    width_on_phone: float = 0.0


@pytest.fixture(scope="session")
def program() -> str:
    """The browser of this machine."""
    return program_or_skip()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """The poster of each house in each language."""

    async def make() -> dict[tuple[str, str], str]:
        made = {}
        for kind in KINDS:
            async with lived_in(kind, tmp_path_factory.mktemp(kind) / "kring.db") as home:
                for language in LANGUAGES:
                    await speak(home, language)
                    made[kind, language] = await page_of(home)
        return made

    return asyncio.run(make())


@pytest.fixture(scope="session")
def looks(
    program: str, pages: dict[tuple[str, str], str], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Look]:
    """What the browser sees of each."""
    folder = tmp_path_factory.mktemp("pages")
    axe = AXE.read_text(encoding="utf-8") if AXE.exists() else ""

    async def look_at_all() -> dict[tuple[str, str], Look]:
        async with browser(program) as tab:
            return {
                (kind, language): await _look(tab, folder / f"{kind}-{language}.html", html, axe)
                for (kind, language), html in pages.items()
            }

    return asyncio.run(look_at_all())


async def _look(tab: Browser, file: Path, html: str, axe: str) -> Look:
    file.write_text(html, encoding="utf-8")  # noqa: ASYNC240  # nothing else waits
    look = Look()
    await tab.show(file, width=PAPER_WIDTH, height=PAPER_HEIGHT)
    await tab.on_paper()
    look.height = await tab.tell("document.querySelector('.sheet').scrollHeight * 0.75")
    look.lost = await tab.tell(
        f"{CELLS}.filter(one => one.scrollHeight > one.clientHeight + 1"
        " || one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"
    )
    look.sizes = {
        part: await tab.tell(f"{LEAVES}.filter(one => one.matches({part!r})).map(one => {POINTS})")
        for part in ("body *", ".rounds tbody *", ".roles tbody *", "h1 *", "h2", "table *, p, li")
    }
    look.headings = await tab.tell(
        "[...document.querySelectorAll('h1, h2, h3, h4')].map(one => one.tagName)"
    )
    look.pdf = await tab.print()
    await tab.tell("document.body.style.fontFamily = 'DejaVu Sans'; 0")
    look.pdf_in_wide_letters = await tab.print()
    await tab.tell("document.body.style.fontFamily = ''; 0")
    look.asked = list(tab.asked)
    if axe:
        await judge(tab, look, axe)
    await tab.on_paper(is_so=False)
    await tab.show(file, width=PHONE, height=640)
    look.width_on_phone = await tab.tell("document.documentElement.scrollWidth")
    if axe:
        await judge(tab, look, axe)
    return look


async def judge(tab: Browser, look: Look, axe: str) -> None:
    """What axe-core says of the page as it stands now."""
    await tab.tell(f"{axe}; 0")
    judged = await tab.tell(
        "axe.run().then(found => ({passed: found.passes.length,"
        " barriers: found.violations.concat(found.incomplete).map(one => ({"
        " id: one.id, where: one.nodes.map(node => node.html).slice(0, 3)}))}))"
    )
    look.passed.append(judged["passed"])
    look.barriers += judged["barriers"]


@pytest.fixture
def axe() -> str:
    """What looks for barriers."""
    if not AXE.exists():
        nothing_to_look_with("axe-core")
    return AXE.read_text(encoding="utf-8")
