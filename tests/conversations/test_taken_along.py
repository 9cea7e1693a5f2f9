"""What a house takes along is what its database holds, each thing once, in every kind of file."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from markdown_it import MarkdownIt

from bot.sheets import BETWEEN, COLUMNS, harmless
from governance.outcomes import ExportForm
from tests.conversations.from_rows import FromRows, Row, moment, rows_of
from tests.conversations.played import FILES, Kept, Stage

of_every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)

_INVISIBLE = "\u2060"
MARKDOWN = MarkdownIt("commonmark")


def _of_all_proposals(exported: Row, key: str) -> list[Row]:
    return [{"ref": one["ref"]} | row for one in exported["proposals"] for row in one[key]]


def _check(exported: Row, rows: FromRows, *, with_private: bool) -> None:
    """The same rows in both, and none twice."""
    proposals = exported["proposals"]
    people = rows_of(exported["members"], id=None, name=None, kind=None)
    assert Counter(people) == rows.people()
    assert Counter(rows_of(proposals, ref=None, kind=None)) == rows.proposals()
    versions = _of_all_proposals(exported, "versions")
    assert Counter(rows_of(versions, ref=None, number=None, text=None, at=moment)) == (
        rows.versions()
    )
    _check_stances(exported, rows)
    agreements = rows_of(
        exported["agreements"],
        ref=None,
        proposal=None,
        adopted_at=moment,
        in_force_at=moment,
        ended_at=moment,
    )
    assert Counter(agreements) == rows.agreements()
    terms = rows_of(
        exported["terms"], role=None, member=None, starts_at=moment, how=None, mentor=None
    )
    assert Counter(terms) == rows.terms()
    assert rows_of(exported["changes"], at=moment, effect=None, agreement=None) == rows.changes()
    flags = rows_of(
        exported["flags"],
        kind=None,
        roles=tuple,
        members=tuple,
        raised_at=moment,
        told_house_at=moment,
    )
    assert flags == rows.flags(with_private=with_private)
    assert rows_of(exported["nudges"], to=None, week=None, at=moment) == rows.nudges()
    requests = rows_of(exported["requests"], ref=None, text=None, state=None, due=None, answer=None)
    assert requests == rows.requests()


def _check_stances(exported: Row, rows: FromRows) -> None:
    stances = _of_all_proposals(exported, "stances")
    columns = {"ref": None, "member": None, "stance": None, "reason": None, "version": None}
    assert Counter(rows_of(stances, **columns, at=moment, by=None)) == rows.stances()
    live = [one for one in stances if one["live"]]
    assert len({(one["ref"], one["member"]) for one in live}) == len(live)
    last = rows.last_said()
    for one in live:
        assert last[one["ref"], one["member"]] == (one["stance"], one["version"])
    objections = _of_all_proposals(exported, "objections")
    assert set(rows_of(objections, ref=None, member=None, version=None)) == rows.objectors()
    carried = Counter(one["ref"] for one in objections if one["state"] == "concern")
    assert carried == rows.turned_into_concerns()


@of_every_file
def test_the_export_tells_each_thing_in_the_database_once_and_no_other(
    file: Path, stage: Stage
) -> None:
    """Of the replay with all there is; as a file without what is about a person, or private."""
    kept = stage.kept(file)
    _, replayed = stage.played(file)
    _check(replayed, FromRows(kept.rows, with_people=True), with_private=True)
    _check(_json(kept), FromRows(kept.rows, with_people=False), with_private=False)


def _json(kept: Kept) -> Row:
    exported: Row = json.loads(kept.files[ExportForm.JSON].bytes)
    return exported


def test_some_story_tells_of_everything() -> None:
    """So that none of the tables is compared with nothing."""
    told = "\n".join(file.read_text() for file in FILES)
    for word in ("!swap", "!take", "!ruil", "!change", "!about", "!over", "!answer", "!antwoord"):
        assert word in told


# ----------------------------------------------------------------------------------- the tables


@of_every_file
def test_the_tables_tell_the_same(file: Path, stage: Stage) -> None:
    """Every row, every cell; what holds several things in a table of their own."""
    kept = stage.kept(file)
    exported, sheets = _json(kept), _sheets(kept)
    assert list(sheets) == list(COLUMNS)
    zone = ZoneInfo(exported["house"]["timezone"])

    def same(name: str, rows: list[Row]) -> None:
        assert len(sheets[name]) == len(rows), name
        for cells, row in zip(sheets[name], rows, strict=True):
            for column in cells.keys() & row.keys():
                assert _fits(cells[column], row[column], zone), (name, column)

    for name in ("members", "agreements", "roles", "terms", "changes", "requests", "nudges"):
        same(name, exported[name])
    same("flags", exported["flags"])
    same("proposals", exported["proposals"])
    for name in ("versions", "stances", "objections"):
        same(name, _of_all_proposals(exported, name))
    rounds = [(one["ref"], one["round"]) for one in exported["proposals"] if one["round"]]
    rolls = [{"proposal": ref, "member": who} for ref, round_ in rounds for who in round_["roll"]]
    same("rolls", rolls)
    heard = [round_ | {"ref": ref, "asked": len(round_["roll"])} for ref, round_ in rounds]
    asked = [row for row in sheets["proposals"] if row["asked"]]
    for cells, round_ in zip(asked, heard, strict=True):
        for column in ("ref", "opened_at", "closes_at", "closed_at", "asked", "heard"):
            assert _fits(cells[column], round_[column], zone), column
    concerns = [
        (one["ref"], concern) for one in exported["agreements"] for concern in one["concerns"]
    ]
    same("concerns", [{"agreement": ref, "concern": concern} for ref, concern in concerns])
    assert {row["setting"] for row in sheets["settings"]} == {*exported["house"]["settings"]}


def _sheets(kept: Kept) -> dict[str, list[dict[str, str]]]:
    """Each table as a spreadsheet reads it."""
    language = _json(kept)["house"]["language"]
    with ZipFile(BytesIO(kept.files[ExportForm.CSV].bytes)) as zipped:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(
                    StringIO(zipped.read(name).decode("utf-8-sig"), newline=""),
                    delimiter=BETWEEN[language],
                )
            )
            for name in zipped.namelist()
        }


def _fits(cell: str, value: Any, zone: ZoneInfo) -> bool:
    if value is None or isinstance(value, bool):
        return cell == {None: "", True: "yes", False: "no"}[value]
    if isinstance(value, list):
        return cell == harmless(", ".join(value))
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value):
        at = moment(value)
        assert at
        return cell == at.astimezone(zone).replace(tzinfo=None, microsecond=0).isoformat(" ")
    return cell == harmless(str(value))


# -------------------------------------------------------------------------------------- the log


@of_every_file
def test_the_log_tells_the_same(file: Path, stage: Stage) -> None:
    """Every proposal once, every agreement where it belongs, and the words that people wrote."""
    kept = stage.kept(file)
    exported, log = _json(kept), kept.files[ExportForm.MD].bytes.decode()
    headings = re.findall(r"^### ([PAR]\d+)", log, re.MULTILINE)
    holding = [a["ref"] for a in exported["agreements"] if a["state"] in {"in_force", "in_review"}]
    every = [one["ref"] for key in ("proposals", "requests") for one in exported[key]]
    assert sorted(headings) == sorted([*every, *holding])
    assert headings[: len(holding)] == holding
    became = re.findall(
        r"^- [^“\n]*?\*\*(A\d+)\*\*(?=.*\d{4})", _part(log, 1) + _part(log, 2), re.M
    )
    assert sorted(became) == sorted(one["ref"] for one in exported["agreements"])
    final = {"withdrawn", "lapsed", "stalled"}
    settling = {one["proposal"] for one in exported["agreements"] if one["state"] == "settling"}
    still_open = [
        one["ref"]
        for one in exported["proposals"]
        if one["state"] not in {*final, "adopted"} or one["ref"] in settling
    ]
    assert re.findall(r"^### (P\d+)", _part(log, 1), re.MULTILINE) == still_open
    assert len(re.findall(r"^- ", _part(log, 4), re.MULTILINE)) == len(exported["terms"])
    assert len(re.findall(r"^- ", _part(log, 6), re.MULTILINE)) == len(exported["changes"])


def _part(log: str, number: int) -> str:
    return re.split(r"^## .*$", log, flags=re.MULTILINE)[number + 1]


@of_every_file
def test_the_log_quotes_every_text_and_counts_as_the_export_does(file: Path, stage: Stage) -> None:
    """As it was written: with its signs, which mean nothing here."""
    kept = stage.kept(file)
    exported, log = _json(kept), kept.files[ExportForm.MD].bytes.decode()
    texts = [one["text"] for one in _of_all_proposals(exported, "versions")]
    for one in exported["agreements"]:
        if one["state"] in {"in_force", "in_review"}:
            texts += [one["text"], *one["concerns"]]
    for request in exported["requests"]:
        texts += [request["text"], *([request["answer"]] if request["answer"] else [])]
    spoken = {"Said by voice", "Ingesproken"}
    expected = Counter(" ".join(text.split()) for text in texts if text != "said by voice")
    assert Counter(text for text in _quotes(log) if text not in spoken) == expected
    heard = re.findall(
        r"^- (\d+) (?:of|van de) (\d+) .*?(\d+) · .*?(\d+) · .*?(\d+) · .*?(\d+)$", log, re.M
    )
    assert sorted(heard) == sorted(
        tuple(map(str, _counted(one))) for one in exported["proposals"] if one["round"]
    )


@of_every_file
def test_the_log_is_made_of_headings_lists_and_quotations(file: Path, stage: Stage) -> None:
    """Whatever stands in it: no picture, link, tag or table, in an editor as on the web."""
    tokens = MARKDOWN.parse(stage.kept(file).files[ExportForm.MD].bytes.decode())
    blocks = {"heading", "paragraph", "blockquote", "bullet_list", "list_item"}
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds <= blocks | {"inline"}
    signs = {child.type for token in tokens for child in token.children or []}
    assert signs <= {"text", "text_special", "strong_open", "strong_close", "code_inline"}
    titles = [token.tag for token in tokens if token.type == "heading_open"]
    assert (titles.count("h1"), titles.count("h2")) == (1, 7)


def _counted(proposal: Row) -> list[int]:
    """How many were heard and asked, and how many said what."""
    roll = proposal["round"]["roll"]
    said = [one["stance"] for one in proposal["stances"] if one["live"] and one["member"] in roll]
    kinds = ("consent", "concern", "objection", "aside")
    return [proposal["round"]["heard"], len(roll), *(said.count(kind) for kind in kinds)]


def _quotes(log: str) -> list[str]:
    """What stands in the quotations, as a browser shows it."""
    tokens = MARKDOWN.parse(log)
    found, depth = [], 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("blockquote") else 0
        if depth and token.type == "inline":
            assert {child.type for child in token.children or []} <= {"text", "text_special"}
            found.append("".join(c.content for c in token.children or []).replace(_INVISIBLE, ""))
    return found


# ---------------------------------------------------------------------------- what is in no file


@of_every_file
def test_what_is_about_a_person_is_in_no_file(file: Path, stage: Stage) -> None:
    """Neither its text nor its number, nor what was said of it."""
    kept = stage.kept(file)
    every = FromRows(kept.rows, with_people=True)
    hidden = FromRows(kept.rows, with_people=False).hidden
    with ZipFile(BytesIO(kept.files[ExportForm.CSV].bytes)) as zipped:
        unpacked = [zipped.read(name).decode() for name in zipped.namelist()]
    files = [
        kept.files[form].bytes.decode() for form in (*ExportForm,) if form is not ExportForm.CSV
    ]
    words = {text for ref, _, text, _ in every.versions() if ref in hidden}
    words |= {row[3] for row in every.stances() if row[0] in hidden and row[3]} - {"said by voice"}
    # The same may have been put forward as any proposal, and taken back.
    in_the_open = "\n".join(text for ref, _, text, _ in every.versions() if ref not in hidden)
    for content in (*files, *unpacked):
        assert not [word for word in words if word in content and word not in in_the_open]
        assert not [ref for ref in hidden if re.search(rf"\b{ref}\b", content)]
