"""One answer to a sync, read into what is to be heard, in the order in which it happened."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.entering import (
    Making,
    direct_rooms,
    entered,
    invited,
    making,
    own_join,
    own_leave,
    put_out,
)
from bot.matrix.events import heard, membership, membership_before, name_of
from bot.matrix.history import Missed, missed, opened, own_membership, was_in
from bot.matrix.listener import Listener
from bot.matrix.plain import Shift, as_time
from bot.matrix.powers import Ends
from bot.room import Entered, Heard, Joined, Left, Message, Moved, Named, NotEver, PutOut
from storage.records import Held


@dataclass(slots=True)
class Batch:
    """What one sync brought."""

    since: str | None
    """The position before it."""
    is_full: bool
    """With the whole state of all rooms."""
    position: str
    looks_back: bool = False
    """The position before it is nothing to go by: all is looked for that was not handled."""
    unread: list[Held] = field(default_factory=list)
    """Events that cannot be decrypted yet."""
    heard: deque[Heard] = field(default_factory=deque)
    keys: frozenset[str] = frozenset()
    """The sessions whose keys came: what is held for them may be readable now."""

    @property
    def has_news(self) -> bool:
        """There is something in it that was not handled yet."""
        return bool(self.heard or self.unread or self.keys)


class Reader:
    """Reads answers one after the other; remembers which rooms it has seen."""

    def __init__(self, client: nio.AsyncClient, listener: Listener, shifted: Shift) -> None:
        self._client = client
        self._listener = listener
        self._shifted = shifted
        self._rooms: set[str] = set()
        self._direct: frozenset[str] = frozenset()
        self._made: dict[str, Making] = {}

    async def read(
        self,
        response: nio.SyncResponse,
        since: str | None,
        *,
        is_full: bool,
        looks_back: bool = False,
    ) -> Batch:
        """What is new in the response to a sync from `since`; `is_full`: with all state.

        nio has taken in the response before. Raises what `missed` and `powers_in` raise.
        """
        self._direct = direct_rooms(response.account_data_events, self._direct)
        batch = Batch(since, is_full, response.next_batch, looks_back)
        batch.keys = keys_in(response.to_device_events)
        streams = []
        for room_id, info in response.rooms.join.items():
            streams.append(await self._joined(batch, room_id, info))
        for room_id, info in response.rooms.leave.items():
            streams.append(await self._left(batch, room_id, info))
        ends = Ends(self._client)
        batch.heard += [one for one in in_order(streams) if await ends.counts(one)]
        # An invitation may lead to where a closed room goes on: that is to be known first.
        for room_id, info in response.rooms.invite.items():
            invitation = invited(room_id, info, self._client.user_id, since, self._shifted)
            batch.heard += [invitation] if invitation else []
        self._rooms = (self._rooms | set(response.rooms.join)) - set(response.rooms.leave)
        return batch

    async def _joined(self, batch: Batch, room_id: str, info: Any) -> list[Heard]:
        gap = await self._gap(batch, room_id, info.timeline)
        events = [*gap.events, *info.timeline.events]
        if made := making([*info.state, *events], self._client.user_id):
            self._made[room_id] = made
        start, is_in = await self._start(batch, room_id, events)
        middle = max(start, len(gap.events))
        before, is_in = self._while_in(batch, room_id, events[start:middle], is_in)
        after, _ = self._while_in(batch, room_id, events[middle:], is_in)
        state = self._hear(batch, room_id, info.state)
        closed = [one for one in state if isinstance(one, Moved)]
        if any(isinstance(one, Entered) for one in before + after):
            return _with_closing(before + after, closed)
        entry = [] if room_id in self._rooms else self._entry(batch, room_id, info)
        if batch.since is None or (gap.is_complete and (batch.is_full or info.timeline.limited)):
            state = []
        # People who came in before what they said, people who left after it.
        came = [one for one in state if isinstance(one, Joined | Named)]
        went = [one for one in state if isinstance(one, Left)]
        return [*entry, *came, *before, *went, *closed, *after]

    async def _start(self, batch: Batch, room_id: str, events: Sequence[Any]) -> tuple[int, bool]:
        """The place from which a room's events are new, and whether the bot was in it there."""
        me = self._client.user_id
        own = [(n, one) for n, event in enumerate(events) if (one := own_membership(event, me))]
        entries = [n for n, one in own if membership(one) == "join" and not was_in(one)]
        if batch.since is None or not (batch.is_full or room_id in self._rooms):
            # Without a position all is history, but what was said since the bot came in. And the
            # timeline of a room that it came back into reaches back to its last stay there.
            return (entries[-1] if entries else len(events)), False
        for n, one in reversed(own):
            event_id = str(one.get("event_id"))
            if membership(one) in ("leave", "ban") and await self._listener.handled([event_id]):
                return n, False
        return 0, was_in(own[0][1]) if own else True

    async def _left(self, batch: Batch, room_id: str, info: Any) -> list[Heard]:
        self._client.rooms.pop(room_id, None)
        self._client.invalidate_outbound_session(room_id)
        me = self._client.user_id
        gap = await self._gap(batch, room_id, info.timeline)
        events = [
            *gap.events,
            *(opened(self._client, one, room_id) for one in info.timeline.events),
        ]
        start, is_in = await self._start(batch, room_id, events)
        found, _ = self._while_in(batch, room_id, events[start:], is_in)
        if not any(isinstance(one, PutOut) for one in found):
            gone = put_out(room_id, own_leave(info, me), batch.position, self._shifted)
            found += [gone] if gone else []
        return found

    async def _gap(self, batch: Batch, room_id: str, timeline: Any) -> Missed:
        has_gap = batch.since is not None and (timeline.limited or batch.looks_back)
        if not has_gap or not timeline.prev_batch:
            return Missed([], True)
        try:
            between = (None if batch.looks_back else batch.since, timeline.prev_batch)
            return await missed(self._client, room_id, between, self._listener.handled)
        except NotEver:
            return Missed([], False)  # what the server does not give does not hold up the rest

    def _while_in(
        self, batch: Batch, room_id: str, events: Iterable[Any], is_in: bool
    ) -> tuple[list[Heard], bool]:
        """What is heard of the events while the bot was in the room, and whether it is after them.

        Its own coming in and being put out stand in their place.
        """
        found: list[Heard] = []
        for event in events:
            own = own_membership(event, self._client.user_id)
            now = membership(own)
            if now == "join" and not is_in:
                entry = self._entered(room_id, own)
                found += [entry] if entry else []
                is_in = entry is not None
            elif now in ("leave", "ban") and is_in:
                gone = put_out(room_id, own, batch.position, self._shifted)
                found += [gone] if gone else []
                is_in = False
            elif not own and is_in:
                found += self._hear(batch, room_id, [event])
        return found, is_in

    def _entry(self, batch: Batch, room_id: str, info: Any) -> list[Heard]:
        """The bot is in a room that was not seen yet, since this process began."""
        own = own_join(info, self._client.user_id)
        if batch.since is not None and membership_before(own) == "join":
            return []  # known from before: only the bot's own name changed meanwhile
        entry = self._entered(room_id, own)
        return [entry] if entry else []

    def _entered(self, room_id: str, own: dict[str, Any]) -> Entered | None:
        return entered(
            self._client,
            room_id,
            own,
            self._shifted,
            is_direct=room_id in self._direct,
            making=self._made.get(room_id),
        )

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
            found += [self._with_name(one)] if one else []
        return found

    def _with_name(self, one: Heard) -> Heard:
        room = self._client.rooms.get(one.room)
        if room is None or not isinstance(one, Message) or one.account not in room.users:
            return one
        return replace(one, called=name_of(one.account, room.users[one.account].display_name))


def in_order(rooms: Iterable[Sequence[Heard]]) -> list[Heard]:
    """All rooms' events by time, each room's own order kept whatever its clocks say."""
    timed: list[tuple[datetime, Heard]] = []
    for room in rooms:
        latest = datetime.min.replace(tzinfo=UTC)
        for one in room:
            latest = max(latest, one.at)
            timed.append((latest, one))
    return [one for _, one in sorted(timed, key=lambda pair: pair[0])]


def keys_in(device_events: Iterable[Any]) -> frozenset[str]:
    """The sessions for which a sync's device events bring the key."""
    kinds = (nio.RoomKeyEvent, nio.ForwardedRoomKeyEvent)
    return frozenset(one.session_id for one in device_events if isinstance(one, kinds))


def _with_closing(stream: list[Heard], closed: Sequence[Heard]) -> list[Heard]:
    """The room's being closed, known from its state, right after the bot's latest coming in."""
    place = max(n for n, one in enumerate(stream, start=1) if isinstance(one, Entered))
    return [*stream[:place], *closed, *stream[place:]]
