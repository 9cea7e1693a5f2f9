"""The configuration: `config.toml` and the environment, read once into frozen settings.

Every fault is found before any is told, each with its key and the mend.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from bot.turns import Access, HouseDefaults
from governance.settings import NAMES, Impossible, Settings, Value, read_setting, read_timezone

ENVIRONMENT = "KRING_"
"""How environment variables begin: `KRING_MATRIX__PASSWORD` is `[matrix] password`."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MatrixSection(_Section):
    """Where the bot lives."""

    homeserver: str = ""
    user: str = ""
    password: SecretStr | None = None
    password_file: Path | None = None
    access_token: SecretStr | None = None
    access_token_file: Path | None = None
    device_name: str = "Kring"
    store: Path = Path("store")


class StorageSection(_Section):
    """Where it remembers."""

    url: str = "sqlite:///kring.db"


class HouseSection(BaseModel):
    """What a new house is born with: language, timezone, prefix, and the settings by name."""

    model_config = ConfigDict(extra="allow", frozen=True)

    language: Literal["en", "nl"] = "en"
    timezone: str = "Europe/Amsterdam"
    prefix: str = Field(default="!", min_length=1, max_length=3)
    first_questions: bool = True

    @field_validator("timezone")
    @classmethod
    def _known(cls, value: str) -> str:
        if isinstance(read_timezone(value), Impossible):
            raise ValueError("a name such as Europe/Amsterdam")
        return value

    @field_validator("prefix")
    @classmethod
    def _a_sign(cls, value: str) -> str:
        if re.search(r"[\w\s<>`*]", value):
            raise ValueError("a sign such as ! or ., without letters, spaces or <>`*")
        return value


class AccessSection(_Section):
    """Who may ask the bot in, and who works in the houses."""

    invite_from: tuple[str, ...] = ()
    professionals: tuple[str, ...] = ()

    @field_validator("*", mode="before")
    @classmethod
    def _a_list(cls, value: object) -> object:
        if not isinstance(value, list | tuple):
            raise ValueError('a list, such as ["@*:example.org"]')
        return value


class ServiceSection(_Section):
    """How it runs."""

    listen: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @field_validator("listen")
    @classmethod
    def _loopback(cls, value: str) -> str:
        match = re.fullmatch(r"(?:127\.\d+\.\d+\.\d+|localhost|\[::1\]):(\d{1,5})", value)
        if value and not (match and 0 < int(match[1]) < 2**16):
            raise ValueError("an address of this machine alone, such as 127.0.0.1:8080")
        return value


class _Whole(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    matrix: MatrixSection = MatrixSection()
    storage: StorageSection = StorageSection()
    house: HouseSection = HouseSection()
    access: AccessSection = AccessSection()
    service: ServiceSection = ServiceSection()


class _Environment(BaseSettings):
    """The same sections, read from the environment alone."""

    model_config = SettingsConfigDict(env_prefix=ENVIRONMENT, env_nested_delimiter="__")

    matrix: MatrixSection = MatrixSection()
    storage: StorageSection = StorageSection()
    house: HouseSection = HouseSection()
    access: AccessSection = AccessSection()
    service: ServiceSection = ServiceSection()


class _Variables(EnvSettingsSource):
    """What cannot be read as a list stays as it is, and is told with its key by the section."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the key, what is wrong with it, and the mend."""

    key: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.key}: {self.what}" + (f" — {self.mend}" if self.mend else "")


