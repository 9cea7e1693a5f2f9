"""Cross-signing, which nio lacks: the bot's identity, its device's signature, its recovery key."""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nio  # type: ignore[import-untyped, unused-ignore]
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.matrix.session import (
    MatrixHttp,
    RequestRefused,
    SessionError,
    StoreUnreadable,
    read_private,
    write_private,
)

_API = "/_matrix/client/v3"
_USES = ("master", "self_signing", "user_signing")
_4S = "m.secret_storage.v1.aes-hmac-sha2"
_4S_KEY = "m.secret_storage.key."
_4S_DEFAULT = "m.secret_storage.default_key"
_RECOVERY_PREFIX = b"\x8b\x01"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class IdentityExists(SessionError):
    """The account has a cross-signing identity whose keys are not here; it is left as it is."""


class IdentityMismatch(SessionError):
    """The keys kept here are not the ones the homeserver shows for this account or device."""


class WrongRecoveryKey(SessionError):
    """The recovery key is mistyped, or opens nothing in this account."""


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
class Seeds:
    """The three private keys of an identity: 32-byte seeds in unpadded base64, all secret."""

    user_id: str
    master: str = field(repr=False)
    self_signing: str = field(repr=False)
    user_signing: str = field(repr=False)

    @classmethod
    def new(cls, user_id: str) -> Seeds:
        """Three fresh random keys."""
        return cls(user_id, *(encode64(secrets.token_bytes(32)) for _ in _USES))

    def public(self, use: str) -> str:
        """The public key for `master`, `self_signing` or `user_signing`, unpadded base64."""
        return public_key(getattr(self, use))


@dataclass(frozen=True)
class CrossSigning:
    """What ensure_cross_signed found or did; `recovery_key` is new and to be shown just once."""

    user_id: str
    master_key: str
    created: bool = False
    restored: bool = False
    signed_device: bool = False
    recovery_key: str | None = field(default=None, repr=False)


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


# --- keys and signatures: pure -------------------------------------------------------------


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
    for use in _USES:
        public = seeds.public(use)
        key: dict[str, Any] = {
            "user_id": seeds.user_id,
            "usage": [use],
            "keys": {f"ed25519:{public}": public},
        }
        signs = use != "master"
        body[f"{use}_key"] = signed(key, seeds.user_id, seeds.master) if signs else key
    return body


# --- secret storage ("4S") and the recovery key: pure ---------------------------------------


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
    shown = await _query(http, device.user_id)
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
        shown = await _query(http, device.user_id)
        created = True
    _check_identity(seeds, shown, seeds_file)
    signed_device = await _sign_device(http, seeds, _own_device(shown, device))
    return CrossSigning(
        user_id=device.user_id,
        master_key=seeds.public("master"),
        created=created,
        restored=restored,
        signed_device=signed_device,
        recovery_key=None if restored else await _store_secrets_once(http, seeds),
    )


async def renew_recovery_key(http: MatrixHttp, seeds_file: Path) -> str:
    """Make a new recovery key for the same identity, for when nobody wrote the first one down.

    The old one stops opening the identity. Raises StoreUnreadable without the keys.
    """
    seeds = load_seeds(seeds_file)
    if seeds is None:
        raise StoreUnreadable(f"{seeds_file} is not there.", "Put it back from a backup.")
    return await _store_secrets(http, seeds)


async def signature_report(http: MatrixHttp, user_id: str, device_id: str) -> SignatureReport:
    """Verify the chain of signatures as a strict client would; changes nothing."""
    shown = await _query(http, user_id)
    master = _key_in(shown.get("master"))
    self_signing = _key_in(shown.get("self_signing"))
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


def load_seeds(seeds_file: Path) -> Seeds | None:
    """The keys in the file, None without one. Raises StoreUnreadable when it is damaged."""
    kept = read_private(seeds_file, ("user_id", *_USES))
    if kept is None:
        return None
    seeds = Seeds(**kept)
    try:
        for use in _USES:
            seeds.public(use)
    except ValueError as error:
        raise StoreUnreadable(
            f"{seeds_file} holds no usable keys.", "Put it back from a backup."
        ) from error
    return seeds


async def _query(http: MatrixHttp, user_id: str) -> dict[str, Any]:
    """The public keys of the account: each use that exists, and `devices`."""
    answer = await http.call("POST", f"{_API}/keys/query", {"device_keys": {user_id: []}})
    shown = {use: answer.get(f"{use}_keys", {}).get(user_id) for use in _USES}
    devices = answer.get("device_keys", {}).get(user_id, {})
    return {use: key for use, key in shown.items() if key} | {"devices": devices}


def _key_in(cross_signing_key: Mapping[str, Any] | None) -> str:
    keys = (cross_signing_key or {}).get("keys", {})
    return str(next(iter(keys.values()), ""))


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
    if any(_key_in(shown.get(use)) != seeds.public(use) for use in ("master", "self_signing")):
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
            "Put cross_signing.json back from a backup, or give the recovery key.",
        )
    key = decode_recovery_key(recovery_key)
    opened: dict[str, str] = {}
    for use in _USES:
        name = f"m.cross_signing.{use}"
        sealed = (await _account_data(http, user_id, name)).get("encrypted", {})
        tried = (decrypt_secret(key, name, one) for one in sealed.values())
        seed = next((plain for plain in tried if plain is not None), None)
        if seed is None:
            raise WrongRecoveryKey(
                f"This recovery key does not open the identity of {user_id}.",
                "Is it the right account's, and the latest one?",
            )
        opened[use] = seed.decode().strip()
    seeds = Seeds(user_id, **opened)
    if seeds.public("master") != _key_in(shown.get("master")):
        raise IdentityMismatch(
            f"The recovery key opens an older identity of {user_id} than the present one.",
            "Use the latest recovery key.",
        )
    return seeds


async def _store_secrets_once(http: MatrixHttp, seeds: Seeds) -> str | None:
    """A new recovery key, or None when all secrets are in secret storage already."""
    for use in _USES:
        kept = await _account_data(http, seeds.user_id, f"m.cross_signing.{use}")
        if not kept.get("encrypted"):
            return await _store_secrets(http, seeds)
    return None


async def _store_secrets(http: MatrixHttp, seeds: Seeds) -> str:
    key, key_id = secrets.token_bytes(32), secrets.token_hex(16)
    user_id = seeds.user_id
    await _set_account_data(http, user_id, _4S_KEY + key_id, key_description(key))
    for use in _USES:
        name = f"m.cross_signing.{use}"
        sealed = encrypt_secret(key, name, getattr(seeds, use).encode())
        await _set_account_data(http, user_id, name, {"encrypted": {key_id: sealed}})
    await _set_account_data(http, user_id, _4S_DEFAULT, {"key": key_id})
    return encode_recovery_key(key)


async def _account_data(http: MatrixHttp, user_id: str, kind: str) -> dict[str, Any]:
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
    return f"{_API}/user/{quote(user_id, safe='')}/account_data/{quote(kind, safe='')}"
