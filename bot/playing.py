"""`kring replay`: prints the whole conversation, checks it, or prints the export."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text
from sqlalchemy.exc import DBAPIError

from bot.hall import Print
from bot.hall import check as differences
from bot.replay import replay
from bot.transcript import Unreadable, read_transcript
from storage.engine import OtherVersion, UnknownDatabase
from storage.trouble import trouble_of

_INDENT = 17


def play(files: Sequence[Path], *, check: bool, as_json: bool, url: str | None) -> int:
    """Play every file; 0 fine, 1 the bot said something else, 2 a file cannot be read."""
    console = Console(stderr=as_json, highlight=False, soft_wrap=True)
    worst = 0
    for file in files:
        try:
            worst = max(worst, asyncio.run(_play(file, console, check, as_json, url)))
        except (OtherVersion, Unreadable, UnknownDatabase) as fault:
            sys.stderr.write(f"{fault}\n")
            return 2
        except OSError as fault:
            sys.stderr.write(f"{file}: {fault.strerror}\n")
            return 2
        except DBAPIError as fault:
            trouble = trouble_of(fault)
            if trouble is None:
                raise
            sys.stderr.write(f"{trouble.what}\n{trouble.mend}\n")
            return 2
    return worst


async def _play(
    file: Path, console: Console, is_checked: bool, as_json: bool, url: str | None
) -> int:
    transcript = read_transcript(file)
    console.print(Text(f"── {file.name} ── {transcript.header.house}", style="bold"))
    lines, exported = await replay(transcript, printer(console, transcript.header.zone), url)
    if as_json:
        sys.stdout.write(json.dumps(exported, ensure_ascii=False, indent=2) + "\n")
    faults = differences(transcript, lines) if is_checked else []
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    if is_checked and not faults:
        console.print(Text(f"{file.name}: as expected", style="green"))
    return 1 if faults else 0


def printer(console: Console, zone: ZoneInfo) -> Print:
    """Prints each line with its house time and who said it."""

    def line(at: datetime, who: str, what: str) -> None:
        time = at.astimezone(zone).strftime("%a %d %b %H:%M")
        if not who:
            console.print(Text(f"{time:<{_INDENT}}{what}", style="dim"))
            return
        style = "bold cyan" if who.startswith("kring") else "bold"
        if who in {"kring edits", "kring reacts"}:
            style = "dim"
        text = Text(f"{time:<{_INDENT}}", style="dim")
        text.append(f"{who}: ", style=style)
        body = what.replace("\n", "\n" + " " * (_INDENT + 2))
        text.append(body, style="dim" if style == "dim" else "")
        console.print(text)

    return line
