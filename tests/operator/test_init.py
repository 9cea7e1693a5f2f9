"""`kring init`: a wizard that looks at each answer, and that loses none."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.config import read_config
from bot.demo.homeserver import Homeserver
from bot.machine import timezone_here
from tests.operator.stand_in import LOGIN, PASSED_ON, VERSIONS, WELL_KNOWN, StandIn
from tests.operator.terminal import Terminal
from tests.operator.test_login import MAIN, PASSWORD, ROOT

kring = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})
HERE = "@kring:kring.test"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the configuration will be; this machine speaks English, in Tokyo."""
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    return tmp_path / "config.toml"


def _init(file: Path, *typed: str) -> tuple[int, str]:
    lines = "".join(f"{line}\n" for line in typed)
    result = kring.invoke(app, ["init", "--config", str(file)], input=lines)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def _begun(file: Path) -> dict[str, str]:
    kept: dict[str, str] = json.loads(file.with_name("config.toml.begun").read_text())
    return kept


@pytest.fixture
def bot(homeserver: Homeserver, request: pytest.FixtureRequest) -> str:
    """An account that nobody logged in to yet."""
    return asyncio.run(homeserver.register(f"new-{abs(hash(request.node.name))}", PASSWORD))


def test_a_name_is_enough_and_the_rest_is_suggested(
    file: Path, stand_in: StandIn, homeserver: Homeserver, bot: str
) -> None:
    """By .well-known; then the account, who invites, who works here, language, zone, password."""
    stand_in.answers = {
        WELL_KNOWN: (200, {"m.homeserver": {"base_url": f"{homeserver.url}/"}}),
    }
    name = f"127.0.0.1:{stand_in.port}"
    code, said = _init(
        file, name, bot, "@*:house.test, @a:b.test", "@pat:house.test", "nl", "", PASSWORD
    )
    assert code == 0, said
    assert f"Found: {homeserver.url}" in said
    assert f"[@kring:{name}]" in said
    config = read_config(file)
    assert config.homeserver == homeserver.url
    assert config.user == bot
    assert config.access.invite_from == ("@*:house.test", "@a:b.test")
    assert config.access.professionals == ("@pat:house.test",)
    assert (config.house.language, config.house.timezone) == ("nl", "Asia/Tokyo")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in file.parent.iterdir()) == ["config.toml", "store"]
    end = said.rpartition("What to do next:\n")[2].splitlines()
    assert [line[:3] for line in end] == ["1. ", "2. ", "3. "]
    assert "kring check" in end[0]
    assert "kring run" in end[1]
    assert f"Invite {bot}" in end[2]


def test_a_wrong_password_and_a_limit_cost_no_answer(
    file: Path, stand_in: StandIn, homeserver: Homeserver, bot: str
) -> None:
    """The password alone is asked again; what the homeserver asks to wait is waited."""
    stand_in.behind = homeserver.url
    limits: list[Any] = [(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 50})] * 2
    stand_in.answers = {f"POST {LOGIN}": lambda: limits.pop() if limits else PASSED_ON}
    answers = (stand_in.url, bot, "", "", "", "")
    code, said = _init(file, *answers, "not the right horse", "nor this one", PASSWORD)
    assert code == 0, said
    assert said.count("Type the password again.") == 2
    assert said.count("asks to wait 1 s: too many logins. I wait") == 2
    assert said.count("Who may invite it") == 1
    assert stand_in.asked.count(f"POST {LOGIN}") == 5
    assert "right horse" not in said + file.read_text()
    assert read_config(file).user == bot


