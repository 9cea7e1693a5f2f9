"""What a command and an idle moment cost as a house, its past and the number of houses grow.

Processor time: what may grow is work, and the wait for the disk, the same in both, would hide it.
Each small one and large one are the same commands in turns, in two databases on a real disk.
"""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import insert

from bench.many import HERE, copy_houses, first_house, lived, on_disk
from bench.measured import Found, Measured, Side, in_turns, processor
from bench.progress import Progress
from bot.room import Vote
from bot.service import SLACK
from storage.tables import METADATA
from tests.desk.hall import DAY, ROOM, Home, account, private

N = 40
ROLLS = (10, 200)
HOUSES = (10, 10_000)
FACTS = (10, 10_000)
STARTS = 15
OTHERS_ACT = 200
"""So many facts of other houses come between two commands of one house."""
SOME_GONE = 50
"""One house in so many has put the bot out, with something due and something to say to it."""


async def measure(progress: Progress) -> list[Found]:
    """A roll, houses, and years."""
    with on_disk() as folder:
        return [
            await a_roll(folder, progress),
            *await houses(folder, progress),
            *await years(folder, progress),
        ]


# A vote, in a house of ten and of two hundred.


async def a_roll(folder: Path, progress: Progress) -> Measured:
    """All but two have answered; one of them changes their mind."""
    few, many = ROLLS
    async with _with_a_roll(folder, few) as small, _with_a_roll(folder, many) as large:
        with progress.of(f"votes with {many} on the roll", N) as step:
            taken = await in_turns(_voting(large), _voting(small), N, step)
    note = f"all but two answered; {many} against {few}, processor time"
    return taken.measured(f"a vote with {many} on the roll", 2.0, note)


@asynccontextmanager
async def _with_a_roll(folder: Path, people: int) -> AsyncIterator[Home]:
    async with Home(folder / f"roll{people}.db").opened() as home:
        await home.move_in(*(f"person{number}" for number in range(people)))
        await home.say("person0", "!quick Soup on Friday")
        for number in range(people - 2):
            await home.vote(f"person{number}", "consent")
        yield home


