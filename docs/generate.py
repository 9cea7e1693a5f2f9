"""Writes what comes from the code in the docs: commands, diagrams, conversations, pictures.

Run by `make docs`; a test runs it too and fails when a page says something else than the code.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel.dates import format_datetime
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from reference import changes, first_commands, reference
from stories import pictured
from worked import NAMES, Week, weeks

from bot import drawing
from bot.looks import shown_names
from bot.matrix.links import link_to
from bot.poster import gathered
from bot.poster_page import page as page_of
from bot.replay import replay
from bot.room import Picture, PictureRow
from bot.speech import LANGUAGES, Listener
from bot.transcript import read_transcript
from commands.turn import Turn
from governance.proposals import AGREEMENT_MOVES, MOVES, Move, State
from storage.store import Store
from tests.page.browser import browser, found

STATE_WORDS: dict[State, tuple[str, str]] = {
    State.TALKING: ("talking", "praten"),
    State.CONSENT: ("the round: everyone is asked", "de ronde: iedereen krijgt de vraag"),
    State.INTEGRATING: ("an objection: a new text?", "een bezwaar: een nieuwe tekst?"),
    State.AT_TABLE: ("at the table", "aan tafel"),
    State.ADOPTED: ("agreed", "afgesproken"),
    State.WITHDRAWN: ("taken back", "teruggenomen"),
    State.LAPSED: ("no agreement this time", "deze keer geen afspraak"),
    State.STALLED: ("nothing came of it", "er kwam niets van"),
}
"""The states in residents' words, English and Dutch."""

ROOT = Path(__file__).parent.parent
STORIES = sorted((ROOT / "docs" / "pictures").glob("*.chat"))
EXAMPLES = ROOT / "docs" / "examples"
ROUNDS_OF_THE_CHAIR = {
    "en": ROOT / "docs" / "examples" / "the-chair-goes-round.chat",
    "nl": ROOT / "docs" / "examples" / "de-voorzitter-gaat-rond.chat",
}
WHAT_PROFESSIONALS_READ = {
    "en": ROOT / "docs" / "examples" / "what-pat-reads.chat",
    "nl": ROOT / "docs" / "examples" / "wat-petra-leest.chat",
}
TO = {"en": "to", "nl": "aan"}

TABLE_WORDS = {
    "en": ("week", "chair", "{} passes", "{} is away"),
    "nl": ("week", "voorzitter", "{} slaat over", "{} is weg"),
}


def diagram(moves: tuple[Move, ...]) -> str:
    """A diagram of the states, drawn from their table."""
    rows = ["```mermaid", "stateDiagram-v2"]
    for move in moves:
        start = move.start.value if move.start else "[*]"
        rows.append(f"    {start} --> {move.end.value}: {move.when}")
    ends = {move.end for move in moves} - {move.start for move in moves}
    rows += [f"    {end.value} --> [*]" for end in sorted(ends, key=lambda end: end.value)]
    return "\n".join([*rows, "```"])


def simple_diagram(language: str) -> str:
    """The same table as residents need it: every way it can go, without the reasons."""
    words = {state: STATE_WORDS[state][LANGUAGES.index(language)] for state in State}
    rows = ["```mermaid", "flowchart TD"]
    rows += [f'    {state.value}(["{word}"])' for state, word in words.items()]
    ways = dict.fromkeys((move.start, move.end) for move in MOVES if move.start is not move.end)
    for start, end in ways:
        if isinstance(start, State) and isinstance(end, State):
            rows.append(f"    {start.value} --> {end.value}")
    return "\n".join([*rows, "```"])


def conversation(language: str) -> str:
    """How the chair goes round."""
    return _quoted(_said(ROUNDS_OF_THE_CHAIR[language], language))


def with_a_professional(language: str) -> str:
    """A nudge, a request, a promise and an answer."""
    return _quoted(_said(WHAT_PROFESSIONALS_READ[language], language))


def _quoted(told: list[str]) -> str:
    return "\n>\n".join(f"> {one}" for one in told)


@cache
def _said(file: Path, language: str) -> list[str]:
    """What everybody said in a replay of this file."""
    transcript = read_transcript(file)
    told: list[str] = []

    def watch(at: datetime, who: str, what: str) -> None:
        if not who or who in {"kring edits", "kring reacts"}:
            return
        local = at.astimezone(transcript.header.zone)
        time = format_datetime(local, "EEEE HH:mm", locale=language)
        act = re.match(r"(reacts) (\S+)", what)
        said = f" {act[2]}" if act else f"<br>{what}"
        name = who.replace("kring to", f"Kring {TO[language]}").replace("kring", "Kring")
        told.append(f"**{name}** · {time}{said}".replace("\n", "<br>"))

    asyncio.run(replay(transcript, watch))
    return told


