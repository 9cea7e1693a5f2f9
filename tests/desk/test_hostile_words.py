"""Whatever anybody writes, taps or forges: an answer of a size to read, or none; never a crash.

With `KRING_LONG=1` much more is tried.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.matrix.contents import content_of
from bot.room import Edit, Message, Poll, PollEnd, React, Reaction, Redaction, Say, Vote
from commands.table import COMMANDS
from tests.desk.hall import ROOM, Home, account, private

IS_LONG = os.environ.get("KRING_LONG") == "1"
HOUSES = 120 if IS_LONG else 5
"""Each with a database of its own, and up to `A_DAY` inputs."""
A_DAY = 100

LARGEST = 65_536
"""Bytes of an event, at most, as its server counts them."""

SLOWEST = 3.0
"""Seconds that one input may keep the bot, on a machine that does other things too."""

LONGEST_LINE = 4_000
"""Bytes of a log line."""

ROWS_AN_INPUT, BYTES_AN_INPUT = 12, 8_000
"""What the tables grow by, at most; beside one waiting message of each person."""

PEOPLE = ("alice", "bob", "carol", "pat", "gus", "sam")
words = sorted({word for command in COMMANDS for word in (command.en, command.nl)})

_odd = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "\x00",
            "\u202e\u2066evil\u2069",
            "\u200b\u2060\ufeff",
            "@room",
            "@alice:kring.test",
            "https://evil.example/?a=1&b=2",
            "javascript:alert(1)",
            "<script>alert(1)</script><img src=x onerror=y>",
            "**bold** _it_ `code` [link](http://x) \\",
            '{ $x } { "" }\n.attr = 1',
            "%s %(x)s {0} ${jndi:ldap://x}",
            "'; DROP TABLE facts; --",
            "\ue000text\ue001",
            "a" * 500,
            "\U0001f600" * 300,
            "e\u0301\u0316" * 200,
            "🏳️‍🌈" * 50,
            "١٢٣",
            "²",
            "½",
            "Ⅷ",
            "１２",
            "9" * 5000,
            "-1",
            "1e999",
            "NaN",
            "inf",
            "0x10",
            "0",
            "²days",
            "9999 weeks",
            "0 days",
            "² days",
            "31-02-2027",
            "99-99-9999",
            "1-1-0001",
            "1-1-9999",
            "tomorrow",
            " ".join(["word"] * 10_000),
            "x" * 65_000,
            "@" * 65_000,
            "a" + "\u0316\u0301" * 30_000,
            "for Jan " * 200,
            "[" * 3000,
        ]
    ),
    st.sampled_from(
        ["P1", "P2", "P3", "P999999999", "A1", "R1", "p-1", "P٣", "#1", "Jan", "@bob", "alice"]
    ),
    st.sampled_from(["role cook every 2 weeks", "set quorum 0.6", "elect chair @bob", "wheel"]),
    st.sampled_from(["add", "remove", "link", "keep", "end", "change", "adopt", "all", "until"]),
)
_rest = st.lists(_odd, max_size=5).map(" ".join)
_command = st.builds(
    lambda prefix, word, rest: f"{prefix}{word} {rest}",
    st.sampled_from(["!", "!", "!", "", "! ", "!!", "/"]),
    st.sampled_from([*words, *words, "for Jan", "for Jan for Jan", "change", "change set"]),
    _rest,
)
_text = st.one_of(_command, _command, _command, _rest)
_time = st.one_of(
    st.just(0),
    st.integers(-(10**6), 10**6),
    st.sampled_from([-(63 * 10**9), 63 * 10**9, 250 * 10**9]),
)


def forged(kinds: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, str, str, int, int]]:
    """What is done, by whom, with which words, at what time, and about which message."""
    return st.tuples(kinds, st.sampled_from(PEOPLE), _text, _time, st.integers(-3, 40))


inputs = forged(
    st.sampled_from(
        [
            *["says"] * 8,
            *("says privately", "replies", "in a thread", "edits", "speaks"),
            *("taps", "taps", "reacts", "reacts", "removes", "waits"),
        ]
    )
)


class Hostile:
    """A house to which all that is done."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.count = 0
        self.slowest = 0.0

    async def set_up(self) -> None:
        home = self.home
        await home.move_in("alice", "bob", "carol", "pat", "gus")
        await home.open_private_room("alice", "bob", "carol")
        await home.say("gus", "!guest")
        await home.say("alice", "!member add Jan")
        await home.say("alice", "!quick Soup")
        await home.say("bob", "!object P1")
        await home.say("bob", "!propose Cats")
        await home.say("alice", "!request A door")

    async def does(self, act: tuple[str, str, str, int, int]) -> None:
        kind, who, text, seconds, nth = act
        home = self.home
        at = home.now + timedelta(seconds=max(min(seconds, 10**11), -(63 * 10**9)))
        about = self._about(nth)
        base: dict[str, Any] = {"event": home.event(), "room": ROOM, "at": at}
        base["account"] = account(who)
        in_private = base | {"room": private(who)}
        said: dict[str, Callable[[], Awaitable[object]]] = {
            "says": lambda: home.hear(Message(**base, text=text)),
            "says privately": lambda: home.hear(Message(**in_private, text=text)),
            "replies": lambda: home.hear(Message(**base, text=text, reply_to=about)),
            "in a thread": lambda: home.hear(Message(**base, text=text, thread=about)),
            "edits": lambda: home.hear(Message(**base, text=text, edits=about)),
            "speaks": lambda: home.hear(Message(**base, text="", is_voice=True, reply_to=about)),
            "taps": lambda: home.hear(Vote(**base, poll=about, answers=tuple(text.split()[:3]))),
            "reacts": lambda: home.hear(
                Reaction(**base, target=about, key=("👍", "✋", "🤷", text)[nth % 4])
            ),
            "removes": lambda: home.hear(Redaction(**base, removed=about)),
            "waits": lambda: home.go(timedelta(hours=abs(nth))),
        }
        began = time.perf_counter()
        await (said[kind]() if kind != "waits" else self._wait(nth))
        self.count += 1
        if kind != "waits":
            self.slowest = max(self.slowest, time.perf_counter() - began)

    async def _wait(self, nth: int) -> str:
        await self.home.go(timedelta(hours=abs(nth)))
        return ""

    def _about(self, nth: int) -> str:
        """A message of the bot, one of somebody, or none."""
        sent = self.home.hall.sent
        return f"$event-{-nth}" if nth < 0 else sent[-1 - nth % len(sent)].reference


