"""Keys and signatures as Matrix makes them: unpadded base64, canonical JSON, Ed25519; pure."""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

USES = ("master", "self_signing", "user_signing")


@dataclass(frozen=True)
class Seeds:
    """The three private keys of an identity: 32-byte seeds in unpadded base64, all secret."""

    user_id: str
    master: str = field(repr=False)
    self_signing: str = field(repr=False)
    user_signing: str = field(repr=False)

    @classmethod
    def new(cls, user_id: str) -> Seeds:
        """Three fresh random keys."""
        return cls(user_id, *(encode64(secrets.token_bytes(32)) for _ in USES))

    def public(self, use: str) -> str:
        """The public key for `master`, `self_signing` or `user_signing`, unpadded base64."""
        return public_key(getattr(self, use))


def encode64(data: bytes) -> str:
    """Unpadded base64, Matrix's usual form."""
    return b64encode(data).decode().rstrip("=")


def decode64(text: str) -> bytes:
    """Base64 with or without padding. Raises ValueError."""
    return b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True)


def canonical_json(content: Mapping[str, Any]) -> bytes:
    """What a signature covers: sorted, no spaces, UTF-8, without `signatures` and `unsigned`.

    Source: Matrix specification, appendices, "Signing JSON".
    """
    covered = {key: content[key] for key in content if key not in ("signatures", "unsigned")}
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def public_key(seed: str) -> str:
    """The Ed25519 public key of a seed, both in unpadded base64."""
    key = Ed25519PrivateKey.from_private_bytes(decode64(seed))
    return encode64(key.public_key().public_bytes_raw())


def signed(content: Mapping[str, Any], user_id: str, seed: str) -> dict[str, Any]:
    """A copy of `content` with this key's signature as its only one, and no `unsigned`."""
    signature = Ed25519PrivateKey.from_private_bytes(decode64(seed)).sign(canonical_json(content))
    name = f"ed25519:{public_key(seed)}"
    bare = {key: value for key, value in content.items() if key != "unsigned"}
    return bare | {"signatures": {user_id: {name: encode64(signature)}}}


def is_signed(content: Mapping[str, Any], user_id: str, key_name: str, key: str) -> bool:
    """Whether `content` has a valid signature by `ed25519:<key_name>`, public key `key`."""
    try:
        signature = content["signatures"][user_id][f"ed25519:{key_name}"]
        verifier = Ed25519PublicKey.from_public_bytes(decode64(key))
        verifier.verify(decode64(signature), canonical_json(content))
    except (KeyError, TypeError, ValueError, AttributeError, InvalidSignature):
        return False
    return True


def public_identity(seeds: Seeds) -> dict[str, dict[str, Any]]:
    """The body of `keys/device_signing/upload`: three keys, two signed by the master key."""
    body = {}
    for use in USES:
        public = seeds.public(use)
        key: dict[str, Any] = {
            "user_id": seeds.user_id,
            "usage": [use],
            "keys": {f"ed25519:{public}": public},
        }
        signs = use != "master"
        body[f"{use}_key"] = signed(key, seeds.user_id, seeds.master) if signs else key
    return body
