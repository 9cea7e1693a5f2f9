"""Turns in roles at the desk: told once, passed by a tap, right again after any silence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.room import Left, Muted, Reaction, Say
from commands.rota import SUBJECT
from governance.fold_roles import fold_roles
from governance.role_facts import RoleName, Skipped, Way
from governance.roles import CHAIR, Role, Roles
from governance.setting_up_roles import Wanted
from tests.desk.hall import DAY, HOUR, ROOM, Home, Sent, account, private

COOK = RoleName("cook")
FRIDAY = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
"""When the turns of the first Monday are told."""
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
PEOPLE = ("alice", "bob", "carol", "dan")


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A chair and a cook, both weekly from Monday at nine."""
    both = ((CHAIR, Wanted()), (COOK, Wanted()))
    async with Home(tmp_path / "kring.db", roles=both).opened() as opened:
        await opened.move_in(*PEOPLE)
        yield opened


async def roles(home: Home) -> Roles:
    house = await home.house()
    async with home.store.transaction() as tx:
        return fold_roles(await tx.facts(house.id, SUBJECT))


async def chair(home: Home) -> Role:
    return (await roles(home)).roles[CHAIR]


async def name(home: Home, who: int | None) -> str:
    return next(key for key, member in (await home.members()).items() if member.id == who)


async def following(home: Home) -> str:
    """Who has the next turn of the chair, as told."""
    published = (await chair(home)).published
    assert published
    return await name(home, published.holder)


async def holder(home: Home) -> str:
    present = (await chair(home)).present
    assert present
    return await name(home, present.holder)


def turns(home: Home) -> list[Sent]:
    """The messages in the room that tell turns or that they begin."""
    starts = ("From ", "Starting now", "The role ")
    return [
        one
        for one in home.hall.sent
        if one.room == ROOM
        and isinstance(one.outgoing, Say)
        and one.outgoing.plain.startswith(starts)
    ]


def words(sent: Sent) -> str:
    assert isinstance(sent.outgoing, Say)
    return sent.outgoing.plain


async def until(home: Home, moment: datetime) -> None:
    await home.go(moment - home.now)


async def tap(home: Home, who: str, target: str, key: str = "✋", room: str = ROOM) -> str:
    return await home.hear(Reaction(home.event(), room, account(who), home.now, target, key))


# -------------------------------------------------------------------------------------- telling


async def test_turns_that_start_together_are_told_together_and_begin_together(home: Home) -> None:
    """Two messages for two roles: one that tells, one when they begin; who has them is named."""
    await until(home, MONDAY + HOUR)
    told, begun = turns(home)
    for each in (told, begun):
        assert "chair: " in words(each)
        assert "cook: " in words(each)
        assert isinstance(each.outgoing, Say)
        assert len(set(each.outgoing.mentions)) == 2
    assert (told.at, begun.at) == (FRIDAY, MONDAY)


async def test_a_restart_between_telling_and_beginning_changes_nothing(home: Home) -> None:
    """What was told is in the database."""
    await until(home, FRIDAY + HOUR)
    first = await following(home)
    await home.restart()
    await until(home, MONDAY - HOUR)
    await home.restart()
    await until(home, MONDAY + HOUR)
    assert await holder(home) == first
    assert len(turns(home)) == 2


async def test_what_would_be_told_at_night_waits_for_the_morning(tmp_path: Path) -> None:
    """Quiet hours end at eight."""
    early = ((CHAIR, Wanted(clock=time(3))),)
    async with Home(tmp_path / "kring.db", roles=early).opened() as home:
        await home.move_in(*PEOPLE)
        await until(home, FRIDAY + HOUR)
        (told,) = turns(home)
        assert told.at == FRIDAY - HOUR
        assert "From Monday 30 November at 03:00 on:" in words(told)


async def test_who_has_a_private_room_reads_the_note_there(home: Home) -> None:
    """The room reads of the others only, and of nobody when all are told privately."""
    await home.open_private_room(*PEOPLE)
    await home.say("alice", "!quick Soup on Monday")
    await until(home, MONDAY + HOUR)
    assert len(turns(home)) == 1
    notes = [note for who in PEOPLE for note in home.hall.said(private(who))]
    assert sum("you have the role chair until" in note for note in notes) == 1
    assert sum("you have the role cook until" in note for note in notes) == 1


# -------------------------------------------------------------------------------------- passing


async def test_a_pass_that_comes_twice_passes_once(home: Home) -> None:
    """The chat may deliver a message again."""
    await until(home, FRIDAY + HOUR)
    first = await following(home)
    message = home.message(first, "!pass chair")
    await home.hear(message)
    second = await following(home)
    assert second != first
    before = home.tables()
    await home.hear(message)
    assert await following(home) == second
    assert home.tables() == before


