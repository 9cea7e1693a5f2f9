"""The bot's cross-signing identity, on a real homeserver."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bot.matrix import cross_signing as identity
from bot.matrix import secret_storage
from bot.matrix import session as sessions
from bot.matrix.cross_signing import DeviceKeys, ensure_cross_signed
from bot.matrix.http import MatrixHttp, TokenRevoked
from bot.matrix.published import signature_report
from bot.matrix.session import Session, open_session
from bot.matrix.signatures import USES, Seeds
from tests.matrix.starting import log_in, sign, upload_device

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]
API = "/_matrix/client/v3"


async def query(session: Session) -> dict[str, Any]:
    """The account's public keys as the homeserver shows them."""
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        body: dict[str, Any] = {"device_keys": {session.user_id: []}}
        return await http.call("POST", f"{API}/keys/query", body)


def verify(signer: str, content: dict[str, Any], user_id: str, name: str) -> None:
    """Check one signature by hand, apart from the code under test."""
    signature = content["signatures"][user_id][f"ed25519:{name}"]
    bare = {k: v for k, v in content.items() if k not in ("signatures", "unsigned")}
    text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(signer + "="))
    key.verify(base64.b64decode(signature + "=="), text.encode())


async def test_the_first_start_signs_the_device_and_yields_a_recovery_key(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Master signs self-signing and user-signing, self-signing signs the device."""
    done = await sign(await new_account("bot"), tmp_path)
    assert done.created
    assert done.signed_device
    assert not done.restored
    assert done.recovery_key
    assert all(len(group) == 4 for group in done.recovery_key.split())
    session = await open_session(tmp_path, *_where(tmp_path))
    user, shown = session.user_id, await query(session)
    master = shown["master_keys"][user]
    self_signing = shown["self_signing_keys"][user]
    (master_key,) = master["keys"].values()
    (self_signing_key,) = self_signing["keys"].values()
    assert master_key == done.master_key
    assert master["usage"] == ["master"]
    assert self_signing["usage"] == ["self_signing"]
    verify(master_key, self_signing, user, master_key)
    verify(master_key, shown["user_signing_keys"][user], user, master_key)
    device = shown["device_keys"][user][session.device_id]
    verify(self_signing_key, device, user, self_signing_key)
    device["keys"]["extra"] = "made up"
    with pytest.raises(InvalidSignature):
        verify(self_signing_key, device, user, self_signing_key)


def _where(store: Path) -> tuple[str, str]:
    kept = json.loads((store / "session.json").read_text())
    return kept["homeserver"], kept["user_id"]


async def test_a_second_start_keeps_the_identity_and_uploads_nothing(
    new_account: NewAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the first start writes to the homeserver; the second only looks."""
    account = await new_account("bot")
    first = await sign(account, tmp_path)
    asked: list[tuple[str, str]] = []
    call = MatrixHttp.call

    async def listen(self: MatrixHttp, method: str, path: str, body: Any = None) -> dict[str, Any]:
        asked.append((method, path))
        return await call(self, method, path, body)

    monkeypatch.setattr(MatrixHttp, "call", listen)
    second = await sign(account, tmp_path)
    assert second.master_key == first.master_key
    assert second.recovery_key is None
    assert not (second.created)
    assert not (second.restored)
    assert not (second.signed_device)
    assert {path for method, path in asked if method != "GET"} == {f"{API}/keys/query"}


async def test_an_identity_is_never_replaced_silently(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Without keys and recovery key the bot refuses, and the homeserver's keys stay as they are."""
    account = await new_account("bot")
    await sign(account, tmp_path)
    session = await log_in(account, tmp_path)
    before = await query(session)
    (tmp_path / "cross_signing.json").unlink()
    with pytest.raises(identity.IdentityExists, match="recovery key"):
        await sign(account, tmp_path, password=account.password)
    assert await query(session) == before
    assert not (tmp_path / "cross_signing.json").exists()


async def test_the_recovery_key_brings_a_lost_identity_back(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """A new device on an empty disk is signed by the same identity."""
    account = await new_account("bot")
    first = await sign(account, tmp_path / "old")
    second = await sign(account, tmp_path / "new", recovery_key=first.recovery_key)
    assert second.restored
    assert second.signed_device
    assert not second.created
    assert second.master_key == first.master_key
    assert second.recovery_key is None
    old, new = ((tmp_path / at / "cross_signing.json").read_text() for at in ("old", "new"))
    assert old == new


async def test_a_wrong_recovery_key_is_told_and_changes_nothing(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Somebody else's key, a mistyped key and an outdated key each get a clear refusal."""
    account = await new_account("bot")
    first = await sign(account, tmp_path)
    assert first.recovery_key
    strange = secret_storage.encode_recovery_key(bytes(32))
    swapped = first.recovery_key[:5] + "0" + first.recovery_key[6:]
    seeds = tmp_path / "cross_signing.json"
    session = await log_in(account, tmp_path)
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        latest = await identity.renew_recovery_key(http, seeds)
    seeds.unlink()
    for wrong in (strange, swapped, "", "abc", first.recovery_key):
        with pytest.raises((secret_storage.WrongRecoveryKey, identity.IdentityExists)):
            await sign(account, tmp_path, recovery_key=wrong)
        assert not seeds.exists()
    assert (await sign(account, tmp_path, recovery_key=latest)).restored


@pytest.mark.parametrize("after", ["seeds", "identity", "signature", "half the secrets"])
async def test_a_kill_half_way_is_healed_by_the_next_start(
    new_account: NewAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    """Wherever the first start died, the second ends signed, and with a recovery key."""
    stop_before = {
        "seeds": "device_signing/upload",
        "identity": "signatures/upload",
        "signature": "m.secret_storage.key.",
        "half the secrets": "m.cross_signing.self_signing",
    }[after]
    call = MatrixHttp.call

    async def die(self: MatrixHttp, method: str, path: str, body: Any = None) -> dict[str, Any]:
        if method != "GET" and stop_before in path:
            raise KeyboardInterrupt
        return await call(self, method, path, body)

    account = await new_account("bot")
    with monkeypatch.context() as patch:
        patch.setattr(MatrixHttp, "call", die)
        with pytest.raises(KeyboardInterrupt):
            await sign(account, tmp_path)
    kept = identity.load_seeds(tmp_path / "cross_signing.json")
    assert kept
    healed = await sign(account, tmp_path)
    assert healed.master_key == kept.public("master")
    assert healed.recovery_key
    session = await log_in(account, tmp_path)
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        report = await signature_report(http, session.user_id, session.device_id)
    assert report.strict_clients_talk
    assert report.fault is None
    restored = await sign(account, tmp_path / "new", recovery_key=healed.recovery_key)
    assert restored.master_key == healed.master_key


@pytest.mark.parametrize("after", range(1, 6))
async def test_a_recovery_key_that_nobody_could_be_shown_is_kept(
    new_account: NewAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Wherever the first start died while it made one, there is one that brings the identity back.

    And clients know which key is the one.
    """
    call, puts = MatrixHttp.call, itertools.count(1)

    async def die(self: MatrixHttp, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = await call(self, method, path, body)
        if method == "PUT" and next(puts) == after:
            raise KeyboardInterrupt
        return answer

    account = await new_account("bot")
    with monkeypatch.context() as patch:
        patch.setattr(MatrixHttp, "call", die)
        with pytest.raises(KeyboardInterrupt):
            await sign(account, tmp_path)
    await sign(account, tmp_path)
    key = json.loads((tmp_path / sessions.RECOVERY_FILE).read_text())["recovery_key"]
    restored = await sign(account, tmp_path / "new", recovery_key=key)
    assert restored.restored
    session = await log_in(account, tmp_path)
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        kind = "m.secret_storage.default_key"
        default = (await secret_storage.account_data(http, session.user_id, kind))["key"]
        for use in USES:
            name = f"m.cross_signing.{use}"
            sealed = await secret_storage.account_data(http, session.user_id, name)
            assert set(sealed["encrypted"]) == {default}


async def test_keys_of_another_identity_are_told(new_account: NewAccount, tmp_path: Path) -> None:
    """A file that does not belong to what the homeserver shows stops the start."""
    account = await new_account("bot")
    await sign(account, tmp_path)
    seeds = tmp_path / "cross_signing.json"
    kept = json.loads(seeds.read_text())
    other = Seeds.new(kept["user_id"])
    sessions.write_private(seeds, kept | {"master": other.master})
    with pytest.raises(identity.IdentityMismatch, match="another identity"):
        await sign(account, tmp_path)
    sessions.write_private(seeds, kept | {"user_id": "@else:house.test"})
    with pytest.raises(identity.IdentityMismatch, match="another identity"):
        await sign(account, tmp_path)
    seeds.write_text("{}")
    with pytest.raises(sessions.StoreUnreadable):
        await sign(account, tmp_path)


async def test_keys_the_homeserver_made_up_are_not_signed(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """The device's keys are compared with the crypto store before they are vouched for."""
    account = await new_account("bot")
    session = await log_in(account, tmp_path)
    device = await upload_device(session, tmp_path)
    lie = DeviceKeys(device.user_id, device.device_id, device.ed25519, "A" * 43)
    ghost = DeviceKeys(device.user_id, "GHOST", device.ed25519, device.curve25519)
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        with pytest.raises(identity.IdentityMismatch):
            await ensure_cross_signed(http, lie, tmp_path / "seeds.json")
        with pytest.raises(identity.DeviceUnknown):
            await ensure_cross_signed(http, ghost, tmp_path / "seeds.json")
    assert not (tmp_path / "seeds.json").exists()


async def test_the_upload_is_proved_with_the_password_when_the_homeserver_asks(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Synapse asks for it from the second upload on, with the 401 other servers send at once."""
    account = await new_account("bot")
    await sign(account, tmp_path)
    session = await log_in(account, tmp_path)
    seeds = Seeds.new(session.user_id)
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        for password in (None, "wrong"):
            with pytest.raises(identity.ApprovalNeeded, match="password") as told:
                await identity.upload_identity(http, seeds, password)
            assert told.value.url is None
            assert "wrong" not in str(told.value)
        await identity.upload_identity(http, seeds, account.password)
    shown = await query(session)
    (master,) = shown["master_keys"][session.user_id]["keys"].values()
    assert master == seeds.public("master")


@pytest.mark.parametrize("page", ["/approve", None])
async def test_where_a_browser_must_approve_the_address_is_told(page: str | None) -> None:
    """A homeserver without passwords names a page of its own, or else the standard one counts."""
    asked = {
        "flows": [{"stages": ["m.oauth"]}],
        "params": {"m.oauth": {"url": page}} if page else {},
        "session": "a/b",
    }

    async def ask(request: web.Request) -> web.Response:
        return web.json_response(asked, status=401)

    app = web.Application()
    app.router.add_post(f"{API}/keys/device_signing/upload", ask)
    async with TestServer(app, host="127.0.0.1") as server:
        url = str(server.make_url("/")).rstrip("/")
        async with MatrixHttp(url) as http:
            with pytest.raises(identity.ApprovalNeeded) as told:
                await identity.upload_identity(http, Seeds.new("@bot:x"), "secret")
    expected = page or f"{url}{API}/auth/m.oauth/fallback/web?session=a%2Fb"
    assert told.value.url == expected
    assert expected in told.value.mend


async def test_a_revoked_token_is_told_with_its_mend(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """The stored session is kept, so that nobody logs in again and again by accident."""
    account = await new_account("bot")
    session = await log_in(account, tmp_path)
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        await http.call("POST", f"{API}/logout", {})
        with pytest.raises(TokenRevoked, match="Log in anew") as told:
            await signature_report(http, session.user_id, session.device_id)
    assert (told.value.status, told.value.errcode) == (401, "M_UNKNOWN_TOKEN")
    assert await log_in(account, tmp_path) == session


async def test_each_broken_link_of_the_chain_is_named(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """The report tells unknown device, missing identity and missing signature apart, with mends."""
    account = await new_account("bot")
    session = await log_in(account, tmp_path)
    async with MatrixHttp(session.homeserver, session.access_token) as http:

        async def fault() -> str | None:
            seen = await signature_report(http, session.user_id, session.device_id)
            assert seen.strict_clients_talk == (seen.fault is None)
            assert bool(seen.mend) == bool(seen.fault)
            return seen.fault

        assert await fault() == "The homeserver has no keys of this device."
        await upload_device(session, tmp_path)
        assert await fault() == "The account has no cross-signing identity."
        await identity.upload_identity(http, Seeds.new(session.user_id), None)
        assert await fault() == "The device is not signed by the self-signing key."
