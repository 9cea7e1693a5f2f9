"""The tables open rightly in a volunteer's spreadsheet, and compute nothing."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sheets import COLUMNS, harmless, sheets

AT = "2026-07-01T21:30:00.250000Z"
DANGEROUS = ("=1+1", "+31 6 12345678", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1")


def _house(language: str = "en", **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        name: [] for name in COLUMNS if name not in {"house", "settings", "versions", "rolls"}
    }
    house = {
        "name": "De Eik",
        "language": language,
        "timezone": "Europe/Amsterdam",
        "settings": {"quorum": 0.5, "talk_hours": 24, "quiet_hours": "22:00-08:00"},
    }
    return empty | {"schema": 1, "exported_at": AT, "house": house} | more


def _request(text: str, answer: str | None = None) -> dict[str, Any]:
    return {"ref": "R1", "text": text, "state": "open", "due": None, "answer": answer}


def _bytes(exported: dict[str, Any], name: str) -> bytes:
    with ZipFile(BytesIO(sheets(exported))) as zipped:
        return zipped.read(f"{name}.csv")


def _read(exported: dict[str, Any], name: str, between: str = ",") -> list[dict[str, str]]:
    text = _bytes(exported, name).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=between))


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_computed(text: str) -> None:
    """Whoever wrote it, and wherever it stands."""
    exported = _house(
        requests=[_request(text, text)],
        flags=[
            {"kind": text, "roles": [text], "members": [text], "raised_at": AT}
            | {"told_house_at": AT}
        ],
    )
    (row,) = _read(exported, "requests")
    assert row["text"] == row["answer"] == f"'{text}"
    (flag,) = _read(exported, "flags")
    assert flag["roles"] == flag["members"] == flag["kind"] == f"'{text}"


@given(text=st.text(st.sampled_from("=+-@\t\r\n ;,\"'aé＝"), max_size=12) | st.text(max_size=12))
def test_whatever_is_written_comes_back_as_one_cell(text: str) -> None:
    """With separators, quotes and line ends in it; only what would compute has a sign before it."""
    for language, between in (("en", ","), ("nl", ";")):
        (row,) = _read(_house(language, requests=[_request(text)]), "requests", between)
        assert row["text"] in {text, f"'{text}"}
        assert row["text"][:1] not in {*"=+-@\t\r\n＝＋－＠"} or not text
        assert row["ref"] == "R1"


def test_ordinary_words_are_left_alone() -> None:
    """Nothing is before them that people would see."""
    for text in ("Soup", "22:00", "'s avonds rust", "a = b", "5-10", "é", ""):
        assert harmless(text) == text


def test_it_says_that_it_is_utf_8_and_every_cell_is_quoted() -> None:
    """So that Excel shows é as é, and what takes commas and semicolons takes neither."""
    made = _bytes(_house(requests=[_request("café; soep, brood")]), "requests")
    head, row = '"ref","text","state","due","answer"', '"R1","café; soep, brood","open","",""'
    assert made == b"\xef\xbb\xbf" + f"{head}\r\n{row}\r\n".encode()


def test_in_dutch_a_semicolon_stands_between_and_a_comma_in_numbers() -> None:
    """As spreadsheets there expect."""
    made = _bytes(_house("nl"), "settings").decode("utf-8-sig").splitlines()
    assert made[:2] == ['"setting";"value"', '"quorum";"0,5"']
    assert _bytes(_house("en"), "settings").decode("utf-8-sig").splitlines()[1] == '"quorum","0.5"'


def test_times_are_those_of_the_house() -> None:
    """As a spreadsheet reads a time in any language; a text that looks like one is left alone."""
    exported = _house(requests=[_request(AT)])
    assert _read(exported, "house")[0]["exported_at"] == "2026-07-01 23:30:00"
    assert _read(exported, "requests")[0]["text"] == AT


def test_of_the_same_decisions_the_same_bytes_are_made() -> None:
    """Nothing of the moment or the machine is in the zip."""
    exported = _house(requests=[_request("a boiler")])
    assert sheets(exported) == sheets(exported)
    with ZipFile(BytesIO(sheets(exported))) as zipped:
        assert zipped.namelist() == [f"{name}.csv" for name in COLUMNS]
        assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
