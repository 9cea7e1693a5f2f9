"""At the table, and going on with what somebody left: `!table`, `!outcome`, `!take`."""

from __future__ import annotations

from commands.declare import FromTable, Said
from commands.reading import echo
from commands.turn import Turn
from governance import outcomes, rounds, table
from governance.members import MemberId
from governance.outcomes import Example, Outcome, Usage
from governance.proposals import Proposal, State

WORDS = {
    "adopt": FromTable.ADOPT,
    "aannemen": FromTable.ADOPT,
    "withdraw": FromTable.WITHDRAW,
    "intrekken": FromTable.WITHDRAW,
}
"""What may come of it, in both languages."""


def read_outcome(said: Said, rest: str) -> tuple[FromTable | Outcome, str]:
    """What came of it, from the start of `rest`, and what comes after."""
    word, _, after = rest.partition(" ")
    usage = Usage(said.command.key)
    if not word:
        return outcomes.TextMissing(Example(usage)), ""
    found = WORDS.get(word.casefold().rstrip(".,:;!?"))
    return found or outcomes.OutcomeUnclear(echo(word), usage), after.strip()


async def to_table(turn: Turn, said: Said) -> None:
    """Talk it over at dinner."""
    assert said.number is not None
    by = turn.speaker.id
    await turn.change(said.number, lambda p, here: table.go_there(p, by, here))


async def outcome(turn: Turn, said: Said) -> None:
    """What came of it."""
    assert said.number is not None
    by, text = turn.speaker.id, said.text
    if said.outcome is FromTable.WITHDRAW:
        await turn.change(said.number, lambda p, here: table.give_up(p, by, here))
    else:
        await turn.change(said.number, lambda p, here: table.adopt(p, by, text, here, said.change))


async def take(turn: Turn, said: Said) -> None:
    """Go on with a proposal whose proposer left."""
    assert said.number is not None
    by = turn.speaker.id
    await turn.change(said.number, lambda p, here: rounds.take_over(p, by, here))


# ------------------------------------------------------- what could be meant without a number


def for_the_table(proposal: Proposal, member: MemberId) -> bool:
    """An objection is open, and it is not at the table yet."""
    is_possible = proposal.state in {State.CONSENT, State.INTEGRATING}
    return is_possible and bool(proposal.blocking())


def at_table(proposal: Proposal, member: MemberId) -> bool:
    """It is talked over at the table."""
    return proposal.state is State.AT_TABLE


async def somebody_left_one(turn: Turn) -> bool:
    """One proposal, and no other, waits for somebody to go on with it."""
    waiting = [p for p in (await turn.proposals()).values() if left_behind(p, turn.speaker.id)]
    return len(waiting) == 1


def left_behind(proposal: Proposal, member: MemberId) -> bool:
    """Its proposer left."""
    return proposal.author_left and not proposal.is_over
