"""`kring check`: what is in order, and of what is not, the mend."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.desk.hall import DAY, Home, account
from tests.operator.conftest import RIGHT, Write
from tests.operator.stand_in import StandIn

pytest.importorskip("bot.checkup", exc_type=ImportError)

from bot.cli import app
from bot.turns import Access
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted

kring = CliRunner()

Break = Callable[[sqlite3.Connection], object]

AT = "2026-11-23 11:00:00.000000"
MOMENT = {"at": "2026-11-23T11:00:00Z"}


async def _story(file: Path) -> None:
    async with Home(file).opened() as home:
        await home.move_in("alice", "bob", "carol", "dan")
        for number in (1, 2):
            await home.say("alice", f"!quick Number {number}")
            for who in ("bob", "carol", "dan"):
                await home.say(who, f"!consent P{number}")
        await home.say("bob", "!quick Another")
        await home.say("carol", "!object P3 it is too much")
        await home.go(3 * DAY)


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which all is well."""
    database = tmp_path_factory.mktemp("lived") / "kring.db"
    asyncio.run(_story(database))
    return database


async def _turns(file: Path) -> None:
    async with Home(file, roles=((CHAIR, Wanted()),)).opened() as home:
        await home.move_in("alice", "bob", "carol", "dan")
        await home.say("alice", "!unwilling chair")
        await home.go(8 * DAY)


@pytest.fixture(scope="module")
def took_turns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a chair, whose first term runs since a day."""
    database = tmp_path_factory.mktemp("turns") / "kring.db"
    asyncio.run(_turns(database))
    return database


@pytest.fixture
def config(write: Write, tmp_path: Path, lived_in: Path, answering: StandIn) -> Path:
    """A bot with one house, a private store and a homeserver, that is not logged in."""
    (tmp_path / "store").mkdir(mode=0o700)
    shutil.copy(lived_in, tmp_path)
    return write(text=RIGHT.replace("https://matrix.kring.test", answering.url))


def _check(config: Path, *more: str) -> tuple[int, list[str]]:
    result = kring.invoke(app, ["check", "--config", str(config), *more])
    assert result.stderr == ""
    return result.exit_code, result.stdout.splitlines()


def _faults(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.startswith("ok ")]


def test_without_anything_it_tells_what_to_begin_with(write: Write) -> None:
    """No store, no login, no database yet; and it makes none of them."""
    file = write()
    code, lines = _check(file)
    assert code == 1
    assert any("store" in line and "kring init" in line for line in _faults(lines))
    assert any("Nobody is logged in" in line for line in _faults(lines))
    assert any("database is not there yet" in line for line in lines)
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]


def test_what_is_in_order_is_said_too(config: Path) -> None:
    """A line each; only the login is missing here."""
    code, lines = _check(config)
    assert code == 1
    assert any(line.startswith("ok ") and "1 house" in line for line in lines)
    assert any(line.startswith("ok ") and "readable by you alone" in line for line in lines)
    assert len(_faults(lines)) == 1


@pytest.mark.parametrize("path", ["store", "store/session.json", "store/keys/megolm.db"])
def test_secrets_that_others_can_read_are_told(config: Path, path: str) -> None:
    """Which file, and the command that mends it."""
    secret = config.parent / path
    if secret.suffix:
        secret.parent.mkdir(mode=0o700, exist_ok=True)
        secret.write_text("{}")
        secret.chmod(0o640)
    else:
        secret.chmod(0o750)
    code, lines = _check(config)
    assert code == 1
    (fault,) = [line for line in _faults(lines) if "Others can read" in line]
    assert str(secret) in fault
    assert "chmod" in fault


def test_a_database_that_others_can_read_is_told(config: Path) -> None:
    """What the house said is nobody else's."""
    database = config.parent / "kring.db"
    database.chmod(0o644)
    _, lines = _check(config)
    (fault,) = [line for line in _faults(lines) if "Others can read" in line]
    assert f"chmod go= {database}" in fault


