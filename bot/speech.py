"""From an outcome to words: the text of its class, in the house's language, plain and as HTML.

The id of a text is the outcome's class name, its variables are the outcome's fields, turned into
words by their types. What people wrote is escaped before it is put in, so that it can neither
format, mention nor link; the texts themselves are a small Markdown (bold, code, line breaks).
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import nh3
from babel.dates import format_date
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.quoting import inline, unlinked
from bot.room import Words
from commands.declare import NAMED, NEEDED, NUMBERS, OWN_WORDS, REFS, Arg
from commands.reading import clean
from commands.table import BY_KEY
from governance import outcomes
from governance.members import MemberId
from governance.mentioned import named_by, with_names
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
    RoleNames,
    SettingName,
    Usage,
)
from governance.role_facts import RoleName
from governance.roles import CHAIR

LANGUAGES = ("en", "nl")
PREFIX = "!"
"""The prefix as the texts write it; a house's own takes its place."""

_MARKDOWN = MarkdownIt("zero", {"breaks": True}).enable(
    ["emphasis", "backticks", "escape", "newline"]
)
_TAGS = {"p", "strong", "em", "code", "br"}
_LONG = 40


class MissingText(LookupError):
    """An outcome without a text, or a text that its fields cannot fill."""


@dataclass(frozen=True, slots=True)
class Listener:
    """For whom it is said."""

    language: str
    zone: ZoneInfo
    now: datetime
    names: Mapping[MemberId, str]
    prefix: str = PREFIX
    is_lasting: bool = False
    """It will be read on other days: no "tomorrow"."""
    is_file: bool = False
    """It goes into a file, whose source is read too: signs are escaped where they must be."""


def say(outcome: Outcome, listener: Listener) -> Words:
    """The words of an outcome. Raises MissingText."""
    return render(markdown(outcome, listener), listener.prefix)


LONGEST = 6000
"""Characters in one message: more than anybody wants to read."""

LARGEST = 14_000
"""Bytes of the same. It travels twice, also as HTML, which may be larger; encrypted, that grows by
a third; and Matrix takes no event of more than 65,536 bytes."""


def say_in_parts(
    outcome: Outcome, listener: Listener, first_line: str = "", at: int = 0
) -> list[Words]:
    """The same as `say`, in as many messages as it takes, each of whole lines.

    Each begins with `first_line`; the first one has `at` other lines before it.
    """
    lines = markdown(outcome, listener).split("\n")
    before, lines = "\n".join(lines[:at]), lines[at:]
    parts = _in_parts(lines)
    headed = ["\n".join(filter(None, (first_line, part))) for part in parts]
    headed[0] = "\n".join(filter(None, (before, headed[0])))
    return [render(part, listener.prefix) for part in headed]


def written_in_parts(text: str) -> list[Words]:
    """A text as it is, in as many messages as it takes."""
    return [render(part) for part in _in_parts([escape(line) for line in text.split("\n")])]


def say_shortly(outcome: Outcome, listener: Listener) -> Words:
    """The same as `say`, in one message; of what would be too large, the beginning."""
    first, *more = _in_parts(markdown(outcome, listener).split("\n"), LARGEST // 2)
    return render(f"{first}\n…" if more else first, listener.prefix)


def _in_parts(lines: list[str], largest: int = LARGEST) -> list[str]:
    """Whole lines together, as many as go in one message; a line that alone does not, in pieces."""
    parts = [""]
    for piece in (piece for line in lines for piece in _in_pieces(line, largest)):
        together = f"{parts[-1]}\n{piece}"
        if parts[-1] and (len(together) > LONGEST or len(together.encode()) > largest):
            parts.append(piece)
        else:
            parts[-1] = together if parts[-1] else piece
    return parts


def _in_pieces(line: str, largest: int) -> list[str]:
    """A line, or if it is too long by itself the words of it, as many as go in one message."""
    if len(line) <= LONGEST and len(line.encode()) <= largest:
        return [line]
    pieces = [""]
    for word in line.split(" "):
        together = f"{pieces[-1]} {word}"
        if pieces[-1] and (len(together) > LONGEST or len(together.encode()) > largest):
            pieces.append(word)
        else:
            pieces[-1] = together if pieces[-1] else word
    return pieces


def markdown(outcome: Outcome, listener: Listener) -> str:
    """The text of an outcome, still as Markdown."""
    return _format(type(outcome).__name__, _variables(outcome, listener), listener.language)


def render(text: str, prefix: str = PREFIX) -> Words:
    """Markdown as plain words and as clean HTML."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        for child in token.children or ():
            if child.type == "code_inline" and child.content.startswith(PREFIX):
                child.content = prefix + child.content.removeprefix(PREFIX)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    plain = "\n".join(_plain(token) for token in tokens if token.type == "inline")
    return Words(plain, nh3.clean(html, tags=_TAGS, attributes={}).strip())


def escape(written: str) -> str:
    """What somebody wrote, as Markdown that shows just that."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", unlinked(written))


