"""Quiet hours, in house time, also in the nights when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from governance.settings import Settings
from tests.governance.house import AMSTERDAM, House

SPRING = datetime(2027, 3, 28, tzinfo=UTC)
"""The night in which 02:00 becomes 03:00, at 01:00 UTC."""
AUTUMN = datetime(2026, 10, 25, tzinfo=UTC)
"""The night in which 03:00 becomes 02:00, at 01:00 UTC."""

QUIET = Settings(quiet_hours="22:00-08:00")


def house_time(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=AMSTERDAM).astimezone(UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ((2026, 11, 23, 21, 59), (2026, 11, 23, 21, 59)),
        ((2026, 11, 23, 22, 0), (2026, 11, 24, 8, 0)),
        ((2026, 11, 23, 23, 59), (2026, 11, 24, 8, 0)),
        ((2026, 11, 24, 0, 0), (2026, 11, 24, 8, 0)),
        ((2026, 11, 24, 7, 59), (2026, 11, 24, 8, 0)),
        ((2026, 11, 24, 8, 0), (2026, 11, 24, 8, 0)),
        ((2026, 7, 31, 23, 0), (2026, 8, 1, 8, 0)),
        ((2026, 12, 31, 23, 0), (2027, 1, 1, 8, 0)),
    ],
)
def test_quiet_hours_end_at_their_end(now: tuple[int, ...], until: tuple[int, ...]) -> None:
    """Within them it is quiet until eight; outside them it is not quiet."""
    assert QUIET.quiet_until(house_time(*now), AMSTERDAM) == house_time(*until)


@pytest.mark.parametrize("hour", [0, 3, 12, 22, 23])
def test_quiet_hours_may_be_off(hour: int) -> None:
    """Then it is never quiet."""
    now = house_time(2026, 11, 23, hour)
    assert Settings(quiet_hours="off").quiet_until(now, AMSTERDAM) == now


def test_quiet_hours_may_be_within_a_day() -> None:
    """A house may rest after lunch."""
    rest = Settings(quiet_hours="13:00-15:00")
    one = house_time(2026, 11, 23, 13)
    assert rest.quiet_until(one, AMSTERDAM) == house_time(2026, 11, 23, 15)
    assert rest.quiet_until(house_time(2026, 11, 23, 15), AMSTERDAM) == one + timedelta(hours=2)
    assert rest.quiet_until(one - timedelta(minutes=1), AMSTERDAM) == one - timedelta(minutes=1)


@pytest.mark.parametrize(("night", "hours"), [(SPRING, 9), (AUTUMN, 11)])
def test_the_night_the_clocks_change_ends_at_eight(night: datetime, hours: int) -> None:
    """It is an hour shorter in March and longer in October."""
    ten = datetime.combine(night.date() - timedelta(days=1), datetime.min.time(), AMSTERDAM)
    ten = ten.replace(hour=22).astimezone(UTC)
    until = QUIET.quiet_until(ten, AMSTERDAM)
    assert until - ten == timedelta(hours=hours)
    assert until.astimezone(AMSTERDAM).hour == 8


@given(
    night=st.sampled_from([SPRING, AUTUMN, datetime(2026, 11, 24, tzinfo=UTC)]),
    minutes=st.integers(-24 * 60, 24 * 60),
    start=st.integers(0, 47),
    length=st.integers(1, 45),  # a single hour awake may be the one that March leaves out
)
@example(night=AUTUMN, minutes=10, start=44, length=9)
@example(night=AUTUMN, minutes=70, start=44, length=9)
@example(night=SPRING, minutes=10, start=44, length=9)
@example(night=SPRING, minutes=60, start=44, length=9)
def test_quiet_hours_end_later_and_not_in_quiet_hours(
    night: datetime, minutes: int, start: int, length: int
) -> None:
    """Whatever hours they are, and in whatever night: their end lies ahead, within 25 hours."""
    a, b = start, (start + length) % 48
    text = f"{a // 2:02}:{a % 2 * 30:02}-{b // 2:02}:{b % 2 * 30:02}"
    quiet = Settings(quiet_hours=text)
    now = night + timedelta(minutes=minutes)
    until = quiet.quiet_until(now, AMSTERDAM)
    assert now <= until <= now + timedelta(hours=25)
    assert quiet.quiet_until(until, AMSTERDAM) == until


@given(
    night=st.sampled_from([SPRING, AUTUMN, datetime(2026, 11, 24, tzinfo=UTC)]),
    minutes=st.integers(-24 * 60, 24 * 60),
)
def test_it_is_quiet_exactly_from_ten_to_eight(night: datetime, minutes: int) -> None:
    """By the clock on the wall of the house."""
    now = night + timedelta(minutes=minutes)
    hour = now.astimezone(AMSTERDAM).hour
    assert (QUIET.quiet_until(now, AMSTERDAM) > now) == (hour >= 22 or hour < 8)


@pytest.mark.parametrize("night", [SPRING, AUTUMN])
def test_talking_lasts_its_hours_also_when_the_clocks_change(night: datetime) -> None:
    """24 hours are 24 hours; the wall clock shows an hour more or less."""
    house = House("alice", "bob", now=night - timedelta(hours=12))
    house.propose()
    assert house.proposal.talk_until == night + timedelta(hours=12)


@pytest.mark.parametrize("night", [SPRING, AUTUMN])
def test_talking_that_ends_in_such_a_night_ends_at_eight(night: datetime) -> None:
    """On the wall of the house."""
    house = House("alice", "bob", now=night - timedelta(hours=24))
    house.propose()
    ends = house.proposal.talk_until.astimezone(AMSTERDAM)
    assert (ends.hour, ends.minute) == (8, 0)
    assert ends.date() == night.date()
