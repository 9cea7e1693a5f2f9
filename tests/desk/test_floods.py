"""Who writes very much is answered in full, and nobody waits for it: fair queues, nothing lost."""

from __future__ import annotations

import time

import pytest

from bot.room import React, Say
from storage.letter_book import IN_A_ROW
from tests.desk.hall import ROOM, Home

A_MINUTE = 200
"""Commands of one person in a minute."""


async def flood(home: Home, *texts: str) -> list[str]:
    """Alice says these again and again, faster than anything is sent."""
    events = []
    for number in range(A_MINUTE):
        message = home.message("alice", texts[number % len(texts)])
        await home.desk.hear(message)
        if message.text.startswith("!"):
            events.append(message.event)
    return events


async def says(home: Home, who: str, text: str) -> str:
    message = home.message(who, text)
    await home.desk.hear(message)
    return message.event


def answered(home: Home) -> list[str]:
    """What was answered, in the order in which it was sent."""
    outgoing = [one.outgoing for one in home.hall.sent if one.room == ROOM]
    return [
        one.to if isinstance(one, React) else one.reply_to or ""
        for one in outgoing
        if isinstance(one, Say | React)
    ]


@pytest.mark.parametrize("texts", [("!help",), ("!who", "!roles", "nonsense", "!settings", "!x")])
async def test_others_do_not_wait_for_who_asks_200_times(
    home: Home, texts: tuple[str, ...]
) -> None:
    """Bob is answered after a few of Alice's answers, Carol after one more: all are answered."""
    began = time.perf_counter()
    hers = await flood(home, *texts)
    assert time.perf_counter() - began < A_MINUTE  # far less than the minute it took to write
    before = len(answered(home))
    bobs, carols = await says(home, "bob", "!help"), await says(home, "carol", "!agreements")
    await home.outbox.drain()
    order = answered(home)[before:]
    assert order.index(bobs) <= IN_A_ROW
    assert order.index(carols) <= IN_A_ROW + 1
    assert [one for one in order if one in hers] == [one for one in hers if one in order]
    assert {*hers} <= {*order}
    assert order.count(bobs) == order.count(carols) == 1


async def test_each_gets_a_turn_while_two_ask_very_much(home: Home) -> None:
    """Neither waits for the other; a third waits for a few of each."""
    for _ in range(50):
        await says(home, "alice", "!help")
        await says(home, "bob", "!help")
    before = len(answered(home))
    carols = await says(home, "carol", "!help")
    await home.outbox.drain()
    assert answered(home)[before:].index(carols) <= 2 * IN_A_ROW


async def test_what_others_act_on_does_not_wait_behind_the_rest(home: Home) -> None:
    """The card of the tenth of fifty proposals goes before what Bob's objection to it brings."""
    for number in range(50):
        await says(home, "alice", f"!propose Number {number}")
    await home.desk.hear(home.message("bob", "!round P10"))
    objection = await says(home, "bob", "!object P10 no")
    await home.outbox.drain()
    said = [one.outgoing for one in home.hall.sent if one.room == ROOM]
    cards = [n for n, one in enumerate(said) if isinstance(one, Say) and one.plain[:4] == "P10 "]
    about = [n for n, one in enumerate(said) if objection in str(one)]
    assert cards
    assert about
    assert cards[0] < about[0]
    assert (
        len(
            {one.plain.split()[0] for one in said if isinstance(one, Say)}
            & {f"P{number}" for number in range(1, 51)}
        )
        == 50
    )


async def test_what_one_turn_says_keeps_its_order_over_a_restart(home: Home) -> None:
    """Also when it is much, and others ask meanwhile."""
    hers = await flood(home, "!help")
    await home.restart()
    bobs = await says(home, "bob", "!help")
    await home.outbox.drain()
    order = answered(home)
    assert [one for one in order if one in hers] == hers
    assert order.index(bobs) < len(hers)
