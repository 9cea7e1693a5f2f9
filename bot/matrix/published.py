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
    device_key: str
    """The device's Ed25519 key, which clients show as the session's key; empty when unknown."""
    master_key: str | None
    self_signing_key: str
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
        return self._broken[0] if self._broken else None

    @property
    def mend(self) -> str | None:
        """What the operator does about the fault; None without one."""
        return self._broken[1] if self._broken else None

    @property
    def _broken(self) -> tuple[str, str] | None:
        holds = (
            self.device_known,
            self.device_signs_itself,
            self.master_key,
            self.self_signing_signed,
            self.device_signed,
        )
        return next((link for link, one in zip(_LINKS, holds, strict=True) if not one), None)


_RESET = (
    "Reset the account's identity in an ordinary client, move cross_signing.json out of the store "
    "and run `kring init` with the new recovery key."
)
_START = "Start `kring run`: it sees to that."
_ANEW = "Move session.json and crypto out of the store and run `kring init`: it takes a new device."
_LINKS = (
    ("The homeserver has no keys of this device.", _START),
    ("The device's keys are not signed by the device itself.", _ANEW),
    ("The account has no cross-signing identity.", _START),
    ("The self-signing key is not signed by the master key.", _RESET),
    ("The device is not signed by the self-signing key.", _START),
)
"""What can be missing, in the order of the chain, and its mend."""


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
        device_key=own,
        master_key=master or None,
        self_signing_key=self_signing,
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
