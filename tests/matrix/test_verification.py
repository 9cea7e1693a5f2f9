"""Emoji verification: who presses "verify" gets an answer, and nobody gets two."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
from structlog.testing import capture_logs

from bot.matrix.http import MatrixHttp
from bot.matrix.published import published_keys
from bot.room import Message, Say
from tests.matrix.hall import Bot, Resident
from tests.matrix.strict import StrictClient, why_no_strict_client
from tests.matrix.verifier import AN_X25519_KEY, FAMILY, START, device_of

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]

with_strict_client = pytest.mark.skipif(
    why_no_strict_client() is not None, reason=why_no_strict_client() or ""
)


def person(account: Any, **options: Any) -> StrictClient:
    """An account at a client as people have it."""
    return StrictClient(account.homeserver, account.localpart, account.password, **options)


# ------------------------------------------------------------------------- the bot's own account


@with_strict_client
@pytest.mark.parametrize("how", ["the bot alone", "all devices", "with the recovery key"])
async def test_the_operator_verifies_the_bot_from_a_client_on_its_account(
    new_account: NewAccount, tmp_path: Path, how: str
) -> None:
    """The pictures in the bot's log are those the client shows; then it trusts the signature."""
    account = await new_account("bot")
    async with Bot(account, tmp_path) as bot, person(account, make_identity=False) as operator:
        device = bot.account.session.device_id
        if how == "with the recovery key":
            await operator.recover(bot.account.cross_signing.recovery_key or "")
        else:
            assert not (await operator.trusts(bot.user_id, device))["by_signature"]
        only = None if how == "all devices" else device
        await operator.ask_to_verify(bot.user_id, device_id=only)
        assert await operator.verification_answer() == {"phase": "Ready", "code": None}
        with capture_logs() as logs:
            found = await operator.compare()
        assert (found["phase"], found["failure"]) == ("Done", None)
        (said,) = [line for line in logs if line["event"] == "verification: compare"]
        # By the picture: the names vary ("wrench", "spanner"), and so does an invisible sign.
        ours = [one.split()[0] for one in said["pictures"].split(", ")]
        assert _bare(ours) == _bare(found["pictures"])
        assert said["numbers"] == " ".join(map(str, found["numbers"]))
        assert (await operator.trusts(bot.user_id, device))["by_signature"]


def _bare(pictures: list[str]) -> list[str]:
    return [picture.replace("\ufe0f", "") for picture in pictures]


@with_strict_client
async def test_the_bot_vouches_for_no_other_device(new_account: NewAccount, tmp_path: Path) -> None:
    """Else who has the password could have everybody trust a device of theirs."""
    account = await new_account("bot")
    async with Bot(account, tmp_path) as bot, person(account, make_identity=False) as operator:
        await operator.ask_to_verify(bot.user_id, device_id=bot.account.session.device_id)
        await operator.verification_answer()
        assert (await operator.compare())["phase"] == "Done"
        session = bot.account.session
        async with MatrixHttp(session.homeserver, session.access_token) as http:
            shown = await published_keys(http, session.user_id)
        by = shown["devices"][operator.device_id]["signatures"][session.user_id]
        assert list(by) == [f"ed25519:{operator.device_id}"]


