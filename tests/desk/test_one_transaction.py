"""One event, one transaction: all of it or nothing, and never twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from structlog.testing import capture_logs

from bot.room import Vote
from commands import due, putting_forward
from commands.declare import Arg, Command, Said
from commands.table import BY_WORD
from commands.turn import Turn
from governance.outcomes import AgreementsShown
from tests.desk.hall import DAY, HOUR, ROOM, SECOND, Home, account

SECRET = "the cat of number seven"
AT = ("@kring:kring.test", "s42")

Fall = Callable[[type[BaseException]], None]


@pytest.fixture
def fall(monkeypatch: pytest.MonkeyPatch) -> Fall:
    """Make `!fall text` put forward a proposal, and fall when all of it is done."""

    def falling(kind: type[BaseException]) -> None:
        async def run(turn: Turn, said: Said) -> None:
            await putting_forward.quick(turn, said)
            turn.tell(AgreementsShown(0, ()))
            raise kind(said.text, said.text, Exception(said.text))

        monkeypatch.setitem(BY_WORD, "fall", Command("fall", "val", run, (Arg.TEXT,)))

    return falling


async def _position(home: Home) -> str | None:
    return await home.desk.position(AT[0])


async def test_everything_of_one_message_is_recorded_together(home: Home) -> None:
    """Its id, its facts, what is to be said, what is due next, and how far was read."""
    message = home.message("alice", "!quick Quiet hours")
    await home.desk.hear(message, position=AT)
    tables = home.tables()
    assert message.event in {row["event"] for row in tables["handled"]}
    assert {row["source"] for row in tables["facts"]} == {message.event, "P1v1"}
    assert [row["kind"] for row in tables["outbox"] if row["sent_at"] is None] == ["Say", "Poll"]
    assert [row["subject"] for row in tables["due"]] == ["N", "P1"]  # the nudge of the week, too
    assert await _position(home) == AT[1]


async def test_the_position_does_not_move_without_the_rest_nor_the_rest_without_it(
    home: Home,
) -> None:
    """Where the last write fails, the first is not there either."""
    before = home.tables()
    nonsense: Any = (AT[0], object())
    with capture_logs(), pytest.raises(SQLAlchemyError):
        await home.desk.hear(home.message("alice", "!quick Quiet hours"), position=nonsense)
    assert home.tables() == before


async def test_of_a_crash_only_an_answer_with_a_number_is_left(home: Home, fall: Fall) -> None:
    """No fact, no number, nothing due; the event is done with, and so is its batch."""
    fall(RuntimeError)
    before = home.tables()
    with capture_logs() as log:
        event = await home.hear(home.message("alice", f"!fall {SECRET}"), position=AT)
    after = home.tables()
    handled = [row["event"] for row in after["handled"] if row not in before["handled"]]
    for table in ("facts", "due", "houses", "members", "held", "private_rooms"):
        assert after[table] == before[table]
    assert handled == [event]
    assert len(after["outbox"]) == len(before["outbox"]) + 1
    assert await _position(home) == AT[1]
    told = home.hall.said()[-1]
    (crash,) = [entry for entry in log if entry["event"] == "crash"]
    assert crash["reference"] in told
    assert re.fullmatch(r"[0-9a-f]{8}", crash["reference"])


async def test_the_log_of_a_crash_never_quotes_anybody(home: Home, fall: Fall) -> None:
    """It names the kind of crash and the place in the code; what was written stays in the room."""
    fall(RuntimeError)
    with capture_logs() as log:
        await home.say("alice", f"!fall {SECRET}")
    assert SECRET not in repr(log)
    (crash,) = [entry for entry in log if entry["event"] == "crash"]
    assert crash["kind"] == "RuntimeError"
    assert "test_one_transaction" in crash["frames"]


async def test_after_a_crash_the_house_goes_on(home: Home, fall: Fall) -> None:
    """The next message is handled, with the number that the one that fell would have had."""
    fall(RuntimeError)
    with capture_logs():
        event = await home.say("alice", f"!fall {SECRET}")
        await home.say("alice", f"!fall {SECRET}", event=event)
    await home.say("bob", "!quick Quiet hours")
    assert len([words for words in home.hall.said() if "Sorry" in words]) == 1
    assert (await home.proposal(1)).version.text == "Quiet hours"


async def test_a_tap_that_falls_is_answered_by_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tap has no words to reply to; it is logged, and not tried again."""
    await home.say("alice", "!quick Quiet hours")
    poll = await home.posted("P1", "poll")

    async def fall(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("bot.hearing._tap", fall)
    before = len(home.hall.sent)
    vote = Vote(home.event(), ROOM, account("bob"), home.now, poll, ("consent",))
    with capture_logs() as log:
        await home.hear(vote)
        await home.hear(vote)
    assert len([entry for entry in log if entry["event"] == "crash"]) == 1
    assert len(home.hall.sent) == before
    assert await home.heard() == ["alice"]


@pytest.mark.parametrize("kind", [OperationalError, asyncio.CancelledError])
async def test_what_could_not_be_written_comes_again(
    home: Home, monkeypatch: pytest.MonkeyPatch, fall: Fall, kind: type[BaseException]
) -> None:
    """A full disk or a kill half-way leaves nothing, so the same event is heard once more."""
    before = home.tables()
    message = home.message("alice", "!fall Quiet hours")
    with monkeypatch.context() as patch:
        fall(kind)
        with pytest.raises(kind):
            await home.desk.hear(message, position=AT)
        patch.undo()
    assert home.tables() == before
    again = Command("fall", "val", putting_forward.quick, (Arg.TEXT,))
    monkeypatch.setitem(BY_WORD, "fall", again)
    await home.restart()
    await home.hear(message, position=AT)
    assert (await home.proposal(1)).version.text == "Quiet hours"
    assert await _position(home) == AT[1]


async def test_the_same_event_twice_changes_nothing(home: Home) -> None:
    """Whatever is heard again is known by its id, also by a new process."""
    await home.say("alice", "!quick Quiet hours")
    vote = await home.vote("bob", "concern")
    command = home.message("carol", "!consent P1")
    await home.hear(command)
    await home.react("dan", "🤷")
    before = home.tables()
    poll = await home.posted("P1", "poll")
    for again in (command, Vote(vote, ROOM, account("bob"), home.now, poll, ("objection",))):
        await home.hear(again)
        await home.restart()
        await home.hear(again)
    assert home.tables() == before


Act = Callable[[Turn, str], Awaitable[None]]


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Home]:
    """Two houses with one bot, each with a quick proposal that is due tomorrow at noon."""
    async with Home(tmp_path / "kring.db", min_heard=1).opened() as home:
        for room in (ROOM, "!elm:kring.test"):
            await home.move_in("alice", "bob", room=room, name=room)
            await home.say("alice", "!quick Quiet hours", room=room)
        yield home