def test_who_is_asked_to_wait_too_long_comes_back(
    file: Path, stand_in: StandIn, homeserver: Homeserver, bot: str
) -> None:
    """With all answers but the password suggested; Enter takes them."""
    stand_in.behind = homeserver.url
    limits: list[Any] = [(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 3_600_000})]
    stand_in.answers = {f"POST {LOGIN}": lambda: limits.pop() if limits else PASSED_ON}
    answers = (stand_in.url, bot, "@alice:house.test", "@pat:house.test", "nl", "Europe/Lisbon")
    code, said = _init(file, *answers, PASSWORD)
    assert code == 1
    assert "Try again in 3600 seconds." in said
    assert "Your answers are kept" in said
    assert not file.exists()
    assert PASSWORD not in file.with_name("config.toml.begun").read_text()
    assert stat.S_IMODE(file.with_name("config.toml.begun").stat().st_mode) == 0o600
    code, said = _init(file, "", "", "", "", "", "", PASSWORD)
    assert code == 0, said
    assert "You were here before" in said
    config = read_config(file)
    assert config.user == bot
    assert config.access.invite_from == ("@alice:house.test",)
    assert config.access.professionals == ("@pat:house.test",)
    assert (config.house.language, config.house.timezone) == ("nl", "Europe/Lisbon")
    assert not file.with_name("config.toml.begun").exists()


def test_what_cannot_be_is_asked_again_with_an_example(file: Path, stand_in: StandIn) -> None:
    """Each question by itself; nothing is taken that the configuration would refuse."""
    typed = [
        *("two words", "http://127.0.0.1:9", stand_in.url),
        *("kring", "@kring", "@*:kring.test", HERE),
        *("alice", "kring.test", "@*:kring.test; @bob:b.test"),
        *("pat", "@*:kring.test", HERE, "@pat:kring.test"),
        *("fr", "NL"),
        *("Mars/Olympus", "Europe/Amsterdam"),
    ]
    code, said = _init(file, *typed)
    assert code == 1
    for told in (
        "That is no address. An example: example.org",
        "No Matrix homeserver answers at http://127.0.0.1:9 ",
        "That is no whole account. An example: @kring:example.org",
        "alice fits no account. An example: @*:example.org",
        "kring.test fits no account.",
        "pat is no whole account. An example: @pat:example.org",
        "@*:kring.test is no whole account.",
        f"{HERE} is the bot itself. Leave it out.",
        "Write en (English) or nl (Nederlands).",
        "There is no such time zone. An example: Europe/Amsterdam",
    ):
        assert told in said, told
    assert "Traceback" not in said
    assert _begun(file) == {
        "homeserver": stand_in.url,
        "user": HERE,
        "invite_from": "@*:kring.test; @bob:b.test",
        "professionals": "@pat:kring.test",
        "language": "NL",
        "timezone": "Europe/Amsterdam",
    }


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-", "No house can have it, until you name somebody"),
        ("*", "everybody on every server"),
        ("@*:kring.test", ""),
    ],
)
def test_who_may_invite_is_explained(file: Path, stand_in: StandIn, typed: str, told: str) -> None:
    """With this server's name as the example; and it is warned of nobody, and of everybody."""
    _, said = _init(file, stand_in.url, HERE, typed)
    assert "@alice:kring.test   Alice alone" in said
    assert "@*:kring.test   everybody with an account on kring.test" in said
    warnings = ["No house can have it", "That is everybody on every server"]
    assert [told in said for told in warnings] == [typed == "-", typed == "*"]
    assert told in said


def test_a_homeserver_that_takes_no_passwords_is_told_before_anybody_types_one(
    file: Path, stand_in: StandIn
) -> None:
    """With what to do instead."""
    stand_in.answers[LOGIN] = (200, {"flows": [{"type": "m.login.sso"}]})
    code, said = _init(file, stand_in.url, HERE)
    assert code == 1
    assert "takes no passwords" in said
    assert "access_token" in said
    assert "Password of" not in said


def test_a_name_whose_homeserver_is_away_is_told(file: Path, stand_in: StandIn) -> None:
    """The address that the name told, not the name's."""
    stand_in.answers = {WELL_KNOWN: (200, {"m.homeserver": {"base_url": "http://127.0.0.1:9"}})}
    code, said = _init(file, f"127.0.0.1:{stand_in.port}")
    assert code == 1
    assert "No Matrix homeserver answers at http://127.0.0.1:9 " in said


@pytest.mark.parametrize(
    "odd", ["nonsense", {}, {"m.homeserver": 3}, {"m.homeserver": {"base_url": "ftp://x"}}, [1]]
)
def test_an_odd_well_known_is_as_none(file: Path, stand_in: StandIn, odd: object) -> None:
    """The name itself is looked at, and told."""
    stand_in.answers = {WELL_KNOWN: (200, odd), VERSIONS: (404, "<html>")}
    name = f"127.0.0.1:{stand_in.port}"
    code, said = _init(file, name)
    assert code == 1
    assert f"No Matrix homeserver answers at http://{name} " in said
    assert "Something else answers there" in said


