"""Whose name could be taken for another's is shown with their account."""

from __future__ import annotations

import pytest

from bot.looks import look
from bot.room import Joined
from tests.desk.hall import DAY, ROOM, Home, account


async def called(home: Home, who: str, name: str) -> None:
    await home.hear(Joined(home.event(), ROOM, account(who), home.now, name))


def shown(who: str, name: str) -> str:
    """As it is shown; the joiners keep clients from making it a link."""
    return f"{name} (@\u2060{who}\u2060:kring.\u2060test)"


async def test_two_of_the_same_name_are_told_apart_everywhere(home: Home) -> None:
    """On cards, in history, in outcomes and questions."""
    await called(home, "carol", "Bob")
    await home.say("carol", "!quick Quiet hours")
    assert f"From {shown('carol', 'Bob')}." in home.hall.said()[-1]
    await home.say("bob", "!concern P1 noise")
    await home.say("dan", "!show P1")
    assert shown("bob", "Bob") in home.hall.said()[-1]
    await home.say("alice", "!object P1")
    await home.say("dan", "!consent P1")
    await home.go(3 * DAY)
    assert shown("bob", "Bob") in [said for said in home.hall.said() if "is agreed" in said][-1]
    assert "Dan (" not in "".join(home.hall.said())


async def test_when_one_of_them_has_another_name_or_left_the_account_goes(home: Home) -> None:
    """Nobody is burdened with it for ever."""
    await called(home, "carol", "Bob")
    await home.leaves("carol")
    await home.say("bob", "!quick Quiet hours")
    assert "From Bob." in home.hall.said()[-1]


async def test_who_left_is_told_apart_from_who_came(home: Home) -> None:
    """What the one put forward is not the other's."""
    await home.say("bob", "!quick Quiet hours")
    await home.leaves("bob")
    await called(home, "erin", "Bob")
    await home.say("alice", "!show P1")
    assert shown("bob", "Bob") in home.hall.said()[-1]
    await home.say("erin", "!quick Soup")
    assert "From Bob." in home.hall.said()[-1]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Kring",
            "kring",
            "KRING",
            " Kring ",
            "Ｋｒｉｎｇ",
            "𝐊𝐫𝐢𝐧𝐠",
            "Kr\u200bing",
            "Kr\u00ading",
        ),
        *("K\u2009ring", "Kring\u202e", "Kríng", "Krin\u0301g", "\u041aring", "Kr\u0456ng"),
        *("Kr\u0131ng", "Krin\u0261", "KrIng", "Kr1ng", "Krlng", "\u039aring", "Kring\ufe0f"),
    ],
)
async def test_who_goes_by_the_bots_name_is_shown_with_their_account(home: Home, name: str) -> None:
    """However it is written, if it looks the same."""
    await called(home, "bob", name)
    await home.say("bob", "!quick Quiet hours")
    assert "(@\u2060bob\u2060:kring.\u2060test)" in home.hall.said()[-1]


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u202e\u2060"])
async def test_a_name_that_cannot_be_seen_is_an_account(home: Home, name: str) -> None:
    """Nobody is nobody."""
    await called(home, "bob", name)
    await home.say("bob", "!quick Quiet hours")
    assert "(@\u2060bob\u2060:kring.\u2060test)" in home.hall.said()[-1]


async def test_a_name_cannot_pretend_to_be_shown_with_an_account(home: Home) -> None:
    """Their own comes after it."""
    await called(home, "dan", "Bob (@bob:kring.test)")
    await home.say("dan", "!quick Quiet hours")
    card = home.hall.said()[-1]
    assert "(@\u2060dan\u2060:kring.\u2060test)" in card


@pytest.mark.parametrize("name", ["Krings", "Kin", "Ring", "Jan", "Ян", "李", "Ólafur", "😀"])
def test_other_names_look_otherwise(name: str) -> None:
    """In whatever script."""
    assert look(name) != look("Kring")
    assert look(name)
