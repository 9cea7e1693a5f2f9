"""How the demo ends: where everything is, what was decided, and how to join."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import shutil
import sys
from pathlib import Path

from bot.demo.bot_process import BotFailed, clean_environment
from bot.demo.folder import shown
from bot.demo.moving_in import Premises
from bot.demo.screen import Screen


async def tell(premises: Premises, *, stays_open: bool) -> None:
    """Print it all; `stays_open` when the house goes on after this. Raises BotFailed."""
    screen = premises.screen
    screen.title("Where things are")
    _tell_encryption(premises)
    file = await _export(premises)
    exported = json.loads(file.read_text(encoding="utf-8"))
    decided = ", ".join(f"{a['ref']} ({a['state']})" for a in exported["agreements"])
    screen.tell(f"Decided: {decided or 'nothing yet'}. Everything is in {shown(file)}, made with")
    screen.command(_command(premises))
    screen.tell(
        f"The bot's configuration is {shown(premises.config)}, "
        f"its log {shown(premises.process.log_file)}."
    )
    screen.tell(f"All data is in {shown(premises.folder)}, made afresh on each run.\n")
    _tell_how_to_join(premises, screen, stays_open=stays_open)


def _tell_encryption(premises: Premises) -> None:
    counts, unread = premises.teller.counts, len(premises.teller.unread)
    premises.screen.tell(
        f"Messages, edits and taps: {counts['encrypted']} came encrypted, {counts['plain']} did "
        f"not, {unread} could not be read. (Signs such as 👍 are never encrypted in Matrix.)"
    )


def _tell_how_to_join(premises: Premises, screen: Screen, *, stays_open: bool) -> None:
    if stays_open:
        screen.tell("As long as this runs, you can join with any Matrix client on this machine:")
    else:
        screen.tell(
            "The house closes now. Run the demo in a terminal and it stays open; "
            "then you can join with any Matrix client on this machine:"
        )
    screen.tell(f"  homeserver  {premises.server.url}")
    screen.tell(f"  room        {premises.alias}")
    width = max(len(account.user_id) for account in premises.accounts.values())
    for number, name in enumerate(premises.people):
        account = premises.accounts[name]
        label = "" if number else "accounts"
        screen.tell(f"  {label:<10}  {account.user_id:<{width}}  password {account.password}")
    screen.tell("Or make an account of your own there. You can read what is said after you join.")


def _command(premises: Premises) -> str:
    return (
        f"{_kring()} export --house {shlex.quote(premises.header.house)} "
        f"--config {shlex.quote(shown(premises.config))}"
    )


def _kring() -> str:
    """The command as this user can type it."""
    if shutil.which("kring"):
        return "kring"
    beside = Path(sys.executable).with_name("kring")
    return shown(beside) if beside.exists() else "kring"


async def _export(premises: Premises) -> Path:
    """Run `kring export` on the demo's house, into a file."""
    code = "from bot.cli import main; main()"
    asked = ["export", "--house", premises.header.house, "--config", str(premises.config)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        *asked,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=clean_environment(),
    )
    try:
        out, faults = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise BotFailed(f"`kring export` failed:\n{faults.decode(errors='replace')}")
    file = premises.folder / "export.json"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as into:
        into.write(out)
    return file
