"""One answer to a sync, read into what is to be heard, in the order in which it happened."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.entering import direct_rooms, entered, invited, put_out
from bot.matrix.events import heard
from bot.matrix.history import Missed, is_own_entry, missed, opened
from bot.matrix.listener import Listener
from bot.matrix.plain import Shift, as_time
from bot.room import Heard, Joined, Left, Named, NotEver
from storage.records import Held


@dataclass(slots=True)
class Batch:
    """What one sync brought."""

    position: str
    unread: list[Held] = field(default_factory=list)
    """Events that cannot be decrypted yet."""
    first: deque[Heard] = field(default_factory=deque)
    """Invitations and rooms entered: the ground for all else."""
    rest: deque[Heard] = field(default_factory=deque)
    has_keys: bool = False
    """Room keys came, so what is held may be readable now."""


class Reader:
    """Reads answers one after the other; remembers which rooms it has seen."""

    def __init__(self, client: nio.AsyncClient, listener: Listener, shifted: Shift) -> None:
        self._client = client
        self._listener = listener
        self._shifted = shifted
        self._rooms: set[str] = set()
        self._direct: frozenset[str] = frozenset()

    async def read(self, response: nio.SyncResponse, since: str | None, *, is_full: bool) -> Batch:
        """What is new in the response to a sync from `since`; `is_full`: with all state.

        nio has taken in the response before. Raises what `missed` raises.
        """
        self._direct = direct_rooms(response.account_data_events, self._direct)
        batch = Batch(response.next_batch)
        batch.has_keys = any(isinstance(one, nio.RoomKeyEvent) for one in response.to_device_events)
        me = self._client.user_id
        for room_id, info in response.rooms.invite.items():
            invitation = invited(room_id, info, me, since, self._shifted)
            batch.first += [invitation] if invitation else []
        streams = []
        for room_id, info in response.rooms.join.items():
            streams.append(await self._joined(batch, room_id, info, since, is_full))
        for room_id, info in response.rooms.leave.items():
            streams.append(self._left(batch, room_id, info))
        batch.rest = deque(in_order(streams))
        self._rooms = (self._rooms | set(response.rooms.join)) - set(response.rooms.leave)
        return batch

    async def _joined(
        self, batch: Batch, room_id: str, info: Any, since: str | None, is_full: bool
    ) -> list[Heard]:
        events, came_in = _after_own_entry(info.timeline.events, self._client.user_id)
        if came_in or room_id not in self._rooms:
            entry = entered(
                self._client, room_id, info, self._shifted, self._direct, is_known=bool(since)
            )
            batch.first += [entry] if entry else []
        if since is None or came_in:
            # Without a position all is history, but what was said since the bot came in.
            return self._hear(batch, room_id, events if came_in else [])
        gap = await self._gap(room_id, info.timeline, since)
        changes: list[Heard] = []
        if not gap.is_complete or (not is_full and not info.timeline.limited):
            changes = [one for one in self._hear(batch, room_id, info.state) if _is_change(one)]
        # People who came in before what they said, people who left after it.
        came = [one for one in changes if not isinstance(one, Left)]
        went = [one for one in changes if isinstance(one, Left)]
        before = self._hear(batch, room_id, gap.events)
        return came + before + went + self._hear(batch, room_id, events)

    async def _gap(self, room_id: str, timeline: Any, since: str) -> Missed:
        if not timeline.limited or not timeline.prev_batch:
            return Missed([], True)
        try:
            between = (since, timeline.prev_batch)
            return await missed(self._client, room_id, between, self._listener.is_handled)
        except NotEver:
            return Missed([], False)  # what the server does not give does not hold up the rest

    def _left(self, batch: Batch, room_id: str, info: Any) -> list[Heard]:
        self._client.rooms.pop(room_id, None)
        self._client.invalidate_outbound_session(room_id)
        gone = put_out(room_id, info, self._client.user_id, batch.position, self._shifted)
        if gone is None:
            return []
        events = [opened(self._client, event, room_id) for event in info.timeline.events]
        return [*self._hear(batch, room_id, events), gone]

    def _hear(self, batch: Batch, room_id: str, events: Iterable[Any]) -> list[Heard]:
        me, found = self._client.user_id, []
        for event in events:
            if isinstance(event, nio.MegolmEvent):
                at = as_time(event.server_timestamp, self._shifted)
                if event.sender != me and at is not None:
                    batch.unread.append(
                        Held(
                            event=event.event_id,
                            room=room_id,
                            account=event.sender,
                            session=event.session_id,
                            at=at,
                            body=event.source,
                        )
                    )
                continue
            one = heard(event, room_id, me=me, shifted=self._shifted)
            found += [one] if one else []
        return found


def in_order(rooms: Iterable[Sequence[Heard]]) -> list[Heard]:
    """All rooms' events by time, each room's own order kept whatever its clocks say."""
    timed: list[tuple[datetime, Heard]] = []
    for room in rooms:
        latest = datetime.min.replace(tzinfo=UTC)
        for one in room:
            latest = max(latest, one.at)
            timed.append((latest, one))
    return [one for _, one in sorted(timed, key=lambda pair: pair[0])]


def _after_own_entry(events: Sequence[Any], me: str) -> tuple[list[Any], bool]:
    """What came after the bot did; all of it when it was there before."""
    for place in reversed(range(len(events))):
        if is_own_entry(events[place], me):
            return list(events[place + 1 :]), True
    return list(events), False


def _is_change(one: Heard) -> bool:
    return isinstance(one, Joined | Left | Named)
