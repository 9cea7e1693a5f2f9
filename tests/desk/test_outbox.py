"""The sender: in order, again after trouble, and one room never for another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import outbox
from bot.outbox import Outbox
from bot.room import Capabilities, NotEver, NotNow, Outgoing, Say, pack
from storage.records import Parcel
from storage.store import Store
from tests.desk.hall import MONDAY_NOON, SECOND, Hall

OAK, ELM = "!oak:kring.test", "!elm:kring.test"


class Trouble(Hall):
    """A chat that fails as often as it is told to, and that may be slow."""

    def __init__(self) -> None:
        super().__init__(Capabilities())
        self.failures: list[Exception] = []
        self.tries: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(
        self, room: str, outgoing: Outgoing, *, transaction_id: str, target: str | None
    ) -> str:
        self.tries.append(transaction_id)
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        return await super().send(room, outgoing, transaction_id=transaction_id, target=target)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite:///{tmp_path / 'kring.db'}")
    yield opened
    await opened.close()


@pytest.fixture
def hall(monkeypatch: pytest.MonkeyPatch) -> Trouble:
    monkeypatch.setattr(outbox, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(outbox, "LONGEST_PAUSE", 0.02)
    return Trouble()


async def _post(store: Store, *texts: str, room: str = OAK) -> None:
    async with store.transaction() as tx:
        for text in texts:
            kind, body = pack(Say(text, text))
            parcel = Parcel(room=room, kind=kind, body=body, not_before=MONDAY_NOON)
            await tx.post(parcel, MONDAY_NOON)


@asynccontextmanager
async def _running(store: Store, hall: Hall) -> AsyncIterator[Outbox]:
    sender = Outbox(store, hall, lambda: hall.now)
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _until_said(hall: Hall, *texts: str, room: str = OAK) -> None:
    async with asyncio.timeout(5):
        while hall.said(room) != list(texts):
            await asyncio.sleep(0.005)


async def test_everything_is_sent_in_order(store: Store, hall: Trouble) -> None:
    """What waited when the bot started, and what comes later."""
    await _post(store, "one", "two")
    async with _running(store, hall) as sender:
        await _until_said(hall, "one", "two")
        await _post(store, "three")
        sender.wake()
        await _until_said(hall, "one", "two", "three")


async def test_what_could_not_be_sent_is_sent_again_before_the_rest(
    store: Store, hall: Trouble
) -> None:
    """With the same transaction id, so that it is in the room once."""
    hall.failures = [NotNow("away"), NotNow("slow down", 0.01), NotNow("away")]
    await _post(store, "one", "two")
    with capture_logs():
        async with _running(store, hall):
            await _until_said(hall, "one", "two")
    assert len(hall.tries) == 5
    assert len(set(hall.tries)) == 2
    assert hall.tries[:4] == [hall.tries[0]] * 4


async def test_it_waits_as_long_as_the_server_asks(store: Store, hall: Trouble) -> None:
    """And no longer."""
    hall.failures = [NotNow("slow down", 0.3)]
    await _post(store, "one")
    started = asyncio.get_running_loop().time()
    with capture_logs() as log:
        async with _running(store, hall):
            await _until_said(hall, "one")
    assert asyncio.get_running_loop().time() - started >= 0.3
    assert [entry["wait"] for entry in log] == [0.3]


async def test_a_room_that_cannot_be_reached_does_not_hold_up_another(
    store: Store, hall: Trouble
) -> None:
    """However much waits for it."""
    hall.refusing = {OAK: NotNow("away")}
    await _post(store, *(str(number) for number in range(80)))
    await _post(store, "hello", room=ELM)
    with capture_logs():
        async with _running(store, hall):
            await _until_said(hall, "hello", room=ELM)
    assert hall.said(OAK) == []


async def test_what_can_never_be_sent_is_dropped_and_its_words_with_it(
    store: Store, hall: Trouble, tmp_path: Path
) -> None:
    """The rest goes on; the log says which row it was, not what it said."""
    hall.failures = [NotEver("forbidden")]
    await _post(store, "a secret", "two")
    with capture_logs() as log:
        async with _running(store, hall):
            await _until_said(hall, "two")
    assert "secret" not in repr(log)
    assert [entry["event"] for entry in log] == ["never sent"]
    async with store.transaction() as tx:
        assert await tx.waiting(MONDAY_NOON + SECOND) == []


async def test_what_is_under_way_is_finished_before_the_end(store: Store, hall: Trouble) -> None:
    """A bot that is stopped neither forgets what it said nor says it twice."""
    hall.gate.clear()
    await _post(store, "one", "two")
    sender = Outbox(store, hall, lambda: hall.now)
    task = asyncio.create_task(sender.run())
    async with asyncio.timeout(5):
        while not hall.tries:
            await asyncio.sleep(0.005)
    task.cancel()
    await asyncio.sleep(0.01)
    hall.gate.set()
    with suppress(asyncio.CancelledError):
        await task
    assert hall.said() == ["one"]
    async with store.transaction() as tx:
        assert [letter.body["plain"] for letter in await tx.waiting(hall.now)] == ["two"]


async def test_a_send_that_hangs_does_not_keep_the_bot_from_stopping(
    store: Store, hall: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is sent again next time, with the same transaction id."""
    monkeypatch.setattr(outbox, "LAST_WAIT", 0.05)
    hall.gate.clear()
    await _post(store, "one")
    async with asyncio.timeout(5):
        async with _running(store, hall):
            while not hall.tries:
                await asyncio.sleep(0.005)
    hall.gate.set()
    async with _running(store, hall):
        await _until_said(hall, "one")
    assert len(set(hall.tries)) == 1


async def test_the_same_letter_sent_twice_is_one_message(store: Store, hall: Trouble) -> None:
    """A bot that was killed after sending and before it knew sends it again, and nobody sees it."""
    await _post(store, "one")
    async with store.transaction() as tx:
        (letter,) = await tx.waiting(hall.now)
    said = Say("one", "one")
    await hall.send(OAK, said, transaction_id=letter.transaction_id, target=None)
    await Outbox(store, hall, lambda: hall.now).drain()
    assert hall.said() == ["one"]