@pytest.mark.parametrize("key", ["✋", "👎", "🛑", "✋🏽"])
async def test_a_hand_at_the_message_passes_ones_own_turn(home: Home, key: str) -> None:
    """And the room reads once who has it now, and can pass it on there."""
    await until(home, FRIDAY + HOUR)
    first = await following(home)
    await tap(home, first, turns(home)[0].reference, key)
    second = await following(home)
    told, moved = turns(home)
    assert words(moved).startswith(f"The role chair goes from {first.title()} to {second.title()}")
    assert isinstance(moved.outgoing, Say)
    assert moved.outgoing.mentions == (account(second),)
    await tap(home, first, moved.reference)
    await tap(home, first, told.reference)
    assert await following(home) == second
    await tap(home, second, moved.reference)
    assert await following(home) not in {first, second}


async def test_a_tap_of_somebody_else_does_nothing_and_gets_no_answer(home: Home) -> None:
    """Nor does another sign, nor a tap by who is not of the house."""
    await until(home, FRIDAY + HOUR)
    before, said = await roles(home), len(home.hall.sent)
    held = {await name(home, r.published.holder) for r in before.live if r.published}
    message = turns(home)[0].reference
    for other in sorted(set(PEOPLE) - held):
        await tap(home, other, message)
    await tap(home, await following(home), message, "👍")
    await tap(home, "stranger", message)
    assert await roles(home) == before
    assert len(home.hall.sent) == said


async def test_a_hand_at_an_old_message_does_not_pass_another_turn(home: Home) -> None:
    """It is about the turns that it told."""
    await until(home, FRIDAY + HOUR)
    old = turns(home)[0].reference
    await until(home, FRIDAY + 7 * DAY + HOUR)
    before, said = await roles(home), len(home.hall.sent)
    assert before.roles[CHAIR].published
    await tap(home, await following(home), old)
    assert await roles(home) == before
    assert len(home.hall.sent) == said


async def test_a_hand_at_a_note_in_a_private_chat_is_a_stray_tap(home: Home) -> None:
    """The note does not ask for it; `!pass` there works, and the room reads it."""
    await home.open_private_room(*PEOPLE)
    await until(home, MONDAY + HOUR)
    first = await holder(home)
    (note,) = [one for one in home.hall.sent if one.room == private(first)]
    await tap(home, first, note.reference, room=private(first))
    assert await holder(home) == first
    assert home.hall.said(private(first)) == [words(note)]
    await home.say(first, "pass", room=private(first))
    second = await holder(home)
    assert second != first
    assert words(turns(home)[-1]).startswith(f"The role chair goes from {first.title()}")
    assert any("you have the role chair" in note for note in home.hall.said(private(second)))


@pytest.mark.parametrize("how", ["leaves", "goes away", "is a guest"])
async def test_who_cannot_have_it_passes_it_on_in_the_same_transaction(
    home: Home, how: str
) -> None:
    """A kill right after it was heard loses nothing."""
    await until(home, FRIDAY + HOUR)
    first = await following(home)
    match how:
        case "leaves":
            await home.desk.hear(Left(home.event(), ROOM, account(first), home.now))
        case "goes away":
            await home.desk.hear(home.message(first, "!away until 10 december"))
        case _:
            await home.desk.hear(home.message(first, "!guest"))
    assert await following(home) != first
    await home.restart()
    await home.outbox.drain()
    moved = [one for one in turns(home) if words(one).startswith("The role chair goes")]
    assert len(moved) == 1


async def test_passing_a_running_turn_is_one_message_in_the_room(home: Home) -> None:
    """It says until when, what the one before left, and how to pass it on."""
    await until(home, MONDAY + HOUR)
    first = await holder(home)
    await home.say(first, "!handover chair The key is under the mat")
    await until(home, MONDAY + 8 * DAY)
    before = len(turns(home))
    second = await holder(home)
    await home.say(second, "!pass chair")
    (moved,) = turns(home)[before:]
    third = await holder(home)
    passed = f"The role chair goes from {second.title()} to {third.title()} now"
    assert words(moved).startswith(f"{passed}, until Monday 14 December")
    assert "The key is under the mat" in words(moved)
    assert "!pass" in words(moved)


async def test_a_word_for_who_has_begun_is_one_message_in_the_room(home: Home) -> None:
    """Who left it reads it there too."""
    await until(home, MONDAY + HOUR)
    first = await holder(home)
    await home.say(first, "!pass chair")
    before = len(home.hall.said())
    await home.say(first, "!handover chair The key is under the mat")
    (said,) = home.hall.said()[before:]
    assert "The key is under the mat" in said


# ------------------------------------------------------------------------- silence and downtime


async def is_down(home: Home, until: datetime) -> None:
    """No process at all, and then one."""
    await home.store.close()
    home.now = until
    await home.start()
    await home.tick()
    await home.outbox.drain()


