"""The settings: defaults, ranges, and how what people type is read (design §7.4)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.dates import add_months
from governance.settings import (
    RANGES,
    Impossible,
    Settings,
    read_setting,
    read_timezone,
    with_settings,
)

HOURS = ("talk_hours", "grace_hours", "flag_private_hours")
ROUNDS = ("round_hours", "quick_hours")
DAYS = ("integrate_days", "publish_days", "newcomer_days")
COUNTS = ("min_heard", "max_open_rounds", "term_limit")
NUMBERS = [
    *((name, 0, 336) for name in HOURS),
    *((name, 1, 336) for name in ROUNDS),
    *((name, 0, 60) for name in DAYS),
    *((name, 1, 20) for name in COUNTS),
    ("review_months", 1, 12),
]


def test_a_new_house_has_these_settings() -> None:
    """The defaults of the contract."""
    assert Settings() == Settings(
        talk_hours=24,
        round_hours=48,
        quick_hours=24,
        grace_hours=24,
        quorum=0.5,
        min_heard=3,
        integrate_days=7,
        review_months=6,
        max_open_rounds=2,
        publish_days=3,
        term_limit=2,
        newcomer_days=14,
        flag_private_hours=48,
        nudge_time="monday 09:00",
        quiet_hours="22:00-08:00",
        question="off",
    )


def test_every_number_has_its_range() -> None:
    """No number is left without one."""
    assert {name for name, _, _ in NUMBERS} | {"quorum"} == set(RANGES)


@pytest.mark.parametrize(("name", "low", "high"), NUMBERS)
def test_both_ends_of_a_range_are_possible(name: str, low: int, high: int) -> None:
    """As text from the room and as a number from a file."""
    for value in (low, high):
        assert read_setting(name, str(value)) == value
        assert read_setting(name, value) == value


@pytest.mark.parametrize(("name", "low", "high"), NUMBERS)
def test_what_is_out_of_range_is_refused_with_the_range(name: str, low: int, high: int) -> None:
    """So that who typed it knows what to type."""
    for value in (low - 1, high + 1, -100, 10_000, 10**30):
        for raw in (str(value), value):
            assert read_setting(name, raw) == Impossible(name, f"{low}–{high}")


@pytest.mark.parametrize(("name", "low", "high"), NUMBERS)
@given(data=st.data())
def test_every_whole_number_is_in_range_or_refused(
    name: str, low: int, high: int, data: st.DataObject
) -> None:
    """Whatever number is typed."""
    value = data.draw(st.integers())
    expected = value if low <= value <= high else Impossible(name, f"{low}–{high}")
    assert read_setting(name, str(value)) == expected


@pytest.mark.parametrize("raw", ["0,75", "0.75", 0.75, " 0,75 ", "0,750"])
def test_a_comma_is_read_as_a_point(raw: object) -> None:
    """0,75 is what people type in Dutch."""
    assert read_setting("quorum", raw) == 0.75


@pytest.mark.parametrize(
    ("raw", "value"), [("0", 0), ("1", 1), (1, 1), (0.5, 0.5), ("0.66667", 0.66667), (2 / 3, 2 / 3)]
)
def test_a_quorum_is_a_share(raw: object, value: float) -> None:
    """From none to all, with as many decimals as one likes."""
    assert read_setting("quorum", raw) == pytest.approx(value)


@pytest.mark.parametrize(
    "raw",
    [
        "1,01",
        "1.5",
        "-0.5",
        "50%",
        "½",
        "nan",
        "inf",
        "0,7,5",
        "1/2",
        "",
        "half",
        True,
        None,
        "1e0",
    ],
)
def test_what_is_no_share_is_refused(raw: object) -> None:
    """With the range, never as a crash."""
    assert read_setting("quorum", raw) == Impossible("quorum", "0–1")


@pytest.mark.parametrize("raw", ["2,5", "2.5", "", "two", "-1", "1e1", True, None, "0x10", 24.5])
def test_hours_are_whole_numbers(raw: object) -> None:
    """Half an hour is refused, not rounded."""
    assert read_setting("talk_hours", raw) == Impossible("talk_hours", "0–336")


@pytest.mark.parametrize("raw", ["24,0", "24.0", 24.0, " 24 ", "024"])
def test_a_whole_number_may_be_written_with_decimals(raw: object) -> None:
    """It is the same number."""
    assert read_setting("talk_hours", raw) == 24


@pytest.mark.parametrize("raw", ["1.000", "1,000"])
def test_a_thousand_is_not_one(raw: str) -> None:
    """A thousand hours, as people write it, is out of range and not one hour."""
    assert isinstance(read_setting("talk_hours", raw), Impossible)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("22:00-08:00", "22:00-08:00"),
        ("22:00 – 8:00", "22:00-08:00"),
        ("0:00-6:30", "00:00-06:30"),
        (" OFF ", "off"),
        ("uit", "off"),
    ],
)
def test_quiet_hours_are_two_times_or_off(raw: str, value: str) -> None:
    """Read as people type them, in both languages."""
    assert read_setting("quiet_hours", raw) == value


@pytest.mark.parametrize("raw", ["22:00", "24:00-08:00", "22:60-08:00", "22-8", "09:00-09:00", ""])
def test_impossible_quiet_hours_are_refused(raw: str) -> None:
    """Also those that begin when they end."""
    assert read_setting("quiet_hours", raw) == Impossible("quiet_hours", "22:00-08:00, off")


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("nudge_time", "monday 09:00", "monday 09:00"),
        ("nudge_time", "Maandag 9:00", "monday 09:00"),
        ("nudge_time", "zondag 23:59", "sunday 23:59"),
        ("question", "wednesday 10:00", "wednesday 10:00"),
        ("question", "woensdag 10:00", "wednesday 10:00"),
        ("question", "off", "off"),
        ("question", "uit", "off"),
    ],
)
def test_a_weekly_time_is_a_day_and_a_time(name: str, raw: str, value: str) -> None:
    """In both languages, kept in one."""
    assert read_setting(name, raw) == value


@pytest.mark.parametrize("raw", ["monday", "09:00", "someday 09:00", "monday 24:00", "off", ""])
def test_an_impossible_nudge_time_is_refused(raw: str) -> None:
    """The nudge cannot be switched off."""
    assert read_setting("nudge_time", raw) == Impossible("nudge_time", "monday 09:00")


def test_an_impossible_question_is_refused() -> None:
    """With what is possible."""
    assert read_setting("question", "weekly") == Impossible("question", "monday 09:00, off")


def test_a_setting_nobody_knows_is_refused_with_those_there_are() -> None:
    """A refusal and not a crash."""
    refused = read_setting("rent", "500")
    assert isinstance(refused, Impossible)
    assert "talk_hours" in refused.expected


def test_all_faults_are_told_at_once() -> None:
    """And nothing is changed."""
    faults = with_settings(Settings(), {"quorum": "2", "talk_hours": "1", "rent": "5"})
    assert isinstance(faults, list)
    assert [fault.name for fault in faults] == ["quorum", "rent"]


def test_settings_are_changed_together() -> None:
    """The rest stays as it was."""
    changed = with_settings(Settings(grace_hours=5), {"quorum": "0,75", "talk_hours": 0})
    assert changed == Settings(grace_hours=5, quorum=0.75, talk_hours=0)


@given(raw=st.text() | st.integers() | st.floats() | st.booleans() | st.none())
@pytest.mark.parametrize("name", [*RANGES, "quiet_hours", "nudge_time", "question", "rent"])
def test_whatever_is_typed_is_read_or_refused(name: str, raw: object) -> None:
    """Never a crash, and what was read is read the same again."""
    value = read_setting(name, raw)
    if not isinstance(value, Impossible):
        assert read_setting(name, value) == value


@pytest.mark.parametrize("raw", ["Europe/Amsterdam", "UTC", "America/Paramaribo"])
def test_a_time_zone_is_known_by_its_name(raw: str) -> None:
    """As in the IANA database."""
    assert read_timezone(raw) == raw


@pytest.mark.parametrize(
    "raw", ["", "Europe", "Amsterdam", "../../etc/passwd", "/etc/localtime", "CET+1", 1, None, "\0"]
)
def test_an_unknown_time_zone_is_refused(raw: object) -> None:
    """With an example."""
    assert read_timezone(raw) == Impossible("timezone", "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 11, 23), 6, (2027, 5, 23)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2027, 8, 31), 6, (2028, 2, 29)),
        ((2026, 12, 31), 2, (2027, 2, 28)),
        ((2026, 12, 31), 12, (2027, 12, 31)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2026, 10, 31), 1, (2026, 11, 30)),
        ((2026, 12, 1), 1, (2027, 1, 1)),
        ((2026, 11, 30), 1, (2026, 12, 30)),
    ],
)
def test_some_months_later_is_the_same_day_or_the_months_last(
    start: tuple[int, int, int], months: int, end: tuple[int, int, int]
) -> None:
    """A review never slips into the month after."""
    moment = datetime(*start, 11, 30, tzinfo=UTC)
    assert add_months(moment, months) == datetime(*end, 11, 30, tzinfo=UTC)
