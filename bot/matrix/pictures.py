"""A picture on its way: drawn beside the event loop, uploaded, and the event that shows it.

A media store that takes nothing must not hold up what else is said in the room: after some tries
the picture is let go. Its words went before it, in a message of their own.
"""

from __future__ import annotations

import asyncio
from io import BytesIO
from time import monotonic
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.client import NotAnAnswer
from bot.matrix.refusals import check_token, frames_of, refusal
from bot.room import NotEver, NotNow, Picture

log = structlog.get_logger()

LONGEST_UPLOAD = 60.0
"""Seconds; nio itself would wait for ever."""

TRIES, PATIENCE = 5, 120.0
"""How often, and for how many seconds, a server that answers may fail to take a picture."""


class Pictures:
    """The pictures of one account that are being sent."""

    def __init__(self, client: nio.AsyncClient) -> None:
        self._client = client
        self._uploaded: dict[tuple[str, bool], dict[str, Any]] = {}
        """By transaction id and whether it is encrypted: sent again, it is the same file."""
        self._in_vain: dict[str, tuple[int, float]] = {}
        """How often one was tried, and since when."""

    async def content(self, room_id: str, picture: Picture, transaction_id: str) -> dict[str, Any]:
        """The event that shows it, its file uploaded. Raises NotNow, NotEver and AWAY."""
        is_encrypted = bool(self._client.rooms[room_id].encrypted)
        key = (transaction_id, is_encrypted)
        if key not in self._uploaded:
            self._uploaded[key] = await self._upload(picture, transaction_id, is_encrypted)
        return self._uploaded[key]

    def forget(self, transaction_id: str) -> None:
        """It is in the room, or never will be."""
        for is_encrypted in (True, False):
            self._uploaded.pop((transaction_id, is_encrypted), None)
        self._in_vain.pop(transaction_id, None)

    async def _upload(
        self, picture: Picture, transaction_id: str, is_encrypted: bool
    ) -> dict[str, Any]:
        try:
            drawn, width, height = await asyncio.to_thread(_drawn, picture)
        except Exception as crash:
            # It would crash the next time too, and all else would wait for it.
            log.error("not drawn", kind=type(crash).__name__, frames=frames_of(crash))
            raise NotEver(f"a picture was not drawn: {type(crash).__name__}") from crash
        try:
            async with asyncio.timeout(LONGEST_UPLOAD):
                answer, keys = await self._client.upload(
                    BytesIO(drawn),
                    content_type="image/png",
                    # The name of a file in an encrypted room is nobody else's business.
                    filename=None if is_encrypted else picture.name,
                    encrypt=is_encrypted,
                    filesize=len(drawn),
                )
        except (TimeoutError, NotAnAnswer) as error:
            self._count(transaction_id, type(error).__name__)
            raise
        if not isinstance(answer, nio.UploadResponse):
            check_token(self._client, answer, "a picture")
            refused = refusal(answer)
            if isinstance(refused, NotNow) and refused.seconds is None:
                self._count(transaction_id, str(refused))
            raise refused
        info = {"w": width, "h": height, "size": len(drawn), "mimetype": "image/png"}
        url = {"url": answer.content_uri}
        return {
            "msgtype": "m.image",
            # Beside a file name, the body is what stands under the picture and is read aloud.
            "body": picture.fallback,
            "filename": picture.name,
            "info": info,
            "m.mentions": {},
            **({"file": keys | url} if keys else url),
        }

    def _count(self, transaction_id: str, why: str) -> None:
        """Once more in vain. Raises NotEver when that was often and long enough."""
        tries, since = self._in_vain.get(transaction_id, (0, monotonic()))
        self._in_vain[transaction_id] = (tries + 1, since)
        if tries + 1 >= TRIES and monotonic() - since >= PATIENCE:
            raise NotEver(f"a picture was not taken: {why}")


def _drawn(picture: Picture) -> tuple[bytes, int, int]:
    from bot import drawing  # matplotlib takes memory and half a second: only who draws pays

    size = drawing.size(picture)
    return drawing.png(picture), size.width, size.height
