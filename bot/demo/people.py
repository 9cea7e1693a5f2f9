"""The people of the demo: each a real Matrix client with an encrypted, cross-signed device."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
import nio  # type: ignore[import-untyped, unused-ignore]

from bot.demo.homeserver import Homeserver
from bot.demo.seen import Seen, seen
from bot.matrix import polls
from bot.matrix.cross_signing import DeviceKeys, ensure_cross_signed
from bot.matrix.http import MatrixHttp
from bot.matrix.keys import forget_key, share_key
from bot.matrix.published import SignatureReport, published_keys, signature_report
from bot.matrix.session import make_client, open_session
from bot.room import NotNow

_PATIENCE = 20.0
"""Seconds to wait for something that the homeserver should bring at once."""

_ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
_FILTER = {"presence": {"types": []}, "room": {"ephemeral": {"types": []}}}


class Refused(Exception):
    """The homeserver did not do what somebody in the demo wanted."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account on the demo's homeserver."""

    name: str
    user_id: str
    password: str = field(repr=False)

    @classmethod
    async def new(cls, homeserver: Homeserver, name: str, taken: set[str]) -> Account:
        """Register one, with a password of its own; `taken` holds the localparts in use."""
        plain = unicodedata.normalize("NFKD", name).casefold().replace(" ", "-")
        bare = re.sub(r"[^a-z0-9._=-]", "", plain) or "resident"
        numbered = (f"{bare}{number}" for number in range(2, 1000))
        localpart = bare if bare not in taken else next(n for n in numbered if n not in taken)
        taken.add(localpart)
        password = secrets.token_urlsafe(9)
        return cls(
            name, await homeserver.register(localpart, password, display_name=name), password
        )


Hear = Callable[["Person", Seen], None]


