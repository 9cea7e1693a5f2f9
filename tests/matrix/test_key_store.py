"""The store of keys: what nio's own does, for each client in its own file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nio.crypto import OlmAccount, OlmDevice  # type: ignore[import-untyped, unused-ignore]
from nio.store import SqliteStore  # type: ignore[import-untyped, unused-ignore]

from bot.matrix.key_store import TiedStore

WHO = ("@kring:house.test", "DEVICE")


def store(folder: Path, kind: type[Any] = TiedStore) -> Any:
    folder.mkdir(exist_ok=True)
    return kind(*WHO, str(folder), pickle_key="pickle", database_name="keys.db")


def device(name: str) -> Any:
    keys = OlmAccount().identity_keys
    return OlmDevice(f"@{name}:house.test", name.upper(), keys)


def known(store: Any) -> list[str]:
    return sorted(device.user_id for device in store.load_device_keys())


def test_clients_of_one_process_keep_their_keys_apart(tmp_path: Path) -> None:
    """Whoever comes first, and in turns."""
    one, other = store(tmp_path / "one"), store(tmp_path / "other")
    for each in (one, other):
        each.save_account(OlmAccount())
    for name in ("alice", "bob"):
        one.save_device_keys({f"@{name}:house.test": {name.upper(): device(name)}})
        other.save_device_keys({f"@not-{name}:house.test": {name.upper(): device(f"not-{name}")}})
    assert known(one) == ["@alice:house.test", "@bob:house.test"]
    assert known(other) == ["@not-alice:house.test", "@not-bob:house.test"]
    assert known(store(tmp_path / "one")) == known(one)


def test_an_account_is_loaded_as_it_was_saved_last(tmp_path: Path) -> None:
    """What was kept of it is whose it is, not what it holds."""
    mine, account = store(tmp_path / "mine"), OlmAccount()
    assert mine.load_account() is None
    mine.save_account(account)
    assert not mine.load_account().shared
    account.shared = True
    mine.save_account(account)
    assert mine.load_account().shared
    assert mine.load_account().identity_keys == account.identity_keys


@pytest.mark.parametrize("kinds", [(SqliteStore, TiedStore), (TiedStore, SqliteStore)])
def test_its_files_are_those_of_nio(tmp_path: Path, kinds: tuple[type[Any], type[Any]]) -> None:
    """Also where both are used beside each other."""
    account, alice = OlmAccount(), device("alice")
    written = store(tmp_path / "kept", kinds[0])
    written.save_account(account)
    written.save_device_keys({alice.user_id: {alice.id: alice}})
    written.verify_device(alice)
    read = store(tmp_path / "kept", kinds[1])
    assert read.load_account().identity_keys == account.identity_keys
    assert known(read) == known(written) == [alice.user_id]
    assert read.is_device_verified(alice)
