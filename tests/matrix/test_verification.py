"""Emoji verification: who presses "verify" gets an answer, and nobody gets two."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
from structlog.testing import capture_logs

from bot.matrix.http import MatrixHttp
from bot.matrix.published import published_keys
from bot.matrix.session import make_client
from bot.matrix.verification import Verifications
from bot.room import Message
from tests.matrix.hall import Bot, Resident
from tests.matrix.starting import log_in
from tests.matrix.strict import StrictClient, why_no_strict_client

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]
FAMILY = "m.key.verification."
AN_X25519_KEY = "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo"
START = {
    "method": "m.sas.v1",
    "key_agreement_protocols": ["curve25519-hkdf-sha256"],
    "hashes": ["sha256"],
    "message_authentication_codes": ["hkdf-hmac-sha256.v2"],
    "short_authentication_string": ["emoji"],
}

with_strict_client = pytest.mark.skipif(
    why_no_strict_client() is not None, reason=why_no_strict_client() or ""
)


def person(account: Any, **options: Any) -> StrictClient:
    """An account at a client as people have it."""
    return StrictClient(account.homeserver, account.localpart, account.password, **options)


class Device:
    """A device that sends whatever it likes straight to the bot, and keeps what comes back."""

    def __init__(self, client: nio.AsyncClient, bot: Bot) -> None:
        self.client = client
        self.came: list[tuple[str, dict[str, Any]]] = []
        self._bot = bot

    async def send(self, step: str, content: Any) -> None:
        """One message of a verification."""
        message = nio.ToDeviceMessage(
            FAMILY + step, self._bot.user_id, self._bot.client.device_id, content
        )
        assert isinstance(await self.client.to_device(message), nio.ToDeviceResponse)

    async def step(self, step: str, transaction: str, **content: Any) -> None:
        """One message as it should be."""
        whole = {"transaction_id": transaction, "from_device": self.client.device_id, **content}
        await self.send(step, whole)

    async def ask(self, transaction: str, **content: Any) -> None:
        """A request as it should be."""
        asked = {"methods": ["m.sas.v1"], "timestamp": int(time.time() * 1000)}
        await self.step("request", transaction, **(asked | content))

    async def sync(self, milliseconds: int = 0) -> None:
        """Take in what came."""
        response = await self.client.sync(timeout=milliseconds)
        assert isinstance(response, nio.SyncResponse)
        for event in response.to_device_events:
            kind = event.source["type"]
            if kind.startswith(FAMILY):
                self.came.append((kind.removeprefix(FAMILY), event.source["content"]))

    async def until(self, step: str, transaction: str) -> dict[str, Any]:
        """The first such answer."""
        async with asyncio.timeout(10):
            while True:
                for came, content in self.came:
                    if came == step and content["transaction_id"] == transaction:
                        return content
                await self.sync(500)

    async def all_of(self, step: str) -> list[str]:
        """The transactions of all such answers, once the bot has read what was sent before."""
        await self.ask("the last", methods=["m.sas.v1"])
        before = self._bot.batches
        async with asyncio.timeout(20):
            while self._bot.batches < before + 2:
                await self.step("done", "nudge")
                await asyncio.sleep(0.05)
        await self.sync()
        return [content["transaction_id"] for came, content in self.came if came == step]


@asynccontextmanager
async def device_of(account: Any, store: Path, bot: Bot) -> AsyncIterator[Device]:
    """A further session of an account, without an identity."""
    client = make_client(await log_in(account, store), store)
    try:
        await client.keys_upload()
        device = Device(client, bot)
        await device.sync()
        yield device
    finally:
        await client.close()


# ------------------------------------------------------------------------- the bot's own account


@with_strict_client
@pytest.mark.parametrize("to_all", [False, True])
async def test_the_operator_verifies_the_bot_from_a_client_on_its_account(
    new_account: NewAccount, tmp_path: Path, to_all: bool
) -> None:
    """The pictures in the bot's log are those the client shows; then it trusts the signature."""
    account = await new_account("bot")
    async with Bot(account, tmp_path) as bot, person(account, make_identity=False) as operator:
        device = bot.account.session.device_id
        assert not (await operator.trusts(bot.user_id, device))["by_signature"]
        await operator.ask_to_verify(bot.user_id, device_id=None if to_all else device)
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


def _answers(event: Any) -> str:
    return str(event.source["content"].get("m.relates_to", {}).get("event_id"))


# ------------------------------------------------------------------------------------ nonsense


NONSENSE: list[Any] = [
    {"transaction_id": None},
    {"transaction_id": {"a": 1}, "from_device": []},
    {"transaction_id": "x" * 5000, "from_device": "D"},
    {"transaction_id": "t", "from_device": "*", "timestamp": 0},
    {"transaction_id": "t", "from_device": "D" * 5000},
    {"transaction_id": "t", "from_device": "D", "timestamp": "now", "methods": "m.sas.v1"},
    {"transaction_id": "t", "from_device": "D", "timestamp": 10**30, "methods": [{}]},
    {"transaction_id": "t", "key": 12, "mac": "x", "keys": ["y"], "hashes": {"a": "b"}},
    {"transaction_id": "\x00", "key": "\x00", "mac": {"a": 1}, "keys": None},
]
STEPS = ("request", "ready", "start", "accept", "key", "mac", "done", "cancel", "", "dance")


