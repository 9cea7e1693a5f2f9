"""nio's reading and decryption, made safe against what somebody may have sent or encrypted.

nio trusts what it decrypts: a payload that is no JSON object ends the sync with an exception,
again at each try; an encrypted "state event" changes its picture of the room; a payload without
content keeps the sender it names itself. No server can check any of that, so it is done here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.kept_whole import kept_before_sharing, kept_whole
from storage.trouble import keeps_from_writing

log = structlog.get_logger()


def _or_nothing(parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
    @wraps(parse)
    def read_or_drop(source: Any) -> Any:
        try:
            event = parse(source)
            if isinstance(event, nio.MegolmEvent):
                _check_can_be_held(event)
        except Exception as crash:  # whatever nio trips over
            log.warning("event that cannot be read", error=type(crash).__name__)
            return None
        return event

    return read_or_drop


def _check_can_be_held(event: nio.MegolmEvent) -> None:
    """Raises ValueError or RecursionError for what no database takes."""
    json.dumps(event.source)
    for text in (event.event_id, event.sender, event.session_id):
        text.encode()
        if "\x00" in text:
            raise ValueError("NUL")


def guard_reading() -> None:
    """From now on one event that nio cannot read does not cost all that came with it."""
    # nio asks these two by name for each event of an answer, and leaves out what is None.
    for kind in (nio.Event, nio.InviteEvent):
        kind.parse_event = staticmethod(_or_nothing(kind.parse_event))


def guard(client: nio.AsyncClient) -> None:
    """Wrap the two entrances to the client's crypto, and the way out of its keys.

    It must have loaded its store.
    """
    # Not a subclass of AsyncClient: it has no hook between decrypting and believing.
    olm = client.olm
    olm.share_keys = kept_before_sharing(olm)
    # Read with the store, and kept with it; nio asks the store again for each event it opens.
    olm.is_device_verified = lambda device: device.verified
    olm.is_device_blacklisted = lambda device: device.blacklisted
    decrypt, take = olm.decrypt_megolm_event, olm.handle_to_device_event

    def decrypt_or_drop(event: Any, room_id: str | None = None) -> Any:
        try:
            opened = decrypt(event, room_id)
        except nio.EncryptionError:
            raise
        except Exception as crash:  # whatever nio trips over
            if keeps_from_writing(crash):
                raise  # the event is as good as it was: the same sync comes again
            log.warning("unreadable event", event_id=event.event_id, error=type(crash).__name__)
            return _dropped(event)
        if not _is_believable(opened, event):
            log.warning("forged event", event_id=event.event_id, sender=event.sender)
            return _dropped(event)
        return opened

    def take_or_drop(event: Any) -> Any:
        with kept_whole(olm, event):
            try:
                return take(event)
            except Exception as crash:  # whatever nio trips over
                if keeps_from_writing(crash):
                    raise
                log.warning("unreadable device message", error=type(crash).__name__)
                return None

    olm.decrypt_megolm_event = decrypt_or_drop
    olm.handle_to_device_event = take_or_drop


def _is_believable(opened: Any, event: Any) -> bool:
    source = opened.source
    return bool(
        isinstance(source, dict)
        and source.get("event_id") == event.event_id
        and source.get("sender") == event.sender
        and "state_key" not in source
    )


def _dropped(event: Any) -> nio.BadEvent:
    return nio.BadEvent.from_dict(
        {
            "type": "unreadable",
            "event_id": event.event_id,
            "sender": event.sender,
            "origin_server_ts": event.server_timestamp,
            "content": {},
        }
    )
