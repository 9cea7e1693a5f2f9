"""The bot's account, opened: store, session, keys and identity, in the order that loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.cross_signing import CrossSigning, DeviceKeys, ensure_cross_signed
from bot.matrix.events import name_of
from bot.matrix.http import HomeserverAway, MatrixHttp, SessionError
from bot.matrix.published import published_keys
from bot.matrix.refusals import AWAY, check_token
from bot.matrix.session import Session, StoreLock, lock_store, make_client, open_session


class CryptoStoreLost(SessionError):
    """The device has published keys, but their private halves are not in the store."""


class KeysNotUploaded(SessionError):
    """The homeserver did not take the device's keys."""


@dataclass(frozen=True)
class Account:
    """An account that is ready to sync and send; close it after use."""

    client: nio.AsyncClient
    session: Session
    cross_signing: CrossSigning
    _lock: StoreLock

    async def close(self) -> None:
        """Close the connections and let another process have the store."""
        await self.client.close()
        self._lock.release()


async def open_account(
    store: Path,
    homeserver: str,
    user: str,
    *,
    password: str | None = None,
    access_token: str | None = None,
    device_name: str = "Kring",
    recovery_key: str | None = None,
) -> Account:
    """Lock the store, log in if need be, publish the device's keys and cross-sign them.

    `user` is a localpart or a whole id. Repeating is harmless. Raises a SessionError of
    `bot.matrix.session` or `bot.matrix.cross_signing`, TokenRevoked for a device that was deleted,
    or CryptoStoreLost.
    """
    lock = lock_store(store)
    try:
        session = await open_session(
            store,
            homeserver,
            user,
            password=password,
            access_token=access_token,
            device_name=device_name,
        )
        client = make_client(session, store)
        try:
            async with MatrixHttp(session.homeserver, session.access_token) as http:
                await _publish_keys(client, http, store)
                signing = await ensure_cross_signed(
                    http,
                    DeviceKeys.of(client),
                    store / "cross_signing.json",
                    password=password,
                    recovery_key=recovery_key,
                )
        except BaseException:
            await client.close()
            raise
    except BaseException:
        lock.release()
        raise
    return Account(client, session, signing, lock)


async def own_name(client: nio.AsyncClient) -> str:
    """What the bot is called in its rooms: its display name, else its account's local part."""
    try:
        answer = await client.get_displayname()
    except AWAY:
        answer = None
    return name_of(client.user_id, getattr(answer, "displayname", None))


async def _publish_keys(client: nio.AsyncClient, http: MatrixHttp, store: Path) -> None:
    if client.olm.account.shared:
        return
    # Looked at before the upload: the homeserver would take new keys for the old device, and
    # everybody else would refuse them from then on.
    shown = await published_keys(http, client.user_id)
    published = shown["devices"].get(client.device_id, {}).get("keys", {})
    own = DeviceKeys.of(client).ed25519
    if published.get(f"ed25519:{client.device_id}", own) != own:
        raise CryptoStoreLost(
            f"Device {client.device_id} has published keys that are not in {store / 'crypto'}: "
            "the crypto store was lost.",
            "Put it back from a backup, or log in anew: move session.json out of the store.",
        )
    try:
        answer = await client.keys_upload()
    except AWAY as error:
        raise HomeserverAway(
            f"{client.homeserver} did not answer ({type(error).__name__}).", "Is the server up?"
        ) from error
    if not isinstance(answer, nio.KeysUploadResponse):
        check_token(client, answer, "the device's keys")
        raise KeysNotUploaded(
            f"The homeserver did not take the device's keys: {answer.status_code}.", "See its log."
        )
