"""Who may do what in a room, asked of the homeserver: nio's own picture is wrong too often.

It does not know that the makers of a room of version 12 may do all, and keeps the level of who was
demoted. So the room's state is fetched anew, in the few cases in which it matters.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import structlog

from bot.matrix.plain import as_dict, as_text, as_texts
from bot.matrix.refusals import check_token, refusal
from bot.room import Heard, NotEver, PollEnded

log = structlog.get_logger()

_MAKERS_ARE_EQUAL = frozenset(str(number) for number in range(1, 12))
"""The room versions in which who made the room is subject to the power levels like all others."""


@dataclass(frozen=True)
class Powers:
    """A room's power levels, and who stands above them."""

    levels: dict[str, Any] | None
    """None when the room has no such event."""
    maker: str
    above_all: frozenset[str]

    def of(self, user_id: str) -> float:
        """How much this account may; infinite for who stands above all."""
        if user_id in self.above_all:
            return math.inf
        if self.levels is None:
            return 100 if user_id == self.maker else 0
        default = _number(self.levels.get("users_default"), 0)
        return _number(as_dict(self.levels.get("users")).get(user_id), default)

    def needed_to_send(self, event_type: str, *, is_state: bool) -> float:
        """The level that an event of this type asks for."""
        if self.levels is None:
            return 0
        field, usual = ("state_default", 50) if is_state else ("events_default", 0)
        default = _number(self.levels.get(field), usual)
        return _number(as_dict(self.levels.get("events")).get(event_type), default)

    @property
    def needed_to_redact(self) -> float:
        """The level that it takes to remove what others said."""
        return _number((self.levels or {}).get("redact"), 50)


async def powers_in(client: nio.AsyncClient, room_id: str) -> Powers:
    """The room's powers as they are now.

    Raises NotNow, NotEver (also for an answer without sense), TokenRevoked, or what an unreachable
    server gives.
    """
    answer = await client.room_get_state(room_id)
    if isinstance(answer, nio.RoomGetStateResponse):
        return read_powers(answer.events)
    check_token(client, answer, "the room's state")
    if answer.transport_response is not None and answer.transport_response.ok:
        raise NotEver("the room's state makes no sense")
    raise refusal(answer)


async def may_send(
    client: nio.AsyncClient,
    room_id: str,
    user_id: str,
    event_type: str,
    *,
    is_state: bool = False,
) -> bool:
    """Whether this member's power is enough for such an event; raises what `powers_in` does."""
    powers = await powers_in(client, room_id)
    return powers.of(user_id) >= powers.needed_to_send(event_type, is_state=is_state)


def read_powers(state: Iterable[Any]) -> Powers:
    """The powers that a room's state gives; nonsense in it gives nobody anything."""
    levels: dict[str, Any] | None = None
    create: dict[str, Any] = {}
    for event in map(as_dict, state):
        if event.get("state_key") != "":
            continue
        if event.get("type") == "m.room.power_levels":
            levels = as_dict(event.get("content"))
        elif event.get("type") == "m.room.create":
            create = event
    content, maker = as_dict(create.get("content")), as_text(create.get("sender")) or ""
    if as_text(content.get("room_version", "1")) in _MAKERS_ARE_EQUAL or not maker:
        return Powers(levels, maker, frozenset())
    return Powers(levels, maker, frozenset({maker, *as_texts(content.get("additional_creators"))}))


class Ends:
    """Which ends of polls count, in one batch: each room's powers are asked for once."""

    def __init__(self, client: nio.AsyncClient) -> None:
        self._client = client
        self._rooms: dict[str, Powers | None] = {}

    async def counts(self, one: Heard) -> bool:
        """Whether clients honour it; true for all that is no end of a poll.

        They do when the sender may remove what others said. Raises what `powers_in` does, but for
        NotEver.
        """
        if not isinstance(one, PollEnded):
            return True
        if one.room not in self._rooms:
            try:
                self._rooms[one.room] = await powers_in(self._client, one.room)
            except NotEver:
                self._rooms[one.room] = None
        powers = self._rooms[one.room]
        if powers and powers.of(one.account) >= powers.needed_to_redact:
            return True
        log.info("end of a poll ignored", room=one.room, by=one.account, poll=one.poll)
        return False


def _number(value: Any, default: float) -> float:
    # Rooms before version 10 may hold numbers in strings.
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return default
    return value if isinstance(value, int) and not isinstance(value, bool) else default
