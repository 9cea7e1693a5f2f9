"""`kring check --data`: each thing that cannot be true is seen, and told apart from the others."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.inspection import Line, inspect_file, inspect_house
from bot.replay import replay
from bot.transcript import read_transcript
from governance.credit import Credit
from governance.facts import CameIntoForce, ObjectionTakenOver
from governance.members import MemberId
from governance.professional_facts import NudgeSent, TurnNudged
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from governance.soundness import named_in
from storage.store import Store
from tests.desk.hall import DAY, HOUR, Home

ROOT = Path(__file__).parents[2]
STORIES = sorted((ROOT / "docs" / "examples").glob("*.chat"))
if os.environ.get("KRING_LONG") == "1":
    STORIES += sorted((ROOT / "tests" / "conversations").glob("*.chat"))

NEXT_DOOR = "De Iep: 2 facts about 0 proposal(s) and 1 role(s) agree."
Break = Callable[[sqlite3.Connection], object]


async def _inspected(file: Path) -> list[Line]:
    store = await Store.open_to_read(f"sqlite:///{file}")
    try:
        async with store.transaction() as tx:
            lines = await inspect_file(tx)
            for house in await tx.stored_houses():
                lines += await inspect_house(tx, house)
            return lines
    finally:
        await store.close()


def _faults(file: Path) -> list[str]:
    return [what for is_fine, what in asyncio.run(_inspected(file)) if not is_fine]


async def _live(file: Path) -> None:
    async with Home(file, roles=((CHAIR, Wanted()),), question="wednesday 10:00").opened() as home:
        await home.move_in("alice", "bob", "carol", "dan")
        for number in (1, 2):
            await home.say("alice", f"!quick Number {number}")
            for who in ("bob", "carol", "dan"):
                await home.say(who, f"!consent P{number}")
        await home.say("alice", "!request A bench in the garden")
        await home.say("bob", "!question")
        await home.go(12 * DAY)  # the first chair has begun, and the second is told
        await home.say("bob", "!quick Another")
        await home.say("carol", "!object P3 it is too much")
        await home.say("dan", "!propose Still talking")
        await home.move_in("erin", "frank", room="!elm:kring.test", name="De Iep")
        await home.go(HOUR)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which all is well."""
    database = tmp_path_factory.mktemp("whole") / "kring.db"
    asyncio.run(_live(database))
    return database


@pytest.fixture
def file(whole: Path, tmp_path: Path) -> Path:
    """One of our own, to damage."""
    return Path(shutil.copy(whole, tmp_path))


def test_all_that_was_lived_agrees(file: Path) -> None:
    """With how much was looked at; and nothing was changed by looking."""
    before = file.read_bytes()
    lines = asyncio.run(_inspected(file))
    assert all(is_fine for is_fine, _ in lines)
    said = [what for _, what in lines]
    assert "The file is sound;" in said[0]
    assert "rows in 15 tables fit together." in said[0]
    assert "messages handled," in said[1]
    assert "facts about 4 proposal(s) and 1 role(s) agree." in said[2]
    assert said[3] == NEXT_DOOR
    assert file.read_bytes() == before


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_no_story_of_ours_is_taken_for_damage(story: Path, tmp_path: Path) -> None:
    """Whatever people do, the check finds nothing wrong; the long tests look at every one."""

    async def play() -> None:
        await replay(read_transcript(story), lambda *_: None, f"sqlite:///{tmp_path / 'kring.db'}")

    asyncio.run(play())
    assert _faults(tmp_path / "kring.db") == []


def _sql(*statements: str) -> Break:
    """Past the store, and past what keeps facts from being changed."""

    def breaking(connection: sqlite3.Connection) -> None:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = triggers.fetchall()
        for name, _ in kept:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement
        for _, sql in kept:
            connection.execute(sql)

    return breaking


def _body(where: str, **changes: Any) -> Break:
    """Other values in the body of the last fact like this."""
    pairs = ", ".join(f"'$.{key}', json('{json.dumps(value)}')" for key, value in changes.items())
    last = f"(SELECT max(id) FROM facts WHERE {where})"
    return _sql(f"UPDATE facts SET body = json_set(body, {pairs}) WHERE id = {last}")


