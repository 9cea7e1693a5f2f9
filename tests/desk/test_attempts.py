"""Who may what: attempts at what is not theirs to do, and that nothing comes of them.

One table: who tries, what they try, and what the bot says to it (None: nothing at all). After each
attempt every fact, member, setting, due time and other room is as it was; only the answer is new.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest

from bot.matrix.events import heard
from bot.room import (
    Decline,
    Invited,
    Join,
    Joined,
    Left,
    Message,
    Moved,
    PollEnded,
    Reaction,
    Redaction,
    Say,
    Vote,
)
from bot.turns import Access
from tests.database import copy
from tests.desk.hall import DAY, ROOM, Home, account, private

LINDE = "!linde:kring.test"
FORGED, NOBODYS = "$forged", "$never-sent"

RESIDENTS = "This command is for the people who live here."
PROFESSIONALS = "This command is for those who work here as a professional."
PRO_DECIDES = "The residents decide this, and you think along as a professional."
GUEST_DECIDES = "The people who live here decide this, and you are here as a guest."
ALICES = "P1 is from Alice, so this is up to Alice."
STRANGER = "We are not in a house together yet."


def whole(who: str) -> str:
    """The account of a name in the table."""
    return who if who.startswith("@") else account(who)


class Scene:
    """A house with everything in it that somebody could reach for, and a second house."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.events: dict[str, str] = {}

    async def set_up(self) -> None:
        """Alice proposed P1, Bob objects, Carol spoke for Jan; P2 is Bob's, P3 was withdrawn."""
        home, keep = self.home, self.events
        await home.move_in(
            "alice", "bob", "carol", "dan", "pat", "gus", "lena", "boris", name="De Eik"
        )
        await home.move_in("zoe", "yan", room=LINDE, name="De Linde")
        await home.open_private_room("alice", "bob", "lena", "boris", "pat", "zoe")
        await home.say("gus", "!guest")
        await home.say("alice", "!member add Jan")
        await home.say("alice", "!change set quorum 0.6")
        await home.say("alice", "!quick Soup on Friday")
        keep["objection"] = await home.say("bob", "!object P1 it burns")
        keep["tap"] = await home.vote("dan", "concern")
        await home.say("carol", "!for Jan consent P1")
        await home.say("bob", "!propose Cats")
        await home.say("bob", "!propose Dogs")
        keep["sign"] = await home.react("dan", "👍", about="P2")
        await home.say("bob", "!withdraw P3")
        await home.say("alice", "!request A new door")
        await home.say("zoe", "!quick A party", room=LINDE)
        await home.vote("pat", "objection")  # told once, privately, that residents decide
        keep["help"] = await self._answer("alice", "!help")
        await home.leaves("lena")
        await home.hear(Left("$ban", ROOM, account("boris"), home.now))
        home.now += timedelta(minutes=5)
        await home.outbox.drain()

    async def _answer(self, who: str, text: str) -> str:
        """The reference of what the bot answers."""
        await self.home.say(who, text)
        return self.home.hall.sent[-1].reference

    async def reference(self, name: str) -> str:
        """An event by the name that the table gives it: `card of P1`, `objection`, `$forged`."""
        if name in self.events or name.startswith("$"):
            return self.events.get(name, name)
        part, _, about = name.partition(" of ")
        if about.startswith("Linde "):
            return await self.home.posted(about.removeprefix("Linde "), part, LINDE)
        return await self.home.posted(about, part)

    def state(self) -> dict[str, Any]:
        """All that must stay as it is."""
        tables = self.home.tables()
        return {
            name: rows for name, rows in tables.items() if name not in {"outbox", "handled"}
        } | {"waiting": [row for row in tables["outbox"] if row["sent_at"] is None]}


Does = Callable[[Scene, str], Awaitable[None]]


def says(text: str, *, to: str | None = None, room: str = ROOM, **more: Any) -> Does:
    async def does(scene: Scene, who: str) -> None:
        reply_to = await scene.reference(to) if to else None
        event, at = scene.home.event(), scene.home.now
        values = {"event": event, "room": room, "account": whole(who), "at": at, **more}
        await scene.home.hear(Message(**values, text=text, reply_to=reply_to))

    return does


