"""The weekly nudge, and what else is between the bot and who works here: role cards, taps.

What a nudge tells follows from `governance/nudges.py`; here it is put together, told in its time,
and shown to whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from commands import flags, requests, rota
from commands.declare import Said
from commands.turn import Turn
from governance import nudges, outcomes
from governance.facts import Fact, Recorded
from governance.members import Kind, Member, MemberId
from governance.nudge_words import nudge_words
from governance.nudges import Nudges, fold_nudges, next_nudge_at
from governance.outcomes import NearDate
from governance.professional_facts import MandateSaid, NudgeFact, NudgeSent, VoteExplained
from governance.unheard import unheard_lately
from governance.weekly import week_of
from storage.transaction import Transaction

SUBJECT = "N"
"""The subject of these facts, and of the time at which the next nudge is due."""

ACCOUNT = 1
"""A name is shown with one more word where it could be taken for somebody else's."""


async def read_nudges(tx: Transaction, house_id: int) -> Nudges:
    """What was said to who works in a house, and by them of their role."""
    return await tx.made_of(house_id, SUBJECT, _fold)


def _fold(recorded: Iterable[Recorded], since: Nudges | None) -> Nudges:
    return fold_nudges((one.fact for one in recorded if isinstance(one.fact, NudgeFact)), since)


async def nudges_of(turn: Turn) -> Nudges:
    """The same, of the house of this turn."""
    return await read_nudges(turn.tx, turn.house.id)


async def plan(turn: Turn) -> None:
    """When the next one is due; also after the house chose another time for it."""
    await turn.tx.set_due(turn.house.id, SUBJECT, await _next_at(turn))


async def _next_at(turn: Turn) -> datetime:
    settings, zone = turn.house.settings, turn.house.zone
    return next_nudge_at(await nudges_of(turn), turn.now, settings, zone)


async def send(turn: Turn, subject: str) -> None:
    """The time of the week has come: once for every week, however often it comes."""
    if turn.house.silent_since is not None:
        return  # when the bot can speak again, it is planned anew
    week = week_of(turn.now, turn.house.zone)
    quiet_until = turn.house.settings.quiet_until(turn.now, turn.house.zone)
    if quiet_until > turn.now:  # after time the bot was away, or since the house chose its quiet
        is_same = week_of(quiet_until, turn.house.zone) == week
        at = quiet_until if is_same else await _next_at(turn)
        await turn.tx.set_due(turn.house.id, SUBJECT, at)
        return
    known = await nudges_of(turn)
    professionals = await _professionals(turn)
    if professionals and week not in known.weeks:
        sent = await _put_together(turn, known, professionals)
        words = await in_words(turn, sent)
        await turn.tx.record(turn.house.id, SUBJECT, [sent], turn.source)
        turn.tell(*(outcomes.Nudge(one, "", words) for one in sent.to))
    await plan(turn)


async def _professionals(turn: Turn) -> tuple[Member, ...]:
    here = (member for member in await turn.members() if member.is_here)
    return tuple(one for one in here if one.kind is Kind.PROFESSIONAL)


async def _put_together(turn: Turn, known: Nudges, professionals: tuple[Member, ...]) -> NudgeSent:
    await rota.catch_up(turn)
    every = (await turn.every_proposal()).values()
    proposals = tuple(proposal for proposal in every if not proposal.is_hidden)
    members = await turn.members()
    seen = nudges.Seen(
        now=turn.now,
        zone=turn.house.zone,
        house=turn.house.name,
        language=turn.house.language,
        professionals=tuple(one.id for one in professionals),
        roles=await rota.roles_of(turn),
        flags=await flags.flags_of(turn),
        requests=await requests.requests_of(turn),
        proposals=proposals,
        unheard=unheard_lately(
            members, proposals, turn.now, since=known.last.at if known.last else None
        ),
        words={one.id: len(one.name.split()) + ACCOUNT for one in members},
    )
    return nudges.with_card(nudges.nudge(known, seen), known, seen, turn.house.id)


async def show_nudge(turn: Turn, said: Said) -> None:
    """What who works here reads this week: nothing about us without us."""
    known, week = await nudges_of(turn), week_of(turn.now, turn.house.zone)
    if sent := known.of_week(week):
        turn.tell(outcomes.NudgeShown(await in_words(turn, sent)))
    else:
        turn.tell(outcomes.NoNudgeYet(await _next_at(turn), bool(await _professionals(turn))))


async def in_words(turn: Turn, sent: NudgeSent) -> outcomes.NudgeWords:
    """A nudge as it is said; the text of a request is its own, whenever it is read."""
    return nudge_words(sent, await requests.requests_of(turn))


# ------------------------------------------------------------------------------ role cards


async def mandate(turn: Turn, said: Said) -> None:
    """What they decide themselves, and what the organisation decides."""
    by = turn.speaker.id
    facts: list[Fact] = [MandateSaid(turn.now, by, said.text)]
    await turn.tx.record(turn.house.id, SUBJECT, facts, turn.source)
    turn.tell(outcomes.MandateKept(by, said.text))


async def mandate_line(turn: Turn, member: MemberId) -> tuple[outcomes.MandateLine, ...]:
    """Their role card, for the list of who is who."""
    said = (await nudges_of(turn)).mandates.get(member)
    if said is None:
        return ()
    day = said.at.astimezone(turn.house.zone).date()
    return (outcomes.MandateLine(said.text, NearDate(day)),)


async def explain_the_vote(turn: Turn) -> None:
    """Who works here tapped an answer: told once, privately, that residents decide."""
    who = turn.speaker.id
    if turn.speaker.kind is not Kind.PROFESSIONAL or who in (await nudges_of(turn)).explained:
        return
    await turn.tx.record(turn.house.id, SUBJECT, [VoteExplained(turn.now, who)], turn.source)
    turn.tell(outcomes.VoteIsForResidents(who, ""))
