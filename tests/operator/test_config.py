"""The configuration: read once, with all its faults told at once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.config import (
    AccessSection,
    HouseSection,
    MatrixSection,
    ServiceSection,
    StorageSection,
    WrongConfiguration,
    read_config,
)
from governance.settings import NAMES, Settings
from tests.operator.conftest import Write

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
SECRET = "correct horse battery"
SECTIONS: dict[str, type[BaseModel]] = {
    "matrix": MatrixSection,
    "storage": StorageSection,
    "house": HouseSection,
    "access": AccessSection,
    "service": ServiceSection,
}


def _faults(file: Path) -> dict[str, str]:
    with pytest.raises(WrongConfiguration) as wrong:
        read_config(file)
    return {fault.key: f"{fault.what} {fault.mend}" for fault in wrong.value.faults}


def test_a_short_configuration_is_enough(write: Write, tmp_path: Path) -> None:
    """An address and an account; all else has its default."""
    config = read_config(write())
    assert config.homeserver == "https://matrix.kring.test"
    assert config.user == "@kring:kring.test"
    assert config.password is None
    assert config.access_token is None
    assert config.house.settings == Settings()
    assert config.access.invite_from == ()
    assert config.store == tmp_path / "store"
    assert config.database == f"sqlite:///{tmp_path}/kring.db"


@pytest.mark.parametrize("address", ["https://kring.test/matrix", "http://127.0.0.1:8008/"])
def test_a_homeserver_may_be_below_a_path(write: Write, address: str) -> None:
    """As a .well-known may tell; a slash at the end is nothing."""
    file = write(text=f'[matrix]\nhomeserver = "{address}"\nuser = "@kring:kring.test"\n')
    assert read_config(file).homeserver == address.rstrip("/")


ALL_WRONG = """
[matrix]
homeserver = "matrix.kring.test"
pasword = "x"
device_name = 3
[storage]
url = "mysql://localhost/kring"
[house]
language = "fr"
timezone = "Mars/Olympus"
prefix = "kring "
talk_hours = 1000
quorum = "half"
quiet_hours = "at night"
nudge_time = "someday"
tea_time = 5
[access]
invite_from = ["example.org", "@*:kring.test"]
professionals = ["pat"]
[service]
listen = "0.0.0.0:80"
log_level = "loud"
log_format = "xml"
colour = "red"
[kitchen]
sink = true
"""


def test_all_faults_are_told_at_once(write: Write) -> None:
    """Each with its key, whatever sections they are in, and none twice."""
    file = write(text=ALL_WRONG)
    with pytest.raises(WrongConfiguration) as wrong:
        read_config(file)
    keys = [fault.key for fault in wrong.value.faults]
    assert sorted(keys) == sorted(
        [
            "[matrix] homeserver",
            "[matrix] user",
            "[matrix] pasword",
            "[matrix] device_name",
            "[storage] url",
            "[house] language",
            "[house] timezone",
            "[house] prefix",
            "[house] talk_hours",
            "[house] quorum",
            "[house] quiet_hours",
            "[house] nudge_time",
            "[house] tea_time",
            "[access] invite_from",
            "[access] professionals",
            "[service] listen",
            "[service] log_level",
            "[service] log_format",
            "[service] colour",
            "[kitchen]",
        ]
    )
    assert all(fault.mend for fault in wrong.value.faults)


@pytest.mark.parametrize(
    ("more", "key", "mend"),
    [
        ("[house]\ntalk_hours = 1000", "[house] talk_hours", "0–336"),
        ("[house]\nround_hours = 0", "[house] round_hours", "1–336"),
        ("[house]\nquorum = 2", "[house] quorum", "0–1"),
        ("[house]\ntalk_hours = true", "[house] talk_hours", "0–336"),
        ("[house]\nquiet_hours = '22:00'", "[house] quiet_hours", "22:00-08:00"),
        ("[house]\nprefix = 'k'", "[house] prefix", "such as !"),
        ("[house]\nprefix = ''", "[house] prefix", "1"),
        ("[house]\ntimezone = 'CEST+2'", "[house] timezone", "Europe/Amsterdam"),
        ("[house]\nlanguage = 'de'", "[house] language", "'en' or 'nl'"),
        ("[service]\nlisten = '0.0.0.0:80'", "[service] listen", "127.0.0.1:8080"),
        ("[service]\nlisten = '127.0.0.1:99999'", "[service] listen", "127.0.0.1:8080"),
        ("[service]\nlisten = '127.0.0.1:0'", "[service] listen", "127.0.0.1:8080"),
        ("[storage]\nurl = 'sqlite:kring.db'", "[storage] url", "sqlite:///kring.db"),
        ("[storage]\nurl = 'sqlite://'", "[storage] url", "sqlite:///kring.db"),
        ("[storage]\nurl = 'postgresql://db'", "[storage] url", "postgresql://user@host/kring"),
        ("[access]\ninvite_from = '@*:kring.test'", "[access] invite_from", '["@*:example.org"]'),
        ("[access]\ninvite_from = ['kring.test']", "[access] invite_from", "@*:example.org"),
        ("[kitchen]\nsink = 1", "[kitchen]", "config.example.toml"),
        ("password_file = 'nowhere'", "[matrix] password_file", "nowhere"),
    ],
)
def test_a_fault_has_its_key_and_its_mend(write: Write, more: str, key: str, mend: str) -> None:
    """What is wrong, and what would be right."""
    faults = _faults(write(more))
    assert list(faults) == [key]
    assert mend in faults[key]


@pytest.mark.parametrize(
    "text", ["", "[matrix", "matrix = 3", "house = []", "\x00", "user = 'x'\nuser = 'y'"]
)
def test_a_file_that_is_hardly_one_is_told_and_no_crash(write: Write, text: str) -> None:
    """Empty, cut off, or of another kind."""
    assert _faults(write(text=text))


def test_a_file_that_is_not_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    """`kring init` writes one."""
    faults = _faults(tmp_path / "config.toml")
    assert "kring init" in faults[str(tmp_path / "config.toml")]


def test_a_file_of_other_letters_is_told(write: Write, tmp_path: Path) -> None:
    """Not every file is text."""
    file = write()
    file.write_bytes(b"\xff\xfe\x00")
    assert str(file) in _faults(file)


# -- the environment


def test_the_environment_goes_before_the_file(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Key by key: what it does not name stays as it is in the file."""
    monkeypatch.setenv("KRING_MATRIX__USER", "@other:kring.test")
    monkeypatch.setenv("KRING_HOUSE__TALK_HOURS", "12")
    monkeypatch.setenv("KRING_HOUSE__QUORUM", "0,75")
    monkeypatch.setenv("KRING_SERVICE__LOG_LEVEL", "debug")
    monkeypatch.setenv("KRING_ACCESS__INVITE_FROM", '["@*:kring.test"]')
    config = read_config(write("[house]\ntalk_hours = 6\nround_hours = 36"))
    assert config.user == "@other:kring.test"
    assert config.homeserver == "https://matrix.kring.test"
    assert (config.house.settings.talk_hours, config.house.settings.round_hours) == (12, 36)
    assert config.house.settings.quorum == 0.75
    assert config.log_level == "debug"
    assert config.access.invite_from == ("@*:kring.test",)