async def test_nonsense_does_not_stop_the_bot(new_account: NewAccount, tmp_path: Path) -> None:
    """From strangers and from its own account, before and in the middle of a verification."""
    account, stranger = await new_account("bot"), await new_account("mallory")
    async with (
        Bot(account, tmp_path / "bot") as bot,
        device_of(account, tmp_path / "own", bot) as own,
        device_of(stranger, tmp_path / "other", bot) as other,
    ):
        with capture_logs() as logs:
            for device in (own, other):
                await device.ask("t")
                for step in STEPS:
                    await asyncio.gather(*(device.send(step, one) for one in NONSENSE))
            assert set(await own.all_of("cancel")) <= {"t"}
            assert set(await other.all_of("cancel")) == {"t", "the last"}
        assert not [line for line in logs if line["log_level"] == "error"]
        assert not bot.task.done()
        bot.verifications.now = lambda: datetime.now(UTC) + timedelta(minutes=2)
        await own.ask("afterwards")
        await own.until("ready", "afterwards")


def _flood(sender: str, count: int, **more: Any) -> nio.SyncResponse:
    """A sync that brings so many requests, each sent twice."""
    asked = {"from_device": "D", "methods": ["m.sas.v1"], "timestamp": int(time.time() * 1000)}
    events = [
        {
            "type": f"{FAMILY}request",
            "sender": sender,
            "content": asked | {"transaction_id": f"t{number}"} | more,
        }
        for number in range(count)
        for _ in range(2)
    ]
    return nio.SyncResponse.from_dict({"next_batch": "x", "to_device": {"events": events}})


async def test_a_flood_of_requests_gets_a_few_answers(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Three a minute for each who asks, twenty for all together, and within a moment."""
    account, stranger = await new_account("bot"), await new_account("mallory")
    async with (
        Bot(account, tmp_path / "bot") as bot,
        device_of(stranger, tmp_path / "other", bot) as other,
    ):
        began = time.monotonic()
        device = other.client.device_id
        await bot.verifications.answer(_flood(stranger.user_id, 1000, from_device=device))
        assert time.monotonic() - began < 2
        await other.sync()
        assert [content["transaction_id"] for _, content in other.came] == ["t0", "t1", "t2"]
        with capture_logs() as logs:
            for number in range(100):
                await bot.verifications.answer(_flood(f"@m{number}:house.test", 1))
        assert len([line for line in logs if line["event"] == "verification declined"]) == 17


async def test_a_request_that_comes_again_after_a_restart_gets_no_second_answer(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """The bot has forgotten it; the homeserver knows the answer by its reference."""
    account, stranger = await new_account("bot"), await new_account("mallory")
    async with (
        Bot(account, tmp_path / "bot") as bot,
        device_of(stranger, tmp_path / "other", bot) as other,
    ):
        flood = _flood(stranger.user_id, 1, from_device=other.client.device_id)
        for _ in range(3):
            await bot.verifications.answer(flood)
        anew = Verifications(bot.client, bot.room, bot.verifications.master_key)
        await anew.answer(flood)
        await other.sync()
        assert [step for step, _ in other.came] == ["cancel"]


async def test_an_old_request_is_history(new_account: NewAccount, tmp_path: Path) -> None:
    """Whoever asked eleven minutes ago waits no more; the bot may have been down."""
    account, stranger = await new_account("bot"), await new_account("mallory")
    async with (
        Bot(account, tmp_path / "bot") as bot,
        device_of(stranger, tmp_path / "other", bot) as other,
    ):
        for minutes in (-11, 11):
            await other.ask("old", timestamp=int((time.time() + minutes * 60) * 1000))
        assert await other.all_of("cancel") == ["the last"]


async def test_an_answer_that_cannot_be_sent_goes_with_the_next_sync(
    new_account: NewAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the homeserver is away the bot neither waits for it nor forgets."""
    account, stranger = await new_account("bot"), await new_account("mallory")
    async with (
        Bot(account, tmp_path / "bot") as bot,
        device_of(stranger, tmp_path / "other", bot) as other,
    ):
        with monkeypatch.context() as patch:

            async def away(*_: Any, **__: Any) -> None:
                raise TimeoutError

            patch.setattr(bot.client, "to_device", away)
            flood = _flood(stranger.user_id, 1, from_device=other.client.device_id)
            await bot.verifications.answer(flood)
        await other.step("done", "nudge")
        assert (await other.until("cancel", "t0"))["code"] == "m.user"