@pytest.mark.parametrize("end", ["-wal", "-shm"])
def test_what_lies_beside_the_database_is_looked_at_too(config: Path, end: str) -> None:
    """They got its mode when they were made: mending the database's does not mend theirs."""
    beside = config.parent / f"kring.db{end}"
    beside.touch()
    beside.chmod(0o640)
    _, lines = _check(config)
    (fault,) = [line for line in _faults(lines) if "Others can read" in line]
    assert fault.endswith(f"chmod go= {beside}")


@pytest.mark.parametrize("key", ["password", "access_token"])
def test_a_secret_in_a_configuration_that_others_can_read_is_told(write: Write, key: str) -> None:
    """Or in the file that it names; without one anybody may read the configuration."""
    secret = "the cat sits upon the lamp"
    config = write(f'{key} = "{secret}"')
    config.chmod(0o644)
    (fault,) = [line for line in _check(config)[1] if "Others can read" in line]
    assert fault == f"NO  Others can read the secret in it: chmod go= {config}"
    config = write(f'{key}_file = "secret"')
    config.chmod(0o644)
    file = config.parent / "secret"
    file.write_text(secret)
    file.chmod(0o604)
    (fault,) = [line for line in _check(config)[1] if "Others can read" in line]
    assert fault.endswith(f"chmod go= {file}")
    file.chmod(0o400)
    _, lines = _check(config)
    assert not [line for line in lines if "Others can read" in line]
    assert secret not in "".join(lines)


def test_a_database_of_another_version_is_told_and_left_alone(config: Path) -> None:
    """A newer one: which version; an older one: `kring run` mends it. Nothing is changed."""
    database = config.parent / "kring.db"
    for version, word in (("9999", "newer"), ("0001", "older")):
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
            connection.commit()
        before = database.read_bytes()
        code, lines = _check(config, "--data")
        assert code == 1
        assert any(f"of a {word}" in line or f"of an {word}" in line for line in _faults(lines))
        exported = kring.invoke(app, ["export", "--house", "De Eik", "--config", str(config)])
        assert exported.exit_code == 1
        assert word in exported.stderr
        assert database.read_bytes() == before


def test_looking_holds_up_nobody_and_is_held_up_by_nobody(config: Path) -> None:
    """A bot that writes, and even one that has the database for itself, goes on beside it."""
    with closing(sqlite3.connect(config.parent / "kring.db", isolation_level=None)) as bot:
        bot.execute("PRAGMA journal_mode=WAL")
        bot.execute("BEGIN IMMEDIATE")
        bot.execute("INSERT INTO handled VALUES ('$now', '2026-11-23 11:00:00.000000')")
        _, lines = _check(config, "--data")
        bot.execute("COMMIT")
    assert any("facts about 3 proposal(s)" in line for line in lines)


def test_a_database_that_is_none_is_told(config: Path) -> None:
    """Damaged, or another file altogether."""
    database = config.parent / "kring.db"
    for beside in config.parent.glob("kring.db-*"):
        beside.unlink()
    database.write_text("not a database " * 100)
    code, lines = _check(config)
    assert code == 1
    assert any("cannot be opened" in line and str(database) in line for line in _faults(lines))


def test_a_session_that_cannot_be_read_is_told(config: Path) -> None:
    """With the mend, not with a traceback."""
    session = config.parent / "store" / "session.json"
    session.write_text("{ half")
    session.chmod(0o600)
    code, lines = _check(config)
    assert code == 1
    assert any("session" in line for line in _faults(lines))


def test_right_data_are_said_to_agree(config: Path) -> None:
    """Every fact is read; with a number, so that it is seen to have looked."""
    _, lines = _check(config, "--data")
    (line,) = [line for line in lines if "facts about" in line]
    assert line.startswith("ok ")
    assert "3 proposal(s)" in line
    assert len(_faults(lines)) == 1


