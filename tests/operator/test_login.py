"""The bot's login and identity as an operator meets them: `kring` on a real homeserver."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.demo.homeserver import Homeserver
from bot.matrix.http import MatrixHttp
from bot.matrix.session import open_session
from tests.matrix.preloaded import forked

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse"
API = "/_matrix/client/v3"
LONG_POLL = 30.0
MAIN = [sys.executable, "-c", "import sys; from bot.cli import main; sys.argv[0] = 'kring'; main()"]
HOW: dict[str, Any] = {"cwd": ROOT, "env": {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}}

kring = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})


@dataclass(frozen=True)
class Place:
    """A folder in which an operator sets up a bot."""

    folder: Path
    homeserver: str
    user: str

    @property
    def config(self) -> Path:
        """Its configuration."""
        return self.folder / "config.toml"

    @property
    def store(self) -> Path:
        """Its secrets."""
        return self.folder / "store"

    def call(self, command: str, *typed: str) -> tuple[int, str]:
        """Run a command and type some lines; the exit code and all it said."""
        lines = "".join(f"{line}\n" for line in typed)
        result = kring.invoke(app, [command, "--config", str(self.config)], input=lines)
        return result.exit_code, result.output

    def set_up(self) -> str:
        """The first `kring init`; the recovery key."""
        code, said = self.call("init", self.homeserver, self.user, "", "", "", "", PASSWORD)
        assert code == 0, said
        (key,) = [line for line in said.splitlines() if line.startswith("    E")]
        return key.strip()

    def session(self) -> dict[str, str]:
        """What the store keeps of the login."""
        kept: dict[str, str] = json.loads((self.store / "session.json").read_text())
        return kept

    def delete_device(self) -> None:
        """As the operator does it: from another session of the account."""
        asyncio.run(self._delete(self.session()["device_id"]))

    async def _delete(self, device: str) -> None:
        who = {"type": "m.id.user", "user": self.user}
        proof = {"type": "m.login.password", "identifier": who, "password": PASSWORD}
        async with MatrixHttp(self.homeserver) as http:
            token = (await http.call("POST", f"{API}/login", proof))["access_token"]
        async with MatrixHttp(self.homeserver, token) as http:
            await http.call("POST", f"{API}/delete_devices", {"devices": [device], "auth": proof})

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """`kring run` as a process of its own, until it is ready; ended at the end."""
        process = self.begun()
        try:
            self._wait_until_ready(process)
            yield process
        finally:
            process.kill()
            process.wait()

    @property
    def log(self) -> str:
        """What the last `kring run` said."""
        return (self.folder / "log").read_text()

    def begun(self) -> subprocess.Popen[bytes]:
        """`kring run` as a process of its own; where that can be, forked with all imported."""
        arguments, log = ["run", "--config", str(self.config)], self.folder / "log"
        with log.open("w") as out:
            if not sys.platform.startswith("linux"):
                return subprocess.Popen([*MAIN, *arguments], stderr=out, **HOW)
        return forked(arguments, HOW["env"], ROOT, log)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + 30
        while "ready" not in self.log:
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)


@pytest.fixture
def place(homeserver: Homeserver, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """A folder, and an account that nobody logged in to yet."""
    name = f"bot-{abs(hash(request.node.name))}"
    user = asyncio.run(homeserver.register(name, PASSWORD))
    return Place(tmp_path, homeserver.url, user)


def test_init_sets_up_a_bot_that_check_finds_in_order(place: Place) -> None:
    """With keys to compare, and with what strict clients think of it."""
    place.set_up()
    code, said = place.call("check")
    assert code == 0, said
    assert said.splitlines()[-1] == "ok  Nothing is to be mended."
    text = place.config.read_text()
    place.config.write_text(re.sub(r'language = "\w+"', 'language = "fr"', text))
    wrong, told = place.call("check")
    assert (wrong, "Nothing is to be mended" in told) == (2, False)
    assert "[house] language: 'fr' is not possible" in told
    place.config.write_text(text)
    assert f"as device {place.session()['device_id']} (session key " in said
    assert "cross-signed, by the self-signing key ed25519:" in said
    assert "Strict clients, which trust cross-signed devices alone, talk to the bot." in said
    (master,) = [line for line in said.splitlines() if "master key" in line]
    groups = master.partition("compare: ")[2].split()
    assert [len(group) for group in groups] == [4] * 10 + [3]


def test_a_lost_store_is_recovered_with_the_recovery_key(place: Place) -> None:
    """By `kring init` again: a new device, signed by the same identity; the file stays as it is."""
    key = place.set_up()
    before, written = place.session(), place.config.read_text()
    master = _line(place.call("check")[1], "master key")
    shutil.rmtree(place.store)
    code, said = place.call("init", PASSWORD, "EsTc mist yped")
    assert code == 1
    assert "recovery key" in said.lower()
    code, said = place.call("init", PASSWORD, key)
    assert code == 0, said
    assert "Recovery key of this account" in said
    assert place.config.read_text() == written
    assert place.session()["device_id"] != before["device_id"]
    code, said = place.call("check")
    assert code == 0, said
    assert _line(said, "master key") == master


def _line(said: str, word: str) -> str:
    (found,) = [line for line in said.splitlines() if word in line]
    return found


def test_check_tells_that_the_identity_is_not_in_the_store(place: Place) -> None:
    """All is well with this device; the next one could not be signed."""
    place.set_up()
    seeds = place.store / "cross_signing.json"
    kept = seeds.read_text()
    seeds.unlink()
    code, said = place.call("check")
    assert code == 1
    assert "is not there: the bot cannot sign" in _line(said, "NO ")
    assert "recovery key" in _line(said, "NO ")
    other = json.loads(kept) | {"master": "A" * 43}
    seeds.write_text(json.dumps(other))
    seeds.chmod(0o600)
    assert "another identity" in _line(place.call("check")[1], "NO ")
    seeds.write_text("{}")
    assert "cannot be read" in _line(place.call("check")[1], "NO ")
    seeds.write_text(kept)
    assert place.call("check")[0] == 0


def test_check_tells_what_strict_clients_miss_and_the_mend(place: Place) -> None:
    """A login that nobody signed: they would neither read the bot nor let it read."""
    place.set_up()
    asyncio.run(_log_in_unsigned(place))
    code, said = place.call("check")
    assert code == 1
    assert "Strict clients will not talk to the bot." in _line(said, "NO ")
    assert "kring run" in _line(said, "NO ")


async def _log_in_unsigned(place: Place) -> None:
    (place.store / "session.json").unlink()
    await open_session(place.store, place.homeserver, place.user, password=PASSWORD)


def test_a_second_process_on_the_same_store_is_refused(place: Place) -> None:
    """With the number of the first and exit code 1; the first goes on."""
    place.set_up()
    with place.running() as first:
        for command in ("run", "init"):
            second = subprocess.run(
                [*MAIN, command, "--config", str(place.config)],
                input=f"{PASSWORD}\n",
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
                **HOW,
            )
            assert second.returncode == 1
            assert f"Process {first.pid} already runs on the folder" in second.stderr
            assert "Traceback" not in second.stderr
        assert first.poll() is None
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=15) == 0


def test_a_deleted_device_ends_a_start(place: Place) -> None:
    """With exit code 1, what happened, and what to do; `check` says the same, and it helps."""
    place.set_up()
    place.delete_device()
    assert place.begun().wait(timeout=30) == 1
    told = place.log
    assert "logged out, or deleted" in told
    assert "Traceback" not in told
    code, said = place.call("check")
    assert code == 1
    assert "logged out, or deleted" in said
    assert "move session.json out of the store" in said
    (place.store / "session.json").rename(place.folder / "session.json")
    code, said = place.call("init", PASSWORD)
    assert code == 0, said
    code, said = place.call("check")
    assert code == 0, said


def test_a_deleted_device_ends_a_bot_that_runs(place: Place) -> None:
    """Not later than the end of its long poll, with the same message and exit code."""
    place.set_up()
    with place.running() as process:
        place.delete_device()
        assert process.wait(timeout=LONG_POLL + 15) == 1
        told = place.log
        assert "logged out, or deleted" in told
        assert "Traceback" not in told
