"""What stands on the poster, and what never does."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
import segno

from bot.matrix.links import link_to
from bot.poster_page import page as page_with
from bot.room import Capabilities, Document
from bot.turns import Access
from governance.role_facts import RoleName
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from tests.desk.hall import DAY, HOUR, ROOM, Home, account, private
from tests.page.conftest import ROOT
from tests.page.houses import MARKUP, REVERSED, agree, content_of, page_of, speak

PEOPLE = ("alice", "bob", "carol", "dan")
EMPTY_TAGS = {"meta", "path", "link", "br", "img", "input"}


class Page(HTMLParser):
    """A poster, taken apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.parts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self._part = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in EMPTY_TAGS:
            self._open.append(tag)
        if tag in {"header", "section", "footer"} or (tag == "title" and "svg" not in self._open):
            self._part = dict(attrs).get("class") or tag

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and "style" not in self._open:
            self.parts.setdefault(self._part, []).append(data.strip())

    def text(self, part: str) -> str:
        """The words of a part, with | between what stands apart."""
        return " | ".join(self.parts[part])

    @property
    def words(self) -> str:
        """All words."""
        return " | ".join(map(self.text, self.parts))


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A house with a chair, and a professional."""
    file = tmp_path / "kring.db"
    access = Access(professionals=(account("pat"),))
    roles = ((CHAIR, Wanted()),)
    async with Home(file, access=access, roles=roles, newcomer_days=0).opened() as home:
        await home.move_in(*PEOPLE, "pat")
        await home.open_private_room(*PEOPLE, "pat")
        yield home


async def read(home: Home) -> Page:
    return Page(await page_of(home))


# ----------------------------------------------------------------------------------- what stands


async def test_it_tells_whose_it_is_and_of_when(home: Home) -> None:
    """So that an old one is known for one."""
    page = await read(home)
    assert page.text("header").startswith("De Eik | Made on Monday 23 November 2026")
    assert page.text("title") == "De Eik"


async def test_a_house_without_a_name_has_a_heading_too(home: Home) -> None:
    """A room need not have one."""
    house = await home.house()
    async with home.store.transaction() as tx:
        await tx.rename_house(house.id, " ")
    page = await read(home)
    assert page.text("header").startswith("Our house | ")
    assert page.text("title") == "Our house"


async def test_an_empty_house_is_spoken_to_kindly(home: Home) -> None:
    """Each part says what could be there, and what one could do."""
    page = await read(home)
    assert "Do you have an idea?" in page.text("rounds")
    assert "What would you like to agree on?" in page.text("agreements")
    assert "Do you need something?" in page.text("requests")


async def test_what_is_asked_stands_with_its_end_and_the_way_to_answer(home: Home) -> None:
    """Also for who has no phone: whom to ask, what to say, what the other writes."""
    await home.say("alice", "!quick Quiet hours from 22:00")
    rounds = (await read(home)).text("rounds")
    assert "P1 | Quiet hours from 22:00 | Tue 24 Nov, 12:00" in rounds
    assert "Ask a housemate to speak for you. Say the number, such as P1" in rounds
    assert "!for … consent P1" in rounds
    await speak(home, "nl")
    rounds = (await read(home)).text("rounds")
    assert "P1 | Quiet hours from 22:00 | di 24 nov, 12:00" in rounds
    assert "!namens … akkoord P1" in rounds


async def test_who_was_not_heard_can_read_that_they_still_can(home: Home) -> None:
    """While it settles it is asked, not agreed; nobody is named."""
    await home.say("alice", "!quick Soup on Monday")
    for who in ("bob", "carol"):
        await home.vote(who, "consent")
    await home.go(timedelta(days=1, hours=1))
    assert (await home.proposal()).is_settling
    page = await read(home)
    assert "Agreed, but not everybody was heard yet: Soup on Monday" in page.text("rounds")
    assert "A1" not in page.text("agreements")
    assert "Dan" not in page.words


async def test_what_is_talked_about_is_a_number(home: Home) -> None:
    """It may still change; who wants to know asks."""
    await home.say("alice", "!propose A bench")
    assert "One other proposal is being talked about." in (await read(home)).text("rounds")


async def test_an_agreement_stands_with_the_day_on_which_it_is_looked_at(home: Home) -> None:
    """The newest first; a trial and an urgent one say that they are."""
    await agree(home, "Soup on Monday", 1, *PEOPLE[1:])
    await home.say("alice", "!try A cat")
    await home.say("alice", "!round P2")
    for who in PEOPLE[1:]:
        await home.vote(who, "consent", about="P2")
    await home.say("bob", "!urgent The tap is shut off")
    told = (await read(home)).text("agreements")
    assert "A3 | The tap is shut off | until 7 Dec 2026" in told
    assert "A2 | A cat | trial: 21 Dec 2026" in told
    assert told.endswith("A1 | Soup on Monday | 23 May 2027")


async def test_what_would_end_is_asked_and_then_gone(home: Home) -> None:
    """The agreement stays as long as it holds; that it ended is no agreement to hang up."""
    await agree(home, "Soup on Monday", 1, *PEOPLE[1:])
    await home.say("alice", "!object A1 the pan is broken")
    assert "A1 | Soup on Monday | now" in (await read(home)).text("agreements")
    for who in PEOPLE:
        await home.say(who, "!review A1 end")
    await home.say("alice", "!round P2")
    page = await read(home)
    assert "P2 | End A1: Soup on Monday" in page.text("rounds")
    assert "A1 | Soup on Monday | now" in page.text("agreements")
    for who in PEOPLE[1:]:
        await home.vote(who, "consent", about="P2")
    assert "There are no agreements yet." in (await read(home)).text("agreements")


async def test_what_changes_the_house_stands_in_words(home: Home) -> None:
    """Not as it was typed: nobody need know what a setting is called."""
    await agree(home, "Soup on Monday", 1, *PEOPLE[1:])
    for number, change in enumerate(
        ("set round_hours 72", "role cook every 2 weeks wednesday 18:00", "elect chair @Bob"), 2
    ):
        await home.say("alice", f"!change {change}")
        await home.say("alice", f"!round P{number}")
        would = (await read(home)).text("rounds")
        assert change not in would
        for who in PEOPLE[1:]:
            await home.vote(who, "consent", about=f"P{number}")
    told = (await read(home)).text("agreements")
    assert "A2 | A round lasts 72 hours." in told
    assert "A3 | The role cook: every 2 weeks, Wednesday 18:00, in turn among residents." in told
    assert "A4 | The house chose Bob for the role chair." in told
    assert "round_hours" not in told


async def test_a_role_stands_with_who_has_it_until_when_and_who_is_next(home: Home) -> None:
    """Who was not told yet has a question mark; it may still be somebody else."""
    before = (await read(home)).text("roles")
    assert re.search(r"Next \(\? not sure\) \| chair \| nobody yet \| \w+\?$", before)
    await home.go(12 * DAY)
    after = (await read(home)).text("roles")
    assert re.search(r"\| Next \| chair \| \w+ \| Mon 7 Dec \| \w+$", after)


async def test_nobody_has_to_have_a_role(home: Home) -> None:
    """It is open, and the page says no more."""
    for who in PEOPLE:
        await home.say(who, "!unwilling chair")
    await home.go(12 * DAY)
    assert "chair | open | Mon 7 Dec | open" in (await read(home)).text("roles")


async def test_a_poster_made_while_the_bot_slept_is_of_today(home: Home) -> None:
    """Who was told for this week has the role now, though nobody took note of it."""
    await home.go(5 * DAY)
    told = (await read(home)).text("roles")
    name = told.rpartition("| ")[2]
    home.now += 4 * DAY
    assert f"chair | {name} | Mon 7 Dec" in (await read(home)).text("roles")


async def test_a_request_stands_with_the_day_of_its_answer(home: Home) -> None:
    """Or since when it waits; what was answered does not hang there."""
    await home.say("alice", "!request A boiler")
    await home.say("alice", "!request Wifi")
    await home.say("alice", "!request A bicycle shed")
    await home.say("pat", "!promise R1 friday we ask the landlord")
    await home.say("pat", "!answer R2 it comes in May")
    told = (await read(home)).text("requests")
    assert "R1 | A boiler | promised by 27 Nov" in told
    assert "R3 | A bicycle shed | waiting since 23 Nov" in told
    assert "Wifi" not in told
    assert "landlord" not in told


async def test_what_does_not_fit_is_counted(home: Home) -> None:
    """With the command that shows it all."""
    await agree(home, "Soup on Monday", 1, *PEOPLE[1:])
    content = await content_of(home)
    tables = tuple(
        replace(one, rows=one.rows * 60) if one.key == "agreements" else one
        for one in content.sheet.tables
    )
    shown = Page(page_with(replace(content, sheet=replace(content.sheet, tables=tables))))
    told = shown.text("agreements")
    count = told.count("A1 | Soup on Monday")
    assert 6 <= count < 60
    assert f"And {60 - count} more: | !agreements" in told


async def test_the_code_leads_to_the_room(home: Home) -> None:
    """By the site that every phone can open; the picture says what it is, to who cannot see it."""
    html = await page_of(home)
    link = "https://matrix.to/#/!oak%3Akring.test?via=kring.test"
    assert (await content_of(home)).link == link
    path = re.search(r'<path d="([^"]*)"', html)
    assert path
    dark = {tuple(map(int, one)) for one in re.findall(r"M(\d+) (\d+)h1v1h-1z", path[1])}
    rows = list(segno.make(link, error="m", micro=False).matrix_iter(border=4))
    assert dark == {
        (x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    }
    assert '<title id="code">QR code: opens the chat of this house</title>' in html
    assert "This code opens our chat on a phone." in Page(html).text("header")


def test_the_way_to_a_room_is_the_server_that_most_are_on() -> None:
    """A room's id alone need not say where it is."""
    accounts = ["@a:one.test", "@b:two.test", "@c:two.test", "nobody"]
    assert link_to("!r0om", accounts) == "https://matrix.to/#/!r0om?via=two.test"
    assert link_to("!a/b c:x", []) == "https://matrix.to/#/!a%2Fb%20c%3Ax"