def _insert(kind: str, subject: str = "P1", **body: Any) -> Break:
    values = (1, subject, kind, AT, "$x", json.dumps({**MOMENT, **body}))
    statement = (
        "INSERT INTO facts (house_id, subject, kind, at, source, body) VALUES (?, ?, ?, ?, ?, ?)"
    )
    return lambda connection: connection.execute(statement, values)


def _both(*breaks: Break) -> Break:
    return lambda connection: [one(connection) for one in breaks]


def _adopted(agreement: int) -> dict[str, Any]:
    later = "2027-05-23T11:00:00Z"
    return {
        "agreement": agreement,
        "grace_until": MOMENT["at"],
        "full_grace": False,
        "review_at": later,
    }


BROKEN = {
    "a life that goes on after its end": (_insert("Lapsed"), "P1"),
    "a life that does not begin": (_insert("Lapsed", "P9"), "P9"),
    "adopted with an open objection": (
        _both(_insert("Adopted", "P3", **_adopted(3)), _insert("CameIntoForce", "P3")),
        "P3",
    ),
    "an agreement's number left out": (_insert("Adopted", "P3", **_adopted(7)), "agreements"),
    "a fact of a kind that nobody knows": (_insert("Dreamt", "P2"), "P2"),
    "a fact without what it needs": (_insert("StanceTaken", "P2", by=1), "P2"),
    "a fact about nothing": (_insert("Lapsed", "Pictures"), "Pictures"),
}


@pytest.mark.parametrize(("breaking", "named"), BROKEN.values(), ids=BROKEN)
def test_a_history_that_cannot_be_is_found(config: Path, breaking: Break, named: str) -> None:
    """Of which house and what, and the rest is still looked at; without `--data` nobody looks."""
    with closing(sqlite3.connect(config.parent / "kring.db")) as connection:
        breaking(connection)
        connection.commit()
    assert len(_faults(_check(config)[1])) == 1
    code, lines = _check(config, "--data")
    assert code == 1
    assert any(line.startswith("NO  De Eik") and named in line for line in lines)
    assert any("Nobody is logged in" in line for line in lines)


def test_the_facts_of_roles_are_read_too(config: Path, took_turns: Path) -> None:
    """All of them agree, and are counted."""
    shutil.copy(took_turns, config.parent)
    _, lines = _check(config, "--data")
    (line,) = [line for line in lines if "facts about" in line]
    assert line == "ok  De Eik: 5 facts about 0 proposal(s) and 1 role(s) agree."
    assert len(_faults(lines)) == 1


_TERM = {"role": "chair", "day": "2026-11-30"}
BROKEN_ROLES = {
    "a role that there is not": (_insert("RoleEnded", "T", role="cook"), "no role cook"),
    "a role that is made twice": (
        _insert(
            "RoleMade",
            "T",
            role="chair",
            rhythm={"every": 1, "clock": "09:00", "first": "2026-11-30"},
            pool="residents",
            way="rotation",
            limit=None,
        ),
        "there is a role chair",
    ),
    "a term that was not told": (
        _insert("TermStarted", "T", role="chair", day="2026-12-07"),
        "2026-12-07 was not published",
    ),
    "a holder whom nobody knows": (
        _insert("HolderChanged", "T", **_TERM, holder=77, how="take", mentor=None),
        "nobody here is member 77",
    ),
    "who wants it not, and is nobody": (
        _insert("Unwilling", "T", role="chair", member=78),
        "nobody here is member 78",
    ),
    "a term of no weeks": (
        _insert(
            "RoleAltered",
            "T",
            role="chair",
            rhythm={"every": 0, "clock": "09:00", "first": "2026-11-30"},
            pool="residents",
            way="rotation",
            limit=None,
            prolonged_until=None,
        ),
        "a term of 0 weeks",
    ),
    "a fact of a kind that nobody knows": (_insert("Dreamt", "T"), "unknown kind, Dreamt"),
    "something seen that nobody knows": (_insert("Dreamt", "F"), "what was seen in them"),
    "a fact without what it needs": (_insert("TermStarted", "T", role="chair"), "day"),
    "a fact about something else": (_insert("Lapsed", "T"), "Lapsed is not about roles"),
}


