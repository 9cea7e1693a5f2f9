"""The sender: in order, again after trouble, and one room never for another."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlmodel import col, select
from structlog.testing import capture_logs

from bot import outbox, pacing
from bot.outbox import Outbox, Voice
from bot.room import Capabilities, Edit, Join, Muted, NotEver, NotNow, Outgoing, Say, pack
from storage.records import Parcel
from storage.store import Store
from storage.tables import OutboxRow
from storage.transaction import Transaction
from tests.database import make_new, url_of
from tests.desk.hall import MONDAY_NOON, ROOM, SECOND, Hall, Home
from tests.storage.made_up import a_house

OAK, ELM = "!oak:kring.test", "!elm:kring.test"
BOT = "@kring:kring.test"
_IS_TRIED = col(OutboxRow.tried_at).is_not(None)


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
    file = tmp_path / "kring.db"
    await make_new(file)
    opened = await Store.open(url_of(file))
    yield opened
    await opened.close()


@pytest.fixture
def hall(monkeypatch: pytest.MonkeyPatch) -> Trouble:
    monkeypatch.setattr(outbox, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(outbox, "LONGEST_PAUSE", 0.02)
    monkeypatch.setattr(outbox, "MUTED_PAUSE", 0.02)
    monkeypatch.setattr(pacing, "SPARE", 0.01)
    monkeypatch.setattr(pacing, "SHORTEST_WAIT", 0.01)
    return Trouble()


class Desk:
    """Keeps what it is told of the bot's voice."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def lost_voice(self, room: str) -> None:
        self.told.append(f"lost {room}")

    async def has_voice(self, room: str) -> None:
        self.told.append(f"has {room}")

    async def file_is_lost(self, room: str, letter: str) -> None:
        self.told.append(f"no file {room}")


async def _post(store: Store, *texts: str, room: str = OAK) -> None:
    for text in texts:
        await _post_one(store, Say(text, text), room=room)


async def _post_one(store: Store, outgoing: Outgoing, *, room: str = OAK, **more: Any) -> int:
    kind, body = pack(outgoing)
    async with store.transaction() as tx:
        parcel = Parcel(room=room, kind=kind, body=body, **{"not_before": MONDAY_NOON, **more})
        return await tx.post(parcel, MONDAY_NOON)


async def _has_a_house(store: Store, room: str = OAK) -> None:
    async with store.transaction() as tx:
        await a_house(tx, room)


@asynccontextmanager
async def _running(store: Store, hall: Hall, voice: Voice | None = None) -> AsyncIterator[Outbox]:
    sender = Outbox(store, hall, lambda: hall.now, voice)
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