def credit_table(language: str) -> str:
    """What the chair owes to each of four people, week after week."""
    week, chair, passes, is_away = TABLE_WORDS[language]

    def row(one: Week) -> str:
        credit = (f"{owed.numerator:+}/{owed.denominator}" for owed in one.credit)
        figures = (figure if figure != "+0/1" else "0" for figure in credit)
        notes = [passes.format(one.passed)] if one.passed else []
        notes += [is_away.format(one.away)] if one.away else []
        who = f"{one.chair} ({', '.join(notes)})" if notes else one.chair
        return " | ".join((f"| {one.number}", who, *figures)) + " |"

    head = " | ".join((f"| {week}", chair, *NAMES)) + " |"
    line = "|---|---|" + "---|" * len(NAMES)
    return "\n".join([head, line, *map(row, weeks())])


def mirror() -> bytes:
    """The picture of `!mirror`, of a made-up house: two turns that somebody stood in, one open."""

    def row(role: str, first: str, last: str, held: str) -> PictureRow:
        terms = (term.replace("-", "").split("/") for term in held.split())
        return PictureRow(role, first, last, tuple(map(tuple, terms)))

    rows = (
        row("chair", "5 Oct 2026", "21 Dec 2026", "A B C D/F A E B F C A/H D G"),
        row("cook", "7 Oct 2026", "16 Dec 2026", "G H E - F B"),
        row("keys", "5 Oct 2026", "30 Nov 2026", "PM Q PM"),
    )
    return drawing.png(Picture(rows, "mirror.png", ""))


def poster_page() -> str:
    """The poster of a made-up house, as a replay leaves it; in a room that has an address."""
    transcript = read_transcript(ROOT / "docs" / "poster.chat")

    async def made(url: str) -> str:
        _, exported = await replay(transcript, lambda *_: None, url)
        now = datetime.fromisoformat(exported["exported_at"])
        store = await Store.open_to_read(url)
        try:
            async with store.transaction() as tx:
                (house,) = await tx.houses()
                turn = Turn(tx, house, now, "docs")
                names = shown_names(await turn.members())
                content = await gathered(turn, Listener(house.language, house.zone, now, names))
        finally:
            await store.close()
        return page_of(replace(content, link=link_to("!oak:example.org", ["@kring:example.org"])))

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(made(f"sqlite:///{folder}/kring.db"))


def poster() -> bytes | None:
    """How it looks in a browser; None where there is none."""
    program = found()
    if program is None:
        return None

    async def seen() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "poster.html"
            file.write_text(html, encoding="utf-8")
            async with browser(program) as tab:
                await tab.show(file, width=A4_WIDTH, height=1)
                return await tab.picture()

    html = poster_page()
    marked, mark = BytesIO(), PngInfo()
    mark.add_text(PAGE, digest(html))
    with Image.open(BytesIO(asyncio.run(seen()))) as picture:
        picture.save(marked, "PNG", pnginfo=mark, optimize=True)
    return marked.getvalue()


PAGE = "page"
"""Under this name the picture of the poster keeps of which page it is: letters differ with the
machine, and the page does not."""


def digest(page: str) -> str:
    """By what a page is known again."""
    return sha256(page.encode()).hexdigest()


A4_WIDTH = 794
"""Pixels."""


def fill(page: str, name: str, content: str) -> str:
    """The page with what stands between the marks of this name renewed."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    filled, count = re.subn(
        pattern, lambda match: f"{match[1]}{content}\n{match[2]}", page, flags=re.DOTALL
    )
    if count != 1:
        raise LookupError(f"no place for {name}")
    return filled


def _in_both(name: str, content: Callable[[str], str]) -> dict[str, Callable[[], str]]:
    return {f"{name}-{language}": partial(content, language) for language in LANGUAGES}


def _file(name: str) -> Callable[[], str]:
    return lambda: f"```\n{(EXAMPLES / name).read_text().strip()}\n```"


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"commands": first_commands},
    "docs/commands.md": _in_both("commands", reference) | _in_both("change", changes),
    "docs/consent.md": _in_both("consent", simple_diagram),
    "docs/professionals.md": _in_both("professionals", with_a_professional),
    "docs/proposals.md": {
        "proposal": lambda: diagram(MOVES),
        "agreement": lambda: diagram(AGREEMENT_MOVES),
    },
    "docs/roles.md": _in_both("conversation", conversation) | _in_both("credit", credit_table),
    "docs/transcripts.md": {
        "a-quick-one": _file("a-quick-one.chat"),
        "every-kind-of-line": _file("every-kind-of-line.chat"),
    },
}
"""What stands between which marks of which page."""


def generated() -> dict[Path, str]:
    """Every page that has a part from the code, as it should be; and every picture."""
    pages = {ROOT / name: parts for name, parts in PARTS.items()}
    filled = {page: page.read_text() for page in pages}
    for page, parts in pages.items():
        for name, content in parts.items():
            filled[page] = fill(filled[page], name, content())
    return filled | {file.with_suffix(".svg"): pictured(file) for file in STORIES}


def main() -> None:
    """Write them all."""
    for file, content in generated().items():
        file.write_text(content)
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")
    for name, drawn in (("mirror.png", mirror()), ("poster.png", poster())):
        if drawn is None:
            sys.stdout.write(f"docs/{name} stays as it is: no browser here\n")
            continue
        (ROOT / "docs" / name).write_bytes(drawn)
        sys.stdout.write(f"docs/{name}\n")


if __name__ == "__main__":
    main()
