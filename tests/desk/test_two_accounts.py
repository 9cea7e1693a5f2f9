"""Two accounts of the bot on one database: each has its own houses, and nobody is told twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.room import Decline, Edit, Entered, Join, Joined, Left, Moved, Poll, PutOut, Say
from bot.turns import Access
from storage.gauge_book import Heap
from storage.records import Conversation, Parcel
from tests.desk.hall import DAY, HOUR, ROOM, Home, account, private
from tests.storage.made_up import a_held_event

ONE, TWO = "@kring:kring.test", "@kring2:kring.test"
ELM = "!elm:kring.test"
NEW = "!oak2:kring.test"
NOTHING = Heap(0, None)
FOUR = ("alice", "bob", "carol", "dan")
OTHER_PRIVATE = "!two-bob:kring.test"


@dataclass
class Street:
    """De Eik is served by the one, De Iep by the other; Bob lives in both."""

    one: Home
    two: Home

    async def go(self, length: timedelta) -> None:
        """Time goes by for both, an hour at a time."""
        until = self.one.now + length
        while self.one.now < until:
            for home in (self.one, self.two):
                await home.go(min(HOUR, until - self.one.now) if home is self.one else HOUR)
            self.two.now = self.one.now

    def wait(self, length: timedelta) -> None:
        """Nobody looks what is due meanwhile."""
        self.one.now = self.two.now = self.one.now + length


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    access = Access(invite_from=("*",))
    ways: dict[str, Any] = {"access": access, "quiet_hours": "off"}
    one = Home(tmp_path / "kring.db", served_by=ONE, **ways)
    two = Home(tmp_path / "kring.db", served_by=TWO, **ways)
    two.numbered_from(100_000)
    two.hall.doors = "!two-"
    async with AsyncExitStack() as stack:
        street = Street(*[await stack.enter_async_context(each.opened()) for each in (one, two)])
        await one.move_in(*FOUR)
        await two.move_in("bob", "erin", "finn", room=ELM, name="De Iep")
        yield street


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[Any]]:
    """Nothing in it crashes."""
    with capture_logs() as found:
        yield found
    assert not [log for log in found if log["event"] == "crash"], found


async def enters(home: Home, room: str, *people: str, **more: Any) -> None:
    """The bot is in a room where these accounts are."""
    there = tuple((one, one[1:].partition(":")[0].title()) for one in people)
    values = {"is_encrypted": True, "is_private": False, **more}
    await home.hear(Entered(home.event(), room, home.now, "De Eik", there, **values))


def all_of(*people: str) -> tuple[str, ...]:
    return tuple(account(who) for who in people)


def a_letter(text: str, home: Home, **more: Any) -> Parcel:
    values = {"room": ROOM, "not_before": home.now, **more}
    return Parcel(kind="Say", body={"plain": text, "html": text}, **values)


def read(text: str) -> str:
    """Accounts are said so that nobody is called by them."""
    return text.replace("\u2060", "")


def kinds(home: Home, room: str) -> list[type]:
    return [type(one.outgoing) for one in home.hall.sent if one.room == room]


# ------------------------------------------------------------------------------ whose work it is


async def test_each_says_what_its_own_houses_say(street: Street) -> None:
    """And none of it by the other, whoever looks first."""
    await street.one.desk.hear(street.one.message("alice", "!quick Soup"))
    await street.two.desk.hear(street.two.message("erin", "!quick Bread", room=ELM))
    await street.two.outbox.drain()
    assert kinds(street.two, ROOM) == []
    assert Poll in kinds(street.two, ELM)
    await street.one.outbox.drain()
    assert Poll in kinds(street.one, ROOM)
    assert kinds(street.one, ELM) == []


async def test_each_does_what_is_due_in_its_own_houses(street: Street) -> None:
    """However long the other is away, its houses wait for it."""
    await street.one.say("alice", "!quick Soup")
    await street.two.say("erin", "!quick Bread", room=ELM)
    street.wait(2 * DAY)
    said = len(street.one.hall.sent)
    await street.two.tick()
    assert any(
        "too few" in one.lower() or "not been heard" in one for one in street.two.hall.said(ELM)
    )
    assert len(street.one.hall.sent) == said
    assert (await street.one.proposal()).is_over is False
    due = await street.one.desk.next_due()
    assert due is not None
    assert due <= street.one.now
    await street.one.tick()
    assert len(street.one.hall.sent) > said


async def test_what_is_heard_in_a_house_of_the_other_is_not_taken_from_it(street: Street) -> None:
    """Both may be in a room for a moment: only one of them answers."""
    message = street.one.message("alice", "!quick Soup")
    await street.two.hear(message)
    assert street.two.hall.said() == []
    await street.one.hear(message)
    assert (await street.one.proposal()).number == 1


async def test_what_cannot_be_read_is_held_for_each(street: Street) -> None:
    """The key that one device has says nothing of the other's."""
    for home in (street.one, street.two):
        await home.desk.hold(a_held_event("$sealed", account=account("alice"), at=home.now))
    await street.one.desk.release("$sealed")
    assert await street.one.desk.held() == []
    assert [one.event for one in await street.two.desk.held()] == ["$sealed"]
    street.wait(2 * timedelta(minutes=1))
    await street.two.tick()
    assert kinds(street.two, ROOM) == []


