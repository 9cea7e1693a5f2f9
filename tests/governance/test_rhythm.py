"""When terms start: in house time, also on the days when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from governance.rhythm import Rhythm, days_before, first_day, moment
from tests.governance.rota import AMSTERDAM

SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
"""In Amsterdam 02:00 becomes 03:00, and 03:00 becomes 02:00."""


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_a_term_starts_at_the_same_hour_on_the_wall_all_year() -> None:
    weekly = Rhythm(1, time(9), date(2026, 10, 19))
    days = [weekly.first, weekly.after(weekly.first)]
    starts = [weekly.moment(day, AMSTERDAM) for day in days]
    assert starts[1] - starts[0] == timedelta(days=7, hours=1)
    assert [start.astimezone(AMSTERDAM).hour for start in starts] == [9, 9]


def test_a_time_that_the_clocks_leave_out_is_the_first_moment_after() -> None:
    assert moment(SPRING, time(2, 30), AMSTERDAM) == utc(2027, 3, 28, 1)
    assert moment(SPRING, time(2, 0), AMSTERDAM) == utc(2027, 3, 28, 1)
    assert moment(SPRING, time(3, 0), AMSTERDAM) == utc(2027, 3, 28, 1)
    assert moment(SPRING, time(1, 59), AMSTERDAM) == utc(2027, 3, 28, 0, 59)


def test_a_time_that_comes_twice_is_the_first() -> None:
    assert moment(AUTUMN, time(2, 30), AMSTERDAM) == utc(2026, 10, 25, 0, 30)


def test_a_day_that_a_zone_leaves_out_starts_after_it() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert moment(date(2011, 12, 30), time(9), apia) == utc(2011, 12, 30, 10)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (utc(2026, 11, 23, 7, 59), date(2026, 11, 23)),
        (utc(2026, 11, 23, 8, 0), date(2026, 11, 30)),
        (utc(2026, 11, 24, 8, 0), date(2026, 11, 30)),
    ],
)
def test_the_first_term_starts_at_the_first_such_moment_after(now: datetime, day: date) -> None:
    assert first_day(0, time(9), now, AMSTERDAM) == day


@example(1, time(2, fold=1), date(2020, 2, 2), "Europe/Amsterdam")
@given(
    st.integers(1, 52),
    st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.sampled_from(["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran"]),
)
def test_terms_follow_one_another_by_so_many_weeks(
    every: int, clock: time, first: date, name: str
) -> None:
    zone = ZoneInfo(name)
    rhythm = Rhythm(every, clock, first)
    day, starts = rhythm.after(None), []
    for _ in range(60 // every + 2):
        starts.append(rhythm.moment(day, zone))
        assert rhythm.after(day - timedelta(days=1)) == day
        wall = starts[-1].astimezone(zone)
        assert wall.date() == day
        assert wall.replace(tzinfo=None) >= datetime.combine(day, clock)
        day = rhythm.after(day)
    gaps = {two - one for one, two in pairwise(starts)}
    assert all(abs(gap - timedelta(weeks=every)) <= timedelta(hours=1) for gap in gaps)


def test_published_is_so_many_days_before_at_the_same_hour() -> None:
    start = utc(2027, 3, 29, 7)  # Monday at nine, in summer time
    assert days_before(start, 3, AMSTERDAM) == utc(2027, 3, 26, 8)
