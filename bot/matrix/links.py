"""A link to a room, for people: what a phone makes of it is the phone's matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

SITE = "https://matrix.to/#/"
"""The page that leads to whatever client somebody has, or tells them of one.

A `matrix:` link needs no page, but a phone whose camera reads it often knows no program for it and
does nothing. What comes after the # is not sent to the page's server.
"""


def link_to(room: str, accounts: Iterable[str]) -> str:
    """A link to a room by its id; the server that most of its people are on knows the way there."""
    servers = Counter(account.partition(":")[2] for account in accounts)
    servers.pop("", None)
    link = SITE + quote(room, safe="!")
    if not servers:
        return link
    most = min(servers, key=lambda server: (-servers[server], server))
    return f"{link}?via={quote(most, safe='')}"
