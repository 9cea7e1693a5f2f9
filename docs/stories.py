"""What a conversation looks like on a phone: the lines of a replay, for a picture."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from pathlib import Path

from babel.dates import format_datetime
from picture import Line, draw

from bot.replay import replay
from bot.transcript import read_transcript

SIGNS = {"consent": "👍", "concern": "🤔", "objection": "✋", "aside": "🤷"}
"""What is tapped in a poll, by the answer's id."""
ALONE = {"en": ("to Kring alone", "to {} alone"), "nl": ("alleen aan Kring", "alleen aan {}")}
REPLIES = {"en": "replies to", "nl": "antwoordt op"}
TAPS = {"en": "taps", "nl": "tikt op"}
NOT_SHOWN = {"kring edits", "kring reacts"}


def pictured(file: Path) -> str:
    """A file as a picture; its first comment is the title."""
    lines = told(file)
    while lines[-1].is_note and lines[-1].text == lines[-1].time:
        lines.pop()
    return draw(lines, title_of(file))


def title_of(file: Path) -> str:
    """What happens in it, in a sentence."""
    found = re.search(r"^# (.+)$", file.read_text(), flags=re.MULTILINE)
    if not found:
        raise LookupError(f"{file}: the first comment is the picture's title, and there is none")
    return found[1]


def told(file: Path) -> list[Line]:
    """What everybody in the house sees, line by line; taps one after another are one line."""
    transcript = read_transcript(file)
    language, zone = transcript.header.language, transcript.header.zone
    lines: list[Line] = []

    def watch(at: datetime, who: str, what: str) -> None:
        if who in NOT_SHOWN:
            return
        time = format_datetime(at.astimezone(zone), "EEE HH:mm", locale=language)
        if not who:
            lines.append(Line("", time, time, is_note=True))
        elif tap := re.match(r"(?:votes|reacts) (\S+) on ", what):
            text = f"{who} {TAPS[language]} {SIGNS.get(tap[1], tap[1])}"
            if lines and lines[-1].is_note and lines[-1].who:
                text = f"{lines.pop().text} · {text}"
            lines.append(Line(who, text, time, is_note=True))
        else:
            is_private = " in private" in who or who.startswith("kring to ")
            is_kring = who.startswith("kring")
            lines.append(Line(_name(who, language), what, time, False, is_kring, is_private))

    asyncio.run(replay(transcript, watch))
    return lines


def _name(who: str, language: str) -> str:
    to_kring, to_somebody = ALONE[language]
    if who.startswith("kring to "):
        return f"Kring, {to_somebody.format(who.removeprefix('kring to '))}"
    if " in private" in who:
        return f"{who.partition(' in private')[0]}, {to_kring}"
    return who.replace("kring", "Kring").replace("replies to", REPLIES[language])
