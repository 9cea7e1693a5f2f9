"""What of a batch is heard at the same time, and that the position comes after all of it."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.lanes import lanes
from bot.matrix.sync import SyncLoop
from bot.room import Heard, Message, Moved

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)

said = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=14)


def _batch(pairs: list[tuple[int, int]]) -> list[Heard]:
    return [
        Message(f"${number}", f"!room{room}", f"@person{who}", NOON, "hoi")
        for number, (room, who) in enumerate(pairs)
    ]


def _of(one: Heard) -> set[str]:
    return {one.room, getattr(one, "account", one.room)}


@given(said)
def test_rooms_and_people_are_heard_in_order(pairs: list[tuple[int, int]]) -> None:
    """Every event once; nobody is in two lanes, and in a lane nothing overtakes."""
    batch = _batch(pairs)
    found = lanes(batch)
    assert sorted(one.event for lane in found for one in lane) == sorted(e.event for e in batch)
    for lane in found:
        assert lane == [one for one in batch if one in lane]
    of = [set().union(*map(_of, lane)) for lane in found]
    assert sum(map(len, of)) == len(set().union(*of))


@given(said)
def test_who_has_nothing_in_common_is_not_kept_waiting(pairs: list[tuple[int, int]]) -> None:
    """Two of a lane are linked by rooms and people in between."""
    for lane in lanes(_batch(pairs)):
        linked, rest = _of(lane[0]), list(lane[1:])
        while near := [one for one in rest if _of(one) & linked]:
            linked |= set().union(*map(_of, near))
            rest = [one for one in rest if one not in near]
        assert rest == []


def test_a_house_that_moves_is_in_one_lane_with_where_it_goes() -> None:
    """What is said there comes after it has moved."""
    move = Moved("$m", "!old", "@a", NOON, to="!new")
    late = Message("$n", "!new", "@b", NOON, "hoi")
    assert lanes([move, late]) == [[move, late]]


class Desk:
    """Hears slowly, and remembers; some events it cannot hear."""

    def __init__(self, *refused: str) -> None:
        self.refused = set(refused)
        self.heard: list[str] = []
        self.positions: list[tuple[str, int]] = []
        self.most = self.now = 0

    async def hear(self, heard: Heard, *, position: tuple[str, str] | None = None) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0.005)
            if heard.event in self.refused:
                raise OSError
            self.heard.append(heard.event)
            if position:
                self.positions.append((position[1], len(self.heard)))
        finally:
            self.now -= 1


def _loop(desk: Desk, at_once: int) -> SyncLoop:
    client = SimpleNamespace(user_id="@kring:kring.test")
    return SyncLoop(client, desk, at_once=at_once)  # type: ignore[arg-type]


BATCH = _batch([(0, 0), (1, 1), (0, 2), (2, 3), (1, 4), (3, 5)])


async def test_rooms_do_not_wait_for_each_other_and_the_position_for_all() -> None:
    """It moves in the last transaction, with the last event."""
    desk = Desk()
    await _loop(desk, 3)._hear_all(deque(BATCH), ("@kring:kring.test", "s9"))
    assert desk.most == 3
    assert sorted(desk.heard) == [one.event for one in BATCH]
    assert desk.positions == [("s9", len(BATCH))]
    assert desk.heard[-1] == "$5"


async def test_where_one_at_a_time_is_heard_it_is_in_the_order_of_the_batch() -> None:
    """As on SQLite."""
    desk = Desk()
    await _loop(desk, 1)._hear_all(deque(BATCH), ("@kring:kring.test", "s9"))
    assert (desk.most, desk.heard) == (1, [one.event for one in BATCH])


async def test_what_could_not_be_heard_comes_again_with_what_follows_it() -> None:
    """The other rooms go on; nothing of that room overtakes, and the position stays."""
    desk, left = Desk("$0"), deque(BATCH)
    loop = _loop(desk, 3)
    with pytest.raises(OSError):  # noqa: PT011
        await loop._hear_all(left, ("@kring:kring.test", "s9"))
    assert {"$0", "$2", "$5"} <= {one.event for one in left}
    assert "$2" not in desk.heard
    assert desk.positions == []
    desk.refused.clear()
    await loop._hear_all(left, ("@kring:kring.test", "s9"))
    assert sorted(desk.heard) == [one.event for one in BATCH]
    assert desk.heard.index("$0") < desk.heard.index("$2")
    assert desk.positions == [("s9", len(BATCH))]
