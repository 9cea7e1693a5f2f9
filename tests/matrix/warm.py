"""What any bot does at first and never again, done once before the bots of the tests are forked."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bot import speech
from bot.health import Vitals
from bot.replay import replay
from bot.transcript import read_transcript
from tests.database import compiled_once
from tests.memory import in_memory

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
STORIES = ("from-idea-to-agreement", "bezwaar-zonder-reden")
"""In both languages, and with most of what people do."""

_for_good = ExitStack()


def up() -> None:
    """Import everything, read the texts, and play what makes SQL of nearly all queries."""
    import_module("bot.service")
    _say_nothing()
    Vitals()
    for language in speech.LANGUAGES:
        speech.purpose("help", language)
    _for_good.enter_context(compiled_once())
    with TemporaryDirectory(prefix="kring-warm-", dir=in_memory()) as folder:
        for story in STORIES:
            transcript = read_transcript(EXAMPLES / f"{story}.chat")
            url = f"sqlite:///{folder}/{story}.db"
            asyncio.run(replay(transcript, lambda _at, _who, _what: None, url))


def _say_nothing() -> None:
    """And keep no logger: each bot has its own way of saying things."""
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet, cache_logger_on_first_use=False)
