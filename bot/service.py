"""`kring run`: the store, the desk, the outbox, the clock and the chat, put together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.clock import Clock
from bot.config import Config
from bot.desk import Desk
from bot.matrix.account import open_account
from bot.matrix.sender import MatrixRoom
from bot.matrix.sync import SyncLoop
from bot.outbox import Outbox
from bot.turns import Ways
from storage.store import Store

log = structlog.get_logger()

SLACK = timedelta(seconds=3)
"""A close is recorded this long after its time: what was sent in time has come in by then."""

OFFSET_FILE = "KRING_CLOCK_OFFSET_FILE"
"""Names the file with which a demo moves the clock; not for real houses."""


async def run(config: Config) -> None:
    """Run until SIGTERM or Ctrl-C. Raises SessionError when the account cannot be used."""
    offset_file = os.environ.get(OFFSET_FILE)
    clock = Clock(Path(offset_file) if offset_file else None)
    store = await Store.open(config.database)
    try:
        account = await open_account(
            config.store,
            config.homeserver,
            config.user,
            password=config.password,
            access_token=config.access_token,
            device_name=config.device_name,
        )
        try:
            if account.cross_signing.recovery_key:
                _show_recovery_key(account.cross_signing.recovery_key)
            room = MatrixRoom(account.client)
            ways = Ways(clock.now, config.house, config.access, room.capabilities)
            desk = Desk(store, ways)
            await _serve(desk, Outbox(store, room, clock.now), clock, account.client)
        finally:
            await account.close()
    finally:
        await store.close()


async def _serve(desk: Desk, outbox: Outbox, clock: Clock, client: object) -> None:
    def after_batch() -> None:
        outbox.wake()
        clock.nudge()

    loop = SyncLoop(client, desk, shifted=clock.shifted, after_batch=after_batch)

    async def wake() -> datetime | None:
        # Nothing falls due on what has not been read yet (design §3 rule 2).
        if loop.caught_up.is_set():
            await desk.tick(clock.now() - SLACK)
        outbox.wake()
        due = await desk.next_due()
        waiting = await outbox.next_at()
        coming = [moment for moment in (due and due + SLACK, waiting) if moment]
        return min(coming) if coming else None

    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    tasks = [
        asyncio.create_task(outbox.run()),
        asyncio.create_task(loop.run()),
        asyncio.create_task(stop.wait()),
        asyncio.create_task(_tell_when_ready(loop)),
    ]
    clock.start(wake)
    try:
        done, _ = await asyncio.wait(tasks[:3], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        clock.stop()
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)
    log.info("stopped")


async def _tell_when_ready(loop: SyncLoop) -> None:
    await loop.caught_up.wait()
    log.info("ready")


def _show_recovery_key(key: str) -> None:
    print(  # noqa: T201  # for the operator's eyes, once, and never in the log
        f"Recovery key (write it down; with it a lost disk is not a lost identity):\n  {key}",
        flush=True,
    )