async def test_each_knows_when_it_was_listening(street: Street) -> None:
    """The one was off for a day; the other was not."""
    async with street.one.store.transaction() as tx:
        await tx.set_listened_at(street.one.now)
    async with street.two.store.transaction() as tx:
        assert await tx.listened_at() is None
        await tx.set_listened_at(street.one.now + DAY)
    async with street.one.store.transaction() as tx:
        assert await tx.listened_at() == street.one.now
        assert await tx.accounts() == {ONE, TWO}


async def test_the_figures_of_each_are_its_own(street: Street) -> None:
    """What waits for the one is no worry of who looks at the other."""
    now = street.one.now
    async with street.one.store.transaction() as tx:
        oak = await tx.house_in(ROOM)
        assert oak
        await tx.post(a_letter("now", street.one), now)
        await tx.set_due(oak.id, "P1", now)
        await tx.hold(a_held_event("$sealed"), now)
        mine = await tx.backlog(now)
    async with street.two.store.transaction() as tx:
        others = await tx.backlog(now)
    assert (mine.letters.count, mine.due.count, mine.held, mine.houses) == (1, 1, Heap(1, now), 1)
    assert (others.letters, others.due, others.held, others.houses) == (
        NOTHING,
        NOTHING,
        NOTHING,
        1,
    )


# ------------------------------------------------------------------------------- private rooms


async def test_who_lives_in_houses_of_both_has_a_private_room_with_each(street: Street) -> None:
    """What waits for the one room does not go when the other is there."""
    for home in (street.one, street.two):
        async with home.store.transaction() as tx:
            place = await tx.private_room_or_new(account("bob"), home.now, home.now)
            await tx.post(a_letter(f"from {tx.me}", home, room=place), home.now)
    await street.two.outbox.drain()
    assert street.two.hall.said(OTHER_PRIVATE) == [f"from {TWO}"]
    async with street.one.store.transaction() as tx:
        assert await tx.private_room(account("bob")) is None
        assert await tx.waiting_for_nothing() == 0
    await street.one.outbox.drain()
    assert street.one.hall.said(private("bob")) == [f"from {ONE}"]
    async with street.two.store.transaction() as tx:
        assert await tx.private_room(account("bob")) == OTHER_PRIVATE
        assert await tx.owner_of_private_room(private("bob")) is None


async def test_privately_only_the_houses_of_that_account_are_meant(street: Street) -> None:
    """Bob lives in two houses, and need not say which: he writes to the Kring of one of them."""
    await street.one.open_private_room("bob")
    async with street.two.store.transaction() as tx:
        await tx.set_private_room(account("bob"), OTHER_PRIVATE)
    await street.one.say("bob", "!propose Soup", room=private("bob"))
    await street.two.say("bob", "!propose Bread", room=OTHER_PRIVATE)
    async with street.one.store.transaction() as tx:
        oak, elm = await tx.houses()
        assert (await tx.proposals(oak.id))[1].version.text == "Soup"
        assert (await tx.proposals(elm.id))[1].version.text == "Bread"


