"""The health page: whether the bot still hears its homeserver, for who watches over the service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp
from aiohttp import web

OLDEST_SYNC = timedelta(minutes=2)
"""After this without a word from the homeserver the bot is not well."""


async def serve_health(listen: str, last_sync: Callable[[], datetime | None]) -> web.AppRunner:
    """Serve `/healthz` on `host:port`; the caller cleans the runner up. Raises OSError."""

    async def healthz(_request: web.Request) -> web.Response:
        heard = last_sync()
        age = datetime.now(heard.tzinfo) - heard if heard else None
        is_well = age is not None and age <= OLDEST_SYNC
        seconds = round(age.total_seconds()) if age else None
        body = {"healthy": is_well, "seconds_since_sync": seconds}
        return web.json_response(body, status=200 if is_well else 503)

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    host, _, port = listen.rpartition(":")
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
    except BaseException:
        await runner.cleanup()
        raise
    return runner


async def unwell(listen: str) -> str | None:
    """What is wrong with the bot that serves its health there; None: it is well."""
    timeout = aiohttp.ClientTimeout(total=5)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.get(f"http://{listen}/healthz") as response,
        ):
            if response.status == 200:
                return None
            seconds = (await response.json(content_type=None))["seconds_since_sync"]
    except (aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError) as fault:
        return f"Its health page at {listen} does not answer ({type(fault).__name__})."
    never = "It has not heard its homeserver yet."
    return never if seconds is None else f"It last heard its homeserver {seconds} seconds ago."
