"""Whole stories: a real homeserver, real clients, and the bot as its own process."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.people import Person
from bot.demo.seen import Kind
from tests.matrix.conftest import NewAccount
from tests.matrix.living import House
from tests.matrix.strict import StrictClient, why_no_strict_client
from tests.ports import free_port


@pytest.fixture
def house(homeserver: Homeserver, new_account: NewAccount, tmp_path: Path) -> House:
    return House(homeserver, new_account, tmp_path)


@pytest.mark.parametrize("is_encrypted", [True, False], ids=["encrypted", "unencrypted"])
async def test_a_proposal_becomes_an_agreement(house: House, is_encrypted: bool) -> None:
    """Proposed, objected to, asked for the reason, amended, asked again, agreed."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol", is_encrypted=is_encrypted)
        alice, bob, carol = house.people.values()
        await alice.say(house.room, "!quick Quiet hours from 22:00")
        await bob.vote(house.room, await house.poll("P1"), ["objection"])
        question = await house.question("P1")
        await bob.say(house.room, "I work nights", thread=await house.card("P1"), reply_to=question)
        await house.decided(lambda d: d["proposals"][0]["objections"][0]["state"] == "open")
        first_poll = await house.poll("P1")
        await alice.say(house.room, "!amend P1 Quiet hours from 23:00")
        await house.sees(lambda one: one.kind is Kind.POLL_END and one.target == first_poll)
        async with asyncio.timeout(20):
            while await house.poll("P1") == first_poll:
                await asyncio.sleep(0.05)
        await bob.vote(house.room, await house.poll("P1"), ["consent"])
        await carol.react(house.room, await house.card("P1"), "🤔")
        await house.hears("A1")
        decided = await house.export()
        assert decided["agreements"][0]["text"] == "Quiet hours from 23:00"
        assert decided["agreements"][0]["state"] == "in_force"
        [objection] = decided["proposals"][0]["objections"]
        assert (objection["reason"], objection["state"]) == ("I work nights", "resolved")
        words = [one for one in house.heard if one.sender == house.bot_id]
        readable = {Kind.MESSAGE, Kind.POLL, Kind.EDIT}
        assert all(one.was_encrypted is is_encrypted for one in words if one.kind in readable)
        assert not [one for one in house.heard if one.kind is Kind.UNREADABLE]


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "stopped"])
async def test_a_restart_in_a_round_loses_and_repeats_nothing(
    house: House, is_killed: bool
) -> None:
    """What is said while the bot is away is answered when it is back, once."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol")
        alice, bob, carol = house.people.values()
        await alice.say(house.room, "!quick Soup on Friday")
        poll = await house.poll("P1")
        await bob.vote(house.room, poll, ["consent"])
        await house.decided(lambda d: d["proposals"][0]["round"]["heard"] == 2)
        if is_killed:
            house.kill_bot()
        else:
            await house.bot.stop()
        for number in range(8):
            await alice.say(house.room, f"!propose Idea {number}")
        await carol.vote(house.room, poll, ["concern"])
        await house.bot.start()
        await house.hears("P1 is agreed: A1")
        await house.hears("P9 “Idea 7”")
        await asyncio.sleep(1)
        assert [one.text.split(" ")[0] for one in house.said("From alice")] == [
            f"P{number}" for number in range(1, 10)
        ]
        assert len(house.said("A1")) == 1
        assert len(house.said("I am Kring")) == 1


async def test_a_stranger_cannot_bring_the_bot_in(house: House) -> None:
    """Who is not in the allowlist is declined, and the room stays without the bot."""
    async with house:
        await house.start_bot(invite_from="@somebody:else.example")
        account = await house.account("stranger")
        stranger = await Person.log_in(
            account, house.homeserver.url, house.folder / "stranger", lambda *_: None
        )
        house.people["stranger"] = stranger
        room = await house.make_room(stranger, is_encrypted=True)
        await stranger.invite(room, house.bot_id)
        async with asyncio.timeout(20):
            while "invite declined" not in house.bot.log_file.read_text():
                await asyncio.sleep(0.1)
        await asyncio.sleep(0.5)
        assert not stranger.has_with_them(room, house.bot_id)


async def test_taps_reactions_and_messages_can_be_taken_back(house: House) -> None:
    """A removed reaction, a redacted vote and a redacted command: the one before stands again."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob", "carol")
        alice, bob, _ = house.people.values()
        await alice.say(house.room, "!quick Soup on Friday")
        poll, card = await house.poll("P1"), await house.card("P1")

        async def stance_of_bob(expected: str | None) -> None:
            await house.decided(
                lambda d: (
                    [
                        s["stance"]
                        for s in d["proposals"][0]["stances"]
                        if s["live"] and s["member"].startswith("bob")
                    ]
                    == ([expected] if expected else [])
                )
            )

        tap = await bob.vote(house.room, poll, ["consent"])
        await stance_of_bob("consent")
        sign = await bob.react(house.room, card, "🤷")
        await stance_of_bob("aside")
        command = await bob.say(house.room, "!concern P1 too much salt")
        await stance_of_bob("concern")
        await bob.take_back(house.room, command)
        await stance_of_bob("aside")
        await bob.take_back(house.room, sign)
        await stance_of_bob("consent")
        await bob.take_back(house.room, tap)
        await stance_of_bob(None)


