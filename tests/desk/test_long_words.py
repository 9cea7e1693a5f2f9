"""What is very long or very many takes no time that others wait for, and no event too large."""

from __future__ import annotations

import json
import time
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.matrix.contents import content_of
from bot.room import Edit, Entered, Poll, Say
from bot.speech import escape
from bot.understanding import stance_of_sign
from commands.durations import read_duration
from commands.reading import clean, folded
from tests.desk.hall import ROOM, Home, account

LARGEST = 65_536
"""Bytes of an event at most (Matrix); what is encrypted grows by a third before it is counted."""

READABLE = 9_000
"""Characters of a message, at most."""

A_MOMENT = 0.25
"""Seconds; the quadratic ways that this is about took from 0.7 to 4."""


@pytest.mark.parametrize(
    ("reads", "text"),
    [
        (clean, "a" + "\u0316\u0301" * 16_000),
        (folded, "a" + "\u0316\u0301" * 16_000),
        (stance_of_sign, "✋" + "\u0316\u0301" * 16_000),
        (escape, "@" * 64_000),
        (escape, "#a:" * 20_000),
        (read_duration, "9" * 64_000),
    ],
    ids=["marks", "marks in a name", "marks on a sign", "mentions", "rooms", "digits"],
)
def test_an_event_of_the_largest_size_is_read_in_a_moment(
    reads: Callable[[str], object], text: str
) -> None:
    """Whatever it is made of: who sends such must not keep the others waiting."""
    began = time.process_time()
    reads(text)
    assert time.process_time() - began < A_MOMENT


def test_marks_of_real_writing_stay() -> None:
    """Vietnamese, Hebrew with points, flags and families are not heaps."""
    for text in ("Việt Nam", "שָׁלוֹם", "é", "🏳️‍🌈", "👩‍👩‍👧", "กิ๊"):
        assert clean(text) == unicodedata.normalize("NFC", text)


def test_a_number_that_is_none_is_no_length_of_time() -> None:
    """`²` is a digit to Python, and no number."""
    assert read_duration("² days") is None
    assert read_duration("½ days") is None


def sizes(home: Home) -> list[int]:
    """Bytes of each event that was sent, as it would be if it were encrypted."""
    found = []
    for sent in home.hall.sent:
        if isinstance(sent.outgoing, Say | Edit | Poll):
            kind, content = content_of(sent.outgoing, sent.target or "$t")
            whole = {"type": kind, "content": content, "room_id": sent.room}
            found.append(len(json.dumps(whole, ensure_ascii=False).encode()) * 4 // 3 + 1_500)
    return found


async def test_the_largest_house_in_the_widest_letters(tmp_path: Path) -> None:
    """200 people with long names, 60 proposals, reasons of 2,000 signs: every part can be sent."""
    home = Home(tmp_path / "kring.db", talk_hours=0, max_open_rounds=9)
    sign = "😀"
    async with home.opened():
        people = [f"p{number}" for number in range(200)]
        there = tuple((account(who), f"{who} {sign * 70}") for who in people)
        await home.hear(Entered(home.event(), ROOM, home.now, "De Eik", there, True, False))
        for number in range(60):
            await home.say(people[number], f"!propose {number} {sign * 490}")
        for number in range(12):
            await home.say(people[number + 1], f"!object P1 {sign * 2000}")
        await home.say(people[0], f"!amend P1 new {sign * 490}")
        for number in range(12):
            await home.say(people[number + 20], f"!concern P1 {sign * 2000}")
        for command in ("!who", "!proposals", "!show P1", "!agreements", "!mirror", "!help all"):
            await home.say(people[0], command)
        await home.go(timedelta(minutes=1))
        assert max(sizes(home)) <= LARGEST
        said = home.hall.said()
        assert all(len(text) <= READABLE for text in said)
        assert all(any(who in text for text in said) for who in people)
        assert all(any(f"“{number} {sign}" in text for text in said) for number in range(60))
