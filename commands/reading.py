"""What was typed, read: the words, the number of a proposal, the rest (design §7.1)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
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


MOST_MARKS = 8
"""Marks on one letter; what has more was not written in any language."""


def _without_heaps(text: str) -> str:
    """Without the marks that are heaped on one letter: to order n of them takes n² steps."""
    if text.isascii():
        return text
    marks, kept = 0, []
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def clean(text: str) -> str:
    """Plain words on one line: no control, direction or zero-width characters, single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # as nearly always, and what is below comes to the same
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", _without_heaps(text))
        if letter in _KEPT_INVISIBLE
        or letter.isspace()
        or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return " ".join(kept.split())


def folded(text: str) -> str:
    """The same for what people take to be the same: case, accents and width apart."""
    if text.isascii():
        return " ".join(text.casefold().split())
    decomposed = unicodedata.normalize("NFKD", _without_heaps(text).casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.split())


_EN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NL = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")
NUMBER_OF = {word: number for words in (_EN, _NL) for number, word in enumerate(words, 1)}
"""What people count with, in both languages."""

LONGEST_ECHO = 60
"""Characters of what somebody typed that an answer repeats."""


def echo(typed: str) -> str:
    """What somebody typed, short enough to repeat."""
    return typed if len(typed) <= LONGEST_ECHO else typed[: LONGEST_ECHO - 1] + "…"


MOST_PARTS = 3
"""Words that people make of one: `zonder mij`."""


def split_command(
    text: str, prefix: str, words: Container[str], *, is_private: bool
) -> tuple[str, str] | None:
    """The command's word and the rest, or None for chatter; `words` are those of all commands.

    The prefix may be left out in a private chat. A space after it makes chatter of what is none
    of the words.
    """
    line = clean(text)
    has_prefix = line.startswith(prefix)
    if not has_prefix and not is_private:
        return None
    line = line.removeprefix(prefix)
    is_apart = has_prefix and line.startswith(" ") and not is_private
    word, rest = first_word(line.strip(), words)
    if not has_prefix and rest and word != _bare(line) and take_number(rest)[0] is None:
        word, rest = first_word(line, ())  # `zonder mij gaat het niet` is no command
    if not re.fullmatch(r"[^\W\d_]+", word) or (is_apart and word not in words):
        return None
    return word, rest


def first_word(line: str, words: Container[str]) -> tuple[str, str]:
    """The first word of a line, and the rest; what was written as two is put together."""
    if match := re.match(r"([^\W\d_]+?)[.,:;]?(?=\[?[pPaArR][0-9])", line):  # `bezwaarP1`
        word = match[1].casefold()
        if word in words:
            return word, line[match.end() :]
    parts = line.split()
    for count in range(1, min(MOST_PARTS, len(parts)) + 1):
        word = _bare("".join(parts[:count]).replace("-", ""))
        if word in words:
            return word, " ".join(parts[count:])
    return _bare("".join(parts[:1])), " ".join(parts[1:])


def _bare(word: str) -> str:
    return word.partition(" ")[0].rstrip(".,:;!?").casefold()


def without_brackets(rest: str) -> str:
    """What stands in the brackets that help shows around what may be left out."""
    return rest[1:-1].strip() if rest.startswith("[") and rest.endswith("]") else rest


def take_number(rest: str) -> tuple[Number | Malformed | None, str]:
    """The number at the start of `rest`, and what comes after it."""
    first, _, after = rest.partition(" ")
    bare = without_brackets(first.rstrip(".,:;!?"))
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


THANKS = frozenset(
    [
        "thanks",
        "thank you",
        "thank you very much",
        "thx",
        "merci",
        "bedankt",
        "dank",
        "dank je",
        "dank je wel",
        "dankje",
        "dankjewel",
        "dank u",
        "dank u wel",
    ]
)
"""What needs no answer."""


def is_thanks(text: str) -> bool:
    """Only that."""
    return clean(text).casefold().strip(".,:;!?… ") in THANKS


def stance_word(text: str, words: dict[str, str]) -> str | None:
    """The key of the stance, when a reply is just its word (`akkoord`, `zonder mij`).

    With a question mark it is a question.
    """
    bare = clean(text).casefold().strip(".,:;! ").replace(" ", "")
    return words.get(bare)


def stance_and_number(text: str, words: dict[str, str]) -> tuple[str, str] | None:
    """The key of the stance and the number, when a message is just these (`akkoord P1`).

    With a question mark it is a question.
    """
    word, _, number = clean(text).rstrip(".,:;! ").rpartition(" ")
    key = words.get(word.casefold().rstrip(".,:;! ").replace(" ", ""))
    return (key, number) if key and re.fullmatch(r"[pPaA][0-9]{1,9}", number) else None