async def test_what_is_talked_about_with_the_one_is_not_with_the_other(street: Street) -> None:
    """The question of the one is not answered by a word to the other."""
    async with street.one.store.transaction() as tx:
        await tx.set_conversation(Conversation(account("bob"), 1, street.one.now))
    async with street.two.store.transaction() as tx:
        assert await tx.conversation(account("bob")) is None
        await tx.set_conversation(Conversation(account("bob"), 2, street.one.now))
        await tx.end_conversation(account("bob"))
        found = await tx.own_conversations(account("bob"))
        assert [one.house_id for one in found] == [1]


async def test_a_private_room_of_the_other_is_left_to_it(street: Street) -> None:
    """Asked into it, this one does not go."""
    await street.one.open_private_room("bob")
    await street.two.invited("bob", private("bob"), is_private=True)
    await enters(street.two, private("bob"), account("bob"), ONE)
    assert kinds(street.two, private("bob")) == [Decline, Decline]
    async with street.one.store.transaction() as tx:
        assert await tx.private_room(account("bob")) == private("bob")


# ---------------------------------------------------------------------------- both in one room


async def test_a_house_has_one_kring_and_the_other_says_so_and_goes(street: Street) -> None:
    """Once; and it is nobody who lives there."""
    await street.two.invited("alice", ROOM, is_private=False)
    await street.one.hear(Joined("$in", ROOM, TWO, street.one.now, "Kring"))
    await enters(street.two, ROOM, *all_of(*FOUR), ONE)
    await street.one.hear(Left("$out", ROOM, TWO, street.one.now))
    (told,) = street.two.hall.said()
    assert read(told).startswith(f"{ONE} is the Kring of this house, so I leave again.")
    assert kinds(street.two, ROOM) == [Join, Say, Decline]
    assert sorted(await street.one.members()) == sorted(FOUR)
    async with street.one.store.transaction() as tx:
        assert [(one.room, one.account) for one in await tx.houses()] == [(ROOM, ONE), (ELM, TWO)]


async def test_of_two_that_are_asked_in_at_once_the_first_stays(street: Street) -> None:
    """Also where it sees the other in the room that it comes into."""
    for home in (street.one, street.two):
        await home.invited("alice", NEW, is_private=False)
    await enters(street.one, NEW, *all_of("alice", "bob"), TWO)
    await enters(street.two, NEW, *all_of("alice", "bob"), ONE)
    assert kinds(street.two, NEW) == [Join, Say, Decline]
    assert sorted(await street.one.members(NEW)) == ["alice", "bob"]


async def test_another_bot_with_a_database_of_its_own_is_a_guest_like_any(street: Street) -> None:
    """Only the accounts that run here are known."""
    await street.one.joins("helper")
    assert "helper" in await street.one.members()


# ------------------------------------------------------------------------------- handing over


async def test_who_puts_the_one_out_and_asks_the_other_in_goes_on_with_it(street: Street) -> None:
    """With the same proposals, on cards and polls of its own: it cannot edit those of the other."""
    await street.one.say("alice", "!quick Soup")
    await street.one.say("bob", "!object P1 too salt")
    old = await street.one.posted("P1", "card")
    await street.one.hear(PutOut(street.one.event(), ROOM, street.one.now))
    street.wait(timedelta(minutes=1))
    await street.two.invited("alice", ROOM, is_private=False)
    await enters(street.two, ROOM, *all_of(*FOUR))
    assert [one for one in street.two.hall.said() if "From now on I am the Kring" in one]
    assert kinds(street.two, ROOM)[0] is Join
    assert await street.two.posted("P1", "card") != old
    for who in ("alice", "carol", "dan"):
        await street.two.vote(who, "consent")
    await street.two.say("bob", "!resolved P1")
    assert any("P1 is agreed" in one or "A1" in one for one in street.two.hall.said())
    assert not [one for one in street.one.hall.sent if one.at > street.one.now]
    async with street.two.store.transaction() as tx:
        assert [one.account for one in await tx.houses()] == [TWO, TWO]
    assert await street.two.unsound() == []