def _extended(street: Home) -> set[str]:
    """The rooms of the houses whose round goes on."""
    tables = street.tables()
    rooms = {row["id"]: row["room"] for row in tables["houses"]}
    return {rooms[row["house_id"]] for row in tables["facts"] if row["kind"] == "RoundExtended"}


async def test_a_due_time_that_falls_does_not_hold_up_the_other_houses(
    street: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again some minutes later, until it works; the neighbours do not notice."""
    right = due.DUE["P"]
    tries = 0

    async def falls_at_first(turn: Turn, subject: str) -> None:
        nonlocal tries
        await right(turn, subject)
        if turn.house.room == ROOM and (tries := tries + 1) < 3:
            raise RuntimeError(SECRET)

    monkeypatch.setitem(due.DUE, "P", falls_at_first)
    street.now += DAY
    with capture_logs() as log:
        await street.tick()
        assert _extended(street) == {"!elm:kring.test"}
        await street.go(HOUR)
    assert tries == 3
    assert _extended(street) == {ROOM, "!elm:kring.test"}
    assert SECRET not in repr(log)
    assert [entry["due"] for entry in log if entry["event"] == "crash"] == ["P1", "P1"]


async def test_what_was_due_while_the_bot_was_down_is_done_once_and_in_order(street: Home) -> None:
    """Both houses have their turn, and a second tick finds nothing."""
    await street.restart()
    street.now += DAY + HOUR
    await street.tick()
    before = street.tables()
    await street.restart()
    await street.tick()
    assert street.tables() == before
    assert _extended(street) == {ROOM, "!elm:kring.test"}
    assert len([row for row in before["facts"] if row["kind"] == "RoundExtended"]) == 2


async def test_a_database_that_cannot_be_written_stops_the_tick(
    street: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No due time is pushed into the future because the disk is full."""

    async def full(*_: object) -> None:
        raise OperationalError("", {}, Exception("disk full"))

    before = street.tables()
    street.now += DAY
    with monkeypatch.context() as patch:
        patch.setitem(due.DUE, "P", full)
        with pytest.raises(OperationalError):
            await street.tick()
    assert street.tables() == before
    await street.go(SECOND)
    assert _extended(street) == {ROOM, "!elm:kring.test"}
