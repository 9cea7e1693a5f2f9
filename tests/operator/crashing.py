"""A process of the bot in which one function crashes."""

from __future__ import annotations

import importlib


def crash_in(place: str) -> None:
    """What is called there crashes, in this process, from now on."""
    module, _, name = place.rpartition(".")

    def crash(*_args: object, **_more: object) -> None:
        raise RuntimeError("crashed on purpose")

    setattr(importlib.import_module(module), name, crash)
