"""What a sync left out: the way back from its first event to the last one seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.events import membership, membership_before
from bot.matrix.plain import as_dict
from bot.matrix.refusals import check_token, refusal

MOST = 2_000
"""No further back than this many events a room."""

_PAGE = 200


class Missed(NamedTuple):
    """nio events, oldest first; not complete when there were more than MOST."""

    events: list[Any]
    is_complete: bool


async def missed(
    client: nio.AsyncClient,
    room_id: str,
    between: tuple[str, str],
    is_handled: Callable[[str], Awaitable[bool]],
) -> Missed:
    """The room's events from after one token up to before another (`between`: since, until).

    Stops at one that was handled before, and at the bot's own coming in. Raises NotNow, NotEver,
    TokenRevoked, or what an unreachable server gives.
    """
    since, token = between
    found: list[Any] = []
    while len(found) < MOST:
        answer = await client.room_messages(room_id, token, since, limit=_PAGE)
        if not isinstance(answer, nio.RoomMessagesResponse):
            check_token(client, answer, "missed messages")
            raise refusal(answer)
        for event in answer.chunk:
            if is_own_entry(event, client.user_id) or await _was_handled(event, is_handled):
                return Missed(found[::-1], True)
            found.append(opened(client, event, room_id))
        if not answer.chunk or not answer.end or answer.end == token:
            return Missed(found[::-1], True)
        token = answer.end
    return Missed(found[::-1], False)


def is_own_entry(event: Any, me: str) -> bool:
    """Whether with this event the bot came into the room (not: changed its name there)."""
    source = as_dict(getattr(event, "source", None))
    return (
        source.get("state_key") == me
        and membership(source) == "join"
        and membership_before(source) != "join"
    )


def opened(client: nio.AsyncClient, event: Any, room_id: str) -> Any:
    """The event decrypted, or as it is when it is clear, or its key is not here."""
    if not isinstance(event, nio.MegolmEvent):
        return event
    event.room_id = room_id
    try:
        return client.decrypt_event(event)
    except nio.EncryptionError:
        return event


async def _was_handled(event: Any, is_handled: Callable[[str], Awaitable[bool]]) -> bool:
    source = as_dict(getattr(event, "source", None))
    # A member event may have been heard early, as part of the room's state: it proves nothing
    # about the messages before it.
    if source.get("type") == "m.room.member" or not isinstance(source.get("event_id"), str):
        return False
    return await is_handled(source["event_id"])
