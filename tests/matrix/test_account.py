"""Opening the account: one call, in an order that loses nothing, and clear words when it cannot."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest

from bot.matrix.account import Account, CryptoStoreLost, open_account
from bot.matrix.housekeeping import keep_keys
from bot.matrix.http import HomeserverAway, MatrixHttp, TokenRevoked
from bot.matrix.keys import ask_for_devices
from bot.matrix.published import published_keys, signature_report
from bot.matrix.session import StoreInUse, stored_session
from tests.matrix.hall import Bot, Resident, call

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]
API = "/_matrix/client/v3"


async def start(account: Any, store: Path, **options: Any) -> Account:
    """As `kring run` does."""
    return await open_account(
        store, account.homeserver, account.localpart, password=account.password, **options
    )


async def test_an_opened_account_is_signed_and_locked(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Strict clients talk to it, and nobody else gets at its store until it is closed."""
    account = await new_account("bot")
    first = await start(account, tmp_path)
    session = first.session
    assert first.cross_signing.recovery_key
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        report = await signature_report(http, session.user_id, session.device_id)
    assert report.fault is None
    with pytest.raises(StoreInUse):
        await start(account, tmp_path)
    await first.close()
    second = await start(account, tmp_path)
    assert second.session == session
    assert second.cross_signing.recovery_key is None
    await second.close()


async def test_a_lost_crypto_store_is_told_and_changes_nothing(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """New keys for an old device would be refused by everybody, so none are published."""
    account = await new_account("bot")
    first = await start(account, tmp_path)
    session = first.session
    await first.close()
    shutil.rmtree(tmp_path / "crypto")
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        before = await published_keys(http, session.user_id)
        for _ in range(2):
            with pytest.raises(CryptoStoreLost, match="log in anew"):
                await start(account, tmp_path)
        assert await published_keys(http, session.user_id) == before
    (tmp_path / "session.json").unlink()
    again = await start(account, tmp_path)
    assert again.session.device_id != session.device_id
    assert again.cross_signing.signed_device
    assert not again.cross_signing.created
    await again.close()


async def test_a_deleted_device_is_told(new_account: NewAccount, tmp_path: Path) -> None:
    """With what to do, and the store is free again."""
    account = await new_account("bot")
    first = await start(account, tmp_path)
    session = first.session
    await first.close()
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        await http.call("POST", f"{API}/logout", {})
    for _ in range(2):
        with pytest.raises(TokenRevoked, match="deleted"):
            await start(account, tmp_path)


async def test_a_store_put_back_from_a_backup_goes_on_giving_out_keys(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """The homeserver knows newer one-time keys than the store: their ids are left out."""
    account = await new_account("bot")
    keys = tmp_path / "bot" / "crypto" / "keys.db"
    opened = await start(account, tmp_path / "bot")
    await opened.close()
    backup = shutil.copy(keys, tmp_path / "backup.db")
    opened = await start(account, tmp_path / "bot")
    opened.client.olm.uploaded_key_count = 10
    await opened.client.keys_upload()
    await opened.close()
    for file in keys.parent.iterdir():
        file.unlink()
    shutil.copy(backup, keys)
    opened = await start(account, tmp_path / "bot")
    try:
        for _ in range(2):
            response = await opened.client.sync(timeout=0)
            opened.client.olm.uploaded_key_count = 10
            await keep_keys(opened.client, response)
        opened.client.olm.uploaded_key_count = 10
        assert isinstance(await opened.client.keys_upload(), nio.KeysUploadResponse)
    finally:
        await opened.close()


@pytest.mark.parametrize("is_first", [True, False], ids=["at first", "later"])
async def test_a_bot_that_dies_before_it_knows_of_its_upload_uses_those_keys(
    new_account: NewAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_first: bool
) -> None:
    """It starts again, and reads what was sent under every key that the homeserver gives out."""
    account, store = await new_account("bot"), tmp_path / "bot"
    send = nio.AsyncClient.send
    if not is_first:
        opened = await start(account, store)
        await opened.close()
        await _claim_all(account, store)
        opened = await start(account, store)
        opened.client.olm.uploaded_key_count = 0

    async def send_and_die(client: Any, method: str, path: str, *args: Any, **more: Any) -> Any:
        answer = await send(client, method, path, *args, **more)
        if "/keys/upload" in path:
            assert answer.status == 200
            raise TimeoutError  # nobody is there to read the answer
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(nio.AsyncClient, "send", send_and_die)
        if is_first:
            with pytest.raises(HomeserverAway):
                await start(account, store)
        else:
            with pytest.raises(TimeoutError):
                await opened.client.keys_upload()
            await opened.close()

    async with (
        Bot(account, store) as bot,
        Resident(await new_account("alice"), tmp_path / "alice") as alice,
    ):
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        await alice.say(room, "under the first key that there is")
        await bot.ears.until_text("under the first key that there is")
        assert bot.ears.kept == {}


async def _claim_all(account: Any, store: Path) -> None:
    """Others took every one-time key that there was."""
    session = stored_session(store)
    assert session
    device = {session.user_id: {session.device_id: "signed_curve25519"}}
    claimed = {"one_time_keys": device}
    while claimed["one_time_keys"]:
        claimed = await call(session, "POST", "/keys/claim", {"one_time_keys": device})


async def test_people_on_a_server_that_is_away_are_asked_for_once(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Else every message would wait for that server."""
    opened = await start(await new_account("bot"), tmp_path)
    try:
        waiting = opened.client.olm.users_for_key_query
        waiting.update({"@far:elsewhere.test", opened.session.user_id})
        assert isinstance(await ask_for_devices(opened.client), nio.KeysQueryResponse)
        assert not opened.client.should_query_keys
        assert "@far:elsewhere.test" in opened.client.olm.tracked_users
    finally:
        await opened.close()
