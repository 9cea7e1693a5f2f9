"""The calendar: a file that other programs read, the same events with the same ids each time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event
from typer.testing import CliRunner

from bot.calendar_file import calendar
from bot.cli import app
from commands import rota
from governance.role_facts import RoleEnded, RoleName
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from tests.desk.hall import DAY, Home, private
from tests.operator.conftest import Write

kring = CliRunner()

CHAIR_ALONE = ((CHAIR, Wanted()),)
PEOPLE = ("alice", "bob", "carol", "dan")
FIRST = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""When the first term of the chair starts: Monday at nine in Amsterdam."""


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A house with a chair."""
    async with Home(tmp_path / "kring.db", roles=CHAIR_ALONE).opened() as home:
        yield home


async def _file(home: Home, prefix: str = "!") -> bytes:
    house = await home.house()
    async with home.store.transaction() as tx:
        return await calendar(tx, house, home.now, prefix)


def _time(moment: date | None) -> datetime:
    assert isinstance(moment, datetime)
    return moment


async def _events(home: Home) -> dict[str, Event]:
    """By their ids, in the order of the file."""
    read = Calendar.from_ical(await _file(home))
    assert not [event.errors for event in read.events if event.errors]
    assert len({event.uid for event in read.events}) == len(read.events)
    return {str(event.uid): event for event in read.events}


def _summaries(events: dict[str, Event]) -> list[str]:
    return [str(event.summary) for event in events.values()]


async def _holder(home: Home) -> str:
    """Who is told for the next term, as they sign in."""
    (event,) = [event for event in (await _events(home)).values() if _time(event.start) >= home.now]
    return str(event.summary).removeprefix("Chair: ").casefold()


async def test_a_term_is_in_the_calendar_as_soon_as_the_house_is_told(home: Home) -> None:
    """Before that nobody knows; then from its first moment to its last, busy for nobody."""
    await home.move_in(*PEOPLE)
    assert await _events(home) == {}
    await home.go(4 * DAY)
    (event,) = (await _events(home)).values()
    assert str(event.summary) in {f"Chair: {who.title()}" for who in PEOPLE}
    assert (event.start, event.end) == (FIRST, FIRST + timedelta(weeks=1))
    assert event.status == "CONFIRMED"
    assert event.transparency == "TRANSPARENT"
    assert event.sequence == 0


async def test_the_hour_is_that_of_the_house_when_the_clocks_change(home: Home) -> None:
    """Nine in the morning is 08:00 UTC in winter, and 07:00 in summer."""
    await home.move_in(*PEOPLE)
    await home.go(timedelta(weeks=18))
    events = (await _events(home)).values()
    zone = (await home.house()).zone
    assert {_time(event.start).astimezone(zone).hour for event in events} == {9}
    assert {_time(event.start).hour for event in events} == {7, 8}


async def test_two_exports_are_the_same(home: Home) -> None:
    """To the letter, at another time too: nothing of the moment of the export is in it."""
    await home.move_in(*PEOPLE)
    await home.go(5 * DAY)
    first = await _file(home)
    home.now += timedelta(hours=3)
    await home.restart()
    assert await _file(home) == first


async def test_what_was_in_a_calendar_keeps_its_id(home: Home) -> None:
    """Also as terms start and end, and others come after."""
    await home.move_in(*PEOPLE)
    await home.go(timedelta(days=11))
    earlier = await _events(home)
    await home.go(timedelta(weeks=3))
    later = await _events(home)
    assert earlier.items() <= later.items()
    assert len(later) == len(earlier) + 3


async def test_a_swap_is_the_same_event_with_another_name(home: Home) -> None:
    """A calendar that reads it once more finds that it has changed."""
    await home.move_in(*PEOPLE)
    await home.go(4 * DAY)
    (before,) = (await _events(home)).values()
    who = await _holder(home)
    other = next(name for name in PEOPLE if name != who)
    await home.say(who, f"!swap chair @{other.title()}", mentions=())
    await home.say(other, f"!swap chair @{who.title()}", mentions=())
    (after,) = (await _events(home)).values()
    assert after.uid == before.uid
    assert str(after.summary) == f"Chair: {other.title()}"
    assert (after.start, after.end) == (before.start, before.end)
    assert after.sequence > before.sequence
    assert _time(after.LAST_MODIFIED) > _time(before.LAST_MODIFIED)


async def test_who_stands_in_has_the_rest_of_the_term(home: Home) -> None:
    """An event of their own; that of the one before ends there, with its own id."""
    await home.move_in(*PEOPLE)
    await home.go(4 * DAY)
    who = await _holder(home)
    (before,) = await _events(home)
    await home.go(4 * DAY)
    other = next(name for name in PEOPLE if name != who)
    await home.say(other, "!take chair")
    first, second = (await _events(home)).values()
    assert str(first.uid) == before
    assert (first.end, second.start) == (home.now, home.now)
    assert (str(first.summary), str(second.summary)) == (
        f"Chair: {who.title()}",
        f"Chair: {other.title()}",
    )


async def test_a_turn_that_will_not_be_is_taken_off(home: Home) -> None:
    """The house was told of it, and then ended the role; the term before it ends earlier."""
    await home.move_in(*PEOPLE)
    await home.go(timedelta(days=11))
    before = await _events(home)
    house = await home.house()
    async with home.store.transaction() as tx:
        await tx.record(house.id, rota.SUBJECT, [RoleEnded(home.now, CHAIR)], "$ends")
    running, told = (await _events(home)).values()
    assert {str(running.uid), str(told.uid)} == before.keys()
    assert (running.status, running.end) == ("CONFIRMED", home.now)
    assert told.status == "CANCELLED"
    assert (running.sequence, told.sequence) == (1, 1)


async def test_who_helps_is_told(home: Home) -> None:
    """Of the mentor the name, and no more."""
    await home.move_in(*PEOPLE)
    await home.go(timedelta(days=11))
    first, second = (await _events(home)).values()
    helps = str(first.summary).removeprefix("Chair: ")
    assert first.description is None
    assert second.description == f"{helps} shows how"


async def test_an_open_turn_is_told_until_it_is_over(home: Home) -> None:
    """Somebody may still want it; what nobody had is not kept."""
    await home.move_in(*PEOPLE)
    for who in PEOPLE:
        await home.say(who, "!unwilling chair")
    await home.go(4 * DAY)
    assert _summaries(await _events(home)) == ["Chair: open"]
    await home.go(timedelta(weeks=1))
    assert all(_time(event.end) > home.now for event in (await _events(home)).values())


async def test_it_speaks_the_language_of_the_house(tmp_path: Path) -> None:
    """Roles that have no word of their own keep their names."""
    roles = (*CHAIR_ALONE, (RoleName("tuin"), Wanted()))
    async with Home(tmp_path / "kring.db", language="nl", roles=roles).opened() as home:
        await home.move_in(*PEOPLE)
        await home.go(timedelta(days=11))
        events = await _events(home)
        assert {line.partition(":")[0] for line in _summaries(events)} == {"Voorzitter", "Tuin"}
        helped = [e.description for e in events.values() if e.description]
        assert helped
        assert all(line.endswith(" is maatje") for line in helped)


@pytest.mark.parametrize(
    "written",
    ["Jansen, Piet; de \\ tweede", "Wil\nEND:VEVENT\r\nSUMMARY:x", "🌻" * 60, "É" * 200, "a:b=“c”"],
)
async def test_whatever_people_are_called_the_file_is_whole(tmp_path: Path, written: str) -> None:
    """Lines of at most 75 bytes, ended as the standard asks; names come back as they were."""
    async with Home(tmp_path / "kring.db", roles=CHAIR_ALONE).opened() as home:
        await home.move_in("alice", name=written)
        house = await home.house()
        async with home.store.transaction() as tx:
            (alice,) = await tx.members(house.id)
            await tx.rename_member(alice.id, written, home.now)
        await home.go(4 * DAY)
        file = await _file(home)
        lines = file.split(b"\r\n")
        assert lines[-1] == b""
        assert all(len(line) <= 75 and b"\n" not in line for line in lines)
        assert all(line.decode() for line in lines[:-1])  # no letter is cut in two
        (event,) = (await _events(home)).values()
        assert str(event.summary) == "Chair: " + " ".join(written.split())
        assert str(Calendar.from_ical(file).calendar_name)


async def test_the_day_of_a_review_is_a_day(home: Home) -> None:
    """By its number and not in its words, in which somebody may be named."""
    await home.move_in(*PEOPLE)
    await home.say("alice", "!quick Soup with Bob")
    await _agreed(home)
    (event,) = (await _events(home)).values()
    assert str(event.summary) == "We look at A1 again"
    assert event.start == date(2027, 5, 23)
    assert event.description == "!show A1"
    assert b"Soup" not in await _file(home)
    assert b"?show A1" in await _file(home, "?")


async def _agreed(home: Home, number: int = 1) -> None:
    for who in PEOPLE[1:]:
        await home.vote(who, "consent", about=f"P{number}")


async def test_a_renewed_agreement_moves_its_day(home: Home) -> None:
    """The same event, later."""
    await home.move_in(*PEOPLE)
    await home.say("alice", "!try Soup on Monday")
    await home.say("alice", "!round P1")
    await _agreed(home)
    (before,) = (await _events(home)).values()
    await home.go(timedelta(weeks=4, hours=3))
    for who in PEOPLE:
        await home.say(who, "!review A1 keep")
    after = (await _events(home))[str(before.uid)]
    assert str(after.start) > str(before.start)
    assert after.sequence > before.sequence


async def test_an_agreement_that_ends_early_takes_its_review_along(home: Home) -> None:
    """A calendar that holds it already is told that it will not be."""
    await home.move_in(*PEOPLE)
    await home.say("alice", "!quick Soup on Monday")
    await _agreed(home)
    (before,) = (await _events(home)).values()
    await home.say("alice", "!object A1 the pan is broken")
    for who in PEOPLE:
        await home.say(who, "!review A1 end")
    await home.say("alice", "!round P2")
    await _agreed(home, 2)
    after = (await _events(home))[str(before.uid)]
    assert after.status == "CANCELLED"
    assert after.sequence > before.sequence


async def test_nothing_about_a_person_is_in_it(home: Home) -> None:
    """What is agreed about somebody is in no file (rule 15)."""
    await home.move_in(*PEOPLE)
    await home.open_private_room(*PEOPLE)
    about = "!about @Bob does not cook until March"
    await home.say("alice", about, room=private("alice"))
    await home.go(timedelta(days=8, hours=3))
    await _agreed(home)
    await home.go(timedelta(days=8))
    holding = (await home.proposal()).holding
    assert holding
    assert holding.in_force_at
    assert all("A1" not in line for line in _summaries(await _events(home)))
    assert b"cook" not in await _file(home)


def test_the_command_line_writes_the_calendar(write: Write) -> None:
    """As it is, to standard output; a house it does not know ends with one."""
    file = write()

    async def live() -> None:
        async with Home(file.parent / "kring.db", roles=CHAIR_ALONE).opened() as home:
            await home.move_in(*PEOPLE)
            await home.go(4 * DAY)

    asyncio.run(live())
    command = ["export", "--format", "ics", "--config", str(file), "--house"]
    result = kring.invoke(app, [*command, "De Eik"])
    assert result.exit_code == 0, result.stderr
    assert result.stdout_bytes.startswith(b"BEGIN:VCALENDAR\r\n")
    assert len(Calendar.from_ical(result.stdout_bytes).events) == 1
    unknown = kring.invoke(app, [*command, "De Iep"])
    assert (unknown.exit_code, unknown.stdout) == (1, "")


@pytest.mark.parametrize("form", ["pdf", "zip", "ICS"])
def test_what_it_cannot_write_it_says(form: str) -> None:
    """With what it can."""
    result = kring.invoke(app, ["export", "--house", "De Eik", "--format", form])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip() == f"--format {form}: one of json, md, csv, ics"
