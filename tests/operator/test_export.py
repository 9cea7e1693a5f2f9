"""The export: everything a house decided, in a shape that others rely on (design §7.7)."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.config import read_config
from governance.settings import Settings
from tests.desk.hall import DAY, ROOM, Home
from tests.operator.conftest import Write

kring = CliRunner()

IN_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
TEXT, NUMBER, TIME = "text", "number", "time"
SHAPE: dict[str, Any] = {
    "schema": NUMBER,
    "exported_at": TIME,
    "house": {"name": TEXT, "language": TEXT, "timezone": TEXT, "settings": dict},
    "members": [
        {
            "id": TEXT,
            "name": TEXT,
            "kind": TEXT,
            "joined_at": TIME,
            "left_at": (TIME, None),
            "away_until": (TIME, None),
            "resting": bool,
        }
    ],
    "proposals": [
        {
            "ref": TEXT,
            "kind": TEXT,
            "author": TEXT,
            "state": TEXT,
            "versions": [{"number": NUMBER, "text": TEXT, "at": TIME}],
            "round": (
                {
                    "opened_at": TIME,
                    "closes_at": TIME,
                    "closed_at": (TIME, None),
                    "roll": [TEXT],
                    "heard": NUMBER,
                },
                None,
            ),
            "stances": [
                {
                    "member": TEXT,
                    "stance": TEXT,
                    "reason": (TEXT, None),
                    "version": NUMBER,
                    "at": TIME,
                    "live": bool,
                    "by": (TEXT, None),
                }
            ],
            "objections": [
                {"member": TEXT, "reason": (TEXT, None), "state": TEXT, "version": NUMBER}
            ],
        }
    ],
    "agreements": [
        {
            "ref": TEXT,
            "proposal": TEXT,
            "text": TEXT,
            "state": TEXT,
            "adopted_at": TIME,
            "in_force_at": (TIME, None),
            "review_at": (TIME, None),
            "ended_at": (TIME, None),
            "concerns": [TEXT],
        }
    ],
    "roles": [],
    "terms": [],
    "changes": [],
    "flags": [],
    "nudges": [],
    "requests": [],
}


def _check(value: Any, shape: Any, place: str = "export") -> None:
    match shape:
        case dict():
            assert isinstance(value, dict), place
            assert list(value) == list(shape), place
            for key, below in shape.items():
                _check(value[key], below, f"{place}.{key}")
        case list():
            assert isinstance(value, list), place
            for one in value:
                _check(one, shape[0], f"{place}[]")
        case (below, None):
            if value is not None:
                _check(value, below, place)
        case type():
            assert isinstance(value, shape), place
        case _:
            assert isinstance(value, int if shape is NUMBER else str), place
            assert shape is not TIME or IN_UTC.fullmatch(str(value)), place


async def _story(home: Home) -> None:
    await home.move_in("alice", "bob", "carol", "dan", "erin")
    await home.say("alice", "!quick Quiet hours")
    await home.vote("bob", "objection")
    await home.reply("bob", "I work nights", part="question")
    await home.vote("carol", "concern")
    await home.say("carol", "!concern P1 the noise")
    await home.say("alice", "!amend P1 Quiet hours, but not in summer")
    for who in ("bob", "carol", "dan"):
        await home.say(who, "!consent P1")
    await home.say("erin", "!concern P1 the barbecue")
    await home.say("dan", "!propose A cat")
    await home.say("dan", "!propose A dog")
    await home.say("dan", "!withdraw P3")
    await home.leaves("erin")
    await home.go(DAY / 24)


def _live(folder: Path, story: Callable[[Home], Awaitable[None]]) -> None:
    async def live() -> None:
        async with Home(folder / "kring.db").opened() as home:
            await story(home)

    asyncio.run(live())


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a database in which something happened."""
    folder = tmp_path_factory.mktemp("lived")
    _live(folder, _story)
    return folder


@pytest.fixture
def config(write: Write, lived_in: Path) -> Path:
    """The configuration of a bot with one house."""
    file = write()
    shutil.copy(lived_in / "kring.db", file.parent)
    return file


def _export(config: Path, house: str = "De Eik") -> dict[str, Any]:
    result = kring.invoke(app, ["export", "--house", house, "--config", str(config)])
    assert result.exit_code == 0, result.stderr
    exported: dict[str, Any] = json.loads(result.stdout)
    return exported


def test_the_export_has_the_shape_of_the_contract(config: Path) -> None:
    """Every key of it, in its order, and no other; times in UTC."""
    exported = _export(config)
    _check(exported, SHAPE)
    assert exported["schema"] == 1
    assert exported["house"]["settings"] == asdict(Settings())
    for kind in ("members", "proposals", "agreements"):
        assert exported[kind]


