"""Transcripts: a conversation as a file, read into steps (design §7.6)."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from commands.reading import folded
from commands.roles import CHAIR_WORDS
from governance.outcomes import RhythmOutOfRange
from governance.rhythm import LONGEST, SHORTEST
from governance.role_facts import Pool, RoleName, Way
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted, impossible
from governance.settings import RANGES, Impossible, Settings, read_timezone, weekly, with_settings

FENCE = "+++"


class Unreadable(ValueError):
    """A line that cannot be read: file, line number, and what was expected."""

    def __init__(self, file: str, line: int, expected: str) -> None:
        super().__init__(f"{file}:{line}: {expected}")


@dataclass(frozen=True, slots=True)
class Header:
    """Who lives in the house, and how."""

    house: str
    start: datetime
    """In UTC."""
    zone: ZoneInfo
    language: str = "en"
    members: tuple[str, ...] = ()
    professionals: tuple[str, ...] = ()
    offline: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    roles: tuple[tuple[RoleName, Wanted], ...] = ((CHAIR, Wanted()),)


QUESTION = "the question"
"""What a reply is about that answers the last why-question."""


@dataclass(frozen=True, slots=True)
class Says:
    """`bob: …`, `bob in private: …`, `bob replies to P1: …`, `bob replies in private: …`.

    And `bob replies to the question: …`.
    """

    line: int
    who: str
    text: str
    is_private: bool = False
    is_reply: bool = False
    about: str | None = None
    is_role: bool = False
    """To what asks about the role `about`: `replies to the role chair: keep`."""


@dataclass(frozen=True, slots=True)
class Taps:
    """`bob votes X on P1`, `bob reacts X on P1`, `bob unreacts X on P1`."""

    line: int
    who: str
    act: str
    what: str
    about: str
    is_line: bool = False
    """On what the bot said for, or of, the member `about`: `on the line about Jan`."""
    is_turn: bool = False
    """On the message that tells the turn in the role `about`: `on the turn of chair`."""
    is_role: bool = False
    """On the poll about the role `about`: `on the role chair`."""


@dataclass(frozen=True, slots=True)
class Acts:
    """`bob redacts`, `bob joins`, `bob leaves`."""

    line: int
    who: str
    act: str


@dataclass(frozen=True, slots=True)
class Edits:
    """`bob edits: …`."""

    line: int
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Restarts:
    """The process's memory is thrown away."""

    line: int


@dataclass(frozen=True, slots=True)
class Passes:
    """Time goes by: for so long, or until a moment (UTC)."""

    line: int
    length: timedelta | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expects:
    """`kring: …` or `kring to bob: …`; `…` stands for any text."""

    line: int
    to: str | None
    pattern: str


Step: TypeAlias = Says | Taps | Acts | Edits | Restarts | Passes | Expects


@dataclass(frozen=True, slots=True)
class Transcript:
    """A file that was read."""

    file: str
    header: Header
    steps: tuple[Step, ...]


_NAME = r"(?P<who>[^\s:#-][^:]*?)"
_ABOUT = r"(?P<about>[PARC]\d+)"
FORMS: tuple[tuple[str, str], ...] = (
    ("expects", r"kring(?: to (?P<to>[^:]+?))?:\s?(?P<text>.*)"),
    ("replies_privately", rf"{_NAME} replies in private:\s?(?P<text>.*)"),
    ("says_privately", rf"{_NAME} in private:\s?(?P<text>.*)"),
    ("replies_of_role", rf"{_NAME} replies to the role (?P<about>[^\s:]+):\s?(?P<text>.*)"),
    ("replies", rf"{_NAME} replies to {_ABOUT}:\s?(?P<text>.*)"),
    ("answers", rf"{_NAME} replies to the question:\s?(?P<text>.*)"),
    ("edits", rf"{_NAME} edits:\s?(?P<text>.*)"),
    ("taps", rf"{_NAME} (?P<act>votes|reacts|unreacts)(?: (?P<what>.*?))? on {_ABOUT}"),
    ("hands", rf"{_NAME} (?P<act>reacts|unreacts) (?P<what>\S+) on the line about (?P<about>.+)"),
    ("turns", rf"{_NAME} (?P<act>reacts|unreacts) (?P<what>\S+) on the turn of (?P<about>\S+)"),
    ("roles", rf"{_NAME} (?P<act>votes)(?: (?P<what>.*?))? on the role (?P<about>\S+)"),
    ("acts", rf"{_NAME} (?P<act>redacts|joins|leaves)"),
    ("says", rf"{_NAME}:\s?(?P<text>.*)"),
    ("restarts", r"--\s*restart\s*--"),
    ("later", r"--\s*(?P<count>\d+) (?P<unit>minute|hour|day|week)s? later\s*--"),
    ("until", r"--\s*until (?P<moment>\d{4}-\d\d-\d\d[ T]\d\d:\d\d)\s*--"),
)
SHOWN: tuple[str, ...] = (
    "name: …",
    "name in private: …",
    "name replies to P1: …",
    "name replies in private: …",
    "name replies to the question: …",
    "name replies to the role chair: …",
    "name edits: …",
    "name redacts",
    "name votes consent on P1",
    "name votes keep on the role chair",
    "name reacts ✋ on P1",
    "name unreacts ✋ on P1",
    "name reacts ✋ on the line about Jan",
    "name unreacts ✋ on the line about Jan",
    "name reacts ✋ on the turn of chair",
    "name unreacts ✋ on the turn of chair",
    "name joins",
    "name leaves",
    "-- 2 days later --",
    "-- until 2026-12-01 20:00 --",
    "-- restart --",
    "kring: …",
    "kring to name: …",
    "# comment",
)
"""How each form is shown to who wrote a line that has none."""
_CLOCK = tuple(form for form in SHOWN if form.startswith("--"))
_SAID = ("name: …", "# comment")
_NEAR, _A_FEW, _QUOTED = 0.5, 3, 60
_TOO_LONG = 3 * max(map(len, SHOWN))
"""Signs: what is three times as long as a form, or longer, is not half like it."""
WHERE = "All forms: docs/transcripts.md"


