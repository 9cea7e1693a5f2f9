"""The log: what happened, with ids and counts, never what people wrote."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logs(level: str, form: str) -> None:
    """Log to standard error, as lines for people (`text`) or for machines (`json`)."""
    number = logging.getLevelNamesMapping()[level.upper()]
    # nio's and APScheduler's own lines may hold what people wrote, or say the same each minute.
    logging.basicConfig(level=max(number, logging.ERROR), stream=sys.stderr)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
