"""Three houses with a poster each: nothing yet, an ordinary one, and far too much for a page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.looks import shown_names
from bot.poster import gathered, poster
from bot.poster_page import Poster
from bot.speech import Listener
from commands.turn import Turn
from governance.facts import Adopted, Fact, Proposed
from governance.role_facts import RoleName
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from storage.transaction import Transaction
from tests.desk.hall import ROOM, Home

KINDS = ("empty", "ordinary", "overfull")
AGREEMENTS, ROLES, ROUNDS, REQUESTS = 30, 8, 2, 5

MARKUP = "<script>alert(1)</script><b>Bold</b> &amp; <img src=x onerror=alert(1)> {{ 7*7 }}"
ARABIC = "نتفق على أن يكون المطبخ نظيفا كل مساء وأن يساعد الجميع"
REVERSED = "\u202eecived a ni gnihton si siht\u202c"
FAMILY = "👨‍👩‍👧‍👦" * 12
LONG_NAMES = (
    "Wilhelmina Alexandra van der Oudewetering-Achterbergsestraatweg",
    "Wilhelmina Alexandra van der Oudewetering-Zonnebloemlaan",
    MARKUP,
    "محمد عبد الرحمن بن عبد الله الأنصاري الخزرجي",
    "W" * 60,
    FAMILY,
    "山田太郎" * 12,
    "Раураl",  # in another script, and looks the same
    "Paypal",
)
WORDS = (
    "We wash up after every meal, dry the pans and put them back where others find them, so that"
    " nobody begins the day with the plates of yesterday"
)


def long_text(number: int) -> str:
    """As long as a text may be, of another kind each time: one word, capitals, markup, scripts."""
    kinds = (
        f"{number} {WORDS}. " * 5,
        f"{number}" + "Wasmachinegebruiksvoorschriftenoverzicht" * 20,
        f"{number} {WORDS.upper()}. " * 5,
        f"{ARABIC} {number} " * 12,
        f"{MARKUP} {number} " * 8,
        f"{REVERSED} {number} " * 20,
        f"{number}" + "我们每天晚上一起打扫厨房" * 60,
        f"{number} 🌻🧹 " * 60,
    )
    return kinds[number % len(kinds)][:480].strip()


async def _at_home(home: Home, tx: Transaction) -> tuple[Turn, Listener]:
    house = await tx.house_in(ROOM)
    assert house
    turn = Turn(tx, house, home.now, "poster")
    names = shown_names(await turn.members())
    return turn, Listener(house.language, house.zone, home.now, names)


async def page_of(home: Home) -> str:
    """The poster of a house as it is now."""
    async with home.store.transaction() as tx:
        return (await poster(*await _at_home(home, tx))).decode()


async def content_of(home: Home) -> Poster:
    """The same before it is laid out."""
    async with home.store.transaction() as tx:
        return await gathered(*await _at_home(home, tx))


async def speak(home: Home, language: str) -> None:
    """What the house speaks from now on."""
    house = await home.house()
    async with home.store.transaction() as tx:
        await tx.set_language(house.id, language)


async def agree(home: Home, text: str, number: int, *others: str) -> None:
    """Alice brings it in, and everybody else has no objection."""
    await home.say("alice", f"!quick {text}")
    for who in others:
        await home.vote(who, "consent", about=f"P{number}")


async def agree_likewise(home: Home, texts: Sequence[str]) -> None:
    """Agreements with the facts of the first one, and these texts, from the second one on."""
    house = await home.house()
    async with home.store.transaction() as tx:
        first = [recorded.fact for recorded in await tx.facts(house.id, "P1")]
        for text in texts:
            number = await tx.next_proposal(house.id)
            facts = [_as(fact, number, text) for fact in first]
            await tx.record(house.id, f"P{number}", facts, f"$likewise-{number}")
            await tx.use_agreement(house.id, number)


def _as(fact: Fact, number: int, text: str) -> Fact:
    match fact:
        case Proposed():
            return replace(fact, number=number, text=text)
        case Adopted():
            return replace(fact, agreement=number)
    return fact


@asynccontextmanager
async def lived_in(kind: str, file: Path) -> AsyncIterator[Home]:
    """A house of one of these kinds, with its desk open."""
    ordinary = ((CHAIR, Wanted()), (RoleName("cook"), Wanted(weekday=2)))
    long = (RoleName(f"{letter}oedselbankcoördinatiestappenplan"[:30]) for letter in "ABCDEFGH")
    roles = {"ordinary": ordinary, "overfull": tuple((name, Wanted()) for name in long)}
    making = {"empty": _empty, "ordinary": _ordinary, "overfull": _overfull}[kind]
    async with Home(
        file, roles=roles.get(kind, ()), newcomer_days=0, talk_hours=0, round_hours=72
    ).opened() as home:
        await making(home)
        yield home


async def _empty(home: Home) -> None:
    await home.move_in("alice", "bob")


async def _ordinary(home: Home) -> None:
    await home.move_in("alice", "bob", "carol")
    texts = (
        "Quiet in the corridor from 22:00",
        "Who cooks does not wash up",
        "Visitors sign in with who is chair, and leave before eleven",
        "On Sunday at five we meet in the kitchen, with soup",
        "The big washing machine is for sheets on Monday and Thursday",
    )
    for number, text in enumerate(texts, start=1):
        await agree(home, text, number, "bob", "carol")
    await home.go(timedelta(days=8))
    await home.say("alice", "!change set round_hours 48")
    await home.say("bob", "!quick A bench at the front door, out of the wind")
    await home.say("alice", "!request A new boiler for the second floor")
    await home.say("bob", "!request Wifi that reaches the attic")


async def _overfull(home: Home) -> None:
    await home.move_in("alice", "bob", name=f"{MARKUP} {ARABIC} {LONG_NAMES[0]}")
    await agree(home, long_text(1), 1, "bob")
    await agree_likewise(home, [long_text(number) for number in range(2, AGREEMENTS + 1)])
    for number in range(REQUESTS):
        await home.say("alice", f"!request {long_text(number)}")
    for number, name in enumerate(LONG_NAMES):
        await home.joins(f"p{number}", name)
    await home.go(timedelta(days=8))
    for number in range(ROUNDS):
        await home.say("alice", f"!quick {long_text(4 * number)}")
