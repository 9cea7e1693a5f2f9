"""The command line (design §7.5). What takes long to import is imported where it is used."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from bot.config import Config

FINE, FAILED, WRONG = 0, 1, 2
"""Exit codes: all is well, something failed, the command line or configuration is wrong."""

app = typer.Typer(
    name="kring",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

ConfigFile = Annotated[
    Path, typer.Option("--config", help="The configuration file.", show_default=True)
]
DEFAULT_CONFIG = Path("config.toml")


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        typer.echo(f"kring {version('kring')}")
        raise typer.Exit(FINE)


@app.callback()
def kring(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Tell which version this is.", callback=_tell_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Kring helps self-managed houses decide together, in their Matrix room."""


def main() -> None:
    """The entry point."""
    if not {"--help", "--version"} & set(sys.argv[1:]):  # who only asks need not wait for this
        from bot.logs import set_up_logs

        set_up_logs("error", "text")  # on standard error, also where nothing is configured
    app()


def _stop(code: int, *told: object) -> NoReturn:
    for line in told:
        typer.echo(str(line), err=True)
    raise typer.Exit(code)


def _read(file: Path) -> Config:
    from bot.config import WrongConfiguration, read_config

    try:
        return read_config(file)
    except WrongConfiguration as wrong:
        _stop(WRONG, *wrong.faults)


