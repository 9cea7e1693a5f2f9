"""For who watches over the service: whether the bot is well, and in figures what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from aiohttp import web

from storage.gauge_book import Backlog, Heap

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

OLDEST_SYNC = timedelta(minutes=2)
"""After this without a word from the homeserver the bot is not well."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""The steps in which the time that the desk takes is counted."""


class Watch:
    """What is seen of a running bot. Nothing in it is about a house, a person or a text."""

    def __init__(self) -> None:
        # Only who runs the bot pays for it, and not `kring --help`.
        from prometheus_client import CollectorRegistry, Histogram, ProcessCollector

        self.heard_at: datetime | None = None
        """When the homeserver last answered."""
        self.registry: CollectorRegistry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._handling = Histogram(
            "kring_handling_seconds",
            "From an event at the desk to its commit.",
            ["kind"],
            buckets=SECONDS,
            registry=self.registry,
        )

    def heard(self) -> None:
        """The homeserver answered just now."""
        self.heard_at = datetime.now(UTC)

    @property
    def since_sync(self) -> timedelta | None:
        """How long ago it last answered; None: not yet."""
        return datetime.now(UTC) - self.heard_at if self.heard_at else None

    @contextmanager
    def handling(self, kind: str) -> Iterator[None]:
        """Something of this kind is at the desk meanwhile."""
        began = perf_counter()
        try:
            yield
        finally:
            self._handling.labels(kind).observe(perf_counter() - began)


async def serve_health(
    listen: str, watch: Watch, backlog: Callable[[], Awaitable[Backlog]]
) -> web.AppRunner:
    """Serve `/healthz` and `/metrics` on `host:port`; the caller cleans the runner up."""
    from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

    def gauge(name: str, meaning: str) -> Gauge:
        return Gauge(f"kring_{name}", meaning, registry=watch.registry)

    sync_age = gauge("sync_age_seconds", "Since the homeserver last answered; NaN: never yet.")
    houses = gauge("houses", "Houses in which the bot is.")
    heaps = {
        "letters": (
            gauge("outbox_letters", "Messages that could have been sent by now."),
            gauge("outbox_oldest_seconds", "How long the oldest of them waits."),
        ),
        "due": (
            gauge("due_overdue", "Due times that have come and are not handled."),
            gauge("due_oldest_seconds", "How long the oldest of them waits."),
        ),
        "held": (
            gauge("undecryptable_held", "Messages whose key has not come."),
            gauge("undecryptable_oldest_seconds", "How long the oldest of them waits."),
        ),
    }

    async def metrics(_request: web.Request) -> web.Response:
        age, waits = watch.since_sync, await backlog()
        sync_age.set(age.total_seconds() if age else float("nan"))
        houses.set(waits.houses)
        for name, (count, oldest) in heaps.items():
            heap: Heap = getattr(waits, name)
            count.set(heap.count)
            waited = (datetime.now(UTC) - heap.since).total_seconds() if heap.since else 0.0
            oldest.set(max(waited, 0.0))
        body = generate_latest(watch.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def healthz(_request: web.Request) -> web.Response:
        age = watch.since_sync
        is_well = age is not None and age <= OLDEST_SYNC
        seconds = round(age.total_seconds()) if age else None
        body = {"healthy": is_well, "seconds_since_sync": seconds}
        return web.json_response(body, status=200 if is_well else 503)

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    host, _, port = listen.rpartition(":")
    await web.TCPSite(runner, host.strip("[]"), int(port)).start()
    return runner
