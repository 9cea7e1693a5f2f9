"""What nio alone does to be where the bot is: `python -m bench.bare FILE`, on a copy of its keys.

From the bot's position it asks for what the bot asks for: the state of all rooms and what is new,
by the same filter. With a database it also follows the gaps and decrypts, and writes each message
down in a transaction of its own, on the engine that the bot uses. Then it waits to be killed.
`FILE` is JSON: store, position, filter; database (an address, or null) and pages of how many.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]

SYNCED, CAUGHT_UP = "bare nio has synced", "bare nio has caught up: "


async def run(order: dict[str, Any]) -> None:
    """Until it is killed."""
    store = Path(order["store"])
    session = json.loads((store / "session.json").read_text())
    config = nio.AsyncClientConfig(
        encryption_enabled=True,
        store=nio.store.SqliteStore,
        store_name="keys.db",
        pickle_key=session["pickle_key"],
    )
    client = nio.AsyncClient(
        session["homeserver"],
        session["user_id"],
        session["device_id"],
        store_path=str(store / "crypto"),
        config=config,
    )
    client.restore_login(session["user_id"], session["device_id"], session["access_token"])
    response = await client.sync(
        timeout=0, since=order["position"], full_state=True, sync_filter=order["filter"]
    )
    assert isinstance(response, nio.SyncResponse), response
    _say(SYNCED)
    if order["database"]:
        written = await _catch_up(client, response, order)
        _say(f"{CAUGHT_UP}{written}")
    await asyncio.Event().wait()


async def _catch_up(client: nio.AsyncClient, response: Any, order: dict[str, Any]) -> int:
    # Who only syncs needs none of these.
    from sqlalchemy import text

    from storage.engine import open_engine

    engine = open_engine(order["database"])
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE bare (event TEXT PRIMARY KEY, words TEXT)"))
    write = text("INSERT INTO bare VALUES (:event, :words)")
    written = 0
    for room, info in response.rooms.join.items():
        gap: list[Any] = []
        if info.timeline.limited:
            gap = await _gap(client, room, info.timeline.prev_batch, order)
        for event in (*gap, *info.timeline.events):
            if isinstance(event, nio.RoomMessageText):
                async with engine.begin() as connection:
                    words = {"event": event.event_id, "words": event.body}
                    await connection.execute(write, words)
                written += 1
    await engine.dispose()
    return written


async def _gap(client: nio.AsyncClient, room: str, token: str, order: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    while True:
        page = await client.room_messages(room, token, order["position"], limit=order["page"])
        assert isinstance(page, nio.RoomMessagesResponse), page
        for event in page.chunk:
            if isinstance(event, nio.MegolmEvent):
                event.room_id = room
                event = client.decrypt_event(event)  # noqa: PLW2901
            found.append(event)
        if not page.chunk or not page.end or page.end == token:
            return found[::-1]
        token = page.end


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(run(json.loads(Path(sys.argv[1]).read_text())))
