"""What a name looks like: so that nobody and no house passes for another."""

from __future__ import annotations

import unicodedata

from commands.reading import clean

_LOOKALIKES = str.maketrans(
    "авекмнорстухіјѕһԁԛԝгпıɡαβεικνορτυχκ01|l",
    "abekmhopctyxijshdqwrnigabeiknoptyxkoiii",
)
"""Letters of other scripts, and figures, that pass for Latin ones at a glance; surely not all."""


def look(name: str) -> str:
    """What a name looks like, for comparing: without what cannot be seen, or told apart."""
    plain = unicodedata.normalize("NFKD", clean(unicodedata.normalize("NFKC", name)))
    visible = (letter for letter in plain if unicodedata.category(letter)[0] not in "CMZ")
    return "".join(visible).casefold().translate(_LOOKALIKES)
