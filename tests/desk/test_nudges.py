"""The weekly nudge at the desk: once a week whatever dies, private, and without a word too many."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.export import export_house
from bot.room import Muted, Say
from bot.turns import Access
from commands import nudges, questions
from commands.turn import Turn
from governance.cards import CARDS, QUESTIONS, Situation
from governance.nudges import MOST_WORDS
from governance.settings import Settings, with_settings
from governance.weekly import week_of
from tests.desk.hall import DAY, HOUR, ROOM, Home, account, private

WEEK = timedelta(weeks=1)
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""A week after the house was born: nine in Amsterdam."""
PROFESSIONALS = Access(professionals=(account("pat"), account("lotte")))
ELM = "!elm:kring.test"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """Three residents and a professional, who wrote to the bot alone before."""
    async with Home(tmp_path / "kring.db", access=PROFESSIONALS).opened() as opened:
        await opened.move_in("alice", "bob", "carol", "pat")
        await opened.open_private_room("pat")
        yield opened


async def until(home: Home, moment: datetime) -> None:
    await home.go(moment - home.now)


def letters(home: Home, who: str = "pat") -> list[str]:
    """The nudges that reached somebody."""
    return [text for text in home.hall.said(private(who)) if ", week " in text.splitlines()[0]]


async def exported(home: Home, what: str, room: str = ROOM) -> list[dict[str, Any]]:
    house = await home.house(room)
    async with home.store.transaction() as tx:
        found: list[dict[str, Any]] = (await export_house(tx, house, home.now))[what]
        return found


async def settle(home: Home, **wanted: str) -> None:
    """The house chose something else, by whatever way."""
    house = await home.house()
    async with home.store.transaction() as tx:
        chosen = with_settings(house.settings, wanted)
        assert isinstance(chosen, Settings)
        await tx.set_settings(house.id, chosen)
        turn = Turn(tx, replace(house, settings=chosen), home.now, "settled")
        await nudges.plan(turn)
        await questions.plan(turn)


# ------------------------------------------------------------------------------ once a week


async def test_the_first_one_comes_at_the_first_monday_at_nine_and_then_weekly(home: Home) -> None:
    await until(home, MONDAY - timedelta(seconds=1))
    assert letters(home) == []
    await until(home, MONDAY)
    assert len(letters(home)) == 1
    await home.go(4 * WEEK)
    assert len(letters(home)) == 5
    assert [one["week"] for one in await exported(home, "nudges")] == [
        *("2026-W49", "2026-W50", "2026-W51", "2026-W52", "2026-W53"),
    ]


async def test_it_is_private_and_nobody_else_gets_it(home: Home) -> None:
    """A private room is opened for who has none."""
    await home.joins("lotte")
    before = len(home.hall.said())
    await until(home, MONDAY)
    assert len(letters(home)) == len(letters(home, "lotte")) == 1
    assert letters(home)[0] == letters(home, "lotte")[0]
    assert len(home.hall.said()) == before
    for who in ("alice", "bob", "carol"):
        assert letters(home, who) == []


async def test_a_restart_at_nine_brings_no_second_one(home: Home) -> None:
    """Also with the clock looking twice, or two processes one after the other."""
    await until(home, MONDAY)
    for _ in range(3):
        await home.restart()
        await home.tick()
    await home.go(DAY)
    assert len(letters(home)) == 1


async def test_two_desks_at_once_send_one(home: Home) -> None:
    """Two processes on the same file, for as long as one of them does not know."""
    home.now = MONDAY
    other = Home(home.file, access=PROFESSIONALS)
    other.hall, other.ways = home.hall, home.ways
    await other.start()
    try:
        await asyncio.gather(home.desk.tick(home.now), other.desk.tick(home.now))
        await home.outbox.drain()
        await other.outbox.drain()
    finally:
        await other.store.close()
    assert len(letters(home)) == 1


