"""A story with everything in it that a kill could lose or double, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Self

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.demo.people import Person
from tests.matrix.living import MONDAY
from tests.matrix.mortal import MortalHouse

NEXT_MONDAY = MONDAY.replace(hour=9) + timedelta(weeks=1)
MINUTE = timedelta(minutes=1)


async def live(house: MortalHouse, *, has_picture: bool = False) -> None:
    """From the bot's first login to its second Monday; `has_picture`: one is drawn, too."""
    await house.start_bot(professionals=["@pat*:house.test"], talk_hours=0, round_hours=24)
    async with house.looked_after():
        await _live(house)
        if has_picture:
            await house.ask(house.people["bob"], "!mirror")
        last = await house.ask(house.people["carol"], "!show A2")
        await house.sees(lambda one: one.reply_to == last)
        await house.pass_time(NEXT_MONDAY + 3 * MINUTE)


async def _live(house: MortalHouse) -> None:
    await house.move_in("alice", "bob", "carol", "pat")
    alice, bob, carol, pat = house.people.values()
    room = house.room
    pat.welcomes(house.bot_id)

    # Taps, signs and commands, some of them taken back; words in a room for two.
    await alice.say(room, "!quick Soup on Thursday")
    poll, card = await house.poll("P1"), await house.card("P1")
    await bob.vote(room, poll, ["consent"])
    sign = await bob.react(room, card, "🤷")
    await stances(house, "bob aside")
    await bob.take_back(room, sign)
    await stances(house, "bob consent")
    private = await bob.private_room(house.bot_id)
    await bob.say(private, "object P1")
    question = await house.is_told("bob", "What could go wrong")
    await bob.say(private, "Salt is bad for my heart", reply_to=question.event)
    await house.is_told("bob", "in your own words")
    await house.decided(lambda d: [o["state"] for o in d["proposals"][0]["objections"]] == ["open"])
    command = await carol.say(room, "!concern P1 Too much salt")
    await stances(house, "bob objection", "carol concern")
    await carol.take_back(room, command)
    await stances(house, "bob objection")
    await alice.say(room, "!amend P1 Soup on Thursday, with the salt beside it")
    poll = await house.poll_after("P1", poll)
    sign = await carol.react(room, await house.card("P1"), "🤷")
    await stances(house, "carol aside")
    command = await carol.say(room, "!object P1 I do not like soup")
    await stances(house, "carol objection")

    # One room key does not come for now.
    async with KeyKeptBack(bob, house, room) as key:
        late = await house.ask(bob, "!proposals")
        await house.holds("SELECT 1 FROM held")

        # People write, tap and take back while the bot is dead.
        async with house.while_dead():
            await key.let_go()
            await carol.take_back(room, command)
            await carol.take_back(room, sign)
            await bob.vote(room, poll, ["consent"])
            await bob.say(private, "settings")
            await pat.say(room, "!mandate I listen")
            await carol.vote(room, poll, ["concern"])
            await alice.say(room, "!propose A bench in the garden")
            await house.ask(bob, "!who")
            await house.ask(alice, "!agreements")
    await house.sees(lambda one: one.reply_to == late)
    await house.hears("P1 is agreed: A1")
    await carol.vote(room, await house.poll("P2"), ["consent"])
    await bob.react(room, await house.card("P2"), "🤔")
    await house.hears("P2 is agreed: A2")

    # Time passes: a chair is told and begins, a professional is written to in a new room.
    await house.pass_time(NEXT_MONDAY + MINUTE)
    await house.is_told("pat", "De Eik")
    await house.ask(pat, "!nudge")
    await bob.say(private, "agreements")
    await house.ask(alice, "!roles")


class KeyKeptBack:
    """What somebody says meanwhile is under a key that the bot does not get before it is let go."""

    def __init__(self, who: Person, house: MortalHouse, room: str) -> None:
        self._client: nio.AsyncClient = who._client  # no phone does such a thing by itself
        self._bot, self._room = house.bot_id, room
        self._share = self._client.olm.share_group_session_parallel
        self._kept: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self._client.invalidate_outbound_session(self._room)
        self._client.olm.share_group_session_parallel = self._share_with_others
        return self

    async def __aexit__(self, *_: object) -> None:
        self._client.olm.share_group_session_parallel = self._share

    def _share_with_others(self, *args: Any, **options: Any) -> Iterator[Any]:
        for shared_with, content in self._share(*args, **options):
            self._kept |= content["messages"].pop(self._bot, {})
            yield shared_with, content

    async def let_go(self) -> None:
        """The bot gets it now."""
        [(device, content)] = self._kept.items()
        message = nio.ToDeviceMessage("m.room.encrypted", self._bot, device, content)
        await self._client.to_device(message)


async def stances(house: MortalHouse, *expected: str) -> None:
    """Wait until these are the stances of those who did not put it forward."""

    def holds(decided: dict[str, Any]) -> bool:
        live = {
            f"{one['member'].rstrip('0123456789')} {one['stance']}"
            for one in decided["proposals"][0]["stances"]
            if one["live"]
        }
        return live == {"alice consent", *expected}

    await house.decided(holds)
