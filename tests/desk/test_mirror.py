"""The mirror: who did what, in words and as a picture, and nobody is counted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.mirror import initials
from bot.room import Capabilities, Picture, Say
from governance.members import MemberId
from governance.role_facts import RoleName
from governance.setting_up_roles import Wanted
from tests.desk.hall import DAY, ROOM, Home, private

CHAIR = ((RoleName("chair"), Wanted()),)
WEEK = timedelta(weeks=1)


def _of(*names: str) -> list[str]:
    signs = initials({MemberId(number): name for number, name in enumerate(names, 1)})
    return [signs[MemberId(number)] for number in range(1, len(names) + 1)]


def test_initials_are_as_short_as_they_can_be() -> None:
    """One letter of each name; two letters, then a figure, only where people are alike."""
    assert _of("Alice", "Bob", "Carol de Wit") == ["A", "B", "CW"]
    assert _of("Alice", "Anna", "Bob") == ["Al", "An", "B"]
    assert _of("Jan", "Jan", "Jana") == ["Ja1", "Ja2", "Ja3"]
    assert _of("Anna Lo", "Al", "Ann") == ["An1", "Al", "An2"]
    assert _of("Zoë (@zoe:kring.test)", "élan") == ["Z", "É"]
    assert _of("李", "🙂", "") == ["1", "2", "3"]


@given(st.lists(st.text("aAbB1 李é", max_size=5) | st.text(max_size=5), max_size=30))
def test_no_two_people_have_the_same_initials(names: list[str]) -> None:
    """Whatever they are called."""
    signs = _of(*names)
    assert len({sign.casefold() for sign in signs}) == len(names)
    assert all(signs)
    assert all(not sign.isspace() for sign in signs)


async def _a_house(home: Home) -> None:
    await home.move_in("alice", "bob", "carol", "dan")
    await home.go(DAY)


async def test_the_words_come_first_and_then_the_picture(tmp_path: Path) -> None:
    """Each in a message of its own; asked in private, they come in private."""
    async with Home(tmp_path / "kring.db", roles=CHAIR).opened() as home:
        await _a_house(home)
        await home.open_private_room("bob")
        await home.go(5 * WEEK)
        for who, room in (("alice", ROOM), ("bob", private("bob"))):
            before = len(home.hall.sent)
            await home.say(who, "!mirror", room=room)
            words, picture = (one.outgoing for one in home.hall.sent[before:])
            assert all(one.room == room for one in home.hall.sent[before:])
            assert isinstance(words, Say)
            assert isinstance(picture, Picture)
            (row,) = picture.rows
            assert len(row.terms) == words.plain.count("chair:")
            assert {sign for term in row.terms for sign in term} == {"A", "B", "C", "D"}
            assert picture.name == "mirror.png"
            assert "A Alice, B Bob, C Carol, D Dan" in picture.fallback
        assert {row["body"] for row in home.tables()["outbox"]} == {"{}"}


async def test_a_term_that_changed_hands_shows_all_who_had_it(tmp_path: Path) -> None:
    """As it was, in the list and in the cell."""
    async with Home(tmp_path / "kring.db", roles=CHAIR).opened() as home:
        await _a_house(home)
        await home.go(2 * WEEK)
        shown = await _picture(home)
        before = shown.rows[0].terms[-1]
        after = next(who for who in ("alice", "bob") if who[0].upper() not in before)
        await home.say(after, "!take chair")
        await home.go(DAY)
        shown = await _picture(home)
        assert shown.rows[0].terms[-1] == (*before, after[0].upper())
        assert f"{after.title()}, the rest of the turn" in home.hall.said()[-1]


async def test_it_looks_back_twelve_terms(tmp_path: Path) -> None:
    """Of each role; what was before is the export's."""
    async with Home(tmp_path / "kring.db", roles=CHAIR).opened() as home:
        await _a_house(home)
        await home.go(20 * WEEK)
        assert len((await _picture(home)).rows[0].terms) == 12


async def test_where_pictures_cannot_be_sent_the_words_are_enough(tmp_path: Path) -> None:
    """Nothing of it is put into the outbox."""
    bare = Capabilities(pictures=False)
    async with Home(tmp_path / "kring.db", roles=CHAIR, capabilities=bare).opened() as home:
        await _a_house(home)
        await home.go(3 * WEEK)
        await home.say("alice", "!mirror")
        assert "from old to new" in home.hall.said()[-1]
        assert home.hall.of(Picture) == []


async def test_a_house_without_roles_is_told_so(tmp_path: Path) -> None:
    """There is nothing to look back on."""
    async with Home(tmp_path / "kring.db").opened() as home:
        await _a_house(home)
        await home.say("alice", "!mirror")
        assert "no roles" in home.hall.said()[-1]


async def _picture(home: Home) -> Picture:
    await home.say("alice", "!mirror")
    shown = home.hall.of(Picture)[-1]
    assert isinstance(shown, Picture)
    return shown
