"""Cross-signing, which nio lacks: the bot's identity, its device's signature, its recovery key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nio  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.http import MatrixHttp, RequestRefused, SessionError
from bot.matrix.published import key_in, published_keys
from bot.matrix.secret_storage import (
    WrongRecoveryKey,
    account_data,
    decode_recovery_key,
    decrypt_secret,
    store_secrets,
    store_secrets_once,
)
from bot.matrix.session import RECOVERY_FILE, StoreUnreadable, read_private, write_private
from bot.matrix.signatures import USES, Seeds, is_signed, public_identity, signed

_API = "/_matrix/client/v3"


class IdentityExists(SessionError):
    """The account has a cross-signing identity whose keys are not here; it is left as it is."""


class IdentityMismatch(SessionError):
    """The keys kept here are not the ones the homeserver shows for this account or device."""


class ApprovalNeeded(SessionError):
    """The homeserver wants the upload approved: with a password or, if not None, at `url`."""

    def __init__(self, message: str, mend: str, url: str | None = None) -> None:
        super().__init__(message, mend)
        self.url = url


class DeviceUnknown(SessionError):
    """The homeserver has no keys of this device, so there is nothing to sign."""


@dataclass(frozen=True)
class DeviceKeys:
    """A device's public keys as it knows them itself (unpadded base64), not as a server says."""

    user_id: str
    device_id: str
    ed25519: str
    curve25519: str

    @classmethod
    def of(cls, client: nio.AsyncClient) -> DeviceKeys:
        """The keys of a nio client that is logged in and has its crypto store."""
        keys = client.olm.account.identity_keys
        return cls(client.user_id, client.device_id, keys["ed25519"], keys["curve25519"])


@dataclass(frozen=True)
class CrossSigning:
    """What ensure_cross_signed found or did; `recovery_key` is new and to be shown just once.

    It also lies in RECOVERY_FILE, beside the seeds: who shows it deletes that.
    """

    user_id: str
    master_key: str
    created: bool = False
    restored: bool = False
    signed_device: bool = False
    recovery_key: str | None = field(default=None, repr=False)


async def ensure_cross_signed(
    http: MatrixHttp,
    device: DeviceKeys,
    seeds_file: Path,
    *,
    password: str | None = None,
    recovery_key: str | None = None,
) -> CrossSigning:
    """Make sure the account has an identity, its keys are in `seeds_file`, and it signs `device`.

    The device's keys must have been uploaded before. `password` answers a homeserver that asks
    for proof; `recovery_key` brings the keys back when the file is lost. Repeating is harmless,
    also after a kill half-way. No identity is ever replaced. Raises IdentityExists,
    IdentityMismatch, WrongRecoveryKey, ApprovalNeeded, DeviceUnknown or another SessionError.
    """
    shown = await published_keys(http, device.user_id)
    _own_device(shown, device)
    seeds = load_seeds(seeds_file)
    created = restored = False
    if seeds is not None and seeds.user_id != device.user_id:
        raise _of_another(seeds_file)
    if seeds is None and "master" in shown:
        seeds = await _restore(http, shown, device.user_id, recovery_key)
        write_private(seeds_file, asdict(seeds))
        restored = True
    elif seeds is None:
        seeds = Seeds.new(device.user_id)
        # Before the upload: a kill in between leaves keys to upload, not an identity without keys.
        write_private(seeds_file, asdict(seeds))
    if "master" not in shown:
        await upload_identity(http, seeds, password)
        shown = await published_keys(http, device.user_id)
        created = True
    _check_identity(seeds, shown, seeds_file)
    signed_device = await _sign_device(http, seeds, _own_device(shown, device))
    return CrossSigning(
        user_id=device.user_id,
        master_key=seeds.public("master"),
        created=created,
        restored=restored,
        signed_device=signed_device,
        recovery_key=None if restored else await store_secrets_once(http, seeds, _kept(seeds_file)),
    )


async def renew_recovery_key(http: MatrixHttp, seeds_file: Path) -> str:
    """Make a new recovery key for the same identity, for when nobody wrote the first one down.

    The old one stops opening the identity. Raises StoreUnreadable without the keys.
    """
    seeds = load_seeds(seeds_file)
    if seeds is None:
        raise StoreUnreadable(f"{seeds_file} is not there.", "Put it back from a backup.")
    return await store_secrets(http, seeds, _kept(seeds_file))


def _kept(seeds_file: Path) -> Callable[[str], None]:
    """Where a new recovery key lies until somebody was shown it."""
    file = seeds_file.with_name(RECOVERY_FILE)
    return lambda key: write_private(file, {"recovery_key": key})


def load_seeds(seeds_file: Path) -> Seeds | None:
    """The keys in the file, None without one. Raises StoreUnreadable when it is damaged."""
    kept = read_private(seeds_file, ("user_id", *USES))
    if kept is None:
        return None
    seeds = Seeds(**kept)
    try:
        for use in USES:
            seeds.public(use)
    except ValueError as error:
        raise StoreUnreadable(
            f"{seeds_file} holds no usable keys.", "Put it back from a backup."
        ) from error
    return seeds


