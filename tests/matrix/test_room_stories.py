"""Stories of rooms on the real homeserver: put out, muted, moved, encrypted, renamed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.people import Person
from bot.demo.seen import Board, Kind, Seen
from bot.matrix import polls
from bot.matrix.http import MatrixHttp
from tests.matrix.conftest import NewAccount
from tests.matrix.living import PATIENCE, House

DAY = timedelta(days=1)
ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}


@pytest.fixture
def house(homeserver: Homeserver, new_account: NewAccount, tmp_path: Path) -> House:
    return House(homeserver, new_account, tmp_path)


# ------------------------------------------------------------------- what residents can do to it


async def call(person: Person, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """A request in somebody's name, for what no resident of the demo needs."""
    client = person._client
    async with MatrixHttp(client.homeserver, client.access_token) as http:
        return await http.call(method, f"/_matrix/client/v3{path}", body)


async def set_state(person: Person, room: str, kind: str, content: dict[str, Any]) -> None:
    await call(person, "PUT", f"/rooms/{quote(room)}/state/{kind}/", content)


async def set_powers(
    person: Person, room: str, change: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Change who may do what; what it was before."""
    path = f"/rooms/{quote(room)}/state/m.room.power_levels/"
    before = await call(person, "GET", path)
    after = {**before, "events": dict(before.get("events", {}))}
    change(after)
    await call(person, "PUT", path, after)
    return before


async def to_membership(person: Person, room: str, does: str, account: str) -> None:
    """`kick`, `ban`, `unban`."""
    await call(person, "POST", f"/rooms/{quote(room)}/{does}", {"user_id": account})


async def end_poll(person: Person, room: str, poll: str) -> str:
    return await person._send(room, polls.END, polls.end(poll, "over"))


async def rename(person: Person, name: str) -> None:
    await call(
        person, "PUT", f"/profile/{quote(person.user_id)}/displayname", {"displayname": name}
    )


# -------------------------------------------------------------------------- what the bot knows


def row(house: House) -> dict[str, Any]:
    """The house's row in the bot's database."""
    with closing(sqlite3.connect(house.folder / "kring.db")) as connection:
        connection.row_factory = sqlite3.Row
        return dict(connection.execute("SELECT * FROM houses").fetchone())


async def until(holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    try:
        async with asyncio.timeout(seconds):
            while not holds():
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"waited in vain: {what}") from None


def log_of(house: House) -> str:
    return house.bot.log_file.read_text()


async def pass_time(house: House, length: timedelta) -> None:
    """Move the bot's clock; it reads it every second."""
    house.time.move_to(house.time.now() + length)
    await asyncio.sleep(1.3)


async def closes_at(house: House, number: int = 0) -> datetime:
    return datetime.fromisoformat((await house.export())["proposals"][number]["round"]["closes_at"])


async def heard(house: House, count: int, number: int = 0) -> None:
    await house.decided(lambda d: d["proposals"][number]["round"]["heard"] == count)


def about(one: Seen, bot: str, kind: Kind) -> bool:
    return one.sender == bot and one.kind is kind


# ----------------------------------------------------------------------------------- put out


async def test_put_out_for_a_day_a_round_goes_on_with_its_time(house: House) -> None:
    """Asked in again it tells so once; answers count; there is one outcome."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol")
        alice, bob, carol = house.people.values()
        await alice.say(house.room, "!quick Soup on Friday")
        poll = await house.poll("P1")
        before = await closes_at(house)
        await to_membership(alice, house.room, "kick", house.bot_id)
        await until(lambda: bool(row(house)["gone_at"]), "the bot knows that it is out")
        await bob.vote(house.room, poll, ["consent"])
        await pass_time(house, DAY + timedelta(hours=2))
        await alice.invite(house.room, house.bot_id)
        line = await house.hears("I can speak here again")
        assert "did not reach me" in line.text
        assert timedelta(0) <= await closes_at(house) - before - DAY < timedelta(hours=3)
        await bob.vote(house.room, poll, ["consent"])
        await heard(house, 2)
        await carol.vote(house.room, poll, ["concern"])
        await house.hears("P1 is agreed: A1")
        await asyncio.sleep(1)
        assert len(house.said("P1 is agreed")) == 1
        assert len(house.said("I can speak here again")) == 1
        assert len(house.said("I am Kring")) == 1


# ------------------------------------------------------------------------------------- muted


async def test_muted_in_a_round_it_hears_and_waits(house: House) -> None:
    """Let speak again, it says what waited, and the round has its time back."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol", "dan")
        alice, bob, carol, dan = house.people.values()
        await alice.say(house.room, "!quick Soup on Friday")
        poll = await house.poll("P1")
        before = await closes_at(house)
        old = await set_powers(alice, house.room, lambda p: p.update(events_default=1))
        await set_powers(
            alice,
            house.room,
            lambda p: p["users"].update({x.user_id: 1 for x in (bob, carol, dan)}),
        )
        await bob.vote(house.room, poll, ["consent"])
        await until(lambda: bool(row(house)["silent_since"]), "the bot knows that it is muted")
        await pass_time(house, DAY + timedelta(hours=2))
        await carol.vote(house.room, poll, ["consent"])
        await heard(house, 3)
        assert (await house.export())["proposals"][0]["state"] == "consent"
        await set_powers(alice, house.room, lambda p: p.update(old))
        await until(lambda: not row(house)["silent_since"], "the bot may speak", seconds=90)
        await house.hears("I can speak here again")
        assert timedelta(0) <= await closes_at(house) - before - DAY < timedelta(hours=3)
        await dan.vote(house.room, poll, ["consent"])
        await house.hears("P1 is agreed: A1")
        assert len(house.said("I can speak here again")) == 1