def _plain(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        else:
            parts.append(child.content)
    return "".join(parts)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    for file in files("texts").iterdir():
        if f".{file.name}".endswith(f".{language}.ftl"):  # `en.ftl`, `cards.en.ftl`
            bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def _format(message_id: str, variables: Mapping[str, Any], language: str) -> str:
    bundle = _bundle(language)
    if not bundle.has_message(message_id):
        raise MissingText(f"{message_id} ({language})")
    pattern = bundle.get_message(message_id).value
    if pattern is None:
        raise MissingText(f"{message_id} ({language})")
    short, long = _stand_ins(variables)
    text, errors = bundle.format_pattern(pattern, short)
    if errors:
        raise MissingText(f"{message_id} ({language}): {errors}")
    return re.sub("\ue000(.*?)\ue001", lambda found: long[found[1]], str(text))


def _stand_ins(variables: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Short signs in the place of long texts: Fluent refuses parts of more than 2500 characters.

    The signs are of the private use area, which `clean` leaves out of what people write.
    """
    long = {
        name: value
        for name, value in variables.items()
        if isinstance(value, str) and len(value) > _LONG
    }
    return dict(variables) | {name: f"\ue000{name}\ue001" for name in long}, long


def _variables(outcome: Outcome, listener: Listener) -> dict[str, Any]:
    hints = _hints(type(outcome).__name__)
    variables: dict[str, Any] = {}
    for field in fields(outcome):
        value = getattr(outcome, field.name)
        variables[field.name] = _worded(value, hints[field.name], listener)
        if isinstance(value, tuple):
            variables[f"{field.name}_count"] = len(value)
    return variables


@cache
def _hints(name: str) -> dict[str, Any]:
    hints = get_type_hints(getattr(outcomes, name))
    return {field: _bare(hint) for field, hint in hints.items()}


def _bare(hint: Any) -> Any:
    if get_origin(hint) in {Union, types.UnionType}:
        return next(arg for arg in get_args(hint) if arg is not type(None))
    return hint


def _worded(value: Any, hint: Any, listener: Listener) -> Any:
    by_name: dict[Any, Callable[[], Any]] = {
        SettingName: lambda: value,
        FullDate: lambda: format_date(value, "EEEE d MMMM y", locale=listener.language),
        NearDate: lambda: _near(value, listener),
        MemberId: lambda: _as_written(listener.names.get(value, "?"), listener),
        RoleName: lambda: role_word(value, listener.language),
        RoleNames: lambda: _in_a_row(value, listener.language),
        NameAsTyped: lambda: _as_typed(value, listener),
        CommandName: lambda: f"`{PREFIX}{BY_KEY[value].word(listener.language)}`",
        Usage: lambda: f"`{_with_whom(usage(value, listener.language), listener)}`",
        Example: lambda: f"`{_with_whom(example(value, listener.language), listener)}`",
        Purpose: lambda: purpose(value, listener.language),
        CardName: lambda: card(value, listener.language),
        QuestionName: lambda: why_question(value, listener.language),
    }
    if hint in by_name:
        return by_name[hint]()
    match value:
        case Outcome():
            return markdown(value, listener)
        case tuple():
            return "\n".join(markdown(part, listener) for part in value)
        case str():
            return _as_written(with_names(value, named_by(listener.names)), listener)
        case _:
            return _measured(value, listener)


def _as_written(text: str, listener: Listener) -> str:
    return inline(text) if listener.is_file else escape(text)


def _measured(value: Any, listener: Listener) -> Any:
    match value:
        case Enum():
            return value.value
        case bool():
            return "yes" if value else "no"
        case datetime():
            return when(value, listener)
        case date():
            return format_date(value, "d MMMM y", locale=listener.language)
        case float():
            return format_decimal(value, locale=listener.language)
        case timedelta():
            return _duration(value, listener.language)
        case _:
            return value


def role_word(name: RoleName, language: str) -> str:
    """What a role is called: a word that needs no escaping; the chair has one in each language."""
    return _format("role-chair", {}, language) if name == CHAIR else str(name)


def _in_a_row(names: tuple[RoleName, ...], language: str) -> str:
    return ", ".join(f"**{role_word(name, language)}**" for name in names)


def in_calendar(key: str, language: str, **written: str) -> str:
    """A word or a line of the calendar: plain, with what people wrote as it is."""
    return _format(f"calendar-{key}", written, language)


def on_poster(key: str, language: str, **values: object) -> str:
    """Words that stand on the poster: a small Markdown, with what people wrote as it is."""
    return _format(f"poster-{key}", values, language)


def of_own(key: str, language: str, **written: str) -> str:
    """A word or a line of what somebody reads of themselves: plain."""
    return _format(f"own-{key}", written, language)


def purpose(key: str, language: str) -> str:
    """What a command does for who gives it."""
    return _format(f"purpose-{key}", {}, language)


def card(key: str, language: str) -> str:
    """A card of the weekly nudge."""
    return _format(f"card-{key}", {}, language)


def why_question(key: str, language: str) -> str:
    """A why-question for the house."""
    return _format(f"question-{key}", {}, language)


def _as_typed(member: MemberId, listener: Listener) -> str:
    """A name within a command, to be typed as it stands."""
    return clean(listener.names.get(member, "?")).replace("`", "")


def _with_whom(command: str, listener: Listener) -> str:
    """A command with the names of those that it is about."""
    return with_names(command, lambda member: _as_typed(member, listener))


def example(value: str, language: str) -> str:
    """As `usage`, with somebody's words as an example of a text."""
    key, _, known = value.partition(" ")
    if known and Arg.SPOKEN in BY_KEY[key].args:
        key = known.partition(" ")[0]
    has_text = OWN_WORDS.intersection(BY_KEY[key].args)
    return usage(value, language, words=_format(f"example-{key}", {}, language) if has_text else "")


def usage(value: str, language: str, *, words: str = "") -> str:
    """A command with what comes after it: `!concern P1 [text]`.

    `value` is the command's key, and what is known of the rest: `consent P3`, `for consent`.
    `words` stand where people write their own.
    """
    key, _, known = value.partition(" ")
    command = BY_KEY[key]
    parts = [PREFIX + command.word(language)]
    if known and Arg.SPOKEN in command.args:
        return f"{parts[0]} … {usage(known, language, words=words).removeprefix(PREFIX)}"
    if known and Arg.CHANGE in command.args:
        return f"{parts[0]} {known}"
    for arg in command.args:
        if arg is Arg.NOTE:
            continue
        word = (words if arg in OWN_WORDS else "") or _format(f"arg-{arg.value}", {}, language)
        if known and arg in REFS:
            word = known
        elif known and arg in NAMED:
            word = role_word(RoleName(known), language)
        is_needed = arg in NEEDED or arg in NUMBERS
        parts.append(word if is_needed else f"[{word}]")
    return " ".join(parts)


def when(moment: datetime, listener: Listener) -> str:
    """`tomorrow at 10:00`, `Thursday 26 November at 10:00`, in house time."""
    local, today = moment.astimezone(listener.zone), listener.now.astimezone(listener.zone)
    days = (local.date() - today.date()).days
    near = {0: "today-at", 1: "tomorrow-at"}.get(days) if not listener.is_lasting else None
    day = _near(local.date(), listener)
    variables = {"day": day, "time": local.strftime("%H:%M")}
    return _format(near or "day-at", variables, listener.language)


def _near(day: date, listener: Listener) -> str:
    is_this_year = day.year == listener.now.astimezone(listener.zone).year
    pattern = "EEEE d MMMM" if is_this_year else "EEEE d MMMM y"
    return format_date(day, pattern, locale=listener.language)


def _duration(length: timedelta, language: str) -> str:
    minutes = int(length.total_seconds()) // 60
    if minutes % 60:
        return _format("duration-minutes", {"count": minutes}, language)
    hours = minutes // 60
    if hours % 24 or hours <= 24:
        return _format("duration-hours", {"count": hours}, language)
    return _format("duration-days", {"count": hours // 24}, language)
