"""Monday at nine in very many houses: all hear from the bot, and who asks something is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import outbox, pacing
from bot.outbox import Outbox
from bot.room import Capabilities, Entered, NotNow, Open, Outgoing, Say, pack
from bot.turns import Access
from storage.records import Parcel
from tests.desk.hall import DAY, MONDAY_NOON, ROOM, Hall, Home, account, private

ROOMS = 200
FEW = 40
MONDAY_NINE = MONDAY_NOON + 7 * DAY - timedelta(hours=3)
TOKEN = 0.01
"""Seconds; a server's default is five."""
LONG = 20 * TOKEN
"""Where it is counted who goes first: longer than the bot needs to think."""


class Bucket:
    """A server's limit: `burst` at once, then one in so many seconds."""

    def __init__(self, seconds: float, burst: int = 10) -> None:
        self._seconds, self._burst = seconds, burst
        self._level, self._at = 0.0, 0.0
        self.refused = 0

    def take(self) -> None:
        """Raises NotNow when it is full."""
        now = asyncio.get_running_loop().time()
        self._level = max(0.0, self._level - (now - self._at) / self._seconds)
        self._at = now
        if self._level > self._burst - 1:
            self.refused += 1
            raise NotNow("slow down", (self._level - self._burst + 1) * self._seconds)
        self._level += 1


class Limited(Hall):
    """A chat whose server limits the account: its messages, and the rooms it makes."""

    def __init__(self, capabilities: Capabilities, messages: float, rooms: float) -> None:
        super().__init__(capabilities)
        self.messages, self.rooms = Bucket(messages), Bucket(rooms)

    async def send(
        self, room: str, outgoing: Outgoing, *, transaction_id: str, target: str | None
    ) -> str:
        await asyncio.sleep(0.001)
        if isinstance(outgoing, Open):
            self.rooms.take()
        self.messages.take()
        return await super().send(room, outgoing, transaction_id=transaction_id, target=target)


@pytest.fixture
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Home]:
    """The oak's residents, and a desk with room for more houses."""
    monkeypatch.setattr(pacing, "SPARE", 0.002)
    monkeypatch.setattr(pacing, "SHORTEST_WAIT", 0.001)
    monkeypatch.setattr(outbox, "FIRST_PAUSE", 0.01)
    access = Access(professionals=(account("pat*"),))
    async with Home(tmp_path / "kring.db", access=access).opened() as opened:
        await opened.move_in("alice", "bob")
        yield opened


