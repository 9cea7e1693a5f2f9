"""The messages of emoji verification: read with mistrust when they come in, written to go out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.plain import as_dict, as_text
from bot.matrix.sas import Party

FAMILY = "m.key.verification."
OPENING = ("request", "start")
"""The steps with which somebody may begin; `start` alone is how older clients do."""

_LONGEST_ID = 255


class Asked(NamedTuple):
    """One message of a verification; `step` is its type's last word."""

    step: str
    sender: str
    transaction: str
    content: dict[str, Any]
    room: str | None = None

    @property
    def device(self) -> str:
        """The device that asks; empty where the message does not say, or says nonsense."""
        device = as_text(self.content.get("from_device")) or ""
        # A star would reach all of somebody's devices.
        return device if device != "*" and len(device) <= _LONGEST_ID else ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is to go out: into a room, or else to a device."""

    step: str
    to: Party
    transaction: str
    content: dict[str, Any]
    written: datetime
    room: str | None = None

    @property
    def kind(self) -> str:
        """The type of the event."""
        return FAMILY + self.step

    @property
    def reference(self) -> str:
        """The same for the same letter after a restart, so that the homeserver drops the second."""
        parts = "|".join((self.step, *self.to, self.transaction))
        return f"verify-{sha256(parts.encode()).hexdigest()[:32]}"

    @property
    def whole(self) -> dict[str, Any]:
        """The content, with what it belongs to."""
        if self.room is None:
            return self.content | {"transaction_id": self.transaction}
        relation = {"rel_type": "m.reference", "event_id": self.transaction}
        return self.content | {"m.relates_to": relation}


def asked_in(response: nio.SyncResponse, me: str) -> Iterator[Asked]:
    """What a sync brought of it for the account `me`, in order."""
    for event in response.to_device_events:
        asked = _to_this_device(as_dict(getattr(event, "source", None)))
        if asked:
            yield asked
    for room_id, info in response.rooms.join.items():
        for event in info.timeline.events:
            asked = _in_a_room(as_dict(getattr(event, "source", None)), room_id, me)
            if asked:
                yield asked


def _to_this_device(source: dict[str, Any]) -> Asked | None:
    kind, sender = as_text(source.get("type")) or "", as_text(source.get("sender"))
    content = as_dict(source.get("content"))
    transaction = _as_id(content.get("transaction_id"))
    if not kind.startswith(FAMILY) or not sender or not transaction:
        return None
    asked = Asked(kind.removeprefix(FAMILY), sender, transaction, content)
    return asked if asked.device or asked.step not in OPENING else None


def _in_a_room(source: dict[str, Any], room: str, me: str) -> Asked | None:
    """A request to the bot in a room, in the shape of the other kind; the rest is not for it."""
    content, sender = as_dict(source.get("content")), as_text(source.get("sender"))
    event, kind = _as_id(source.get("event_id")), source.get("type")
    if kind != "m.room.message" or content.get("msgtype") != f"{FAMILY}request":
        return None
    if content.get("to") != me or not sender or sender == me or not event:
        return None
    # Its own timestamp is what anybody writes; the server's is not.
    content = content | {"timestamp": source.get("origin_server_ts")}
    return Asked("request", sender, event, content, room)


def _as_id(value: Any) -> str:
    text = as_text(value) or ""
    return text if len(text) <= _LONGEST_ID else ""
