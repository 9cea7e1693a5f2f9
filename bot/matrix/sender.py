"""The port to Matrix: the only place that sends."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.contents import ENCRYPTED, MESSAGE, content_of
from bot.matrix.http import TokenRevoked
from bot.matrix.joining import Entrance
from bot.matrix.keys import forget_key, share_key
from bot.matrix.powers import may_send
from bot.matrix.private_rooms import open_private_room
from bot.matrix.refusals import AWAY, check_token, frames_of, is_forbidden, refusal
from bot.matrix.uploads import Uploads
from bot.room import (
    Capabilities,
    Decline,
    Document,
    Join,
    Muted,
    NotEver,
    NotNow,
    Open,
    Outgoing,
    Picture,
)

log = structlog.get_logger()


class MatrixRoom:
    """All rooms of one account, to the outbox; see `bot.room.Room`.

    Beside NotNow, Muted and NotEver, `send` raises TokenRevoked when nothing can be sent any more.
    """

    capabilities = Capabilities()

    def __init__(self, client: nio.AsyncClient) -> None:
        self._client = client
        self._listing = asyncio.Lock()  # the list of private rooms is read, then written whole
        self._entrance = Entrance(client, self._listing)
        self._uploads = Uploads(client)
        self._muted: set[str] = set()
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._running: set[asyncio.Task[str]] = set()

    async def send(
        self, room: str, outgoing: Outgoing, *, transaction_id: str, target: str | None
    ) -> str:
        """Send, one at a time in each room; once begun it ends, also when the caller is gone."""
        # nio's key sharing does not survive a cancellation: every later send would hang.
        task = asyncio.ensure_future(self._in_turn(room, outgoing, transaction_id, target))
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def may_speak_again(self, news: nio.SyncResponse) -> bool:
        """Whether the powers changed in a room in which the bot could not speak."""
        return any(
            isinstance(event, nio.PowerLevelsEvent)
            for room, info in news.rooms.join.items()
            if room in self._muted
            for event in (*info.state, *info.timeline.events)
        )

    async def drain(self) -> None:
        """Wait for what was begun; for before the client is closed."""
        while self._running:
            await asyncio.wait(self._running)

    def _ended(self, task: asyncio.Task[str]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # somebody looked: asyncio does not complain about a caller that left

    async def _in_turn(
        self, room: str, outgoing: Outgoing, transaction_id: str, target: str | None
    ) -> str:
        async with self._locks[room]:
            try:
                if isinstance(outgoing, Join | Open | Decline):
                    self._client.standing.check_settled(transaction_id)
                match outgoing:
                    case Join():
                        await self._entrance.join(room, outgoing)
                        return ""
                    case Open(account=account):
                        return await open_private_room(self._client, account, self._listing)
                    case Decline():
                        return await self._decline(room)
                    case Picture() | Document():
                        return await self._hand_over(room, outgoing, transaction_id)
                    case _:
                        kind, content = content_of(outgoing, target)
                        return await self._say(room, kind, content, transaction_id)
            except AWAY as error:
                raise NotNow(f"no answer: {type(error).__name__}") from error
            except (NotNow, NotEver, TokenRevoked):
                raise
            except Exception as crash:
                # Such as a room that changed under nio's hands while it shared the key.
                check_token(self._client, None, "a message")
                kind = type(crash).__name__
                log.error("nio could not send", room=room, kind=kind, frames=frames_of(crash))
                raise NotNow(f"nio: {kind}") from crash

    async def _hand_over(self, room_id: str, file: Picture | Document, transaction_id: str) -> str:
        await self._check_may_try(room_id)
        try:
            content = await self._uploads.content(room_id, file, transaction_id)
            event_id = await self._say(room_id, MESSAGE, content, transaction_id)
        except NotEver:
            self._uploads.forget(transaction_id)
            raise
        self._uploads.forget(transaction_id)
        return event_id

    async def _say(
        self, room_id: str, kind: str, content: dict[str, Any], transaction_id: str
    ) -> str:
        await self._check_may_try(room_id)
        answer = await self._put(room_id, kind, content, transaction_id)
        if is_forbidden(answer):
            await self._check_may_speak(room_id)
            # It may: since just now, or only not this.
            answer = await self._put(room_id, kind, content, transaction_id)
        if isinstance(answer, nio.RoomSendResponse):
            return str(answer.event_id)
        if answer.status_code == "M_DUPLICATE_ANNOTATION":
            return ""
        raise self._refused(answer, "a message")

    async def _put(
        self, room_id: str, kind: str, content: dict[str, Any], transaction_id: str
    ) -> Any:
        try:
            await share_key(self._client, room_id)
            return await self._client.room_send(
                room_id, kind, content, tx_id=transaction_id, ignore_unverified_devices=True
            )
        finally:
            forget_key(self._client, room_id)

    async def _check_may_try(self, room_id: str) -> None:
        await self._check_is_known(room_id)
        if room_id in self._muted:
            # Looked at first: a try counts against the account's limit, a look does not.
            await self._check_may_speak(room_id)

    async def _check_is_known(self, room_id: str) -> None:
        """Pass for a room that came with a sync: only then is its encryption known."""
        if room_id not in self._client.rooms:
            await self._check_is_in(room_id)
            raise NotNow("the room has not come with a sync yet")

    async def _check_is_in(self, room_id: str) -> None:
        answer = await self._client.joined_rooms()
        if not isinstance(answer, nio.JoinedRoomsResponse):
            raise self._refused(answer, "the list of rooms")
        if room_id not in answer.rooms:
            raise Muted("the bot is not in this room")

    async def _check_may_speak(self, room_id: str) -> None:
        """Pass where the bot is in the room and may send messages. Raises Muted elsewhere."""
        self._muted.add(room_id)
        await self._check_is_in(room_id)
        kind = ENCRYPTED if self._client.rooms[room_id].encrypted else MESSAGE
        try:
            may = await may_send(self._client, room_id, self._client.user_id, kind)
        except NotEver as refused:
            raise NotNow(f"the room's powers: {refused}") from refused
        if not may:
            raise Muted("the room's power levels do not let the bot speak")
        self._muted.discard(room_id)

    async def _decline(self, room_id: str) -> str:
        await self._entrance.unlist(room_id)
        answer = await self._client.room_leave(room_id)
        if not isinstance(answer, nio.RoomLeaveResponse):
            refused = self._refused(answer, "declining")
            if isinstance(refused, NotNow):
                raise refused
            return ""  # the invite was taken back already
        forgotten = await self._client.room_forget(room_id)
        if not isinstance(forgotten, nio.RoomForgetResponse):
            log.info("room not forgotten", room=room_id, why=forgotten.status_code)
        return ""

    def _refused(self, answer: Any, request: str) -> NotNow | NotEver:
        check_token(self._client, answer, request)
        return refusal(answer)

    async def signal(
        self, room: str, kind: str, content: dict[str, Any], *, transaction_id: str
    ) -> None:
        """Send what only clients read, in turn with all else. Raises what `send` does, and AWAY."""
        task = asyncio.ensure_future(self._signal(room, kind, content, transaction_id))
        self._running.add(task)
        task.add_done_callback(self._ended)
        await asyncio.shield(task)

    async def _signal(
        self, room: str, kind: str, content: dict[str, Any], transaction_id: str
    ) -> str:
        async with self._locks[room]:
            return await self._say(room, kind, content, transaction_id)
