"""How many houses one account carries: what a homeserver's sync takes as its rooms become more.

Not part of `make bench`: it makes 400 rooms, which takes minutes. At 50, 100, 200 and 400 rooms
(all encrypted, three residents each, all houses of one account): how long a sync takes that brings
one message, how long and how large one is that brings everything, how many messages go through a
sync in a second, how long a resident waits for an answer, and what the homeserver and the bot hold
in memory. A second device of the bot's account asks, while the bot runs. docs/scaling.md reckons
with what comes of it.
"""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import quote

import aiohttp

from bench.machines import Machine, resident_memory
from bench.measured import Figure, Found
from bench.progress import Progress
from bench.street import Phone, Street, somewhere, street
from bot.matrix.http import MatrixHttp
from bot.matrix.sync import _FILTER
from tests.matrix.conftest import Account

LEVELS = (50, 100, 200, 400)
RESIDENTS, AT_ONCE = 3, 4
ASKED, SPOKEN, POURED = 30, 20, 300
_LONGEST = 2_000
"""Milliseconds that a sync waits for news; what is measured has come before it asks."""


@dataclass
class Device:
    """A device that asks the homeserver for news, and looks only at how long that takes."""

    session: aiohttp.ClientSession
    since: str = ""

    async def sync(self, *, everything: bool = False) -> tuple[float, int, dict[str, Any]]:
        """Seconds, bytes, and what it brought; `everything`: as if it knew nothing."""
        asked = dict(_FILTER)
        if everything:
            # The homeserver keeps such an answer for minutes: this makes it another question.
            asked["event_format"] = "client"
            asked["account_data"] = {"types": [f"for-{perf_counter()}"]}
        where = f"/_matrix/client/v3/sync?timeout={_LONGEST}&filter={quote(json.dumps(asked))}"
        where += "&full_state=true" if everything else f"&since={self.since}"
        began = perf_counter()
        async with self.session.get(where) as response:
            content = await response.read()
        took = perf_counter() - began
        news: dict[str, Any] = json.loads(content)
        self.since = news["next_batch"]
        return took, len(content), news


async def measure(progress: Progress) -> list[Found]:
    """At each level."""
    found: list[Found] = []
    with somewhere() as folder:
        async with street(Path(folder)) as here:
            await here.move_in(RESIDENTS)
            account = await here.account("kring")
            config = here.configure_kring(account, here.folder / "kring")
            async with here.kring(config) as kring, await _second_device(account) as session:
                rooms: list[str] = []
                for level in LEVELS:
                    with progress.of(f"{level} rooms", level - len(rooms)) as step:
                        more = level - len(rooms)
                        rooms += await here.many_rooms(account.user_id, more, step, at_once=AT_ONCE)
                    found += await _look(here, kring, Device(session), account.user_id, rooms)
    return found


async def _second_device(account: Account) -> aiohttp.ClientSession:
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": account.user_id},
        "password": account.password,
    }
    async with MatrixHttp(account.homeserver, "") as http:
        token = (await http.call("POST", "/_matrix/client/v3/login", body))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    return aiohttp.ClientSession(account.homeserver, headers=headers)


async def _look(
    here: Street, kring: Machine, device: Device, bot: str, rooms: list[str]
) -> list[Found]:
    level, who = len(rooms), here.residents[0]
    whole, size, _ = await device.sync(everything=True)
    async with who.listening():
        waits = [
            await who.asks(random.choice(rooms), bot, "!proposals")  # noqa: S311
            for _ in range(ASKED)
        ]
    await asyncio.sleep(1)
    neighbour = here.residents[1]
    await neighbour.sync()
    brought = []
    for room in random.sample(rooms, SPOKEN):
        who.client.invalidate_outbound_session(room)
        await who.pour(room, ["what somebody says"])
        is_here = False
        while not is_here:
            took, _, news = await device.sync()
            is_here = room in news.get("rooms", {}).get("join", {})
        brought.append(took)
    keys = await _keys_for(neighbour)
    sent, through = await _burst(here, device, rooms)

    def figure(what: str, value: float, unit: str, n: int, note: str = "") -> Figure:
        return Figure(f"{level} rooms: {what}", value, unit, n, note=note)

    return [
        figure("sync that brings one message", median(brought) * 1e3, "ms", SPOKEN),
        figure("sync that brings everything", whole, "s", 1, f"{size / 1e6:.1f} MB"),
        figure("messages through one sync", through, "a second", POURED),
        figure("messages that the homeserver takes", sent, "a second", POURED),
        figure("answer of the bot", median(waits) * 1e3, "ms", ASKED),
        figure("a room's new key", median(keys), "bytes", len(keys), "to each device"),
        figure("memory of the homeserver", resident_memory(here.homeserver.pid), "MB", 1),
        figure("memory of the bot", resident_memory(kring.pid), "MB", 1),
    ]


async def _keys_for(who: Phone) -> list[int]:
    """How large each message to this resident's device is that was not fetched yet."""
    headers = {"Authorization": f"Bearer {who.client.access_token}"}
    async with aiohttp.ClientSession(who.client.homeserver, headers=headers) as session:
        _, _, news = await Device(session, who.client.next_batch).sync()
    return [len(json.dumps(one)) for one in news["to_device"]["events"]]


async def _burst(here: Street, device: Device, rooms: list[str]) -> tuple[float, float]:
    """Messages a second: as the homeserver takes them, and as one sync brings them all."""
    places = random.sample(rooms, min(len(rooms), POURED // 10))
    each = POURED // len(here.residents) // len(places)

    async def writes(who: Phone) -> None:
        for line in range(each):
            for room in places:
                await who.speak(room, f"line {line}")

    for who in here.residents:
        for room in places:
            await who.pour(room, ["the first, which takes its key along"])
    await device.sync()
    began = perf_counter()
    await asyncio.gather(*(writes(who) for who in here.residents))
    poured = perf_counter() - began
    took, _, news = await device.sync()
    count = sum(len(one["timeline"]["events"]) for one in news["rooms"]["join"].values())
    return each * len(places) * len(here.residents) / poured, count / took
