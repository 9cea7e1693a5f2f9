"""What people wrote, in a file of Markdown: as they wrote it, and never as markup.

In a message every sign is escaped, for nobody sees the source. A file is read in an editor as well
as on the web, so here only what would mean something has a backslash before it.
"""

from __future__ import annotations

import re

from commands.reading import clean

# What programs would make a link or a mention of: any scheme, a domain, an account or room, @room.
_LINKS = re.compile(
    r"(?<=[^\W\d_])(?=:(?!\s))|(?<=www)(?=\.)|(?<=\.)(?=[^\W\d_]{2})"
    r"|(?<=[@#!])(?=\S{1,255}:(?!\s))|(?<=@)(?=room)",
    re.IGNORECASE,
)
_WORD_JOINER = "\u2060"

_SIGNS = re.compile(
    r"[\\`*\[\]<>~$]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word it is a letter like any other
    r"|&(?=#?\w+;)"
    r"|(?<==)=|=(?==)"  # marked text, to some
)
_BEGINNING = re.compile(r"[-+#=:|%]|\d+(?=[.)])")
"""What makes a heading, a list or a rule of a line that begins so."""


def unlinked(written: str) -> str:
    """On one line, with something invisible in whatever would be made a link or a mention."""
    return _LINKS.sub(_WORD_JOINER, clean(written))


def inline(written: str) -> str:
    """In the midst of a line, or at its beginning."""
    text = _SIGNS.sub(r"\\\g<0>", unlinked(written))
    beginning = _BEGINNING.match(text)
    if beginning is None:
        return text
    at = beginning.end() if beginning[0].isdigit() else 0
    return f"{text[:at]}\\{text[at:]}"


def quoted(written: str) -> str:
    """In a paragraph of its own, as a quotation."""
    return f"> {inline(written)}"


def as_code(typed: str) -> str:
    """As it was typed: in a code span, whose ends no backtick in it can be."""
    text = unlinked(typed)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ends, pad = "`" * (longest + 1), " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ends}{pad}{text}{pad}{ends}"
