"""Which messages of a room that has to wait may go as one: pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from bot.room import Say, pack, unpack
from storage.records import Waiting

LONGEST = 6000
"""Characters in one message that was made of several."""
LARGEST = 40_000
"""Bytes of it, in both its forms: encrypted it grows by a third, and 65,536 are too many."""


def merged(letters: Sequence[Waiting]) -> tuple[int, dict[str, Any]]:
    """How many from the first one on go together, and the body of the message they make.

    Only plain messages that nobody can answer by what they are (no card, no question), that were
    never tried (they might be in the room by now), and that do not answer different messages.
    """
    said: list[Say] = []
    for letter in takewhile(_may_merge, letters):
        say = unpack(letter.kind, letter.body)
        if not isinstance(say, Say) or say.in_thread or not _fits([*said, say]):
            break
        said.append(say)
    if len(said) < 2:
        return 1, letters[0].body
    _, body = pack(_together(said))
    return len(said), body


def _may_merge(letter: Waiting) -> bool:
    is_plain = letter.kind == Say.__name__ and letter.part is None and letter.target is None
    return is_plain and not letter.is_tried


def _fits(said: Sequence[Say]) -> bool:
    answered = {say.reply_to for say in said if say.reply_to}
    whole = _together(said)
    bytes_ = len(whole.plain.encode()) + len(whole.html.encode())
    return len(answered) <= 1 and len(whole.plain) <= LONGEST and bytes_ <= LARGEST


def _together(said: Sequence[Say]) -> Say:
    named = [account for say in said for account in say.mentions]
    return Say(
        plain="\n\n".join(say.plain for say in said),
        html="\n".join(_paragraph(say.html) for say in said),
        reply_to=next((say.reply_to for say in said if say.reply_to), None),
        mentions=tuple(dict.fromkeys(named)),
    )


def _paragraph(html: str) -> str:
    # Clients leave a blank line between paragraphs.
    return html if html.startswith("<p>") else f"<p>{html}</p>"