async def test_what_the_one_had_to_say_yet_is_said_by_the_other(street: Street) -> None:
    """In the house and privately; the room that was asked for is opened by who speaks now."""
    async with street.one.store.transaction() as tx:
        oak = await tx.house_in(ROOM)
        assert oak
        later = street.one.now + HOUR
        await tx.post(
            a_letter("to all", street.one, not_before=later, house_id=oak.id), street.one.now
        )
        place = await tx.private_room_or_new(account("alice"), later, street.one.now)
        parcel = a_letter("to alice", street.one, room=place, not_before=later, house_id=oak.id)
        await tx.post(parcel, street.one.now)
        await tx.set_private_room(account("dan"), private("dan"))
        own = {"room": private("dan"), "not_before": later, "house_id": oak.id}
        parcel = a_letter("to dan", street.one, **own)
        await tx.post(parcel, street.one.now)
    await enters(street.two, ROOM, *all_of(*FOUR))
    before = len(street.one.hall.sent)
    street.wait(HOUR)
    await street.one.outbox.drain()
    await street.two.outbox.drain()
    assert len(street.one.hall.sent) == before
    assert street.two.hall.said()[-1] == "to all"
    assert street.two.hall.said("!two-alice:kring.test") == ["to alice"]
    assert street.two.hall.said("!two-dan:kring.test") == ["to dan"]
    assert await street.two.unsound() == []


async def test_what_the_one_could_not_send_any_more_is_not_lost(street: Street) -> None:
    """It was just trying, in a room that it had been put out of."""
    async with street.one.store.transaction() as tx:
        oak = await tx.house_in(ROOM)
        assert oak
        await tx.post(a_letter("to all", street.one, house_id=oak.id), street.one.now)
        (letter,) = await tx.waiting(street.one.now, ROOM)
    await street.two.desk.hear(
        Entered(
            "$in",
            ROOM,
            street.two.now,
            "De Eik",
            tuple((one, one) for one in all_of(*FOUR)),
            True,
            False,
        )
    )
    async with street.one.store.transaction() as tx:
        await tx.mark_dropped(letter, street.one.now)
    await street.two.outbox.drain()
    assert "to all" in street.two.hall.said()


async def test_a_house_that_moves_stays_with_its_account(street: Street) -> None:
    """The other, asked into the new room first, does not begin a house there."""
    await street.one.say("alice", "!quick Soup")
    await street.two.invited("alice", NEW, is_private=False)
    await enters(street.two, NEW, *all_of(*FOUR), follows=ROOM)
    assert kinds(street.two, NEW) == [Join, Say, Decline]
    assert f"Ask {ONE} into this room" in read(street.two.hall.said(NEW)[0])
    await street.one.hear(Moved(street.one.event(), ROOM, account("alice"), street.one.now, NEW))
    await enters(street.one, NEW, *all_of(*FOUR), follows=ROOM)
    house = await street.one.house(NEW)
    assert (house.account, house.name) == (ONE, "De Eik")
    assert Poll in kinds(street.one, NEW)


async def test_a_room_in_which_the_other_has_a_house_is_not_moved_into(street: Street) -> None:
    """Whoever closes a room may write anything."""
    await street.one.hear(Moved(street.one.event(), ROOM, account("alice"), street.one.now, ELM))
    assert (await street.one.house()).successor is None


# ------------------------------------------------------------------------- what is kept of people