def _await(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; what an operator can mend ends with a message, not with a traceback."""
    from bot.matrix.http import SessionError
    from storage.engine import OtherVersion, UnknownDatabase
    from storage.trouble import trouble_of

    try:
        asyncio.run(work)
    except SessionError as fault:
        _stop(FAILED, fault.message, fault.mend)
    except UnknownDatabase as fault:
        _stop(WRONG, f"[storage] url: {fault}")
    except OtherVersion as fault:
        _stop(FAILED, fault)
    except Exception as fault:
        if isinstance(fault, PermissionError) and fault.filename:
            mend = "Run this as the user whose files they are; `kring check` tells."
            _stop(FAILED, f"{fault.filename} may not be used ({fault.strerror}).", mend)
        if trouble := trouble_of(fault):
            _stop(FAILED, trouble.what, trouble.mend)
        raise


@app.command()
def run(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Run the bot, until Ctrl-C or SIGTERM."""
    from bot.logs import set_up_logs
    from bot.service import run as serve

    read = _read(config)
    set_up_logs(read.log_level, read.log_format)
    _await(serve(read))


@app.command()
def init(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Set up: ask a few things, log in once, write the configuration, show the recovery key."""
    from bot.matrix.http import SessionError
    from bot.setup import set_up

    try:
        set_up(config)
    except SessionError as fault:
        _stop(FAILED, fault.message, fault.mend)


@app.command()
def check(
    config: ConfigFile = DEFAULT_CONFIG,
    data: Annotated[bool, typer.Option("--data", help="Read every fact in the database.")] = False,
) -> None:
    """Tell whether the configuration, the database, the homeserver and the device are in order."""
    from bot.checkup import check_up
    from bot.config import WrongConfiguration, read_config

    code = FINE
    try:
        read = read_config(config)
    except WrongConfiguration as wrong:
        if wrong.rest is None:
            _stop(WRONG, *wrong.faults)
        # What is wrong with it hides nothing else: all is told at once.
        code, read = WRONG, wrong.rest
        for fault in wrong.faults:
            typer.echo(str(fault), err=True)
    faults = asyncio.run(check_up(read, config, with_data=data, say=typer.echo))
    code = code or (FAILED if faults else FINE)
    if code == FINE:
        typer.echo("ok  Nothing is to be mended.")
    raise typer.Exit(code)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)],
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Copy all that would be missed into a new folder of DIR, also while the bot runs."""
    import sqlite3
    from datetime import UTC, datetime

    from bot.backup import KeptElsewhere, NothingToKeep, back_up
    from storage.copying import BadCopy
    from storage.trouble import trouble_of

    try:
        made = back_up(config, _read(config), folder, datetime.now(UTC))
    except (KeptElsewhere, NothingToKeep, BadCopy) as fault:
        _stop(FAILED, fault)
    except (OSError, sqlite3.Error) as fault:
        trouble = trouble_of(fault)
        _stop(FAILED, fault, *([trouble.what, trouble.mend] if trouble else []))
    typer.echo(made)


@app.command()
def move(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Bring all that is in a SQLite FILE into the empty database of the configuration."""
    from bot.moving import CannotMove, move_in
    from storage.engine import OtherVersion
    from storage.trouble import trouble_of

    try:
        told = move_in(file, _read(config))
    except (CannotMove, OtherVersion) as fault:
        _stop(FAILED, fault)
    except Exception as fault:
        if (trouble := trouble_of(fault)) is None:
            raise
        _stop(FAILED, trouble.what, trouble.mend)
    typer.echo(told)


@app.command()
def replay(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", show_default=False)],
    check: Annotated[
        bool, typer.Option("--check", help="Fail when the bot's lines differ.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the export alone on standard output.")
    ] = False,
    db: Annotated[str | None, typer.Option("--db", help="A database to play it in.")] = None,
) -> None:
    """Play transcripts (.chat) through the real desk, on a simulated clock."""
    from bot.playing import play

    if as_json and len(files) != 1:
        _stop(WRONG, "--json takes one FILE")
    raise typer.Exit(play(files, check=check, as_json=as_json, url=db))


@app.command()
def export(
    house: Annotated[str, typer.Option("--house", help="The house's name, or its room.")],
    format: Annotated[  # noqa: A002  # the word of the contract
        str,
        typer.Option(
            "--format",
            help="md: to read. csv: tables for a spreadsheet, in a zip. ics: a calendar. json.",
        ),
    ] = "json",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file, or a folder to put it in.")
    ] = None,
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Print everything a house decided, or write it to a file; or its calendar."""
    from bot.exporting import Damaged, NoSuchHouse, exported, write
    from governance.outcomes import ExportForm

    if format not in {form.value for form in ExportForm}:
        known = ", ".join(form.value for form in ExportForm)
        _stop(WRONG, f"--format {format}: one of {known}")
    form = ExportForm(format)
    if form is ExportForm.CSV and output is None and sys.stdout.isatty():
        _stop(WRONG, "--format csv is a zip file, which no terminal can show: add -o FILE")
    try:
        made = asyncio.run(exported(_read(config), house, form))
    except (NoSuchHouse, Damaged) as fault:
        _stop(FAILED, fault)
    if output is None:
        sys.stdout.buffer.write(made.bytes)
        return
    try:
        typer.echo(write(made, output))
    except OSError as fault:
        _stop(FAILED, f"{output}: {fault.strerror}")


@app.command()
def poster(
    house: Annotated[str, typer.Option("--house", help="The house's name, or its room.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The file to write, .html; - prints it.")
    ],
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Make the poster for the hall: one page to print. It takes the place of an earlier one."""
    from bot.exporting import Damaged, NoSuchHouse, poster_of
    from bot.posting_up import NotAPoster, put_up

    read = _read(config)
    try:
        made = asyncio.run(poster_of(read, house))
        if str(output) == "-":
            typer.echo(made, nl=False)
        else:
            put_up(made, output)
    except (NoSuchHouse, Damaged, NotAPoster) as fault:
        _stop(FAILED, fault)
    except OSError as fault:
        _stop(FAILED, f"{output}: {fault.strerror}. Nothing was written there.")


@app.command()
def demo(
    story: Annotated[
        Path | None, typer.Option("--story", help="Another story to play (.chat).")
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="End after the story.")] = False,
) -> None:
    """A house on this machine: a real homeserver, an encrypted room, residents and a story."""
    from bot.demo.show import show

    raise typer.Exit(asyncio.run(show(story, takes_part=not no_input and sys.stdin.isatty())))


if __name__ == "__main__":
    main()
