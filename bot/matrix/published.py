"""What the homeserver shows of an account's keys, and whether strict clients will trust it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.matrix.http import MatrixHttp
from bot.matrix.signatures import USES, is_signed


@dataclass(frozen=True)
class SignatureReport:
    """Which links of the chain master → self-signing → device hold, each really verified."""

    user_id: str
    device_id: str
    master_key: str | None
    self_signing_signed: bool
    device_known: bool
    device_signs_itself: bool
    device_signed: bool

    @property
    def strict_clients_talk(self) -> bool:
        """Whether a client that only trusts cross-signed devices (MSC4153) talks to this one."""
        return self.fault is None

    @property
    def fault(self) -> str | None:
        """The first link that is missing, in a sentence; None when the chain is whole."""
        links = (
            (self.device_known, "The homeserver has no keys of this device."),
            (self.device_signs_itself, "The device's keys are not signed by the device itself."),
            (self.master_key, "The account has no cross-signing identity."),
            (self.self_signing_signed, "The self-signing key is not signed by the master key."),
            (self.device_signed, "The device is not signed by the self-signing key."),
        )
        return next((words for holds, words in links if not holds), None)


async def signature_report(http: MatrixHttp, user_id: str, device_id: str) -> SignatureReport:
    """Verify the chain of signatures as a strict client would; changes nothing."""
    shown = await published_keys(http, user_id)
    master = key_in(shown.get("master"))
    self_signing = key_in(shown.get("self_signing"))
    device = shown["devices"].get(device_id, {})
    own = device.get("keys", {}).get(f"ed25519:{device_id}", "")
    return SignatureReport(
        user_id=user_id,
        device_id=device_id,
        master_key=master or None,
        self_signing_signed=is_signed(shown.get("self_signing", {}), user_id, master, master),
        device_known=bool(device),
        device_signs_itself=is_signed(device, user_id, device_id, own),
        device_signed=is_signed(device, user_id, self_signing, self_signing),
    )


async def published_keys(http: MatrixHttp, user_id: str) -> dict[str, Any]:
    """The public keys of the account: each use that exists, and `devices`."""
    answer = await http.call(
        "POST", "/_matrix/client/v3/keys/query", {"device_keys": {user_id: []}}
    )
    shown = {use: answer.get(f"{use}_keys", {}).get(user_id) for use in USES}
    devices = answer.get("device_keys", {}).get(user_id, {})
    return {use: key for use, key in shown.items() if key} | {"devices": devices}


def key_in(cross_signing_key: Mapping[str, Any] | None) -> str:
    """The public key (unpadded base64) in what the homeserver shows of one use; empty without."""
    keys = (cross_signing_key or {}).get("keys", {})
    return str(next(iter(keys.values()), ""))
