"""The export as tables for a spreadsheet: a zip with one CSV file for each table (design §7.7).

The columns have the names of the contract, in both languages. So that a spreadsheet opens it
rightly when somebody only taps the file:

- a mark at the beginning says that it is UTF-8: without one, Excel reads `é` as `Ã©`;
- between cells stands what the language's spreadsheets expect: in Dutch a semicolon, for there the
  comma is in numbers. Every cell is quoted, so that those who take either read the same;
- times are those of the house, as `2026-11-23 10:00:00`, which is a time to a spreadsheet in any
  language (the JSON has them in UTC, to the fraction);
- a cell that a spreadsheet would compute is text, by an apostrophe before it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Table = list[Json]

BETWEEN = {"nl": ";", "en": ","}
"""What stands between two cells, by the language of the house."""

_COMPUTED = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # the wide ones are the same to some programs
_TIMES = re.compile(r"(\w+_)?(at|until)")
"""The columns that hold times."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of each file in a zip: of the same decisions the same bytes are made."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "house": ("name", "language", "timezone", "exported_at"),
    "settings": ("setting", "value"),
    "members": ("id", "name", "kind", "joined_at", "left_at", "away_until", "resting"),
    "proposals": (
        *("ref", "kind", "author", "state", "text"),
        *("opened_at", "closes_at", "closed_at", "asked", "heard"),
    ),
    "versions": ("proposal", "number", "text", "at"),
    "rolls": ("proposal", "member"),
    "stances": (
        *("proposal", "member", "stance", "reason"),
        *("version", "at", "live", "by"),
    ),
    "objections": ("proposal", "member", "reason", "state", "version"),
    "agreements": (
        *("ref", "proposal", "text", "state"),
        *("adopted_at", "in_force_at", "review_at", "ended_at"),
    ),
    "concerns": ("agreement", "concern"),
    "roles": ("name", "every_weeks", "way", "pool", "state", "holder", "until", "next", "mentor"),
    "terms": ("role", "member", "starts_at", "ends_at", "how", "mentor"),
    "changes": ("at", "effect", "agreement"),
    "flags": ("kind", "roles", "members", "raised_at", "told_house_at"),
    "nudges": ("to", "week", "at", "text"),
    "requests": ("ref", "text", "state", "due", "answer"),
}
"""The tables, in the order of the contract, and their columns."""


def sheets(exported: Json) -> bytes:
    """The zip of an export."""
    language, zone = exported["house"]["language"], ZoneInfo(exported["house"]["timezone"])
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as zipped:
        for name, rows in tables(exported).items():
            entry = ZipInfo(f"{name}.csv", _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # on any machine the same
            entry.external_attr = 0o600 << 16
            zipped.writestr(entry, _sheet(COLUMNS[name], rows, language, zone))
    return packed.getvalue()


def tables(exported: Json) -> dict[str, Table]:
    """The rows of each table: what holds several things has a table of its own for them."""
    house, proposals = exported["house"], exported["proposals"]
    agreements = exported["agreements"]
    return {
        "house": [house | {"exported_at": exported["exported_at"]}],
        "settings": [{"setting": key, "value": value} for key, value in house["settings"].items()],
        "members": exported["members"],
        "proposals": [_proposal(one) for one in proposals],
        "versions": _below(proposals, "versions"),
        "rolls": [
            {"proposal": one["ref"], "member": member}
            for one in proposals
            if one["round"]
            for member in one["round"]["roll"]
        ],
        "stances": _below(proposals, "stances"),
        "objections": _below(proposals, "objections"),
        "agreements": agreements,
        "concerns": [
            {"agreement": one["ref"], "concern": concern}
            for one in agreements
            for concern in one["concerns"]
        ],
        **{key: exported[key] for key in ("roles", "terms", "changes")},
        **{key: exported[key] for key in ("flags", "nudges", "requests")},
    }


def _proposal(proposal: Json) -> Json:
    round_ = proposal["round"] or {}
    return (
        proposal
        | {"text": proposal["versions"][-1]["text"]}
        | {key: round_.get(key) for key in ("opened_at", "closes_at", "closed_at", "heard")}
        | {"asked": len(round_["roll"]) if round_ else None}
    )


def _below(proposals: Iterable[Json], key: str) -> Table:
    return [{"proposal": one["ref"]} | row for one in proposals for row in one[key]]


def _sheet(columns: Sequence[str], rows: Table, language: str, zone: ZoneInfo) -> bytes:
    written = StringIO(newline="")
    between = BETWEEN[language]
    writer = csv.writer(written, delimiter=between, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(
        [_cell(column, row[column], between, zone) for column in columns] for row in rows
    )
    return written.getvalue().encode("utf-8-sig")


def _cell(column: str, value: Any, between: str, zone: ZoneInfo) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return harmless(", ".join(value))
        case float():
            return str(value).replace(".", "," if between == ";" else ".")
        case str() if _TIMES.fullmatch(column):
            local = datetime.fromisoformat(value).astimezone(zone)
            return f"{local:%Y-%m-%d %H:%M:%S}"
        case _:
            return harmless(str(value))


def harmless(text: str) -> str:
    """The same, as text also where a spreadsheet would take it for something to compute."""
    return f"'{text}" if _COMPUTED.match(text) else text