def privately(text: str) -> Does:
    async def does(scene: Scene, who: str) -> None:
        await says(text, room=private(who))(scene, who)

    return does


def edits(event: str, text: str) -> Does:
    async def does(scene: Scene, who: str) -> None:
        await says(text, edits=await scene.reference(event))(scene, who)

    return does


def taps(answer: str, on: str = "poll of P1", room: str = ROOM, ago: timedelta = 0 * DAY) -> Does:
    async def does(scene: Scene, who: str) -> None:
        poll, home = await scene.reference(on), scene.home
        at = home.now - ago
        await home.hear(Vote(home.event(), room, whole(who), at, poll, (answer,)))

    return does


def reacts(key: str, on: str = "card of P1", room: str = ROOM, ago: timedelta = 0 * DAY) -> Does:
    async def does(scene: Scene, who: str) -> None:
        target, home = await scene.reference(on), scene.home
        at = home.now - ago
        await home.hear(Reaction(home.event(), room, whole(who), at, target, key))

    return does


def removes(event: str, room: str = ROOM) -> Does:
    async def does(scene: Scene, who: str) -> None:
        removed, home = await scene.reference(event), scene.home
        await home.hear(Redaction(home.event(), room, whole(who), home.now, removed))

    return does


def ends(poll: str, room: str) -> Does:
    async def does(scene: Scene, who: str) -> None:
        of, home = await scene.reference(poll), scene.home
        await home.hear(PollEnded(home.event(), room, whole(who), home.now, of))

    return does


def invites(room: str = "!new:kring.test", *, is_private: bool) -> Does:
    async def does(scene: Scene, who: str) -> None:
        home = scene.home
        await home.hear(Invited(home.event(), room, whole(who), home.now, is_private))

    return does


def closes(room: str, to: str) -> Does:
    async def does(scene: Scene, who: str) -> None:
        home = scene.home
        await home.hear(Moved(home.event(), room, whole(who), home.now, to))

    return does


@dataclass(frozen=True)
class Attempt:
    """Somebody tries something that is not theirs to do."""

    who: str
    what: str
    does: Does
    answer: str | None = None
    """How the bot answers it begins, or has in it."""


def _outsiders() -> list[Attempt]:
    """Who never was here, who left, who was banned, who is of another house; by every way in."""
    ways: list[tuple[str, Does]] = [
        ("proposes", says("!propose A coup")),
        ("says a stance", says("!consent P1")),
        ("objects", says("!object P1 no")),
        ("replies to the card", says("akkoord", to="card of P1")),
        ("changes the house", says("!change set quorum 0.5")),
        ("adds somebody", says("!member add Piet")),
        ("speaks for Jan", says("!for Jan object P1 no")),
        ("asks who lives here", says("!who")),
        ("taps", taps("objection")),
        ("takes a tap back", taps("")),
        ("reacts to the card", reacts("✋")),
        ("undoes what was set up", reacts("✋", "change of C1")),
        ("undoes who was added", reacts("✋", "member of M2")),
        ("undoes what was said for Jan", reacts("✋", "spoken of P1")),
        ("removes an objection", removes("objection")),
        ("removes a tap", removes("tap")),
        ("edits an objection", edits("objection", "!consent P1")),
        ("writes where a private room would be", says("!mirror", room="!mine:evil.example")),
    ]
    people = ("sam", "lena", "boris", "zoe", "@alice:evil.example", "@ALICE:kring.test")
    return [Attempt(who, what, does) for who in people for what, does in ways]


