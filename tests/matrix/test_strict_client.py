"""A cross-signed bot and a client that trusts signed devices only understand each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest

from bot.matrix.cross_signing import DeviceKeys, ensure_cross_signed
from bot.matrix.http import MatrixHttp
from bot.matrix.session import make_client, open_session
from bot.room import Poll, Vote
from tests.matrix.hall import Bot
from tests.matrix.strict import StrictClient, why_no_strict_client

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(why_no_strict_client() is not None, reason=why_no_strict_client() or ""),
]
NewAccount = Callable[..., Awaitable[Any]]
POLL = "org.matrix.msc3381.poll"


class BareBot:
    """As little bot as can be: nio, a sync by hand, and all that was heard."""

    def __init__(self, client: nio.AsyncClient) -> None:
        self.client = client
        self.heard: list[Any] = []
        self.recovery_key: str | None = None

    async def sync(self) -> None:
        """One sync with the key exchange that belongs to it; joins where it is invited."""
        batch = await self.client.sync(timeout=200)
        assert isinstance(batch, nio.SyncResponse), batch
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        for room_id in batch.rooms.invite:
            await self.client.join(room_id)
        for room in batch.rooms.join.values():
            self.heard += [one for one in room.timeline.events if one.sender != self.client.user_id]

    async def wait_for(self, fits: Callable[[Any], bool], seconds: float = 15) -> Any:
        """The first heard event that fits."""
        async with asyncio.timeout(seconds):
            while not (found := [one for one in self.heard if fits(one)]):
                await self.sync()
        return found[0]

    async def wait_until_joined(self, room_id: str, member: str) -> None:
        """Until the sync shows the room with both in it."""
        async with asyncio.timeout(15):
            while (
                room_id not in self.client.rooms
                or member not in self.client.rooms[room_id].users
                or not self.client.rooms[room_id].encrypted
            ):
                await self.sync()

    async def send(self, room_id: str, kind: str, content: dict[str, Any]) -> str:
        """Send to everybody in the room, verified or not. The event id."""
        sent = await self.client.room_send(room_id, kind, content, ignore_unverified_devices=True)
        assert isinstance(sent, nio.RoomSendResponse), sent
        return str(sent.event_id)


@asynccontextmanager
async def bare_bot(account: Any, store: Path, *, signed: bool) -> AsyncIterator[BareBot]:
    """A bot on a store of its own; `signed` as Kring does it, or not, as nio leaves it."""
    session = await open_session(
        store, account.homeserver, account.localpart, password=account.password
    )
    bot = BareBot(make_client(session, store))
    try:
        await bot.client.keys_upload()
        if signed:
            async with MatrixHttp(session.homeserver, session.access_token) as http:
                done = await ensure_cross_signed(
                    http, DeviceKeys.of(bot.client), store / "cross_signing.json"
                )
            bot.recovery_key = done.recovery_key
        yield bot
    finally:
        await bot.client.close()


def text(body: str) -> dict[str, Any]:
    """A notice as the bot sends it."""
    return {"msgtype": "m.notice", "body": body, "m.mentions": {}}


async def test_a_signed_bot_and_a_strict_client_understand_each_other(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Text, reply, thread, poll, vote, reaction and redaction in an encrypted room, both ways."""
    account, resident = await new_account("bot"), await new_account("alice")
    async with (
        bare_bot(account, tmp_path, signed=True) as bot,
        StrictClient(resident.homeserver, resident.localpart, resident.password) as alice,
    ):
        room = await alice.create_room(account.user_id, name="De Eik")
        await bot.wait_until_joined(room, alice.user_id)
        await alice.wait_for(kind="m.room.member", sender=account.user_id)

        asked = await alice.say(room, "!help")
        heard = await bot.wait_for(lambda one: getattr(one, "body", "") == "!help")
        assert heard.decrypted
        assert heard.event_id == asked

        said = await bot.send(room, "m.room.message", text("These are the commands"))
        answer = await alice.wait_for(room_id=room, containing="commands")
        assert answer.encrypted
        assert answer.failure is None
        assert answer.event_id == said

        await alice.say(room, "why?", reply_to=said, thread=asked)
        reply = await bot.wait_for(lambda one: getattr(one, "body", "") == "why?")
        relation = reply.source["content"]["m.relates_to"]
        assert relation["event_id"] == asked
        assert relation["m.in_reply_to"]["event_id"] == said

        words = {"org.matrix.msc1767.text": "Quiet hours?"}
        answers = [{"id": "consent", "org.matrix.msc1767.text": "Consent"}]
        start = {"kind": f"{POLL}.disclosed", "question": words, "answers": answers}
        poll = await bot.send(room, f"{POLL}.start", {**words, f"{POLL}.start": start})
        seen = await alice.wait_for(kind=f"{POLL}.start")
        assert seen.event_id == poll
        assert seen.content[f"{POLL}.start"]["answers"] == answers
        await alice.vote(room, poll, "consent")
        vote = await bot.wait_for(lambda one: one.source["type"] == f"{POLL}.response")
        assert vote.source["content"][f"{POLL}.response"] == {"answers": ["consent"]}
        assert vote.source["content"]["m.relates_to"]["event_id"] == poll

        reaction = await alice.react(room, said, "✋")
        hand = await bot.wait_for(lambda one: isinstance(one, nio.ReactionEvent))
        assert (hand.reacts_to, hand.key, hand.event_id) == (said, "✋", reaction)
        await alice.redact(room, reaction)
        await bot.wait_for(lambda one: one.source["type"] == "m.room.redaction")
        assert alice.withheld == []
        assert alice.undecryptable == []


