"""How long Hypothesis looks: briefly by default, long with `KRING_LONG=1`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "quick",
    deadline=None,
    max_examples=60,
    stateful_step_count=80,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=_SLOW_IS_FINE,
)
settings.register_profile(
    "long",
    settings.get_profile("quick"),
    max_examples=2_000,
    stateful_step_count=100,
)
settings.load_profile("long" if os.environ.get("KRING_LONG") == "1" else "quick")
