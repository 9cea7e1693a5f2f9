"""`kring init`: asks a few things, logs in once, cross-signs, and writes the configuration."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import typer
from rich.console import Console

from bot.asking import Answers, NotSo
from bot.config import EVERYBODY, WrongConfiguration, fits_accounts, read_config
from bot.machine import timezone_here
from bot.matrix.account import open_account
from bot.matrix.cross_signing import ApprovalNeeded, IdentityExists
from bot.matrix.http import HomeserverAway, RateLimited, SessionError
from bot.matrix.secret_storage import WrongRecoveryKey
from bot.matrix.server import Server, find_server
from bot.matrix.session import RECOVERY_FILE, LoginRefused, read_private
from bot.whole import write_whole
from governance.settings import read_timezone

_WHOLE_ACCOUNT = re.compile(r"@[^\s:@*]+:[^\s@*]+")

LONGEST_WAIT = 600.0
"""Seconds; a homeserver that asks for more is come back to another day."""

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
invite_from = {invite_from}
professionals = {professionals}
"""

_NO_TERMINAL = """\
kring init asks questions, and there is nobody to answer them here. On a terminal: kring init
Without one, write the configuration; `kring run` then logs in by itself, once:
  [matrix] homeserver, user, password_file  and  [access] invite_from  in {file}
  (config.example.toml holds every key), or in the environment:
  KRING_MATRIX__HOMESERVER, KRING_MATRIX__USER, KRING_MATRIX__PASSWORD, KRING_ACCESS__INVITE_FROM
The recovery key is then put into recovery_key.json in the store: write it down, delete the file."""

_NOBODY_TYPED = (
    "Do this on a terminal; or start `kring run` with KRING_MATRIX__PASSWORD, or password_file: "
    "it logs in by itself."
)


class Stopped(SessionError):
    """Whoever was asked went away."""


def set_up(file: Path) -> None:
    """Ask, log in, cross-sign, write. Raises SessionError; an existing file is never replaced."""
    console = Console(highlight=False)
    answers = Answers(file.with_name(f"{file.name}.begun"))
    try:
        if file.exists():
            _log_in_again(console, file)
        else:
            _check_folder(file)
            _set_up_anew(console, file, answers)
    except (typer.Abort, KeyboardInterrupt):
        raise _stopped(file, answers) from None
    except SessionError as fault:
        if not answers.file.exists():
            raise
        told = f"Your answers are kept: go on with {_command('init', file)}"
        raise SessionError(fault.message, f"{fault.mend}\n{told}") from fault


def _stopped(file: Path, answers: Answers) -> Stopped:
    """By Ctrl-C, or because there is nothing to answer with."""
    how = _command("init", file)
    mend = f"Begin again with: {how}"
    if answers.file.exists():
        mend = f"Your answers are kept (the password is not). Go on with: {how}"
    if sys.stdin.isatty():
        return Stopped("\nStopped.", mend)
    if file.exists():
        return Stopped("\nNobody typed the password.", _NOBODY_TYPED)
    if answers.file.exists():
        return Stopped("\nThere are no more answers.", mend)
    return Stopped("", _NO_TERMINAL.format(file=file))


def _check_folder(file: Path) -> None:
    folder = file.absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise SessionError(f"{folder} cannot be made ({fault.strerror}).", _OTHER_FOLDER) from None
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        raise SessionError(f"You may not write in the folder {folder}.", _OTHER_FOLDER)


_OTHER_FOLDER = "Go to a folder of the bot's own, or name one with --config."


