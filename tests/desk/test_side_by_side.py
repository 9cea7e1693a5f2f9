"""On PostgreSQL houses are heard side by side: nobody waits for another, and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from bot.room import Message, Say
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from storage.trouble import keeps_from_writing
from tests.database import rows_of, url_of
from tests.desk.hall import DAY, HOUR, Home, account, private
from tests.postgres import server

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

LONGEST = 120
"""Seconds that a storm may take on a machine with very much else to do."""

ROOMS = [f"!house{number}:kring.test" for number in range(4)]
PEOPLE = ("alice", "bob", "carol", "dan", "erin", "finn")
LIVES = {room: [PEOPLE[(n + i) % len(PEOPLE)] for i in range(4)] for n, room in enumerate(ROOMS)}
"""Everybody lives in two or three of them."""


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Home]:
    """Four houses on one database."""
    async with Home(tmp_path / "kring.db", roles=((CHAIR, Wanted()),)).opened() as home:
        for number, room in enumerate(ROOMS):
            await home.move_in(*LIVES[room], room=room, name=f"House {number}")
        yield home


@asynccontextmanager
async def held(home: Home, room: str) -> AsyncIterator[None]:
    """Somebody else has this house's row in hand."""
    connection = await asyncpg.connect(url_of(home.file))
    try:
        async with connection.transaction():
            await connection.execute("SELECT 1 FROM houses WHERE room = $1 FOR UPDATE", room)
            yield
    finally:
        await connection.close()


async def test_a_command_of_another_house_is_answered_meanwhile(street: Home) -> None:
    """One house cannot go on; the one next door does not notice."""
    async with held(street, ROOMS[0]):
        stuck = asyncio.create_task(
            street.desk.hear(street.message("alice", "!quick Soup", room=ROOMS[0]))
        )
        await street.say("bob", "!quick Bread", room=ROOMS[1])
        assert any("Bread" in said for said in street.hall.said(ROOMS[1]))
        assert not stuck.done()
    await stuck
    await street.outbox.drain()
    assert any("Soup" in said for said in street.hall.said(ROOMS[0]))


async def test_what_is_said_privately_holds_all_houses_of_who_says_it(street: Home) -> None:
    """Whichever is meant: it can be about each of them, and about no other."""
    homes = [room for room in ROOMS if "alice" in LIVES[room]]
    assert 1 < len(homes) < len(ROOMS)
    await street.open_private_room("alice")
    for room in ROOMS:
        async with held(street, room):
            asking = street.message("alice", "!proposals", room=private("alice"))
            hearing = asyncio.create_task(street.desk.hear(asking))
            done, _ = await asyncio.wait({hearing}, timeout=0.3 if room in homes else 30)
            assert bool(done) is (room not in homes)
        await hearing


async def test_what_is_due_in_another_house_is_done_meanwhile(street: Home) -> None:
    """Monday morning in four houses, one of which is held."""
    street.now += 7 * DAY
    async with held(street, ROOMS[0]):
        ticking = asyncio.create_task(street.desk.tick(street.now))
        for _ in range(200):
            await asyncio.sleep(0.02)
            late = [one for one in rows_of(street.file)["due"] if one["at"] <= street.now]
            if {one["house_id"] for one in late} == {1}:
                break
        else:
            pytest.fail("the others waited")
        assert not ticking.done()
    await ticking
    assert all(one["at"] > street.now for one in rows_of(street.file)["due"])


async def hear(home: Home, message: Message) -> None:
    """As the sync loop does: what could not be written down comes again."""
    while True:
        try:
            await home.desk.hear(message)
        except Exception as fault:
            if not keeps_from_writing(fault):
                raise
            await asyncio.sleep(0.05)
        else:
            return


def proposals(home: Home) -> Counter[tuple[int, str]]:
    """How often each text was put forward, by house."""
    facts = rows_of(home.file)["facts"]
    return Counter((one["house_id"], one["source"]) for one in facts if one["kind"] == "Proposed")


def _deadlocks(home: Home) -> int:
    ((count,),) = server().run(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
        url=url_of(home.file),
    )
    return int(count)


WORDS = (
    *("!propose Bread {n}", "!quick Soup {n}", "!consent P1", "!object P1 it is loud", "!who"),
    *("!aside P2", "!unvote P1", "!table P1", "!round P1", "!amend P1 Tea {n}", "!withdraw P2"),
    *("!take chair", "!pass", "!roles", "!proposals", "!away", "!back", "!mirror", "hoi"),
)


