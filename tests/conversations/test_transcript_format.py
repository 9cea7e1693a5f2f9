"""The format of transcripts (design §7.6), and `kring replay` as a command."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.transcript import (
    Acts,
    Edits,
    Expects,
    Passes,
    Restarts,
    Says,
    Step,
    Taps,
    Unreadable,
    read_transcript,
)
from governance.role_facts import Pool, Way
from governance.roles import CHAIR
from governance.setting_up_roles import Wanted
from tests.conversations.played import EXAMPLES

HEADER = """+++
house = "De Eik"
start = 2026-11-23T10:00:00
members = ["bob", "El Mahdi"]
+++
"""
HEADER_LINES = 5


def written(folder: Path, body: str, header: str = HEADER) -> Path:
    """A file with this in it."""
    file = folder / "story.chat"
    file.write_text(header + body, encoding="utf-8")
    return file


# --------------------------------------------------------------------------- what can be read

FORMS: dict[str, Step] = {
    "bob: !propose Quiet hours": Says(6, "bob", "!propose Quiet hours"),
    "El Mahdi: it is 22:00 already": Says(6, "El Mahdi", "it is 22:00 already"),
    "bob in private: !mydata": Says(6, "bob", "!mydata", is_private=True),
    "bob replies in private: nights": Says(6, "bob", "nights", is_private=True, is_reply=True),
    "bob votes objection on P1": Taps(6, "bob", "votes", "objection", "P1"),
    "bob votes on P1": Taps(6, "bob", "votes", "", "P1"),
    "bob reacts ✋ on P1": Taps(6, "bob", "reacts", "✋", "P1"),
    "El Mahdi unreacts 🤷‍♀️ on P12": Taps(6, "El Mahdi", "unreacts", "🤷‍♀️", "P12"),
    "bob replies to P1: akkoord": Says(6, "bob", "akkoord", is_reply=True, about="P1"),
    "bob replies to the question: soup": Says(
        6, "bob", "soup", is_reply=True, about="the question"
    ),
    "bob edits: !propose more": Edits(6, "bob", "!propose more"),
    "bob votes end on the role cook": Taps(6, "bob", "votes", "end", "cook", is_role=True),
    "El Mahdi replies to the role cook: keep": Says(
        6, "El Mahdi", "keep", is_reply=True, about="cook", is_role=True
    ),
    "bob redacts": Acts(6, "bob", "redacts"),
    "erin joins": Acts(6, "erin", "joins"),
    "El Mahdi leaves": Acts(6, "El Mahdi", "leaves"),
    "-- restart --": Restarts(6),
    "-- 1 minute later --": Passes(6, length=timedelta(minutes=1)),
    "-- 36 hours later --": Passes(6, length=timedelta(hours=36)),
    "-- 2 days later --": Passes(6, length=timedelta(days=2)),
    "-- 3 weeks later --": Passes(6, length=timedelta(weeks=3)),
    "-- until 2026-12-01 20:00 --": Passes(6, until=datetime(2026, 12, 1, 19, tzinfo=UTC)),
    "kring: P1 is an agreement …": Expects(6, None, "P1 is an agreement …"),
    "kring to El Mahdi: thanks …": Expects(6, "El Mahdi", "thanks …"),
    "  bob: indented  ": Says(6, "bob", "indented"),
}


@pytest.mark.parametrize("line", FORMS)
def test_each_form_of_line_is_read(line: str, tmp_path: Path) -> None:
    """Names may have spaces; texts may have colons."""
    assert read_transcript(written(tmp_path, f"{line}\n")).steps == (FORMS[line],)


def test_comments_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    """They keep their place: a fault is told at its own line."""
    file = written(tmp_path, "# bob: !propose nothing\n\n   # more\nbob: hello\n")
    assert read_transcript(file).steps == (Says(9, "bob", "hello"),)


def test_a_header_with_everything(tmp_path: Path) -> None:
    """Each key of design §7.6; the start is house time."""
    header = """+++
