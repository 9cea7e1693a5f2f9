"""What a name looks like: so that nobody and no house passes for another."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from commands.reading import clean
from governance.members import Member, MemberId

OWN_NAME = "Kring"
"""The bot's own, in files, and whatever else its account is called."""

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


def shown_names(members: list[Member], own_name: str = OWN_NAME) -> dict[MemberId, str]:
    """Everyone's name; with the account where it could be taken for somebody else's, or the bot's.

    Who left is told apart from who lives here now, not the other way round.
    """
    own_looks = {look(OWN_NAME), look(own_name), ""}
    looks = {member.id: look(member.name) for member in members}
    everyone = Counter(looks.values())
    here = Counter(looks[member.id] for member in members if member.is_here)

    def is_ambiguous(member: Member) -> bool:
        mine = looks[member.id]
        others = (here if member.is_here else everyone)[mine]
        # A name that says an account could be the one shown for somebody else.
        says_account = _ACCOUNT.search(member.name) is not None
        return others > 1 or says_account or mine in own_looks

    return {
        member.id: f"{member.name} ({member.account})".strip()
        if member.account and is_ambiguous(member)
        else member.name
        for member in members
    }


_ACCOUNT = re.compile(r"@\S*:")
