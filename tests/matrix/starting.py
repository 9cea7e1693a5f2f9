"""What a start of the bot does for its session and identity, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.cross_signing import CrossSigning, DeviceKeys, ensure_cross_signed
from bot.matrix.http import MatrixHttp
from bot.matrix.session import Session, make_client, open_session


async def log_in(account: Any, store: Path) -> Session:
    """The account's one session on this store."""
    return await open_session(
        store, account.homeserver, account.localpart, password=account.password
    )


async def upload_device(session: Session, store: Path) -> DeviceKeys:
    """Publish the device's own keys, as the bot does before it is signed."""
    client = make_client(session, store)
    try:
        if client.should_upload_keys:
            assert isinstance(await client.keys_upload(), nio.KeysUploadResponse)
        return DeviceKeys.of(client)
    finally:
        await client.close()


async def sign(
    account: Any, store: Path, *, password: str | None = None, recovery_key: str | None = None
) -> CrossSigning:
    """What a start of the bot does for its identity."""
    session = await log_in(account, store)
    device = await upload_device(session, store)
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        return await ensure_cross_signed(
            http,
            device,
            store / "cross_signing.json",
            password=password,
            recovery_key=recovery_key,
        )
