"""A house's decisions as a file: what it is called, what kind it is, and what is in it."""

from __future__ import annotations

import json
from datetime import datetime

from bot.calendar_file import calendar
from bot.decision_log import decision_log
from bot.export import export_house, read
from bot.room import Document
from bot.sheets import sheets
from commands.reading import folded
from governance.outcomes import ExportForm
from storage.records import House
from storage.transaction import Transaction

MEDIA_TYPES = {
    ExportForm.JSON: "application/json",
    ExportForm.MD: "text/markdown",
    ExportForm.CSV: "application/zip",
    ExportForm.ICS: "text/calendar",
}
ENDINGS = {form: form.value for form in ExportForm} | {ExportForm.CSV: "zip"}
"""How a file's name ends; the tables are several files, so they come in one zip."""

LONGEST_NAME = 40
"""Letters of a house's name in that of a file."""


async def file_of(
    tx: Transaction, house: House, form: ExportForm, now: datetime, prefix: str
) -> Document:
    """One house as a file. What is private is in none: people, flags nobody was told of.

    Raises UnknownMember, and what a fold raises, where the facts cannot be.
    """
    match form:
        case ExportForm.JSON:
            exported = await export_house(tx, house, now)
            content = (json.dumps(exported, ensure_ascii=False, indent=2) + "\n").encode()
        case ExportForm.MD:
            content = decision_log(await read(tx, house), now).encode()
        case ExportForm.CSV:
            content = sheets(await export_house(tx, house, now))
        case ExportForm.ICS:
            content = await calendar(tx, house, now, prefix)
    return Document.of(file_name(house, form, now), MEDIA_TYPES[form], content)


def file_name(house: House, form: ExportForm, now: datetime) -> str:
    """The house and the day: `de-eik-2026-11-23.md`."""
    day = now.astimezone(house.zone).date().isoformat()
    return f"{_safe(house.name) or 'kring'}-{day}.{ENDINGS[form]}"


def _safe(name: str) -> str:
    """Letters and figures, with a dash between: a name that any disk and program takes."""
    kept = "".join(letter if letter.isalnum() else " " for letter in folded(name))
    return "-".join(kept[:LONGEST_NAME].split())