def _by_kind() -> list[Attempt]:
    """Professionals and guests: what is for residents; and residents: what is for professionals."""
    for_residents = [
        "!propose Tea",
        "!quick Tea",
        "!try Tea",
        "!urgent Fire",
        "!change role cook every 1 weeks",
        "!change set quorum 0.5",
        "!change resident @pat",
        "!member add Piet",
        "!member remove Jan",
        "!for Jan consent P1",
        "!for Jan unvote P1",
        "!request Money",
        "!language nl",
        "!away",
        "!amend P1 Stew",
        "!withdraw P1",
        "!round P2",
        "!table P1",
        "!outcome P1 adopt",
        "!mirror",
    ]
    found = [
        Attempt(who, text, says(text), RESIDENTS)
        for who in ("pat", "gus")
        for text in for_residents
    ]
    stances = ["!consent P1", "!concern P1 hm", "!object P1 no", "!aside P1", "!unvote P1"]
    for who, answer in (("pat", PRO_DECIDES), ("gus", GUEST_DECIDES)):
        found += [Attempt(who, text, says(text), answer) for text in [*stances, "!resolved P1"]]
        found += [Attempt(who, "replies", says("akkoord", to="card of P1"), answer)]
    for who in ("alice", "gus"):
        for_professionals = ["!mandate All", "!promise R1 friday", "!answer R1 No", "!pause P1 x"]
        found += [Attempt(who, text, says(text), PROFESSIONALS) for text in for_professionals]
    for who in ("pat", "gus"):
        found += [
            Attempt(who, "a hand at what was set up", reacts("✋", "change of C1")),
            Attempt(who, "a hand at who was added", reacts("✋", "member of M2")),
            Attempt(who, "removes an objection", removes("objection")),
            Attempt(who, "a sign on the card", reacts("✋")),
        ]
    return found


ATTEMPTS = [
    *_outsiders(),
    *_by_kind(),
    # -- privately, without a house
    Attempt("lena", "a command privately", privately("!consent P1"), STRANGER),
    Attempt("boris", "a command privately", privately("!object P1 no"), STRANGER),
    Attempt("boris", "a greeting privately", privately("hello"), STRANGER),
    Attempt("bob", "in somebody else's private room", says("!mirror", room=private("alice"))),
    Attempt("bob", "a reason there", says("because", room=private("alice"))),
    # -- what is up to somebody else
    Attempt("carol", "amends it", says("!amend P1 Stew"), ALICES),
    Attempt("carol", "withdraws it", says("!withdraw P1"), ALICES),
    Attempt("carol", "opens its round", says("!round P2"), "P2 is from Bob"),
    Attempt("carol", "takes it over", says("!take P1"), "P1 is from Alice, who lives here."),
    Attempt("carol", "ends Bob's objection", says("!resolved P1"), "I see no open objection"),
    Attempt("carol", "asks Bob to end it", says("!resolved P1 @bob"), ALICES),
    Attempt("dan", "removes Bob's objection", removes("objection")),
    Attempt("alice", "removes Dan's tap", removes("tap")),
    Attempt("alice", "removes Dan's sign", removes("sign")),
    Attempt("dan", "edits Bob's objection", edits("objection", "!consent P1"), "I only read a"),
    Attempt("dan", "edits it into talk", edits("objection", "never mind")),
    Attempt("alice", "speaks for Bob", says("!for Bob consent P1"), "Bob has an account here"),
    Attempt("alice", "speaks for herself", says("!for alice consent P1"), "Alice has an account"),
    Attempt("alice", "speaks for nobody", says("!for Piet consent P1"), "I cannot tell who"),
    Attempt("alice", "speaks within", says("!for Jan for Jan consent P1"), "!for"),
    Attempt("alice", "proposes for Jan", says("!for Jan propose Tea"), "!for"),
    Attempt("alice", "speaks privately", privately("!for Jan consent P1"), "in the room of the"),
    Attempt("alice", "adds privately", privately("!member add Piet"), "in the room of the house"),
    Attempt("alice", "about Bob, in the room", says("!about @bob He sings"), "about a person is"),
    Attempt("alice", "removes Bob from the list", says("!member remove Bob"), "Bob has an account"),
    Attempt("alice", "answers an agreement that is none", says("!review A1 end"), "There is no"),
    Attempt("alice", "the table without objection", says("!table P2"), "The table is for"),
    Attempt("alice", "an outcome without a table", says("!outcome P1 adopt"), "An outcome is"),
    Attempt("alice", "a name in other letters", says("!resolved P1 @Bоb"), "I cannot tell who"),
    # -- forged, or about something else
    Attempt("dan", "a tap on a poll of another house", taps("objection", "poll of Linde P1")),
    Attempt("zoe", "a tap on it from her own room", taps("objection", room=LINDE)),
    Attempt("zoe", "a sign from her own room", reacts("✋", room=LINDE)),
    Attempt("zoe", "a hand from her own room", reacts("✋", "change of C1", room=LINDE)),
    Attempt("zoe", "a removal from her own room", removes("objection", room=LINDE)),
    Attempt("zoe", "an end of its poll from there", ends("poll of P1", room=LINDE)),
    Attempt("dan", "an end of the other house's poll", ends("poll of Linde P1", room=ROOM)),
    Attempt("dan", "an end of no poll", ends("card of P1", room=ROOM)),
    Attempt("dan", "an end of a made-up poll", ends(FORGED, room=ROOM)),
    Attempt("zoe", "withdraws P7", says("!withdraw P7", room=LINDE), "There is no"),
    Attempt("zoe", "a reply there to our card", says("akkoord", to="card of P1", room=LINDE)),
    Attempt("dan", "a tap on no poll", taps("objection", FORGED)),
    Attempt("dan", "a tap on a card", taps("objection", "card of P1")),
    Attempt("dan", "a sign at a message not ours", reacts("✋", "objection")),
    Attempt("dan", "a sign at help", reacts("✋", "help")),
    Attempt("dan", "a sign at nothing", reacts("✋", NOBODYS)),
    Attempt("dan", "a sign that means nothing", reacts("🍕")),
    Attempt("dan", "a thumb at who was added", reacts("👍", "member of M2")),
    Attempt("dan", "a sign on what was withdrawn", reacts("👍", "card of P3")),
    Attempt("dan", "the same, from the past", reacts("👍", "card of P3", ago=timedelta(minutes=5))),
    Attempt("dan", "a word on it, from the future", says("!consent P3"), "P3"),
    Attempt("dan", "a reply to nothing", says("akkoord", to=NOBODYS)),
    Attempt("dan", "a reply to a person", says("akkoord", to="objection")),
    Attempt("dan", "removes nothing", removes(NOBODYS)),
    Attempt("dan", "removes the bot's card", removes("card of P1")),
    # -- who lets the bot in, and where to
    Attempt("sam", "asks the bot into a room", invites(is_private=False)),
    Attempt("@sam:evil.example", "asks privately", invites(is_private=True)),
    Attempt("lena", "asks privately, after leaving", invites(is_private=True)),
    Attempt("boris", "asks privately, after a ban", invites(is_private=True)),
    Attempt("alice", "leads a house into another's", closes(ROOM, LINDE)),
    Attempt("alice", "leads it into a private room", closes(ROOM, private("bob"))),
]


