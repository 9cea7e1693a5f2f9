"""Which proposal is meant: by its number, by one that was mistyped, or by none at all."""

from __future__ import annotations

import re

from commands.declare import Arg, Command
from commands.reading import Number
from commands.turn import Turn
from governance.outcomes import Usage

_LETTERS = {Arg.PROPOSAL: "P", Arg.ROLE_OR_PROPOSAL: "P", Arg.AGREEMENT: "A"}
"""What is meant by a number alone."""


async def existing(turn: Turn, number: Number) -> int | None:
    """The proposal that has this number, or became the agreement that has it."""
    if number.letter == "A":
        return await turn.tx.proposal_of_agreement(turn.house.id, number.value)
    proposal = await turn.proposal(number.value) if number.letter == "P" else None
    return number.value if proposal and turn.may_speak_of(proposal) else None


async def mended(turn: Turn, command: Command, typed: str) -> Usage:
    """The command as it should be: with the number that was meant, where that can be told."""
    match = re.fullmatch(r"\W*([pa]?)[-_.#: ]*([0-9]{1,9})\W*", typed.casefold())
    if match is None:
        return Usage(command.key)
    letters = match[1].upper() or _LETTERS.get(command.args[0], "PA")
    numbers = [Number(letter, int(match[2])) for letter in letters]
    found = [(number, await existing(turn, number)) for number in numbers]
    there = [(number, proposal) for number, proposal in found if proposal]
    if len(there) > 1 and (await turn.known(there[0][1])).is_over:
        there.reverse()  # what was decided is spoken of by the agreement's number
    return Usage(f"{command.key} {there[0][0]}") if there else Usage(command.key)


async def only_one_meant(turn: Turn, command: Command) -> int | None:
    """The one that this command can be about without a number: none, or several, are no one."""
    proposals = await turn.proposals()
    for meant in (command.meant, lambda proposal, _member: not proposal.is_over):
        if meant is None:
            continue
        found = [number for number, p in proposals.items() if meant(p, turn.speaker.id)]
        if found:
            return found[0] if len(found) == 1 else None
    return None
