"""The roles within a turn at the desk: read, asked a rule, recorded, and let go on by themselves.

Their facts have one subject in a house, for the roles depend on one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from commands import flags
from commands.showing import proposal_line
from commands.turn import Turn
from governance import outcomes
from governance.advance_roles import advance_roles, due_at
from governance.fold_roles import add_role_fact, fold_roles
from governance.members import Member
from governance.proposals import AgreementState, Proposal
from governance.reviewing import ends_itself
from governance.role_facts import RoleFact, RoleName
from governance.roles import Absence, Person, RoleCircumstances, Roles
from governance.ruling import Ruling
from governance.setting_up_roles import Wanted, set_up

SUBJECT = "T"
"""The subject of the facts about roles and their terms, and of their due time."""

Rule = Callable[[Roles, RoleCircumstances], Ruling]


async def roles_of(turn: Turn) -> Roles:
    """The house's roles as they are now."""
    if turn.roles is None:
        turn.roles = await turn.tx.made_of(turn.house.id, SUBJECT, fold_roles)
    return turn.roles


async def circumstances(turn: Turn) -> RoleCircumstances:
    """What the rules of the roles may know of the house now."""
    here = [member for member in await turn.members() if member.is_here]
    return RoleCircumstances(
        now=turn.now,
        settings=turn.house.settings,
        zone=turn.house.zone,
        house=turn.house.id,
        people=tuple(_person(turn, member) for member in here),
    )


def _person(turn: Turn, member: Member) -> Person:
    since = member.away_since
    return Person(
        id=member.id,
        kind=member.kind,
        joined_at=member.joined_at,
        is_founder=member.joined_at <= turn.house.born_at,
        away=(Absence(since, member.away_until),) if since else (),
        is_resting=member.resting_since is not None,
    )


async def begin(turn: Turn, roles: Iterable[tuple[RoleName, Wanted]]) -> None:
    """The roles that a new house has; the first terms are told when the clock looks at them."""
    here = await circumstances(turn)
    for name, wanted in roles:
        await _record(turn, set_up(await roles_of(turn), name, wanted, here).facts)
    await turn.tx.set_due(turn.house.id, SUBJECT, turn.now)


async def change(turn: Turn, rule: Rule) -> Ruling:
    """Let time catch up with the roles, ask a rule, record what it answers, and go on."""
    await catch_up(turn)
    ruling = rule(await roles_of(turn), await circumstances(turn))
    await _take_in(turn, ruling)
    if ruling.facts:
        await catch_up(turn)
    return ruling


async def catch_up(turn: Turn) -> None:
    """Everything that follows by itself by now; while the bot cannot speak, nothing does."""
    turn.has_other_people = False
    if turn.house.silent_since is not None:
        return
    here = await circumstances(turn)
    while ruling := advance_roles(await roles_of(turn), here):
        await _take_in(turn, ruling)
    await flags.look(turn, await roles_of(turn))
    due = due_at(await roles_of(turn), turn.house.settings, turn.house.zone)
    await turn.tx.set_due(turn.house.id, SUBJECT, due)


async def _take_in(turn: Turn, ruling: Ruling) -> None:
    await _record(turn, ruling.facts)
    for told in ruling.outcomes:
        match told:
            case outcomes.TurnPublished() | outcomes.TurnOpen():
                _tell_together(turn, told)
            case outcomes.YourTermBegins():
                await _tell_the_holder(turn, told)
            case _:
                turn.tell(told)


async def _record(turn: Turn, facts: Iterable[object]) -> None:
    roles = await roles_of(turn)
    about_roles = [fact for fact in facts if isinstance(fact, RoleFact)]
    await turn.tx.record(turn.house.id, SUBJECT, about_roles, turn.source)
    for fact in about_roles:
        before, roles = roles, add_role_fact(roles, fact)
        turn.roles = roles
        await flags.after(turn, fact, before, roles)


