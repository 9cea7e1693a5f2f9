"""Draws a conversation as an SVG picture: what residents see, from a replay."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape

WIDTH, MARGIN, LINE, LETTERS = 640, 16, 20, 76
COLOURS = ("#0b6e4f", "#7a3e9d", "#a8480c", "#1d5fa8", "#8a1c4a", "#5b6311")
STYLE = (
    "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:14px;fill:#1c1c1c}"
    ".who{font-weight:600}.time,.note{font-size:12px;fill:#5a5a5a}"
)


@dataclass(frozen=True)
class Line:
    """One thing that was said or done; `note` when it is a tap, a reaction, or time passing."""

    who: str
    text: str
    time: str = ""
    is_note: bool = False


def draw(lines: list[Line], title: str) -> str:
    """The picture, as SVG; `title` is read aloud to who cannot see it."""
    shapes: list[str] = []
    colours: dict[str, str] = {}
    top = MARGIN
    for line in lines:
        if line.is_note:
            text = escape(f"{line.who} {line.text}".strip())
            at = f'x="{WIDTH // 2}" y="{top + 12}"'
            shapes.append(f'<text class="note" {at} text-anchor="middle">{text}</text>')
            top += LINE + 6
            continue
        colour = "#1c1c1c"
        if line.who != "kring":
            colour = colours.setdefault(line.who, COLOURS[len(colours) % len(COLOURS)])
        bubble, height = _bubble(line, colour, top)
        shapes.append(bubble)
        top += height + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top + 6}" '
        f'viewBox="0 0 {WIDTH} {top + 6}" role="img">\n<title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n"
        f'<rect width="{WIDTH}" height="{top + 6}" rx="12" fill="#f4f1ea"/>\n'
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


def _bubble(line: Line, colour: str, top: int) -> tuple[str, int]:
    rows = [
        row
        for part in line.text.split("\n")
        for row in (textwrap.wrap(part, LETTERS, break_long_words=True) or [""])
    ]
    height = LINE * (len(rows) + 1) + 14
    fill = "#e3ecf7" if line.who == "kring" else "#ffffff"
    left, right, first = MARGIN + 12, WIDTH - MARGIN - 12, top + 20
    size = f'width="{WIDTH - 2 * MARGIN}" height="{height}"'
    who, time = escape(line.who), escape(line.time)
    parts = [
        f'<rect x="{MARGIN}" y="{top}" {size} rx="10" fill="{fill}"/>',
        f'<text class="who" x="{left}" y="{first}" style="fill:{colour}">{who}</text>',
        f'<text class="time" x="{right}" y="{first}" text-anchor="end">{time}</text>',
    ]
    parts += [
        f'<text x="{MARGIN + 12}" y="{top + 20 + LINE * number}">{escape(row)}</text>'
        for number, row in enumerate(rows, 1)
    ]
    return "\n".join(parts), height