class WrongConfiguration(Exception):
    """Everything that is wrong with the configuration, told at once.

    `rest` is what is right, with defaults for what is not; None when it would lead astray, to
    another folder, database or homeserver than is meant.
    """

    def __init__(self, faults: list[Fault], rest: Config | None = None) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
        self.rest = rest


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration, checked."""

    homeserver: str
    user: str
    password: str | None
    access_token: str | None
    device_name: str
    store: Path
    database: str
    house: HouseDefaults
    access: Access
    listen: str
    log_level: str
    log_format: str

    @property
    def database_file(self) -> Path:
        """Where the database is."""
        return Path(self.database.removeprefix("sqlite:///"))

    def __repr__(self) -> str:
        return f"Config(user={self.user!r}, homeserver={self.homeserver!r})"


def read_config(file: Path) -> Config:
    """Read and check everything. Relative paths are beside the file. Raises WrongConfiguration."""
    values, faults = _read_file(file)
    if faults:
        raise WrongConfiguration(faults)  # of a file that cannot be read nothing else is known
    whole = _checked(_with_environment(values), faults)
    settings, more = _settings(whole.house)
    faults += more
    faults += _missing(whole.matrix)
    password = _secret(whole.matrix, "password", file.parent, faults)
    token = _secret(whole.matrix, "access_token", file.parent, faults)
    faults += _patterns(whole.access)
    if not re.match(r"sqlite:///.|postgres(ql)?(\+asyncpg)?://.*/.", whole.storage.url):
        mend = 'write "sqlite:///kring.db", or "postgresql://user@host/kring"'
        faults.append(Fault("[storage] url", "is no address of a database", mend))
    config = _config(whole, settings, file.parent, password, token)
    if faults:
        raise WrongConfiguration(faults, None if any(map(_leads_astray, faults)) else config)
    return config


def _leads_astray(fault: Fault) -> bool:
    """What says where everything is; a secret does not."""
    section, _, key = fault.key.partition(" ")
    return section in ("[matrix]", "[storage]") and not key.startswith(("password", "access_token"))


def _config(
    whole: _Whole, settings: Settings, folder: Path, password: str | None, token: str | None
) -> Config:
    house = whole.house
    return Config(
        homeserver=whole.matrix.homeserver.rstrip("/"),
        user=whole.matrix.user,
        password=password,
        access_token=token,
        device_name=whole.matrix.device_name,
        store=folder / whole.matrix.store,
        database=_beside(whole.storage.url, folder),
        house=HouseDefaults(
            house.language,
            house.timezone,
            house.prefix,
            settings,
            first_questions=house.first_questions,
        ),
        access=Access(whole.access.invite_from, whole.access.professionals),
        listen=whole.service.listen,
        log_level=whole.service.log_level,
        log_format=whole.service.log_format,
    )


def _read_file(file: Path) -> tuple[dict[str, Any], list[Fault]]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8")), []
    except FileNotFoundError:
        if any(name.startswith(ENVIRONMENT) and "__" in name for name in os.environ):
            return {}, []
        mend = "run `kring init`, or copy config.example.toml"
        return {}, [Fault(str(file), "there is no such file", mend)]
    except PermissionError:
        mend = f"run this as the bot's user{_owner(file)}"
        return {}, [Fault(str(file), "you may not read it", mend)]
    except (OSError, UnicodeDecodeError) as fault:
        mend = "is it a text file, in UTF-8?"
        return {}, [Fault(str(file), f"cannot be read ({type(fault).__name__})", mend)]
    except tomllib.TOMLDecodeError as fault:
        return {}, [Fault(str(file), f"is not TOML: {fault}")]


def _owner(file: Path) -> str:
    try:
        return f": sudo -u {file.owner()} …"
    except (OSError, KeyError):
        return ""


def _with_environment(values: dict[str, Any]) -> dict[str, Any]:
    """The file's values, under what the environment says."""
    merged = dict(values)
    for section, keys in _Variables(_Environment)().items():
        below = values.get(section, {})
        if isinstance(below, dict) and isinstance(keys, dict):
            # A password goes before a file's password_file, and the other way round.
            kept = {
                key: value
                for key, value in below.items()
                if key.removesuffix("_file") not in keys and f"{key}_file" not in keys
            }
            merged[section] = {**kept, **keys}
        else:
            merged[section] = keys
    return merged