def test_the_environment_alone_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container needs no file."""
    monkeypatch.setenv("KRING_MATRIX__HOMESERVER", "http://localhost:8008")
    monkeypatch.setenv("KRING_MATRIX__USER", "@kring:kring.test")
    monkeypatch.setenv("KRING_MATRIX__PASSWORD", "12345678")
    config = read_config(tmp_path / "config.toml")
    assert (config.homeserver, config.password) == ("http://localhost:8008", "12345678")


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("KRING_MATRIX__PASWORD", "x", "[matrix] pasword"),
        ("KRING_HOUSE__TALK_HOURS", "soon", "[house] talk_hours"),
        ("KRING_HOUSE__TEA_TIME", "5", "[house] tea_time"),
        ("KRING_SERVICE__LOG_LEVEL", "loud", "[service] log_level"),
        ("KRING_ACCESS__INVITE_FROM", "@*:kring.test", "[access] invite_from"),
        ("KRING_ACCESS__INVITE_FROM", '["kring.test"]', "[access] invite_from"),
    ],
)
def test_a_fault_in_the_environment_is_told_by_its_key_too(
    write: Write, monkeypatch: pytest.MonkeyPatch, name: str, value: str, key: str
) -> None:
    """Beside the faults of the file."""
    monkeypatch.setenv(name, value)
    faults = _faults(write("[service]\nlog_format = 'xml'"))
    assert sorted(faults) == sorted([key, "[service] log_format"])


# -- secrets


@pytest.mark.parametrize("key", ["password", "access_token"])
def test_a_secret_may_be_in_a_file_of_its_own(write: Write, tmp_path: Path, key: str) -> None:
    """For systemd credentials; the newline at its end is not part of it."""
    (tmp_path / "secret").write_text(SECRET + "\n")
    config = read_config(write(f"{key}_file = '{tmp_path / 'secret'}'"))
    assert getattr(config, key) == SECRET


def test_a_secrets_file_is_beside_the_configuration(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the bot is started from."""
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "elsewhere").mkdir()
    file = write("password_file = 'secret'")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert read_config(file).password == SECRET