# ------------------------------------------------------------------------------------- moved


async def test_an_upgraded_room_is_followed_and_the_round_goes_on(house: House) -> None:
    """The house lives in the new room, with new cards; the old ones do nothing."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol")
        alice, bob, carol = house.people.values()
        old = house.room
        await alice.say(old, "!quick Soup on Friday")
        first = await house.poll("P1")
        await bob.vote(old, first, ["concern"])
        await heard(house, 2)
        answer = await call(alice, "POST", f"/rooms/{quote(old)}/upgrade", {"new_version": "12"})
        house.room = new = str(answer["replacement_room"])
        for person in (bob, carol):
            await person.join(new)
        await house.sees(lambda one: one.room == new and "We go on here" in one.text)
        house.board = Board(house.bot_id, new)
        for one in house.heard:
            house.board.note(one)
        second = await house.poll("P1")
        assert second != first
        for person in house.people.values():
            await person.until(lambda p=person: p.has_with_them(new, house.bot_id), "the bot")  # type: ignore[misc]
        assert (await house.export())["proposals"][0]["round"]["heard"] == 2
        await carol.vote(new, second, ["consent"])
        await house.hears("P1 is agreed: A1")
        agreed = house.said("P1 is agreed")
        assert [one.room for one in agreed] == [new]
        await until(lambda: not alice.has_with_them(old, house.bot_id), "the bot left the old room")
        assert len(house.said("I am Kring")) == 1


async def test_into_a_closed_new_room_anybody_there_may_ask_it(house: House) -> None:
    """It cannot go in by itself; an invitation from somebody who is on no list is enough."""
    async with house:
        await house.start_bot(invite_from="@alice*:house.test")
        await house.move_in("alice", "bob", "carol")
        alice, bob, _ = house.people.values()
        old = house.room
        await alice.say(old, "!quick Soup on Friday")
        await house.card("P1")
        await set_state(alice, old, "m.room.join_rules", {"join_rule": "invite"})
        await set_powers(alice, old, lambda p: p.update(invite=0))
        answer = await call(alice, "POST", f"/rooms/{quote(old)}/upgrade", {"new_version": "12"})
        house.room = new = str(answer["replacement_room"])
        await until(lambda: "never sent" in log_of(house), "the bot cannot go in")
        await alice.invite(new, bob.user_id)
        await bob.join(new)
        await bob.invite(new, house.bot_id)
        await house.sees(lambda one: one.room == new and "We go on here" in one.text)
        await bob.until(lambda: bob.has_with_them(new, house.bot_id), "the bot")
        known = await house.export()
        assert len(known["proposals"][0]["round"]["roll"]) == 3
        await bob.say(new, "!consent P1")
        await heard(house, 2)


async def test_a_room_that_does_not_follow_is_not_followed(house: House) -> None:
    """A tombstone may point anywhere; the house stays where it is."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol")
        alice, bob, _ = house.people.values()
        await alice.say(house.room, "!quick Soup on Friday")
        poll = await house.poll("P1")
        other = await house.make_room(alice, is_encrypted=False)
        tombstone = {"body": "moved", "replacement_room": other}
        await set_state(alice, house.room, "m.room.tombstone", tombstone)
        await until(lambda: "move refused" in log_of(house), "the bot looked at it")
        await until(lambda: not alice.has_with_them(other, house.bot_id), "the bot is out again")
        assert row(house)["room"] == house.room
        there = [one for one in house.heard if one.room == other]
        assert not [one for one in there if about(one, house.bot_id, Kind.MESSAGE)]
        await bob.vote(house.room, poll, ["consent"])
        await heard(house, 2)


# --------------------------------------------------------------------------------- encrypted