def test_a_wrong_recovery_key_is_asked_again(file: Path, homeserver: Homeserver, bot: str) -> None:
    """Who lost the store types it from paper."""
    code, said = _init(file, homeserver.url, bot, "", "", "", "", PASSWORD)
    assert code == 0, said
    (key,) = [line.strip() for line in said.splitlines() if line.startswith("    E")]
    (file.parent / "store").rename(file.parent / "lost")
    code, said = _init(file, PASSWORD, "EsTc mist yped", key)
    assert code == 0, said
    assert said.count("Recovery key of this account") == 2


def test_ctrl_c_keeps_the_answers_and_says_how_to_go_on(file: Path, stand_in: StandIn) -> None:
    """On a terminal, in the middle of a question."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    with Terminal([*MAIN, "init"], file.parent, environment) as terminal:
        terminal.until("or its address")
        terminal.type(stand_in.url)
        terminal.until("The bot's own account")
        terminal.press("\x03")
        assert terminal.end() == 1
        assert "Traceback" not in terminal.said
        end = terminal.said.splitlines()[-1]
    assert end == "Your answers are kept (the password is not). Go on with: kring init"
    assert _begun(file) == {"homeserver": stand_in.url}
    assert not file.exists()


def test_without_a_terminal_it_says_how_to_do_it_by_configuration(tmp_path: Path) -> None:
    """At once, with exit code 1, and without leaving anything."""
    done = subprocess.run(
        [*MAIN, "init"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        start_new_session=True,
    )
    assert done.returncode == 1
    for word in ("password_file", "invite_from", "KRING_MATRIX__PASSWORD", "kring run"):
        assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_at_the_end_leaves_no_half_of_a_configuration(
    file: Path, homeserver: Homeserver, bot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has its name is whole; the answers are kept, and the recovery key is shown later."""
    opened = os.fdopen

    def full(descriptor: int, *how: Any, **more: Any) -> Any:
        name = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115  # it is no file
        if "config.toml" not in name or "begun" in name:
            return opened(descriptor, *how, **more)
        os.write(descriptor, b"[matrix]\n")
        os.close(descriptor)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "fdopen", full)
        code, said = _init(file, homeserver.url, bot, "", "", "", "", PASSWORD)
    assert code == 1
    assert f"{file} cannot be written (No space left on device)." in said
    assert "Your answers are kept" in said
    assert sorted(one.name for one in file.parent.iterdir()) == ["config.toml.begun", "store"]
    code, said = _init(file, "", "", "", "", "", "", PASSWORD)
    assert code == 0, said
    assert "The recovery key. Write it down" in said
    assert read_config(file).user == bot


def test_a_folder_that_cannot_be_written_is_told_first(tmp_path: Path) -> None:
    """Before anybody answers anything."""
    (tmp_path / "file").touch()
    code, said = _init(tmp_path / "file" / "config.toml")
    assert code == 1
    assert "cannot be made" in said
    assert "homeserver" not in said


@pytest.mark.parametrize(
    ("zone", "suggested"), [("Europe/Lisbon", "Europe/Lisbon"), (":Asia/Tokyo", "Asia/Tokyo")]
)
def test_the_machines_time_zone_is_suggested(
    monkeypatch: pytest.MonkeyPatch, zone: str, suggested: str
) -> None:
    """Where it says one."""
    monkeypatch.setenv("TZ", zone)
    assert timezone_here() == suggested


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Etc/GMT+1", "GMT"])
def test_nobody_lives_in_utc(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    """Servers do; then the usual one is suggested."""
    monkeypatch.setenv("TZ", zone)
    assert timezone_here() is None


def test_answers_that_are_damaged_are_asked_anew(file: Path, stand_in: StandIn) -> None:
    """Whatever is in the file."""
    for odd in ("{ half", "[1]", "", '"x"'):
        file.with_name("config.toml.begun").write_text(odd)
        _, said = _init(file, stand_in.url)
        assert f"Found: {stand_in.url}" in said
