"""`kring run`: the store, the desk, the outbox, the clock and the chat, put together."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import structlog

from bot.clock import Clock
from bot.config import Config
from bot.desk import Desk
from bot.downtime import Watch
from bot.health import Vitals, serve_health
from bot.matrix.account import Account, open_account, own_name
from bot.matrix.http import SessionError
from bot.matrix.refusals import frames_of
from bot.matrix.sender import MatrixRoom
from bot.matrix.session import RECOVERY_FILE
from bot.matrix.sync import SyncLoop
from bot.matrix.verification import Verifications
from bot.outbox import Outbox
from bot.readiness import READY, STOPPING, keep_alive, tell_manager
from bot.standby import Standby
from bot.trouble import told
from bot.turns import Ways
from storage.gauge_book import Backlog
from storage.leadership import is_shared
from storage.store import Store

log = structlog.get_logger()

SLACK = timedelta(seconds=3)
"""A close is recorded this long after its time: what was sent in time has come in by then."""

LAST_WAIT = 2.0
"""Seconds that what is under way gets when the bot ends, beyond those that the outbox gave it."""

_ENDINGS = (signal.SIGTERM, signal.SIGINT)

LOOK_EVERY = 30.0
"""Seconds between two looks at what is to do, where nobody says anything."""

Work = Callable[[], Coroutine[Any, Any, Any]]
"""Something that goes on until the bot ends; when it ends, so does the bot."""

OFFSET_FILE = "KRING_CLOCK_OFFSET_FILE"
"""Names the file with which a demo moves the clock; not for real houses."""


async def run(config: Config) -> None:
    """Run until SIGTERM or Ctrl-C. Raises SessionError when the account cannot be used.

    On a database that several instances can share: follow, until this one leads.
    """
    offset_file = os.environ.get(OFFSET_FILE)
    clock = Clock(Path(offset_file) if offset_file else None)
    vitals = Vitals()
    if not is_shared(config.database):
        async with _opened(config) as (store, account):
            await _lead(config, clock, vitals, _Outside(account), store)
    else:
        async with (
            _opened_account(config) as account,
            Standby.opened(config.database, account, config.store) as standby,
        ):
            outside = _Outside(account)
            if won := await _follow(config, clock, vitals, outside, standby):
                await _lead(config, clock, vitals, outside, won, standby.until_succeeded)
    log.info("stopped")


class _Outside:
    """The account's voice, and what answers its other clients; the same for follower and leader."""

    def __init__(self, account: Account) -> None:
        self.client = account.client
        self.room = MatrixRoom(account.client)
        master_key = account.cross_signing.master_key
        self.verifications = Verifications(account.client, self.room, master_key)


async def _follow(
    config: Config, clock: Clock, vitals: Vitals, outside: _Outside, standby: Standby
) -> Store | None:
    """Until this instance leads, with what it needs for that; None: it was asked to end."""
    stop = asyncio.Event()
    _end_when_asked(stop)
    vitals.leads = False

    def after_batch() -> None:
        if vitals.heard_at is None:
            log.info("follows")
            tell_manager(READY)
        vitals.heard()

    leading = asyncio.create_task(standby.lead(after_batch, outside.verifications.answer))
    others = [asyncio.create_task(stop.wait()), asyncio.create_task(keep_alive())]
    try:
        async with _health(config.listen, vitals, None, clock):
            await asyncio.wait({leading, others[0]}, return_when=asyncio.FIRST_COMPLETED)
            if not leading.done():
                tell_manager(STOPPING)
                return None
            store = leading.result()
    finally:
        for task in (leading, *others):
            task.cancel()
        await asyncio.gather(leading, *others, return_exceptions=True)
    vitals.leads = True
    return store


