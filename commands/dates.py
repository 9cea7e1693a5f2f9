"""Dates as people type them, in Dutch and English: what is meant is always a day to come.

Which day a word means is dateparser's; the shapes are read here, because it reads a date into
nearly anything: `a` is the first of this month to it, `10 friday` the tenth, and 3.12 a time.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateparser.date import DateData, DateDataParser

from commands.reading import NUMBER_OF, folded

LONGEST = 60
"""Characters in a date; nobody's is longer."""

_NUMBER_OF = NUMBER_OF | {"a": 1, "an": 1, "twaalf": 12, "twelve": 12}
_NO_DATES = frozenset({"an", "now", "nu", "noon"})
"""Single words that dateparser takes for a date, or for this very moment."""

_LEADS = r"(?:until|till|til|tot en met|t/m|tot|through|vanaf|from|on|op|by|the|de|het)"
_COMING = r"(?:next|this|coming|volgende|aanstaande|komende|deze)"
_NEXT_WEEK = r"(?:next week|volgende week)"
_PART = (
    r"(?:(?P<begin>begin|beginning|start|early)|(?P<half>half|halverwege|medio|midden|mid|middle)"
    r"|(?P<end>eind|einde|end|late))[ -](?:of |van )?(?:the |de )?"
)
_UNIT = "days?|dag|dagen|weeks?|weken|months?|maand|maanden|years?|jaar|jaren"
_YEAR = r"(?: (?P<year>[0-9]{4}|'[0-9]{2}))?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|e|ste|de)?"


def read_date(typed: str, today: date) -> date | None:
    """The day that is meant, in the future where it does not say which year; None if unclear."""
    words = _plain(typed) if len(typed) <= LONGEST else ""
    if not words:
        return None
    for reader in (_by_numbers, _part_of_month, _from_now, _in_next_week, _one_word, _written_out):
        try:
            found = reader(words, today)
        except (ValueError, OverflowError):
            return None  # 31 February, or a year that no calendar has
        if found:
            return found
    return None


def _plain(typed: str) -> str:
    words = " ".join(folded(typed).replace(",", " ").split()).strip(" .!?;")
    before = ""
    while before != words:  # "until the …", "tot de …"
        before, words = words, re.sub(rf"^{_LEADS}\s+", "", words)
    return words


def _by_numbers(words: str, today: date) -> date | None:
    if iso := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", words):
        return date(*map(int, iso.groups()))
    match = re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})(?:[-/. ]([0-9]{4}|[0-9]{2}))?", words)
    return _in_year(int(match[1]), int(match[2]), match[3], today) if match else None


def _in_year(day: int, month: int, year: str | None, today: date) -> date:
    """That day in that year, else the first one that is not past. Raises ValueError."""
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for ahead in range(9):  # 29 February is at most eight years away
        try:
            found = date(today.year + ahead, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError("no month has that day")


def _part_of_month(words: str, today: date) -> date | None:
    """`eind maart`, `half april`, `early May`, `december`, `end of the month`."""
    match = re.fullmatch(rf"(?:{_PART})?(?P<month>[a-z]{{3,}}){_YEAR}", words)
    if not match:
        return None
    is_this_month = match["month"] in {"month", "maand"} and match["end"]
    month = today.month if is_this_month else _month(match["month"], today)
    if month is None:
        return None

    def in_year(year: int) -> date:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, last if match["end"] else 15 if match["half"] else 1)

    if match["year"]:
        return in_year(int(match["year"].replace("'", "20")))
    found = in_year(today.year)
    return found if found >= today else in_year(today.year + 1)


def _from_now(words: str, today: date) -> date | None:
    """`over twee weken`, `in a month`, `10 days`, `next week`."""
    words = re.sub(r"\b(?:a couple of|een paar)\b", "2", words)
    words = re.sub(r"^(?:next|volgende?|komende?) (?=week|month|maand|year|jaar)", "1 ", words)
    match = re.fullmatch(
        rf"(?:(?:in|over|for|voor|nog|within|binnen) )?([0-9]{{1,3}}|[a-z]+) ?({_UNIT})", words
    )
    count = _NUMBER_OF.get(match[1], match[1]) if match else ""
    if not match or not str(count).isdigit():
        return None
    found = _known(f"in {count} {match[2]}", today).date_obj
    return found.date() if found else None


def _in_next_week(words: str, today: date) -> date | None:
    match = re.fullmatch(rf"{_NEXT_WEEK} ([a-z]+)|([a-z]+) {_NEXT_WEEK}", words)
    weekday = _weekday(match[1] or match[2], today) if match else None
    if weekday is None:
        return None
    return today + timedelta(days=7 - today.weekday() + weekday)


def _one_word(words: str, today: date) -> date | None:
    """`tomorrow`, `friday`, `komende vrijdag`; on that very day the one a week later."""
    bare = re.sub(rf"^{_COMING} ", "", words)
    if bare in {"vanavond", "tonight"}:
        return today
    if bare in _NO_DATES or not re.fullmatch(r"[a-z]{2,}|day after tomorrow", bare):
        return None
    found = _known(bare, today).date_obj
    return found.date() if found else None


def _written_out(words: str, today: date) -> date | None:
    """`Thursday 24 December 2026`, `10 dec`, `december 10th`, `vrijdag 4/12`."""
    first, _, after = words.partition(" ")
    is_word = after and first.rstrip(".").isalpha()
    weekday = _weekday(first.rstrip("."), today) if is_word else None
    rest = words if weekday is None else re.sub(rf"^{_LEADS} ", "", after)
    found = _by_numbers(rest, today) if weekday is not None else None
    match = re.fullmatch(
        rf"{_DAY} (?:of |van )?(?P<month>[a-z]{{3,}})\.?{_YEAR}", rest
    ) or re.fullmatch(rf"(?P<month>[a-z]{{3,}})\.? {_DAY}{_YEAR}", rest)
    if match and (month := _month(match["month"], today)):
        year = match["year"].lstrip("'") if match["year"] else None
        found = _in_year(int(match["day"]), month, year, today)
    is_contradicted = found and weekday is not None and found.weekday() != weekday
    return None if is_contradicted else found


def _month(word: str, today: date) -> int | None:
    found = _known(word, today)
    return found.date_obj.month if found.date_obj and found.period == "month" else None


def _weekday(word: str, today: date) -> int | None:
    found = _known(word, today)
    is_this_week = found.date_obj and 0 < (found.date_obj.date() - today).days <= 7
    is_weekday = is_this_week and word not in {"tomorrow", "morgen", "overmorgen"}
    return found.date_obj.weekday() if is_weekday else None


def _known(words: str, today: date) -> DateData:
    return _parser(today).get_date_data(words)


@lru_cache(maxsize=4)
def _parser(today: date) -> DateDataParser:
    settings = {
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "PREFER_DATES_FROM": "future",
        "PARSERS": ["relative-time", "absolute-time"],
        "TIMEZONE": "UTC",
    }
    return DateDataParser(languages=["en", "nl"], settings=settings)
