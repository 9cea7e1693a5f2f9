"""Secret storage ("4S") and the recovery key that opens it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.matrix.http import MatrixHttp, RequestRefused, SessionError
from bot.matrix.signatures import USES, Seeds, decode64, encode64

_4S = "m.secret_storage.v1.aes-hmac-sha2"
_4S_KEY = "m.secret_storage.key."
_4S_DEFAULT = "m.secret_storage.default_key"
_RECOVERY_PREFIX = b"\x8b\x01"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class WrongRecoveryKey(SessionError):
    """The recovery key is mistyped, or opens nothing in this account."""


def encode_recovery_key(key: bytes) -> str:
    """The 32-byte key as people write it down: base58 in groups of four, with a parity byte."""
    raw = _RECOVERY_PREFIX + key
    raw += bytes([_parity(raw)])
    number, text = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def decode_recovery_key(text: str) -> bytes:
    """The 32 bytes of a written recovery key, spaces ignored. Raises WrongRecoveryKey."""
    number = 0
    for letter in "".join(text.split()):
        digit = _BASE58.find(letter)
        number = number * 58 + digit
        if digit < 0 or number >= 256**35:
            break
    else:
        raw = number.to_bytes(35)
        if raw.startswith(_RECOVERY_PREFIX) and _parity(raw) == 0:
            return raw[2:-1]
    raise WrongRecoveryKey(
        "This is not a Matrix recovery key.", "Is every character there? Capitals count."
    )


def _parity(data: bytes) -> int:
    parity = 0
    for byte in data:
        parity ^= byte
    return parity


def encrypt_secret(key: bytes, name: str, secret: bytes) -> dict[str, str]:
    """`secret` under 4S's `m.secret_storage.v1.aes-hmac-sha2`; `name` is its account data type."""
    counter = bytearray(secrets.token_bytes(16))
    counter[8] &= 0x7F  # the specification: some platforms count in 63 bits only
    iv = bytes(counter)
    aes_key, mac_key = _4s_keys(key, name)
    cipher = Cipher(algorithms.AES(aes_key), modes.CTR(iv)).encryptor()
    ciphertext = cipher.update(secret) + cipher.finalize()
    mac = hmac.digest(mac_key, ciphertext, "sha256")
    return {"iv": encode64(iv), "ciphertext": encode64(ciphertext), "mac": encode64(mac)}


def decrypt_secret(key: bytes, name: str, sealed: Mapping[str, str]) -> bytes | None:
    """The secret that encrypt_secret sealed; None when the key is wrong or the text damaged."""
    aes_key, mac_key = _4s_keys(key, name)
    try:
        iv, ciphertext = decode64(sealed["iv"]), decode64(sealed["ciphertext"])
        expected = decode64(sealed["mac"])
        if not hmac.compare_digest(hmac.digest(mac_key, ciphertext, "sha256"), expected):
            return None
        cipher = Cipher(algorithms.AES(aes_key), modes.CTR(iv)).decryptor()
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return cipher.update(ciphertext) + cipher.finalize()


def _4s_keys(key: bytes, name: str) -> tuple[bytes, bytes]:
    both = HKDF(SHA256(), length=64, salt=bytes(32), info=name.encode()).derive(key)
    return both[:32], both[32:]


def key_description(key: bytes) -> dict[str, str]:
    """The content of `m.secret_storage.key.<id>`, by which a client tells a right key."""
    check = encrypt_secret(key, "", bytes(32))
    return {"algorithm": _4S, "iv": check["iv"], "mac": check["mac"]}


# --- with the homeserver ----------------------------------------------------------------------


async def store_secrets_once(
    http: MatrixHttp, seeds: Seeds, keep: Callable[[str], None]
) -> str | None:
    """A new recovery key, or None when all secrets are in secret storage already; see below."""
    for use in USES:
        kept = await account_data(http, seeds.user_id, f"m.cross_signing.{use}")
        if not kept.get("encrypted"):
            return await store_secrets(http, seeds, keep)
    return None


async def store_secrets(http: MatrixHttp, seeds: Seeds, keep: Callable[[str], None]) -> str:
    """Put all three secrets under a new recovery key, which is the answer; the old one is void.

    The key is given to `keep` before anything is under it: who dies then has it. The secrets come
    last, so that where they are, clients know what opens them.
    """
    key, key_id = secrets.token_bytes(32), secrets.token_hex(16)
    user_id = seeds.user_id
    keep(encode_recovery_key(key))
    await _set_account_data(http, user_id, _4S_KEY + key_id, key_description(key))
    await _set_account_data(http, user_id, _4S_DEFAULT, {"key": key_id})
    for use in USES:
        name = f"m.cross_signing.{use}"
        sealed = encrypt_secret(key, name, getattr(seeds, use).encode())
        await _set_account_data(http, user_id, name, {"encrypted": {key_id: sealed}})
    return encode_recovery_key(key)


async def account_data(http: MatrixHttp, user_id: str, kind: str) -> dict[str, Any]:
    """The content the account keeps under this type; empty when there is none."""
    try:
        return await http.call("GET", _account_data_path(user_id, kind))
    except RequestRefused as error:
        if error.status != 404:
            raise
        return {}


async def _set_account_data(
    http: MatrixHttp, user_id: str, kind: str, content: Mapping[str, Any]
) -> None:
    await http.call("PUT", _account_data_path(user_id, kind), dict(content))


def _account_data_path(user_id: str, kind: str) -> str:
    return f"/_matrix/client/v3/user/{quote(user_id, safe='')}/account_data/{quote(kind, safe='')}"
