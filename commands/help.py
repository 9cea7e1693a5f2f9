"""Help: the first commands, all of them, or one; read off the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from commands.declare import Command, Handler, Said
from commands.reading import echo
from commands.turn import Turn
from governance import outcomes
from governance.outcomes import HelpLine, Purpose, Usage

ALL = frozenset({"all", "alles"})


def help_on(table: Callable[[], Sequence[Command]]) -> Handler:
    """The handler of `!help` on a table, which is asked for late: help is one of its rows."""

    async def show_help(turn: Turn, said: Said) -> None:
        commands = table()
        asked = said.text.split()[0].casefold().lstrip("!") if said.text else ""
        found = [command for command in commands if asked in {command.en, command.nl}]
        if not asked:
            turn.tell(outcomes.HelpShown(_lines(c for c in commands if c.is_first)))
        elif asked in ALL:
            turn.tell(outcomes.HelpAllShown(_lines(commands)))
        elif found:
            key, language = found[0].key, turn.house.language
            other = found[0].word("en" if language == "nl" else "nl")
            turn.tell(outcomes.HelpOne(Usage(key), Purpose(key), other))
        else:
            turn.tell(outcomes.UnknownCommand(echo(asked)))

    return show_help


def _lines(commands: Iterable[Command]) -> tuple[HelpLine, ...]:
    return tuple(HelpLine(Usage(command.key), Purpose(command.key)) for command in commands)
