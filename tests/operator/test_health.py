"""Who watches over the service sees whether it is well, and how much waits; never whose."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.health import OLDEST_SYNC, Vitals, serve_health
from storage.gauge_book import Backlog, Heap
from storage.store import Store
from tests.database import make_new
from tests.ports import free_port
from tests.storage.made_up import NOON, a_house, a_parcel

NOTHING = Heap(0, None)
ALERTS = Path(__file__).parents[2] / "docs" / "alerts.yml"


class Page:
    """The pages of a watched bot, as a browser or Prometheus gets them."""

    def __init__(self) -> None:
        self.vitals = Vitals()
        self.backlog: Backlog | None = Backlog(NOTHING, NOTHING, NOTHING, houses=0)
        self.address = f"127.0.0.1:{free_port()}"

    async def waits(self) -> Backlog | None:
        return self.backlog

    async def get(self, path: str) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://{self.address}{path}") as answer,
        ):
            return answer.status, await answer.text()

    async def figures(self) -> dict[str, float]:
        """Each figure by its name and labels."""
        status, text = await self.get("/metrics")
        assert status == 200
        return {
            sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    made = Page()
    runner = await serve_health(made.address, made.vitals, made.waits)
    yield made
    await runner.cleanup()


async def test_it_is_well_while_the_homeserver_is_heard(page: Page) -> None:
    """Not before the first answer, and not two minutes after the last one."""
    assert await page.get("/healthz") == (503, '{"healthy": false, "seconds_since_sync": null}')
    page.vitals.heard()
    assert await page.get("/healthz") == (200, '{"healthy": true, "seconds_since_sync": 0}')
    page.vitals.heard_at = monotonic() - OLDEST_SYNC - 1
    assert await page.get("/healthz") == (503, '{"healthy": false, "seconds_since_sync": 121}')


async def test_what_waits_is_told_with_how_long_it_waits(page: Page) -> None:
    """Nothing waits: zero; the homeserver was never heard: no number."""
    figures = await page.figures()
    assert figures["kring_outbox_oldest_seconds"] == 0
    assert figures["kring_sync_age_seconds"] != figures["kring_sync_age_seconds"]
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    page.backlog = Backlog(Heap(3, an_hour_ago), Heap(1, an_hour_ago), NOTHING, houses=7)
    page.vitals.heard()
    with page.vitals.handling("Message"):
        pass
    figures = await page.figures()
    assert (figures["kring_outbox_letters"], figures["kring_due_overdue"]) == (3, 1)
    assert 3600 <= figures["kring_outbox_oldest_seconds"] < 3660
    assert figures["kring_undecryptable_held"] == 0
    assert figures["kring_houses"] == 7
    assert 0 <= figures["kring_sync_age_seconds"] < 60
    assert figures["kring_handling_seconds_count Message"] == 1


async def test_who_follows_is_well_and_tells_of_no_house(page: Page) -> None:
    """It says that it does not lead; what it does not know is no number."""
    page.vitals.heard()
    assert (await page.figures())["kring_leads"] == 1
    page.vitals.leads, page.backlog = False, None
    told = '{"healthy": true, "seconds_since_sync": 0, "leads": false}'
    assert await page.get("/healthz") == (200, told)
    figures = await page.figures()
    assert figures["kring_leads"] == 0
    for name in ("kring_houses", "kring_outbox_letters", "kring_due_oldest_seconds"):
        assert figures[name] != figures[name]


async def test_what_crashes_at_the_desk_was_handled_too(page: Page) -> None:
    """Its time counts, and the crash goes on to who knows what to do."""
    with pytest.raises(ZeroDivisionError), page.vitals.handling("Vote"):
        raise ZeroDivisionError
    assert (await page.figures())["kring_handling_seconds_count Vote"] == 1


async def test_the_alerts_ask_for_figures_that_there_are(page: Page) -> None:
    """Each by the name that /metrics gives it."""
    page.vitals.heard()
    with page.vitals.handling("Message"):
        pass
    known = {name.partition(" ")[0] for name in await page.figures()}
    expressions = re.findall(r"^ +expr: (.+)$", ALERTS.read_text(), re.MULTILINE)
    assert len(expressions) == ALERTS.read_text().count("alert:")
    asked = {name for expression in expressions for name in re.findall(r"kring_\w+", expression)}
    assert len(asked) >= 5
    assert asked <= known


async def test_what_waits_is_counted_where_the_bot_may_speak(tmp_path: Path) -> None:
    """What is to come later does not wait yet; where the bot is mute, time stands still."""
    file = tmp_path / "kring.db"
    await make_new(file)
    store = await Store.open(f"sqlite:///{file}")
    minute = timedelta(minutes=1)
    try:
        async with store.transaction() as tx:
            house = await a_house(tx)
            await tx.post(a_parcel("now"), NOON)
            await tx.post(a_parcel("in an hour", not_before=NOON + 60 * minute), NOON)
            await tx.set_due(house.id, "P1", NOON - 5 * minute)
            await tx.set_due(house.id, "P2", NOON + 5 * minute)
        async with store.transaction() as tx:
            waits = await tx.backlog(NOON)
        assert waits == Backlog(Heap(1, NOON), Heap(1, NOON - 5 * minute), NOTHING, houses=1)
        async with store.transaction() as tx:
            await tx.set_silent(house.id, NOON)
        async with store.transaction() as tx:
            assert await tx.backlog(NOON) == Backlog(NOTHING, NOTHING, NOTHING, houses=1)
    finally:
        await store.close()
