"""In one room with somebody who sends what nobody should: the bot goes on hearing the others."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.matrix.client import Client
from bot.matrix.http import RequestRefused
from tests.matrix.hall import Bot, Resident

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]


def nested(depth: int) -> Any:
    """An object in an object, so many times."""
    value: Any = {}
    for _ in range(depth):
        value = {"": value}
    return value


HOSTILE: dict[str, dict[str, Any]] = {
    "deep": {"msgtype": "m.text", "body": "x", "x": nested(100)},
    "deeper": {"msgtype": "m.text", "body": "x", "x": nested(250)},
    "deepest": {"msgtype": "m.text", "body": "x", "x": nested(450)},
    "large": {"msgtype": "m.text", "body": "x" * 64_000},
    "heaps": {"msgtype": "m.text", "body": "a" + "\u0316\u0301" * 15_500},
    "nul": {"msgtype": "m.text", "body": "a\x00b", "m.relates_to": {"rel_type": "\x00"}},
    "forged": {"msgtype": "m.text", "body": "!x", "m.relates_to": {"m.in_reply_to": [{}]}},
    "types": {"msgtype": 3, "body": {"a": []}, "m.mentions": 7, "m.new_content": []},
    "empty": {},
}


async def test_what_is_sent_to_hurt_costs_nobody_an_answer(
    new_account: NewAccount, tmp_path: Path
) -> None:
    """In the clear, and as what cannot be decrypted: the next words are heard all the same."""
    account = await new_account("bot")
    async with (
        Bot(account, tmp_path / "bot") as bot,
        Resident(await new_account("alice"), tmp_path / "alice") as alice,
    ):
        room = await alice.make_room(bot.user_id)
        await bot.enter(room)
        taken = []
        for name, content in HOSTILE.items():
            encrypted = {
                "algorithm": "m.megolm.v1.aes-sha2",
                "ciphertext": "x",
                "device_id": "x",
                "sender_key": "x",
                "session_id": "x\x00",
                **content,
            }
            for kind, body in (("m.room.message", content), ("m.room.encrypted", encrypted)):
                path = f"/rooms/{room}/send/{kind}/{name}"
                try:
                    await alice.call("PUT", path, body)
                except RequestRefused:
                    continue
                taken.append((name, kind))
            await alice.say(room, f"after {name}")
            await bot.ears.until_text(f"after {name}")
        assert ("deep", "m.room.message") in taken
        assert ("nul", "m.room.encrypted") in taken


async def test_an_answer_that_is_nested_ten_thousand_deep_is_read() -> None:
    """Other homeservers take more than Synapse does; and Python's own limit is as it was after."""
    depth = 13_000

    class Answer:
        """A response with such a body."""

        async def read(self) -> bytes:
            return b'{"":' * depth + b"1" + b"}" * depth

        async def json(self) -> Any:
            return json.loads(await self.read())

    client = Client("http://127.0.0.1:1", "@kring:house.test")
    before = sys.getrecursionlimit()
    try:
        assert "" in await client.parse_body(Answer())  # type: ignore[arg-type]
    finally:
        await client.close()
    assert sys.getrecursionlimit() == before
