"""`kring demo` as a user runs it: what it prints, what it leaves, and that it leaves no process."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.matrix.signatures import is_signed

KRING = [sys.executable, "-c", "from bot.cli import main; main()"]
PROC = Path("/proc")
LONGEST = 110.0
"""Seconds: the demo promises to end within two minutes."""


def environment() -> dict[str, str]:
    """Where the code is found from any folder, and nothing that makes believe in a terminal."""
    theirs = {k: v for k, v in os.environ.items() if k not in {"FORCE_COLOR", "TTY_COMPATIBLE"}}
    return theirs | {"PYTHONPATH": str(Path(__file__).parents[2])}


class Run:
    """One `kring demo`, in a session of its own and without input."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._out = folder / "printed"
        self.started: set[tuple[int, str]] = set()
        """The processes it had, by id and start time."""
        with self._out.open("wb") as out:
            self._process = subprocess.Popen(
                [*KRING, "demo", "--no-input"],
                cwd=folder,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def printed(self) -> str:
        """All it has said until now."""
        return self._out.read_text()

    def signal(self, sign: signal.Signals) -> None:
        self._process.send_signal(sign)

    def wait(self, is_enough: Callable[[], bool] = lambda: False) -> int | None:
        """Wait for the end (its exit code) or for what is enough (None), noting its processes."""
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            code = self._process.poll()
            if code is not None or is_enough():
                return code
            self.started |= children_of(self._process.pid)
            time.sleep(0.1)
        raise AssertionError(f"still running after {LONGEST} s:\n{self.printed}")

    def left(self) -> list[str]:
        """Every process that is still there: its group, its children, and who sits in its data."""
        left = [f"child {pid}" for pid, start in self.started if start_of(pid) == start]
        try:
            os.killpg(self._process.pid, 0)
            left.append("its group")
        except ProcessLookupError:
            pass
        return left + [f"in its folder: {pid}" for pid in dwellers(self.folder)]

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def stat_of(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; none for a dead process or a zombie."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
    return [] if fields[0] == "Z" else fields


def start_of(pid: int) -> str:
    fields = stat_of(pid)
    return fields[19] if fields else ""


def pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def children_of(parent: int) -> set[tuple[int, str]]:
    found = ((pid, stat_of(pid)) for pid in pids())
    return {(pid, fields[19]) for pid, fields in found if fields and int(fields[1]) == parent}


def dwellers(folder: Path) -> list[int]:
    """The processes whose working folder is inside `folder`."""
    found = []
    for pid in pids():
        try:
            home = (PROC / str(pid) / "cwd").readlink()
        except OSError:
            continue
        if home.is_relative_to(folder):
            found.append(pid)
    return found


needs_proc = pytest.mark.skipif(
    not (PROC / "self" / "stat").exists(), reason="only Linux shows which processes are left"
)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, int | None]]:
    """A demo that was played to its end, and its exit code."""
    run = Run(tmp_path_factory.mktemp("demo"))
    try:
        yield run, run.wait()
    finally:
        run.kill()


@pytest.fixture
def data(finished: tuple[Run, int | None]) -> Path:
    return finished[0].folder / "build" / "demo"


def rows(data: Path, query: str, *values: str) -> list[tuple[Any, ...]]:
    """What the homeserver kept."""
    with closing(sqlite3.connect(data / "homeserver" / "homeserver.db")) as database:
        return database.execute(query, values).fetchall()


def test_it_plays_from_a_proposal_to_an_agreement(finished: tuple[Run, int | None]) -> None:
    """In this order: a proposal, an objection with its reason, a second version, A1; a chair."""
    run, code = finished
    assert code == 0, run.printed
    story = (
        "alice: !propose Quiet hours",
        "kring: P1 “Quiet hours",
        "the demo moves the clock to Tuesday 24 November",
        "bob taps objection on P1",
        "kring ↳ P1: Thanks for speaking up on P1, bob.",
        "bob ↳ P1: I come home at midnight",
        "From alice. Version 2.",
        "dan says for Jan: consent",
        "kring: P1 is agreed: A1.",
        "A1 “Quiet hours from 22:00: no music.",
        "kring: From Monday 30 November at 09:00 on:",
        "dan: !roles chair",
        "         Next: ",
    )
    places = [run.printed.find(words) for words in story]
    assert -1 not in places, run.printed
    assert places == sorted(places)


