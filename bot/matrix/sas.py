"""Emoji verification's arithmetic, for the side that answers: keys, pictures and proofs; pure.

nio's own is not used: its commitment is hexadecimal where Matrix wants base64, and it names an
older proof than the one it makes, so that every present client cancels. Source: Matrix
specification, "Short Authentication String (SAS) verification".
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nio.crypto.sas import Sas as Pictures  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.plain import as_dict, as_text, as_texts
from bot.matrix.signatures import canonical_json, decode64, encode64

METHOD = "m.sas.v1"
_CHOSEN = {
    "key_agreement_protocols": "curve25519-hkdf-sha256",
    "hashes": "sha256",
    "message_authentication_codes": "hkdf-hmac-sha256.v2",
}
_SHOWN = ("emoji", "decimal")


class Party(NamedTuple):
    """A device that verifies or is verified."""

    user_id: str
    device_id: str


def is_possible(start: Mapping[str, Any]) -> bool:
    """Whether what the other offers to do in `start` can be done here."""
    return (
        start.get("method") == METHOD
        and all(ours in as_texts(start.get(offer)) for offer, ours in _CHOSEN.items())
        and bool(set(_SHOWN) & set(as_texts(start.get("short_authentication_string"))))
    )


class Sas:
    """One verification that the other device started; `accept`, `take_key`, `proof`, in order."""

    def __init__(self, own: Party, other: Party, transaction: str) -> None:
        self._own = own
        self._other = other
        self._transaction = transaction
        self._private = X25519PrivateKey.generate()
        self.public_key = encode64(self._private.public_key().public_bytes_raw())
        self._other_key = ""
        self._secret = b""

    def accept(self, start: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a possible `start`: what is chosen, and a promise of the own key.

        Raises ValueError for what no JSON can be.
        """
        promise = sha256(self.public_key.encode() + canonical_json(start)).digest()
        offered = as_texts(start.get("short_authentication_string"))
        return {
            "method": METHOD,
            "key_agreement_protocol": _CHOSEN["key_agreement_protocols"],
            "hash": _CHOSEN["hashes"],
            "message_authentication_code": _CHOSEN["message_authentication_codes"],
            "short_authentication_string": [one for one in _SHOWN if one in offered],
            "commitment": encode64(promise),
        }

    def take_key(self, key: str) -> None:
        """The other's key: from here on both know the same secret. Raises ValueError."""
        self._secret = self._private.exchange(X25519PublicKey.from_public_bytes(decode64(key)))
        self._other_key = key

    def pictures(self) -> list[str]:
        """The seven pictures that both sides see, unless somebody sits between, with a name."""
        places = (self._shared() >> shift & 63 for shift in range(42, 0, -6))
        return [" ".join(Pictures.emoji[place]) for place in places]

    def numbers(self) -> str:
        """The same for who sees no pictures."""
        return " ".join(str((self._shared() >> shift & 0x1FFF) + 1000) for shift in (35, 22, 9))

    def proof(self, keys: Mapping[str, str]) -> dict[str, Any]:
        """What shows the other that `keys` (by key id) came from here, unchanged."""
        made = {name: self._mac(self._own, name, key) for name, key in keys.items()}
        return {"mac": made, "keys": self._mac(self._own, "KEY_IDS", ",".join(sorted(made)))}

    def is_proved(self, content: Mapping[str, Any], device_key: str) -> bool:
        """Whether the other's proof covers the key of its device."""
        made = as_dict(content.get("mac"))
        name = f"ed25519:{self._other.device_id}"
        expected = {
            self._mac(self._other, "KEY_IDS", ",".join(sorted(made))): content.get("keys"),
            self._mac(self._other, name, device_key): made.get(name),
        }
        return all(
            hmac.compare_digest(ours.encode(), (as_text(theirs) or "").encode())
            for ours, theirs in expected.items()
        )

    def _mac(self, sender: Party, name: str, text: str) -> str:
        receiver = self._own if sender is self._other else self._other
        info = "".join(("MATRIX_KEY_VERIFICATION_MAC", *sender, *receiver, self._transaction, name))
        return encode64(hmac.digest(self._derived(info, 32), text.encode(), "sha256"))

    def _shared(self) -> int:
        parts = (*self._other, self._other_key, *self._own, self.public_key, self._transaction)
        return int.from_bytes(self._derived("|".join(("MATRIX_KEY_VERIFICATION_SAS", *parts)), 6))

    def _derived(self, info: str, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, None, info.encode()).derive(self._secret)
