"""The drill: a backup of a bot that runs, a machine that is lost, and a house that goes on."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver
from bot.matrix.session import RECOVERY_FILE
from tests.matrix.between import BehindAProxy, Proxy
from tests.matrix.conftest import NewAccount
from tests.matrix.preloaded import ended


@pytest_asyncio.fixture
async def house(
    homeserver: Homeserver, new_account: NewAccount, tmp_path: Path
) -> AsyncIterator[BehindAProxy]:
    made = BehindAProxy(homeserver, new_account, tmp_path)
    async with Proxy(homeserver.url) as made.proxy, made:
        yield made


async def _kring(house: BehindAProxy, *words: str) -> tuple[int, str]:
    """The command line, as an operator types it."""
    code, said = await ended(house.folder / "config.toml", *words, seconds=60)
    return code, said.strip()


def _lose_everything(house: BehindAProxy) -> None:
    """But what is somewhere else: the backups, and the people's own devices."""
    for path in house.folder.glob("kring.db*"):
        path.unlink()
    shutil.rmtree(house.folder / "store")
    (house.folder / "config.toml").unlink()


async def test_a_lost_machine_is_put_back_from_a_backup(house: BehindAProxy) -> None:
    """In an encrypted room, as docs/operating.md says: what was before is there.

    What was said since is heard again with the keys of the backup, where it has them; then the
    bot logs in anew, and from there on it reads everybody.
    """
    await house.start_bot()
    (house.folder / "store" / RECOVERY_FILE).unlink()  # it was written down elsewhere
    await house.move_in("alice", "bob", "carol")
    alice, bob, carol = house.people.values()
    await alice.say(house.room, "!propose A bench")
    await house.hears("P1 “A bench”")
    await bob.say(house.room, "Good evening")
    await alice.say(house.room, "!proposals")
    await _until_said(house, "P1 “A bench”", 2)
    code, made = await _kring(house, "backup", str(house.folder / "backups"))
    assert code == 0, made
    await bob.say(house.room, "!propose A lamp")
    await house.hears("P2 “A lamp”")
    await carol.say(house.room, "!propose A shed")  # her key came after the backup
    await house.hears("P3 “A shed”")
    house.kill_bot()
    _lose_everything(house)
    shutil.copytree(made, house.folder, dirs_exist_ok=True)
    code, said = await _kring(house, "check", "--data")
    assert code == 0, said
    assert "facts about 1 proposal(s)" in said

    await house.bot.start()
    await _until_said(house, "P2 “A lamp”", 2)
    await house.bot.stop()
    assert _held(house) == 1
    for lost in ("session.json", "crypto"):
        (house.folder / "store" / lost).rename(house.folder / f"old-{lost}")
    await house.bot.start()
    await carol.say(house.room, "!propose A tree")
    await house.hears("P3 “A tree”")
    assert len(house.said("P1 “A bench”")) == 2  # its card, and the list of before
    await house.bot.stop()
    code, said = await _kring(house, "check", "--data")
    assert code == 0, said
    assert "facts about 3 proposal(s)" in said


def _held(house: BehindAProxy) -> int:
    with closing(sqlite3.connect(house.folder / "kring.db")) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM held")
    return int(count)


async def _until_said(house: BehindAProxy, words: str, times: int) -> None:
    async with asyncio.timeout(45):
        while len(house.said(words)) < times:
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("position", ["s999999999_1_2_3", "nonsense"])
async def test_a_position_that_the_homeserver_does_not_know(
    house: BehindAProxy, position: str
) -> None:
    """As after the homeserver itself was put back: the bot begins anew, and says so in the log."""
    await house.start_bot()
    await house.move_in("alice", "bob")
    alice, _ = house.people.values()
    await alice.say(house.room, "!propose A bench")
    await house.hears("P1 “A bench”")
    await house.bot.stop()
    with closing(sqlite3.connect(house.folder / "kring.db")) as connection:
        connection.execute("UPDATE positions SET position = ?", (position,))
        connection.commit()
    await house.bot.start()
    await alice.say(house.room, "!propose A tree")
    await house.hears("P2 “A tree”")
    told = [one for one in house.log() if one["event"] == "position unknown to the homeserver"]
    assert len(told) == (1 if position == "nonsense" else 0)  # Synapse takes what it may yet give
