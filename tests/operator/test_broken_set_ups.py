"""`kring check` in broken set-ups: each is told apart, with its mend, and many at once."""

from __future__ import annotations

import asyncio
import fcntl
import importlib
import json
import os
import re
import shutil
import sqlite3
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from typer.testing import CliRunner

from bot import machine
from bot.cli import app
from bot.matrix import server
from storage.store import Store
from tests.operator.stand_in import LOGIN, VERSIONS, WELL_KNOWN, Answer, StandIn, standing_in
from tests.ports import free_port

kring = CliRunner()

KEYS = "POST /_matrix/client/v3/keys/query"
WHOAMI = "/_matrix/client/v3/account/whoami"
ROOMS = "/_matrix/client/v3/joined_rooms"
HEALTH = "/healthz"
NOT_LOGGED_IN = r"Nobody is logged in: run `kring init`"


@dataclass
class SetUp:
    """A bot's folder, in which all is well but that nobody is logged in."""

    folder: Path
    server: StandIn
    patch: pytest.MonkeyPatch
    homeserver: str
    user: str = "@kring:kring.test"
    matrix: str = ""
    access: str = 'invite_from = ["@*:kring.test"]'
    service: str = ""

    @property
    def file(self) -> Path:
        return self.folder / "config.toml"

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def database(self) -> Path:
        return self.folder / "kring.db"

    def private(self, name: str, text: str = "{}") -> Path:
        """A file in the store, as the bot makes it."""
        made = self.store / name
        made.write_text(text)
        made.chmod(0o600)
        return made

    def log_in(self, user: str = "@kring:kring.test") -> None:
        """As far as the store goes; a homeserver that stands in signs nothing."""
        login = {"homeserver": self.homeserver, "user_id": user, "device_id": "D"}
        self.private("session.json", json.dumps(login | {"access_token": "t", "pickle_key": "p"}))
        self.server.answers[WHOAMI] = (200, {"user_id": user})
        self.server.answers[KEYS] = (200, {"device_keys": {user: {"D": {}}}})

    def sql(self, statement: str) -> None:
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute(statement)
            connection.commit()

    def faults(self) -> list[str]:
        """What `kring check` says is to be mended."""
        text = (
            f'[matrix]\nhomeserver = "{self.homeserver}"\nuser = "{self.user}"\n{self.matrix}\n'
            f"[access]\n{self.access}\n[service]\n{self.service}\n"
        )
        mode = self.file.stat().st_mode & 0o777 if self.file.exists() else 0o600
        self.file.write_text(text)
        self.file.chmod(mode)
        result = kring.invoke(app, ["check", "--config", str(self.file)])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert result.stderr == ""
        lines = result.stdout.splitlines()
        assert all(line[:4] in ("ok  ", "NO  ") for line in lines)
        found = [line[4:] for line in lines if line.startswith("NO")]
        assert result.exit_code == (1 if found else 0)
        assert ("ok  Nothing is to be mended." in lines) == (not found)
        self.said = lines
        return found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without a house, of this version."""
    database = tmp_path_factory.mktemp("empty") / "kring.db"
    asyncio.run(_made(database))
    return database


async def _made(database: Path) -> None:
    await (await Store.open(f"sqlite:///{database}")).close()


@pytest.fixture
def set_up(
    tmp_path: Path, empty: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> SetUp:
    (tmp_path / "store").mkdir(mode=0o700)
    shutil.copy(empty, tmp_path)
    return SetUp(tmp_path, stand_in, monkeypatch, stand_in.url)


def _no_store(it: SetUp) -> None:
    it.store.rmdir()


def _open_store(it: SetUp) -> None:
    it.private("session.json.old").chmod(0o644)


def _open_database(it: SetUp) -> None:
    it.database.chmod(0o640)


def _open_password(it: SetUp) -> None:
    it.matrix = 'password = "correct horse"'
    it.file.touch(mode=0o644)


def _recovery_key(it: SetUp) -> None:
    it.private("recovery_key.json")


def _not_writable(it: SetUp) -> None:
    it.private("keys.db").chmod(0o400)


def _of_another(it: SetUp) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    os.chown(it.private("cross_signing.json"), 12345, -1)


def _open_folder(it: SetUp) -> None:
    it.folder.chmod(0o707)


def _full(it: SetUp) -> None:
    it.patch.setattr(machine, "LITTLE", 2**62)


def _port(it: SetUp) -> None:
    it.service = f'listen = "127.0.0.1:{it.server.port}"'


def _damaged(it: SetUp) -> None:
    it.database.write_bytes(b"not a database " * 100)


def _newer(it: SetUp) -> None:
    it.sql("UPDATE alembic_version SET version_num = '9999'")


def _older(it: SetUp) -> None:
    it.sql("UPDATE alembic_version SET version_num = '0001'")


def _nobody_there(it: SetUp) -> None:
    it.homeserver = f"http://127.0.0.1:{free_port()}"


def _website(it: SetUp) -> None:
    it.server.answers[VERSIONS] = (200, "<html>Welcome to our house</html>")


def _other_json(it: SetUp) -> None:
    it.server.answers[VERSIONS] = (200, {"hello": "I am something else"})


def _moved(it: SetUp) -> None:
    it.user = f"@kring:127.0.0.1:{it.server.port}"
    it.homeserver += "/old"


def _not_encrypted(it: SetUp) -> None:
    it.homeserver = it.homeserver.replace("http:", "https:")


def _no_such_name(it: SetUp) -> None:
    it.homeserver = "http://matrix.invalid"


def _late() -> Answer:
    time.sleep(0.6)
    return 200, {}


def _no_answer(it: SetUp) -> None:
    it.patch.setattr(server, "_SECONDS", 0.2)
    it.server.answers[VERSIONS] = _late


def _slow_clock(it: SetUp) -> None:
    it.server.seconds_ahead = 400


def _fast_clock(it: SetUp) -> None:
    it.server.seconds_ahead = -90


def _nobody_invites(it: SetUp) -> None:
    it.access = ""


def _everybody_works(it: SetUp) -> None:
    it.access += '\nprofessionals = ["@*:*"]'


def _other_account(it: SetUp) -> None:
    it.log_in("@dan:kring.test")


def _damaged_login(it: SetUp) -> None:
    it.private("session.json", "{ half")


def _no_passwords(it: SetUp) -> None:
    it.server.answers[LOGIN] = (200, {"flows": [{"type": "m.login.sso"}]})


def _logged_out(it: SetUp) -> None:
    it.log_in()
    it.server.answers[WHOAMI] = (401, {"errcode": "M_UNKNOWN_TOKEN"})


def _server_fails(it: SetUp) -> None:
    it.log_in()
    it.server.answers[WHOAMI] = (500, {"errcode": "M_UNKNOWN", "error": "Internal server error"})


def _no_keys(it: SetUp) -> None:
    it.log_in()
    it.server.answers[KEYS] = (200, {})


def _no_crypto(it: SetUp) -> None:
    it.log_in()
    key = {"keys": {"ed25519:D": "k" * 43}}
    it.server.answers[KEYS] = (200, {"device_keys": {"@kring:kring.test": {"D": key}}})


def _no_database(it: SetUp) -> None:
    it.log_in()
    it.database.unlink()
    it.server.answers[ROOMS] = (200, {"joined_rooms": ["!oak:kring.test", "!elm:kring.test"]})


IN_PLACE = {
    "no store": (_no_store, r"store is not there: run `kring init`"),
    "others read the store": (_open_store, r"Others can read \S+old: chmod -R go= "),
    "others read the database": (_open_database, r"read what the houses said: chmod go= \S+\.db$"),
    "others read the password": (_open_password, r"secret in it: chmod go= \S+config\.toml$"),
    "a recovery key lies there": (_recovery_key, r"recovery key lies in .+: write it down else"),
    "a file is not to be written": (_not_writable, r"its own files: chmod u\+rwX \S+keys\.db"),
    "a file is somebody else's": (_of_another, r"Not all files belong to \w+.+: chown \w+ \S+json"),
    "others write in the folder": (_open_folder, r"Everybody may put files into \S+: chmod o-w "),
    "a disk is full": (_full, r"^Only [\d,]+ MB are free .+ Make room"),
    "a port is taken": (_port, r"^Nothing can be served at 127\.0\.0\.1:\d+ .+ another port in \["),
    "a damaged database": (_damaged, r"cannot be opened: .+damaged.+ put the last backup back"),
    "tables of a newer version": (_newer, r"of a newer version of Kring \(9999\)"),
    "tables of an older version": (_older, r"of an older version of Kring.+kring run"),
    "nobody at the address": (
        _nobody_there,
        r"answers at \S+ \(Cannot connect.+is the server up\?$",
    ),
    "a website at the address": (_website, r"no JSON\)\. .+Something else answers there"),
    "another service there": (_other_json, r"which versions of Matrix.+Something else answers"),
    "the homeserver moved": (
        _moved,
        r'which versions.+Write homeserver = "http://127\.0\.0\.1:\d+": that is',
    ),
    "no certificate there": (
        _not_encrypted,
        r"certificate is not to be trusted: .+http:// or https",
    ),
    "an unknown name": (_no_such_name, r"matrix\.invalid.+This machine does not know that name"),
    "no answer": (_no_answer, r"\(TimeoutError\).+does a firewall let this machine through"),
    "a clock that is slow": (_slow_clock, r"clock is \d+ seconds behind the home.+timedatectl"),
    "a clock that is fast": (_fast_clock, r"clock is \d+ seconds ahead of the home.+timedatectl"),
    "nobody may invite": (_nobody_invites, r"Nobody may invite.+write who, such as invite_from = "),
    "everybody is a professional": (_everybody_works, r"fits everybody.+write the accounts of who"),
}
"""Nobody is logged in there either, and that is told too."""

INSTEAD = {
    "another account is logged in": (
        _other_account,
        r"is of @dan\S+ on .+is configured.+another st",
    ),
    "a damaged login": (_damaged_login, r"session\.json cannot be read.+from a backup"),
    "no login by password": (_no_passwords, r"takes no passwords.+set `access_token`"),
    "logged out": (_logged_out, r"logged out, or deleted\. Log in anew: move session\.json"),
    "a homeserver that fails": (
        _server_fails,
        r"refused GET \S+whoami: 500 M_UNKNOWN.+See its log",
    ),
    "a device without keys": (
        _no_keys,
        r"no keys of this device\. Strict clients.+Start `kring run`",
    ),
}
"""What is told instead of that nobody is logged in."""

BROKEN = IN_PLACE | INSTEAD


def test_there_is_a_set_up_in_which_all_is_well_but_the_login(set_up: SetUp) -> None:
    """So that what the tests below find is what they broke."""
    (fault,) = set_up.faults()
    assert re.match(NOT_LOGGED_IN, fault)
    assert any("clock and the homeserver's agree" in line for line in set_up.said)
    assert any("No bot runs on the folder" in line for line in set_up.said)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_set_up_is_told_apart_with_its_mend(set_up: SetUp, name: str) -> None:
    """In one line that is said of no other set-up; what is well besides is said too."""
    breaking, told = BROKEN[name]
    breaking(set_up)
    faults = set_up.faults()
    own = [fault for fault in faults if re.search(told, fault)]
    assert len(own) == 1, faults
    others = [fault for fault in faults if fault not in own]
    assert [bool(re.match(NOT_LOGGED_IN, fault)) for fault in others] == [True] * (name in IN_PLACE)
    alike = [other for other, (_, words) in BROKEN.items() if re.search(words, own[0])]
    assert alike == [name]
    assert any(line.startswith("ok ") for line in set_up.said)


def test_what_is_broken_together_is_told_together(set_up: SetUp) -> None:
    """Fourteen things at once: nobody mends one, only to hear of the next."""
    together = [
        *("others read the store", "others read the database", "others read the password"),
        *("a recovery key lies there", "a file is not to be written", "a disk is full"),
        *("a port is taken", "tables of an older version", "a clock that is slow"),
        *("everybody is a professional", "a device without keys"),
    ]
    for name in together:
        BROKEN[name][0](set_up)
    faults = set_up.faults()
    for name in together:
        assert [fault for fault in faults if re.search(BROKEN[name][1], fault)], name
    assert len(faults) == len(together)


def test_a_wrong_configuration_hides_nothing_else(set_up: SetUp) -> None:
    """What it says of houses and people is told with the rest, and the exit code is its own."""
    for breaking in (_open_store, _recovery_key, _slow_clock):
        breaking(set_up)
    set_up.faults()
    wrong = "[house]\ntalk_hours = 1000\nteatime = 4\n"
    set_up.file.write_text(set_up.file.read_text() + wrong)
    result = kring.invoke(app, ["check", "--config", str(set_up.file)])
    assert result.exit_code == 2
    keys = [line.partition(":")[0] for line in result.stderr.splitlines()]
    assert sorted(keys) == ["[house] talk_hours", "[house] teatime"]
    found = [line for line in result.stdout.splitlines() if line.startswith("NO")]
    assert len(found) == 4
    set_up.file.write_text(f"{set_up.file.read_text()}[storage]\nurl = 'sqlite:elsewhere'\n")
    result = kring.invoke(app, ["check", "--config", str(set_up.file)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 3


@contextmanager
def _held(store: Path) -> Iterator[None]:
    with (store / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def test_a_bot_that_runs_is_a_fact(set_up: SetUp) -> None:
    """With its number; its own health page is in nobody's way. A lock left behind is nothing."""
    set_up.private("lock", "4711\n")
    assert len(set_up.faults()) == 1
    assert not any("4711" in line for line in set_up.said)
    told = f"ok  A bot runs on the folder {set_up.store}: process {os.getpid()}."
    with _held(set_up.store):
        assert len(set_up.faults()) == 1
        assert told in set_up.said
        _port(set_up)
        set_up.server.answers[HEALTH] = (200, {"healthy": True, "seconds_since_sync": 3})
        assert len(set_up.faults()) == 1
        assert f"{told} It hears its homeserver." in set_up.said


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ((503, {"seconds_since_sync": 301}), "last heard its homeserver 301 seconds ago"),
        ((503, {"seconds_since_sync": None}), "has not heard its homeserver yet"),
        ((500, "<html>"), r"health page at 127\.0\.0\.1:\d+ does not answer"),
        ((503, []), r"health page at 127\.0\.0\.1:\d+ does not answer"),
    ],
)
def test_a_bot_that_runs_and_is_not_well_is_told(
    set_up: SetUp, page: tuple[int, object], told: str
) -> None:
    """Where it serves its health; with where to look."""
    set_up.private("lock", "")
    _port(set_up)
    set_up.server.answers[HEALTH] = page
    with _held(set_up.store):
        (fault, _) = set_up.faults()
    assert re.search(rf"process {os.getpid()}\. I.+{told}.+ Its log says why", fault)


