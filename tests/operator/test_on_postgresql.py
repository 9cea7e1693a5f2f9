"""The database is on a PostgreSQL server: where it is, what is told of it, and how it is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from bot.cli import app
from bot.config import WrongConfiguration, read_config
from storage.store import Store
from storage.tables import METADATA
from storage.trouble import is_passing, keeps_from_writing, trouble_of
from tests.conversations.played import EXAMPLES
from tests.database import thrown_away, url_of, using
from tests.desk.hall import Home
from tests.operator.conftest import Write
from tests.postgres import server

kring = CliRunner()

SECRET = "tulip mania"
"""A password, with a space that an address writes as %20."""


@pytest.fixture(autouse=True)
def _on_postgresql() -> Iterator[None]:
    with using("postgresql"), thrown_away():
        yield


@asynccontextmanager
async def a_house(tmp_path: Path) -> AsyncIterator[Home]:
    async with Home(tmp_path / "kring.db").opened() as home:
        await home.move_in("alice", "bob", "carol", "dan")
        await home.say("alice", "!quick Soup on Friday")
        yield home


@pytest.fixture
def lived_in(tmp_path: Path) -> str:
    """The address of a database with a house in it."""

    async def live() -> None:
        async with a_house(tmp_path) as home:
            for who in ("bob", "carol", "dan"):
                await home.say(who, "!consent P1")

    asyncio.run(live())
    return url_of(tmp_path / "kring.db")


def _with(url: str, user: str, password: str = "") -> str:
    changed = make_url(url).set(username=user, password=password or None)
    return changed.render_as_string(hide_password=False)


# ---------------------------------------------------------------------------------- its address


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kring@db.example.org/kring",
        "postgresql+asyncpg://kring:x@db.example.org:5433/kring",
        "postgres:///kring?host=/run/postgresql",
    ],
)
def test_where_it_is_may_be_written_in_the_usual_ways(write: Write, url: str) -> None:
    """It is no file, and no path is made of it."""
    config = read_config(write(f'[storage]\nurl = "{url}"'))
    assert config.database == url
    assert config.database_file is None
    assert config.database_name.startswith("kring on ")


def test_its_address_may_be_in_a_file_of_its_own(write: Write, tmp_path: Path) -> None:
    """As a service manager hands secrets over; one of both ways, not two."""
    (tmp_path / "where").write_text("postgresql://kring:x@db/kring\n")
    config = read_config(write('[storage]\nurl_file = "where"'))
    assert config.database == "postgresql://kring:x@db/kring"
    with pytest.raises(WrongConfiguration, match="given twice"):
        read_config(write('[storage]\nurl_file = "where"\nurl = "sqlite:///kring.db"'))
    with pytest.raises(WrongConfiguration, match="no secret can be read"):
        read_config(write('[storage]\nurl_file = "nowhere"'))


@pytest.mark.parametrize("url", ["postgresql://kring:{0}@db", "mysql://kring:{0}@db/x", "{0}"])
def test_its_password_is_never_shown(write: Write, url: str) -> None:
    """Not by what is wrong with it, nor by what is right."""
    with pytest.raises(WrongConfiguration) as wrong:
        read_config(write(f'[storage]\nurl = "{url.format(SECRET)}"'))
    assert SECRET not in str(wrong.value)
    right = read_config(write(f'[storage]\nurl = "postgresql://kring:{SECRET}@db/kring"'))
    assert SECRET not in repr(right) + right.database_name


async def test_what_goes_wrong_does_not_show_the_password(lived_in: str) -> None:
    """Neither the fault nor anything behind it."""
    with pytest.raises(Exception) as fault:  # noqa: PT011
        await Store.open(_with(lived_in, "nobody", SECRET))
    one: BaseException | None = fault.value
    while one is not None:
        assert SECRET not in f"{one} {one!r}"
        one = one.__cause__ or one.__context__


# ------------------------------------------------------------------------- what is wrong with it


@pytest.fixture
def role() -> Iterator[str]:
    """Somebody who needs a password, and has room for one connection."""
    pg = server()
    rules = pg.folder / "pg_hba.conf"
    before = rules.read_text()
    pg.run(f"CREATE ROLE guarded LOGIN PASSWORD '{SECRET}'", "CREATE ROLE lone LOGIN")
    pg.run("ALTER ROLE lone CONNECTION LIMIT 1")
    rules.write_text(f"local all guarded scram-sha-256\n{before}")
    pg.run("SELECT pg_reload_conf()")
    yield "guarded"
    rules.write_text(before)
    pg.run("SELECT pg_reload_conf()", "DROP ROLE guarded", "DROP ROLE lone")


async def _fault_of(url: str) -> BaseException:
    with pytest.raises(DBAPIError) as fault:
        await (await Store.open(url)).close()
    return fault.value


def _told(fault: BaseException) -> str:
    trouble = trouble_of(fault)
    assert trouble is not None
    assert keeps_from_writing(fault)
    return f"{trouble.what} {trouble.mend}"


async def test_who_is_not_let_in_is_told_why(lived_in: str, role: str) -> None:
    """A wrong password, no such user, no such database, no room, nobody there."""
    assert "user and password" in _told(await _fault_of(_with(lived_in, role, "wrong")))
    assert "user and password" in _told(await _fault_of(_with(lived_in, "nobody")))
    nowhere = make_url(lived_in).set(database="elsewhere").render_as_string(hide_password=False)
    assert "CREATE DATABASE" in _told(await _fault_of(nowhere))
    lone = await asyncpg.connect(_with(lived_in, "lone"))
    assert "max_connections" in _told(await _fault_of(_with(lived_in, "lone")))
    await lone.close()
    for away in ("postgresql://kring@127.0.0.1:1/kring", "postgresql:///kring?host=/nowhere"):
        assert "cannot be reached" in _told(await _fault_of(away))


async def test_who_may_not_write_is_told_so(tmp_path: Path, lived_in: str) -> None:
    """A server that only follows another, and tables that are somebody else's."""
    database = make_url(lived_in).database
    server().run(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    store = await Store.open(lived_in)
    with pytest.raises(DBAPIError) as fault:
        async with store.transaction() as tx:
            await tx.mark_handled("$a", (await tx.houses())[0].born_at)
    await store.close()
    assert "may not be written" in _told(fault.value)


@pytest.mark.parametrize(
    ("kind", "told", "passes"),
    [
        (asyncpg.DiskFullError, "disk is full", False),
        (asyncpg.AdminShutdownError, "cannot be reached", True),
        (asyncpg.DeadlockDetectedError, "tried again", True),
        (asyncpg.SerializationError, "tried again", True),
        (asyncpg.LockNotAvailableError, "holds something", False),
        (asyncpg.InsufficientPrivilegeError, "OWNER", False),
        (asyncpg.TooManyConnectionsError, "room for another", False),
        (asyncpg.ConnectionDoesNotExistError, "cannot be reached", True),
        (asyncpg.DataCorruptedError, "damaged", False),
        (asyncpg.IdleInTransactionSessionTimeoutError, "holds something", True),
    ],
)
def test_what_a_server_complains_of_has_its_mend(
    kind: type[Exception], told: str, passes: bool
) -> None:
    """And what passes by itself is known from what somebody has to mend."""
    fault = DBAPIError("SELECT 1", None, kind("whatever it says"))
    assert told in _told(fault)
    assert is_passing(fault) is passes


def test_what_is_our_own_mistake_is_no_trouble() -> None:
    """A crash stays a crash."""
    for kind in (asyncpg.UndefinedColumnError, asyncpg.UniqueViolationError):
        fault = DBAPIError("SELECT 1", None, kind("x"))
        assert trouble_of(fault) is None
        assert not is_passing(fault)


# ------------------------------------------------------------------------------------ commands


def _run(*arguments: str, code: int = 0) -> str:
    result = kring.invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    return result.output


def _config(write: Write, url: str) -> str:
    return str(write(f'[storage]\nurl = "{url}"'))


def test_the_export_and_the_poster_are_made_from_it(
    write: Write, lived_in: str, tmp_path: Path
) -> None:
    """By the house's name, as from a file."""
    config = _config(write, lived_in)
    made = json.loads(_run("export", "--config", config, "--house", "De Eik"))
    assert [one["state"] for one in made["agreements"]] == ["in_force"]
    poster = tmp_path / "poster.html"
    _run("poster", "--config", config, "--house", "De Eik", "-o", str(poster))
    assert "Soup on Friday" in poster.read_text()
    elsewhere = _config(write, lived_in.replace("/data", "/nowhere"))
    assert "cannot be reached" in _run("export", "--config", elsewhere, "--house", "x", code=1)


def test_the_check_reads_it(write: Write, lived_in: str, tmp_path: Path) -> None:
    """Whole and sound; then a fact could be changed, and then the server is gone."""
    config = _config(write, lived_in)
    whole = _run("check", "--data", "--config", config, code=1)  # nobody is logged in
    assert "it holds 1 house(s)" in whole
    assert f"rows in {len(METADATA.tables)} tables fit together" in whole
    assert "1 proposal(s)" in whole
    server().run("ALTER TABLE facts DISABLE TRIGGER facts_no_delete", url=lived_in)
    told = _run("check", "--data", "--config", config, code=1)
    assert "facts could be changed: facts_no_delete is not there" in told
    elsewhere = _config(write, lived_in.replace("/data", "/nowhere"))
    assert "cannot be reached" in _run("check", "--config", elsewhere, code=1)


def test_an_empty_database_is_told_apart_from_an_old_one(write: Write) -> None:
    """`kring run` makes its tables."""
    url = server().new_database(is_empty=True)
    try:
        told = _run("check", "--config", _config(write, url), code=1)
    finally:
        server().drop(url)
    assert "no tables in the database yet" in told


def test_a_password_that_others_can_read_is_told(write: Write, lived_in: str) -> None:
    """In the configuration, or in the file that holds the address."""
    config = Path(_config(write, _with(lived_in, "postgres", "secret")))
    config.chmod(0o644)
    assert f"chmod go= {config}" in _run("check", "--config", str(config), code=1)


def test_a_backup_of_it_is_its_servers_work(write: Write, lived_in: str, tmp_path: Path) -> None:
    """It says how, and leaves nothing that looks like one."""
    into = tmp_path / "backups"
    told = _run("backup", str(into), "--config", _config(write, lived_in), code=1)
    assert f"pg_dump --format=custom --file=kring.dump {make_url(lived_in).database}" in told
    assert not into.exists()


def test_what_was_dumped_is_put_back_whole(write: Write, lived_in: str, tmp_path: Path) -> None:
    """As docs/operating.md says; it is sound, its facts are guarded, and the house goes on."""
    dump, back = tmp_path / "kring.dump", server().new_database(is_empty=True)
    server().tool("pg_dump", "--format=custom", f"--file={dump}", lived_in)
    server().tool("pg_restore", "--no-owner", f"--dbname={back}", str(dump))
    try:
        told = _run("check", "--data", "--config", _config(write, back), code=1)
        assert "fit together" in told
        file = tmp_path / "restored.db"
        file.write_text(back)
        assert asyncio.run(_goes_on(file)) == 2
    finally:
        server().drop(back)


async def _goes_on(file: Path) -> int:
    async with Home(file).opened() as home:
        home.numbered_from(1000)
        await home.say("bob", "!quick Bread")
        return (await home.proposal(2)).number


def test_a_conversation_can_be_played_in_it() -> None:
    """To look at afterwards."""
    url = server().new_database(is_empty=True)
    try:
        assert "as expected" in _run("replay", "--check", "--db", url, str(EXAMPLES[0]))
        ((houses,),) = server().run("SELECT count(*) FROM houses", url=url)
    finally:
        server().drop(url)
    assert houses == 1
    assert "cannot be reached" in _run(
        "replay", "--db", "postgresql:///kring?host=/nowhere", str(EXAMPLES[0]), code=2
    )