@with_strict_client
async def test_an_operator_who_sees_other_pictures_can_try_again(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """What they called off is over for the bot too."""
    account = await new_account("bot")
    async with Bot(account, tmp_path) as bot, person(account, make_identity=False) as operator:
        device = bot.account.session.device_id
        await operator.ask_to_verify(bot.user_id, device_id=device)
        await operator.verification_answer()
        found = await operator.compare(they_match=False)
        assert (found["phase"], found["code"]) == ("Cancelled", "m.mismatched_sas")
        await operator.ask_to_verify(bot.user_id, device_id=device)
        assert (await operator.verification_answer())["phase"] == "Ready"
        assert (await operator.compare())["phase"] == "Done"


async def test_a_verification_that_goes_wrong_is_called_off(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Each with the code for it: a false proof, an impossible key, a wrong turn, no request."""
    account = await new_account("bot")
    async with (
        Bot(account, tmp_path / "bot") as bot,
        device_of(account, tmp_path / "other", bot) as other,
    ):

        async def code(transaction: str) -> str:
            return str((await other.until("cancel", transaction))["code"])

        await other.ask("a false proof")
        await other.until("ready", "a false proof")
        await other.step("start", "a false proof", **START)
        assert (await other.until("accept", "a false proof"))["commitment"]
        await other.step("key", "a false proof", key=AN_X25519_KEY)
        await other.until("key", "a false proof")
        mac = {f"ed25519:{other.client.device_id}": "made up"}
        await other.step("mac", "a false proof", mac=mac, keys="made up")
        assert await code("a false proof") == "m.key_mismatch"

        await other.ask("a key of noughts")
        await other.step("start", "a key of noughts", **START)
        await other.step("key", "a key of noughts", key="A" * 43)
        assert await code("a key of noughts") == "m.invalid_message"

        await other.ask("out of turn")
        await other.step("mac", "out of turn", mac={}, keys="")
        assert await code("out of turn") == "m.unexpected_message"

        await other.ask("an old client")
        await other.step("start", "an old client", **(START | {"hashes": ["md5"]}))
        assert await code("an old client") == "m.unknown_method"

        await other.step("start", "nobody asked", **START)
        assert await code("nobody asked") == "m.unknown_transaction"


async def test_only_so_many_verifications_run_at_once(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """An own device that asks without end is told off, then not heard; later there is room."""
    account = await new_account("bot")
    async with (
        Bot(account, tmp_path / "bot") as bot,
        device_of(account, tmp_path / "other", bot) as other,
    ):
        for number in range(9):
            await other.ask(f"number {number}")
        ready = await other.all_of("ready")
        assert ready == [f"number {number}" for number in range(3)]
        assert await other.all_of("cancel") == [f"number {number}" for number in range(3, 6)]
        soon = bot.verifications.now() + timedelta(minutes=11)
        bot.verifications.now = lambda: soon
        await other.ask("later", timestamp=int(soon.timestamp() * 1000))
        await other.until("ready", "later")


# ---------------------------------------------------------------------------------- other people


@with_strict_client
async def test_other_people_are_declined_with_a_reason(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """From device to device: their client stops waiting, and they read why."""
    account, resident = await new_account("bot"), await new_account("alice")
    async with Bot(account, tmp_path) as bot, person(resident) as alice:
        room = await alice.create_room(bot.user_id)
        await bot.enter(room)
        await alice.ask_to_verify(bot.user_id, device_id=bot.account.session.device_id)
        answer = await alice.verification_answer()
        assert answer == {"phase": "Cancelled", "code": "m.user"}
        (said,) = alice.verification_steps
        assert said["step"] == "cancel"
        assert "bot" in said["content"]["reason"]


@with_strict_client
async def test_a_request_in_a_room_is_declined_there_and_nothing_else_is_said(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """As clients do it in a conversation for two; the refusal is encrypted like all else."""
    account, resident = await new_account("bot"), await new_account("alice")
    async with Bot(account, tmp_path) as bot, person(resident) as alice:
        room = await alice.create_room(bot.user_id, is_direct=True)
        await bot.enter(room)
        await alice.wait_for(kind="m.room.member", sender=bot.user_id)
        request = await alice.ask_to_verify(bot.user_id, room_id=room)
        answer = await alice.verification_answer()
        assert answer == {"phase": "Cancelled", "code": "m.user"}
        await alice.say(room, "!help")
        await bot.ears.until_text("!help")
        (said,) = [one for one in alice.events if one.state_key is None]
        assert (said.type, said.sender) == (f"{FAMILY}cancel", bot.user_id)
        assert said.encrypted
        relation = said.content["m.relates_to"]
        assert (relation["rel_type"], relation["event_id"]) == ("m.reference", request)
        assert [one.text for one in bot.ears.of(Message)] == ["!help"]


async def test_only_requests_to_the_bot_are_answered_in_a_room(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Two others may verify each other there; what follows a declined request is let be."""
    account, resident = await new_account("bot"), await new_account("alice")
    async with (
        Bot(account, tmp_path / "bot") as bot,
        Resident(resident, tmp_path / "alice") as alice,
    ):
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)

        async def ask(to: Any, device: Any = "PHONE") -> str:
            content = {"msgtype": f"{FAMILY}request", "body": "verify?", "from_device": device}
            return await alice.send(room, "m.room.message", content | {"to": to, "methods": []})

        await ask("@carol:house.test")
        await ask([bot.user_id])
        await ask(None)
        mine = await ask(bot.user_id)
        also = await ask(bot.user_id, {"no": "device"})
        for start in ("start", "ready", "done", "cancel"):
            relation = {"rel_type": "m.reference", "event_id": mine}
            await alice.send(room, FAMILY + start, {"m.relates_to": relation})
        await alice.wait_for(lambda one: _answers(one) == also)
        await alice.say(room, "still here?")
        await bot.ears.until_text("still here?")
        await alice.sync()
        cancels = [one for one in alice.events if one.source["type"] == f"{FAMILY}cancel"]
        assert [_answers(one) for one in cancels] == [mine, also]


async def test_a_refusal_in_a_room_takes_its_turn_among_what_is_said(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Both would make the room's key at the same moment; all of it can be read."""
    account, resident = await new_account("bot"), await new_account("alice")
    async with (
        Bot(account, tmp_path / "bot") as bot,
        Resident(resident, tmp_path / "alice") as alice,
    ):
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        said = [Say(plain=f"line {number}", html=f"line {number}") for number in range(4)]
        content = {"msgtype": f"{FAMILY}request", "to": bot.user_id, "from_device": "PHONE"}
        asking = alice.send(room, "m.room.message", {"body": "verify?", "methods": [], **content})
        refusal = bot.room.signal(room, f"{FAMILY}cancel", {"code": "m.user"}, transaction_id="x")
        sent = [bot.send(room, one) for one in said]
        await asyncio.gather(*sent[:2], refusal, *sent[2:], asking)
        for _ in range(2):
            await alice.wait_for(lambda one: one.source["type"] == f"{FAMILY}cancel")
        kinds = (nio.RoomMessageNotice, nio.RoomMessageText)
        lines = [one.body for one in alice.events if isinstance(one, kinds)]
        assert lines == ["line 0", "line 1", "line 2", "line 3"]
        assert not [one for one in alice.events if isinstance(one, nio.MegolmEvent)]


async def test_a_homeserver_that_goes_away_calls_a_verification_off(
    new_account: NewAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than leaving the operator's client to wait for a proof."""
    account = await new_account("bot")
    async with (
        Bot(account, tmp_path / "bot") as bot,
        device_of(account, tmp_path / "other", bot) as other,
    ):
        await other.ask("t")
        await other.step("start", "t", **START)
        await other.step("key", "t", key=AN_X25519_KEY)
        await other.until("key", "t")

        async def away(*_: Any, **__: Any) -> None:
            raise TimeoutError

        monkeypatch.setattr(bot.client, "keys_query", away)
        await other.step("mac", "t", mac={}, keys="")
        assert (await other.until("cancel", "t"))["code"] == "m.timeout"


def _answers(event: Any) -> str:
    return str(event.source["content"].get("m.relates_to", {}).get("event_id"))