async def _lead(
    config: Config,
    clock: Clock,
    vitals: Vitals,
    outside: _Outside,
    store: Store,
    *also: Work,
) -> None:
    """All that the bot does, until it is asked to end, or one of `also` ends."""
    name = await own_name(outside.client)
    watch = Watch(store, clock.now)
    await watch.begin()
    room = outside.room
    ways = Ways(clock.now, config.house, config.access, room.capabilities, watch.downtime, name)
    desk = Desk(store, ways, vitals)
    outbox = Outbox(store, room, clock.now, desk)
    desk.answers_through(outside.client.user_id, outbox)
    looked_at = 0.0

    def after_batch() -> None:
        nonlocal looked_at
        vitals.heard()
        watch.heard()
        if loop.brought_news or monotonic() - looked_at >= LOOK_EVERY:
            looked_at = monotonic()
            outbox.wake()
            clock.nudge()

    async def answer(news: Any) -> None:
        if room.may_speak_again(news):
            outbox.hurry()
        await outside.verifications.answer(news)

    loop = SyncLoop(
        outside.client,
        desk,
        shifted=clock.shifted,
        after_batch=after_batch,
        answer=answer,
        recovered=outbox.hurry,
        at_once=max(store.at_once // 2, 1),
        give_way=outbox.answered,
    )
    async with _health(config.listen, vitals, store, clock):
        try:
            await _serve(store, desk, outbox, clock, loop, watch, also)
        finally:
            # What was begun is finished before its connection is closed.
            await asyncio.wait([asyncio.create_task(room.drain())], timeout=LAST_WAIT)


@asynccontextmanager
async def _opened(config: Config) -> AsyncIterator[tuple[Store, Account]]:
    store = await Store.open(config.database)
    try:
        async with _opened_account(config) as account:
            await store.serve(account.client.user_id)
            yield store, account
    finally:
        await store.close()


@asynccontextmanager
async def _opened_account(config: Config) -> AsyncIterator[Account]:
    account = await open_account(
        config.store,
        config.homeserver,
        config.user,
        password=config.password,
        access_token=config.access_token,
        device_name=config.device_name,
    )
    _hand_over(account.cross_signing.recovery_key, config.store / RECOVERY_FILE)
    try:
        yield account
    finally:
        await account.close()


@asynccontextmanager
async def _health(
    listen: str, vitals: Vitals, store: Store | None, clock: Clock
) -> AsyncIterator[None]:
    async def backlog() -> Backlog | None:
        if store is None:
            return None  # who follows knows of no house
        async with store.transaction() as tx:
            return await tx.backlog(clock.now())

    try:
        runner = await serve_health(listen, vitals, backlog) if listen else None
    except OSError as fault:
        mend = "Write another port in [service] listen, or end what listens there."
        raise SessionError(f"Nothing can be served at {listen} ({fault.strerror}).", mend) from None
    try:
        yield
    finally:
        if runner:
            await runner.cleanup()


async def _serve(
    store: Store,
    desk: Desk,
    outbox: Outbox,
    clock: Clock,
    loop: SyncLoop,
    watch: Watch,
    also: Sequence[Work],
) -> None:
    async def wake() -> datetime | None:
        try:
            return await look()
        except Exception as fault:
            if not told(fault, "looking for what is due"):
                # Not left to APScheduler, whose line would hold the crash's message.
                log.error("crash", kind=type(fault).__name__, frames=frames_of(fault))
            return None

    async def look() -> datetime | None:
        # Nothing falls due on what has not been read yet (design §3 rule 2).
        if loop.caught_up.is_set():
            if downtime := await watch.write():
                await desk.came_back(downtime)
            await desk.tick(clock.now() - SLACK)
        outbox.wake()
        due, waiting = await desk.next_due(), await outbox.next_at()
        coming = [moment for moment in (due and due + SLACK, waiting) if moment]
        return min(coming) if coming else None

    stop = asyncio.Event()
    _end_when_asked(stop)
    works: tuple[Work, ...] = (stop.wait, outbox.run, loop.run, *also)
    tasks = [asyncio.create_task(work()) for work in works]
    telling = [asyncio.create_task(_tell_when_ready(loop)), asyncio.create_task(keep_alive())]
    clock.start(wake)
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        tell_manager(STOPPING)
        for sign in _ENDINGS:
            signal.signal(sign, signal.SIG_IGN)  # to be asked twice is no reason to fall
        async with store.between_transactions():
            clock.stop()
            loop.stop()
            for task in (*tasks, *telling):
                task.cancel()
        await asyncio.gather(*tasks, *telling, return_exceptions=True)


def _end_when_asked(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def ask(*_: object) -> None:
        loop.call_soon_threadsafe(stop.set)

    # Not the loop's own way, which lets go of the signals before the process has ended.
    for sign in _ENDINGS:
        signal.signal(sign, ask)


async def _tell_when_ready(loop: SyncLoop) -> None:
    await loop.caught_up.wait()
    log.info("ready")
    tell_manager(READY)


def _hand_over(key: str | None, file: Path) -> None:
    """A new recovery key is for the operator's eyes, once; never for a log, which is kept.

    What a service writes goes into its journal: there it stays in its file, and so does one that
    nobody was shown before the bot died.
    """
    if key and sys.stdout.isatty():
        what = "Recovery key (write it down: with it a lost disk is not a lost identity)"
        sys.stdout.write(f"{what}:\n  {key}\n")
        sys.stdout.flush()
        file.unlink()
    elif file.exists():
        mend = "Write it down somewhere else, and delete the file."
        log.warning("recovery key to be put away", file=str(file), mend=mend)
