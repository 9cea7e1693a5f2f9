"""What cannot be decrypted: after a minute one line, once, and in the end it is let go."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot import unreadable
from bot.room import PutOut
from storage.records import Held
from storage.transaction import Transaction
from tests.desk.hall import DAY, HOUR, ROOM, SECOND, Home, account, private

MINUTE = timedelta(minutes=1)
LINE = "I cannot read what"


async def hold(home: Home, who: str = "bob", room: str = ROOM, event: str = "") -> str:
    event = event or home.event()
    at = home.now - SECOND
    await home.desk.hold(Held(event, room, account(who), "session", at, {"sender": account(who)}))
    return event


def lines(home: Home, room: str = ROOM) -> list[str]:
    return [said for said in home.hall.said(room) if LINE in said]


async def wait(home: Home, length: timedelta) -> None:
    with capture_logs():
        await home.go(length)


async def test_after_a_minute_who_wrote_it_is_asked_to_send_it_again(home: Home) -> None:
    """Not before, and by name."""
    await hold(home)
    await wait(home, MINUTE - SECOND)
    assert lines(home) == []
    await wait(home, SECOND)
    [line] = lines(home)
    assert "Bob" in line


async def test_a_key_that_comes_within_the_minute_needs_no_word(home: Home) -> None:
    """Most come a moment later."""
    event = await hold(home)
    home.now += MINUTE - SECOND
    await home.desk.release(event)
    await wait(home, HOUR)
    assert lines(home) == []


async def test_once_for_each_person_while_it_is_held(home: Home) -> None:
    """However much they write, and also after a restart."""
    for _ in range(3):
        await hold(home)
    await wait(home, MINUTE)
    await hold(home)
    await wait(home, HOUR)
    await home.restart()
    await hold(home)
    await wait(home, HOUR)
    assert len(lines(home)) == 1


async def test_who_writes_very_much_holds_up_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of messages without a key are one look, and one line."""
    for _ in range(300):
        await hold(home)
    await hold(home, "carol")
    home.now += MINUTE
    looks, find = [], unreadable.unread

    async def look(tx: Transaction, now: datetime) -> list[Held]:
        looks.append(now)
        return await find(tx, now)

    monkeypatch.setattr(unreadable, "unread", look)
    with capture_logs():
        await home.tick()
    assert len(lines(home)) == 2
    assert len(looks) == 3  # Bob, Carol, nobody


async def test_a_restart_within_the_minute_asks_all_the_same(home: Home) -> None:
    """What is held is written down."""
    await hold(home)
    await home.restart()
    await wait(home, MINUTE)
    await home.restart()
    await wait(home, HOUR)
    assert len(lines(home)) == 1


async def test_when_all_was_read_it_may_be_asked_again(home: Home) -> None:
    """It is another time."""
    event = await hold(home)
    await wait(home, MINUTE)
    await home.desk.release(event)
    await hold(home)
    await wait(home, MINUTE)
    assert len(lines(home)) == 2


async def test_several_people_are_each_asked(home: Home) -> None:
    """Everyone by their own name, in the order they wrote."""
    await hold(home, "bob")
    home.now += SECOND
    await hold(home, "carol")
    await wait(home, 2 * MINUTE)
    assert [line.split(LINE)[1].split()[0] for line in lines(home)] == ["Bob", "Carol"]


async def test_in_each_house_for_itself(home: Home) -> None:
    """Somebody may live in two."""
    elm = "!elm:kring.test"
    await home.move_in("bob", "erin", room=elm)
    await hold(home, "bob")
    await hold(home, "bob", elm)
    await wait(home, MINUTE)
    assert len(lines(home)) == len(lines(home, elm)) == 1


async def test_privately_it_is_asked_there(home: Home) -> None:
    """Nobody else reads that."""
    await home.open_private_room("bob")
    await hold(home, "bob", private("bob"))
    await wait(home, HOUR)
    assert len(lines(home, private("bob"))) == 1
    assert lines(home) == []


async def test_privately_only_its_owner_is_asked(home: Home) -> None:
    """And somebody without a house is not."""
    await home.open_private_room("bob", "mallory")
    await hold(home, "alice", private("bob"))
    await hold(home, "mallory", private("mallory"))
    await wait(home, HOUR)
    assert home.hall.said(private("bob")) == []
    assert home.hall.said(private("mallory")) == []


@pytest.mark.parametrize("room", [ROOM, "!nowhere:kring.test"])
async def test_a_stranger_is_not_asked(home: Home, room: str) -> None:
    """Nor anybody where the bot has no house."""
    await hold(home, "mallory", room)
    said = len(home.hall.sent)
    await wait(home, HOUR)
    assert len(home.hall.sent) == said
    assert {row["subject"] for row in home.tables()["due"]} == {"N"}, "only the weekly nudge"


async def test_who_left_is_not_asked(home: Home) -> None:
    """They cannot send it again."""
    await hold(home)
    await home.leaves("bob")
    await wait(home, HOUR)
    assert lines(home) == []


async def test_after_thirty_days_it_is_let_go(home: Home) -> None:
    """Its key will not come any more."""
    await hold(home)
    await wait(home, MINUTE)
    home.now += 30 * DAY - MINUTE
    await home.tick()
    assert len(await home.desk.held()) == 1
    home.now += SECOND
    with capture_logs() as logs:
        await home.tick()
    assert await home.desk.held() == []
    assert [log for log in logs if log["event"] == "undecryptable events let go"]


async def test_a_bot_that_is_out_asks_when_it_is_back(home: Home) -> None:
    """It cannot before."""
    await hold(home)
    await home.hear(PutOut(home.event(), ROOM, home.now))
    await wait(home, HOUR)
    assert lines(home) == []
    with capture_logs():
        await home.move_in("alice", "bob", "carol", "dan")
    assert len(lines(home)) == 1


async def test_what_goes_wrong_with_it_holds_up_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Due times go on, and it is tried only once."""

    async def crash(*_: Any) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(unreadable, "_ask", crash)
    await home.say("alice", "!quick Quiet hours")
    await hold(home)
    with capture_logs() as logs:
        await home.go(DAY + HOUR)
    round_ = (await home.proposal()).round
    assert round_ is not None
    assert round_.extended
    assert len([log for log in logs if log["event"] == "crash"]) == 1
