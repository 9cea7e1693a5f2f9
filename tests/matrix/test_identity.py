"""The bot's session and cross-signing identity, on a real homeserver."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bot.demo.homeserver import Homeserver
from bot.matrix import cross_signing as identity
from bot.matrix import session as sessions
from bot.matrix.cross_signing import CrossSigning, DeviceKeys, ensure_cross_signed
from bot.matrix.session import MatrixHttp, Session, lock_store, make_client, open_session

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]
API = "/_matrix/client/v3"


async def log_in(account: Any, store: Path) -> Session:
    """The account's one session on this store."""
    return await open_session(
        store, account.homeserver, account.localpart, password=account.password
    )


async def upload_device(session: Session, store: Path) -> DeviceKeys:
    """Publish the device's own keys, as the bot does before it is signed."""
    client = make_client(session, store)
    try:
        if client.should_upload_keys:
            assert isinstance(await client.keys_upload(), nio.KeysUploadResponse)
        return DeviceKeys.of(client)
    finally:
        await client.close()


async def sign(
    account: Any, store: Path, *, password: str | None = None, recovery_key: str | None = None
) -> CrossSigning:
    """What a start of the bot does for its identity."""
    session = await log_in(account, store)
    device = await upload_device(session, store)
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        return await ensure_cross_signed(
            http,
            device,
            store / "cross_signing.json",
            password=password,
            recovery_key=recovery_key,
        )


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


def mode(path: Path) -> int:
    """The permission bits of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


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
    strange = identity.encode_recovery_key(bytes(32))
    swapped = first.recovery_key[:5] + "0" + first.recovery_key[6:]
    seeds = tmp_path / "cross_signing.json"
    session = await log_in(account, tmp_path)
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        latest = await identity.renew_recovery_key(http, seeds)
    seeds.unlink()
    for wrong in (strange, swapped, "", "abc", first.recovery_key):
        with pytest.raises((identity.WrongRecoveryKey, identity.IdentityExists)):
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
        report = await identity.signature_report(http, session.user_id, session.device_id)
    assert report.strict_clients_talk
    assert report.fault is None
    restored = await sign(account, tmp_path / "new", recovery_key=healed.recovery_key)
    assert restored.master_key == healed.master_key


async def test_keys_of_another_identity_are_told(new_account: NewAccount, tmp_path: Path) -> None:
    """A file that does not belong to what the homeserver shows stops the start."""
    account = await new_account("bot")
    await sign(account, tmp_path)
    seeds = tmp_path / "cross_signing.json"
    kept = json.loads(seeds.read_text())
    other = identity.Seeds.new(kept["user_id"])
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
    seeds = identity.Seeds.new(session.user_id)
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
                await identity.upload_identity(http, identity.Seeds.new("@bot:x"), "secret")
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
        with pytest.raises(sessions.RequestRefused, match="Log in anew") as told:
            await identity.signature_report(http, session.user_id, session.device_id)
    assert (told.value.status, told.value.errcode) == (401, "M_UNKNOWN_TOKEN")
    assert await log_in(account, tmp_path) == session


async def test_each_broken_link_of_the_chain_is_named(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """The report tells an unknown device, a missing identity and a missing signature apart."""
    account = await new_account("bot")
    session = await log_in(account, tmp_path)
    async with MatrixHttp(session.homeserver, session.access_token) as http:

        async def fault() -> str | None:
            seen = await identity.signature_report(http, session.user_id, session.device_id)
            assert seen.strict_clients_talk == (seen.fault is None)
            return seen.fault

        assert await fault() == "The homeserver has no keys of this device."
        await upload_device(session, tmp_path)
        assert await fault() == "The account has no cross-signing identity."
        await identity.upload_identity(http, identity.Seeds.new(session.user_id), None)
        assert await fault() == "The device is not signed by the self-signing key."


async def test_the_bot_logs_in_once_and_keeps_the_token(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Five starts make one device; a given token that is the same one changes nothing either."""
    account = await new_account("bot")
    opened = [await log_in(account, tmp_path) for _ in range(5)]
    assert len(set(opened)) == 1
    session = opened[0]
    again = await open_session(
        tmp_path, account.homeserver, account.user_id, access_token=session.access_token
    )
    assert again == session
    assert len(session.pickle_key) > 20
    async with MatrixHttp(session.homeserver, session.access_token) as http:
        devices = (await http.call("GET", f"{API}/devices"))["devices"]
    assert [device["device_id"] for device in devices] == [session.device_id]