class Person:
    """Somebody with a phone. What their phone receives and can read goes to `hear`."""

    def __init__(self, account: Account, client: nio.AsyncClient, hear: Hear) -> None:
        self.account = account
        self.name = account.name
        self.user_id = account.user_id
        self._client = client
        self._hear = hear
        self._batch = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._private: str | None = None
        self._left: set[str] = set()
        self._welcome = ""

    @classmethod
    async def log_in(cls, account: Account, url: str, folder: Path, hear: Hear) -> Self:
        """Log in with a new device, publish its keys, and cross-sign it.

        With a folder that somebody logged in with before, it is that device again.
        """
        device_name = f"{account.name}'s phone (demo)"
        session = await open_session(
            folder, url, account.user_id, password=account.password, device_name=device_name
        )
        client = make_client(session, folder)
        try:
            if client.should_upload_keys:  # not so who was logged in here before
                _checked(await client.keys_upload(), nio.KeysUploadResponse)
            async with MatrixHttp(url, session.access_token) as http:
                device, seeds = DeviceKeys.of(client), folder / "cross_signing.json"
                await ensure_cross_signed(http, device, seeds, password=account.password)
        except BaseException:
            await client.close()
            raise
        person = cls(account, client, hear)
        person._listening = asyncio.create_task(person._listen())
        return person

    async def put_phone_away(self) -> None:
        """Stop listening, and close the connection."""
        if self._listening:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
        await self._client.close()

    # --------------------------------------------------------------------------------- listening

    async def _listen(self) -> None:
        while True:
            try:
                answer = await self._client.sync(timeout=30_000, sync_filter=_FILTER)
                if isinstance(answer, nio.SyncResponse):
                    await self._keep_keys()
                    await self._open_the_door()
                    self._pass_on(answer)
                    self._batch.set()
                    continue
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.5)

    async def _keep_keys(self) -> None:
        """What nio leaves to whoever owns the sync loop."""
        client = self._client
        await client.send_to_device_messages()
        if client.should_upload_keys:
            await client.keys_upload()
        if client.should_query_keys:
            await client.keys_query()

    async def _open_the_door(self) -> None:
        # Only where the one who is welcome asks.
        for room, asked in list(self._client.invited_rooms.items()):
            if self._welcome and asked.inviter == self._welcome:
                await self._client.join(room)
                self._private = self._private or room

    def _pass_on(self, answer: nio.SyncResponse) -> None:
        for room, info in answer.rooms.join.items():
            for event in info.timeline.events:
                if one := seen(event, room):
                    self._hear(self, one)

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something is so after a sync. Raises Refused when it takes too long."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while not holds():
                    self._batch.clear()
                    await self._batch.wait()
        except TimeoutError:
            raise Refused(f"{self.name} waited in vain: {what}") from None

    def has_with_them(self, room: str, *accounts: str) -> bool:
        """Whether these accounts are joined to a room this phone knows."""
        known = self._client.rooms.get(room)
        return known is not None and all(
            one in known.users and not known.users[one].invited for one in accounts
        )

    def is_in(self, room: str) -> bool:
        """Whether this person is in a room."""
        # nio keeps the rooms that were left.
        return room in self._client.rooms and room not in self._left

    def is_encrypted(self, room: str) -> bool:
        """Whether this phone encrypts what it says in a room."""
        return room in self._client.rooms and bool(self._client.rooms[room].encrypted)

    # ----------------------------------------------------------------------------------- talking

    async def say(
        self, room: str, text: str, *, reply_to: str | None = None, thread: str | None = None
    ) -> str:
        """Write something; the message's id."""
        relation: dict[str, Any] = {}
        if thread:
            relation = {"rel_type": "m.thread", "event_id": thread, "is_falling_back": False}
        if reply_to:
            relation["m.in_reply_to"] = {"event_id": reply_to}
        content = _words(text) | ({"m.relates_to": relation} if relation else {})
        return await self._send(room, "m.room.message", content)

    async def edit(self, room: str, message: str, text: str) -> str:
        """Change one's own message."""
        content = _words(f"* {text}") | {
            "m.new_content": _words(text),
            "m.relates_to": {"rel_type": "m.replace", "event_id": message},
        }
        return await self._send(room, "m.room.message", content)

    async def vote(self, room: str, poll: str, answers: list[str]) -> str:
        """Tap an answer of a poll; none: take the tap back."""
        content = {
            "m.relates_to": {"rel_type": "m.reference", "event_id": poll},
            polls.RESPONSE: {"answers": answers},
        }
        return await self._send(room, polls.RESPONSE, content)

    async def react(self, room: str, message: str, sign: str) -> str:
        """Put a sign on a message."""
        relation = {"rel_type": "m.annotation", "event_id": message, "key": sign}
        return await self._send(room, "m.reaction", {"m.relates_to": relation})

    async def take_back(self, room: str, event: str) -> str:
        """Remove a message, a tap or a sign."""
        answer = await self._client.room_redact(room, event)
        return str(_checked(answer, nio.RoomRedactResponse).event_id)

    async def _send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        for tries_left in (2, 1, 0):
            try:
                await share_key(self._client, room)
                answer = await self._client.room_send(
                    room, kind, content, ignore_unverified_devices=True
                )
                return str(_checked(answer, nio.RoomSendResponse).event_id)
            except NotNow as fault:
                if not tries_left:
                    raise Refused(f"{self.name}: {fault}") from fault
                await asyncio.sleep(0.3)
            finally:
                forget_key(self._client, room)
        raise AssertionError  # the last try returns or raises

    # ------------------------------------------------------------------------------------- rooms

    async def make_house(self, name: str, alias: str) -> str:
        """An encrypted room that all on this homeserver may join."""
        answer = await self._client.room_create(
            name=name, alias=alias, preset=nio.RoomPreset.public_chat, initial_state=[_ENCRYPTION]
        )
        room = str(_checked(answer, nio.RoomCreateResponse).room_id)
        await self.until(lambda: self.has_with_them(room, self.user_id), "its own room")
        return room

    async def invite(self, room: str, account: str) -> None:
        """Ask somebody in."""
        _checked(await self._client.room_invite(room, account), nio.RoomInviteResponse)

    async def join(self, room: str) -> None:
        """Go in, and wait until the phone knows the room."""
        _checked(await self._client.join(room), nio.JoinResponse)
        self._left.discard(room)
        await self.until(lambda: self.has_with_them(room, self.user_id), "the room it joined")

    async def leave(self, room: str) -> None:
        """Go out."""
        _checked(await self._client.room_leave(room), nio.RoomLeaveResponse)
        self._left.add(room)

    def welcomes(self, bot: str) -> None:
        """From now on, go into every room that the bot asks this person into."""
        self._welcome = bot

    async def private_room(self, bot: str) -> str:
        """The encrypted room for this person and the bot, opened the first time."""
        if self._private is None:
            answer = await self._client.room_create(
                is_direct=True,
                invite=[bot],
                preset=nio.RoomPreset.trusted_private_chat,
                initial_state=[_ENCRYPTION],
            )
            self._private = room = str(_checked(answer, nio.RoomCreateResponse).room_id)
            await self.until(lambda: self.has_with_them(room, bot), "Kring in its private room")
        return self._private

    async def look_at_keys_of(self, account: str) -> list[SignatureReport]:
        """How strict clients would judge each device of an account, as seen from here."""
        client = self._client
        async with MatrixHttp(client.homeserver, client.access_token) as http:
            devices = (await published_keys(http, account))["devices"]
            return [await signature_report(http, account, device) for device in devices]


def _words(text: str) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": text, "m.mentions": {}}


def _checked(answer: Any, expected: type) -> Any:
    if not isinstance(answer, expected):
        raise Refused(f"the homeserver answered: {answer}")
    return answer