house = "The Oak"
language = "nl"
timezone = "America/New_York"
start = 2026-11-23T10:00:00
members = ["alice"]
professionals = ["pat"]
offline = ["Jan"]
[settings]
talk_hours = 0
quorum = "0,75"
quiet_hours = "off"
[[roles]]
name = "chair"
every = 1
starts = "monday 09:00"
+++
"""
    read = read_transcript(written(tmp_path, "", header)).header
    assert (read.house, read.language, read.zone.key) == ("The Oak", "nl", "America/New_York")
    assert read.start == datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert (read.members, read.professionals, read.offline) == (("alice",), ("pat",), ("Jan",))
    assert (read.settings.talk_hours, read.settings.quorum) == (0, 0.75)
    assert read.settings.quiet_hours == "off"
    assert read.roles == ((CHAIR, Wanted(1, 0, time(9), Way.ROTATION, Pool.RESIDENTS)),)


def test_a_header_with_only_what_is_needed(tmp_path: Path) -> None:
    """English, Amsterdam, nobody else, the settings as they are."""
    read = read_transcript(written(tmp_path, "")).header
    assert (read.language, read.zone.key) == ("en", "Europe/Amsterdam")
    assert read.start == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert (read.professionals, read.offline) == ((), ())
    assert read.roles == ((CHAIR, Wanted()),)
    assert read.settings.talk_hours == 24


# ------------------------------------------------------------------------ what cannot be read

LINES = {
    "hello": "expected `name: …` or `# comment`",
    ": !propose": "expected `name: …` or",
    "bob votes consent": "expected `name votes consent on P1`,",
    "bob votes consent on the first": "expected `name votes consent on P1`,",
    "bob shouts on P1": "`name votes consent on P1`",
    "bob react ✋ on turn of chair": "expected `name reacts ✋ on the turn of chair`,",
    "El Mahdi joined": "expected `name joins`",
    "-- two days later --": "expected `-- 2 days later --`",
    "-- 2 months later --": "expected `-- 2 days later --`",
    "-- 99999999999 days later --": "expected `-- 2 days later --`",
    "-- until tomorrow --": "expected `-- until 2026-12-01 20:00 --`",
    "-- until 2026-02-31 10:00 --": "day is out of range",
    "--restart": "expected `-- restart --`",
}
SHORT = 250
"""Signs: what is told of a line, beside the file, fits two lines of a screen."""


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_cannot_be_read_is_told(line: str, tmp_path: Path) -> None:
    """Its file, its number, and what was expected there."""
    file = written(tmp_path, f"# fine\nbob: hello\n{line}\n")
    with pytest.raises(Unreadable) as told:
        read_transcript(file)
    assert str(told.value).startswith(f"{file}:{HEADER_LINES + 3}: ")
    assert LINES[line] in str(told.value)


@pytest.mark.parametrize("line", [*LINES, "hello " * 200, "bob votes " * 200])
def test_what_is_told_of_a_line_is_short_and_says_where_all_forms_are(
    line: str, tmp_path: Path
) -> None:
    """The two or three forms that are nearest; the page has the rest."""
    file = written(tmp_path, f"{line}\n")
    with pytest.raises(Unreadable) as told:
        read_transcript(file)
    said = str(told.value).removeprefix(f"{file}:{HEADER_LINES + 1}: ")
    assert len(said) <= SHORT
    assert 2 <= len(re.findall(r"`[^`]+`", said.rpartition("expected")[2])) <= 3
    assert said.endswith("All forms: docs/transcripts.md")


def test_a_name_with_a_slip_behind_it_is_told_as_a_line_that_has_no_form(tmp_path: Path) -> None:
    """Not as somebody who does not live here."""
    code, _, err = run(written(tmp_path, "El Mahdi replied to P1: yes\n"))
    assert code == 2
    assert ":6: cannot read “El Mahdi replied to P1: yes”: expected `name replies to P1: …`" in err


HEADERS = {
    "bob: hello": "expected `+++` and a header",
    "+++\nhouse = 'x'": "expected `+++` after the header",
    "+++\nhouse = = 1\n+++\n": "Invalid value",
    "+++\nhouse = 'x'\n+++\n": "start: expected house time",
    "+++\nstart = 2026-11-23\n+++\n": "start: expected house time",
    "+++\nstart = '2026-11-23T10:00:00'\n+++\n": "start: expected house time",
    "+++\nstart = 2026-11-23T10:00:00\ncolour = 1\n+++\n": "unknown colour; expected house",
    "+++\nstart = 2026-11-23T10:00:00\nlanguage = 'fr'\n+++\n": "expected en or nl",
    "+++\nstart = 2026-11-23T10:00:00\ntimezone = 'Mars'\n+++\n": "Europe/Amsterdam",
    "+++\nstart = 2026-11-23T10:00:00\nmembers = 'bob'\n+++\n": "members: expected names",
    "+++\nstart = 2026-11-23T10:00:00\noffline = [1]\n+++\n": "offline: expected names",
    "+++\nstart = 2026-11-23T10:00:00\nmembers = ['bob', 'bob']\n+++\n": "bob: expected each name",
    "+++\nstart = 2026-11-23T10:00:00\nmembers = ['bob']\nprofessionals = ['pat', 'bob']\n"
    "offline = ['pat']\n+++\n": "bob, pat: expected each name once",
    "+++\nstart = 2026-11-23T10:00:00\nsettings = 1\n+++\n": "[settings]: expected a table",
    "+++\nstart = 2026-11-23T10:00:00\n[settings]\nround_hours = 0\n+++\n": "1–336",
    "+++\nstart = 2026-11-23T10:00:00\n[settings]\nspeed = 1\n+++\n": "speed: expected",
    "": "expected `+++` and a header",
}


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_that_cannot_be_read_is_told(header: str, tmp_path: Path) -> None:
    """What is wrong, and what it could have been."""
    with pytest.raises(Unreadable) as told:
        read_transcript(written(tmp_path, "", header))
    assert str(told.value).startswith(str(tmp_path / "story.chat"))
    assert HEADERS[header] in str(told.value)


def test_all_impossible_settings_are_told_at_once(tmp_path: Path) -> None:
    """Nobody mends them one by one."""
    settings = "[settings]\nround_hours = 0\nquorum = 3\n"
    header = f"+++\nstart = 2026-11-23T10:00:00\n{settings}+++\n"
    with pytest.raises(Unreadable, match=r"round_hours: expected .*; quorum: expected"):
        read_transcript(written(tmp_path, "", header))


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """A picture, say."""
    file = tmp_path / "story.chat"
    file.write_bytes(b"+++\n\xff\xfe\n")
    with pytest.raises(Unreadable, match="UTF-8"):
        read_transcript(file)


# ------------------------------------------------------------------------------ kring replay

RIGHT = """bob: !quick Soup
kring: P1 “So…p” From bob. …
kring: P1: ... live with this? …
El Mahdi votes consent on P1
kring: P1 is agreed: A1. ... 2 of 2. …
"""
ALONE = """+++
house = "De Eik"
start = 2026-11-23T10:00:00
members = ["bob"]
+++
"""


def run(*arguments: object) -> tuple[int, str, str]:
    """The exit code, and what stands on standard output and standard error."""
    result = CliRunner().invoke(app, ["replay", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_it_prints_the_whole_conversation_with_times() -> None:
    """What people did, what Kring said, edited and marked."""
    file = next(file for file in EXAMPLES if file.stem == "from-idea-to-agreement")
    code, out, err = run(file, EXAMPLES[0])
    assert (code, err) == (0, "")
    assert "Mon 23 Nov 10:00 Alice: !propose Quiet hours from 22:00" in out
    assert "kring reacts: ✋" in out
    assert "kring edits: P1" in out
    lines = [line for line in out.splitlines() if re.search(r"^\S.*\bkring\b|^ *kring", line)]
    assert lines
    assert all(re.match(r"[A-Z][a-z]{2} \d\d [A-Z][a-z]{2} \d\d:\d\d kring", x) for x in lines)
    assert "Tue 24 Nov 10:00 kring: The round on P1 is open" in out
    assert "kring: P1 is agreed: A1." in out
    assert f"── {EXAMPLES[0].name} ── The Oak" in out


def test_a_file_that_expects_what_came_is_right(tmp_path: Path) -> None:
    """`…` and `...` stand for any text, also within a line."""
    code, out, err = run("--check", written(tmp_path, RIGHT))
    assert (code, err) == (0, "")
    assert "as expected" in out


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("kring: Good morning\nbob: !quick Soup\n", ":6:\n  expected kring: Good morning"),
        ("bob: !proposals\nkring: Nothing is open now.\n", "but got  kring: Nothing is open now."),
        ("bob: !proposals\nkring to bob: Nothing …\n", "expected kring to bob: Nothing"),
        ("bob: hello\nkring: Hello bob\n", ":7: never came: Hello bob"),
        ("bob: !proposals\nkring: …\nbob: !proposals\n", "not expected: kring: Nothing is open"),
        ("bob: !proposals\nkring: nothing …\n", "expected kring: nothing"),
    ],
    ids=["other words", "not the whole", "to whom", "never came", "not expected", "small letter"],
)
def test_a_file_that_expects_something_else_fails(tmp_path: Path, body: str, told: str) -> None:
    """Exit 1, with file and line on standard error; without `--check` it is only shown."""
    file = written(tmp_path, body, ALONE)
    code, out, err = run("--check", file)
    assert code == 1
    assert told in err
    assert str(file) in err
    assert "as expected" not in out
    assert run(file)[0] == 0


def test_a_file_that_expects_nothing_is_right(tmp_path: Path) -> None:
    """Expected bot lines are optional."""
    assert run("--check", written(tmp_path, "bob: !quick Soup\n"))[0] == 0


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("bob: hello\nhm\n", ":7: cannot read “hm”: expected"),
        ("zed: hello\n", ":6: zed is not in this house; members, or `zed joins`"),
        ("-- until 2026-11-01 10:00 --\n", ":6: the clock only goes forward"),
    ],
)
def test_a_line_that_cannot_be_played_ends_with_two(tmp_path: Path, body: str, told: str) -> None:
    """The file, the line, and what was expected."""
    file = written(tmp_path, body)
    code, _, err = run(file)
    assert code == 2
    assert f"{file}{told}" in err


def test_a_file_that_is_not_there_ends_with_two(tmp_path: Path) -> None:
    """So does no file at all."""
    code, _, err = run(tmp_path / "nothing.chat")
    assert code == 2
    assert "nothing.chat: No such file" in err
    assert run()[0] == 2


def test_the_worst_of_several_files_counts(tmp_path: Path) -> None:
    """All are played, also after one that fails."""
    wrong = written(tmp_path, "bob: hello\nkring: Hello bob\n")
    code, out, _ = run("--check", wrong, EXAMPLES[0])
    assert code == 1
    assert f"{EXAMPLES[0].name}: as expected" in out


def test_json_is_all_there_is_on_standard_output() -> None:
    """The conversation goes to standard error."""
    code, out, err = run("--check", "--json", EXAMPLES[0])
    exported = json.loads(out)
    assert code == 0
    assert exported["proposals"][0]["ref"] == "P1"
    assert exported["exported_at"].endswith("Z")
    assert "!quick Soup tonight" in err
    assert "as expected" in err


def test_json_also_comes_when_the_check_fails(tmp_path: Path) -> None:
    """What happened is wanted then most of all."""
    code, out, err = run("--check", "--json", written(tmp_path, "kring: Hello\nbob: !quick Soup\n"))
    assert code == 1
    assert json.loads(out)["proposals"][0]["state"] == "consent"
    assert "expected kring: Hello" in err


def test_json_takes_one_file() -> None:
    """Two exports on one output could not be told apart."""
    code, out, err = run("--json", *EXAMPLES[:2])
    assert (code, out) == (2, "")
    assert "one FILE" in err


def test_it_can_be_played_in_a_database_that_is_kept(tmp_path: Path) -> None:
    """To look at afterwards."""
    database = tmp_path / "kring.db"
    assert run("--check", "--db", f"sqlite:///{database}", EXAMPLES[0])[0] == 0
    assert database.stat().st_size > 0


def test_several_can_be_played_in_one_database(tmp_path: Path) -> None:
    """Each file is a house of its own there."""
    url = f"sqlite:///{tmp_path / 'kring.db'}"
    assert run("--check", "--db", url, EXAMPLES[0], EXAMPLES[0])[0] == 0