def test_looking_takes_no_lock_from_a_bot_that_starts(set_up: SetUp) -> None:
    """Once it has looked, the store is free."""
    set_up.private("lock", "")
    set_up.faults()
    with (set_up.store / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_clock_that_differs_by_less_than_a_minute_is_fine(set_up: SetUp) -> None:
    """Networks are slow, and the header has whole seconds."""
    for seconds in (55, -55):
        set_up.server.seconds_ahead = seconds
        assert len(set_up.faults()) == 1


def test_where_there_is_a_house_nobody_has_to_be_able_to_invite(set_up: SetUp) -> None:
    """Who shuts the door after the last house came does so on purpose; it is said all the same."""
    _nobody_invites(set_up)
    set_up.sql(
        "INSERT INTO houses (room, name, language, timezone, settings, born_at, last_proposal, "
        "last_agreement) VALUES ('!oak:kring.test', 'De Eik', 'en', 'Europe/Amsterdam', '{}', "
        "'2026-11-23 10:00:00.000000', 0, 0)"
    )
    assert len(set_up.faults()) == 1
    assert any(line.startswith("ok  Nobody may invite") for line in set_up.said)


def test_who_is_not_the_owner_is_told_so(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who ran `kring init` as themselves, and starts it as another, sees why it does not work."""
    monkeypatch.setattr("bot.machine.os.geteuid", lambda: 54321)
    found = [one for one in set_up.faults() if "you are 54321" in one]
    assert len(found) == 1
    assert "run this, and the bot, as" in found[0]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else for a moment")
def test_somebody_else_is_told_to_be_the_bots_user(set_up: SetUp) -> None:
    """By the system's own refusals: of the configuration, and of the store, without a traceback."""
    _nobody_invites(set_up)
    set_up.faults()
    importlib.import_module("bot.service")  # what is imported late is there now
    set_up.patch.setattr("bot.logs.set_up_logs", lambda *_: None)  # the log outlives this test
    command = ["check", "--config", str(set_up.file)]
    with TemporaryDirectory() as open_to_all:
        folder = Path(open_to_all) / "bot"
        shutil.copytree(set_up.folder, folder)
        for path in (folder.parent, folder):
            path.chmod(0o755)
        (folder / "config.toml").chmod(0o600)
        command[-1] = str(folder / "config.toml")
        for mode in (0o600, 0o644):
            (folder / "config.toml").chmod(mode)
            os.seteuid(65534)
            try:
                result = kring.invoke(app, command)
                run = kring.invoke(app, ["run", *command[1:]])
            finally:
                os.seteuid(0)
            assert result.exception is None or isinstance(result.exception, SystemExit)
            if mode == 0o600:
                assert result.exit_code == 2
                assert "you may not read it — run this as the bot's user: sudo -u root" in (
                    result.stderr
                )
    assert isinstance(run.exception, SystemExit)
    assert run.exit_code == 1
    assert "kring.db may not be used (Permission denied)." in run.stderr
    found = [line for line in result.stdout.splitlines() if line.startswith("NO")]
    assert result.exit_code == 1
    for told in (
        *("You may not look into", "belong to root, and you are nobody", "session.json"),
        "You may not read",
    ):
        assert [line for line in found if told in line], found


def _certificate(folder: Path) -> ssl.SSLContext:
    """One that vouches for itself, as a homeserver tried at home has it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    kind = serialization.PrivateFormat.PKCS8
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_a_certificate_that_vouches_for_itself_is_told(set_up: SetUp, tmp_path: Path) -> None:
    """Not taken for a homeserver that is away, and never talked to."""
    (tmp_path / "secret").mkdir()
    with standing_in(_certificate(tmp_path / "secret")) as server:
        set_up.homeserver = f"https://localhost:{server.port}"
        (fault, _) = set_up.faults()
        assert server.asked == []
    assert re.search(r"self-signed.+Its certificate is not to be trusted", fault)


def test_the_homeserver_is_found_by_the_account(set_up: SetUp) -> None:
    """Where the name tells of an address elsewhere, too."""
    set_up.user = f"@kring:127.0.0.1:{set_up.server.port}"
    real = set_up.server.answers.pop(VERSIONS)
    login = set_up.server.answers.pop(LOGIN)
    set_up.server.answers |= {f"/matrix{VERSIONS}": real, f"/matrix{LOGIN}": login}
    said = {"m.homeserver": {"base_url": f"{set_up.server.url}/matrix/"}}
    set_up.server.answers[WELL_KNOWN] = (200, said)
    (fault, _) = set_up.faults()
    assert f'Write homeserver = "{set_up.server.url}/matrix": that is what 127.0.0.1:' in fault


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (_no_crypto, r"crypto was lost, with the device's keys.+move session\.json out"),
        (
            _no_database,
            r"kring\.db is not there, and the bot is in 2 room\(s\) already: put it back",
        ),
    ],
)
def test_what_was_lost_is_told_with_its_mend(
    set_up: SetUp, broken: Callable[[SetUp], None], told: str
) -> None:
    """Before `kring run` refuses, or begins anew where there was something."""
    broken(set_up)
    assert len([fault for fault in set_up.faults() if re.search(told, fault)]) == 1
