"""Everything Kring can say, formatted with made-up values, and taken apart in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import texts
from governance import outcomes
from governance.members import MemberId
from governance.outcomes import (
    CardName,
    CommandName,
    Example,
    FullDate,
    NameAsTyped,
    NearDate,
    Outcome,
    Purpose,
    QuestionName,
    Usage,
)
from governance.settings import NAMES

LANGUAGES = ("en", "nl")
BASES = (
    "Outcome",
    "Refusal",
    "RoomOutcome",
    "PersonOutcome",
    "PrivateOutcome",
    "ConfidentialOutcome",
    "OwnOutcome",
    "Part",
)
NUMBERS = (0, 1, 2, 11)
OF_DATA: dict[object, str] = {CardName: "card-", QuestionName: "question-"}
"""Texts that stand in others, and how their ids begin."""

OTHER_WORD = "theotherword"
"""What stands for a command's word in the other language."""

Arguments = dict[str, Any]

# The longest way each kind of value is said; what people wrote is one word.
MADE_UP: dict[str, dict[object, list[object]]] = {
    "en": {
        MemberId: ["Alice"],
        NameAsTyped: ["Alice"],
        CommandName: ["`!round`"],
        Usage: ["`!round P1 [2 days]`"],
        Example: ["`!propose We eat together on Friday`"],
        Purpose: ["bring your idea to the whole house"],
        datetime: ["Thursday 26 November at 10:00"],
        date: ["1 June 2027"],
        FullDate: ["Thursday 24 December 2026"],
        NearDate: ["Thursday 24 December 2026"],
        timedelta: ["24 hours"],
    },
    "nl": {
        MemberId: ["Alice"],
        NameAsTyped: ["Alice"],
        CommandName: ["`!ronde`"],
        Usage: ["`!ronde P1 [2 dagen]`"],
        Example: ["`!voorstel Samen eten op vrijdag`"],
        Purpose: ["je idee inbrengen bij het hele huis"],
        datetime: ["donderdag 26 november om 10:00"],
        date: ["1 juni 2027"],
        FullDate: ["donderdag 24 december 2026"],
        NearDate: ["donderdag 24 december 2026"],
        timedelta: ["24 uur"],
    },
}
TYPED: dict[str, list[object]] = {
    "proposal": ["P7"],
    "agreement": ["A3"],
    "setting": [*NAMES, "language", "timezone"],
    "other": [OTHER_WORD],
    "value": ["24", "off", "en", "nl"],
}


class _Variables(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.found.add(node.id.name)


class _Choices(Visitor):
    def __init__(self) -> None:
        self.found: list[list[str]] = []

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        keys = [variant.key for variant in node.variants]
        self.found.append(
            [key.value if isinstance(key, ast.NumberLiteral) else key.name for key in keys]
        )
        self.generic_visit(node)


@cache
def every_outcome() -> dict[str, type[Outcome]]:
    """All outcome classes but the bases, by name."""

    def below(cls: type[Outcome]) -> Iterator[type[Outcome]]:
        for sub in cls.__subclasses__():
            yield sub
            yield from below(sub)

    # A dataclass with slots leaves its first self behind; the one that counts has the name.
    found = {cls.__name__ for cls in below(Outcome) if cls.__module__.startswith("governance.")}
    return {name: getattr(outcomes, name) for name in sorted(found - set(BASES))}


@cache
def files(language: str) -> dict[str, str]:
    """All files of a language, by name: `en.ftl`, `cards.en.ftl`."""
    folder = Path(texts.__file__).parent
    found = {*folder.glob(f"{language}.ftl"), *folder.glob(f"*.{language}.ftl")}
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(found)}


def source(language: str) -> str:
    return "\n".join(files(language).values())


@cache
def entries(language: str) -> list[ast.EntryType]:
    return FluentParser().parse(source(language)).body


@cache
def messages(language: str) -> dict[str, ast.Message]:
    return _messages(entries(language))


@cache
def messages_of(language: str, file: str) -> dict[str, ast.Message]:
    """Those of one file."""
    return _messages(FluentParser().parse(files(language)[file]).body)