def largest(home: Home) -> int:
    """Bytes of the largest event that was sent, as it is once it is encrypted."""
    sizes = [0]
    for sent in home.hall.sent:
        if isinstance(sent.outgoing, Say | Edit | Poll | PollEnd | React):
            _, content = content_of(sent.outgoing, sent.target or "$t")
            sizes.append(len(json.dumps(content, ensure_ascii=False).encode()) * 4 // 3 + 2_000)
    return max(sizes)


def written(home: Home) -> tuple[int, int]:
    """Rows of all tables, and the bytes in them."""
    rows = [row for rows in home.tables().values() for row in rows]
    return len(rows), sum(len(str(row).encode()) for row in rows)


async def _live(acts: list[tuple[str, str, str, int, int]]) -> Hostile:
    with tempfile.TemporaryDirectory() as folder:
        async with Home(Path(folder) / "kring.db").opened() as home:
            hostile = Hostile(home)
            await hostile.set_up()
            before = written(home)
            with capture_logs() as logs:
                for act in acts:
                    await hostile.does(act)
                    crashes = [one for one in logs if one["log_level"] == "error"]
                    assert not crashes, (act, crashes[0])
            assert all(len(json.dumps(one, default=str)) <= LONGEST_LINE for one in logs)
            assert largest(home) <= LARGEST
            assert len(logs) <= 3 * hostile.count + 50
            rows, bytes_ = (now - then for now, then in zip(written(home), before, strict=True))
            assert rows <= ROWS_AN_INPUT * hostile.count + 200
            assert bytes_ <= BYTES_AN_INPUT * hostile.count + LARGEST * len(PEOPLE)
            assert hostile.slowest <= SLOWEST
            return hostile


@settings(max_examples=HOUSES)
@given(st.lists(inputs, min_size=A_DAY // 2, max_size=A_DAY))
def test_nothing_that_is_said_crashes_or_grows(acts: list[tuple[str, str, str, int, int]]) -> None:
    """Any words by anybody, about any message, at any time."""
    asyncio.run(_live(acts))
