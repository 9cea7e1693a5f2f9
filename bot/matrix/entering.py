"""Coming into rooms and going out of them, as a sync tells it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.events import LONGEST_NAME, membership, membership_before, name_of
from bot.matrix.history import own_membership
from bot.matrix.plain import Shift, as_dict, as_text, as_texts, as_time
from bot.matrix.private_rooms import FOR_WHOM
from bot.room import Entered, Invited, PutOut
from commands.reading import clean


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


class Making(NamedTuple):
    """What the event that made a room says of it."""

    follows: str | None
    """The room that it goes on from."""
    is_own: bool
    """The bot made it, for itself and one account."""


def entered(
    client: nio.AsyncClient,
    room_id: str,
    own: dict[str, Any],
    shifted: Shift,
    *,
    is_direct: bool,
    making: Making | None,
) -> Entered | None:
    """The bot came into this room with `own`, its member event's source; None if it left since.

    `is_direct`: the account's own list says that the room is for two.
    """
    room = client.rooms.get(room_id)
    if room is None:
        return None
    before = as_dict(as_dict(own.get("unsigned")).get("prev_content"))
    there = [user for user in room.users.values() if user.user_id != client.user_id]
    people = tuple(
        (user.user_id, name_of(user.user_id, user.display_name))
        for user in there
        if user.user_id not in room.invited_users
    )
    return Entered(
        event=f"entered:{room_id}:{as_text(own.get('event_id')) or ''}",
        room=room_id,
        at=as_time(own.get("origin_server_ts"), shifted) or shifted(datetime.now(UTC)),
        name=clean(as_text(room.name) or "")[:LONGEST_NAME],
        people=people,
        is_encrypted=bool(room.encrypted),
        is_private=len(there) <= 1 and (is_direct or before.get("is_direct") is True),
        expected=tuple(user.user_id for user in there if user.user_id in room.invited_users),
        follows=making.follows if making else None,
        is_own=making is not None and making.is_own,
    )


def own_join(info: Any, me: str) -> dict[str, Any]:
    """The member event by which the bot is in the room, from a room's part of a sync."""
    found: dict[str, Any] = {}
    for event in (*info.state, *info.timeline.events):
        source = own_membership(event, me)
        if membership(source) != "join":
            continue
        if not found or membership_before(source) != "join":
            found = source
    return found


def making(events: Iterable[Any], me: str) -> Making | None:
    """What these events tell of the room's making; None when that is not among them."""
    for event in events:
        source = as_dict(getattr(event, "source", None))
        if source.get("type") == "m.room.create" and source.get("state_key") == "":
            content = as_dict(source.get("content"))
            follows = as_text(as_dict(content.get("predecessor")).get("room_id")) or None
            return Making(follows, source.get("sender") == me and FOR_WHOM in content)
    return None


def put_out(room_id: str, own: dict[str, Any], position: str, shifted: Shift) -> PutOut | None:
    """The bot is out of the room by `own`, its member event's source; None if it only declined."""
    if membership_before(own) == "invite":
        return None
    event = as_text(own.get("event_id")) or f"out:{room_id}:{position}"
    at = as_time(own.get("origin_server_ts"), shifted)
    return PutOut(event, room_id, at or shifted(datetime.now(UTC)))


def own_leave(info: Any, me: str) -> dict[str, Any]:
    """The member event by which the bot is out, from a room's part of a sync; may be empty."""
    found: dict[str, Any] = {}
    for event in (*info.state, *info.timeline.events):
        source = own_membership(event, me)
        found = source if membership(source) in ("leave", "ban") else found
    return found


def direct_rooms(account_data: Iterable[Any], known: frozenset[str]) -> frozenset[str]:
    """The rooms that the account's `m.direct` names; `known` when it did not come."""
    for event in account_data:
        if getattr(event, "type", None) == "m.direct":
            rooms = as_dict(getattr(event, "content", None)).values()
            known = frozenset(room for listed in rooms for room in as_texts(listed))
    return known