def _own_device(shown: Mapping[str, Any], device: DeviceKeys) -> dict[str, Any]:
    known: dict[str, Any] | None = shown["devices"].get(device.device_id)
    if known is None:
        raise DeviceUnknown(
            f"The homeserver has no keys of device {device.device_id}.",
            "Upload the device's keys first.",
        )
    expected = {
        f"ed25519:{device.device_id}": device.ed25519,
        f"curve25519:{device.device_id}": device.curve25519,
    }
    # To sign what the server says would vouch for whatever keys it made up.
    if known.get("keys") != expected:
        raise IdentityMismatch(
            f"The homeserver shows other keys for device {device.device_id} than this store has.",
            "Was the crypto store lost or copied? Log in anew with an empty store.",
        )
    return known


def _check_identity(seeds: Seeds, shown: Mapping[str, Any], seeds_file: Path) -> None:
    if any(key_in(shown.get(use)) != seeds.public(use) for use in ("master", "self_signing")):
        raise _of_another(seeds_file)


def _of_another(seeds_file: Path) -> IdentityMismatch:
    return IdentityMismatch(
        f"{seeds_file} holds the keys of another identity than the one the homeserver shows.",
        "Put the right file back, or move this one away and give the recovery key.",
    )


async def upload_identity(http: MatrixHttp, seeds: Seeds, password: str | None) -> None:
    """Publish the three public keys, proving it with the password when asked.

    Replaces what the account had, so look first. Raises ApprovalNeeded.
    """
    path = f"{_API}/keys/device_signing/upload"
    body: dict[str, Any] = dict(public_identity(seeds))
    try:
        await http.call("POST", path, body)
        return
    except RequestRefused as error:
        asked = error.body
        if error.status != 401 or "flows" not in asked:
            raise
    if ["m.login.password"] not in [flow.get("stages") for flow in asked["flows"]]:
        raise _approval_at(http, asked)
    if not password:
        raise ApprovalNeeded(
            "The homeserver wants the password before it takes the bot's identity.",
            "Set `password` in [matrix] for the first run.",
        )
    proof = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": seeds.user_id},
        "password": password,
        "session": asked.get("session"),
    }
    try:
        await http.call("POST", path, body | {"auth": proof})
    except RequestRefused as error:
        if error.status not in (401, 403):
            raise
        raise ApprovalNeeded(
            "The homeserver did not accept the password for the bot's identity.",
            "Correct `password` in [matrix].",
        ) from None


def _approval_at(http: MatrixHttp, asked: Mapping[str, Any]) -> ApprovalNeeded:
    """Where a browser approves: a stage's own page (MSC4312), or the standard fallback."""
    stages = [stage for flow in asked["flows"] for stage in flow.get("stages", [])]
    pages = [asked.get("params", {}).get(stage, {}).get("url") for stage in stages]
    url = next((page for page in pages if page), None)
    if url is None and stages:
        session = quote(str(asked.get("session", "")), safe="")
        stage = quote(stages[0], safe="")
        url = f"{http.homeserver}{_API}/auth/{stage}/fallback/web?session={session}"
    return ApprovalNeeded(
        "The homeserver wants the bot's identity approved in a browser.",
        f"Open {url} as the bot's account, approve, and start again.",
        url,
    )


async def _sign_device(http: MatrixHttp, seeds: Seeds, device: dict[str, Any]) -> bool:
    key, user_id, device_id = seeds.public("self_signing"), seeds.user_id, device["device_id"]
    if is_signed(device, user_id, key, key):
        return False
    body = {user_id: {device_id: signed(device, user_id, seeds.self_signing)}}
    answer = await http.call("POST", f"{_API}/keys/signatures/upload", body)
    if answer.get("failures"):
        raise RequestRefused("the device's signature", 200, {"error": str(answer["failures"])})
    return True


async def _restore(
    http: MatrixHttp, shown: Mapping[str, Any], user_id: str, recovery_key: str | None
) -> Seeds:
    if not recovery_key:
        raise IdentityExists(
            f"{user_id} has a cross-signing identity, but its keys are not in this store; "
            "it was left as it is.",
            "Put cross_signing.json back, or run `kring init`: it asks for the recovery key.",
        )
    key = decode_recovery_key(recovery_key)
    opened: dict[str, str] = {}
    for use in USES:
        name = f"m.cross_signing.{use}"
        sealed = (await account_data(http, user_id, name)).get("encrypted", {})
        tried = (decrypt_secret(key, name, one) for one in sealed.values())
        seed = next((plain for plain in tried if plain is not None), None)
        if seed is None:
            raise WrongRecoveryKey(
                f"This recovery key does not open the identity of {user_id}.",
                "Is it the right account's, and the latest one?",
            )
        opened[use] = seed.decode().strip()
    seeds = Seeds(user_id, **opened)
    if seeds.public("master") != key_in(shown.get("master")):
        raise IdentityMismatch(
            f"The recovery key opens an older identity of {user_id} than the present one.",
            "Use the latest recovery key.",
        )
    return seeds