def nearest(line: str) -> tuple[str, ...]:
    """The few forms that are most like a line: what its writer may have meant."""
    if line.startswith("-"):
        return tuple(sorted(_CLOCK, key=lambda form: -_likeness(line.strip("- "), form)))
    # The first words are a name, of one word or more; what is said does not matter.
    words = line.partition(":")[0].split()
    rests = [" ".join(words[first:]) for first in range(1, len(words))]
    rests = [rest for rest in rests if len(rest) < _TOO_LONG]
    like = {
        form: max((_likeness(rest, form) for rest in rests), default=0.0)
        for form in SHOWN
        if form not in (*_CLOCK, *_SAID)
    }
    near = [form for form in sorted(like, key=lambda form: -like[form]) if like[form] > _NEAR]
    return (*near, *_SAID)[:_A_FEW]


def _likeness(typed: str, form: str) -> float:
    rest = form.strip("- ").removeprefix("name ").removesuffix(": …")
    return SequenceMatcher(None, rest, typed.casefold(), autojunk=False).ratio()


def no_form(line: str) -> str:
    """What to tell of a line that has no form."""
    shown = line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "…"
    *first, last = (f"`{form}`" for form in nearest(line))
    return f"cannot read “{shown}”: expected {', '.join(first)} or {last}. {WHERE}"