def _set_up_anew(console: Console, file: Path, answers: Answers) -> None:
    console.print("Six questions, and the password. Enter takes what stands in [ ].", markup=False)
    console.print("The file is written once the login works. Ctrl-C stops; answers are kept.\n")
    if answers.are_from_before:
        console.print("You were here before: what you answered is suggested.\n")
    server, name = _asked_homeserver(console, answers)
    user = answers.ask(
        "user",
        "The bot's own account (make it first), such as @kring:example.org",
        partial(_account_at, name),
        suggested=f"@kring:{name}" if name else "",
    )
    invite_from = _asked_who_invites(console, answers, user)
    professionals = _asked_professionals(console, answers, user)
    language = answers.ask(
        "language", "Language of new houses (en or nl)", _language, suggested=_language_here()
    )
    timezone = answers.ask(
        "timezone", "Time zone", _timezone, suggested=timezone_here() or "Europe/Amsterdam"
    )
    recovery_key = _logged_in(console, file.parent / "store", server.address, user)
    text = _TEMPLATE.format(
        homeserver=_quoted(server.address),
        user=_quoted(user),
        language=_quoted(language),
        timezone=_quoted(timezone),
        invite_from=_list(invite_from),
        professionals=_list(professionals),
    )
    _write_configuration(file, text)
    answers.forget()
    console.print(f"\nWritten: {file}. The login and the keys are in {file.parent / 'store'}.")
    _show(console, recovery_key, file.parent / "store")
    console.print("\nWhat to do next:")
    console.print(f"1. {_command('check', file)}   tells whether all is in order.")
    console.print(f"2. {_command('run', file)}   starts the bot. Ctrl-C stops it.")
    console.print(f"3. Invite {user} to the house's room. It says hello there.")


# ------------------------------------------------------------------------------- the questions


def _asked_homeserver(console: Console, answers: Answers) -> tuple[Server, str]:
    """The homeserver, and the name that accounts there end with, where it was typed."""
    found = answers.ask(
        "homeserver",
        "Your homeserver: its name, such as example.org, or its address",
        _server_of,
    )
    server, name = found
    console.print(f"  Found: {server.address}")
    if not server.takes_passwords:
        told = f"{server.address} takes no passwords from programs."
        mend = "Set access_token in [matrix] of config.toml (a token of the bot's own device)."
        raise SessionError(told, f"{mend} Then start `kring run`.")
    return server, name


def _server_of(typed: str) -> tuple[Server, str]:
    if not typed or re.search(r"\s", typed):
        raise NotSo("That is no address. An example: example.org")
    try:
        server = asyncio.run(find_server(typed))
    except HomeserverAway as fault:
        raise NotSo(f"{fault.message} {fault.mend}") from None
    name = typed.partition(":")[2] if typed.startswith("@") else typed
    return server, "" if re.match(r"https?://", name) else name


def _account_at(name: str, typed: str) -> str:
    whole = f"@{typed}:{name}" if name and re.fullmatch(r"[^@:\s]+", typed) else typed
    if not _WHOLE_ACCOUNT.fullmatch(whole):
        raise NotSo("That is no whole account. An example: @kring:example.org")
    return whole


def _asked_who_invites(console: Console, answers: Answers, user: str) -> list[str]:
    server = user.partition(":")[2]
    console.print("\nWho may invite the bot into a house? Several: with a comma between.")
    console.print(f"  @alice:{server}   Alice alone")
    console.print(f"  @*:{server}   everybody with an account on {server}")
    console.print("  -   nobody yet")
    found = answers.ask("invite_from", "Who may invite it", _patterns, suggested=f"@*:{server}")
    if not found:
        console.print("  No house can have it, until you name somebody in [access] invite_from.")
    if EVERYBODY & set(found):
        console.print("  That is everybody on every server: strangers too.")
    return found


def _asked_professionals(console: Console, answers: Answers, user: str) -> list[str]:
    console.print("\nWho works in the houses, and does not live there? They have no vote.")
    return answers.ask(
        "professionals",
        "Their accounts, with a comma between (Enter: nobody)",
        partial(_accounts, user),
        may_be_empty=True,
    )


def _patterns(typed: str) -> list[str]:
    parts = [] if typed in ("", "-") else _parts(typed)
    if wrong := [part for part in parts if not fits_accounts(part)]:
        raise NotSo(f"{wrong[0]} fits no account. An example: @*:example.org")
    return parts


def _accounts(user: str, typed: str) -> list[str]:
    parts = [] if typed == "-" else _parts(typed)
    for part in parts:
        if not _WHOLE_ACCOUNT.fullmatch(part):
            raise NotSo(f"{part} is no whole account. An example: @pat:example.org")
        if part == user:
            raise NotSo(f"{part} is the bot itself. Leave it out.")
    return parts


def _parts(typed: str) -> list[str]:
    return [part for part in re.split(r"[\s,;]+", typed) if part]


def _language(typed: str) -> str:
    if typed.lower() not in ("en", "nl"):
        raise NotSo("Write en (English) or nl (Nederlands).")
    return typed.lower()