async def test_in_private_the_prefix_may_be_left_out(house: House) -> None:
    """A resident talks with the bot alone, and the bot answers there."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob")
        alice = house.people["alice"]
        private = await alice.private_room(house.bot_id)
        await house.sees(lambda one: one.room == private and one.sender == house.bot_id)
        await alice.say(private, "propose A bench in the garden")
        await house.card("P1")
        answer = await house.sees(lambda one: one.room == private and "Done" in one.text)
        assert answer.was_encrypted


async def test_an_edited_command_is_answered_once_and_not_obeyed(house: House) -> None:
    """An edit is never a command; the bot says so once."""
    async with house:
        await house.start_bot()
        await house.move_in("alice", "bob")
        alice = house.people["alice"]
        message = await alice.say(house.room, "What about soup?")
        await alice.edit(house.room, message, "!propose Soup")
        await alice.edit(house.room, message, "!propose Soup on Friday")
        await house.hears("only read a message once")
        await alice.say(house.room, "!proposals")
        await house.hears("Nothing is open now")
        assert len(house.said("only read a message once")) == 1


async def test_a_revoked_login_ends_the_bot_with_a_clear_word(house: House) -> None:
    """No hammering on the server: exit code 1, and what to do."""
    async with house:
        await house.start_bot()
        await house.bot.stop()
        import json

        from bot.matrix.http import MatrixHttp

        session = json.loads((house.folder / "store" / "session.json").read_text())
        async with MatrixHttp(session["homeserver"], session["access_token"]) as http:
            await http.call("POST", "/_matrix/client/v3/logout", {})
        code, said = await house.run_once()
        assert code == 1
        assert "token" in said
        assert "Traceback" not in said


async def test_a_client_that_accepts_only_cross_signed_devices_is_heard(house: House) -> None:
    """A strict client and the bot hear each other at the first try."""
    if why := why_no_strict_client():
        pytest.skip(why)
    async with house:
        await house.start_bot()
        account = await house.account("strict")
        async with StrictClient(house.homeserver.url, account.user_id, account.password) as strict:
            room = await strict.create_room(house.bot_id, name="De Eik")
            await strict.wait_for(room_id=room, sender=house.bot_id, containing="I am Kring")
            await strict.say(room, "!quick Soup on Friday")
            agreed = await strict.wait_for(
                room_id=room, sender=house.bot_id, containing="is agreed"
            )
            assert agreed.type == "m.room.message"
            assert not strict.undecryptable
            assert not strict.withheld


async def test_a_resident_whose_phone_was_off_goes_on_with_it(house: House) -> None:
    """The same device, with its keys: what was said meanwhile can be read."""
    async with house:
        account = await house.account("alice")
        await house.start_bot()
        url, folder = house.homeserver.url, house.folder / "phone"
        texts: list[str] = []
        alice = await Person.log_in(account, url, folder, lambda _, one: texts.append(one.text))
        house.people["alice"] = alice
        room = await house.make_room(alice, is_encrypted=True)
        await alice.invite(room, house.bot_id)
        await alice.until(lambda: any("I am Kring" in text for text in texts), "hello")
        await alice.put_phone_away()
        texts.clear()
        again = await Person.log_in(account, url, folder, lambda _, one: texts.append(one.text))
        house.people["alice"] = again
        await again.until(lambda: again.has_with_them(room, house.bot_id), "the room")
        await again.say(room, "!proposals")
        await again.until(lambda: any("Nothing is open" in text for text in texts), "an answer")
        reports = await again.look_at_keys_of(again.user_id)
        assert len(reports) == 1
        assert not reports[0].fault


async def test_who_watches_a_running_bot_sees_that_nothing_waits(house: House) -> None:
    """After a command was answered; and that the homeserver is heard."""
    address = f"127.0.0.1:{free_port()}"
    async with house, aiohttp.ClientSession() as session:
        await house.start_bot(listen=address)
        await house.move_in("alice")
        await house.people["alice"].say(house.room, "!proposals")
        await house.hears("Nothing is open")
        async with session.get(f"http://{address}/healthz") as answer:
            assert answer.status == 200
        async with session.get(f"http://{address}/metrics") as answer:
            told = (await answer.text()).splitlines()
        assert "kring_houses 1.0" in told
        assert "kring_due_overdue 0.0" in told
        assert "kring_undecryptable_held 0.0" in told
        assert any(line.startswith("process_resident_memory_bytes") for line in told)
        [handled] = [
            x for x in told if x.startswith('kring_handling_seconds_count{kind="Message"}')
        ]
        assert float(handled.split()[-1]) >= 1
        assert house.room not in "".join(told)
