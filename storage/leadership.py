"""Who leads: of several instances for one account on one PostgreSQL database, one at a time.

A session's advisory lock says who leads; PostgreSQL lets go of it when that connection ends. A
process that is frozen keeps its connection: so the leader also renews a beat, and where that is
old the next one ends its connections. Each leader has an epoch of its own; what is written under
an earlier one counts for nothing. All of it goes on in a thread of its own: who is only busy, such
as with the state of a thousand rooms, is not taken for frozen.
See docs/decisions/0031-a-second-instance-that-waits.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import secrets
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import asyncpg
import structlog
from sqlalchemy import make_url

log = structlog.get_logger()

BEAT_EVERY = 1.5
"""Seconds between two beats of the leader."""

LEASE = 4.5
"""Seconds after the beginning of its last beat in which the leader may act outside."""

STALE = 7.0
"""Seconds after which a beat is that of a process which is frozen, or cut off."""

LOOK_EVERY = 0.5
"""Seconds between two looks of who follows."""

PATIENCE = 3.0
"""Seconds that the database gets for an answer."""

SETTLING = 2.0
"""Seconds in which the homeserver ends what the former leader asked for at the end of its lease."""

_LONG_AGO = 60.0
# A beat that a crash of the server would lose needs not wait for its disk.
_SETTINGS = {"timezone": "UTC", "synchronous_commit": "off"}
_UNUSUAL = re.compile(r"[^\w-]", re.ASCII)
_LOOK_AGAIN = 0.1
"""Seconds until the next look, where something was just ended."""

_LEADERS = "SELECT to_regclass('leaders')"
_TAKE = "SELECT pg_try_advisory_lock($1)"
_KNOWN = "SELECT device, beat_at FROM leaders WHERE account = $1"
# Waits for every transaction of the one before that is under way: see IS_LEADING.
_BEFORE = (
    "SELECT device, extract(epoch FROM clock_timestamp() - beat_at)::float8 AS age "
    "FROM leaders WHERE account = $1 FOR UPDATE"
)
_CLAIM = (
    "INSERT INTO leaders (account, instance, device, epoch, beat_at) "
    "VALUES ($1, $2, $3, 1, clock_timestamp()) "
    "ON CONFLICT (account) DO UPDATE SET instance = excluded.instance, device = excluded.device, "
    "epoch = leaders.epoch + 1, beat_at = excluded.beat_at RETURNING epoch"
)
_IS_OURS = "SELECT epoch FROM leaders WHERE account = $1 AND epoch = $2"
_BEAT = (
    "UPDATE leaders SET beat_at = clock_timestamp() "
    "WHERE account = $1 AND epoch = $2 RETURNING epoch"
)
_GOODBYE = "UPDATE leaders SET beat_at = '1970-01-01 00:00Z' WHERE account = $1 AND epoch = $2"
_END = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = "
)
_FORMER = "(SELECT 'kring ' || instance FROM leaders WHERE account = $1"
_END_FORMER = f"{_END} {_FORMER})"
_END_FROZEN = f"{_END} {_FORMER} AND beat_at < clock_timestamp() - make_interval(secs => $2))"
_END_OWN = f"{_END} $1 AND pid = $2"

IS_LEADING = "SELECT 1 FROM leaders WHERE account = :account AND epoch = :epoch FOR KEY SHARE"
"""The first statement of each transaction of a leader.

The beat does not wait for it, nor it for the beat; who claims the next epoch does.
"""

_LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What says that the connection is not to be used any more."""


class NoLongerLeading(Exception):
    """Another instance leads. What was to be written was not."""

    def __init__(self) -> None:
        super().__init__("Another instance leads now.")


class SameDevice(Exception):
    """Another instance runs with the same Matrix device: its store was copied."""


