"""Deciding together, whole: a year in a house, and what is about a person, on real clients."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.seen import Kind
from tests.matrix.conftest import NewAccount
from tests.matrix.living import House

HOUR = timedelta(hours=1)


@pytest.fixture
def house(homeserver: Homeserver, new_account: NewAccount, tmp_path: Path) -> House:
    return House(homeserver, new_account, tmp_path)


def moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


async def test_from_an_objection_in_private_to_a_review_after_half_a_year(house: House) -> None:
    """Somebody without a phone is spoken for; the agreement is kept by all who live there."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol")
        alice, bob, carol = house.people.values()
        room = house.room
        await alice.say(room, "!member add Jan")
        await house.hears("Jan")
        await alice.say(room, "!quick Soup on Thursday")
        first = await house.poll("P1")

        # Bob says no where nobody reads along, finds his words there, and stays private.
        private = await bob.private_room(house.bot_id)
        await bob.say(private, "object P1")
        question = await house.is_told("bob", "What could go wrong")
        assert question.room == private
        await bob.say(private, "Salt is bad for my heart", reply_to=question.event)
        thanks = await house.is_told("bob", "in your own words")
        assert question.was_encrypted
        assert thanks.was_encrypted
        known = await house.decided(
            lambda d: [o["state"] for o in d["proposals"][0]["objections"]] == ["open"]
        )
        [objection] = known["proposals"][0]["objections"]
        assert objection["reason"] == "Salt is bad for my heart"

        # New words: everyone is asked again, Jan through Alice.
        await alice.say(room, "!amend P1 Soup on Thursday, with the salt beside it")
        await house.sees(lambda one: one.kind is Kind.POLL_END and one.target == first)
        second = await house.poll_after("P1", first)
        await bob.vote(room, second, ["consent"])
        await carol.react(room, await house.card("P1"), "👍")
        await alice.say(room, "!for Jan consent P1")
        await house.hears("says for Jan")
        await house.hears("P1 is agreed: A1")

        # It rests on what was said for Jan, so it settles first; half a year on it is looked at.
        [agreed] = (await house.export())["agreements"]
        assert agreed["state"] == "settling"
        await house.pass_time(moment(agreed["review_at"]) + HOUR)
        await house.hears("Time to look at A1 again")
        review = await house.poll("A1")
        [agreed] = (await house.export())["agreements"]
        assert agreed["state"] == "in_review"
        await carol.vote(room, review, ["keep"])
        await alice.say(room, "!for Jan review A1 keep")
        await bob.say(room, "!review A1 keep")
        await alice.vote(room, review, ["keep"])
        await house.decided(lambda d: d["agreements"][0]["state"] == "in_force")
        await house.hears("A1 stays as it is")

        decided = await house.export()
        [renewed], [proposal] = decided["agreements"], decided["proposals"]
        assert renewed["review_at"] > agreed["review_at"]
        assert renewed["text"] == "Soup on Thursday, with the salt beside it"
        assert [o["state"] for o in proposal["objections"]] == ["resolved"]
        name = {m["name"].rstrip("0123456789"): m["name"] for m in decided["members"]}
        by = {s["member"]: s["by"] for s in proposal["stances"] if s["live"]}
        assert by == {
            name["Jan"]: name["alice"],
            **{name[x]: None for x in ("alice", "bob", "carol")},
        }
        assert [m["kind"] for m in decided["members"] if m["name"] == "Jan"] == ["offline"]

        # Meanwhile the chair went round, and each turn was told once.
        turns = [one.text for one in house.said("chair: ") if one.text.startswith("From Monday ")]
        assert len(turns) == len(set(turns))
        assert len(turns) > 20

        # Nothing of what Bob and Kring said alone was said elsewhere, and all could be read.
        for name_of_other in ("alice", "carol"):
            assert not [one for one in house.phones[name_of_other] if one.room == private]
        everything = [one for phone in house.phones.values() for one in phone]
        assert not [one for one in everything if one.kind is Kind.UNREADABLE]


async def test_who_it_is_about_reads_it_first_and_the_room_a_day_later(house: House) -> None:
    """The bot opens a room for two and waits until she is in it; nobody else hears before."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol")
        alice, _, carol = house.people.values()
        carol.welcomes(house.bot_id)
        private = await alice.private_room(house.bot_id)
        await alice.say(
            private, f"!about @{carol.user_id[1:].partition(':')[0]} rests from cooking"
        )
        await house.is_told("alice", "hears it first")
        told = await house.is_told("carol", "I tell you first")
        assert "rests from cooking" in told.text
        assert told.was_encrypted
        assert told.room not in {private, house.room}
        asked_before = house.time.now()
        everything = [one for phone in house.phones.values() for one in phone]
        assert not [one for one in everything if one.room == house.room and "P1" in one.text]

        await house.pass_time(asked_before + timedelta(hours=25))
        card = await house.hears("rests from cooking")
        assert card.room == house.room
        assert card.was_encrypted
        assert (await house.export())["proposals"] == []
        assert not [one for one in house.phones["bob"] if one.room not in {house.room}]
