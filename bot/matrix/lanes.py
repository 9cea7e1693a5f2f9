"""Which events of a batch may be heard at the same time: those that share neither room nor person.

Within a lane the order is that of the batch. So a room hears its own in order, and of one person
everything is heard in the order in which they said it, wherever that was.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.room import Entered, Heard, Moved


def lanes(everything: Collection[Heard]) -> list[list[Heard]]:
    """The events of each lane, in order; the lanes in the order of their first events."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while (higher := above.setdefault(name, name)) != name:
            above[name] = name = above[higher]
        return name

    for one in everything:
        first, *others = _names(one)
        for other in others:
            above[top(other)] = top(first)
    found: dict[str, list[Heard]] = {}
    for one in everything:
        found.setdefault(top(one.room), []).append(one)
    return list(found.values())


def _names(one: Heard) -> list[str]:
    """The rooms that it is about, and who did it: accounts and rooms are never called alike."""
    names = [one.room]
    if isinstance(one, Moved):
        names.append(one.to)
    if isinstance(one, Entered):
        names += [one.follows] if one.follows else []
        names += [account for account, _ in one.people] if one.is_private else []
    account = getattr(one, "account", None)
    return [*names, account] if account else names