async def test_down_over_one_start_the_told_turn_begins_late(home: Home) -> None:
    """Nothing is missed: the house knew."""
    await until(home, FRIDAY + HOUR)
    first = await following(home)
    await is_down(home, MONDAY + 2 * DAY)
    assert await holder(home) == first
    assert not [said for said in home.hall.said() if said.startswith("While I was away")]
    told = len(turns(home))
    await until(home, MONDAY + 5 * DAY)
    assert len(turns(home)) == told + 1
    assert await following(home) != first


async def test_down_over_one_start_that_was_not_told(home: Home) -> None:
    """The room is told once, and the next one is told in time."""
    await until(home, FRIDAY - HOUR)
    await is_down(home, MONDAY + 2 * DAY)
    (away,) = [said for said in home.hall.said() if said.startswith("While I was away")]
    assert "chair" in away
    assert "cook" in away
    await until(home, MONDAY + 3 * DAY)
    assert turns(home) == []
    await until(home, MONDAY + 7 * DAY + HOUR)
    told, begun = turns(home)
    assert (told.at, begun.at) == (FRIDAY + 7 * DAY, MONDAY + 7 * DAY)


async def test_down_over_five_starts_the_room_is_told_once(home: Home) -> None:
    """And the next turn is right: it is of the next Monday."""
    await until(home, FRIDAY + HOUR)
    first = await following(home)
    await is_down(home, MONDAY + 30 * DAY)
    away = [said for said in home.hall.said() if said.startswith("While I was away")]
    assert len(away) == 1
    skipped = [f async for f in facts_of(home, Skipped)]
    assert len(skipped) == 2
    await until(home, MONDAY + 35 * DAY + HOUR)
    assert await holder(home) != first
    assert len([said for said in home.hall.said() if said.startswith("While I was away")]) == 1
    present = (await chair(home)).present
    assert present
    assert present.starts_at == MONDAY + 35 * DAY


async def facts_of(home: Home, kind: type[object]) -> AsyncIterator[object]:
    house = await home.house()
    async with home.store.transaction() as tx:
        for recorded in await tx.facts(house.id, SUBJECT):
            if isinstance(recorded.fact, kind):
                yield recorded.fact


async def test_while_it_cannot_speak_nothing_is_told_and_then_it_goes_on(home: Home) -> None:
    """Turns nobody could be told of were not; what was told before begins."""
    await until(home, FRIDAY + HOUR)
    first, told = await following(home), len(home.hall.sent)
    home.hall.refusing[ROOM] = Muted("no voice")
    await home.desk.lost_voice(ROOM)
    await until(home, MONDAY + 9 * DAY)
    assert len(home.hall.sent) == told
    assert (await chair(home)).present is None
    await home.restart()
    await home.tick()
    home.hall.refusing.clear()
    await home.desk.has_voice(ROOM)
    await home.outbox.drain()
    said = home.hall.said()
    assert sum(one.startswith("While I was away") for one in said) == 1
    assert (await chair(home)).past[0].holder == (await home.members())[first].id
    await until(home, MONDAY + 14 * DAY + HOUR)
    present = (await chair(home)).present
    assert present
    assert present.starts_at == MONDAY + 14 * DAY


async def test_a_short_silence_over_a_start_begins_the_turn_then(home: Home) -> None:
    """It was told before."""
    await until(home, MONDAY - HOUR)
    first = await following(home)
    home.hall.refusing[ROOM] = Muted("no voice")
    await home.desk.lost_voice(ROOM)
    await until(home, MONDAY + HOUR)
    home.hall.refusing.clear()
    await home.desk.has_voice(ROOM)
    await home.outbox.drain()
    assert await holder(home) == first
    assert sum(words(one).startswith("Starting now") for one in turns(home)) == 1


# ------------------------------------------------------------------------------ open, and taken


async def test_who_takes_an_open_turn_first_has_it(tmp_path: Path) -> None:
    """The second is told so, and the turn begins with the first."""
    free = ((CHAIR, Wanted(way=Way.VOLUNTEER)),)
    async with Home(tmp_path / "kring.db", roles=free).opened() as home:
        await home.move_in(*PEOPLE)
        await until(home, FRIDAY + HOUR)
        (told,) = turns(home)
        assert "No answer is fine too" in words(told)
        await home.say("bob", "!take")
        await home.say("carol", "!take chair")
        assert "is with Bob" in home.hall.said()[-1]
        await until(home, MONDAY + timedelta(minutes=1))
        assert await holder(home) == "bob"


async def test_a_stand_in_is_thanked_for_by_name_only_where_somebody_was(home: Home) -> None:
    """No “Thank you, .” for a turn that was open."""
    for who in PEOPLE:
        await home.say(who, "!unwilling chair")
    await until(home, MONDAY + HOUR)
    await home.say("alice", "!take chair")
    said = home.hall.said()[-1]
    assert said == "Alice has the role chair now, until Monday 7 December at 09:00."