def test_the_page_travels_with_the_package(tmp_path: Path) -> None:
    """What is installed from a wheel can make a poster too."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    here = {str(file.relative_to(ROOT)) for file in (ROOT / "bot").glob("poster*")}
    assert len(here) == 4
    assert here | {"texts/poster.en.ftl", "texts/poster.nl.ftl"} <= packed


# ------------------------------------------------------------------------------ what never does


async def test_what_is_about_a_person_is_never_on_it(home: Home) -> None:
    """In no state of its life, and not for who may know of it, who asks privately."""
    await home.say("alice", "!about @Bob does not cook until March", room=private("alice"))
    for length in (HOUR, 2 * DAY, 6 * DAY + HOUR, HOUR):
        await home.say("alice", "!poster", room=private("alice"))
        (*_, file) = home.hall.of(Document, private("alice"))
        for page in (Page(file.bytes.decode()), await read(home)):
            assert "cook" not in page.words
            assert "P1" not in page.words
            assert "talked about" not in page.words
        await home.go(length)
    for who in PEOPLE[1:]:
        await home.vote(who, "consent")
    await home.go(4 * DAY)
    assert (await home.proposal()).holding
    page = await read(home)
    assert "cook" not in page.words
    assert "A1" not in page.words


async def test_what_somebody_is_in_the_house_is_not_on_it(home: Home) -> None:
    """A round about it is there, so that everybody can be heard; whom it is about is not."""
    await agree(home, "Soup on Monday", 1, *PEOPLE[1:])
    await home.say("alice", "!change guest @Dan")
    await home.say("alice", "!round P2")
    page = await read(home)
    assert "P2 | What somebody is in this house. Ask a housemate about it." in page.text("rounds")
    assert "Dan" not in page.text("rounds")
    for who in PEOPLE[1:]:
        await home.vote(who, "consent", about="P2")
    page = await read(home)
    assert "A2" not in page.words
    assert "Dan" not in page.text("agreements")


async def test_nobody_is_on_it_but_for_a_role(home: Home) -> None:
    """Not who said what, nor who did not."""
    await home.say("alice", "!member add Jan")
    await home.say("alice", "!quick Quiet hours from 22:00")
    await home.say("bob", "!object P1 I work at night", room=private("bob"))
    assert (await home.proposal()).objections[0].reason == "I work at night"
    page = await read(home)
    without_roles = page.words.replace(page.text("roles"), "")
    for name in ("Alice", "Bob", "Carol", "Dan", "Jan", "Pat", "night"):
        assert name not in without_roles


async def test_what_people_wrote_is_text_and_nothing_else(home: Home) -> None:
    """No element of theirs, no attribute, no template, and no letters that run backwards."""
    await home.joins("eve", MARKUP)
    await agree(home, f"{MARKUP} {REVERSED}", 1, *PEOPLE[1:], "eve")
    await home.say("alice", f"!quick {MARKUP}")
    await home.say("alice", f"!request {MARKUP}")
    page = await read(home)
    assert not {"script", "b", "img", "iframe", "link"} & {*page.tags}
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert page.words.count("{{ 7*7 }}") >= 3
    assert "\u202e" not in await page_of(home)


async def test_who_looks_like_somebody_else_is_told_apart(home: Home) -> None:
    """As everywhere: by the account."""
    await home.joins("bob2", "Bоb")  # with a letter of another script
    for who in ("alice", "carol", "dan"):
        await home.say(who, "!unwilling chair")
    await home.go(12 * DAY)
    assert re.search(r"B.b \(@bob2?:kring\.test\)", (await read(home)).text("roles"))


async def test_it_asks_for_nothing_and_runs_nothing(home: Home) -> None:
    """Nor would a browser let it."""
    html = await page_of(home)
    page = Page(html)
    policies = [value for name, value in page.attributes if name == "content"]
    (policy,) = [one for one in policies if one and "default-src" in one]
    assert re.fullmatch(
        r"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-[\w+/=]+'",
        policy,
    )
    assert not [name for name, _ in page.attributes if name in {"src", "href", "srcset", "action"}]
    assert "@import" not in html
    assert "url(" not in html


# ----------------------------------------------------------------------------------- in the chat


@pytest.mark.parametrize("who", ["alice", "pat"])
async def test_anyone_may_ask_for_it(home: Home, who: str) -> None:
    """It comes to where it was asked, after the words, named by its day."""
    await home.say(who, "!poster")
    await home.say(who, "poster", room=private(who))
    for room in (ROOM, private(who)):
        (file,) = home.hall.of(Document, room)
        assert file.name == "poster-2026-11-23.html"
        assert file.media_type == "text/html"
        assert file.bytes.decode() == await page_of(home)
        assert home.hall.said(room)[-1].startswith("Here is the poster for the hall")


async def test_a_chat_without_files_says_the_words(tmp_path: Path) -> None:
    """And does not fail."""
    file = tmp_path / "kring.db"
    async with Home(file, capabilities=Capabilities(files=False)).opened() as home:
        await home.move_in("alice")
        await home.say("alice", "!poster")
        assert home.hall.of(Document) == []
        assert "poster" in home.hall.said()[-1]


async def test_a_prefix_of_ones_own_stands_on_it(tmp_path: Path) -> None:
    """What is shown can be typed."""
    async with Home(tmp_path / "kring.db", roles=((RoleName("keys"), Wanted()),)).opened() as home:
        await home.move_in("alice")
        html = page_with(replace(await content_of(home), prefix="?"))
        assert "<code>?poster</code>" in html
        assert "<code>!" not in html
