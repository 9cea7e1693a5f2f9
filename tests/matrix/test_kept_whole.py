"""A room's key that comes while nothing can be written is not lost: it comes again, and is read."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
from nio.crypto import Olm, OlmDevice, OutboundGroupSession  # type: ignore[import-untyped, unused-ignore]
from nio.store import SqliteStore  # type: ignore[import-untyped, unused-ignore]
from peewee import OperationalError  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.guard import guard

ROOM = "!oak:house.test"
WRITES = ("save_account", "save_session", "save_inbound_group_session")


def machine(name: str, folder: Path) -> Any:
    user, device = f"@{name}:house.test", f"{name.upper()}1"
    folder.mkdir()
    return Olm(user, device, SqliteStore(user, device, str(folder)))


def message(sender: Any, device: Any, key: Any) -> Any:
    """An encrypted message between devices that brings the key of a room."""
    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": ROOM,
        "session_id": key.id,
        "session_key": key.session_key,
    }
    session = sender.session_store.get(device.curve25519)
    encrypted = sender._olm_encrypt(session, device, "m.room_key", content)
    source = {"type": "m.room.encrypted", "sender": sender.user_id, "content": encrypted}
    return nio.OlmEvent.from_dict(source)


def fail_at(receiver: Any, write: str) -> None:
    """From this write on the file cannot be written."""
    save = getattr(receiver.store, write)

    def refused(*given: Any) -> None:
        receiver.store.database.execute_sql("PRAGMA query_only = ON")
        save(*given)

    setattr(receiver.store, write, refused)


def mended(receiver: Any, write: str) -> None:
    receiver.store.database.execute_sql("PRAGMA query_only = OFF")
    delattr(receiver.store, write)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Any, Any, Any]:
    """Who sends, who receives behind the guard, and the receiver's device to the sender."""
    sender, receiver = machine("alice", tmp_path / "alice"), machine("kring", tmp_path / "kring")
    receiver.account.generate_one_time_keys(1)
    (one_time,) = receiver.account.one_time_keys["curve25519"].values()
    receiver.account.mark_keys_as_published()
    receiver.save_account()
    keys = receiver.account.identity_keys
    device = OlmDevice(receiver.user_id, receiver.device_id, keys)
    sender.create_session(one_time, device.curve25519)
    guard(SimpleNamespace(olm=receiver))
    return sender, receiver, device


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("is_first", [True, False], ids=["first message", "later message"])
def test_a_key_that_could_not_be_written_is_read_when_it_comes_again(
    two: tuple[Any, Any, Any], write: str, is_first: bool
) -> None:
    """Whichever write fails; and it is there after a restart too."""
    sender, receiver, device = two
    if not is_first:
        assert receiver.handle_to_device_event(message(sender, device, OutboundGroupSession()))
    key = OutboundGroupSession()
    letter = message(sender, device, key)
    fail_at(receiver, write)
    is_written = not is_first and write == "save_account"  # only a new session takes a key of ours
    if is_written:
        assert receiver.handle_to_device_event(letter)
    else:
        with pytest.raises(OperationalError, match="readonly"):
            receiver.handle_to_device_event(letter)
    mended(receiver, write)
    if not is_written:
        read = receiver.handle_to_device_event(letter)
        assert isinstance(read, nio.RoomKeyEvent)
        assert read.session_id == key.id
    sender_key = sender.account.identity_keys["curve25519"]
    assert receiver.inbound_group_store.get(ROOM, sender_key, key.id)
    kept = receiver.store.load_inbound_group_sessions()
    assert kept.get(ROOM, sender_key, key.id)


def test_what_somebody_sent_to_hurt_is_dropped_alone(two: tuple[Any, Any, Any]) -> None:
    """It is nobody's disk that is full; the next key is read."""
    sender, receiver, device = two
    first = message(sender, device, OutboundGroupSession())
    body = first.ciphertext[device.curve25519]["body"]
    first.ciphertext[device.curve25519]["body"] = body[:-8] + "AAAAAAAA"
    assert receiver.handle_to_device_event(first) is None
    assert receiver.handle_to_device_event(message(sender, device, OutboundGroupSession()))
