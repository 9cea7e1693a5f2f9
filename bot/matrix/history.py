"""What a sync left out: the way back from its first event to the last one seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Any, NamedTuple

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.events import membership, membership_before
from bot.matrix.plain import as_dict
from bot.matrix.refusals import check_token, refusal

MOST = 2_000
"""No further back than this many events a room."""

_PAGE = 200


class Missed(NamedTuple):
    """nio events, oldest first; not complete when there were too many, or they are not given."""

    events: list[Any]
    is_complete: bool


async def missed(
    client: nio.AsyncClient,
    room_id: str,
    between: tuple[str | None, str],
    handled: Callable[[Collection[str]], Awaitable[set[str]]],
) -> Missed:
    """The room's events from after one token up to before another (`between`: since, until).

    Without the first, from the beginning.

    Stops at one that was handled before, and where the bot had never been in the room. Raises
    NotNow, NotEver, TokenRevoked, or what an unreachable server gives.
    """
    since, token = between
    found: list[Any] = []
    while len(found) < MOST:
        answer = await client.room_messages(room_id, token, since, limit=_PAGE)
        if not isinstance(answer, nio.RoomMessagesResponse):
            check_token(client, answer, "missed messages")
            raise refusal(answer)
        known = await handled([one for event in answer.chunk if (one := _proof(event))])
        for event in answer.chunk:
            if _proof(event) in known:
                return Missed(found[::-1], True)
            found.append(opened(client, event, room_id))
            if is_first_of_own(event, client.user_id):
                return Missed(found[::-1], True)
        if not answer.chunk or not answer.end or answer.end == token:
            return Missed(found[::-1], True)
        token = answer.end
    return Missed(found[::-1], False)


def own_membership(event: Any, me: str) -> dict[str, Any]:
    """The event's source when it says whether the bot is in the room; empty for any other."""
    source = as_dict(getattr(event, "source", None))
    return source if source.get("state_key") == me and membership(source) else {}


def is_first_of_own(event: Any, me: str) -> bool:
    """Whether the bot had nothing to do with the room before it: asked in, or come in, first."""
    source = own_membership(event, me)
    return bool(source) and membership(source) != "leave" and not membership_before(source)


def was_in(own: dict[str, Any]) -> bool:
    """Whether the bot was in the room before this member event of its own."""
    before = membership_before(own)
    return before == "join" or (not before and membership(own) in ("leave", "ban"))


def opened(client: nio.AsyncClient, event: Any, room_id: str) -> Any:
    """The event decrypted, or as it is when it is clear, or its key is not here."""
    if not isinstance(event, nio.MegolmEvent):
        return event
    event.room_id = room_id
    try:
        return client.decrypt_event(event)
    except nio.EncryptionError:
        return event


def _proof(event: Any) -> str | None:
    """The event's id, by which it is known that all before it was handled as well.

    What is part of the room's state may have been heard early: it proves nothing about the messages
    before it.
    """
    source = as_dict(getattr(event, "source", None))
    event_id = source.get("event_id")
    return event_id if "state_key" not in source and isinstance(event_id, str) else None
