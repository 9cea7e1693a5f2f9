"""The house changes itself on the real homeserver: set up, agreed, carried out once, looked at."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.seen import Kind
from tests.matrix.conftest import NewAccount
from tests.matrix.living import House

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def house(homeserver: Homeserver, new_account: NewAccount, tmp_path: Path) -> House:
    return House(homeserver, new_account, tmp_path)


async def test_a_house_sets_itself_up_changes_itself_and_turns_the_wheel(house: House) -> None:
    """A hand undoes what was set up; after that everyone is asked, and a kill changes nothing."""
    async with house:
        await house.start_bot(talk_hours=0, round_hours=2)
        await house.move_in("alice", "bob", "carol")
        alice, bob, carol = house.people.values()
        room = house.room

        # While it sets itself up, one hand is enough to undo.
        await alice.say(room, "!change role cook every week")
        line = await house.hears("sets this up")
        await bob.react(room, line.event, "✋")
        await house.hears("undid that")
        [undone] = [role for role in (await house.export())["roles"] if role["name"] == "cook"]
        assert undone["state"] == "ended"

        # With the first agreement that is over.
        await alice.say(room, "!quick Soup on Thursday")
        for person in (bob, carol):
            await person.vote(room, await house.poll("P1"), ["consent"])
        await house.hears("P1 is agreed: A1")
        await alice.say(room, "!change set talk_hours 1")
        await bob.vote(room, await house.poll("P2"), ["consent"])
        await house.decided(lambda d: d["proposals"][1]["round"]["heard"] == 2)
        await house.pass_time(house.time.now() + 3 * HOUR)
        await house.hears("P2 is agreed: A2")
        [_, agreed] = (await house.export())["agreements"]
        assert agreed["state"] == "settling"
        assert [one["effect"] for one in (await house.export())["changes"]][2:] == []

        # The bot dies between the agreement and what comes of it, and once more just after.
        house.kill_bot()
        house.time.move_to(datetime.fromisoformat(agreed["adopted_at"]) + 4 * DAY)
        await house.bot.start()
        await house.hears("A2 holds now")
        house.kill_bot()
        await house.bot.start()
        await bob.say(room, "!settings")
        shown = await house.hears("!change set talk_hours 1")
        assert "by A2" in shown.text
        decided = await house.export()
        assert decided["house"]["settings"]["talk_hours"] == 1
        assert [(one["effect"], one["agreement"]) for one in decided["changes"]][2:] == [
            ("set talk_hours 1", "A2")
        ]

        # The wheel looks at what they agreed and at the chair, and comes round.
        await alice.say(room, "!change wheel")
        await house.card("P3")
        await house.pass_time(house.time.now() + 2 * HOUR)
        for person in (bob, carol):
            await person.vote(room, await house.poll("P3"), ["consent"])
        await house.hears("You wanted the wheel to turn")
        await house.pass_time(house.time.now() + 7 * DAY)
        chair = await house.hears("The role chair", kind=Kind.POLL)
        review = await house.poll("A2")
        for person in (alice, bob, carol):
            await person.vote(room, chair.event, ["keep"])
            await person.vote(room, review, ["keep"])
        for poll in (chair.event, review):
            await house.sees(lambda one, p=poll: one.kind is Kind.POLL_END and one.target == p)  # type: ignore[misc]
        await house.pass_time(house.time.now() + DAY)
        closing = await house.hears("The wheel has come round")
        assert "This stays (2):" in closing.text

        for words in ("sets this up", "undid that", "A2 holds now", "The wheel has come round"):
            assert len(house.said(words)) == 1
        everything = [one for phone in house.phones.values() for one in phone]
        assert not [one for one in everything if one.kind is Kind.UNREADABLE]
