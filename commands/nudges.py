"""The weekly nudge, and what else is between the bot and who works here: role cards, taps.

What a nudge tells follows from `governance/nudges.py`; here it is put together, told in its time,
and shown to whoever asks.
"""

from __future__ import annotations

from commands import flags, requests, rota
from commands.declare import Said
from commands.turn import Turn
from governance import nudges, outcomes
from governance.facts import Fact
from governance.members import Kind, Member, MemberId
from governance.nudge_words import nudge_words
from governance.nudges import Nudges, fold_nudges, next_nudge_at, week_of
from governance.outcomes import NearDate
from governance.professional_facts import MandateSaid, NudgeSent, VoteExplained
from governance.unheard import unheard_lately
from storage.transaction import Transaction

SUBJECT = "N"
"""The subject of these facts, and of the time at which the next nudge is due."""


async def read_nudges(tx: Transaction, house_id: int) -> Nudges:
    """What was said to who works in a house, and by them of their role."""
    facts = (recorded.fact for recorded in await tx.facts(house_id, SUBJECT))
    return fold_nudges(
        fact for fact in facts if isinstance(fact, MandateSaid | VoteExplained | NudgeSent)
    )


async def nudges_of(turn: Turn) -> Nudges:
    """The same, of the house of this turn."""
    return await read_nudges(turn.tx, turn.house.id)


async def plan(turn: Turn) -> None:
    """When the next one is due; also after the house chose another time for it."""
    settings, zone = turn.house.settings, turn.house.zone
    at = next_nudge_at(await nudges_of(turn), turn.now, settings.nudge_time, zone)
    await turn.tx.set_due(turn.house.id, SUBJECT, at)


async def send(turn: Turn, subject: str) -> None:
    """The time of the week has come: once for every week, however often it comes."""
    if turn.house.silent_since is not None:
        return  # when the bot can speak again, it is planned anew
    known, week = await nudges_of(turn), week_of(turn.now, turn.house.zone)
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
    seen = nudges.Seen(
        now=turn.now,
        zone=turn.house.zone,
        language=turn.house.language,
        professionals=tuple(one.id for one in professionals),
        roles=await rota.roles_of(turn),
        flags=await flags.flags_of(turn),
        requests=await requests.requests_of(turn),
        proposals=tuple(p for p in every if not p.is_hidden),
        unheard=unheard_lately(await turn.members(), every, turn.now),
    )
    return nudges.with_card(nudges.nudge(known, seen), known, seen, turn.house.id)


async def show_nudge(turn: Turn, said: Said) -> None:
    """What who works here reads this week: nothing about us without us."""
    known, week = await nudges_of(turn), week_of(turn.now, turn.house.zone)
    if known.last is not None and known.last.week == week:
        turn.tell(outcomes.NudgeShown(await in_words(turn, known.last)))
        return
    settings, zone = turn.house.settings, turn.house.zone
    at = next_nudge_at(known, turn.now, settings.nudge_time, zone)
    turn.tell(outcomes.NoNudgeYet(at, bool(await _professionals(turn))))


async def in_words(turn: Turn, sent: NudgeSent) -> outcomes.NudgeWords:
    """A nudge as it is said; the text of a request is its own, whenever it is read."""
    return nudge_words(sent, turn.house.name, turn.house.zone, await requests.requests_of(turn))


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