async def test_the_sync_loop_and_the_sender_get_along_with_a_strict_client(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """Invitation, command, poll and tap, in an encrypted room, at the first try."""
    account, resident = await new_account("bot"), await new_account("alice")
    async with (
        Bot(account, tmp_path) as bot,
        StrictClient(resident.homeserver, resident.localpart, resident.password) as alice,
    ):
        room = await alice.create_room(account.user_id, name="De Eik")
        assert (await bot.enter(room)).is_encrypted
        await alice.wait_for(kind="m.room.member", sender=account.user_id)
        asked = await alice.say(room, "!help")
        assert (await bot.ears.until_text("!help")).event == asked
        poll = await bot.send(room, Poll("Quiet hours?", (("consent", "Agree"),), "Vote"))
        seen = await alice.wait_for(kind=f"{POLL}.start")
        assert (seen.event_id, seen.failure, seen.encrypted) == (poll, None, True)
        await alice.vote(room, poll, "consent")
        vote = await bot.ears.until(lambda one: isinstance(one, Vote))
        assert (vote.poll, vote.answers, vote.account) == (poll, ("consent",), alice.user_id)
        assert alice.withheld == []
        assert alice.undecryptable == []


async def test_an_unsigned_bot_is_deaf_to_a_strict_client(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """The proof that the strict client is strict: without a signature, neither hears the other."""
    account, resident = await new_account("bot"), await new_account("alice")
    async with (
        bare_bot(account, tmp_path, signed=False) as bot,
        StrictClient(resident.homeserver, resident.localpart, resident.password) as alice,
    ):
        room = await alice.create_room(account.user_id)
        await bot.wait_until_joined(room, alice.user_id)
        await alice.wait_for(kind="m.room.member", sender=account.user_id)
        await alice.say(room, "!help")
        assert await bot.wait_for(lambda one: isinstance(one, nio.MegolmEvent))
        refused = [one for one in alice.withheld if one.sent]
        assert [(one.user_id, one.code) for one in refused] == [(account.user_id, "m.unverified")]
        await bot.send(room, "m.room.message", text("hello"))
        unread = await alice.wait_for(lambda event: event.failure is not None)
        assert unread.sender == account.user_id
        assert unread.body != "hello"


async def test_the_operators_ordinary_client_opens_the_identity_with_the_recovery_key(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """The secret storage is the standard one: another implementation reads all three keys."""
    account = await new_account("bot")
    async with bare_bot(account, tmp_path, signed=True) as bot:
        assert bot.recovery_key
        async with StrictClient(
            account.homeserver, account.localpart, account.password, make_identity=False
        ) as operator:
            found = await operator.recover(bot.recovery_key)
    assert found == {"signed_by_owner": True, "private_keys_here": True, "secrets_readable": True}
