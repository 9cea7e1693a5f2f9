"""Who says anything, and who is left out of rounds for a while because they do not (design §1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commands.turn import Turn
from governance import outcomes
from governance.members import Kind, Member
from governance.proposals import Proposal
from governance.resting import rests_from

DUE = "M"
"""The due time at which somebody is asked whether they rest, or rests."""


async def notice(turn: Turn) -> None:
    """The speaker said something: noted once a day, never what; who rested is back."""
    member, zone = turn.member, turn.house.zone
    if member is None:
        return
    last = member.last_heard_at
    is_new_day = last is None or last.astimezone(zone).date() < turn.at.astimezone(zone).date()
    turn.was_resting = bool(member.resting_since or member.asked_to_rest_at)
    if is_new_day or turn.was_resting:
        await turn.tx.set_heard(member.id, turn.at)
        await turn.reload_members()


async def plan(turn: Turn) -> None:
    """A round closed: when somebody is to be asked whether they rest, if anybody is."""
    proposals = list((await turn.every_proposal()).values())
    times = [await _time_for(turn, member, proposals) for member in await turn.members()]
    coming = [moment for moment in times if moment]
    at = max(min(coming), turn.now) if coming else None
    await turn.tx.set_due(turn.house.id, DUE, at)


async def look(turn: Turn, subject: str) -> None:
    """That time has come: ask privately, where there is a private room; else they rest."""
    proposals = list((await turn.every_proposal()).values())
    for member in await turn.members():
        moment = await _time_for(turn, member, proposals)
        if moment is None or moment > turn.now:
            continue
        if await _can_be_asked(turn, member) and not member.asked_to_rest_at:
            await turn.tx.set_asked_to_rest(member.id, turn.now)
            turn.tell(outcomes.RestQuestion(member.id, ""))
        else:
            await turn.tx.set_resting(member.id, turn.now)
    await turn.reload_members()
    await plan(turn)


async def _time_for(turn: Turn, member: Member, proposals: Sequence[Proposal]) -> datetime | None:
    if not member.is_here or member.kind is not Kind.RESIDENT:
        return None
    can_be_asked = await _can_be_asked(turn, member)
    return rests_from(member, proposals, turn.now, can_be_asked=can_be_asked)


async def _can_be_asked(turn: Turn, member: Member) -> bool:
    if member.account is None:
        return False
    return await turn.tx.private_room(member.account) is not None