def _checked(values: dict[str, Any], faults: list[Fault]) -> _Whole:
    """What is right of the values; what is wrong becomes faults, and its default stands in."""
    left = {key: dict(value) if isinstance(value, dict) else value for key, value in values.items()}
    try:
        return _Whole.model_validate(left)
    except ValidationError as wrong:
        for error in wrong.errors():
            faults.append(_told(error))
            section, *keys = error["loc"]
            if keys and isinstance(left.get(str(section)), dict):
                left[str(section)].pop(str(keys[0]), None)
            else:
                left.pop(str(section), None)
    return _Whole.model_validate(left)


def _told(error: Any) -> Fault:
    where = [str(part) for part in error["loc"]]
    key = f"[{where[0]}] {'.'.join(where[1:])}" if len(where) > 1 else f"[{where[0]}]"
    if error["type"] == "extra_forbidden":
        return Fault(key, "there is no such key", "see config.example.toml")
    what = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return Fault(key, f"{error['input']!r} is not possible" if _is_open(key) else "is wrong", what)


def _is_open(key: str) -> bool:
    """Whether what was written may be repeated: it is no secret, and holds none."""
    return not any(word in key for word in ("password", "token")) and not key.endswith("]")


def _settings(house: HouseSection) -> tuple[Settings, list[Fault]]:
    given = dict(house.model_extra or {})
    faults: list[Fault] = []
    read: dict[str, Value] = {}
    for name, value in given.items():
        if name not in NAMES:
            faults.append(
                Fault(f"[house] {name}", "there is no such key", "see config.example.toml")
            )
            continue
        setting = read_setting(name, value)
        if isinstance(setting, Impossible):
            faults.append(Fault(f"[house] {name}", f"{value!r} is not possible", setting.expected))
        else:
            read[name] = setting
    return Settings(**read), faults  # type: ignore[arg-type]  # read_setting gives each its type


def _missing(matrix: MatrixSection) -> list[Fault]:
    faults = []
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", matrix.homeserver):
        mend = 'write its address, such as "https://matrix.example.org"'
        faults.append(Fault("[matrix] homeserver", "is not an address", mend))
    if not matrix.user:
        mend = 'write the bot\'s account, such as "@kring:example.org"'
        faults.append(Fault("[matrix] user", "is missing", mend))
    return faults


def _secret(matrix: MatrixSection, key: str, folder: Path, faults: list[Fault]) -> str | None:
    value, name = getattr(matrix, key), getattr(matrix, f"{key}_file")
    if name is None:
        return value.get_secret_value() if value else None
    if value:
        mend = f"keep one of {key} and {key}_file"
        faults.append(Fault(f"[matrix] {key}", "is given twice", mend))
    secret, why = "", "it is empty"
    try:
        secret = (folder / name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        why = type(fault).__name__
    if not secret:
        mend = f"write the secret, and nothing else, into {folder / name}"
        faults.append(Fault(f"[matrix] {key}_file", f"no secret can be read in it ({why})", mend))
    return secret or None


EVERYBODY = frozenset({"*", "@*", "@*:*"})
"""The patterns that fit all accounts on all servers, strangers' too."""


def fits_accounts(pattern: str) -> bool:
    """Whether it can fit a whole account: `@alice:example.org`, `@*:example.org` or `*`."""
    return bool(re.fullmatch(r"@[^\s:]*:\S+|@?\*", pattern))


def _patterns(access: AccessSection) -> list[Fault]:
    faults = []
    for key, patterns in (
        ("invite_from", access.invite_from),
        ("professionals", access.professionals),
    ):
        for pattern in patterns:
            if not fits_accounts(pattern):
                mend = 'write whole accounts, such as "@*:example.org"'
                faults.append(Fault(f"[access] {key}", f"{pattern!r} fits no account", mend))
    return faults


def _beside(url: str, folder: Path) -> str:
    path = url.removeprefix("sqlite:///")
    if path == url or path.startswith("/"):
        return url
    return f"sqlite:///{(folder / path).absolute()}"
