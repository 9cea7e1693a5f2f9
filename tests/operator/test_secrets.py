"""Password, token, keys: in no output, no log, no traceback and no process list, come what may."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.matrix.preloaded import forked
from tests.operator.test_login import MAIN, PASSWORD, ROOT, Place, place

__all__ = ["place"]  # the fixture


def _write(place: Place, matrix: str = "", *, log_format: str = "text", url: str = "") -> None:
    place.config.write_text(
        f'[matrix]\nhomeserver = "{url or place.homeserver}"\nuser = "{place.user}"\n{matrix}\n'
        f'[service]\nlog_level = "debug"\nlog_format = "{log_format}"\n'
    )


def _given(place: Place, way: str, secret: str, key: str, **more: str) -> dict[str, str]:
    """Give a secret in one of three ways; the environment to run in."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    if way == "environment":
        _write(place, **more)
        return environment | {f"KRING_MATRIX__{key.upper()}": secret}
    if way == "file":
        (place.folder / "secret").write_text(f"{secret}\n")
        _write(place, f'{key}_file = "secret"', **more)
    else:
        _write(place, f'{key} = "{secret}"', **more)
    return environment


def _all_secrets(place: Place) -> dict[str, str]:
    """Everything that nobody may read, by what it is."""
    secrets = {"password": PASSWORD, "wrong password": "not the right horse"}
    for name in ("session.json", "cross_signing.json", "recovery_key.json"):
        file = place.store / name
        if file.exists():
            kept = json.loads(file.read_text())
            secrets |= {f"{name} {key}": str(value) for key, value in kept.items()}
    public = {"homeserver", "user_id", "device_id"}
    return {what: secret for what, secret in secrets.items() if what.split()[-1] not in public}


def _leaks(place: Place, said: str) -> list[str]:
    """What of the secrets is in these words, also without its spaces."""
    bare = "".join(said.split())
    secrets = _all_secrets(place)
    return [what for what, one in secrets.items() if one in said or "".join(one.split()) in bare]


WAYS = ["environment", "file", "config"]


@pytest.mark.parametrize(("way", "log_format"), [*zip(WAYS, ["json", "text", "json"], strict=True)])
def test_a_bot_that_runs_shows_no_secret(place: Place, way: str, log_format: str) -> None:
    """Not on its outputs at the most talkative level, not in the process list, nor to `check`."""
    environment = _given(place, way, PASSWORD, "password", log_format=log_format)
    command = [*MAIN, "run", "--config", str(place.config)]
    with (place.folder / "log").open("w") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=environment, cwd=ROOT
        )
    try:
        end = time.monotonic() + 45
        while "ready" not in place.log:
            assert process.poll() is None, place.log
            assert time.monotonic() < end
            time.sleep(0.05)
        seen = Path(f"/proc/{process.pid}/cmdline").read_text()
        assert _leaks(place, seen.replace("\0", " ")) == []
        mode = stat.S_IMODE(Path(f"/proc/{process.pid}/environ").stat().st_mode)
        assert mode == 0o400  # the environment is for the same user alone
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert len(_all_secrets(place)) >= 8
    assert _leaks(place, place.log) == []
    assert "recovery key to be put away" in place.log
    code, said = place.call("check")
    assert code == 1  # the recovery key still lies there
    assert "delete the file" in said
    assert _leaks(place, said) == []
    (place.store / "recovery_key.json").unlink()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", ["wrong password", "no homeserver", "wrong token"])
def test_a_start_that_fails_shows_no_secret(place: Place, way: str, fault: str) -> None:
    """It says what to mend, and exits with 1."""
    wrong = "not the right horse"
    key = "access_token" if fault == "wrong token" else "password"
    url = "http://127.0.0.1:9" if fault == "no homeserver" else ""
    environment = _given(place, way, wrong, key, url=url)
    for command in ("run", "check"):
        code, said = _started(place, command, environment)
        assert code == 1
        assert said
        assert _leaks(place, said) == []
        assert "Traceback" not in said


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("matrix.session", "_log_in"),
        ("matrix.account", "ensure_cross_signed"),
        ("service", "Desk"),
    ],
)
def test_a_crash_within_shows_no_secret(place: Place, module: str, name: str) -> None:
    """A traceback holds places and the kind of crash; never what was passed along."""
    environment = _given(place, "environment", PASSWORD, "password")
    code, said = _started(place, "run", environment, f"bot.{module}.{name}")
    assert code == 1
    assert "crashed on purpose" in said
    assert _leaks(place, said) == []


def _started(
    place: Place, command: str, environment: dict[str, str], crashing: str = ""
) -> tuple[int, str]:
    """The exit code, and all it said; where that can be, without importing everything anew.

    `crashing`: the function that crashes in it.
    """
    here = "tests.operator.crashing"
    arguments = [command, "--config", str(place.config)]
    if not sys.platform.startswith("linux"):
        crashes = f"from {here} import crash_in; crash_in({crashing!r});" if crashing else ""
        main = MAIN[2].replace("import sys;", f"import sys; {crashes}")
        return _run([sys.executable, "-c", main, *arguments], environment)
    log = place.folder / f"{command}.log"
    log.touch(mode=0o600)
    first = (here, "crash_in", crashing) if crashing else None
    code = forked(arguments, environment, ROOT, log, first).wait()
    return code, log.read_text()


def _run(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


def test_what_is_typed_is_not_shown(place: Place) -> None:
    """`kring init` shows the new recovery key, once, to who typed the password; nothing else."""
    code, said = place.call("init", place.homeserver, place.user, "", "", "", "", PASSWORD)
    assert code == 0, said
    assert _leaks(place, said) == []
    assert PASSWORD not in place.config.read_text()
    wrong = Place(place.folder / "other", place.homeserver, place.user)
    wrong.folder.mkdir()
    code, said = wrong.call(
        "init", place.homeserver, place.user, "", "", "", "", "not the right horse"
    )
    assert code == 1
    assert _leaks(place, said) == []


def test_secrets_have_no_words() -> None:
    """Whoever prints a configuration or a session by mistake shows none of it."""
    from bot.config import MatrixSection
    from bot.matrix.session import Session

    session = Session("https://x", "@k:x", "D", access_token="tok-en", pickle_key="pic-kle")
    section = MatrixSection(password="pass-word", access_token="tok-en")  # type: ignore[arg-type]
    shown = f"{session!r} {session} {section!r} {section}"
    assert not [one for one in ("tok-en", "pic-kle", "pass-word") if one in shown]


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_what_the_bot_makes_is_for_its_owner_alone(place: Place, umask: int) -> None:
    """Database, journal, login, keys, configuration: 0600, and folders 0700, at any umask."""
    before = os.umask(umask)
    try:
        code, said = place.call("init", place.homeserver, place.user, "", "", "", "", PASSWORD)
        assert code == 0, said
        text = place.config.read_text().replace("kring.db", "data/kring.db")
        place.config.write_text(text)
        with place.running():
            made = [*place.store.rglob("*"), *(place.folder / "data").rglob("*")]
            modes = {path: stat.S_IMODE(path.stat().st_mode) for path in made}
    finally:
        os.umask(before)
    names = {path.name for path in made}
    assert {"kring.db", "kring.db-wal", "kring.db-shm", "session.json", "keys.db", "lock"} <= names
    folders = {path for path in (*made, place.store, place.folder / "data") if path.is_dir()}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o700 for path in folders)
    assert {
        path: oct(mode) for path, mode in modes.items() if path not in folders and mode & 0o077
    } == {}
    assert stat.S_IMODE(place.config.stat().st_mode) == 0o600
