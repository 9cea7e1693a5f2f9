"""The newcomer's path of docs/first-bot.md, from an account to an answer in an encrypted room."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.demo.homeserver import Homeserver
from tests.matrix.conftest import NewAccount, new_account
from tests.matrix.living import House
from tests.operator.terminal import Terminal
from tests.operator.test_login import MAIN, PASSWORD, ROOT

__all__ = ["new_account"]  # the fixture

PAGE = ROOT / "docs" / "first-bot.md"
LONGEST = 120.0
"""Seconds of the machine's; the rest of ten minutes is for installing, reading and typing."""


@pytest_asyncio.fixture
async def house(
    homeserver: Homeserver, new_account: NewAccount, tmp_path: Path
) -> AsyncIterator[House]:
    """People with phones, and no bot yet."""
    (tmp_path / "phones").mkdir()
    async with House(homeserver, new_account, tmp_path / "phones") as made:
        yield made


def _kring(folder: Path, *words: str) -> Terminal:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "PYTHONPATH": str(ROOT),
        "TERM": "dumb",
        "COLUMNS": "120",
        "TZ": "Europe/Amsterdam",
    }
    return Terminal([*MAIN, *words], folder, environment)


async def test_from_nothing_to_an_answer_in_an_encrypted_room(
    house: House, homeserver: Homeserver, tmp_path: Path
) -> None:
    """Step by step as the page has it, with what it says that one sees."""
    user = await homeserver.register("kring-first", PASSWORD)
    began = time.monotonic()
    folder = tmp_path / "bot"
    folder.mkdir()

    with _kring(folder, "init") as terminal:
        for question, answer in (
            ("Your homeserver", homeserver.url),
            ("Found: ", None),
            ("The bot's own account", user),
            ("Who may invite it [@*:house.test]", ""),
            ("Their accounts", ""),
            ("Language of new houses", "en"),
            ("Time zone [Europe/Amsterdam]", ""),
            ("Password of", "a wrong one"),
            ("Type the password again", None),
            ("Password of", PASSWORD),
        ):
            terminal.until(question)
            if answer is not None:
                terminal.until(": ")
                terminal.type(answer)
        assert terminal.end() == 0, terminal.said
        assert PASSWORD not in terminal.said
        assert re.search(r"^ {4}E\w{3}( \w{4})+", terminal.said, flags=re.MULTILINE)
        assert "3. Invite @kring-first:house.test to the house's room." in terminal.said

    with _kring(folder, "check") as terminal:
        assert terminal.end() == 0, terminal.said
        assert terminal.said.splitlines()[-1] == "ok  Nothing is to be mended."

    with _kring(folder, "run") as bot:
        bot.until("ready")
        house.bot_id = user
        await house.move_in("alice")  # her phone makes an encrypted room, and invites the bot
        await house.hears("I am Kring")
        await house.people["alice"].say(house.room, "!help")
        await house.hears("!propose")
        bot.press("\x03")
        assert await asyncio.to_thread(bot.end) == 0, bot.said
        assert "Traceback" not in bot.said
    assert time.monotonic() - began < LONGEST


def test_the_page_has_the_steps_that_are_tried() -> None:
    """Each command, and what is seen."""
    page = PAGE.read_text()
    for words in (
        *("venv/bin/kring init", "venv/bin/kring check", "venv/bin/kring run"),
        *("pip install --require-hashes -r locks/run.txt", "!help", "I am Kring"),
        *("Your homeserver", "The bot's own account", "Who may invite it", "Their accounts"),
        *("Language of new houses", "Time zone", "Password of", "Found: "),
        *("The recovery key.", "ok  Nothing is to be mended.", "ready"),
    ):
        assert words in page, words
