"""An account with two devices: the second one has the same identity, loses no key, repeats nothing.

On a real homeserver, without the database: who leads is told by the tests.
"""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.matrix.account import Account, open_account
from bot.matrix.cross_signing import IdentityExists, load_seeds
from bot.matrix.following import Following
from bot.matrix.http import MatrixHttp
from bot.matrix.published import signature_report
from bot.matrix.sender import MatrixRoom
from bot.matrix.standing import Standing, seal, unseal
from bot.matrix.sync import SyncLoop
from bot.room import Join, Message, NotNow, Open, Say
from tests.matrix.conftest import Account as Registered
from tests.matrix.conftest import NewAccount
from tests.matrix.hall import Bot, Ears, Resident

MANY = 105
"""More than one answer of Synapse brings to a device."""
SOUP = Say("Soup", "Soup")


async def second(where: Registered, folder: Path, recovery_key: str | None = None) -> Account:
    """Another device of the account."""
    return await open_account(
        folder,
        where.homeserver,
        where.localpart,
        password=where.password,
        recovery_key=recovery_key,
    )


def given_identity(folder: Path, other: Path) -> None:
    """As the operator copies it, before the first start."""
    other.mkdir(mode=0o700)
    shutil.copy2(folder / "cross_signing.json", other)


async def test_a_second_device_is_signed_by_the_same_identity(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """By the recovery key, or by the file; without either nothing is made anew."""
    where = await new_account("bot")
    first = await second(where, tmp_path / "first")
    try:
        with pytest.raises(IdentityExists):
            await second(where, tmp_path / "nothing")
        given_identity(tmp_path / "first", tmp_path / "file")
        by_file = await second(where, tmp_path / "file")
        await by_file.close()
        key = first.cross_signing.recovery_key
        by_key = await second(where, tmp_path / "key", key)
        await by_key.close()
        masters = {one.cross_signing.master_key for one in (first, by_file, by_key)}
        assert len(masters) == 1
        assert not by_file.cross_signing.recovery_key
        assert not by_key.cross_signing.recovery_key
        async with MatrixHttp(where.homeserver, first.session.access_token) as http:
            for one in (first, by_file, by_key):
                device = one.session.device_id
                report = await signature_report(http, where.user_id, device)
                assert report.strict_clients_talk, report
    finally:
        await first.close()


async def test_a_login_is_read_by_who_has_the_identity_alone(
    new_account: NewAccount, tmp_path: Path
) -> None:
    account = await second(await new_account("bot"), tmp_path / "bot")
    await account.close()
    seeds = load_seeds(tmp_path / "bot" / "cross_signing.json")
    assert seeds
    sealed = seal("a token", "ONE", seeds)
    assert "token" not in sealed
    assert unseal(sealed, "ONE", seeds) == "a token"
    assert unseal(sealed, "TWO", seeds) is None
    assert unseal(sealed, "ONE", replace(seeds, self_signing=seeds.master)) is None
    assert unseal("", "ONE", seeds) is None


async def test_keys_told_to_the_follower_are_there_when_it_goes_on(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """What the leader acknowledged for all is not deleted before this device has it.

    More is told to it than one answer of the homeserver holds.
    """
    where = await new_account("bot")
    async with (
        Bot(where, tmp_path / "bot") as bot,
        Resident(await new_account("alice"), tmp_path / "alice") as alice,
    ):
        given_identity(tmp_path / "bot", tmp_path / "second")
        account = await second(where, tmp_path / "second")
        try:
            room = await alice.make_room(bot.user_id)
            await bot.enter(room)
            for number in range(MANY):
                what = {"messages": {bot.user_id: {"*": {"number": number}}}}
                await alice.call("PUT", f"/sendToDevice/house.test/{number}", what)
            await alice.say(room, "somebody leads")
            await bot.ears.until_text("somebody leads")
            bot.task.cancel()
            await asyncio.wait({bot.task})
            await alice.say(room, "nobody leads, under the key of before")
            ears = Ears()
            ears.positions = dict(bot.ears.positions)
            await Following(account.client).catch_up(ears.positions[bot.user_id])
            loop = SyncLoop(account.client, ears)
            running = asyncio.create_task(loop.run())
            try:
                await ears.until_text("nobody leads, under the key of before")
            finally:
                running.cancel()
                await asyncio.wait({running})
            assert not ears.kept
        finally:
            await account.close()


async def test_what_one_device_tried_is_the_same_message_from_the_other(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """In an encrypted room, readable, whoever comes first; also by a request that comes late."""
    where = await new_account("bot")
    async with (
        Bot(where, tmp_path / "bot") as bot,
        Resident(await new_account("alice"), tmp_path / "alice") as alice,
    ):
        given_identity(tmp_path / "bot", tmp_path / "second")
        async with Bot(where, tmp_path / "second") as other:
            room = await alice.make_room(bot.user_id)
            await bot.enter(room)
            await other.ears.until(lambda one: one.room == room)
            token = bot.account.session.access_token
            other.client.standing = Standing(tried_by_others={"sent": token, "begun": token})
            sent = await bot.send(room, SOUP, tx="sent")
            assert await other.send(room, SOUP, tx="sent") == sent
            begun = await other.send(room, SOUP, tx="begun")
            assert await bot.send(room, SOUP, tx="begun") == begun
            assert await other.send(room, SOUP, tx="its own") not in (sent, begun)
            seen = await alice.wait_for_event(begun)
            assert seen.body == "Soup"
            assert len([one for one in alice.events if getattr(one, "body", "") == "Soup"]) <= 3


async def test_a_login_that_is_over_holds_nothing_up(
    new_account: NewAccount, tmp_path: Path
) -> None:
    async with (
        Bot(await new_account("bot"), tmp_path / "bot") as bot,
        Resident(await new_account("alice"), tmp_path / "alice") as alice,
    ):
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        bot.client.standing = Standing(tried_by_others={"one": "no such token", "two": ""})
        assert await bot.send(room, SOUP, tx="one")
        assert await bot.send(room, SOUP, tx="two")


async def test_who_may_not_act_sends_nothing(new_account: NewAccount, tmp_path: Path) -> None:
    """Not a message, not a coming in, not a room; it hears on."""
    may_act = True
    async with (
        Bot(await new_account("bot"), tmp_path / "bot") as bot,
        Resident(await new_account("alice"), tmp_path / "alice") as alice,
    ):
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        bot.client.standing = Standing(lambda: may_act)
        await bot.send(room, SOUP)
        may_act = False
        for outgoing in (SOUP, Join(), Open(alice.user_id)):
            with pytest.raises(NotNow):
                await bot.send(room, outgoing)
        await alice.say(room, "hello")
        await bot.ears.until(lambda one: isinstance(one, Message) and one.text == "hello")


async def test_a_room_that_another_may_be_making_is_waited_for(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """No transaction id makes it the same room."""
    async with (
        Bot(await new_account("bot"), tmp_path / "bot") as bot,
        Resident(await new_account("alice"), tmp_path / "alice") as alice,
    ):
        bot.client.standing = Standing(seconds_to_settle=lambda: 7.0, tried_by_others={"made": ""})
        room = MatrixRoom(bot.client)
        with pytest.raises(NotNow) as later:
            await room.send("to:a", Open(alice.user_id), transaction_id="made", target=None)
        assert later.value.seconds == 7.0
