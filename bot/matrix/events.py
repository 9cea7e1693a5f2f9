"""From what Matrix brings to what the port knows: pure, and deaf to nonsense.

nio's own classes are looked at for one thing only, whether the event was encrypted. All else is
read from the event's source, since nio makes a `BadEvent` of much that is well-formed.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NamedTuple

from bot.matrix import polls
from bot.matrix.plain import Shift, as_dict, as_text, as_texts, as_time
from bot.room import (
    Heard,
    Joined,
    Left,
    Message,
    Moved,
    Named,
    PollEnded,
    Reaction,
    Redaction,
    Vote,
)
from commands.reading import clean

# What older clients put above an answer: "> <@alice:house> what she said", and an empty line.
_QUOTED = re.compile(r"\A> (?:\* )?<@[^>\n]*>[^\n]*\n(?:>[^\n]*\n)*\n?")
# Variation selectors and skin tones: the same sign in other clothes.
_CLOTHES = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_SPOKEN = ("m.text", "m.emote", "m.audio")


class _Basis(NamedTuple):
    """What every event has."""

    event: str
    room: str
    account: str
    at: datetime


def heard(event: Any, room_id: str, *, me: str, shifted: Shift) -> Heard | None:
    """What this event of nio's tells; None for one's own, for chatter of machines and nonsense.

    `me` is the bot's own account. Whether an end of a poll counts is not judged here. Never raises.
    """
    source = as_dict(getattr(event, "source", None))
    basis = _basis(source, room_id, shifted)
    if basis is None or basis.account == me or _was_redacted(source):
        return None
    kind, content = source.get("type"), as_dict(source.get("content"))
    if kind == "m.room.message":
        return _message(basis, content)
    if kind in polls.RESPONSES:
        return _vote(basis, content)
    if kind in polls.ENDS:
        poll = polls.ended(content)
        return PollEnded(*basis, poll=poll) if poll else None
    if kind == "m.reaction":
        return _reaction(basis, content)
    # The server checks who may redact and who may change the room's state. It cannot look into
    # what is encrypted, so there anybody could claim anything.
    if getattr(event, "decrypted", False):
        return None
    if kind == "m.room.redaction":
        removed = as_text(source.get("redacts")) or as_text(content.get("redacts"))
        return Redaction(*basis, removed=removed) if removed else None
    return _state(basis, source, content, me)


def membership(source: dict[str, Any]) -> str:
    """Which membership a source gives to somebody; empty when it is of another kind."""
    if source.get("type") != "m.room.member":
        return ""
    return as_text(as_dict(source.get("content")).get("membership")) or ""


def membership_before(source: dict[str, Any]) -> str:
    """Which membership a member event replaces; empty when there was none, or it is not told."""
    unsigned = as_dict(source.get("unsigned"))
    before = unsigned.get("prev_content") or source.get("prev_content")
    return as_text(as_dict(before).get("membership")) or ""


LONGEST_NAME = 80
"""Characters of a display name, or a room's, that are kept."""


def name_of(account: str, display_name: Any) -> str:
    """The name somebody goes by: the one they gave themselves, else the account's local part."""
    given = clean(as_text(display_name) or "")[:LONGEST_NAME]
    return given or account.removeprefix("@").partition(":")[0]


def _basis(source: dict[str, Any], room_id: str, shifted: Shift) -> _Basis | None:
    event, account = as_text(source.get("event_id")), as_text(source.get("sender"))
    at = as_time(source.get("origin_server_ts"), shifted)
    if not event or not account or at is None:
        return None
    if (event, account) != (source["event_id"], source["sender"]):
        return None  # what had to be mended could pass for somebody else's
    return _Basis(event, room_id, account, at)


def _was_redacted(source: dict[str, Any]) -> bool:
    return "redacted_because" in as_dict(source.get("unsigned"))


def _message(basis: _Basis, content: dict[str, Any]) -> Message | None:
    relation = as_dict(content.get("m.relates_to"))
    if relation.get("rel_type") == "m.replace":
        return _edit(basis, content, relation)
    kind, body = content.get("msgtype"), as_text(content.get("body"))
    if kind not in _SPOKEN or (body is None and kind != "m.audio"):
        return None
    reply_to = as_text(as_dict(relation.get("m.in_reply_to")).get("event_id")) or None
    in_thread = relation.get("rel_type") == "m.thread"
    # For older clients a message in a thread also answers the last one there: nobody chose that.
    is_chosen = not (in_thread and relation.get("is_falling_back") is True)
    return Message(
        *basis,
        text=_without_quote(body or "", reply_to) if kind != "m.audio" else "",
        reply_to=reply_to if is_chosen else None,
        thread=(as_text(relation.get("event_id")) or None) if in_thread else None,
        is_voice=kind == "m.audio",
        mentions=as_texts(as_dict(content.get("m.mentions")).get("user_ids")),
    )


def _edit(basis: _Basis, content: dict[str, Any], relation: dict[str, Any]) -> Message | None:
    edited = as_text(relation.get("event_id"))
    new = content.get("m.new_content")
    if not edited or content.get("msgtype") not in _SPOKEN:
        return None
    if isinstance(new, dict):
        text = as_text(new.get("body"))
    else:
        text = (as_text(content.get("body")) or "").removeprefix("* ")
    mentions = as_texts(as_dict(content.get("m.mentions")).get("user_ids"))
    return None if text is None else Message(*basis, text=text, edits=edited, mentions=mentions)


def _without_quote(body: str, reply_to: str | None) -> str:
    return _QUOTED.sub("", body, count=1) if reply_to else body


def _vote(basis: _Basis, content: dict[str, Any]) -> Vote | None:
    tap = polls.tap(content)
    return Vote(*basis, poll=tap.poll, answers=tap.answers) if tap else None


def _reaction(basis: _Basis, content: dict[str, Any]) -> Reaction | None:
    relation = as_dict(content.get("m.relates_to"))
    target = as_text(relation.get("event_id"))
    key = _CLOTHES.sub("", as_text(relation.get("key")) or "")
    if relation.get("rel_type") != "m.annotation" or not target or not key:
        return None
    return Reaction(*basis, target=target, key=key)


def _state(
    basis: _Basis, source: dict[str, Any], content: dict[str, Any], me: str
) -> Joined | Left | Moved | Named | None:
    key = as_text(source.get("state_key"))
    if key == "":
        return _of_the_room(basis, source, content)
    if not key or key == me:
        return None
    now = membership(source)
    if now == "join":
        name = name_of(key, content.get("displayname"))
        return Joined(basis.event, basis.room, key, basis.at, name)
    # Who is not waited for any more leaves too; who is banned after leaving does not leave now.
    if now in ("leave", "ban") and membership_before(source) in ("", "join", "invite"):
        return Left(basis.event, basis.room, key, basis.at)
    return None


def _of_the_room(
    basis: _Basis, source: dict[str, Any], content: dict[str, Any]
) -> Moved | Named | None:
    if source.get("type") == "m.room.name":
        name = clean(as_text(content.get("name")) or "")[:LONGEST_NAME]
        return Named(basis.event, basis.room, basis.at, name) if name else None
    if source.get("type") == "m.room.tombstone":
        # That it is part of the room's state says that its sender may close the room: the server
        # takes it from nobody else.
        to = as_text(content.get("replacement_room"))
        return Moved(*basis, to=to) if to and to != basis.room else None
    return None
