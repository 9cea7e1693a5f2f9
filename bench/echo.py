"""The least that a reply takes: a bare nio bot that says back what it hears.

`python -m bench.echo FILE`; nothing is remembered, kept or tried again. `FILE` is JSON: homeserver,
user, password, and the folder of its keys (null: it knows no encryption).
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]

READY = "echo is ready"


async def run(account: dict[str, Any]) -> None:
    """Until it is killed."""
    config = nio.AsyncClientConfig(
        encryption_enabled=account["store"] is not None, store_sync_tokens=True
    )
    client = nio.AsyncClient(
        account["homeserver"], account["user"], store_path=account["store"] or "", config=config
    )

    async def echo(room: nio.MatrixRoom, event: nio.RoomMessageText) -> None:
        if event.sender != client.user_id:
            content = {"msgtype": "m.notice", "body": event.body, "m.mentions": {}}
            await client.room_send(
                room.room_id, "m.room.message", content, ignore_unverified_devices=True
            )

    async def enter(room: nio.MatrixRoom, event: nio.InviteMemberEvent) -> None:
        await client.join(room.room_id)

    await client.login(account["password"])
    await client.sync(full_state=True)
    client.add_event_callback(echo, nio.RoomMessageText)
    client.add_event_callback(enter, nio.InviteMemberEvent)
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    await client.sync_forever(timeout=30_000)


if __name__ == "__main__":
    asyncio.run(run(json.loads(Path(sys.argv[1]).read_text())))
