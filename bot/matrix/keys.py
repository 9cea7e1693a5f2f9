"""A room's key, given to every device before the first message under it goes out."""

from __future__ import annotations

from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.refusals import check_token, refusal
from bot.room import NotNow

log = structlog.get_logger()


async def share_key(client: nio.AsyncClient, room_id: str) -> None:
    """Make sure everybody in an encrypted room can read what is sent next; nothing in a clear one.

    nio's own sharing swallows a failed request: the message goes out, the key does not. Raises
    NotNow when a request failed; devices that have no keys to be reached by are passed over.
    """
    room = client.rooms[room_id]
    if not room.encrypted:
        return
    if not room.members_synced:
        _check(client, await client.joined_members(room_id), nio.JoinedMembersResponse)
    if client.olm.users_for_key_query & set(room.users):
        # Somebody came in whose devices are not known yet.
        _check(client, await ask_for_devices(client), nio.KeysQueryResponse)
    if not client.olm.should_share_group_session(room_id):
        return
    missing = client.get_missing_sessions(room_id)
    if missing:
        _check(client, await client.keys_claim(missing), nio.KeysClaimResponse)
    await client.share_group_session(room_id, ignore_unverified_devices=True)
    left_out = _left_out(client, room_id)
    if left_out:
        client.invalidate_outbound_session(room_id)
        log.warning("room key not shared", room=room_id, devices=left_out)
        raise NotNow(f"{left_out} devices did not get the room's key")


async def ask_for_devices(client: nio.AsyncClient) -> Any:
    """Nio's answer to a query for the devices that are not known yet.

    Who lives on a server that does not answer is not asked for again and again: each time would
    take seconds. When that server is back, the sync says that their devices changed.
    """
    answer = await client.keys_query()
    if isinstance(answer, nio.KeysQueryResponse):
        waiting = client.olm.users_for_key_query
        away = {user for user in waiting if user.partition(":")[2] in answer.failures}
        client.olm.tracked_users.update(away)
        waiting.difference_update(away)
    return answer


def forget_key(client: nio.AsyncClient, room_id: str) -> None:
    """Clear what an interrupted key sharing left behind; harmless after one that went well."""
    waiting = client.sharing_session.pop(room_id, None)
    if waiting is not None:
        waiting.set()


def _left_out(client: nio.AsyncClient, room_id: str) -> int:
    """How many devices could have got the key but did not."""
    session = client.olm.outbound_group_sessions.get(room_id)
    if session is None:
        return 0  # made anew by room_send
    reached = session.users_shared_with | session.users_ignored
    return sum(
        (user, device.id) not in reached
        and device.id != client.device_id
        and client.olm.session_store.get(device.curve25519) is not None
        for user in client.rooms[room_id].users
        for device in client.device_store.active_user_devices(user)
    )


def _check(client: nio.AsyncClient, answer: Any, expected: type) -> None:
    if isinstance(answer, expected):
        return
    check_token(client, answer, "the room's keys")
    refused = refusal(answer)
    raise refused if isinstance(refused, NotNow) else NotNow(str(refused))
