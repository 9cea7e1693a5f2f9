"""Going into a room: by the way that is known, and with a word to one's other clients."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote, urlencode

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.http import HomeserverAway, MatrixHttp, RateLimited, RequestRefused, TokenRevoked
from bot.matrix.plain import as_dict, as_texts
from bot.room import Join, NotEver, NotNow

log = structlog.get_logger()

_API = "/_matrix/client/v3"
_JOIN_SECONDS = 120.0
"""A room on another server takes a small homeserver a while."""


class Entrance:
    """One account's way into rooms; `listing` is held while the list of private ones changes."""

    def __init__(self, client: nio.AsyncClient, listing: asyncio.Lock) -> None:
        self._client = client
        self._listing = listing

    async def join(self, room_id: str, how: Join) -> None:
        """Go in; harmless for who is in. Raises NotNow, NotEver or TokenRevoked."""
        client = self._client
        async with MatrixHttp(
            client.homeserver, client.access_token, timeout=_JOIN_SECONDS
        ) as http:
            try:
                await http.call("POST", f"{_API}/join/{quote(room_id)}{_by(how.known_to)}", {})
            except RequestRefused as refused:
                raise meaning(refused) from refused
            except HomeserverAway as away:
                raise NotNow("no answer to joining") from away
            if how.private_with:
                await self._list(http, room_id, how.private_with)

    async def _list(self, http: MatrixHttp, room_id: str, account: str) -> None:
        """Add the room to the account's own list of private rooms (`m.direct`)."""
        path = list_path(self._client.user_id)
        try:
            async with self._listing:
                listed = await read_list(http, path)
                rooms = as_texts(listed.get(account))
                if room_id not in rooms:
                    await http.call("PUT", path, listed | {account: [*rooms, room_id]})
        except TokenRevoked:
            raise
        except (RequestRefused, HomeserverAway) as fault:
            # It is in the room, which is what matters: the bot has a list of its own.
            log.warning("private room not listed", room=room_id, why=str(fault))

    async def unlist(self, room_id: str) -> None:
        """The room is to be left: the list of private rooms does not tell whose it was.

        Raises NotNow or TokenRevoked.
        """
        client, path = self._client, list_path(self._client.user_id)
        async with MatrixHttp(client.homeserver, client.access_token) as http:
            try:
                async with self._listing:
                    listed = await read_list(http, path)
                    kept = {
                        who: [r for r in as_texts(listed[who]) if r != room_id] for who in listed
                    }
                    kept = {who: rooms for who, rooms in kept.items() if rooms}
                    if kept != listed:
                        await http.call("PUT", path, kept)
            except HomeserverAway as away:
                raise NotNow("no answer to unlisting") from away
            except RequestRefused as refused:
                meant = meaning(refused)
                if not isinstance(meant, NotEver):
                    raise meant from refused
                log.warning("private room still listed", room=room_id, why=str(refused))


def list_path(me: str) -> str:
    """Where the account's list of private rooms (`m.direct`) stands."""
    return f"{_API}/user/{quote(me)}/account_data/m.direct"


async def read_list(http: MatrixHttp, path: str) -> dict[str, Any]:
    """The account's list of private rooms; empty as long as there is none."""
    try:
        return as_dict(await http.call("GET", path))
    except RequestRefused as refused:
        if refused.status == 404:
            return {}  # the first one
        raise


def _by(account: str | None) -> str:
    """The server of who told of the room is a way to it; older servers know its older name."""
    server = account.partition(":")[2] if account else ""
    return f"?{urlencode({'via': server, 'server_name': server})}" if server else ""


def meaning(refused: RequestRefused) -> NotNow | NotEver | TokenRevoked:
    """What a refusal means to the outbox."""
    if isinstance(refused, TokenRevoked):
        return refused
    if isinstance(refused, RateLimited):
        return NotNow(str(refused), refused.seconds)
    if refused.status >= 500 or refused.status in (408, 425) or not refused.errcode:
        return NotNow(str(refused))
    return NotEver(str(refused))
