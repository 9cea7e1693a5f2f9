"""Emoji verification under abuse: nonsense, floods and what comes twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nio  # type: ignore[import-untyped, unused-ignore]
import pytest
from structlog.testing import capture_logs

from bot.matrix.verification import Verifications
from tests.matrix.hall import Bot
from tests.matrix.verifier import FAMILY, device_of

pytestmark = pytest.mark.asyncio
NewAccount = Callable[..., Awaitable[Any]]

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