@pytest.mark.parametrize(("breaking", "told"), BROKEN_ROLES.values(), ids=BROKEN_ROLES)
def test_roles_that_cannot_be_are_found(
    config: Path, took_turns: Path, breaking: Break, told: str
) -> None:
    """Of which house and what; `kring export` ends with a word too, or works all the same."""
    shutil.copy(took_turns, config.parent)
    with closing(sqlite3.connect(config.parent / "kring.db")) as connection:
        breaking(connection)
        connection.commit()
    code, lines = _check(config, "--data")
    assert code == 1
    (line,) = [line for line in lines if line.startswith("NO  De Eik")]
    assert line.startswith("NO  De Eik, roles: ")
    assert told in line
    exported = kring.invoke(app, ["export", "--house", "De Eik", "--config", str(config)])
    assert exported.exception is None or isinstance(exported.exception, SystemExit)
    assert exported.exit_code == 0 or "kring check --data" in exported.stderr


BROKEN_WHEELS = {
    "a question of no wheel": _insert("WheelAsked", "W", question=1),
    "a fact of a kind that nobody knows": _insert("Dreamt", "W"),
    "a fact about something else": _insert("Lapsed", "W"),
}


@pytest.mark.parametrize("breaking", BROKEN_WHEELS.values(), ids=BROKEN_WHEELS)
def test_a_wheel_that_cannot_be_is_found(config: Path, breaking: Break) -> None:
    """Of which house; the rest is still looked at."""
    with closing(sqlite3.connect(config.parent / "kring.db")) as connection:
        breaking(connection)
        connection.commit()
    code, lines = _check(config, "--data")
    assert code == 1
    (line,) = [line for line in lines if line.startswith("NO  De Eik")]
    assert line.startswith("NO  De Eik, wheel: ")


def _made(number: int, agreement: int | None) -> Break:
    effect = {"kind": "setting", "name": "quorum", "value": 0.6}
    return _insert(
        "ChangeMade",
        "C",
        number=number,
        effect=effect,
        typed="set quorum 0.6",
        agreement=agreement,
        undo=None,
    )


BROKEN_CHANGES = {
    "an agreement that changes nothing": (_made(1, 1), "what A1 brings ran 1 times"),
    "a number left out": (_made(2, None), "not numbered"),
    "a fact of a kind that nobody knows": (_insert("Dreamt", "C"), "Dreamt"),
    "a fact about something else": (_insert("Lapsed", "C"), "Lapsed is not about changes"),
}


@pytest.mark.parametrize(("breaking", "told"), BROKEN_CHANGES.values(), ids=BROKEN_CHANGES)
def test_changes_that_cannot_be_are_found(config: Path, breaking: Break, told: str) -> None:
    """Of which house; a change without an agreement, of a house that sets itself up, is right."""
    with closing(sqlite3.connect(config.parent / "kring.db")) as connection:
        breaking(connection)
        connection.commit()
    code, lines = _check(config, "--data")
    assert code == 1
    (line,) = [line for line in lines if line.startswith("NO  De Eik")]
    assert line.startswith("NO  De Eik, changes: ")
    assert told in line


def test_a_change_while_a_house_sets_itself_up_is_right(config: Path) -> None:
    """It rests on no agreement."""
    with closing(sqlite3.connect(config.parent / "kring.db")) as connection:
        _made(1, None)(connection)
        connection.commit()
    _, lines = _check(config, "--data")
    assert not [line for line in lines if line.startswith("NO  De Eik")]


