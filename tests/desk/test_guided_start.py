"""A new house is asked three short things, by poll, one after the other, each of them once."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.inspection import inspect_house
from bot.room import Capabilities, Entered, Moved, Poll, PollEnd, PollEnded, Reaction, Say, Vote
from bot.turns import Access
from commands import guided_start, rota
from commands.turn import Turn
from governance.members import Kind
from governance.role_facts import RoleEnded
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from governance.start_facts import Matter, StartAsked, StartOver
from tests.desk.hall import DAY, MONDAY_NOON, ROOM, Home, Sent, account

NEW_ROOM = "!elm:kring.test"
CHAIRED = ((CHAIR, Wanted()),)
EVERYONE = ("alice", "bob", "carol")
NO_LINK = "\u2060"
"""What keeps a chat from making an account in somebody's name a link."""


def new(tmp_path: Path, **more: Any) -> Home:
    values: dict[str, Any] = {"roles": CHAIRED, "first_questions": True, **more}
    return Home(tmp_path / "kring.db", **values)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A house of three that has just been born."""
    async with new(tmp_path).opened() as it:
        await it.move_in(*EVERYONE)
        yield it


def asked(home: Home, room: str = ROOM) -> list[str]:
    """The questions that were put, by poll; a round has a poll too, which is none of them."""
    return [poll.question for one, poll in _questions(home) if one.room == room]


def ended(home: Home) -> int:
    polls = {one.reference for one, _ in _questions(home)}
    return sum(isinstance(one.outgoing, PollEnd) and one.target in polls for one in home.hall.sent)


def _questions(home: Home) -> list[tuple[Sent, Poll]]:
    polls = [(one, one.outgoing) for one in home.hall.sent if isinstance(one.outgoing, Poll)]
    return [(one, poll) for one, poll in polls if not re.match(r"P\d", poll.question)]


def poll(home: Home, number: int = -1) -> Sent:
    return home.hall.polls()[number]


async def tap(home: Home, who: str, answer: str, number: int = -1) -> None:
    """By the words that they see."""
    one = poll(home, number)
    assert isinstance(one.outgoing, Poll)
    found = {words.replace(NO_LINK, ""): key for key, words in one.outgoing.answers}
    await home.hear(
        Vote(home.event(), one.room, account(who), home.now, one.reference, (found[answer],))
    )


async def chair(home: Home) -> int | None:
    """Every how many weeks it changes; None: there is none."""
    house = await home.house()
    async with home.store.transaction() as tx:
        role = (await rota.roles_of(Turn(tx, house, home.now, "look"))).get(CHAIR)
    return role.rhythm.every if role else None


async def is_over(home: Home) -> bool:
    house = await home.house()
    async with home.store.transaction() as tx:
        return (await guided_start.read(tx, house.id)).is_over


# ------------------------------------------------------------------------- one after the other


async def test_after_the_welcome_comes_one_poll_that_both_readers_understand(home: Home) -> None:
    assert [type(one.outgoing) for one in home.hall.sent] == [Say, Poll]
    [question] = asked(home)
    assert "Which language" in question
    assert "In welke taal" in question
    assert [words for _, words in poll(home).outgoing.answers] == [  # type: ignore[union-attr]
        "English",
        "Nederlands",
        "Skip / Overslaan",
    ]
    assert "!language nl" in poll(home).outgoing.fallback  # type: ignore[union-attr]


async def test_three_taps_set_the_house_up(home: Home) -> None:
    await tap(home, "bob", "Nederlands")
    assert (await home.house()).language == "nl"
    assert home.hall.said()[-1].startswith("Vanaf nu praat ik hier Nederlands")
    await tap(home, "alice", "Elke 2 weken")
    assert await chair(home) == 2
    told = home.hall.said()[-1]
    assert told.startswith("Alice richt dit in.")
    assert "✋" in told
    fallback = poll(home).outgoing.fallback  # type: ignore[union-attr]
    assert "!inrichten begeleider @naam" in fallback
    await tap(home, "carol", "Bob")
    assert (await home.members())["bob"].kind is Kind.PROFESSIONAL
    assert "Bob is hier vanaf nu begeleider" in home.hall.said()[-1]
    assert len(asked(home)) == ended(home) == 3
    assert await is_over(home)
    assert len(home.hall.said()) == 4  # the welcome, and a line for each answer


async def test_only_one_poll_is_open_at_a_time(home: Home) -> None:
    for answer in ("Skip / Overslaan", "Skip", "Skip"):
        assert len(asked(home)) == ended(home) + 1
        await tap(home, "alice", answer)
    assert len(asked(home)) == ended(home) == 3
    assert len(home.hall.said()) == 1  # nothing but the welcome


async def test_what_is_so_already_needs_no_word(home: Home) -> None:
    await tap(home, "alice", "English")
    await tap(home, "alice", "Every week")
    await tap(home, "alice", "Nobody")
    assert len(home.hall.said()) == 1
    assert await chair(home) == 1
    assert await is_over(home)


async def test_no_chair_for_now_ends_the_role(home: Home) -> None:
    await tap(home, "alice", "Skip / Overslaan")
    await tap(home, "alice", "No chair for now")
    assert await chair(home) is None


async def test_a_hand_undoes_what_was_tapped_and_it_is_not_asked_again(home: Home) -> None:
    await tap(home, "alice", "Skip / Overslaan")
    await tap(home, "alice", "Every 4 weeks")
    line = await home.posted("C1", "change")
    await home.hear(Reaction(home.event(), ROOM, account("bob"), home.now, line, "✋"))
    assert await chair(home) == 1
    assert len(asked(home)) == 3


async def test_a_command_answers_it_as_well_as_a_tap(home: Home) -> None:
    await home.say("bob", "!language nl")
    await home.say("bob", "!change professional @carol")  # before it is asked
    await home.say("bob", "!inrichten rol voorzitter elke 2 weken")
    assert len(asked(home)) == ended(home) == 2
    assert await is_over(home)


async def test_where_there_are_no_polls_it_is_said_what_to_type(tmp_path: Path) -> None:
    async with new(tmp_path, capabilities=Capabilities(polls=False)).opened() as home:
        await home.move_in(*EVERYONE)
        assert "!language nl" in home.hall.said()[-1]
        await home.say("alice", "!language nl")
        assert "!inrichten rol voorzitter elke 2 weken" in home.hall.said()[-1]
        await home.say("alice", "!inrichten rol voorzitter elke 2 weken")
        await home.say("alice", "!inrichten begeleider @bob")
        assert not home.hall.polls()
        assert await is_over(home)


# -------------------------------------------------------------------------- who is asked, and who


async def test_who_works_here_is_not_asked_where_the_configuration_says_so(tmp_path: Path) -> None:
    async with new(tmp_path, access=Access(professionals=("@pat:*",))).opened() as home:
        await home.move_in("alice", "bob", "pat")
        await tap(home, "alice", "Skip / Overslaan")
        await tap(home, "alice", "Skip")
        assert len(asked(home)) == 2
        assert await is_over(home)


async def test_nor_of_somebody_who_lives_alone(tmp_path: Path) -> None:
    async with new(tmp_path).opened() as home:
        await home.move_in("alice")
        await tap(home, "alice", "Skip / Overslaan")
        await tap(home, "alice", "Skip")
        assert len(asked(home)) == 2


async def test_a_large_house_fits_into_a_poll(tmp_path: Path) -> None:
    async with new(tmp_path).opened() as home:
        await home.move_in(*(f"resident{number:02}" for number in range(30)))
        await tap(home, "resident29", "Skip / Overslaan")
        await tap(home, "resident29", "Skip")
        assert len(poll(home).outgoing.answers) == 20  # type: ignore[union-attr]


async def test_two_people_with_one_name_are_told_apart(tmp_path: Path) -> None:
    async with new(tmp_path).opened() as home:
        there = tuple((account(who), "Sam") for who in ("sam1", "sam2"))
        await home.hear(Entered(home.event(), ROOM, home.now, "De Eik", there, True, False))
        await tap(home, "sam1", "Skip / Overslaan")
        await tap(home, "sam1", "Skip")
        await tap(home, "sam1", f"Sam ({account('sam2')})")
        kinds = {who: member.kind for who, member in (await home.members()).items()}
        assert kinds == {"sam1": Kind.RESIDENT, "sam2": Kind.PROFESSIONAL}


@pytest.mark.parametrize("who", ["pat", "stranger", "erin"])
async def test_a_tap_of_who_does_not_live_here_does_nothing(tmp_path: Path, who: str) -> None:
    async with new(tmp_path, access=Access(professionals=("@pat:*",))).opened() as home:
        await home.move_in("alice", "bob", "pat", "erin")
        await home.say("erin", "!guest")
        before = len(home.hall.sent)
        for answer in ("Nederlands", "English", "Skip / Overslaan"):
            await tap(home, who, answer)
        assert (await home.house()).language == "en"
        assert len(home.hall.sent) == before


async def test_a_later_tap_on_an_answered_question_changes_nothing(home: Home) -> None:
    await tap(home, "alice", "Nederlands")
    before = len(home.hall.sent)
    await tap(home, "bob", "English", 0)
    assert (await home.house()).language == "nl"
    assert len(home.hall.sent) == before


async def test_an_empty_or_unknown_tap_does_nothing(home: Home) -> None:
    before = home.tables()["facts"]
    for answers in ((), ("consent",), ("member-2",)):
        await home.hear(
            Vote(home.event(), ROOM, account("bob"), home.now, poll(home).reference, answers)
        )
    assert home.tables()["facts"] == before


async def test_who_left_cannot_be_chosen_and_the_poll_stays_open(home: Home) -> None:
    await tap(home, "alice", "Skip / Overslaan")
    await tap(home, "alice", "Skip")
    await home.leaves("bob")
    await tap(home, "alice", "Bob")
    assert not await is_over(home)
    await tap(home, "alice", "Carol")
    assert (await home.members())["carol"].kind is Kind.PROFESSIONAL


# ---------------------------------------------------------------------------------- how it ends


async def test_the_first_agreement_ends_it_in_silence(home: Home) -> None:
    await home.say("alice", "!urgent The boiler leaked")
    assert ended(home) == 1
    before = len(home.hall.sent)
    await tap(home, "bob", "Nederlands", 0)
    assert (await home.house()).language == "en"
    assert len(home.hall.sent) == before
    assert await is_over(home)


async def test_after_fourteen_days_it_is_over_in_silence(home: Home) -> None:
    said = len(home.hall.said())
    await home.go(14 * DAY)
    assert ended(home) == 0
    await home.go(timedelta(hours=1))
    assert (len(asked(home)), ended(home)) == (1, 1)
    assert not [words for words in home.hall.said()[said:] if "language" in words]
    await tap(home, "bob", "Nederlands", 0)
    assert (await home.house()).language == "en"


async def test_who_ends_the_poll_passes_it_over(home: Home) -> None:
    await home.hear(PollEnded(home.event(), ROOM, account("bob"), home.now, poll(home).reference))
    assert [len(asked(home)), ended(home)] == [2, 0]
    await tap(home, "alice", "Every 2 weeks")
    assert await chair(home) == 2


# ---------------------------------------------------------------------------------- never twice


async def test_a_house_that_was_there_before_is_not_asked(tmp_path: Path) -> None:
    async with Home(tmp_path / "kring.db", roles=CHAIRED).opened() as old:
        await old.move_in(*EVERYONE)
    async with new(tmp_path).opened() as home:
        await home.hear(
            Entered("$again", ROOM, home.now, "De Eik", ((account("alice"), "Alice"),), True, False)
        )
        await home.say("alice", "!language nl")
        await home.go(20 * DAY)
        assert asked(home) == []


async def test_a_restart_and_a_second_entry_ask_nothing_again(home: Home) -> None:
    await home.restart()
    there = tuple((account(who), who.title()) for who in EVERYONE)
    await home.hear(Entered(home.event(), ROOM, home.now, "De Eik", there, True, False))
    assert len(asked(home)) == 1
    await tap(home, "alice", "Skip / Overslaan")
    assert len(asked(home)) == 2


async def test_a_question_left_behind_in_the_old_room_is_passed_over(home: Home) -> None:
    """What was not answered there is not asked twice; what was not asked yet comes."""
    await home.hear(Moved(home.event(), ROOM, account("alice"), home.now, NEW_ROOM))
    there = tuple((account(who), who.title()) for who in EVERYONE)
    await home.hear(Entered(home.event(), NEW_ROOM, home.now, "", there, True, False, follows=ROOM))
    assert ["language" in one for one in asked(home)] == [True]
    assert ["chair" in one for one in asked(home, NEW_ROOM)] == [True]


@pytest.mark.parametrize("what", [StartAsked, StartOver])
async def test_a_transaction_that_dies_loses_no_tap_and_asks_nothing_twice(
    home: Home, monkeypatch: pytest.MonkeyPatch, what: type[Any]
) -> None:
    await tap(home, "alice", "Skip / Overslaan")
    if what is StartOver:
        await tap(home, "alice", "Skip")
    answer, before = ("Every 2 weeks" if what is StartAsked else "Bob"), home.tables()
    right = guided_start._record

    async def dies(turn: Turn, facts: Any) -> None:
        await right(turn, facts)
        assert any(isinstance(fact, what) for fact in facts)
        raise OperationalError("", {}, Exception("disk full"))

    with monkeypatch.context() as patch:
        patch.setattr(guided_start, "_record", dies)
        with pytest.raises(OperationalError):
            await tap(home, "bob", answer)
    assert home.tables() == before
    await home.restart()
    await tap(home, "bob", answer)
    assert len(asked(home)) == 3
    assert len([words for words in home.hall.said() if words.startswith("Bob sets this up")]) == 1


async def test_killed_before_the_next_poll_is_sent_it_comes_once(home: Home) -> None:
    vote = Vote("$tap", ROOM, account("bob"), home.now, poll(home).reference, ("nl",))
    await home.desk.hear(vote)  # and the process is gone
    assert len(asked(home)) == 1
    await home.restart()
    await home.desk.hear(vote)  # the homeserver tells it again
    await home.outbox.drain()
    assert len(asked(home)) == 2
    assert home.hall.said()[1:] == [home.hall.said()[-1]]


# ----------------------------------------------------------------------- what the operator sees


async def test_the_check_sees_a_question_that_nothing_would_end(home: Home) -> None:
    async with home.store.transaction() as tx:
        [house] = await tx.stored_houses()
        assert all(is_well for is_well, _ in await inspect_house(tx, house))
        await tx.set_due(house.id, guided_start.SUBJECT, None)
        [(is_well, what)] = await inspect_house(tx, house)
    assert not is_well
    assert "first questions: it waits for a time" in what


@pytest.mark.parametrize(
    "fact",
    [
        StartAsked(MONDAY_NOON, Matter.PROFESSIONAL),
        StartAsked(MONDAY_NOON, Matter.LANGUAGE),
        RoleEnded(MONDAY_NOON, CHAIR),
    ],
)
async def test_the_check_sees_what_cannot_have_been_asked(home: Home, fact: Any) -> None:
    """A second one while one is open, the same one again, or something else."""
    async with home.store.transaction() as tx:
        [house] = await tx.stored_houses()
        await tx.record(house.id, guided_start.SUBJECT, [fact], "odd")
        found = await inspect_house(tx, house)
    assert [what for is_well, what in found if not is_well and "first questions" in what]


# ------------------------------------------------------------------------- whatever people tap

A_LIFE = max(settings().max_examples // 5, 8)

TAPS = st.tuples(
    st.sampled_from((*EVERYONE, "pat", "stranger")),
    st.integers(0, 2),
    st.integers(0, 6),
)
ELSE = st.sampled_from(
    (
        "restart",
        "day",
        "alice: !language nl",
        "bob: !change role chair every 3 weeks",
        "carol: !change professional @alice",
        "bob: !urgent The boiler leaked",
        "pat leaves",
        "carol leaves",
    )
)


async def live(file: Path, steps: list[Any]) -> None:
    async with new(file.parent).opened() as home:
        await home.move_in(*EVERYONE)
        await home.joins("pat")
        await home.say("pat", "!guest")
        for step in steps:
            await play(home, step)
            assert len(asked(home)) == len(set(asked(home))) <= len(Matter)
            assert 0 <= len(asked(home)) - ended(home) <= 1
        async with home.store.transaction() as tx:
            [house] = await tx.stored_houses()
            assert all(is_well for is_well, _ in await inspect_house(tx, house))
            start = await guided_start.read(tx, house.id)
        assert start.is_over == (len(asked(home)) == ended(home))
        if start.is_over:
            return
        await home.go(15 * DAY)
        assert await is_over(home)
        assert len(asked(home)) == ended(home)


async def play(home: Home, step: Any) -> None:
    match step:
        case (who, number, answer):
            polls = home.hall.polls()
            if number < len(polls):
                one = polls[number]
                assert isinstance(one.outgoing, Poll)
                keys = [key for key, _ in one.outgoing.answers]
                chosen = (keys[answer],) if answer < len(keys) else ()
                await home.hear(
                    Vote(home.event(), ROOM, account(who), home.now, one.reference, chosen)
                )
        case "restart":
            await home.restart()
        case "day":
            await home.go(DAY)
        case "pat leaves" | "carol leaves":
            await home.leaves(step.split()[0])
        case _:
            who, _, words = step.partition(": ")
            await home.say(who, words)


@given(st.lists(TAPS | ELSE, max_size=12))
@example(["bob: !urgent The boiler leaked", "bob: !change role chair every 3 weeks", "day"])
@settings(max_examples=A_LIFE)
def test_in_any_order_each_question_is_asked_once_and_one_is_open(steps: list[Any]) -> None:
    """With people who leave, a restart, commands meanwhile, and a first agreement."""
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        asyncio.run(live(Path(folder) / "kring.db", steps))
    assert not [log for log in logs if log["event"] == "crash"], logs