ACCESS = Access(invite_from=("@op:kring.test",), professionals=(account("pat"),))


@pytest.fixture(scope="module")
def as_it_was(database: str, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The house, once for all attempts: each has a copy of it."""

    async def once() -> Scene:
        file = tmp_path_factory.mktemp("attempts") / "kring.db"
        async with Home(file, access=ACCESS).opened() as home:
            scene = Scene(home)
            await scene.set_up()
        return scene

    return asyncio.run(once())


@pytest.fixture
async def scene(as_it_was: Scene, tmp_path: Path) -> AsyncIterator[Scene]:
    file = tmp_path / "kring.db"
    copy(as_it_was.home.file, file)
    home = Home(file, access=ACCESS)
    home.hall.sent, home.now = list(as_it_was.home.hall.sent), as_it_was.home.now
    home.numbered_from(1000)
    async with home.opened():
        scene = Scene(home)
        scene.events = dict(as_it_was.events)
        yield scene


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda one: f"{one.who}: {one.what}")
async def test_nothing_comes_of_it(scene: Scene, attempt: Attempt) -> None:
    """Nothing is changed anywhere, and only who tried is answered, where they tried."""
    before, said = scene.state(), len(scene.home.hall.sent)
    await attempt.does(scene, attempt.who)
    assert scene.state() == before
    new = [one.outgoing for one in scene.home.hall.sent[said:]]
    words = [one for one in new if not isinstance(one, Decline)]
    assert not any(isinstance(one, Join) for one in new)
    if attempt.answer is None:
        assert words == []
        return
    assert len(words) == 1
    assert isinstance(words[0], Say)
    assert attempt.answer in words[0].plain
    assert words[0].mentions == ()
    assert {one.room for one in scene.home.hall.sent[said:]} <= {ROOM, LINDE, private(attempt.who)}


ALLOWED = [
    Attempt("dan", "says a stance", says("!consent P1")),
    Attempt("dan", "taps", taps("objection")),
    Attempt("dan", "takes a tap back", taps("")),
    Attempt("dan", "reacts", reacts("✋")),
    Attempt("dan", "replies", says("akkoord", to="card of P1")),
    Attempt("dan", "privately", privately("!consent P1")),
    Attempt("bob", "removes the own objection", removes("objection")),
    Attempt("dan", "removes the own tap", removes("tap")),
    Attempt("dan", "removes the own sign", removes("sign")),
    Attempt("bob", "resolves the own objection", says("!resolved P1")),
    Attempt("alice", "withdraws the own proposal", says("!withdraw P1")),
    Attempt("dan", "a hand at what was set up", reacts("✋", "change of C1")),
    Attempt("dan", "a hand at who was added", reacts("✋", "member of M2")),
    Attempt("dan", "a hand at what was said for Jan", reacts("✋", "spoken of P1")),
    Attempt("pat", "a role card", says("!mandate I am here on Mondays")),
    Attempt("pat", "a promise", says("!promise R1 friday")),
    Attempt("carol", "speaks for Jan", says("!for Jan concern P1 hm")),
]


@pytest.mark.parametrize("attempt", ALLOWED, ids=lambda one: f"{one.who}: {one.what}")
async def test_who_may_can(scene: Scene, attempt: Attempt) -> None:
    """The same ways, used by whom they are for: so the table above cannot pass by being deaf."""
    if attempt.what == "privately":
        await scene.home.open_private_room("dan")
    before = scene.state()
    await attempt.does(scene, attempt.who)
    assert scene.state() != before


async def test_who_left_is_told_once_a_day_that_there_is_no_house(scene: Scene) -> None:
    """A machine that answers whatever it hears would otherwise be answered for ever."""
    home, hall = scene.home, scene.home.hall
    before = len(hall.said(private("lena")))
    for _ in range(20):
        await privately("!help")(scene, "lena")
    assert len(hall.said(private("lena"))) == before + 1
    home.now += DAY
    await privately("!help")(scene, "lena")
    assert len(hall.said(private("lena"))) == before + 2


async def test_an_edit_by_somebody_else_does_not_use_up_the_answer_to_ones_own(
    scene: Scene,
) -> None:
    """Clients ignore it; who edits their own command still hears that it was not read."""
    hall = scene.home.hall
    await edits("objection", "!consent P1")(scene, "dan")
    before = len(hall.said())
    await edits("objection", "!concern P1 it may burn")(scene, "bob")
    assert "I only read a message once" in hall.said()[before]


@pytest.mark.parametrize(
    ("pattern", "account_", "may"),
    [
        ("@*:good.example", "@a:good.example", True),
        ("@*:good.example", "@a:good.example.org", False),
        ("@*:good.example", "@a:evil.example", False),
        ("@*:good.example", "@a:notgood.example", False),
        ("@*:good.example", "@good.example:evil.example", False),
        ("@*:good.example", "@a:good.example:8448", False),
        ("@*:good.example", "@a:goodxexample", False),
        ("@*:good.example", "@a:GOOD.example", False),
        ("@*:good.example", "@a:gооd.example", False),
        ("@*:good.example", "@a:good.example ", False),
        ("@*:good.example", "@a:good.example\n", False),
        ("@*:good.example", "a:good.example", False),
        ("@*:good.example", "", False),
        ("@al?ce:good.example", "@alice:good.example", False),
        ("@[ab]:good.example", "@a:good.example", False),
        ("@[ab]:good.example", "@[ab]:good.example", True),
        ("@alice:good.example", "@Alice:good.example", False),
        ("@alice:good.example", "@malice:good.example", False),
        ("", "@alice:good.example", False),
    ],
)
def test_who_may_ask_the_bot_in_is_said_by_whole_accounts(
    pattern: str, account_: str, may: bool
) -> None:
    """`*` stands for any text, nothing else for anything; nobody's server passes for another."""
    access = Access(invite_from=(pattern,), professionals=(pattern,))
    assert access.may_invite(account_) is may
    assert access.is_professional(account_) is may
    assert not Access().may_invite(account_)


ME = "@kring:house.test"


def _event(kind: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {"event_id": "$e", "sender": "@alice:house.test", "origin_server_ts": 1, "type": kind}
    return base | {"content": content} | more


def _text(body: str, kind: str = "m.text", **more: Any) -> dict[str, Any]:
    return _event("m.room.message", {"msgtype": kind, "body": body, **more})


_LEAVES = {"state_key": "@bob:house.test"}
_ROOMS = {"state_key": ""}
UNHEARD = [
    ("a notice of another bot", _text("!propose A coup", "m.notice"), False),
    ("a notice that answers the bot", _text("!help", "m.notice"), False),
    ("the bot's account on another device", _text("!propose A coup") | {"sender": ME}, False),
    ("the same, encrypted", _text("!propose A coup") | {"sender": ME}, True),
    ("a picture with a command for a name", _text("!propose A coup", "m.image"), False),
    ("a made-up kind", _text("!propose A coup", "m.command"), False),
    ("what was removed already", _text("!x") | {"unsigned": {"redacted_because": {}}}, False),
    ("a removal inside what is encrypted", _event("m.room.redaction", {"redacts": "$x"}), True),
    ("a leaving inside", _event("m.room.member", {"membership": "leave"}, **_LEAVES), True),
    ("a joining inside", _event("m.room.member", {"membership": "join"}, **_LEAVES), True),
    (
        "a closing inside",
        _event("m.room.tombstone", {"replacement_room": "!x"}, state_key=""),
        True,
    ),
    ("power levels", _event("m.room.power_levels", {"users": {"@a:b": 100}}, **_ROOMS), False),
    (
        "an invitation of somebody",
        _event("m.room.member", {"membership": "invite"}, **_LEAVES),
        False,
    ),
    ("a knock", _event("m.room.member", {"membership": "knock"}, **_LEAVES), False),
    ("a message without a sender", _text("!help") | {"sender": None}, False),
    ("a message without a time", _text("!help") | {"origin_server_ts": "now"}, False),
]


@pytest.mark.parametrize(("what", "source", "encrypted"), UNHEARD, ids=[one[0] for one in UNHEARD])
def test_it_is_not_heard_at_all(what: str, source: dict[str, Any], encrypted: bool) -> None:
    """Nothing reaches the desk of it, so no two bots talk to each other for ever."""

    class Event:
        decrypted = encrypted

    event = Event()
    event.source = source  # type: ignore[attr-defined]
    assert heard(event, ROOM, me=ME, shifted=lambda at: at) is None


@pytest.mark.parametrize("who", ["@_telegram_12345:house.test", "@irc_bob:house.test"])
def test_who_comes_by_a_bridge_is_heard_like_anybody(who: str) -> None:
    """They are accounts; what makes a member is being in the room, and nothing else is asked."""
    one = heard(
        nio.Event.parse_event(_text("!help") | {"sender": who}), ROOM, me=ME, shifted=lambda at: at
    )
    assert isinstance(one, Message)
    assert one.account == who


NAMES_OF_OTHERS = [
    "Bob",
    "bob",
    "B\u043eb",
    "Kring",
    "kring",
    "Κring",
    "@bob:kring.test",
    "Alice\u202e",
]


@pytest.mark.parametrize("name", NAMES_OF_OTHERS)
async def test_who_takes_a_name_is_not_taken_for_who_has_it(scene: Scene, name: str) -> None:
    """Mallory goes by somebody's name, or one that looks like it: the account stands beside it."""
    home = scene.home
    await home.hear(Joined(home.event(), ROOM, account("mallory"), home.now, name))
    before = len(home.hall.said())
    await home.say("mallory", "!propose Rent for all")
    card = home.hall.said()[before]
    assert "mallory" in card
    proposal = await home.proposal(1)
    await home.say("mallory", "!withdraw P1")
    await home.say("mallory", "!resolved P1")
    after = await home.proposal(1)
    assert [one.state for one in after.objections] == [one.state for one in proposal.objections]
    assert after.state is proposal.state
