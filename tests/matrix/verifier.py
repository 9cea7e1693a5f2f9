"""A device that asks for emoji verification in whatever way it likes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.session import make_client
from tests.matrix.hall import Bot
from tests.matrix.starting import log_in

FAMILY = "m.key.verification."
AN_X25519_KEY = "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo"
START = {
    "method": "m.sas.v1",
    "key_agreement_protocols": ["curve25519-hkdf-sha256"],
    "hashes": ["sha256"],
    "message_authentication_codes": ["hkdf-hmac-sha256.v2"],
    "short_authentication_string": ["emoji"],
}


class Device:
    """A device that sends whatever it likes straight to the bot, and keeps what comes back."""

    def __init__(self, client: nio.AsyncClient, bot: Bot) -> None:
        self.client = client
        self.came: list[tuple[str, dict[str, Any]]] = []
        self._bot = bot

    async def send(self, step: str, content: Any) -> None:
        """One message of a verification."""
        message = nio.ToDeviceMessage(
            FAMILY + step, self._bot.user_id, self._bot.client.device_id, content
        )
        assert isinstance(await self.client.to_device(message), nio.ToDeviceResponse)

    async def step(self, step: str, transaction: str, **content: Any) -> None:
        """One message as it should be."""
        whole = {"transaction_id": transaction, "from_device": self.client.device_id, **content}
        await self.send(step, whole)

    async def ask(self, transaction: str, **content: Any) -> None:
        """A request as it should be."""
        asked = {"methods": ["m.sas.v1"], "timestamp": int(time.time() * 1000)}
        await self.step("request", transaction, **(asked | content))

    async def sync(self, milliseconds: int = 0) -> None:
        """Take in what came."""
        response = await self.client.sync(timeout=milliseconds)
        assert isinstance(response, nio.SyncResponse)
        for event in response.to_device_events:
            kind = event.source["type"]
            if kind.startswith(FAMILY):
                self.came.append((kind.removeprefix(FAMILY), event.source["content"]))

    async def until(self, step: str, transaction: str) -> dict[str, Any]:
        """The first such answer."""
        async with asyncio.timeout(10):
            while True:
                for came, content in self.came:
                    if came == step and content["transaction_id"] == transaction:
                        return content
                await self.sync(500)

    async def all_of(self, step: str) -> list[str]:
        """The transactions of all such answers, once the bot has read what was sent before."""
        await self.ask("the last", methods=["m.sas.v1"])
        before = self._bot.batches
        async with asyncio.timeout(20):
            while self._bot.batches < before + 2:
                await self.step("done", "nudge")
                await asyncio.sleep(0.05)
        await self.sync()
        return [content["transaction_id"] for came, content in self.came if came == step]


@asynccontextmanager
async def device_of(account: Any, store: Path, bot: Bot) -> AsyncIterator[Device]:
    """A further session of an account, without an identity."""
    client = make_client(await log_in(account, store), store)
    try:
        await client.keys_upload()
        device = Device(client, bot)
        await device.sync()
        yield device
    finally:
        await client.close()
