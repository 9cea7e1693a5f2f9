"""`kring init`: asks a few things, logs in once, cross-signs, and writes the configuration."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import typer
from rich.console import Console

from bot.config import WrongConfiguration, read_config
from bot.matrix.account import open_account
from bot.matrix.cross_signing import IdentityExists
from bot.matrix.http import SessionError
from bot.matrix.session import RECOVERY_FILE
from governance.settings import read_timezone

_TEMPLATE = """\
# Written by `kring init`. Every other key stands in config.example.toml.

[matrix]
homeserver = {homeserver}
user = {user}
store = "store"

[storage]
url = "sqlite:///kring.db"

[house]
language = {language}
timezone = {timezone}

[access]
invite_from = [{invite_from}]
professionals = []
"""


def set_up(file: Path) -> None:
    """Ask, log in, cross-sign, write. Raises SessionError; an existing file is never replaced."""
    console = Console()
    if file.exists():
        _log_in_again(console, file)
        return
    console.print(
        "A few questions, and one login. The configuration is written once the login works.\n"
    )
    homeserver = _asked("Address of the homeserver", "https://matrix.example.org", r"https?://\S+")
    user = _asked("The bot's own account", "@kring:example.org", r"@[^\s:]+:\S+")
    server = user.partition(":")[2]
    invite_from = _asked("Who may invite it", f"@*:{server}", r"@\S+:\S+", has_default=True)
    language = _asked("Language of new houses (en or nl)", "en", r"en|nl", has_default=True)
    timezone = _asked_timezone()
    password = typer.prompt(f"Password of {user} (is not kept)", hide_input=True)
    recovery_key = _log_in(console, file.parent / "store", homeserver, user, password)
    text = _TEMPLATE.format(
        homeserver=_quoted(homeserver.rstrip("/")),
        user=_quoted(user),
        language=_quoted(language),
        timezone=_quoted(timezone),
        invite_from=_quoted(invite_from),
    )
    _write_private(file, text)
    console.print(f"\nWritten: {file}. The login and the keys are in {file.parent / 'store'}.")
    _show(console, recovery_key, file.parent / "store")
    console.print(f"\nNow: kring run --config {file}, and invite {user} to the house's room.")


def _show(console: Console, recovery_key: str | None, store: Path) -> None:
    if recovery_key:
        console.print("\nThe recovery key. Write it down and keep it apart from this machine:")
        console.print(f"\n    {recovery_key}\n", style="bold")
        console.print("With it a lost disk is not a lost identity. It is not shown again.")
        (store / RECOVERY_FILE).unlink()


def _log_in_again(console: Console, file: Path) -> None:
    """The configuration stays as it is: only the login and the identity are seen to."""
    try:
        config = read_config(file)
    except WrongConfiguration as wrong:
        raise SessionError(f"{file} is there, but not right:\n{wrong}", "Mend it first.") from None
    console.print(f"{file} is there already and stays as it is. This sees to the login alone.")
    password = typer.prompt(f"Password of {config.user} (is not kept)", hide_input=True)
    recovery_key = _log_in(console, config.store, config.homeserver, config.user, password)
    console.print(f"The login and the keys are in {config.store}.")
    _show(console, recovery_key, config.store)


def _log_in(console: Console, store: Path, homeserver: str, user: str, password: str) -> str | None:
    """Log in and cross-sign; the new recovery key, if one was made."""

    async def once(recovery_key: str | None) -> str | None:
        account = await open_account(
            store, homeserver, user, password=password, recovery_key=recovery_key
        )
        try:
            return account.cross_signing.recovery_key
        finally:
            await account.close()

    try:
        return asyncio.run(once(None))
    except IdentityExists as fault:
        console.print(fault.message)
        key: str = typer.prompt("Recovery key of this account")
    return asyncio.run(once(key))


def _asked(question: str, example: str, pattern: str, *, has_default: bool = False) -> str:
    shown = question if has_default else f"{question}, such as {example}"
    while True:
        answer: str = typer.prompt(shown, default=example if has_default else None)
        if re.fullmatch(pattern, answer.strip()):
            return answer.strip()
        sys.stderr.write(f"That does not look right. An example: {example}\n")


def _asked_timezone() -> str:
    while True:
        typed = _asked("Time zone", "Europe/Amsterdam", r"\S+", has_default=True)
        timezone = read_timezone(typed)
        if isinstance(timezone, str):
            return timezone
        sys.stderr.write(f"No such time zone. An example: {timezone.expected}\n")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _write_private(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        written.write(text)