async def storm(home: Home, seed: int, *, acts: int) -> list[Message]:
    """Everybody at once, in rooms and privately, while time goes by and letters are sent."""
    chance = random.Random(seed)
    sending = asyncio.create_task(home.outbox.run())
    is_over = asyncio.Event()

    async def time() -> None:
        while not is_over.is_set():
            home.now += HOUR
            with contextlib.suppress(Exception):
                await home.desk.tick(home.now)
            home.outbox.wake()
            await asyncio.sleep(0.02)

    passing = asyncio.create_task(time())
    said: list[Message] = []

    async def speak(room: str) -> None:
        for number in range(acts):
            who = chance.choice(LIVES[room])
            place = private(who) if chance.random() < 0.2 else room
            text = chance.choice(WORDS).format(n=f"{room}-{number}")
            message = home.message(who, text, room=place)
            said.append(message)
            await hear(home, message)
            home.outbox.wake()

    await home.open_private_room(*PEOPLE[:3])  # the others get theirs when they are written to
    async with asyncio.timeout(LONGEST):
        await asyncio.gather(*(speak(room) for room in ROOMS for _ in range(2)))
    is_over.set()
    await passing
    async with home.store.between_transactions():
        sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    home.now += HOUR
    while True:
        try:
            await home.desk.tick(home.now)
            await home.outbox.drain()
        except Exception as fault:
            if not keeps_from_writing(fault):
                raise
        else:
            break
    return said


async def all_is_well(home: Home, said: list[Message]) -> None:
    """Every proposal is there once, and everything fits together."""
    put_forward = {m.event for m in said if m.room in ROOMS and "!propose" in m.text}
    made = proposals(home)
    assert {source for _, source in made} >= put_forward
    assert set(made.values()) == {1}
    assert await home.unsound() == []
    assert all(not one["room"].startswith("to:") for one in rows_of(home.file)["outbox"])
    letters = [one["transaction_id"] for one in rows_of(home.file)["outbox"]]
    sent = [one.transaction_id for one in home.hall.sent if isinstance(one.outgoing, Say)]
    assert len(sent) == len(set(sent)) <= len(letters)


@pytest.mark.parametrize("seed", range(2))
async def test_in_a_storm_nobody_waits_for_who_waits_for_them(street: Home, seed: int) -> None:
    """What is held is held in one order, by whoever: PostgreSQL never had to end somebody."""
    said = await storm(street, seed, acts=12)
    await all_is_well(street, said)
    await street.store.close()
    assert _deadlocks(street) == 0
    await street.start()


async def test_what_is_cut_off_again_and_again_is_done_once(street: Home) -> None:
    """Connections die all the time; every command is carried out, and none twice."""
    chance = random.Random(7)
    is_over = asyncio.Event()
    killed = 0

    async def kill() -> None:
        nonlocal killed
        connection = await asyncpg.connect(url_of(street.file))
        try:
            while not is_over.is_set():
                pids = await connection.fetch(
                    "SELECT pid FROM pg_stat_activity WHERE application_name = 'kring' "
                    "AND datname = current_database()"
                )
                if pids:
                    pid = chance.choice(pids)["pid"]
                    await connection.fetch("SELECT pg_terminate_backend($1)", pid)
                    killed += 1
                await asyncio.sleep(0.05)
        finally:
            await connection.close()

    killing = asyncio.create_task(kill())
    said = await storm(street, 3, acts=8)
    is_over.set()
    await killing
    assert killed > 5
    await all_is_well(street, said)


async def test_a_server_that_falls_and_comes_back_has_lost_nothing(street: Home) -> None:
    """As by a power cut, in the middle of what everybody says."""

    async def fall() -> None:
        for _ in range(2):
            await asyncio.sleep(0.3)
            await asyncio.to_thread(server().stop, at_once=True)
            await asyncio.sleep(0.2)
            await asyncio.to_thread(server().start)

    said, _ = await asyncio.gather(storm(street, 5, acts=8), fall())
    await all_is_well(street, said)


async def test_who_is_forgotten_while_all_speak_is_nowhere(street: Home) -> None:
    """In all their houses, though each of them goes on meanwhile."""
    for room in ROOMS:
        if "alice" in LIVES[room]:
            await street.say("alice", "!propose a thing of alice's own", room=room)
    await street.open_private_room("alice")
    await street.say("alice", "!forgetme", room=private("alice"))
    others = [who for who in PEOPLE if who != "alice"]

    async def speak(room: str) -> None:
        for who in [one for one in LIVES[room] if one in others]:
            await hear(street, street.message(who, "!propose bread with alice", room=room))

    leaving = hear(street, street.message("alice", "!forgetme yes", room=private("alice")))
    await asyncio.gather(leaving, *(speak(room) for room in ROOMS))
    await street.outbox.drain()
    members = rows_of(street.file)["members"]
    assert account("alice") not in {one["account"] for one in members}
    assert "Alice" not in {one["name"] for one in members}
    assert all("alice's own" not in str(one["body"]) for one in rows_of(street.file)["facts"])
    assert await street.unsound() == []
