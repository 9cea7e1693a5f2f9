"""Coming into rooms and going out of them, as a sync tells it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.events import membership, membership_before, name_of
from bot.matrix.plain import Shift, as_dict, as_text, as_texts, as_time
from bot.matrix.private_rooms import FOR_WHOM
from bot.room import Entered, Invited, PutOut


def invited(room_id: str, info: Any, me: str, since: str | None, shifted: Shift) -> Invited | None:
    """The invitation in a sync's `invite` part; None when it does not say who invites.

    Synapse gives it neither id nor time: `since` makes an id that stays when the sync is repeated.
    """
    for event in info.invite_state:
        if not isinstance(event, nio.InviteMemberEvent):
            continue
        account = as_text(event.sender)
        if event.state_key != me or event.membership != "invite" or not account:
            continue
        source = as_dict(event.source)
        made_up = f"invited:{room_id}:{account}:{since or 'start'}"
        is_private = as_dict(event.content).get("is_direct") is True
        at = as_time(source.get("origin_server_ts"), shifted) or shifted(datetime.now(UTC))
        return Invited(as_text(source.get("event_id")) or made_up, room_id, account, at, is_private)
    return None


def entered(
    client: nio.AsyncClient,
    room_id: str,
    info: Any,
    shifted: Shift,
    direct: frozenset[str],
    *,
    is_known: bool,
) -> Entered | None:
    """The bot is in this room; None when it was before and only its own name changed meanwhile.

    `is_known` says that the bot has read this account's events before.
    """
    own = _own_join(info, client.user_id)
    before = as_dict(as_dict(own.get("unsigned")).get("prev_content"))
    if is_known and before.get("membership") == "join":
        return None
    room = client.rooms[room_id]
    there = [user for user in room.users.values() if user.user_id != client.user_id]
    people = tuple(
        (user.user_id, name_of(user.user_id, user.display_name))
        for user in there
        if user.user_id not in room.invited_users
    )
    is_meant_so = before.get("is_direct") is True or room_id in direct
    return Entered(
        event=f"entered:{room_id}:{as_text(own.get('event_id')) or ''}",
        room=room_id,
        at=as_time(own.get("origin_server_ts"), shifted) or shifted(datetime.now(UTC)),
        name=(as_text(room.name) or "").strip(),
        people=people,
        is_encrypted=bool(room.encrypted),
        is_private=len(there) <= 1 and (is_meant_so or (not room.name and len(people) == 1)),
        is_own=_is_own(info, client.user_id),
    )


def _is_own(info: Any, me: str) -> bool:
    """The bot made this room, for itself and one account."""
    for event in (*info.state, *info.timeline.events):
        source = as_dict(getattr(event, "source", None))
        if source.get("type") == "m.room.create":
            return source.get("sender") == me and FOR_WHOM in as_dict(source.get("content"))
    return False


def put_out(room_id: str, info: Any, me: str, position: str, shifted: Shift) -> PutOut | None:
    """The bot is out of this room; None when it never was in it and only declined."""
    own: dict[str, Any] = {}
    for event in (*info.state, *info.timeline.events):
        source = as_dict(getattr(event, "source", None))
        if source.get("state_key") == me and membership(source) in ("leave", "ban"):
            own = source
    if membership_before(own) == "invite":
        return None
    event = as_text(own.get("event_id")) or f"out:{room_id}:{position}"
    at = as_time(own.get("origin_server_ts"), shifted)
    return PutOut(event, room_id, at or shifted(datetime.now(UTC)))


def direct_rooms(account_data: Iterable[Any], known: frozenset[str]) -> frozenset[str]:
    """The rooms that the account's `m.direct` names; `known` when it did not come."""
    for event in account_data:
        if getattr(event, "type", None) == "m.direct":
            rooms = as_dict(getattr(event, "content", None)).values()
            known = frozenset(room for listed in rooms for room in as_texts(listed))
    return known


def _own_join(info: Any, me: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for event in (*info.state, *info.timeline.events):
        source = as_dict(getattr(event, "source", None))
        if source.get("state_key") != me or membership(source) != "join":
            continue
        if not found or membership_before(source) != "join":
            found = source
    return found
