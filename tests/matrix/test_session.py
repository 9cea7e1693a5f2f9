"""The bot's session: one login, a private store, one process at a time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.demo.homeserver import Homeserver
from bot.matrix import session as sessions
from bot.matrix.http import HomeserverAway, MatrixHttp, RateLimited
from bot.matrix.session import lock_store, open_session
from tests.matrix.starting import log_in, sign

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]
API = "/_matrix/client/v3"


def mode(path: Path) -> int:
    """The permission bits of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


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
    with pytest.raises(HomeserverAway):
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
        with pytest.raises(RateLimited, match="Try again in") as told:
            await open_session(tmp_path / "6", server.url, "bot", password="correct horse")
    assert told.value.seconds > 60
    assert not (tmp_path / "6" / "session.json").exists()
