"""What is installed: all that Kring needs, nothing of the tests, and no homeserver with it."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from tests.operator.test_login import MAIN

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
PACKAGES = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
UV = Path(sys.executable).with_name("uv")
LOCKING = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"),
    *("--no-annotate", "--custom-compile-command"),
)
LOCKS = {"run": (), "demo": ("demo",), "dev": ("demo", "dev")}

long = pytest.mark.skipif(
    os.environ.get("KRING_LONG") != "1", reason="it asks a registry: KRING_LONG=1"
)


def _run(*command: str | Path, cwd: Path = ROOT, seconds: float = 60) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def _built(kind: str, source: Path, into: Path) -> Path:
    """A wheel or sdist, with nothing asked of anybody (the tool that builds is locked too)."""
    _run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", into, cwd=source)
    (made,) = into.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `pip install .` makes it."""
    return _built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source as it is handed on."""
    return _built("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


def _files(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def _about(wheel: Path, name: str) -> str:
    with zipfile.ZipFile(wheel) as archive:
        (found,) = [one for one in archive.namelist() if one.endswith(f".dist-info/{name}")]
        return archive.read(found).decode()


def _sources(*folders: str) -> set[str]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(ROOT)) for path in found if path.suffix != ".pyc"}


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(wheel: Path) -> None:
    """Texts, migrations and the demo's story too; no test, no tool of the developers."""
    files = _files(wheel)
    assert files == _sources(*PACKAGES)
    for needed in (
        *("texts/en.ftl", "texts/nl.ftl", "texts/cards.nl.ftl", "texts/questions.en.ftl"),
        *("bot/demo/story.chat", "storage/migrations/env.py"),
        "storage/migrations/versions/0001_the_first_tables.py",
    ):
        assert needed in files
    assert {name.partition("/")[0] for name in files} == set(PACKAGES)


def test_the_wheel_tells_what_it_is_and_needs(wheel: Path) -> None:
    """As pyproject.toml says; the homeserver of the demo belongs to its extra alone."""
    about: Message = Parser().parsestr(_about(wheel, "METADATA"))
    assert (about["Name"], about["Version"]) == ("kring", PROJECT["version"])
    assert about["Requires-Python"] == PROJECT["requires-python"]
    assert about["License-Expression"] == PROJECT["license"]
    assert "Run it for your house" in str(about.get_payload())
    needed = about.get_all("Requires-Dist") or []
    plain = [one for one in needed if "extra ==" not in one]
    assert len(plain) == len(PROJECT["dependencies"])
    assert not [one for one in plain if "synapse" in one]
    (synapse,) = [one for one in needed if "synapse" in one]
    assert re.search(r"extra == ['\"]demo['\"]", synapse)
    scripts = configparser.ConfigParser()
    scripts.read_string(_about(wheel, "entry_points.txt"))
    assert dict(scripts["console_scripts"]) == {"kring": "bot.cli:main"}
    assert "Apache License" in _about(wheel, "licenses/LICENSE")


def test_the_source_makes_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    """And brings along what an operator needs beside it: locks, unit, docs, the example."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    again = _built("wheel", source, tmp_path / "wheel")
    assert _files(again) == _files(wheel)
    for needed in (
        *("locks/run.txt", "operating/kring.service", "operating/Containerfile"),
        *("docs/operating.md", "docs/first-bot.md", "config.example.toml", "LICENSE"),
    ):
        assert (source / needed).is_file(), needed
    assert not [path for path in source.rglob("*") if path.suffix in (".db", ".pyc")]


def test_no_homeserver_is_locked_for_who_runs_the_bot() -> None:
    """Nor what it alone needs."""
    run = (ROOT / "locks" / "run.txt").read_text()
    demo = (ROOT / "locks" / "demo.txt").read_text()
    assert "matrix-synapse==" in demo
    assert "twisted==" in demo
    assert "synapse" not in run
    assert "twisted==" not in run


def test_without_a_homeserver_the_demo_says_what_to_do() -> None:
    """In words, with exit code 1."""
    without = MAIN[2].replace("import sys;", "import sys; sys.modules['synapse'] = None;")
    done = subprocess.run(
        [sys.executable, "-c", without, "demo", "--no-input"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "matrix-synapse is not installed" in done.stderr
    assert "make demo" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_lock_is_made_as_the_test_below_makes_it() -> None:
    """The Makefile's command, word for word."""
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    (recipe,) = [line for line in makefile.splitlines() if "pip compile" in line]
    options = [word for word in recipe.partition("pip compile")[2].split() if word[:2] == "--"]
    assert options == [word for word in LOCKING if word[:2] == "--"]