def _by_role(
    told: outcomes.TurnPublished | outcomes.TurnOpen | outcomes.AskThem | outcomes.TermBegins,
) -> RoleName:
    """The order of a message about several roles, as in the list of all of them."""
    return told.role


def _tell_together(turn: Turn, told: outcomes.TurnPublished | outcomes.TurnOpen) -> None:
    """One message for all terms that start together."""
    offline = told.offline if isinstance(told, outcomes.TurnPublished) else ()
    held = int(isinstance(told, outcomes.TurnPublished) and not offline)
    for place, other in enumerate(turn.outcomes):
        if isinstance(other, outcomes.TurnsTold) and other.starts_at == told.starts_at:
            turn.outcomes[place] = replace(
                other,
                turns=tuple(sorted((*other.turns, told), key=_by_role)),
                held=other.held + held,
                offline=tuple(sorted((*other.offline, *offline), key=_by_role)),
            )
            return
    turn.tell(outcomes.TurnsTold(told.starts_at, (told,), held, offline))


async def _tell_the_holder(turn: Turn, note: outcomes.YourTermBegins) -> None:
    """The note to who holds a role from now on: privately, or as short as the room can bear."""
    account = next(one.account for one in await turn.members() if one.id == note.member)
    if account and await turn.tx.private_room(account):
        proposals, reviews = await _what_comes(turn, note.until)
        lines = tuple(map(proposal_line, proposals))
        turn.tell(replace(note, proposals=lines, reviews=reviews))
    elif note.is_start:
        await _tell_the_room(turn, note)
    else:
        _add_the_handover(turn, note)


async def _tell_the_room(turn: Turn, note: outcomes.YourTermBegins) -> None:
    """One message for all terms that begin now, whose holders have no private room."""
    term = outcomes.TermBegins(note.role, note.member, note.until, note.mentor, note.handover)
    place = len(turn.outcomes)
    terms: tuple[outcomes.TermBegins, ...] = (term,)
    is_chair, opening, until = note.is_chair, note.opening, note.until
    for at, other in enumerate(turn.outcomes):
        if isinstance(other, outcomes.TermsBegin):
            place, terms = at, tuple(sorted((*other.terms, term), key=_by_role))
            opening = note.opening if note.is_chair else other.opening
            is_chair = is_chair or other.is_chair
            until = max(one.until for one in terms)
    proposals, reviews = await _what_comes(turn, until)
    example = terms[0].role
    told = outcomes.TermsBegin(terms, is_chair, opening, example, len(proposals), reviews)
    turn.outcomes[place : place + 1] = [told]


MID_TERM = (outcomes.TurnMovedOn, outcomes.StandsIn, outcomes.Swapped)
"""What tells the room that somebody has the rest of a term."""


def _add_the_handover(turn: Turn, note: outcomes.YourTermBegins) -> None:
    """The room has just read who has the rest of the term: what was left to them goes along."""
    for place, other in enumerate(turn.outcomes):
        if isinstance(other, MID_TERM) and (other.role, other.holder) == (note.role, note.member):
            turn.outcomes[place] = replace(other, handover=note.handover)


async def _what_comes(
    turn: Turn, until: datetime
) -> tuple[list[Proposal], tuple[outcomes.ReviewComing, ...]]:
    """What is open, and what will be looked at again before then."""
    proposals = [p for p in (await turn.proposals()).values() if not p.is_hidden]
    coming = [
        outcomes.ReviewComing(p.holding.ref, p.holding.review_at.astimezone(turn.house.zone).date())
        for p in proposals
        if p.holding and p.holding.state is AgreementState.IN_FORCE
        if not p.holding.is_temporary and p.holding.review_at <= until
        if not p.holding.is_overdue  # it waits, and `!agreements` says so
        if not ends_itself(p, p.holding.review_at, turn.house.zone)
    ]
    return [p for p in proposals if not p.is_over], tuple(coming)