_NUDGE = {
    "week": "2026-W48",
    "to": [1],
    "house": "De Eik",
    "language": "en",
    "is_monthly": True,
    "card": "wait",
}
BROKEN_BETWEEN = {
    "an answer to nothing": (_insert("RequestAnswered", "R", number=7, by=1, text="yes"), "R7"),
    "a promise about nothing": (
        _insert("RequestPromised", "R", number=7, by=1, due="2026-12-01", text=""),
        "R7",
    ),
    "a request's number left out": (
        _insert("RequestMade", "R", number=2, by=1, text="keys"),
        "the requests are not numbered",
    ),
    "a request of nobody": (
        _insert("RequestMade", "R", number=1, by=77, text="keys"),
        "nobody here is member 77",
    ),
    "two nudges in a week": (
        _both(_insert("NudgeSent", "N", **_NUDGE), _insert("NudgeSent", "N", **_NUDGE)),
        "week 2026-W48 had two nudges",
    ),
    "a nudge to nobody": (
        _insert("NudgeSent", "N", **(_NUDGE | {"to": [78]})),
        "nobody here is member 78",
    ),
    "a card that no text has": (
        _insert("NudgeSent", "N", **(_NUDGE | {"card": "dreamt"})),
        "no card dreamt",
    ),
    "a reply to no question": (_insert("QuestionReplied", "Q", number=3), "question 3"),
    "a question that no text has": (
        _insert("QuestionPosed", "Q", number=1, key="dreamt", is_weekly=True),
        "no question dreamt",
    ),
    "a fact of a kind that nobody knows": (_insert("Dreamt", "R"), "unknown kind, Dreamt"),
    "a fact about something else": (_insert("Lapsed", "N"), "Lapsed is not about nudges"),
    "a fact without what it needs": (_insert("RequestMade", "R", number=1, by=1), "text"),
}


@pytest.mark.parametrize(("breaking", "told"), BROKEN_BETWEEN.values(), ids=BROKEN_BETWEEN)
def test_what_cannot_be_between_a_house_and_its_organisation_is_found(
    config: Path, breaking: Break, told: str
) -> None:
    """Of which house and what; `kring export` ends with a word too, or works all the same."""
    with closing(sqlite3.connect(config.parent / "kring.db")) as connection:
        breaking(connection)
        connection.commit()
    code, lines = _check(config, "--data")
    assert code == 1
    faults = [line for line in lines if line.startswith("NO  De Eik")]
    assert len(faults) == 1
    assert told in faults[0]
    exported = kring.invoke(app, ["export", "--house", "De Eik", "--config", str(config)])
    assert exported.exception is None or isinstance(exported.exception, SystemExit)
    assert exported.exit_code == 0 or "kring check --data" in exported.stderr


async def _between(file: Path) -> None:
    access = Access(professionals=(account("pat"),))
    async with Home(file, access=access, question="wednesday 10:00").opened() as home:
        await home.move_in("alice", "bob", "pat")
        await home.say("alice", "!request A new boiler")
        await home.say("pat", "!promise R1 friday")
        await home.say("pat", "!mandate The rota is mine")
        await home.go(8 * DAY)


def test_the_facts_about_requests_nudges_and_questions_are_read_too(config: Path) -> None:
    """All of them agree, and are counted."""
    (config.parent / "kring.db").unlink()
    asyncio.run(_between(config.parent / "kring.db"))
    (config.parent / "kring.db").chmod(0o600)
    _, lines = _check(config, "--data")
    (line,) = [line for line in lines if "facts about" in line]
    assert line.startswith("ok ")
    with closing(sqlite3.connect(config.parent / "kring.db")) as connection:
        (between,) = connection.execute(
            "SELECT count(*) FROM facts WHERE subject IN ('R', 'N', 'Q')"
        ).fetchone()
        (every,) = connection.execute("SELECT count(*) FROM facts").fetchone()
    assert between == 5
    assert f"{every} facts about" in line
    assert len(_faults(lines)) == 1
