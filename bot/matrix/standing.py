"""Where this instance stands among others of the same account: may it act, and as whom.

A homeserver knows a message that is sent again by its transaction id, each device's apart. What
another device of the account may have sent already is sent again under that device's login, so
that it is the same message. Logins lie in the database for that, sealed with a key that only who
has the account's identity can make.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.matrix.signatures import Seeds, decode64, encode64
from bot.room import NotNow

log = structlog.get_logger()

_ACTS = re.compile(r"/rooms/[^/]+/(send|leave|forget)\b|/join/|/createRoom\b")
_SENT = re.compile(r"/rooms/[^/]+/send/[^/]+/([^/?]+)")
_NONCE = 12


@dataclass
class Standing:
    """May it act just now; and what other devices tried to send: each letter's login there."""

    may_act: Callable[[], bool] = lambda: True
    seconds_to_settle: Callable[[], float] = lambda: 0.0
    """How long what the leader before this one was doing may still come to pass."""
    tried_by_others: dict[str, str] = field(default_factory=dict, repr=False)
    """By transaction id, the access token it was tried with; "" where that cannot be had."""

    def check(self, method: str, path: str) -> None:
        """The last look before a request. Raises NotNow where another instance may lead."""
        if method != "GET" and _ACTS.search(path):
            self.check_may_act()

    def check_may_act(self) -> None:
        """Raises NotNow where another instance may lead."""
        if not self.may_act():
            raise NotNow("another instance may lead now")

    def check_settled(self, transaction_id: str) -> None:
        """For what no transaction id makes the same again.

        Raises NotNow while another device may still be doing it, or another instance may lead.
        """
        self.check_may_act()
        seconds = self.seconds_to_settle() if transaction_id in self.tried_by_others else 0.0
        if seconds:
            raise NotNow("another instance may just have done it", seconds)

    def login_for(self, path: str) -> str | None:
        """The other device's login under which a message goes out; None: our own."""
        sent = _SENT.search(path)
        return self.tried_by_others.get(sent[1]) or None if sent else None

    def forget_login(self, path: str) -> None:
        """That device was logged out: what it tried is sent as ours, and may be there twice."""
        if sent := _SENT.search(path):
            log.warning("login of another instance is over", transaction=sent[1])
            self.tried_by_others.pop(sent[1], None)


def seal(token: str, device: str, seeds: Seeds) -> str:
    """A login as it may lie in the database."""
    nonce = secrets.token_bytes(_NONCE)
    return encode64(nonce + _box(seeds).encrypt(nonce, token.encode(), device.encode()))


def unseal(sealed: str, device: str, seeds: Seeds) -> str | None:
    """The login that was sealed; None where it was damaged, or sealed for another identity."""
    try:
        raw = decode64(sealed)
        return _box(seeds).decrypt(raw[:_NONCE], raw[_NONCE:], device.encode()).decode()
    except (InvalidTag, ValueError):
        return None


def _box(seeds: Seeds) -> AESGCM:
    key = HKDF(SHA256(), length=32, salt=None, info=f"kring logins of {seeds.user_id}".encode())
    return AESGCM(key.derive(decode64(seeds.self_signing)))
