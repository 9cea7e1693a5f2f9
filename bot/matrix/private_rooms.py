"""A private room of the bot's own making: one for each account, whatever dies when.

Which room it is stands in the account's own list of private rooms (`m.direct`), as any client
keeps it. Between making a room and listing it the bot may die: so a room that it made for the two
of them, and that it is in, is taken before another one is made.
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.http import HomeserverAway, MatrixHttp, RateLimited, RequestRefused, TokenRevoked
from bot.matrix.joining import list_path, meaning, read_list
from bot.matrix.plain import as_dict, as_texts
from bot.room import NotNow

log = structlog.get_logger()

_API = "/_matrix/client/v3"
_ROOM_SECONDS = 120.0
"""Asking somebody of another server in takes a small homeserver a while."""

FOR_WHOM = "house.kring.private_with"
"""In the content of a room's creation: the account that the bot made it for."""

_THERE = ("join", "invite")


async def open_private_room(client: nio.AsyncClient, account: str, listing: asyncio.Lock) -> str:
    """The private room with this account; made where there is none that they are or may come in.

    It is given once a sync has shown all of it. `listing` is held while the list is read and
    written. Raises NotNow, NotEver or TokenRevoked.
    """
    async with MatrixHttp(client.homeserver, client.access_token, timeout=_ROOM_SECONDS) as http:
        try:
            async with listing:
                room = await _open(http, client.user_id, account)
            if not await _has_come(client, http, room, account):
                raise NotNow("the private room has not come with a sync yet")
            return room
        except RequestRefused as refused:
            raise meaning(refused) from refused
        except HomeserverAway as away:
            raise NotNow("no answer to opening a private room") from away


async def _has_come(client: nio.AsyncClient, http: MatrixHttp, room: str, account: str) -> bool:
    """Whether the bot knows that it is encrypted, and for whom.

    A sync can show a room while it is being made: what is said then would be in the clear, or
    under a key that the account never gets.
    """
    known = client.rooms.get(room)
    if known is None or account not in known.users:
        return False
    return bool(known.encrypted) or not await _is_encrypted(http, room)


async def _is_encrypted(http: MatrixHttp, room: str) -> bool:
    try:
        await http.call("GET", f"{_API}/rooms/{quote(room)}/state/m.room.encryption")
    except RequestRefused as refused:
        if refused.status == 404:
            return False  # one of theirs, without encryption
        raise
    return True


async def _open(http: MatrixHttp, me: str, account: str) -> str:
    path = list_path(me)
    listed = await read_list(http, path)
    joined = as_texts((await http.call("GET", f"{_API}/joined_rooms")).get("joined_rooms"))
    mine = as_texts(listed.get(account))
    for room in reversed(mine):
        if room in joined and await _is_for_two(http, room, me, account):
            return room
    known = {room for rooms in listed.values() for room in as_texts(rooms)}
    found = await _made_before(http, [room for room in joined if room not in known], me, account)
    room = found or await _make(http, account)
    await http.call("PUT", path, listed | {account: [*mine, room]})
    return room


async def _made_before(http: MatrixHttp, rooms: list[str], me: str, account: str) -> str | None:
    """A room made for this account that was never listed: the bot died in between."""
    for room in rooms:
        try:
            made = await http.call("GET", f"{_API}/rooms/{quote(room)}/state/m.room.create")
        except RequestRefused as refused:
            if isinstance(refused, RateLimited | TokenRevoked) or refused.status >= 500:
                raise
            continue  # it is no room of ours any more
        if made.get(FOR_WHOM) == account and await _is_for_two(http, room, me, account):
            return room
    return None


async def _is_for_two(http: MatrixHttp, room: str, me: str, account: str) -> bool:
    """Whether they are in it or asked into it, and nobody else is."""
    path = f"{_API}/rooms/{quote(room)}/members"
    try:
        chunk = (await http.call("GET", path)).get("chunk")
    except RequestRefused as refused:
        if isinstance(refused, RateLimited | TokenRevoked) or refused.status >= 500:
            raise
        return False
    there = {
        event.get("state_key")
        for event in map(as_dict, chunk if isinstance(chunk, list) else [])
        if as_dict(event.get("content")).get("membership") in _THERE
    }
    return there == {me, account}


async def _make(http: MatrixHttp, account: str) -> str:
    body: dict[str, Any] = {
        "preset": "trusted_private_chat",
        "is_direct": True,
        "invite": [account],
        "creation_content": {FOR_WHOM: account},
        "initial_state": [
            {
                "type": "m.room.encryption",
                "state_key": "",
                "content": {"algorithm": "m.megolm.v1.aes-sha2"},
            }
        ],
    }
    room = str((await http.call("POST", f"{_API}/createRoom", body)).get("room_id", ""))
    if not room:
        raise NotNow("the homeserver did not say which room it made")
    log.info("private room opened", room=room)
    return room