def _language_here() -> str:
    """As this machine speaks to who is at it."""
    said = next((os.environ[name] for name in ("LC_ALL", "LANG") if os.environ.get(name)), "")
    return "nl" if said.startswith("nl") else "en"


def _timezone(typed: str) -> str:
    timezone = read_timezone(typed)
    if isinstance(timezone, str):
        return timezone
    raise NotSo(f"There is no such time zone. An example: {timezone.expected}")


# ----------------------------------------------------------------------------------- the login


def _log_in_again(console: Console, file: Path) -> None:
    """The configuration stays as it is: only the login and the identity are seen to."""
    try:
        config = read_config(file)
    except WrongConfiguration as wrong:
        raise SessionError(f"{file} is there, but not right:\n{wrong}", "Mend it first.") from None
    console.print(f"{file} is there already and stays as it is. This sees to the login alone.")
    recovery_key = _logged_in(console, config.store, config.homeserver, config.user)
    console.print(f"The login and the keys are in {config.store}.")
    _show(console, recovery_key, config.store)


def _logged_in(console: Console, store: Path, homeserver: str, user: str) -> str | None:
    """Log in and cross-sign; the new recovery key, if one was made.

    What is typed wrongly is asked again; a homeserver that asks to wait is waited for.
    """
    recovery_key: str | None = None
    password = _asked_password(user)
    while True:
        log_in = partial(_log_in, store, homeserver, user, password, recovery_key)
        try:
            return _patiently(console, log_in)
        except (LoginRefused, ApprovalNeeded) as fault:
            if isinstance(fault, ApprovalNeeded) and fault.url:
                raise
            console.print(f"  {fault.message}", markup=False)
            console.print(
                "  Type the password again. Or is it another account? Then stop with Ctrl-C"
            )
            console.print("  and begin again: what you answered is suggested.")
            password = _asked_password(user)
        except (IdentityExists, WrongRecoveryKey) as fault:
            console.print(f"  {fault.message}", markup=False)
            recovery_key = typer.prompt("Recovery key of this account")


def _asked_password(user: str) -> str:
    typed: str = typer.prompt(f"\nPassword of {user} (is not kept)", hide_input=True)
    return typed


def _patiently(console: Console, log_in: Callable[[], str | None]) -> str | None:
    while True:
        try:
            return log_in()
        except RateLimited as fault:
            if fault.seconds > LONGEST_WAIT:
                raise
            seconds = max(1, round(fault.seconds))
            told = f"The homeserver asks to wait {seconds} s: too many logins."
            console.print(f"  {told} I wait, and try again with the same password.")
            time.sleep(fault.seconds)


def _log_in(
    store: Path, homeserver: str, user: str, password: str, recovery_key: str | None
) -> str | None:
    async def once() -> str | None:
        account = await open_account(
            store, homeserver, user, password=password, recovery_key=recovery_key
        )
        try:
            return account.cross_signing.recovery_key
        finally:
            await account.close()

    return asyncio.run(once())


# ---------------------------------------------------------------------------- what comes of it


def _show(console: Console, recovery_key: str | None, store: Path) -> None:
    kept = read_private(store / RECOVERY_FILE, ("recovery_key",))
    if recovery_key is None and kept:
        recovery_key = kept["recovery_key"]  # made before, and shown to nobody
    if recovery_key:
        console.print("\nThe recovery key. Write it down and keep it apart from this machine:")
        console.print(f"\n    {recovery_key}\n", style="bold")
        console.print("With it a lost disk is not a lost identity. It is not shown again.")
        (store / RECOVERY_FILE).unlink()


def _command(name: str, file: Path) -> str:
    """As it is typed here, such as `venv/bin/kring check`."""
    program = "kring" if shutil.which("kring") else sys.argv[0]
    more = "" if file == Path("config.toml") else f" --config {file}"
    return f"{program if program.endswith('kring') else 'kring'} {name}{more}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _list(values: list[str]) -> str:
    return f"[{', '.join(_quoted(value) for value in values)}]"


def _write_configuration(file: Path, text: str) -> None:
    """All of it, for its owner's eyes only; what came there meanwhile stays."""
    if file.exists():
        raise SessionError(f"{file} came there meanwhile, and stays.", "Move it away.")
    try:
        write_whole(file, text.encode(), 0o600)
    except OSError as fault:
        told = f"{file} cannot be written ({fault.strerror})."
        raise SessionError(told, "Make room there, or see what the disk has.") from None
