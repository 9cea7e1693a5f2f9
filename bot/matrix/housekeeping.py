"""The key exchange that belongs to a sync: what nio's own loop would do, without its retries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.keys import ask_for_devices
from bot.matrix.plain import as_dict, as_text
from bot.matrix.refusals import AWAY, check_token, frames_of

log = structlog.get_logger()

_UPLOAD = "keys upload"
_MOST_TOLD, _LONGEST = 10, 100


async def keep_keys(client: nio.AsyncClient, response: nio.SyncResponse) -> None:
    """Publish, ask for and claim keys as far as needed; what fails is tried after the next sync.

    Raises TokenRevoked.
    """
    _tell_withheld(response.to_device_events)
    if response.device_key_count.signed_curve25519 == 0:
        client.olm.uploaded_key_count = 0  # nio takes a nought for no answer
    if client.should_upload_keys:
        await _try(client, _UPLOAD, client.keys_upload)
    if client.should_query_keys:
        await _try(client, "keys query", lambda: ask_for_devices(client))
    if client.should_claim_keys:
        await _try(
            client,
            "keys claim",
            lambda: client.keys_claim(client.get_users_for_key_claiming()),
        )
    await _try(client, "device messages", client.send_to_device_messages)


def _tell_withheld(device_events: Iterable[Any]) -> None:
    """The log knows why something stays unreadable; whoever it is will be asked by the desk."""
    told = set()
    for event in device_events:
        source = as_dict(getattr(event, "source", None))
        if source.get("type") == "m.room_key.withheld":
            content = as_dict(source.get("content"))
            told.add((as_text(content.get("code")) or "", as_text(content.get("room_id")) or ""))
    for code, room in sorted(told)[:_MOST_TOLD]:
        log.warning("room key withheld", code=code[:_LONGEST], room=room[:_LONGEST])


async def _try(client: nio.AsyncClient, what: str, request: Callable[[], Awaitable[Any]]) -> None:
    try:
        answers = await request()
    except AWAY as error:
        log.warning("key exchange failed", what=what, error=type(error).__name__)
        return
    except Exception as crash:
        kind = type(crash).__name__
        log.error("key exchange crashed", what=what, kind=kind, frames=frames_of(crash))
        return
    for answer in answers if isinstance(answers, list) else [answers]:
        if isinstance(answer, nio.ErrorResponse):
            check_token(client, answer, what)
            log.warning("key exchange failed", what=what, error=answer.status_code)
            if what == _UPLOAD and "already exists" in answer.message:
                # The bot died between an upload and noting it down, or its store is a backup: nio
                # would offer the same key ids for ever, and run out of keys.
                client.olm.mark_keys_as_published()
                client.olm.save_account()