def test_a_secret_of_the_environment_goes_before_the_files_in_either_form(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The word itself before a file that holds one, and the other way round."""
    (tmp_path / "secret").write_text("of the file")
    with monkeypatch.context() as patch:
        patch.setenv("KRING_MATRIX__PASSWORD", SECRET)
        assert read_config(write("password_file = 'secret'")).password == SECRET
    monkeypatch.setenv("KRING_MATRIX__PASSWORD_FILE", "secret")
    assert read_config(write(f"password = '{SECRET}'")).password == "of the file"


def test_a_secret_given_twice_is_told(write: Write, tmp_path: Path) -> None:
    """Nobody can tell which is meant."""
    (tmp_path / "secret").write_text(SECRET)
    faults = _faults(write(f"password = '{SECRET}'\npassword_file = 'secret'"))
    assert "keep one" in faults["[matrix] password"]
    assert SECRET not in str(faults)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"\x00\x80"])
def test_a_secrets_file_without_a_secret_is_told(
    write: Write, tmp_path: Path, content: bytes
) -> None:
    """Empty, or not text; what is in it is not repeated."""
    (tmp_path / "secret").write_bytes(content)
    assert list(_faults(write("password_file = 'secret'"))) == ["[matrix] password_file"]


@pytest.mark.parametrize("key", ["password", "access_token"])
def test_a_secret_is_never_shown(write: Write, key: str) -> None:
    """Not in a log line, not in a traceback."""
    config = read_config(write(f"{key} = '{SECRET}'"))
    assert getattr(config, key) == SECRET
    for shown in (repr(config), str(config), f"{config}", repr([config])):
        assert SECRET not in shown


@pytest.mark.parametrize(
    "more",
    [
        f"password = ['{SECRET}']",
        f"access_token = {{ it = '{SECRET}' }}",
        f"password = '{SECRET}'\n[service]\nlog_level = 'loud'",
        f"pasword = '{SECRET}'",
    ],
)
def test_a_fault_does_not_show_a_secret(write: Write, more: str) -> None:
    """Also where the secret itself is what is wrong, or its key."""
    file = write(more)
    with pytest.raises(WrongConfiguration) as wrong:
        read_config(file)
    assert SECRET not in str(wrong.value)
    assert SECRET not in repr(wrong.value)


def test_a_whole_section_in_the_environment_does_not_show_a_secret(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As JSON it is read; half of it is a fault without its content."""
    monkeypatch.setenv("KRING_MATRIX", f'{{"password": "{SECRET}"}}')
    assert read_config(write()).password == SECRET
    monkeypatch.setenv("KRING_MATRIX", f'{{"password": "{SECRET}"')
    faults = _faults(write())
    assert "[matrix]" in faults
    assert SECRET not in str(faults)


# -- places


def test_relative_places_are_beside_the_file(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the bot is started from; absolute ones are as they are."""
    file = write('store = "keys"\n[storage]\nurl = "sqlite:///data/kring.db"')
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    config = read_config(file)
    assert config.store == tmp_path / "keys"
    assert config.database == f"sqlite:///{tmp_path}/data/kring.db"
    config = read_config(write('store = "/srv/keys"\n[storage]\nurl = "sqlite:////srv/kring.db"'))
    assert (config.store, config.database) == (Path("/srv/keys"), "sqlite:////srv/kring.db")


def test_places_beside_a_relative_file_are_there_too(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`kring run` reads `config.toml` where it is started."""
    write()
    monkeypatch.chdir(tmp_path)
    config = read_config(Path("config.toml"))
    assert config.store.absolute() == tmp_path / "store"
    assert config.database == f"sqlite:///{tmp_path}/kring.db"


# -- the example


def _example() -> dict[str, dict[str, Any]]:
    return tomllib.loads(EXAMPLE.read_text())


def _keys_of_the_example() -> set[tuple[str, str]]:
    """Also those that are commented out."""
    found, section = set(), ""
    for line in EXAMPLE.read_text().splitlines():
        if match := re.fullmatch(r"\[(\w+)\].*", line):
            section = match[1]
        elif match := re.match(r"(?:# )?(\w+) = ", line):
            found.add((section, match[1]))
    return found


def test_the_example_holds_every_key() -> None:
    """And no other."""
    known = {(name, key) for name, section in SECTIONS.items() for key in section.model_fields}
    assert _keys_of_the_example() == known | {("house", name) for name in NAMES}


def test_every_value_of_the_example_is_the_default() -> None:
    """Only the address and the account have none."""
    example = _example()
    for key in ("homeserver", "user"):
        example["matrix"].pop(key)
    house = {key: example["house"].pop(key) for key in NAMES}
    assert house == asdict(Settings())
    for name, section in SECTIONS.items():
        left = section.model_validate(example[name])
        assert left == section()
        commented = set(section.model_fields) - set(example[name]) - {"homeserver", "user"}
        assert all(section.model_fields[key].default is None for key in commented)


def test_the_example_can_be_used_as_it_is() -> None:
    """Copy it, and change two lines."""
    config = read_config(EXAMPLE)
    assert config.house.settings == Settings()
    assert config.house.prefix == "!"


def test_every_key_of_the_example_says_what_it_means() -> None:
    """On its own line, or, a long one, going on below."""
    for line in EXAMPLE.read_text().splitlines():
        if re.match(r"(# )?\w+ = ", line):
            assert re.search(r"\S\s+# \S+", line), line