async def test_a_configured_token_brings_its_own_device(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """With a token there is no login; another device's token does not fit the store."""
    account = await new_account("bot")
    made = await log_in(account, tmp_path / "elsewhere")
    other = await log_in(account, tmp_path / "other")
    where = (account.homeserver, account.localpart)
    session = await open_session(tmp_path / "here", *where, access_token=made.access_token)
    assert (session.user_id, session.device_id) == (made.user_id, made.device_id)
    with pytest.raises(sessions.StoreOfAnother, match=other.device_id):
        await open_session(tmp_path / "here", *where, access_token=other.access_token)
    with pytest.raises(sessions.LoginRefused, match="not of nobody"):
        await open_session(
            tmp_path / "x", account.homeserver, "nobody", access_token=made.access_token
        )
    with pytest.raises(sessions.LoginRefused):
        await open_session(tmp_path / "y", *where, access_token="syt_false")


async def test_what_is_wrong_is_said_with_its_mend_and_without_secrets(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Wrong password, no password, no server, another account's store, a damaged file."""
    account = await new_account("bot")
    where = (account.homeserver, account.localpart)
    with pytest.raises(sessions.LoginRefused) as wrong:
        await open_session(tmp_path, *where, password="swordfish")
    assert "swordfish" not in str(wrong.value)
    assert wrong.value.mend
    with pytest.raises(sessions.LoginRefused):
        await open_session(tmp_path, *where)
    with pytest.raises(sessions.HomeserverAway):
        await open_session(tmp_path, "http://127.0.0.1:9", "bot", password="swordfish")
    assert not (tmp_path / "session.json").exists()
    session = await log_in(account, tmp_path)
    assert session.access_token not in repr(session)
    assert session.pickle_key not in repr(session)
    with pytest.raises(sessions.StoreOfAnother):
        await open_session(tmp_path, account.homeserver, "other", password="swordfish")
    with pytest.raises(sessions.StoreOfAnother):
        await open_session(tmp_path, "http://127.0.0.1:9", account.localpart)
    (tmp_path / "session.json").write_text("{")
    with pytest.raises(sessions.StoreUnreadable):
        await log_in(account, tmp_path)


async def test_two_processes_never_share_a_store(tmp_path: Path) -> None:
    """The second one is told which process holds it; a killed holder holds it no longer."""
    hold = (
        "import sys, time, pathlib; from bot.matrix.session import lock_store\n"
        "lock = lock_store(pathlib.Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    root = Path(__file__).parents[2]
    other = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs meanwhile
        [sys.executable, "-c", hold, str(tmp_path)], cwd=root, stdout=subprocess.PIPE
    )
    try:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(sessions.StoreInUse, match=str(other.pid)) as told:
            lock_store(tmp_path)
        assert told.value.pid == other.pid
    finally:
        other.kill()
        other.communicate()
    with lock_store(tmp_path), pytest.raises(sessions.StoreInUse):
        lock_store(tmp_path)
    lock_store(tmp_path).release()


@pytest.fixture
def open_umask() -> Iterator[None]:
    """The most careless umask there is."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
async def test_only_the_owner_can_read_the_store(new_account: NewAccount, tmp_path: Path) -> None:
    """Files are 0600 and folders 0700, whatever the umask was."""
    store = tmp_path / "store"
    with lock_store(store):
        await sign(await new_account("bot"), store)
        files = [path for path in store.rglob("*") if path.is_file()]
        names = {"session.json", "cross_signing.json", "keys.db", "lock"}
        assert names <= {path.name for path in files}
        assert {mode(path) for path in files} == {0o600}
        assert mode(store) == mode(store / "crypto") == 0o700


async def test_a_limited_login_tells_how_long_to_wait(tmp_path: Path) -> None:
    """Synapse lets in five, then one in five minutes: an exception with the seconds, no waiting."""
    async with Homeserver(tmp_path / "server", default_limits=True) as server:
        await server.register("bot", "correct horse")
        for number in range(5):
            await open_session(tmp_path / str(number), server.url, "bot", password="correct horse")
        with pytest.raises(sessions.RateLimited, match="Try again in") as told:
            await open_session(tmp_path / "6", server.url, "bot", password="correct horse")
    assert told.value.seconds > 60
    assert not (tmp_path / "6" / "session.json").exists()
