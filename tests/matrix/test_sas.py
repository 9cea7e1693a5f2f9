"""Emoji verification's arithmetic: what proves a key, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.matrix.sas import Party, Sas
from bot.matrix.signatures import encode64

BOT = Party("@kring:house.test", "BOT")
OPERATOR = Party("@kring:house.test", "LAPTOP")
KEY = encode64(bytes(range(32)))
NAME = "ed25519:LAPTOP"


def pair(transaction: str = "t") -> tuple[Sas, Sas]:
    """The bot's side and the operator's, that have each other's key."""
    ours, theirs = Sas(BOT, OPERATOR, "t"), Sas(OPERATOR, BOT, transaction)
    ours.take_key(theirs.public_key)
    theirs.take_key(ours.public_key)
    return ours, theirs


def test_a_proof_covers_the_devices_key_and_no_other() -> None:
    """Among other keys too, which the bot does not know."""
    ours, theirs = pair()
    proof = theirs.proof({NAME: KEY, "ed25519:master": "M"})
    assert ours.is_proved(proof, KEY)
    assert not ours.is_proved(proof, encode64(bytes(32)))


@pytest.mark.parametrize("keys", [{}, {"ed25519:PHONE": KEY}, {"LAPTOP": KEY}])
def test_a_proof_of_other_keys_proves_nothing(keys: dict[str, str]) -> None:
    """However right it is."""
    ours, theirs = pair()
    assert not ours.is_proved(theirs.proof(keys), KEY)


def test_a_proof_that_was_changed_proves_nothing() -> None:
    """A key added or left out, a proof of another verification, one's own sent back, nonsense."""
    ours, theirs = pair()
    proof = theirs.proof({NAME: KEY})
    more = proof | {"mac": proof["mac"] | {"ed25519:PHONE": "x"}}
    elsewhere = pair("other")[1].proof({NAME: KEY})
    odd: list[dict[str, Any]] = [
        {},
        {"mac": [], "keys": None},
        {"mac": {NAME: "é"}, "keys": 1},
        {"keys": proof["keys"]},
    ]
    for one in (more, elsewhere, ours.proof({NAME: KEY}), *odd):
        assert not ours.is_proved(one, KEY)


def test_somebody_in_between_shows_other_pictures() -> None:
    """Seven pictures and three numbers, which change with the keys."""
    shown = {(tuple(sas.pictures()), sas.numbers()) for sas in (pair()[0] for _ in range(5))}
    assert len(shown) == 5
    assert {len(pictures) for pictures, _ in shown} == {7}
    for _, numbers in shown:
        assert all(1000 <= int(number) <= 9191 for number in numbers.split())


@pytest.mark.parametrize("key", ["", "no base64!", "AAAA", "A" * 43])
def test_a_key_that_cannot_be_is_refused(key: str) -> None:
    """Also the one with which the secret would be known to all."""
    with pytest.raises(ValueError):  # noqa: PT011  # it comes from several places
        Sas(BOT, OPERATOR, "t").take_key(key)