def read_transcript(path: Path) -> Transcript:
    """Read a file. Raises Unreadable, OSError."""
    file = str(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as fault:
        raise Unreadable(file, 1, "expected text in UTF-8") from fault
    if not lines or lines[0].strip() != FENCE:
        raise Unreadable(file, 1, f"expected `{FENCE}` and a header")
    try:
        end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == FENCE)
    except StopIteration:
        raise Unreadable(file, len(lines), f"expected `{FENCE}` after the header") from None
    header = _read_header(file, "\n".join(lines[1:end]))
    steps = [
        _read_step(file, number, line, header.zone)
        for number, line in enumerate(lines[end + 1 :], end + 2)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    return Transcript(file, header, tuple(steps))


def _read_step(file: str, number: int, line: str, zone: ZoneInfo) -> Step:
    for form, pattern in FORMS:
        match = re.fullmatch(pattern, line.strip())
        if match:
            try:
                return _step(form, number, match.groupdict(), zone)
            except (ValueError, OverflowError) as fault:
                raise Unreadable(file, number, f"{fault}; {no_form(line.strip())}") from fault
    raise Unreadable(file, number, no_form(line.strip()))


def _step(form: str, line: int, found: dict[str, str | None], zone: ZoneInfo) -> Step:
    who, text, act = found.get("who") or "", found.get("text") or "", found.get("act") or ""
    match form:
        case "expects":
            return Expects(line, found["to"], text)
        case "says" | "says_privately":
            return Says(line, who, text, is_private=form == "says_privately")
        case "replies" | "replies_privately" | "replies_of_role" | "answers":
            about = QUESTION if form == "answers" else found.get("about")
            of = {"is_private": form == "replies_privately", "is_role": form == "replies_of_role"}
            return Says(line, who, text, is_reply=True, about=about, **of)
        case "edits":
            return Edits(line, who, text)
        case "taps" | "hands" | "turns" | "roles":
            what = (found["what"] or "").strip()
            about = found.get("about") or ""
            kinds = (form == "hands", form == "turns", form == "roles")
            return Taps(line, who, act, what, about, *kinds)
        case "acts":
            return Acts(line, who, act)
        case "restarts":
            return Restarts(line)
        case "later":
            length = timedelta(**{f"{found['unit']}s": int(found["count"] or 0)})
            return Passes(line, length=length)
        case _:
            moment = datetime.fromisoformat(found["moment"] or "").replace(tzinfo=zone)
            return Passes(line, until=moment.astimezone(UTC))


# ------------------------------------------------------------------------------------- header

_PEOPLE = ("members", "professionals", "offline")
_KEYS = {"house", "language", "timezone", "start", *_PEOPLE, "settings", "roles"}


def _read_header(file: str, text: str) -> Header:
    def unreadable(expected: str) -> Unreadable:
        return Unreadable(file, 1, f"header: {expected}")

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise unreadable(str(fault)) from fault
    if unknown := sorted(set(values) - _KEYS):
        raise unreadable(f"unknown {', '.join(unknown)}; expected {', '.join(sorted(_KEYS))}")
    timezone = read_timezone(values.get("timezone", "Europe/Amsterdam"))
    if isinstance(timezone, Impossible):
        raise unreadable("timezone: expected a name such as Europe/Amsterdam")
    zone = ZoneInfo(timezone)
    start = values.get("start")
    if not isinstance(start, datetime):
        raise unreadable("start: expected house time, such as 2026-11-23T10:00:00")
    language = values.get("language", "en")
    if language not in {"en", "nl"}:
        raise unreadable("language: expected en or nl")
    try:
        start = (start if start.tzinfo else start.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise unreadable("start: expected a moment such as 2026-11-23T10:00:00") from None
    settings = with_settings(Settings(), _table(values.get("settings", {}), unreadable))
    if isinstance(settings, list):
        told = "; ".join(f"{fault.name}: expected {fault.expected}" for fault in settings)
        raise unreadable(told)
    people = {key: _people(values, key, unreadable) for key in _PEOPLE}
    everyone = Counter(name for names in people.values() for name in names)
    if twice := sorted(name for name, times in everyone.items() if times > 1):
        raise unreadable(f"{', '.join(twice)}: expected each name once, in {', '.join(_PEOPLE)}")
    return Header(
        house=str(values.get("house", "")) or "The house",
        start=start,
        zone=zone,
        language=language,
        members=people["members"],
        professionals=people["professionals"],
        offline=people["offline"],
        settings=settings,
        roles=_roles(values, unreadable),
    )


_ROLE_KEYS = {"name", "every", "starts", "way", "pool", "limit"}


def _roles(
    values: dict[str, Any], unreadable: Callable[[str], Unreadable]
) -> tuple[tuple[RoleName, Wanted], ...]:
    """The roles of the house; `roles = []` is a house without any."""
    tables = values.get("roles")
    if tables is None:
        return ((CHAIR, Wanted()),)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise unreadable("[[roles]]: expected tables with a name")
    roles = tuple(_role(table, unreadable) for table in tables)
    if len({folded(name) for name, _ in roles}) < len(roles):
        raise unreadable("[[roles]]: each role has a name of its own")
    return roles


def _role(
    table: dict[str, Any], unreadable: Callable[[str], Unreadable]
) -> tuple[RoleName, Wanted]:
    if unknown := sorted(set(table) - _ROLE_KEYS):
        expected = ", ".join(sorted(_ROLE_KEYS))
        raise unreadable(f"[[roles]]: unknown {', '.join(unknown)}; expected {expected}")
    name, every, limit = table.get("name"), table.get("every", 1), table.get("limit")
    if not isinstance(name, str) or not re.fullmatch(r"[^\W\d_][\w-]{0,29}", name):
        raise unreadable('[[roles]]: name: expected one word, such as "chair"')
    starts = weekly(str(table.get("starts", "monday 09:00")))
    if starts is None:
        raise unreadable("[[roles]]: starts: expected a weekday and a time, such as monday 09:00")
    for number in (every, limit):
        if number is not None and type(number) is not int:
            raise unreadable("[[roles]]: every and limit: expected a whole number")
    try:
        way = Way(table.get("way", Way.ROTATION.value))
        pool = Pool(table.get("pool", Pool.RESIDENTS.value))
    except ValueError as fault:
        expected = "rotation, volunteer or election; residents, professionals or everyone"
        raise unreadable(f"[[roles]]: way and pool: expected {expected}") from fault
    wanted = Wanted(every, starts[0], starts[1], way, pool, limit)
    if refusal := impossible(wanted):
        is_rhythm = isinstance(refusal, RhythmOutOfRange)
        low, high = (SHORTEST, LONGEST) if is_rhythm else RANGES["term_limit"]
        key, unit = ("every", "weeks") if is_rhythm else ("limit", "terms")
        raise unreadable(f"[[roles]]: {key}: expected {low} to {high} {unit}")
    return CHAIR if folded(name) in CHAIR_WORDS else RoleName(name), wanted


def _table(value: Any, unreadable: Any) -> dict[str, object]:
    if not isinstance(value, dict):
        raise unreadable("[settings]: expected a table")
    return value


def _people(values: dict[str, Any], key: str, unreadable: Any) -> tuple[str, ...]:
    people = values.get(key, [])
    if not isinstance(people, list) or not all(isinstance(name, str) and name for name in people):
        raise unreadable(f'{key}: expected names, such as ["alice", "bob"]')
    return tuple(people)
