"""Every link in the pages leads somewhere: to a file of the project, a heading, an address."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import PAGES, ROOT, name_of, prose

LINK = re.compile(
    r"\]\(\s*<?([^)\s>]*)>?(?:\s+\"[^\"]*\")?\s*\)|^ *\[[^\]]+\]: +(\S+)|<(https?:[^>]*)>", re.M
)
HEADING = re.compile(r"^ {0,3}#{1,6} +(.+?) *#*$", re.MULTILINE)
by_page = pytest.mark.parametrize("page", PAGES, ids=name_of)


def links(text: str) -> list[str]:
    """Where a page's links lead, pictures too; not what only looks like one in its code."""
    # Code is taken out, but a link's words may be code.
    return [next(filter(None, found), "") for found in LINK.findall(prose(text))]


@cache
def anchors(page: Path) -> frozenset[str]:
    """What can be linked to within a page: its headings, as web sites name them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    seen: Counter[str] = Counter()
    found = set()
    for heading in HEADING.findall(text):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return frozenset(found)


def wrong(link: str, page: Path) -> str:
    """Why a link on a page leads nowhere; nothing if it does."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        is_address = re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}", parts.hostname or "")
        return "" if parts.scheme == "https" and is_address else "no address of the web"
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not file.exists():
        return "no such file"
    if not file.is_relative_to(ROOT):
        return "outside the project"
    if parts.fragment and (file.suffix != ".md" or parts.fragment not in anchors(file)):
        return "no such heading"
    return "" if link else "nothing"


@by_page
def test_every_link_on_a_page_leads_somewhere(page: Path) -> None:
    """Outside addresses are looked at by their shape alone: nobody is asked."""
    found = {link: wrong(link, page) for link in links(page.read_text())}
    assert not {link: why for link, why in found.items() if why}


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("nowhere.md", "no such file"),
        ("operating.md#nothing-of-the-kind", "no such heading"),
        ("#nothing-of-the-kind", "no such heading"),
        ("../" * 50 + "etc", "outside the project"),
        ("http://kring.example.org", "no address of the web"),
        ("https://kring", "no address of the web"),
        ("https:/kring.example.org", "no address of the web"),
        ("", "nothing"),
    ],
)
def test_a_link_that_leads_nowhere_is_seen(link: str, why: str) -> None:
    page = ROOT / "docs" / "README.md"
    assert links(f"see [it]({link}) and `[no](link)`") == [link]
    assert wrong(link, page) == why


def test_the_map_has_every_page() -> None:
    """Who looks for a page finds it there, by who reads it."""
    folder = ROOT / "docs"
    linked = {
        (folder / link.partition("#")[0]).resolve()
        for link in links((folder / "README.md").read_text())
    }
    there = {*folder.glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"} - {
        folder / "README.md"
    }
    assert {name_of(page) for page in there} <= {name_of(page) for page in linked}
