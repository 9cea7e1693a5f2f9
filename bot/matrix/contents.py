"""From what the port wants said to the event that says it: pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.matrix import polls
from bot.room import Edit, NotEver, Outgoing, Poll, PollEnd, React, Say

MESSAGE = "m.room.message"
ENCRYPTED = "m.room.encrypted"
"""What everything but a reaction travels as in an encrypted room."""
REACTION = "m.reaction"
_LONGEST_FALLBACK = 1_500
"""Characters."""


def content_of(outgoing: Outgoing, target: str | None) -> tuple[str, dict[str, Any]]:
    """The event type and content. Raises NotEver for an edit or end without a target."""
    match outgoing:
        case Say():
            return MESSAGE, _said(outgoing, target)
        case Edit():
            return MESSAGE, _edited(outgoing, _needed(target))
        case Poll():
            return polls.START, polls.start(outgoing)
        case PollEnd():
            return polls.END, polls.end(_needed(target), outgoing.plain)
        case React():
            relation = {"rel_type": "m.annotation", "event_id": outgoing.to, "key": outgoing.key}
            return REACTION, {"m.relates_to": relation}
        case _:
            raise NotEver(f"{type(outgoing).__name__} is no message")


def _said(say: Say, target: str | None) -> dict[str, Any]:
    content = _notice(say.plain, say.html) | {"m.mentions": _mentions(say.mentions)}
    relation: dict[str, Any] = {}
    if say.in_thread and target:
        # The answered message, for clients that do not show threads.
        relation = {"rel_type": "m.thread", "event_id": target, "is_falling_back": True}
        relation["m.in_reply_to"] = {"event_id": say.reply_to or target}
    elif say.reply_to:
        relation["m.in_reply_to"] = {"event_id": say.reply_to}
    return content | ({"m.relates_to": relation} if relation else {})


def _edited(edit: Edit, target: str) -> dict[str, Any]:
    # Nobody is called a second time by an edit.
    new = _notice(edit.plain, edit.html) | {"m.mentions": {}}
    # For clients that know no edits; with all the words twice, a long one could not be sent.
    if len(edit.plain) <= _LONGEST_FALLBACK:
        fallback = _notice(f"* {edit.plain}", f"* {edit.html}")
    else:
        fallback = {"msgtype": "m.notice", "body": f"* {edit.plain[:_LONGEST_FALLBACK]}…"}
    fallback |= {"m.mentions": {}}
    relation = {"rel_type": "m.replace", "event_id": target}
    return fallback | {"m.new_content": new, "m.relates_to": relation}


def _notice(plain: str, html: str) -> dict[str, Any]:
    formatted = {"format": "org.matrix.custom.html", "formatted_body": html}
    return {"msgtype": "m.notice", "body": plain, **formatted}


def _mentions(accounts: Iterable[str]) -> dict[str, list[str]]:
    named = list(dict.fromkeys(accounts))
    return {"user_ids": named} if named else {}


def _needed(target: str | None) -> str:
    if not target:
        raise NotEver("the message it is about was never sent")
    return target