async def test_encryption_switched_on_in_a_round_breaks_nothing(house: House) -> None:
    """Taps and answers go on; what the bot says from then on is encrypted."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol", is_encrypted=False)
        alice, bob, carol = house.people.values()
        await alice.say(house.room, "!quick Soup on Friday")
        poll, card = await house.poll("P1"), await house.card("P1")
        await set_state(alice, house.room, "m.room.encryption", ENCRYPTION)
        for person in house.people.values():
            await person.until(lambda p=person: p.is_encrypted(house.room), "encryption")  # type: ignore[misc]
        before = len(house.heard)
        await bob.vote(house.room, poll, ["objection"])
        question = await house.question("P1")
        await bob.say(house.room, "Too much salt", thread=card, reply_to=question)
        await house.decided(lambda d: d["proposals"][0]["objections"][0]["state"] == "open")
        await bob.say(house.room, "!resolved P1")
        await carol.vote(house.room, poll, ["consent"])
        await house.hears("P1 is agreed: A1")
        said = [one for one in house.heard[before:] if about(one, house.bot_id, Kind.MESSAGE)]
        said += [one for one in house.heard[before:] if about(one, house.bot_id, Kind.EDIT)]
        assert said
        assert all(one.was_encrypted for one in said)
        assert not [one for one in house.heard if one.kind is Kind.UNREADABLE]


# ------------------------------------------------------------------------------------- polls


@pytest.mark.parametrize("is_encrypted", [True, False], ids=["encrypted", "unencrypted"])
async def test_where_it_may_not_start_polls_words_and_signs_do(
    house: House, is_encrypted: bool
) -> None:
    """Nothing else is lost: card, marks, outcome. (In an encrypted room no server sees a poll.)"""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol", is_encrypted=is_encrypted)
        alice, bob, carol = house.people.values()
        await set_powers(alice, house.room, lambda p: p["events"].update({polls.START: 50}))
        await alice.say(house.room, "!quick Soup on Friday")
        card = await house.card("P1")
        await bob.say(house.room, "!concern P1 too much salt")
        await house.sees(lambda one: about(one, house.bot_id, Kind.REACTION))
        await carol.react(house.room, card, "👍")
        outcome = await house.hears("P1 is agreed: A1")
        assert "too much salt" in outcome.text
        has_poll = any(about(one, house.bot_id, Kind.POLL) for one in house.heard)
        assert has_poll is is_encrypted
        assert row(house)["silent_since"] is None


async def test_a_resident_cannot_end_the_poll_and_an_admin_gets_a_new_one(house: House) -> None:
    """A forged end is nothing; one that clients honour is mended, once."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol")
        alice, bob, carol = house.people.values()
        await alice.say(house.room, "!quick Soup on Friday")
        first = await house.poll("P1")
        await end_poll(bob, house.room, first)
        await until(lambda: "end of a poll ignored" in log_of(house), "the bot saw the forged end")
        await carol.vote(house.room, first, ["concern"])
        await heard(house, 2)
        await end_poll(alice, house.room, first)
        await house.hears("was ended early")
        async with asyncio.timeout(PATIENCE):
            while (second := await house.poll("P1")) == first:
                await asyncio.sleep(0.05)
        await bob.vote(house.room, first, ["objection"])
        await bob.vote(house.room, second, ["consent"])
        await house.hears("P1 is agreed: A1")
        assert (await house.export())["proposals"][0]["objections"] == []
        assert len(house.said("was ended early")) == 1


# ------------------------------------------------------------------------------------ people


async def test_who_takes_the_bots_name_is_shown_with_their_account(house: House) -> None:
    """A name is no proof."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob")
        bob = house.people["bob"]
        await rename(bob, "Kring")
        await house.decided(lambda d: any("Kring" in m["name"] for m in d["members"]))
        await bob.say(house.room, "!propose Soup on Friday")
        card = await house.hears("Soup on Friday")
        assert f"Kring ({bob.user_id})" in card.text.replace("\u2060", "")


async def test_a_professional_who_joins_is_announced(house: House) -> None:
    """Named in the configuration; once, also when they come back."""
    async with house:
        account = await house.account("pat")
        await house.start_bot(professionals=[account.user_id])
        await house.move_in("alice", "bob")
        pat = await Person.log_in(
            account, house.homeserver.url, house.folder / "pat", lambda *_: None
        )
        house.people["pat"] = pat
        await pat.join(house.room)
        await house.hears("as a professional")
        await pat.leave(house.room)
        await house.decided(lambda d: any(m["left_at"] for m in d["members"]))
        await pat.join(house.room)
        found = await house.decided(lambda d: not any(m["left_at"] for m in d["members"]))
        kinds = {m["name"]: m["kind"] for m in found["members"]}
        assert sorted(kinds.values()) == ["professional", "resident", "resident"]
        assert len(house.said("as a professional")) == 1


@pytest.mark.parametrize("how", ["leaves", "kick", "ban"])
async def test_who_goes_is_off_the_roll_and_who_comes_is_a_member(house: House, how: str) -> None:
    """Whether they go by themselves, are put out, or banned."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol", "dan")
        alice, bob, carol, dan = house.people.values()
        await alice.say(house.room, "!quick Soup on Friday")
        poll = await house.poll("P1")
        if how == "leaves":
            await dan.leave(house.room)
        else:
            await to_membership(alice, house.room, how, dan.user_id)
        await house.decided(lambda d: any(m["left_at"] for m in d["members"]))
        if how == "ban":
            await to_membership(alice, house.room, "unban", dan.user_id)
        await dan.join(house.room)
        await house.decided(lambda d: not any(m["left_at"] for m in d["members"]))
        assert len((await house.export())["members"]) == 4
        await bob.vote(house.room, poll, ["consent"])
        await carol.vote(house.room, poll, ["consent"])
        agreed = await house.hears("P1 is agreed: A1")
        assert "3 of 3" in agreed.text or "Everyone" in agreed.text