def test_the_export_tells_what_was_decided(config: Path) -> None:
    """By whom, on which version, and what became of it."""
    exported = _export(config)
    proposal, other, withdrawn = exported["proposals"]
    assert (proposal["ref"], proposal["author"], proposal["state"]) == ("P1", "Alice", "adopted")
    assert [version["number"] for version in proposal["versions"]] == [1, 2]
    assert proposal["round"]["heard"] == 5
    assert proposal["round"]["closed_at"]
    (objection,) = proposal["objections"]
    assert objection == {
        "member": "Bob",
        "reason": "I work nights",
        "state": "resolved",
        "version": 1,
    }
    live = {s["member"]: s["stance"] for s in proposal["stances"] if s["live"]}
    assert live == {
        "Alice": "consent",
        "Bob": "consent",
        "Carol": "consent",
        "Dan": "consent",
        "Erin": "concern",
    }
    assert len([s for s in proposal["stances"] if not s["live"]]) == 4
    (agreement,) = exported["agreements"]
    assert (agreement["ref"], agreement["proposal"], agreement["state"]) == ("A1", "P1", "in_force")
    assert agreement["text"] == "Quiet hours, but not in summer"
    assert agreement["concerns"] == ["the barbecue"]
    assert (other["state"], other["round"]) == ("talking", None)
    assert withdrawn["state"] == "withdrawn"
    gone = [member["name"] for member in exported["members"] if member["left_at"]]
    assert gone == ["Erin"]


def test_the_room_names_the_house_too(config: Path) -> None:
    """Where two houses have one name."""
    assert _export(config, ROOM)["house"]["name"] == "De Eik"


def test_two_members_of_one_name_are_told_apart(write: Write) -> None:
    """By their ids; the others keep their names."""

    async def story(home: Home) -> None:
        await home.move_in("alice", "bob")
        await home.joins("robert", "Bob")
        await home.say("bob", "!quick Quiet hours")

    file = write()
    _live(file.parent, story)
    exported = _export(file)
    ids = {member["id"] for member in exported["members"] if member["name"] == "Bob"}
    assert exported["proposals"][0]["author"] in ids
    assert set(exported["proposals"][0]["round"]["roll"]) == ids | {"Alice"}


def test_an_agreement_that_never_began_keeps_its_own_concerns(write: Write) -> None:
    """What is said of the next text is not put into its mouth, while nothing came of that yet."""

    async def story(home: Home) -> None:
        await home.move_in("alice", "bob", "carol", "dan", name="De Eik")
        await home.say("alice", "!quick Soup on Thursday")
        await home.say("bob", "!concern P1 the pan is small")
        await home.say("carol", "!consent P1")
        await home.go(DAY)
        await home.say("dan", "!object P1 I work on Thursdays")
        await home.say("alice", "!amend P1 Soup on Friday")
        await home.say("bob", "!consent P1")
        await home.say("carol", "!concern P1 no fish please")

    file = write()
    _live(file.parent, story)
    (ended,) = _export(file)["agreements"]
    assert (ended["state"], ended["in_force_at"]) == ("ended", None)
    assert ended["concerns"] == ["the pan is small"]


def test_an_unknown_house_is_told_with_the_known_ones(config: Path) -> None:
    """Name and room, so that the next try is right; nothing on standard output."""
    result = kring.invoke(app, ["export", "--house", "De Iep", "--config", str(config)])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "De Iep: no house" in result.stderr
    assert "De Eik" in result.stderr
    assert ROOM in result.stderr


def test_a_name_that_two_houses_share_is_not_guessed(write: Write) -> None:
    """The room tells them apart: the answer says what to write, and of which house that is."""

    async def story(home: Home) -> None:
        await home.move_in("alice")
        home.now += DAY
        await home.move_in("bob", "carol", room="!elm:kring.test")
        await home.move_in("dan", room="!ash:kring.test", name="De Es")

    file = write()
    _live(file.parent, story)
    result = kring.invoke(app, ["export", "--house", "De Eik", "--config", str(file)])
    assert result.exit_code == 1
    assert result.stdout == ""
    first, *lines = result.stderr.strip().splitlines()
    assert "more than one house" in first
    assert [" ".join(line.split()) for line in lines] == [
        f"--house '{ROOM}' 1 member, here since 2026-11-23 12:00",
        "--house '!elm:kring.test' 2 members, here since 2026-11-24 12:00",
    ]
    assert len(_export(file, "!elm:kring.test")["members"]) == 2


def test_without_a_database_no_export_makes_one(write: Write) -> None:
    """A wrong folder is told, not filled."""
    file = write()
    result = kring.invoke(app, ["export", "--house", "De Eik", "--config", str(file)])
    assert result.exit_code == 1
    assert "De Eik: no house" in result.stderr
    assert not Path(read_config(file).database.removeprefix("sqlite:///")).exists()
