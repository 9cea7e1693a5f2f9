"""Help: the first commands, all of them, or one; read off the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import fuzz, process

from commands.declare import Arg, Command, Handler, Said
from commands.reading import echo, first_word
from commands.turn import Turn
from governance import outcomes
from governance.outcomes import CommandName, HelpLine, Outcome, Purpose, Usage

ALL = frozenset({"all", "alles"})

MEANT = {
    **dict.fromkeys(("agree", "eens", "oke", "okay", "prima"), "consent"),
    **dict.fromkeys(("disagree", "oneens", "tegen", "against"), "object"),
    **dict.fromkeys(("vote", "stem", "stemmen"), "proposals"),
    **dict.fromkeys(("idea", "idee"), "propose"),
}
"""Words that people say for a command, where the nearest by its letters means something else."""

NEAR_ENOUGH = 65
"""How alike (of 100) a word must be to a command's to be suggested."""

A_SLIP = 80
"""The same for a word that begins a sentence: `thank` is near `take`, and is not meant so."""


def help_on(table: Callable[[], Sequence[Command]]) -> Handler:
    """The handler of `!help` on a table, which is asked for late: help is one of its rows."""

    async def show_help(turn: Turn, said: Said) -> None:
        commands = table()
        words = {word for command in commands for word in (command.en, command.nl)}
        asked, _ = first_word(re.sub(r"^\W+", "", said.text), words)
        found = [command for command in commands if asked in {command.en, command.nl}]
        if not asked:
            turn.tell(outcomes.HelpShown(_lines(c for c in commands if c.is_first)))
        elif asked in ALL:
            turn.tell(outcomes.HelpAllShown(_lines(commands)))
        elif found and Arg.CHANGE in found[0].args:
            turn.tell(outcomes.ChangeHelp(Usage(found[0].key), _other_word(turn, found[0])))
        elif found:
            key = found[0].key
            turn.tell(outcomes.HelpOne(Usage(key), Purpose(key), _other_word(turn, found[0])))
        else:
            turn.tell(unknown(asked, commands))

    return show_help


def unknown(word: str, commands: Sequence[Command], *, is_talk: bool = False) -> Outcome:
    """Nothing has this word: the nearest one, when one is near.

    `is_talk`: it begins a sentence of somebody who may not mean a command at all.
    """
    if meant := MEANT.get(word):
        return outcomes.DidYouMean(echo(word), CommandName(meant))
    keys = {known: command.key for command in commands for known in (command.en, command.nl)}
    least = A_SLIP if is_talk else NEAR_ENOUGH
    near = process.extractOne(word, list(keys), scorer=fuzz.ratio, score_cutoff=least)
    if near is None:
        return outcomes.PlainTalk() if is_talk else outcomes.UnknownCommand(echo(word))
    return outcomes.DidYouMean(echo(word), CommandName(keys[near[0]]))


def _other_word(turn: Turn, command: Command) -> str:
    return command.word("en" if turn.house.language == "nl" else "nl")


def _lines(commands: Iterable[Command]) -> tuple[HelpLine, ...]:
    return tuple(HelpLine(Usage(command.key), Purpose(command.key)) for command in commands)