async def test_what_goes_wrong_at_the_end_does_not_keep_the_bot_from_stopping(
    store: Store, hall: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was being sent is sent; that it cannot be written down is no reason to go on."""

    async def failing(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Transaction, "mark_sent", failing)
    hall.gate.clear()
    await _post(store, "one")
    task = asyncio.create_task(Outbox(store, hall, lambda: hall.now).run())
    await _until_tried(hall, 1)
    task.cancel()
    await asyncio.sleep(0.01)
    hall.gate.set()
    done, _ = await asyncio.wait({task}, timeout=2)
    assert done
    assert len(hall.tries) == 1


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


# ------------------------------------------------------------------------------- pauses


async def test_a_server_that_is_back_need_not_be_waited_for(
    store: Store, hall: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the pause has become."""
    monkeypatch.setattr(outbox, "FIRST_PAUSE", 600)
    hall.failures = [NotNow("away")]
    await _post(store, "one")
    with capture_logs():
        async with _running(store, hall) as sender:
            await _until_tried(hall, 1)
            sender.hurry()
            await _until_said(hall, "one")


async def test_who_failed_while_the_server_came_back_tries_again_soon(
    store: Store, hall: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hurry came in the middle of a try that was lost already."""
    monkeypatch.setattr(outbox, "LONGEST_PAUSE", 600)
    await _has_a_house(store)
    hall.failures = [Muted("not now"), NotNow("away")]
    monkeypatch.setattr(outbox, "MUTED_PAUSE", 600)
    await _post(store, "one")
    with capture_logs():
        async with _running(store, hall) as sender:
            for tries in (1, 2):
                hall.gate.clear()
                sender.hurry()
                await _until_tried(hall, tries)
                sender.hurry()
                hall.gate.set()
            await _until_said(hall, "one")


async def test_what_the_server_asked_to_wait_for_is_waited_for(store: Store, hall: Trouble) -> None:
    """In a hurry, too."""
    hall.failures = [NotNow("slow down", 600)]
    await _post(store, "one")
    with capture_logs():
        async with _running(store, hall) as sender:
            await _until_tried(hall, 1)
            sender.hurry()
            await asyncio.sleep(0.1)
    assert len(hall.tries) == 1


async def test_all_rooms_wait_when_the_account_is_to_wait(store: Store, hall: Trouble) -> None:
    """The limit is not the room's: another room would only be refused as well."""
    hall.failures = [NotNow("slow down", 600)]
    await _post(store, "one")
    with capture_logs():
        async with _running(store, hall) as sender:
            await _until_tried(hall, 1)
            await _post(store, "two", room=ELM)
            sender.wake()
            await asyncio.sleep(0.15)
    assert len(hall.tries) == 1


async def test_a_limit_on_going_into_rooms_is_for_that_room_alone(
    store: Store, hall: Trouble
) -> None:
    """It is another one than that on messages."""
    hall.failures = [NotNow("slow down", 600)]
    await _post_one(store, Join())
    with capture_logs():
        async with _running(store, hall) as sender:
            await _until_tried(hall, 1)
            await _post(store, "hello", room=ELM)
            sender.wake()
            await _until_said(hall, "hello", room=ELM)
    assert hall.of(Join, OAK) == []


async def test_rooms_that_wait_have_their_turns_in_order(store: Store, hall: Trouble) -> None:
    """A room with much to say does not keep another from its one word."""
    hall.failures = [NotNow("slow down", 0.05)]
    for number in range(6):
        await _post_one(store, Say(f"{number}", "x", reply_to=f"$asked-{number}"))
    await _post(store, "hello", room=ELM)
    with capture_logs():
        async with _running(store, hall):
            await _until_said(hall, *"012345")
    everything = [one.room for one in hall.sent]
    assert everything.index(ELM) <= 2


async def test_what_waits_for_the_morning_waits_here_too(store: Store, hall: Trouble) -> None:
    """Whatever comes after it goes past it, and somebody is told when to look again."""
    morning = MONDAY_NOON + 3600 * SECOND
    await _post_one(store, Say("in the morning", "x"), not_before=morning)
    await _post(store, "now")
    sender = Outbox(store, hall, lambda: hall.now)
    await sender.drain()
    assert hall.said(OAK) == ["now"]
    assert await sender.next_at() == morning
    hall.now = morning
    await sender.drain()
    assert hall.said(OAK) == ["now", "in the morning"]


# ------------------------------------------------------------------------------- merging


async def test_what_has_to_wait_is_said_in_one_message(store: Store, hall: Trouble) -> None:
    """What was tried alone stays alone; the rest of the room catches up at once."""
    hall.failures = [NotNow("slow down", 0.1)]
    await _post(store, "one", "two", "three")
    await _post(store, "elsewhere", room=ELM)
    with capture_logs():
        async with _running(store, hall):
            await _until_said(hall, "one", "two\n\nthree")
            await _until_said(hall, "elsewhere", room=ELM)
    assert [say.html for say in hall.of(Say, OAK)][1] == "<p>two</p>\n<p>three</p>"
    async with store.transaction() as tx:
        assert await tx.waiting(MONDAY_NOON + SECOND) == []


async def test_only_plain_messages_that_answer_the_same_are_merged(
    store: Store, hall: Trouble
) -> None:
    """Cards and questions are answered by what they are; so each stays a message."""
    hall.failures = [NotNow("slow down", 0.02)]
    await _post(store, "first")
    await _post_one(store, Say("a", "a", reply_to="$ask", mentions=("@ann", "@bob")))
    await _post_one(store, Say("b", "b", mentions=("@bob", "@cas")))
    await _post_one(store, Say("c", "c", reply_to="$ask"))
    await _post_one(store, Say("d", "d", reply_to="$other"))
    await _post_one(store, Say("e", "e"), part="card")
    await _post_one(store, Say("f", "f"))
    with capture_logs():
        async with _running(store, hall):
            await _until_said(hall, "first", "a\n\nb\n\nc", "d", "e", "f")
    merged = hall.of(Say, OAK)[1]
    assert (merged.reply_to, merged.mentions) == ("$ask", ("@ann", "@bob", "@cas"))


async def test_a_merged_message_is_no_longer_than_people_read(store: Store, hall: Trouble) -> None:
    """What does not fit goes in the next one."""
    hall.failures = [NotNow("slow down", 0.02)]
    await _post(store, "first", *(letter * 2500 for letter in "abcd"))
    with capture_logs():
        async with _running(store, hall):
            async with asyncio.timeout(5):
                while len(hall.said(OAK)) < 3:
                    await asyncio.sleep(0.005)
    assert [len(text) for text in hall.said(OAK)] == [5, 5002, 5002]


class Killed(BaseException):
    """The process ends here, with no time to do anything."""


class Deadly(Trouble):
    """A chat in which the bot is killed at one of its sends: before it arrived, or after."""

    def __init__(self, at: int, *, is_after: bool) -> None:
        super().__init__()
        self._left = at
        self._is_after = is_after

    async def send(
        self, room: str, outgoing: Outgoing, *, transaction_id: str, target: str | None
    ) -> str:
        self._left -= 1
        if self._left == 0 and not self._is_after:
            raise Killed
        reference = await super().send(room, outgoing, transaction_id=transaction_id, target=target)
        if self._left == 0:
            raise Killed
        return reference


@pytest.mark.parametrize("is_after", [True, False], ids=["arrived", "not arrived"])
@pytest.mark.parametrize("at", [1, 2, 3, 4])
@pytest.mark.parametrize("slow_again", [True, False])
async def test_a_kill_at_any_send_leaves_no_twin_and_no_gap(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    hall: Trouble,
    at: int,
    is_after: bool,
    slow_again: bool,
) -> None:
    """Whether paced or not, before the kill and after it: every word is in the room once."""
    deadly = Deadly(at, is_after=is_after)
    deadly.failures = [NotNow("slow down", 0.01)]
    words = [str(number) for number in range(5)]
    await _post(store, *words[:3])
    await _post_one(store, Say(words[3], "x"), part="card")
    await _post(store, words[4])
    sender = Outbox(store, deadly, lambda: deadly.now)
    with capture_logs():
        with suppress(Killed):
            async with asyncio.timeout(5):
                await sender._serve(OAK)
        deadly.failures = [NotNow("slow down", 0.01)] if slow_again else []
        async with _running(store, deadly):
            async with asyncio.timeout(5):
                while "\n\n".join(deadly.said(OAK)).split("\n\n") != words:
                    await asyncio.sleep(0.005)
    async with store.transaction() as tx:
        assert await tx.waiting(MONDAY_NOON + SECOND) == []


async def test_an_edit_whose_answer_was_lost_is_followed_by_the_newest_words(
    store: Store, hall: Trouble
) -> None:
    """The old words arrived, nobody knew, and newer ones came: those are shown in the end."""
    card = await _post_one(store, Say("card", "card"), part="card")
    await Outbox(store, hall, lambda: hall.now).drain()
    edit = Parcel(room=OAK, kind="Edit", body={}, not_before=MONDAY_NOON, target=card)
    sender = Outbox(store, hall, lambda: hall.now)
    for words in ("1 heard", "2 heard"):
        async with store.transaction() as tx:
            _, body = pack(Edit(words, words))
            await tx.post_edit(replace(edit, body=body), hall.now)
        if words == "1 heard":
            under_way = await sender._begin(OAK)
            assert under_way
            await hall.send(
                OAK, Edit(words, words), transaction_id=under_way.transaction_id, target="$kring-1"
            )
    await sender.drain()
    assert [edit.plain for edit in hall.of(Edit, OAK)] == ["1 heard"]  # ten seconds apart
    hall.now = MONDAY_NOON + 10 * SECOND
    await sender.drain()
    assert [edit.plain for edit in hall.of(Edit, OAK)] == ["1 heard", "2 heard"]


# -------------------------------------------------------------------- rooms without a voice


async def test_a_muted_bot_tells_its_desk_once_and_waits(store: Store, hall: Trouble) -> None:
    """It looks again now and then, and says when it is heard again."""
    desk = Desk()
    await _has_a_house(store)
    hall.failures = [Muted("not now")] * 3
    await _post(store, "one", "two")
    with capture_logs():
        async with _running(store, hall, desk):
            await _until_said(hall, "one", "two")
    assert desk.told == [f"lost {OAK}", f"has {OAK}"]
    assert len(set(hall.tries)) == 2


async def test_a_muted_bot_is_heard_as_soon_as_the_room_changed(
    store: Store, hall: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who saw the change says to hurry."""
    monkeypatch.setattr(outbox, "MUTED_PAUSE", 600)
    await _has_a_house(store)
    hall.failures = [Muted("not now")]
    await _post(store, "one")
    with capture_logs():
        async with _running(store, hall) as sender:
            await _until_tried(hall, 1)
            sender.hurry()
            await _until_said(hall, "one")


async def test_a_bot_that_was_restarted_while_muted_says_when_it_is_heard(
    store: Store, hall: Trouble
) -> None:
    """The first word that arrives in each room tells; the next ones tell nothing new."""
    desk = Desk()
    await _post(store, "one", "two")
    await _post_one(store, Join(), room=ELM)
    await Outbox(store, hall, lambda: hall.now, desk).drain()
    assert desk.told == [f"has {OAK}"]


async def test_what_is_for_nobodys_room_is_let_go(store: Store, hall: Trouble) -> None:
    """A private room that is gone is not knocked at for ever."""
    desk = Desk()
    hall.failures = [Muted("the bot is not in this room")]
    await _post(store, "one")
    with capture_logs():
        await Outbox(store, hall, lambda: hall.now, desk).drain()
    assert (hall.said(OAK), desk.told) == ([], [])
    async with store.transaction() as tx:
        assert await tx.waiting(MONDAY_NOON + SECOND) == []


async def _until_tried(hall: Trouble, times: int) -> None:
    async with asyncio.timeout(5):
        while len(hall.tries) < times:
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)  # what comes of it has come


class Kept:
    """How each transaction was kept, and when something was tried in the chat."""

    def __init__(self, store: Store, hall: Trouble, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        usual, usual_send = store.transaction, hall.send

        @asynccontextmanager
        async def transaction(*, is_last: bool = True) -> AsyncIterator[Transaction]:
            async with usual(is_last=is_last) as tx:
                before = await _tried(tx)
                yield tx
                what = "tried" if await _tried(tx) - before else "kept"
            self.steps.append(what if is_last else f"{what} for now")

        async def send(*args: Any, **options: Any) -> str:
            self.steps.append("sent")
            return await usual_send(*args, **options)

        monkeypatch.setattr(store, "transaction", transaction)
        monkeypatch.setattr(hall, "send", send)


async def _tried(tx: Transaction) -> set[str]:
    rows = await tx._session.exec(select(OutboxRow.transaction_id).where(_IS_TRIED))
    return set(rows)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with Home(tmp_path / "home.db").opened() as opened:
        await opened.move_in("alice", "bob")
        yield opened


@asynccontextmanager
async def _answering(home: Home, hall: Trouble) -> AsyncIterator[Outbox]:
    async with _running(home.store, hall) as sender:
        home.desk.answers_through(BOT, sender)
        await asyncio.sleep(0)
        yield sender


async def test_an_answer_waits_for_the_disk_once(
    home: Home, hall: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written down as tried with what it answers, and then goes, before anything else."""
    async with _answering(home, hall) as sender:
        await asyncio.sleep(0.05)
        kept = Kept(home.store, hall, monkeypatch)
        await home.desk.hear(home.message("alice", "!who"), position=(BOT, "s1"))
        assert kept.steps == ["tried"]
        await asyncio.wait_for(sender.answered(), 5)
        assert kept.steps[:2] == ["tried", "sent"]
        assert len(hall.said()) == 1


async def test_what_is_heard_before_the_last_is_kept_before_anything_is_said_of_it(
    home: Home, hall: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to there all would be heard again; what was said cannot be taken back."""
    async with _answering(home, hall) as sender:
        await asyncio.sleep(0.05)
        kept = Kept(home.store, hall, monkeypatch)
        await home.desk.hear(home.message("alice", "!who"))
        assert kept.steps == ["kept for now"]
        sender.wake()
        await _until_any(hall)
        assert kept.steps[: kept.steps.index("sent")][-1] == "tried"


async def test_what_else_there_is_to_do_waits_for_an_answer_but_not_for_long(
    home: Home, hall: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that takes its time does not keep the bot from hearing more."""
    hall.gate.clear()
    async with _answering(home, hall) as sender:
        await asyncio.sleep(0)
        await asyncio.wait_for(sender.answered(), 0.01)  # nothing goes out: nothing is waited for
        monkeypatch.setattr(outbox, "ANSWERS_FIRST", 0.03)
        await home.desk.hear(home.message("alice", "!who"), position=(BOT, "s1"))
        began = monotonic()
        await asyncio.wait_for(sender.answered(), 5)
        assert monotonic() - began >= 0.02
        assert hall.said() == []
        monkeypatch.setattr(outbox, "ANSWERS_FIRST", 60.0)
        waiting = asyncio.create_task(sender.answered())
        hall.gate.set()
        await asyncio.wait_for(waiting, 5)
        assert len(hall.said()) == 1


async def test_an_answer_that_cannot_go_at_once_is_not_tried(home: Home, hall: Trouble) -> None:
    """Not where something is just being sent to that room, nor where the server is to be spared."""
    hall.gate.clear()
    async with _answering(home, hall) as sender:
        await home.desk.hear(home.message("alice", "!who"), position=(BOT, "s1"))
        await _until(lambda: len(hall.tries) == 1)
        await home.desk.hear(home.message("bob", "!settings"), position=(BOT, "s2"))
        async with home.store.transaction() as tx:
            first, second = await tx.waiting(home.now, ROOM)
            assert (first.is_tried, second.is_tried) == (True, False)
        hall.gate.set()
        await _until(lambda: len(hall.said()) == 2)
        sender._line.refused(ROOM, 30.0)
        await home.desk.hear(home.message("bob", "!settings"), position=(BOT, "s3"))
        async with home.store.transaction() as tx:
            assert [one.is_tried for one in await tx.waiting(home.now, ROOM)] == [False]


async def test_an_answer_that_was_taken_goes_again_after_trouble(home: Home, hall: Trouble) -> None:
    """Under the same transaction id; what comes after it waits for it."""
    hall.failures = [NotNow("away"), NotNow("away")]
    async with _answering(home, hall) as sender:
        with capture_logs():
            await home.desk.hear(home.message("alice", "!who"), position=(BOT, "s1"))
            await home.desk.hear(home.message("bob", "!settings"), position=(BOT, "s2"))
            sender.wake()
            await _until(lambda: len(hall.said()) == 2)
    assert len(hall.tries) == 4
    assert len(set(hall.tries)) == 2
    assert hall.tries[:3] == [hall.tries[0]] * 3


async def test_an_answer_whose_transaction_fails_is_not_sent(
    home: Home, hall: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was said of what did not happen; heard again, it is answered once."""
    async with _answering(home, hall) as sender:
        await asyncio.sleep(0.05)
        usual = home.store.transaction

        @asynccontextmanager
        async def full(**how: Any) -> AsyncIterator[Transaction]:
            async with usual(**how) as tx:
                yield tx
                raise OSError(errno.ENOSPC, "no space left on device")

        message = home.message("alice", "!who")
        monkeypatch.setattr(home.store, "transaction", full)
        with pytest.raises(OSError, match="no space"):
            await home.desk.hear(message, position=(BOT, "s1"))
        monkeypatch.undo()
        await sender.answered()
        assert hall.tries == []
        await home.desk.hear(message, position=(BOT, "s1"))
        await _until(lambda: len(hall.said()) == 1)


async def test_a_stopped_outbox_takes_nothing(home: Home, hall: Trouble) -> None:
    """Its letters wait, untried, for who comes after it."""
    async with _answering(home, hall):
        pass
    await home.desk.hear(home.message("alice", "!who"), position=(BOT, "s1"))
    async with home.store.transaction() as tx:
        assert [one.is_tried for one in await tx.waiting(home.now, ROOM)] == [False]
    assert hall.tries == []


async def _until_any(hall: Trouble) -> None:
    await _until(lambda: bool(hall.said()))


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.005)