async def test_who_asks_the_one_to_be_forgotten_is_forgotten_by_both(street: Street) -> None:
    """Each tells its own house, and leaves its own private room."""
    await street.one.open_private_room("bob")
    async with street.two.store.transaction() as tx:
        await tx.set_private_room(account("bob"), OTHER_PRIVATE)
    await street.two.say("bob", "!propose Bread, says Bob", room=ELM)
    await street.two.say("erin", "!proposals", room=ELM)
    for text in ("!forgetme", "!forgetme yes"):
        await street.one.say("bob", text, room=private("bob"))
    assert kinds(street.one, private("bob"))[-1] is Decline
    assert kinds(street.one, ELM) == kinds(street.one, OTHER_PRIVATE) == []
    await street.two.outbox.drain()
    assert kinds(street.two, OTHER_PRIVATE) == [Decline]
    told = [one for one in street.two.hall.said(ELM) if "rather not be named" in one]
    assert len(told) == 1
    await street.two.say("erin", "!show P1", room=ELM)
    assert "Bob" not in street.two.hall.said(ELM)[-1]
    edits = [one.outgoing for one in street.two.hall.edits() if isinstance(one.outgoing, Edit)]
    assert "Bob" not in edits[-1].plain
    async with street.one.store.transaction() as tx:
        assert await tx.selves(account("bob")) == {}
        assert await tx.own_notes(account("bob")) == []


async def test_who_lives_only_with_the_other_is_forgotten_by_a_word_to_the_one(
    street: Street,
) -> None:
    """They moved out of the house of the one; its private room is still there."""
    await street.one.open_private_room("bob")
    await street.one.leaves("bob")
    for text in ("!forgetme", "!forgetme yes"):
        await street.one.say("bob", text, room=private("bob"))
    await street.two.outbox.drain()
    assert [one for one in street.two.hall.said(ELM) if "rather not be named" in one]
    assert kinds(street.one, ELM) == []
    async with street.one.store.transaction() as tx:
        assert await tx.selves(account("bob")) == {}


async def test_all_that_is_held_of_somebody_is_told_by_either(street: Street) -> None:
    """Both houses, both private rooms."""
    await street.one.open_private_room("bob")
    async with street.two.store.transaction() as tx:
        await tx.set_private_room(account("bob"), OTHER_PRIVATE)
    await street.two.say("bob", "!propose Bread", room=ELM)
    await street.one.say("bob", "!mydata", room=private("bob"))
    (file,) = [one.outgoing for one in street.one.hall.sent if hasattr(one.outgoing, "bytes")]
    text = file.bytes.decode()
    for told in ("DE EIK", "DE IEP", "Bread", private("bob"), OTHER_PRIVATE):
        assert told in text


# -------------------------------------------------------------------------------- from one to two


async def test_what_was_there_before_is_of_who_read_it(tmp_path: Path) -> None:
    """An account that comes beside the only one takes none of its houses."""
    async with Home(tmp_path / "kring.db").opened() as home:
        await home.move_in(*FOUR)
        await home.open_private_room("bob")
        await _as_before(home, reader=ONE)
        await home.store.serve(TWO)
        async with home.store.transaction() as tx:
            assert [one.account for one in await tx.houses()] == [ONE]
            assert await tx.house_in(ROOM) is None
        await home.store.serve(ONE)
        async with home.store.transaction() as tx:
            assert await tx.house_in(ROOM)
            assert await tx.private_room(account("bob")) == private("bob")
            assert await tx.listened_at() == home.now


async def test_what_nobody_is_known_to_have_read_is_of_the_first_that_runs(tmp_path: Path) -> None:
    """Once: the second finds its owner written down."""
    async with Home(tmp_path / "kring.db").opened() as home:
        await home.move_in(*FOUR)
        await _as_before(home, reader=None)
        for name in (TWO, ONE):
            await home.store.serve(name)
        async with home.store.transaction() as tx:
            assert [one.account for one in await tx.houses()] == [TWO]


async def _as_before(home: Home, reader: str | None) -> None:
    """The rows as they are right after an upgrade from a version with one account."""
    async with home.store.transaction() as tx:
        if reader:
            await tx.set_position(reader, "s1")
        await tx.mark_handled("all there was", home.now)
        connection = await tx._session.connection()
        for table, column in (
            ("houses", "account"),
            ("due", "account"),
            ("outbox", "account"),
            ("private_rooms", "bot"),
            ("held", "bot"),
            ("conversations", "bot"),
        ):
            await connection.exec_driver_sql(f"UPDATE {table} SET {column} = ''")
        await connection.exec_driver_sql("DELETE FROM accounts")
