"""A picture or document on its way: made beside the event loop, uploaded, and the event of it.

A media store that takes nothing must not hold up what else is said in the room: after some tries
the file is let go. Its words went before it, in a message of their own.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from io import BytesIO
from time import monotonic
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.client import NotAnAnswer
from bot.matrix.refusals import check_token, frames_of, refusal
from bot.room import Document, NotEver, NotNow, Picture

log = structlog.get_logger()

LONGEST_UPLOAD = 60.0
"""Seconds; nio itself would wait for ever."""

TRIES, PATIENCE = 5, 120.0
"""How often, and for how many seconds, a server that answers may fail to take a file."""


@dataclass(frozen=True, slots=True)
class _File:
    """What is uploaded, and how the event speaks of it."""

    name: str
    content: bytes
    media_type: str
    kind: str
    """The event's msgtype."""
    body: str
    """Beside a file name: what stands under it, and is read aloud."""
    size: dict[str, int]
    """Of a picture, in pixels."""


class Uploads:
    """The pictures and documents of one account that are being sent."""

    def __init__(self, client: nio.AsyncClient) -> None:
        self._client = client
        self._uploaded: dict[tuple[str, bool], dict[str, Any]] = {}
        """By transaction id and whether it is encrypted: sent again, it is the same file."""
        self._in_vain: dict[str, tuple[int, float]] = {}
        """How often one was tried, and since when."""

    async def content(
        self, room_id: str, sent: Picture | Document, transaction_id: str
    ) -> dict[str, Any]:
        """The event that shows it, its file uploaded. Raises NotNow, NotEver and AWAY."""
        is_encrypted = bool(self._client.rooms[room_id].encrypted)
        key = (transaction_id, is_encrypted)
        if key not in self._uploaded:
            self._uploaded[key] = await self._upload(sent, transaction_id, is_encrypted)
        return self._uploaded[key]

    def forget(self, transaction_id: str) -> None:
        """It is in the room, or never will be."""
        for is_encrypted in (True, False):
            self._uploaded.pop((transaction_id, is_encrypted), None)
        self._in_vain.pop(transaction_id, None)

    async def _upload(
        self, sent: Picture | Document, transaction_id: str, is_encrypted: bool
    ) -> dict[str, Any]:
        try:
            file = await asyncio.to_thread(_made, sent)
        except Exception as crash:
            # It would crash the next time too, and all else would wait for it.
            log.error("not made", kind=type(crash).__name__, frames=frames_of(crash))
            raise NotEver(f"a file was not made: {type(crash).__name__}") from crash
        try:
            async with asyncio.timeout(LONGEST_UPLOAD):
                answer, keys = await self._client.upload(
                    BytesIO(file.content),
                    content_type=file.media_type,
                    # The name of a file in an encrypted room is nobody else's business.
                    filename=None if is_encrypted else file.name,
                    encrypt=is_encrypted,
                    filesize=len(file.content),
                )
        except (TimeoutError, NotAnAnswer) as error:
            self._count(transaction_id, type(error).__name__)
            raise
        if not isinstance(answer, nio.UploadResponse):
            check_token(self._client, answer, "a file")
            refused = refusal(answer)
            if isinstance(refused, NotNow) and refused.seconds is None:
                self._count(transaction_id, str(refused))
            raise refused
        info = file.size | {"size": len(file.content), "mimetype": file.media_type}
        url = {"url": answer.content_uri}
        return {
            "msgtype": file.kind,
            "body": file.body,
            "filename": file.name,
            "info": info,
            "m.mentions": {},
            **({"file": keys | url} if keys else url),
        }

    def _count(self, transaction_id: str, why: str) -> None:
        """Once more in vain. Raises NotEver when that was often and long enough."""
        tries, since = self._in_vain.get(transaction_id, (0, monotonic()))
        self._in_vain[transaction_id] = (tries + 1, since)
        if tries + 1 >= TRIES and monotonic() - since >= PATIENCE:
            raise NotEver(f"a file was not taken: {why}")


def _made(sent: Picture | Document) -> _File:
    if isinstance(sent, Document):
        return _File(sent.name, sent.bytes, sent.media_type, "m.file", sent.name, {})
    from bot import drawing  # matplotlib takes memory and half a second: only who draws pays

    size = drawing.size(sent)
    pixels = {"w": size.width, "h": size.height}
    return _File(sent.name, drawing.png(sent), "image/png", "m.image", sent.fallback, pixels)