def test_it_prints_no_fault_of_its_own(finished: tuple[Run, int | None]) -> None:
    """Nothing was skipped or unreadable, and no library's log is mixed in."""
    printed = finished[0].printed
    assert "skipped" not in printed
    assert re.search(r"[1-9]\d came encrypted, 0 did not, 0 could not be read", printed)
    assert not re.search(r"Traceback|Missing session|warning", printed, re.IGNORECASE)


@needs_proc
def test_it_leaves_no_process(finished: tuple[Run, int | None]) -> None:
    """The homeserver and the bot were processes of their own, and are gone."""
    run, _ = finished
    assert len(run.started) >= 2
    assert run.left() == []


@pytest.mark.usefixtures("finished")
def test_all_of_it_happened_in_encrypted_rooms(data: Path) -> None:
    """As the homeserver kept it: many encrypted messages, and not one that it could read."""
    kinds = dict(rows(data, "SELECT type, COUNT(*) FROM events GROUP BY type"))
    assert kinds["m.room.encryption"] == kinds["m.room.create"] == 2
    assert kinds["m.room.encrypted"] > 30
    readable = {kind for kind in kinds if "message" in kind or "poll" in kind}
    assert readable == set()


def test_the_bots_device_is_cross_signed(data: Path) -> None:
    """By the self-signing key that its account shows, over the keys that its device shows."""
    session = json.loads((data / "store" / "session.json").read_text())
    user, device = session["user_id"], session["device_id"]
    ((shown,),) = rows(
        data,
        "SELECT key_json FROM e2e_device_keys_json WHERE user_id = ? AND device_id = ?",
        *(user, device),
    )
    ((keys,),) = rows(
        data,
        "SELECT keydata FROM e2e_cross_signing_keys WHERE user_id = ? AND keytype = 'self_signing'",
        user,
    )
    ((key_id, signature),) = rows(
        data,
        "SELECT key_id, signature FROM e2e_cross_signing_signatures"
        " WHERE target_user_id = ? AND target_device_id = ?",
        *(user, device),
    )
    (key,) = json.loads(keys)["keys"].values()
    assert key_id == f"ed25519:{key}"
    signed = json.loads(shown) | {"signatures": {user: {key_id: signature}}}
    assert is_signed(signed, user, key, key)


def test_its_secrets_are_for_its_owner_alone(data: Path) -> None:
    """The folder is closed, and so are the configuration, the log and the export."""
    assert data.stat().st_mode & 0o077 == 0
    for name in ("config.toml", "kring.log", "export.json"):
        assert (data / name).stat().st_mode & 0o077 == 0


def test_the_export_it_shows_works(finished: tuple[Run, int | None], data: Path) -> None:
    """The printed command, run again afterwards, tells the agreement."""
    printed = re.search(r"kring (export --house 'De Eik' --config \S+)", finished[0].printed)
    assert printed
    arguments = printed[1].replace("'De Eik'", "De_Eik").split()
    asked = [word.replace("De_Eik", "De Eik") for word in arguments]
    done = subprocess.run(
        [*KRING, *asked],
        cwd=finished[0].folder,
        env=environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    exported = json.loads(done.stdout)
    assert [(one["ref"], one["state"]) for one in exported["agreements"]] == [("A1", "in_force")]
    kinds = {member["name"]: member["kind"] for member in exported["members"]}
    assert kinds["pat"] == "professional"
    assert kinds["Jan"] == "offline"
    assert len(kinds) == 7


@needs_proc
def test_ctrl_c_in_the_middle_leaves_no_process(tmp_path: Path) -> None:
    """Twice, since an impatient person presses it again."""
    run = Run(tmp_path)
    try:
        assert run.wait(lambda: "!propose" in run.printed) is None, run.printed
        assert len(run.started) >= 2
        for _ in range(2):
            run.signal(signal.SIGINT)
        assert run.wait() == 128 + signal.SIGINT
        assert run.left() == []
        assert "Traceback" not in run.printed
    finally:
        run.kill()
