"""Whom a text names: so that what is about a person is not taken for an ordinary proposal.

A false alarm is a nuisance, and a miss is no harm the rules rest on: names that are words too are
only found with an at sign before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from governance.members import Member, MemberId

SHORTEST = 3
"""Letters of a name that is looked for without an at sign."""

_WORDS = """
    angel april art august autumn baas bas beer bill bloem chance chase daan daisy dan dawn dean
    den drew duke els faith fay fee fleur frank gay grace grant guest guy heather hij hope iris ivy
    jade jas jasmine jet joy juni just kit kok lance lane laurel lente lief lies lily linde lot
    major marine mark mat may mei melody mees merel mercy miles mink nick noor olive oma opa pat
    patience peace pearl penny pepper piet pleun poppy puck rain ray red rein rich robin rob rock
    roos rose rosemary rowan ruby rust sage sam sandy scout sky sol star ster storm sue summer
    sunny thee tom val viool wade ward west wil wilde will win winter wit wolf wout zee zoe zon
    admin begeleider bewoner chair house huis kring resident voorzitter
"""
ALSO_WORDS = frozenset(_WORDS.split())
"""Names that are ordinary words in Dutch or English too, or that roles and places go by."""


def named_in(text: str, members: Iterable[Member], by: MemberId) -> tuple[MemberId, ...]:
    """Who of those here is named in a text, in the order of the list; never who wrote it."""
    return tuple(
        member.id
        for member in members
        if member.is_here and member.id != by and _is_in(member, text)
    )


def _is_in(member: Member, text: str) -> bool:
    return any(pattern.search(text) for pattern in _patterns(member.name, member.account))


@lru_cache(maxsize=1_024)  # to make them takes far longer than to look with them
def _patterns(name: str, account: str | None) -> tuple[re.Pattern[str], ...]:
    return tuple(_made_of(" ".join(name.split()), account))


def _made_of(name: str, account: str | None) -> Iterator[re.Pattern[str]]:
    if name:
        yield re.compile(rf"@{re.escape(name)}(?!\w)", re.IGNORECASE)
    if len(name) >= SHORTEST:
        if name.casefold() in ALSO_WORDS:
            # Within a sentence a capital letter makes it a name.
            name_there = re.escape(name[:1].upper() + name[1:])
            yield re.compile(rf"(?<=[\w,;:] ){name_there}(?!\w)")
        else:
            yield re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    if account:
        local = account.lstrip("@").partition(":")[0]
        whole = re.escape(account)
        yield re.compile(
            rf"(?<!\w){whole}(?![\w-])|(?<!\w)@{re.escape(local)}(?![\w-])", re.IGNORECASE
        )