@asynccontextmanager
async def limited(
    home: Home, messages: float = TOKEN, rooms: float = TOKEN
) -> AsyncIterator[tuple[Limited, Outbox]]:
    """For as long the server has these limits, and the outbox runs."""
    hall = Limited(home.ways.capabilities, messages, rooms)
    hall.now = home.now
    sender = Outbox(home.store, hall, lambda: home.now)
    with capture_logs():
        task = asyncio.create_task(sender.run())
        try:
            yield hall, sender
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def until_sent(hall: Hall, many: int, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while len(hall.sent) < many:
            await asyncio.sleep(0.005)


def letter(home: Home, room: str, text: str, *, by_clock: bool = True) -> Parcel:
    kind, body = pack(Say(text, text, reply_to=f"${text}"))  # so that it goes alone
    return Parcel(room, kind, body, home.now, by_clock=by_clock)


async def post(home: Home, *letters: Parcel) -> None:
    async with home.store.transaction() as tx:
        for one in letters:
            await tx.post(one, home.now)


async def nudges_wait(home: Home, many: int) -> list[str]:
    """One in each private room, in every other one two."""
    rooms = [private(f"pat{number}") for number in range(many)]
    await post(home, *(letter(home, room, "nudge") for room in rooms))
    await post(home, *(letter(home, room, "question") for room in rooms[1::2]))
    return rooms


async def test_a_command_is_answered_as_if_no_nudges_were_waiting(home: Home) -> None:
    """With the next message or the one after it; every nudge arrives, in order in its room."""
    rooms = await nudges_wait(home, ROOMS)
    async with limited(home, messages=LONG) as (slow, sender):
        await until_sent(slow, 12)
        for _ in range(3):
            await home.desk.hear(home.message("alice", "!agreements"))
            before = len(slow.sent)
            sender.wake()
            async with asyncio.timeout(20):
                while ROOM not in (later := [one.room for one in slow.sent[before:]]):
                    await asyncio.sleep(0.001)
            assert later.index(ROOM) <= 1
        assert slow.messages.refused <= pacing.BURST + 5
    async with limited(home) as (hall, _):
        hall.sent[:0] = slow.sent
        await until_sent(hall, 3 + ROOMS * 3 // 2)
    said = [hall.said(room) for room in rooms]
    assert said == [["nudge", "question"][: 1 + number % 2] for number in range(ROOMS)]


async def test_every_room_is_written_to_before_one_is_written_to_again(home: Home) -> None:
    """Who was refused keeps its place."""
    await nudges_wait(home, FEW)
    async with limited(home) as (hall, _):
        await until_sent(hall, FEW * 3 // 2)
    # Those of the first burst may be a few ahead.
    assert len({one.room for one in hall.sent[: FEW + pacing.BURST]}) == FEW


async def test_a_long_talk_with_the_bot_does_not_hold_up_the_nudges(home: Home) -> None:
    """However much is asked, one message in five is theirs."""
    nudged, talk = private("pat"), 24
    for number in range(talk):
        other = f"!other{number}:kring.test"
        await post(
            home,
            letter(home, ROOM, f"answer {number}", by_clock=False),
            letter(home, other, "answer", by_clock=False),
        )
    await post(home, *(letter(home, nudged, f"nudge {number}") for number in range(4)))
    async with limited(home, messages=5 * TOKEN) as (hall, _):
        await until_sent(hall, 2 * talk + 4)
    assert hall.said(nudged) == [f"nudge {number}" for number in range(4)]
    assert nudged not in [one.room for one in hall.sent[-talk // 2 :]]
    assert hall.said(ROOM) == [f"answer {number}" for number in range(talk)]


async def test_what_waits_before_an_answer_in_its_room_goes_with_it(home: Home) -> None:
    """Nothing is overtaken within a room, so what stands before an answer goes first as well."""
    await nudges_wait(home, FEW)
    await post(home, *(letter(home, ROOM, f"reminder {number}") for number in range(3)))
    async with limited(home, messages=LONG) as (hall, sender):
        await until_sent(hall, 12)
        await post(home, letter(home, ROOM, "reminder 3"))
        await home.desk.hear(home.message("alice", "!agreements"))
        before = len(hall.sent)
        sender.wake()
        async with asyncio.timeout(20):
            while len(hall.said(ROOM)) < 5:
                await asyncio.sleep(0.001)
        assert hall.said(ROOM)[:4] == [f"reminder {number}" for number in range(4)]
        assert len(hall.sent) - before <= 8


async def test_the_limit_on_new_rooms_holds_up_no_message(home: Home) -> None:
    """Those who have a room get their nudge meanwhile; few rooms are asked for in vain."""
    new = [account(f"new{number}") for number in range(16)]
    async with home.store.transaction() as tx:
        for one in new:
            room = await tx.private_room_or_new(one, home.now, home.now, by_clock=True)
            kind, body = pack(Say("nudge", "nudge"))
            await tx.post(Parcel(room, kind, body, home.now, by_clock=True), home.now)
    await post(home, *(letter(home, private(f"pat{n}"), "nudge") for n in range(30)))
    async with limited(home, rooms=LONG) as (hall, _):
        async with asyncio.timeout(30):
            while len([one for one in hall.sent if one.room.startswith("!pat")]) < 30:
                await asyncio.sleep(0.005)
        assert hall.of(Open, f"to:{new[-1]}") == []
        await until_sent(hall, 30 + 2 * len(new))
        assert hall.rooms.refused <= pacing.BURST + 5
    assert all(hall.said(private(one[1:].partition(":")[0])) == ["nudge"] for one in new)


async def test_a_letter_goes_as_soon_as_its_room_is_opened(home: Home) -> None:
    """Nobody need say anything before, and no minute need go by."""
    async with home.store.transaction() as tx:
        room = await tx.private_room_or_new(account("pat"), home.now, home.now)
    await post(home, letter(home, room, "nudge"))
    async with limited(home) as (hall, _):
        await until_sent(hall, 2, seconds=10)
    assert hall.said(private("pat")) == ["nudge"]


async def test_what_time_says_is_known_for_that(home: Home) -> None:
    """A nudge and its new room go after an answer; asked for by somebody, a room is an answer."""
    people = tuple((account(who), who) for who in ("erin", "pat"))
    await home.hear(Entered(home.event(), "!elm:kring.test", home.now, "", people, True, False))
    home.now = MONDAY_NINE
    await home.desk.tick(home.now)
    async with home.store.transaction() as tx:
        assert await tx.rooms_waiting(home.now) == {f"to:{account('pat')}": False}
        await tx.private_room_or_new(account("pat"), home.now, home.now)
        assert await tx.rooms_waiting(home.now) == {f"to:{account('pat')}": True}


async def test_what_nobody_can_have_seen_is_not_waited_for(home: Home) -> None:
    """People who answer each other are heard at once, though a card of ours waits to be sent."""
    await home.desk.hear(home.message("alice", "!propose Soup"))
    reply = home.message("bob", "!agreements", reply_to="$what alice said")
    await asyncio.wait_for(home.desk.hear(reply), 5)
