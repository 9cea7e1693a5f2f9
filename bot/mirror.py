"""From what the mirror shows to its picture: initials, labels, and whose they are."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import count
from string import digits

from babel.dates import format_date

from bot import speech
from bot.room import Picture, PictureRow
from bot.speech import Listener
from commands.table import BY_KEY
from governance.members import MemberId
from governance.outcomes import MirrorLine, MirrorPicture, MirrorShown

DRAWN = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "ARMENIAN", "GEORGIAN"})
"""The scripts whose letters the picture's font has; who is written in another gets a number."""


def picture_of(shown: MirrorShown, listener: Listener) -> Picture:
    """The same lines, a row for each role, in an order that says nothing of anybody."""
    holders = sorted({one.member for line in shown.lines for one in line.holder})
    signs = initials({who: listener.names.get(who, "?") for who in holders})
    roles = sorted({line.role for line in shown.lines})
    told = MirrorPicture(
        key=", ".join(
            f"{signs[who]} {listener.names.get(who, '?')}"
            for who in sorted(holders, key=lambda who: signs[who].casefold())
        ),
        has_open=any(not line.holder for line in shown.lines),
    )
    of_role = {role: [one for one in shown.lines if one.role == role] for role in roles}
    return Picture(
        rows=tuple(_row(lines, signs, listener) for lines in of_role.values()),
        name=f"{BY_KEY['mirror'].word(listener.language)}.png",
        fallback=speech.say(told, listener).plain,
    )


def _row(lines: list[MirrorLine], signs: Mapping[MemberId, str], listener: Listener) -> PictureRow:
    terms: dict[object, tuple[str, ...]] = {}
    for line in lines:
        who = signs[line.holder[0].member] if line.holder else ""
        terms[line.term] = (*terms.get(line.term, ()), who)
    first, last = (
        format_date(one.since, "d MMM y", locale=listener.language) for one in _ends(lines)
    )
    return PictureRow(
        label=speech.role_word(lines[0].role, listener.language),
        first=first,
        last=last if len(terms) > 1 else "",
        terms=tuple(terms.values()),
    )


def _ends(lines: list[MirrorLine]) -> tuple[MirrorLine, MirrorLine]:
    """Where the first and the last of these terms begin."""
    return lines[0], next(line for line in lines if line.term == lines[-1].term)


def initials(names: Mapping[MemberId, str]) -> dict[MemberId, str]:
    """Something short for each, and for no two the same.

    One letter of each name somebody has; the first two letters where that is not enough; then a
    figure too.
    """
    ways = {who: _ways(name) for who, name in names.items()}
    tried = dict.fromkeys(names, 0)
    while again := [who for who in _alike(_signs(ways, tried)) if tried[who] == 0]:
        for who in again:
            tried[who] = 1
    signs = _signs(ways, tried)
    for who in _alike(signs):
        taken = {sign.casefold() for sign in signs.values()}
        signs[who] = next(
            sign for n in count(1) if (sign := f"{signs[who]}{n}").casefold() not in taken
        )
    return signs


def _signs(
    ways: Mapping[MemberId, tuple[str, str]], tried: Mapping[MemberId, int]
) -> dict[MemberId, str]:
    return {who: way[tried[who]] for who, way in ways.items()}


def _alike(signs: Mapping[MemberId, str]) -> list[MemberId]:
    """Who is not told apart."""
    times = Counter(sign.casefold() for sign in signs.values())
    return [who for who, sign in signs.items() if not sign or times[sign.casefold()] > 1]


def _ways(name: str) -> tuple[str, str]:
    """The initials of a name, and its first two letters; without the account that may follow."""
    words = list(_words(name.partition(" (@")[0]))
    if not words:
        return "", ""
    of_each = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return of_each.upper()[:2], words[0][0].upper()[:1] + words[0][1:2].lower()


def _words(name: str) -> Iterable[str]:
    letters = (
        letter if _is_drawn(letter) else " " for letter in unicodedata.normalize("NFC", name)
    )
    return "".join(letters).split()


def _is_drawn(letter: str) -> bool:
    script = unicodedata.name(letter, "").partition(" ")[0]
    return letter in digits or (letter.isalpha() and script in DRAWN)
