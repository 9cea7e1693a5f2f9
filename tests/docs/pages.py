"""The pages of the project, and what stands in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not re.search(r"/(\.|build/|node_modules/)", str(page.relative_to(ROOT.parent)))
)
_FENCE = re.compile(r"^( *)(```+|~~~+)([^\n]*)\n(.*?)^\1\2[ ]*$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_END_OF_ONE = {"&&", "||", ";", "|", "&", "(", ")"}


def name_of(page: Path) -> str:
    """Its path in the project."""
    return str(page.relative_to(ROOT))


def fences(page: str) -> list[str]:
    """What stands between fences, as it is."""
    return [found[4] for found in _FENCE.finditer(page)]


def spans(page: str) -> list[str]:
    """The code within the lines of a page."""
    return [" ".join(found[2].split()) for found in _SPAN.finditer(_FENCE.sub("", page))]


def prose(page: str) -> str:
    """A page without its code."""
    return _SPAN.sub("", _FENCE.sub("", page))


@dataclass(frozen=True, order=True)
class CommandLine:
    """One command of a shell, as a page shows it."""

    words: tuple[str, ...]
    is_spoken: bool = False
    """It stands in a sentence, which may leave out what a command needs: `kring export`."""

    def __str__(self) -> str:
        return " ".join(self.words)

    @property
    def program(self) -> str:
        return Path(self.words[0]).name


def command_lines(page: str) -> Iterator[CommandLine]:
    """Every command that a page shows, in a fence or in a sentence."""
    for block in fences(page):
        for line in block.replace("\\\n", " ").splitlines():
            yield from _in_line(line, is_spoken=False)
    for span in spans(page):
        yield from _in_line(span, is_spoken=True)


def _in_line(line: str, *, is_spoken: bool) -> Iterator[CommandLine]:
    try:
        reader = shlex.shlex(line, posix=True, punctuation_chars=";&|()<>")
        reader.whitespace_split, reader.commenters = True, "#"
        tokens = [*reader, ";"]
    except ValueError:  # a sentence with an apostrophe, not a line of a shell
        tokens = [*line.split(), ";"]
    words: list[str] = []
    for token in tokens:
        if token not in _END_OF_ONE:
            words.append(token)
            continue
        if found := _one(words):
            yield CommandLine(found, is_spoken)
        words = []


def _one(words: list[str]) -> tuple[str, ...]:
    """Without what is set before a command, as whom it is done, and where its output goes."""
    while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
        words = words[1:]
    if words[:1] == ["sudo"]:
        words = words[3:] if words[1:2] == ["-u"] else words[1:]
    until = next((place for place, word in enumerate(words) if word[0] in "<>"), len(words))
    found = words[:until]
    # A line of a service file: `ExecStart=/srv/kring/venv/bin/kring run`.
    if found and (set_to := re.fullmatch(r"[A-Za-z]+=(/\S+)", found[0])):
        found[0] = set_to[1]
    return () if len(found) == 1 and "/" in found[0] else tuple(found)  # a path alone is a path
