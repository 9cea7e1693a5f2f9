"""For who watches over the service: whether the bot is well, and in figures what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

from aiohttp import web

from storage.gauge_book import Backlog, Heap

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

OLDEST_SYNC = 120.0
"""After so many seconds without a word from the homeserver the bot is not well."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""The steps in which the time that the desk takes is counted."""


class Vitals:
    """What is seen of a running bot. Nothing in it is about a house, a person or a text."""

    def __init__(self) -> None:
        # Only who runs the bot pays for it, and not `kring --help`.
        from prometheus_client import CollectorRegistry, Histogram, ProcessCollector

        self.leads: bool | None = None
        """Whether this one of several instances leads; None: it is the only one."""
        self.heard_at: float | None = None
        """When the homeserver last answered, in seconds of a clock that nobody sets."""
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
        self.heard_at = monotonic()

    @property
    def since_sync(self) -> float | None:
        """Seconds since it last answered; None: not yet."""
        return None if self.heard_at is None else monotonic() - self.heard_at

    @contextmanager
    def handling(self, kind: str) -> Iterator[None]:
        """Something of this kind is at the desk meanwhile."""
        began = perf_counter()
        try:
            yield
        finally:
            self._handling.labels(kind).observe(perf_counter() - began)


async def serve_health(
    listen: str, vitals: Vitals, backlog: Callable[[], Awaitable[Backlog | None]]
) -> web.AppRunner:
    """Serve `/healthz` and `/metrics` on `host:port`; the caller cleans up. Raises OSError."""
    from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

    def gauge(name: str, meaning: str) -> Gauge:
        return Gauge(f"kring_{name}", meaning, registry=vitals.registry)

    sync_age = gauge("sync_age_seconds", "Since the homeserver last answered; NaN: never yet.")
    leads = gauge("leads", "1 where this instance does the work, 0 where it follows another one.")
    houses = gauge("houses", "Houses in which the bot is; NaN where it follows, as all below.")
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
        age, waits = vitals.since_sync, await backlog()
        sync_age.set(float("nan") if age is None else age)
        leads.set(vitals.leads is not False)
        houses.set(waits.houses if waits else float("nan"))
        for name, (count, oldest) in heaps.items():
            heap: Heap | None = getattr(waits, name, None)
            if heap is None:
                count.set(float("nan"))
                oldest.set(float("nan"))
                continue
            count.set(heap.count)
            waited = (datetime.now(UTC) - heap.since).total_seconds() if heap.since else 0.0
            oldest.set(max(waited, 0.0))
        body = generate_latest(vitals.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def healthz(_request: web.Request) -> web.Response:
        age = vitals.since_sync
        is_well = age is not None and age <= OLDEST_SYNC
        seconds = round(age) if age is not None else None
        body = {"healthy": is_well, "seconds_since_sync": seconds}
        if vitals.leads is not None:
            body["leads"] = vitals.leads
        return web.json_response(body, status=200 if is_well else 503)

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    host, _, port = listen.rpartition(":")
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
    except BaseException:
        await runner.cleanup()
        raise
    return runner