def _voting(home: Home) -> Side:
    numbers = count()

    async def vote() -> float:
        number = next(numbers)
        home.now += timedelta(seconds=20)
        answer = ("aside", "consent")[number // 4 % 2]
        poll = await home.posted("P1", "poll")
        who = account(f"person{1 + number % 4}")
        heard = Vote(home.event(), ROOM, who, home.now, poll, (answer,))
        seconds = await processor(
            lambda: home.desk.hear(heard, position=("@kring", f"s{number}"))
        )()
        await home.outbox.drain()
        return seconds

    return vote


# A command, and nothing at all, with ten houses in the database and with ten thousand.


async def houses(folder: Path, progress: Progress) -> list[Found]:
    """Of each kind of command; then what the bot does when nobody says anything."""
    few, many = HOUSES
    for number in HOUSES:
        with progress.of(f"{number} houses move in", number // 100) as step:
            await _made(folder / f"houses{number}.db", number, step)
    found: list[Found] = []
    async with _lived_in(folder, few) as small, _lived_in(folder, many) as large:
        note = f"{many:,} houses in the database against {few}; processor time"
        for name, acting in KINDS.items():
            ours = _others_act_first(large, many, acting(large))
            theirs = _others_act_first(small, few, acting(small))
            with progress.of(f"{name} with {many:,} houses", N) as step:
                taken = await in_turns(ours, theirs, N, step)
            more = "" if name == IDLE else f"; {OTHERS_ACT} facts of others in between"
            limit = None if name == COUNTED else 1.2
            found.append(taken.measured(f"{name} with {many:,} houses", limit, note + more))
    return found


async def _made(file: Path, houses: int, step: Callable[[], None]) -> None:
    """Each with five people, one of them a professional, an agreement, and a round going on."""
    async with first_house(file) as home:
        await lived(home)
        last = home.now
    copy_houses(file, houses, step)
    with closing(sqlite3.connect(file)) as connection:
        at = (last - DAY).replace(tzinfo=None).isoformat(" ", "microseconds")
        for statement in _PUT_OUT:
            connection.execute(statement, {"at": at, "some": SOME_GONE})
        connection.commit()


_PUT_OUT = (
    "UPDATE houses SET gone_at = :at, silent_since = :at WHERE id % :some = 0",
    "UPDATE due SET at = :at, is_paused = 1 WHERE house_id % :some = 0",
    "UPDATE outbox SET sent_at = NULL WHERE part = 'poll' AND house_id % :some = 0",
)


@asynccontextmanager
async def _lived_in(folder: Path, houses: int) -> AsyncIterator[Home]:
    home = Home(folder / f"houses{houses}.db", access=HERE)
    async with home.opened():
        home.numbered_from(1_000_000)
        home.now += 3 * DAY + timedelta(minutes=1)
        await home.say("alice", "!proposals")
        yield home


def _others_act_first(home: Home, houses: int, acting: Side) -> Side:
    """Meanwhile other houses have facts more, as many in both, of which none need be read."""
    fact = insert(METADATA.tables["facts"])
    chance = random.Random(houses)  # noqa: S311 - made-up houses
    like = {"subject": "P1", "kind": "StanceTaken", "at": home.now, "body": {}}

    async def act() -> float:
        others = [chance.randint(2, houses) for _ in range(OTHERS_ACT)]
        rows = [{**like, "house_id": house, "source": home.event()} for house in others]
        async with home.store._engine.begin() as connection:
            await connection.execute(fact, rows)
        return await acting()

    return act


def _saying(*words: str) -> Callable[[Home], Side]:
    def of(home: Home) -> Side:
        numbers = count()

        async def say() -> float:
            number = next(numbers)
            home.now += timedelta(seconds=20)
            who = ("alice", "bob", "carol", "dan")[number // 4 % 4]
            heard = home.message(who, words[number % len(words)])
            position = ("@kring", f"s{heard.event}")
            seconds = await processor(lambda: home.desk.hear(heard, position=position))()
            await home.outbox.drain()
            return seconds

        return say

    return of


def _privately(home: Home) -> Side:
    async def say() -> float:
        heard = home.message("alice", "!proposals", room=private("alice"))
        position = ("@kring", f"s{heard.event}")
        seconds = await processor(lambda: home.desk.hear(heard, position=position))()
        await home.outbox.drain()
        return seconds

    return say


def _idling(home: Home) -> Side:
    """What the service does when it wakes and nothing is to be done."""

    async def look() -> None:
        await home.desk.tick(home.now - SLACK)
        async with home.store.transaction() as tx:
            assert await tx.rooms_waiting(home.now) == {}
        await home.desk.next_due()
        await home.outbox.next_at()

    return processor(look)


def _counting(home: Home) -> Side:
    async def count_all() -> None:
        async with home.store.transaction() as tx:
            await tx.backlog(home.now)

    return processor(count_all)


IDLE = "an idle tick"
COUNTED = "what `/metrics` counts"
KINDS: dict[str, Callable[[Home], Side]] = {
    "`!consent`": _saying("!consent P2", "!aside P2"),
    "`!propose`": _saying("!propose Another bench"),
    "a list (`!proposals`)": _saying("!proposals"),
    "a list, privately": _privately,
    "chatter": _saying("who has the keys of the shed?"),
    IDLE: _idling,
    COUNTED: _counting,
}


# A house with a past.


async def years(folder: Path, progress: Progress) -> list[Found]:
    """The usual command, and the first one after a start."""
    few, many = FACTS
    found: list[Found] = []
    async with _with_a_past(folder, few) as small, _with_a_past(folder, many) as large:
        note = f"{many:,} facts of what is over against {few}; processor time"
        for name, acting in OF_A_PAST.items():
            with progress.of(f"{name} after {many:,} facts", N) as step:
                taken = await in_turns(acting(large), acting(small), N, step)
            found.append(taken.measured(f"{name} after {many:,} facts", 1.5, note))
        with progress.of(f"starts with {many:,} facts", STARTS) as step:
            taken = await in_turns(_starting(large), _starting(small), STARTS, step, warm=1)
        found.append(taken.measured(f"the first one after a start, {many:,} facts", None, note))
    return found


OF_A_PAST = {
    "`!consent`": _saying("!consent soup", "!aside soup"),
    "`!propose`": _saying("!propose Another bench"),
    "a list (`!proposals`)": _saying("!proposals"),
}


@asynccontextmanager
async def _with_a_past(folder: Path, facts: int) -> AsyncIterator[Home]:
    """An agreement was made, and made again under other numbers; now there is something new."""
    async with Home(folder / f"facts{facts}.db").opened() as home:
        people = ("alice", "bob", "carol", "dan")
        await home.move_in(*people)
        await home.say("alice", "!quick Soup on Friday")
        for who in people:
            await home.say(who, "!consent P1")
        await home.go(3 * DAY)
        _make_again(home.file, facts)
        await home.restart()
        await home.say("alice", "!quick soup")
        yield home


def _make_again(file: Path, facts: int) -> None:
    """Until there are so many."""
    with closing(sqlite3.connect(file)) as connection:
        lived = connection.execute(
            "SELECT kind, at, source, body FROM facts WHERE subject = 'P1' ORDER BY id"
        ).fetchall()
        number = 1
        while number * len(lived) < facts - len(lived) // 2:
            number += 1
            for kind, at, source, body in lived:
                own = re.sub(r'"(number|agreement)": 1\b', rf'"\1": {number}', body)
                connection.execute(
                    "INSERT INTO facts (house_id, subject, kind, at, source, body)"
                    " VALUES (1, ?, ?, ?, ?, ?)",
                    (f"P{number}", kind, at, source, own),
                )
            connection.execute(
                "INSERT INTO due (house_id, subject, at)"
                " SELECT 1, ?, at FROM due WHERE subject = 'P1'",
                (f"P{number}",),
            )
        connection.execute("UPDATE houses SET last_proposal = ?, last_agreement = ?", [number] * 2)
        connection.commit()


def _starting(home: Home) -> Side:
    """A new process, on the same file, hears its first command."""
    list_them = _saying("!proposals")(home)

    async def start() -> float:
        await home.restart()
        return await list_them()

    return start
