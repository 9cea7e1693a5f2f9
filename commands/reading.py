"""What was typed, read: the words, the number of a proposal, the rest (design §7.1)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_KEPT_INVISIBLE = {"\u200d", "\ufe0f"}  # they hold emoji together


@dataclass(frozen=True, slots=True)
class Number:
    """A number as people write it: `P3`, `a12`."""

    letter: str
    value: int

    def __str__(self) -> str:
        return f"{self.letter}{self.value}"


@dataclass(frozen=True, slots=True)
class Malformed:
    """Something that looks like a number and is none; it is never read as text."""

    typed: str


def clean(text: str) -> str:
    """Plain words on one line: no control, direction or zero-width characters, single spaces."""
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter in _KEPT_INVISIBLE
        or letter.isspace()
        or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return " ".join(kept.split())


def folded(text: str) -> str:
    """The same for what people take to be the same: case, accents and width apart."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.split())


LONGEST_ECHO = 60
"""Characters of what somebody typed that an answer repeats."""


def echo(typed: str) -> str:
    """What somebody typed, short enough to repeat."""
    return typed if len(typed) <= LONGEST_ECHO else typed[: LONGEST_ECHO - 1] + "…"


def split_command(text: str, prefix: str, *, is_private: bool) -> tuple[str, str] | None:
    """The command's word and the rest, or None for chatter.

    The prefix may be left out in a private chat.
    """
    line = clean(text)
    if line.startswith(prefix):
        line = line[len(prefix) :]
    elif not is_private:
        return None
    word, _, rest = line.partition(" ")
    word = word.rstrip(".,:;!?")
    if not re.fullmatch(r"[^\W\d_]+", word):
        return None
    return word.casefold(), rest.strip()


def take_number(rest: str) -> tuple[Number | Malformed | None, str]:
    """The number at the start of `rest`, and what comes after it."""
    first, _, after = rest.partition(" ")
    bare = first.rstrip(".,:;!?")
    if re.fullmatch(r"[pPaArR][0-9]{1,9}", bare):
        return Number(bare[0].upper(), int(bare[1:])), after.strip()
    if re.fullmatch(r"#?\d+|#?[pPaArR][-_.#:]?\d\S*|[pP]|#", bare):
        is_split = bare in {"p", "P", "#"} and re.match(r"\d", after)
        return Malformed(f"{first} {after.split()[0]}" if is_split else first), after
    return None, rest


GREETINGS = frozenset(
    [
        "hello",
        "hi",
        "hey",
        "hallo",
        "hoi",
        "hai",
        "hé",
        "dag",
        "goedemorgen",
        "goedemiddag",
        "goedenavond",
        "morning",
        "test",
    ]
)
"""What people write first, to see whether anybody is there."""


def is_greeting(text: str) -> bool:
    """Only that: no reason, and no command."""
    return clean(text).casefold().strip(".,:;!?… ") in GREETINGS


def stance_word(text: str, words: dict[str, str]) -> str | None:
    """The key of the stance, when a reply is just its word (`akkoord`, `zonder mij`)."""
    bare = clean(text).casefold().strip(".,:;!? ").replace(" ", "")
    return words.get(bare)
