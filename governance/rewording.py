"""A name in what people wrote, and another in its place: for who asks to be forgotten.

Whole words alone are replaced, and only where they are certainly that name: with an at sign, or a
word that is nothing else. What somebody calls them by that nobody told the bot stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from governance.facts import Fact
from governance.mentions import ALSO_WORDS, SHORTEST

WORDS = frozenset({"text", "reason"})
"""The fields of facts that hold what somebody wrote."""

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Known:
    """How somebody is known in a house."""

    names: tuple[str, ...]
    accounts: tuple[str, ...]
    others: frozenset[str] = frozenset()
    """Names and first names of everybody else there, case apart: these stay theirs."""
    bare: frozenset[str] | None = None
    """Names that mean them without an at sign too; None: all. Nobody is meant in what was written
    before they were called so, and who takes words of the house for a name takes nothing away."""
    as_shown: tuple[str, ...] = ()
    """The same as it stands in what the bot says; for what waits to be said."""


def reworded(fact: Fact, say: Say) -> Fact:
    """The fact with what somebody wrote in other words; commands that were typed stay."""
    if getattr(fact, "effect", None) is not None:
        return fact  # it names members by id
    changed: dict[str, Any] = {name: say(value) for name, value in _words(fact)}
    return replace(fact, **changed) if changed else fact


def is_the_same_but_for_words(one: Fact, other: Fact) -> bool:
    """Whether only what somebody wrote is different."""
    if type(one) is not type(other):
        return False
    return reworded(one, lambda _: "") == reworded(other, lambda _: "")


def _words(fact: Fact) -> Iterator[tuple[str, str]]:
    for one in fields(fact):
        value: Any = getattr(fact, one.name)
        if one.name in WORDS and isinstance(value, str):
            yield one.name, value


def words_of(fact: Fact) -> list[str]:
    """What somebody wrote in it."""
    return [text for _, text in _words(fact)]


def another_name(known: Known, name: str) -> Say:
    """What puts `name` in the place of somebody, wherever a text certainly means them."""
    pattern = _pattern(known)
    return (lambda text: pattern.sub(lambda _: name, text)) if pattern else (lambda text: text)


def is_named(known: Known) -> Callable[[str], bool]:
    """Whether a text certainly names them."""
    pattern = _pattern(known)
    return lambda text: pattern is not None and pattern.search(text) is not None


def _pattern(known: Known) -> re.Pattern[str] | None:
    found = [
        *(rf"(?<!\w){re.escape(shown)}(?!\w)" for shown in _longest_first(known.as_shown)),
        *(one for account in _longest_first(known.accounts) for one in _of_account(account)),
        *(
            one
            for name in _longest_first(_called(known))
            for one in _of_name(name, is_bare=name in _bare(known))
        ),
    ]
    return re.compile("|".join(f"(?:{one})" for one in found)) if found else None


def _longest_first(texts: Iterable[str]) -> list[str]:
    return sorted(texts, key=lambda text: (-len(text), text))


def _called(known: Known) -> Collection[str]:
    """Their names and first names, as far as nobody else goes by them."""
    return [one for one in _with_first(known.names) if one.casefold() not in known.others]


def _bare(known: Known) -> Collection[str]:
    return _with_first(known.names if known.bare is None else known.bare)


def _with_first(names: Iterable[str]) -> Collection[str]:
    called = dict.fromkeys(" ".join(name.split()) for name in names)
    first = dict.fromkeys(name.split()[0] for name in called if len(name.split()) > 1)
    return [one for one in (*called, *first) if one]


def _of_account(account: str) -> Iterator[str]:
    local = account.lstrip("@").partition(":")[0]
    yield rf"(?i:(?<!\w){re.escape(account)}(?![\w-]))"
    yield rf"(?i:(?<!\w)@{re.escape(local)}(?![\w-]))"


def _of_name(name: str, *, is_bare: bool) -> Iterator[str]:
    yield rf"(?i:(?<!\w)@{re.escape(name)}(?!\w))"
    if not is_bare:
        return
    if len(name) < SHORTEST and not (len(name) > 1 and name.isalpha()):
        return  # a letter, a figure or a sign is more often something else
    if len(name) < SHORTEST or name.casefold() in ALSO_WORDS:
        # Within a sentence a capital letter makes it a name.
        yield rf"(?<=[\w,;:] ){re.escape(name[:1].upper() + name[1:])}(?!\w)"
    else:
        yield rf"(?i:(?<!\w){re.escape(name)}(?=s?(?!\w)))"
