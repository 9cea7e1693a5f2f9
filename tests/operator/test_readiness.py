"""A service manager is told when the bot is ready, that it lives, and that it stops."""

from __future__ import annotations

import asyncio
import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

import pytest

from bot.health import Vitals, serve_health
from bot.machine import unwell
from bot.readiness import READY, keep_alive, tell_manager
from storage.gauge_book import Backlog, Heap
from tests.operator.stand_in import StandIn
from tests.operator.test_login import PASSWORD, ROOT, Place, place
from tests.ports import free_port

__all__ = ["place"]  # the fixture

UNIT = ROOT / "operating" / "kring.service"
EXPOSURE = 20
"""How much a service could do, as systemd counts: of 100; without any hardening it is 96."""

CONFINED = ROOT / "tests" / "operator" / "confined.py"


def _can_confine() -> bool:
    """Whether this machine has what puts a system call filter on a process, and its sets."""
    with suppress(OSError):
        return bool(ctypes.CDLL("libseccomp.so.2") and shutil.which("systemd-analyze"))
    return False


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """A service manager's socket, that waits half a minute at most."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.settimeout(30)
        yield heard


def test_it_is_told_at_once(manager: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one datagram, a line for each thing."""
    monkeypatch.setenv("NOTIFY_SOCKET", manager.getsockname())
    tell_manager(READY, "STATUS=well")
    assert manager.recv(1000) == b"READY=1\nSTATUS=well"


def test_a_socket_without_a_file_is_known_by_its_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux's abstract names, as systemd writes them."""
    name = f"kring-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(f"\0{name}")
        heard.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        tell_manager(READY)
        assert heard.recv(1000) == b"READY=1"


@pytest.mark.parametrize("address", ["", "/nowhere/notify", "@kring-nobody-is-here"])
def test_where_nobody_listens_nothing_happens(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Started by hand, or by a manager that is gone."""
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    tell_manager(READY)


def test_a_manager_that_does_not_read_holds_up_nobody(
    manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However full its socket is."""
    monkeypatch.setenv("NOTIFY_SOCKET", manager.getsockname())
    for _ in range(1000):
        tell_manager(READY)


async def test_that_it_lives_is_told_twice_as_often_as_asked(
    manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To this process alone; and not where nobody asks."""
    monkeypatch.setenv("NOTIFY_SOCKET", manager.getsockname())
    monkeypatch.setenv("WATCHDOG_USEC", "100000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    with suppress(TimeoutError):
        await asyncio.wait_for(keep_alive(), 0.28)
    manager.setblocking(False)
    told = []
    with suppress(BlockingIOError):
        while True:
            told.append(manager.recv(1000))
    assert set(told) == {b"WATCHDOG=1"}
    assert 2 <= len(told) <= 6
    for name, value in (("WATCHDOG_PID", "1"), ("WATCHDOG_USEC", "")):
        monkeypatch.setenv(name, value)
        await asyncio.wait_for(keep_alive(), 1)


async def test_the_health_page_is_read_as_it_is_written() -> None:
    """Well, long not heard, never heard, and nobody there."""
    vitals, nothing = Vitals(), Heap(0, None)

    async def backlog() -> Backlog:
        return Backlog(nothing, nothing, nothing, houses=0)

    listen = f"127.0.0.1:{free_port()}"
    runner = await serve_health(listen, vitals, backlog)
    try:
        assert await unwell(listen) == "It has not heard its homeserver yet."
        vitals.heard()
        assert await unwell(listen) is None
        vitals.heard_at = monotonic() - 300
        assert await unwell(listen) == "It last heard its homeserver 300 seconds ago."
    finally:
        await runner.cleanup()
    assert "does not answer" in str(await unwell(listen))


@contextmanager
def _started(place: Place, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with (place.folder / "log").open("w") as out:
        process = subprocess.Popen(
            [sys.executable, CONFINED, UNIT, "run", "--config", place.config],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_bot_tells_its_manager_how_it_is(place: Place, manager: socket.socket) -> None:
    """Its first start, set up by the environment alone, and confined as the unit has it.

    Ready once it has read what it missed; alive; and that it stops. Its health page says so too.
    """
    (place.folder / "password").write_text(PASSWORD)
    listen = f"127.0.0.1:{free_port()}"
    environment = {
        "KRING_SERVICE__LISTEN": listen,
        "NOTIFY_SOCKET": str(manager.getsockname()),
        "WATCHDOG_USEC": "200000",
        "KRING_MATRIX__HOMESERVER": place.homeserver,
        "KRING_MATRIX__USER": place.user,
        "KRING_MATRIX__PASSWORD_FILE": str(place.folder / "password"),
        "KRING_ACCESS__INVITE_FROM": '["@*:house.test"]',
    }
    with _started(place, **environment) as process:
        told: list[bytes] = []
        while b"READY=1" not in told:
            assert process.poll() is None, place.log
            told.append(manager.recv(1000))
        assert set(told) == {b"WATCHDOG=1", b"READY=1"}
        while manager.recv(1000) != b"WATCHDOG=1":
            pass
        assert asyncio.run(unwell(listen)) is None  # what `kring check` asks of it
        process.send_signal(signal.SIGTERM)
        while manager.recv(1000) != b"STOPPING=1":
            pass
        assert process.wait(timeout=15) == 0
    assert "crash" not in place.log
    assert not place.config.exists()
    found = re.search(r"confined: (\d+) system calls", place.log)
    assert found
    assert (200 < int(found[1]) < 350) == _can_confine()


def test_a_port_that_is_taken_ends_a_start_with_a_word(place: Place, stand_in: StandIn) -> None:
    """And the mend; not with a traceback."""
    place.config.write_text(
        f'[matrix]\nhomeserver = "{place.homeserver}"\nuser = "{place.user}"\n'
        f'[service]\nlisten = "127.0.0.1:{stand_in.port}"\n'
    )
    with _started(place, KRING_MATRIX__PASSWORD=PASSWORD) as process:
        assert process.wait(timeout=30) == 1
    assert f"Nothing can be served at 127.0.0.1:{stand_in.port}" in place.log
    assert "[service] listen" in place.log
    assert "Traceback" not in place.log


# ------------------------------------------------------------------------------------ the unit


def _unit(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(), flags=re.MULTILINE)


def test_the_unit_says_how_the_bot_behaves() -> None:
    """What it tells, where it writes, and which exit code no start mends."""
    assert _unit("Type") == ["notify"]
    assert _unit("WatchdogSec")
    assert _unit("ExecStart") == ["/srv/kring/venv/bin/kring run"]
    assert _unit("ReadWritePaths") == _unit("WorkingDirectory") == ["/srv/kring"]
    assert _unit("RestartPreventExitStatus") == ["2"]
    assert _unit("UMask") == ["0077"]
    assert _unit("MemoryDenyWriteExecute") == ["yes"]
    assert not [value for value in _unit("User") if value == "root"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze here")
def test_systemd_reads_the_unit_and_finds_it_confined(tmp_path: Path) -> None:
    """No unknown key, and little that it could do besides its work."""
    unit = tmp_path / "kring.service"
    program = shutil.which("true")
    unit.write_text(UNIT.read_text().replace("/srv/kring/venv/bin/kring", str(program)))
    for words in (["verify"], ["security", "--offline=true", f"--threshold={EXPOSURE}"]):
        done = subprocess.run(
            ["systemd-analyze", "--no-pager", *words, str(unit)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stderr == ""
