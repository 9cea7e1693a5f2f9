"""What is about a person: said privately, read with care, paused by a professional (rule 15)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from commands.declare import Said
from commands.turn import Turn
from governance import about_a_person, mentions, outcomes
from governance.facts import ProposalKind
from governance.members import Kind, Member, MemberId
from governance.proposals import Proposal


async def about(turn: Turn, said: Said) -> None:
    """What would exclude or restrict somebody: they are told first."""
    assert said.person is not None
    by, person, text = turn.speaker.id, said.person, said.text
    here = await turn.circumstances()
    if refusal := about_a_person.why_not(by, person):
        turn.tell(refusal)  # and uses up no number
        return
    number = await turn.tx.next_proposal(turn.house.id)
    await turn.begin(number, about_a_person.propose(number, by, person, text, here))


async def pause(turn: Turn, said: Said) -> None:
    """A professional asks for a week more to talk."""
    assert said.number is not None
    by, reason = turn.speaker.id, said.text
    await turn.change(said.number, lambda p, here: about_a_person.pause(p, by, reason, here))


def can_be_paused(proposal: Proposal, member: MemberId) -> bool:
    """About a person, and neither decided nor paused before."""
    is_before = not proposal.is_over and not proposal.is_settling
    return proposal.kind is ProposalKind.PERSON and is_before and not proposal.is_paused


async def ask_whether_it_is(turn: Turn, number: int, before: Proposal | None = None) -> None:
    """A proposal that names somebody: is it one about a person? The proposer is asked privately."""
    proposal = await turn.proposal(number)
    if proposal is None or proposal.kind in {ProposalKind.PERSON, ProposalKind.STRUCTURE}:
        return  # what changes the house itself takes the yes of whom it concerns
    members = await turn.members()
    by = turn.speaker.id
    known = mentions.named_in(before.version.text, members, by) if before else ()
    named = [m for m in mentions.named_in(proposal.version.text, members, by) if m not in known]
    if named:
        turn.tell(outcomes.IsItAboutSomebody(by, proposal.ref, named[0]))


async def is_meant(turn: Turn) -> bool:
    """Whether something that is open is about who speaks, so that they have a say in it."""
    return any(
        turn.speaker.id in {proposal.about, proposal.concerned} and not proposal.is_over
        for proposal in (await turn.proposals()).values()
    )


async def who_can_listen(turn: Turn) -> outcomes.TalkToSomebody:
    """The bot cannot talk it over with them; people can."""
    professionals = [
        outcomes.NameLine(member.id)
        for member in await turn.members()
        if member.is_here and member.kind is Kind.PROFESSIONAL and member.id != turn.speaker.id
    ]
    return outcomes.TalkToSomebody(tuple(professionals))


ONESELF = frozenset({"me", "myself", "mij", "mijzelf", "mezelf", "ik"})
"""Whom these words mean, unless somebody is called so."""


def read_person(
    rest: str, members: Iterable[Member], mentioned: tuple[str, ...]
) -> tuple[list[MemberId], str]:
    """Whose name stands at the beginning, the longest that fits, and what comes after it.

    Nobody: the name is unknown. Several: they go by the same name.
    """
    here = [member for member in members if member.is_here]
    found: list[tuple[int, Member]] = []
    for member in here:
        lengths = [end for name in _names(member) if (end := _begins(rest, name))]
        if lengths:
            found.append((max(lengths), member))
    if not found:
        named = [m for m in here if m.account and m.account in mentioned]
        return [member.id for member in named], rest.partition(" ")[2].strip()
    longest = max(length for length, _ in found)
    fitting = [member for length, member in found if length == longest]
    called = [member for member in fitting if member.account and member.account in mentioned]
    after = rest[longest:].lstrip(" :,;–-")
    return [member.id for member in called or fitting], after


def _names(member: Member) -> Iterable[str]:
    yield " ".join(member.name.split())
    if member.account:
        whole = member.account.lstrip("@")
        yield from (whole, whole.partition(":")[0])


def _begins(rest: str, name: str) -> int:
    """How many characters of `rest` are this name; 0: it begins otherwise."""
    found = re.match(rf"@?{re.escape(name)}(?!\w)", rest, re.IGNORECASE) if name else None
    return found.end() if found else 0
