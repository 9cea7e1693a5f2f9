"""The page of the poster: HTML that needs nothing else, asks for nothing, and holds no script.

What residents wrote is text on it and nothing else: the template escapes it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

import segno
from jinja2 import Environment, StrictUndefined, Template

from bot import speech
from bot.paper import (
    BETWEEN_CELLS,
    BETWEEN_PARTS,
    BETWEEN_ROWS,
    CODE,
    HEADING,
    HOUSE,
    NAME_LINES,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PLAIN,
    Laid,
    Sheet,
    Shown,
    Table,
    lay_out,
)

MEDIA_TYPE = "text/html"
MARK = '<meta name="generator" content="Kring">'
"""By this a file is known for a poster of ours, that another may take the place of."""

POLICY = ("default-src 'none'", "base-uri 'none'", "form-action 'none'")
"""What a browser may do with it: nothing but show it, in the style that it brings."""


@dataclass(frozen=True, slots=True)
class Poster:
    """Everything that is on it, in words."""

    sheet: Sheet
    language: str
    link: str
    """To the house's chat; what the QR code holds."""
    example: str
    """The number that the page names where it tells how to answer."""
    talked: int
    """How many more are being talked about."""
    prefix: str


def page(poster: Poster) -> str:
    """The poster as HTML that needs nothing else."""
    sheet, language = poster.sheet, poster.language
    laid = lay_out(sheet)
    style = _template("poster.css.j2").render(_sizes(laid, sheet))
    digest = b64encode(sha256(style.encode()).digest()).decode()

    def own(key: str, **values: object) -> str:
        """Words of ours alone, as HTML with their commands."""
        html = speech.render(speech.on_poster(key, language, **values), poster.prefix).html
        return html.removeprefix("<p>").removesuffix("</p>")

    width, path = _code(poster.link)
    return _template("poster.html.j2").render(
        own=own,
        language=language,
        mark=MARK,
        policy="; ".join((*POLICY, f"style-src 'sha256-{digest}'")),
        style=style,
        name=laid.name,
        full_name=sheet.name,
        made=sheet.beside_code[0],
        tables=_tables(laid, sheet),
        example=poster.example,
        talked=poster.talked,
        code_width=width,
        code_path=path,
    )


def _tables(laid: Laid, sheet: Sheet) -> list[tuple[Table, Shown]]:
    return [(table, laid.tables[table.key]) for table in sheet.tables]


def _sizes(laid: Laid, sheet: Sheet) -> dict[str, object]:
    return {
        "scale": laid.scale,
        "tables": _tables(laid, sheet),
        "house": HOUSE,
        "heading": HEADING,
        "plain": PLAIN,
        "rows": BETWEEN_ROWS,
        "cells": BETWEEN_CELLS,
        "parts": BETWEEN_PARTS,
        "code": CODE,
        "name_lines": NAME_LINES,
        "width": PAGE_WIDTH,
        "height": PAGE_HEIGHT,
    }


@cache
def _template(name: str) -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(files("bot").joinpath(name).read_text(encoding="utf-8"))


def _code(link: str) -> tuple[int, str]:
    """The QR code of a link: how many squares wide, and the dark ones as a path."""
    code = segno.make(link, error="m", micro=False)
    rows = [list(row) for row in code.matrix_iter(border=QUIET)]
    return len(rows), "".join(_dark(rows))


QUIET = 4
"""Squares that stay white around a QR code, so that it is found."""


def _dark(rows: list[list[int]]) -> Iterator[str]:
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                yield f"M{x} {y}h1v1h-1z"