async def test_a_crash_while_it_is_written_sends_it_once_later(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rolled back: nothing was recorded, nothing was sent, and it comes five minutes later."""

    def breaks(*_: object) -> None:
        raise RuntimeError("a disk is full")

    with monkeypatch.context() as patched, capture_logs() as logs:
        patched.setattr("governance.nudges.with_card", breaks)
        await until(home, MONDAY)
    assert [one["kind"] for one in logs if one["event"] == "crash"] == ["RuntimeError"]
    assert letters(home) == []
    assert await exported(home, "nudges") == []
    await home.restart()
    await home.go(5 * timedelta(minutes=1))
    assert len(letters(home)) == 1
    await home.go(HOUR)
    assert len(letters(home)) == 1


async def test_a_death_between_recording_and_sending_loses_and_doubles_nothing(home: Home) -> None:
    home.now = MONDAY
    await home.desk.tick(home.now)  # dies before the outbox looks
    assert letters(home) == []
    await home.restart()
    await home.tick()
    assert len(letters(home)) == 1


async def test_a_clock_that_is_set_back_brings_no_second_one(home: Home) -> None:
    await until(home, MONDAY + timedelta(minutes=10))
    home.now = MONDAY - timedelta(minutes=50)
    await home.tick()
    await home.go(2 * HOUR)
    assert len(letters(home)) == 1


async def test_after_weeks_of_downtime_one_comes_and_not_a_heap(home: Home) -> None:
    """That of this week, on the day the bot is back; the next on Monday."""
    home.now = MONDAY + 3 * WEEK + DAY
    await home.restart()
    await home.tick()
    assert len(letters(home)) == 1
    await home.go(6 * DAY)
    assert len(letters(home)) == 2


async def test_back_at_night_it_waits_for_the_morning(home: Home) -> None:
    home.now = MONDAY + DAY + timedelta(hours=15)  # Tuesday, midnight
    await home.restart()
    await home.tick()
    assert letters(home) == []
    await home.go(9 * HOUR)
    assert len(letters(home)) == 1


async def test_back_on_sunday_night_there_is_one_on_monday(home: Home) -> None:
    """Not that of last week at eight, and this week's at nine."""
    home.now = MONDAY + 6 * DAY + timedelta(hours=14)
    await home.restart()
    await home.tick()
    await home.go(DAY)
    assert len(letters(home)) == 1
    assert "week 50" in letters(home)[0]


async def test_another_time_within_the_week_brings_no_second_one(home: Home) -> None:
    await until(home, MONDAY + DAY)
    await settle(home, nudge_time="thursday 12:00")
    await home.go(4 * DAY)
    assert len(letters(home)) == 1
    await home.go(6 * DAY)
    assert len(letters(home)) == 2
    await settle(home, nudge_time="monday 09:00")
    await home.go(3 * DAY)
    assert len(letters(home)) == 3


async def test_nine_is_nine_on_the_wall_in_summer_and_in_winter(home: Home) -> None:
    for monday in (datetime(2027, 3, 29, 7, tzinfo=UTC), datetime(2027, 11, 1, 8, tzinfo=UTC)):
        home.now = monday - 2 * DAY
        await home.tick()
        await home.go(2 * DAY - timedelta(seconds=1))
        before = len(letters(home))
        home.now = monday
        await home.tick()
        assert len(letters(home)) == before + 1, monday


async def test_muted_it_is_planned_anew(home: Home) -> None:
    """What could not be said is not said twice when the bot may speak again."""
    home.hall.refusing[ROOM] = Muted("no voice")
    await home.say("alice", "!who")
    await home.tick()
    if (await home.house()).silent_since is None:
        await home.desk.lost_voice(ROOM)
    await until(home, MONDAY + DAY)
    assert letters(home) == []
    del home.hall.refusing[ROOM]
    await home.desk.has_voice(ROOM)
    await home.go(6 * DAY)
    assert len(letters(home)) == 1
    assert "week 50" in letters(home)[0]


async def test_who_came_on_tuesday_gets_the_next_and_who_left_none(home: Home) -> None:
    await until(home, MONDAY + DAY)
    await home.joins("lotte")
    await home.leaves("pat")
    await home.go(6 * DAY)
    assert (len(letters(home)), len(letters(home, "lotte"))) == (1, 1)


async def test_a_professional_of_two_houses_gets_one_of_each(home: Home) -> None:
    """Each with its name; and alone with the bot neither is meant."""
    await home.move_in("erin", "pat", room=ELM, name="De Iep")
    await until(home, MONDAY)
    assert sorted(text.split(",")[0] for text in letters(home)) == ["De Eik", "De Iep"]
    await home.go(WEEK)
    assert len(letters(home)) == 4
    for room in (ROOM, ELM):
        assert len(await exported(home, "nudges", room)) == 2


async def test_who_is_in_no_house_here_reads_no_nudge(home: Home) -> None:
    """Nor that of another house."""
    await home.move_in("erin", room=ELM, name="De Iep")
    await until(home, MONDAY)
    before = len(home.hall.said())
    await home.say("zoe", "!nudge")
    await home.say("erin", "!nudge")
    assert len(home.hall.said()) == before
    await home.open_private_room("erin")
    await home.say("erin", "!nudge", room=private("erin"))
    assert "De Eik" not in home.hall.said(private("erin"))[-1]


async def test_residents_read_the_same_words(home: Home) -> None:
    await until(home, MONDAY)
    for who in ("alice", "pat"):
        await home.say(who, "!nudge")
        said = home.hall.said()[-1]
        assert said.partition("\n")[2] == letters(home)[0]


class Lived:
    """A home in which nudges are counted by the week in which they came."""

    def __init__(self, home: Home) -> None:
        self.home = home

    async def happens(self, what: str, hours: int) -> None:
        home = self.home
        match what:
            case "waits":
                await home.go(timedelta(hours=hours))
            case "is down":
                home.now += timedelta(hours=hours)
                await home.restart()
                await home.tick()
            case "set back":
                home.now -= timedelta(minutes=min(hours, 60))
                await home.tick()
            case "restarts":
                await home.restart()
                await home.tick()
            case "muted":
                await home.desk.lost_voice(ROOM)
                await home.go(timedelta(hours=hours))
                await home.desk.has_voice(ROOM)
                await home.tick()
            case _:
                setting, _, value = what.partition("=")
                await settle(home, **{setting: value})
                await home.tick()


things = st.tuples(
    st.sampled_from(
        [
            *("waits", "waits", "is down", "set back", "restarts", "muted"),
            *("nudge_time=thursday 12:00", "nudge_time=sunday 23:30", "nudge_time=monday 00:10"),
            *("nudge_time=monday 09:00", "quiet_hours=off", "quiet_hours=22:00-08:00"),
            *("question=wednesday 10:00", "question=sunday 23:30"),
        ]
    ),
    st.integers(1, 24 * 10),
)


@settings(max_examples=max(settings().max_examples // 4, 10))
@given(life=st.lists(things, max_size=12))
def test_whatever_happens_there_is_at_most_one_a_week(life: list[tuple[str, int]]) -> None:
    """Of the nudge, and of the weekly question; and never more than 120 words."""

    async def live() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with Home(Path(folder) / "kring.db", access=PROFESSIONALS).opened() as home:
                home.now = datetime(2027, 3, 17, 11, tzinfo=UTC)  # the clocks change next week
                await home.move_in("alice", "pat")
                await home.open_private_room("pat")
                lived = Lived(home)
                for what, hours in life:
                    await lived.happens(what, hours)
                await home.go(8 * DAY)
                zone = (await home.house()).zone
                sent = [
                    week_of(one.at, zone)
                    for one in home.hall.sent
                    if one.room == private("pat") and isinstance(one.outgoing, Say)
                    if ", week " in one.outgoing.plain
                ]
                # Set back over midnight, two messages may arrive in the same hour of Sunday.
                recorded = [one["week"] for one in await exported(home, "nudges")]
                assert len(sent) == len(recorded) == len({*recorded})
                assert recorded
                if "set back" not in [what for what, _ in life]:
                    assert set(Counter(sent).values()) <= {1}
                    posed = [
                        week_of(one.at, zone)
                        for one in home.hall.sent
                        if isinstance(one.outgoing, Say)
                        if one.outgoing.plain.startswith("A question for this week")
                    ]
                    assert set(Counter(posed).values()) <= {1}
                assert all(len(text.split()) <= MOST_WORDS for text in letters(home))

    with capture_logs() as logs:
        asyncio.run(live())
    assert [one for one in logs if one["log_level"] == "error"] == []


# -------------------------------------------------------------------- what nobody knows yet


async def two_weeks(file: Path, *acts: tuple[str, str]) -> list[str]:
    """The nudges of a house in which this was said to the bot alone, an hour before the first."""
    async with Home(file, access=PROFESSIONALS, talk_hours=0).opened() as home:
        await home.move_in("alice", "bob", "carol", "pat")
        await home.open_private_room("alice", "bob", "carol", "pat")
        await until(home, MONDAY - HOUR)
        for who, words in acts:
            await home.say(who, words, room=private(who))
        await home.go(HOUR)
        await home.say("alice", "!nudge")
        assert home.hall.said()[-1].endswith(letters(home)[-1])
        first = letters(home)
        (row,) = await exported(home, "nudges")
        assert row["text"] == first[0]
        return first


async def test_what_is_about_a_person_and_not_told_yet_shows_in_nothing(tmp_path: Path) -> None:
    """Word for word the nudge of a house in which nobody said anything, its card too."""
    about = ("alice", "!about @Bob does not cook for the house")
    without = await two_weeks(tmp_path / "without.db")
    assert await two_weeks(tmp_path / "with.db", about) == without
    taken_back = await two_weeks(tmp_path / "back.db", about, ("alice", "!withdraw P1"))
    assert taken_back == without


async def test_what_the_room_knows_may_choose_the_card(home: Home) -> None:
    await home.open_private_room("alice")
    await home.say("alice", "!about @Bob does not cook", room=private("alice"))
    await until(home, MONDAY)
    house = await home.house()
    async with home.store.transaction() as tx:
        (sent,) = (await nudges.read_nudges(tx, house.id)).sent
    fits = {card.key for card in CARDS if card.fits is Situation.PERSON_OPEN}
    assert sent.card in fits


# ------------------------------------------------------------------------------ the export


async def test_the_export_tells_each_nudge_in_the_words_in_which_it_was_sent(home: Home) -> None:
    """Also after the house got another language, name and time zone."""
    await home.joins("lotte")
    await home.say("alice", "!request A new boiler, for the old one leaks")
    await until(home, MONDAY)
    await home.say("alice", "!language nl")
    house = await home.house()
    async with home.store.transaction() as tx:
        await tx.rename_house(house.id, "The Oak in the Lane")
    rows = await exported(home, "nudges")
    assert [tuple(row) for row in rows] == [("to", "week", "at", "text")] * 2
    assert sorted(row["to"] for row in rows) == ["Lotte", "Pat"]
    assert {row["week"] for row in rows} == {"2026-W49"}
    assert {row["at"] for row in rows} == {"2026-11-30T08:00:00Z"}
    assert {row["text"] for row in rows} == {letters(home)[0]}
    assert "R1 (A new boiler…): waiting for a date since Monday 23 November." in rows[0]["text"]


async def test_people_go_by_the_name_they_have_now(home: Home) -> None:
    """Names stand in one place: who is renamed, or forgotten, is so in old nudges too."""
    await until(home, MONDAY)
    assert "Pat, what do you decide here" in letters(home)[0]
    await home.joins("pat", "Patricia")
    (row,) = await exported(home, "nudges")
    assert "Patricia, what do you decide here" in row["text"]


async def test_the_export_tells_requests_and_what_came_of_them(home: Home) -> None:
    for text in ("A new boiler", "More keys", "A second freezer"):
        await home.say("alice", f"!request {text}")
    await home.say("pat", "!promise R2 1 december 2026 I ask")
    await home.say("pat", "!promise R3 1 december 2026")
    await home.say("pat", "!answer R3 It comes on Tuesday")
    assert await exported(home, "requests") == [
        {"ref": "R1", "text": "A new boiler", "state": "open", "due": None, "answer": None},
        {
            "ref": "R2",
            "text": "More keys",
            "state": "promised",
            "due": "2026-12-01",
            "answer": None,
        },
        {
            "ref": "R3",
            "text": "A second freezer",
            "state": "answered",
            "due": "2026-12-01",
            "answer": "It comes on Tuesday",
        },
    ]


async def test_an_answer_given_alone_is_read_out_once_in_the_room(home: Home) -> None:
    await home.say("alice", "!request A new boiler")
    await home.say("pat", "!answer R1 Next week", room=private("pat"))
    assert [text for text in home.hall.said() if "Next week" in text] == home.hall.said()[-1:]
    assert "Next week" not in home.hall.said(private("pat"))[-1]


# ---------------------------------------------------------------------- taps, and questions


async def test_who_works_here_hears_once_that_residents_decide(home: Home) -> None:
    """Whatever they tap, and however often the process starts anew."""
    await home.say("alice", "!quick Soup on Friday")
    before = len(home.hall.said())
    for _ in range(2):
        await home.vote("pat", "consent")
        await home.react("pat", "✋")
        await home.restart()
    await home.say("alice", "!quick Bread on Sunday")
    await home.vote("pat", "objection", about="P2")
    told = [text for text in home.hall.said(private("pat")) if "The residents decide" in text]
    assert len(told) == 1
    assert home.hall.said()[before:] == [
        text for text in home.hall.said()[before:] if "Bread" in text
    ]
    await home.say("pat", "!consent P1")
    assert "The residents decide this" in home.hall.said()[-1]


async def test_a_guest_who_taps_is_not_told_what_professionals_are(home: Home) -> None:
    await home.joins("gina")
    await home.say("gina", "!guest")
    await home.say("alice", "!quick Soup on Friday")
    before = len(home.hall.sent)
    await home.vote("gina", "consent")
    assert len(home.hall.sent) == before


def asked(home: Home) -> list[str]:
    return [text for text in home.hall.said() if text.startswith("A question for this week")]


async def test_three_weeks_without_a_reply_and_the_question_stops(home: Home) -> None:
    await settle(home, question="wednesday 10:00")
    await home.go(3 * WEEK)
    assert len(asked(home)) == 3
    await home.go(5 * WEEK)
    assert len(asked(home)) == 3
    assert sum("so I stop asking" in text for text in home.hall.said()) == 1
    assert (await home.house()).settings.question == "off"
    await settle(home, question="wednesday 10:00")
    await home.go(2 * WEEK)
    assert len(asked(home)) == 5
    assert len({*asked(home)}) == 5


@pytest.mark.parametrize("how", ["reply_to", "thread"])
async def test_a_reply_keeps_it_going_and_is_not_kept_itself(home: Home, how: str) -> None:
    """In a thread or not, by whoever, also when it comes a week late; the words are theirs."""
    await settle(home, question="wednesday 10:00")
    await home.go(WEEK)
    question = await home.posted("Q", "why")
    await home.go(WEEK)
    await home.say("pat", "because of the soup", **{how: question})
    await home.say("bob", "because of the soup", **{how: question})
    await home.go(2 * WEEK)
    assert len(asked(home)) == 4
    assert "because of the soup" not in str(home.tables())
    replied = [row for row in home.tables()["facts"] if row["kind"] == "QuestionReplied"]
    assert len(replied) == 1
    assert "member" not in replied[0]["body"]
    await home.go(2 * WEEK)
    assert sum("so I stop asking" in text for text in home.hall.said()) == 1


async def test_chatter_beside_the_question_is_no_reply(home: Home) -> None:
    await settle(home, question="wednesday 10:00")
    for _ in range(4):
        await home.go(WEEK)
        await home.say("bob", "who has the scissors?")
    assert sum("so I stop asking" in text for text in home.hall.said()) == 1


async def test_a_question_for_who_asks_is_another_each_time(home: Home) -> None:
    for _ in range(len(QUESTIONS)):
        await home.say("alice", "!question")
    assert len({*home.hall.said()[-len(QUESTIONS) :]}) == len(QUESTIONS)


async def test_after_downtime_one_question_comes_in_the_week(home: Home) -> None:
    """Back on Tuesday, it is asked; Wednesday's is that one."""
    await settle(home, question="wednesday 10:00")
    home.now = MONDAY + 2 * WEEK + DAY
    await home.restart()
    await home.tick()
    await home.go(3 * DAY)
    assert len(asked(home)) == 1