def _page_of_facts(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'facts_by_source'")


_LATER = "2026-12-05T11:00:00Z"
_RHYTHM = {"rhythm": {"every": 1, "clock": "09:00", "first": "2026-12-01"}}
_TERM = {
    "day": "2026-12-01",
    "starts_at": "2026-12-01T08:00:00Z",
    "ends_at": "2026-12-08T08:00:00Z",
    "holder": 1,
    "how": "take",
    "mentor": None,
    "eligible": [],
}


def _facts(*facts: tuple[str, dict[str, Any]]) -> Break:
    """Facts about the chair that nobody's act led to."""

    def breaking(connection: sqlite3.Connection) -> None:
        for kind, body in facts:
            whole = json.dumps({"at": _LATER, "role": "chair", **body})
            connection.execute(
                "INSERT INTO facts (house_id, subject, kind, at, source, body) "
                "VALUES (1, 'T', ?, '2026-12-05 11:00:00.000000', NULL, ?)",
                (kind, whole),
            )

    return breaking


DAMAGES: dict[str, tuple[Break, str]] = {
    "a page of the file": (_page_of_facts, "The database file is damaged: "),
    "a row that a row refers to": (
        _sql("UPDATE outbox SET member_id = 66 WHERE id = 1"),
        "1 row(s) of outbox name a row of members that is not there",
    ),
    "a letter whose target is gone": (
        _sql("UPDATE outbox SET target = 9999 WHERE id = 2"),
        "1 row(s) of outbox name a row of outbox that is not there",
    ),
    "a due time of a house that is gone": (
        _sql(
            "INSERT INTO due (house_id, subject, at, account)"
            " VALUES (77, 'P1', '2026-11-23 11:00:00', 'kring')"
        ),
        "1 row(s) of due name a row of houses that is not there",
    ),
    "a due time that another account looks at": (
        _sql("UPDATE due SET account = '@kring2:kring.test' WHERE subject = 'N' AND house_id = 1"),
        "1 due time(s) are looked at by an account of another house",
    ),
    "a fact that was taken out": (
        _sql("DELETE FROM facts WHERE kind = 'RequestMade'"),
        "1 fact(s) were taken out",
    ),
    "facts that anybody can change": (
        lambda connection: connection.execute("DROP TRIGGER facts_no_update"),
        "facts could be changed: facts_no_update",
    ),
    "words that were not wiped": (
        _sql('UPDATE outbox SET body = \'{"plain": "Hello"}\' WHERE id = 1'),
        "1 message(s) were sent and still hold their words",
    ),
    "a letter to a room that nobody opens": (
        _sql("UPDATE outbox SET sent_at = NULL, room = 'to:@bob:kring.test' WHERE id = 1"),
        "1 letter(s) wait for a private room that nobody opens",
    ),
    "a member of another house": (
        _sql("UPDATE outbox SET member_id = 5 WHERE house_id = 1 AND id = 2"),
        "outbox names a member of another house",
    ),
    "a setting out of its range": (
        _sql("UPDATE houses SET settings = json_set(settings, '$.quorum', 7) WHERE id = 1"),
        "De Eik, setting quorum: 7 is not possible (0–1)",
    ),
    "a setting that there is not": (
        _sql("UPDATE houses SET settings = json_set(settings, '$.sauna', 7) WHERE id = 1"),
        "De Eik, setting sauna: there is no such setting",
    ),
    "a language that nobody speaks here": (
        _sql("UPDATE houses SET language = 'fr' WHERE id = 1"),
        "De Eik, its language 'fr'",
    ),
    "a time zone that there is not": (
        _sql("UPDATE houses SET timezone = 'Mars/Olympus' WHERE id = 1"),
        "De Eik, its time zone 'Mars/Olympus' is unknown",
    ),
    "a kind of member that there is not": (
        _sql("UPDATE members SET kind = 'ghost' WHERE id = 1"),
        "De Eik, a member cannot be read",
    ),
    "two members with one account": (
        _sql("UPDATE members SET account = '@alice:kring.test' WHERE id = 2"),
        "De Eik, members 1 and 2 have one account",
    ),
    "back before being away": (
        _sql(
            "UPDATE members SET away_since = '2026-11-25 11:00:00.000000', "
            "away_until = '2026-11-24 11:00:00.000000' WHERE id = 1"
        ),
        "De Eik, member 1 is back before being away",
    ),
    "away until, without being away": (
        _sql("UPDATE members SET away_until = '2026-11-24 11:00:00.000000' WHERE id = 1"),
        "De Eik, member 1 is away until a day, but not away",
    ),
    "resting, though heard since": (
        _sql("UPDATE members SET resting_since = '2026-11-01 11:00:00.000000' WHERE id = 2"),
        "De Eik, member 2 rests, and was heard since",
    ),
    "the same person as themselves": (
        _sql("UPDATE members SET same_as = 2 WHERE id = 2"),
        "De Eik, member 2 is said to be somebody of before",
    ),
    "an account where there should be none": (
        _sql("UPDATE members SET kind = 'offline' WHERE id = 2"),
        "De Eik, member 2 has an account",
    ),
    "a fact that cannot be read": (
        _sql("UPDATE facts SET kind = 'Dreamt' WHERE subject = 'P1' AND kind = 'Adopted'"),
        "De Eik, P1: a fact of an unknown kind, Dreamt",
    ),
    "facts that contradict one another": (
        _sql("UPDATE facts SET subject = 'P9' WHERE subject = 'P1' AND kind = 'Adopted'"),
        "De Eik, P9: a life begins by being proposed",
    ),
    "a fact with two times": (
        _sql("UPDATE facts SET at = '2020-01-01 00:00:00.000000' WHERE id = 2"),
        "has two times",
    ),
    "facts about nothing": (
        _sql("UPDATE facts SET subject = 'Z' WHERE subject = 'R'"),
        "De Eik, Z: 1 fact(s) about nothing that there is",
    ),
    "a request's number": (
        _body("kind = 'RequestMade'", number=4),
        "De Eik, requests: the requests are not numbered 1, 2, 3 …",
    ),
    "a question's number": (
        _body("kind = 'QuestionPosed'", number=7),
        "De Eik, questions: the questions are not numbered 1, 2, 3 …",
    ),
    "an agreement's number": (
        _body("kind = 'Adopted'", agreement=5),
        "De Eik, the agreements are not numbered 1, 2, 3 …",
    ),
    "adopted against an open objection": (
        _sql(
            "UPDATE facts SET body = json_set(body, '$.stance', 'objection', '$.reason', 'no') "
            "WHERE id = (SELECT max(id) FROM facts WHERE kind = 'StanceTaken' AND subject = 'P2')"
        ),
        "De Eik, P2: adopted with an open objection",
    ),
    "adopted while nobody was heard": (
        _sql(
            "UPDATE facts SET body = json_set(body, '$.stance', json('null')) "
            "WHERE kind = 'StanceTaken' AND subject = 'P2'"
        ),
        "De Eik, P2: adopted while nobody was heard",
    ),
    "adopted while too few were heard": (
        _sql(
            "UPDATE facts SET body = json_set(body, '$.stance', json('null')) "
            "WHERE kind = 'StanceTaken' AND subject = 'P2' AND json_extract(body, '$.by') <> 1"
        ),
        "De Eik, P2: adopted while 1 of 4 were heard: too few",
    ),
    "somebody on the roll whom nobody knows": (
        _body("kind = 'RoundOpened' AND subject = 'P3'", roll=[1, 2, 3, 4, 88]),
        "De Eik, P3: nobody here is member 88",
    ),
    "the number of the last proposal": (
        _sql("UPDATE houses SET last_proposal = 3 WHERE id = 1"),
        "De Eik, its last proposal is P4, but it counts to P3",
    ),
    "the number of the last agreement": (
        _sql("UPDATE houses SET last_agreement = 5 WHERE id = 1"),
        "De Eik, its last agreement is A2, but it counts to A5",
    ),
    "two who hold a role at once": (
        _facts(
            ("RoleEnded", {}),
            ("RoleMade", {**_RHYTHM, "pool": "residents", "way": "rotation", "limit": None}),
            ("TermPublished", _TERM),
        ),
        "De Eik, roles: chair: two have it at once",
    ),
    "a term that ends before it starts": (
        _body("kind = 'TermPublished' AND house_id = 1", ends_at="2026-12-01T08:00:00Z"),
        "De Eik, roles: chair: the term of 2026-12-07 ends before it starts",
    ),
    "somebody twice among the candidates": (
        _body("kind = 'TermPublished' AND house_id = 1", eligible=[1, 1, 2, 3, 4]),
        "De Eik, roles: chair: the term of 2026-12-07 counts somebody twice",
    ),
    "a term for who could not have it": (
        _body("kind = 'TermPublished' AND house_id = 1", eligible=[88]),
        "De Eik, roles: chair: the term of 2026-12-07 went to somebody who could not have it",
    ),
    "a round that nothing wakes": (
        _sql("DELETE FROM due WHERE house_id = 1 AND subject = 'P3'"),
        "De Eik, P3: it waits for a time, and nothing will wake it",
    ),
    "a role that nothing wakes": (
        _sql("DELETE FROM due WHERE house_id = 1 AND subject = 'T'"),
        "De Eik, roles: it waits for a time, and nothing will wake it",
    ),
    "a week without its nudge": (
        _sql("DELETE FROM due WHERE house_id = 1 AND subject = 'N'"),
        "De Eik, nudges: it waits for a time, and nothing will wake it",
    ),
    "a week without its question": (
        _sql("DELETE FROM due WHERE house_id = 1 AND subject = 'Q'"),
        "De Eik, questions: it waits for a time, and nothing will wake it",
    ),
    "a round that wakes too late": (
        _sql("UPDATE due SET at = '2030-01-01 00:00:00.000000' WHERE subject = 'P3'"),
        "De Eik, P3: it is due at ",
    ),
    "a round that stands still for no reason": (
        _sql("UPDATE due SET is_paused = 1 WHERE house_id = 1 AND subject = 'P3'"),
        "De Eik, P3: its time stands still, though the bot can speak there",
    ),
    "something due for what there is not": (
        _sql(
            "INSERT INTO due (house_id, subject, at, account)"
            " VALUES (1, 'P99', '2026-11-23 11:00:00', 'kring')"
        ),
        "De Eik, something is due for P99, which there is not",
    ),
    "something due that nobody knows how to do": (
        _sql(
            "INSERT INTO due (house_id, subject, at, account)"
            " VALUES (1, 'Zz', '2026-11-23 11:00:00', 'kring')"
        ),
        "De Eik, something is due for Zz, which there is not",
    ),
}


@pytest.mark.parametrize(("breaking", "told"), DAMAGES.values(), ids=DAMAGES)
def test_each_damage_is_told_apart(file: Path, breaking: Break, told: str) -> None:
    """In words that say what it is and whom it touches; the other house is looked at as well."""
    with closing(sqlite3.connect(file)) as connection:
        breaking(connection)
        connection.commit()
    lines = asyncio.run(_inspected(file))
    faults = [what for is_fine, what in lines if not is_fine]
    assert any(told in what for what in faults), faults
    others = [
        other for _, other in DAMAGES.values() if other != told and not told.startswith(other)
    ]
    assert not [other for other in others if any(what.startswith(other) for what in faults)], faults
    assert lines[-1] == (True, NEXT_DOOR)


def test_credit_that_does_not_sum_to_nothing_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No database can make it so: this watches over our own sums."""
    real = Credit.after

    def with_a_gift(self: Credit, term: Any) -> Credit:
        after = real(self, term)
        return Credit({**after.credit, MemberId(1): 1}, terms=after.terms)  # type: ignore[dict-item]

    monkeypatch.setattr(Credit, "after", with_a_gift)
    assert any("chair: what it owes to everybody sums to" in what for what in _faults(file))


def test_while_the_bot_is_mute_nothing_needs_to_wake(file: Path) -> None:
    """Its house's time stands still; what is due is planned anew when it may speak again."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE houses SET silent_since = '2026-12-02 11:00:00.000000'")
        connection.execute("DELETE FROM due")
        connection.commit()
    assert _faults(file) == []


def test_everybody_whom_a_fact_names_is_looked_for() -> None:
    """By the types of its fields, so a new kind of fact is looked at too; also in its parts."""
    at = datetime(2026, 11, 23, 11, tzinfo=UTC)
    one, two, three = MemberId(1), MemberId(2), MemberId(3)
    turn = TurnNudged(CHAIR, date(2026, 11, 30), at, one, None, two)
    nudge = NudgeSent(at, "2026-W48", (three,), "De Eik", "en", (turn,))
    assert named_in(nudge) == {one, two, three}
    assert named_in(ObjectionTakenOver(at, "$x", two)) == {two}
    assert named_in(CameIntoForce(at)) == set()