def _messages(found: list[ast.EntryType]) -> dict[str, ast.Message]:
    return {e.id.name: e for e in found if isinstance(e, ast.Message)}


def variables(message: ast.Message) -> set[str]:
    visitor = _Variables()
    visitor.visit(message)
    return visitor.found


def choices(message: ast.Message) -> list[list[str]]:
    """The keys of every choice in a text, in their order."""
    visitor = _Choices()
    visitor.visit(message)
    return visitor.found


@cache
def bundle(language: str) -> FluentBundle:
    made = FluentBundle([language], use_isolating=False)
    made.add_resource(FluentResource(source(language)))
    return made


def say(language: str, name: str, arguments: Arguments) -> tuple[str, list[Exception]]:
    value = bundle(language).get_message(name).value
    assert value is not None
    text, errors = bundle(language).format_pattern(value, arguments)
    return str(text), errors


def known_to(cls: type[Outcome]) -> set[str]:
    """The variables of a text: the fields, and how many parts a field holds."""
    hints = get_type_hints(cls)
    names = {field.name for field in fields(cls)}
    return names | {f"{name}_count" for name in names if get_origin(hints[name]) is tuple}


@cache
def all_said(name: str, language: str) -> list[tuple[Arguments, str, list[Exception]]]:
    """What an outcome says with each of its arguments, and what goes wrong."""
    arguments = arguments_of(every_outcome()[name], language)
    return [(each, *say(language, name, each)) for each in arguments]


def arguments_of(cls: type[Outcome], language: str) -> Iterator[Arguments]:
    """Every combination of choices; all numbers go up together."""
    hints = get_type_hints(cls)
    names = [field.name for field in fields(cls)]
    for number in NUMBERS:
        for values in product(*(_values(n, hints[n], number, language) for n in names)):
            arguments = dict(zip(names, values, strict=True))
            counts = {f"{n}_count": number for n in names if get_origin(hints[n]) is tuple}
            yield arguments | counts


def _values(name: str, hint: Any, number: int, language: str) -> list[object]:
    if hint in MADE_UP[language]:
        return MADE_UP[language][hint]
    if hint in OF_DATA:
        return [max(data(language, OF_DATA[hint]).values(), key=word_count)]
    hint = getattr(hint, "__supertype__", hint)  # any other name for a string is a string
    if hint is bool:
        return ["yes", "no"]
    if hint is int:
        return [number]
    if hint is str or name in TYPED:
        return TYPED.get(name, ["something"])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return [choice.value for choice in hint]
    if get_origin(hint) is tuple or (isinstance(hint, type) and issubclass(hint, Outcome)):
        return ["Parts."]
    raise AssertionError(f"{name}: how does {hint} arrive?")


@cache
def every_text(language: str) -> dict[str, set[str]]:
    """All that each message can say, without what goes wrong."""
    said = {name: {text for _, text, _ in all_said(name, language)} for name in every_outcome()}
    for name in messages(language).keys() - said.keys():
        small = {"count": 2, "time": "10:00", "day": "today"}
        said[name] = {say(language, name, small)[0]}
    return said


def data(language: str, beginning: str) -> dict[str, str]:
    """The texts that are data, such as the cards, by id."""
    ids = [name for name in messages(language) if name.startswith(beginning)]
    return {name: say(language, name, {})[0] for name in ids}


def sentences(text: str) -> list[str]:
    """The sentences of a text: a line ends one; a code span is one word."""
    plain = re.sub(r"`[^`]*`", "CODE", text).replace("**", "")
    found = []
    for line in plain.splitlines():
        found += re.split(r"(?<=[.?!])\s+", line.strip())
    return [sentence for sentence in found if word_count(sentence)]


def word_count(sentence: str) -> int:
    """Words, numbers and code spans count; signs and dashes do not."""
    return sum(any(letter.isalnum() for letter in token) for token in sentence.split())


def every_sentence(language: str) -> dict[str, str]:
    """All different sentences, each with the message it is of."""
    return {
        sentence: name
        for name, said in sorted(every_text(language).items())
        for text in sorted(said)
        for sentence in sentences(text)
    }
