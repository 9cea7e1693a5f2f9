"""Draws a conversation as an SVG picture: what residents see on a phone, from a replay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from unicodedata import category

WIDTH, MARGIN, PAD, LINE, SIZE = 480, 12, 12, 19, 14
INDENT = 36
"""How far what people say stands to the right of what Kring says."""
COLOURS = ("#0b6e4f", "#7a3e9d", "#a8480c", "#1d5fa8", "#8a1c4a", "#5b6311")
INK, PAPER, KRING, PRIVATE = "#1c1c1c", "#f4f1ea", "#e3ecf7", "#efe6f5"
STYLE = (
    f"text{{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:{SIZE}px;"
    f"fill:{INK}}}.w{{font-weight:600}}.t,.n{{font-size:12px;fill:#565656}}.n{{text-anchor:middle}}"
    ".t{text-anchor:end}.c{fill:#fff;stroke:#9fb3cc}"
)
CHOICES = ("👍", "🤔", "✋", "🤷")
"""How the answers of a poll begin."""
NARROW, OTHER, CAPITAL, WIDE, SIGN = 0.36, 0.61, 0.73, 0.98, 1.4
"""How wide letters are, in sizes of the font, as in a broad one."""


@dataclass(frozen=True)
class Line:
    """One thing that was said or done; `is_note` when it is a tap, a reaction, or time passing."""

    who: str
    text: str
    time: str = ""
    is_note: bool = False
    is_kring: bool = False
    is_private: bool = False


def draw(lines: list[Line], title: str) -> str:
    """The picture, as SVG; title and description are read aloud to who cannot see it."""
    shapes: list[str] = []
    colours: dict[str, str] = {}
    top = MARGIN
    for line in lines:
        if line.is_note:
            for row in wrapped(line.text, WIDTH - 2 * MARGIN):
                shapes.append(
                    f'<text class="n" x="{WIDTH // 2}" y="{top + 13}">{escape(row)}</text>'
                )
                top += LINE
            top += 7
            continue
        name = line.who.split(",")[0].split()[0]
        colour = INK
        if not line.is_kring:
            colour = colours.setdefault(name, COLOURS[len(colours) % len(COLOURS)])
        bubble, height = _bubble(line, colour, top)
        shapes.append(bubble)
        top += height + 8
    height = top + MARGIN - 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t" aria-describedby="d">\n'
        f'<title id="t">{escape(title)}</title>\n<desc id="d">{escape(_told(lines))}</desc>\n'
        f"<style>{STYLE}</style>\n"
        f'<rect width="{WIDTH}" height="{height}" rx="12" fill="{PAPER}"/>\n'
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


def _told(lines: list[Line]) -> str:
    return "\n".join(line.text if line.is_note else f"{line.who}: {line.text}" for line in lines)


def _bubble(line: Line, colour: str, top: int) -> tuple[str, int]:
    left = MARGIN + (0 if line.is_kring else INDENT)
    right = WIDTH - MARGIN - (INDENT if line.is_kring else 0)
    fill = PRIVATE if line.is_private else KRING if line.is_kring else "#fff"
    who, time, x = escape(line.who), escape(line.time), left + PAD
    shapes = [
        f'<text class="w" x="{x}" y="{top + 21}" style="fill:{colour}">{who}</text>',
        f'<text class="t" x="{right - PAD}" y="{top + 21}">{time}</text>',
    ]
    y = top + 21
    parts = line.text.split("\n")
    is_poll = tuple(part[:1] for part in parts[-len(CHOICES) :]) == CHOICES
    for number, part in enumerate(parts, 1):
        is_choice = is_poll and number > len(parts) - len(CHOICES)
        if is_choice:
            y += 4
            box = f'x="{x}" y="{y + 4}" width="{right - left - 2 * PAD}" height="{LINE + 5}"'
            shapes.append(f'<rect class="c" {box} rx="8"/>')
        inset = 8 if is_choice else 0
        for row in wrapped(part, right - left - 2 * (PAD + inset)):
            y += LINE
            shapes.append(f'<text x="{x + inset}" y="{y + 2 * is_choice}">{escape(row)}</text>')
        y += 6 * is_choice
    height = y - top + 12
    box = f'x="{left}" y="{top}" width="{right - left}" height="{height}"'
    return "\n".join([f'<rect {box} rx="10" fill="{fill}"/>', *shapes]), height


def wrapped(text: str, room: int) -> list[str]:
    """The text in rows that fit, by a guess that is rather too broad than too narrow."""
    rows = [""]
    # A sign stays with the word that it stands for.
    for word in re.sub(rf"([{''.join(CHOICES)}]) (?=\w)", "\\1\u00a0", text).split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and _width(longer) > room:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def _width(text: str) -> float:
    return sum(map(_of_letter, text)) * SIZE


def _of_letter(letter: str) -> float:
    if category(letter) == "So":
        return SIGN
    if letter in "ijltfrI.,:;'!|()[]“”‘’ ":
        return NARROW
    if letter in "mwMW…—":
        return WIDE
    return CAPITAL if letter.isupper() else OTHER
