"""The health page: whether the homeserver is heard, whatever the machine's clock says."""

from __future__ import annotations

from time import monotonic

import aiohttp
import pytest

from bot.health import OLDEST_SYNC, serve_health


@pytest.mark.parametrize(
    ("ago", "status"), [(None, 503), (0.0, 200), (OLDEST_SYNC - 5, 200), (OLDEST_SYNC + 1, 503)]
)
async def test_it_is_well_while_the_homeserver_is_heard(ago: float | None, status: int) -> None:
    """Within two minutes, by a clock that nobody sets."""
    runner = await serve_health("127.0.0.1:0", lambda: None if ago is None else monotonic() - ago)
    try:
        port = runner.addresses[0][1]
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{port}/healthz") as answer,
        ):
            body = await answer.json()
            assert (answer.status, body["healthy"]) == (status, status == 200)
            assert (body["seconds_since_sync"] is None) is (ago is None)
    finally:
        await runner.cleanup()
