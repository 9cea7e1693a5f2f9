"""A homeserver with its default limits: one message in five seconds after ten.

With `KRING_LONG=1`, that is; otherwise the bucket is as large but empties five times as fast.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver
from bot.demo.house_time import BotsWork
from bot.demo.moving_in import Premises
from bot.demo.people import Person, Refused
from bot.demo.screen import Screen
from bot.demo.show import STORY
from bot.transcript import read_transcript
from tests.matrix.between import BehindAProxy, Proxy
from tests.matrix.conftest import accounts_on

log = logging.getLogger(__name__)

IS_LONG = os.environ.get("KRING_LONG") == "1"


class Hurried(Homeserver):
    """The default limits, but for how fast one may go on after ten messages at once."""

    def _write_config(self, path: Path) -> None:
        super()._write_config(path)
        config = json.loads(path.read_text())
        each_second = {"rc_message": {"per_second": 1.0, "burst_count": 10}}
        path.write_text(json.dumps(config | each_second))


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[BehindAProxy]:
    """A house on a homeserver of its own, with the limits that every new one has."""
    kind = Homeserver if IS_LONG else Hurried
    async with kind(tmp_path / "server", default_limits=True) as server:
        made = BehindAProxy(server, accounts_on(server), tmp_path)
        async with Proxy(server.url) as made.proxy, made:
            yield made


async def test_much_to_say_at_once_arrives_whole_and_in_order(house: BehindAProxy) -> None:
    """The first refusals teach the pace; what can wait together is said in fewer messages."""
    await house.start_bot()
    await house.move_in("alice", "bob")
    alice, bob = house.people.values()
    private = await alice.private_room(house.bot_id)
    await house.sees(lambda one: one.room == private and one.sender == house.bot_id)
    await house.bot.stop()
    commands = []
    for number in range(1, 8):
        if number <= 6:
            commands.append(await bob.say(house.room, f"!show P{number}"))
        await alice.say(private, f"!show P{number}")
    house.heard.clear()
    before, started = house.proxy.limited, monotonic()
    await house.bot.start()
    expected = [f"P{number}" for number in range(1, 8)]
    async with asyncio.timeout(60):
        while numbers_in(house, private) != expected or answers_in(house) != commands:
            await asyncio.sleep(0.1)
    took, refused = monotonic() - started, house.proxy.limited - before
    log.info("measured: %.0f s, %d refused", took, refused)
    assert refused <= 4


def answers_in(house: BehindAProxy) -> list[str | None]:
    """What the bot's messages in the house answer, in order."""
    said = [one for one in house.heard if one.sender == house.bot_id and one.room == house.room]
    return [one.reply_to for one in said]


def numbers_in(house: BehindAProxy, room: str) -> list[str]:
    """The proposals that the bot names in a room, in order."""
    said = [one for one in house.heard if one.sender == house.bot_id and one.room == room]
    return re.findall(r"P\d", " ".join(one.text for one in said))


class Quick(Homeserver):
    """The default limits, but for logging in: seven at once are nobody's everyday."""

    def _write_config(self, path: Path) -> None:
        super()._write_config(path)
        often = {"per_second": 100, "burst_count": 100}
        config = json.loads(path.read_text())
        path.write_text(json.dumps(config | {"rc_login": {"address": often, "account": often}}))


class Limited(Premises):
    """The demo's house on such a homeserver."""

    async def _start_server(self) -> None:
        self.server = Quick(self.folder / "homeserver", default_limits=True)
        self.stack.push_async_callback(self.server.stop)
        await self.server.start()


@pytest.mark.skipif(not IS_LONG, reason="KRING_LONG=1")
async def test_the_demos_story_goes_well_within_the_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is lost and nothing comes before what it follows on; it only takes longer."""
    rest = BotsWork.rest
    monkeypatch.setattr(BotsWork, "rest", lambda work: rest(work, 90))
    monkeypatch.setattr(Person, "_send", patient(Person._send))
    header = (story := read_transcript(STORY)).header
    screen = Screen(header.zone, header.language, (*header.members, *header.professionals))
    async with AsyncExitStack() as stack:
        premises = Limited(header, tmp_path, screen, stack)
        started = monotonic()
        stage = await premises.move_in()
        await stage.play(story.steps)
        assert await stage.work.rest()
        await stage.settle(1)
        printed = capsys.readouterr().out
        waits = premises.process.log_file.read_text().count("M_LIMIT_EXCEEDED")
        log.info("measured: %.0f s, %d refused", monotonic() - started, waits)
        assert not premises.teller.unread
    assert "skipped" not in printed
    places = [printed.find(words) for words in TOLD]
    assert -1 not in places, printed
    assert places == sorted(places)
    assert waits <= 10


def patient(send: Callable[..., Awaitable[str]]) -> Callable[..., Awaitable[str]]:
    """People have limits too, and try again."""

    async def send_sometime(*what: Any) -> str:
        while True:
            try:
                return await send(*what)
            except Refused as refused:
                if "M_LIMIT_EXCEEDED" not in str(refused):
                    raise
            await asyncio.sleep(1)

    return send_sometime


TOLD = (
    "kring: P1 “Quiet hours",
    "kring ↳ P1: Thanks for speaking up on P1, bob.",
    "From alice. Version 2.",
    "kring: P1 is agreed: A1.",
    "A1 “Quiet hours from 22:00: no music.",
)
"""What the bot says in the story, in order."""
