"""The health page: whether the bot still hears its homeserver, for who watches over the service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from aiohttp import web

OLDEST_SYNC = timedelta(minutes=2)
"""After this without a word from the homeserver the bot is not well."""


async def serve_health(listen: str, last_sync: Callable[[], datetime | None]) -> web.AppRunner:
    """Serve `/healthz` on `host:port`; the caller cleans the runner up."""

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
