"""Dates as people type them, in either language."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from commands.dates import read_date

MONDAY = date(2026, 11, 23)
DATES = st.dates(date(2020, 1, 1), date(2090, 12, 31))
MEANT = {
    "friday": date(2026, 11, 27),
    "vrijdag": date(2026, 11, 27),
    "Fri": date(2026, 11, 27),
    "vr": date(2026, 11, 27),
    "monday": date(2026, 11, 30),
    "komende vrijdag": date(2026, 11, 27),
    "next week": date(2026, 11, 30),
    "volgende week vrijdag": date(2026, 12, 4),
    "friday next week": date(2026, 12, 4),
    "tomorrow": date(2026, 11, 24),
    "Morgen": date(2026, 11, 24),
    "overmorgen": date(2026, 11, 25),
    "the day after tomorrow": date(2026, 11, 25),
    "over twee weken": date(2026, 12, 7),
    "in two weeks": date(2026, 12, 7),
    "twee weken": date(2026, 12, 7),
    "over een maand": date(2026, 12, 23),
    "in a month": date(2026, 12, 23),
    "een paar weken": date(2026, 12, 7),
    "over 10 dagen": date(2026, 12, 3),
    "10 december": date(2026, 12, 10),
    "tot en met 10 december": date(2026, 12, 10),
    "until the 10th of December": date(2026, 12, 10),
    "december 10": date(2026, 12, 10),
    "10e december": date(2026, 12, 10),
    "1 maart": date(2027, 3, 1),
    "1 mrt.": date(2027, 3, 1),
    "eind maart": date(2027, 3, 31),
    "end of March": date(2027, 3, 31),
    "eind februari 2028": date(2028, 2, 29),
    "half mei": date(2027, 5, 15),
    "mid-May": date(2027, 5, 15),
    "begin april": date(2027, 4, 1),
    "eind november": date(2026, 11, 30),
    "eind van de maand": date(2026, 11, 30),
    "november": date(2027, 11, 1),
    "3/12": date(2026, 12, 3),
    "3-12": date(2026, 12, 3),
    "3.12": date(2026, 12, 3),
    "3/11": date(2027, 11, 3),
    "31/12/26": date(2026, 12, 31),
    "2026-12-24": date(2026, 12, 24),
    "2026-12-05": date(2026, 12, 5),
    "29 februari": date(2028, 2, 29),
    "vrijdag 4/12": date(2026, 12, 4),
    "vr 4 dec": date(2026, 12, 4),
    "today": MONDAY,
    "gisteren": date(2026, 11, 22),
    "23 november": MONDAY,
    "1 januari 2020": date(2020, 1, 1),
}
UNCLEAR = [
    "",
    "a",
    "an",
    "now",
    "10",
    "the 3rd",
    "10 friday",
    "friday 24 december",
    "31 february",
    "2026-13-01",
    "12/13",
    "0000-01-01",
    "soon",
    "ooit",
    "when the cows come home",
    "in 2 hours",
    "3 PM",
    "12:00",
    "1234567890",
    "P3",
    "friday " * 20,
    "١٢/٣",
]


@pytest.mark.parametrize("typed", MEANT)
def test_it_is_read_as_people_mean_it(typed: str) -> None:
    """On a Monday in November; what has no year is in the future."""
    assert read_date(typed, MONDAY) == MEANT[typed]


@pytest.mark.parametrize("typed", UNCLEAR)
def test_what_is_no_date_is_not_made_into_one(typed: str) -> None:
    """Better one question than a wrong day."""
    assert read_date(typed, MONDAY) is None


@given(DATES, st.integers(1, 365), st.sampled_from(["en", "nl"]))
def test_what_the_bot_writes_is_read_as_the_same_day(
    today: date, ahead: int, language: str
) -> None:
    """Every date in an answer can be copied into a command."""
    day = today + timedelta(days=ahead)
    for pattern in ("EEEE d MMMM y", "d MMMM y", "EEEE d MMMM", "y-MM-dd", "d/M/y"):
        if "y" in pattern or ahead < 365:
            typed = format_date(day, pattern, locale=language)
            assert read_date(f"until {typed}", today) == day
            assert read_date(f"tot {typed}.", today) == day


@given(DATES, st.integers(0, 6), st.sampled_from(["en", "nl"]))
def test_a_weekday_is_the_next_one(today: date, ahead: int, language: str) -> None:
    """Never today, and never more than a week ahead."""
    day = today + timedelta(days=ahead + 1)
    for pattern in ("EEEE", "EEE"):
        assert read_date(format_date(day, pattern, locale=language), today) == day


@given(st.text(max_size=70), DATES)
def test_any_text_is_read_or_not(typed: str, today: date) -> None:
    """It never fails."""
    found = read_date(typed, today)
    assert found is None or isinstance(found, date)
