"""The conversations come out as they are written down, and the export tells what they decided."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from bot.hall import check
from bot.transcript import Expects, read_transcript
from tests.conversations.played import CONVERSATIONS, FILES, ROOT, Stage, replay, replay_and_keep

STORIES = ROOT / "docs" / "examples"
of_every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)

A_QUICK_ONE, WITH_TALKING = 4, 5
"""How many messages a proposal without objection may cost the room (design §6)."""

# The keys of the export (design §7.7), in their order; of a list: those of what is in it.
MEMBER = ("id", "name", "kind", "joined_at", "left_at", "away_until", "resting")
PROPOSAL = ("ref", "kind", "author", "state", "versions", "round", "stances", "objections")
VERSION = ("number", "text", "at")
ROUND = ("opened_at", "closes_at", "closed_at", "roll", "heard")
STANCE = ("member", "stance", "reason", "version", "at", "live", "by")
OBJECTION = ("member", "reason", "state", "version")
AGREEMENT = (
    *("ref", "proposal", "text", "state", "adopted_at", "in_force_at", "review_at", "ended_at"),
    "concerns",
)
EXPORT = (
    *("schema", "exported_at", "house", "members", "proposals", "agreements", "roles", "terms"),
    *("changes", "flags", "nudges", "requests"),
)


@of_every_file
def test_it_goes_as_it_is_written(file: Path, stage: Stage) -> None:
    """Every message of the bot is expected, and no other comes."""
    lines, _ = stage.played(file)
    assert check(read_transcript(file), lines) == []


@of_every_file
def test_it_tells_what_is_going_on_and_expects_something(file: Path) -> None:
    """One or two lines for who reads it, and bot lines to hold it to."""
    lines = file.read_text(encoding="utf-8").splitlines()
    body = lines[lines.index("+++", 1) + 1 :]
    opening = body[: body.index("")]
    assert 1 <= len(opening) <= 2
    assert all(line.startswith("# ") for line in opening)
    assert any(isinstance(step, Expects) for step in read_transcript(file).steps)


def test_about_half_is_in_dutch() -> None:
    """Neither language is a translation of the other."""
    dutch = [file for file in CONVERSATIONS if read_transcript(file).header.language == "nl"]
    assert len(CONVERSATIONS) >= 20
    assert 0.4 <= len(dutch) / len(CONVERSATIONS) <= 0.6


@of_every_file
def test_a_restart_after_every_step_changes_nothing(file: Path, stage: Stage) -> None:
    """Whatever matters is in the database: the process may stop at any moment."""
    assert stage.played(file, forgets=True) == stage.played(file)


EVERY = 1 if os.environ.get("KRING_LONG") == "1" else 5
"""One in so many is played on PostgreSQL too."""


@pytest.mark.parametrize(
    "file",
    [file for file in FILES if crc32(file.stem.encode()) % EVERY == 0],
    ids=lambda file: file.stem,
)
def test_it_goes_the_same_on_postgresql(file: Path, stage: Stage) -> None:
    """Every line, and every byte of each file that the house can take along."""
    played, kept = replay_and_keep(read_transcript(file), "postgresql")
    assert played == stage.played(file)
    assert json.dumps(played[1]) == json.dumps(stage.played(file)[1])
    assert kept.files == stage.kept(file).files


# ------------------------------------------------------------------------- how much it says

HOUSE = """+++
house = "De Eik"
start = 2026-11-23T10:00:00
members = ["Alice", "Bob", "Carol", "Dan", "Erin", "Frank"]
roles = []
[settings]
quick_hours = 48  # as long as the others, so that every ending fits every opening
+++
"""
EVERYONE = "".join(f"{name} votes consent on P1\n" for name in ("Bob", "Carol", "Dan", "Erin"))
ENDINGS = {
    "all are heard": f"{EVERYONE}Frank reacts 🤔 on P1\n-- 5 days later --\n",
    "one is not heard": f"{EVERYONE}-- 5 days later --\n",
    "one is heard in the grace": f"{EVERYONE}-- 50 hours later --\nFrank: !aside P1\n",
    "too few are heard": "Bob votes consent on P1\n-- 9 days later --\n",
    "some change their minds": f"{EVERYONE}Bob: !aside P1\nBob redacts\nErin reacts 🤔 on P1\n",
}
OPENINGS = {
    "quick": ("Alice: !quick Soup on Friday\n", A_QUICK_ONE),
    "talking": (
        "Alice: !propose Soup on Friday\nBob reacts 👍 on P1\n-- 1 day later --\n",
        WITH_TALKING,
    ),
    "at once": ("Alice: !propose Soup on Friday\nAlice: !round P1\n", WITH_TALKING),
}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("opening", OPENINGS)
def test_a_proposal_without_objection_costs_few_messages(
    opening: str, ending: str, tmp_path: Path
) -> None:
    """Tallies, the extension and coming into force are edits of the card."""
    begins, most = OPENINGS[opening]
    file = tmp_path / "story.chat"
    file.write_text(HOUSE + begins + ENDINGS[ending], encoding="utf-8")
    lines, _ = replay(read_transcript(file))
    said = [line.text for line in lines]
    assert len(said) <= most, "\n\n".join(said)


@pytest.mark.parametrize("file", [STORIES / "a-quick-one.chat"], ids=["a-quick-one"])
def test_the_quick_story_costs_three_messages(file: Path, stage: Stage) -> None:
    """The card, the poll, and how it ended."""
    lines, _ = stage.played(file)
    assert len(lines) == 3


# ------------------------------------------------------------------------------- the export


@of_every_file
def test_the_export_has_the_keys_that_others_rely_on(file: Path, stage: Stage) -> None:
    """Each of design §7.7, and no other."""
    _, exported = stage.played(file)
    assert tuple(exported) == EXPORT
    assert exported["schema"] == 1
    assert tuple(exported["house"]) == ("name", "language", "timezone", "settings")
    assert _keys(exported["members"]) == {MEMBER}
    assert _keys(exported["agreements"]) <= {AGREEMENT}
    assert _keys(exported["proposals"]) <= {PROPOSAL}
    for proposal in exported["proposals"]:
        assert _keys(proposal["versions"]) == {VERSION}
        assert _keys([proposal["round"]] if proposal["round"] else []) <= {ROUND}
        assert _keys(proposal["stances"]) <= {STANCE}
        assert _keys(proposal["objections"]) <= {OBJECTION}
    for name in ("roles", "terms", "changes", "flags", "nudges", "requests"):
        assert isinstance(exported[name], list)


def _keys(values: list[dict[str, Any]]) -> set[tuple[str, ...]]:
    return {tuple(value) for value in values}


@of_every_file
def test_the_export_agrees_with_itself(file: Path, stage: Stage) -> None:
    """Who was heard has one stance that counts; agreements are numbered without a gap."""
    _, exported = stage.played(file)
    names = {member["name"] for member in exported["members"]}
    for proposal in exported["proposals"]:
        live = [stance for stance in proposal["stances"] if stance["live"]]
        assert len({stance["member"] for stance in live}) == len(live)
        assert all(stance["version"] == len(proposal["versions"]) for stance in live)
        assert names >= {proposal["author"], *(stance["member"] for stance in live)}
        if proposal["round"]:
            roll = proposal["round"]["roll"]
            assert proposal["round"]["heard"] == sum(one["member"] in roll for one in live)
    refs = [agreement["ref"] for agreement in exported["agreements"]]
    assert refs == [f"A{number}" for number in range(1, len(refs) + 1)]


@pytest.mark.parametrize(
    "file", [STORIES / "bezwaar-zonder-reden.chat"], ids=["bezwaar-zonder-reden"]
)
def test_an_agreement_that_never_began_is_told_apart(file: Path, stage: Stage) -> None:
    """Reopened in the grace: ended, and never in force; its number is not used again."""
    _, exported = stage.played(file)
    first, second = exported["agreements"]
    assert (first["state"], first["in_force_at"]) == ("ended", None)
    assert (second["state"], second["text"]) == (
        "in_force",
        "De fietsen gaan naar de schuur, als daar een plank en een lamp zijn",
    )
    (proposal,) = exported["proposals"]
    assert (proposal["ref"], proposal["state"]) == ("P1", "adopted")
    assert [o["state"] for o in proposal["objections"]] == ["concern", "resolved"]


@pytest.mark.parametrize("file", [STORIES / "too-few-heard.chat"], ids=["too-few-heard"])
def test_who_was_too_few_to_be_heard_left_no_agreement(file: Path, stage: Stage) -> None:
    """Lapsed is not a no, and not a yes."""
    _, exported = stage.played(file)
    states = [proposal["state"] for proposal in exported["proposals"]]
    assert states == ["lapsed", "adopted"]
    assert [agreement["proposal"] for agreement in exported["agreements"]] == ["P2"]


@pytest.mark.parametrize(
    "file", [STORIES / "from-idea-to-agreement.chat"], ids=["from-idea-to-agreement"]
)
def test_a_concern_goes_into_the_agreement_in_its_own_words(file: Path, stage: Stage) -> None:
    """They come back as the question at the review."""
    _, exported = stage.played(file)
    (agreement,) = exported["agreements"]
    assert agreement["concerns"] == ["The door does not close well"]
    assert agreement["review_at"].startswith("2027-05-26")
    assert agreement["in_force_at"] == agreement["adopted_at"]