def clock() -> float:
    """Seconds that go on while this process is frozen, or the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def is_shared(url: str) -> bool:
    """Whether several instances can use the database at this address."""
    return url.startswith("postgres")


class Leadership:
    """One instance's part in it: `win`, then `keep` for as long as it leads; `close` at the end.

    These are awaited in the event loop of whoever calls, and done in that of the thread.
    """

    def __init__(
        self, url: str, account: str, device: str, *, seconds: Callable[[], float] = clock
    ) -> None:
        address = make_url(url).set(drivername="postgresql")
        self._address = address.render_as_string(hide_password=False)
        self.account = account
        self.device = device
        self.instance = f"{_UNUSUAL.sub('', device)[:40]}-{secrets.token_hex(4)}"
        self.name = f"kring {self.instance}"
        """What all its connections are called in the database."""
        self._key = _key(account)
        self._seconds = seconds
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="leads", daemon=True)
        self._thread.start()
        self._connection: Any = None
        self._turn = asyncio.Lock()
        """A connection does one thing at a time."""
        self._began = -LEASE
        """When the last beat that arrived was begun."""
        self._settled = 0.0
        self.epoch: int | None = None
        """None: it has not led yet."""
        self._is_lost = False
        """Somebody noticed that another one leads."""
        self._woken = asyncio.Event()
        """There is a reason to look before the next beat."""

    def may_act(self) -> bool:
        """Whether nobody else can be acting yet, at this very moment."""
        leads = self.epoch is not None and not self._is_lost
        return leads and self._seconds() - self._began < LEASE

    @property
    def seconds_to_settle(self) -> float:
        """How long what the leader before this one was doing may still come to pass."""
        return max(self._settled - self._seconds(), 0.0)

    async def connect(self) -> None:
        """Have a connection of one's own. Raises OSError and what asyncpg does."""
        await self._apart(self._connect())

    async def win(self) -> None:
        """Wait until this instance has the lock. Raises SameDevice."""
        await self._apart(self._win())

    async def claim(self) -> None:
        """Begin an epoch, which ends all earlier ones; nothing before there are tables.

        Every transaction of the leader before has ended then, one way or the other.
        """
        await self._apart(self._claim())

    async def keep(self) -> None:
        """Renew the lease until somebody else leads. Raises NoLongerLeading."""
        await self._apart(self._keep())

    async def close(self) -> None:
        """Let go of the lock: who follows takes over at its next look. Once is enough."""
        if self._loop.is_closed():
            return
        await self._apart(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def no_longer(self) -> NoLongerLeading:
        """What is raised by who found another epoch than this instance's."""
        self._is_lost = True
        self._loop.call_soon_threadsafe(self._woken.set)
        return NoLongerLeading()

    async def _apart(self, work: Coroutine[Any, Any, None]) -> None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    # -- in the thread

    async def _connect(self) -> None:
        async with asyncio.timeout(PATIENCE):
            self._connection = await asyncpg.connect(
                self._address,
                command_timeout=PATIENCE,
                server_settings=_SETTINGS | {"application_name": self.name},
            )
        self._connection.add_termination_listener(self._lapse)

    async def _win(self) -> None:
        beats: set[Any] = set()
        while not await self._could_take(beats):
            if len(beats) > 1:
                raise SameDevice

    async def _claim(self) -> None:
        async with self._turn:
            if self.epoch is not None or not await self._connection.fetchval(_LEADERS):
                return
            await self._connection.fetchval(_END_FORMER, self.account)
            began = self._seconds()
            async with self._connection.transaction():
                await self._connection.execute("SET LOCAL synchronous_commit = on")
                before = await self._connection.fetchrow(_BEFORE, self.account)
                epoch = await self._connection.fetchval(
                    _CLAIM, self.account, self.instance, self.device
                )
            self._began, self.epoch = began, int(epoch)
            if before and before["device"] != self.device and before["age"] < _LONG_AGO:
                self._settled = self._seconds() + max(LEASE - before["age"], 0.0) + SETTLING
        log.info("leads", instance=self.instance, epoch=self.epoch)

    async def _keep(self) -> None:
        while True:
            try:
                await self._beat()
            except _LOST as fault:
                log.warning("connection of the leader lost", why=type(fault).__name__)
                await self._regain()
            self._woken.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), BEAT_EVERY)
            if self._is_lost:
                raise NoLongerLeading

    async def _end(self) -> None:
        async with self._turn:
            connection, self._connection = self._connection, None
            if connection is None:
                return
            self._lapse()
            try:
                async with asyncio.timeout(PATIENCE):
                    if self.epoch is not None:
                        await connection.fetchval(_GOODBYE, self.account, self.epoch)
                    await connection.close()
            except _LOST:
                connection.terminate()

    # -- who follows

    async def _could_take(self, beats: set[Any]) -> bool:
        try:
            if self._connection is None:
                await self._connect()
            if await self._connection.fetchval(_TAKE, self._key):
                await self._claim()
                return True
            if await self._has_ended_frozen(beats):
                await asyncio.sleep(_LOOK_AGAIN)
                return False
        except _LOST as fault:
            log.warning("database cannot be reached", why=type(fault).__name__, role="follows")
            self._let_go()
        await asyncio.sleep(LOOK_EVERY)
        return False

    async def _has_ended_frozen(self, beats: set[Any]) -> bool:
        if not await self._connection.fetchval(_LEADERS):
            return False  # the first one is still making the tables
        leader = await self._connection.fetchrow(_KNOWN, self.account)
        if leader and leader["device"] == self.device:
            beats.add(leader["beat_at"])
        ended = await self._connection.fetchval(_END_FROZEN, self.account, STALE)
        if ended:
            log.warning("the leader gave no sign of life", connections_ended=ended)
        return bool(ended)

    # -- who leads

    async def _beat(self) -> None:
        async with self._turn:
            if self.epoch is None:
                await self._connection.fetchval("SELECT 1")
                return
            began = self._seconds()
            if await self._connection.fetchval(_BEAT, self.account, self.epoch) is None:
                raise self.no_longer()
            self._began = began

    async def _regain(self) -> None:
        """The same epoch goes on where nobody led meanwhile. Raises NoLongerLeading."""
        async with self._turn:
            before = self._let_go()
            while True:
                try:
                    await self._connect()
                    # The server may not know yet that the connection is gone.
                    await self._connection.fetchval(_END_OWN, self.name, before)
                    while not await self._connection.fetchval(_TAKE, self._key):
                        await self._check_is_ours()
                        await asyncio.sleep(_LOOK_AGAIN)
                    await self._check_is_ours()
                except _LOST as fault:
                    why = type(fault).__name__
                    log.warning("database cannot be reached", why=why, role="leads")
                    before = self._let_go() or before
                    await asyncio.sleep(LOOK_EVERY)
                else:
                    log.info("leads on", epoch=self.epoch)
                    return

    async def _check_is_ours(self) -> None:
        """Not a beat: without the lock there is no lease."""
        if self.epoch is None:
            return
        if await self._connection.fetchval(_IS_OURS, self.account, self.epoch) is None:
            raise self.no_longer()

    def _lapse(self, *_: object) -> None:
        """The lease is over before its time."""
        self._began = -LEASE
        self._woken.set()

    def _let_go(self) -> int | None:
        """Of a connection that is not to be used any more; the number of its backend."""
        connection, self._connection = self._connection, None
        if connection is None:
            return None
        self._lapse()
        number = int(connection.get_server_pid())
        connection.terminate()
        return number


def _key(account: str) -> int:
    """The number of the account's lock, the same everywhere."""
    digest = hashlib.sha256(f"kring leads {account}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