def test_the_container_is_for_its_own_user_and_takes_what_is_locked() -> None:
    """It is not built here, and says so."""
    text = (ROOT / "operating" / "Containerfile").read_text()
    assert "not built in CI" in text
    assert "--require-hashes -r locks/run.txt" in text
    last = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!root)\w+$", last, flags=re.MULTILINE)
    assert re.search(r"^VOLUME /data$", last, flags=re.MULTILINE)
    assert [line for line in last.splitlines() if line.startswith(("ENTRYPOINT", "CMD"))] == [
        'ENTRYPOINT ["kring"]',
        'CMD ["run"]',
    ]


@long
def test_it_can_be_installed_as_a_tool(wheel: Path, tmp_path: Path) -> None:
    """As `uv tool` and `pipx` do, in an environment of its own, by the wheel's own wishes."""
    folders = {"UV_TOOL_DIR": str(tmp_path / "tools"), "UV_TOOL_BIN_DIR": str(tmp_path / "bin")}
    subprocess.run(
        [UV, "tool", "install", "-q", "--python", sys.executable, wheel],
        env=os.environ | folders,
        timeout=600,
        check=True,
    )
    assert _run(tmp_path / "bin" / "kring", "--version") == f"kring {PROJECT['version']}\n"
    help_ = _run(tmp_path / "bin" / "kring", "--help", cwd=tmp_path)
    assert " init " in help_


@long
def test_an_empty_environment_gets_a_bot_that_works(wheel: Path, tmp_path: Path) -> None:
    """By the lock with its hashes and the wheel, as the README says; and what comes is whole."""
    python = tmp_path / "venv" / "bin" / "python"
    _run(UV, "venv", "-q", "--python", sys.executable, tmp_path / "venv")
    install = (UV, "pip", "install", "-q", "--python", python)
    _run(*install, "--require-hashes", "-r", ROOT / "locks" / "run.txt", seconds=900)
    _run(*install, "--no-deps", wheel)
    _run(UV, "pip", "check", "-q", "--python", python)
    kring = python.with_name("kring")
    assert _run(kring, "--version", cwd=tmp_path) == f"kring {PROJECT['version']}\n"
    examples = sorted((ROOT / "docs" / "examples").glob("*.chat"))
    assert examples
    for example in examples:
        shutil.copy(example, tmp_path)
    played = _run(kring, "replay", *[one.name for one in examples], "--check", cwd=tmp_path)
    assert played.count("as expected") == len(examples)
    listed = _run(UV, "pip", "list", "-q", "--python", python)
    assert "matrix-nio" in listed
    assert "synapse" not in listed
    code = "from bot.cli import main; main()"
    demo = subprocess.run(
        [python, "-c", code, "demo", "--no-input"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert demo.returncode == 1
    assert "matrix-synapse is not installed" in demo.stderr


@long
@pytest.mark.parametrize("name", LOCKS)
def test_the_locks_are_what_make_lock_gives(name: str, tmp_path: Path) -> None:
    """Byte for byte: what is locked still fits pyproject.toml, and is all of it."""
    lock = tmp_path / f"{name}.txt"
    shutil.copy(ROOT / "locks" / lock.name, lock)
    _run(
        *(UV, "pip", "compile", "-q", *LOCKING, "make lock", "pyproject.toml", "locks/build.in"),
        *[f"--extra={extra}" for extra in LOCKS[name]],
        *("-o", lock),
        seconds=600,
    )
    assert lock.read_text() == (ROOT / "locks" / lock.name).read_text()
