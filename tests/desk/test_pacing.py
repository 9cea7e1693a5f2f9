"""The pace: at full speed until the server asks to wait, then hardly ever refused."""

from __future__ import annotations

import asyncio
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import DEFAULT_WAIT, LONGEST_GAP, LONGEST_WAIT, Line, Pace


class Server:
    """A bucket that fills with messages and empties steadily, as Synapse has it."""

    def __init__(self, seconds: float = 5.0, burst: int = 10) -> None:
        self._seconds, self._burst = seconds, burst
        self._level, self._at = 0.0, 0.0
        self.taken: list[float] = []
        self.refused = 0

    def take(self, now: float) -> float:
        """0 when it takes a message, else the seconds to wait."""
        self._level = max(0.0, self._level - (now - self._at) / self._seconds)
        self._at = now
        if self._level > self._burst - 1:
            self.refused += 1
            return (self._level - self._burst + 1) * self._seconds
        self._level += 1
        self.taken.append(now)
        return 0.0


class Sender:
    """Sends as fast as its pace lets it; a send takes a moment."""

    def __init__(self, server: Server, took: float = 0.03) -> None:
        self.server, self.took = server, took
        self.pace, self.now = Pace(), 1000.0

    def send(self, messages: int) -> None:
        target = len(self.server.taken) + messages
        while len(self.server.taken) < target:
            self.now += self.pace.wait(self.now)
            self.pace.go(self.now)
            asked = self.server.take(self.now + self.took / 2)
            self.now += self.took
            if asked:
                self.pace.refused(self.now, asked)
            else:
                self.pace.arrived(self.now, self.took)


def test_nothing_waits_before_the_server_asks_to() -> None:
    """Nobody is slow for fear of a limit that may not be there."""
    sender = Sender(Server(burst=10_000))
    sender.send(500)
    assert sender.now - 1000 == pytest.approx(500 * sender.took)


def test_a_long_row_of_messages_meets_two_refusals() -> None:
    """The first tells of the limit, the next how narrow it is; then none, and little is lost."""
    sender = Sender(Server())
    sender.send(60)
    assert sender.server.refused <= 2
    assert sender.now - 1000 < 50 * 5 * 1.15


@given(st.floats(0.2, 20), st.integers(1, 30), st.floats(0.001, 0.4), st.lists(st.floats(0, 90)))
def test_refusals_stay_rare_whatever_the_limit(
    seconds: float, burst: int, took: float, rests: list[float]
) -> None:
    """Also when the bot rests and speaks in turns."""
    sender = Sender(Server(seconds, burst), took)
    for rest in rests:
        before = sender.server.refused
        sender.send(20)
        assert sender.server.refused - before <= 4
        sender.now += rest


def test_after_a_good_rest_it_is_at_full_speed_again() -> None:
    """The burst has come back; and after half a rest, half of it."""
    sender = Sender(Server())
    sender.send(20)
    refused = sender.server.refused
    sender.now += 30
    started = sender.now
    sender.send(5)
    assert sender.now - started < 1
    sender.now += 120
    started = sender.now
    sender.send(9)
    assert sender.now - started < 1
    assert sender.server.refused == refused


@pytest.mark.parametrize(
    ("asked", "at_least", "at_most"),
    [
        (0, 0, 1),
        (-3, DEFAULT_WAIT, DEFAULT_WAIT + 1),
        (math.nan, DEFAULT_WAIT, DEFAULT_WAIT + 1),
        (1e9, LONGEST_WAIT, LONGEST_WAIT + 1),
        (math.inf, LONGEST_WAIT, LONGEST_WAIT + 1),
    ],
)
def test_odd_answers_are_taken_with_reason(asked: float, at_least: float, at_most: float) -> None:
    """Nothing, less than nothing, no number, and for ever."""
    pace = Pace()
    pace.refused(1000.0, asked)
    assert at_least < pace.wait(1000.0) < at_most
    assert pace.gap <= LONGEST_GAP


async def test_who_came_first_goes_first() -> None:
    """Every room in line has its turn before any has its second."""
    line, order = Line(), []

    async def room(name: str) -> None:
        for _ in range(3):
            async with line.turn(name):
                order.append(name)
                await asyncio.sleep(0)

    await asyncio.gather(*(room(name) for name in "abc"))
    assert order == list("abcabcabc")
